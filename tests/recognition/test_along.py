"""What is asked or told in the middle of a talk, by people who had seen no line: which follow-up is heard in it."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path
from typing import Any

import pytest

from bot.content import Content
from bot.routing.heard import readings

pytestmark = pytest.mark.slow
HERE = Path(__file__).parent
_HEARD = 0.30  # Thresholds.follow_up


def written(name: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (HERE / name).read_text(encoding="utf-8").splitlines()]


async def _along(model: Path, messages: list[dict[str, Any]], content: Content) -> list[tuple[str, float]]:
    """The likeliest follow-up of each message and how sure it is, as inside a conversation."""
    from bot.server.conversation import Conversations

    conversations = Conversations.load(model)
    named = [[(r["name"], r["confidence"]) for r in await conversations.ranking(m["text"])] for m in messages]
    return [readings(pairs, content.likes, begun=True)[1][0] for pairs in named]


def test_what_is_asked_along_the_way_is_heard(model: Path, content: Content) -> None:
    messages = written("follow_ups.jsonl")

    found = asyncio.run(_along(model, messages, content))

    right = sum(name == m["follow_up"] for (name, _), m in zip(found, messages))
    assert right / len(messages) >= 0.60


def test_a_disclosure_is_no_follow_up(model: Path, content: Content) -> None:
    disclosures = [m for m in written("messages5.jsonl") if m["situation"] != "off_topic"]

    found = asyncio.run(_along(model, disclosures, content))

    assert sum(sure >= _HEARD for _, sure in found) / len(disclosures) <= 0.05


def test_in_whole_talks_what_was_meant_is_answered_far_more_often_than_something_else(
    model: Path, content: Content
) -> None:
    from bot.study.samples import whole_talks

    found = asyncio.run(whole_talks(model, content))

    assert found.right / found.messages >= 0.52
    assert found.another / found.messages <= 0.16


def test_of_second_messages_most_are_answered_with_what_was_meant(model: Path, content: Content) -> None:
    from bot.study.samples import whole_talks

    found = asyncio.run(whole_talks(model, content, "second_messages.jsonl"))

    assert found.right / found.messages >= 0.70
    assert found.another / found.messages <= 0.16
