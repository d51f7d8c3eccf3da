"""A conversation in Redis goes as it would in memory."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.bench.lab import RedisServer, redis_server
from bot.server.conversation import Conversations
from bot.server.memory_store import MemoryStore
from bot.server.redis_store import RedisStore
from bot.server.sessions import SessionStore

pytestmark = pytest.mark.slow
# Long enough that what is stored has been cut down several times, with asides, refusals and a change of need.
LINES = (
    "someone online wants 300 or they post my picture", "yes", "just an account", "is it my fault", "what now",
    "i already paid him", "no", "will my mom find out", "that number did not work", "ok", "what is take it down",
    "i want to die", "not now", "can you speak spanish", "tengo miedo", "thanks", "he sent it to my friend",
)  # fmt: skip


@pytest.fixture(scope="module")
def redis() -> Iterator[RedisServer]:
    with redis_server() as found:
        yield found


@pytest.fixture(scope="module")
def conversations(model: Path) -> Conversations:
    return Conversations.load(model)


async def talk(conversations: Conversations, store: SessionStore) -> list[list[str]]:
    """What is said to each line, each turn through the store."""
    conversations.store = store
    conversations._agent.processor.tracker_store.sessions = store.sessions
    said = []
    async with store.opening("en") as (token, session):
        conversations.opening(session)
    for line in LINES:
        async with store.turn(token) as session:
            turn = await conversations.say(session, line)
            said.append([m["text"] for m in turn.messages])
    return said


def test_the_answers_are_the_same_in_redis_and_in_memory(conversations: Conversations, redis: RedisServer) -> None:
    async def both() -> tuple[list[list[str]], list[list[str]]]:
        await talk(conversations, MemoryStore())  # the first turns of a process are slow, and a turn has a limit
        return await talk(conversations, MemoryStore()), await talk(conversations, RedisStore(redis.url))

    in_memory, in_redis = asyncio.run(both())

    assert in_redis == in_memory


def test_no_typed_word_is_in_what_is_stored(conversations: Conversations) -> None:
    async def stored() -> str:
        store = MemoryStore()
        conversations._agent.processor.tracker_store.sessions = store.sessions
        async with store.opening("en") as (token, session):
            pass
        async with store.turn(token) as session:
            await conversations.say(session, "xqzvk wants 300 or he posts it")
            return repr(vars(session.tracker)) + repr([e.as_dict() for e in session.tracker.events])

    assert "xqzvk" not in asyncio.run(stored())
