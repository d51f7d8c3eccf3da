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
from bot.content.schema import ASKERS
from bot.hearing.answers import load_answers
from bot.hearing.terms import tells_beside_age
from bot.hearing.word_lists import word_list
from bot.routing.asides import Asides
from bot.routing.concerns import Concerns
from bot.routing.danger import SELF_BLAME, Danger
from bot.routing.few_words import FewWords
from bot.routing.fits import EMERGENCY, FITS, HURT, LIFE, OWN_DEEDS
from bot.routing.for_another import ForAnother, asked_for
from bot.routing.heard import Heard
from bot.routing.meant import MEANT, Meant, offers
from bot.routing.offers import OF_POLICE, Offers
from bot.routing.plausible import SAME_WORDS_LIMIT, Thresholds, plausible
from bot.routing.shut_in import ShutIn, without_locks
from bot.routing.standing import (
    as_it_stands,
    goes_to_somebody,
    is_gone,
    kept_private,
    names_a_person,
    no_longer_accused,
    not_grown_up_yet,
    stated_beside,
)
from bot.routing.state import State
from bot.routing.way import Move, Way, ask_safe, step_down
from bot.routing.worse import Worse

_SHORT_ANSWER = 6
_NAMES_A_PERSON = 14  # words that a message has at most which only names whom it is about
_A_WORD_OR_TWO = 2
_SAYS_MORE = 8  # words, of which a yes or no is only the first
_BARE = frozenset(("yes", "no"))
_TAKEN_UP = {("company", "yes"), ("safe", "yes")}
_SAID_BESIDE = ("age", "age_in_picture", "state")
_CALLS_FOR_HELP = word_list("calls_for_help")
_CHOSEN = frozenset(("try_it", "got_through", "stopping"))
_LEAVING = word_list("leaving_at_once")
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
_MISSES_OF_WHO_CANNOT_TYPE = 3
# The next thing that helps, which answers no question.
_GOES_ON = ("listen", "point", "again", "next_need")
_BECAUSE = frozenset(("because", "cause", "bc", "cuz", "porque", "por", "its", "it"))
_THAT = frozenset(("it", "that", "this", "they", "them", "there", "lo", "eso", "esto", "ellos", "ahi", "alli"))
_LAST_UNANSWERED = "utter_unanswered_3"
_ASKS_ON = frozenset(("next_step", "order_of_steps"))
_SAYS_NOTHING = frozenset(
    ("he", "she", "they", "him", "her", "it", "i", "the", "a", "and", "so", "el", "ella", "ellos", "yo", "y")
)
_TODAY = word_list("today")
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
_SPEAKS_SPANISH = "utter_definition_spanish"
_PICTURE_WORD = "utter_follow_up_picture_word"
_MEANS_NEAR = "means_near"
_OUTED = "utter_definition_lgbtq"
_MINUTES_PLAN = "utter_minutes_plan_1"
_NOT_SENT = "not_sent_yet"
_COMES = "knows_where_i_live"
_NEAR = "utter_follow_up_near_and_nothing_told"
_ELSE = "utter_topic_else"
_GOODBYE = "utter_follow_up_goodbye"
# Measured on 450 messages told in hints: most of those missed were small talk to us, and not for sure. Who hints at
# their grandfather's "game" reads no "that is beyond me".
_PERHAPS = "utter_off_topic_perhaps"
_RUNNING_AWAY = "utter_follow_up_running_away"
# Answered wherever they are asked, as questions or not.
_ALWAYS = (
    SELF_BLAME,
    "utter_telling_script",
    "utter_opener",
    "utter_own_rules",
    "utter_breathing",
    "utter_stopping_cost",
    _MINUTES_PLAN,
)


