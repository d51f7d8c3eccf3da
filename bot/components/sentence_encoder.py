"""Adds the embedding of the plain words as a sentence feature. Downloads nothing, keeps nothing."""

from __future__ import annotations

from typing import Any

import numpy as np
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import FEATURE_TYPE_SENTENCE, TEXT
from rasa.shared.nlu.training_data.features import Features
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.components.normaliser import PLAIN
from bot.hearing.encode import DIMENSIONS, embed

EMBEDDING = "embedding"


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_FEATURIZER, is_trainable=False)
class SentenceEncoder(GraphComponent):
    """512 numbers that say what a line means, for our classifier and for any stock one."""

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> SentenceEncoder:
        return cls()

    def process(self, messages: list[Message]) -> list[Message]:
        texts = [message.get(PLAIN) or "" for message in messages]
        for message, vector in zip(messages, embed(texts)):
            message.set(EMBEDDING, vector)
            message.add_features(Features(vector[None], FEATURE_TYPE_SENTENCE, TEXT, type(self).__name__))
        return messages

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        self.process(training_data.training_examples)
        return training_data


def embedding_of(message: Message) -> np.ndarray:
    """The embedding of a message, or zeros where there is none."""
    vector = message.get(EMBEDDING)
    return vector if vector is not None else np.zeros(DIMENSIONS, np.float32)
