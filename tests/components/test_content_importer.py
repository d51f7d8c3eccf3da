"""What Rasa is given to learn from is what counselors read."""

from __future__ import annotations

import copy
from typing import Any

import numpy as np
import pytest
from rasa.shared.nlu.training_data.features import Features
from rasa.shared.nlu.training_data.loading import load_data

from bot.components.content_importer import ContentImporter, WrittenLine
from bot.content.load import ROOT


@pytest.fixture(scope="module")
def given() -> list[dict[str, Any]]:
    importer = ContentImporter(None, None, [])
    return [message.data for message in importer.get_nlu_data().training_examples]


@pytest.mark.parametrize("name", ["exit.yml", "es/follow_ups.yml", "es/several.yml"])
def test_a_line_is_given_as_rasas_own_reader_would_give_it(name: str, given: list[dict[str, Any]]) -> None:
    own = load_data(str(ROOT / "data/nlu" / name)).training_examples

    assert own
    assert all(message.data in given for message in own)


def line(text: str, intent: str = "exit") -> WrittenLine:
    return WrittenLine.build(text, intent)


def test_lines_that_differ_in_anything_are_told_apart() -> None:
    featured = line("bye")
    featured.add_features(Features(np.ones((1, 2)), "sentence", "text", "any"))

    assert len({line("bye"), line("bye"), line("bye now"), line("bye", "thanks"), featured}) == 4


def test_what_a_copy_of_a_line_is_given_the_line_is_not() -> None:
    own = line("bye")
    copied = copy.deepcopy(own)
    copied.set("plain", "bye")
    copied.add_features(Features(np.ones((1, 2)), "sentence", "text", "any"))

    assert (own.get("plain"), own.features) == (None, [])
    assert own == line("bye") != copied
