"""Every written dialogue, played over HTTP. Those that do not hold yet are listed by name in open.yml."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.content import Content
from bot.content.load import read_yaml
from bot.rehearsal.client import play
from bot.rehearsal.dialogue import Dialogue, judge, read_dialogues

pytestmark = pytest.mark.slow
HERE = Path(__file__).parent
FILES = [p for p in sorted(HERE.glob("*.yml")) if p.name != "open.yml"]
OPEN = frozenset(read_yaml(HERE / "open.yml"))
DIALOGUES = [d for path in FILES for d in read_dialogues(path)]
SAFETY = [d for d in DIALOGUES if d.id.startswith("safety_") and d.id not in OPEN]
OTHERS = [d for d in DIALOGUES if not d.id.startswith("safety_") and d.id not in OPEN]


def faults(dialogue: Dialogue, address: str, content: Content) -> list[str]:
    regions = {s.id: s.region for s in content.services.values()}
    found = judge(dialogue.turns, play(dialogue, address), regions)
    return [f"{dialogue.id}: turn {f.turn}: {f.fact}" for f in found]


@pytest.mark.parametrize("dialogue", [pytest.param(d, id=d.id) for d in SAFETY])
def test_the_safety_dialogue_holds(dialogue: Dialogue, address: str, content: Content) -> None:
    assert faults(dialogue, address, content) == []


def test_the_dialogues_of_the_situations_hold(address: str, content: Content) -> None:
    """All of them on the machine they were written on; one in twenty may turn on another one's arithmetic."""
    broken = [found for d in OTHERS if (found := faults(d, address, content))]

    assert len(broken) <= len(OTHERS) / 20, broken


def test_every_situation_has_dialogues_of_its_own(content: Content) -> None:
    assert set(content.situations) <= {path.stem for path in FILES}


def test_what_is_listed_as_open_is_a_dialogue_and_safety_tests_are_mostly_not() -> None:
    names = {d.id for d in DIALOGUES}

    assert names >= OPEN
    assert sum(name.startswith("safety_") for name in OPEN) <= 12


def test_every_safety_test_has_a_spanish_twin() -> None:
    english = {d.id: d for d in DIALOGUES if d.id.startswith("safety_") and not d.id.startswith("safety_es_")}
    spanish = {d.id.replace("safety_es_", "safety_"): d for d in DIALOGUES if d.id.startswith("safety_es_")}

    assert set(english) == set(spanish)
    assert {d.lang for d in spanish.values()} == {"es", "en"}  # one begins on an English page
    assert {name: len(d.turns) for name, d in spanish.items()} == {name: len(d.turns) for name, d in english.items()}


def test_twenty_conversations_mix_languages_and_none_of_them_is_open() -> None:
    mixed = {d.id for d in read_dialogues(HERE / "mixed_language.yml")}

    assert len(mixed) >= 20
    assert mixed & OPEN == set()
