"""Which language a message is in."""

import pytest

from bot.hearing.language import language_of


@pytest.mark.parametrize(
    ("text", "lang"),
    [
        ("me estan amenazando con mis fotos y tengo miedo", "es"),
        ("hola", "es"),
        ("he wants money or he posts it", "en"),
        ("el vato dice que va a post my pics", "es"),
        ("asdf", ""),
        ("no", ""),
    ],
)
def test_short_words_tell_the_language(text: str, lang: str) -> None:
    assert language_of(text.split()) == lang
