"""What is told late, by hints, about another or beside something else is heard as what it is."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.content import Content
from bot.routing.director import Director
from bot.routing.heard import Heard, told_along
from bot.routing.plausible import Thresholds, plausible
from bot.routing.state import State

THREATENED = State(situation="threat_money", covered=("threat_money",), said=frozenset({"utter_threat_money_believe"}))
SISTER = State(situation="sibling", covered=("sibling",), said=frozenset({"utter_sibling_believe"}))


def test_a_story_told_late_stands_though_a_clause_of_it_is_unsure(content: Content) -> None:
    heard = Heard(
        words="he says i have to see him at the park on sunday or else",
        ranking=(("meeting_offender", 0.6),),
        parts=(("meeting_offender", 0.3),),
        holds=frozenset({"tells_meeting"}),
    )

    assert plausible(heard, THREATENED, content, Thresholds()).top == "meeting_offender"


def test_what_was_hinted_before_goes_on_to_be_told(content: Content) -> None:
    hinted = State(queue=("survival_sex_buyer",), said=frozenset({"utter_follow_up_out_of_home"}))
    heard = Heard(
        words="with him so he lets me be there",
        ranking=(("grooming", 0.6), ("survival_sex_buyer", 0.2)),
        margins=(("survival_sex_buyer", 0.1),),
    )

    assert plausible(heard, hinted, content, Thresholds()).top == "survival_sex_buyer"
    assert plausible(heard, State(), content, Thresholds()).top == "grooming"


@pytest.mark.parametrize(
    ("words", "writer_in_danger"), [("he is coming to get her", False), ("he is coming to get me", True)]
)
def test_who_is_fetched_is_who_is_in_danger(director: Director, words: str, writer_in_danger: bool) -> None:
    heard = Heard(words=words, urgent=(("immediate_danger", "hard", False),))

    assert (director.decide(heard, SISTER).state.situation == "immediate_danger") is writer_in_danger


def test_where_they_are_to_be_taken_is_not_where_they_are(director: Director) -> None:
    heard = Heard(words="he wants to take me to mexico", facts={"country": "other"}, holds=frozenset({"taken_there"}))

    assert not director.decide(heard, THREATENED).state.abroad


def test_he_is_not_here_is_no_danger_now(director: Director) -> None:
    hurt = State(
        situation="inperson_abuse", covered=("inperson_abuse",), said=frozenset({"utter_inperson_abuse_believe"})
    )
    heard = Heard(words="he is not here now", ranking=(("immediate_danger", 0.96),), holds=frozenset({"tells_now"}))

    assert director.decide(heard, hurt).state.situation == "inperson_abuse"


def test_who_paid_nothing_is_not_told_to_keep_the_receipt(director: Director) -> None:
    heard = Heard(words="did not pay anything", follow_up=("paid_more", 0.5), holds=frozenset({"not_paid"}))

    assert director.decide(heard, THREATENED).state.learned != "utter_follow_up_paid_more"


def follow_ups(*named: tuple[str, float]) -> list[tuple[str, float]]:
    """A clause as the classifier reads it: the rest of its confidence is small talk's."""
    rest = 1 - sum(p for _, p in named)
    return [*((f"follow_up/{name}", p) for name, p in named), ("off_topic", rest)]


@pytest.mark.parametrize(
    ("whole", "clause", "first"),
    [
        pytest.param(
            {"blocked_already": 0.5, "block_or_reply": 0.3}, ("block_or_reply", 0.7), "block_or_reply", id="both"
        ),
        pytest.param({"blocked_already": 0.8}, ("block_or_reply", 0.1), "blocked_already", id="told-plainly"),
        pytest.param({}, ("block_or_reply", 0.7), "block_or_reply", id="nothing-else"),
    ],
)
def test_what_the_whole_and_a_clause_sound_like_comes_first(
    whole: dict[str, float], clause: tuple[str, float], first: str
) -> None:
    assert told_along(tuple(whole.items()), [follow_ups(clause)], begun=True)[0][0] == first


def test_what_a_clause_alone_is_sure_of_is_not_believed() -> None:
    """ "Im not safe i think, i mean im home but i have to go to work tomorrow" asks nobody how long it takes."""
    whole = (("why_safe", 0.33),)

    name, sure = told_along(whole, [follow_ups(("how_long", 0.91))], begun=True)[0]

    assert (name, sure < Thresholds().follow_up_asked) == ("how_long", True)


def test_a_message_of_one_piece_is_read_as_a_whole() -> None:
    whole = (("face_school", 0.6), ("who_at_school", 0.2))

    assert told_along(whole, [], begun=True) == whole


HURT = State(situation="inperson_abuse", covered=("inperson_abuse",), said=frozenset({"utter_inperson_abuse_believe"}))


@pytest.mark.parametrize(
    ("words", "danger"),
    [
        ("he is like 4 hours away do i have to call 911", False),
        ("he is not here now but he is coming back", False),
        ("he is not here yet he is on the stairs", True),
        ("he is coming back now", True),
        ("my mom is at work she is 2 hours away he is choking me", True),
    ],
)
def test_who_is_far_away_is_no_danger_of_this_minute(director: Director, words: str, danger: bool) -> None:
    heard = Heard(words=words, urgent=(("immediate_danger", "hard", False),))

    assert (director.decide(heard, HURT).state.situation == "immediate_danger") is danger


def test_who_waits_outside_for_them_is_a_danger_now(director: Director) -> None:
    meets = State(situation="meeting_offender", covered=("meeting_offender",), facts={"when": "today"})
    heard = Heard(words="he is outside honking", holds=frozenset({"at_door"}))

    assert director.decide(heard, meets).state.situation == "immediate_danger"


