"""From every state the flows reach, a person who can help is at most one step away. Walked, not claimed."""

from __future__ import annotations

import os

import pytest
from walker import Place, Walker, explore, openings

from bot.content import Content

# Enough for every situation with every question of it; the whole walk: HANDRAIL_WALK=1000000 pytest tests/routing.
MOST = int(os.environ.get("HANDRAIL_WALK", "1500"))


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
    assert len(far) <= len(places) / 10  # where only typing leads there, the page's own buttons stand beside it


def test_a_life_at_risk_never_loses_sight_of_a_person(places: list[Place], walker: Walker) -> None:
    assert _paths([p for p in places if p.state.at_risk and not walker.contact(p)]) == []


def test_nobody_abroad_is_shown_a_line_that_only_answers_in_the_us(places: list[Place], content: Content) -> None:
    only_us = set(content.routing.us_only)

    assert _paths([p for p in places if p.state.abroad and only_us & set(p.shown.services)]) == []


def test_no_minor_s_picture_ends_at_a_service_for_adults(places: list[Place]) -> None:
    minors = [p for p in places if p.state.facts.get("age_in_picture") == "minor"]

    assert _paths([p for p in minors if "stopncii" in p.shown.services]) == []
