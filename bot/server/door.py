"""The door: the only way in from the network (contract, section 3).

It reads JSON, never trusts a caller's idea of who they are, answers every failure with the emergency
services, and lets no word of a message into an error, a header, a log or a URL.
"""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, Optional
from uuid import UUID

from rasa.core.channels.channel import InputChannel
from sanic import Blueprint
from sanic.request import Request
from sanic.response import HTTPResponse

from bot.server.conversation import CHANNEL, Conversations, Turn
from bot.server.limits import MAX_BODY_BYTES, MAX_TEXT_CHARACTERS, Addresses, Gate, Overloaded
from bot.server.refusals import error_body
from bot.server.sessions import IDLE_SECONDS, MAX_TURNS, Crowded, NoSession, Session, StoreFailed, TooManySessions

logger = logging.getLogger(__name__)
_LANGS = ("en", "es")
_TURN_KEYS = {"text", "choose", "turn", "lang", "token"}
_KEYS = {"session": _TURN_KEYS, "message": _TURN_KEYS, "end": {"token"}}
_JSON, _TEXT = "application/json", "text/plain"
_REFUSED_WITH: dict[type[Exception], int] = {
    NoSession: 401,
    Crowded: 429,
    Overloaded: 429,
    TooManySessions: 503,
    StoreFailed: 503,
}
_REFUSED = tuple(_REFUSED_WITH)
_MAX_TOKEN_CHARACTERS = 100


class Refusal(Exception):
    """A request that is not taken: its status, and nothing of what it said."""

    def __init__(self, status: int) -> None:
        super().__init__(str(status))
        self.status = status


@dataclass
class Readiness:
    """Whether a scripted turn has named a hotline in this process."""

    ready: bool = False


def _as_json(body: dict[str, Any], status: int = 200) -> HTTPResponse:
    """An answer of JSON.

    Not by Sanic's own encoder: that builds its text on the stack, where the last answer stays until something
    else needs the room.
    """
    return HTTPResponse(json.dumps(body, ensure_ascii=False), status, content_type=_JSON)


def read_object(body: bytes, allowed: Iterable[str]) -> dict[str, Any]:
    """The JSON object in `body`.

    Raises:
        Refusal: 400 when it is no JSON object in UTF-8, 413 when too long, 422 for a key we don't take.
    """
    if len(body) > MAX_BODY_BYTES:
        raise Refusal(413)
    try:
        found = json.loads(body.decode("utf-8"), parse_constant=_no_constant) if body.strip() else {}
    except (ValueError, RecursionError):
        raise Refusal(400) from None
    if not isinstance(found, dict):
        raise Refusal(400)
    if set(found) - set(allowed):
        raise Refusal(422)
    return found


def _no_constant(_name: str) -> None:
    raise ValueError("NaN and Infinity are no JSON")


def read_message(body: bytes) -> dict[str, str]:
    """`text` or `choose`, `turn`, and `token` where the caller has no header for it.

    Raises:
        Refusal: 422 when it is not exactly one of text and choose, both as text; 413 when too long.
    """
    found = read_object(body, _KEYS["message"])
    if ("text" in found) == ("choose" in found):
        raise Refusal(422)
    if not all(isinstance(v, str) for v in found.values()):
        raise Refusal(422)
    text = found.get("text", found.get("choose", ""))
    if len(text) > MAX_TEXT_CHARACTERS:
        raise Refusal(413)
    if not text.strip() or not _printable(text):
        raise Refusal(422)
    if "turn" in found:
        _check_turn(found["turn"])
    return found


def _printable(text: str) -> bool:
    """False when nothing but invisible characters or broken halves of characters is left."""
    return any(ch.isprintable() and not ch.isspace() for ch in text)


def _check_turn(turn: str) -> None:
    try:
        UUID(turn)
    except ValueError:
        raise Refusal(422) from None