def test_a_friend_who_took_something_is_no_good_news(director: Director) -> None:
    friend = State(situation="friend", covered=("friend",), said=frozenset({"utter_friend_believe"}))
    heard = Heard(
        words="he is with her she took something",
        holds=frozenset({"attempted"}),
        told=("good_news",),
        named=("good_news",),
    )

    assert director.decide(heard, friend).state.learned == "utter_follow_up_their_attempt_now"


def test_the_brother_they_told_is_not_the_one_they_fear(director: Director) -> None:
    told = State(
        situation="peer_or_ex",
        covered=("peer_or_ex",),
        facts={"who": "known"},
        learned="utter_follow_up_told_someone",
    )
    heard = Heard(words="told him he is coming over", urgent=(("immediate_danger", "hard", False),))

    assert director.decide(heard, told).state.situation == "peer_or_ex"


def test_no_wish_to_die_is_believed_from_how_a_threat_sounds(director: Director) -> None:
    """ "She wants 200 more by midnight or she posts it" sounds as those do who want to die over it."""
    sounds = Heard(
        words="she has not yet but she wants 200 more by midnight or she posts it",
        ranking=(("mixed_sextortion_suicide", 0.92),),
        margins=(("threat_money", -0.1), ("mixed_sextortion_suicide", -0.47)),
    )
    asked = replace(THREATENED, said=THREATENED.said | {"utter_ask_safe"})

    move = director.decide(sounds, asked)

    assert (move.state.situation, move.state.at_risk) == (THREATENED.situation, False)


@pytest.mark.parametrize(
    "words", ["i am 13 he is just asking if mom is dead", "no my sister is 9 it is me i am 14 and i gotta do it by 11"]
)
def test_an_age_swallows_nothing_that_is_told_beside_it(director: Director, words: str) -> None:
    move = director.decide(Heard(words=words, facts={"age": "teen"}), HURT)

    assert (move.intent, move.state.facts["age"]) != ("acknowledge", "teen")
    assert move.state.facts["age"] == "teen"


def test_an_age_with_a_word_about_it_is_an_answer(director: Director) -> None:
    told = Heard(words="i am 16 i say 20 because he told me", facts={"age": "teen"})

    assert director.decide(told, HURT).intent == "acknowledge"


def test_where_a_sister_lives_is_not_where_they_do(director: Director) -> None:
    told = Heard(words="my sister in texas does not answer", facts={"state": "TX"}, holds=frozenset({"kin"}))

    assert "state" not in director.decide(told, HURT).state.facts


def test_who_wants_no_988_with_pills_in_hand_is_not_asked_what_speaks_against_a_form(director: Director) -> None:
    low = State(situation="mixed_sextortion_suicide", covered=("mixed_sextortion_suicide",), at_risk=True)
    no = Heard(
        words="i do not want to talk to 988", about="utter_about_lifeline_988", holds=frozenset({"will_not_use"})
    )

    assert director.decide(no, low).state.learned == "utter_follow_up_refuses_hurt"


def test_two_situations_that_were_offered_are_gone_once_they_write_on(director: Director) -> None:
    """Left in the memory, they were taken for what may be meant along the way, and the answer was lost."""
    offered = State(awaiting="between", between=("worried_no_threat", "offender_suicide_threat"))
    on = Heard(words="her dad would lose it if i call the house", ranking=(("offender_suicide_threat", 0.4),))

    assert director.decide(on, offered).state.between == ()


@pytest.mark.parametrize(
    ("words", "situation"),
    [
        pytest.param("how do i get cops here he can hear me", "immediate_danger", id="overheard"),
        pytest.param("is there a way to get 911 without talking he hears me", "immediate_danger", id="911"),
        pytest.param("i can not talk to the police about this", "", id="will-not-talk"),
    ],
)
def test_who_asks_for_911_and_cannot_speak_is_in_danger_from_the_first_message(
    director: Director, words: str, situation: str
) -> None:
    heard = Heard(words=words, ranking=(("in_trouble", 0.3),), holds=frozenset({"cannot_speak"}))

    assert director.decide(heard, State()).state.situation == situation


def test_not_me_but_him_is_no_wish_to_die_of_the_writer(director: Director) -> None:
    theirs = State(situation="friend", covered=("friend",), said=frozenset({"utter_friend_believe"}))
    heard = Heard(
        words="no i am not the one who wants to die him",
        urgent=(("suicidal_thoughts", "hard", False),),
        holds=frozenset({"not_me", "tells_despair"}),
    )

    assert director.decide(heard, theirs).state.situation == "friend"


def test_a_gun_in_the_closet_outs_nobody(director: Director) -> None:
    heard = Heard(
        words="he is drunk and there is a gun in the closet",
        ranking=(("immediate_danger", 0.97),),
        holds=frozenset({"lgbtq"}),
    )

    assert "lgbtq" not in director.decide(heard, State()).state.facts


@pytest.mark.parametrize(
    ("words", "holds"),
    [
        pytest.param("it is not online it is our uncle he touches her", {"kin"}, id="an-uncle"),
        pytest.param("a man from her street touches her", set(), id="no-kin"),
    ],
)
def test_what_is_done_to_whom_they_ask_for_is_no_matter_for_a_website(
    director: Director, words: str, holds: set[str]
) -> None:
    friend = State(situation="friend", covered=("friend",), said=frozenset({"utter_friend_believe"}))
    told = Heard(words=words, margins=(("inperson_abuse", -0.2 if holds else 0.1),), holds=frozenset(holds))

    assert director.decide(told, friend).state.learned == "utter_follow_up_their_home"
