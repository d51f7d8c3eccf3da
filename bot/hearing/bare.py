"""Danger in so few words that only the whole message tells it: "bleeding", "hes here" (data/lexicon/bare.yml).

A message of one to four words gives the classifier too little, and the middle of a talk is where it is typed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache

from bot.content.load import read_yaml
from bot.hearing.lexicon_files import lexicon_path


@lru_cache(maxsize=1)
def _tables() -> tuple[Mapping[str, Mapping[str, str]], frozenset[str]]:
    """Where it counts -> what is typed -> the situation; and the words that may stand around it."""
    raw = read_yaml(lexicon_path("bare"))
    around = frozenset(raw.pop("around"))
    del raw["version"]
    tables = {
        where: {phrase: situation for situation, rows in told.items() for row in rows for phrase in row}
        for where, told in raw.items()
    }
    return tables, around


def bare_danger(words: str, where: Sequence[str]) -> str:
    """The situation that the whole message tells, "" for none.

    Args:
        words: the message in plain words.
        where: the parts of bare.yml that count for this talk.
    """
    tables, around = _tables()
    said = words.split()
    for cut in _cuts(said, around):
        found = (tables[part].get(cut) for part in where)
        situation = next((s for s in found if s), "")
        if situation:
            return situation
    return ""


def _cuts(said: Sequence[str], around: frozenset[str]) -> list[str]:
    """The message, and what is left of it as words that say nothing fall away from either end."""
    first = next((i for i, word in enumerate(said) if word not in around), len(said))
    last = next((i for i in range(len(said), 0, -1) if said[i - 1] not in around), 0)
    return [" ".join(said[i:j]) for i in range(first + 1) for j in range(len(said), last - 1, -1) if i < j]
