"""Which service is next, and for whom it is the wrong one."""

from __future__ import annotations

import pytest

from bot.content import Content
from bot.content.schema import HARM_GROUPS
from bot.routing.routes import fitted, next_service, route_of
from bot.routing.state import State


def test_every_situation_of_harm_leads_to_someone_who_may_be_shown(content: Content) -> None:
    for name, situation in content.situations.items():
        if situation.group in HARM_GROUPS:
            assert route_of(content, State(situation=name)), name


def test_a_refused_or_failed_service_is_never_offered_again(content: Content) -> None:
    state = State(situation="threat_money", refused=("take_it_down",), failed=("cybertipline",))

    assert next_service(content, state) not in ("", "take_it_down", "cybertipline")


@pytest.mark.parametrize(
    ("facts", "shown", "hidden"),
    [
        ({}, "take_it_down", "stopncii"),
        ({"age": "teen"}, "take_it_down", "stopncii"),
        ({"age": "adult", "age_in_picture": "minor"}, "take_it_down", "stopncii"),
        ({"age": "adult", "age_in_picture": "adult"}, "stopncii", "take_it_down"),
        ({"age_in_picture": "adult"}, "stopncii", "take_it_down"),
    ],
)
def test_age_in_the_picture_decides_not_age_now(
    content: Content, facts: dict[str, str], shown: str, hidden: str
) -> None:
    route = route_of(content, State(situation="threat_money", facts=facts))

    assert shown in route
    assert hidden not in route


@pytest.mark.parametrize("country", ["GB", "CA", "PH", "XX"])
def test_outside_the_us_every_us_line_gives_way_to_their_own(content: Content, country: str) -> None:
    state = State(situation="mixed_sextortion_suicide", facts={"country": country})

    found = fitted(content, ["lifeline_988", "crisis_text_line", "take_it_down"], state)

    assert not set(found) & set(content.routing.us_only)
    assert "take_it_down" in found
    assert len(found) > 1


def test_a_family_without_a_verified_member_is_stood_in_for(content: Content) -> None:
    assert fitted(content, ["platform_report"], State()) == ["ncmec_explicit_content"]
    assert fitted(content, ["state_child_abuse_hotline"], State()) == ["childhelp", "childwelfare_directory"]
    assert fitted(content, ["state_child_abuse_hotline"], State(facts={"state": "CO"})) == [
        "state_child_abuse_hotline_co"
    ]
