"""An attempt, a danger now, a life at risk: heard before all else, and with a way out when it has passed."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Optional

from bot.content.schema import ASKERS
from bot.hearing.word_lists import word_list
from bot.routing.asides import WHO_ASKS, Asides
from bot.routing.fits import EMERGENCY, HURT, LIFE, NO_GOOD_NIGHT, OWN_DEEDS, TRADED
from bot.routing.heard import Heard
from bot.routing.plausible import Thresholds
from bot.routing.shut_in import is_shut_in
from bot.routing.state import State
from bot.routing.way import Move, Way, ask_safe, before_danger

OWN = frozenset(("i", "me", "myself", "yo"))  # words of the writer
OF_SOMEBODY = ("utter_follow_up_who_named", "utter_topic_worried")  # asked what happened with somebody
SELF_BLAME = "utter_definition_not_my_fault"
HELPER_THERE = "utter_follow_up_helper_there"
_HELPERS = word_list("staff_near")
_POLICE = word_list("police_word")
_OVERHEARD = word_list("overheard")
_DOOR = word_list("opens_door")
_WHETHER = frozenset(("should", "can", "could", "would", "will", "do", "if", "debo", "puedo", "puedes", "si"))
BODY_AFTER = "utter_follow_up_body_after"
NO_EMERGENCY = "utter_no_emergency"
_HIDDEN = "utter_shut_in_hidden"
_PEERS = ("friend", "sibling")
# Said to its end, or with a promise: "im not gonna do it till theyre asleep" and "why not do it" are no denial.
_NOT_DOING = re.compile(
    r"(?<!why )\b(?:not|never) (?:really |actually |even )?(?:going to |will |would |want to )?(?:do|doing) it(?: i promise| ok| lol| anymore)*$"
    r"|\bno lo (?:voy a hacer|haria)(?: te lo juro| lo prometo| ya)*$"
)
_NEAR_BY = frozenset(("at_door", "gets_in", "near_now"))
HINTS_AT_DEATH = "hints_at_death"
_OWN_DEATH = ("suicide_in_progress", "suicide_plan", "suicidal_thoughts")
# What a message may be mainly about that tells of an emergency beside it.
_MAINLY_ABOUT = {"suicide_in_progress": LIFE, "immediate_danger": (*HURT, *TRADED, "meeting_offender")}


class Danger:
    """Hears danger to the writer, for one set of content."""

    def __init__(self, way: Way, thresholds: Thresholds, asides: Asides) -> None:
        self._way = way
        self._sure = thresholds
        self._asides = asides

    def life_or_danger(self, heard: Heard, state: State) -> Optional[Move]:
        """An attempt, a danger or a wish to die that the urgency floor or the classifier is sure of."""
        for_another = heard.top in ("parent", "school_adult") and heard.confidence(heard.top) >= self._sure.later
        if for_another and not state.situation and any(s in LIFE for s in heard.alarms):
            asker = self._way.opened(heard.top, state)
            return replace(self._way.someone_at_risk(asker), acts_on=heard.top)
        if "not_me" in heard.holds and state.situation in (*ASKERS, "offender_suicide_threat"):
            return None  # "no im not the one who wants to die. HIM"
        denied = any(strength != "hard" or other for _, strength, other in heard.urgent)
        found = [s for s in heard.alarms if s in LIFE or s in EMERGENCY]
        graver = heard.top in (*EMERGENCY, "suicide_plan") and heard.confidence(heard.top) >= self._sure.emergency
        if found and not state.situation and graver:
            found.append(heard.top)  # "so much blood, i wanted to die": an attempt, not a thought
        calm = heard.facts.get("safe") == "yes" or heard.facts.get("plan") == "no"
        calm = calm or (heard.facts.get("hurt_now") == "no" and heard.top == "suicide_in_progress")
        if not found and not (denied and heard.top not in EMERGENCY) and not calm:
            found = self._urgent_by_classifier(heard, state)
        if not (state.situation or calm or denied or self._for_somebody(heard)):
            found += self._emergency_beside(heard)
        if not found:
            return None
        situation = min(found, key=lambda s: self._way.rank[s])
        best = max((s for s, _ in heard.ranking if s in found), key=lambda s: heard.confidence(s), default="")
        if best and self._way.rank[best] == self._way.rank[situation]:
            situation = best
        if situation == "self_harm" and "coerced_self_harm" in found:
            situation = "coerced_self_harm"
        if situation == "suicidal_thoughts" and self._threatened(heard, state):
            situation = "mixed_sextortion_suicide"
        if situation == "mixed_sextortion_suicide" and state.situation in OWN_DEEDS:
            situation = "suicidal_thoughts"  # who fears their own thoughts was threatened by nobody
        if situation == "immediate_danger" and self._at_home(heard, state):
            state = state.with_facts({"hurt_by": "near"})
        return self._way.tell(situation, replace(state, at_risk=True))

    def _emergency_beside(self, heard: Heard) -> list[str]:
        """The attempt or danger that a first message tells when that alone is asked of it, beside what it is mainly about.

        "he comes in my bed when mom works nights. she left at ten. i can hear him on the stairs" is mainly about abuse.
        """
        if heard.top in ASKERS:
            return []  # it may be somebody else's
        return [
            name
            for name, kind in _MAINLY_ABOUT.items()
            if (self._way.is_harm(heard.top) and heard.margin(name) >= self._sure.hardly_doubted)
            or (heard.top in kind and (self._told_twice(name, heard) or self._told_and_near(name, heard)))
        ]

    def _told_twice(self, name: str, heard: Heard) -> bool:
        """True when both the whole message and one of its clauses tell it."""
        return heard.margin(name) >= self._sure.besides and heard.part(name) >= self._sure.told_twice

    def _told_and_near(self, name: str, heard: Heard) -> bool:
        """True when it is told, and words of somebody on the stairs or at the door say that it is now."""
        near = not _NEAR_BY.isdisjoint(heard.holds)
        return name == "immediate_danger" and near and heard.margin(name) >= self._sure.theirs

    def _at_home(self, heard: Heard, state: State) -> bool:
        """True when whoever is dangerous lives with them or is an adult of their life."""
        told = heard.part("inperson_abuse") >= self._sure.part or heard.confidence("inperson_abuse") >= self._sure.trace
        named = "near_adults" in heard.holds or heard.offender == "adult"
        return "inperson_abuse" in (state.situation, *state.covered) or (named and told)

    def at_the_end(self, heard: Heard, state: State) -> Optional[Move]:
        """ "i cant do this anymore" may be about the chat or about living: ask, with the crisis lines in sight.

        "I just want it to stop", of who wants to die, is about living.
        """
        dying = state.situation in LIFE and state.situation not in EMERGENCY
        if dying and "wants_it_over" in heard.holds and "picture" not in heard.needs:
            return self._way.tell(state.situation, state)
        if "at_the_end" not in heard.holds or not state.situation or state.at_risk or state.situation in ASKERS:
            return None
        at_risk = replace(state, at_risk=True)
        return ask_safe(at_risk) if "utter_ask_safe" not in state.said else self._way.tell("suicidal_thoughts", at_risk)

    def abuse_beside_life(self, heard: Heard, state: State) -> Optional[Move]:
        """ "15. my uncle touches me", told by who wants to die: what is done to them is answered, the lines in sight.

        The harm avoided: it is taken for an age, or asked about as danger, and Childhelp and RAINN are never shown.
        """
        told = "inperson_abuse" in heard.alarms and "inperson_abuse" not in state.covered
        if state.situation not in LIFE or state.situation == "suicide_in_progress" or not told:
            return None
        return self._way.tell("inperson_abuse", replace(state.with_facts(heard.facts), at_risk=True))

    def helpers_there(self, heard: Heard, state: State) -> Optional[Move]:
        """In danger from somebody, and 911 was called or helpers came: nobody who did so is told to call once more.

        The harm avoided: a child who has called reads the first order again, and thinks that it was not heard.
        """
        came = {"help_coming", "help_called"} & heard.holds and not {"wont_call", "cannot_speak"} & heard.holds
        other = "suicide_in_progress" in heard.alarms or heard.failed or heard.top == "service_failed"
        if state.situation != "immediate_danger" or not came or other or _asks_whether(heard):
            return None
        beside = not _HELPERS.isdisjoint(heard.words.split())
        if is_shut_in(state) and not beside:
            return None  # who hides has texts of their own
        called = self._way.content.follow_ups["told_911_at_home"]
        text = HELPER_THERE if beside else self._way.next_text(called, state)
        return Move("follow_up", replace(state, learned=text, awaiting="")) if text and text not in state.said else None

    def help_coming(self, heard: Heard, state: State) -> Optional[Move]:
        """After an attempt somebody calls or comes: it is welcomed, before "coming" is heard as a danger."""
        asks = heard.asks and _DOOR.isdisjoint(heard.words.split())  # "ambulance is coming, should i unlock"
        coming = {"help_coming", "help_called"} & heard.holds and "wont_call" not in heard.holds and not asks
        new = coming and state.situation == "suicide_in_progress" and not heard.alarms
        if not new:
            return None
        if "attempt_body" in heard.told:
            return None  # "they are coming. my heart is racing": that is for 911, whoever is on the way
        if "body_after" in heard.told and BODY_AFTER not in state.said:
            return Move("follow_up", replace(state, learned=BODY_AFTER))
        said = "utter_help_called" in state.said
        return Move("listen", state) if said else Move("follow_up", replace(state, learned="utter_help_called"))

    def somebody_home(self, heard: Heard, state: State) -> Optional[Move]:
        """ "mom just got home, idk if i can tell her", from one who wants to die: go to her, and what to say."""
        calls = state.situation in LIFE and {"near_adults", "near_now"} <= heard.holds and not heard.alarms
        # "my dad is here but he kills me if he knows"
        feared = not {"hit", "home_angry"}.isdisjoint(heard.told)
        dangerous = feared or state.facts.get("hurt_by") == "near" or {*HURT} & {*state.covered, *state.queue}
        if not calls or dangerous or "utter_someone_near" in state.said:
            return None
        return Move("someone_near", state.with_facts({"company": "yes"}))

    def cannot_speak(self, heard: Heard, state: State) -> Optional[Move]:
        """In danger and not able to talk: 911 takes texts in many places, and the lines take them everywhere."""
        if "cannot_speak" not in heard.holds:
            return None
        if not state.situation and self._calls_unheard(heard):
            return self._way.tell("immediate_danger", state)
        if not state.said:
            return None
        named = not state.situation and not {"utter_follow_up_who_named", "utter_topic_hurt"}.isdisjoint(state.said)
        close = state.situation in (*EMERGENCY, *HURT) or named
        silent = "utter_emergency_silent" if close else "utter_silent_options"
        if state.abroad or silent in state.said:
            return None
        return Move("follow_up", replace(state, learned=silent))

    @staticmethod
    def _calls_unheard(heard: Heard) -> bool:
        """ "How do i get 911 here if he can hear me", before anything else was told."""
        words = set(heard.words.split())
        near = "911" in words or not _OVERHEARD.isdisjoint(words)
        return near and "deaf" not in heard.told and not _POLICE.isdisjoint(words)

    def overheard(self, heard: Heard, state: State) -> Optional[Move]:
        """ "he can hear me", where somebody near hurts them: the ways without a voice, before anything is asked."""
        return self.cannot_speak(heard, state) if state.situation in (*EMERGENCY, *HURT) else None

    def back_again(self, heard: Heard, state: State) -> Optional[Move]:
        """ "hes back", after a danger that had passed."""
        begun = "immediate_danger" in state.covered and state.situation not in (*EMERGENCY, *ASKERS)
        near = "near_now" in heard.holds and not heard.asks and heard.facts.get("safe") != "yes"
        denied = not {"not", "never", "no", "mom", "dad", "sister", "brother"}.isdisjoint(heard.words.split())
        return self._way.tell("immediate_danger", state) if begun and near and not denied else None

    def acting_now(self, heard: Heard, state: State) -> Optional[Move]:
        """ "i want to do it right now" names nothing, and after wanting to die it names everything."""
        if not state.at_risk or "acting_now" not in heard.holds or state.situation in ASKERS:
            return None
        if heard.asks and not heard.words.startswith(("tell ", "so ")):  # "tell my dog i love him" asks nothing
            return None
        if _NOT_DOING.search(heard.words):
            return None  # "im not gonna do it"
        return self._way.tell("suicide_plan", state) if "no" not in heard.words.split()[:1] else None

    def _urgent_by_classifier(self, heard: Heard, state: State) -> list[str]:
        """What the classifier alone takes for urgent; surer inside a conversation, where words lean on it."""
        top, begun = heard.top, bool(state.situation)
        if state.situation in ASKERS or self._for_somebody(heard) or self._of_who_was_named(heard, state):
            return []  # somebody else's life: another step of the triage
        if begun and (top == state.situation == "self_harm" or self._answered_by_its_words(heard, state)):
            return []  # why they do it is no new wound, or it has an answer of its own: the lines are in sight
        if begun and self._says_good_night(heard, state):
            return []
        surely_asked = heard.follow_up[1] >= self._sure.life_later
        if begun and top in LIFE and heard.margin(top) >= self._sure.clearly_told and not surely_asked:
            return [top]  # judged by itself it is told, whatever else the words are like
        if begun and heard.follow_up[1] >= heard.confidence(*LIFE, *EMERGENCY):
            return []
        yells = top == "immediate_danger" and "yelled_at" in heard.told  # a phrase of blows is heard without this
        if yells or ("wonders" in heard.holds and heard.about.startswith("utter_about_")):
            return []  # "who answers Team HOPE": the answer has people in it, and the floor heard no alarm
        if top in EMERGENCY:
            return self._emergency_by_classifier(heard, state)
        if begun and heard.about == SELF_BLAME:
            return []  # "i feel like an idiot" wants an answer of its own
        traced = heard.confidence(*LIFE) >= self._sure.trace  # a clause alone can sound worse than what was said
        if not begun and traced and heard.part(*LIFE) >= self._sure.life_later and heard.top not in EMERGENCY:
            return [next(s for s, _ in heard.parts if s in LIFE)]
        return self._sure_of_a_life(heard, begun) if not begun or self._told_by_itself(heard) else []

    def _sure_of_a_life(self, heard: Heard, begun: bool) -> list[str]:
        """The life at risk that is the likeliest reading, or that all such readings together make likely."""
        top = heard.top
        if top in LIFE and heard.confidence(top) >= (self._sure.life_later if begun else self._sure.first):
            return [top]
        if heard.confidence(*LIFE) >= (self._sure.emergency_later if begun else self._sure.life):
            return [next(s for s, _ in heard.ranking if s in LIFE)]
        return []

    def _told_by_itself(self, heard: Heard) -> bool:
        """ "She wants 200 more by midnight or she posts it" only sounds as those do who want to die over it.

        Told to call 988 again and again, who never spoke of dying stops asking for the help that there is.
        """
        return max(map(heard.margin, LIFE)) >= self._sure.surely_besides

    @staticmethod
    def _says_good_night(heard: Heard, state: State) -> bool:
        """ "Gonna go to sleep", where no life was at risk: told to call 988 for it, nobody says good night again."""
        calm = not state.at_risk and not heard.urgent and {*LIFE}.isdisjoint(state.covered)
        return calm and "good_night" in heard.told and NO_GOOD_NIGHT.isdisjoint(heard.words.split())

    def _emergency_by_classifier(self, heard: Heard, state: State) -> list[str]:
        """An attempt or a danger now, by the classifier alone; a phrase of the floor is heard without this."""
        begun = bool(state.situation)
        if begun and (heard.words.split()[:1] in (["no"], ["not"], ["nah"]) or "tells_now" not in heard.holds):
            return []  # "no he is not doing it now"
        quiet = "not_now" in heard.holds and state.facts.get("hurt_by") == "near"
        if begun and (quiet or heard.facts.get("near") == "away"):
            return []  # "hes not here"
        near = state.situation in ("inperson_abuse", "trafficking_controlled", "meeting_offender")
        needed = self._sure.emergency_later if begun and not near else self._sure.emergency
        return [heard.top] if heard.confidence(heard.top) >= needed else []

    def _answered_by_its_words(self, heard: Heard, state: State) -> bool:
        """True when, with a life or a body at risk, the words name a follow-up that is for this person."""
        entries = (self._way.content.follow_ups[name] for name in heard.told)
        sold = state.situation in TRADED  # "2 more tonight and i dont want to" is no wish to die
        return any(
            (state.situation in LIFE or (sold and e.in_danger)) and self._asides.answers(e, heard, state)
            for e in entries
        )

    @staticmethod
    def _of_who_was_named(heard: Heard, state: State) -> bool:
        """ "My friend took pills"; "took pills", after "my bestie"."""
        if not OWN.isdisjoint(heard.words.split()):
            return False
        named = not state.situation and not state.said.isdisjoint(OF_SOMEBODY) and "attempted" in heard.holds
        return named or (bool(heard.urgent) and all(other for _, _, other in heard.urgent))

    def _for_somebody(self, heard: Heard) -> bool:
        """True when the message is told for somebody else: no word of it is the writer's own danger."""
        told = heard.top in ASKERS and heard.confidence(*ASKERS) >= self._sure.other_story
        theirs = heard.top == "suicide_in_progress" and bool(asks_for(heard))
        return told or theirs or heard.about_another

    def _threatened(self, heard: Heard, state: State) -> bool:
        images = self._way.threats - {"offender_suicide_threat"}
        said = any(s in images for s in (state.situation, *state.queue, *state.covered))
        both = heard.confidence("mixed_sextortion_suicide") >= self._sure.life
        told = heard.confidence(*images) >= self._sure.life or (
            both and max(map(heard.margin, images)) >= self._sure.besides
        )
        told = told or (both and heard.first_by(self._sure.of_both))  # "he posts it friday. i wont be alive monday"
        return (said and not state.at_risk) or told

    def not_sure(self, top: str, heard: Heard, state: State) -> Optional[Move]:
        """It may be danger or a life at risk, and not surely: the lines and a question, rather than an alarm."""
        if not state.situation:
            return Move("topic_hurt", replace(state, at_risk=True), acts_on=top)
        if "utter_ask_safe" not in state.said:
            return ask_safe(state)
        sure = top in LIFE and self._told_by_itself(heard)
        return self._way.tell(top, replace(state, at_risk=True)) if sure else None

    def taken_back(self, heard: Heard, state: State) -> Optional[Move]:
        """ "False alarm", "wrong button", "i didnt take any": an emergency must have a way out."""
        if "put_away" in heard.holds and state.situation in LIFE and not heard.alarms:
            return self._way.follow_up(self._way.content.follow_ups["put_away"], _afterwards(state))
        none = state.situation == "immediate_danger" and heard.denies_danger
        if not (none or heard.takes_back) or state.situation not in (*EMERGENCY, *LIFE):
            return None
        after = replace(state, situation="", awaiting="")
        before = [*(s for s in state.queue[:1] if s not in (*LIFE, *EMERGENCY)), *before_danger(state)]
        back = self._way.at(before[-1], after) if before else after
        if state.situation == "immediate_danger" and NO_EMERGENCY not in state.said:
            return Move("follow_up", replace(back, learned=NO_EMERGENCY))  # no 911 once more to who said it was none
        return Move("safe_after_danger" if state.situation in EMERGENCY else "denial", back)

    def maybe(self, heard: Heard, state: State) -> Optional[Move]:
        """It sounds like danger, and not for sure: ask once whether they are safe."""
        begun = state.situation and state.situation not in (*EMERGENCY, *ASKERS)
        life = heard.top in LIFE and state.situation not in LIFE and heard.confidence(*LIFE) >= self._sure.hint
        sounds = life or heard.top in EMERGENCY or heard.confidence(*EMERGENCY) >= self._sure.hint
        if begun and not heard.facts and sounds and "utter_ask_safe" not in state.said:
            return ask_safe(replace(state, at_risk=state.at_risk or life))
        return None

    def with_hint(self, heard: Heard) -> Heard:
        """The message, marked where it sounds of the writer's death before laughter and the like speak against it."""
        sounds = heard.top in _OWN_DEATH and heard.confidence(*_OWN_DEATH) >= self._sure.life_later
        return replace(heard, holds=heard.holds | {HINTS_AT_DEATH}) if sounds else heard

    def perhaps_dying(self, heard: Heard, state: State) -> Optional[Move]:
        """ "I made a list of who gets my switch", between jokes: nothing in it says so by itself, so they are asked, once.

        The harm avoided: who hints at it three times and is answered with a website does not say it a fourth time.
        """
        begun = state.situation and state.situation not in (*LIFE, *EMERGENCY, *ASKERS, *OWN_DEEDS)
        sounds = HINTS_AT_DEATH in heard.holds and not self._says_good_night(heard, state)
        answered = heard.follow_up[1] >= self._sure.follow_up or not set(heard.facts) <= {"who", "shared", "age"}
        if not (begun and sounds) or answered or heard.asks or "utter_gentle_ask" in state.said:
            return None
        return Move("gentle_ask", replace(state, awaiting="mood", at_risk=True))

    def not_now(self, heard: Heard, state: State) -> Optional[Move]:
        """Danger at home, and it is not this minute, or 911 is out of the question: people who listen, 911 in sight.

        Told to call 911 once more, a young person who has said no to it has nobody left to tell.
        """
        if state.situation != "immediate_danger" or heard.alarms:
            return None
        home = state if "near_adults" not in heard.holds else state.with_facts({"hurt_by": "near"})
        told_before = not {*HURT[:3]}.isdisjoint(state.covered)
        near = home.facts.get("hurt_by") == "near" or told_before
        if not near or {"not_now", "wont_call"}.isdisjoint(heard.holds):
            return None
        calm = self._way.after_danger(home.with_facts({"near": "near"}))
        text = "utter_follow_up_no_911_traded" if calm.situation in TRADED else "utter_follow_up_no_911"
        return self._way.advance(calm) if text in state.said else Move("follow_up", replace(calm, learned=text))

    def near_them(self, heard: Heard, state: State) -> Optional[Move]:
        """Whoever hurts them is close: 911, and the next time the ways that need no voice.

        Who has locked themselves in is not sent out to the others in the house: they are the danger.
        """
        if "hides" in heard.holds and not state.abroad and _HIDDEN not in state.said:
            return Move("follow_up", replace(state.with_facts({"near": "near"}), learned=_HIDDEN))
        if "utter_heard_near_near" not in state.said:
            return self._way.answered({"near": "near"}, state)
        near = state.with_facts({"near": "near"})
        silent = "utter_emergency_silent"
        return Move("follow_up", replace(near, learned=silent)) if silent not in state.said else None


def asks_for(heard: Heard) -> str:
    """Who writes, where the message opens with somebody of theirs and has no word of the writer: "my roommate wont wake up"; "" else."""
    words = heard.words.split()
    own = OWN - {"me"} if words[:1] == ["mi"] else OWN  # "mi prima me mando un audio"
    if words[:1] not in (["my"], ["mi"]) or not own.isdisjoint(words):
        return ""
    return next((asker for asker in _PEERS if not WHO_ASKS[asker].isdisjoint(words[1:4])), "")


def _afterwards(state: State) -> State:
    """What was held is out of their hands: nothing was taken, and wanting to die is still what it is about."""
    attempt = state.situation == "suicide_in_progress"
    new = replace(state, situation="suicidal_thoughts", awaiting="") if attempt else state
    return new.add("covered", "suicidal_thoughts").add("asked", "age", "next")


def _asks_whether(heard: Heard) -> bool:
    """ "Should i call 911", "can u call them": nobody has called yet; "i called. what do i do now" has."""
    return not _WHETHER.isdisjoint(heard.words.split()[:2]) or "if i call" in heard.words
