"""Conversations in the memory of one process."""

from __future__ import annotations

import asyncio
import zlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from bot.server.packed import packed, unpack
from bot.server.sessions import MAX_WAITING, Crowded, NoSession, Session, Sessions

# A conversation as it is takes some 25 kB, packed 2. Packing it and waking it up again cost a tenth of a turn.
_REST_AFTER_SECONDS = 20.0


class MemoryStore:
    """Conversations stay in this process: as they are while somebody writes, packed while nobody does."""

    def __init__(self, sessions: Sessions | None = None) -> None:
        self.sessions = Sessions() if sessions is None else sessions  # an empty one is false

    @asynccontextmanager
    async def opening(self, lang: str) -> AsyncIterator[tuple[str, Session]]:
        yield self.sessions.open(lang)

    @asynccontextmanager
    async def turn(self, token: str) -> AsyncIterator[Session]:
        session = self._found(token)
        if session.waiting > MAX_WAITING:
            raise Crowded
        session.waiting += 1
        try:
            async with session.lock:
                if self.sessions.by_key(session.key) is not session:  # ended while this one waited
                    raise NoSession
                _wake(session)
                yield session
        finally:
            session.waiting -= 1

    async def end(self, token: str) -> None:
        self.sessions.end(self._found(token))

    async def works(self) -> bool:
        return True

    async def sweep(self) -> None:
        self.sessions.sweep()
        for session in self.sessions.quiet_for(_REST_AFTER_SECONDS):
            if _may_rest(session) and self.sessions.by_key(session.key) is session:
                _lay_to_rest(session)
                await asyncio.sleep(0)  # nobody's turn waits for more than one of them

    async def check(self) -> None:
        return

    def _found(self, token: str) -> Session:
        session = self.sessions.find(token)
        if session is None:
            raise NoSession
        return session


def _may_rest(session: Session) -> bool:
    """False for one that rests already, or in which a turn is being taken."""
    return not session.resting and not session.waiting


def _lay_to_rest(session: Session) -> None:
    session.resting = zlib.compress(packed(session), 1)
    session.tracker = None
    session.events, session.buttons, session.answers = [], {}, {}


def _wake(session: Session) -> None:
    if session.resting:
        unpack(zlib.decompress(session.resting), session)
        session.resting = b""
