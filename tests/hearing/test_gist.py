"""A disclosure in the middle of somebody's day is found, and everyday talk stays everyday talk."""

from __future__ import annotations

from bot.hearing.common_words import Telling, Use
from bot.hearing.gist import CORE, gists
from bot.hearing.lexicon import load_lexicon
from bot.hearing.normalise import typed_words

_DAY = (
    "so today we had practice after school, then i ate cereal on the couch with the dog. the bus was late again and it "
    "was raining, in third period we had a sub and did a worksheet about volcanoes, "
)
_TOLD = "a man online has my pictures and says he will post them"


def telling(text: str) -> float:
    return load_lexicon().telling.of(typed_words(text, load_lexicon()))


def _gist(text: str, most: int) -> str:
    (found,) = gists(text, telling, (most,))
    return found


def test_what_happened_is_found_between_everyday_things() -> None:
    found = _gist(f"{_DAY}{_TOLD}, {_DAY}", CORE)

    assert _TOLD in found
    assert "cereal" not in found
    assert "volcanoes" not in found


def test_a_short_message_is_read_as_it_is() -> None:
    assert gists(_TOLD, telling) == [_TOLD, _TOLD]


def test_never_more_words_than_asked_for_and_always_in_their_order() -> None:
    run_on = " ".join(f"{word} he said send more pictures" for word in ("one", "two", "three", "four", "five", "six"))

    words = _gist(run_on, 20).split()

    assert 0 < len(words) <= 20
    assert " ".join(words) in run_on or words == [word for word in run_on.split() if word in words][: len(words)]


def test_everyday_talk_is_read_from_its_beginning() -> None:
    assert gists(_DAY * 2, lambda _text: -1.0)[1].startswith("so today we had practice")


def test_a_word_of_disclosures_weighs_more_than_one_of_everyday_talk() -> None:
    weighed = Telling({"*": Use(100, 50), "pics": Use(20, 2), "dog": Use(20, 18)})

    assert weighed.of(["pics"]) > 0 > weighed.of(["dog"])
    assert weighed.of(["never", "seen"]) == 0
