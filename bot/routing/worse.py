"""A life at risk that grows nearer while they write: a way and a day, a gun in the house, last words, pills after all.

Each of these says little by itself ("tonight then", "i took some"); after a life was at risk it says everything.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Optional

from bot.content.schema import ASKERS
from bot.hearing.word_lists import word_list
from bot.routing.fits import EMERGENCY, HURT, LIFE, OWN_DEEDS
from bot.routing.heard import Heard
from bot.routing.state import State
from bot.routing.way import Move, Way

# Follow-ups that say so, the gravest first.
_MEANS, _LAST_WORDS, _PLAN = "means_near", "last_words", "plan_later"
_TO_LIVE = word_list("to_live")
_WANTS_TO_LIVE = "utter_attempt_wants_to_live"  # "i dont want to die anymore" is no denial after pills
_WAITS = "utter_follow_up_attempt_stay_with"
_NO_PILLS = word_list("no_pills")
_HAS_NONE = word_list("has_none")
_NOT_ASKED_NOW = ("age", "next")
_NOT_YET_BYE = "utter_follow_up_bye_at_risk"


class Worse:
    """Hears that a life at risk is at risk now, for one set of content."""

    def __init__(self, way: Way) -> None:
        self._way = way

    def told(self, heard: Heard, state: State) -> Optional[Move]:
        """What they took, have at hand, planned or say for the last time."""
        if not state.said or state.abroad or state.situation == "asks_for_abuse_material":
            return None  # a first message is heard as the whole that it is
        if self._took_it(heard, state):
            alone = replace(state, situation="" if state.situation in ASKERS else state.situation, at_risk=True)
            return self._way.tell("suicide_in_progress", alone)
        if not self._own_life(state) or "suicide_in_progress" in heard.alarms or heard.about_another:
            return None
        entries = self._way.content.follow_ups
        at_risk = replace(state, at_risk=True)
        has_none = any(said in heard.words for said in _HAS_NONE)
        for name in (_MEANS, _LAST_WORDS):
            said = name in heard.told and not (has_none and name == _MEANS)
            if said and self._way.has_answer(entries[name], state):
                grave = self._way.opened("suicide_plan", at_risk).add("asked", *_NOT_ASKED_NOW)
                return self._way.follow_up(entries[name], grave)
        if state.awaiting in ("try_it", "got_through") and not heard.alarms:
            return None  # "ill do it friday" is about the service offered
        denies = heard.words.split()[:1] in (["no"], ["not"]) or has_none
        if (_PLAN in heard.told or _MEANS in heard.told or _LAST_WORDS in heard.told) and not heard.asks and not denies:
            return self._way.tell("suicide_plan", at_risk)
        return None

    def bye(self, heard: Heard, state: State) -> Optional[Move]:
        """A goodbye once they were asked before it: the lines once more, and the door stays open."""
        asked = "utter_before_close" in state.said and _NOT_YET_BYE not in state.said
        if not self._own_life(state) or not asked or not heard.leaves or heard.facts.get("safe") == "yes":
            return None
        return Move("follow_up", replace(state, learned=_NOT_YET_BYE))

    def _own_life(self, state: State) -> bool:
        """True when it was the writer's own life, and nobody near them is the danger now."""
        if state.situation in (*ASKERS, *EMERGENCY):
            return False
        ever = any(s in LIFE for s in (state.situation, *state.covered, *state.queue))
        return ever or (state.at_risk and state.situation not in (*HURT, *OWN_DEEDS))

    def _took_it(self, heard: Heard, state: State) -> bool:
        """ "like me. i took some", where pills or a life were spoken of before."""
        own = state.situation not in ASKERS or "about_me" in heard.holds
        spoken_of = state.at_risk or state.situation in (*LIFE, *ASKERS)
        new = spoken_of and own and "took_it" in heard.holds and not heard.asks and not heard.own_picture
        goes_on = state.situation == "suicide_in_progress" and any(name.startswith("attempt_") for name in heard.told)
        return new and not goes_on and _NO_PILLS.isdisjoint(heard.words.split())

    def instead(self, move: Move, heard: Heard) -> Move:
        """After an attempt whoever says it again, or waits for help, is not asked whether they are safe."""
        attempt = move.state.situation == "suicide_in_progress" and not heard.button and not move.state.abroad
        if attempt and move.intent == "denial" and not _TO_LIVE.isdisjoint(heard.words.split()):
            return Move("follow_up", replace(move.state, learned=_WANTS_TO_LIVE, awaiting=""))
        if not attempt or move.intent not in ("ask_safe", "listen", "steps", "emergency_again"):
            return move
        coming = "utter_help_called" in move.state.said
        if coming and _WAITS not in move.state.said:
            return Move("follow_up", replace(move.state, learned=_WAITS, awaiting=""))
        again = move.intent == "ask_safe" and {"about_me", "took_it"} & heard.holds
        return Move("emergency_again", replace(move.state, awaiting="").drop("asked", "safe")) if again else move
