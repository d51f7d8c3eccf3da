"""Every number and link in a text is one that a fact holds: a wrong number can cost a life."""

from __future__ import annotations

import re

from bot.content.load import Content
from bot.content.schema import LANGS, Problem, Response

NUMBER = re.compile(r"(?<![\w.,-])(?:\+?\d[\d -]{4,}\d|911|988|711|\d{5,6})(?![\w-])")
LINK = re.compile(r"https?://\S+|\b[\w-]+(?:\.[\w-]+)*\.(?:org|gov|com|net|uk|ca|au|ie)\b")
_KEYWORD = re.compile(r"\b(?:text|env[ií]a|manda) ([A-Z]{3,})\b", re.I)


def digits(text: str) -> str:
    return "".join(ch for ch in text if ch.isdigit())


def known(content: Content) -> tuple[set[str], str]:
    """The digits of every number that may be shown, and every link."""
    channels = [c for s in content.services.values() if s.may_be_shown for c in s.channels if c.show]
    return {digits(c.value) for c in channels}, " ".join(f"{c.value} {c.url or ''}" for c in channels)


def strangers(text: str, numbers: set[str], links: str) -> list[str]:
    """The numbers and links of a text that no fact holds."""
    found = [m.group() for m in NUMBER.finditer(LINK.sub(" ", text)) if digits(m.group()) not in numbers]
    found += [m.group() for m in LINK.finditer(text) if m.group().rstrip(".,") not in links]
    return found


def _unbacked(response: Response, content: Content) -> list[str]:
    """Keywords to text that no shown service under the response has."""
    shown = {
        c.keyword for i in response.services if i in content.services for c in content.services[i].channels if c.show
    }
    words = {m.group(1) for lang in LANGS for m in _KEYWORD.finditer(response.text(lang)) if m.group(1).isupper()}
    return sorted(words - {str(k) for k in shown})


def check(content: Content) -> list[Problem]:
    numbers, links = known(content)
    problems = []
    for name, response in content.responses.items():
        where = content.where[name]
        for lang in LANGS:
            for stranger in strangers(response.text(lang), numbers, links):
                problems.append(
                    Problem(
                        where,
                        f"{name}.{lang}",
                        f"{stranger} is in no fact that may be shown.",
                        "Use the contact of data/facts.",
                    )
                )
        for word in _unbacked(response, content):
            problems.append(
                Problem(
                    where,
                    name,
                    f"{word} is no keyword of a service under this text.",
                    "List the service, or mend the keyword.",
                )
            )
    return problems
