"""Scoring: each column counts what its head says."""

from __future__ import annotations

from bot.content import Content
from bot.content.score import as_markdown, score


def test_each_column_counts_its_own_thing(content: Content) -> None:
    wanted = [
        {"situation": "threat_money", "also": ["friend"], "must_first": ["take_it_down"], "must_not": ["stopncii"]},
        {"situation": "threat_money", "also": [], "must_first": [], "must_not": ["stopncii"]},
        {"situation": "suicide_plan", "must_first": ["lifeline_988"]},
    ]
    got = [
        {"situation": "friend", "also": [], "services": ["take_it_down"]},
        {"situation": "grooming", "also": ["threat_money"], "services": ["stopncii"]},
        {"situation": "thanks", "also": [], "services": []},
    ]

    rows = {r.name: r for r in score(wanted, got, content)}

    assert rows["threats_and_images"][1:] == (2, 1, 2, (1, 1), 1)
    assert rows["danger"][1:] == (1, 0, 0, (0, 1), 1)
    assert rows["all"][1:] == (3, 1, 2, (1, 2), 2)
    assert "| all | 3 | 1/3 (33.3%)" in as_markdown(list(rows.values()))
