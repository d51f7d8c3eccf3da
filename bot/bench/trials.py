"""The trials: each takes a running service and gives figures. Times in milliseconds."""

from __future__ import annotations

import math
import statistics
import time
from collections.abc import Callable, Iterable, Sequence
from typing import Any, NamedTuple

from bot.bench.service import Running
from bot.bench.talk import TALK, text_of

Tick = Callable[[], None]
_BESIDE = 60  # conversations held side by side, so that the limit of one session is never met
_EACH_ADDRESS = 25  # conversations that come from one address before the next is used: no limit by address is met
_TURN_SECONDS = 0.7  # a session may take a turn every 0.67 s for ever


def at(times: Sequence[float], percent: int) -> float:
    """The time within which `percent` of `times` were answered."""
    ordered = sorted(times)
    return ordered[max(0, math.ceil(len(ordered) * percent / 100) - 1)]


def source(number: int) -> str:
    """The loopback address of the number-th conversation; a class shares one."""
    block = number // _EACH_ADDRESS
    return f"127.0.{1 + block // 250}.{1 + block % 250}"


def by_turn(service: Running, turns: int, beside: int) -> list[list[float]]:
    """The times of the first, second, ... turn of conversations held side by side."""
    callers = [service.talk(source(n)) for n in range(beside)]
    found = []
    for turn in range(turns):
        began = time.perf_counter()
        found.append([1000 * caller.say(TALK[turn % len(TALK)]) for caller in callers])
        time.sleep(max(0.0, _TURN_SECONDS - (time.perf_counter() - began)))
    for caller in callers:
        caller.end()
    return found


def everyday(service: Running, conversations: int) -> list[float]:
    """The time of each turn of conversations of `len(TALK)` turns."""
    beside = min(_BESIDE, conversations)
    rounds = (by_turn(service, len(TALK), beside) for _ in range(conversations // beside))
    return [t for turns in rounds for times in turns for t in times]


def by_length(service: Running, lengths: Sequence[int], repeats: int) -> list[float]:
    """The median time of a first message of each length."""
    return [statistics.median(_firsts(service, text_of(length), repeats)) for length in lengths]


def _firsts(service: Running, text: str, repeats: int) -> Iterable[float]:
    for _ in range(repeats):
        caller = service.talk()
        yield 1000 * caller.say(text)
        caller.end()


class Idle(NamedTuple):
    """What conversations that say no more cost.

    Attributes:
        median: of the everyday turns of others while these idle; memory: resident, MB.
    """

    sessions: int
    median: float
    memory: float


def by_sessions(service: Running, counts: Sequence[int], probes: int, tick: Tick) -> list[Idle]:
    """Latency and memory with more and more conversations that took one turn and then went quiet."""
    found, opened = [], 0
    for count in counts:
        while opened < count:
            caller: Any = service.talk(source(1000 + opened))
            caller.say(TALK[0])
            caller.leave()
            opened += 1
            tick()
        found.append(Idle(count, statistics.median(everyday(service, probes)), service.memory()))
    return found
