"""Messages of a word or two that say something only by where they stand: data/lexicon/few_words.yml."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Optional

from bot.content.load import read_yaml
from bot.hearing.answers import load_answers
from bot.hearing.lexicon_files import lexicon_path


@lru_cache(maxsize=1)
def _lists() -> dict[str, tuple[str, ...]]:
    raw = read_yaml(lexicon_path("few_words"))
    return {
        name: tuple(sorted(map(str, said), key=lambda p: -len(p))) for name, said in raw.items() if name != "version"
    }


def without_opening(words: str) -> str:
    """What is left of a message that puts right what was said: "wait i know him" says "i know him"."""
    opening = next((o for o in _lists()["opens"] if words.startswith(f"{o} ")), "")
    return without_opening(words.removeprefix(opening).strip()) if opening else words


def without_hedge(words: str) -> str:
    """ "mom" for "maybe mom": what is named counts, not the doubt before it."""
    first, _, named = words.partition(" ")
    return named if named and first in _lists()["hedges"] else words


def says(words: str, name: str) -> bool:
    """True when the message, with or without words that put something right, is one of the list `name`."""
    listed = _lists()[name]
    return bool(words) and (words in listed or without_opening(words) in listed)


def yes_or_no(words: str) -> str:
    """ "yes" or "no" for a message that is one and nothing more, "" for any other."""
    return next((said for said in ("yes", "no") if words in load_answers().alone[said]), "")


_WORD = re.compile(r"\w+")
_HAS = re.compile(
    r"(?:and |but )?(?:(?:he|she|they|someone|somebody|some guy|this guy|a guy|this girl|el|ella|ellos|alguien) |(?=tienen? ))(?:still |now |also |already |todavia |ya )?"
    r"(?:has|have|got|has got|tiene|tienen) (?P<mine>my |mis? )?(?P<what>them|it|some|a|pictures?|photos?|videos?|nudes?|fotos?)"
    r"(?: (?:pictures?|photos?|videos?))?(?P<of_me> of me| mias?)?"
)
_PICTURE = re.compile(
    r"(?:a |the |some |una |unas |la |las )?(?P<mine>my |mis? )?(?:pictures?|photos?|videos?|nudes?|fotos?)(?P<of_me> of me| mias?)?"
)
_HITS = re.compile(
    r"(?:and |but |bc |because )?(?:(?:he|she|they|it|my (?:\w+ ?){1,2}|el|ella|mi \w+) )?(?:just |also |still |sometimes |me )?"
    r"(?:hits?|beats?|slaps?|slapped|punche[sd]|choke[sd]|kicks?|kicked|hitting|beating|pega|golpea|pego|golpeo)(?: me)?(?: before| a lot| sometimes| again| up| mucho)?"
)


def has_picture(words: str) -> str:
    """ "own" for "she has my pics" and "my nudes", "some" for "he has them" and "pics", and nothing more; "" for any other message."""
    bare = _PICTURE.fullmatch(words)
    if bare:
        return "own" if bare["mine"] or bare["of_me"] else "some"
    match = _HAS.fullmatch(without_opening(words))
    if not match or (match["what"] == "a" and not re.search(r"picture|photo|video", words)):
        return ""
    return "own" if match["mine"] or match["of_me"] else "some"


def hits_them(words: str) -> bool:
    """True for "she hits me" and nothing more."""
    said = without_opening(words)
    return bool(_HITS.fullmatch(said)) and not {"me", "pega", "golpea", "pego", "golpeo"}.isdisjoint(said.split())


def who_named(words: str) -> str:
    """ "known", "online" or "friend" for a message that names a person and nothing else ("my ex", "a guy"), "" for any other."""
    bare = without_opening(words)
    before = next((b for b in _lists()["before_a_person"] if bare.startswith(f"{b} ")), "")
    for name, who in (("near", "known"), ("far", "online"), ("friends", "friend")):
        if {bare, bare.removeprefix(before).strip()} & {*_lists()[name]}:
            return who
    return ""


_PLACES = ("place_1", "place_2", "place_3", "place_4", "place_last")


def place_named(text: str, most: int) -> Optional[int]:
    """Which of `most` buttons a typed message names by its place and nothing else, counted from 0: "the 2nd one i guess", "3"."""
    said = _WORD.findall(text.lower())
    around, places = _lists()["around_a_place"], [*map(_lists().__getitem__, _PLACES)]
    left = [word for word in said if word not in around] or said
    found = {place for place, words in enumerate([*places[:most], places[-1]]) if len(left) == 1 and left[0] in words}
    return min(min(found), most - 1) if found and most else None
