"""What the bot says, by name: the page shows the texts of data/responses, so none is chosen or filled in here."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Optional

from rasa.core.nlg.generator import NaturalLanguageGenerator
from rasa.shared.core.trackers import DialogueStateTracker

from bot.content.buttons import payload
from bot.content.schema import Response


class ByName(NaturalLanguageGenerator):
    """Stands where Rasa chooses among the variations of a response, copies one and fills its gaps."""

    def __init__(self, responses: Mapping[str, Response]) -> None:
        self._responses = responses

    async def generate(
        self, utter_action: str, tracker: DialogueStateTracker, _output_channel: str, **kwargs: Any
    ) -> Optional[dict[str, Any]]:
        """The buttons of a response in the language of the conversation; None where there is no such response."""
        response = self._responses.get(utter_action)
        if response is None:
            return None
        lang = tracker.get_slot("lang") or "en"
        return {"buttons": [{"title": b.title(lang), "payload": payload(b.means)} for b in response.buttons]}
