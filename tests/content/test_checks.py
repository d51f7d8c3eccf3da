"""Each content check: the project's own content passes, and the check finds what it is there to find."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from bot.content import Content, Problem
from bot.content.check import CHECKS, stale
from bot.content.checks import alike, complete, contacts, follow_ups, lines, reading, shape, stories, words
from bot.content.schema import Button, FollowUp, Response, Title


@pytest.mark.parametrize("check", CHECKS, ids=lambda c: c.__module__.rsplit(".", 1)[-1])
def test_the_content_of_the_project_is_clean(check: Callable[[Content], list[Problem]], content: Content) -> None:
    assert check(content) == []


def with_response(content: Content, name: str, **fields: Any) -> Content:
    """The content with one more response."""
    response = Response(**{"en": "You are not alone.", "es": "No estás a solas.", **fields})
    where = {**content.where, name: "data/responses/broken.yml"}
    return Content(
        {**content.services}, content.routing, {**content.responses, name: response}, content.follow_ups, where
    )


@pytest.mark.parametrize(
    ("check", "fields"),
    [
        pytest.param(contacts.check, {"en": "Call 1-800-555-0100 now."}, id="a number that is in no fact"),
        pytest.param(contacts.check, {"en": "Text 741714 now."}, id="the well-known wrong short code"),
        pytest.param(contacts.check, {"en": "Open takeitdown.example.org today."}, id="a link that is in no fact"),
        pytest.param(contacts.check, {"en": "Text THORN to 741741."}, id="the keyword nobody could confirm"),
        pytest.param(shape.check, {"en": "word " * 60}, id="too long"),
        pytest.param(shape.check, {"en": "Are you safe? Are you alone?"}, id="two questions"),
        pytest.param(shape.check, {"en": "You did it!"}, id="an exclamation mark"),
        pytest.param(shape.check, {"es": "Uno dos " * 9}, id="a long sentence in Spanish"),
        pytest.param(shape.check, {"buttons": (Button(en="A", es="A", means={"a": "b"}),)}, id="one button"),
        pytest.param(words.check, {"en": "Why did you send it?"}, id="blame"),
        pytest.param(words.check, {"en": "We will get it down."}, id="a promise"),
        pytest.param(words.check, {"en": "Just block him."}, id="blocking someone who may be near"),
        pytest.param(words.check, {"es": "Las víctimas sufren."}, id="a label in Spanish"),
        pytest.param(
            reading.check,
            {"en": "Notwithstanding jurisdictional considerations, documentation facilitates investigation."},
            id="college words",
        ),
        pytest.param(
            reading.check,
            {"es": "La documentación facilita considerablemente investigaciones jurisdiccionales posteriores. " * 3},
            id="college words in Spanish",
        ),
        pytest.param(alike.check, {"es": "Llama al 988."}, id="a number in one language only"),
        pytest.param(alike.check, {"es": "¿No estás a solas?"}, id="a question in one language only"),
        pytest.param(
            alike.check, {"en": "Text HOME to 741741.", "es": "Manda HOME al 741741."}, id="the English keyword"
        ),
        pytest.param(alike.check, {"es": "You are not a solas."}, id="English under Spanish"),
        pytest.param(complete.check, {"es": None}, id="no Spanish"),
        pytest.param(complete.check, {"services": ("hsi_tip_line",)}, id="a service that must not be shown"),
        pytest.param(complete.check, {"services": ("nobody_knows",)}, id="a service that does not exist"),
    ],
)
def test_a_check_finds_what_it_is_for(
    check: Callable[[Content], list[Problem]], fields: dict[str, Any], content: Content
) -> None:
    found = check(with_response(content, "utter_broken", **fields))

    assert [p.path for p in found] == ["data/responses/broken.yml"] * len(found)
    assert any(p.item.startswith("utter_broken") for p in found)


def test_a_text_that_went_missing_is_named(content: Content) -> None:
    responses = {k: v for k, v in content.responses.items() if k != "utter_threat_money_believe"}

    found = complete.check(Content(content.services, content.routing, responses, content.follow_ups, content.where))

    assert "utter_threat_money_believe" in [p.item for p in found]


@pytest.mark.parametrize("means", [{"between": "no_such_situation"}, {"topic": "nothing"}, {"mood": "bad"}])
def test_a_tap_that_means_what_nothing_answers_is_named(content: Content, means: dict[str, str]) -> None:
    tap = content.taps[0].copy(update={"means": means})

    assert tap.en in [p.item for p in complete.check(replace(content, taps=(tap,)))]


def test_a_rule_that_says_a_missing_text_is_named(content: Content) -> None:
    responses = {k: v for k, v in content.responses.items() if k != "utter_in_danger"}

    found = stories.check(Content(content.services, content.routing, responses, content.follow_ups, content.where))

    assert any("utter_in_danger" in p.fact for p in found)


def test_lines_that_are_one_another_with_a_word_swapped_are_found() -> None:
    path = "data/nlu/threat_money.yml"
    pair = [
        lines.Line(path, "threat_money", "he wants my money by tonight or my whole team will see the pics"),
        lines.Line(path, "threat_money", "she wants my money by tonight or my whole team will see the pics"),
    ]

    assert lines._alike(pair)
    assert lines._twice([pair[0], pair[0]])


def test_a_fact_nobody_looked_at_for_ninety_days_is_noted_and_breaks_nothing(content: Content) -> None:
    later = datetime.date(2027, 3, 1)

    assert any("lifeline_988" in note for note in stale(content, later))
    assert not stale(content, datetime.date(2026, 11, 22))


def test_each_situation_has_spanish_lines_of_its_own(content: Content) -> None:
    one = lines.Line("data/nlu/es/threat_money.yml", "threat_money", "o pago o lo sube")

    found = {p.item for p in lines._counts_in_spanish([one], content)}

    assert found == set(content.situations)


@pytest.mark.parametrize(
    ("fields", "fact"),
    [
        pytest.param({"words": ("N",)}, "no word that must be there", id="a number alone"),
        pytest.param(
            {"phrases": ("really? * now?",)}, "no word that must be there", id="words that may all be missing"
        ),
        pytest.param({"title": Title(en="Is that what will happen?", es="¿Sí?")}, "25 characters", id="a long title"),
        pytest.param({"title": Title(en="should i pay", es="¿Sí?")}, "another one has the title", id="a title of two"),
    ],
)
def test_a_follow_up_that_nobody_could_find_or_tell_apart_is_found(
    fields: dict[str, Any], fact: str, content: Content
) -> None:
    follow_ups_of = {**content.follow_ups, "broken": FollowUp(meaning="is broken", **fields)}
    broken = Content({**content.services}, content.routing, {**content.responses}, follow_ups_of, {**content.where})

    assert any(fact in problem.fact for problem in follow_ups.check(broken))
