"""Whoever tells of several things sees that all were heard, and what they asked besides is answered."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.content import Content
from bot.content.schema import LANGS
from bot.routing.director import Director
from bot.routing.heard import Heard
from bot.routing.routes import fitted
from bot.routing.speech import behind_needs
from bot.routing.state import State, from_memory
from bot.routing.way import Way
from tests.opened import OPENED, WORDS

ASKED_BESIDE = replace(OPENED, aside=("parents_find_out",), said=frozenset({"utter_threat_money_believe"}))


def _told(*ranking: tuple[str, float], **fields: object) -> Heard:
    return Heard(words=WORDS, ranking=ranking, **fields)  # type: ignore[arg-type]


def test_a_question_in_the_same_breath_as_the_story_is_kept(director: Director) -> None:
    move = director.decide(_told(("threat_money", 0.8), beside=frozenset({"parents_find_out"})), State())

    assert (move.intent, move.state.aside) == ("threat_money", ("parents_find_out",))


def test_a_service_named_in_the_same_breath_is_explained_later(director: Director) -> None:
    heard = _told(
        ("threat_money", 0.8), parts=(("service_question", 0.9),), about="utter_about_take_it_down", beside=frozenset()
    )

    assert director.decide(heard, State()).state.aside == ("utter_about_take_it_down",)


def test_a_friend_is_not_told_what_their_own_parents_learn(director: Director) -> None:
    move = director.decide(_told(("friend", 0.8), beside=frozenset({"parents_find_out"})), State())

    assert move.state.aside == ()


def test_what_was_asked_beside_the_story_is_answered_with_what_to_do_now(content: Content) -> None:
    move = Way(content).advance(ASKED_BESIDE)

    assert (move.intent, move.state.learned, move.state.aside) == ("acknowledge", "utter_parents_find_out", ())


def test_an_answer_that_was_given_is_not_given_again(content: Content) -> None:
    said = frozenset(content.follow_ups["tell_parents_fear"].say[:1])

    assert Way(content).advance(replace(ASKED_BESIDE, said=ASKED_BESIDE.said | said)).intent == "steps"


def test_an_emergency_is_not_left_for_a_question(content: Content) -> None:
    now = replace(ASKED_BESIDE, situation="immediate_danger")

    assert Way(content).advance(now).intent != "acknowledge"


def test_what_was_asked_is_kept_between_turns() -> None:
    assert from_memory("threat_money", ASKED_BESIDE.to_memory(), ASKED_BESIDE.said) == ASKED_BESIDE


def test_all_needs_are_named_before_the_first_question_and_never_again(content: Content) -> None:
    told = State(situation="threat_money", queue=("paid_already",), aside=("parents_find_out",))

    assert Way(content).needs(told) == ("picture", "money", "family")
    assert Way(content).needs(replace(told, asked=("safe",))) == ()


def test_a_life_at_risk_beside_the_story_is_named_first(content: Content) -> None:
    assert Way(content).needs(State(situation="threat_money", at_risk=True)) == ("you", "picture")
    assert Way(content).needs(State(situation="cant_pay", queue=("inperson_abuse",))) == ("you", "money")


def test_one_need_is_not_listed(content: Content) -> None:
    assert behind_needs("Are you safe?", ("picture",), content, "en") == "Are you safe?"


@pytest.mark.parametrize("lang", LANGS)
def test_the_longest_list_of_needs_fits_a_bubble(content: Content, lang: str) -> None:
    names = sorted(
        (n.removeprefix("utter_need_") for n in content.responses if n.startswith("utter_need_")),
        key=lambda n: -len(content.responses[f"utter_need_{n}"].text(lang)),
    )
    question = max((r.text(lang) for n, r in content.responses.items() if n.startswith("utter_ask_")), key=len)

    assert len(behind_needs(question, names[:4], content, lang)) <= 280


def test_a_thought_about_strangers_is_not_said_of_somebody_they_know(content: Content) -> None:
    routes = tuple(content.situations["threat_money"].first)
    known = replace(OPENED, facts={"safe": "yes", "who": "known"}, offered=routes)

    assert Way(content).advance(known).state.learned == "utter_peer_or_ex_point"


def test_a_worry_in_one_word_after_help_was_offered_is_answered(director: Director) -> None:
    offered = replace(OPENED, offered=("take_it_down",))

    assert director.decide(Heard(words="police"), offered).state.learned == "stopping_police"


def test_a_bare_pronoun_tells_no_story(director: Director) -> None:
    move = director.decide(Heard(words="he", ranking=(("threat_more_images", 0.6),)), State(misses=3))

    assert (move.intent, move.state.misses) == ("ladder", 4)


def test_the_age_of_whoever_threatens_is_no_brothers_or_sisters_age(director: Director) -> None:
    move = director.decide(Heard(words="he is 16 he said", facts={"sibling_age": "teen"}), OPENED)

    assert "sibling_age" not in move.state.facts


def test_each_thing_told_counts_by_itself_however_sure_the_first_is(director: Director) -> None:
    heard = _told(("threat_money", 0.9), margins=(("threat_money", 0.6), ("self_harm", -0.3), ("grooming", -0.9)))

    assert director.decide(heard, State()).also == ("self_harm",)


def test_a_threat_and_wanting_to_die_are_also_what_they_are_together(director: Director) -> None:
    heard = _told(("threat_money", 0.9), margins=(("threat_money", 0.6), ("suicidal_thoughts", -0.4)))

    assert {"suicidal_thoughts", "mixed_sextortion_suicide"} <= set(director.decide(heard, State()).also)


def test_what_may_be_told_besides_is_looked_for_in_a_first_message_only(director: Director) -> None:
    assert director.decide(_told(("threat_money", 0.9), margins=(("self_harm", 0.1),)), OPENED).also == ()


def test_nobody_is_accused_in_passing(director: Director) -> None:
    heard = _told(("threat_money", 0.9), margins=(("asks_for_abuse_material", 0.2),))

    assert director.decide(heard, State()).also == ()


def test_anger_feared_at_home_is_no_wish_to_die(director: Director) -> None:
    heard = _told(("mixed_sextortion_suicide", 0.6), ("peer_or_ex", 0.4), told=("home_angry",), named=("home_angry",))

    assert director.decide(heard, State()).intent == "peer_or_ex"


def test_no_strength_left_beside_a_picture_keeps_the_lines_in_sight(director: Director) -> None:
    move = director.decide(_told(("worried_no_threat", 0.8), holds=frozenset({"at_the_end"})), State())

    assert (move.intent, move.state.at_risk) == ("worried_no_threat", True)


def test_no_line_for_partners_is_shown_about_a_cousin(content: Content) -> None:
    assert "love_is_respect" not in fitted(content, ("love_is_respect",), State(facts={"kin": "yes"}))


def test_the_story_behind_a_question_is_acted_on_and_the_question_kept(director: Director) -> None:
    heard = _told(("in_trouble", 0.8), margins=(("in_trouble", 0.9), ("already_shared", 0.2)))

    move = director.decide(heard, State())

    assert (move.intent, move.state.aside) == ("already_shared", ("in_trouble",))


def test_who_asks_for_a_word_is_told_what_it_means(director: Director) -> None:
    heard = _told(("definition", 0.8), margins=(("fake_image", 0.5),), about="utter_definition_deepfake")

    assert director.decide(heard, State()).intent in ("define", "definition")


def test_a_nervous_laugh_does_not_hide_a_wish_to_die_that_is_plainly_told(director: Director) -> None:
    told = _told(
        ("threat_money", 0.6), ("suicidal_thoughts", 0.2), margins=(("suicidal_thoughts", 0.6),), laughing=True
    )

    move = director.decide(told, State())

    assert ("suicidal_thoughts" in move.also, move.state.at_risk) == (True, True)


def test_a_laugh_over_words_that_hardly_tell_it_is_a_laugh(director: Director) -> None:
    told = _told(("off_topic", 0.6), ("suicidal_thoughts", 0.3), margins=(("suicidal_thoughts", -0.4),), laughing=True)

    assert director.decide(told, State()).acts_on == "off_topic"


@pytest.mark.parametrize(
    ("margin", "leads", "heard_beside"), [(0.4, True, False), (-0.2, False, True), (-0.4, False, False)]
)
def test_a_meeting_without_a_word_of_meeting_counts_as_far_as_it_is_told(
    margin: float, leads: bool, heard_beside: bool, director: Director
) -> None:
    told = _told(
        ("meeting_offender", 0.6), ("grooming", 0.3), margins=(("grooming", 0.2), ("meeting_offender", margin))
    )

    move = director.decide(told, State())

    assert (move.state.situation == "meeting_offender", "meeting_offender" in move.also) == (leads, heard_beside)


def test_a_curse_at_us_is_heard_and_what_they_told_is_answered(director: Director) -> None:
    told = _told(
        ("threat_money", 0.6), ("profanity_at_bot", 0.3), margins=(("profanity_at_bot", 0.1), ("threat_money", 0.1))
    )

    move = director.decide(told, State())

    assert (move.state.situation, move.also) == ("threat_money", ("profanity_at_bot",))
    assert move.state.queue == ()


def test_what_is_told_at_the_same_urgency_comes_in_the_order_of_how_clearly(director: Director) -> None:
    told = _told(("threat_money", 0.9), margins=(("privacy", 0.3), ("wants_promise", 0.1), ("in_trouble", -0.1)))

    assert director.decide(told, State()).also == ("privacy", "wants_promise", "in_trouble")
