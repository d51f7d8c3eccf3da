"""Which of several wordings comes next: nothing is said twice while another wording is left."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from bot.content.load import Content

_THEN = {"you": "utter_needs_you_first"}  # what comes after the names of what was heard
_SUFFIXES = ("", "_again", "_third")
_NUMBERED = re.compile(r"_(\d+)$")
# Moves whose texts are numbered, by the stem of their names.
_STEMS = {
    "crisis_again": "utter_crisis_again",
    "emergency_again": "utter_emergency_again",
    "route_yes": "utter_route_yes",
    "route_later": "utter_route_later",
    "listen": "utter_listening",
    "unanswered": "utter_unanswered",
    "ask_meant": "utter_ask_meant",
    "meant_else": "utter_meant_else",
}
_CHAINS = {
    "abroad_crisis": ("utter_abroad_crisis", "utter_abroad_crisis_again", "utter_abroad_free"),
    # Keys hit at random, four times: it may be somebody who cannot type.
    "ladder": ("utter_ladder_1", "utter_ladder_2", "utter_ladder_3", "utter_cannot_type"),
}


def wordings(move: str, content: Content) -> list[str]:
    """The response names of a move, in the order in which they are used."""
    if move in _CHAINS:
        return list(_CHAINS[move])
    if move in _STEMS:
        stem = _STEMS[move]
        numbered = [n for n in content.responses if n.startswith(f"{stem}_") and _NUMBERED.search(n)]
        return sorted(numbered, key=lambda n: int(n.rsplit("_", 1)[1]))
    return [f"utter_{move}{s}" for s in _SUFFIXES if f"utter_{move}{s}" in content.responses]


def first_unsaid(names: Sequence[str], said: Iterable[str]) -> str:
    """The first of `names` not said yet, else the last one."""
    said = set(said)
    return next((n for n in names if n not in said), names[-1])


def behind_needs(text: str, needs: Sequence[str], content: Content, lang: str) -> str:
    """`text` behind a sentence that names what was heard; `text` alone where that is one thing.

    Who told of two things and is asked about one must see that the other was heard.
    """
    if len(needs) < 2:
        return text
    named = ", ".join(content.responses[f"utter_need_{need}"].text(lang) for need in needs)
    heard, then = (content.responses[n].text(lang) for n in ("utter_needs", _THEN.get(needs[0], "utter_needs_each")))
    return f"{heard} {named}. {then} {text}"
