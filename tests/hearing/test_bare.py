"""Danger in a word or two, in the middle of a talk."""

from __future__ import annotations

import pytest

from bot.content import Content
from bot.hearing.bare import bare_danger
from bot.hearing.normalise import Lexicon, normalise


def told(text: str, lexicon: Lexicon, *where: str) -> str:
    return bare_danger(normalise(text, lexicon), ("anywhere", *where))


@pytest.mark.parametrize(
    ("text", "situation"),
    [
        ("im bleeding", "suicide_in_progress"),
        ("took them all", "suicide_in_progress"),
        ("ok i took them all now", "suicide_in_progress"),
        ("PILLS", "suicide_in_progress"),
        ("cant stop cutting", "self_harm"),
        ("i have pills", "suicide_plan"),
        ("hes in the house", "immediate_danger"),
        ("wait hes at my door help", "immediate_danger"),
        ("im in his car", "meeting_offender"),
        ("me las tome todas", "suicide_in_progress"),
        ("ya estoy en su carro", "meeting_offender"),
    ],
)
def test_a_word_or_two_of_danger_is_danger(text: str, situation: str, lexicon: Lexicon) -> None:
    assert told(text, lexicon) == situation


@pytest.mark.parametrize(
    "text", ["no blood", "no pills", "i took the bus", "took a screenshot", "he has my pics", "outside", "in my room"]
)
def test_other_words_are_left_alone(text: str, lexicon: Lexicon) -> None:
    assert told(text, lexicon, "at_risk", "near") == ""


def test_he_is_back_is_a_danger_only_from_who_is_hurt_nearby(lexicon: Lexicon) -> None:
    assert told("hes back", lexicon) == ""
    assert told("hes back", lexicon, "near") == "immediate_danger"


def test_every_word_of_the_file_is_a_plain_one_and_leads_to_a_situation(content: Content, lexicon: Lexicon) -> None:
    from bot.hearing.bare import _tables

    tables, _ = _tables()
    assert {s for table in tables.values() for s in table.values()} <= set(content.situations)
    unheard = [p for table in tables.values() for p in table if normalise(p, lexicon) != p]
    assert unheard == []


@pytest.mark.parametrize("text", ["ya llegaron", "acaban de llegar", "they just got here", "ya estan aqui"])
def test_more_than_one_who_comes_is_danger_where_somebody_hurts_them(text: str, lexicon: Lexicon) -> None:
    assert told(text, lexicon, "near") == "immediate_danger"
    assert told(text, lexicon) == ""
