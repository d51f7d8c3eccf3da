"""Gives Rasa the texts of data/responses as the domain's responses, English and Spanish, and the lines of data/nlu.

Rasa reads its own response format only; counselors read ours, with both languages side by side. It checks each
file of lines against a schema and copies all lines at each file, which `handrail check` makes needless.
"""

from __future__ import annotations

import hashlib
from typing import Any, Optional

from rasa.shared.core.domain import Domain
from rasa.shared.importers.rasa import RasaFileImporter
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.content import load_content
from bot.content.buttons import payload
from bot.content.checks.lines import Line, read_lines
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


class WrittenLine(Message):
    """A line to learn from. Rasa copies all of them at each of seven merges and hashes all that each holds.

    Of a line only the list of its features is ever added to, so a copy shares the rest; and it is told from others by
    what it says, what it tells and its features (docs/performance.md has what the difference is).
    """

    _cached_fingerprint: Optional[str]

    def __deepcopy__(self, _memo: dict[int, Any]) -> WrittenLine:
        return WrittenLine(self.data, {*self.output_properties}, self.time, [*self.features])

    def fingerprint(self) -> str:
        """What tells the line from others, in hexadecimal digits."""
        if self._cached_fingerprint is None:
            digest = hashlib.md5(repr(sorted(self.data.items())).encode(), usedforsecurity=False)
            for feature in self.features:
                dense = feature.is_dense()
                digest.update(feature.features.tobytes() if dense else feature.fingerprint().encode())
            self._cached_fingerprint = digest.hexdigest()
        return self._cached_fingerprint


def _message(line: Line) -> Message:
    also = {"also": list(line.also)} if line.also else None
    return WrittenLine.build(line.text, line.situation, intent_metadata=also)


class ContentImporter(RasaFileImporter):
    """The files of a Rasa project, with our texts as its responses and our lines as what it learns from."""

    def get_domain(self) -> Domain:
        responses = {
            name: [_variation(response, lang) for lang in ("en", "es")]
            for name, response in load_content().responses.items()
        }
        return super().get_domain().merge(Domain.from_dict({"responses": responses}))

    def get_nlu_data(self, language: Optional[str] = "en") -> TrainingData:
        return TrainingData([_message(line) for line in read_lines()])
