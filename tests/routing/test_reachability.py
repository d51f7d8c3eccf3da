"""From every state the flows reach, a person who can help is at most one step away. Walked, not claimed.

The walk takes the conversation's real parts and no model: director, rules, actions, cards. Nothing is patched.
"""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any, Optional

import pytest
from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions import answering, asking, handoff
from bot.content import Content
from bot.content.buttons import meaning, payload
from bot.content.checks.stories import read_rules
from bot.routing.director import Director
from bot.routing.heard import Heard
from bot.routing.routes import MOST_BUTTONS, country_services, fitted, has_person, kept_in_sight, to_a_person
from bot.routing.state import State, from_memory
from bot.routing.way import Move

# Enough for every situation with most of its questions; the whole walk: HANDRAIL_WALK=1000000 pytest tests/routing.
MOST = int(os.environ.get("HANDRAIL_WALK", "1000"))
DIRECTORIES = ("find_a_helpline", "child_helpline_international")
_NO_WORDS = "some words that were typed here and tell nothing"
_Rule = tuple[Optional[str], tuple[str, ...]]


@dataclass(frozen=True)
class Shown:
    """What one step shows: the names of its texts, its services, and what each of its buttons means."""

    said: tuple[str, ...]
    services: tuple[str, ...]
    buttons: tuple[tuple[tuple[str, str], ...], ...]
    ended: bool


@dataclass(frozen=True)
class Place:
    """A state of the conversation with what is on the screen there, and the steps that led to it."""

    state: State
    shown: Shown
    path: tuple[str, ...]


class Walker:
    """Takes steps. The messages of a step are made as bot/server/conversation.py makes them."""

    def __init__(self, content: Content) -> None:
        self.content = content
        self._director = Director(content)
        self._rules = _read_rules()
        self._actions = {a.name(): a for a in _all_actions()}
        self.human = frozenset(
            s.id
            for s in content.services.values()
            if s.may_be_shown and any(c.show and c.type in ("tel", "sms", "chat") for c in s.channels)
        ) | frozenset(DIRECTORIES)

    def step(self, heard: Heard, place: Optional[Place], name: str) -> Place:
        """The place after `heard`, from `place` or from the opening."""
        before = place.state if place else State()
        move = self._director.decide(heard, before)
        shown, after = self._answer(move, before)
        return Place(after, shown, (*(place.path if place else ()), name))

    def buttons(self, place: Place) -> Iterator[Place]:
        """The places one tap away."""
        for means in place.shown.buttons:
            facts = dict(means)
            yield self.step(Heard(facts=facts, button=True), place, str(facts))

    def asks_for_a_person(self, place: Place) -> Place:
        """The place after typing that a person is wanted."""
        return self.step(typed("human_now", 0.9), place, "human_now")

    def contact(self, place: Place) -> bool:
        """True when somebody who answers, or the list of those who do, is in sight."""
        return bool(self.human & set(place.shown.services))

    def _answer(self, move: Move, before: State) -> tuple[Shown, State]:
        state = move.state
        said: list[str] = []
        services: list[str] = []
        buttons: list[tuple[tuple[str, str], ...]] = []
        for action in self._rule(move.intent, state.situation):
            messages, state = self._run(action, move.intent, state, {*before.said, *said})
            for message in messages:
                said.append(message["response"])
                services += self._services(message, state)
                buttons += self._buttons(message)
        after = replace(state, said=before.said | set(said))
        if said and move.intent != "exit":
            services += kept_in_sight(self.content, services, after)
            if not has_person(self.content, services) and len(buttons) < MOST_BUTTONS:
                buttons.append(tuple(to_a_person(self.content).means.items()))
        return Shown(tuple(said), tuple(dict.fromkeys(services)), tuple(buttons), move.intent == "exit"), after

    def _rule(self, intent: str, situation: str) -> tuple[str, ...]:
        rules = self._rules.get(intent, [])
        own = next((actions for wanted, actions in rules if wanted == situation), None)
        return own or next((actions for wanted, actions in rules if wanted is None), ())

    def _run(self, action: str, intent: str, state: State, said: set[str]) -> tuple[list[dict[str, Any]], State]:
        if action.startswith("utter_"):
            return [{"response": action}], state
        dispatcher = CollectingDispatcher()
        events = self._actions[action].run(dispatcher, _tracker(intent, state, said), {})
        slots = {e["name"]: e["value"] for e in events if e.get("event") == "slot"}
        memory = slots.get("memory", state.to_memory())
        return dispatcher.messages, from_memory(slots.get("situation") or state.situation, memory, ())

    def _services(self, message: dict[str, Any], state: State) -> list[str]:
        response = self.content.responses[message["response"]]
        if state.abroad and any(number in response.en for number in ("911", "988", "741741")):
            response = self.content.responses["utter_abroad_crisis_again"]
        found = fitted(self.content, message.get("services") or response.services, state)
        own = country_services(self.content, state) if state.abroad and found else []
        own = [s for s in own if self.content.services[s].region != "GLOBAL"]
        return [*own, *(s for s in found if s not in own)]

    def _buttons(self, message: dict[str, Any]) -> list[tuple[tuple[str, str], ...]]:
        response = self.content.responses[message["response"]]
        shown = message.get("buttons") or [{"payload": payload(b.means)} for b in response.buttons]
        return [tuple(meaning(b["payload"]).items()) for b in shown]


