"""Mends slips of the thumb: a letter swapped, lost, doubled or hit beside, a space lost or one too many.

A word is mended only where it is a word of neither language, and one slip away from a word that young people use
here (data/lexicon/common_words.txt). A word that is one, however rare, stays as it is: a word "corrected" into one of
danger would be a false alarm of our own making.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping

from wordfreq import available_languages, read_cBpack

from bot.hearing.language import longer_words, without_accents

_LEAST_LETTERS = 4  # one slip makes most shorter words into other words
_LEAST_APART = 5
_OFTEN = 20  # lines; what stands apart must be more than a chance
_VOWELS = "aeiou"
_STAR = "*"  # stands for a letter, to get past filters
_OF_A_PAIR = frozenset({"a", "i", "u", "y", "o"})
# In centibels, as the lists have it: once in ten million words. What is rarer may be somebody's slip that the list has seen.
_RAREST = 700


def _shortened(word: str) -> Iterator[str]:
    """`word` itself and with each one letter left out."""
    yield word
    for i in range(len(word)):
        yield word[:i] + word[i + 1 :]


def _one_slip(typed: str, meant: str) -> bool:
    """True when one letter lost, added, changed, or two neighbors swapped, make `typed` of `meant`.

    >>> _one_slip("picutres", "pictures"), _one_slip("pitcurse", "pictures")
    (True, False)
    """
    start = next((i for i, (a, b) in enumerate(zip(typed, meant)) if a != b), min(len(typed), len(meant)))
    a, b = typed[start:], meant[start:]
    return a[1:] == b or a == b[1:] or a[1:] == b[1:] or (a[:2] == b[1::-1] and a[2:] == b[2:])


def _another_person(typed: str, meant: str) -> bool:
    """True for words that only their last vowel keeps apart: "encerre" is what I did, "encerro" what somebody did to me."""
    return typed[:-1] == meant[:-1] and typed[-1] in _VOWELS and meant[-1] in _VOWELS


class Mender:
    """Mends typed words.

    Args:
        common: word -> number of lines that have it; what a slip may stand for.
        known: other words that are left as they are.
    """

    def __init__(self, common: Mapping[str, int], known: Collection[str]) -> None:
        self._common = common
        self._known = known
        self._near: dict[str, list[str]] = {}
        for word in common:
            if len(word) >= _LEAST_LETTERS:
                for short in _shortened(word):
                    self._near.setdefault(short, []).append(word)

    def mended(self, words: list[str]) -> list[str]:
        """The words, those mistyped as they were meant."""
        whole: list[str] = []
        for word in words:
            if whole and self._is_torn(whole[-1], word):
                whole[-1] += word
            else:
                whole.append(word)
        return [part for word in whole for part in self._meant(word)]

    def _is_torn(self, first: str, second: str) -> bool:
        """True for the halves of one word, where one of them is no word that is used."""
        long_enough = min(len(first), len(second)) > 1 and len(first + second) >= _LEAST_LETTERS
        return long_enough and first + second in self._common and not (self._is_used(first) and self._is_used(second))

    def _is_used(self, word: str) -> bool:
        return word in self._common or word in _OF_A_PAIR or (len(word) >= _LEAST_LETTERS and word in self._known)

    def _meant(self, word: str) -> list[str]:
        letters = word.replace(_STAR, "")
        if len(word) < _LEAST_LETTERS or not letters.isalpha() or word in self._common or word in self._known:
            return [word]
        near = (w for short in _shortened(letters) for w in self._near.get(short, ()))
        likely = max(
            (w for w in near if _one_slip(letters, w) and not _another_person(letters, w)),
            key=lambda w: self._common[w],
            default="",
        )
        return [likely] if likely else self._apart(word)

    def _apart(self, word: str) -> list[str]:
        """The two words that lost the space between them, or the word as it is."""
        cuts = ((word[:i], word[i:]) for i in range(1, len(word))) if len(word) >= _LEAST_APART else ()
        pairs = [pair for pair in cuts if all(self._stands_apart(part) for part in pair)]
        return list(max(pairs, key=lambda pair: min(self._common.get(p, 0) for p in pair))) if pairs else [word]

    def _stands_apart(self, part: str) -> bool:
        return part in _OF_A_PAIR or (len(part) > 1 and self._common.get(part, 0) >= _OFTEN)


def known_words() -> frozenset[str]:
    """The words of both languages as people use them (wordfreq: subtitles, books, the web), also without accents,
    and what only teenagers write (data/lexicon/languages.yml).
    """
    files = available_languages("large")
    # Read by file, because the library keeps what it looks up by language: hundreds of thousands of words for nobody.
    by_use = [words for lang in ("en", "es") for words in read_cBpack(files[lang])[: _RAREST + 1]]
    used = [word for words in by_use for word in words]
    return frozenset((*used, *map(without_accents, used), *longer_words()))
