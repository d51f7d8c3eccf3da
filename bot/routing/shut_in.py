"""Somebody dangerous at the door or in the house: stay locked in, hidden and silent, and reach 911 without a voice.

The harm to avoid: a child alone at home is told to go out to whoever is waiting there.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Optional

from bot.content.schema import ASKERS, HARM_GROUPS
from bot.hearing.word_lists import word_list
from bot.routing.fits import HURT, LIFE, OWN_DEEDS
from bot.routing.heard import Heard
from bot.routing.plausible import Thresholds
from bot.routing.speech import first_unsaid
from bot.routing.state import State
from bot.routing.way import Move, Way

_OUTSIDE = "utter_shut_in_outside"
_STAY = ("utter_shut_in_stay_1", "utter_shut_in_stay_2", "utter_shut_in_stay_3")
# What a message says, and the text for it; the first that fits and was not said yet.
_TEXTS = {
    "gets_in": "utter_shut_in_inside",
    "help_picked_up": "utter_shut_in_coming",
    "no_answer": "utter_shut_in_no_answer",
    "hides": "utter_shut_in_hidden",
    "cannot_speak": "utter_shut_in_silent",
    "at_door": _OUTSIDE,
}
_FAMILY_HOME = "utter_shut_in_family_home"
_SHUT_IN = "shut_in"
# Texts for a danger that is far away: they send people out among others.
_OF_FAR_AWAY = ("utter_follow_up_knows_where_i_live", "utter_emergency_silent", "utter_follow_up_way_to_safety")
# Facts that say only who and where they are: they wait with whoever is hidden.
_NO_ANSWER = frozenset(("age", "company", "state", "near", "adult", "country", "voice"))
# Safe by a room or a lock alone is not safe from who is outside it.
_SAFE = word_list("safe_by_now")
# Moves that say nothing of where they hide.
_GENERAL = (
    "steps",
    "point",
    "again",
    "emergency_again",
    "listen",
    "ask_safe",
    "route",
    "ladder",
    "unanswered",
    "acknowledge",
    "next_need",
    "immediate_danger",
    "indirect_opening",
    "ask_between",
)


def is_shut_in(state: State) -> bool:
    """True while somebody they are locked in from is a danger."""
    return state.situation == "immediate_danger" and state.facts.get(_SHUT_IN) == "yes"


def without_locks(heard: Heard, state: State) -> Heard:
    """The message where "im in my room" and "door is locked" say nothing of being safe from who is outside."""
    said = set(heard.words.split())
    safe = heard.facts.get("safe") == "yes" and not _SAFE & said
    return heard.stating_nothing_of("safe") if is_shut_in(state) and safe and not heard.button else heard


class ShutIn:
    """Answers whoever hides from somebody at the door or in the house, for one set of content."""

    def __init__(self, way: Way, thresholds: Thresholds) -> None:
        self._way = way
        self._sure = thresholds

    def told(self, heard: Heard, state: State) -> Optional[Move]:
        """Somebody outside or inside, and what goes on from there."""
        if heard.button or state.abroad or state.situation in (*ASKERS, *OWN_DEEDS) or heard.facts.get("safe") == "yes":
            return None
        if heard.takes_back or heard.denies_danger or "suicide_in_progress" in heard.alarms:
            return None
        if is_shut_in(state):
            asks = heard.asks or heard.told or not set(heard.facts) <= _NO_ANSWER
            named = any(name in heard.holds for name in _TEXTS)
            return None if asks and not named else self._next(heard, state)
        entry = self._way.content.follow_ups.get(heard.follow_up[0])
        other = entry and not entry.in_danger and heard.follow_up[1] >= self._sure.follow_up_surely
        if other and "immediate_danger" not in heard.alarms:
            return None  # "i think theyre inside my phone" is at nobody's door
        return self._next(heard, self._now(state)) if self._begins(heard, state) else None

    def instead(self, move: Move, heard: Heard) -> Move:
        """`move`, or what helps one who hides where it is said to anybody in danger."""
        state = move.state
        outward = move.intent == "follow_up" and state.learned in _OF_FAR_AWAY
        general = is_shut_in(state) and (outward or move.intent in _GENERAL) and not heard.button
        return self._next(heard, state) if general and state.facts.get("safe") != "yes" and not state.abroad else move

    def _of_another(self, heard: Heard) -> bool:
        """True when it is somebody else's door, or one who lives with them is the danger."""
        theirs = heard.top in ASKERS or heard.about_another or any(other for _, _, other in heard.urgent)
        return theirs or "near_adults" in heard.holds or "kin" in heard.holds

    def _begins(self, heard: Heard, state: State) -> bool:
        """True when the message tells of somebody at the door or in the house."""
        if (
            self._of_another(heard)
            or state.facts.get("hurt_by") == "near"
            or {"inperson_abuse", "trafficking_controlled"} & set(state.covered)
        ):
            return False
        here = bool({"at_door", "gets_in"} & heard.holds)
        sure = heard.top == "immediate_danger" and heard.confidence(heard.top) >= self._sure.emergency
        alarm = "immediate_danger" in (*heard.alarms, state.situation) or (sure and not state.situation)
        group = self._way.group.get(state.situation, "")
        feared = group in HARM_GROUPS and state.situation not in (*LIFE, *HURT) and "gets_in" in heard.holds
        return (here or ("hides" in heard.holds and "immediate_danger" in heard.alarms)) and (
            alarm or (feared and not heard.asks)
        )

    def _now(self, state: State) -> State:
        facts = {k: v for k, v in state.facts.items() if k != "safe"}
        new = self._way.opened("immediate_danger", replace(state, facts=facts, at_risk=True, awaiting=""))
        return new.drop("asked", "safe").with_facts({_SHUT_IN: "yes"})

    def _next(self, heard: Heard, state: State) -> Move:
        """The text for what they tell; said already, that they stay where they are."""
        fitting = [text for name, text in _TEXTS.items() if name in heard.holds]
        if is_shut_in(state) and {"near_adults", "kin"} & heard.holds and "somebody_home" in heard.holds:
            fitting = [_FAMILY_HOME]
        if state.said.isdisjoint((*_TEXTS.values(), *_STAY)) and not fitting:
            fitting = [_OUTSIDE]
        text = first_unsaid((*fitting, *_STAY), state.said)
        return Move("follow_up", replace(state, learned=text, awaiting=""))
