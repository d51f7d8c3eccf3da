"""Answers a file of messages, each as the first of a fresh session, through the same code as the door."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from rich.progress import Progress

from bot.content import Content, load_content
from bot.server import quiet
from bot.server.conversation import Conversations, Turn


class BadLine(ValueError):
    """A line of the input that is no message: its number and what it lacks."""


def read_messages(source: Path) -> Iterator[dict[str, Any]]:
    """The messages of a JSONL file.

    Raises:
        BadLine: when a line is no JSON object with an id and a text.
    """
    for number, line in enumerate(source.read_text(encoding="utf-8").splitlines(), 1):
        if not line.strip():
            continue
        try:
            message = json.loads(line)
            if not isinstance(message["text"], str):
                raise TypeError
            message["id"]
        except (ValueError, KeyError, TypeError):
            raise BadLine(f'{source}: line {number}: needs {{"id": ..., "text": "..."}}.') from None
        yield message


def as_result(message: dict[str, Any], turn: Turn, content: Content) -> dict[str, Any]:
    """The contract's line for one answered message."""
    situation = content.situations.get(turn.situation)
    services = dict.fromkeys(card["id"] for m in turn.messages for card in m["services"])
    texts = [m["text"] for m in turn.messages]
    return {
        "id": message["id"],
        "situation": turn.situation,
        "also": turn.also,
        "urgency": situation.urgency if situation else "chat",
        "lang": turn.messages[0]["lang"],
        "asks": any("?" in text for text in texts),
        "services": list(services),
        "messages": texts,
    }


async def _answer(conversations: Conversations, message: dict[str, Any]) -> Turn:
    _, session, _ = conversations.open(message.get("lang") or "en")
    try:
        return await conversations.say(session, message["text"])
    finally:
        conversations.sessions.end(session)


async def answer_all(model: Path, messages: Sequence[dict[str, Any]]) -> list[Turn]:
    """The first answer to each message, in order, under a progress bar."""
    conversations = Conversations.load(model)
    quiet.hush()
    with Progress(transient=True) as progress:
        return [await _answer(conversations, m) for m in progress.track(messages, description="answering")]


def evaluate_file(model: Path, source: Path, out: Path) -> int:
    """Writes one result a line, in the order of `source`; the number of messages answered."""
    messages = list(read_messages(source))
    turns = asyncio.run(answer_all(model, messages))
    results = (as_result(m, turn, load_content()) for m, turn in zip(messages, turns))
    out.write_text("".join(json.dumps(r, ensure_ascii=False) + "\n" for r in results), encoding="utf-8")
    return len(messages)
