"""Finds which word or service a question is about."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from bot.content.load import read_yaml
from bot.hearing.lexicon import load_lexicon
from bot.hearing.lexicon_files import lexicon_path
from bot.hearing.normalise import normalise


@lru_cache(maxsize=1)
def _raw() -> dict[str, Any]:
    found: dict[str, Any] = read_yaml(lexicon_path("terms"))
    return found


@lru_cache(maxsize=1)
def _phrases() -> tuple[tuple[str, str], ...]:
    """(phrase in plain words, response name), longest phrase first."""
    raw, lexicon = _raw(), load_lexicon()
    pairs = [(str(p), f"utter_definition_{term}") for term, ps in raw["terms"].items() for p in ps]
    pairs += [(str(p), response) for response, ps in raw["texts"].items() for p in ps]
    pairs += [(str(p), f"utter_about_{service}") for service, ps in raw["services"].items() for p in ps]
    plain = {f" {normalise(phrase, lexicon)} ": response for phrase, response in pairs}
    return tuple(sorted(plain.items(), key=lambda pair: -len(pair[0])))


def is_question(words: str) -> bool:
    """True when the message begins as a question does."""
    return words.split(" ", 1)[0] in {str(w) for w in _raw()["question_words"]}


def needs_in(words: str) -> frozenset[str]:
    """The needs of data/routing.yml that the message names."""
    said = set(words.split())
    return frozenset(need for need, names in _raw()["need_words"].items() if said & set(names))


def holds(words: str, name: str) -> bool:
    """True when the message holds a phrase of the list `name`."""
    padded = f" {words} "
    return any(f" {phrase} " in padded for phrase in _raw()[name])


def failure_in(words: str) -> str:
    """How the message says that a service failed, "" when it does not."""
    padded = f" {words} "
    kinds = _raw()["failures"].items()
    return next((str(how) for how, phrases in kinds if any(f" {p} " in padded for p in phrases)), "")


def response_about(words: str) -> str:
    """The response that explains what the message names, or "" when it names nothing we explain."""
    padded = f" {words} "
    return next((response for phrase, response in _phrases() if phrase in padded), "")
