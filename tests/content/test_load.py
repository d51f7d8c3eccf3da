"""Reading content: problems are collected with their path, and a broken file stops the service."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from bot.content.load import ROOT, load


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    for part in ("facts", "responses"):
        shutil.copytree(ROOT / "data" / part, tmp_path / "data" / part)
    for table in ("routing.yml", "follow_ups.yml", "taps.yml"):
        shutil.copy(ROOT / "data" / table, tmp_path / "data" / table)
    return tmp_path


def test_the_copy_loads_without_problems(copy: Path) -> None:
    assert load(copy).problems == ()


@pytest.mark.parametrize(
    ("file", "old", "new", "expected"),
    [
        ("facts/crisis.yml", "confidence: high", "confidence: sure", "data/facts/crisis.yml"),
        ("responses/handoff.yml", "    en:", "    english:", "data/responses/handoff.yml"),
        ("routing.yml", "urgency: support", "urgency: soon", "data/routing.yml"),
        ("facts/images.yml", "services:", "services: [", "data/facts/images.yml"),
        ("facts/images.yml", "- id: take_it_down\n", "- id: lifeline_988\n", "data/facts/images.yml"),
    ],
    ids=["a value that is not allowed", "a key nobody declared", "an unknown urgency", "no YAML", "an id used twice"],
)
def test_a_broken_file_is_named_path_first(copy: Path, file: str, old: str, new: str, expected: str) -> None:
    path = copy / "data" / file
    path.write_text(path.read_text(encoding="utf-8").replace(old, new, 1), encoding="utf-8")

    problems = load(copy).problems

    assert problems
    assert {p.path for p in problems} == {expected}
