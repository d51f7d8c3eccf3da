"""Visits while something is broken, and whether each still met help: messages, or a refusal with the contacts."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from bot.bench.crowd import Person, Tally, clients
from bot.bench.lab import Cluster, cluster

# All along: every second action raises, every ninth hangs, no disk takes a file, memory is short.
_ALWAYS = ("no_rate_limits", "actions_raise=2", "actions_hang=9", "disk_full", "memory_limit=6000")
_AT_ONCE = 5
_PAGE_GIVES_UP_SECONDS = 12.0  # bot/widget/src/door.js; from then on the page itself shows the contacts


@contextlib.contextmanager
def _stopped(pids: Sequence[int]) -> Iterator[None]:
    """Processes that stand still, as on a machine that swaps or hangs."""
    for pid in pids:
        os.kill(pid, signal.SIGSTOP)
    try:
        yield
    finally:
        for pid in pids:
            os.kill(pid, signal.SIGCONT)


def _troubles(whole: Cluster) -> dict[str, list[int]]:
    """What stands still in each kind of trouble."""
    first, second = (pid for _, pid in whole.services)
    redis = whole.redis.process.pid
    return {
        "nothing more": [],
        "one process stopped": [first],
        "the other stopped": [second],
        "both stopped": [first, second],
        "Redis stopped": [redis],
        "Redis and a process stopped": [redis, first],
    }


async def _visit(address: str, trusted: Any, number: int) -> bool:
    """Opens a conversation and says a line, as a page does; whether both met help in time."""
    tally = Tally()
    async with clients(trusted) as web:
        person = Person(web, address, number, tally)
        began = time.monotonic()
        let_in = await person.arrive()
        came = time.monotonic()
        if let_in:
            await person.turn(patient=False)
        slowest = max(came - began, time.monotonic() - came)
    return not (tally.without_contacts or tally.empty or tally.statuses[0]) and slowest < _PAGE_GIVES_UP_SECONDS


async def _visits(address: str, trusted: Any, first: int) -> int:
    """How many of some visits at once met no help."""
    helped = await asyncio.gather(*(_visit(address, trusted, first + n) for n in range(_AT_ONCE)))
    return helped.count(False)


def run(model: Path, trials: int) -> Counter[str]:
    """Makes `trials` visits in one trouble after the other; how many met no help, by trouble."""
    without: Counter[str] = Counter()
    with cluster(model, faults=_ALWAYS) as whole:
        named = list(_troubles(whole).items())
        for n in range(-(-trials // _AT_ONCE)):
            name, pids = named[n % len(named)]
            with _stopped(pids):
                without[name] += asyncio.run(_visits(whole.proxy.address, whole.proxy.trusted(), n * _AT_ONCE))
    return without
