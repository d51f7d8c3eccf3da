"""Conversations in Redis, so that any of several processes can take the next turn.

Redis holds, under a name that does not tell the token, a value that only the token opens, and under another
name a lock; both die by themselves. There is no second copy: when Redis fails, the turn fails openly, with
the emergency services, and nothing of it is kept aside.
"""

from __future__ import annotations

import asyncio
import secrets
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from redis.asyncio import BlockingConnectionPool, Redis
from redis.exceptions import RedisError

from bot.server.packed import packed, unpack
from bot.server.sealing import Seal, Unreadable
from bot.server.sessions import (
    HARD_SECONDS,
    IDLE_SECONDS,
    MAX_WAITING,
    Crowded,
    NoSession,
    Session,
    Sessions,
    StoreFailed,
)

_TIMEOUT_SECONDS = 0.3
_CONNECTIONS = 64
# Longer than a turn may take; a process that dies holds its lock no longer than this.
_LOCK_SECONDS = 5
_LOCK_WAIT_SECONDS = 6.0
_LOCK_POLL_SECONDS = 0.02
_UNSAFE = {"save": "", "appendonly": "no", "slowlog-log-slower-than": "-1"}
_FAILURES = (RedisError, OSError, asyncio.TimeoutError)


class UnsafeRedis(Exception):
    """The Redis server would write to disk or keep a log of commands: setting, found, needed."""


class _Names:
    """The two keys of a conversation in Redis."""

    def __init__(self, seal: Seal) -> None:
        self.value = f"s:{seal.name}"
        self.lock = f"l:{seal.name}"


