"""Raises a message to urgent when it matches a reviewed phrase of data/lexicon/urgency.yml.

It can only raise: nothing here makes a message less urgent than the classifier found it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Optional

from bot.content.load import read_yaml
from bot.hearing.lexicon import load_lexicon
from bot.hearing.lexicon_files import lexicon_path
from bot.hearing.normalise import normalise
from bot.hearing.phrases import Phrases
from bot.hearing.watched import ClosedVocabulary

_NEGATION_REACH = 3
_SUBJECT_REACH = 5
_EXCUSE_REACH = 18  # words before and behind the beginning of a phrase


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


_Lists = dict[str, list[str]]


class UrgencyRules:
    """All rules, looked for at once.

    Args:
        raws: the parsed files, one a language; each has its own lists and negations.
    """

    def __init__(self, *raws: dict[str, Any]) -> None:
        self.negations = frozenset(w for raw in raws for w in raw["negations"])
        self.others = frozenset(str(w) for raw in raws for w in raw["lists"]["other"])
        self.selves = frozenset(str(w) for raw in raws for w in raw["lists"]["self"])
        ruled = [(_rule(entry), _lists(raw)) for raw in raws for entry in raw["phrases"]]
        self.rules = tuple(rule for rule, _ in ruled)
        self._vocabulary = ClosedVocabulary()
        watched = self._vocabulary.phrase
        self._patterns = Phrases((n, watched(p, lists)) for n, (rule, lists) in enumerate(ruled) for p in rule.patterns)
        self._unless = [self._any_of(rule.unless, lists) for rule, lists in ruled]
        self._soft = [self._any_of(rule.soft, lists) for rule, lists in ruled]

    def _any_of(self, patterns: Sequence[str], lists: _Lists) -> Phrases[str]:
        return Phrases((p, self._vocabulary.phrase(p, lists)) for p in patterns)

    @property
    def vocabulary_size(self) -> int:
        """How many strings spaCy holds: the same after ten thousand messages as at the start."""
        return self._vocabulary.size

    def find(self, words: str) -> list[Hit]:
        """The rules that fire on a message in plain words, in the order of the files."""
        said = words.split()
        starts: defaultdict[int, list[int]] = defaultdict(list)
        for n, spans in self._patterns.found(said):
            starts[n] += (start for start, _ in spans)
        hits = (self._judge(n, starts[n], said) for n in sorted(starts))
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

    def _judge(self, n: int, found: list[int], words: list[str]) -> Optional[Hit]:
        """The hit of the n-th rule, whose phrases begin at the words `found`, unless something turns it off."""
        rule = self.rules[n]
        found = [start for start in found if not self._unless[n].keys(_around(start, words))]
        if not found:
            return None
        other = rule.heeds_third_person and all(self._is_other(start, words) for start in found)
        if all(self._soft[n].keys(_around(start, words)) for start in found):
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


def _around(start: int, words: list[str]) -> list[str]:
    """The words near a phrase: a "lol" at the end of a long message must not silence what was told at its start."""
    return words[max(0, start - _EXCUSE_REACH) : start + _EXCUSE_REACH]


def _lists(raw: dict[str, Any]) -> _Lists:
    return {name: [str(word) for word in words] for name, words in raw["lists"].items()}


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
