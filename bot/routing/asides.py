"""What is asked or told along the way: the entries of data/follow_ups.yml, by their words or by the classifier."""

from __future__ import annotations

from typing import Optional

from bot.content.schema import FollowUp
from bot.routing.heard import Heard
from bot.routing.plausible import Thresholds
from bot.routing.state import State
from bot.routing.way import ASKERS, EMERGENCY, LIFE, Move, Way

_STORY = 8
# Asked so generally that a word or service named beside it is what is meant.
_GENERAL = ("next_step", "it_counts", "order_of_steps", "who_answers")
_ALSO_FIRST = ("real_or_bot", "asks_if_immigration", "immigration")
# Heard from the first message on, whatever the classifier makes of it.
_FROM_THE_FIRST = ("family_detained", "running_away", "thrown_out", "line_tells_parents", "secret_from_bot")
_SELF = frozenset(("i", "me", "us", "we", "yo", "nos"))
_THEM = frozenset(("her", "him", "them"))
_OF_HELP = ("refuses_service", "service_failed")
# A phrase that is part of a plainer question.
_YIELDS = {
    "next_step": "order_of_steps",
    "parent_contact_them": "their_parents",
    "help_called_for_them": "on_hold",
    "should_i_go": "not_alone",
    "told_someone": "do_i_pay",
    "attempt_wont_call": "immigration",
}
# Who asks, by whom they cannot find.
_WHO_ASKS = {
    "friend": frozenset(("amiga", "amigo", "friend")),
    "sibling": frozenset(
        ("hermana", "hermano", "hermanita", "hermanito", "prima", "primo", "sister", "brother", "cousin")
    ),
    "school_adult": frozenset(("alumna", "alumno", "student")),
}
_REPORTS = frozenset(("report", "reported", "reporte", "denuncia"))
_DENIED = frozenset(("no", "stop", "off"))
_WONDERING = frozenset(("if", "whether"))


