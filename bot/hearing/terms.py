"""Finds which word or service a question is about."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache, lru_cache
from itertools import dropwhile
from typing import Any

from bot.content.load import read_yaml
from bot.hearing.lexicon import load_lexicon
from bot.hearing.lexicon_files import lexicon_path
from bot.hearing.normalise import normalise
from bot.hearing.phrases import Phrases, literal

_BARE = 3
_SERVICE_FIRST = 3
_DENIED = frozenset(("can", "do", "does", "did", "is", "are", "was", "has", "have", "could", "would", "should", "will"))
_PERSONS = frozenset(("i", "you", "he", "she", "they", "we", "it", "that", "this", "there"))
# What they say they did; after one of these words right before it they did not.
_DONE = frozenset(("help_called", "did_it"))
_UNDONE = frozenset(("not", "never", "if", "should", "without", "ni", "nunca", "si"))
_BEFORE = 2
_BESIDE_AN_AGE = 1  # word
# The lists of turns.yml with the people of somebody's life, and the small words around their names.
_OF_PERSONS = ("near_adults", "kin", "dating")
_POINTING = frozenset(
    ("my", "mi", "it", "is", "its", "about", "the", "old", "big", "little", "older", "es", "de", "el", "la")
)
_OF_SERVICES = ("utter_about_", "utter_directory_", "utter_offer_")


@lru_cache(maxsize=1)
def _raw() -> dict[str, Any]:
    found: dict[str, Any] = read_yaml(lexicon_path("terms"))
    return found


@lru_cache(maxsize=1)
def _phrases() -> Phrases[str]:
    """The response for each phrase: the name of a service before any word, then the longest phrase first."""
    raw, lexicon = _raw(), load_lexicon()
    pairs = [(str(p), f"utter_definition_{term}") for term, ps in raw["terms"].items() for p in ps]
    pairs += [(str(p), response) for response, ps in raw["texts"].items() for p in ps]
    pairs += [(str(p), f"utter_about_{service}") for service, ps in raw["services"].items() for p in ps]
    plain = {f" {normalise(phrase, lexicon)} ": response for phrase, response in pairs}
    ordered = sorted(plain.items(), key=lambda pair: -_weight(*pair))
    return Phrases((response, literal(phrase)) for phrase, response in ordered)


def _weight(phrase: str, response: str) -> int:
    """ "Does RAINN help with sexual abuse" asks about RAINN."""
    return len(phrase) + (_SERVICE_FIRST if response.startswith("utter_about_") else 0)


@cache
def _words(name: str) -> frozenset[str]:
    return frozenset(str(w) for w in _raw()[name])


def is_question(words: str) -> bool:
    """True when the message begins as a question does, after words that say nothing ("ok so what is ...").

    A short form that nobody types but to ask about it is a question by itself ("and csec?").
    """
    said = list(dropwhile(lambda w: w in _words("fillers"), words.split()))
    if said[1:2] == ["not"] and said[0] in _DENIED and not _PERSONS & set(said[2:3]):
        return False  # "cant type much"; "cant i just delete it" asks
    if said[:2] in (["what", "no"], ["what", "the"], ["what", "lol"], ["que", "no"]):
        return False  # "what no theres no pic, she took something": startled, not asking
    bare = len(said) <= _BARE and not _words("coined").isdisjoint(said)
    begins = not _words("question_words").isdisjoint(said[:1]) or " ".join(said[:2]) in _words("question_openings")
    return bare or begins or said[-1:] == ["mean"]


def tells_beside_age(words: str) -> bool:
    """True for "i am 13, he is asking if mom is dead": the age is the least of it."""
    said = (w for w in words.split() if not w.isdecimal())
    return sum(w not in _words("of_an_age") and w not in _words("fillers") for w in said) > _BESIDE_AN_AGE


def needs_in(words: str) -> frozenset[str]:
    """The needs of data/routing.yml that the message names."""
    said = set(words.split())
    return frozenset(need for need, names in _raw()["need_words"].items() if said & set(names))


def holds(words: str, name: str) -> bool:
    """True when the message holds a phrase of the list `name`."""
    padded = f" {words} "
    return any(f" {phrase} " in padded for phrase in _raw()[name])


@lru_cache(maxsize=1)
def _turns() -> Phrases[str]:
    raw = read_yaml(lexicon_path("turns")).items()
    return Phrases((str(name), literal(p)) for name, phrases in raw if name != "version" for p in phrases)


def turns_in(words: str) -> frozenset[str]:
    """The lists of data/lexicon/turns.yml of which the message holds a word."""
    said = words.split()
    found = {
        name
        for name, spans in _turns().found(said)
        if name not in _DONE or any(_is_done(said, start) for start, _ in spans)
    }
    only = {"person_only"} if _names_only_a_person(said) else set()
    return frozenset(found | only | ({"wonders"} if _wonders(words) else set()))


@lru_cache(maxsize=1)
def _person_words() -> frozenset[str]:
    lists = read_yaml(lexicon_path("turns"))
    return frozenset(w for name in _OF_PERSONS for phrase in lists[name] for w in str(phrase).split())


def _names_only_a_person(words: Sequence[str]) -> bool:
    """True for "so my coach" or "my brother": who it is about, and nothing of what they do."""
    said = [w for w in words if w not in _words("fillers") and w not in _POINTING]
    return 0 < len(said) <= _BARE and _person_words().issuperset(said) and not {"my", "mi"}.isdisjoint(words)


def _is_done(words: Sequence[str], start: int) -> bool:
    """True where a phrase stands without a denial or a condition right before it.

    "im not calling 911" taken for a call that was made would leave somebody to wait for help nobody sent.
    """
    return _UNDONE.isdisjoint(words[max(0, start - _BEFORE) : start])


def _wonders(words: str) -> bool:
    """True for a question about a service, or about a word by someone who tells nothing of their own.

    "Is it abuse if he only texted me" tells something; "is it abuse without touching" asks.
    """
    about = response_about(words) if is_question(words) else ""
    if not about:
        return False
    bare = f" {words} "
    for frame in _raw()["asking_frames"]:
        bare = bare.replace(f" {frame} ", " ")
    return about.startswith(_OF_SERVICES) or _words("personal").isdisjoint(bare.split())


def who_in(words: str) -> str:
    """ "known" or "online" for an answer that names who it is, "" where it names neither."""
    held = turns_in(words)
    if held & {"near_adults", "near_peers"}:
        return "known"
    return "online" if "from_online" in held else ""


_IS_SOMEBODY = re.compile(
    r" (?:it|he|she|this|they|that) (?:is|was|are) (?:actually |really |also |just |like )*"
    r"(?:my|our|one of my|the|from my|from|(?:a|an|this|some|somebody|someone|some guy|a guy|a kid|a girl)(?: guy| kid| girl| person)? (?:from|in|on|at) my|in my) ((?:\w+ ?){1,3})"
    r"| my ((?:\w+ ?){1,2})(?:is|was) (?:the one|doing|threatening|making|behind)"
    r"| (?:es|era|fue) (?:en realidad )?(?:mi|un|una|el|la|alguien de mi) ((?:\w+ ?){1,3})"
)


def offender_in(words: str) -> str:
    """ "adult" or "peer" when the message says that it is somebody of their life ("it is my uncle"), else ""."""
    for match in _IS_SOMEBODY.finditer(f" {words} "):
        named = _turns().keys(next(g for g in match.groups() if g).split())
        for kind in ("near_adults", "near_peers"):
            if kind in named:
                return kind.removeprefix("near_").removesuffix("s")
    return ""


def failure_in(words: str) -> str:
    """How the message says that a service failed, "" when it does not."""
    padded = f" {words} "
    kinds = _raw()["failures"].items()
    return next((str(how) for how, phrases in kinds if any(f" {p} " in padded for p in phrases)), "")


def response_about(words: str) -> str:
    """The response that explains what the message names, or "" when it names nothing we explain."""
    return next((response for response, _ in _phrases().found(words.split())), "")
