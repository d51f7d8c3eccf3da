"""Unsure what was meant, the bot says so: what else it may be is one tap away, and nobody is asked while minutes count."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.content import Content
from bot.routing.director import Director
from bot.routing.fits import FITS, fitting, of_a_picture
from bot.routing.heard import Heard, Ranking, weighed
from bot.routing.meant import MEANT, NONE, offers
from bot.routing.state import State
from tests.opened import OPENED, WORDS

UNSURE: Ranking = (("countdown", 0.4), ("do_i_pay", 0.2), ("what_if_posts", 0.1))
FAINT: Ranking = (("countdown", 0.12), ("do_i_pay", 0.08), ("what_if_posts", 0.05))


def heard(likely: Ranking, **fields: object) -> Heard:
    named, may_follow = weighed((), likely)
    first = likely[0]
    return Heard(words=WORDS, ranking=(("off_topic", 0.1),), follow_up=first, named=named, may_follow=may_follow, **fields)  # type: ignore[arg-type]  # fmt: skip


def test_a_likely_answer_has_the_other_meanings_under_it(director: Director, content: Content) -> None:
    move = director.decide(heard(UNSURE), OPENED)

    assert (move.intent, move.state.learned) == ("follow_up", content.follow_ups["countdown"].say[0])
    assert (offers(move.state), move.state.between) == (True, ("do_i_pay", "what_if_posts"))


def test_a_plain_question_is_answered_and_nothing_else_offered(director: Director) -> None:
    move = director.decide(heard((("countdown", 0.9), *UNSURE[1:])), OPENED)

    assert (move.intent, move.state.between) == ("follow_up", ())


def test_what_is_not_likely_enough_to_be_said_is_asked_about(director: Director) -> None:
    move = director.decide(heard(FAINT), OPENED)

    assert (move.intent, offers(move.state)) == ("ask_meant", True)
    assert move.state.between == ("countdown", "do_i_pay", "what_if_posts")


def test_nobody_is_asked_twice_in_a_row(director: Director) -> None:
    asked = director.decide(heard(FAINT), OPENED).state

    assert director.decide(heard(FAINT), asked).intent != "ask_meant"


@pytest.mark.parametrize("situation", ["suicide_in_progress", "immediate_danger"])
@pytest.mark.parametrize("likely", [UNSURE, FAINT])
def test_nobody_in_an_emergency_chooses_between_titles(director: Director, situation: str, likely: Ranking) -> None:
    state = replace(OPENED, situation=situation, covered=(situation,), facts={})

    assert not offers(director.decide(heard(likely), state).state)


def test_a_tap_gets_the_answer_that_its_title_promised(director: Director, content: Content) -> None:
    asked = director.decide(heard(FAINT), OPENED).state

    move = director.decide(Heard(facts={MEANT: "do_i_pay"}, button=True), asked)

    assert (move.intent, move.state.learned) == ("follow_up", content.follow_ups["do_i_pay"].say[0])
    assert move.state.between == ()


def test_none_of_them_comes_to_people_who_can_answer(director: Director) -> None:
    asked = director.decide(heard(FAINT), OPENED).state

    assert director.decide(Heard(facts={MEANT: NONE}, button=True), asked).intent == "unanswered"


@pytest.mark.parametrize(
    ("told", "likely", "named"),
    [
        pytest.param(("countdown",), (("do_i_pay", 0.9),), ("do_i_pay",), id="a sure classifier is believed"),
        pytest.param(
            ("countdown",), (("do_i_pay", 0.6),), ("do_i_pay", "countdown"), id="a fairly sure one comes first"
        ),
        pytest.param(("countdown",), (("do_i_pay", 0.3),), ("countdown",), id="an unsure one yields to the words"),
        pytest.param((), (("do_i_pay", 0.6),), (), id="without words it is likely, and not named"),
        pytest.param(("countdown",), (), ("countdown",), id="words alone"),
    ],
)
def test_words_and_classifier_are_weighed(told: tuple[str, ...], likely: Ranking, named: tuple[str, ...]) -> None:
    assert weighed(told, likely)[0] == named


def test_what_words_name_and_the_classifier_does_not_may_be_meant() -> None:
    _, may_follow = weighed(("countdown",), (("do_i_pay", 0.6), ("what_if_posts", 0.1)))

    assert [name for name, _ in may_follow] == ["do_i_pay", "countdown", "what_if_posts"]


@pytest.mark.parametrize(
    ("state", "fits"),
    [
        pytest.param(State("threat_money"), True, id="threatened over one"),
        pytest.param(State("inperson_abuse", covered=("inperson_abuse",)), False, id="hurt at home, none told of"),
        pytest.param(State("inperson_abuse", queue=("threat_more_images",)), True, id="hurt at home, and one told of"),
        pytest.param(State("suicidal_thoughts", covered=("suicidal_thoughts",)), False, id="a life, none told of"),
        pytest.param(State("friend", facts={"picture": "none"}), False, id="a friend who said there is none"),
        pytest.param(State("friend"), True, id="a friend who said nothing of it"),
        pytest.param(State("i_harmed_peer"), True, id="who passed one on"),
    ],
)
def test_help_with_a_picture_is_offered_where_one_may_be(state: State, fits: bool) -> None:
    assert of_a_picture(state) is fits


def test_what_fits_is_all_that_its_names_say() -> None:
    state = State("friend", covered=("friend",))

    assert fitting(state) == {fit for fit, fits in FITS.items() if fits(state)}
    assert {"asker", "their_picture"} <= fitting(state)
    assert not {"harmed", "pictured", "pushed", "writer"} & fitting(state)


def test_what_was_asked_before_is_still_answered_after_an_offer(director: Director) -> None:
    waiting = replace(OPENED, awaiting="who")
    asked = director.decide(heard(FAINT), waiting).state

    move = director.decide(Heard(words="only online", facts={"who": "online"}), asked)

    assert asked.awaiting == "who"
    assert (move.state.facts["who"], move.state.between) == ("online", ())


def test_who_may_die_and_whose_home_hurts_them_are_told_apart() -> None:
    dying = State("parent", facts={"their_life": "risk"})
    hurt = State("school_adult", said=frozenset({"utter_follow_up_student_home"}))

    assert {"they_may_die", "their_home"} & fitting(dying) == {"they_may_die"}
    assert {"they_may_die", "their_home"} & fitting(hurt) == {"their_home"}
    assert not {"they_may_die", "their_home"} & fitting(State("friend", facts={"their_life": "safe"}))
    assert not {"they_may_die", "their_home"} & fitting(State("inperson_abuse", facts={"their_life": "risk"}))
