"""Adds the embedding of the plain words as a sentence feature. Downloads nothing, keeps nothing."""

from __future__ import annotations

import numpy as np
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.shared.nlu.constants import FEATURE_TYPE_SENTENCE, TEXT
from rasa.shared.nlu.training_data.features import Features
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.components.normaliser import CLOSELY, CORE, PLAIN
from bot.components.stateless import Stateless
from bot.hearing.encode import DIMENSIONS, embed, embed_many, embed_together

EMBEDDING = "embedding"
CLAUSE_EMBEDDINGS = "clause_embeddings"
CORE_EMBEDDING = "core_embedding"


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_FEATURIZER, is_trainable=False)
class SentenceEncoder(Stateless):
    """512 numbers that say what a line means, for our classifier and for any stock one."""

    def __init__(self) -> None:
        embed(["ready"])  # or the first young person to write would wait for the weights to be read

    def process(self, messages: list[Message]) -> list[Message]:
        for message in messages:
            texts = message.get(CLOSELY) or [message.get(PLAIN) or ""]
            told, *parts, core = embed_together([*texts, message.get(CORE) or ""])
            self._add(message, told)
            message.set(CLAUSE_EMBEDDINGS, parts)
            message.set(CORE_EMBEDDING, core)
        return messages

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        lines = training_data.training_examples
        for message, vector in zip(lines, embed_many([message.get(PLAIN) or "" for message in lines])):
            self._add(message, vector)
        return training_data

    def _add(self, message: Message, vector: np.ndarray) -> None:
        message.set(EMBEDDING, vector)
        message.add_features(Features(vector[None], FEATURE_TYPE_SENTENCE, TEXT, type(self).__name__))


def embedding_of(message: Message) -> np.ndarray:
    """The embedding of a message, or zeros where there is none."""
    vector = message.get(EMBEDDING)
    return vector if vector is not None else np.zeros(DIMENSIONS, np.float32)
