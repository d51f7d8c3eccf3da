"""What the service would act on for a first message, whatever classifier ranks the situations."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from rasa.shared.nlu.constants import INTENT, INTENT_RANKING_KEY, TEXT
from rasa.shared.nlu.training_data.message import Message

from bot.components.normaliser import Normaliser
from bot.components.turn_director import TurnDirector
from bot.components.urgency_floor import UrgencyFloor
from bot.hearing.encode import Floats

_TOP = 6


class FirstTurns:
    """The components before and after the classifier, as the service has them."""

    def __init__(self) -> None:
        self._before = (Normaliser(), UrgencyFloor())
        self._director = TurnDirector()

    def heard(self, typed: Sequence[str], p: Floats, names: Sequence[str]) -> list[list[str]]:
        """Per message: the situation acted on, then the others heard.

        Args:
            p: confidences of shape (len(typed), len(names)).
        """
        return [self._heard(text, row, names) for text, row in zip(typed, p)]

    def _heard(self, text: str, row: Floats, names: Sequence[str]) -> list[str]:
        ranking = [{"name": names[i], "confidence": float(row[i])} for i in np.argsort(-row)[:_TOP]]
        message = Message({TEXT: text, INTENT: ranking[0], INTENT_RANKING_KEY: ranking})
        for component in (*self._before, self._director):
            component.process([message])
        return [message.get("acts_on"), *(message.get("also") or [])]
