"""Actions in the service's own process: one that hangs costs its own answer, and no other."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from typing import Any

import pytest

from bot.server import in_process
from bot.server.in_process import InProcessActions

SAFE = {"events": [], "responses": [{"response": "utter_failsafe"}]}


class Hanging:
    """Stands where the SDK's executor does; a call for `hang` waits until the test is over."""

    def __init__(self, over: threading.Event) -> None:
        self._over = over

    async def run(self, call: dict[str, Any]) -> dict[str, Any]:
        if call["next_action"] == "hang":
            self._over.wait(30)
        return {"events": [], "responses": [{"response": "utter_other"}]}


@pytest.fixture
def actions(monkeypatch: pytest.MonkeyPatch) -> Iterator[InProcessActions]:
    monkeypatch.setattr(in_process, "_ACTION_SECONDS", 0.1)
    over = threading.Event()
    yield InProcessActions(Hanging(over))
    over.set()


def test_however_many_actions_hang_the_next_one_still_answers(actions: InProcessActions) -> None:
    async def talk() -> None:
        for _ in range(10):
            assert await actions.request(json={"next_action": "hang"}) == SAFE
        assert (await actions.request(json={"next_action": "any"}))["responses"] == [{"response": "utter_other"}]

    asyncio.run(talk())
