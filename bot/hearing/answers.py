"""Reads facts out of a message: the answer to the question just asked, ages, places.

Only enumerations come out: an age band, a country code, a button's value. Never a name or a word typed.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Optional

from bot.content.load import read_yaml
from bot.hearing.lexicon_files import lexicon_path
from bot.hearing.phrases import Phrases, literal

_I_AM = re.compile(
    r"\b(?:i am|tengo) (?:only |just |actually |like |really |almost |turning |a |como |ya |casi )*(\d{1,2})\b(?! (?:minutos|horas|dolares|fotos|videos|dias|semanas|mensajes|times|dollars|bucks|hours|hour|minutes|percent|pictures|videos|messages|weeks|days|months))"
)
_AGED = re.compile(r"\b(\d{1,2}) ?(?:years? old|year old|yo|anos)\b")
# What stands before an age that is somebody else's: "a 27 year old asks for pics", "un señor de 40 años".
# Taken for the writer's, a child courted by an adult is told of help for adults.
_OF_SOMEBODY = re.compile(
    r"(?<!\bas )(?<!\bi am )(?<!\bi was )(?<!\bsoy )(?<!\bera )\b(?:an?|the|this|that|some|another|my|un|una|este|ese|el|alguien|mi)(?: [a-z]+){0,2} $"
)
_LETTER_AGE = re.compile(r"(?:^|\s)(?:(\d{2})[mf]|[mf](\d{2}))\b")
_OPENS_WITH_AGE = re.compile(r"^(\d{2})(?:, |\. (?!\d)|; )")  # "46, three kids, and now this"
_BARE_AGE = re.compile(r"^(?:yes |no |ok )?(?:like )?(\d{1,2})(?: (?:but|almost|turning)\b.*)?$")
# The number that a message begins with, where the age was asked: "16. are you going to tell my parents".
_AGE_FIRST = re.compile(
    r"^(?:(?:yes|no|ok|like|i|said|told|you|just|only|solo|que|tengo|already|ya|te|dije) ){0,4}(\d{1,2})\b"
    r"(?! (?:minutes?|minutos?|hours?|horas?|days?|dias?|weeks?|months?|dollars?|dolares|bucks|times|people|of|more|pictures|videos|fotos|percent|semanas|meses))"
)
AGE_ASKED = ("age", "age_in_picture", "sibling_age")
# How old another is: a brother or sister, or whoever courts or threatens them.
_THEIR_AGE = re.compile(
    r"\b(?:she|he|they|tiene|we are both|were both|tenemos) (?:(?:is|are) )?(?:only |just |like |barely |about |maybe |also |almost |solo |apenas |como |los dos )*(\d{1,2})\b"
    r"(?! (?:minutes?|mins?|hours?|days|weeks|months|miles|blocks|times|dollars|bucks|percent|people|minutos|horas|dias|semanas|meses|veces|fotos|videos|mensajes|mil|pesos))"
)
_UNDER_AGE = re.compile(
    r"\b(?:i am|i was|we are|soy|era) (?:still |only |just |todavia )?(?:under 18|under eighteen|underage|menor)\b"
)
_WAS_AGE = re.compile(r"\b(?:i was|tenia) (?:only |just |like |about )*(\d{1,2})\b")
_IN_IT = re.compile(
    r"\bin (?:it|the (?:picture|pictures|photo|video|image)|them|that|(?:some|most|one|all|half|a few|a couple)(?: of (?:it|them|those|these|the))?)\b|\ben (?:algunas?|unas|otras|varias)\b|\ben (?:la foto|las fotos|el video|ella|esa)\b|\bwhen (?:i|it|they|he|she) (?:sent|took|made|was taken)"
    r"|\b(?:pics?|pictures?|photos?|videos?|one) (?:of me )?(?:(?:is|are|was|were) )?(?:from |of )?when\b|\b(?:fotos?|videos?) (?:mias? )?(?:(?:es|son|era|eran) )?de cuando\b"
)
_NOT_MINE = ("hermana", "hermano", "prima", "primo", "hija", "hijo", "amiga", "amigo", "tiene", "sister", "brother", "cousin", "friend", "son", "daughter", "she is", "he is", "her", "his")  # fmt: skip
_START_WORDS = 3
SAFE_QUESTIONS = ("safe", "friend_safe", "child_safe", "student_safe")
_REACH_OF_A_PLACE = 6  # words
_ANYWHERE = ("safe", "company")
DENIES = frozenset(["not", "no", "never", "if", "think", "wish", "until", "ni", "nunca", "si"])
_DENYING = frozenset(["not", "never", "nobody", "nobodys", "nadie", "nunca"])
_DENIED_WITHIN = 2  # words before a phrase
_RECENT = re.compile(
    r"\b(?:recent|recently|last (?:night|week|month)|yesterday|this (?:week|month|year|summer|fall|spring|winter)|ayer|recientes?|de ahora|from now|are new|is new)\b"
)
_SURELY_ADULT = 19
_OPEN_ENDS = ("am", "do", "is", "did", "not", "a", "my", "has", "have", "there", "porque")
_UNSURE = ("unsure", "skip")


@dataclass(frozen=True)
class Answers:
    """The typed forms of every button, and the names of places."""

    common: Mapping[str, tuple[str, ...]]
    questions: Mapping[str, Mapping[str, tuple[str, ...]]]
    alone: Mapping[str, tuple[str, ...]]
    means: Mapping[str, Mapping[str, str]]
    fears: frozenset[str]
    countries: Mapping[str, str]
    after_in: frozenset[str]
    states: Mapping[str, str]
    us_cities: tuple[str, ...]
    us_itself: frozenset[str]
    elsewhere: tuple[str, ...]
    here: frozenset[str]
    not_here: frozenset[str]
    of_a_thing: frozenset[str]
    not_there: tuple[str, ...]


_Phrases = dict[str, tuple[str, ...]]


def _phrases(values: Mapping[object, Sequence[object]]) -> _Phrases:
    """value -> phrases. YAML reads a bare yes/no as a boolean, and a counselor may well forget the quotes."""
    said = {True: "yes", False: "no"}

    def text(word: object) -> str:
        return said[word] if isinstance(word, bool) else str(word)

    return {text(value): tuple(text(p) for p in phrases) for value, phrases in values.items()}


def _merged(*tables: _Phrases) -> _Phrases:
    values = dict.fromkeys(v for table in tables for v in table)
    return {v: tuple(dict.fromkeys(p for table in tables for p in table.get(v, ()))) for v in values}


@lru_cache(maxsize=1)
def load_answers() -> Answers:
    """The answers of both languages, and countries.yml."""
    raws = [read_yaml(lexicon_path(name)) for name in ("answers", "answers_es")]
    places = read_yaml(lexicon_path("countries"))
    questions = dict.fromkeys(q for raw in raws for q in raw["questions"])
    return Answers(
        common=_merged(*(_phrases(raw["common"]) for raw in raws)),
        questions={q: _merged(*(_phrases(raw["questions"].get(q, {})) for raw in raws)) for q in questions},
        alone=_merged(*(_phrases(raw["alone"]) for raw in raws)),
        means=raws[0]["means"],
        fears=frozenset(word for raw in raws for word in raw["fears"]),
        countries={name: code for code, names in places["codes"].items() for name in names},
        after_in=frozenset(places["after_in"]),
        states=places["us_states"],
        us_cities=(*places["us_cities"], *places["us_itself"]),
        us_itself=frozenset(places["us_itself"]),
        elsewhere=tuple(places["elsewhere"]),
        here=frozenset(places["here"]),
        not_here=frozenset(places["not_here"]),
        of_a_thing=frozenset(places["of_a_thing"]),
        not_there=tuple(places["not_there"]),
    )


def _fits(phrase: str, words: str) -> bool:
    """True when the phrase is the message, its start, or (three words and more) anywhere in it."""
    if words == phrase:
        return True
    size = len(phrase.split())
    if phrase.split()[-1] in _OPEN_ENDS:
        return False  # "i am" answers by itself; "i am 22" and "porque subieron mis fotos" do not
    padded = f" {words} "
    if size >= _START_WORDS and f" {phrase} " in padded:
        # "no im not scared of her" says the opposite of "scared of her"
        return _DENYING.isdisjoint(padded.split(f" {phrase} ")[0].split()[-_DENIED_WITHIN:])
    return words.startswith(f"{phrase} ") and len(words.split()) <= size + _START_WORDS


def _longest(values: Mapping[str, tuple[str, ...]], words: str, allowed: set[str]) -> Optional[str]:
    best: tuple[int, Optional[str]] = (0, None)
    for value, phrases in values.items():
        if value not in allowed:
            continue
        for phrase in phrases:
            if len(phrase) > best[0] and phrase in words and _fits(phrase, words):
                best = (len(phrase), value)
    return best[1]


def answer_to(question: str, values: set[str], words: str, answers: Answers) -> Optional[str]:
    """The value of `question` that the message states, or None.

    Args:
        question: the id of the question asked, as in `who`.
        values: the values its buttons have.
        words: the message in plain words.
    """
    own = _longest(answers.questions.get(question, {}), words, values) or _yes_or_no_alone(question, words, answers)
    if own:
        return own
    if words in answers.alone["later"] or words in answers.alone["skip"]:
        return next((v for v in _UNSURE if v in values), None)  # not now, and not this
    if words.startswith(_PUTS_RIGHT):
        return None  # "no i mean ..." puts right what was said before
    if question in _GRAVE and words.split(" ", 1)[0] in SOFT_YES:
        return None  # "ok breathing" is no plan to die
    if words.split(" ", 1)[0] in SOFT_YES and not _PARTING.isdisjoint(words.split()):
        return None  # "ok thx. night" answers nothing
    if _answers_another(question, words):
        return None  # "no plan" says nothing about who is with them
    common = _longest(answers.common, words, values | {"unsure", "skip"})
    if common in _UNSURE and common not in values:
        return next((v for v in _UNSURE if v in values), None)
    return common and turned(question, common, answers)


def turned(question: str, said: str, answers: Answers) -> str:
    """What a yes or a no means to a question: a yes to "can you get in?" is a no to being locked out."""
    return answers.means.get(question, {}).get(said, said)


def _yes_or_no_alone(question: str, words: str, answers: Answers) -> Optional[str]:
    """What a message that is a yes or a no and nothing more means where no button says so: "no" to being safe."""
    said = next((said for said, phrases in answers.alone.items() if words in phrases), "")
    return answers.means.get(question, {}).get(said)


def _answers_another(question: str, words: str) -> bool:
    """True when the message, or its first words, answer one other question and no more than one."""
    said = words.split()
    starts = (" ".join(said[:n]) for n in range(2, len(said) + 1))
    return any(_unmistakable()[s][0] != question for s in starts if s in _unmistakable())


_GRAVE = ("plan", "hurt_now", "shared", "afraid", "child_at_risk", "forced", "meeting", "know_where")
SOFT_YES = ("ok", "okay", "fine", "alright", "right", "sure", "true", "correct", "va", "sale", "bueno", "dale")
_PARTING = frozenset(("thanks", "thank", "bye", "night", "goodnight", "gracias", "adios"))
_WHERE_ASKED = ("unsafe", "topic")  # what answers these answers nothing else
_OPENS_YES = ("yes", "yeah", "yep", "yup", "si", "simon")
_OPENS_NOT = (
    "it is not",
    "i am not",
    "he is not",
    "she is not",
    "they are not",
    "i do not",
    "i did not",
    "they did not",
)
_PUTS_RIGHT = ("no i mean", "no i meant", "no quiero decir", "no quise decir", "no o sea")
_OPENS_NO = ("no", "nope", "nah", "not", "nel")


def plain_answer(values: set[str], words: str) -> Optional[str]:
    """ "yes" or "no" where the message opens with it and the question has it: "no it is not bleeding, old ones"."""
    first = words.split(" ", 1)[0]
    if words.startswith(_PUTS_RIGHT):
        return None
    if words.startswith(_OPENS_NOT):
        return "no" if "no" in values else None
    if first in _OPENS_YES and "yes" in values:
        return None if first == "si" and len(words.split()) > _START_WORDS else "yes"  # "si le pago" asks
    return "no" if first in _OPENS_NO and "no" in values else None


@lru_cache(maxsize=1)
def _unmistakable() -> dict[str, tuple[str, str]]:
    """Phrases of two words or more that answer one question only, and so count whenever they are typed."""
    found: dict[str, list[tuple[str, str]]] = {}
    answers = load_answers()
    anything = {p for table in (answers.common, answers.alone) for phrases in table.values() for p in phrases}
    for question, values in answers.questions.items():
        for value, phrases in values.items() if question not in _WHERE_ASKED else ():
            for phrase in phrases:
                found.setdefault(phrase, []).append((question, value))
    alone = {p: owners[0] for p, owners in found.items() if len(owners) == 1 and len(p.split()) >= 2}
    return {p: owner for p, owner in alone.items() if p not in anything}  # "not really" answers whatever was asked


@lru_cache(maxsize=1)
def _anywhere() -> Phrases[str]:
    """The questions that a phrase answers with yes wherever it stands."""
    found = _unmistakable().items()
    return Phrases(
        (question, literal(phrase))
        for phrase, (question, value) in found
        if question in _ANYWHERE and value == "yes" and len(phrase.split()) >= _START_WORDS
    )


def unasked(words: str) -> dict[str, str]:
    """The fact a message states without having been asked, when it is nothing but that.

    That they are safe, or not alone, counts anywhere in a message that denies nothing.
    """
    pair = _unmistakable().get(words)
    if pair:
        return {pair[0]: pair[1]}
    said = words.split()
    if DENIES.isdisjoint(said):
        question = next((question for question, _ in _anywhere().found(said)), "")
        return {question: "yes"} if question else {}
    return {}


def age_band(age: int) -> str:
    """under_13, teen or adult."""
    return "under_13" if age < 13 else "teen" if age < 18 else "adult"


_AGES_IN_WORDS = {
    **{w: n for n, w in enumerate(["eight", "nine", "ten", "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen", "twenty"], 8)},
    **{w: n for n, w in enumerate(["doce", "trece", "catorce", "quince", "dieciseis", "diecisiete", "dieciocho", "diecinueve", "veinte"], 12)},
}  # fmt: skip
_TENS = {
    "twenty": 20,
    "thirty": 30,
    "forty": 40,
    "fifty": 50,
    "sixty": 60,
    "treinta": 30,
    "cuarenta": 40,
    "cincuenta": 50,
}
_DIGITS = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
_DIGITOS = ("uno", "dos", "tres", "cuatro", "cinco", "seis", "siete", "ocho", "nueve")
_AGE_WORD = re.compile(r"\b(" + "|".join(_AGES_IN_WORDS) + r")\b")
_TENS_WORD = re.compile(
    rf"\b({'|'.join(_TENS)})(?:(?:[ -]| y )({'|'.join((*_DIGITS, *_DIGITOS))}))?\b(?! (?:hundred|thousand|percent|minut|hour|dollar|buck))"
)


def _in_figures(words: str) -> str:
    """The text with the numbers an age may be written in as figures: "forty-six" is 46."""

    def tens(match: re.Match[str]) -> str:
        digit = match[2] or ""
        ones = next((row.index(digit) + 1 for row in (_DIGITS, _DIGITOS) if digit in row), 0)
        return str(_TENS[match[1]] + ones)

    return _AGE_WORD.sub(lambda m: str(_AGES_IN_WORDS[m.group()]), _TENS_WORD.sub(tens, words))


def _first_age(pattern: re.Pattern[str], words: str) -> Optional[int]:
    match = next(reversed([*pattern.finditer(words)]), None)  # "im 19. no im 17": the last one counts
    if not match:
        return None
    age = int(next(g for g in match.groups() if g))
    return age if 6 <= age <= 90 else None


def _own_age(words: str) -> Optional[int]:
    """The age that a message gives ("15 years old"), where nothing says that it is somebody else's."""
    own = [m.group() for m in _AGED.finditer(words) if not _OF_SOMEBODY.search(words[: m.start()])]
    return _first_age(_AGED, own[-1]) if own else None


