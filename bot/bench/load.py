"""How many turns a second: turns fall due evenly, whether the service keeps up or not."""

from __future__ import annotations

import asyncio
import os
import time
import uuid
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import count, islice
from typing import Any, NamedTuple

import aiohttp

from bot.bench.service import Running
from bot.bench.talk import TALK, DoorCaller
from bot.bench.trials import at, source

LIMIT = 100.0  # ms: the 95th percentile that a rate has to keep
_SECONDS_BETWEEN_TURNS = 2.0  # of one conversation
_STEP = 1.2


class Load(NamedTuple):
    """One rate of turns held for some seconds.

    Attributes:
        asked, answered: turns a second; p95: ms from when a turn was due, so that a queue shows.
        generator: the share of one core that made the load; services: the cores that the services used.
    """

    asked: float
    answered: float
    p95: float
    generator: float
    services: float

    @property
    def kept_up(self) -> bool:
        return self.p95 <= LIMIT and self.answered >= 0.97 * self.asked


class _Talk:
    """One conversation, which may go to another process of the service with each turn."""

    def __init__(self, number: int, services: Sequence[Running]) -> None:
        self._services = services
        self._turns = number
        connector = aiohttp.TCPConnector(local_addr=(source(5000 + number), 0), limit=2)
        self._http = aiohttp.ClientSession(connector=connector, timeout=aiohttp.ClientTimeout(total=30))
        self._sender = str(uuid.uuid4())
        self._headers: dict[str, str] = {}

    async def open(self) -> None:
        if self._services[0].caller is DoorCaller:
            opened = await self._post("/webhooks/chat/session", {"lang": "en"})
            self._headers = {"Authorization": f"Bearer {opened['token']}"}

    async def say(self) -> None:
        text, self._turns = TALK[self._turns % len(TALK)], self._turns + 1
        if self._headers:
            await self._post("/webhooks/chat/message", {"text": text, "turn": str(uuid.uuid4())})
        else:
            await self._post("/webhooks/rest/webhook", {"sender": self._sender, "message": text})

    async def _post(self, path: str, body: dict[str, Any]) -> Any:
        service = self._services[self._turns % len(self._services)]
        async with self._http.post(service.address + path, json=body, headers=self._headers) as answer:
            answer.raise_for_status()
            return await answer.json()

    async def close(self) -> None:
        await self._http.close()


async def _when_due(due: float, talk: _Talk) -> float:
    await asyncio.sleep(max(0.0, due - time.perf_counter()))
    try:
        await talk.say()
    except (aiohttp.ClientError, asyncio.TimeoutError):
        return float("inf")  # a turn that was refused was not answered in time
    return 1000 * (time.perf_counter() - due)


async def _held(services: Sequence[Running], rate: float, seconds: float, numbers: Iterator[int]) -> Load:
    talks = [_Talk(n, services) for n in islice(numbers, max(8, round(rate * _SECONDS_BETWEEN_TURNS)))]
    try:
        for talk in talks:
            await talk.open()
        mine, theirs, began = _own_time(), _their_time(services), time.perf_counter()
        due = [began + n / rate for n in range(round(rate * seconds))]
        times = await asyncio.gather(*(_when_due(when, talks[n % len(talks)]) for n, when in enumerate(due)))
        took = time.perf_counter() - began
        answered = sum(t != float("inf") for t in times) / took
        return Load(rate, answered, at(times, 95), (_own_time() - mine) / took, (_their_time(services) - theirs) / took)
    finally:
        await asyncio.gather(*(talk.close() for talk in talks))


def _own_time() -> float:
    return sum(os.times()[:2])


def _their_time(services: Iterable[Running]) -> float:
    return sum(service.processor_time() for service in services)


def most(services: Sequence[Running], first: float, seconds: float, tick: Callable[[], None]) -> list[Load]:
    """Rates from `first` upwards until one is not kept up twice, and at last the one halfway to it."""
    loads: list[Load] = []
    numbers = count()  # no conversation comes back: an address that opened hundreds is sent away

    def held(rate: float) -> bool:
        load = asyncio.run(_held(services, rate, seconds, numbers))
        if not load.kept_up:  # once more, because the machine may have been busy
            load = asyncio.run(_held(services, rate, seconds, numbers))
        loads.append(load)
        tick()
        return load.kept_up

    rate = first
    while held(rate):
        rate *= _STEP
    held(rate / _STEP**0.5)
    return loads
