"""Whoever writes for somebody else: a friend, a brother or sister, a child, a pupil; and who is taken for one."""

from __future__ import annotations

from dataclasses import replace
from typing import Optional

from bot.routing.asides import Asides
from bot.routing.danger import Danger
from bot.routing.heard import Heard
from bot.routing.plausible import Thresholds
from bot.routing.state import State
from bot.routing.way import ASKERS, EMERGENCY, HURT, LIFE, Move, Way

# A danger that somebody else's story may have been taken for.
_TAKEN_FOR_THEIRS = ("self_harm", "suicidal_thoughts", "suicide_plan", "mixed_sextortion_suicide")


def asked_for(state: State) -> str:
    """The situation of whoever wrote for somebody else before, "" for who wrote for themselves."""
    return next((s for s in state.covered if s in ASKERS), "")


class ForAnother:
    """Hears danger to somebody else, and whose story it is, for one set of content."""

    def __init__(self, way: Way, thresholds: Thresholds, asides: Asides, danger: Danger) -> None:
        self._way = way
        self._sure = thresholds
        self._asides = asides
        self._danger = danger

    def life(self, heard: Heard, state: State) -> Optional[Move]:
        """Somebody else may be dying, or in danger: what the writer can do for them now."""
        if state.situation in ASKERS and "good_news" in heard.told and "may_be_gone" not in heard.holds:
            return self._asides.told(heard, state)
        if state.situation in ASKERS and not heard.asks and self._theirs_at_risk(heard):
            return self._someone_at_risk(heard, replace(state, at_risk=True))
        missing = state.situation == "i_harmed_peer" and state.at_risk and "may_be_gone" in heard.holds
        if missing and not heard.asks:
            return self._someone_at_risk(heard, state)  # the one whose picture they passed on can't be found
        if not any(other and strength == "hard" for _, strength, other in heard.urgent):
            return None
        wants_to_die = any(other and strength == "hard" and s in LIFE for s, strength, other in heard.urgent)
        if not state.situation and wants_to_die and heard.top in ("parent", "school_adult"):
            return self._someone_at_risk(heard, replace(self._way.opened(heard.top, state), at_risk=True))
        conditional = "picture" in heard.needs or {"if", "unless", "si"} & set(heard.words.split())
        other_asker = heard.top in ("parent", "school_adult", "sibling")
        by_offender = heard.top == "offender_suicide_threat" and conditional
        if state.situation not in ASKERS and (other_asker or by_offender):
            return self._way.tell(heard.top, state)
        asker = state.situation if self._way.group.get(state.situation) == "who_is_asking" else "friend"
        new = self._way.opened(asker, state)
        return self._someone_at_risk(heard, replace(new, at_risk=True))

    def _someone_at_risk(self, heard: Heard, state: State) -> Move:
        """911 and 988 for somebody else; said again without a new danger, what a friend or parent can do."""
        told = self._asides.told(heard, state)
        if "utter_heard_friend_safe_hurt_self" not in state.said or "may_be_gone" in heard.holds:
            return Move("someone_at_risk", state)
        parts = (p for p in ("steps", "again") if f"utter_{state.situation}_{p}" not in state.said)
        part = next(parts, "")
        return told or (Move(part, state) if part else Move("someone_at_risk", state))

    def _theirs_at_risk(self, heard: Heard) -> bool:
        """True when the one they worry about may be gone, or in danger by what they tell."""
        denied = {"not", "never", "no"} & set(heard.words.split())
        sure = (
            heard.confidence(*LIFE, "offender_suicide_threat") >= self._sure.life_later
            or heard.confidence(*EMERGENCY) >= self._sure.emergency_later
        )
        return "may_be_gone" in heard.holds or (sure and not denied)

    def not_the_writer(self, heard: Heard, state: State) -> Optional[Move]:
        """ "NOT ME, its my friend": whoever asks for another is not answered as the one in danger."""
        if not heard.about_another:
            return None
        known = asked_for(state)
        if state.situation in LIFE and known:
            back = self.asking_for(known, state)
            return self._asides.told(heard, back) or self._way.advance(back)
        if state.situation in _TAKEN_FOR_THEIRS:
            another = replace(state, situation="", awaiting="").drop("asked", "safe")
            new = self._way.opened("friend", another)
            if "utter_heard_friend_safe_hurt_self" not in state.said:
                return Move("someone_at_risk", replace(new, at_risk=True))
            return self._asides.told(heard, new) or self._way.advance(new)
        told = self._way.is_harm(heard.top) and heard.confidence(heard.top) >= self._sure.first
        return None if state.situation or told else Move("topic_worried", state)

    def asking_for(self, asker: str, state: State) -> State:
        """The one they wrote for is in hand again, and what was taken for their own danger waits for nobody."""
        return self._way.at(asker, replace(state, situation="", awaiting=""))

    def about_somebody(self, heard: Heard, state: State) -> Optional[Move]:
        """It is about themselves after all, or the person threatening them is someone they know."""
        if state.situation in ASKERS and "about_me" in heard.holds and "not_me" not in heard.holds:
            own = next((s for s, p in heard.ranking if self._is_own(s) and p >= self._sure.first), "")
            alone = replace(state, situation="", awaiting="")
            return self._way.tell(own, alone) if own else Move("topic_else", alone)
        if state.situation in HURT and "near_now" in heard.holds and not heard.asks and "not_now" not in heard.holds:
            return self._danger.near_them(state)
        if state.situation == "peer_or_ex" and {"correcting", "met_online"} <= heard.holds:
            # "actually he is not from my class, i met him in a game": the story of an ex is not theirs
            return self._way.tell("grooming", state.with_facts({"who": "online"}))
        known = heard.offender and state.facts.get("who") != "known"
        if not known or not self._way.is_of_images(state.situation):
            return None
        if heard.offender == "adult":
            return self._way.tell("inperson_abuse", state.with_facts({"who": "known"}))
        if any(self._way.content.follow_ups[name].in_danger for name in heard.told):
            told = self._asides.told(heard, state.with_facts({"who": "known"}))
            if told:
                return told  # "hes my boyfriend and he hits me", "... and i see him on saturday"
        entry = self._way.content.follow_ups.get(heard.follow_up[0])
        plain = entry and heard.follow_up[1] >= self._sure.life_later and self._asides.answers(entry, heard, state)
        if entry and plain and self._way.has_answer(entry, state):
            return self._way.follow_up(entry, state.with_facts({"who": "known"}))  # "hes my friend, i dont want ..."
        return self._way.answered({"who": "known"}, state)

    def _is_own(self, situation: str) -> bool:
        """True for what happens to the writer, not to somebody they ask for."""
        return self._way.is_harm(situation) and self._way.group[situation] != "who_is_asking"
