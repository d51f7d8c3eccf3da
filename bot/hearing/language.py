"""Which of the two languages a message is in, by its short words."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from functools import lru_cache

from bot.content.load import read_yaml
from bot.hearing.lexicon_files import lexicon_path

_FEW_WORDS = 2
_TELLING = 4  # letters
_SHORT = 3
_SHARED = {"a", "no", "me", "bot", "o", "m", "t"}
_ENGLISH_TOO = frozenset({"dice", "mama", "papa"})


@lru_cache(maxsize=1)
def _short_words() -> dict[str, frozenset[str]]:
    raw = read_yaml(lexicon_path("languages"))
    # YAML reads `no`, `yes`, `y` as booleans.
    words = {lang: {w for w in raw[lang] if isinstance(w, str)} for lang in ("en", "es")}
    spelled = {lang: _spelled(lang) for lang in ("en", "es")}
    # A spelling that only one language's lexicon knows tells as much as a short word.
    words["es"] |= spelled["es"] - spelled["en"] - words["en"]
    return {lang: frozenset(found) - _SHARED for lang, found in words.items()}


@lru_cache(maxsize=4)
def _listed(name: str) -> frozenset[str]:
    """The words of a list of data/lexicon/languages.yml."""
    return frozenset(w for w in read_yaml(lexicon_path("languages"))[name] if isinstance(w, str))


@lru_cache(maxsize=1)
def longer_words() -> frozenset[str]:
    """Spanish words long enough that none of them is English; a short one ("ya", "son") may be."""
    short = {word for word in _short_words()["es"] if len(word) >= _TELLING}
    return _listed("es_longer") | short - _ENGLISH_TOO


def _spelled(lang: str) -> set[str]:
    raw = read_yaml(lexicon_path(lang))
    return {str(w) for section in ("algospeak", "abbreviations", "misspellings") for w in raw.get(section) or ()}


def without_accents(word: str) -> str:
    """The word without its accents."""
    if word.isascii():
        return word  # hundreds of thousands are asked about at every start
    return "".join(ch for ch in unicodedata.normalize("NFD", word) if not unicodedata.combining(ch))


def counts_of(words: Sequence[str]) -> dict[str, int]:
    """How many of the words are short words of each of the two languages."""
    return {lang: sum(w in short for w in words) for lang, short in _short_words().items()}


def may_be_english(words: Sequence[str]) -> bool:
    """True for a word or two that Spanish and English chats share: "ya", "ta"."""
    return len(words) <= _FEW_WORDS and _listed("in_english_too").issuperset(words)


def surely_of(words: Sequence[str]) -> str:
    """ "en", "es", or "" where the short words do not tell.

    Args:
        words: the message as typed, split into lower-case words.
    """
    counts = counts_of(words)
    needed = 1 if len(words) <= 3 else 2
    best, other = ("es", "en") if counts["es"] > counts["en"] else ("en", "es")
    return best if counts[best] >= needed and counts[best] > counts[other] else ""


def language_of(words: Sequence[str]) -> str:
    """As `surely_of`; where the short words do not tell, longer Spanish words do."""
    sure = surely_of(words)
    counts, longer = counts_of(words), longer_words()
    spanish = sum(w in longer or without_accents(w) in longer for w in words)
    if sure == "en" and len(words) <= _SHORT and spanish >= counts["en"] == 1:
        return "es"  # "no he pagado": the one English word is spelled like a Spanish one
    if sure:
        return sure
    return "es" if spanish and counts["es"] + spanish > counts["en"] else ""


def returns_to_ours(words: Sequence[str]) -> bool:
    """True when somebody who wrote in another language goes on in English or Spanish, not with a word or two of it."""
    return len(words) > _FEW_WORDS or not _listed("returns").isdisjoint(words)
