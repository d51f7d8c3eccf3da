"""A conversation that rests takes little room, and wakes as it was."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pytest

from bot.server.memory_store import MemoryStore
from bot.server.sessions import IDLE_SECONDS, Session, Sessions
from tests.clock import Clock

TOLD = ("someone online says they will post my picture tonight", "i am safe", "i dont know what to do")


@pytest.fixture
def store(clock: Clock) -> MemoryStore:
    return MemoryStore(Sessions(clock))


async def _answered(store: MemoryStore) -> tuple[str, Session]:
    async with store.opening("es") as (token, session):
        session.buttons["b"], session.turns = "/inform", 3
        session.events = [{"event": "session_started", "timestamp": 1.0}]
        session.remember_answer("turn", {"messages": ["…"]})
        session.allowance.allows(2.0)
    return token, session


def _held(session: Session) -> list[Any]:
    return [
        session.lang,
        session.started,
        session.turns,
        session.events,
        session.buttons,
        session.answers,
        session.allowance,
    ]


def test_it_wakes_as_it_was(store: MemoryStore, clock: Clock) -> None:
    async def talk() -> tuple[list[Any], bool, list[Any]]:
        token, session = await _answered(store)
        before = _held(session)
        clock.now = 60
        await store.sweep()
        rested = bool(session.resting) and not session.events and not session.answers
        async with store.turn(token) as woken:
            return before, rested, _held(woken)

    before, rested, after = asyncio.run(talk())

    assert rested
    assert after == before


def test_nobody_is_put_to_rest_while_writing(store: MemoryStore, clock: Clock) -> None:
    async def talk() -> tuple[bytes, bytes]:
        token, session = await _answered(store)
        fresh = session.resting
        async with store.turn(token):
            clock.now = 600
            await store.sweep()
            return fresh, session.resting

    assert asyncio.run(talk()) == (b"", b"")


def test_one_that_rests_ends_like_any_other(store: MemoryStore, clock: Clock) -> None:
    async def talk() -> Session:
        _, session = await _answered(store)
        clock.now = 60
        await store.sweep()
        clock.now = IDLE_SECONDS + 1
        await store.sweep()
        return session

    session = asyncio.run(talk())

    assert (session.resting, session.tracker, len(store.sessions)) == (b"", None, 0)


@pytest.mark.slow
def test_who_pauses_between_messages_gets_the_answers_of_who_does_not(model: Path, clock: Clock) -> None:
    from bot.server.conversation import Conversations

    async def talk(pause: float, store: MemoryStore, conversations: Conversations) -> list[str]:
        conversations.store, said = store, []
        async with store.opening("en") as (token, session):
            conversations.opening(session)
        for text in TOLD:
            clock.now += pause
            await store.sweep()
            async with store.turn(token) as session:
                turn = await conversations.say(session, text)
            said += [m["text"] for m in turn.messages]
        return said

    async def both() -> tuple[list[str], list[str]]:
        store = MemoryStore(Sessions(clock))
        conversations = Conversations.load(model, store)
        return await talk(0, store, conversations), await talk(60, store, conversations)

    written_at_once, with_pauses = asyncio.run(both())

    assert with_pauses == written_at_once
