"""Phrases of words, those of a whole table looked for at once.

A phrase is filed under the rarest word, or two words side by side, that it cannot be without: of thousands, a message
has those of a few dozen, and only these are tried. Nothing of a message is kept.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from itertools import pairwise, takewhile
from typing import Generic, NamedTuple, Optional, Protocol, TypeVar

from bot.hearing.common_words import Use, common_words

GAP = 3  # words that `*` stands for at most
_MOST_PAIRS = 64
ONCE, MAYBE, ANY, NOT_AFTER = range(4)  # how a token stands in a message
_NEVER_USED = Use(0, 0)
_NO_LISTS: Mapping[str, Iterable[str]] = {}
Key = TypeVar("Key")
Span = tuple[int, int]


class _Number:
    """Every word of digits."""

    def __contains__(self, word: object) -> bool:
        return isinstance(word, str) and word.isdecimal()


class Token(NamedTuple):
    """A place of a phrase, and the words that may stand there; none for a gap."""

    kind: int
    words: frozenset[str] | _Number


class Findable(Protocol):
    """A phrase of a table.

    Attributes:
        needed: for each word, and each two side by side ("my mom"), that it cannot be without, what that may be.
    """

    @property
    def needed(self) -> tuple[frozenset[str], ...]: ...

    def spans(self, words: Sequence[str], where: Optional[Mapping[str, Sequence[int]]] = None) -> list[Span]:
        """Where the phrase begins in the message and where it ends there."""


class Phrase:
    """One phrase, made of what a message's words have to be in order."""

    def __init__(self, tokens: Iterable[Token]) -> None:
        self._tokens = tuple(tokens)
        self.needed = needed_by(self._tokens)
        self._anchor = _anchor(self._tokens)

    def spans(self, words: Sequence[str], where: Optional[Mapping[str, Sequence[int]]] = None) -> list[Span]:
        """Where the phrase begins in the message and where it ends there, the longest gap first.

        Args:
            where: the places of each word, where they are known already.
        """
        where = places_of(words) if where is None else where
        starts: Sequence[int] = range(len(words))
        if self._anchor:
            before, anchor = self._anchor
            starts = sorted(i - before for word in anchor for i in where.get(word, ()) if i >= before)
        return [(start, end) for start in starts if (end := self._end(words, start)) is not None]

    def _end(self, words: Sequence[str], at: int, first: int = 0) -> Optional[int]:
        """Where the tokens from `first` on end when they begin at the word `at`; None where they don't fit."""
        for n, (kind, wanted) in enumerate(self._tokens[first:], first):
            if kind == ONCE:
                if at >= len(words) or words[at] not in wanted:
                    return None
                at += 1
            elif kind == NOT_AFTER:
                if at and words[at - 1] in wanted:
                    return None
            else:
                most = min(GAP, len(words) - at) if kind == ANY else int(at < len(words) and words[at] in wanted)
                for skipped in range(most, 0, -1):
                    end = self._end(words, at + skipped, n + 1)
                    if end is not None:
                        return end
        return at


def needed_by(tokens: Sequence[Token]) -> tuple[frozenset[str], ...]:
    """What each word of a phrase that may not be missing may be, and each two side by side of not too many kinds."""
    words = (t.words for t in tokens if t.kind == ONCE and isinstance(t.words, frozenset))
    return (*words, *(pairs for one, two in pairwise(tokens) if (pairs := _side_by_side(one, two))))


def _side_by_side(one: Token, two: Token) -> frozenset[str]:
    """What stands where both tokens do; nothing where one may be missing, or where there are too many kinds to file."""
    if one.kind != ONCE or two.kind != ONCE or isinstance(one.words, _Number) or isinstance(two.words, _Number):
        return frozenset()
    few = len(one.words) * len(two.words) <= _MOST_PAIRS
    return frozenset(f"{a} {b}" for a in one.words for b in two.words) if few else frozenset()


