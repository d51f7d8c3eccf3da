"""A conversation that is never replayed.

Rasa rebuilds a conversation from its first event for each state it looks at, and copies it event by event
before each action: the sixtieth turn then costs several times the fifth. This tracker keeps the few latest
states as they come, and is copied as it is. It also forgets: once a turn is answered, only the names of what the
bot has said and what the slots hold now are left of anything older, so that the words of a message are gone
while the conversation still goes on.
"""

from __future__ import annotations

import copy
from collections import deque
from collections.abc import Iterable
from itertools import islice
from typing import Any, Optional

from rasa.shared.core.constants import SLOTS, USER
from rasa.shared.core.domain import Domain, State
from rasa.shared.core.events import (
    ActionExecuted,
    ActionReverted,
    ActiveLoop,
    BotUttered,
    Event,
    Restarted,
    SessionStarted,
    SlotSet,
    UserUtteranceReverted,
    UserUttered,
)
from rasa.shared.core.slots import Slot
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.shared.nlu.constants import TEXT

# More than any rule looks back (the processor refuses a model with a longer one).
KEPT_STATES = 8
# Slots that rules look at are categorical: as many values as the domain names, and never a word that was typed.
_VALUES: dict[Any, Any] = {}


class LiveTracker(DialogueStateTracker):
    """Rasa's tracker with the latest states at hand.

    `past_states` gives the `KEPT_STATES` latest and the current one. After an event that takes others back, it
    is Rasa's own computation again, over the events that are left.
    """

    events: deque[Event]

    def __init__(self, sender_id: str, slots: Iterable[Slot], domain: Domain) -> None:
        super().__init__(sender_id, slots)
        self._domain = domain
        self._recent: deque[State] = deque(maxlen=KEPT_STATES)
        self._taken_back = False
        self._first = 0  # where the events of this session begin

    @property
    def model_id(self) -> None:
        """No event is marked with its model and assistant: nobody reads it, and it is a sixth of a conversation."""

    @model_id.setter
    def model_id(self, _value: Optional[str]) -> None:
        """Rasa sets it with each message."""

    assistant_id = model_id

    def update(self, event: Event, domain: Optional[Domain] = None) -> None:
        """Takes an event in; a state is what was known just before an action."""
        if isinstance(event, ActionExecuted):
            self._recent.append(_shared(self._domain.get_active_state(self)))
        elif isinstance(event, (ActionReverted, UserUtteranceReverted, ActiveLoop)):
            self._taken_back = True
        super().update(event, domain)
        if isinstance(event, (Restarted, SessionStarted)):
            self._recent.clear()
            self._taken_back = False
            self._first = len(self.events)

    def forget(self) -> None:
        """Takes what was typed out of the states at hand, where rules look at what it meant; keeps of all before the
        latest turn the latest value of each slot, and once the name of each thing said.
        """
        for state in self._recent:
            state.get(USER, {}).pop(TEXT, None)
        events = list(self.events)
        latest = next((i for i in range(len(events) - 1, -1, -1) if isinstance(events[i], UserUttered)), 0)
        begins = max(latest - 1, self._first)  # with the listening that came before it
        old, fresh = events[self._first : begins], events[begins:]
        values = {event.key: event for event in old if isinstance(event, SlotSet)}
        said = {name_of(event): event for event in old if isinstance(event, BotUttered)}
        kept = [by_name(name, event.timestamp) for name, event in said.items()]
        self.events = self._create_events([*events[: self._first], *values.values(), *kept, *fresh])

    def applied_events(self) -> list[Event]:
        """The events of this session."""
        return super().applied_events() if self._taken_back else list(islice(self.events, self._first, None))

    def past_states(
        self,
        domain: Domain,
        omit_unset_slots: bool = False,
        ignore_rule_only_turns: bool = False,
        rule_only_data: Optional[dict[str, Any]] = None,
    ) -> list[State]:
        """The latest states, oldest first, the current one last; each a copy, because Rasa edits them."""
        if self._taken_back or omit_unset_slots or ignore_rule_only_turns:
            return super().past_states(domain, omit_unset_slots, ignore_rule_only_turns, rule_only_data)
        states = (*self._recent, domain.get_active_state(self))
        return [{kind: dict(part) for kind, part in state.items()} for state in states]

    def copy(self) -> LiveTracker:
        """A conversation of its own with the same past; events are shared, because nothing changes them."""
        twin = copy.copy(self)
        twin.events = self.events.copy()
        twin.slots = {name: copy.copy(slot) for name, slot in self.slots.items()}
        twin.active_loop = copy.copy(self.active_loop)
        twin._recent = self._recent.copy()
        return twin


def name_of(said: BotUttered) -> str:
    """The name of a response, as data/responses has it."""
    return str(said.metadata.get("utter_action", ""))


def by_name(name: str, timestamp: Optional[float]) -> BotUttered:
    """What the bot said, without its text and its buttons: those are in data/responses."""
    return BotUttered("", {}, {"utter_action": name}, timestamp)


def _shared(state: State) -> State:
    """The state with one copy, for all conversations, of each value that a slot can have."""
    slots = {name: _VALUES.setdefault(value, value) for name, value in state.get(SLOTS, {}).items()}
    return {**state, SLOTS: slots} if slots else state