def age_of_another(words: str) -> Optional[int]:
    """How old "he", "she" or "they" are said to be, or both of them ("we are both 15")."""
    return _first_age(_THEIR_AGE, _in_figures(words))


def ages(words: str, raw: str, awaiting: str = "") -> dict[str, str]:
    """`age` and `age_in_picture` as far as the message states them.

    Args:
        words: the message in plain words.
        raw: the cleaned, lower-cased message, for forms such as 15m.
        awaiting: the question just asked; a bare number then answers it.
    """
    found: dict[str, str] = {}
    words, raw = _in_figures(words), _in_figures(raw)
    in_picture = _first_age(_WAS_AGE, words)
    if in_picture and (_IN_IT.search(words) or awaiting == "age_in_picture"):
        found["age_in_picture"] = "adult" if in_picture >= 18 else "minor"
    now = _first_age(_I_AM, words) or _first_age(_LETTER_AGE, raw) or _first_age(_OPENS_WITH_AGE, raw)
    if now is None and not any(f" {w} " in f" {words} " for w in _NOT_MINE):
        now = _own_age(words)
    theirs = _first_age(_THEIR_AGE, words)
    if theirs and theirs < _SURELY_ADULT:
        found["sibling_age"] = age_band(theirs)
    bare = _first_age(_AGE_FIRST if awaiting in AGE_ASKED else _BARE_AGE, words)
    if now is None and bare and (awaiting or words == str(bare)):
        if awaiting == "age_in_picture":
            found["age_in_picture"] = "adult" if bare >= 18 else "minor"
        elif awaiting == "sibling_age":
            found["sibling_age"] = age_band(bare)
        else:
            now = bare
    if now:
        found["age"] = age_band(now)
    if _UNDER_AGE.search(words):
        found["age_in_picture"] = "minor"
    if now and now >= _SURELY_ADULT and _RECENT.search(words):
        found.setdefault("age_in_picture", "adult")
    return found


