"""Turns what was typed into plain words: the same disclosure in a hundred spellings reads alike.

Pure, and linear in the length of the message. The typed text is never kept.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from bot.hearing.common_words import Telling
from bot.hearing.language import language_of
from bot.hearing.mistyped import Mender

# Invisible characters can split a word ("k<zero width>ms") and so hide it from every pattern.
_INVISIBLE = dict.fromkeys(
    [*range(0x00, 0x09), *range(0x0B, 0x20), 0x7F, *range(0x80, 0xA0), 0xAD, 0x034F, 0x061C,
     *range(0x200B, 0x2010), *range(0x202A, 0x202F), *range(0x2060, 0x2070), 0xFE0F, 0xFEFF,
     *range(0xD800, 0xE000), *range(0xE0000, 0xE0080)]
)  # fmt: skip
_LEET = str.maketrans({"0": "o", "1": "i", "3": "e", "4": "a", "5": "s", "7": "t", "@": "a", "$": "s", "!": "i"})
_WORD = re.compile(r"[^\W_]+(?:[@$!*/][^\W_]+)*", re.UNICODE)
_REPEATS = re.compile(r"([^\W\d_])\1{2,}")
_SPACED = re.compile(r"\b(?:[^\W\d_][ .\-_]){3,}[^\W\d_]\b")
# Vietnamese has two marks on a letter; more, or one that no letter takes, is a trick.
_MARKS = re.compile(r"[\u0300-\u036f]{3,}")
_LOOSE_MARKS = re.compile(r"[\u0300-\u036f]+")
_APOSTROPHES = re.compile(r"(?<=[a-z])['’‘`´](?=[a-z])")
_SPACES = re.compile(r"\s+")
_DIGITS_IN_WORD = re.compile(r"[a-z][0134578@$!*]|[0134578@$!*][a-z]")
_UNIT = re.compile(r"\d+(?:st|nd|rd|th|k|m|f|am|pm|ish|x|yo|yrs?|hrs?|h|s|mins?|d)?")
MAX_CHARACTERS = 1000


@dataclass(frozen=True)
class Spellings:
    """What each spelling of one language stands for: single words, and phrases of up to three."""

    words: Mapping[str, str]
    phrases: Mapping[str, str]

    @cached_property
    def opens(self) -> frozenset[str]:
        """The first words of the phrases."""
        return frozenset(phrase.split(" ", 1)[0] for phrase in self.phrases)


@dataclass(frozen=True)
class Lexicon:
    """Spellings of both languages, emoji that carry meaning, what mends slips of the thumb, and which words tell."""

    en: Spellings
    es: Spellings
    emoji: Mapping[str, str]
    laughter: frozenset[str]
    mender: Mender
    telling: Telling

    def of(self, lang: str) -> Spellings:
        return self.es if lang == "es" else self.en


def clean(text: str) -> str:
    """The text without tricks of encoding: compatible forms folded, invisible characters dropped."""
    text = text[: MAX_CHARACTERS * 4]
    if text.isascii():
        return text.translate(_INVISIBLE)[:MAX_CHARACTERS]  # has nothing else to fold
    text = unicodedata.normalize("NFKC", text).translate(_INVISIBLE)
    text = _MARKS.sub("", unicodedata.normalize("NFD", text))
    return _LOOSE_MARKS.sub("", unicodedata.normalize("NFC", text))[:MAX_CHARACTERS]


def _emoji_to_words(text: str, lexicon: Lexicon) -> str:
    if lexicon.emoji.keys().isdisjoint(text):
        return text
    return "".join(f" {lexicon.emoji[c]} " if c in lexicon.emoji else c for c in text)


def _join_spaced(text: str) -> str:
    """`k i l l` and `k.i.l.l` become `kill`: spaced letters are a way round filters."""
    return _SPACED.sub(lambda m: re.sub(r"[ .\-_]", "", m.group()), text)


def _plain_word(word: str, spellings: Spellings) -> str:
    """One word as the lexicon has it; leetspeak undone only where letters and digits mix."""
    if word in spellings.words:
        return spellings.words[word]
    if _DIGITS_IN_WORD.search(word) and not _UNIT.fullmatch(word):
        letters = word.replace("*", "").translate(_LEET)
        return spellings.words.get(letters, letters)
    return word


def _replace_phrases(words: list[str], spellings: Spellings) -> list[str]:
    out: list[str] = []
    i = 0
    while i < len(words):
        for size in (3, 2) if words[i] in spellings.opens else ():
            phrase = " ".join(words[i : i + size])
            if len(words) - i >= size and phrase in spellings.phrases:
                out.append(spellings.phrases[phrase])
                i += size
                break
        else:
            out.append(words[i])
            i += 1
    return out


def typed_words(text: str, lexicon: Lexicon) -> list[str]:
    """The words as typed, in lower case, without apostrophes, elongation and spaced-out letters."""
    text = _emoji_to_words(clean(text), lexicon).lower()
    text = _APOSTROPHES.sub("", text)
    text = _join_spaced(_REPEATS.sub(r"\1", text))
    return [m.group() for m in _WORD.finditer(text)]


def mended_words(text: str, lexicon: Lexicon) -> list[str]:
    """The words as typed, slips of the thumb mended."""
    return lexicon.mender.mended(typed_words(text, lexicon))


def in_plain(typed: list[str], lexicon: Lexicon) -> str:
    """Mended words in plain words, space-separated."""
    spellings = lexicon.of(language_of(typed))
    plain = (_plain_word(w, spellings) for w in _replace_phrases(typed, spellings))
    return _SPACES.sub(" ", " ".join(plain)).strip()


def normalise(text: str, lexicon: Lexicon) -> str:
    """The message in plain words, space-separated, at most `MAX_CHARACTERS` read.

    >>> from bot.hearing.lexicon import load_lexicon
    >>> normalise("im gonna k.m.s", load_lexicon())
    'i am going to kill myself'
    """
    return in_plain(mended_words(text, lexicon), lexicon)