class Door(InputChannel):
    """The Rasa channel `chat`, under /webhooks/chat."""

    def __init__(
        self,
        conversations: Callable[[], Optional[Conversations]],
        readiness: Readiness,
        origins: frozenset[str] = frozenset(),
        *,
        behind_proxy: bool = False,
    ) -> None:
        self._conversations = conversations
        self._readiness = readiness
        self._origins = origins
        # Behind a proxy every caller has its address: the proxy limits by address, and tells us none.
        self._knows_addresses = not behind_proxy
        self._scheme = "https" if behind_proxy else ""
        self._gate = Gate()
        self._by_address = Addresses(per_second=60, burst=600)
        self._openings = Addresses(per_second=10, burst=400)

    @classmethod
    def name(cls) -> str:
        return CHANNEL

    def url_prefix(self) -> str:
        return CHANNEL

    def blueprint(self, on_new_message: Any = None) -> Blueprint:
        """The three calls of the door."""
        door = Blueprint("door", url_prefix=f"/webhooks/{CHANNEL}")
        door.add_route(self._guarded(self._open), "/session", methods=["POST"], name="open")
        door.add_route(self._guarded(self._end), "/session", methods=["DELETE"], name="end")
        door.add_route(self._guarded(self._message), "/message", methods=["POST"], name="message")
        # What a page that goes away can still send: a DELETE from another origin would need a preflight first.
        door.add_route(self._guarded(self._end), "/end", methods=["POST"], name="goodbye")
        for path in ("/session", "/message"):
            door.add_route(self._preflight(), path, methods=["OPTIONS"], name=f"preflight{path.replace('/', '_')}")
        return door

    # Around every call -----------------------------------------------------------------------

    def _guarded(self, call: Callable[[Request, Conversations], Any]) -> Callable[[Request], Any]:
        """`call` with origin, rate and failures seen to; the turn goes on if the caller hangs up."""

        async def guarded(request: Request) -> HTTPResponse:
            try:
                self._admit(request)
                conversations = self._conversations()
                if conversations is None or not self._readiness.ready:
                    raise Refusal(503)
                answer = await asyncio.shield(asyncio.ensure_future(_quietly(call(request, conversations))))
            except Refusal as refusal:
                answer = self.refused(refusal.status)
            return self._allow_origin(request, answer)

        return guarded

    def _admit(self, request: Request) -> None:
        origin = request.headers.get("origin")
        own = f"{self._scheme or request.scheme}://{request.host}"
        if origin and origin != own and origin not in self._origins:
            raise Refusal(404)
        if self._knows_addresses and not self._by_address.allows(request.ip or ""):
            raise Refusal(429)
        if request.method == "POST":
            kind = (request.headers.get("content-type") or "").split(";")[0].strip().lower()
            from_list = bool(origin) and (origin == own or origin in self._origins)
            if request.body and kind != _JSON and not (kind == _TEXT and from_list):
                raise Refusal(415)

    def _allow_origin(self, request: Request, answer: HTTPResponse) -> HTTPResponse:
        origin = request.headers.get("origin")
        if origin in self._origins:
            answer.headers["Access-Control-Allow-Origin"] = origin
            answer.headers["Vary"] = "Origin"
        return answer

    def _preflight(self) -> Callable[[Request], Any]:
        async def preflight(request: Request) -> HTTPResponse:
            if request.headers.get("origin") not in self._origins:
                return self.refused(404)
            answer = HTTPResponse(status=204)
            answer.headers["Access-Control-Allow-Methods"] = "POST, DELETE"
            answer.headers["Access-Control-Allow-Headers"] = "Authorization, Content-Type"
            answer.headers["Access-Control-Max-Age"] = "600"
            return self._allow_origin(request, answer)

        return preflight

    def refused(self, status: int) -> HTTPResponse:
        """The contract's answer for a failure; 429 and every 5xx carry the emergency services."""
        return _as_json(error_body(status), status)

    # The calls -------------------------------------------------------------------------------

    async def _open(self, request: Request, conversations: Conversations) -> HTTPResponse:
        if self._knows_addresses and not self._openings.allows(request.ip or ""):
            raise Refusal(429)
        asked = read_object(request.body, _KEYS["session"])
        lang = asked.get("lang", "en")
        if lang not in _LANGS:
            raise Refusal(422)
        # A page that has the opening already says the first turn along with it: one request, not two.
        first = read_message(request.body) if {"text", "choose"} & set(asked) else None
        async with conversations.store.opening(lang) as (token, session):
            body = _answer(conversations.opening(session))
        if first:
            body = await self._turn_of(token, first, conversations)
        return _as_json({"token": token, "expires_in": IDLE_SECONDS, **body}, 201)

    async def _end(self, request: Request, conversations: Conversations) -> HTTPResponse:
        await conversations.store.end(_token(request))
        return HTTPResponse(status=204)

    async def _message(self, request: Request, conversations: Conversations) -> HTTPResponse:
        token = _token(request)
        self._gate.check()
        body = await self._turn_of(token, read_message(request.body), conversations)
        return _as_json(body)

    async def _turn_of(self, token: str, message: dict[str, str], conversations: Conversations) -> dict[str, Any]:
        async with conversations.store.turn(token) as session:
            status, body = await self._answered(message, session, conversations)
        if status:
            raise Refusal(status)
        if body["ended"]:
            await conversations.store.end(token)
        return body

    async def _answered(
        self, message: dict[str, str], session: Session, conversations: Conversations
    ) -> tuple[int, dict[str, Any]]:
        """The answer, or the status of a refusal that the conversation remembers having made."""
        if not session.allowance.allows(conversations.sessions.clock()):
            return 429, {}
        turn_id = message.get("turn", "")
        if turn_id in session.answers:
            return 0, session.answers[turn_id]
        async with self._gate.turn():
            turn = await _taken(message, session, conversations)
        if turn is None:
            return 422, {}
        body = _answer(turn)
        if turn_id:
            session.remember_answer(turn_id, body)
        return 0, body


