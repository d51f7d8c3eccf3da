"""All that one message tells and asks, in the order of urgency; which of it waits, and which question gets an answer.

"He wants 500 and i want to die, will my mom find out" tells two things and asks a third. Hearing only the first
would leave a young person alone with the rest.
"""

from __future__ import annotations

from bot.content.schema import ASKERS
from bot.routing.fits import EMERGENCY, LIFE, in_emergency, is_for
from bot.routing.heard import Heard
from bot.routing.plausible import Thresholds
from bot.routing.state import State
from bot.routing.way import Way

# Turns of the conversation that a message may hold beside what happened.
_ASKED_ALONG = ("parents_find_out", "human_now", "refuses_service", "service_failed")
# What is said in passing and waits for no answer: that they have to go, that they are angry at us.
_SAID_BESIDES = ("exit", "profanity_at_bot", "sends_identifying_info")
_NEVER_BESIDES = frozenset(("asks_for_abuse_material", "adult_worried_self"))  # nobody is accused in passing
_ANSWERED = ("in_trouble", "parents_find_out", "privacy", "are_you_real", "wants_promise")
# What the words ask besides, each an entry of data/follow_ups.yml.
_WORRIES = (
    "taken_away",
    "what_if_i_tell",
    "not_the_police",
    "who_sees_picture",
    "immigration",
    "school_finds_out",
    "knows_where_i_live",
)
_PROMISE = "wants_promise"  # "or she sends it to everyone" tells of a threat, and asks for nothing
_OF_ANYBODY = ("in_trouble", "privacy", "are_you_real")  # who asks for somebody else asks these too
_EXPLAINS = frozenset(("definition", "service_question"))
_WANTS_TO_DIE = frozenset(("suicidal_thoughts", "suicide_plan"))


class Concerns:
    """Finds the concerns of a message, for one set of content."""

    def __init__(self, way: Way, thresholds: Thresholds) -> None:
        self._way = way
        self._sure = thresholds

    def of(self, heard: Heard, state: State) -> tuple[str, ...]:
        """The situations heard, most urgent first; at the same urgency, likeliest first."""
        found = dict.fromkeys(heard.alarms, 1.0)
        for name, p in heard.ranking:
            if p >= self._sure.also and self._way.is_harm(name):
                found.setdefault(name, p)
        for name, p in heard.parts:
            asked = self._is_asked(name) and p >= self._sure.part_leads
            if asked or (p >= self._sure.part and self._way.is_harm(name)):
                found.setdefault(name, p)
        if heard.offender == "peer" and any(map(self._way.is_of_images, found)):
            found.setdefault("peer_or_ex", self._sure.part)
        if not state.situation and heard.ranking and self._way.is_harm(heard.top):
            found.setdefault(heard.top, heard.ranking[0][1])
        if any(self._way.is_harm(name) for name in found):
            found.update(dict.fromkeys(sorted(heard.beside - set(found)), self._sure.trace))
        for name in self._besides(heard, state):
            found.setdefault(name, self._sure.trace)
        if heard.top == "hacked_account" and "impersonates" in heard.told and "picture" not in heard.needs:
            found.pop("threat_money", None)  # whoever has the account asks friends for money: no picture was named
        return tuple(sorted(found, key=lambda s: (self._way.rank[s], -found[s])))

    def _besides(self, heard: Heard, state: State) -> list[str]:
        """What a first message tells beside what it is mainly about, each thing judged by itself, the clearest first."""
        tells = self._way.is_harm(heard.top) or self._is_asked(heard.top)
        if state.situation or not tells:
            return []
        told = [n for n, margin in heard.margins if margin >= self._needed(n) and n not in _NEVER_BESIDES]
        named = {heard.top, *told, *heard.alarms}
        if named & self._way.threats and named & _WANTS_TO_DIE:
            told.append("mixed_sextortion_suicide")
        return told + (["suicidal_thoughts"] if "mixed_sextortion_suicide" in named else [])

    def _is_asked(self, name: str) -> bool:
        """True for a question, and for a turn that asks for an answer of its own."""
        return self._way.group.get(name) == "questions" or name in _ASKED_ALONG

    def _needed(self, name: str) -> float:
        """The margin from which on `name` counts as told besides."""
        if self._way.is_harm(name):
            return self._sure.besides
        if name in _SAID_BESIDES:
            return self._sure.surely_besides
        return self._sure.asked_besides if self._is_asked(name) else float("inf")

    def _surely(self, name: str, heard: Heard) -> bool:
        """True when a clause tells it for sure, or it is told by itself in the whole."""
        return heard.part(name) >= self._sure.part_leads or heard.margin(name) >= self._sure.surely_besides

    def asked(self, also: tuple[str, ...], heard: Heard, state: State) -> list[str]:
        """What a story asks besides: questions we have an answer to, or the text that explains what they name.

        Args:
            also: the concerns of the message beside the one acted on.
            state: the conversation once the story is opened.
        """
        if state.situation in EMERGENCY:
            return []
        asked = [
            q
            for q in _ANSWERED
            if q in also and (q in _OF_ANYBODY or state.situation not in ASKERS)
            if q in heard.beside or self._surely(q, heard)
            if q != _PROMISE or q in heard.beside or heard.asks_anywhere
        ]
        follow_ups = self._way.content.follow_ups
        asked += [name for name in heard.told if name in _WORRIES and is_for(follow_ups[name], state)]
        return [*asked, heard.about] if _EXPLAINS & set(also) and heard.about else asked

    def behind_danger(self, heard: Heard, state: State) -> tuple[str, ...]:
        """A threat over pictures that is told while danger goes on: it waits, and is not lost when the danger has passed.

        "Its my ex, he says if i dont come out he posts everything", from the closet.
        """
        told = self._way.is_of_images(heard.top) and heard.confidence(heard.top) >= self._sure.later
        waits = told and in_emergency(state) and heard.top not in LIFE and not heard.asks_anywhere
        return (heard.top,) if waits else ()

    def may_wait(self, situation: str, heard: Heard, state: State) -> bool:
        """True for what is worth taking up later. A life at risk is acted on at once or was misheard."""
        if situation == "meeting_offender" and state.situation in ASKERS:
            return False  # it is another who is to meet somebody: "you don't have to go" is not for the one who asks
        if situation in heard.alarms:
            return True
        if situation in (*LIFE, *EMERGENCY) or state.situation in ASKERS:
            return False
        if heard.asks and state.situation:
            return False  # a question tells no need of its own
        if heard.top in ASKERS and self._way.is_of_images(situation) and "picture" not in heard.needs:
            return False  # "something bad happened on her phone" names no picture
        if self._way.group[situation] == "who_is_asking" or not self._way.is_harm(situation):
            return False  # who they are is no need that waits
        sure = heard.part(situation) >= self._sure.part_leads if state.situation else self._surely(situation, heard)
        return sure or heard.confidence(situation) >= self._sure.waits
