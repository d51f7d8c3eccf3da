"""Many messages at once: reading what was pasted or uploaded, and the row each answer makes."""

from __future__ import annotations

import csv
import io
import json
from typing import Any

from bot.content import Content
from bot.server.conversation import Conversations
from bot.server.evaluate import as_result

MAX_MESSAGES = 2000
_WANTED = ("situation", "also", "lang")


class BadBatch(ValueError):
    """Messages that can't be read: which line, and what it lacks."""


def read(text: str, kind: str) -> list[dict[str, Any]]:
    """The messages in `text`, each with an id and its text.

    Args:
        kind: "lines" (one a line), "csv" (with a column `text`), "jsonl", or "" to see for ourselves.

    Raises:
        BadBatch: naming the line.
    """
    readers = {"lines": _lines, "csv": _csv, "jsonl": _jsonl}
    kind = kind or _kind_of(text)
    if kind not in readers:
        raise BadBatch(f"{kind} is no kind of list. Use lines, csv or jsonl.")
    messages = readers[kind](text)
    if not messages:
        raise BadBatch("There is no message here. Put one on each line.")
    if len(messages) > MAX_MESSAGES:
        raise BadBatch(f"{len(messages)} messages are too many at once; {MAX_MESSAGES} is the most.")
    return messages


def _kind_of(text: str) -> str:
    first = text.lstrip("\ufeff \n").split("\n", 1)[0].strip()
    if first.startswith("{"):
        return "jsonl"
    columns = [c.strip().lower() for c in first.split(",")]
    return "csv" if "text" in columns and (len(columns) > 1 or first.lower() == "text") else "lines"


def _lines(text: str) -> list[dict[str, Any]]:
    found = [line.strip() for line in text.lstrip("\ufeff").splitlines()]
    return [{"id": str(n), "text": line} for n, line in enumerate((f for f in found if f), 1)]


def _csv(text: str) -> list[dict[str, Any]]:
    reader = csv.DictReader(io.StringIO(text.lstrip("\ufeff")))
    reader.fieldnames = [str(name).strip().lower() for name in reader.fieldnames or ()]
    if "text" not in reader.fieldnames:
        raise BadBatch("line 1: names no column `text`.")
    try:
        return [_message(row, n) for n, row in enumerate(reader, 1) if (row.get("text") or "").strip()]
    except csv.Error as error:
        raise BadBatch(f"line {reader.line_num}: {error}.") from None


def _jsonl(text: str) -> list[dict[str, Any]]:
    messages = []
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip():
            continue
        try:
            raw = json.loads(line)
        except ValueError:
            raise BadBatch(f"line {number}: is no JSON.") from None
        if not isinstance(raw, dict) or not isinstance(raw.get("text"), str) or not raw["text"].strip():
            raise BadBatch(f'line {number}: needs {{"text": "..."}}.')
        messages.append(_message(raw, number))
    return messages


def _message(raw: dict[str, Any], number: int) -> dict[str, Any]:
    """The message and what was expected of it, where that is said."""
    found: dict[str, Any] = {"id": str(raw.get("id") or number), "text": str(raw["text"]).strip()}
    found.update({k: raw[k] for k in (*_WANTED, "must_first", "must_not") if raw.get(k)})
    if isinstance(found.get("also"), str):
        found["also"] = found["also"].split()
    if found.get("lang") not in (None, "en", "es"):
        raise BadBatch(f"line {number}: lang is en or es.")
    return found


async def answered(conversations: Conversations, message: dict[str, Any], content: Content) -> dict[str, Any]:
    """The row of a message: the contract's line, what was expected, and whether it was met."""
    _, session, _ = conversations.open(message.get("lang") or "en")
    try:
        turn = await conversations.say(session, message["text"])
    finally:
        conversations.sessions.end(session)
    row = as_result(message, turn, content)
    wanted = message.get("situation", "")
    known = content.situations.get(wanted)
    return {
        **row,
        "text": message["text"],
        "wanted": wanted,
        "wanted_urgency": known.urgency if known else "",
        "met": row["situation"] in (wanted, *message.get("also", ())) if wanted else None,
        "expected": {k: message[k] for k in ("also", "must_first", "must_not") if k in message},
    }
