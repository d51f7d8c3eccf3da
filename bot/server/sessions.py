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
from dataclasses import dataclass, field
from typing import Any, Optional

IDLE_SECONDS = 15 * 60
HARD_SECONDS = 60 * 60
SWEEP_SECONDS = 15
MAX_SESSIONS = 20_000
MAX_TURNS = 60
_REMEMBERED_TURNS = 3


class TooManySessions(Exception):
    """No room for another conversation: the caller gets the emergency services instead."""


@dataclass
class Session:
    """One conversation.

    Attributes:
        key: digest under which the tracker is kept.
        buttons: id -> payload, of the latest turn only.
        answers: client-made turn id -> answer, so that a repeat is answered again and not taken twice.
    """

    key: str
    lang: str
    started: float
    touched: float
    turns: int = 0
    tracker: Any = None
    buttons: dict[str, str] = field(default_factory=dict)
    answers: dict[str, Any] = field(default_factory=dict)
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)

    def remember_answer(self, turn: str, answer: Any) -> None:
        """Keeps the answer of a turn until a few more have been given."""
        self.answers[turn] = answer
        for old in list(self.answers)[:-_REMEMBERED_TURNS]:
            del self.answers[old]


class Sessions:
    """All live conversations, in the memory of this process only."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
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
        now = self._clock()
        session = Session(self.key_of(token), lang, now, now)
        self._by_key[session.key] = session
        return token, session

    def key_of(self, token: str) -> str:
        """The digest under which a token's conversation is kept."""
        return hmac.new(self._secret, token.encode(), hashlib.sha256).hexdigest()

    def find(self, token: str) -> Optional[Session]:
        """The live conversation of a token, or None; finding it counts as activity."""
        session = self.by_key(self.key_of(token))
        if session:
            session.touched = self._clock()
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
        self._by_key.pop(session.key, None)
        session.tracker = None
        session.buttons.clear()
        session.answers.clear()

    def sweep(self) -> int:
        """Ends what has idled or aged out; the number of conversations ended."""
        over = [s for s in self._by_key.values() if self._is_over(s)]
        for session in over:
            self.end(session)
        return len(over)

    def _is_over(self, session: Session) -> bool:
        now = self._clock()
        return now - session.touched > IDLE_SECONDS or now - session.started > HARD_SECONDS
