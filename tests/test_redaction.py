"""What could identify someone never reaches the bot; what helps stays readable."""

from __future__ import annotations

import pytest

from bot.redaction import REMOVED, redact

OURS = frozenset({"988", "741741", "18008435678"})


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("his snap is kyle_x99", id="account"),
        pytest.param("its @some.handle on there", id="handle"),
        pytest.param("call me at 303-555-0142", id="phone"),
        pytest.param("write to kid@example.com", id="email"),
        pytest.param("look https://example.com/me", id="link"),
        pytest.param("i live at 12 maple grove street", id="address"),
        pytest.param("i go to Cedar Hollow High", id="school"),
        pytest.param("my name is jordan", id="name"),
        pytest.param("me llamo lupita", id="name in Spanish"),
    ],
)
def test_redact_hides_people(text: str) -> None:
    found = redact(text, OURS)

    assert found.removed
    assert REMOVED in found.text


@pytest.mark.parametrize(
    "text",
    [
        "i called 988 and nobody answered",
        "texted 741741 already",
        "1-800-843-5678 was busy",
        "he wants 500 by 9",
        "im 15 and scared",
        "he said 2 hrs",
        "i took 20 pills",
        "snap is where it happened",
    ],
)
def test_redact_keeps_help_and_facts(text: str) -> None:
    assert redact(text, OURS) == (text, False)
