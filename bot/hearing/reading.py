"""Everything a message states besides what happened: answers, ages, places, the word asked about."""

from __future__ import annotations

import re

from bot.content.load import Content
from bot.content.schema import LANGS
from bot.hearing.answers import (
    DENIES,
    SAFE_QUESTIONS,
    SOFT_YES,
    Answers,
    ages,
    answer_to,
    places,
    plain_answer,
    turned,
    unasked,
)
from bot.hearing.few_words import says, who_named, without_hedge, without_opening
from bot.hearing.lexicon import load_lexicon
from bot.hearing.normalise import clean, normalise
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
_WORKS = re.compile(r"\b(?:not|it|that|they|this|does|did) work")  # "didnt work" names nobody from work
_CRIES = ("😭", "😢", "😥", "😿", "🥺", "💔")
_NAMES = "utter_name_"  # of the situations, on buttons
_SIGNS = {"👍": "yes", "👌": "yes", "✅": "yes", "👎": "no", "❌": "no"}
_PUTS_RIGHT = re.compile(r"(?:no |nah )?(?:wait )?i mean(?:t)? |no quise decir |no o sea ")
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
    who = words.removeprefix("no ")
    if awaiting == "who" and who != words and who_named(who) in ("known", "friend"):
        value = "known"  # "nah, a friend"
    value = _hedged(awaiting, words, answers) or value
    said = words.split()
    names_them = awaiting == "who" and len(said) <= _WHO_WORDS and _OF_OTHERS.isdisjoint(said)
    names_them = names_them and not _WORKS.search(words)
    return value or (who_in(words) if names_them else "")


def _hedged(awaiting: str, words: str, answers: Answers) -> str:
    """ "maybe mom", asked for an adult they trust: the one named counts, not the doubt before it."""
    named = without_hedge(words)
    own = answers.questions.get(awaiting, {}) if named != words else {}
    return next((value for value, said in own.items() if named in said), "")


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


def _titles(question: str, content: Content) -> dict[str, dict[str, str]]:
    """What the titles of the buttons of a question mean when they are typed, in plain words."""
    asked = content.responses.get(f"utter_ask_{question}")
    buttons = asked.buttons if asked else ()
    return {normalise(b.title(lang), load_lexicon()): b.means for b in buttons for lang in LANGS}


def _few_words(text: str, words: str, awaiting: str, content: Content, answers: Answers) -> dict[str, str]:
    """What the title of a button, or a thumb, states."""
    if len(words.split()) > _SHORT:
        return {}
    titled = _titles(awaiting, content).get(words) if words else None
    if titled:
        return dict(titled)
    if awaiting == "between":
        named = {n: r for n, r in content.responses.items() if n.startswith(_NAMES)}
        chosen = next(
            (n for n, r in named.items() if words in {normalise(r.text(x), load_lexicon()) for x in LANGS}), ""
        )
        situation = chosen.removeprefix(_NAMES)
        if situation in content.situations:
            return {"between": situation}
    topic = next((v for v, said in answers.questions["topic"].items() if words in said), "")
    if topic:
        return {"topic": topic}
    if not words and not awaiting and text.strip()[:1] in _CRIES:
        return {"topic": "hurt"}
    sign = "" if words else _SIGNS.get(text.strip()[:1], "")
    return _put_right(sign, awaiting, content, answers) if sign else {}


def _put_right(meant: str, awaiting: str, content: Content, answers: Answers) -> dict[str, str]:
    """What a few words state that put something right, without the words that open them: "wait i know him"."""
    if len(meant.split()) > _SHORT:
        return {}
    said = _awaited(meant, awaiting, content, answers)
    return {awaiting: said} if said else unasked(meant)


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
    stated = without_opening(words) if _PUTS_RIGHT.match(words) else words  # "no i meant here" says no to nothing
    asked = _awaited(stated, awaiting, content, answers) or _no_and_why(text, stated, awaiting, answers)
    if awaiting != "plan" and _says_no_plan(words):
        return {"plan": "no", **places(words, answers)}  # "no plan, just tired", whatever was asked
    own = any(words in said for said in answers.questions.get(awaiting, {}).values())
    meant = "" if own or says(words, "undoes") else without_opening(words)
    if meant and meant != words and (right := _put_right(meant, awaiting, content, answers)):
        return {**right, **ages(words, clean(text).lower(), awaiting), **places(words, answers)}
    facts = {awaiting: asked} if asked else unasked(words)
    if not facts and words.startswith("no "):
        facts = unasked(words.removeprefix("no "))  # "no, i have no plan"
    if not facts and awaiting and len(words.split()) <= _SHORT:
        facts = unasked(" ".join(words.split()[:2]))  # "no plan im just tired", whatever was asked
    if not facts and awaiting and len(words.split()) <= _MAX_ANSWER_WORDS:
        plain = plain_answer(values_of(awaiting, content), stated)
        facts = {awaiting: turned(awaiting, plain, answers)} if plain else {}
    facts = facts or _few_words(text, words, awaiting, content, answers)
    facts.update(ages(words, clean(text).lower(), awaiting))
    facts.update(places(words, answers))
    return facts
