"""The sign-off report says what was played, measured and left open, and nothing it was not told."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from bot.content import Content
from bot.rehearsal.dialogue import Dialogue, Failure, Reply, Step
from bot.rehearsal.pictures import alarms, confusion
from bot.rehearsal.play import Result
from bot.rehearsal.report import Figures, Flag, as_html, content_digest, figures_of, version

EVIL = "<script>alert(1)</script>"


def result(*failures: Failure, said: str = "he wants money") -> Result:
    dialogue = Dialogue(id="one", title=f"a title {EVIL}", turns=(Step(say=said),))
    return Result(
        Path("one.yml"),
        dialogue,
        [Reply((f"It is not your fault {EVIL}",), ("take_it_down",), (), False)],
        list(failures),
    )


def answer(situation: str, urgency: str) -> dict[str, Any]:
    return {"situation": situation, "urgency": urgency, "also": [], "services": []}


def test_the_report_says_what_passed_what_failed_and_why() -> None:
    html = as_html([result(), result(Failure(1, "x", "asks: expected True"))], Figures(unplayed=7))

    assert "1 of 2 dialogues pass" in html
    assert "asks: expected True" in html
    assert "7 of the suite were not played" in html


def test_only_the_turns_that_differed_go_onto_paper() -> None:
    html = as_html(
        [result(said="as expected"), result(Failure(1, "x", "asks: expected True"), said="not so")], Figures()
    )

    assert '<div class="turn held"><p class="you">as expected</p>' in html
    assert '<div class="turn"><p class="you">not so</p>' in html
    assert (
        ".turn.held,td code,details>:not(summary){display:none}"
        in html.split("@media print{", 1)[1].split("</style>")[0]
    )


def test_the_report_names_version_digest_facts_and_what_nobody_signed(content: Content) -> None:
    html = as_html([], Figures())

    assert version() in html
    assert content_digest() in html
    assert f"of {len(content.responses)} are reviewed by nobody yet" in html
    assert all(s.id in html for s in content.services.values() if s.may_be_shown)
    assert "Recognition was not measured" in html


def test_recognition_is_counted_by_group(content: Content) -> None:
    messages = [{"situation": "threat_money"}, {"situation": "off_topic"}]
    figures = figures_of(messages, [answer("threat_money", "support"), answer("suicide_plan", "crisis")], content)

    html = as_html([], figures)

    assert "acts on the right situation in 1 of 2" in html
    assert "1 false alarms and 0 missed ones in 2 messages" in html


def test_an_open_flag_is_in_the_report() -> None:
    html = as_html([], Figures(flags=[Flag("utter_x", "data/responses/x.yml:4", f"too cold {EVIL}", "a nurse")]))

    assert "data/responses/x.yml:4" in html
    assert "Open flags: 1" in html


def test_nothing_said_becomes_markup() -> None:
    html = as_html([result(said=EVIL)], Figures(flags=[Flag(EVIL, EVIL, EVIL, EVIL)], signer=EVIL))

    assert "<script" not in html


@pytest.mark.parametrize("draw", [confusion, alarms])
def test_a_picture_of_nothing_is_still_a_picture(draw: Any) -> None:
    assert ElementTree.fromstring(draw([])).tag.endswith("svg")


def test_the_confusion_picture_names_what_was_taken_for_what() -> None:
    rows = [
        {"wanted": "friend", "situation": "friend", "met": True, "urgency": "support", "wanted_urgency": "support"},
        {"wanted": "friend", "situation": EVIL, "met": False, "urgency": "crisis", "wanted_urgency": "support"},
    ]

    svg = confusion(rows)

    assert "1 of 2 messages acted on as expected; 1 were not" in svg
    assert "<script" not in svg
    assert "1 false alarms" in alarms(rows)
