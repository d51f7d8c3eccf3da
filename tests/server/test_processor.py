"""The graph runs each step once, after those it needs; a rule that looks back too far is refused."""

from __future__ import annotations

import json
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any, cast

import pytest
from rasa.core.policies.rule_policy import RulePolicy

from bot.server.processor import RuleTooLong, StraightRunner, _check_rules


class _Step:
    """A step that adds up what it is given and counts its runs."""

    def __init__(self, name: str, value: int) -> None:
        self.name, self.value, self.runs = name, value, 0

    def __call__(self, *inputs: tuple[str, int]) -> tuple[str, int]:
        self.runs += 1
        return self.name, self.value + sum(value for _, value in inputs)


def _runner(needs: dict[str, list[str]]) -> tuple[StraightRunner, dict[str, _Step]]:
    steps = {name: _Step(name, 10**i) for i, name in enumerate(needs)}
    nodes = {name: SimpleNamespace(needs={n: n for n in wanted}) for name, wanted in needs.items()}
    schema = SimpleNamespace(nodes=nodes, target_names=[list(needs)[-1]])
    return StraightRunner(cast(Any, schema), cast(Any, steps)), steps


def test_a_step_that_two_others_need_runs_once() -> None:
    runner, steps = _runner({"a": ["message"], "b": ["a"], "c": ["a"], "d": ["b", "c"]})
    assert runner.run({"message": 5}) == {"d": 1000 + 10 + 100 + 2 * (1 + 5)}
    assert steps["a"].runs == 1


def test_only_what_a_target_needs_is_run() -> None:
    runner, steps = _runner({"a": ["message"], "b": ["a"], "c": ["a"]})
    assert runner.run({"message": 0}, ["b"]) == {"b": 11}
    assert steps["c"].runs == 0


def test_a_rule_that_looks_back_further_than_a_conversation_remembers_is_refused(
    rule_policy: Callable[[int], RulePolicy],
) -> None:
    with pytest.raises(RuleTooLong, match="Shorten it"):
        _check_rules([rule_policy(9)])
    _check_rules([rule_policy(8)])


@pytest.fixture
def rule_policy() -> Callable[[int], RulePolicy]:
    def make(length: int) -> RulePolicy:
        policy = RulePolicy.__new__(RulePolicy)
        policy.lookup = {"rules": {json.dumps([{"user": {"intent": "a"}}] * length): "action_listen"}}
        return policy

    return make
