"""Phrases of data are found where their words stand in order, whatever else the message says."""

from __future__ import annotations

import pytest

from bot.hearing.phrases import Phrases, literal, pattern

_LISTS = {"relative": ["mom", "dad"]}


@pytest.mark.parametrize(
    ("text", "words", "spans"),
    [
        pytest.param("will|may post", "he will post it", [(1, 3)], id="one of these"),
        pytest.param("get * arrested", "get him one day arrested", [(0, 5)], id="up to three words between"),
        pytest.param("get * arrested", "get him one fine day arrested", [], id="never four"),
        pytest.param("get * arrested", "get arrested get arrested", [(0, 4), (2, 4)], id="the longest gap first"),
        pytest.param("is it normal?", "is it normal", [(0, 3)], id="a word that may be missing is there"),
        pytest.param("is it normal?", "is it", [(0, 2)], id="or is missing"),
        pytest.param("me? pega now", "me pega now", [(0, 3), (1, 3)], id="each place to begin"),
        pytest.param("i paid N", "i paid 80 and i paid much", [(0, 3)], id="a number"),
        pytest.param("i paid N", "i paid 80k", [], id="and nothing like one"),
        pytest.param("!he|she told me", "i told me she told me", [(1, 3)], id="none of these just before"),
        pytest.param("!he told me", "told me", [(0, 2)], id="nothing before"),
        pytest.param("my <relative>", "my dad and my dog", [(0, 2)], id="one of a list"),
        pytest.param("post it", "repost it", [], id="whole words"),
    ],
)
def test_a_pattern_is_where_its_words_are(text: str, words: str, spans: list[tuple[int, int]]) -> None:
    assert pattern(text, _LISTS).spans(words.split()) == spans


def test_signs_of_patterns_mean_nothing_in_plain_phrases() -> None:
    assert literal("a* is").spans(["a*", "is"]) == [(0, 2)]
    assert literal("* is").spans(["it", "is"]) == []


def test_all_phrases_of_a_table_are_found_in_its_order() -> None:
    table = Phrases((name, pattern(name)) for name in ("she * me", "my mom", "my|our mom", "my dad"))

    assert list(table.found(["my", "mom", "she", "hates", "me"])) == [
        ("she * me", [(2, 5)]),
        ("my mom", [(0, 2)]),
        ("my|our mom", [(0, 2)]),
    ]
    assert table.keys(["nothing"]) == set()


def test_two_words_that_stand_apart_are_no_two_words_side_by_side() -> None:
    table = Phrases([("mine", pattern("my mom|dad"))])

    assert table.keys(["my", "old", "dad"]) == set()
    assert table.keys(["is", "it", "my", "dad"]) == {"mine"}


@pytest.mark.parametrize("text", ["", "*", "word?", "N", "!he"])
def test_a_phrase_without_a_word_that_must_be_there_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="has no word"):
        Phrases([("name", pattern(text))])


def test_a_list_that_does_not_exist_is_refused() -> None:
    with pytest.raises(KeyError):
        pattern("my <pet>", _LISTS)