class Director:
    """Decides moves for one set of content."""

    def __init__(self, content: Content, thresholds: Thresholds = Thresholds()) -> None:
        self._way = Way(content)
        self.sure = thresholds
        self._concerns = Concerns(self._way, thresholds)
        self._asides = Asides(self._way, thresholds)
        self._offers = Offers(self._way)
        self._meant = Meant(self._way, thresholds, self._asides)
        self._few = FewWords(self._way, self._offers)
        self._danger = Danger(self._way, thresholds, self._asides)
        self._worse = Worse(self._way)
        self._shut_in = ShutIn(self._way, thresholds)
        self._another = ForAnother(self._way, thresholds, self._asides, self._danger)
        worries = load_answers().questions["stopping"]
        # A word by itself, once help was offered, names what stands in its way: "police".
        self._worries = {p: worry for worry, said in worries.items() if worry != "else" for p in said}

    def decide(self, heard: Heard, state: State) -> Move:
        """The move that answers `heard`; buttons for what may be meant stand under one answer only."""
        if offers(state):
            return self._decided(replace(heard, after_offer=True), replace(state, between=()))
        return self._decided(heard, state)

    def _decided(self, heard: Heard, state: State) -> Move:
        explained = state.learned
        state = self._settled(replace(state, learned=""), heard)
        heard, state = self._known_by_now(heard, state)
        heard = kept_private(heard)
        if heard.button:
            meant = heard.facts.get(MEANT)
            return self._meant.chosen(meant, state) if meant else self._way.answered(heard.facts, state)
        if state.facts.get("country") == "us" and "moves_abroad" not in heard.holds:
            heard = heard.stating_nothing_of("country")
        if state.abroad and heard.facts.get("country") == "other":
            heard = heard.stating_nothing_of("country")  # where they are is known better than "not in the us"
        heard, state = without_locks(heard, state), no_longer_accused(heard, state)
        if not state.situation and heard.top == "mixed_sextortion_suicide":
            state = replace(state, at_risk=True)  # the lines stay in sight, whichever half of it was told
        state = self._another.in_their_role(heard, self._wanted_after_all(heard, state))
        heard = self._another.hurt_by_their_own(as_it_stands(heard, state, explained), state)
        few = self._few.move(heard, state)
        if few:
            return replace(few, acts_on=few.acts_on or self._acts_on(few, heard))
        heard = heard.stating_nothing_of("topic")
        if (heard.facts.get("safe") == "yes" and not heard.alarms) or heard.denies_danger:
            heard = heard.never(*EMERGENCY)
        waits = self._concerns.behind_danger(heard, state)
        heard = plausible(self._danger.with_hint(heard), state, self._way.content, self.sure)
        concerns = self._concerns.of(heard, state)
        told = state.with_facts(heard.facts)
        if state.awaiting in heard.facts:
            told = replace(told, awaiting="")  # it is answered, whatever else is said beside it
        move = self._about_what_was_explained(heard, state, explained) or self._triage(heard, told, state)
        move = self._never_twice(self._never_only_listen(move, heard), heard, explained)
        move = self._shut_in.instead(move, heard)
        move = self._meant.with_others(self._worse.instead(move, heard), heard)
        acts_on = move.acts_on or self._acts_on(move, heard)
        also = tuple(c for c in concerns if c not in (move.state.situation, acts_on))
        queued = tuple(c for c in also if c not in move.state.covered and self._concerns.may_wait(c, heard, state))
        asked_only = move.intent == "follow_up" and not move.state.situation  # "is this a scam" tells of no picture
        new = self._way.situation_for_age(self._way.queued(move.state, () if asked_only else (*queued, *waits)))
        if move.intent == new.situation:  # a story is opened: what is asked in the same breath is not lost
            new = new.add("aside", *self._concerns.asked(also, heard, new))
        if not state.situation and "refuses_police" in heard.holds and self._way.is_of_images(new.situation):
            new = new.add("refused", *OF_POLICE)  # said with the story itself, it holds from the first answer on
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
        if over and not heard.alarms and is_gone(heard.words.split()):
            heard = replace(heard, facts={**heard.facts, "safe": "yes"})
        if "hit" in heard.told:
            heard = heard.stating_nothing_of("who")  # not who threatens
        if heard.margin("inperson_abuse") >= self.sure.plainly and state.situation not in HURT:
            heard = heard.stating_nothing_of("safe")  # "my stepdad comes in my room" is no "im in my room"
        if heard.asks and state.awaiting == "who" and heard.follow_up[1] >= self.sure.follow_up:
            heard = heard.stating_nothing_of("who")  # "do i tell my mom?" names nobody who threatens
        by_kin = state.situation in HURT and state.facts.get("kin") == "yes" and "kin" in heard.holds
        if by_kin or "close_one_does_it" in heard.told:
            heard = heard.stating_nothing_of("company", "adult")  # nobody is sent to the one who does it
        if "person_only" in heard.holds and state.situation not in LIFE:
            asked = state.awaiting  # "my brother", where nobody asked who could sit with them, is no help named
            heard = heard.stating_nothing_of(*(q for q in ("company", "adult", "who") if q != asked))
        if not_grown_up_yet(heard.words):
            heard = replace(heard, facts={**heard.facts, "age": "teen"})
        known = stated_beside(heard, state)
        if state.awaiting in known:
            state = replace(state, awaiting="")
        return heard, state.with_facts(known)

    def _wanted_after_all(self, heard: Heard, state: State) -> State:
        """Whoever asks for a service they refused before has changed their mind."""
        named = self._way.service_named(heard)
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
        if move.intent == "listen" and heard.words in _CALLS_FOR_HELP:
            return Move("human_now", move.state)
        refused = move.state.situation == "asks_for_abuse_material"  # nobody is sent on with a question like that
        goes_on = not refused and (
            (heard.asks_anywhere and move.intent in _GOES_ON) or (heard.asks and move.intent == "route")
        )
        asks_on = not _ASKS_ON.isdisjoint(heard.told)
        # "i did that one. what is next"; "now what", answered with the next place to go
        asked_on = asks_on and ("did_it" in heard.holds or move.intent == "route")
        if not goes_on or asked_on or not set(heard.facts) <= set(_SAID_BESIDE):
            return move
        about = self._way.about_for(f"utter_about_{move.state.last_offered}", move.state)
        of_it = not _THAT.isdisjoint(heard.words.split())
        if of_it and about in self._way.content.responses and about not in move.state.said:
            return Move("follow_up", replace(move.state, learned=about))
        return move if _LAST_UNANSWERED in move.state.said else Move("unanswered", move.state)

    @staticmethod
    def _never_twice(move: Move, heard: Heard, explained: str) -> Move:
        """Who asks the same once more got no answer from the text they just read: people can answer, not that text again."""
        again = move.intent == "follow_up" and move.state.learned == explained != ""
        calm = move.state.situation not in (*EMERGENCY, *LIFE) and _LAST_UNANSWERED not in move.state.said
        return Move("unanswered", replace(move.state, learned="")) if again and calm and heard.asks_anywhere else move

    def _settled(self, state: State, heard: Heard) -> State:
        """Asked which of two it is, they write on: the likelier one stands until they say otherwise."""
        if state.awaiting != "between" or {"between", "topic"} & set(heard.facts) or not state.between:
            return state
        safe = heard.facts.get("safe") == "yes"
        if heard.follow_up[0] == "dont_know":
            # "idk" chooses nothing: a story of somebody's death is told to nobody who did not tell of it
            calm = [s for s in state.between if s not in (*LIFE, *EMERGENCY, "offender_suicide_threat")]
            return replace(state, situation=calm[0], awaiting="", between=()).add("covered", calm[0]) if calm else state
        meant = sorted(state.between, key=lambda s: -heard.confidence(s))  # what they write on may tell which
        likeliest = next((s for s in meant if not (safe and s in EMERGENCY)), state.between[0])
        return replace(state, situation=likeliest, awaiting="", between=()).add("covered", likeliest)

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
            lambda: self._shut_in.told(heard, state),
            lambda: self._worse.told(heard, state),
            lambda: self._danger.helpers_there(heard, state),
            lambda: self._danger.life_or_danger(heard, state),
            lambda: self._danger.abuse_beside_life(heard, state),
            lambda: self._refusing(heard, state),
            lambda: self._danger.acting_now(heard, state),
            lambda: self._danger.back_again(heard, state),
            lambda: self._another.not_the_writer(heard, state),
            lambda: self._another.life(heard, state),
            lambda: self._another.meeting(heard, state),
            lambda: self._another.own_deed(heard, state),
            lambda: self._comes_to_them(heard, state),
            lambda: self._meeting_nears(heard, state),
            lambda: self._leaving(heard, state),
            lambda: self._danger.taken_back(heard, state),
            lambda: self._danger.help_coming(heard, state),
            lambda: self._danger.not_now(heard, state),
            lambda: self._another.about_somebody(heard, state),
            lambda: self._not_paid(heard, state),
            lambda: self._nothing_sent(heard, state),
            lambda: self._danger.at_the_end(heard, state),
            lambda: self._danger.perhaps_dying(heard, state),
            lambda: self._offers.refused_by_name(heard, state),
            lambda: self._danger.somebody_home(heard, state),
            lambda: self._asides.told(heard, state),
            lambda: self._danger.overheard(heard, state),
            lambda: self._danger.maybe(heard, state),
            lambda: self._denied_or_joking(heard, state),
            lambda: self._danger.cannot_speak(heard, state),
            lambda: self._offers.step_taken(heard, state),
            lambda: self._explained(heard, state),
            lambda: self._few_words(heard, state),
            lambda: self._answer(heard, state, before),
            lambda: self._few.of_who_was_named(heard, state),
            lambda: self._asides.likeliest(heard, state),
            lambda: self._what_happened(heard, state),
            lambda: self._meant.asked(heard, state),
            lambda: self._leaving_home(heard, state),
            lambda: self._small_talk(heard, state),
        )
        for step in steps:
            move = step()
            if move:
                return move
        return self._unclear(heard, state)

    def _refusing(self, heard: Heard, state: State) -> Optional[Move]:
        """Who asked for abuse material gets the refusal, whatever else they state; a child in harm is heard."""
        asks = heard.top in _STILL_ANSWERED and heard.margin(heard.top) >= self.sure.clearly_told
        line = heard.asks and heard.about.removeprefix("utter_about_") in ("lifeline_988", "crisis_text_line")
        own = heard.alarms or heard.own_picture or "made_me" in heard.holds or asks or line
        leaves = heard.leaves or heard.words in _LEAVING
        refused = state.situation == "asks_for_abuse_material" and not own and not leaves
        return self._refused_again(state) if refused else None

    def _comes_to_them(self, heard: Heard, state: State) -> Optional[Move]:
        """ "Hes gonna come to my house tonight", of one who threatens: no "you don't have to go", but who to call."""
        name, sure = heard.follow_up
        said = name == _COMES and sure >= self.sure.follow_up_first and name in heard.told
        comes = said and "meeting_offender" in (heard.top, *heard.alarms)
        meets = (
            FITS["to_meet"](state) or state.situation in (*ASKERS, *HURT, *LIFE) or "immediate_danger" in heard.alarms
        )
        entry = self._way.content.follow_ups[_COMES]
        if not comes or meets or heard.about_another or not self._way.has_answer(entry, state):
            return None
        return self._way.follow_up(entry, state if state.situation else self._way.opened("meeting_offender", state))

    def _meeting_nears(self, heard: Heard, state: State) -> Optional[Move]:
        """ "He wants to meet", then "tmrw, hes like 30": the day is that of the meeting, and no countdown to a post."""
        told = state.facts.get("meeting") == "yes" and "meeting_offender" not in state.covered
        today = not _TODAY.isdisjoint(heard.words.split())
        soon = (today or "meets_later" in heard.holds) and not heard.asks and "not_going" not in heard.told
        soon = soon and not heard.leaves  # "ok im leaving now bye" goes there
        if state.situation == "meeting_offender" and state.awaiting == "when" and soon and not heard.alarms:
            return self._way.answered({"when": "today" if today else "later"}, state)
        if not (told and soon and FITS["to_meet"](state)) or heard.alarms:
            return None
        return self._way.tell("meeting_offender", state.with_facts({"when": "today" if today else "later"}))

    def _not_paid(self, heard: Heard, state: State) -> Optional[Move]:
        """ "I didnt pay", "he doesnt want money", "i have no money": they are helped as who they are."""
        if state.situation in ("threat_money", "cant_pay") and "wants_no_money" in heard.holds and not heard.alarms:
            other = replace(state, situation="").drop("queue", "threat_money", "cant_pay")
            told = "inperson_abuse"  # "nobody wants money. its my uncle. at night"
            hurt = heard.top == told or heard.margin(told) >= self.sure.besides
            return self._way.tell(told if hurt else "threat_more_images", other)
        without = "no_money" in heard.holds and not heard.asks_anywhere and not state.offered
        if state.situation == "threat_money" and without and not heard.about and not heard.alarms:
            return self._way.tell("cant_pay", state)
        once = "second time" in heard.words or "again" in heard.words.split()
        unpaid = "paid_me" in heard.holds or ("not_paid" in heard.holds and not once)
        if state.situation != "paid_already" or not unpaid:
            return None
        meant = "cant_pay" if "no_money" in heard.holds else "threat_money"
        return self._way.tell(meant, replace(state, situation="").drop("queue", "paid_already"))

    def _nothing_sent(self, heard: Heard, state: State) -> Optional[Move]:
        """ "No hay foto todavia, el me las pide": taken for a picture that is out, it is somebody's asking that it is about."""
        name, sure = heard.follow_up
        told = name == _NOT_SENT and sure >= self.sure.follow_up and state.situation == "worried_no_threat"
        if not told or heard.alarms or not {*self._way.threats} & {*state.covered} <= {"worried_no_threat"}:
            return None
        asked = self._way.opened("grooming", replace(state, situation="", awaiting="").with_facts({"picture": "none"}))
        return self._way.follow_up(self._way.content.follow_ups[_NOT_SENT], asked)

    def _leaving(self, heard: Heard, state: State) -> Optional[Move]:
        if state.situation and heard.top == "exit" and goes_to_somebody(heard):
            return self._way.follow_up(self._way.content.follow_ups["safe_adult"], state)
        told_little = not state.situation and not {"utter_follow_up_person_named", _NEAR}.isdisjoint(state.said)
        if told_little and heard.top == "exit" and heard.words not in _LEAVING and _ELSE not in state.said:
            return Move("follow_up", replace(state, learned=_ELSE))  # "my coach", and then "nvm"
        last = self._not_like_this(heard, state)
        if last:
            return last
        if "close_fast" in heard.told and heard.asks and state.situation not in LIFE:
            return None  # somebody comes near: how to close this page, before anything is asked
        goodbye = state.at_risk and heard.words not in ("exit", "quit", "stop") and heard.top == "exit"
        if goodbye and heard.leaves and "utter_before_close" not in state.said:
            # "bye" after wanting to die may be a goodbye: ask once before letting go.
            return Move("before_close", replace(state.add("asked", "safe"), awaiting="safe"))
        stays = self._worse.bye(heard, state)
        if stays:
            return stays
        answers = heard.facts and len(heard.words.split()) <= _A_WORD_OR_TWO
        if answers and (heard.words not in _LEAVING or _CHOSEN & set(heard.facts)):
            return None  # "later"; and "stop" to a service that was offered: not that one, or not now
        if heard.words in _LEAVING:
            return Move("exit", state)
        if {"close_fast"} & set(heard.told) or "asks_inside" in heard.holds or (state.misses and not heard.leaves):
            return None  # "how do i close this fast" asks; "nvm" after two misses is somebody giving up on us
        sure = heard.leaves and heard.top == "exit" and heard.confidence("exit") >= self.sure.small_talk
        plain = not state.awaiting and heard.confidence("exit") >= self.sure.exit
        return Move("exit", state) if sure or plain else None

    def _not_like_this(self, heard: Heard, state: State) -> Optional[Move]:
        """ "gonna go now bye", to the one from online or with a plan to die: nobody is let go with "bye for now"."""
        by_sound = heard.top == "exit" and heard.confidence("exit") >= self.sure.small_talk and not heard.facts
        leaves = heard.leaves or heard.words in _LEAVING or (by_sound and not heard.asks)
        if not leaves or heard.words in ("exit", "quit", "stop"):
            return None
        going = self._way.content.follow_ups["going_now"]
        soon = state.facts.get("when", "today") == "today"
        with_helper = "near_adults" in heard.holds or "attempt_someone_here" in heard.told  # "my moms here gtg"
        if FITS["to_meet"](state) and soon and not with_helper and "not_going" not in heard.told:
            if self._way.has_answer(going, state):
                return self._way.follow_up(going, state)
            if "utter_before_close" not in state.said:
                return Move("before_close", replace(state.add("asked", "safe"), awaiting="safe"))
        dying = state.situation == "suicide_plan" and heard.leaves and _GOODBYE not in state.said
        return Move("follow_up", replace(state, learned=_GOODBYE)) if dying else None

    def _denied_or_joking(self, heard: Heard, state: State) -> Optional[Move]:
        # "i wanna die lol", and then "theres guns in our house so"
        means = state.awaiting == "mood" and _MEANS_NEAR in heard.told and not heard.asks
        meant = means or ("means_it" in heard.holds and "utter_gentle_ask" in state.said)
        if meant and state.situation not in LIFE:
            return self._way.tell("suicidal_thoughts", replace(state, at_risk=True))
        strengths = {strength for _, strength, other in heard.urgent if not other}
        passing = "own_death" in heard.holds
        if "soft" in strengths and (passing or not self._clear_disclosure(heard)):
            # "he will post it. lol guess ill die": real or a joke comes first, and the threat after it
            kinds = (n for n, p in heard.ranking if n in self._way.threats and p >= self.sure.asked_gently)
            threat = next(kinds, "") if passing and not state.situation else ""
            asked = self._way.at(threat, state) if threat else state
            # "no i want to die lol", of who is threatened, may be no joke: the lines are in sight
            at_risk = state.at_risk or passing or self._way.is_harm(state.situation)
            return Move("gentle_ask", replace(asked, awaiting="mood", at_risk=at_risk))
        if "negated" in strengths and not self._clear_disclosure(heard) and "dont_have_to" not in heard.told:
            known = asked_for(state) if state.situation in LIFE else ""
            if known:  # a parent or friend taken for the one in danger asks for the other again
                return Move("denial", self._another.asking_for(known, state))
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
        blame = self._way.content.follow_ups["self_blame"]
        of_their_own = any(FITS[fit](state) for fit in blame.instead)
        if (
            heard.about == SELF_BLAME
            and of_their_own
            and (state.situation in OWN_DEEDS or self._way.has_answer(blame, state))
        ):
            return self._way.follow_up(blame, state)  # "they planned it" is not said to parents, nor of an ex
        if heard.about == "utter_telling_script" and state.situation in ASKERS:
            return None  # words for telling of themselves are not for who asks for another
        words = heard.words.split()
        wonders = "wonders" in heard.holds
        short = len(words) <= _SHORT_ANSWER  # too short for the classifier to be trusted against a plain question
        if not heard.about or (not short and not wonders and self._asides.is_new_harm(heard, state, self.sure.later)):
            return None
        entry = self._way.content.follow_ups.get(heard.follow_up[0])
        plainer = heard.follow_up[1] >= self.sure.life_later and entry and self._asides.answers(entry, heard, state)
        plainer = plainer and entry and self._way.has_answer(entry, state)
        plainer = plainer and not self._asks_a_word(heard)  # "what are the signs i should have noticed"
        if not wonders and plainer and heard.about not in _ALWAYS and "shows_it" not in heard.holds:
            return None  # the question is plainer than the service it names
        if "shows_it" in heard.holds and state.said:
            return Move("define", replace(state, learned=self._way.about_for(heard.about, state)))
        if (
            wonders
            or heard.about in _ALWAYS
            or (state.situation and heard.about == _SPEAKS_SPANISH)
            or (state.said and not state.situation and self._asks_a_word(heard))
            or (state.situation and heard.asks_anywhere)
        ):
            return Move("define", replace(state, learned=self._way.about_for(heard.about, state)))
        return None

    @staticmethod
    def _asks_a_word(heard: Heard) -> bool:
        """ "Just asking. whats grooming": a second word asked about is explained like the first."""
        return heard.about.startswith("utter_definition_") and not _WHAT.isdisjoint(heard.words.split())

    def _answer(self, heard: Heard, state: State, before: State) -> Optional[Move]:
        """A fact told: the answer to what was asked, or an age or a place by itself."""
        if before.awaiting == "mood" and not heard.facts and heard.top != "off_topic":
            return Move("topic_hurt", replace(state, awaiting="", at_risk=True))  # "are you okay?" had no clear yes
        if not heard.facts or self._takes_it_back(heard, before):
            return None
        limit = _SHORT_ANSWER if before.situation else SAME_WORDS_LIMIT
        if len(heard.words.split()) <= limit:
            return self._way.answered(heard.facts, before)
        more = tells_beside_age(heard.words)
        if before.awaiting and before.awaiting in heard.facts:
            # A long answer that clearly tells something new is more than an answer.
            if len(heard.words.split()) > 8 and self._asides.is_new_harm(heard, state, self.sure.later):
                return None
            if self._says_more(heard):
                return None  # "no the line is busy it didnt work" is about the line
            if set(heard.facts) <= set(_SAID_BESIDE) and (
                heard.asks_anywhere or heard.follow_up[1] >= self.sure.follow_up or more
            ):
                return None  # "17. i was just being dramatic": the age is kept, and the rest is answered
            return self._way.answered(heard.facts, before)
        if before.situation and _TAKEN_UP & set(heard.facts.items()):
            return self._way.answered(heard.facts, before)  # "my brother is down the hall" counts wherever it is said
        new = all(before.facts.get(k) in (None, v) for k, v in heard.facts.items())
        if (heard.asks_anywhere or more) and new and set(heard.facts) <= set(_SAID_BESIDE):
            return None  # "im 17, can i call or does it have to be my mom"; "im 13. he asks if mom is dead"
        changed = {k: v for k, v in heard.facts.items() if before.facts.get(k) != v}
        if changed and before.situation and not self._asides.is_new_harm(heard, state, self.sure.later):
            return self._way.answered(changed, before)
        return None

    def _few_words(self, heard: Heard, state: State) -> Optional[Move]:
        """ "pics", and then "ya": who has few words is asked about the one they typed."""
        if not state.situation and names_a_person(heard):
            return self._way.follow_up(self._way.content.follow_ups["about_a_person"], state)
        person = state.situation in (*LIFE, *HURT) and "near_adults" in heard.holds  # "dad": who may be help, or harm
        if state.offered and not heard.facts and heard.words in self._worries and not person:
            return self._way.answered({"stopping": self._worries[heard.words]}, state)
        if state.awaiting == "stopping" and heard.follow_up[0] == "dont_know":
            return self._way.answered({"stopping": "else"}, state)
        said = heard.words.split()
        reason = said[:1] and said[0] in _BECAUSE and len(said) <= _SHORT_ANSWER
        if state.situation == "suicidal_thoughts" and reason and "picture" in heard.needs and not heard.alarms:
            return self._way.tell("mixed_sextortion_suicide", state)  # "because of the pics"
        named = "person_only" in heard.holds and not state.situation
        if (len(said) > _A_WORD_OR_TWO and not named) or heard.own_picture:
            return None
        pictured = self._way.is_of_images(state.situation)
        if pictured and "live_word" in heard.holds and not heard.facts and state.situation not in LIFE:
            return self._way.tell("livestream", state)
        if "person_only" in heard.holds and not state.situation and not heard.facts and not heard.alarms:
            entry = self._way.content.follow_ups["person_named"]
            return self._way.follow_up(entry, state) if self._way.has_answer(entry, state) else None
        if state.situation:
            return None
        tried_again = state.misses >= _MISSES_OF_WHO_CANNOT_TYPE and len(said) == 1
        if tried_again or _SAYS_NOTHING.issuperset(said):
            return step_down(state)  # "he": no story is told to them that is not theirs
        asked = Move("follow_up", replace(state, learned=_PICTURE_WORD))
        if _PICTURE_WORD in state.said:
            return self._way.tell("worried_no_threat", state) if heard.follow_up[0] == "small_yes" else None
        return (
            asked if "picture" in heard.needs and not self._asides.is_new_harm(heard, state, self.sure.first) else None
        )

    def _says_more(self, heard: Heard) -> bool:
        """An answer only opens a message that tells more: of a line that failed, of another country, of what is next.

        "No. they left and said work it out as a family": the no is kept, and what it opens is answered.
        """
        failed = heard.top in ("service_failed", "outside_us") and heard.confidence(heard.top) >= self.sure.later
        told = {value for question, value in heard.facts.items() if question not in _SAID_BESIDE}
        bare = bool(told) and told <= _BARE and len(heard.words.split()) > _SAYS_MORE
        return failed or (bare and (heard.asks_anywhere or heard.follow_up[1] >= self.sure.later))

    def _takes_it_back(self, heard: Heard, before: State) -> bool:
        """ "nah im joking chill", asked who could sit with them: no answer to that."""
        denies = heard.follow_up[0] == "not_going_to" and heard.follow_up[1] >= self.sure.follow_up_first
        return denies and before.situation in LIFE and len(heard.words.split()) >= SAME_WORDS_LIMIT

    def _what_happened(self, heard: Heard, state: State) -> Optional[Move]:
        sure_of_top = self._way.is_harm(heard.top) and heard.confidence(heard.top) >= self.sure.later
        graver = heard.alarms and self._graver(heard.alarms[0], heard.top)
        if heard.alarms and (graver or not sure_of_top) and state.situation not in ASKERS:
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
        if life_first and self._way.is_of_images(top) and top not in LIFE:
            self_first = self._way.queued(state, (top,))  # the picture waits; the life comes first
            return self._way.tell("mixed_sextortion_suicide", self_first)
        between = (self._few.unsaid_demand(heard) or self._between(heard)) if not state.situation else ()
        if between:
            return Move("ask_between", replace(state, between=between, awaiting="between"))
        if top in (*LIFE, *EMERGENCY):
            return self._danger.not_sure(top, heard, state)
        return self._way.tell(top, state)

    def _graver(self, situation: str, other: str) -> bool:
        """ "My boyfriend is 26 and wants me to work for him": somebody's hold is graver than somebody's charm."""
        meets = situation == "meeting_offender" and other == "grooming"
        return meets or (situation in HURT and other not in (*HURT, *LIFE, *ASKERS))

    def _between(self, heard: Heard) -> tuple[str, ...]:
        """The two likeliest situations of one group, where neither is likely enough to act on as if it were told."""
        harm = [(n, p) for n, p in heard.ranking if self._way.is_harm(n) and n not in (*LIFE, *EMERGENCY)]
        close = [n for n, p in harm[:2] if harm[0][0] == heard.top and p >= harm[0][1] / 2]
        same = len(close) == 2 and self._way.group[close[0]] == self._way.group[close[1]]
        return tuple(close) if same and harm[0][1] < self.sure.alone else ()

    def _leaving_home(self, heard: Heard, state: State) -> Optional[Move]:
        """ "My mom hates me", "tonight", after they said they want out of the house: they go on telling of it."""
        asks = heard.asks or (heard.top in _STILL_ANSWERED and len(heard.words.split()) > _SHORT_ANSWER)
        if state.situation or _RUNNING_AWAY not in state.said or asks:
            return None
        entry = self._way.content.follow_ups["running_away"]
        return self._way.follow_up(entry, state) if self._way.has_answer(entry, state) else Move("listen", state)

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
        if top == "changes_or_contradicts" and not state.situation and not state.covered and not heard.facts:
            return step_down(state)  # nothing was told that could be taken back
        if top == "in_trouble" and state.situation:
            return self._way.follow_up(self._way.content.follow_ups["legal_question"], state)
        if top == "refuses_service" and not state.situation and len(heard.words.split()) <= SAME_WORDS_LIMIT:
            return step_down(state)  # nothing was offered that could be refused
        if top == "refuses_service":
            return self._offers.refuses(heard, state)
        if top == "service_failed":
            return self._way.service_failed(heard, state)
        asks_what = top == "off_topic" and heard.about and not _WHAT.isdisjoint(heard.words.split())
        if asks_what or top in ("definition", "service_question"):
            top = top if top != "off_topic" else "definition"
            return Move(top, replace(state, learned=self._way.about_for(heard.about, state)))
        if top == "thanks" and any(self._way.content.situations[s].need in heard.needs for s in state.queue):
            top = "return_topic"  # "thank you. and the pics?"
        if top == "return_topic":
            back = self._back_at(heard, state)
            asked_for = "picture" in heard.needs and state.situation
            return self._way.answered({"next": "picture"}, back) if asked_for else Move(top, back)
        typed_again = top == "off_topic" and state.misses and len(heard.words.split()) <= _A_WORD_OR_TWO
        if typed_again and not state.situation:
            return step_down(state)  # "wwwwqq" after "asdf" is no small talk: who cannot type comes to people
        if top in ("exit", "gibberish"):
            return self._unclear(heard, state)  # without a word of leaving nobody is sent away
        doubted = top == "off_topic" and not state.situation and heard.confidence(top) < self.sure.everyday
        if doubted and _PERHAPS not in state.said:
            return Move("follow_up", replace(state, learned=_PERHAPS), acts_on=top)
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
        if state.awaiting == "mood" and heard.top != "gibberish":
            return Move("topic_hurt", replace(state, awaiting="", at_risk=True))  # "nah im jk kinda" is no clear yes
        if "utter_follow_up_happened_to_me" in state.said and heard.top != "gibberish":
            return Move("listen", state)
        if heard.follow_up[0] == "boy_or_gay" and state.facts.get("lgbtq") == "yes" and _OUTED not in state.said:
            return Move("follow_up", replace(state, learned=_OUTED))  # "im trans and someone is threatening to out me"
        told = self._of_their_picture(heard)
        if told:
            return self._way.tell(told, state)
        harm = [n for n, p in heard.ranking[:4] if self._way.is_harm(n)]
        if heard.top not in ("gibberish", "off_topic") and len(harm) >= 2 and heard.confidence(*harm) >= self.sure.life:
            return Move("ask_between", replace(state, between=tuple(harm[:2]), awaiting="between"))
        return step_down(state)
