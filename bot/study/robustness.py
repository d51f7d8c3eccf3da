"""How often the route changes when the same message is typed another way."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from bot.content import Content
from bot.content.schema import URGENCIES
from bot.server.evaluate import answer_all
from bot.study.perturb import KINDS, Kind, perturbed


class Route(NamedTuple):
    """Where an answer leads: how urgent it is taken, and who comes first."""

    urgency: str
    first: tuple[str, ...]
    situation: str


class Change(NamedTuple):
    """A message that leads elsewhere when typed another way."""

    kind: str
    text: str
    typed: str
    was: Route
    now: Route

    @property
    def loses(self) -> bool:
        """True when it is taken for less urgent than before."""
        return URGENCIES.index(self.now.urgency) > URGENCIES.index(self.was.urgency)


class Outcome(NamedTuple):
    """How one kind did."""

    kind: str
    typed: int
    changes: list[Change]

    @property
    def rate(self) -> float:
        return len(self.changes) / self.typed if self.typed else 0.0


def routes(model: Path, texts: Sequence[tuple[str, str]], content: Content) -> list[Route]:
    """Where the first answer to each (text, language) leads, through the same code as the door."""
    turns = asyncio.run(answer_all(model, [{"text": text, "lang": lang} for text, lang in texts]))
    return [_route(turn.situation, content) for turn in turns]


def _route(name: str, content: Content) -> Route:
    situation = content.situations.get(name)
    return Route(situation.urgency, tuple(situation.first), name) if situation else Route("chat", (), name)


def _typed(messages: Sequence[dict[str, Any]], kinds: Sequence[Kind]) -> Iterator[tuple[str, int, str]]:
    """(kind, index of the message, the message so typed), where the kind changes anything."""
    for kind in kinds:
        for i, message in enumerate(messages):
            text = perturbed(message["text"], message["lang"], kind)
            if text != message["text"]:
                yield kind.name, i, text


def outcomes(
    model: Path, messages: Sequence[dict[str, Any]], content: Content, kinds: Sequence[Kind] = KINDS
) -> list[Outcome]:
    """One outcome a kind, in the order of `kinds`.

    Args:
        messages: lines with `text` and `lang`.
    """
    typed = list(_typed(messages, kinds))
    texts = [(m["text"], m["lang"]) for m in messages] + [(text, messages[i]["lang"]) for _, i, text in typed]
    found = routes(model, texts, content)
    before, after = found[: len(messages)], found[len(messages) :]
    changes = [
        Change(kind, messages[i]["text"], text, before[i], now)
        for (kind, i, text), now in zip(typed, after)
        if before[i][:2] != now[:2]
    ]
    counts = [sum(kind == k.name for kind, _, _ in typed) for k in kinds]
    return [Outcome(k.name, n, [c for c in changes if c.kind == k.name]) for k, n in zip(kinds, counts)]


def as_markdown(found: Sequence[Outcome]) -> str:
    """The outcomes as a table for a document."""
    rows = [
        f"| {o.kind} | {o.typed} | {len(o.changes)} ({100 * o.rate:.1f}%) | {sum(c.loses for c in o.changes)} |"
        for o in found
    ]
    typed, changed = sum(o.typed for o in found), sum(len(o.changes) for o in found)
    lost = sum(c.loses for o in found for c in o.changes)
    rows.append(f"| all | {typed} | {changed} ({100 * changed / typed:.1f}%) | {lost} |")
    head = "| the same message with | messages | route changed | of these, taken for less urgent |"
    return "\n".join([head, "|---|---|---|---|", *rows])
