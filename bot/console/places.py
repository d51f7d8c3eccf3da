"""Where in the repository a thing is written: its file and line, so that a note can name both."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from bot.content.load import ROOT, Content


class Place(NamedTuple):
    """A file, from the project's root, and a line of it, from 1; 0 when only the file is known."""

    file: str
    line: int

    def __str__(self) -> str:
        return f"{self.file}:{self.line}" if self.line else self.file


@lru_cache(maxsize=256)
def _lines(file: str) -> tuple[str, ...]:
    return tuple((ROOT / file).read_text(encoding="utf-8").splitlines())


def _find(file: str, start: str) -> Place:
    """The first line of `file` that begins with `start`, whatever its indent."""
    begins = re.compile(rf"\s*{re.escape(start)}(\s|$)")
    return Place(file, next((n for n, line in enumerate(_lines(file), 1) if begins.match(line)), 0))


def of_response(name: str, content: Content) -> Place:
    return _find(content.where[name], f"{name}:")


def of_service(service: str, content: Content) -> Place:
    return _find(content.where[service], f"- id: {service}")


def of_route(situation: str) -> Place:
    return _find("data/routing.yml", f"{situation}:")


def of_rule(file: str, title: str) -> Place:
    return _find(file, f"- rule: {title}")


def of_phrase(rule: str) -> Place:
    """The rule of the urgency floor, in whichever language's file it is."""
    files = ("data/lexicon/urgency.yml", "data/lexicon/urgency_es.yml")
    found = [_find(file, f"- id: {rule}") for file in files]
    return next((place for place in found if place.line), found[0])
