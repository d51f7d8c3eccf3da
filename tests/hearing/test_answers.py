"""Typed answers, ages and places."""

from __future__ import annotations

from typing import Optional

import pytest

from bot.content import Content
from bot.hearing.answers import SAFE_QUESTIONS, age_of_another, load_answers
from bot.hearing.normalise import Lexicon, normalise
from bot.hearing.reading import facts_in, opened_with, opening, safe_first, values_of
from bot.hearing.terms import is_question


def facts(text: str, awaiting: str, content: Content, lexicon: Lexicon) -> dict[str, str]:
    return facts_in(text, normalise(text, lexicon), awaiting, content, load_answers())


@pytest.mark.parametrize(
    ("awaiting", "text", "expected"),
    [
        ("safe", "yeah im in my room", {"safe": "yes"}),
        ("safe", "i might hurt myself", {"safe": "hurt_self"}),
        ("who", "just some random online", {"who": "online"}),
        ("who", "a random", {"who": "online"}),
        ("who", "my ex", {"who": "known"}),
        ("shared", "only a threat so far", {"shared": "threat"}),
        ("company", "no im alone", {"company": "no"}),
        ("try_it", "ok im opening it now", {"try_it": "yes"}),
        ("age", "15", {"age": "teen"}),
        ("age_in_picture", "i was 16 in it", {"age_in_picture": "minor"}),
    ],
)
def test_an_answer_is_understood(
    awaiting: str, text: str, expected: dict[str, str], content: Content, lexicon: Lexicon
) -> None:
    assert facts(text, awaiting, content, lexicon) == expected


@pytest.mark.parametrize(
    "text", ["no", "nope", "nah", "not really", "no im not", "i dont think so", "para nada", "nel"]
)
@pytest.mark.parametrize("awaiting", SAFE_QUESTIONS)
def test_a_bare_no_to_being_safe_is_danger(awaiting: str, text: str, content: Content, lexicon: Lexicon) -> None:
    assert facts(text, awaiting, content, lexicon) == {awaiting: "danger"}


@pytest.mark.parametrize(
    "text", ["no. im scared", "no im so scared", "no please help", "nope, hes outside", "no, tengo miedo"]
)
def test_a_no_and_a_fear_is_danger(text: str, content: Content, lexicon: Lexicon) -> None:
    assert facts(text, "safe", content, lexicon) == {"safe": "danger"}


@pytest.mark.parametrize("text", ["no. im scared", "no i am so scared"])
def test_a_no_to_company_is_no_danger(text: str, content: Content, lexicon: Lexicon) -> None:
    assert facts(text, "company", content, lexicon) == {"company": "no"}


@pytest.mark.parametrize(
    "text", ["no hotlines", "no tengo tanto", "not the police", "no thanks", "no call please", "no im not scared"]
)
def test_a_no_to_something_else_is_no_danger(text: str, content: Content, lexicon: Lexicon) -> None:
    assert facts(text, "safe", content, lexicon) == {}


@pytest.mark.parametrize(
    ("awaiting", "text", "value"),
    [
        ("near", "yes", "near"),
        ("near", "nope", "away"),
        ("shared", "no", "threat"),
        ("mood", "nah", "bad"),
        ("got_through", "no", "not_yet"),
        ("age", "no", "skip"),
    ],
)
def test_a_yes_or_no_answers_where_no_button_says_so(
    awaiting: str, text: str, value: str, content: Content, lexicon: Lexicon
) -> None:
    assert facts(text, awaiting, content, lexicon) == {awaiting: value}


def test_what_a_yes_or_no_means_is_one_of_the_buttons(content: Content) -> None:
    means = load_answers().means
    named = {q: set(answers.values()) for q, answers in means.items()}
    assert all(values <= values_of(q, content) for q, values in named.items())


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("im 22 and scared", {"age": "adult"}),
        ("13 but 14 in march", {}),
        ("im 22, the pics are from when i was 16", {"age": "adult", "age_in_picture": "minor"}),
        ("tengo 22, las fotos son de cuando tenia 16", {"age": "adult", "age_in_picture": "minor"}),
        ("im 20, i was 16 in it", {"age": "adult", "age_in_picture": "minor"}),
        ("im 20, in some of them i was 16", {"age": "adult", "age_in_picture": "minor"}),
        ("my sister is 9 years old", {}),
        ("15m here", {"age": "teen"}),
        ("Fifty-one, two kids, and they called my boss", {"age": "adult"}),
        ("16, never told anybody", {"age": "teen"}),
        ("i am thirty four", {"age": "adult"}),
        ("tengo cuarenta y dos anos", {"age": "adult"}),
        ("20 min left", {}),
        ("forty dollars or it goes out", {}),
        ("he gave me 2 hours", {}),
        ("tengo 15 anos y tengo miedo", {"age": "teen"}),
        ("tengo 20 fotos en su telefono", {}),
        ("mi hermana tiene 9 anos", {"sibling_age": "under_13"}),
        ("im 5 minutes away", {}),
    ],
)
def test_an_age_is_the_writers_own(text: str, expected: dict[str, str], content: Content, lexicon: Lexicon) -> None:
    assert facts(text, "", content, lexicon) == expected


