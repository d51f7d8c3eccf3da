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
DIALOGUES = [d for path in FILES for d in read_dialogues(path)]
OPEN = frozenset(read_yaml(HERE / "open.yml"))


@pytest.mark.parametrize("dialogue", [pytest.param(d, id=d.id) for d in DIALOGUES if d.id not in OPEN])
def test_the_dialogue_holds(dialogue: Dialogue, address: str, content: Content) -> None:
    regions = {s.id: s.region for s in content.services.values()}

    replies = play(dialogue, address)

    assert [f"turn {f.turn}: {f.fact}" for f in judge(dialogue.turns, replies, regions)] == []


def test_every_situation_has_dialogues_of_its_own(content: Content) -> None:
    assert set(content.situations) <= {path.stem for path in FILES}


def test_what_is_listed_as_open_is_a_dialogue_and_safety_tests_are_mostly_not() -> None:
    names = {d.id for d in DIALOGUES}

    assert names >= OPEN
    assert sum(name.startswith("safety_") for name in OPEN) <= 10
