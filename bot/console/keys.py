"""Who may use the console: a link that works once, then a key that one tab holds.

The key travels in a header, never in a cookie: a cookie for 127.0.0.1 would go to every port of this machine, and
would let another site's form act in the counselor's name.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
import time
from collections.abc import Callable
from typing import Generic, Optional, TypeVar

T = TypeVar("T")
IDLE_SECONDS = 60 * 60


class Keys(Generic[T]):
    """The open sessions of the console, each with what it works on.

    Args:
        make: makes what a new session works on.
        close: called with it when the session ends or idles out.
    """

    def __init__(
        self, make: Callable[[], T], close: Callable[[T], None], clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._make, self._close, self._clock = make, close, clock
        self._secret = secrets.token_bytes(32)
        self._link = ""
        self._open: dict[str, tuple[T, float]] = {}

    def __len__(self) -> int:
        return len(self._open)

    def new_link(self) -> str:
        """A token for one entry. The one before it no longer works."""
        token = secrets.token_urlsafe(24)
        self._link = self._digest(token)
        return token

    def enter(self, token: str) -> Optional[str]:
        """The key of a new session, or None when the token is wrong or was used."""
        if not (self._link and hmac.compare_digest(self._digest(token), self._link)):
            return None
        self._link = ""
        key = secrets.token_urlsafe(32)
        self._open[self._digest(key)] = (self._make(), self._clock())
        return key

    def find(self, key: str) -> Optional[T]:
        """What the session of a key works on, or None; finding it counts as activity."""
        self.sweep()
        name = self._digest(key)
        if name not in self._open:
            return None
        work = self._open[name][0]
        self._open[name] = (work, self._clock())
        return work

    def leave(self, key: str) -> None:
        """Ends a session; what it worked on is closed."""
        self._end(self._digest(key))

    def sweep(self) -> None:
        """Ends what has idled out."""
        over = [name for name, (_, touched) in self._open.items() if self._clock() - touched > IDLE_SECONDS]
        for name in over:
            self._end(name)

    def _end(self, name: str) -> None:
        work, _ = self._open.pop(name, (None, 0.0))
        if work is not None:
            self._close(work)

    def _digest(self, token: str) -> str:
        return hmac.new(self._secret, token.encode(), hashlib.sha256).hexdigest()
