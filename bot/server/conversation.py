"""One turn of a conversation: text or button in, the contract's messages out. Never an empty answer.

The door, `handrail evaluate` and `handrail rehearse` all come through here.
"""

from __future__ import annotations

import asyncio
import logging
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Optional, TypedDict

from rasa.core.agent import Agent
from rasa.core.channels.channel import OutputChannel, UserMessage
from rasa.shared.core.events import SlotSet

from bot.content import Content, load_content
from bot.content.buttons import meaning, payload
from bot.content.directory import Card, cards
from bot.content.schema import Response
from bot.content.spoken import responses_in
from bot.hearing.answers import AGE_ASKED
from bot.hearing.few_words import place_named
from bot.hearing.normalise import MAX_CHARACTERS, clean
from bot.redaction import redact
from bot.routing.fits import of_a_picture
from bot.routing.routes import (
    MOST_BUTTONS,
    country_services,
    fitted,
    has_person,
    kept_in_sight,
    to_a_person,
)
from bot.routing.speech import behind_needs
from bot.routing.state import State, from_memory
from bot.server.in_process import InProcessActions, trust_own_answers
from bot.server.memory_store import MemoryStore
from bot.server.processor import load_agent
from bot.server.sessions import Session, Sessions, SessionStore
from bot.server.tracker_store import SessionTrackerStore, forget_words

logger = logging.getLogger(__name__)
CHANNEL = "chat"
_TURN_SECONDS = 4.0
_DANGER_NOW = (
    "utter_heard_near_near",
    "utter_in_danger",
    "utter_emergency_silent",
    "utter_follow_up_their_attempt_now",
)  # 911 and nothing else
_LIFE_SERVICES = ("emergency_911", "lifeline_988")  # shown again though refused: a life may hang on it


class ShownButton(TypedDict):
    """A quick reply: an id made for this turn and this session, and its title."""

    id: str
    title: str


class Message(TypedDict):
    """One bubble, as in section 3 of the contract."""

    text: str
    services: list[Card]
    buttons: list[ShownButton]
    lang: str


@dataclass
class Turn:
    """What one turn gave.

    Attributes:
        said: names of the responses, in order.
        situation: the situation acted on; also: others heard in the message.
    """

    messages: list[Message]
    ended: bool = False
    situation: str = ""
    also: list[str] = field(default_factory=list)
    said: list[str] = field(default_factory=list)


class _Collector(OutputChannel):
    """Keeps what the bot says in a turn, with the services each text names."""

    def __init__(self) -> None:
        self.said: list[dict[str, Any]] = []

    @classmethod
    def name(cls) -> str:
        return CHANNEL

    async def send_response(self, recipient_id: str, message: dict[str, Any]) -> None:
        self.said.append(message)