@pytest.mark.parametrize(
    "text",
    [
        "ive been talking to a 27 yr old and he asks for pics",
        "a 30 year old man wants to meet me",
        "this older guy, 45 years old, writes me",
        "my 24 yr old friend buys me stuff",
        "un señor de 40 años me pide fotos",
    ],
)
def test_the_age_of_whoever_writes_to_them_is_not_theirs(text: str, content: Content, lexicon: Lexicon) -> None:
    assert "age" not in facts(text, "", content, lexicon)


@pytest.mark.parametrize(
    ("text", "age"),
    [("hes 17 im 16", 17), ("he says hes like 19", 19), ("were both 15", 15), ("tiene 28", 28), ("hes 20 min away", None)],
)
def test_how_old_the_other_one_is_said_to_be(text: str, age: Optional[int], lexicon: Lexicon) -> None:
    assert age_of_another(normalise(text, lexicon)) == age


@pytest.mark.parametrize(
    ("text", "country"),
    [
        ("i live in canada", "CA"),
        ("im from manila", "PH"),
        ("i am in texas", "us"),
        ("im in houston but from honduras", "us"),
        ("my friend chad is mean", None),
        ("i live in chad", "XX"),
        ("vivo en texas pero soy de guatemala", "us"),
        ("vivo en mexico", "MX"),
        ("mi mama y yo estamos en mexico", "MX"),
        ("my mom and i live in canada", "CA"),
        ("a guy from nigeria has my pics", None),
        ("he said he is from canada", None),
        ("the guy i met from canada wants money", None),
        ("vivo en españa", "EU"),
        ("me quito la vida", None),
        ("quiero tacos con chile", None),
        ("soy de chile", "XX"),
        ("vamos a cancun en verano", None),
        ("aqui en bogota a quien llamo", "XX"),
        ("mis primos de guadalajara no saben", None),
        ("una señora me trajo de honduras y me manda con hombres", None),
        ("mi abuela de mexico no sabe nada", None),
        ("llegamos de guatemala hace un año", None),
        ("i dont trust some uk charity", None),
        ("its a uk number texting me", None),
        ("im in the uk", "GB"),
        ("im not in the uk why are you giving me a uk thing", "skip"),
        ("si llamo nos mandan a mexico", None),
        ("vivo en puebla mexico, ustedes nomas ayudan en usa?", "MX"),
        ("i live in canada, is this just for people in the us", "CA"),
        ("im from canada but i live in the us now", "us"),
        ("im not in the us", "other"),
        ("some internet dude prolly not even in the us", None),
        ("un señor de estados unidos tiene mis fotos", None),
        ("vivo en estados unidos", "us"),
        ("no vivo en estados unidos", "other"),
        ("those are american numbers", "other"),
        ("i live outside the us, in lagos", "NG"),
        ("they call us numbers and names", None),
        ("will they send us back to mexico", None),
    ],
)
def test_where_they_live_counts_not_where_they_come_from(
    text: str, country: str | None, content: Content, lexicon: Lexicon
) -> None:
    assert facts(text, "", content, lexicon).get("country") == country


def test_being_safe_is_heard_even_when_something_else_was_asked(content: Content, lexicon: Lexicon) -> None:
    assert facts("i'm safe right now", "who", content, lexicon) == {"safe": "yes"}


@pytest.mark.parametrize(
    ("awaiting", "text", "expected"),
    [
        ("who", "Online, I believe. Ought I to reply to this man?", {"who": "online"}),
        ("child_safe", "She is safe, she is asleep. The man writes that he will send it.", {"child_safe": "yes"}),
        ("who", "online", {}),
        ("safe", "im in danger, he is back", {}),
        ("plan", "yes. i have it all set", {}),
    ],
)
def test_an_answer_that_only_opens_a_message_is_heard_beside_it(
    awaiting: str, text: str, expected: dict[str, str], content: Content, lexicon: Lexicon
) -> None:
    assert opened_with(normalise(opening(text), lexicon), awaiting, content, load_answers()) == expected


def test_a_message_of_dots_opens_nothing() -> None:
    assert opening("...") == ""


def test_safe_for_now_is_heard_before_what_follows_it(lexicon: Lexicon) -> None:
    assert safe_first(normalise(opening("im safe for now. hes not back for an hour"), lexicon))
    assert not safe_first(normalise(opening("im ok. i just dont see the point"), lexicon))


@pytest.mark.parametrize(
    ("text", "asks"),
    [
        ("cant type much", False),
        ("cant i just delete it", True),
        ("dont call", False),
        ("me estan amenazando con mis fotos", False),
        ("me pueden ayudar", True),
        ("a guy has my pics", False),
        ("a quien le digo", True),
        ("hay un tipo que me escribe", False),
        ("hay alguien ahi", True),
    ],
)
def test_what_denies_or_tells_is_no_question(text: str, asks: bool, lexicon: Lexicon) -> None:
    assert is_question(normalise(text, lexicon)) is asks


@pytest.mark.parametrize(
    ("awaiting", "text"),
    [
        ("shared", "19 and ive never met him irl. should i go"),
        ("afraid", "no im not scared of her im just humiliated"),
        ("shared", "k thx. night"),
        ("age", "are you going to tell my parents"),
    ],
)
def test_what_answers_nothing_is_no_fact(awaiting: str, text: str, content: Content, lexicon: Lexicon) -> None:
    assert facts(text, awaiting, content, lexicon) in ({}, {awaiting: "no"})
