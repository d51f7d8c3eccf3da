"""A slip of the thumb does not change what is heard, and no word that is one is taken for another."""

from __future__ import annotations

import pytest

from bot.hearing.common_words import common_words
from bot.hearing.lexicon import load_lexicon
from bot.hearing.mistyped import Mender
from bot.hearing.normalise import normalise

_DANGER = ("suicide", "pills", "killing", "blackmail", "morirme", "pastillas")


def plain(text: str) -> str:
    return normalise(text, load_lexicon())


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("he has my picutres", "he has my pictures"),
        ("he has my pctures", "he has my pictures"),
        ("he has my pixtures", "he has my pictures"),
        ("he has my picturess", "he has my pictures"),
        ("he has mypictures", "he has my pictures"),
        ("he has my pic tures", "he has my pictures"),
        ("he has my p*ctures", "he has my pictures"),
        ("me tome las pastilas", "me tome las pastillas"),
    ],
)
def test_a_slip_is_read_as_what_was_meant(typed: str, meant: str) -> None:
    assert plain(typed) == plain(meant)


@pytest.mark.parametrize("word", ["lacrosse", "volcano", "tutor", "armrest", "cortas", "casados", "contaron", "kira"])
def test_a_word_that_is_one_stays(word: str) -> None:
    assert word in plain(f"my {word} here").split()


def test_two_words_that_are_used_are_not_run_together() -> None:
    assert "wall" not in plain("i am done w all this").split()


@pytest.mark.parametrize("word", _DANGER)
def test_words_of_danger_are_among_those_that_are_put_in(word: str) -> None:
    assert word in common_words()


def test_the_likelier_of_two_words_is_meant() -> None:
    mender = Mender({"there": 90, "three": 5}, ())

    assert mender.mended(["thre"]) == ["there"]


@pytest.mark.parametrize("typed", ["me encerre en mi cuarto", "me pelie con mi hermana", "me cortare el pelo"])
def test_a_spanish_verb_without_its_accent_keeps_who_did_it(typed: str) -> None:
    assert plain(typed) == typed
