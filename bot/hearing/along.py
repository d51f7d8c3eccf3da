"""Which follow-ups of data/follow_ups.yml a message names by its words.

A phrase of an entry decides by itself; the words of an entry only say that the classifier may be believed.
"""

from __future__ import annotations

from functools import lru_cache

from bot.content.load import load_content, read_yaml
from bot.hearing.lexicon_files import lexicon_path
from bot.hearing.phrases import Phrases, pattern


@lru_cache(maxsize=1)
def _phrases() -> Phrases[str]:
    entries = load_content().follow_ups.items()
    return Phrases((name, pattern(p)) for name, entry in entries for p in entry.phrases)


@lru_cache(maxsize=1)
def _alone() -> dict[str, str]:
    """The follow-up that a whole message of few words names."""
    return {said: name for name, entry in load_content().follow_ups.items() for said in entry.alone}


@lru_cache(maxsize=1)
def _worded() -> frozenset[str]:
    """The follow-ups that are not believed without a word of theirs."""
    return frozenset(name for name, entry in load_content().follow_ups.items() if entry.words)


@lru_cache(maxsize=1)
def _backing() -> Phrases[str]:
    entries = load_content().follow_ups.items()
    return Phrases((name, pattern(p)) for name, entry in entries if entry.words for p in (*entry.words, *entry.phrases))


def named_alone(words: str) -> str:
    """The follow-up that the whole message names, word for word; "" for none."""
    return _alone().get(words, "")


def told_in(words: str) -> tuple[str, ...]:
    """The follow-ups that a phrase of the message names, the one of the most letters first."""
    said = words.split()
    whole = named_alone(words)
    found = {whole: len(words)} if whole else {}
    for name, [(start, end), *_] in _phrases().found(said):
        found[name] = max(found.get(name, 0), len(" ".join(said[start:end])))
    return tuple(sorted(found, key=lambda name: -found[name]))


@lru_cache(maxsize=1)
def _beside() -> Phrases[str]:
    raw = read_yaml(lexicon_path("beside"))["phrases"]
    return Phrases((str(name), pattern(str(p))) for name, patterns in raw.items() for p in patterns)


def named_beside(words: str) -> frozenset[str]:
    """The situations of data/lexicon/beside.yml that the words name, whatever the message is mainly about."""
    return frozenset(_beside().keys(words.split()))


def unbacked(words: str) -> frozenset[str]:
    """The follow-ups of which the message has not a single word."""
    return _worded() - _backing().keys(words.split())
