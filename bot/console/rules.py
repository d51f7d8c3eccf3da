"""The rules of data/stories, each with a name to point at, and which of them a turn took."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from bot.console import places
from bot.content.checks.stories import read_rules


@dataclass(frozen=True)
class Rule:
    """One rule.

    Attributes:
        id: topic and number in its file, as "threat_money.2".
        situation: the situation it is conditioned on, "" for any.
        steps: names of actions and responses, in order.
    """

    id: str
    topic: str
    title: str
    file: str
    line: int
    intent: str
    situation: str
    steps: tuple[str, ...]


def _condition(raw: dict[str, Any]) -> str:
    slots: dict[str, str] = {}
    for entry in raw.get("condition") or ():
        for slot in entry.get("slot_was_set", ()):
            slots.update(slot)
    return str(slots.get("situation", ""))


@lru_cache(maxsize=1)
def all_rules() -> tuple[Rule, ...]:
    """Every rule, in the order of the files."""
    found: list[Rule] = []
    counts: dict[str, int] = {}
    for file, raw in read_rules():
        topic = Path(file).stem
        counts[topic] = counts.get(topic, 0) + 1
        intent = next((str(s["intent"]) for s in raw["steps"] if "intent" in s), "")
        steps = tuple(str(s["action"]) for s in raw["steps"] if "action" in s)
        line = places.of_rule(file, raw["rule"]).line
        found.append(Rule(f"{topic}.{counts[topic]}", topic, raw["rule"], file, line, intent, _condition(raw), steps))
    return tuple(found)


def rule_taken(intent: str, situation: str, rules: Iterable[Rule] | None = None) -> Rule | None:
    """The rule that answers an act in a situation: the one conditioned on it comes before the general one."""
    fitting = [r for r in (rules or all_rules()) if r.intent == intent and r.situation in ("", situation)]
    return max(fitting, key=lambda r: bool(r.situation), default=None)


def said_by(rule: Rule) -> list[str]:
    """The responses that a rule names itself."""
    return [step for step in rule.steps if step.startswith("utter_")]
