"""What the source documents name, and where its answer is (data/coverage.yml)."""

from __future__ import annotations

from functools import lru_cache

from bot.content.load import ROOT, Content, load_content, read_yaml
from bot.content.schema import Entry, Problem

PATH = "data/coverage.yml"


class Named(Entry):
    """One thing that a source document names.

    Attributes:
        seeds: the numbers of the documents, 0..4.
        ask: a question that brings it up in the chat.
        answer: the name of the text that answers.
    """

    name: str
    seeds: tuple[int, ...]
    ask: str
    answer: str


@lru_cache(maxsize=1)
def _groups() -> dict[str, list[Named]]:
    return {group: [Named.parse_obj(raw) for raw in entries] for group, entries in read_yaml(ROOT / PATH).items()}


def load_coverage() -> list[Named]:
    """Everything named, in the order of the file."""
    return [item for items in _groups().values() for item in items]


def coverage_tables() -> str:
    """A table for each kind of thing, for docs/coverage.md."""
    content = load_content()
    parts = []
    for group, items in _groups().items():
        rows = [f"| {i.name} | {_numbers(i)} | {i.ask} | [{i.answer}](../{content.where[i.answer]}) |" for i in items]
        head = [
            f"## {group[0].upper()}{group[1:]}",
            "",
            "| named | in source | a question that brings it up | answer |",
        ]
        parts.append("\n".join([*head, "|---|---|---|---|", *rows]))
    return "\n\n".join(parts)


def _numbers(item: Named) -> str:
    return ", ".join(f"{n:03}" for n in item.seeds)


def check(content: Content) -> list[Problem]:
    """Every answer is a text there is, with somebody to turn to under it."""
    problems = []
    for item in load_coverage():
        answer = content.responses.get(item.answer)
        if answer is None:
            problems.append(
                Problem(PATH, item.name, f"is answered by {item.answer}, which is no text.", "Mend the name.")
            )
        elif not answer.services:
            problems.append(Problem(PATH, item.name, f"{item.answer} shows no service.", "List one under the text."))
    return problems
