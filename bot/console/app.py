"""The console's own small web server: one page, its scripts, and calls that need the key of an open session.

A server of its own, not a route of the door's: Sanic keeps one application a process, and no mistake in a route can
then put the console on the public port.
"""

from __future__ import annotations

import asyncio
import json
import logging
import socket
from collections.abc import Awaitable, Callable
from functools import partial
from pathlib import Path
from typing import Any, Optional, Union

from aiohttp import web

from bot.console.keys import Keys
from bot.console.workbench import Refused, Workbench
from bot.server import pages, quiet
from bot.server.conversation import Conversations
from bot.server.sessions import SWEEP_SECONDS

logger = logging.getLogger(__name__)
HOST = "127.0.0.1"
STATIC = Path(__file__).parent / "static"
_KINDS = {".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml"}
_MAX_BYTES = 4 * 1024 * 1024
# Its own files and calls, and nothing else; no page may hold it in a frame, no text may become markup.
_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; base-uri 'none'; "
    "form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'"
)
_WRONG_LINK = (
    "This link was used or is not the latest. The terminal that runs `handrail serve --console` shows a new one."
)
Answer = Union[web.Response, Any]
Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]
Call = Callable[[Workbench, dict[str, Any]], Union[Answer, Awaitable[Answer]]]


def _text(body: dict[str, Any], key: str) -> str:
    value = body.get(key, "")
    if not isinstance(value, str):
        raise Refused(422, f"{key} must be a text.")
    return value


def _list(body: dict[str, Any], key: str) -> list[dict[str, Any]]:
    value = body.get(key, [])
    if not isinstance(value, list) or not all(isinstance(v, dict) for v in value):
        raise Refused(422, f"{key} must be a list.")
    return value


def _number(body: dict[str, Any], key: str) -> int:
    value = body.get(key, 0)
    if not isinstance(value, int) or value < 0:
        raise Refused(422, f"{key} must be a number.")
    return value


def _svg(text: str) -> web.Response:
    return web.Response(text=text, content_type="image/svg+xml")


# Every call of the page: what it is named and what answers it.
CALLS: dict[str, Call] = {
    "about": lambda work, body: work.about(),
    "chat/open": lambda work, body: work.open_chat(_text(body, "lang")),
    "chat/say": lambda work, body: work.say(_text(body, "chat"), _text(body, "text"), _text(body, "choose")),
    "chat/end": lambda work, body: work.end_chat(_text(body, "chat")),
    "scenarios": lambda work, body: work.scenarios(),
    "scenarios/play": lambda work, body: work.play(_text(body, "file"), _text(body, "id")),
    "scenarios/try": lambda work, body: work.play_text(_text(body, "yaml")),
    "scenarios/write": lambda work, body: work.scenario(body),
    "flag": lambda work, body: work.flag(
        _text(body, "response"),
        "es" if body.get("lang") == "es" else "en",
        _text(body, "note"),
        _text(body, "by"),
        [str(s) for s in body.get("said") or ()],
    ),
    "batch/read": lambda work, body: work.read_batch(_text(body, "text"), _text(body, "kind")),
    "batch/run": lambda work, body: work.run_batch(_list(body, "messages")),
    "batch/sample": lambda work, body: {"text": work.sample()},
    "batch/picture": lambda work, body: _svg(work.picture(_text(body, "kind"), _list(body, "rows"))),
    "content": lambda work, body: work.content(),
    "content/try": lambda work, body: work.change(_list(body, "edits")),
    "flow": lambda work, body: _svg(work.flow(_text(body, "topic"))),
    "coverage": lambda work, body: work.coverage(),
    "recognize": lambda work, body: work.recognize(_number(body, "start")),
    "report": lambda work, body: {"html": work.report(_list(body, "flags"), _text(body, "signer"))},
}


