"""The word lists: each is used, and none of their words is one that plain words never hold."""

from __future__ import annotations

import re

import pytest

from bot.content.load import ROOT
from bot.hearing.lexicon import load_lexicon
from bot.hearing.normalise import normalise
from bot.hearing.word_lists import all_lists, word_list


def test_every_list_is_looked_for_by_a_rule() -> None:
    code = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "bot").rglob("*.py"))

    assert set(re.findall(r'word_list\("(\w+)"\)', code)) == set(all_lists())


@pytest.mark.parametrize("name", sorted(all_lists()))
def test_a_word_of_a_list_can_be_typed(name: str) -> None:
    """Words are looked for after the lexicon has spelled them out: "insta" would never be found."""
    assert {normalise(word, load_lexicon()) for word in word_list(name)} == word_list(name)


@pytest.mark.parametrize("name", sorted(all_lists()))
def test_a_list_says_what_its_words_tell(name: str) -> None:
    found = all_lists()[name]

    assert set(found) == {"tells", "en", "es"}
    assert found["tells"].strip()
    assert len(found["en"]) + len(found["es"]) == len(word_list(name)), "a word stands twice"
