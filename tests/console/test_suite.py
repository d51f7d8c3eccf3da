"""What is recorded in the console is a scenario file that plays like any other."""

from __future__ import annotations

from typing import Any

import pytest

from bot.console.suite import as_yaml, files, found, listed, read_text
from bot.rehearsal.dialogue import BadDialogue, read_dialogues
from bot.rehearsal.report import known_faults

RECORDED: dict[str, Any] = {
    "id": "weekend",
    "title": "a threat: on a Saturday, 'late'",
    "lang": "es",
    "turns": [
        {
            "say": 'he said: "pay", #now',
            "expect": {"services_any": ["take_it_down"], "text_any": ["no es tu culpa\\."]},
        },
        {"choose": ["estoy a salvo"], "expect": {"asks": True, "within": 2, "text_none": ["{a: b}"]}},
        {"say": "null"},
    ],
}


def test_a_recorded_chat_is_read_back_as_it_was() -> None:
    text = as_yaml(RECORDED)

    dialogue = read_text(text)[0]

    assert dialogue.lang == "es"
    assert dialogue.title == RECORDED["title"]
    assert [s.say for s in dialogue.turns] == ['he said: "pay", #now', None, "null"]
    assert dialogue.turns[0].expect.text_any == ("no es tu culpa\\.",)
    assert dialogue.turns[1].expect.within == 2
    assert dialogue.turns[1].expect.asks is True


def test_dialogues_of_the_project_survive_being_written() -> None:
    for path in files()[::4]:
        for dialogue in read_dialogues(path):
            raw = {
                "id": dialogue.id, "title": dialogue.title, "lang": dialogue.lang,
                "turns": [
                    {
                        **({"say": s.say} if s.say is not None else {"choose": list(s.choose)}),
                        "expect": s.expect.dict(exclude_defaults=True),
                    }
                    for s in dialogue.turns
                ],
            }  # fmt: skip
            assert read_text(as_yaml(raw)) == [dialogue]


@pytest.mark.parametrize(
    "broken", [{}, {**RECORDED, "turns": [{"say": "a", "choose": ["b"]}]}, {**RECORDED, "evil": 1}]
)
def test_what_is_no_dialogue_is_refused(broken: dict[str, Any]) -> None:
    with pytest.raises(BadDialogue):
        as_yaml(broken)


@pytest.mark.parametrize("text", ["- [unclosed", "a: 1", "- id: x"])
def test_a_text_that_is_no_scenario_is_refused(text: str) -> None:
    with pytest.raises(BadDialogue):
        read_text(text)


def test_a_dialogue_is_found_by_its_name_only() -> None:
    first = listed()[0]

    assert found(first["file"], first["id"])[1].id == first["id"]
    with pytest.raises(BadDialogue, match="no dialogue"):
        found("../../etc/passwd", "x")


def test_the_known_faults_are_marked() -> None:
    assert {d["id"] for d in listed() if d["open"]} == known_faults()
