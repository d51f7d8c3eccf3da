"""The index predicts what Rasa's own search predicts, on every state that could come up."""

from __future__ import annotations

import itertools
import json
from types import SimpleNamespace
from typing import Any, Optional

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rasa.core.policies.rule_policy import RulePolicy

from bot.components.indexed_rules import IndexedRules, RuleIndex

_ACTIONS = ("action_listen", "utter_a", "utter_b")
_INTENTS = ("threat", "thanks")
_SLOTS = ((1.0, 0.0), (0.0, 1.0))


def _state(action: str, intent: str, slot: Optional[tuple[float, float]]) -> dict[str, Any]:
    state: dict[str, Any] = {}
    if action:
        state["prev_action"] = {"action_name": action}
    if intent:
        state["user"] = {"intent": intent}
    if slot:
        state["slots"] = {"situation": slot}
    return state


_EVERY_STATE = [
    _state(*parts)
    for parts in itertools.product(("", *_ACTIONS), ("", "should_not_be_set", *_INTENTS), (None, *_SLOTS))
]
_states = st.lists(st.sampled_from(_EVERY_STATE), min_size=1, max_size=5)


def _asked(policy_class: type[RulePolicy], lookup: dict[str, str], states: list[dict[str, Any]]) -> set[str]:
    """The rules that a policy finds; the search reads nothing of the policy but its own methods."""
    policy = SimpleNamespace(_indexed={}, _index=RuleIndex({}))
    for name in ("_get_possible_keys", "_index_of", "_is_rule_applicable"):
        if hasattr(policy_class, name):
            setattr(policy, name, getattr(policy_class, name).__get__(policy))
    policy._rule_key_to_state = policy_class._rule_key_to_state
    policy._does_rule_match_state = policy_class._does_rule_match_state
    found: set[str] = policy._get_possible_keys(lookup, states)
    return found


@settings(max_examples=300, deadline=None)
@given(st.lists(_states, max_size=12), _states)
def test_the_index_finds_the_rules_that_rasa_finds(
    rules: list[list[dict[str, Any]]], conversation: list[dict[str, Any]]
) -> None:
    lookup = {json.dumps(rule, sort_keys=True): "action_listen" for rule in rules}
    assert _asked(IndexedRules, lookup, conversation) == _asked(RulePolicy, lookup, conversation)


def test_of_many_rules_few_are_tried() -> None:
    rules = {str(n): [_state("action_listen", f"intent_{n}", None)] for n in range(500)}
    assert set(RuleIndex(rules).candidates(_state("action_listen", "intent_7", _SLOTS[0]))) == {"7"}


@pytest.mark.parametrize("states", [[], [{}]])
def test_no_rules_means_no_match(states: list[dict[str, Any]]) -> None:
    assert _asked(IndexedRules, {}, states) == set()
