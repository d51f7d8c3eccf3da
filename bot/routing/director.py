"""Gives each message its meaning in this conversation: the act that the rules of data/stories answer.

Triage runs on every message, also inside a question, in this order: an attempt or danger now, a life
at risk, somebody else's life at risk, leaving, the answer to what was asked, what happened, a question,
small talk. A danger typed as the answer to "which country?" is danger.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Optional

from bot.content.load import Content
from bot.content.schema import FollowUp
from bot.hearing.answers import DENIES, load_answers
from bot.routing.concerns import Concerns
from bot.routing.heard import Heard
from bot.routing.plausible import SAME_WORDS_LIMIT, Thresholds, plausible
from bot.routing.routes import next_service
from bot.routing.state import State
from bot.routing.way import (
    ASKERS,
    EMERGENCY,
    FITS,
    HURT,
    LIFE,
    OWN_DEEDS,
    Move,
    Way,
    ask_safe,
    before_danger,
    step_down,
)

_SHORT_ANSWER = 6
_STORY = 8
_A_WORD_OR_TWO = 2
_OF_POLICE = ("fbi", "cybertipline")
_LINES = ("crisis_text_line", "lifeline_988", "childhelp", "rainn")  # what "no hotlines" refuses
# Asked so generally that a word or service named beside it is what is meant.
_GENERAL = ("next_step", "it_counts", "order_of_steps")
_ALSO_FIRST = ("real_or_bot",)
_DONE = ("did it", "i did it", "done", "i did", "all done", "listo", "hecho", "ya", "ya esta", "ya lo hice")
_HELPER_NAMED = ("utter_heard_adult_yes", "utter_follow_up_safe_adult", "utter_follow_up_told_someone")
_TAKEN_UP = {("company", "yes"), ("safe", "yes")}
_SAID_BESIDE = ("age", "age_in_picture", "state")
_LEAVING = ("exit", "quit", "stop", "bye", "leave", "close", "salir", "adios")
# What somebody tells who says that a word we explained is happening to them.
_TERM_TELLS = {
    "grooming": "grooming",
    "sextortion": "threat_money",
    "deepfake": "fake_image",
    "csec": "trafficking_controlled",
    "trafficking": "trafficking_controlled",
    "abuse": "inperson_abuse",
    "lsse": "livestream",
    "tcso": "meeting_offender",
}
_SELF = frozenset(("i", "me", "us", "we", "yo", "nos"))
_THEM = frozenset(("her", "him", "them"))
_THEIR_LIFE = frozenset(("their_attempt", "call_for_their_life", "about_them_not_me", "not_your_doing"))
# Of a message about one far away these say that the danger is at the writer's own door.
_AT_HAND = frozenset(("door", "window", "outside", "here", "coming", "puerta", "ventana", "afuera", "aqui", "viene"))
_OF_HELP = ("refuses_service", "service_failed")
_DENYING = DENIES | {"when", "cuando"}
# A danger that somebody else's story may have been taken for.
_TAKEN_FOR_THEIRS = ("self_harm", "suicidal_thoughts", "suicide_plan", "mixed_sextortion_suicide")
# A phrase that is part of a plainer question.
_YIELDS = {"next_step": "order_of_steps", "parent_contact_them": "their_parents"}
_WONDERING = frozenset(("if", "whether"))
_FETCHING = frozenset(("wake", "get", "tell", "find", "call", "despertar", "buscar", "decirle", "avisarle"))
_MISSES_OF_WHO_CANNOT_TYPE = 3
_SAYS_NOTHING = frozenset(
    ("he", "she", "they", "him", "her", "it", "i", "the", "a", "and", "so", "el", "ella", "ellos", "yo", "y")
)
_WHAT = frozenset(("what", "meaning", "means", "que", "significa"))
# What a question still gets an answer to, whatever is going on.
_STILL_ANSWERED = ("thanks", "are_you_real", "privacy", "human_now", "service_question", "service_failed")
# Inside a conversation these say nothing of their own: it goes on.
_NOTHING_NEW = ("off_topic", "indirect_opening", "just_help", "exit")
# Moves that answer one situation of the conversation under another name.
_STANDS_FOR = {
    "define": "definition",
    "failed": "service_failed",
    "stopping": "refuses_service",
    "gentle_ask": "off_topic",
    "denial": "changes_or_contradicts",
}
_ABOUT_SERVICES = ("utter_about_", "utter_directory_", "utter_own_rules")
SPEAKS_SPANISH = "utter_definition_spanish"
PICTURE_WORD = "utter_follow_up_picture_word"
MINUTES_PLAN = "utter_minutes_plan_1"
SELF_BLAME = "utter_definition_not_my_fault"
# Answered wherever they are asked, as questions or not.
_ALWAYS = (
    SELF_BLAME,
    "utter_telling_script",
    "utter_opener",
    "utter_own_rules",
    "utter_breathing",
    MINUTES_PLAN,
)


class Director:
    """Decides moves for one set of content."""

    def __init__(self, content: Content, thresholds: Thresholds = Thresholds()) -> None:
        self._way = Way(content)
        self.sure = thresholds
        self._concerns = Concerns(self._way, thresholds)
        worries = load_answers().questions["stopping"]
        # A word by itself, once help was offered, names what stands in its way: "police".
        self._worries = {p: worry for worry, said in worries.items() if worry != "else" for p in said}

    def decide(self, heard: Heard, state: State) -> Move:
        """The move that answers `heard`."""
        explained = state.learned
        state = self._settled(replace(state, learned=""), heard)
        heard, state = self._known_by_now(heard, state)
        if heard.button:
            return self._way.answered(heard.facts, state)
        if state.facts.get("country") == "us" and "moves_abroad" not in heard.holds:
            heard = heard.stating_nothing_of("country")
        if state.abroad and heard.facts.get("country") == "other":
            heard = heard.stating_nothing_of("country")  # where they are is known better than "not in the us"
        if "lgbtq" in heard.holds:
            state = state.with_facts({"lgbtq": "yes"})
        if not state.situation and heard.top == "mixed_sextortion_suicide":
            state = replace(state, at_risk=True)  # the lines stay in sight, whichever half of it was told
        state = self._wanted_after_all(heard, state)
        heard = _as_it_stands(heard, state, explained)
        if heard.facts.get("safe") == "yes" and not heard.alarms:
            heard = heard.never(*EMERGENCY)
        heard = plausible(heard, state, self._way.content, self.sure)
        concerns = self._concerns.of(heard, state)
        told = state.with_facts(heard.facts)
        if state.awaiting in heard.facts:
            told = replace(told, awaiting="")  # it is answered, whatever else is said beside it
        move = self._about_what_was_explained(heard, state, explained) or self._triage(heard, told, state)
        move = self._never_only_listen(move, heard)
        acts_on = move.acts_on or self._acts_on(move, heard)
        also = tuple(c for c in concerns if c not in (move.state.situation, acts_on))
        queued = tuple(c for c in also if c not in move.state.covered and self._concerns.may_wait(c, heard, state))
        new = self._way.situation_for_age(self._way.queued(move.state, queued))
        if move.intent == new.situation:  # a story is opened: what is asked in the same breath is not lost
            new = new.add("aside", *self._concerns.asked(also, heard, new))
        if not state.situation and self._life_beside(heard, new):
            new = replace(new, at_risk=True)  # the lines are in sight from the start
        if move.intent not in ("ladder", "gibberish"):
            new = replace(new, misses=0)
        return Move(move.intent, new, also, acts_on)

    def _life_beside(self, heard: Heard, state: State) -> bool:
        """True when a clause tells of wanting to die, of cutting or of no strength left, beside what the first message is about."""
        told = self._way.is_harm(state.situation) and state.situation not in (*EMERGENCY, "asks_for_abuse_material")
        at_the_end = "at_the_end" in heard.holds and state.situation not in ASKERS
        said = heard.part(*LIFE) >= self.sure.life_later or max(map(heard.margin, LIFE)) >= self.sure.clearly_told
        return told and (at_the_end or said)

    def _known_by_now(self, heard: Heard, state: State) -> tuple[Heard, State]:
        """What a message states beside what it tells: it is not asked after that."""
        if heard.button:
            return heard, state
        if heard.opened and state.situation not in EMERGENCY:
            state = replace(state.with_facts(heard.opened), awaiting="")
        over = state.situation == "immediate_danger" and "danger_gone" in heard.holds
        if over and not heard.alarms and _DENYING.isdisjoint(heard.words.split()):
            heard = replace(heard, facts={**heard.facts, "safe": "yes"})
        if "hit" in heard.told:
            heard = heard.stating_nothing_of("who")  # not who threatens
        known = {}
        if "kin" in heard.holds and "dating" not in heard.holds:
            known["kin"] = "yes"
        if "phone_watched" in heard.told:
            known["text_ok"] = "no"
        if "deaf" in heard.told:
            known["voice"] = "no"
        if "near_now" in heard.holds and not heard.asks and not state.situation and heard.top in HURT:
            known["near"] = "near"
        if "is_out" in heard.holds and not heard.asks and _DENYING.isdisjoint(heard.words.split()):
            known["shared"] = "yes"
        if "no_picture" in heard.holds and state.situation in (*ASKERS, *LIFE, *HURT):
            known["picture"] = "none"
        if state.awaiting in known:
            state = replace(state, awaiting="")
        return heard, state.with_facts(known)

    def _wanted_after_all(self, heard: Heard, state: State) -> State:
        """Whoever asks for a service they refused before has changed their mind."""
        named = heard.about.removeprefix("utter_about_")
        if "refusing" in heard.holds or named not in state.refused:
            return state
        return state.drop("refused", named).drop("offered", named)

    def _about_what_was_explained(self, heard: Heard, state: State, explained: str) -> Optional[Move]:
        """ "That is happening to me", after a word was explained: what the word means was told."""
        if "happened_to_me" not in heard.holds or state.situation or heard.alarms:
            return None
        term = explained.removeprefix("utter_definition_")
        told = _TERM_TELLS.get(term, "")
        if self._way.is_harm(heard.top) and heard.confidence(heard.top) >= self.sure.first:
            told = heard.top
        open_ended = Move("follow_up", replace(state, learned="utter_follow_up_happened_to_me"))
        return self._way.tell(told, state) if told else open_ended

    def _never_only_listen(self, move: Move, heard: Heard) -> Move:
        """A question is never met with "take a breath": what was offered last is explained, or people who know."""
        goes_on = move.intent in ("listen", "point", "again", "next_need") and set(heard.facts) <= set(_SAID_BESIDE)
        if not goes_on or not (heard.asks or "asks_inside" in heard.holds):
            return move
        about = self._way.about_for(f"utter_about_{move.state.last_offered}", move.state)
        if about in self._way.content.responses and about not in move.state.said:
            return Move("follow_up", replace(move.state, learned=about))
        return Move("unanswered", move.state) if move.intent == "listen" else move

    def _settled(self, state: State, heard: Heard) -> State:
        """Asked which of two it is, they write on: the likelier one stands until they say otherwise."""
        if state.awaiting != "between" or "between" in heard.facts or not state.between:
            return state
        safe = heard.facts.get("safe") == "yes"
        meant = sorted(state.between, key=lambda s: -heard.confidence(s))  # what they write on may tell which
        likeliest = next((s for s in meant if not (safe and s in EMERGENCY)), state.between[0])
        return replace(state, situation=likeliest, awaiting="").add("covered", likeliest)

    def _acts_on(self, move: Move, heard: Heard) -> str:
        """An id of situations.yml for what the answer is about."""
        if move.intent in self._way.group:
            return move.intent
        if move.state.learned.startswith(_ABOUT_SERVICES):
            return "service_question"
        if move.intent in _STANDS_FOR:
            return _STANDS_FOR[move.intent]
        if move.state.situation:
            return move.state.situation
        if move.state.between:
            return move.state.between[0]
        return heard.top if self._way.group.get(heard.top) in ("questions", "conversation") else "indirect_opening"

    # Triage --------------------------------------------------------------------------------

    def _triage(self, heard: Heard, state: State, before: State) -> Move:
        steps: tuple[Callable[[], Optional[Move]], ...] = (
            lambda: self._life_or_danger(heard, state),
            lambda: self._refusing(heard, state),
            lambda: self._acting_now(heard, state),
            lambda: self._not_the_writer(heard, state),
            lambda: self._someone_elses_life(heard, state),
            lambda: self._leaving(heard, state),
            lambda: self._taken_back(heard, state),
            lambda: self._help_coming(heard, state),
            lambda: self._not_now(heard, state),
            lambda: self._about_somebody(heard, state),
            lambda: self._not_paid(heard, state),
            lambda: self._at_the_end(heard, state),
            lambda: self._refused_by_name(heard, state),
            lambda: self._told(heard, state),
            lambda: self._maybe_danger(heard, state),
            lambda: self._denied_or_joking(heard, state),
            lambda: self._cannot_speak(heard, state),
            lambda: self._step_taken(heard, state),
            lambda: self._explained(heard, state),
            lambda: self._few_words(heard, state),
            lambda: self._answer(heard, state, before),
            lambda: self._follow_up(heard, state),
            lambda: self._what_happened(heard, state),
            lambda: self._small_talk(heard, state),
        )
        for step in steps:
            move = step()
            if move:
                return move
        return self._unclear(heard, state)

    def _life_or_danger(self, heard: Heard, state: State) -> Optional[Move]:
        for_another = heard.top in ("parent", "school_adult") and heard.confidence(heard.top) >= self.sure.later
        if for_another and not state.situation and any(s in LIFE for s in heard.alarms):
            asker = self._way.opened(heard.top, state)
            return Move("someone_at_risk", replace(asker, at_risk=True), acts_on=heard.top)
        denied = any(strength != "hard" or other for _, strength, other in heard.urgent)
        found = [s for s in heard.alarms if s in LIFE or s in EMERGENCY]
        if (
            found
            and not state.situation
            and heard.confidence(heard.top) >= self.sure.emergency
            and heard.top in EMERGENCY
        ):
            found.append(heard.top)  # "so much blood, i wanted to die": an attempt, not a thought
        calm = heard.facts.get("safe") == "yes" or heard.facts.get("plan") == "no"
        if not found and not (denied and heard.top not in EMERGENCY) and not calm:
            found = self._urgent_by_classifier(heard, state)
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
        if situation == "immediate_danger" and self._at_home(heard, state):
            state = state.with_facts({"hurt_by": "near"})
        return self._way.tell(situation, replace(state, at_risk=True))

    def _at_home(self, heard: Heard, state: State) -> bool:
        """True when whoever is dangerous lives with them or is an adult of their life."""
        told = heard.part("inperson_abuse") >= self.sure.part or heard.confidence("inperson_abuse") >= self.sure.trace
        named = "near_adults" in heard.holds or heard.offender == "adult"
        return "inperson_abuse" in (state.situation, *state.covered) or (named and told)

    def _refusing(self, heard: Heard, state: State) -> Optional[Move]:
        """Who asked for abuse material gets the refusal, whatever else they state; a child in harm is heard."""
        own = heard.alarms or heard.own_picture or "made_me" in heard.holds or heard.top in _STILL_ANSWERED
        leaves = heard.leaves or heard.words in _LEAVING
        refused = state.situation == "asks_for_abuse_material" and not own and not leaves
        return self._refused_again(state) if refused else None

    def _means_another(self, name: str, heard: Heard, state: State) -> bool:
        """True when what else the message says makes the words of this follow-up mean another thing."""
        words = set(heard.words.split())
        said: dict[str, bool] = {
            # "i lied. im 15" takes back an age, not the story
            "made_it_up": bool(heard.facts),
            # "not calling 911, my mom is going to kill me": the emergency goes on
            "home_angry": state.situation in EMERGENCY,
            # "it is my uncle who does it"
            "safe_adult": bool(heard.offender or heard.about),
            # "how do i know if she is ok"; "she is safe. the man writes ..." goes on
            "good_news": bool(_WONDERING & words) or bool(heard.opened and not state.at_risk),
            # "you didnt answer. can i ...": what they ask is the better answer
            "bot_repeats": heard.asks or len(heard.told) > 1,
        }
        # "what do i do, like step by step"; "should i tell her parents"; "the boy hit her. what do i do"
        urgent = name in _GENERAL and any(self._way.content.follow_ups[other].in_danger for other in heard.told)
        return said.get(name, False) or _YIELDS.get(name) in heard.told or urgent

    def _told(self, heard: Heard, state: State) -> Optional[Move]:
        """What the words themselves name, whatever the classifier makes of them."""
        told_danger = self._way.group.get(heard.top) == "danger" and self._is_new_harm(
            heard, state, self.sure.other_story
        )
        story = len(heard.words.split()) > _STORY and told_danger
        denies = heard.follow_up[0] == "not_going_to" and heard.follow_up[1] >= self.sure.later
        if denies and state.situation in LIFE and not heard.alarms and state.facts.get("first") != "picture":
            return Move("denial", self._way.believed(state))  # before "what can i do for her" in the same breath
        for name in heard.told:
            entry = self._way.content.follow_ups[name]
            first = not state.situation and not state.said
            if first and name == "hit":
                return self._hit_from_the_first(heard, state)
            named = (
                name in _GENERAL and heard.about and "did_it" not in heard.holds
            )  # "what is a screenshot, how do i ..."
            tells = self._way.is_harm(heard.top)  # "r u ai? some1 got my pics": what happened comes first
            passed_over = named or (first and (tells or name not in _ALSO_FIRST)) or (story and not heard.asks)
            if self._means_another(name, heard, state):
                continue
            if not passed_over and self._answers(entry, heard, state) and self._way.has_answer(entry, state):
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
        elif heard.top in self._way.threats and heard.confidence(heard.top) >= self.sure.first:
            told = heard.top
        else:
            return None
        return self._way.follow_up(self._way.content.follow_ups["hit"], self._way.opened(told, state))

    def _after_doing(self, heard: Heard, state: State) -> State:
        """A service they say they used was offered, and is not offered again."""
        named = heard.about.removeprefix("utter_about_")
        done = named if named in self._way.content.services and "did_it" in heard.holds else ""
        return state.add("offered", done)

    def _at_the_end(self, heard: Heard, state: State) -> Optional[Move]:
        """ "i cant do this anymore" may be about the chat or about living: ask, with the crisis lines in sight."""
        if "at_the_end" not in heard.holds or not state.situation or state.at_risk or state.situation in ASKERS:
            return None
        at_risk = replace(state, at_risk=True)
        return ask_safe(at_risk) if "utter_ask_safe" not in state.said else self._way.tell("suicidal_thoughts", at_risk)

    def _refused_by_name(self, heard: Heard, state: State) -> Optional[Move]:
        """ "i dont want take it down": the service named is not shown again."""
        named = heard.about.removeprefix("utter_about_")
        if named not in self._way.content.services or "will_not_use" not in heard.holds or heard.asks:
            return None
        return self._refuses(heard, state) if state.situation and state.situation not in EMERGENCY else None

    def _refuses(self, heard: Heard, state: State) -> Move:
        if "refuses_police" in heard.holds:
            return self._without_police(state)
        named = heard.about.removeprefix("utter_about_")
        lines = _LINES if "refuses_lines" in heard.holds else ()
        refused = named if named in self._way.content.services else "" if lines else state.last_offered
        bodily = state.situation in HURT or (state.situation in LIFE and not self._picture_told(state))
        if bodily and "utter_follow_up_refuses_hurt" not in state.said:
            # What is offered to everyone who refuses is about pictures, and theirs is about a body or a bed.
            plain = replace(state.add("refused", refused, *lines), learned="utter_follow_up_refuses_hurt")
            return Move("follow_up", replace(plain, awaiting=""), acts_on="refuses_service")
        again = "utter_refuses_service_again" in state.said
        new = replace(state.add("refused", refused, *lines), awaiting="" if again else "stopping")
        return Move("refuses_service", new)

    def _without_police(self, state: State) -> Move:
        """ "something with no cops in it": the police's own lines are refused, what was offered last is not."""
        new = replace(state.add("refused", *_OF_POLICE), awaiting="")
        if "utter_stopping_police" not in state.said:
            return self._way.answered({"stopping": "police"}, new)
        go_on = "route" if next_service(self._way.content, new) else "human_now"
        return Move(go_on, new, acts_on="refuses_service")

    def _picture_told(self, state: State) -> bool:
        """True when a picture or a threat with one was told, whatever is in hand now."""
        told = (state.situation, *state.covered, *state.queue)
        return any(self._way.group.get(s) == "threats_and_images" for s in told)

    def _answers(self, entry: FollowUp, heard: Heard, state: State) -> bool:
        """True when the entry is for this person, and may be said where the conversation stands."""
        if state.situation == "asks_for_abuse_material":
            return False
        if entry.only and not any(FITS[fit](state) for fit in entry.only):
            return False
        calm = state.situation not in EMERGENCY or state.facts.get("safe") == "yes"
        return calm or entry.in_danger or heard.asks or "asks_inside" in heard.holds

    def _help_coming(self, heard: Heard, state: State) -> Optional[Move]:
        """After an attempt somebody calls or comes: it is welcomed, before "coming" is heard as a danger."""
        coming = {"help_coming", "help_called"} & heard.holds and "wont_call" not in heard.holds and not heard.asks
        new = coming and state.situation == "suicide_in_progress" and not heard.alarms
        if not new:
            return None
        said = "utter_help_called" in state.said
        return Move("listen", state) if said else Move("follow_up", replace(state, learned="utter_help_called"))

    def _step_taken(self, heard: Heard, state: State) -> Optional[Move]:
        """Help was called, or they did what was offered: it is welcomed, never offered once more."""
        called = "help_called" in heard.holds and not heard.asks  # "did you say help is on the way" asks
        if called and state.situation in EMERGENCY and "utter_help_called" not in state.said:
            return Move("follow_up", replace(state, learned="utter_help_called"))
        did = ("did_it" in heard.holds and not heard.asks) or heard.words in _DONE
        if not did or not state.situation or state.situation in EMERGENCY:
            return None
        named = heard.about.removeprefix("utter_about_")
        done = named if named in self._way.content.services else state.last_offered
        return Move("route_yes", replace(state.add("offered", done), awaiting="")) if done else None

    def _cannot_speak(self, heard: Heard, state: State) -> Optional[Move]:
        """In danger and not able to talk: 911 takes texts in many places, and the lines take them everywhere."""
        if "cannot_speak" not in heard.holds or not state.said:
            return None
        silent = "utter_emergency_silent" if state.situation in (*EMERGENCY, *HURT) else "utter_silent_options"
        if state.abroad or silent in state.said:
            return None
        return Move("follow_up", replace(state, learned=silent))

    def _acting_now(self, heard: Heard, state: State) -> Optional[Move]:
        """ "i want to do it right now" names nothing, and after wanting to die it names everything."""
        if not state.at_risk or "acting_now" not in heard.holds or state.situation in ASKERS or heard.asks:
            return None
        return self._way.tell("suicide_plan", state) if "no" not in heard.words.split()[:1] else None

    def _urgent_by_classifier(self, heard: Heard, state: State) -> list[str]:
        """What the classifier alone takes for urgent; surer inside a conversation, where words lean on it."""
        top, begun = heard.top, bool(state.situation)
        if state.situation in ASKERS or self._for_somebody(heard):
            return []  # somebody else's life: another step of the triage
        if begun and (top == state.situation == "self_harm" or self._answered_by_its_words(heard, state)):
            return []  # why they do it is no new wound, or it has an answer of its own: the lines are in sight
        if begun and heard.follow_up[1] >= heard.confidence(*LIFE, *EMERGENCY):
            return []
        if "wonders" in heard.holds and heard.about.startswith("utter_about_"):
            return []  # "who answers Team HOPE": the answer has people in it, and the floor heard no alarm
        if top in EMERGENCY:
            if begun and (heard.words.split()[:1] in (["no"], ["not"], ["nah"]) or "tells_now" not in heard.holds):
                return []  # "no he is not doing it now"; a phrase of the floor is heard without this
            quiet = "not_now" in heard.holds and state.facts.get("hurt_by") == "near"
            if begun and (quiet or heard.facts.get("near") == "away"):
                return []  # "hes not here"
            near = state.situation in ("inperson_abuse", "trafficking_controlled", "meeting_offender")
            needed = self.sure.emergency_later if begun and not near else self.sure.emergency
            return [top] if heard.confidence(top) >= needed else []
        if begun and heard.about == SELF_BLAME:
            return []  # "i feel like an idiot" wants an answer of its own
        traced = heard.confidence(*LIFE) >= self.sure.trace  # a clause alone can sound worse than what was said
        if not begun and traced and heard.part(*LIFE) >= self.sure.life_later and heard.top not in EMERGENCY:
            return [next(s for s, _ in heard.parts if s in LIFE)]
        if top in LIFE and heard.confidence(top) >= (self.sure.life_later if begun else self.sure.first):
            return [top]
        if heard.confidence(*LIFE) >= (self.sure.emergency_later if begun else self.sure.life):
            return [next(s for s, _ in heard.ranking if s in LIFE)]
        return []

    def _answered_by_its_words(self, heard: Heard, state: State) -> bool:
        """True when, with a life at risk, the words name a follow-up that is for this person."""
        entries = (self._way.content.follow_ups[name] for name in heard.told)
        return state.situation in LIFE and any(self._answers(entry, heard, state) for entry in entries)

    def _for_somebody(self, heard: Heard) -> bool:
        """True when the message is told for somebody else: no word of it is the writer's own danger."""
        told = heard.top in ASKERS and heard.confidence(*ASKERS) >= self.sure.other_story
        return told or self._about_another(heard)

    @staticmethod
    def _about_another(heard: Heard) -> bool:
        own = "about_me" in heard.holds and "not_me" not in heard.holds
        return "about_another" in heard.holds and not heard.alarms and not own

    def _threatened(self, heard: Heard, state: State) -> bool:
        images = self._way.threats - {"offender_suicide_threat"}
        said = any(s in images for s in (state.situation, *state.queue, *state.covered))
        both = heard.confidence("mixed_sextortion_suicide") >= self.sure.life
        told = heard.confidence(*images) >= self.sure.life or (both and max(map(heard.margin, images)) >= self.sure.besides)
        return (said and not state.at_risk) or told

    def _not_sure_of_danger(self, top: str, state: State) -> Optional[Move]:
        """It may be danger or a life at risk, and not surely: the lines and a question, rather than an alarm."""
        if not state.situation:
            return Move("topic_hurt", replace(state, at_risk=True), acts_on=top)
        if "utter_ask_safe" not in state.said:
            return ask_safe(state)
        return self._way.tell(top, replace(state, at_risk=True)) if top in LIFE else None

    def _taken_back(self, heard: Heard, state: State) -> Optional[Move]:
        """ "False alarm", "wrong button", "i didnt take any": an emergency must have a way out."""
        if not heard.takes_back or state.situation not in (*EMERGENCY, *LIFE):
            return None
        after = replace(state, situation="", awaiting="")
        before = [*(s for s in state.queue[:1] if s not in (*LIFE, *EMERGENCY)), *before_danger(state)]
        back = self._way.at(before[-1], after) if before else after
        return Move("safe_after_danger" if state.situation in EMERGENCY else "denial", back)

    def _maybe_danger(self, heard: Heard, state: State) -> Optional[Move]:
        """It sounds like danger, and not for sure: ask once whether they are safe."""
        begun = state.situation and state.situation not in (*EMERGENCY, *ASKERS)
        sounds = heard.top in EMERGENCY or heard.confidence(*EMERGENCY) >= self.sure.hint
        if begun and not heard.facts and sounds and "utter_ask_safe" not in state.said:
            return ask_safe(state)
        return None

    def _someone_elses_life(self, heard: Heard, state: State) -> Optional[Move]:
        if state.situation in ASKERS and "good_news" in heard.told and "may_be_gone" not in heard.holds:
            return self._told(heard, state)
        if state.situation in ASKERS and not heard.asks and self._theirs_at_risk(heard):
            return self._someone_at_risk(heard, replace(state, at_risk=True))
        if not any(other and strength == "hard" for _, strength, other in heard.urgent):
            return None
        conditional = "picture" in heard.needs or {"if", "unless"} & set(heard.words.split())
        other_asker = heard.top in ("parent", "school_adult", "sibling")
        by_offender = heard.top == "offender_suicide_threat" and conditional
        if state.situation not in ASKERS and (other_asker or by_offender):
            return self._way.tell(heard.top, state)
        asker = state.situation if self._way.group.get(state.situation) == "who_is_asking" else "friend"
        new = self._way.opened(asker, state)
        return self._someone_at_risk(heard, replace(new, at_risk=True))

    def _someone_at_risk(self, heard: Heard, state: State) -> Move:
        """911 and 988 for somebody else; said again without a new danger, what a friend or parent can do."""
        told = self._told(heard, state)
        if "utter_heard_friend_safe_hurt_self" not in state.said or "may_be_gone" in heard.holds:
            return Move("someone_at_risk", state)
        parts = (p for p in ("steps", "again") if f"utter_{state.situation}_{p}" not in state.said)
        part = next(parts, "")
        return told or (Move(part, state) if part else Move("someone_at_risk", state))

    def _theirs_at_risk(self, heard: Heard) -> bool:
        """True when the one they worry about may be gone, or in danger by what they tell."""
        denied = {"not", "never", "no"} & set(heard.words.split())
        sure = (
            heard.confidence(*LIFE, "offender_suicide_threat") >= self.sure.life_later
            or heard.confidence(*EMERGENCY) >= self.sure.emergency_later
        )
        return "may_be_gone" in heard.holds or (sure and not denied)

    def _not_the_writer(self, heard: Heard, state: State) -> Optional[Move]:
        """ "NOT ME, its my friend": whoever asks for another is not answered as the one in danger."""
        if not self._about_another(heard):
            return None
        known = _asked_for(state)
        if state.situation in LIFE and known:
            back = self._asking_for(known, state)
            return self._told(heard, back) or self._way.advance(back)
        if state.situation in _TAKEN_FOR_THEIRS:
            another = replace(state, situation="", awaiting="").drop("asked", "safe")
            new = self._way.opened("friend", another)
            if "utter_heard_friend_safe_hurt_self" not in state.said:
                return Move("someone_at_risk", replace(new, at_risk=True))
            return self._told(heard, new) or self._way.advance(new)
        told = self._way.is_harm(heard.top) and heard.confidence(heard.top) >= self.sure.first
        return None if state.situation or told else Move("topic_worried", state)

    def _asking_for(self, asker: str, state: State) -> State:
        """The one they wrote for is in hand again, and what was taken for their own danger waits for nobody."""
        return self._way.at(asker, replace(state, situation="", awaiting=""))

    def _about_somebody(self, heard: Heard, state: State) -> Optional[Move]:
        """It is about themselves after all, or the person threatening them is someone they know."""
        if state.situation in ASKERS and "about_me" in heard.holds and "not_me" not in heard.holds:
            own = next((s for s, p in heard.ranking if self._is_own(s) and p >= self.sure.first), "")
            alone = replace(state, situation="", awaiting="")
            return self._way.tell(own, alone) if own else Move("topic_else", alone)
        if state.situation in HURT and "near_now" in heard.holds and not heard.asks and "not_now" not in heard.holds:
            return self._near_them(state)
        known = heard.offender and state.facts.get("who") != "known"
        if not known or self._way.group.get(state.situation) != "threats_and_images":
            return None
        if heard.offender == "adult":
            return self._way.tell("inperson_abuse", state.with_facts({"who": "known"}))
        entry = self._way.content.follow_ups.get(heard.follow_up[0])
        plain = entry and heard.follow_up[1] >= self.sure.life_later and self._answers(entry, heard, state)
        if entry and plain and self._way.has_answer(entry, state):
            return self._way.follow_up(entry, state.with_facts({"who": "known"}))  # "hes my friend, i dont want ..."
        return self._way.answered({"who": "known"}, state)

    def _is_own(self, situation: str) -> bool:
        """True for what happens to the writer, not to somebody they ask for."""
        return self._way.is_harm(situation) and self._way.group[situation] != "who_is_asking"

    def _not_now(self, heard: Heard, state: State) -> Optional[Move]:
        """Danger at home, and it is not this minute, or 911 is out of the question: people who listen, 911 in sight.

        Told to call 911 once more, a young person who has said no to it has nobody left to tell.
        """
        if state.situation != "immediate_danger" or heard.alarms:
            return None
        home = state if "near_adults" not in heard.holds else state.with_facts({"hurt_by": "near"})
        if home.facts.get("hurt_by") != "near" or {"not_now", "wont_call"}.isdisjoint(heard.holds):
            return None
        calm = self._way.after_danger(home.with_facts({"near": "near"}))
        said = "utter_follow_up_no_911" in state.said
        return self._way.advance(calm) if said else Move("follow_up", replace(calm, learned="utter_follow_up_no_911"))

    def _not_paid(self, heard: Heard, state: State) -> Optional[Move]:
        """ "I didnt pay": taken for somebody who did, they are told so and helped as who they are."""
        once = "second time" in heard.words or "again" in heard.words.split()
        if state.situation != "paid_already" or "not_paid" not in heard.holds or once:
            return None
        meant = "cant_pay" if "no_money" in heard.holds else "threat_money"
        return self._way.tell(meant, replace(state, situation="").drop("queue", "paid_already"))

    def _near_them(self, state: State) -> Optional[Move]:
        """Whoever hurts them is close: 911, and the next time the ways that need no voice."""
        if "utter_heard_near_near" not in state.said:
            return self._way.answered({"near": "near"}, state)
        near = state.with_facts({"near": "near"})
        silent = "utter_emergency_silent"
        return Move("follow_up", replace(near, learned=silent)) if silent not in state.said else None

    def _leaving(self, heard: Heard, state: State) -> Optional[Move]:
        if state.situation and heard.top == "exit" and _goes_to_somebody(heard):
            return self._way.follow_up(self._way.content.follow_ups["safe_adult"], state)
        goodbye = state.at_risk and heard.words not in ("exit", "quit", "stop") and heard.top == "exit"
        if goodbye and heard.leaves and "utter_before_close" not in state.said:
            # "bye" after wanting to die may be a goodbye: ask once before letting go.
            return Move("before_close", replace(state.add("asked", "safe"), awaiting="safe"))
        if heard.words in _LEAVING:
            return Move("exit", state)
        if {"close_fast"} & set(heard.told) or "asks_inside" in heard.holds or (state.misses and not heard.leaves):
            return None  # "how do i close this fast" asks; "nvm" after two misses is somebody giving up on us
        sure = heard.leaves and heard.top == "exit" and heard.confidence("exit") >= self.sure.small_talk
        plain = not state.awaiting and heard.confidence("exit") >= self.sure.exit
        return Move("exit", state) if sure or plain else None

    def _denied_or_joking(self, heard: Heard, state: State) -> Optional[Move]:
        if "means_it" in heard.holds and "utter_gentle_ask" in state.said and state.situation not in LIFE:
            return self._way.tell("suicidal_thoughts", replace(state, at_risk=True))
        strengths = {strength for _, strength, other in heard.urgent if not other}
        if "soft" in strengths and not self._clear_disclosure(heard):
            return Move("gentle_ask", replace(state, awaiting="mood"))
        if "negated" in strengths and not self._clear_disclosure(heard) and "dont_have_to" not in heard.told:
            known = _asked_for(state) if state.situation in LIFE else ""
            if known:  # a parent or friend taken for the one in danger asks for the other again
                return Move("denial", self._asking_for(known, state))
            return Move("denial", self._way.believed(state))
        return None

    def _clear_disclosure(self, heard: Heard) -> bool:
        """True when something else than the denied or joked-about part was told for sure."""
        others = [n for n in self._way.group if self._way.is_harm(n) and n not in LIFE]
        return heard.top in others and heard.confidence(*others) >= self.sure.later

    def _explained(self, heard: Heard, state: State) -> Optional[Move]:
        """Blaming themselves, or asking how something works, is answered before anything goes on."""
        if heard.failed and heard.about.startswith("utter_about_"):
            return self._way.service_failed(heard, state)
        if heard.about == SELF_BLAME and state.situation in OWN_DEEDS:
            return self._way.follow_up(self._way.content.follow_ups["self_blame"], state)
        if heard.about == "utter_telling_script" and state.situation in ASKERS:
            return None  # words for telling of themselves are not for who asks for another
        words = heard.words.split()
        wonders = "wonders" in heard.holds
        short = len(words) <= _SHORT_ANSWER  # too short for the classifier to be trusted against a plain question
        if not heard.about or (not short and not wonders and self._is_new_harm(heard, state, self.sure.later)):
            return None
        entry = self._way.content.follow_ups.get(heard.follow_up[0])
        plainer = heard.follow_up[1] >= self.sure.life_later and entry and self._answers(entry, heard, state)
        plainer = plainer and entry and self._way.has_answer(entry, state)
        if not wonders and plainer and heard.about not in _ALWAYS and "shows_it" not in heard.holds:
            return None  # the question is plainer than the service it names
        if "shows_it" in heard.holds and state.said:
            return Move("define", replace(state, learned=self._way.about_for(heard.about, state)))
        if (
            wonders
            or heard.about in _ALWAYS
            or (state.situation and heard.about == SPEAKS_SPANISH)
            or (state.situation and (heard.asks or "asks_inside" in heard.holds))
        ):
            return Move("define", replace(state, learned=self._way.about_for(heard.about, state)))
        return None

    def _answer(self, heard: Heard, state: State, before: State) -> Optional[Move]:
        """A fact told: the answer to what was asked, or an age or a place by itself."""
        if before.awaiting == "mood" and not heard.facts and heard.top != "off_topic":
            return Move("topic_hurt", replace(state, awaiting="", at_risk=True))  # "are you okay?" had no clear yes
        if not heard.facts or self._takes_it_back(heard, before):
            return None
        limit = _SHORT_ANSWER if before.situation else SAME_WORDS_LIMIT
        if len(heard.words.split()) <= limit:
            return self._way.answered(heard.facts, before)
        if before.awaiting and before.awaiting in heard.facts:
            # A long answer that clearly tells something new is more than an answer.
            if len(heard.words.split()) > 8 and self._is_new_harm(heard, state, self.sure.later):
                return None
            if self._says_more(heard):
                return None  # "no the line is busy it didnt work" is about the line
            if set(heard.facts) <= set(_SAID_BESIDE) and heard.follow_up[1] >= self.sure.follow_up:
                return None  # "17. i was just being dramatic": the age is kept, and the rest is answered
            return self._way.answered(heard.facts, before)
        if before.situation and _TAKEN_UP & set(heard.facts.items()):
            return self._way.answered(heard.facts, before)  # "my brother is down the hall" counts wherever it is said
        asks = heard.asks or "asks_inside" in heard.holds
        new = all(before.facts.get(k) in (None, v) for k, v in heard.facts.items())
        if asks and new and set(heard.facts) <= set(_SAID_BESIDE):
            return None  # "im 17, can i call or does it have to be my mom": the question is answered
        changed = {k: v for k, v in heard.facts.items() if before.facts.get(k) != v}
        if changed and before.situation and not self._is_new_harm(heard, state, self.sure.later):
            return self._way.answered(changed, before)
        return None

    def _few_words(self, heard: Heard, state: State) -> Optional[Move]:
        """ "pics", and then "ya": who has few words is asked about the one they typed."""
        if state.offered and not heard.facts and heard.words in self._worries:
            return self._way.answered({"stopping": self._worries[heard.words]}, state)
        if state.situation or len(heard.words.split()) > _A_WORD_OR_TWO or heard.own_picture:
            return None
        tried_again = state.misses >= _MISSES_OF_WHO_CANNOT_TYPE and len(heard.words.split()) == 1
        if tried_again or _SAYS_NOTHING.issuperset(heard.words.split()):
            return step_down(state)  # "he": no story is told to them that is not theirs
        asked = Move("follow_up", replace(state, learned=PICTURE_WORD))
        if PICTURE_WORD in state.said:
            return self._way.tell("worried_no_threat", state) if heard.follow_up[0] == "small_yes" else None
        return asked if "picture" in heard.needs and not self._is_new_harm(heard, state, self.sure.first) else None

    def _says_more(self, heard: Heard) -> bool:
        """An answer only opens a message that tells of a line that failed, or that they are in another country."""
        return heard.top in ("service_failed", "outside_us") and heard.confidence(heard.top) >= self.sure.later

    def _takes_it_back(self, heard: Heard, before: State) -> bool:
        """ "nah im joking chill", asked who could sit with them: no answer to that."""
        denies = heard.follow_up[0] == "not_going_to" and heard.follow_up[1] >= self.sure.follow_up_first
        return denies and before.situation in LIFE and len(heard.words.split()) >= SAME_WORDS_LIMIT

    def _follow_up(self, heard: Heard, state: State) -> Optional[Move]:
        """What is asked or told along the way, where it is likelier than a new disclosure."""
        clause = heard.along[1] >= self.sure.follow_up_clause > heard.follow_up[1]
        name, sure = heard.along if clause else heard.follow_up
        if not state.situation and (not state.said or sure < self.sure.follow_up_first):
            return None
        entry = self._way.content.follow_ups.get(name)
        if entry is None or not self._answers(entry, heard, state):
            return None
        if clause and heard.top in _OF_HELP and heard.confidence(heard.top) >= self.sure.small_talk:
            return None  # "i dont trust that charity. something else"
        if not state.situation and (not entry.say or self._is_new_harm(heard, state, self.sure.later)):
            return None  # "... she cuts herself. idk what to do": with nothing to go on with, the story is heard
        asked = heard.asks and sure >= self.sure.follow_up_asked and heard.top in ("", state.situation)
        if (sure < self.sure.follow_up and not asked) or self._is_new_harm(heard, state, sure):
            return None
        if heard.asks and not self._way.has_answer(entry, state):
            return None  # all was said: a question is not met with the next step of something else
        return self._way.follow_up(entry, state)

    def _is_new_harm(self, heard: Heard, state: State, threshold: float) -> bool:
        return (
            self._way.is_harm(heard.top) and heard.top != state.situation and heard.confidence(heard.top) >= threshold
        )

    def _what_happened(self, heard: Heard, state: State) -> Optional[Move]:
        sure_of_top = self._way.is_harm(heard.top) and heard.confidence(heard.top) >= self.sure.later
        if heard.alarms and not sure_of_top and state.situation not in ASKERS:
            return self._way.tell(heard.alarms[0], state)
        if heard.top == state.situation == "self_harm" and not heard.alarms:
            return self._way.advance(state)
        if state.situation in ASKERS and heard.top not in ASKERS and "about_me" not in heard.holds:
            return None  # what they tell is the story of the one they ask for
        threshold = self.sure.first
        top = self._way.for_the_age(heard.top, state)
        if not self._way.is_harm(top) or heard.confidence(heard.top) < threshold:
            return None
        life_first = state.situation in LIFE and state.facts.get("first") != "picture"
        if life_first and self._way.group.get(top) == "threats_and_images" and top not in LIFE:
            self_first = self._way.queued(state, (top,))  # the picture waits; the life comes first
            return self._way.tell("mixed_sextortion_suicide", self_first)
        between = self._between(heard) if not state.situation else ()
        if between:
            return Move("ask_between", replace(state, between=between, awaiting="between"))
        if top in (*LIFE, *EMERGENCY):
            return self._not_sure_of_danger(top, state)
        return self._way.tell(top, state)

    def _between(self, heard: Heard) -> tuple[str, ...]:
        """The two likeliest situations of one group, where neither is likely enough to act on as if it were told."""
        harm = [(n, p) for n, p in heard.ranking if self._way.is_harm(n) and n not in (*LIFE, *EMERGENCY)]
        close = [n for n, p in harm[:2] if harm[0][0] == heard.top and p >= harm[0][1] / 2]
        same = len(close) == 2 and self._way.group[close[0]] == self._way.group[close[1]]
        return tuple(close) if same and harm[0][1] < self.sure.alone else ()

    def _small_talk(self, heard: Heard, state: State) -> Optional[Move]:
        """A question, or a turn of the conversation itself."""
        top = heard.top
        if self._way.is_harm(top) or not top:
            return None
        threshold = self.sure.small_talk if state.situation else self.sure.first
        if not state.situation and top != "off_topic" and heard.confidence(*LIFE, *EMERGENCY) >= self.sure.hint:
            # It may be small talk, and it may be somebody dying: show the lines and ask.
            return Move("topic_hurt", replace(state, at_risk=True))
        if heard.confidence(top) < threshold and not self._by_far(heard, state) and top not in heard.beside:
            return None
        if state.situation and top not in _STILL_ANSWERED:
            ongoing = self._ongoing(top, state)
            if ongoing:
                return ongoing
        return self._talk(heard, state)

    def _by_far(self, heard: Heard, state: State) -> bool:
        """Nothing else comes near it, in a first message of few words."""
        likely = heard.confidence(heard.top) >= self.sure.first_by_far
        return likely and not state.situation and heard.first_by(self.sure.by_far)

    def _ongoing(self, top: str, state: State) -> Optional[Move]:
        """What has to go on whatever small talk says: an emergency, a refusal, the way through a situation."""
        if state.situation in EMERGENCY:
            heard_enough = top == "changes_or_contradicts" or "utter_emergency_again_1" in state.said
            if not heard_enough:
                return Move("abroad_emergency" if state.abroad else "emergency_again", state)
            # Said twice and asked about, it stays in sight; what they write on about is answered.
            if "utter_ask_safe" not in state.said:
                return ask_safe(state)
            return self._way.advance(state) if top in _NOTHING_NEW else None
        if state.situation == "asks_for_abuse_material":
            return self._refused_again(state)
        return self._way.advance(state) if top in _NOTHING_NEW else None

    def _talk(self, heard: Heard, state: State) -> Move:
        """The act of a question or a turn of the conversation."""
        top = heard.top
        if top == "in_trouble" and state.situation:
            return self._way.follow_up(self._way.content.follow_ups["legal_question"], state)
        if top == "refuses_service":
            return self._refuses(heard, state)
        if top == "service_failed":
            return self._way.service_failed(heard, state)
        asks_what = top == "off_topic" and heard.about and not _WHAT.isdisjoint(heard.words.split())
        if asks_what or top in ("definition", "service_question"):
            top = top if top != "off_topic" else "definition"
            return Move(top, replace(state, learned=self._way.about_for(heard.about, state)))
        if top == "return_topic":
            back = self._back_at(heard, state)
            asked_for = "picture" in heard.needs and state.situation
            return self._way.answered({"next": "picture"}, back) if asked_for else Move(top, back)
        if top in ("exit", "gibberish"):
            return self._unclear(heard, state)  # without a word of leaving nobody is sent away
        return Move(top, state)

    def _refused_again(self, state: State) -> Move:
        """The refusal in other words; the last of them is said as often as they ask."""
        parts = ("steps", "point", "again")
        return Move(next((p for p in parts if f"utter_{state.situation}_{p}" not in state.said), "again"), state)

    def _back_at(self, heard: Heard, state: State) -> State:
        """The state with that situation in hand which the words go back to, as far as they tell."""
        for situation in reversed((*state.covered, *state.queue)):
            if self._way.content.situations[situation].need in heard.needs:
                return self._way.at(situation, state)
        return state

    def _of_their_picture(self, heard: Heard) -> str:
        """What somebody tells who names a picture as theirs, or that they are made to do something."""
        if "made_me" in heard.holds:
            return "threat_more_images"
        if not heard.own_picture:
            return ""
        if heard.ranking and heard.confidence(*self._way.threats) < self.sure.first:
            return "worried_no_threat"  # that somebody has it was said, and nothing of what they want
        kinds = [n for n, _ in heard.ranking if n in self._way.threats]
        return next((n for n in kinds if n not in ("livestream", "fake_image", "offender_suicide_threat")), "")

    def _unclear(self, heard: Heard, state: State) -> Move:
        """Nothing certain: inside a conversation they go on telling; outside it we ask."""
        if state.situation:
            return self._way.advance(state)
        if "utter_follow_up_happened_to_me" in state.said and heard.top != "gibberish":
            return Move("listen", state)
        told = self._of_their_picture(heard)
        if told:
            return self._way.tell(told, state)
        harm = [n for n, p in heard.ranking[:4] if self._way.is_harm(n)]
        if heard.top not in ("gibberish", "off_topic") and len(harm) >= 2 and heard.confidence(*harm) >= self.sure.life:
            return Move("ask_between", replace(state, between=tuple(harm[:2]), awaiting="between"))
        return step_down(state)


