"""Everything a message states besides what happened: answers, ages, places, the word asked about."""

from __future__ import annotations

import re

from bot.content.load import Content
from bot.hearing.answers import DENIES, SAFE_QUESTIONS, SOFT_YES, Answers, ages, answer_to, places, plain_answer, unasked
from bot.hearing.normalise import clean
from bot.hearing.terms import who_in

_MAX_ANSWER_WORDS = 14
_ENDS = re.compile(r"[.!?;,\n]+")
_FACTS = (*SAFE_QUESTIONS, "who", "shared", "where", "age_in_picture", "sibling_age")
_ACTED_ON = ("danger", "hurt_self", "unsure", "skip")
_WHO_WORDS = 7
_OF_OTHERS = frozenset(
    ("says", "said", "see", "sees", "tell", "tells", "find", "finds", "send", "sends", "show", "shows")
)
_SHORT = 6
_NO_AND_WHO = re.compile(r"no (?:i|he|she|they|please|help)\b")


def values_of(question: str, content: Content) -> set[str]:
    """The values that the buttons of a question have, wherever it is asked: "are you okay?" ends another text."""
    own = content.responses.get(f"utter_ask_{question}")
    asking = [own] if own else content.responses.values()
    return {b.means[question] for response in asking for b in response.buttons if question in b.means}


def _awaited(words: str, awaiting: str, content: Content, answers: Answers) -> str:
    """What the message says to the question asked: it comes before what the same words would answer elsewhere."""
    if not awaiting or len(words.split()) > _MAX_ANSWER_WORDS:
        return ""
    value = answer_to(awaiting, values_of(awaiting, content), words, answers)
    said = words.split()
    names_them = awaiting == "who" and len(said) <= _WHO_WORDS and _OF_OTHERS.isdisjoint(said)
    return value or (who_in(words) if names_them else "")


def opening(text: str) -> str:
    """The first piece of a message that goes on after it, as typed; "" for a message of one piece."""
    pieces = [piece for piece in _ENDS.split(text) if piece.strip()]
    return pieces[0] if len(pieces) > 1 else ""


def safe_first(words: str) -> bool:
    """True when the opening says no more than that they are safe, whatever was asked: "im safe for now. he ..." """
    return "safe" in words.split() and unasked(words) == {"safe": "yes"}


def opened_with(words: str, awaiting: str, content: Content, answers: Answers) -> dict[str, str]:
    """The answer that the opening of a message gives to what was asked: "online, i think. should i reply"

    Only what states a fact and nothing else; danger and the choice of a way on are heard in the whole message.

    Args:
        words: the opening of the message, in plain words.
    """
    says_yes_to_nothing = words.split(" ", 1)[0] in SOFT_YES and words not in SOFT_YES  # "ok so what first"
    if says_yes_to_nothing or not words or awaiting not in _FACTS:
        return {}
    value = _awaited(words, awaiting, content, answers)
    return {awaiting: value} if value and value not in _ACTED_ON else {}


def _no_and_why(text: str, words: str, awaiting: str, answers: Answers) -> str:
    """ "No. im scared", asked whether they are safe: the no is meant by itself, and the fear says which no."""
    said = words.split()
    if awaiting not in SAFE_QUESTIONS or len(said) > _MAX_ANSWER_WORDS or not DENIES.isdisjoint(said[1:]):
        return ""
    bare = opening(text).strip().lower() in answers.alone["no"] or _NO_AND_WHO.match(words)
    return answers.means[awaiting]["no"] if bare and not answers.fears.isdisjoint(said) else ""


def _says_no_plan(words: str) -> bool:
    said = words.split()
    return any(unasked(" ".join(said[:n])) == {"plan": "no"} for n in (2, 3))


def facts_in(text: str, words: str, awaiting: str, content: Content, answers: Answers) -> dict[str, str]:
    """question -> value for all that the message states, the awaited answer first.

    Args:
        text: the message as typed, after redaction.
        words: the message in plain words.
        awaiting: the question asked last, "" for none.
    """
    asked = _awaited(words, awaiting, content, answers) or _no_and_why(text, words, awaiting, answers)
    if awaiting != "plan" and _says_no_plan(words):
        return {"plan": "no", **places(words, answers)}  # "no plan, just tired", whatever was asked
    facts = {awaiting: asked} if asked else unasked(words)
    if not facts and words.startswith("no "):
        facts = unasked(words.removeprefix("no "))  # "no, i have no plan"
    if not facts and awaiting and len(words.split()) <= _SHORT:
        facts = unasked(" ".join(words.split()[:2]))  # "no plan im just tired", whatever was asked
    if not facts and awaiting and len(words.split()) <= _MAX_ANSWER_WORDS:
        plain = plain_answer(values_of(awaiting, content), words)
        facts = {awaiting: plain} if plain else {}
    facts.update(ages(words, clean(text).lower(), awaiting))
    facts.update(places(words, answers))
    return facts
