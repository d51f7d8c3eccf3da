"""Judging a rehearsal: each expectation can fail, and fails for its own reason."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.rehearsal.dialogue import BadDialogue, Expect, Reply, Step, button_for, judge, read_dialogues, satisfies

REGIONS = {"uk_childline": "GB", "lifeline_988": "US"}


def reply(*texts: str, services: tuple[str, ...] = (), ended: bool = False) -> Reply:
    return Reply(texts, services, (("b1", "I'm safe"), ("b2", "Not sure")), ended)


@pytest.mark.parametrize(
    ("expect", "fact"),
    [
        (Expect(within=1, services_any=("take_it_down",)), "services_any"),
        (Expect(within=1, services_none=("lifeline_988",)), "services_none"),
        (Expect(within=1, text_any=("zebra",)), "text_any"),
        (Expect(within=1, text_none=("call 988",)), "text_none"),
        (Expect(within=1, asks=True), "asks"),
        (Expect(within=1, ended=True), "ended"),
    ],
)
def test_an_expectation_that_does_not_hold_is_named(expect: Expect, fact: str) -> None:
    failures = judge([Step(say="hi", expect=expect)], [reply("Call 988 now.", services=("lifeline_988",))], REGIONS)

    assert [f.fact.split(":")[0] for f in failures] == [fact]


def test_within_looks_at_the_next_replies_and_none_at_this_one_alone() -> None:
    steps = [
        Step(say="a", expect=Expect(within=2, services_any=("take_it_down",), services_none=("stopncii",))),
        Step(say="b"),
    ]

    assert judge(steps, [reply("one"), reply("two", services=("take_it_down", "stopncii"))], REGIONS) == []


def test_a_text_said_again_is_found() -> None:
    steps = [Step(say="a"), Step(say="b", expect=Expect(within=1, not_repeat=True))]

    assert [f.turn for f in judge(steps, [reply("same"), reply("same")], REGIONS)] == [2]


@pytest.mark.parametrize(
    ("service", "wanted", "fits"),
    [
        ("platform_discord", "platform_report", True),
        ("uk_childline", "country_service", True),
        ("lifeline_988", "country_service", False),
        ("state_child_abuse_hotline_co", "state_child_abuse_hotline", True),
    ],
)
def test_families_of_services(service: str, wanted: str, fits: bool) -> None:
    assert satisfies(service, wanted, REGIONS) is fits


def test_the_first_word_list_that_fits_chooses_the_button() -> None:
    assert button_for(["nobody says this", "safe"], reply("x")) == "b1"
    assert button_for(["maybe later"], reply("x")) is None


@pytest.mark.parametrize(
    "text",
    [
        "a: 1",
        "- id: x\n  title: y\n  turns: [{}]",
        "- id: x\n  title: y\n  turns: [{say: a, choose: [b]}]",
        "- [unclosed",
    ],
)
def test_a_file_that_is_no_dialogue_is_refused_with_its_path(tmp_path: Path, text: str) -> None:
    path = tmp_path / "broken.yml"
    path.write_text(text)

    with pytest.raises(BadDialogue, match=r"broken\.yml"):
        read_dialogues(path)
