"""Lengths, buttons and questions: what a scared person can take in on a phone."""

from __future__ import annotations

import re

from bot.content.load import Content
from bot.content.schema import LANGS, Problem, Response

_MAX_TEXT = 280
MAX_TITLE = 24
_BUTTONS = range(2, 5)
_MAX_SENTENCE = 15
_SENTENCE = re.compile(r"[^.!?]+[.!?]?")


def _facts(response: Response) -> list[str]:
    facts = []
    for lang in LANGS:
        text = response.text(lang)
        if len(text) > _MAX_TEXT:
            facts.append(f"{lang} has {len(text)} characters; {_MAX_TEXT} is the most.")
        if text.count("?") > 1:
            facts.append(f"{lang} asks more than one question.")
        if "!" in text or "\u00a1" in text:
            facts.append(f"{lang} has an exclamation mark.")
        if any(b.title(lang) and len(b.title(lang)) > MAX_TITLE for b in response.buttons):
            facts.append(f"a button in {lang} has more than {MAX_TITLE} characters.")
        facts += [f"{lang} has a sentence of {n} words; {_MAX_SENTENCE} is the most." for n in _long_sentences(text)]
    if response.buttons and len(response.buttons) not in _BUTTONS:
        facts.append(f"has {len(response.buttons)} buttons; 2 to 4 are right.")
    return facts


def _emergency(content: Content) -> list[Problem]:
    """What is said in an emergency has the number in its first sentence, and asks nothing."""
    problems = []
    for name, situation in content.situations.items():
        if situation.urgency != "emergency":
            continue
        for response in (r for r in content.responses if r.startswith(f"utter_{name}_")):
            text = content.responses[response].en
            if "911" not in text.split(". ")[0] or "?" in text:
                problems.append(
                    Problem(
                        content.where[response],
                        response,
                        "does not start with 911, or asks.",
                        "Put the number first and ask nothing.",
                    )
                )
    return problems


def _long_sentences(text: str) -> list[int]:
    counts = [len(s.split()) for s in _SENTENCE.findall(re.sub(r"\b(\w)\.(?=\w|\s[a-z])", r"\1", text))]
    return [n for n in counts if n > _MAX_SENTENCE]


def check(content: Content) -> list[Problem]:
    texts = [
        Problem(content.where[name], name, fact, "Say it shorter, or as two texts.")
        for name, response in content.responses.items()
        for fact in _facts(response)
    ]
    return [*texts, *_emergency(content)]
