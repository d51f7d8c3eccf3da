"""Limits on size and rate. Loose for an address, because a whole school shares one; strict for a session."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import secrets
import time
from collections import OrderedDict
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass

MAX_BODY_BYTES = 8192
MAX_TEXT_CHARACTERS = 1000
_TURNS_PER_SECOND = 1.5
_TURNS_AT_ONCE = 12
_ROTATE_SECONDS = 3600
_MAX_TRACKED = 50_000


def refilled(left: float, seconds: float, per_second: float, burst: float) -> float:
    """How many acts a token bucket holds after `seconds`; a clock that jumps back gives nothing."""
    return min(burst, left + max(0.0, seconds) * per_second)


@dataclass
class Allowance:
    """How much one conversation may say how fast; it travels with the conversation and dies with it.

    Attributes:
        left: messages that may be sent at once.
        at: when that was counted, in seconds of the clock that `allows` is given.
    """

    left: float = _TURNS_AT_ONCE
    at: float = 0.0

    def allows(self, now: float) -> bool:
        """True when one more message may be taken now; counts it."""
        self.left = refilled(self.left, now - self.at, _TURNS_PER_SECOND, _TURNS_AT_ONCE)
        self.at = now
        allowed = self.left >= 1
        self.left -= allowed
        return allowed


class Gate:
    """Lets messages in while each can be answered soon, and refuses the rest at once.

    A turn is work for one core. When more come than it can do, the choice is between everybody waiting
    longer and longer, and some being shown the emergency services now: the second helps.

    Args:
        patience: seconds a message may be expected to wait.
    """

    def __init__(self, patience: float = 0.25, clock: Callable[[], float] = time.monotonic) -> None:
        self._patience = patience
        self._clock = clock
        self._inside = 0
        self._one = asyncio.Lock()
        self._typical = 0.03

    def check(self) -> None:
        """Raises `Overloaded` when one more turn would have to wait too long."""
        if self._inside * self._typical > self._patience:
            raise Overloaded

    @asynccontextmanager
    async def turn(self) -> AsyncIterator[None]:
        """Room for one turn, one after the other.

        Raises:
            Overloaded: when it would have to wait too long.
        """
        self.check()
        self._inside += 1
        try:
            async with self._one:
                began = self._clock()
                yield
                self._typical += 0.1 * (min(1.0, self._clock() - began) - self._typical)
        finally:
            self._inside -= 1


class Overloaded(Exception):
    """More messages than this process can answer soon."""


class Bucket:
    """A token bucket per name: `burst` at once, then `per_second`."""

    def __init__(self, per_second: float, burst: int, clock: Callable[[], float] = time.monotonic) -> None:
        self._per_second = per_second
        self._burst = burst
        self._clock = clock
        self._left: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def allows(self, name: str) -> bool:
        """True when `name` may act now; counts the act."""
        now = self._clock()
        left, then = self._left.pop(name, (float(self._burst), now))
        left = refilled(left, now - then, self._per_second, self._burst)
        allowed = left >= 1
        self._left[name] = (left - allowed, now)
        while len(self._left) > _MAX_TRACKED:
            self._left.popitem(last=False)
        return allowed

    def forget(self) -> None:
        """Starts over: nothing of any name is left."""
        self._left.clear()


class Addresses:
    """A bucket by address that never holds an address: only a digest under a key that rotates hourly."""

    def __init__(self, per_second: float, burst: int, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._bucket = Bucket(per_second, burst, clock)
        self._rotate()

    def _rotate(self) -> None:
        self._key = secrets.token_bytes(32)
        self._rotated = self._clock()
        self._bucket.forget()

    def allows(self, address: str) -> bool:
        """True when this address may act now."""
        if self._clock() - self._rotated > _ROTATE_SECONDS:
            self._rotate()
        digest = hmac.new(self._key, address.encode(), hashlib.sha256).hexdigest()[:24]
        return self._bucket.allows(digest)
