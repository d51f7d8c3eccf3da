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
from bot.hearing.encode import DIMENSIONS, embed_many, embed_together

CLAUSE_EMBEDDINGS = "clause_embeddings"
CORE_EMBEDDING = "core_embedding"


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_FEATURIZER, is_trainable=False)
class SentenceEncoder(Stateless):
    """512 numbers that say what a line means, for our classifier and for any stock one."""

    def __init__(self) -> None:
        embed_together(["ready"])  # or the first young person to write would wait for the weights to be read

    def process(self, messages: list[Message]) -> list[Message]:
        for message in messages:
            texts = message.get(CLOSELY) or [message.get(PLAIN) or ""]
            told, *parts, core = embed_together([*texts, message.get(CORE) or ""])
            message.add_features(_feature(told))
            message.set(CLAUSE_EMBEDDINGS, parts)
            message.set(CORE_EMBEDDING, core)
        return messages

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        lines = training_data.training_examples
        # As a feature only: whatever else a line holds, Rasa's training cache writes out in words, 5 ms a line.
        for message, vector in zip(lines, embed_many([message.get(PLAIN) or "" for message in lines])):
            message.add_features(_feature(vector))
        return training_data


def _feature(vector: np.ndarray) -> Features:
    return Features(vector[None], FEATURE_TYPE_SENTENCE, TEXT, SentenceEncoder.__name__)


def embedding_of(message: Message) -> np.ndarray:
    """The embedding of a message, or zeros where there is none."""
    vectors = (f.features[0] for f in message.features if f.origin == SentenceEncoder.__name__)
    return next(vectors, np.zeros(DIMENSIONS, np.float32))