async def _taken(message: dict[str, str], session: Session, conversations: Conversations) -> Optional[Turn]:
    """The turn that answers a message; None for a button that is not of this turn of this session."""
    if session.turns >= MAX_TURNS:
        return Turn([conversations.plain("utter_session_over", session)], ended=True)
    if message.get("lang") in _LANGS:
        conversations.speak(session, message["lang"])
    if "text" in message:
        return await conversations.say(session, message["text"])
    return await conversations.choose(session, _by_place(message["choose"], session))


def _by_place(button: str, session: Session) -> str:
    """The id of a button: before there is a session, a page knows those of the opening by their place."""
    return dict(zip(map(str, range(len(session.buttons))), session.buttons)).get(button, button)


def _answer(turn: Turn) -> dict[str, Any]:
    return {"messages": turn.messages, "ended": turn.ended}


def _token(request: Request) -> str:
    """The caller's only key, from the header or, so that a page of another origin needs no preflight, the body.

    Raises:
        NoSession: when there is none.
    """
    kind, _, token = (request.headers.get("authorization") or "").partition(" ")
    if not kind and request.method == "POST":
        kind, token = "bearer", read_object(request.body, _TURN_KEYS).get("token", "")
    # Bytes of a header that are no UTF-8 come as halves of characters, which nothing further on can encode.
    if kind.lower() != "bearer" or not isinstance(token, str) or not token.isascii():
        raise NoSession
    if not 0 < len(token) <= _MAX_TOKEN_CHARACTERS:
        raise NoSession
    return token


async def _quietly(call: Any) -> HTTPResponse:
    """`call`, with any failure but a refusal turned into one, and only its class logged."""
    try:
        answer: HTTPResponse = await call
        return answer
    except Refusal:
        raise
    except _REFUSED as fact:
        raise Refusal(_REFUSED_WITH[type(fact)]) from None
    except Exception as error:
        logger.error("call failed", exc_info=(type(error), None, None))  # type: ignore[arg-type]
        raise Refusal(500) from None