def _is_where_they_are(before: str, after: str, answers: Answers) -> bool:
    """False for a country that is somebody else's or the past: "a guy from nigeria", "some uk charity".

    The harm to avoid: one who lives here is told that 911 and 988 are not for them.

    Args:
        before: what stands before the name of the country, in plain words.
        after: what stands after it.
    """
    if not answers.of_a_thing.isdisjoint(after.split()[:1]):
        return False
    return _said_to_be_here(before, answers) is not False


def _said_to_be_here(before: str, answers: Answers) -> Optional[bool]:
    """What the nearest of the words before a place says: that they are there, that they are not, or nothing (None)."""
    near = reversed(before.split()[-_REACH_OF_A_PLACE:])
    return next((word in answers.here for word in near if word in answers.here or word in answers.not_here), None)


@lru_cache(maxsize=1)
def _place_names() -> Phrases[str]:
    answers = load_answers()
    names = (*answers.states, *answers.us_cities, *answers.elsewhere, *answers.countries, *answers.after_in)
    return Phrases((name, literal(name)) for name in names)


def _only_asked_about(us: str, named: Sequence[str], padded: str, answers: Answers) -> bool:
    """True where the US is somebody else's, or only asked about by who is elsewhere: its lines would not answer there."""
    if us not in answers.us_itself:
        return False
    here = _said_to_be_here(padded.partition(f" {us} ")[0], answers)
    if here is not None:
        return not here  # "a man from the us has my pics" says nothing of where the writer is
    return any(_said_to_be_here(padded.partition(f" {name} ")[0], answers) for name in named)


