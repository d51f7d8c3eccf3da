"""Gives Rasa the texts of data/responses as the domain's responses, English and Spanish.

Rasa reads its own response format only; counselors read ours, with both languages side by side.
"""

from __future__ import annotations

from typing import Any

from rasa.shared.core.domain import Domain
from rasa.shared.importers.rasa import RasaFileImporter

from bot.content import load_content
from bot.content.buttons import payload
from bot.content.schema import Button, Response


def _buttons(buttons: tuple[Button, ...], lang: str) -> list[dict[str, str]]:
    return [{"title": b.title(lang), "payload": payload(b.means)} for b in buttons]


def _variation(response: Response, lang: str) -> dict[str, Any]:
    variation: dict[str, Any] = {"text": response.text(lang), "metadata": {"services": list(response.services)}}
    if response.buttons:
        variation["buttons"] = _buttons(response.buttons, lang)
    if lang != "en":
        variation["condition"] = [{"type": "slot", "name": "lang", "value": lang}]
    return variation


class ContentImporter(RasaFileImporter):
    """The files of a Rasa project, with our texts as its responses."""

    def get_domain(self) -> Domain:
        responses = {
            name: [_variation(response, lang) for lang in ("en", "es")]
            for name, response in load_content().responses.items()
        }
        return super().get_domain().merge(Domain.from_dict({"responses": responses}))
