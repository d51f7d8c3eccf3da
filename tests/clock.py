"""A clock for whatever is given one."""

from __future__ import annotations


class Clock:
    """Time that a test moves."""

    now = 0.0

    def __call__(self) -> float:
        return self.now
