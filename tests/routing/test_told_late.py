"""What is told late, by hints, about another or beside something else is heard as what it is."""

from __future__ import annotations

import pytest

from bot.content import Content
from bot.routing.director import Director
from bot.routing.heard import Heard, led_by_clause
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


@pytest.mark.parametrize(
    ("whole", "clause", "first"),
    [
        pytest.param((("blocked_already", 0.7),), ("block_or_reply", 0.97), "block_or_reply", id="asked-beyond-doubt"),
        pytest.param((("blocked_already", 0.8),), ("block_or_reply", 0.97), "blocked_already", id="told-plainly"),
        pytest.param((("blocked_already", 0.7),), ("block_or_reply", 0.8), "blocked_already", id="clause-unsure"),
        pytest.param((), ("block_or_reply", 0.97), "block_or_reply", id="nothing-else"),
    ],
)
def test_a_clause_beyond_doubt_says_more_than_an_unsure_whole(
    whole: tuple[tuple[str, float], ...], clause: tuple[str, float], first: str
) -> None:
    assert led_by_clause(whole, clause)[0][0] == first


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