class Conversations:
    """All conversations of this process: the agent and the sessions it may speak in."""

    def __init__(self, agent: Agent, store: SessionStore, content: Content) -> None:
        self._agent = agent
        self.store = store
        self.content = content
        self._our_numbers = frozenset(
            "".join(ch for ch in channel.value if ch.isdigit())
            for service in content.services.values()
            for channel in service.channels
        )

    @classmethod
    def load(cls, model: Path, store: SessionStore | None = None) -> Conversations:
        """The agent of a trained model, with our store, our actions and nothing of Rasa's that keeps.

        Args:
            store: where conversations are between turns; this process's memory without one.
        """
        store = store or MemoryStore()
        trust_own_answers()
        agent = load_agent(model, InProcessActions())
        trackers = SessionTrackerStore(agent.domain, store.sessions)
        # Rasa wraps every store in one that copies conversations aside when saving fails: take ours bare.
        agent.tracker_store = agent.processor.tracker_store = trackers
        return cls(agent, store, load_content())

    @property
    def sessions(self) -> Sessions:
        """The conversations that are in this process right now."""
        return self.store.sessions

    def open(self, lang: str) -> tuple[str, Session, Turn]:
        """A new conversation of this process alone: its token, itself, and the opening."""
        token, session = self.sessions.open(lang)
        return token, session, self.opening(session)

    def opening(self, session: Session) -> Turn:
        """What a new conversation starts with."""
        return Turn([self._message(session, self.content.responses["utter_opening"], State(), {})])

    def speak(self, session: Session, lang: str) -> None:
        """Goes on in the language that the page was switched to; what is typed after that still decides."""
        session.lang = lang
        if session.tracker is not None:
            session.tracker.update(SlotSet("lang", lang))

    async def say(self, session: Session, text: str) -> Turn:
        """The answer to what was typed. The typed text lives no longer than this call."""
        safe, removed = redact(clean(text)[:MAX_CHARACTERS], self._our_numbers)
        # Rasa takes a leading slash for a command that sets intents and slots: no typed text may be one.
        plain = safe.strip().lstrip("/\u2044\u2215").strip()
        turn = await self._turn(session, _tapped_by_place(plain, session) or plain or "...")
        if removed:
            turn.messages = self._with_removal_note(turn, session)
        return turn

    async def ranking(self, text: str) -> list[dict[str, Any]]:
        """What the classifier makes of a text, likeliest first; keeps nothing. No turn of the door computes it."""
        found = await self._agent.parse_message(text)
        return list(found.get("intent_ranking") or ())

    def _with_removal_note(self, turn: Turn, session: Session) -> list[Message]:
        """The answer and a note that something was taken out; an emergency answer stands alone."""
        situation = self.content.situations.get(turn.situation)
        if (situation and situation.urgency in ("emergency", "crisis")) or session.lang in self.content.languages:
            return turn.messages
        note = self.plain("utter_sends_identifying_info", session)
        return [turn.messages[0], note] if turn.said[:1] != ["utter_sends_identifying_info"] else turn.messages

    async def choose(self, session: Session, button: str) -> Optional[Turn]:
        """The answer to a button, or None when it is not one of this turn of this session."""
        chosen = session.buttons.get(button)
        return await self._turn(session, chosen) if chosen else None

    async def _turn(self, session: Session, text: str) -> Turn:
        session.turns += 1
        collector = _Collector()
        session.buttons = {}
        message = UserMessage(text, collector, session.key, input_channel=CHANNEL)
        try:
            await asyncio.wait_for(self._agent.handle_message(message), _TURN_SECONDS)
            turn = self._shown(session, collector.said)
        except Exception as error:
            logger.error("turn failed", exc_info=(type(error), None, None))  # type: ignore[arg-type]
            turn = Turn([])
        forget_words(session.tracker)
        return turn if turn.messages else Turn([self.plain("utter_failsafe", session)])

    def _shown(self, session: Session, said: list[dict[str, Any]]) -> Turn:
        tracker = session.tracker
        if tracker is None:
            return Turn([])
        session.lang = tracker.get_slot("lang") or session.lang
        state = from_memory(tracker.get_slot("situation") or "", tracker.get_slot("memory") or {}, ())
        names = [m.get("utter_action", "") for m in said]
        situation = self.content.situations.get(state.situation)
        urgency = situation.urgency if situation else ""
        spoken = responses_in(self.content, names, session.lang, abroad=state.abroad, urgency=urgency)
        messages = [
            self._message(session, self._for_the_country(name, state), state, m)
            for name, m in zip(names, said)
            if name in self.content.responses
        ]
        if spoken is not None:
            messages = [self._message(session, response, state, {}) for response in spoken]
        messages = _each_text_once(messages)
        _show_each_once(messages)
        parsed = tracker.latest_message.parse_data if tracker.latest_message else {}
        intent = (parsed.get("intent") or {}).get("name", "")
        if messages and intent != "exit":
            self._keep_in_sight(messages, state, session)
        return Turn(messages, intent == "exit", parsed.get("acts_on") or intent, list(parsed.get("also") or []), names)

    def _for_the_country(self, name: str, state: State) -> Response:
        """The response, or one without American numbers for somebody whom they can't help."""
        response = self.content.responses[name]
        if not state.abroad or not _names_us_number(response):
            return response
        return self.content.responses["utter_abroad_emergency" if name in _DANGER_NOW else "utter_abroad_crisis_again"]

    def _keep_in_sight(self, messages: list[Message], state: State, session: Session) -> None:
        """Who can help stays in sight, and a person is at most one tap away, whatever the answer is about."""
        shown = [card["id"] for m in messages for card in m["services"]]
        added = [s for s in kept_in_sight(self.content, shown, state) if s not in state.refused or s in _LIFE_SERVICES]
        messages[-1]["services"] = [*messages[-1]["services"], *cards(self.content, added, session.lang)]
        buttons = [button for m in messages for button in m["buttons"]]
        alone = session.lang in self.content.languages  # has its own card, with its own buttons
        if not alone and not has_person(self.content, [*shown, *added]) and len(buttons) < MOST_BUTTONS:
            way = to_a_person(self.content)
            messages[-1]["buttons"].append(
                ShownButton(id=_remember(session, payload(way.means)), title=way.title(session.lang))
            )

    def plain(self, name: str, session: Session) -> Message:
        """A fixed text, whatever the state of the conversation."""
        spoken = responses_in(self.content, [name], session.lang, abroad=False)
        return self._message(session, spoken[0] if spoken else self.content.responses[name], State(), {})

    def _message(
        self,
        session: Session,
        response: Response,
        state: State,
        instead: Mapping[str, Any],
    ) -> Message:
        """The bubble of a response: text in the session's language, services fitted to the person.

        Args:
            instead: `buttons` and `services` shown instead of the response's own, `needs` named before its text.
        """
        shown = instead.get("buttons") or [
            {"title": b.title(session.lang), "payload": payload(b.means)} for b in response.buttons
        ]
        shown = [b for b in shown if b["payload"] != payload({"next": "picture"}) or of_a_picture(state)]
        return Message(
            text=behind_needs(response.text(session.lang), instead.get("needs") or (), self.content, session.lang),
            services=cards(
                self.content, self._reachable(instead.get("services") or response.services, state), session.lang
            ),
            buttons=[ShownButton(id=_remember(session, b["payload"]), title=b["title"]) for b in shown],
            lang=session.lang,
        )

    def _reachable(self, ids: Sequence[str], state: State) -> list[str]:
        """The services as they fit this person; the lines of their own country come before any directory."""
        found = [s for s in fitted(self.content, ids, state) if s not in state.refused or s in _LIFE_SERVICES]
        if state.abroad and found:
            own = [s for s in country_services(self.content, state) if self.content.services[s].region != "GLOBAL"]
            found = [*own, *(s for s in found if s not in own)]
        return found


def _each_text_once(messages: list[Message]) -> list[Message]:
    """The bubbles without one that says what a later one says: abroad one text stands for many."""
    texts = [message["text"] for message in messages]
    return [message for n, message in enumerate(messages) if message["text"] not in texts[n + 1 :]]


def _names_us_number(response: Response) -> bool:
    return any(number in response.en for number in ("911", "988", "741741"))


def _show_each_once(messages: list[Message]) -> None:
    """Takes a card away where an earlier bubble of the same answer has it."""
    shown: set[str] = set()
    for message in messages:
        message["services"] = [card for card in message["services"] if card["id"] not in shown]
        shown |= {card["id"] for card in message["services"]}


def _tapped_by_place(text: str, session: Session) -> str:
    """What the button does that a typed "3" or "the first one" names, "" for none.

    A number may be an age, where that was asked: it is read as one then.
    """
    shown = list(session.buttons.values())
    place = place_named(text, len(shown))
    return "" if place is None or any(meaning(chosen).keys() & AGE_ASKED for chosen in shown) else shown[place]


def _remember(session: Session, chosen: str) -> str:
    """An opaque id for a button, good for the next turn of this session only."""
    button = secrets.token_urlsafe(9)
    session.buttons[button] = chosen
    return button