def _are_elsewhere(padded: str, answers: Answers) -> bool:
    """True for "im not in the us" and "those are american numbers": 988 and 911 may not answer them.

    "Some dude, probably not even in the us" says it of whoever threatens.
    """
    away = (f" {never} {us} " for us in answers.us_itself for never in answers.not_there)
    told = any(_said_to_be_here(padded.partition(no)[0], answers) is not False for no in away if no in padded)
    return told or any(f" {phrase} " in padded for phrase in answers.elsewhere)


def places(words: str, answers: Answers) -> dict[str, str]:
    """`country` and `state`, as far as named: two letters, XX where facts have no entry, "other" for not in the US."""
    if not _place_names().keys(words.split()):
        return {}  # as most messages
    padded = f" {words} "
    found: dict[str, str] = {}
    for name, code in answers.states.items():
        if words == name or any(f" {before} {name} " in padded for before in ("in", "from", "en")):
            found.update(state=code, country="us")
    named = [name for name in answers.countries if f" {name} " in padded]
    elsewhere = _are_elsewhere(padded, answers)
    us = next((name for name in answers.us_cities if f" {name} " in padded), "")
    if found or (us and not elsewhere and not _only_asked_about(us, named, padded, answers)):
        # Whoever lives here and names the country they came from is helped here.
        return {**found, "country": "us"}
    if any(f" {never} {name} " in padded for name in named for never in answers.not_there):
        return {"country": "skip"}  # "im not in the uk": whatever was heard before does not stand
    for name in named:
        if _is_where_they_are(*padded.partition(f" {name} ")[::2], answers):
            return {"country": answers.countries[name]}
    if any(f" {before} {n} " in padded for n in answers.after_in for before in ("in", "from", "en", "soy de", "desde")):
        return {"country": "XX"}
    return {"country": "other"} if elsewhere else {}
