"""Adds the message in plain words (`plain`). Never changes the text itself.

First in the pipeline: every later component reads plain words only.
"""

from __future__ import annotations

from typing import Any, Optional

from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.components.stateless import Stateless
from bot.content.digest import digest_of
from bot.hearing.clauses import clauses
from bot.hearing.lexicon import load_lexicon
from bot.hearing.normalise import normalise

PLAIN = "plain"
CLAUSES = "clauses"


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_FEATURIZER, is_trainable=False)
class Normaliser(Stateless):
    """Plain words for each message, by the lexicon of data/lexicon."""

    def __init__(self) -> None:
        self._lexicon = load_lexicon()

    @classmethod
    def fingerprint_addon(cls, config: dict[str, Any]) -> Optional[str]:
        """What Rasa's training cache must also look at: the lexicon and the code that reads it."""
        return digest_of(("data/lexicon", "bot/hearing"))

    def process(self, messages: list[Message]) -> list[Message]:
        for message in messages:
            text = message.get(TEXT) or ""
            message.set(PLAIN, normalise(text, self._lexicon))
            message.set(CLAUSES, [normalise(clause, self._lexicon) for clause in clauses(text)])
        return messages

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        for message in training_data.training_examples:
            message.set(PLAIN, normalise(message.get(TEXT) or "", self._lexicon))
        return training_data
