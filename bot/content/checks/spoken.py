"""The cards in other languages: complete, alike in structure, with our numbers, and short."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from bot.content.checks.contacts import known, strangers
from bot.content.checks.lines import read_lines
from bot.content.checks.shape import MAX_TITLE
from bot.content.load import Content
from bot.content.schema import Language, Problem, SpokenText
from bot.content.spoken import ABROAD, AGAIN, CARD, US_NUMBER

_LEAST_LANGUAGES = 18
_MAX_TEXT = 280
_OFTEN = 3
_INTERPRETER = "interpreter"
# What the buttons of the card lead to, and the card itself.
_TEXTS = (CARD, AGAIN, "utter_in_danger", "utter_might_hurt_self", "utter_topic_threatened", ABROAD)
# Where an interpreter has to be asked for, and by which number.
_NUMBERS = {
    CARD: ("911", "988"),
    AGAIN: ("988", "1-800-422-4453"),
    "utter_in_danger": ("911",),
    "utter_might_hurt_self": ("988", "911"),
    "utter_topic_threatened": (),
    ABROAD: (),
}
_WORD = re.compile(r"\w+")


def _faults(name: str, words: SpokenText, like: SpokenText, language: Language) -> Iterator[str]:
    if len(words.text) > _MAX_TEXT:
        yield f"has {len(words.text)} characters; {_MAX_TEXT} is the most."
    if any(len(title) > MAX_TITLE for title in words.buttons):
        yield f"has a button of more than {MAX_TITLE} characters."
    if "!" in words.text:
        yield "has an exclamation mark."
    if words.services != like.services or len(words.buttons) != len(like.buttons):
        yield "has other services or buttons than the other languages."
    missing = [n for n in _NUMBERS[name] if n not in words.text]
    if missing:
        yield f"lacks {', '.join(missing)}."
    if _NUMBERS[name] and f"{language.english} {_INTERPRETER}" not in words.text:
        yield "does not say how to ask for an interpreter."
    if name == ABROAD and US_NUMBER.search(words.text):
        yield "has a number that does not answer outside the United States."


def _texts(content: Content) -> Iterator[tuple[str, str, str]]:
    """(language code, text name, what is wrong)."""
    first = next(iter(content.languages.values()))
    numbers, links = known(content)
    for code, language in content.languages.items():
        if set(language.ways) != {"tel", "web"}:
            yield code, "ways", "are to be tel and web: what an interpreter or a browser can put into words."
        for name in set(_TEXTS) ^ set(language.texts):
            yield code, name, "is missing, or is not among the texts of a card."
        for name in set(_TEXTS) & set(language.texts) & set(first.texts):
            words = language.texts[name]
            yield from ((code, name, fact) for fact in _faults(name, words, first.texts[name], language))
            for stranger in strangers(words.text, numbers, links):
                yield code, name, f"{stranger} is in no fact that may be shown."


def _common_marks(content: Content) -> Iterator[Problem]:
    """Marks that English or Spanish lines use: such a word would lose somebody's disclosure."""
    counts: Counter[str] = Counter()
    for line in read_lines():
        if line.situation != "non_english":
            counts.update(set(_WORD.findall(line.text.lower())))
    for code, language in content.languages.items():
        for mark in language.marks:
            if counts[mark] > _OFTEN:
                fact = f"stands in {counts[mark]} of our English or Spanish lines."
                yield Problem(f"data/languages/{code}.yml", f"marks: {mark}", fact, "Take it out.")


def check(content: Content) -> list[Problem]:
    if len(content.languages) < _LEAST_LANGUAGES:
        return [
            Problem("data/languages", "files", f"are {len(content.languages)}.", f"{_LEAST_LANGUAGES} are the least.")
        ]
    texts = [Problem(f"data/languages/{code}.yml", name, fact, "Mend it.") for code, name, fact in _texts(content)]
    return [*texts, *_common_marks(content)]
