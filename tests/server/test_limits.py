"""Limits that hold for one and leave a school alone, and remember no address."""

from __future__ import annotations

from bot.server.limits import Addresses, Bucket
from tests.clock import Clock


def test_a_burst_is_taken_and_a_flood_is_not() -> None:
    clock = Clock()
    bucket = Bucket(per_second=1, burst=5, clock=clock)

    assert [bucket.allows("a") for _ in range(7)] == [True] * 5 + [False] * 2
    clock.now = 2
    assert [bucket.allows("a") for _ in range(3)] == [True, True, False]


def test_one_flood_leaves_others_alone() -> None:
    bucket = Bucket(per_second=1, burst=2, clock=Clock())
    for _ in range(50):
        bucket.allows("a")

    assert bucket.allows("b")


def test_no_address_is_kept_and_the_key_is_renewed_every_hour() -> None:
    clock = Clock()
    addresses = Addresses(per_second=1, burst=1, clock=clock)
    addresses.allows("192.0.2.7")
    before = addresses._key

    assert "192.0.2.7" not in repr(addresses._bucket._left)
    clock.now = 3601
    assert addresses.allows("192.0.2.7")
    assert addresses._key != before
