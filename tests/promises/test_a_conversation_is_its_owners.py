"""Only the page that opened a conversation can speak in it, read it or end it; ended, nobody can."""

from __future__ import annotations

import asyncio
import json
import secrets
import signal
import time
from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.bench.lab import RedisServer, redis_server
from bot.server.memory_store import MemoryStore
from bot.server.redis_store import RedisStore
from bot.server.sealing import Seal, Unreadable
from bot.server.sessions import IDLE_SECONDS, Crowded, NoSession, Sessions, SessionStore, StoreFailed


@pytest.fixture(scope="module")
def redis() -> Iterator[RedisServer]:
    with redis_server() as found:
        yield found


@pytest.fixture(params=["memory", "redis"])
def store(request: pytest.FixtureRequest) -> SessionStore:
    if request.param == "memory":
        return MemoryStore()
    redis: RedisServer = request.getfixturevalue("redis")
    return RedisStore(redis.url)


async def opened(store: SessionStore) -> str:
    async with store.opening("en") as (token, session):
        session.buttons["a"] = "b"
    return token


def test_a_token_finds_what_was_kept_under_it(store: SessionStore) -> None:
    async def talk() -> None:
        token = await opened(store)
        async with store.turn(token) as session:
            session.turns, session.lang = 5, "es"
        async with store.turn(token) as session:
            assert (session.turns, session.lang, session.buttons) == (5, "es", {"a": "b"})

    asyncio.run(talk())


@pytest.mark.parametrize("forged", ["", "default", "0" * 43, "../../etc", "é" * 20, "s:" + "0" * 64, "*", "\u0000"])
def test_no_made_up_token_opens_anything(store: SessionStore, forged: str) -> None:
    async def talk() -> None:
        await opened(store)
        with pytest.raises(NoSession):
            async with store.turn(forged):
                pass
        with pytest.raises(NoSession):
            await store.end(forged)

    asyncio.run(talk())


def test_ended_it_is_gone_at_once_and_cannot_be_ended_twice(store: SessionStore) -> None:
    async def talk() -> None:
        token = await opened(store)
        await store.end(token)
        with pytest.raises(NoSession):
            async with store.turn(token):
                pass
        with pytest.raises(NoSession):
            await store.end(token)

    asyncio.run(talk())


def test_ended_in_the_middle_of_a_turn_nothing_of_that_turn_is_kept(store: SessionStore) -> None:
    async def talk() -> None:
        token = await opened(store)
        try:
            async with store.turn(token) as session:
                session.turns = 9
                await store.end(token)
        except StoreFailed:
            pass  # as an answer to somebody who has left
        with pytest.raises(NoSession):
            async with store.turn(token):
                pass

    asyncio.run(talk())


def test_a_conversation_takes_one_turn_at_a_time_and_few_may_wait(store: SessionStore) -> None:
    inside = most = 0

    async def turn(token: str) -> bool:
        nonlocal inside, most
        try:
            async with store.turn(token) as session:
                inside += 1
                most = max(most, inside)
                await asyncio.sleep(0.02)
                session.turns += 1
                inside -= 1
        except Crowded:
            return False
        return True

    async def talk() -> None:
        token = await opened(store)
        taken = await asyncio.gather(*(turn(token) for _ in range(20)))
        async with store.turn(token) as session:
            assert session.turns == sum(taken)
        assert most == 1
        assert 1 <= sum(taken) < 20

    asyncio.run(talk())


def test_keys_in_redis_all_die_by_themselves_and_tell_no_token(redis: RedisServer) -> None:
    async def talk() -> list[str]:
        store = RedisStore(redis.url)
        token = await opened(store)
        async with store.turn(token):
            keys = redis.ask("KEYS", "*").splitlines()
            assert {k[:2] for k in keys} == {"s:", "l:"}
            assert all(0 < int(redis.ask("TTL", key)) <= IDLE_SECONDS for key in keys)
        after = redis.ask("KEYS", "*").splitlines()
        assert not any(token in key for key in (*keys, *after))
        await store.end(token)
        return redis.ask("KEYS", "*").splitlines()

    redis.ask("FLUSHALL")
    assert asyncio.run(talk()) == []


def test_what_redis_holds_can_not_be_read_without_the_token(redis: RedisServer) -> None:
    async def talk() -> None:
        store = RedisStore(redis.url)
        token = await opened(store)
        async with store.turn(token) as session:
            session.answers["turn"] = {"messages": ["a telling text"]}
            name = session.key
        stored = await store._redis.get(f"s:{name}")
        assert b"telling" not in stored
        assert json.loads(Seal.of(token).open(stored))["answers"]
        with pytest.raises(Unreadable):
            Seal.of(secrets.token_urlsafe(32)).open(stored)

    asyncio.run(talk())


