"""English and Spanish are alike: the same contacts, names, questions and bubbles, and no English under Spanish."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bot.content.checks.contacts import LINK, NUMBER, digits
from bot.content.checks.reading import NAMES
from bot.content.load import Content
from bot.content.schema import Problem, Response

# A Spanish text keeps HOME out: the keyword whose answer is in Spanish is HOLA.
_KEYWORDS = {"HOME": "HOLA"}
_KEYWORD = re.compile(r"\b(HOME|HOLA|START|LOVEIS|HOPE|HELP|CONNECT)\b")
_ENGLISH = re.compile(r"\b(the|and|you|your|with|call|is|are|for|to|this|that|if|not|of|safe|now|help|who)\b", re.I)
_QUOTED = re.compile(r'["«“][^"»”]*["»”]')
# These say their thing in both languages, on purpose.
_BOTH = "utter_non_english"


def _contacts(text: str) -> set[str]:
    """Numbers, links and keywords of a text."""
    found = {m.group().rstrip(".,") for m in LINK.finditer(text)}
    found |= {digits(m.group()) for m in NUMBER.finditer(LINK.sub(" ", text))}
    return found | {_KEYWORDS.get(k, k) for k in _KEYWORD.findall(NAMES.sub(" ", text))}


def _differences(response: Response) -> Iterator[str]:
    en, es = response.en, response.es or ""
    if _contacts(en) != _contacts(es):
        yield f"names other contacts: {', '.join(sorted(_contacts(en) ^ _contacts(es)))}."
    if en.count("?") != es.count("?"):
        yield "asks as many questions in one language as it does not in the other."
    if "HOME" in _KEYWORD.findall(es):
        yield "sends them to HOME, which answers in English."
    english = _ENGLISH.search(NAMES.sub(" ", _QUOTED.sub(" ", es)))
    if english:
        yield f"has English under Spanish: {english.group()!r}."
    if any(_ENGLISH.search(NAMES.sub(" ", b.es or "")) for b in response.buttons):
        yield "has an English button under Spanish."


def check(content: Content) -> list[Problem]:
    return [
        Problem(content.where[name], f"{name}.es", fact, "Make both languages say the same.")
        for name, response in content.responses.items()
        if not name.startswith(_BOTH)
        for fact in _differences(response)
    ]