def _anchor(tokens: Iterable[Token]) -> Optional[tuple[int, frozenset[str]]]:
    """The rarest word a phrase cannot be without among those that stand at one distance from its first, and how far.

    A long message has "i" and "to" at every turn: only where the rare word stands is the rest of the phrase looked for.
    """
    fixed = takewhile(lambda token: token.kind in (ONCE, NOT_AFTER), tokens)
    places = enumerate(token.words for token in fixed if token.kind == ONCE)
    anchors = ((n, words) for n, words in places if isinstance(words, frozenset))
    return min(anchors, key=lambda place: _uses(place[1]), default=None)


def pattern(text: str, lists: Mapping[str, Iterable[str]] = _NO_LISTS) -> Phrase:
    """The phrase that a pattern of data stands for.

    `a|b` is one of these words, `word?` may be missing, `*` is up to three words of any kind, `N` a number,
    `<name>` one of a list, `!a|b` none of these just before.

    Raises:
        KeyError: when the pattern names a list that does not exist.
    """
    return Phrase(tokens(text, lists))


def tokens(text: str, lists: Mapping[str, Iterable[str]] = _NO_LISTS) -> list[Token]:
    """The places of a pattern, in order."""
    return [_token(part, lists) for part in text.split()]


def literal(text: str) -> Phrase:
    """The phrase of just these words."""
    return Phrase(Token(ONCE, frozenset((word,))) for word in text.split())


def _token(part: str, lists: Mapping[str, Iterable[str]]) -> Token:
    if part == "*":
        return Token(ANY, frozenset())
    if part == "N":
        return Token(ONCE, _Number())
    kind = NOT_AFTER if part.startswith("!") else MAYBE if part.endswith("?") else ONCE
    words: list[str] = []
    for word in part.removeprefix("!").removesuffix("?").split("|"):
        words.extend(lists[word[1:-1]] if word.startswith("<") else (word,))
    return Token(kind, frozenset(words))


class Phrases(Generic[Key]):
    """A table of phrases, each with what it stands for.

    Raises:
        ValueError: when a phrase has no word that it cannot be without; it would be found in nothing.
    """

    def __init__(self, phrases: Iterable[tuple[Key, Findable]]) -> None:
        self._phrases = list(phrases)
        filed: defaultdict[str, list[int]] = defaultdict(list)
        for n, (key, phrase) in enumerate(self._phrases):
            if not phrase.needed:
                raise ValueError(f"a phrase of {key} has no word that must be there. Give it one.")
            for word in rarest(phrase.needed):
                filed[word].append(n)
        self._filed = dict(filed)

    def found(self, words: Sequence[str]) -> Iterator[tuple[Key, list[Span]]]:
        """What the phrases of a message stand for and where each is, in the order of the table."""
        where = places_of(words)
        said = {*where, *map(" ".join, pairwise(words))}
        lacks = said.isdisjoint
        for n in sorted({n for word in said for n in self._filed.get(word, ())}):
            key, phrase = self._phrases[n]
            if True not in map(lacks, phrase.needed):
                spans = phrase.spans(words, where)
                if spans:
                    yield key, spans

    def keys(self, words: Sequence[str]) -> set[Key]:
        """What the phrases of a message stand for."""
        return {key for key, _ in self.found(words)}


def places_of(words: Sequence[str]) -> dict[str, list[int]]:
    """The places of each word in a message."""
    where: dict[str, list[int]] = {}
    for i, word in enumerate(words):
        where.setdefault(word, []).append(i)
    return where


def rarest(choices: Iterable[frozenset[str]]) -> frozenset[str]:
    """What a phrase is best looked for by, of all that it cannot be without; nothing if there is nothing."""
    return min(choices, key=_uses, default=frozenset())


@cache
def _uses(words: frozenset[str]) -> tuple[float, int]:
    """How often people write one of the words, or at most write two side by side, and how many they are."""
    used = common_words()
    at_most = (sorted(used.get(word, _NEVER_USED).lines for word in both.split()) for both in words)
    return sum(lines[0] / len(lines) for lines in at_most), len(words)
