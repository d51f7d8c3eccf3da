"""Raises a message to urgent when it matches a reviewed phrase of data/lexicon/urgency.yml.

It can only raise: nothing here makes a message less urgent than the classifier found it. Words that
no phrase holds reach spaCy as one placeholder, because spaCy keeps every new word it sees for the
life of the process, and a young person's words must not outlive their session.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Optional

from spacy.matcher import Matcher
from spacy.tokens import Doc
from spacy.vocab import Vocab

from bot.content.load import read_yaml
from bot.hearing.lexicon import load_lexicon
from bot.hearing.lexicon_files import lexicon_path
from bot.hearing.normalise import normalise

UNSEEN = "\u25a1"
_GAP = "{0,3}"
# Words nearly every message has; a pattern is better known by another of its words.
_COMMON = frozenset(
    [
        "i",
        "me",
        "my",
        "to",
        "the",
        "a",
        "an",
        "and",
        "it",
        "is",
        "are",
        "was",
        "in",
        "on",
        "at",
        "of",
        "for",
        "he",
        "she",
        "they",
        "him",
        "her",
        "them",
        "his",
        "who",
        "that",
        "this",
        "not",
        "no",
        "do",
        "with",
        "up",
        "so",
        "but",
        "if",
        "or",
        "be",
        "been",
        "am",
        "have",
        "has",
        "had",
        "will",
        "would",
        "can",
        "just",
        "now",
        "when",
        "all",
        "am",
        "going",
        "want",
        "wants",
        "make",
        "made",
        "get",
        "got",
        "yo",
        "me",
        "mi",
        "que",
        "la",
        "el",
        "los",
        "las",
        "un",
        "una",
        "de",
        "en",
        "y",
        "no",
        "se",
        "le",
        "lo",
        "es",
        "esta",
        "con",
        "por",
        "para",
        "al",
        "su",
        "te",
        "tu",
        "ya",
        "si",
    ]
)
_NEGATION_REACH = 3
_SUBJECT_REACH = 5


@dataclass(frozen=True)
class Rule:
    """One line of thought, with what it catches and what it must leave alone."""

    id: str
    situation: str
    patterns: tuple[str, ...]
    unless: tuple[str, ...] = ()
    soft: tuple[str, ...] = ()
    heeds_negation: bool = False
    heeds_third_person: bool = False
    catches: tuple[str, ...] = ()
    leaves: tuple[str, ...] = ()


@dataclass(frozen=True)
class Hit:
    """A rule that fired.

    Attributes:
        strength: "hard" acts; "soft" asks gently; "negated" keeps help visible.
        other: True when the one in danger is somebody else ("my friend wants to die").
    """

    rule: str
    situation: str
    strength: str
    other: bool = False


def _words_in(pattern: str, lists: dict[str, list[str]]) -> list[list[str]]:
    """Per token of the pattern: the words it may be; an empty list for a gap."""
    tokens: list[list[str]] = []
    for part in pattern.split():
        if part == "*":
            tokens.append([])
            continue
        options: list[str] = []
        for word in part.rstrip("?").split("|"):
            options.extend(lists[word[1:-1]] if word.startswith("<") else [word])
        tokens.append(options)
    return tokens


def to_spacy(pattern: str, lists: dict[str, list[str]]) -> list[dict[str, Any]]:
    """The pattern as spaCy's matcher takes it.

    Raises:
        KeyError: when the pattern names a list that does not exist.
    """
    out: list[dict[str, Any]] = []
    for part, words in zip(pattern.split(), _words_in(pattern, lists)):
        if not words:
            out.append({"OP": _GAP})
            continue
        token: dict[str, Any] = {"ORTH": {"IN": sorted(set(words))}}
        if part.endswith("?"):
            token["OP"] = "?"
        out.append(token)
    return out


class _Compiled:
    """One kind of patterns of one rule, with the words without which none of them can match.

    spaCy tries every pattern at every token; most messages hold none of a rule's rarer words, and are
    spared it.
    """

    def __init__(self, vocab: Vocab, patterns: Sequence[str], lists: dict[str, list[str]]) -> None:
        self._needed = [(_required(p, lists), _matcher(vocab, to_spacy(p, lists))) for p in patterns]
        self._anchors = frozenset(word for needs, _ in self._needed for word in needs[0])

    def starts(self, doc: Doc, words: set[str]) -> list[int]:
        """Where a pattern of the rule begins, in tokens."""
        if self._anchors.isdisjoint(words):
            return []
        return [start for needs, find in self._needed if _all_there(needs, words) for _, start, _ in find(doc)]


def _matcher(vocab: Vocab, pattern: list[dict[str, Any]]) -> Matcher:
    matcher = Matcher(vocab, validate=False)  # what to_spacy writes is well formed; checking it took a second
    matcher.add("pattern", [pattern])
    return matcher


def _all_there(needs: Sequence[frozenset[str]], words: set[str]) -> bool:
    return not any(token.isdisjoint(words) for token in needs)


def _required(pattern: str, lists: dict[str, list[str]]) -> list[frozenset[str]]:
    """For each token that a match must have: the words it may be, the token with the rarest first."""
    tokens = zip(pattern.split(), _words_in(pattern, lists))
    required = [frozenset(words) for part, words in tokens if words and not part.endswith("?")]
    return sorted(required, key=lambda words: (len(words & _COMMON), len(words)))


class UrgencyRules:
    """All rules compiled for spaCy, with a vocabulary that never grows.

    Args:
        raws: the parsed files, one a language; each has its own lists and negations.
    """

    def __init__(self, *raws: dict[str, Any]) -> None:
        self.negations = frozenset(w for raw in raws for w in raw["negations"])
        self.others = frozenset(str(w) for raw in raws for w in raw["lists"]["other"])
        self.selves = frozenset(str(w) for raw in raws for w in raw["lists"]["self"])
        self._vocab = Vocab()
        self._words = self.negations | self.others | self.selves
        self._compiled = [pair for raw in raws for pair in self._compile(raw)]
        self.rules = tuple(rule for rule, _ in self._compiled)
        for word in (*self._words, UNSEEN):
            self._vocab[word]

    def _compile(self, raw: dict[str, Any]) -> Iterator[tuple[Rule, dict[str, _Compiled]]]:
        lists = {k: [str(w) for w in v] for k, v in raw["lists"].items()}
        for rule in (_rule(entry) for entry in raw["phrases"]):
            kinds: dict[str, Sequence[str]] = {k: getattr(rule, k) for k in ("patterns", "unless", "soft")}
            for patterns in kinds.values():
                self._words |= {w for p in patterns for token in _words_in(p, lists) for w in token}
            yield rule, {k: _Compiled(self._vocab, patterns, lists) for k, patterns in kinds.items()}

    @property
    def vocabulary_size(self) -> int:
        """How many strings spaCy holds: the same after ten thousand messages as at the start."""
        return len(self._vocab.strings) + len(self._vocab)

    def find(self, words: str) -> list[Hit]:
        """The rules that fire on a message in plain words, in the order of the files."""
        known = [w if w in self._words else UNSEEN for w in words.split()]
        if not known:
            return []
        doc, there = Doc(self._vocab, words=known), set(known)
        hits = (self._judge(rule, compiled, doc, known, there) for rule, compiled in self._compiled)
        return [hit for hit in hits if hit]

    def find_in_clauses(self, words: str, clauses: Sequence[str]) -> list[Hit]:
        """As `find`, where a denial reaches no further than its own clause.

        "if i dont pay, i want to die" denies nothing, though its words stand as close as in "i dont want to die".
        """
        hits = self.find(words)
        if not any(hit.strength == "negated" for hit in hits):
            return hits
        sure = {hit.rule: hit for clause in clauses for hit in self.find(clause) if hit.strength == "hard"}
        return [sure.get(hit.rule, hit) if hit.strength == "negated" else hit for hit in hits]

    def _judge(
        self, rule: Rule, compiled: dict[str, _Compiled], doc: Doc, words: list[str], there: set[str]
    ) -> Optional[Hit]:
        """The hit of one rule, if its phrases are there and nothing turns it off."""
        found = compiled["patterns"].starts(doc, there)
        if not found or compiled["unless"].starts(doc, there):
            return None
        other = rule.heeds_third_person and all(self._is_other(start, words) for start in found)
        if compiled["soft"].starts(doc, there):
            return Hit(rule.id, rule.situation, "soft", other)
        if rule.heeds_negation and all(self._is_negated(start, words) for start in found):
            return Hit(rule.id, rule.situation, "negated", other)
        return Hit(rule.id, rule.situation, "hard", other)

    def _is_negated(self, start: int, words: list[str]) -> bool:
        return any(w in self.negations for w in words[max(0, start - _NEGATION_REACH) : start])

    def _is_other(self, start: int, words: list[str]) -> bool:
        """True when the nearest person named before the phrase is not the writer."""
        for word in reversed(words[max(0, start - _SUBJECT_REACH) : start + 1]):
            if word in self.selves:
                return False
            if word in self.others:
                return True
        return False


def _rule(entry: dict[str, Any]) -> Rule:
    lists = ("patterns", "unless", "soft", "catches", "leaves")
    values: dict[str, Any] = {k: tuple(str(p) for p in v) if k in lists else v for k, v in entry.items()}
    return Rule(**values)


@lru_cache(maxsize=1)
def load_urgency() -> UrgencyRules:
    """The project's own rules.

    Raises:
        ValueError, KeyError: when the file is broken; the service must not start without it.
    """
    return UrgencyRules(*(read_yaml(lexicon_path(name)) for name in ("urgency", "urgency_es")))


def find_urgent(texts: Iterable[str]) -> list[list[Hit]]:
    """The hits of each raw text, for tests and for tools."""
    rules, lexicon = load_urgency(), load_lexicon()
    return [rules.find(normalise(text, lexicon)) for text in texts]
