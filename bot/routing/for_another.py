"""Whoever writes for somebody else: a friend, a brother or sister, a child, a pupil; and who is taken for one."""

from __future__ import annotations

from dataclasses import replace
from typing import Optional

from bot.content.schema import ASKERS, FollowUp
from bot.hearing.word_lists import word_list
from bot.routing.asides import Asides
from bot.routing.danger import NO_EMERGENCY, OF_SOMEBODY, OWN, Danger, asks_for
from bot.routing.fits import EMERGENCY, HURT, LIFE, TRADED, is_for
from bot.routing.heard import Heard
from bot.routing.plausible import Thresholds, tells_own_deed
from bot.routing.state import State
from bot.routing.way import ATTEMPT_NOW, DYING, Move, Way

# A danger that somebody else's story may have been taken for.
_SAID = frozenset(("said", "says", "told", "dijo", "dice"))
# What answers it, where what was told of another was taken for the writer's own.
_THEIR_STORY = {
    **dict.fromkeys(TRADED, "they_are_traded"),
    "inperson_abuse": "home_is_danger",
    "threat_money": "they_demand",
    "threat_more_images": "they_demand",
}
_TAKEN_FOR_THEIRS = ("self_harm", "suicidal_thoughts", "suicide_plan", "mixed_sextortion_suicide")
# Follow-ups that say that the one they worry about is hurt where they live, and what asks to go on from there.
_HURT_AT_HOME = ("home_is_danger", "hit")
_THEM = frozenset(("her", "him", "them", "she", "he", "la", "lo", "ella", "le"))
_ASKS_FOR_MORE = frozenset(("next_step", "order_of_steps", "friend_wont", "dont_know"))
_BODY_SIGNS = word_list("body_signs")  # "hes breathing i think" is no good news
_HELP = frozenset(("help_coming", "help_called"))
_CALLED = "help_called_for_them"
# How the body of somebody is who took something.
_THEIR_BODY = frozenset(("sleepy", "body_after", "attempt_body"))
# With a life at risk these say that it was begun.
_TAKEN = word_list("done_to_die")
_THEIR_MEETING = "utter_follow_up_their_meeting_near"  # said as often as they tell of it, once all was said
_SOON = word_list("soon")
_SAYS_WHO = {"school_adult": "says_school", "parent": "says_parent"}


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
        if "about_me" in heard.holds:
            return None  # "i am the kid, he hit me": the next step
        if state.situation == "meeting_offender" and "pressed_to_come" in heard.told:
            return self._asides.told(heard, state)
        known = self._nobody_dies(heard, state) or self._since_911_was_named(heard, state)
        if not known and state.situation in (*ASKERS, "i_harmed_peer"):
            known = self._told_of_theirs(heard, state)
        if not known and not state.situation:
            known = self._dying_from_the_first(heard, state)
        if known:
            return known
        denied = state.situation in ASKERS and "not_gone" in heard.holds  # "he never said goodbye or anything"
        if denied or not any(other and strength == "hard" for _, strength, other in heard.urgent):
            return None
        wants_to_die = any(other and strength == "hard" and s in LIFE for s, strength, other in heard.urgent)
        if not state.situation and wants_to_die and heard.top in ("parent", "school_adult"):
            return self._someone_at_risk(heard, replace(self._way.opened(heard.top, state), at_risk=True))
        conditional = "picture" in heard.needs or {"if", "unless", "si"} & set(heard.words.split())
        other_asker = heard.top in ("parent", "school_adult", "sibling")
        surely = heard.confidence("offender_suicide_threat") >= self._sure.without_words
        surely = surely and DYING not in heard.told  # "she texted goodbye"
        by_offender = heard.top == "offender_suicide_threat" and (conditional or surely)
        if state.situation not in ASKERS and (other_asker or by_offender):
            return self._way.tell(heard.top, state)
        asker = state.situation if self._way.group.get(state.situation) == "who_is_asking" else "friend"
        new = self._way.opened(asker, state)
        return self._someone_at_risk(heard, replace(new, at_risk=True))

    def _since_911_was_named(self, heard: Heard, state: State) -> Optional[Move]:
        """After "call 911 now" for somebody: help was called, or a sign of their body says that it goes on."""
        if ATTEMPT_NOW not in state.said:
            return None
        called, entry = not _HELP.isdisjoint(heard.holds), self._way.content.follow_ups[_CALLED]
        if called and "wont_call" not in heard.holds and self._way.has_answer(entry, state):
            return self._way.follow_up(entry, state)
        body = self._way.told_of_dying(state) and not _BODY_SIGNS.isdisjoint(heard.words.split())
        return self._attempt_now(state) if body and not called else None

    def _dying_from_the_first(self, heard: Heard, state: State) -> Optional[Move]:
        """A first message, or one after only "my bestie", that tells of a death of somebody else's."""
        dying = DYING in heard.told or heard.margin("suicide_in_progress") >= self._sure.theirs
        asker = heard.top if heard.top in ASKERS else asks_for(heard)
        if asker and dying and not heard.asks:
            return self._someone_at_risk(heard, self._way.opened(asker, state))
        if heard.alarms:
            return None
        # "he texted take care of my dog, and now hes not answering"
        gone = DYING in heard.told and "may_be_gone" in heard.holds and not heard.asks and heard.top not in LIFE
        named = not state.said.isdisjoint(OF_SOMEBODY) and "attempted" in heard.holds
        if gone or (named and OWN.isdisjoint(heard.words.split())):
            return self._someone_at_risk(heard, replace(self._way.opened("friend", state), at_risk=True))
        return None

    def _nobody_dies(self, heard: Heard, state: State) -> Optional[Move]:
        """ "Bro nobody is killing theirself": taken for a life at risk, they are believed, and what they ask is answered."""
        denied = state.situation in ASKERS and "no_life_risk" in heard.holds and ATTEMPT_NOW not in state.said
        begun = "attempted" in heard.holds or heard.margin("suicide_in_progress") >= self._sure.theirs
        if begun or _emergency_named(heard) or not denied or state.facts.get("their_life") != "risk":
            return None  # "she doesnt want to die she just cut too deep"
        calm = replace(state.with_facts({"their_life": "safe"}), at_risk=False, awaiting="")
        said = NO_EMERGENCY in state.said
        return self._asides.told(heard, calm) or (
            self._way.advance(calm) if said else Move("follow_up", replace(calm, learned=NO_EMERGENCY))
        )

    def hurt_by_their_own(self, heard: Heard, state: State) -> Heard:
        """ "Its not online its our uncle, he touches her": what is told of another's home is not dropped as a first story.

        The harm avoided: a cousin who tells of it is sent to a website for pictures, and no adult hears of it.
        """
        kin = not {"kin", "near_adults"}.isdisjoint(heard.holds)
        least = self._sure.theirs if kin else self._sure.clearly_told
        told = state.situation in ASKERS and heard.margin("inperson_abuse") >= least
        theirs = told and "about_me" not in heard.holds and not _THEM.isdisjoint(heard.words.split())
        if not theirs or not {*_HURT_AT_HOME, "good_news"}.isdisjoint(heard.told):
            return heard
        name = _HURT_AT_HOME[0]
        return replace(heard, told=(name, *heard.told), named=(name, *heard.named))

    def meeting(self, heard: Heard, state: State) -> Optional[Move]:
        """The one they worry about is to meet somebody: said at once, and again when it is told to be near.

        The harm avoided: a friend who tells that it is tomorrow hears of pictures, and no adult hears of it in time.
        """
        asker = state.situation or (heard.top if heard.top in ASKERS else "")
        if asker not in ASKERS or "about_me" in heard.holds or "not_going" in heard.told:
            return None
        entry = self._way.content.follow_ups["their_meeting"]
        sure = "meeting_offender" in heard.alarms or heard.confidence("meeting_offender") >= self._sure.later
        beside = not state.situation and heard.margin("meeting_offender") >= self._sure.besides
        told = "tells_meeting" in heard.holds and (sure or beside)
        soon = not _SOON.isdisjoint(heard.words.split()) or "meets_later" in heard.holds
        nearer = not state.said.isdisjoint(entry.say) and soon and not heard.asks
        if not (told or nearer):
            return None
        if not self._way.has_answer(entry, state):
            return Move("follow_up", replace(state, learned=_THEIR_MEETING))
        return self._way.follow_up(entry, state if state.situation else self._way.opened(asker, state))

    def own_deed(self, heard: Heard, state: State) -> Optional[Move]:
        """ "It was me, i pressured her": taken for the one harmed, they are answered as who did it."""
        if not self._way.is_of_images(state.situation) or heard.own_picture or heard.alarms:
            return None
        sure = heard.top == "i_harmed_peer" and heard.confidence("i_harmed_peer") >= self._sure.other_story
        if not tells_own_deed(heard) and not (sure and "made_me" not in heard.holds):
            return None
        return self._way.tell("i_harmed_peer", replace(state, situation="", awaiting="").drop("queue", state.situation))

    def _told_of_theirs(self, heard: Heard, state: State) -> Optional[Move]:
        """What a message says of the life and the home of the one they worry about."""
        asker, calm = state.situation in ASKERS, "not_gone" in heard.holds
        shut_in = "shut_in" in heard.holds and "good_news" not in heard.told  # "her mom says shes in her room" is known
        attempted = "attempted" in heard.holds
        gone = ("may_be_gone" in heard.holds or DYING in heard.told or shut_in or attempted) and not calm
        if "good_news" in heard.told and not gone and (asker or self._way.told_of_dying(state)):
            return self._asides.told(heard, state)
        sure = asker and not calm and self._theirs_at_risk(heard)
        asks = heard.asks and _SAID.isdisjoint(heard.words.split())
        if (gone or sure or (asker and attempted)) and not asks:
            return self._someone_at_risk(heard, state)
        hurt = next((name for name in heard.told if name in _HURT_AT_HOME), "") if asker else ""
        entry = self._way.content.follow_ups[hurt] if hurt else None
        if entry and self._way.has_answer(entry, state):
            return self._way.follow_up(entry, state)  # before any question in the same breath: it changes the answer
        return self._what_then(heard, state)

    def _what_then(self, heard: Heard, state: State) -> Optional[Move]:
        """ "What do I do", "she meant it", after a life or a home was told to be a danger: what was told goes on."""
        name, sure = heard.follow_up
        dying = self._way.told_of_dying(state)
        asked = not _ASKS_FOR_MORE.isdisjoint(heard.told) or (name in _ASKS_FOR_MORE and sure >= self._sure.follow_up)
        body = dying and not _THEIR_BODY.isdisjoint(heard.told)  # "kinda sleepy", after "she took pills"
        if not (asked or body or "meant_it" in heard.holds) or self._asked_in_danger(heard, state):
            return None
        if body:
            return self._attempt_now(state)
        if dying and "meant_it" in heard.holds:
            return self._way.someone_at_risk(state)
        names = (DYING, *_HURT_AT_HOME) if dying else _HURT_AT_HOME
        open_ones = (n for n in names if self._way.said_in_part(self._way.content.follow_ups[n], state))
        goes_on = next(open_ones, "")
        return self._way.follow_up(self._way.content.follow_ups[goes_on], state) if goes_on else None

    def _someone_at_risk(self, heard: Heard, state: State) -> Move:
        """911 and 988 for somebody else; what the words ask besides is answered once these were named."""
        begun = heard.margin("suicide_in_progress") >= self._sure.theirs and not heard.asks_anywhere
        named = bool(_TAKEN & set(heard.words.split()))
        # "he says he doesnt want to die but he took pills": what was done is not undone by what is said of it
        done = "attempted" in heard.holds or ((named or begun) and "not_gone" not in heard.holds)
        if (done or _emergency_named(heard)) and not heard.asks:
            return self._attempt_now(state)
        entry = self._asked_in_danger(heard, state) if self._way.told_of_dying(state) else None
        return self._way.follow_up(entry, state) if entry else self._way.someone_at_risk(state)

    def _attempt_now(self, state: State) -> Move:
        """911 for somebody who took something or is hurt, said as often as it is told."""
        return Move("follow_up", replace(self._way.someone_at_risk(state).state, learned=ATTEMPT_NOW))

    def _asked_in_danger(self, heard: Heard, state: State) -> Optional[FollowUp]:
        """What the words ask or tell that is answered even in danger, beside that it is one."""
        entries = (self._way.content.follow_ups[n] for n in heard.told if n not in (DYING, *_HURT_AT_HOME, "good_news"))
        return next((e for e in entries if e.in_danger and is_for(e, state) and self._way.has_answer(e, state)), None)

    def _theirs_at_risk(self, heard: Heard) -> bool:
        """True when the classifier is sure that the one they worry about is in danger."""
        denied = {"not", "never", "no"} & set(heard.words.split())
        sure = (
            heard.confidence(*LIFE, "offender_suicide_threat") >= self._sure.life_later
            or heard.confidence(*EMERGENCY) >= self._sure.emergency_later
            or ("tells_despair" in heard.holds and self._told_of_dying(heard) >= self._sure.theirs)
        )
        return sure and not denied

    @staticmethod
    def _told_of_dying(heard: Heard) -> float:
        """The margin of the clearest of what tells of a death, whoever's it may be."""
        return max(map(heard.margin, (*LIFE, "offender_suicide_threat")))

    def not_the_writer(self, heard: Heard, state: State) -> Optional[Move]:
        """ "NOT ME, its my friend": whoever asks for another is not answered as the one in danger."""
        known = asked_for(state)
        if not heard.about_another and not (known and "not_me" in heard.holds):
            return None
        if state.situation in (*LIFE, *EMERGENCY) and known:
            back = self.asking_for(known, state)
            return self._asides.told(heard, back) or self._way.advance(back)
        if state.situation in _TAKEN_FOR_THEIRS:
            another = replace(state, situation="", awaiting="").drop("asked", "safe")
            new = self._way.opened("friend", another)
            if "utter_heard_friend_safe_hurt_self" not in state.said:
                return self._way.someone_at_risk(new)
            return self._asides.told(heard, new) or self._way.advance(new)
        if "not_me" in heard.holds and state.situation in _THEIR_STORY:
            entry = self._way.content.follow_ups[_THEIR_STORY[state.situation]]
            return self._way.follow_up(entry, self._way.opened("friend", replace(state, situation="", awaiting="")))
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
            return self._own_story(own, heard, alone)
        if state.situation in TRADED and "not_traded" in heard.holds:
            return self._way.tell("inperson_abuse", replace(state, situation=""))
        if state.situation == "offender_suicide_threat" and "about_me" in heard.holds and "not_me" not in heard.holds:
            return self._their_own_life(heard, state)
        if state.situation in HURT and "near_now" in heard.holds and not heard.asks and "not_now" not in heard.holds:
            return self._danger.near_them(heard, state)
        if state.situation == "peer_or_ex" and {"correcting", "met_online"} <= heard.holds:
            # "actually he is not from my class, i met him in a game": the story of an ex is not theirs
            return self._way.tell("grooming", state.with_facts({"who": "online"}))
        named = (
            "person_only" in heard.holds and state.awaiting not in ("company", "adult") and state.situation not in LIFE
        )
        known = (heard.offender or named) and state.facts.get("who") != "known"  # "my brother", asked or not
        if not known or not self._way.is_of_images(state.situation):
            return None
        told_of_body = "close_one_does_it" in heard.told or heard.margin("inperson_abuse") >= self._sure.besides
        if heard.offender == "adult" and state.situation == "grooming" and not told_of_body:
            # "hes my swim coach": nothing of a body was told, and nothing is said of one
            seen = self._way.opened("inperson_abuse", state.with_facts({"who": "known"}))
            return Move("follow_up", replace(seen, learned="utter_follow_up_known_adult"))
        if heard.offender == "adult":
            return self._way.tell("inperson_abuse", state.with_facts({"who": "known"}))
        if any(self._way.content.follow_ups[name].in_danger for name in heard.told):
            told = self._asides.told(heard, state.with_facts({"who": "known"}))
            if told:
                return told  # "hes my boyfriend and he hits me", "... and i see him on saturday"
        entry = self._way.content.follow_ups.get(heard.follow_up[0])
        plain = entry and heard.follow_up[1] >= self._sure.life_later and self._asides.answers(entry, heard, state)
        puts_right = "correcting" in heard.holds and "who" in state.facts  # "that wasnt true, i know him"
        if entry and plain and not puts_right and self._way.has_answer(entry, state):
            return self._way.follow_up(entry, state.with_facts({"who": "known"}))  # "hes my friend, i dont want ..."
        return self._way.answered({"who": "known"}, state)

    def _their_own_life(self, heard: Heard, state: State) -> Move:
        """ "No. i said i will": taken for the threat of another, it was their own death they spoke of."""
        alone = replace(state, situation="", at_risk=True).drop("queue", "offender_suicide_threat")
        if heard.laughing or {"joke", "joking", "kidding", "broma"} & set(heard.words.split()):
            return Move("gentle_ask", replace(alone, awaiting="mood"))
        return self._way.tell("suicidal_thoughts", alone)

    def _own_story(self, own: str, heard: Heard, state: State) -> Move:
        """What happened to the writer, taken until now for somebody who asks for another."""
        if "hit" in heard.told and not heard.alarms:
            hurt = self._way.opened("inperson_abuse", state)
            return self._way.follow_up(self._way.content.follow_ups["hit"], hurt)
        if "close_one_does_it" in heard.told and own not in HURT:
            own = "inperson_abuse"
        if own:
            return self._way.tell(own, state)
        sorry = "utter_follow_up_taken_for_another"
        return Move("topic_else", state) if sorry in state.said else Move("follow_up", replace(state, learned=sorry))

    def in_their_role(self, heard: Heard, state: State) -> State:
        """ "Im his coach, not his friend", "I am the grandmother": from here on they are answered as who they are."""
        role = next((role for role, words in _SAYS_WHO.items() if words in heard.holds), "")
        own = self._way.is_of_images(state.situation) and not heard.own_picture
        if not role or role == state.situation or not (state.situation in ASKERS or own):
            return state
        return replace(state, situation=role, awaiting="").add("covered", role)

    def _is_own(self, situation: str) -> bool:
        """True for what happens to the writer, not to somebody they ask for."""
        return self._way.is_harm(situation) and self._way.group[situation] != "who_is_asking"


def _emergency_named(heard: Heard) -> bool:
    """True when the urgency floor is sure of an attempt or a danger now, whoever's it is."""
    return any(s in EMERGENCY and strength == "hard" for s, strength, _ in heard.urgent)
