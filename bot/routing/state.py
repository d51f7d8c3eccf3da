"""What the conversation knows: enumerations only, never a word the young person typed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

_LET_GO = "none_in_hand"  # in the memory: no situation is acted on now, whatever the slot still holds


@dataclass(frozen=True)
class State:
    """The conversation so far.

    Attributes:
        situation: id of the situation acted on, "" before there is one.
        awaiting: the question asked last and not yet answered, "" for none.
        learned: the fact just told, as "who_online", "" for none.
        facts: question -> value, for everything answered or typed.
        queue: situations heard and not yet talked about, most urgent first.
        aside: what was asked beside the story and is not answered yet: ids of questions, or the texts that explain.
        covered: situations whose opening was said.
        offered, refused, failed: service ids, in the order it happened.
        asked: questions already asked.
        between: the two situations offered as buttons when unsure.
        at_risk: True once a life was at risk: then 988 stays in sight to the end.
        misses: messages in a row that made no sense to the bot.
        said: names of the responses already shown; kept by the tracker, not in the memory.
    """

    situation: str = ""
    awaiting: str = ""
    learned: str = ""
    facts: Mapping[str, str] = field(default_factory=dict)
    queue: tuple[str, ...] = ()
    aside: tuple[str, ...] = ()
    covered: tuple[str, ...] = ()
    offered: tuple[str, ...] = ()
    refused: tuple[str, ...] = ()
    failed: tuple[str, ...] = ()
    asked: tuple[str, ...] = ()
    between: tuple[str, ...] = ()
    at_risk: bool = False
    misses: int = 0
    said: frozenset[str] = frozenset()

    @property
    def abroad(self) -> bool:
        """True when they said they are outside the United States."""
        return self.facts.get("country", "us") not in ("us", "skip", "unsure")

    @property
    def is_minor(self) -> bool:
        """True when they told an age under 18."""
        return self.facts.get("age") in ("teen", "under_13")

    @property
    def last_offered(self) -> str:
        return self.offered[-1] if self.offered else ""

    def with_facts(self, facts: Mapping[str, str]) -> State:
        """The state after they told `facts`; the newest answer wins."""
        return replace(self, facts={**self.facts, **facts}) if facts else self

    def add(self, name: str, *values: str) -> State:
        """The state with `values` at the end of the list `name`, each once."""
        old: tuple[str, ...] = getattr(self, name)
        changed: dict[str, Any] = {name: tuple(dict.fromkeys((*old, *(v for v in values if v))))}
        return replace(self, **changed)

    def drop(self, name: str, *values: str) -> State:
        """The state without `values` in the list `name`."""
        changed: dict[str, Any] = {name: tuple(v for v in getattr(self, name) if v not in values)}
        return replace(self, **changed)

    def to_memory(self) -> dict[str, Any]:
        """What the tracker keeps between turns, as plain JSON."""
        memory = {k: v for k, v in vars(self).items() if k not in ("said", "situation")}
        kept = {k: list(v) if isinstance(v, tuple) else v for k, v in memory.items()}
        return kept if self.situation else {**kept, _LET_GO: True}


def from_memory(situation: str, memory: Mapping[str, Any], said: Iterable[str]) -> State:
    """The state as a tracker holds it: two slots and the names of what was said.

    A slot that an entity fills cannot be emptied by one: that a situation was let go of stands in the memory.
    """
    values: dict[str, Any] = {k: tuple(v) if isinstance(v, list) else v for k, v in memory.items()}
    in_hand = "" if values.pop(_LET_GO, False) else situation
    return State(situation=in_hand, said=frozenset(said), **values)
