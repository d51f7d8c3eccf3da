"""Limits on size and rate. Loose for an address, because a whole school shares one; strict for a session."""

from __future__ import annotations

import hashlib
import hmac
import secrets
import time
from collections import OrderedDict
from collections.abc import Callable

MAX_BODY_BYTES = 8192
MAX_TEXT_CHARACTERS = 1000
_ROTATE_SECONDS = 3600
_MAX_TRACKED = 50_000


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
        left = min(self._burst, left + (now - then) * self._per_second)
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
