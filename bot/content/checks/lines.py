"""The training lines: enough of each, none twice, none that is another with a word swapped."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from bot.content.load import FOLLOW_UP, ROOT, Content, read_yaml
from bot.content.schema import Problem

_LEAST = {"threats_and_images": 60, "danger": 60, "who_is_asking": 40, "questions": 40, "conversation": 40}
_LOOK_ALIKES = "off_topic"
_LEAST_SPANISH = 60
_LEAST_SPANISH_LOOK_ALIKES = 300
_LEAST_FOLLOW_UP = 6
_WORD = re.compile(r"\w+")
_ALIKE = 0.8
_SHORT = 5


class Line(NamedTuple):
    """A written line and where it stands; `also` is what it tells besides."""

    path: str
    situation: str
    text: str
    also: tuple[str, ...] = ()

    @property
    def words(self) -> tuple[str, ...]:
        return tuple(_WORD.findall(self.text.lower().replace("'", "")))


def read_lines(root: Path = ROOT) -> Iterator[Line]:
    """Every line of data/nlu."""
    for path in sorted((root / "data/nlu").rglob("*.yml")):
        for entry in read_yaml(path)["nlu"]:
            also = tuple((entry.get("metadata") or {}).get("also", ()))
            for raw in entry["examples"].splitlines():
                if raw.startswith("- "):
                    yield Line(str(path.relative_to(root)), entry["intent"], raw[2:].strip(), also)


def _twice(lines: list[Line]) -> list[Problem]:
    first: dict[str, Line] = {}
    problems = []
    for line in lines:
        key = " ".join(line.words) or line.text
        if key in first and line.text.lower() == first[key].text.lower():
            problems.append(
                Problem(line.path, repr(line.text[:60]), f"is also in {first[key].path}.", "Keep one of them.")
            )
        first.setdefault(key, line)
    return problems


def _alike(lines: list[Line]) -> list[Problem]:
    """Longer lines of one file that share four fifths of their word pairs: one line with a word swapped."""
    problems = []
    by_pair: dict[tuple[str, str, str], list[int]] = defaultdict(list)
    pairs = [set(zip(line.words, line.words[1:])) for line in lines]
    for i, line in enumerate(lines):
        if len(line.words) <= _SHORT:
            continue
        shared: dict[int, int] = defaultdict(int)
        for a, b in pairs[i]:
            for j in by_pair[line.path, a, b]:
                shared[j] += 1
            by_pair[line.path, a, b].append(i)
        for j, n in shared.items():
            if n / len(pairs[i] | pairs[j]) >= _ALIKE:
                problems.append(
                    Problem(
                        line.path,
                        repr(line.text[:60]),
                        f"is nearly {lines[j].text[:60]!r}.",
                        "Write it in another voice.",
                    )
                )
    return problems


def _counts(lines: list[Line], content: Content) -> list[Problem]:
    counts: dict[str, int] = defaultdict(int)
    for line in lines:
        if "/es/" not in line.path:
            counts[line.situation] += 1
    unknown = set(counts) - set(content.situations) - {f"{FOLLOW_UP}{name}" for name in content.follow_ups}
    few = [
        Problem(
            "data/nlu/follow_ups.yml",
            name,
            f"has {counts[f'{FOLLOW_UP}{name}']} lines; {_LEAST_FOLLOW_UP} is the least.",
            "Write more.",
        )
        for name, entry in content.follow_ups.items()
        if not (entry.phrases and not counts[f"{FOLLOW_UP}{name}"])  # decided by its phrases alone
        and counts[f"{FOLLOW_UP}{name}"] < _LEAST_FOLLOW_UP
    ]
    few += [
        Problem("data/nlu", name, "is no situation and no follow-up.", "Mend the name.") for name in sorted(unknown)
    ]
    return few + [
        Problem(
            f"data/nlu/{name}.yml",
            name,
            f"has {counts[name]} lines; {_LEAST[s.group]} is the least.",
            "Write more, in other voices.",
        )
        for name, s in content.situations.items()
        if counts[name] < _LEAST[s.group]
    ]


def _counts_in_spanish(lines: list[Line], content: Content) -> list[Problem]:
    """Spanish is learned from lines of its own, never from what English shares with it."""
    counts: dict[str, int] = defaultdict(int)
    for line in lines:
        if "/es/" in line.path:
            counts[line.situation] += 1
    least = dict.fromkeys(content.situations, _LEAST_SPANISH) | {_LOOK_ALIKES: _LEAST_SPANISH_LOOK_ALIKES}
    return [
        Problem(
            f"data/nlu/es/{name}.yml",
            name,
            f"has {counts[name]} lines in Spanish; {number} is the least.",
            "Write more, in other voices.",
        )
        for name, number in least.items()
        if counts[name] < number
    ]


def check(content: Content) -> list[Problem]:
    lines = list(read_lines())
    return [*_twice(lines), *_alike(lines), *_counts(lines, content), *_counts_in_spanish(lines, content)]