def test_a_value_put_under_another_name_does_not_open(redis: RedisServer) -> None:
    async def talk() -> None:
        store = RedisStore(redis.url)
        mine, yours = await opened(store), await opened(store)
        stolen = await store._redis.get(f"s:{Seal.of(yours).name}")
        await store._redis.set(f"s:{Seal.of(mine).name}", stolen)
        with pytest.raises(NoSession):
            async with store.turn(mine):
                pass

    asyncio.run(talk())


@given(st.binary(max_size=5000))
@settings(max_examples=40, deadline=None)
def test_sealing_gives_back_what_was_sealed_in_lengths_that_tell_little(plain: bytes) -> None:
    seal = Seal.of("a token")
    sealed = seal.seal(plain)

    assert seal.open(sealed) == plain
    assert (len(sealed) - 28) % 2048 == 0
    assert seal.seal(plain) != sealed


@pytest.mark.parametrize("place", [0, 12, 40, -1])
def test_a_changed_byte_is_noticed(place: int) -> None:
    sealed = bytearray(Seal.of("a token").seal(b"something"))
    sealed[place] ^= 1

    with pytest.raises(Unreadable):
        Seal.of("a token").open(bytes(sealed))


def test_a_process_that_slept_through_its_lock_can_not_overwrite_what_another_kept(redis: RedisServer) -> None:
    async def overslept(slow: RedisStore, quick: RedisStore, token: str) -> None:
        async with slow.turn(token) as session:
            session.turns = 100
            redis.ask("DEL", f"l:{session.key}")  # as when its time is up
            async with quick.turn(token) as other:
                other.turns = 1

    async def talk() -> None:
        slow, quick = RedisStore(redis.url), RedisStore(redis.url)
        token = await opened(slow)
        with pytest.raises(StoreFailed):
            await overslept(slow, quick, token)
        async with quick.turn(token) as session:
            assert session.turns == 1

    asyncio.run(talk())


def test_a_redis_that_hangs_holds_up_nobody_and_keeps_nothing_aside(redis: RedisServer) -> None:
    async def talk() -> None:
        store = RedisStore(redis.url)
        token = await opened(store)
        redis.process.send_signal(signal.SIGSTOP)
        try:
            began = time.monotonic()
            lost = await asyncio.gather(*(attempt(store, token) for _ in range(4)), sleeper())
            took = time.monotonic() - began
        finally:
            redis.process.send_signal(signal.SIGCONT)
        assert lost == [StoreFailed, StoreFailed, StoreFailed, StoreFailed, None]
        assert took < 3
        assert len(store.sessions) == 0
        await asyncio.sleep(0.2)
        async with store.turn(token) as session:  # it came back, and so did the conversation
            assert session.buttons == {"a": "b"}

    async def attempt(store: SessionStore, token: str) -> type[Exception] | None:
        try:
            async with store.turn(token):
                return None
        except StoreFailed as fact:
            return type(fact)

    async def sleeper() -> None:
        for _ in range(20):
            began = time.monotonic()
            await asyncio.sleep(0.01)
            assert time.monotonic() - began < 0.5  # the loop of everybody else

    asyncio.run(talk())


def test_a_redis_that_died_says_so_and_one_that_forgot_is_not_taken_for_the_old_one() -> None:
    async def talk() -> None:
        with redis_server() as first:
            store = RedisStore(first.url)
            token = await opened(store)
        with pytest.raises(StoreFailed):
            async with store.turn(token):
                pass
        assert not await store.works()
        with redis_server(port=first.port), pytest.raises(NoSession):
            async with store.turn(token):
                pass

    asyncio.run(talk())


def test_a_full_redis_takes_no_new_conversation_and_throws_none_out() -> None:
    async def talk() -> None:
        with redis_server("--maxmemory", "2mb") as small:
            store = RedisStore(small.url)
            kept = 0
            try:
                while kept < 2000:
                    await opened(store)
                    kept += 1
            except StoreFailed:
                pass
            assert 0 < kept < 2000
            assert int(small.ask("DBSIZE")) == kept

    asyncio.run(talk())


def test_clocks_that_jump_end_conversations_early_and_never_late() -> None:
    now = 1000.0
    sessions = Sessions(lambda: now)
    token, session = sessions.open("en")
    now = 10.0  # back
    assert not session.allowance.allows(now) or sessions.find(token)
    now = 1000.0 + 3601  # on
    assert sessions.find(token) is None
