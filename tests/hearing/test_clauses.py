"""A message is also read clause by clause, so that two concerns are both heard."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.hearing.clauses import MOST, clauses


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("hi", 0),
        ("he wants 500 dollars and i want to disappear", 2),
        ("so my dog is cute lol. my ex posted the pictures, what do i do", 3),
        ("quiere mucho dinero y no puedo dormir desde ayer", 2),
        ("yo, sup. ok bye", 0),
    ],
)
def test_each_thing_told_is_a_clause_of_its_own(text: str, count: int) -> None:
    assert len(clauses(text)) == count


@given(st.text(max_size=400))
def test_no_word_is_lost_between_clauses(text: str) -> None:
    found = clauses(text)

    assert "".join(found) in ("", text)
    assert len(found) <= MOST
