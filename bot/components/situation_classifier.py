"""Adds which situations the message may be, with calibrated confidence. Decides nothing."""

from __future__ import annotations

from typing import Any

import numpy as np
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.shared.nlu.constants import INTENT, INTENT_RANKING_KEY, INTENT_RESPONSE_KEY, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.components.normaliser import CLOSELY, CORE, PLAIN
from bot.components.sentence_encoder import CLAUSE_EMBEDDINGS, CORE_EMBEDDING, embedding_of
from bot.hearing.classify import SituationModel

CORE_RANKING = "core_ranking"  # of a longer message: what the part that tells most may be
PARTS = "parts"  # per clause: the likeliest (name, confidence), likeliest first
TOLD = "told"  # (name, margin) of all that the whole may tell, each by itself
PARTS_TOLD = "parts_told"  # the same of its clauses


def _told(line: Message) -> list[str]:
    """What a training line tells, the most urgent first: its intent, and `also` of the block it stands in."""
    block = (line.get("metadata") or {}).get("intent") or {}
    return [line.get(INTENT_RESPONSE_KEY) or line.get(INTENT), *block.get("also", ())]


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class SituationClassifier(GraphComponent, IntentClassifier):
    """Linear model over embedding and n-grams (bot/hearing/classify.py)."""

    def __init__(self, model: SituationModel, storage: ModelStorage, resource: Resource) -> None:
        self._model = model
        self._storage = storage
        self._resource = resource

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> SituationClassifier:
        return cls(SituationModel(), model_storage, resource)

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> SituationClassifier:
        with model_storage.read_from(resource) as folder:
            return cls(SituationModel.load(folder), model_storage, resource)

    def train(self, training_data: TrainingData) -> Resource:
        lines = [m for m in training_data.intent_examples if m.get(TEXT)]
        self._model.fit(
            [m.get(PLAIN) for m in lines],
            np.stack([embedding_of(m) for m in lines]),
            [_told(m) for m in lines],
        )
        with self._storage.write_to(self._resource) as folder:
            self._model.save(folder)
        return self._resource

    def process(self, messages: list[Message]) -> list[Message]:
        for message in messages:
            texts = message.get(CLOSELY) or [message.get(PLAIN) or ""]
            core = message.get(CORE)
            vectors = [embedding_of(message), *(message.get(CLAUSE_EMBEDDINGS) or ())]
            if core:
                texts, vectors = [*texts, core], [*vectors, message.get(CORE_EMBEDDING)]
            (whole, told), *parts = self._model.read(texts, np.stack(vectors))
            named = [{"name": name, "confidence": confidence} for name, confidence in whole]
            message.set(INTENT, named[0], add_to_output=True)
            message.set(INTENT_RANKING_KEY, named, add_to_output=True)
            if core:
                message.set(CORE_RANKING, parts.pop()[0])
            message.set(PARTS, [ranked for ranked, _ in parts])
            message.set(TOLD, told)
            message.set(PARTS_TOLD, [pair for _, told in parts for pair in told])
        return messages
