"""A young person can read what is promised, and what is not, in a minute and in their own language."""

from __future__ import annotations

import re

import pytest
import textstat

from bot.content.load import ROOT
from bot.server.sessions import HARD_SECONDS, IDLE_SECONDS


def section(title: str) -> str:
    """The prose under a heading of PRIVACY.md."""
    text = (ROOT / "PRIVACY.md").read_text(encoding="utf-8")
    found = re.search(rf"^## {title}\n(.*?)(?=^## |\Z)", text, re.MULTILINE | re.DOTALL)
    assert found
    return re.sub(r"[*`_]|^- ", "", found[1], flags=re.MULTILINE)


def test_in_english_it_reads_at_grade_six_or_below() -> None:
    assert textstat.flesch_kincaid_grade(section("For you")) <= 6


def test_in_spanish_it_reads_easily() -> None:
    textstat.set_lang("es")
    try:
        assert textstat.fernandez_huerta(section("Para ti")) >= 70
    finally:
        textstat.set_lang("en_US")


@pytest.mark.parametrize("title", ["For you", "Para ti"])
def test_its_times_are_those_of_the_service(title: str) -> None:
    assert f"{IDLE_SECONDS // 60} min" in section(title)
    assert HARD_SECONDS == 3600


@pytest.mark.parametrize("claim", ["no trace", "leaves no trace", "anonymous", "100%", "ningún rastro", "anónimo"])
def test_it_claims_nothing_that_nobody_can_keep(claim: str) -> None:
    assert claim not in (ROOT / "PRIVACY.md").read_text(encoding="utf-8").lower()
