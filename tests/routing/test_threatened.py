"""What was heard as another thing by young people who are threatened over a picture."""

from __future__ import annotations

import pytest

from bot.routing.director import Director
from bot.routing.fits import NO_GOOD_NIGHT
from bot.routing.heard import Heard
from bot.routing.standing import is_gone
from bot.routing.state import State

THREATENED = State(situation="threat_money", covered=("threat_money",), said=frozenset({"utter_threat_money_believe"}))


@pytest.mark.parametrize(
    ("words", "gone"),
    [
        ("he is gone can i make him not send it", True),
        ("the truck left my mom is here", True),
        ("he is not gone", False),
        ("i do not think he left", False),
    ],
)
def test_only_what_stands_before_the_going_denies_it(words: str, gone: bool) -> None:
    assert is_gone(words.split()) is gone


def test_buttons_for_what_was_meant_stand_under_one_answer(director: Director) -> None:
    asked = State(**{**THREATENED.__dict__, "awaiting": "who", "between": ("do_i_pay", "countdown")})
    heard = Heard(words="does it cost money", follow_up=("what_it_costs", 0.9), told=(), named=("what_it_costs",))

    state = director.decide(heard, asked).state

    assert state.between == ()


def test_good_night_is_no_plan_to_die(director: Director) -> None:
    heard = Heard(
        words="ok going to bed now",
        ranking=(("suicide_plan", 0.7),),
        told=("good_night",),
        named=("good_night",),
    )

    assert director.decide(heard, THREATENED).state.learned == "utter_follow_up_good_night"


def test_a_life_at_risk_says_no_good_night(director: Director) -> None:
    heard = Heard(
        words="going to sleep and not wake up",
        ranking=(("suicide_plan", 0.9),),
        margins=(("suicide_plan", 0.1),),
        told=("good_night",),
        named=("good_night",),
    )

    assert "wake" in NO_GOOD_NIGHT
    assert director.decide(heard, THREATENED).state.situation in ("suicide_plan", "mixed_sextortion_suicide")


def test_whom_they_fear_at_home_is_no_safe_adult(director: Director) -> None:
    heard = Heard(
        words="he tells my dad and my dad will kick me out",
        told=("safe_adult", "feared_at_home"),
        named=("safe_adult", "feared_at_home"),
    )

    assert director.decide(heard, THREATENED).state.learned == "utter_follow_up_feared_at_home"
