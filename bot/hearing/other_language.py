"""Which language besides English and Spanish a message is in.

The harm to avoid is a disclosure in English or Spanish, however spelled, being taken for another language
and lost. A message counts as another language only by letters that ours do not have, or by words of that
language that outnumber ours; a recognizer of 80 languages decides alone only where no word is ours.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Sequence
from functools import lru_cache

import pycld2

from bot.content.load import load_content
from bot.content.schema import Language
from bot.hearing.language import counts_of, language_of, may_be_english, returns_to_ours, surely_of

_WORDS = re.compile(r"[^\s\d.,;:!?¡¿\"'’‘“”«»()\[\]{}<>/\\|@#$%^&*+=_~`-]+")
_APOSTROPHES = re.compile(r"(?<=\w)['’‘`´](?=\w)")
_LATIN = "LATIN"
_KANA = frozenset({"HIRAGANA", "KATAKANA"})
# Spanish without its accents reads like these; a guess alone is not enough.
_NEAR_SPANISH = frozenset({"fr", "ht", "it", "pt"})
_SHORT = 3  # words: as many tell nothing by themselves when a conversation has begun
_LEAST_LETTERS = 2  # fewer are a face: ツ
_LEAST_ALONE = 4  # letters of a word that tells a language by itself


@lru_cache(maxsize=1)
def _languages() -> dict[str, Language]:
    return load_content().languages


@lru_cache(maxsize=1)
def _marks() -> dict[str, frozenset[str]]:
    return {code: frozenset(language.marks) for code, language in _languages().items()}


def _script(letter: str) -> str:
    return _LATIN if letter.isascii() else unicodedata.name(letter, "?").split()[0]


def _scripts(text: str) -> Counter[str]:
    """How many letters of each script."""
    return Counter(_script(ch) for ch in text if ch.isalpha())


def recognized(text: str) -> str:
    """The code that CLD2 gives a text, "" where it can't tell."""
    try:
        _, _, found = pycld2.detect(text, isPlainText=True, bestEffort=True)
    except pycld2.error:
        return ""
    code = found[0][1]
    return "" if code == "un" else str(code)


def _by_script(text: str) -> str:
    """The language of a text mostly in letters that neither English nor Spanish has."""
    scripts = Counter() if text.isascii() else _scripts(text)
    if not scripts:
        return ""
    kana = sum(scripts[s] for s in _KANA)
    script, count = scripts.most_common(1)[0]
    if kana and script in (*_KANA, "CJK"):
        script, count = "KANA", kana + scripts["CJK"]
    codes = [code for code, language in _languages().items() if language.script == script != _LATIN]
    if not codes or count < _LEAST_LETTERS:
        return ""
    guess = recognized(text)
    words = _WORDS.findall(text)

    def likeness(code: str) -> tuple[int, bool, int]:
        own = sum(ch in _languages()[code].letters for ch in text) + sum(w in _marks()[code] for w in words)
        return own, own > 0 and code == guess, -len(code)

    return max(codes, key=likeness)


@lru_cache(maxsize=1)
def _latin() -> tuple[dict[str, frozenset[str]], dict[str, frozenset[str]]]:
    """Languages in Latin letters: word -> codes whose mark it is, letter -> codes it tells."""
    words: dict[str, set[str]] = defaultdict(set)
    letters: dict[str, set[str]] = defaultdict(set)
    for code, language in _languages().items():
        if language.script == _LATIN:
            for mark in language.marks:
                words[mark].add(code)
            for letter in language.letters:
                letters[letter].add(code)
    return {w: frozenset(c) for w, c in words.items()}, {ch: frozenset(c) for ch, c in letters.items()}


def _own(words: Sequence[str]) -> tuple[Counter[str], Counter[str]]:
    """For each language, how many different words are of it, and how many of those tell it by themselves."""
    marks, letters = _latin()
    count: Counter[str] = Counter()
    strong: Counter[str] = Counter()
    for word in set(words):
        lettered = {code for ch in word if ch in letters for code in letters[ch]}
        marked = marks.get(word, frozenset())
        count.update(lettered | marked)
        strong.update(lettered | marked if len(word) >= _LEAST_ALONE else lettered)
    return count, strong


def _by_words(text: str, held: str, begun: bool) -> str:
    words = _WORDS.findall(_APOSTROPHES.sub("", text))
    if not words or (begun and len(words) < _SHORT):
        return ""
    ours = max(counts_of(words).values())
    guess = recognized(text)
    count, strong = _own(words)
    codes = sorted(count)
    best = max(codes, key=lambda code: (count[code], strong[code], code == held, code == guess), default="")
    sure = best == guess and strong[best] >= max(ours, 1)
    if best and (sure or (count[best] > ours and (count[best] >= 2 or (strong[best] and len(words) <= _SHORT)))):
        return best
    known = guess in _languages() and _languages()[guess].script == _LATIN
    nothing_of_ours = known and not ours and len(words) >= _SHORT
    return guess if nothing_of_ours and (count[guess] or guess not in _NEAR_SPANISH) else ""


def other_language(text: str, held: str = "", begun: bool = False) -> str:
    """The code of data/languages that the text is in, "" for English, Spanish, or where it does not tell.

    Args:
        text: the message as typed.
        held: the language found earlier in the conversation, "" for none.
        begun: the conversation is going on in English or Spanish: a foreign word or two is a word or two.
    """
    text = text.lower()
    return _by_script(text) or _by_words(text, held, begun)


def language_in_conversation(text: str, words: Sequence[str], before: str, begun: bool) -> str:
    """The language to answer in: "en", "es", a code of data/languages, or "" to go on as before.

    Args:
        text: the message as typed; words: its words in lower case.
        before: the language of the conversation so far.
        begun: something was answered already.
    """
    held = before if before in _languages() else ""
    other = other_language(text, held, begun and not held)
    if other:
        return other
    if not held:
        return "" if begun and before == "en" and may_be_english(words) else language_of(words)
    # "ok" and "no" are words of half the world: a conversation in French goes on in French.
    ours = surely_of(words)
    return ours if ours and returns_to_ours(words) else held
