"""Finds which word or service a question is about."""

from __future__ import annotations

from functools import lru_cache

from bot.content.load import read_yaml
from bot.hearing.lexicon import load_lexicon
from bot.hearing.lexicon_files import lexicon_path
from bot.hearing.normalise import normalise


@lru_cache(maxsize=1)
def _phrases() -> tuple[tuple[str, str], ...]:
    """(phrase in plain words, response name), longest phrase first."""
    raw, lexicon = read_yaml(lexicon_path("terms")), load_lexicon()
    pairs = [(str(p), f"utter_definition_{term}") for term, ps in raw["terms"].items() for p in ps]
    pairs += [(str(p), f"utter_about_{service}") for service, ps in raw["services"].items() for p in ps]
    plain = {f" {normalise(phrase, lexicon)} ": response for phrase, response in pairs}
    return tuple(sorted(plain.items(), key=lambda pair: -len(pair[0])))


def response_about(words: str) -> str:
    """The response that explains what the message names, or "" when it names nothing we explain."""
    padded = f" {words} "
    return next((response for phrase, response in _phrases() if phrase in padded), "")
