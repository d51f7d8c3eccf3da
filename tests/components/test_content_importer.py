"""What Rasa is given to learn from is what counselors read."""

from __future__ import annotations

import pytest
from rasa.shared.nlu.training_data.loading import load_data

from bot.components.content_importer import ContentImporter
from bot.content.load import ROOT


@pytest.fixture(scope="module")
def given() -> set[str]:
    importer = ContentImporter(None, None, [])
    return {message.fingerprint() for message in importer.get_nlu_data().training_examples}


@pytest.mark.parametrize("name", ["exit.yml", "es/follow_ups.yml", "es/several.yml"])
def test_a_line_is_given_as_rasas_own_reader_would_give_it(name: str, given: set[str]) -> None:
    own = load_data(str(ROOT / "data/nlu" / name)).training_examples

    assert own
    assert {message.fingerprint() for message in own} <= given
