"""Unsure what was asked or told along the way, we ask: "is it one of these?", the likeliest follow-ups as buttons.

Measured on messages by others: below a confidence of 0.55 the likeliest follow-up is right every second time, and one
of the three likeliest nine times in ten.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Optional

from bot.routing.asides import Asides
from bot.routing.fits import EMERGENCY
from bot.routing.heard import Heard
from bot.routing.plausible import Thresholds
from bot.routing.state import State
from bot.routing.way import Move, Way

MEANT = "meant"  # the question, and in what its buttons mean
NONE = "none"
_MOST = 3
_ALL_SAID = "utter_ask_meant_3"


class Meant:
    """Offers what may have been meant, and takes what was chosen."""

    def __init__(self, way: Way, thresholds: Thresholds, asides: Asides) -> None:
        self._way = way
        self._sure = thresholds
        self._asides = asides

    def asked(self, heard: Heard, state: State) -> Optional[Move]:
        """The question which of the likeliest is meant; never twice in a row, and not while a life hangs on minutes."""
        urgent = state.situation in EMERGENCY and state.facts.get("safe") != "yes"
        told_enough = heard.asks or "asks_inside" in heard.holds or len(heard.words.split()) >= self._sure.words_to_ask
        if not state.situation or urgent or heard.alarms or not told_enough or _ALL_SAID in state.said:
            return None
        if MEANT in state.facts or state.awaiting == MEANT or self._asides.is_new_harm(heard, state, self._sure.later):
            return None
        between = self._may_be(heard, state)
        return Move("ask_meant", replace(state, between=between, awaiting=MEANT)) if between else None

    def _may_be(self, heard: Heard, state: State) -> tuple[str, ...]:
        """The likeliest follow-ups that have an answer for this person, no two with the same one."""
        answers: dict[str, str] = {}
        for name, _ in heard.may_follow:
            entry = self._way.content.follow_ups[name]
            if entry.title and self._asides.answers(entry, heard, state) and self._way.has_answer(entry, state):
                answers.setdefault(self._way.next_text(entry, state) or name, name)
        sure = sum(p for name, p in heard.may_follow if name in answers.values())
        return tuple(answers.values())[:_MOST] if sure >= self._sure.may_be_meant else ()

    def chosen(self, value: str, state: State) -> Move:
        """What a button of the question chose; none of them goes to people who can answer."""
        now = replace(state, between=(), awaiting="")
        entry = self._way.content.follow_ups.get(value)
        return self._way.follow_up(entry, now) if entry else Move("unanswered", now)