def typed(name: str, sure: float, **more: Any) -> Heard:
    """A message that is surely `name`, in words that say nothing else."""
    return Heard(words=_NO_WORDS, ranking=((name, sure),), **more)


def explore(walker: Walker, starts: Iterator[Place], most: int) -> list[Place]:
    """Every place reached from `starts` by buttons and by what can be typed anywhere; one for each `kind`."""
    found: dict[tuple[Any, ...], Place] = {}
    todo = deque(starts)
    while todo and len(found) < most:
        place = todo.popleft()
        if kind(place) in found or place.shown.ended:
            continue
        found[kind(place)] = place
        todo.extend(walker.buttons(place))
        todo.extend(walker.step(h, place, n) for n, h in anywhere(walker.content, place.state))
    return list(found.values())


def kind(place: Place) -> tuple[Any, ...]:
    """What tells two places apart: where they are in the conversation, what is known that routes, what is on screen."""
    s = place.state
    routes = tuple(s.facts.get(k, "") for k in ("country", "age", "age_in_picture", "who"))
    return (s.situation, s.awaiting, s.at_risk, routes, s.queue[:1], len(s.offered), bool(s.refused), bool(s.failed), place.shown)  # fmt: skip


def anywhere(content: Content, state: State) -> list[tuple[str, Heard]]:
    """What can be typed at any point: more of the story, a refusal, a failure, nonsense, and danger."""
    story = typed(state.situation, 0.2) if state.situation else typed("indirect_opening", 0.1)
    return [
        ("more", story),
        ("no", typed("refuses_service", 0.95, holds=frozenset({"refusing"}))),
        ("failed", typed("service_failed", 0.95, failed="no_reply")),
        ("nonsense", typed("gibberish", 0.95)),
        ("thanks", typed("thanks", 0.95)),
        ("dying", typed("suicidal_thoughts", 0.9, urgent=(("suicidal_thoughts", "hard", False),))),
        ("danger", typed("immediate_danger", 0.9, urgent=(("immediate_danger", "hard", False),))),
    ]


def openings(walker: Walker) -> Iterator[Place]:
    """Every situation, question and turn of the conversation as the first message; then in another country."""
    for name in walker.content.situations:
        first = walker.step(typed(name, 0.97), None, name)
        yield first
        for country in ("CA", "XX"):
            yield walker.step(Heard(words="", facts={"country": country}, button=True), first, f"country {country}")
    for topic in ("threatened", "hurt", "worried", "else", "picture", "meeting", "feeling", "question"):
        yield walker.step(Heard(facts={"topic": topic}, button=True), None, f"topic {topic}")


def _read_rules() -> dict[str, list[_Rule]]:
    rules: dict[str, list[_Rule]] = {}
    for _, rule in read_rules():
        wanted = next(
            (c["slot_was_set"][0]["situation"] for c in rule.get("condition", ()) if "slot_was_set" in c), None
        )
        steps = rule["steps"]
        actions = tuple(s["action"] for s in steps if "action" in s)
        rules.setdefault(steps[0]["intent"], []).append((wanted, actions))
    return rules


def _all_actions() -> Iterator[Action]:
    for module in (answering, asking, handoff):
        for value in vars(module).values():
            if isinstance(value, type) and issubclass(value, Action) and value is not Action:
                yield value()


def _tracker(intent: str, state: State, said: set[str]) -> Tracker:
    slots = {"situation": state.situation, "memory": state.to_memory(), "lang": "en"}
    events = [{"event": "bot", "metadata": {"utter_action": name}} for name in said]
    return Tracker("walk", slots, {"intent": {"name": intent}}, events, False, None, {}, None)


@pytest.fixture(scope="module")
def walker(content: Content) -> Walker:
    return Walker(content)


@pytest.fixture(scope="module")
def places(walker: Walker) -> list[Place]:
    return explore(walker, openings(walker), MOST)


def _paths(places: list[Place]) -> list[tuple[str, ...]]:
    return [p.path for p in places]


def test_every_situation_is_walked(places: list[Place], content: Content) -> None:
    harm = {n for n, s in content.situations.items() if s.group in ("threats_and_images", "danger", "who_is_asking")}

    assert harm <= {p.state.situation for p in places}


def test_no_state_is_met_with_silence(places: list[Place]) -> None:
    assert _paths([p for p in places if not p.shown.said]) == []


def test_from_every_state_a_person_is_in_sight_or_one_step_away(places: list[Place], walker: Walker) -> None:
    hidden = [p for p in places if not walker.contact(p)]
    far = [p for p in hidden if not any(walker.contact(b) for b in walker.buttons(p))]
    cut_off = [p for p in far if not walker.contact(walker.asks_for_a_person(p))]

    assert _paths(cut_off) == []
    assert _paths(far) == []  # nobody has to find words for it: a card is in sight, or a button leads to one


def test_a_life_at_risk_never_loses_sight_of_a_person(places: list[Place], walker: Walker) -> None:
    assert _paths([p for p in places if p.state.at_risk and not walker.contact(p)]) == []


def test_nobody_abroad_is_shown_a_line_that_only_answers_in_the_us(places: list[Place], content: Content) -> None:
    only_us = set(content.routing.us_only)

    assert _paths([p for p in places if p.state.abroad and only_us & set(p.shown.services)]) == []


def test_no_minor_s_picture_ends_at_a_service_for_adults(places: list[Place]) -> None:
    minors = [p for p in places if p.state.facts.get("age_in_picture") == "minor"]

    assert _paths([p for p in minors if "stopncii" in p.shown.services]) == []
