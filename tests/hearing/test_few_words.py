"""What a message of a word or two says by where it stands."""

from __future__ import annotations

from typing import Optional

import pytest

from bot.content.load import load_content
from bot.hearing.answers import load_answers
from bot.hearing.few_words import has_picture, hits_them, place_named, says, who_named, without_opening, yes_or_no
from bot.hearing.lexicon import load_lexicon
from bot.hearing.normalise import normalise
from bot.hearing.reading import facts_in, values_of


def plain(text: str) -> str:
    return normalise(text, load_lexicon())


def stated(text: str, awaiting: str) -> dict[str, str]:
    return facts_in(text, plain(text), awaiting, load_content(), load_answers())


@pytest.mark.parametrize(
    ("text", "question", "value"),
    [
        ("nope", "locked_out", "yes"),
        ("yup", "locked_out", "no"),
        ("not really", "afraid", "no"),
        ("kinda", "plan", "yes"),
        ("maybe", "plan", "unsure"),
        ("kinda", "safe", "unsure"),
        ("maybe mom", "adult", "yes"),
        ("later", "try_it", "later"),
        ("stop", "try_it", "later"),
        ("👍", "try_it", "yes"),
        ("👎", "safe", "danger"),
        ("nah a friend", "who", "known"),
        ("no se", "who", "unsure"),
        ("the picture", "next", "picture"),
        ("still locked out", "locked_out", "yes"),
        ("wait no", "unsafe", "scared"),
    ],
)
def test_a_word_answers_the_question_that_was_asked(text: str, question: str, value: str) -> None:
    assert stated(text, question) == {question: value}


def test_what_puts_an_answer_right_is_heard_behind_the_words_that_open_it() -> None:
    assert stated("wait i know him", "try_it") == {"who": "known"}
    assert stated("no i meant idk him", "age") == {"who": "online"}
    assert without_opening(plain("wait no i meant online")) == "online"


@pytest.mark.parametrize("question", ["who", "afraid", "age", "try_it", "next"])
def test_a_correction_by_itself_is_no_answer_to_another_question(question: str) -> None:
    assert "unsafe" not in stated("wait no", question)
    assert "mood" not in stated("not really", question)


@pytest.mark.parametrize("text", ["threatened", "hurt or unsafe", "worried about someone", "something else"])
def test_the_title_of_a_first_button_is_heard_when_it_is_typed(text: str) -> None:
    assert stated(text, "").keys() == {"topic"}


def test_every_meaning_of_a_bare_word_is_the_value_of_a_button() -> None:
    answers, content = load_answers(), load_content()

    for question, meant in answers.means.items():
        assert set(meant) <= set(answers.alone), question
        assert set(meant.values()) <= values_of(question, content), question


@pytest.mark.parametrize(
    ("text", "who"),
    [
        ("my gf", "known"),
        ("its my uncle", "known"),
        ("a guy", "online"),
        ("my bff", "friend"),
        ("my uncle hits me", ""),
    ],
)
def test_a_person_named_and_nothing_more(text: str, who: str) -> None:
    assert who_named(plain(text)) == who


@pytest.mark.parametrize(
    ("text", "whose"),
    [("he has them", "some"), ("she has my pics", "own"), ("pics", "some"), ("he has my pics and wants 300", "")],
)
def test_a_picture_in_somebodys_hands_and_nothing_more(text: str, whose: str) -> None:
    assert has_picture(plain(text)) == whose


def test_a_blow_told_in_three_words_is_one_and_a_denial_is_none() -> None:
    assert hits_them(plain("she hits me"))
    assert not hits_them(plain("no one hits me"))
    assert says(plain("nobody hits me"), "not_it")
    assert yes_or_no(plain("yessir")) == "yes"


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("3", 2),
        ("#2", 1),
        ("the 2nd one i guess", 1),
        ("The 1st one. Its about me", 0),
        ("la primera porfa", 0),
        ("the last one", 2),
        ("12", None),
        ("4", None),
        ("that one", None),
        ("second thing he said he will come over", None),
        ("1 week ago", None),
        ("i took all 3", None),
        ("", None),
    ],
)
def test_a_button_is_named_by_its_place_and_nothing_else(text: str, place: Optional[int]) -> None:
    """Whatever is told beside a choice must be heard, so it is no choice then."""
    assert place_named(text, 3) == place


def test_where_no_button_is_shown_none_is_named() -> None:
    assert place_named("1", 0) is None
