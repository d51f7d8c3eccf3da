"""Which language a message is in."""

import pytest

from bot.content.checks.lines import read_lines
from bot.content.load import read_yaml
from bot.hearing.language import language_of
from bot.hearing.lexicon import load_lexicon
from bot.hearing.lexicon_files import lexicon_path
from bot.hearing.normalise import typed_words


@pytest.mark.parametrize(
    ("text", "lang"),
    [
        ("me estan amenazando con mis fotos y tengo miedo", "es"),
        ("hola", "es"),
        ("he wants money or he posts it", "en"),
        ("el vato dice que va a post my pics", "es"),
        ("me chantajean quiero morirme", "es"),
        ("auxilio me encerró", "es"),
        ("no kiero seguir viviendo asi", "es"),
        ("asdf", ""),
        ("no", ""),
    ],
)
def test_short_words_tell_the_language(text: str, lang: str) -> None:
    assert language_of(text.split()) == lang


def _lines(spanish: bool) -> list[list[str]]:
    apart = ("gibberish", "non_english", "sends_identifying_info")
    lines = [line for line in read_lines() if line.situation not in apart and ("/es/" in line.path) == spanish]
    return [typed_words(line.text, load_lexicon()) for line in lines]


def test_nearly_no_english_line_is_answered_in_spanish() -> None:
    lines = _lines(spanish=False)

    assert sum(language_of(words) == "es" for words in lines) <= 0.002 * len(lines)


def test_nearly_every_spanish_line_is_answered_in_spanish() -> None:
    lines = _lines(spanish=True)

    assert sum(language_of(words) == "es" for words in lines) >= 0.95 * len(lines)


def test_no_longer_spanish_word_is_in_an_english_line() -> None:
    longer = set(read_yaml(lexicon_path("languages"))["es_longer"])

    assert longer & {word for words in _lines(spanish=False) for word in words} == set()
