"""Unsure what was asked or told along the way, other meanings are one tap away.

Where the likeliest is likely enough to be said, the next two stand under it as buttons; where it is not, all three are
asked about. Measured on messages by others: below a confidence of 0.55 the likeliest is right every second time, and
one of the three likeliest nine times in ten.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Optional

from bot.routing.asides import Asides
from bot.routing.fits import in_emergency
from bot.routing.heard import Heard
from bot.routing.plausible import Thresholds
from bot.routing.state import State
from bot.routing.way import Move, Way

MEANT = "meant"  # what a button of these means
NONE = "none"  # of those offered
_MOST = 3
_ALL_ASKED, _ALL_OFFERED = "utter_ask_meant_3", "utter_meant_else_4"
_OF_TALK = ("questions", "conversation")


def offers(state: State) -> bool:
    """True when the last answer offered what may have been meant; the question that waited before waits on."""
    return bool(state.between) and state.awaiting != "between"


class Meant:
    """Offers what may have been meant, and takes what was chosen."""

    def __init__(self, way: Way, thresholds: Thresholds, asides: Asides) -> None:
        self._way = way
        self._sure = thresholds
        self._asides = asides

    def asked(self, heard: Heard, state: State) -> Optional[Move]:
        """The question which of the likeliest is meant; never twice in a row, and not while a life hangs on minutes."""
        told_enough = heard.asks_anywhere or len(heard.words.split()) >= self._sure.words_to_ask
        if (
            heard.after_offer
            or heard.alarms
            or heard.facts
            or not told_enough
            or not self._may_ask(state)
            or _ALL_ASKED in state.said
        ):
            return None
        talk = self._way.group.get(heard.top) in _OF_TALK and heard.top != "off_topic"
        other = talk and heard.confidence(heard.top) >= self._sure.small_talk
        if other or self._asides.is_new_harm(heard, state, self._sure.later):
            return None
        between = self._may_be(heard, state)
        return Move("ask_meant", replace(state, between=between)) if between else None

    def with_others(self, move: Move, heard: Heard) -> Move:
        """`move`, and what else may have been meant offered under its text."""
        state = move.state
        if move.intent != "follow_up" or heard.plain or not self._may_ask(state) or _ALL_OFFERED in state.said:
            return move
        answers = self._answers(heard, state)
        likely = dict(heard.may_follow)
        others = tuple(
            name for text, name in answers.items() if text != state.learned and likely[name] >= self._sure.other_meaning
        )[: _MOST - 1]
        return replace(move, state=replace(state, between=others)) if state.learned in answers and others else move

    @staticmethod
    def _may_ask(state: State) -> bool:
        return bool(state.situation) and not in_emergency(state) and not state.between

    def _answers(self, heard: Heard, state: State) -> dict[str, str]:
        """Next text -> the likeliest follow-up that it answers, for what may be meant and is for this person."""
        answers: dict[str, str] = {}
        for name, _ in heard.may_follow:
            entry = self._way.content.follow_ups[name]
            if entry.title and self._asides.answers(entry, heard, state) and self._way.has_answer(entry, state):
                answers.setdefault(self._way.next_text(entry, state) or name, name)
        return answers

    def _may_be(self, heard: Heard, state: State) -> tuple[str, ...]:
        """The likeliest follow-ups that have an answer for this person, where together they are likely enough."""
        names = tuple(self._answers(heard, state).values())[:_MOST]
        return names if sum(p for name, p in heard.may_follow if name in names) >= self._sure.may_be_meant else ()

    def chosen(self, value: str, state: State) -> Move:
        """What a button of the question chose; none of them goes to people who can answer."""
        entry = self._way.content.follow_ups.get(value)
        return self._way.follow_up(entry, state) if entry else Move("unanswered", state)
