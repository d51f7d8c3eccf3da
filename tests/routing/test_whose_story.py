"""Who did it, who is young and who is to meet somebody: each is answered as who they are."""

from __future__ import annotations

from dataclasses import replace

from bot.routing.director import Director
from bot.routing.fits import FITS
from bot.routing.heard import Heard
from bot.routing.state import State

FRIEND = State(situation="friend", covered=("friend",), said=frozenset({"utter_friend_believe"}))
SHARED = State(
    situation="already_shared", covered=("already_shared",), said=frozenset({"utter_already_shared_believe"})
)
MEETS = Heard(
    words="she is going to meet him at the station on friday",
    ranking=(("meeting_offender", 0.9),),
    holds=frozenset({"tells_meeting", "meets_later"}),
)


def test_a_friend_who_tells_of_a_meeting_hears_of_the_meeting(director: Director) -> None:
    move = director.decide(MEETS, FRIEND)

    assert (move.state.situation, move.state.learned) == ("friend", "utter_follow_up_their_meeting")
    assert "meeting_offender" not in move.state.queue


def test_a_day_named_after_it_is_the_day_of_that_meeting(director: Director) -> None:
    told = replace(director.decide(MEETS, FRIEND).state, said=FRIEND.said | {"utter_follow_up_their_meeting"})

    move = director.decide(Heard(words="they moved it to tomorrow", ranking=(("friend", 0.1),)), told)

    assert move.state.learned == "utter_follow_up_their_meeting_near"


def test_who_says_that_they_did_it_is_not_answered_as_the_one_harmed(director: Director) -> None:
    did_it = Heard(words="i pressured her", ranking=(("i_harmed_peer", 0.2),), holds=frozenset({"pressured_them"}))

    assert director.decide(did_it, SHARED).state.situation == "i_harmed_peer"


def test_who_was_told_that_they_did_it_stays_the_one_harmed(director: Director) -> None:
    accused = Heard(
        words="he says i made him do it", ranking=(("i_harmed_peer", 0.3),), holds=frozenset({"pressured_them"})
    )

    assert director.decide(accused, SHARED).state.situation == "already_shared"


def test_a_teenager_afraid_of_their_attraction_gets_the_help_for_their_age(director: Director) -> None:
    heard = Heard(
        words="i am 16 and attracted to little kids",
        ranking=(("adult_worried_self", 0.99),),
        holds=frozenset({"tells_urges"}),
        facts={"age": "teen"},
    )

    move = director.decide(heard, State())

    assert FITS["worried_young"](move.state)
    assert move.state.learned == "utter_follow_up_young_attraction"


def test_abuse_told_by_who_wants_to_die_is_answered_though_an_age_is_told_with_it(director: Director) -> None:
    state = State("suicidal_thoughts", covered=("suicidal_thoughts",), awaiting="age", at_risk=True)
    heard = Heard(
        words="15 my stepdad comes in at night",
        ranking=(("inperson_abuse", 0.2),),
        urgent=(("inperson_abuse", "hard", False),),
        facts={"age": "teen"},
    )

    move = director.decide(heard, state)

    assert (move.intent, move.state.at_risk, move.state.facts["age"]) == ("inperson_abuse", True, "teen")
