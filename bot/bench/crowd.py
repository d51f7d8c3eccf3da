"""Many people at once, each in their own conversation, who notice when an answer is not theirs."""

from __future__ import annotations

import asyncio
import random
import time
import uuid
from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any, Optional

import aiohttp

_TIMEOUT = aiohttp.ClientTimeout(total=20)
_CRISIS = {"lifeline_988", "crisis_text_line", "emergency_911"}
# Written for this test. The first line of each decides what every later answer must carry.
_AT_RISK = {
    "en": ("i want to kill myself because of the pictures", "he said tonight", "i dont know", "what now", "ok"),
    "es": ("me quiero matar por las fotos", "dijo que esta noche", "no se", "y ahora que", "ok"),
}
_THREATENED = {
    "en": ("someone online wants 300 or they post my picture", "no", "i told nobody", "what should i do", "ok"),
    "es": ("alguien quiere 300 o publica mi foto", "no", "no le dije a nadie", "que hago", "ok"),
}


@dataclass
class Tally:
    """What a crowd met.

    Attributes:
        seconds: time to each answer that was given.
        statuses: how often each status was met; 0 is a connection that broke.
        crossed: answers that were somebody else's; lost: conversations that were gone.
    """

    seconds: list[float] = field(default_factory=list)
    statuses: Counter[int] = field(default_factory=Counter)
    crossed: int = 0
    lost: int = 0
    empty: int = 0
    without_contacts: int = 0

    def at(self, percent: float) -> float:
        """The time within which `percent` of the answers came, in ms."""
        ordered = sorted(self.seconds) or [0.0]
        return 1000 * ordered[min(len(ordered) - 1, int(len(ordered) * percent / 100))]


class Person:
    """One conversation: tells a crossed, an empty and a lost answer from a right one."""

    def __init__(self, web: aiohttp.ClientSession, address: str, number: int, tally: Tally) -> None:
        self._web, self._address, self._tally = web, f"{address}/webhooks/chat", tally
        self.lang = ("en", "es")[number % 2]
        self.at_risk = number % 4 >= 2
        self.lines: tuple[str, ...] = (_AT_RISK if self.at_risk else _THREATENED)[self.lang]
        self.said = 0
        self._token = ""
        self._buttons: list[str] = []

    async def arrive(self) -> bool:
        """Opens the conversation; whether the door let them in."""
        status, body = await self._post("/session", {"lang": self.lang})
        self._token = body.get("token", "")
        return status == 201

    async def turn(self, *, patient: bool = True) -> int:
        """Says the next line, or takes a button; the status.

        Args:
            patient: asks again with the same turn id when refused for now or cut off, as the page does.
        """
        wanted: dict[str, Any] = {"text": self.lines[self.said % len(self.lines)]}
        if self._buttons and self.said % 3 == 2:
            wanted = {"choose": random.choice(self._buttons)}
        wanted["turn"] = str(uuid.uuid4())
        for _ in range(40 if patient else 1):
            began = time.perf_counter()
            status, body = await self._post("/message", wanted)
            if status not in (0, 429, 503) or not patient:
                break
            await asyncio.sleep(0.25)
        self._judge(status, body, time.perf_counter() - began)
        return status

    async def leave(self) -> None:
        """Ends the conversation."""
        headers = {"Authorization": f"Bearer {self._token}"}
        async with self._web.delete(f"{self._address}/session", headers=headers):
            return

    def _judge(self, status: int, body: dict[str, Any], seconds: float) -> None:
        if status != 200:
            self._tally.lost += status == 401
            self._tally.crossed += status == 422  # a button of ours that is not known as ours
            return
        self._tally.seconds.append(seconds)
        self.said += 1
        messages = body.get("messages", [])
        shown = {s["id"] for m in messages for s in m["services"]}
        self._tally.empty += not messages
        self._tally.crossed += any(m["lang"] != self.lang for m in messages)
        self._tally.crossed += self.at_risk and not shown & _CRISIS
        self._buttons = [b["id"] for m in messages for b in m["buttons"]]

    async def _post(self, path: str, body: dict[str, Any]) -> tuple[int, dict[str, Any]]:
        headers = {"Authorization": f"Bearer {self._token}"} if self._token else {}
        try:
            async with self._web.post(self._address + path, json=body, headers=headers) as answer:
                found = await answer.json()
                self._tally.statuses[answer.status] += 1
                refused = answer.status == 429 or answer.status >= 500
                self._tally.without_contacts += refused and not found.get("services")
                return answer.status, found
        except (aiohttp.ClientError, asyncio.TimeoutError, OSError, ValueError):
            self._tally.statuses[0] += 1
            return 0, {}


def clients(trusted: Any = None) -> aiohttp.ClientSession:
    """Connections of a crowd; each answer closes none."""
    return aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0, ssl=trusted), timeout=_TIMEOUT)


async def interleaved(
    address: str,
    *,
    people: int,
    turns: int,
    trusted: Any = None,
    at_once: int = 12,
    midway: Optional[Callable[[], Awaitable[None]]] = None,
) -> Tally:
    """`turns` turns of `people` conversations in random order, `at_once` at a time.

    Args:
        midway: what happens when half of them are done.
    """
    tally = Tally()
    async with clients(trusted) as web:
        crowd = [Person(web, address, n, tally) for n in range(people)]
        for person in crowd:
            while not await person.arrive():
                await asyncio.sleep(0.2)
        order = [person for person in crowd for _ in range(turns // people)]
        random.shuffle(order)
        free = {id(person): asyncio.Lock() for person in crowd}  # a person waits for an answer
        room, done = asyncio.Semaphore(at_once), 0

        async def one(person: Person) -> None:
            nonlocal done
            async with room, free[id(person)]:
                await person.turn()
                done += 1
                if midway and done == turns // 2:
                    await midway()

        await asyncio.gather(*(one(person) for person in order))
    return tally


async def steady(address: str, *, per_second: float, seconds: float, trusted: Any = None) -> Tally:
    """People who come at a rate, whether or not others have been answered; each says one line a visit.

    Nobody asks again: a refusal is counted as one.
    """
    tally = Tally()
    async with clients(trusted) as web:
        crowd = [Person(web, address, n, tally) for n in range(max(20, int(per_second * 3)))]
        for person in crowd:
            while not await person.arrive():
                await asyncio.sleep(0.2)
        tally.statuses.clear()
        began, tasks, n = time.perf_counter(), [], 0
        while (now := time.perf_counter() - began) < seconds:
            if n <= now * per_second:
                tasks.append(asyncio.create_task(crowd[n % len(crowd)].turn(patient=False)))
                n += 1
            else:
                await asyncio.sleep(0.002)
        await asyncio.gather(*tasks)
    return tally
