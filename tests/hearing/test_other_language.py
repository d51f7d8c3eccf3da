"""Another language is found, and neither English nor Spanish is ever taken for one."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.content.checks.lines import read_lines
from bot.content.load import load_content, read_yaml
from bot.hearing.lexicon import load_lexicon
from bot.hearing.normalise import clean, typed_words
from bot.hearing.other_language import language_in_conversation, other_language

HERE = Path(__file__).parent
SETS = [read_yaml(HERE / name) for name in ("other_languages.yml", "other_languages2.yml")]
LINES = {code: [text for found in SETS for text in found.get(code, ())] for code in SETS[0]}


def answered_in(text: str, before: str = "en", begun: bool = False) -> str:
    return language_in_conversation(text, typed_words(text, load_lexicon()), before, begun)


@pytest.mark.parametrize("begun", [False, True], ids=["as the first message", "within a conversation"])
def test_of_a_thousand_english_or_spanish_lines_at_most_two_are_taken_for_another_language(begun: bool) -> None:
    ours = [line.text for line in read_lines() if line.situation != "non_english"]
    taken = [(found, text) for text in ours if (found := other_language(clean(text), begun=begun))]

    assert len(taken) <= 0.002 * len(ours), taken


def test_eight_new_first_messages_of_every_language_are_measured() -> None:
    assert {code: len(lines) for code, lines in SETS[1].items()} == dict.fromkeys(load_content().languages, 8)


@pytest.mark.parametrize("code", LINES)
def test_a_first_message_in_another_language_is_found(code: str) -> None:
    found = [other_language(clean(text)) == code for text in LINES[code]]

    assert sum(found) >= 0.75 * len(found)


@pytest.mark.parametrize(
    ("text", "before", "begun", "lang"),
    [
        pytest.param("merci", "fr", True, "fr", id="thanks in it goes on in it"),
        pytest.param("ok", "ar", True, "ar", id="a word of everybody's goes on in it"),
        pytest.param("foto", "pt", True, "pt", id="one word that is Spanish too"),
        pytest.param("hola", "pt", True, "es", id="a greeting in Spanish is Spanish"),
        pytest.param("sorry i can speak a little english", "vi", True, "en", id="English again"),
        pytest.param("mejor te escribo en español ya", "pt", True, "es", id="Spanish again"),
        pytest.param("merci", "en", True, "", id="a borrowed word in an English conversation"),
        pytest.param("au secours il va publier mes photos", "en", True, "fr", id="a switch in the middle"),
        pytest.param("help", "en", False, "en", id="English"),
        pytest.param("took em n im fading", "en", False, "", id="slang that Portuguese has too"),
        pytest.param("¯\\_(ツ)_/¯", "en", False, "", id="a face"),
    ],
)
def test_a_language_holds_until_the_writer_changes_it(text: str, before: str, begun: bool, lang: str) -> None:
    assert answered_in(text, before, begun) == lang


@pytest.mark.parametrize("text", ["ya", "ta", "no"])
def test_a_word_that_english_chats_use_too_changes_no_language(text: str) -> None:
    words = typed_words(text, load_lexicon())

    assert language_in_conversation(text, words, "en", True) == ""


def test_spanish_is_still_answered_in_spanish_inside_an_english_conversation() -> None:
    words = typed_words("tengo miedo", load_lexicon())

    assert language_in_conversation("tengo miedo", words, "en", True) == "es"
    assert language_in_conversation("no spanish", typed_words("no spanish", load_lexicon()), "es", True) == "en"
