"""What `handrail check --near` refuses: the same thing said twice, one frame filled anew, one saying with two labels."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from bot.content.checks.lines import Line
from bot.study.embeddings import embed_cached
from bot.study.near import check_near


@pytest.fixture
def cache(tmp_path: Path) -> Path:
    return tmp_path / "cache" / "embeddings.npz"


def lines(*pairs: tuple[str, str]) -> list[Line]:
    return [Line(f"data/nlu/{situation}.yml", situation, text) for situation, text in pairs]


def test_the_same_thing_in_other_letters_is_refused(cache: Path) -> None:
    found = check_near(
        lines(
            ("threat_money", "he says he will post my pictures tonight if i do not pay him"),
            ("threat_money", "he says hell post my pics tonight if i dont pay him"),
            ("threat_money", "she wants three hundred dollars or the whole school sees the video"),
        ),
        cache,
    )

    assert [p.item for p in found] == ["'he says hell post my pics tonight if i dont pay him'"]


def test_one_saying_with_two_labels_is_refused(cache: Path) -> None:
    found = check_near(lines(("gibberish", "beep boop beep"), ("off_topic", "beep boop boop beep")), cache)

    assert len(found) == 1
    assert "another situation" in found[0].fact


def test_a_frame_filled_anew_is_refused(cache: Path) -> None:
    found = check_near(
        lines(
            ("cant_pay", "i only have enough for lunch this week and he still wants more from me"),
            ("cant_pay", "i only have grandmas birthday check this week and he still wants more from me"),
        ),
        cache,
    )

    assert any("fills the frame" in p.fact for p in found)


def test_short_cries_for_help_may_be_alike(cache: Path) -> None:
    assert check_near(lines(("just_help", "help"), ("just_help", "helppp"), ("just_help", "help me")), cache) == []


def test_help_in_another_language_is_no_conflict(cache: Path) -> None:
    found = check_near(lines(("just_help", "ayudame por favor"), ("non_english", "me ajuda por favor")), cache)

    assert found == []


def test_embeddings_kept_are_the_ones_computed(cache: Path) -> None:
    first = embed_cached(["i need help", "someone has my picture"], cache)
    again = embed_cached(["someone has my picture", "i need help", "is this private"], cache)

    assert np.array_equal(first, again[[1, 0]])


def test_a_broken_cache_costs_time_and_nothing_else(cache: Path) -> None:
    first = embed_cached(["i need help"], cache)
    cache.write_bytes(b"PK\x03\x04 not really")

    assert np.allclose(embed_cached(["i need help"], cache), first)
