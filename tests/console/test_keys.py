"""A link works once, a key for one tab, and both end."""

from __future__ import annotations

from bot.console.keys import IDLE_SECONDS, Keys
from tests.clock import Clock


class Work:
    def __init__(self) -> None:
        self.closed = False


def keys(clock: Clock | None = None) -> tuple[Keys[Work], list[Work]]:
    closed: list[Work] = []
    return Keys(Work, closed.append, clock or Clock()), closed


def test_a_link_works_once() -> None:
    found, _ = keys()
    token = found.new_link()

    assert found.enter(token)
    assert found.enter(token) is None


def test_a_new_link_ends_the_one_before_it() -> None:
    found, _ = keys()
    old = found.new_link()
    found.new_link()

    assert found.enter(old) is None


def test_no_link_no_entry() -> None:
    found, _ = keys()

    assert found.enter("") is None
    assert found.enter("guess") is None
    assert found.find("guess") is None


def test_each_entry_works_on_its_own() -> None:
    found, _ = keys()
    one, two = (found.enter(found.new_link()) or "" for _ in range(2))

    assert found.find(one) is not found.find(two)


def test_leaving_closes_what_was_worked_on() -> None:
    found, closed = keys()
    key = found.enter(found.new_link()) or ""
    work = found.find(key)

    found.leave(key)

    assert closed == [work]
    assert found.find(key) is None


def test_an_idle_session_ends_by_itself() -> None:
    clock = Clock()
    found, closed = keys(clock)
    found.enter(found.new_link())
    clock.now = IDLE_SECONDS + 1

    found.sweep()

    assert len(closed) == 1
    assert len(found) == 0
