"""Adds the message in plain words (`plain`). Never changes the text itself.

First in the pipeline: every later component reads plain words only.
"""

from __future__ import annotations

from functools import cache
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
from bot.hearing.normalise import in_plain, mended_words, normalise

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
            self._read(message)
        return messages

    def _read(self, message: Message) -> None:
        """Adds plain words. What is read twice is worked out once, and forgotten with this message."""

        @cache
        def typed(part: str) -> list[str]:
            return mended_words(part, self._lexicon)

        @cache
        def plain(part: str) -> str:
            return in_plain(typed(part), self._lexicon)

        text = message.get(TEXT) or ""
        told, core = gists(text, lambda part: self._lexicon.telling.of(typed(part)))
        message.set(PLAIN, plain(text))
        message.set(CLAUSES, [plain(clause) for clause in clauses(text)])
        message.set(CLOSELY, [plain(part) for part in (told, *clauses(told))])
        message.set(CORE, plain(core) if core != told else "")

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        for message in training_data.training_examples:
            message.set(PLAIN, normalise(message.get(TEXT) or "", self._lexicon))
        return training_data
