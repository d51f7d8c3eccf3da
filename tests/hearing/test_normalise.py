"""One meaning, many spellings."""

from __future__ import annotations

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.hearing.lexicon import load_lexicon
from bot.hearing.normalise import MAX_CHARACTERS, Lexicon, normalise


@pytest.mark.parametrize(
    ("typed", "plain"),
    [
        pytest.param("I WANT TO DIE", "i want to die", id="capitals"),
        pytest.param("i wanna kms", "i want to kill myself", id="abbreviation"),
        pytest.param("un\u200balive", "kill", id="a zero-width space inside"),
        pytest.param("k i l l", "kill", id="spaced letters"),
        pytest.param("heeeeelp", "help", id="elongation"),
        pytest.param("su1c1de", "suicide", id="leetspeak"),
        pytest.param("he’s here", "he is here", id="curly apostrophe"),
        pytest.param("ｈｅｌｐ", "help", id="full-width letters"),
        pytest.param("took all the 💊", "took all the pills", id="emoji"),
        pytest.param("im 15", "i am 15", id="numbers stay"),
        pytest.param("he wants 500 by 9pm", "he wants 500 by 9pm", id="times stay"),
        pytest.param("threatning to post my pix", "threatening to post my pictures", id="misspelling"),
    ],
)
def test_a_spelling_becomes_plain_words(typed: str, plain: str, lexicon: Lexicon) -> None:
    assert normalise(typed, lexicon) == plain


@given(st.text(max_size=1500))
def test_any_text_at_all_is_read_and_comes_out_short(text: str) -> None:
    plain = normalise(text, load_lexicon())

    assert len(plain.split()) <= MAX_CHARACTERS * 2
    assert "\u200b" not in plain


@given(st.text(alphabet=string.ascii_lowercase + " ", max_size=80))
def test_reading_plain_words_again_changes_little(text: str) -> None:
    once = normalise(text, load_lexicon())

    assert isinstance(normalise(once, load_lexicon()), str)
