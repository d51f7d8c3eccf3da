"""Everything a message states besides what happened: answers, ages, places, the word asked about."""

from __future__ import annotations

from bot.content.load import Content
from bot.hearing.answers import Answers, ages, answer_to, places, unasked
from bot.hearing.normalise import clean

_MAX_ANSWER_WORDS = 14


def values_of(question: str, content: Content) -> set[str]:
    """The values that the buttons of a question have."""
    response = content.responses.get(f"utter_ask_{question}")
    return {b.means[question] for b in response.buttons if question in b.means} if response else set()


def facts_in(text: str, words: str, awaiting: str, content: Content, answers: Answers) -> dict[str, str]:
    """question -> value for all that the message states, the awaited answer first.

    Args:
        text: the message as typed, after redaction.
        words: the message in plain words.
        awaiting: the question asked last, "" for none.
    """
    facts = unasked(words)
    if not facts and awaiting and len(words.split()) <= _MAX_ANSWER_WORDS:
        value = answer_to(awaiting, values_of(awaiting, content), words, answers)
        if value:
            facts[awaiting] = value
    facts.update(ages(words, clean(text).lower(), awaiting))
    facts.update(places(words, answers))
    return facts
