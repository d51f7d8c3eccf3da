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
from bot.hearing.gist import gists
from bot.hearing.lexicon import load_lexicon
from bot.hearing.normalise import normalise, typed_words

PLAIN = "plain"
CLAUSES = "clauses"
CLOSELY = "closely"  # what is read for its meaning: the gist of the message, and each clause of that
CORE = "core"  # of a longer message, what tells most; "" for a short one


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
            plain = self._plain([text, *clauses(text)])
            message.set(PLAIN, plain[0])
            message.set(CLAUSES, plain[1:])
            told, core = gists(text, self._telling)
            message.set(CLOSELY, plain if told == text else self._plain([told, *clauses(told)]))
            message.set(CORE, self._plain([core])[0] if core != told else "")
        return messages

    def _plain(self, texts: list[str]) -> list[str]:
        return [normalise(text, self._lexicon) for text in texts]

    def _telling(self, text: str) -> float:
        return self._lexicon.telling.of(self._lexicon.mender.mended(typed_words(text, self._lexicon)))

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        for message in training_data.training_examples:
            message.set(PLAIN, normalise(message.get(TEXT) or "", self._lexicon))
        return training_data
