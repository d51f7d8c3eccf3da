"""The report says what was measured, as ratios, and nothing of what was not."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from bot.bench.load import Load
from bot.bench.measure import LENGTHS, Figures, Found
from bot.bench.report import as_markdown, growth, most, rows, write_report
from bot.bench.talk import LONGEST, text_of
from bot.bench.trials import Idle, at, source
from bot.server.limits import MAX_TEXT_CHARACTERS


def _figures(name: str, scale: float) -> Figures:
    return Figures(
        name, ready=scale, memory=100 * scale, processor=scale, understanding=[scale] * 3, turns=[scale, 2 * scale, 3 * scale],
        by_turn=[[scale, 2 * scale]] * 60, by_length=[scale] * len(LENGTHS), idle=[Idle(10, scale, 1.0), Idle(100, scale, 3.0)],
        loads=[Load(10, 10, 50.0, 0.1, 0.5), Load(12, 9, float("inf"), 0.1, 1.0)],
    )  # fmt: skip


@pytest.fixture
def found() -> Found:
    return Found(_figures("Handrail", 10.0), _figures("stock Rasa", 40.0), [1.0, 2.0], {"director": 1.5})


def test_each_ratio_is_ours_against_theirs(found: Found) -> None:
    by_name = {row.what: row for row in rows(found)}
    assert by_name["turn, median"].ratio == "0.25"
    assert by_name["turn in conversations of 60, 99th percentile"].ours == "20.0 ms"
    assert by_name["resident memory when ready"].ours == "1,000 MB"
    assert by_name["training from scratch"] == ("training from scratch", "-", "-", "-")


def test_a_rate_that_was_not_kept_up_does_not_count() -> None:
    assert most([Load(10, 10, 50.0, 0, 0), Load(12, 12, 101.0, 0, 0), Load(14, 9, 50.0, 0, 0)]) == 10
    assert most([]) is None


def test_growth_is_of_the_last_talk_against_the_one_from_the_fifth_turn_on() -> None:
    assert growth([[9.0]] * 4 + [[1.0, 1.0]] * 26 + [[3.0]] * 30) == 3.0
    assert growth([[1.0]] * 19) is None


def test_a_message_that_always_costs_more_is_no_growth() -> None:
    assert growth([[5.0 if turn % 8 == 5 else 1.0] for turn in range(60)]) == 1.0


def test_a_percentile_is_a_time_that_was_measured() -> None:
    assert [at([3.0, 1.0, 2.0], p) for p in (0, 50, 100)] == [1.0, 2.0, 3.0]


def test_the_longest_message_is_the_longest_the_door_takes() -> None:
    assert LONGEST == MAX_TEXT_CHARACTERS
    assert {len(text_of(n)) for n in (10, 81, LONGEST)} == {10, 81, LONGEST}


def test_ten_thousand_sessions_come_from_many_addresses() -> None:
    addresses = [source(n) for n in range(11_000)]
    assert max(addresses.count(a) for a in set(addresses)) <= 250
    assert all(int(part) < 255 for a in set(addresses) for part in a.split("."))


def test_the_document_gets_table_and_pictures_between_its_marks(found: Found, tmp_path: Path) -> None:
    document = tmp_path / "performance.md"
    document.write_text("before\n<!-- bench -->\nold\n<!-- /bench -->\n<!-- parts --><!-- /parts -->\nafter\n")
    write_report(document, found)
    text = document.read_text()
    assert text.startswith("before\n")
    assert text.endswith("\nafter\n")
    assert as_markdown(found) in text
    assert "old" not in text
    assert "| director | 1.50 |" in text
    for name in ("turns", "by_turn", "by_length", "by_sessions", "load"):
        assert (tmp_path / f"pictures/performance/{name}.svg").read_text().startswith("<?xml")
    figures = json.loads((tmp_path / "pictures/performance/figures.json").read_text())
    assert figures["ours"]["loads"][1]["p95"] is None
