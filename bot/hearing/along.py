"""Which follow-ups of data/follow_ups.yml a message names by its words.

A phrase of an entry decides by itself; the words of an entry only say that the classifier may be believed.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from bot.content.load import load_content, read_yaml
from bot.hearing.lexicon_files import lexicon_path

_GAP = r"(?: \S+){0,3}"
_NUMBER = r" \d+"
_SIGNS = {"*": _GAP, "N": _NUMBER}
_Pattern = re.Pattern[str]


def compiled(pattern: str) -> _Pattern:
    """The pattern for words with a space before the first: `*` up to three words, `a|b` one of these, `word?` or none,
    `N` a number, `!a|b` none of these just before."""
    parts = []
    for part in pattern.split():
        if part.startswith("!"):
            parts += [f"(?<! {re.escape(word)})" for word in part[1:].split("|")]
            continue
        if part in _SIGNS:
            parts.append(_SIGNS[part])
            continue
        options = "|".join(re.escape(word) for word in part.rstrip("?").split("|"))
        parts.append(f"(?: (?:{options}))" + ("?" if part.endswith("?") else ""))
    return re.compile("".join(parts) + r"(?= |$)")


@lru_cache(maxsize=1)
def _phrases() -> tuple[tuple[str, _Pattern], ...]:
    entries = load_content().follow_ups.items()
    return tuple((name, compiled(p)) for name, entry in entries for p in entry.phrases)


@lru_cache(maxsize=1)
def _backing() -> dict[str, tuple[_Pattern, ...]]:
    entries = load_content().follow_ups.items()
    return {name: tuple(compiled(p) for p in (*entry.words, *entry.phrases)) for name, entry in entries if entry.words}


def _any(patterns: Sequence[_Pattern], words: str) -> bool:
    return any(p.search(words) for p in patterns)


def told_in(words: str) -> tuple[str, ...]:
    """The follow-ups that a phrase of the message names, the one of the most letters first."""
    padded = f" {words}"
    found: dict[str, int] = {}
    for name, pattern in _phrases():
        match = pattern.search(padded)
        if match:
            found[name] = max(found.get(name, 0), len(match.group()))
    return tuple(sorted(found, key=lambda name: -found[name]))


@lru_cache(maxsize=1)
def _beside() -> dict[str, tuple[_Pattern, ...]]:
    raw = read_yaml(lexicon_path("beside"))["phrases"]
    return {name: tuple(compiled(str(p)) for p in patterns) for name, patterns in raw.items()}


def named_beside(words: str) -> frozenset[str]:
    """The situations of data/lexicon/beside.yml that the words name, whatever the message is mainly about."""
    padded = f" {words}"
    return frozenset(name for name, patterns in _beside().items() if _any(patterns, padded))


def unbacked(words: str) -> frozenset[str]:
    """The follow-ups of which the message has not a single word."""
    padded = f" {words}"
    return frozenset(name for name, patterns in _backing().items() if not _any(patterns, padded))