class Console:
    """The console of one service.

    Args:
        port: on 127.0.0.1 only; 0 for any free one.

    Raises:
        OSError: when the port is taken.
    """

    def __init__(self, port: int) -> None:
        self._socket = socket.socket()
        self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        self._socket.bind((HOST, port))
        self._port: int = self._socket.getsockname()[1]
        self._conversations: Optional[Conversations] = None
        self._keys: Keys[Workbench] = Keys(self._new_workbench, lambda work: work.close())

    async def start(self, model: Path) -> None:
        """Loads conversations of its own, listens, and prints the link."""
        loop = asyncio.get_running_loop()
        self._conversations = await loop.run_in_executor(None, Conversations.load, model)
        quiet.hush()
        runner = web.AppRunner(self.application(), access_log=None, handle_signals=False)
        await runner.setup()
        await web.SockSite(runner, self._socket).start()
        self._sweeping = loop.create_task(self._sweep())
        self._print_link("counselors' console, link works once")

    def application(self) -> web.Application:
        """The page, its files and the calls."""
        app = web.Application(client_max_size=_MAX_BYTES, middlewares=[self._guard])
        app.on_response_prepare.append(_harden)  # type: ignore[arg-type]
        app.router.add_get("/", self._page)
        app.router.add_get("/static/{name}", self._file)
        app.router.add_post("/api/leave", self._leave)
        app.router.add_post("/api/{name:.+}", self._call)
        return app

    def _new_workbench(self) -> Workbench:
        assert self._conversations is not None
        return Workbench(self._conversations)

    def _print_link(self, what: str) -> None:
        link = f"http://{HOST}:{self._port}/?token={self._keys.new_link()}"
        print(f"handrail: {what}: {link}", flush=True)  # noqa: T201

    async def _sweep(self) -> None:
        while True:
            await asyncio.sleep(SWEEP_SECONDS)
            self._keys.sweep()
            if self._conversations:
                self._conversations.sessions.sweep()

    # What is asked -------------------------------------------------------------------------

    @web.middleware
    async def _guard(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        """Any failure becomes a sentence for the counselor, and nothing of the request."""
        try:
            self._admit(request)
            return await handler(request)
        except Refused as refused:
            return _error(refused.status, refused.message)
        except web.HTTPException as error:
            return _error(error.status, "There is nothing here.")
        except Exception as error:
            logger.error("console call failed", exc_info=(type(error), None, None))  # type: ignore[arg-type]
            return _error(500, "That did not work.")

    def _admit(self, request: web.Request) -> None:
        """Only this address, by its own name: another site's script or a rebound name gets nothing."""
        own = (f"{HOST}:{self._port}", f"localhost:{self._port}")
        origin = request.headers.get("Origin")
        if request.host not in own or (origin and origin not in [f"http://{o}" for o in own]):
            raise Refused(403, "The console answers its own page only.")

    async def _page(self, request: web.Request) -> web.Response:
        """The page: with a good token, the key of a new session in it; without, nothing but a way to reload."""
        token = request.query.get("token", "")
        key = self._keys.enter(token) if token else None
        if key:
            self._print_link("console opened; for another tab")
        html = (STATIC / "console.html").read_text(encoding="utf-8")
        html = html.replace('data-key=""', f'data-key="{key or ""}"')
        return web.Response(text=html, status=200 if key else 401, content_type="text/html")

    async def _file(self, request: web.Request) -> web.Response:
        # Named files only: a path from the outside never touches the disk.
        found = {p.name: p for p in STATIC.iterdir() if p.suffix in _KINDS}.get(request.match_info["name"])
        if found is None:
            raise Refused(404, "There is nothing here.")
        return web.Response(text=found.read_text(encoding="utf-8"), content_type=_KINDS[found.suffix])

    async def _leave(self, request: web.Request) -> web.Response:
        self._keys.leave(_key_of(request))
        return web.Response(status=204)

    async def _call(self, request: web.Request) -> web.Response:
        work = self._keys.find(_key_of(request))
        if work is None:
            raise Refused(401, _WRONG_LINK)
        call = CALLS.get(request.match_info["name"])
        if call is None:
            raise Refused(404, "There is nothing here.")
        found = call(work, await _body_of(request))
        answer = await found if isinstance(found, Awaitable) else found
        return answer if isinstance(answer, web.Response) else web.json_response(answer, dumps=_dumps)


_dumps = partial(json.dumps, ensure_ascii=False, default=str)


def _key_of(request: web.Request) -> str:
    kind, _, key = (request.headers.get("Authorization") or "").partition(" ")
    return key if kind.lower() == "bearer" else ""


async def _body_of(request: web.Request) -> dict[str, Any]:
    if request.content_type != "application/json":
        raise Refused(415, "Send JSON.")
    try:
        body = json.loads(await request.read() or b"{}")
    except (ValueError, RecursionError):
        raise Refused(400, "That was no JSON.") from None
    if not isinstance(body, dict):
        raise Refused(400, "That was no JSON object.")
    return body


def _error(status: int, message: str) -> web.Response:
    return web.json_response({"message": message}, status=status)


async def _harden(request: web.Request, response: web.StreamResponse) -> None:
    response.headers["Content-Security-Policy"] = _POLICY
    pages.secured(response)
    response.headers.popall("Server", None)