class RedisStore:
    """Sealed conversations in Redis.

    Args:
        url: as in `redis://user:password@127.0.0.1:6379/0` or `unix:///run/handrail/redis.sock`.
    """

    def __init__(self, url: str) -> None:
        # Nothing here may wait long for Redis: one that hangs must not hold up anybody's answer.
        pool = BlockingConnectionPool.from_url(
            url, max_connections=_CONNECTIONS, timeout=_TIMEOUT_SECONDS,
            socket_timeout=_TIMEOUT_SECONDS, socket_connect_timeout=_TIMEOUT_SECONDS,
        )  # fmt: skip
        self._redis: Redis = Redis(connection_pool=pool)
        self.sessions = Sessions()
        self._waiting: Counter[str] = Counter()

    @asynccontextmanager
    async def opening(self, lang: str) -> AsyncIterator[tuple[str, Session]]:
        token = secrets.token_urlsafe(32)
        seal = Seal.of(token)
        now = self.sessions.clock()
        session = Session(seal.name, lang, now, now)
        yield token, session
        async with _failing_openly():
            offset = await self._seconds() - now
            await self._redis.set(_Names(seal).value, _sealed(seal, session, offset), ex=IDLE_SECONDS, nx=True)

    @asynccontextmanager
    async def turn(self, token: str) -> AsyncIterator[Session]:
        seal = Seal.of(token)
        names, holder = _Names(seal), secrets.token_bytes(16)
        async with self._queued(seal.name), _failing_openly():
            session, offset = await self._locked(seal, names, holder)
        self.sessions.take_in(session)
        try:
            yield session
            async with _failing_openly():
                await self._keep(seal, names, holder, session, offset)
        except BaseException:
            await self._unlock(names, holder)
            raise
        finally:
            self.sessions.end(session)

    async def end(self, token: str) -> None:
        names = _Names(Seal.of(token))
        async with _failing_openly():
            # Without its lock a turn that still runs can not keep the conversation after its end.
            removed = await self._redis.delete(names.value, names.lock)
        if not removed:
            raise NoSession

    async def works(self) -> bool:
        try:
            return bool(await self._redis.ping())
        except _FAILURES:
            return False

    async def sweep(self) -> None:
        self.sessions.sweep()

    async def check(self) -> None:
        """Raises `UnsafeRedis` when the server keeps anything outside its memory."""
        async with _failing_openly():
            found = {name: (await self._redis.config_get(name)).get(name) for name in _UNSAFE}
        for name, wanted in _UNSAFE.items():
            if found[name] != wanted:
                raise UnsafeRedis(f"redis: {name} is {found[name]!r}. Set it to {wanted!r} (deploy/redis/redis.conf).")

    # Inside a turn -----------------------------------------------------------------------------

    @asynccontextmanager
    async def _queued(self, name: str) -> AsyncIterator[None]:
        """Lets a few messages of one conversation wait here, no more."""
        if self._waiting[name] > MAX_WAITING:
            raise Crowded
        self._waiting[name] += 1
        try:
            yield
        finally:
            self._waiting[name] -= 1
            if not self._waiting[name]:
                del self._waiting[name]

    async def _locked(self, seal: Seal, names: _Names, holder: bytes) -> tuple[Session, float]:
        """The conversation, held by us alone, and how far the clock of Redis is from ours."""
        until = self.sessions.clock() + _LOCK_WAIT_SECONDS
        while True:
            async with self._redis.pipeline(transaction=True) as pipe:
                pipe.get(names.value).time().set(names.lock, holder, nx=True, ex=_LOCK_SECONDS)
                sealed, (seconds, micros), ours = await pipe.execute()
            if ours and sealed:
                offset = seconds + micros / 1e6 - self.sessions.clock()
                return await self._opened(seal, names, holder, sealed, offset), offset
            if ours:
                await self._unlock(names, holder)
            if not sealed:
                raise NoSession
            if self.sessions.clock() > until:
                raise Crowded
            await asyncio.sleep(_LOCK_POLL_SECONDS)

    async def _opened(self, seal: Seal, names: _Names, holder: bytes, sealed: bytes, offset: float) -> Session:
        try:
            session = _unsealed(seal, sealed, offset)
        except Unreadable:
            await self._unlock(names, holder)
            raise NoSession from None
        session.touched = self.sessions.clock()
        if session.touched - session.started > HARD_SECONDS:
            await self._redis.delete(names.value, names.lock)
            raise NoSession
        return session

    async def _keep(self, seal: Seal, names: _Names, holder: bytes, session: Session, offset: float) -> None:
        """Stores the conversation and gives up its lock, if it still lives and is still ours."""
        left = HARD_SECONDS - (self.sessions.clock() - session.started)
        seconds = max(1, int(min(IDLE_SECONDS, left)))
        async with self._redis.pipeline(transaction=True) as pipe:
            await pipe.watch(names.lock)
            if await pipe.get(names.lock) != holder:  # we were stopped for so long that another took over
                raise StoreFailed
            pipe.multi()
            pipe.set(names.value, _sealed(seal, session, offset), ex=seconds, xx=True).delete(names.lock)
            await pipe.execute()

    async def _unlock(self, names: _Names, holder: bytes) -> None:
        """Gives up a lock that is still ours; one we can not reach dies by itself."""
        try:
            async with self._redis.pipeline(transaction=True) as pipe:
                await pipe.watch(names.lock)
                if await pipe.get(names.lock) == holder:
                    pipe.multi()
                    pipe.delete(names.lock)
                    await pipe.execute()
        except _FAILURES:
            return

    async def _seconds(self) -> float:
        """The clock of Redis, which all processes share."""
        seconds, micros = await self._redis.time()
        return float(seconds) + float(micros) / 1e6


@asynccontextmanager
async def _failing_openly() -> AsyncIterator[None]:
    """Whatever Redis does wrong becomes `StoreFailed`, with nothing of the command in it."""
    try:
        yield
    except _FAILURES:
        raise StoreFailed from None


def _sealed(seal: Seal, session: Session, offset: float) -> bytes:
    """The conversation as only its token opens it, its times by the clock of Redis."""
    return seal.seal(packed(session, offset))


def _unsealed(seal: Seal, sealed: bytes, offset: float) -> Session:
    session = Session(seal.name, "", 0.0, 0.0)
    unpack(seal.open(sealed), session, offset)
    return session
