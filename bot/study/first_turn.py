"""What the service would act on for a first message, whatever classifier ranks the situations."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from rasa.shared.nlu.constants import INTENT, INTENT_RANKING_KEY, TEXT
from rasa.shared.nlu.training_data.message import Message

from bot.components.normaliser import Normaliser
from bot.components.situation_classifier import PARTS
from bot.components.turn_director import TurnDirector
from bot.components.urgency_floor import UrgencyFloor
from bot.hearing.classify import Ranked
from bot.hearing.clauses import clauses
from bot.hearing.encode import Floats

_TOP = 8


class FirstTurns:
    """The components before and after the classifier, as the service has them.

    Args:
        typed: the first messages, each of its own conversation.
    """

    def __init__(self, typed: Sequence[str]) -> None:
        self._before = (Normaliser(), UrgencyFloor())
        self._director = TurnDirector()
        self._typed = typed
        self._clauses = [clauses(text) for text in typed]
        self.parts = [clause for found in self._clauses for clause in found]

    def heard(self, wholes: Floats, parts: Floats, names: Sequence[str]) -> list[list[str]]:
        """Per message: the situation acted on, then the others heard.

        Args:
            wholes: confidences for the messages, shape (messages, len(names)).
            parts: confidences for `self.parts`, their clauses, in that order.
        """
        ranked = iter([_likeliest(row, names) for row in parts])
        return [
            self._heard(text, _likeliest(row, names), [next(ranked) for _ in found])
            for text, row, found in zip(self._typed, wholes, self._clauses)
        ]

    def _heard(self, text: str, whole: Ranked, parts: list[Ranked]) -> list[str]:
        ranking = [{"name": name, "confidence": p} for name, p in whole]
        message = Message({TEXT: text, INTENT: ranking[0], INTENT_RANKING_KEY: ranking, PARTS: parts})
        for component in (*self._before, self._director):
            component.process([message])
        return [message.get("acts_on"), *(message.get("also") or [])]


def _likeliest(row: Floats, names: Sequence[str]) -> Ranked:
    return [(names[i], float(row[i])) for i in np.argsort(-row)[:_TOP]]
