"""A live tracker knows of the present what Rasa's own would, and of the past less."""

from __future__ import annotations

import pytest
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import (
    ActionExecuted,
    ActionReverted,
    BotUttered,
    Event,
    SessionStarted,
    SlotSet,
    UserUtteranceReverted,
    UserUttered,
)
from rasa.shared.core.trackers import DialogueStateTracker

from bot.server.live_tracker import KEPT_STATES, LiveTracker

_DOMAIN = Domain.from_dict(
    {
        "intents": ["threat", "thanks"],
        "actions": ["utter_a", "utter_b"],
        "slots": {
            "situation": {"type": "categorical", "values": ["one", "two"], "mappings": [{"type": "custom"}]},
            "memory": {"type": "any", "mappings": [{"type": "custom"}]},
        },
        "responses": {"utter_a": [{"text": "a"}], "utter_b": [{"text": "b"}]},
    }
)


def _start() -> list[Event]:
    return [ActionExecuted("action_session_start"), SessionStarted(), ActionExecuted("action_listen")]


def _turn(number: int) -> list[Event]:
    """One turn: words, two slots, an answer."""
    intent, action = (("threat", "utter_a"), ("thanks", "utter_b"))[number % 2]
    return [
        UserUttered(f"secret words {number}", {"name": intent}),
        SlotSet("situation", ("one", "two")[number % 2]),
        SlotSet("memory", {"turn": number}),
        ActionExecuted(action),
        BotUttered(action, metadata={"utter_action": f"{action}_{number}"}),
        ActionExecuted("action_listen"),
    ]


def _both(events: list[Event]) -> tuple[LiveTracker, DialogueStateTracker]:
    live, plain = LiveTracker("x", _DOMAIN.slots, _DOMAIN), DialogueStateTracker("x", _DOMAIN.slots)
    for event in events:
        live.update(event)
        plain.update(event)
    return live, plain


def _events(turns: int) -> list[Event]:
    return [*_start(), *(event for n in range(turns) for event in _turn(n))]


@pytest.mark.parametrize("turns", [0, 1, 2, 3, 20])
@pytest.mark.parametrize("cut", [0, 1, 2, 3, 4])
def test_the_latest_states_are_those_that_rasa_computes(turns: int, cut: int) -> None:
    events = _events(turns)
    live, plain = _both(events[: len(events) - cut])
    wanted = plain.past_states(_DOMAIN)[-KEPT_STATES - 1 :]
    assert live.past_states(_DOMAIN) == wanted


@pytest.mark.parametrize("event", [UserUtteranceReverted(), ActionReverted()])
def test_an_event_that_takes_another_back_is_heeded_as_rasa_does(event: Event) -> None:
    live, plain = _both([*_events(1), *_turn(1), event])
    assert live.past_states(_DOMAIN)[-2:] == plain.past_states(_DOMAIN)[-2:]
    assert live.current_slot_values() == plain.current_slot_values()


def _answered(turns: int, names: int = 60) -> LiveTracker:
    """A conversation that forgot after each turn, in which so many different things were said."""
    live = LiveTracker("x", _DOMAIN.slots, _DOMAIN)
    for event in _start():
        live.update(event)
    for n in range(turns):
        for event in _turn(n % names):
            live.update(event)
        live.forget()
    return live


def test_slots_and_what_was_said_outlast_the_words_that_were_typed() -> None:
    live, (_, plain) = _answered(20), _both(_events(20))
    assert live.current_slot_values() == plain.current_slot_values()
    said = [e.metadata["utter_action"] for e in live.events if isinstance(e, BotUttered)]
    assert said == [e.metadata["utter_action"] for e in plain.events if isinstance(e, BotUttered)]


def test_a_conversation_that_forgets_stands_where_rasa_stands() -> None:
    live, (_, plain) = _answered(20), _both(_events(20))
    for event in _turn(0)[:3]:
        live.update(event)
        plain.update(event)
    assert live.past_states(_DOMAIN)[-1] == plain.past_states(_DOMAIN)[-1]


def test_of_what_was_typed_only_the_latest_message_is_left() -> None:
    live = _answered(20)
    assert [e.text for e in live.events if isinstance(e, UserUttered)] == ["secret words 19"]
    assert "secret words 18" not in str([e.as_dict() for e in live.events]) + str(live.past_states(_DOMAIN))


def test_a_long_conversation_holds_one_event_more_for_each_thing_said() -> None:
    assert len(_answered(60).events) - len(_answered(50).events) == 10
    assert len(_answered(60, names=8).events) == len(_answered(50, names=8).events)


def test_a_copy_goes_its_own_way() -> None:
    live, _ = _both(_events(2))
    twin = live.copy()
    twin.update(SlotSet("situation", "two"))
    twin.update(ActionExecuted("utter_b"))
    before = live.past_states(_DOMAIN)
    assert live.get_slot("situation") != twin.get_slot("situation") or live.events != twin.events
    assert len(twin.events) == len(live.events) + 2
    assert live.past_states(_DOMAIN) == before


def test_a_state_that_somebody_edits_is_not_the_one_that_is_kept() -> None:
    live, _ = _both(_events(2))
    before = live.past_states(_DOMAIN)
    for state in live.past_states(_DOMAIN):
        state.get("user", {}).clear()
        state.clear()
    assert live.past_states(_DOMAIN) == before
