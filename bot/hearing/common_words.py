"""The words that young people use here, and which of them tell of harm (data/lexicon/common_words.txt)."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

from bot.content.load import ROOT

PATH = ROOT / "data" / "lexicon" / "common_words.txt"
ALL_LINES = "*"  # the row that counts every line


class Use(NamedTuple):
    """In how many lines a word stands, and how many of them are harmless."""

    lines: int
    harmless: int


@lru_cache(maxsize=1)
def common_words() -> dict[str, Use]:
    """Each word with its use, and `ALL_LINES` with the number of lines.

    Raises:
        ValueError: when a row is not a word and two numbers.
    """
    rows = (row.split() for row in PATH.read_text(encoding="utf-8").splitlines() if not row.startswith("#"))
    return {word: Use(int(lines), int(harmless)) for word, lines, harmless in rows}


class Telling:
    """How much words sound like a disclosure rather than everyday talk: the sum of their log odds.

    Args:
        uses: as `common_words()` gives them.
    """

    def __init__(self, uses: Mapping[str, Use]) -> None:
        every = uses[ALL_LINES]
        even = math.log((every.lines - every.harmless) / every.harmless)
        self._odds = {
            word: math.log((use.lines - use.harmless + 0.5) / (use.harmless + 0.5)) - even for word, use in uses.items()
        }

    def of(self, words: Sequence[str]) -> float:
        """Above 0 where a disclosure is likelier than everyday talk."""
        return sum(self._odds.get(word, 0.0) for word in words)
