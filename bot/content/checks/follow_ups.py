"""What is asked or told along the way: phrases that can be found, buttons that a thumb can tell apart."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from bot.content.checks.shape import MAX_TITLE
from bot.content.load import Content
from bot.content.schema import LANGS, Problem

_PATH = "data/follow_ups.yml"
_FOR_NOTHING = re.compile(r"\*|N|\S*\?")  # a gap, a number, a word that may be missing
_WORDS = re.compile(r"\W+")


def _never_found(phrase: str) -> bool:
    """True for a phrase without a word that must be there: it is filed under none."""
    return all(_FOR_NOTHING.fullmatch(token) for token in phrase.split())


def _phrases(content: Content) -> Iterator[Problem]:
    for name, entry in content.follow_ups.items():
        for phrase in (*entry.phrases, *entry.words):
            if _never_found(phrase):
                fact = f"the phrase {phrase!r} has no word that must be there."
                yield Problem(_PATH, name, fact, "Give it one, or take it out.")


def _titles(content: Content) -> Iterator[Problem]:
    for lang in LANGS:
        titles = {name: getattr(e.title, lang) for name, e in content.follow_ups.items() if e.title}
        often = Counter(_WORDS.sub(" ", title).strip().lower() for title in titles.values())
        for name, title in titles.items():
            if len(title) > MAX_TITLE:
                fact = f"the title {title!r} has {len(title)} characters; {MAX_TITLE} is the most."
                yield Problem(_PATH, name, fact, "Say it shorter.")
            if often[_WORDS.sub(" ", title).strip().lower()] > 1:
                yield Problem(_PATH, name, f"another one has the title {title!r} too.", "Say what sets it apart.")


def check(content: Content) -> list[Problem]:
    return [*_phrases(content), *_titles(content)]
