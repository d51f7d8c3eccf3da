"""Everything a message states besides what happened: answers, ages, places, the word asked about."""

from __future__ import annotations

from bot.content.load import Content
from bot.hearing.answers import Answers, ages, answer_to, places, plain_answer, unasked
from bot.hearing.normalise import clean
from bot.hearing.terms import who_in

_MAX_ANSWER_WORDS = 14
_WHO_WORDS = 7
_SHORT = 6


def values_of(question: str, content: Content) -> set[str]:
    """The values that the buttons of a question have."""
    response = content.responses.get(f"utter_ask_{question}")
    return {b.means[question] for b in response.buttons if question in b.means} if response else set()


def _awaited(words: str, awaiting: str, content: Content, answers: Answers) -> str:
    """What the message says to the question asked: it comes before what the same words would answer elsewhere."""
    if not awaiting or len(words.split()) > _MAX_ANSWER_WORDS:
        return ""
    value = answer_to(awaiting, values_of(awaiting, content), words, answers)
    names_them = awaiting == "who" and len(words.split()) <= _WHO_WORDS
    return value or (who_in(words) if names_them else "")


def facts_in(text: str, words: str, awaiting: str, content: Content, answers: Answers) -> dict[str, str]:
    """question -> value for all that the message states, the awaited answer first.

    Args:
        text: the message as typed, after redaction.
        words: the message in plain words.
        awaiting: the question asked last, "" for none.
    """
    asked = _awaited(words, awaiting, content, answers)
    facts = {awaiting: asked} if asked else unasked(words)
    if not facts and awaiting and len(words.split()) <= _SHORT:
        facts = unasked(" ".join(words.split()[:2]))  # "no plan im just tired", whatever was asked
    if not facts and awaiting and len(words.split()) <= _MAX_ANSWER_WORDS:
        plain = plain_answer(values_of(awaiting, content), words)
        facts = {awaiting: plain} if plain else {}
    facts.update(ages(words, clean(text).lower(), awaiting))
    facts.update(places(words, answers))
    return facts
