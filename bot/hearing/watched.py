"""Phrases of the urgency floor as spaCy's matcher finds them, each made when a message first holds all its words.

Words that no phrase holds reach spaCy as one placeholder, because spaCy keeps every new word it sees for the life of
the process, and a young person's words must not outlive their session.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from typing import Any, Optional

from spacy.matcher import Matcher
from spacy.tokens import Doc
from spacy.vocab import Vocab

from bot.hearing.phrases import ANY, GAP, MAYBE, ONCE, Span, needed_by, places_of, rarest, tokens

UNSEEN = "\u25a1"
_OPERATORS: dict[int, dict[str, str]] = {ONCE: {}, MAYBE: {"OP": "?"}, ANY: {"OP": f"{{0,{GAP}}}"}}


class ClosedVocabulary:
    """The words of a set of phrases: all that spaCy ever learns."""

    def __init__(self) -> None:
        self._vocab = Vocab()
        self._words: set[str] = set()
        self._vocab[UNSEEN]

    @property
    def size(self) -> int:
        """How many strings spaCy holds: the same after ten thousand messages as at the start."""
        return len(self._vocab.strings) + len(self._vocab)

    def phrase(self, text: str, lists: Mapping[str, Iterable[str]]) -> WatchedPhrase:
        """The phrase of a pattern (bot/hearing/phrases.py), its words known from now on.

        Raises:
            KeyError: when the pattern names a list that does not exist.
            ValueError: when it asks for a number, or for what may not stand before it.
        """
        made = WatchedPhrase(text, lists, self)
        for word in made.words - self._words:
            self._vocab[word]
        self._words |= made.words
        return made

    def matcher(self, pattern: list[dict[str, Any]]) -> Matcher:
        found = Matcher(self._vocab, validate=False)  # what we write is well formed; checking it took a second
        found.add(UNSEEN, [pattern])
        return found

    def doc(self, words: Sequence[str]) -> Doc:
        return Doc(self._vocab, words=[word if word in self._words else UNSEEN for word in words])


class WatchedPhrase:
    """One phrase of the floor.

    Attributes:
        needed: as of any phrase of a table.
        words: all that it may hold.
    """

    def __init__(self, text: str, lists: Mapping[str, Iterable[str]], vocabulary: ClosedVocabulary) -> None:
        places = tokens(text, lists)
        self._tokens = [(t.kind, t.words) for t in places if t.kind in _OPERATORS and isinstance(t.words, frozenset)]
        if len(self._tokens) < len(places):
            raise ValueError(
                f"{text!r} has a number or a word that may not stand there. Phrases of the floor take neither."
            )
        self._vocabulary = vocabulary
        self.words = frozenset(word for _, words in self._tokens for word in words)
        self.needed = needed_by(places)
        self._rarest = rarest(words for kind, words in self._tokens if kind == ONCE)
        self._reach = sum(GAP if kind == ANY else 1 for kind, _ in self._tokens)

    def spans(self, words: Sequence[str], where: Optional[Mapping[str, Sequence[int]]] = None) -> list[Span]:
        """Where the phrase begins in the message and where it ends there."""
        where = places_of(words) if where is None else where
        near = self._near(sorted(place for word in self._rarest for place in where.get(word, ())))
        found = ((first, self._matcher(self._vocabulary.doc(words[first:end]))) for first, end in near)
        return [(first + start, first + end) for first, matches in found for _, start, end in matches]

    def _near(self, places: Iterable[int]) -> list[Span]:
        """The parts of a message that a phrase with its rarest word at one of these places can be in; no two overlap.

        spaCy looks at every word of a part for every word of the phrase: of a long message it need not see the rest.
        """
        found: list[Span] = []
        for place in places:
            first, end = max(0, place - self._reach), place + self._reach
            if found and first <= found[-1][1]:
                first, _ = found.pop()
            found.append((first, end))
        return found

    @cached_property
    def _matcher(self) -> Matcher:
        places = ((kind, {"ORTH": {"IN": sorted(words)}} if words else {}) for kind, words in self._tokens)
        return self._vocabulary.matcher([{**words, **_OPERATORS[kind]} for kind, words in places])
