"""The words that the rules of the conversation look for, from a file that people review."""

from __future__ import annotations

from functools import cache, lru_cache
from typing import Any

from bot.content.load import read_yaml
from bot.hearing.lexicon_files import lexicon_path


@lru_cache(maxsize=1)
def all_lists() -> dict[str, Any]:
    """Each list of data/lexicon/words.yml: what its words tell, and the words by language."""
    lists: dict[str, Any] = read_yaml(lexicon_path("words"))["lists"]
    return lists


@cache
def word_list(name: str) -> frozenset[str]:
    """The words of one list, in both languages.

    Raises:
        KeyError: for a list that data/lexicon/words.yml has not.
    """
    found = all_lists()[name]
    return frozenset(map(str, (*found["en"], *found["es"])))