class Asides:
    """Finds the answer to what is no new story, for one set of content."""

    def __init__(self, way: Way, thresholds: Thresholds) -> None:
        self._way = way
        self._sure = thresholds

    def _means_another(self, name: str, heard: Heard, state: State) -> bool:
        """True when what else the message says makes the words of this follow-up mean another thing."""
        words = set(heard.words.split())
        said: dict[str, bool] = {
            # "i lied. im 15" takes back an age, not the story
            "made_it_up": bool(heard.facts),
            # "since yesterday" goes on where somebody was said to be missing
            "they_are_missing": heard.words in self._way.content.follow_ups["they_are_missing"].alone
            and "utter_follow_up_they_are_missing" not in state.said,
            # "if i tell my parents they are going to beat me"
            "beating_threatened": "hit" in heard.told,
            # "he sends it to my family in an hour": the clock is what presses them
            "threatens_family": "countdown" in heard.told,
            # "i pay him to run away with me" in somebody's hold has an answer of its own
            "running_away": state.situation in ("trafficking_controlled", "survival_sex_buyer"),
            # "not calling 911, my mom is going to kill me": the emergency goes on
            "home_angry": state.situation in EMERGENCY,
            # "it is my uncle who does it"
            "safe_adult": bool(heard.offender or heard.about)
            # "my friend would come with me": taken along to the meeting
            or (state.situation == "meeting_offender" and "not_alone" in heard.told),
            # "how do i know if she is ok"; "she is safe. the man writes ..." goes on
            "good_news": bool(_WONDERING & words) or bool(heard.opened and not state.at_risk),
            # "i never sent him anything yet he has one": said of a fake or a threat, it is another story
            "not_sent_yet": state.situation not in ("peer_or_ex", "grooming"),
            # "he said nobody will believe me", before anything was told of a fake
            "taken_for_real": not state.situation,
            # "my mom would take my phone if i tell"
            "they_find_out": heard.top == "parents_find_out" and "near_adults" in heard.holds,
            # "scared", asked what stands in the way, answers that
            "cant_cope": bool(heard.facts) and heard.words in self._way.content.follow_ups["cant_cope"].alone,
            # "what does the cybertipline do, and how long does it take" asks about another service
            "how_long": heard.about.removeprefix("utter_about_") not in ("", "take_it_down"),
            # "i told her no and she got mad" told nobody
            "told_someone": not _DENIED.isdisjoint(words),
            # "what threat? im alone": with a life at risk, or an answer in it, that comes first
            "misheard": bool(heard.facts) or state.situation in LIFE,
            # "you didnt answer. can i ...": what they ask is the better answer
            "bot_repeats": heard.asks or len(heard.told) > 1,
        }
        # "what do i do, like step by step"; "should i tell her parents"; "the boy hit her. what do i do"
        urgent = name in _GENERAL and any(self._way.content.follow_ups[other].in_danger for other in heard.told)
        plainer = _YIELDS.get(name, "")
        yields = plainer in heard.told and self._way.is_for(self._way.content.follow_ups[plainer], state)
        return said.get(name, False) or yields or urgent

    def told(self, heard: Heard, state: State) -> Optional[Move]:
        """What the words themselves name, whatever the classifier makes of them."""
        told_danger = self._way.group.get(heard.top) == "danger" and self.is_new_harm(
            heard, state, self._sure.other_story
        )
        story = len(heard.words.split()) > _STORY and told_danger
        denies = heard.follow_up[0] == "not_going_to" and heard.follow_up[1] >= self._sure.later
        if denies and state.situation in LIFE and not heard.alarms and state.facts.get("first") != "picture":
            return Move("denial", self._way.believed(state))  # before "what can i do for her" in the same breath
        for name in heard.told:
            entry = self._way.content.follow_ups[name]
            first = not state.situation and not state.said
            if first and name == "hit":
                return self._hit_from_the_first(heard, state)
            if not state.situation and name == "they_are_missing":
                return self._missing_from_the_first(heard, state)
            named = (
                name in _GENERAL and heard.about and "did_it" not in heard.holds
            )  # "what is a screenshot, how do i ..."
            tells = self._way.is_harm(heard.top)  # "r u ai? some1 got my pics": what happened comes first
            too_early = first and name not in _FROM_THE_FIRST and (tells or name not in _ALSO_FIRST)
            passed_over = named or too_early or (story and not heard.asks)
            if self._means_another(name, heard, state):
                continue
            if not passed_over and self.answers(entry, heard, state) and self._way.has_answer(entry, state):
                if entry.act == "service_failed":
                    return self._way.service_failed(heard, state)
                calm = state.situation in EMERGENCY and state.facts.get("safe") == "yes"
                now = self._way.after_danger(state) if calm else state
                return self._way.follow_up(entry, self._after_doing(heard, now))
        return None

    def _hit_from_the_first(self, heard: Heard, state: State) -> Optional[Move]:
        """ "My boyfriend hits me when i dont send pics": the blows are heard before the pictures."""
        words = set(heard.words.split())
        theirs = heard.top in ASKERS or (_SELF.isdisjoint(words) and words & _THEM)
        if theirs and not heard.alarms and self._way.is_harm(heard.top):
            told = heard.top if heard.top in ASKERS else "friend"
        elif "inperson_abuse" in heard.alarms and state.facts.get("partner") == "yes":
            told = "inperson_abuse"
        elif heard.top in self._way.threats and heard.confidence(heard.top) >= self._sure.first:
            told = heard.top
        else:
            return None
        return self._way.follow_up(self._way.content.follow_ups["hit"], self._way.opened(told, state))

    def _missing_from_the_first(self, heard: Heard, state: State) -> Move:
        """ "My daughter is missing": 911 and who looks for children, before anything is asked."""
        words = set(heard.words.split())
        asker = next((asker for asker, named in _WHO_ASKS.items() if named & words), "parent")
        known = dict.fromkeys(("child_safe", "friend_safe", "student_safe"), "danger")  # nobody asks whether they are
        opened = self._way.opened(asker, state.with_facts({**known, "picture": "none"}))
        return self._way.follow_up(self._way.content.follow_ups["they_are_missing"], opened)

    def _after_doing(self, heard: Heard, state: State) -> State:
        """A service they say they used was offered, and is not offered again."""
        if "did_it" not in heard.holds:
            return state
        reported = "cybertipline" if _REPORTS & set(heard.words.split()) else ""  # "ya hice el reporte y ahora que"
        return state.add("offered", self._way.service_named(heard) or reported)

    def answers(self, entry: FollowUp, heard: Heard, state: State) -> bool:
        """True when the entry is for this person, and may be said where the conversation stands."""
        if state.situation == "asks_for_abuse_material":
            return False
        if not self._way.is_for(entry, state):
            return False
        calm = state.situation not in EMERGENCY or state.facts.get("safe") == "yes"
        return calm or entry.in_danger or heard.asks or "asks_inside" in heard.holds

    def likeliest(self, heard: Heard, state: State) -> Optional[Move]:
        """What is asked or told along the way, where it is likelier than a new disclosure."""
        clause = heard.along[1] >= self._sure.follow_up_clause > heard.follow_up[1]
        name, sure = heard.along if clause else heard.follow_up
        if not state.situation and (not state.said or sure < self._sure.follow_up_first):
            return None
        entry = self._way.content.follow_ups.get(name)
        if entry is None or not self.answers(entry, heard, state):
            return None
        if entry.act == "denial" and not state.at_risk and state.situation not in LIFE:
            return None  # "no tengo tanto": of a life at risk nothing was said that could be denied
        if clause and heard.top in _OF_HELP and heard.confidence(heard.top) >= self._sure.small_talk:
            return None  # "i dont trust that charity. something else"
        if not state.situation and (not entry.say or self.is_new_harm(heard, state, self._sure.later)):
            return None  # "... she cuts herself. idk what to do": with nothing to go on with, the story is heard
        asked = heard.asks and sure >= self._sure.follow_up_asked and heard.top in ("", state.situation)
        if (sure < self._sure.follow_up and not asked) or self.is_new_harm(heard, state, sure):
            return None
        if heard.asks and not self._way.has_answer(entry, state):
            return None  # all was said: a question is not met with the next step of something else
        return self._way.follow_up(entry, state)

    def is_new_harm(self, heard: Heard, state: State, threshold: float) -> bool:
        """True when it tells, with a confidence of `threshold`, a harm that is not in hand."""
        return (
            self._way.is_harm(heard.top) and heard.top != state.situation and heard.confidence(heard.top) >= threshold
        )
