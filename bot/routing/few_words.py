"""A message of a word or two: a correction, a bare yes, a person named and nothing more.

The harm to avoid: a story is told to somebody who typed two words, or what they took back stands.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Optional

from bot.hearing.answers import answer_to, load_answers
from bot.hearing.few_words import has_picture, hits_them, says, who_named, without_hedge, without_opening, yes_or_no
from bot.hearing.reading import values_of
from bot.routing.danger import OF_SOMEBODY
from bot.routing.fits import EMERGENCY, HURT, LIFE
from bot.routing.heard import Heard
from bot.routing.offers import Offers
from bot.routing.state import State
from bot.routing.way import Move, Way, before_danger, step_down

_NOT_SAFE = "utter_follow_up_not_safe"
_WHO_NAMED, _WORRIED = OF_SOMEBODY
_PICTURE_WORD = "utter_follow_up_picture_word"
_OPENING = "indirect_opening"
_SHORT_START = "utter_follow_up_short_start"
_WHICH_ONE = "utter_follow_up_which_one"
_WHY = "utter_follow_up_why_ask"
_SAY_AGAIN = "utter_follow_up_say_again"
_CANNOT = "utter_follow_up_cannot"
_ATTEMPT_NEAR = "utter_follow_up_attempt_near"
_SILENT = "utter_emergency_silent"
_AT_THEIR_DOOR = (*HURT, *EMERGENCY, "meeting_offender")
_CHOICES = ("try_it", "got_through")
_OTHERS = ("mood", "between")  # what an unclear answer to these means is decided elsewhere
_PLAIN = 0.45
_NO_STORY = 3  # words
_GO_ON = "utter_follow_up_go_on"
_MORE = frozenset(
    [
        "more",
        "another",
        "others",
        "send",
        "sends",
        "sending",
        "want",
        "wants",
        "cam",
        "camera",
        "naked",
        "strip",
        "show",
        "body",
        "mas",
        "otra",
        "otras",
        "manda",
        "mande",
        "mandar",
        "quiere",
        "quieren",
        "desnuda",
        "desnudo",
        "camara",
    ]
)
_CANNOT_TYPE = 3  # misses
_LONGEST = 6  # words


def _says_aside(text: str, state: State, acts_on: str = "") -> Move:
    return Move("follow_up", replace(state, learned=text), acts_on=acts_on)


def _asked_again(text: str, state: State) -> Move:
    """Says a text, and the question that waits is put once more."""
    return _says_aside(text, state.drop("asked", state.awaiting))


class FewWords:
    """Answers messages of a word or two, for one set of content."""

    def __init__(self, way: Way, offers: Offers) -> None:
        self._way = way
        self._offers = offers

    def move(self, heard: Heard, state: State) -> Optional[Move]:
        """The answer where the whole message is one of data/lexicon/few_words.yml or a bare yes or no, else None.

        Args:
            state: as it was before the message, the question asked still waiting.
        """
        if heard.urgent or len(heard.words.split()) > _LONGEST or not (heard.words or heard.facts):
            return None
        if state.situation == "asks_for_abuse_material" or heard.words in ("exit", "quit"):
            return None
        return self._first(heard, state) or self._put_right(heard, state) or self._bare(heard, state)

    # Before a story is told ------------------------------------------------------------------

    def _first(self, heard: Heard, state: State) -> Optional[Move]:
        """The title of a button typed, a person or a feeling named: what happened is asked."""
        if "topic" in heard.facts and (not state.situation or state.awaiting == "between"):
            return self._way.answered(heard.facts, state)
        if state.situation:
            return None
        return self._short_story(heard, state) or self._named(heard, state) or self._feeling(heard, state)

    def _named(self, heard: Heard, state: State) -> Optional[Move]:
        """ "my ex", "a guy": nothing was told of them yet."""
        who = heard.facts.get("who") or who_named(heard.words)
        if who not in ("known", "online", "friend") or state.awaiting == "who":
            return None
        told = state.with_facts({} if who == "friend" else {"who": who})
        if _PICTURE_WORD in state.said:
            return self._way.tell("worried_no_threat", told)
        if _WORRIED in state.said:
            return None if _GO_ON in state.said else _says_aside(_GO_ON, replace(told, awaiting=""), _OPENING)
        return None if _WHO_NAMED in state.said else _says_aside(_WHO_NAMED, replace(told, awaiting=""), _OPENING)

    def _short_story(self, heard: Heard, state: State) -> Optional[Move]:
        """ "he has them", "she hits me", "he knows my school": what it says, and no story around it."""
        picture = has_picture(heard.words)
        asked = _PICTURE_WORD in state.said and not state.awaiting
        if asked and yes_or_no(heard.words) == "no" and "utter_topic_else" not in state.said:
            return Move("topic_else", state, acts_on=_OPENING)
        if asked and (picture or says(heard.words, "of_me") or yes_or_no(heard.words) == "yes"):
            picture = "own"
        if picture and state.misses >= _CANNOT_TYPE:
            picture = "own"  # a word at a time is all they have
        if picture == "own":
            return self._way.tell("worried_no_threat", state)
        if picture:
            return _says_aside(_PICTURE_WORD, replace(state, awaiting=""), _OPENING)
        if hits_them(heard.words):
            return self._way.tell("inperson_abuse", state)
        if "knows_where_i_live" in heard.told and not heard.asks:
            entry = self._way.content.follow_ups["knows_where_i_live"]
            return self._way.follow_up(entry, state) if self._way.has_answer(entry, state) else None
        return None

    def _feeling(self, heard: Heard, state: State) -> Optional[Move]:
        if says(heard.words, "feels") and "utter_topic_hurt" not in state.said and not state.awaiting:
            return Move("topic_hurt", state, acts_on=_OPENING)
        if says(heard.words, "no_picture") and "utter_follow_up_no_picture" not in state.said and state.said:
            told = replace(state.with_facts({"picture": "none"}), awaiting="")
            return _says_aside("utter_follow_up_no_picture", told, "changes_or_contradicts")
        if says(heard.words, "died") and "utter_follow_up_died" not in state.said:
            return _says_aside("utter_follow_up_died", replace(state, awaiting=""), "off_topic")
        if says(heard.words, "undoes"):
            return self._start(state)
        if says(heard.words, "not_it"):
            first = "utter_topic_else" not in state.said
            return Move("topic_else", replace(state, awaiting="")) if first else self._start(state)
        return None

    def of_who_was_named(self, heard: Heard, state: State) -> Optional[Move]:
        """ "shes mad", after "my gf": it goes on, and they are asked which it is about."""
        asked = not {_WHO_NAMED, "utter_topic_hurt"}.isdisjoint(state.said) and _GO_ON not in state.said
        plain = self._way.is_harm(heard.top) and heard.confidence(heard.top) >= _PLAIN
        if not asked or plain or state.situation or heard.facts or heard.asks or heard.urgent:
            return None
        few = 0 < len(heard.words.split()) <= _NO_STORY
        return _says_aside(_GO_ON, replace(state, awaiting="")) if few else None

    @staticmethod
    def unsaid_demand(heard: Heard) -> tuple[str, ...]:
        """ "He said hell post" names nothing that they want: they are asked whether it is money or pictures."""
        said = heard.words.split()
        threat = heard.top == "threat_more_images" and len(said) <= _LONGEST and not heard.beside
        return ("threat_money", "threat_more_images") if threat and _MORE.isdisjoint(said) else ()

    # Something is put right ------------------------------------------------------------------

    def _put_right(self, heard: Heard, state: State) -> Optional[Move]:
        if state.situation == "immediate_danger":
            return self._danger_undone(heard, state)
        if (
            state.situation == "suicide_in_progress"
            and says(heard.words, "here")
            and _ATTEMPT_NEAR not in state.said
            and not state.abroad
        ):
            return _says_aside(_ATTEMPT_NEAR, state.with_facts({"company": "yes"}))
        if state.awaiting == "unsafe" or not state.situation or "about_me" in heard.holds:
            return None  # "its actually me", of a friend, is whose story it is
        picture = self._of_the_picture(heard, state)
        if picture:
            return picture
        trusted = without_hedge(heard.words) in load_answers().questions["adult"]["yes"]
        if state.situation in HURT and trusted and without_hedge(heard.words) != heard.words:
            return self._way.answered({"adult": "yes"}, state)  # "maybe mom"
        if says(heard.words, "not_it") and (state.situation not in (*LIFE, *EMERGENCY) or self._ordered(state)):
            cleared = replace(state, situation="", awaiting="", queue=(), aside=())
            return _says_aside("utter_follow_up_not_that", cleared, "changes_or_contradicts")
        who = who_named(heard.words)
        if who == "online" and not heard.facts and self._way.is_of_images(state.situation):
            return self._way.answered({"who": who}, state) if state.facts.get("who") != who else None
        return self._said_again(heard, state) or self._undone(heard, state)

    @staticmethod
    def _ordered(state: State) -> bool:
        return state.situation == "coerced_self_harm"

    def _danger_undone(self, heard: Heard, state: State) -> Optional[Move]:
        """ "wait no", "i mean hes online": an alarm that a bare no raised ends at once, 911 still in sight."""
        if says(heard.words, "over"):
            return self._way.answered({"safe": "yes"}, state)
        online = "from_online" in heard.holds and "near_now" not in heard.holds
        meant_yes = without_opening(heard.words) != heard.words and yes_or_no(without_opening(heard.words)) == "yes"
        undone = says(heard.words, "undoes") or says(heard.words, "not_it") or says(heard.words, "feels")
        if not (online or meant_yes or undone):
            return None
        after = self._way.after_danger(state)
        facts = {
            "unsafe": "no",
            "safe": "yes" if meant_yes or online else "unsure",
            **({"who": "online"} if online else {}),
        }
        text = "utter_follow_up_put_right" if state.abroad else "utter_follow_up_undone_danger"
        return _says_aside(text, after.with_facts(facts), "changes_or_contradicts")

    def _of_the_picture(self, heard: Heard, state: State) -> Optional[Move]:
        """There is no picture, or it is a fake, or it is real, or it shows somebody else."""
        if not self._way.is_of_images(state.situation) or state.situation in LIFE:
            return None
        if says(heard.words, "no_picture"):
            told = state.with_facts({"picture": "none"})
            left = tuple(s for s in told.queue if not self._way.is_of_images(s))
            asked = replace(told, situation="", awaiting="", queue=left, aside=())
            return _says_aside("utter_follow_up_no_picture", asked, "changes_or_contradicts")
        if says(heard.words, "fake") and state.situation != "fake_image":
            return self._way.tell("fake_image", state)
        if says(heard.words, "real") and state.situation != "fake_image":
            said = "utter_follow_up_is_real" in state.said
            return None if said else _says_aside("utter_follow_up_is_real", state, "changes_or_contradicts")
        if says(heard.words, "real"):
            before = [s for s in before_danger(state) if self._way.is_of_images(s) and s != "fake_image"]
            real = before[-1] if before else "worried_no_threat"
            back = replace(state, situation=real, awaiting="").drop("queue", real).add("covered", real)
            return _says_aside("utter_follow_up_is_real", back, "changes_or_contradicts")
        if says(heard.words, "not_mine") and state.situation != "fake_image":
            return Move("ask_between", replace(state, between=("fake_image", "friend"), awaiting="between"))
        return None

    def _said_again(self, heard: Heard, state: State) -> Optional[Move]:
        """ "i meant yes", "i meant online": the answer that it puts right is changed."""
        meant = without_opening(heard.words)
        if meant == heard.words or says(heard.words, "undoes"):
            return None
        bare = yes_or_no(meant)
        for question in reversed(list(state.facts)):
            known = question in state.asked or question in ("who", "safe")
            if not known or (not bare and state.awaiting in heard.facts):
                continue
            value = answer_to(question, values_of(question, self._way.content), meant, load_answers())
            if question == "safe" and value == "danger" and state.situation not in (*_AT_THEIR_DOOR, *LIFE):
                return self._not_safe(state)
            if value and value != state.facts[question]:
                return self._way.answered({question: value}, state)
            if bare:
                return None  # it is about the last answer, and says the same
        return None

    def _undone(self, heard: Heard, state: State) -> Optional[Move]:
        """ "wait no": the last answer is taken back and asked for again."""
        corrects = heard.top == "changes_or_contradicts" and without_opening(heard.words) != heard.words
        undoes = says(heard.words, "undoes")
        unheard = corrects and not undoes and not heard.facts and not heard.told
        if state.situation in EMERGENCY:
            return None
        if unheard and "utter_follow_up_put_right" not in state.said:
            return _asked_again("utter_follow_up_put_right", state)  # "i meant 500": it counts, and the question waits
        if not undoes:
            return None
        situation = self._way.content.situations[state.situation]
        answered = [q for q in situation.asks if q in state.facts and q in state.asked]
        if (
            state.situation not in LIFE
            and answered
            and state.awaiting in situation.asks
            and answered[-1] != state.awaiting
        ):
            facts = {q: v for q, v in state.facts.items() if q != answered[-1]}
            back = replace(state, facts=facts, awaiting="").drop("asked", answered[-1], state.awaiting)
            return _says_aside("utter_follow_up_taken_back", back, "changes_or_contradicts")
        said = "utter_follow_up_put_right" in state.said
        return None if said else _asked_again("utter_follow_up_put_right", state)

    # A bare word -----------------------------------------------------------------------------

    def _bare(self, heard: Heard, state: State) -> Optional[Move]:
        no_to_safe = state.awaiting == "safe" and yes_or_no(heard.words) == "no"
        if no_to_safe and state.situation not in (*_AT_THEIR_DOOR, *LIFE):
            return self._not_safe(state)
        if says(heard.words, "cannot"):
            return self._cannot(state)
        if says(heard.words, "why") and state.awaiting not in ("", *_OTHERS):
            return self._once(_WHY, state)
        if says(heard.words, "what"):
            return self._what(state)
        if heard.facts:
            return None
        return self._unclear_answer(heard, state)

    @staticmethod
    def _not_safe(state: State) -> Optional[Move]:
        """Who is threatened online may mean fear, or may stand before somebody's fist: 911 first, and which it is."""
        asked = _NOT_SAFE in state.said or state.abroad  # elsewhere another number answers
        return (
            None
            if asked
            else _says_aside(_NOT_SAFE, replace(state.with_facts({"unsafe": "asked"}), awaiting="unsafe", at_risk=True))
        )

    def _cannot(self, state: State) -> Optional[Move]:
        """ "i cant", where something was asked of them that is too much."""
        if state.situation in EMERGENCY:
            return _says_aside(_SILENT, state) if _SILENT not in state.said and not state.abroad else None
        if state.at_risk or state.situation in LIFE:
            return _says_aside(_CANNOT, state) if _CANNOT not in state.said and not state.abroad else None
        return self._offers.refuses(Heard(), state) if state.situation and state.offered else None

    def _what(self, state: State) -> Optional[Move]:
        """ "what" or "how" by itself: the service offered is explained, or the question put in another way."""
        about = self._way.about_for(f"utter_about_{state.last_offered}", state)
        if state.awaiting in _CHOICES and about in self._way.content.responses and about not in state.said:
            return _says_aside(about, state)
        if state.awaiting and state.awaiting not in _OTHERS:
            return self._once(_SAY_AGAIN, state)
        return self._start(state)

    def _once(self, text: str, state: State) -> Optional[Move]:
        """Says a text and keeps the question; the second time the question is left."""
        return _asked_again(text, state) if text not in state.said else self._passed_over(state)

    def _passed_over(self, state: State) -> Optional[Move]:
        """The question that waits is left, as its own button for it would."""
        values = values_of(state.awaiting, self._way.content) if state.awaiting else set()
        value = next((v for v in ("skip", "unsure") if v in values), "")
        return self._way.answered({state.awaiting: value}, state) if value else None

    def _unclear_answer(self, heard: Heard, state: State) -> Optional[Move]:
        """A yes, a no or half of one to a question that offers none, or to "what is happening?"."""
        half = any(heard.words in load_answers().alone[kind] for kind in ("partly", "maybe"))
        plain = yes_or_no(heard.words) or half
        if state.awaiting in _OTHERS:
            return None
        if state.awaiting and plain and not (yes_or_no(heard.words) == "no" and state.awaiting in _CHOICES):
            return self._once(_WHICH_ONE, state)
        return self._start(state) if not state.awaiting and (plain or says(heard.words, "vague")) else None

    def _start(self, state: State) -> Optional[Move]:
        """A word or two is asked for, with the ways in; the next time, the ladder."""
        if state.situation:
            return None
        return _says_aside(_SHORT_START, state) if _SHORT_START not in state.said else step_down(state)