def _as_it_stands(heard: Heard, state: State, explained: str) -> Heard:
    """The message as it is meant where the conversation stands."""
    only_coming = {s for s, _, _ in heard.urgent} == {"immediate_danger"} and "coming" in heard.words.split()
    helper = explained in _HELPER_NAMED and state.facts.get("who") != "known" and state.situation not in HURT
    if helper and only_coming and "armed" not in heard.holds:
        # "can i call my brother", "hes coming": the help they named, not the one they fear
        heard = replace(heard, urgent=(), facts={**heard.facts, "company": "yes"}).never(*EMERGENCY, "meeting_offender")
    heard = _of_their_life(heard) if state.situation == "offender_suicide_threat" else heard
    if "sibling" not in (heard.top, state.situation):
        heard = heard.stating_nothing_of("sibling_age")
    if "they_live" in heard.holds and state.situation not in ASKERS:
        # "he lives in texas": where the other one is says nothing of the lines that serve the writer
        heard = heard.stating_nothing_of("state", "country")
    if heard.about == MINUTES_PLAN and (state.situation in (*HURT, *ASKERS, *OWN_DEEDS) or state.offered):
        heard = replace(heard, about="")  # "what do i do now" after a blow, or after the first steps, is no countdown
    own = state.situation in ("friend", "sibling") and "own_story" in heard.holds
    return replace(heard, holds=heard.holds | {"about_me"}) if own else heard


def _of_their_life(heard: Heard) -> Heard:
    """ "Do i call 911, i dont know his address": the one in danger is who threatens to die, not the writer."""
    only_now = {s for s, _, _ in heard.urgent} == {"immediate_danger"}
    theirs = not _THEIR_LIFE.isdisjoint(heard.told) and only_now and _AT_HAND.isdisjoint(heard.words.split())
    return replace(heard, urgent=()).never(*EMERGENCY) if theirs else heard


def _asked_for(state: State) -> str:
    """The situation of whoever wrote for somebody else before, "" for who wrote for themselves."""
    return next((s for s in state.covered if s in ASKERS), "")


def _goes_to_somebody(heard: Heard) -> bool:
    """ "im gonna go wake up my dad" is no goodbye; "tell my dad i love him" may be one."""
    fetches = "near_adults" in heard.holds and not _FETCHING.isdisjoint(heard.words.split())
    return fetches and "may_be_gone" not in heard.holds
