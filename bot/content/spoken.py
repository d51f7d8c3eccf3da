"""What we can say in a language besides English and Spanish: a few texts, reviewed line by line, never translated live."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Optional

from bot.content.load import Content
from bot.content.schema import Button, Language, Response

CARD = "utter_non_english"
AGAIN = "utter_non_english_again"
ABROAD = "utter_outside_us_believe"
US_NUMBER = re.compile(r"911|988|1-8\d\d")
# What is said, for want of other words, while a life is at risk. There is one thing to do then: no buttons.
_BY_URGENCY = {"emergency": "utter_in_danger", "crisis": "utter_might_hurt_self"}


def _spoken(name: str, language: Language, content: Content) -> Response:
    """The response `name` with the words of the language, which stand where English stands."""
    words, english = language.texts[name], content.responses[name]
    titles = () if name in _BY_URGENCY.values() else language.texts[CARD].buttons
    titled = tuple(Button(en=title, means=b.means) for title, b in zip(titles, content.responses[CARD].buttons))
    return english.copy(update={"en": words.text, "es": None, "buttons": titled, "services": words.services})


def responses_in(
    content: Content, names: Sequence[str], lang: str, *, abroad: bool, urgency: str = ""
) -> Optional[list[Response]]:
    """The responses as they are said in `lang`; None for English and Spanish, which have them all.

    Where the language has no words for any of `names`, the card with the phone numbers is said: nobody is
    answered in a language they may not read.

    Args:
        abroad: they are outside the United States, where 911 and 988 do not answer.
        urgency: that of the situation acted on.
    """
    language = content.languages.get(lang)
    if language is None:
        return None
    known = [name for name in names if name in language.texts] or [_BY_URGENCY.get(urgency, AGAIN)]
    if abroad:
        known = [name for name in known if not US_NUMBER.search(language.texts[name].text)] or [ABROAD]
    return [_spoken(name, language, content) for name in known]
