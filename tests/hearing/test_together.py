"""Encoding a message together with its clauses gives the vectors that the library gives for each alone."""

from __future__ import annotations

import numpy as np
import pytest

from bot.hearing.encode import embed, embed_together, net

_LONG = (
    "i met him in a game last summer and we talked every day until he asked for a picture, then he wanted another, "
    "and now he says my whole class will see them by friday unless i do what he tells me to"
)


@pytest.mark.parametrize(
    "texts",
    [
        pytest.param([_LONG, *_LONG.split(", ")], id="whole-and-clauses"),
        pytest.param(["he wants money and i want to die", "he wants money", "and i want to die"], id="short"),
        pytest.param(["one", "one", "one one one one"], id="the-same-again"),
        pytest.param(["a", "b"], id="a-word-each"),
        pytest.param(["me esta amenazando", "", "ayuda 🥺 ñ"], id="empty-and-odd"),
        pytest.param(["", " "], id="nothing"),
    ],
)
def test_together_is_as_alone(texts: list[str]) -> None:
    np.testing.assert_allclose(embed_together(texts), np.vstack([embed([text]) for text in texts]), atol=2e-5)


def test_no_word_that_was_typed_is_kept() -> None:
    before = net().held
    embed_together(["qwertzuiop asdfghjkl", "a word nobody typed before: zzyzx"])

    assert net().held == before
