"""Adds what the reviewed danger phrases find (`urgent`). May raise urgency; never lowers it."""

from __future__ import annotations

from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.nlu.extractors.extractor import EntityExtractorMixin
from rasa.shared.nlu.training_data.message import Message

from bot.components.normaliser import CLAUSES, PLAIN
from bot.components.stateless import Stateless
from bot.hearing.urgency import load_urgency

URGENT = "urgent"


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR, is_trainable=False)
class UrgencyFloor(Stateless, EntityExtractorMixin):
    """Wiring around bot/hearing/urgency.py."""

    def __init__(self) -> None:
        self._rules = load_urgency()

    def process(self, messages: list[Message]) -> list[Message]:
        for message in messages:
            words, clauses = message.get(PLAIN) or "", message.get(CLAUSES) or ()
            message.set(URGENT, self._rules.find_in_clauses(words, clauses))
        return messages
