"""Triage: what a message means in a conversation, and that danger comes first wherever it is typed."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.content import Content
from bot.routing.director import Director
from bot.routing.heard import Heard
from bot.routing.state import State
from bot.routing.way import Move


def heard(*ranking: tuple[str, float], **fields: object) -> Heard:
    return Heard(words=str(fields.pop("words", "some words that were typed here")), ranking=ranking, **fields)  # type: ignore[arg-type]


HARD_ATTEMPT = (("suicide_in_progress", "hard", False),)
OPENED = State(situation="threat_money", covered=("threat_money",), said=frozenset({"utter_threat_money_believe"}))
ASKED = State(
    situation="threat_money",
    covered=("threat_money",),
    awaiting="who",
    asked=("safe", "who"),
    said=frozenset({"utter_threat_money_believe", "utter_threat_money_steps"}),
)


def test_a_first_disclosure_opens_its_situation(director: Director) -> None:
    move = director.decide(heard(("threat_money", 0.8)), State())

    assert (move.intent, move.state.situation, move.state.covered) == (
        "threat_money",
        "threat_money",
        ("threat_money",),
    )


@pytest.mark.parametrize("awaiting", ["safe", "who", "country", "age", "try_it"])
def test_an_attempt_typed_as_the_answer_to_any_question_is_an_attempt(director: Director, awaiting: str) -> None:
    state = State(situation="threat_money", awaiting=awaiting, covered=("threat_money",))

    move = director.decide(heard(("off_topic", 0.9), urgent=HARD_ATTEMPT, facts={awaiting: "skip"}), state)

    assert move.intent == "suicide_in_progress"
    assert move.state.at_risk


def test_the_threat_that_a_crisis_interrupted_is_queued_and_comes_back(director: Director) -> None:
    told = replace(heard(("suicidal_thoughts", 0.9)), margins=(("suicidal_thoughts", 0.1),))
    crisis = director.decide(told, OPENED)

    assert crisis.intent == "mixed_sextortion_suicide"
    assert "threat_money" in crisis.state.queue


def test_money_and_wanting_to_die_in_one_message_are_both_heard(director: Director) -> None:
    move = director.decide(
        heard(("threat_money", 0.6), ("suicidal_thoughts", 0.2), urgent=(("suicidal_thoughts", "hard", False),)),
        State(),
    )

    assert move.intent == "mixed_sextortion_suicide"
    assert "threat_money" in move.also


def test_somebody_elses_life_leads_to_help_for_them(director: Director) -> None:
    move = director.decide(heard(("friend", 0.5), urgent=(("suicidal_thoughts", "hard", True),)), State())

    assert (move.intent, move.state.situation) == ("someone_at_risk", "friend")


def test_a_joke_is_asked_about_and_a_denial_keeps_the_door_open(director: Director) -> None:
    joke = director.decide(heard(("off_topic", 0.6), urgent=(("suicidal_thoughts", "soft", False),)), State())
    denial = director.decide(
        heard(("suicidal_thoughts", 0.5), urgent=(("suicidal_thoughts", "negated", False),)), State()
    )

    assert (joke.intent, denial.intent) == ("gentle_ask", "denial")


@pytest.mark.parametrize("word", ["exit", "quit", "stop"])
def test_a_bare_exit_word_leaves_at_once(director: Director, word: str) -> None:
    assert director.decide(heard(("off_topic", 0.5), words=word), ASKED).intent == "exit"


def test_the_opening_goes_on_step_by_step(director: Director) -> None:
    safe = director.decide(Heard(facts={"safe": "yes"}, button=True), OPENED)
    online = director.decide(Heard(facts={"who": "online"}, button=True), ASKED)

    assert safe.intent == "steps"
    assert (online.intent, online.state.learned) == ("acknowledge", "who_online")
    assert online.state.facts["who"] == "online"


@pytest.mark.parametrize(
    ("means", "intent"),
    [
        ({"safe": "danger"}, "in_danger"),
        ({"safe": "hurt_self"}, "might_hurt_self"),
        ({"friend_safe": "hurt_self"}, "someone_at_risk"),
        ({"plan": "yes"}, "suicide_plan"),
        ({"try_it": "yes"}, "route_yes"),
        ({"try_it": "later"}, "route_later"),
        ({"try_it": "refused"}, "refuses_service"),
        ({"try_it": "failed"}, "service_failed"),
        ({"stopping": "police"}, "stopping"),
        ({"failed_how": "no_file"}, "failed"),
        ({"topic": "threatened"}, "topic_threatened"),
        ({"between": "fake_image"}, "fake_image"),
        ({"mood": "ok"}, "gentle_ok"),
        ({"mood": "bad"}, "suicidal_thoughts"),
        ({"next": "person"}, "human_now"),
    ],
)
def test_every_button_has_its_act(director: Director, means: dict[str, str], intent: str) -> None:
    assert director.decide(Heard(facts=means, button=True), ASKED).intent == intent


def test_what_was_refused_or_failed_is_remembered(director: Director) -> None:
    offered = State(situation="threat_money", offered=("take_it_down",))

    refused = director.decide(Heard(facts={"try_it": "refused"}, button=True), offered)
    failed = director.decide(Heard(facts={"try_it": "failed"}, button=True), offered)

    assert refused.state.refused == ("take_it_down",)
    assert failed.state.failed == ("take_it_down",)


def test_the_newest_answer_about_age_wins(director: Director) -> None:
    adult = director.decide(heard(("off_topic", 0.2), facts={"age": "adult"}), ASKED)
    minor = director.decide(heard(("off_topic", 0.2), facts={"age": "teen"}), adult.state)

    assert adult.state.situation == "adult_victim"
    assert minor.state.situation == "threat_money"
    assert minor.state.facts["age_in_picture"] == "minor"


@pytest.mark.parametrize("situation", ["suicidal_thoughts", "suicide_plan", "suicide_in_progress", "immediate_danger"])
def test_outside_the_us_no_american_number_is_said(director: Director, content: Content, situation: str) -> None:
    abroad = State(facts={"country": "PH"})

    move = director.decide(heard((situation, 0.9)), abroad)

    assert move.intent in ("abroad_crisis", "abroad_emergency")


def test_what_makes_no_sense_climbs_the_ladder(director: Director) -> None:
    first = director.decide(heard(("gibberish", 0.9), words="asdf"), State())
    second = director.decide(heard(("gibberish", 0.9), words="qwer"), first.state)

    assert [first.intent, second.intent] == ["ladder", "ladder"]
    assert second.state.misses == 2


def test_between_two_close_situations_it_asks(director: Director) -> None:
    close = heard(("grooming", 0.21), ("threat_more_images", 0.2), ("livestream", 0.1))

    move = director.decide(close, State())

    assert (move.intent, move.state.between) == ("ask_between", ("grooming", "threat_more_images"))


def test_blaming_themselves_is_answered_before_anything_goes_on(director: Director) -> None:
    move = director.decide(heard(("off_topic", 0.3), about="utter_definition_not_my_fault"), ASKED)

    assert (move.intent, move.state.learned) == ("define", "utter_definition_not_my_fault")


def walk(director: Director, state: State, turns: int) -> list[Move]:
    """Moves for somebody who goes on telling things the bot can't place."""
    moves = []
    for _ in range(turns):
        move = director.decide(heard(("off_topic", 0.1)), state)
        said = {f"utter_{move.state.situation}_{move.intent}"} if move.intent in ("steps", "point") else set()
        offered = move.state.add("offered", "take_it_down") if move.intent == "route" else move.state
        state = State(**{**vars(offered), "said": offered.said | said})
        moves.append(move)
    return moves


def test_someone_who_just_goes_on_gets_steps_a_route_a_thought_and_is_listened_to(director: Director) -> None:
    assert [m.intent for m in walk(director, OPENED, 5)] == ["steps", "route", "point", "listen", "listen"]
