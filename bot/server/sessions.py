"""The sessions: who may speak in which conversation, and for how long anything of it exists.

A token is made here, never chosen by a caller, and only its keyed digest is kept. Ending, idling or
ageing out frees the conversation at once: nothing in this process can bring it back.
"""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import secrets
import time
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from typing import Any, Optional, Protocol

from bot.server.limits import Allowance

IDLE_SECONDS = 15 * 60
HARD_SECONDS = 60 * 60
SWEEP_SECONDS = 15
MAX_SESSIONS = 20_000
MAX_TURNS = 60
MAX_WAITING = 3
_REMEMBERED_TURNS = 3


class TooManySessions(Exception):
    """No room for another conversation: the caller gets the emergency services instead."""


class NoSession(Exception):
    """The token opens no conversation: never made here, ended, or timed out."""


class Crowded(Exception):
    """Too many messages of one conversation wait for their turn."""


class StoreFailed(Exception):
    """The conversation could not be read or kept just now: no answer may pretend that it was."""


@dataclass
class Session:
    """One conversation.

    Attributes:
        key: digest under which the tracker is kept.
        buttons: id -> payload, of the latest turn only.
        answers: client-made turn id -> answer, so that a repeat is answered again and not taken twice.
        allowance: how much may be said how fast.
        events: the tracker as it came from a store, until a turn needs it.
        resting: all of it as bytes, while nobody writes (bot/server/memory_store.py).
    """

    key: str
    lang: str
    started: float
    touched: float
    turns: int = 0
    tracker: Any = None
    events: list[dict[str, Any]] = field(default_factory=list)
    buttons: dict[str, str] = field(default_factory=dict)
    answers: dict[str, Any] = field(default_factory=dict)
    allowance: Allowance = field(default_factory=Allowance)
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    waiting: int = 0
    resting: bytes = b""

    def remember_answer(self, turn: str, answer: Any) -> None:
        """Keeps the answer of a turn until a few more have been given."""
        self.answers[turn] = answer
        for old in list(self.answers)[:-_REMEMBERED_TURNS]:
            del self.answers[old]


class SessionStore(Protocol):
    """Where conversations are between turns: in this process, or in Redis for several of them."""

    sessions: Sessions

    def opening(self, lang: str) -> AbstractAsyncContextManager[tuple[str, Session]]:
        """A new conversation with the only copy of its token; kept when the block ends.

        Raises:
            TooManySessions: when there is no room. StoreFailed: when it could not be kept.
        """

    def turn(self, token: str) -> AbstractAsyncContextManager[Session]:
        """The conversation of a token, for one turn at a time; kept when the block ends.

        Raises:
            NoSession, Crowded, StoreFailed: as their names say.
        """

    async def end(self, token: str) -> None:
        """Forgets a conversation.

        Raises:
            NoSession, StoreFailed: as their names say.
        """

    async def works(self) -> bool:
        """Whether a conversation could be kept right now."""

    async def sweep(self) -> None:
        """Ends what has idled or aged out; called now and then."""

    async def check(self) -> None:
        """Raises when this store may not be used: `StoreFailed`, or what its own module names."""


class Sessions:
    """All live conversations in the memory of this process."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self.clock = clock
        self._secret = secrets.token_bytes(32)
        self._by_key: dict[str, Session] = {}

    def __len__(self) -> int:
        return len(self._by_key)

    def open(self, lang: str) -> tuple[str, Session]:
        """A new conversation and the only copy of its token.

        Raises:
            TooManySessions: when the store is full.
        """
        if len(self._by_key) >= MAX_SESSIONS:
            self.sweep()
        if len(self._by_key) >= MAX_SESSIONS:
            raise TooManySessions
        token = secrets.token_urlsafe(32)
        now = self.clock()
        session = Session(self.key_of(token), lang, now, now)
        self.take_in(session)
        return token, session

    def take_in(self, session: Session) -> None:
        """Makes a conversation known here; another of the same key gives way."""
        self._by_key[session.key] = session

    def key_of(self, token: str) -> str:
        """The digest under which a token's conversation is kept."""
        return hmac.new(self._secret, token.encode(), hashlib.sha256).hexdigest()

    def find(self, token: str) -> Optional[Session]:
        """The live conversation of a token, or None; finding it counts as activity."""
        session = self.by_key(self.key_of(token))
        if session:
            session.touched = self.clock()
        return session

    def by_key(self, key: str) -> Optional[Session]:
        """The live conversation under a key, or None."""
        session = self._by_key.get(key)
        if session and self._is_over(session):
            self.end(session)
            return None
        return session

    def end(self, session: Session) -> None:
        """Forgets a conversation: its tracker, its buttons, its answers."""
        if self._by_key.get(session.key) is session:
            del self._by_key[session.key]
        session.tracker = None
        session.events.clear()
        session.buttons.clear()
        session.answers.clear()
        session.resting = b""

    def sweep(self) -> int:
        """Ends what has idled or aged out; the number of conversations ended."""
        over = [s for s in self._by_key.values() if self._is_over(s)]
        for session in over:
            self.end(session)
        return len(over)

    def quiet_for(self, seconds: float) -> list[Session]:
        """The conversations in which nothing was written for so long."""
        now = self.clock()
        return [s for s in self._by_key.values() if now - s.touched > seconds]

    def _is_over(self, session: Session) -> bool:
        now = self.clock()
        return now - session.touched > IDLE_SECONDS or now - session.started > HARD_SECONDS
