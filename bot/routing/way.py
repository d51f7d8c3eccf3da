"""Where a conversation goes on: taking up a situation, an answer, the next thing that helps."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Optional

from bot.content.load import Content
from bot.content.schema import ASKERS, HARM_GROUPS, URGENCIES, FollowUp
from bot.hearing.answers import SAFE_QUESTIONS
from bot.routing.fits import EMERGENCY, FITS, HURT, LIFE, OWN_DEEDS
from bot.routing.heard import Heard
from bot.routing.routes import fitted, next_service, route_of
from bot.routing.speech import first_unsaid, wordings
from bot.routing.state import State

_SHORT = {"lifeline_988": "988"}
_FOR_SOMEBODY = "utter_heard_friend_safe_hurt_self"
_OF_PICTURES = ("shared", "age_in_picture")
_POINT_OF_THE_KNOWN = {"threat_money": "utter_peer_or_ex_point"}
# Questions that a follow-up answers, as it fits the person.
_ANSWERS = {"in_trouble": "legal_question", "parents_find_out": "tell_parents_fear", "wants_promise": "what_if_posts"}

ATTEMPT_NOW = "utter_follow_up_their_attempt_now"
DYING = "may_be_dying"  # the follow-up that tells it of the one they worry about


@dataclass(frozen=True)
class Move:
    """The act and the state after it.

    Attributes:
        intent: the name a rule answers: a situation, or a move such as `steps`.
        state: what is known now.
        also: other situations heard in the message.
        acts_on: the situation, question or turn of the conversation that the answer is about.
    """

    intent: str
    state: State
    also: tuple[str, ...] = ()
    acts_on: str = ""


def ask_safe(state: State) -> Move:
    """Asks whether they are safe, and remembers that it was asked."""
    return Move("ask_safe", replace(state.add("asked", "safe"), awaiting="safe"))


def step_down(state: State) -> Move:
    """The next step of the ladder: asked in other words, then people."""
    return Move("ladder", replace(state, misses=state.misses + 1))


def before_danger(state: State) -> list[str]:
    """What was talked about and is neither a life at risk nor an emergency, the last of it last."""
    return [s for s in state.covered if s not in (*LIFE, *EMERGENCY)]


class Way:
    """The moves of a conversation for one set of content."""

    def __init__(self, content: Content) -> None:
        self.content = content
        self.group = {name: s.group for name, s in content.situations.items()}
        self.threats = frozenset(n for n in self.group if self.is_of_images(n) and n not in LIFE)
        self.rank = {name: URGENCIES.index(s.urgency) for name, s in content.situations.items()}

    def is_harm(self, situation: str) -> bool:
        return self.group.get(situation) in HARM_GROUPS

    def is_of_images(self, situation: str) -> bool:
        """True for a threat or a harm with pictures, wanting to die because of one among them."""
        return self.group.get(situation) == "threats_and_images"

    def service_named(self, heard: Heard) -> str:
        """The service whose description the message names, "" for none."""
        named = heard.about.removeprefix("utter_about_")
        return named if named in self.content.services else ""

    def for_the_age(self, situation: str, state: State) -> str:
        if situation == "adult_victim" and state.is_minor:
            return "threat_money"
        if situation == "adult_now_minor_then" and state.is_minor:
            return "worried_no_threat"
        if situation == "adult_now_minor_then" and state.facts.get("age_in_picture") == "adult":
            return "adult_victim"
        if situation == "adult_victim" and state.facts.get("age_in_picture") == "minor":
            return "adult_now_minor_then"  # or their picture as a child would be sent to a service for adults
        if self.is_of_images(situation) and state.facts.get("age") == "adult":
            return "adult_now_minor_then" if state.facts.get("age_in_picture") == "minor" else "adult_victim"
        return situation

    def queued(self, state: State, heard: tuple[str, ...]) -> State:
        queue = dict.fromkeys((*state.queue, *heard))
        taken = {self._need(state.situation)} - {""}
        kept: list[str] = []
        for situation in sorted((s for s in queue if s != state.situation), key=lambda s: self.rank[s]):
            if self._need(situation) not in taken:
                kept.append(situation)
                taken.add(self._need(situation) or situation)
        return replace(state, queue=tuple(kept))

    def _need(self, situation: str) -> str:
        """What a situation is called when it is taken up again: two names of one need are one need."""
        known = self.content.situations.get(situation)
        return (known.need or "") if known else ""

    def needs(self, state: State) -> tuple[str, ...]:
        """The short names of all that a story tells and asks: they themselves, what is in hand, the rest; () once it goes on."""
        begins = not state.asked and set(state.covered) <= {state.situation}
        told = (state.situation, *state.queue, *state.aside) if begins else ()
        named = [self._need(item) or "question" for item in told]
        at_risk = told and state.at_risk and state.situation not in ASKERS
        return tuple(dict.fromkeys(["you", *named] if at_risk or "you" in named else named))

    def at(self, situation: str, state: State) -> State:
        """The state with `situation` in hand, the one before it queued if it was left open."""
        left = state.situation
        new = replace(state, situation=situation, awaiting="").drop("queue", situation)
        unfinished = left and left != situation and left not in (*LIFE, *EMERGENCY) and not self._was_routed(state)
        return self.queued(new, (left,)) if unfinished else new

    def opened(self, situation: str, state: State) -> State:
        """As `at`, and told: its opening is not said again."""
        return self.at(situation, state).add("covered", situation)

    def _was_routed(self, state: State) -> bool:
        """True when a service of the present situation was offered."""
        done = {*state.offered, *state.refused, *state.failed}
        return f"utter_{state.situation}_steps" in state.said and bool(done & set(route_of(self.content, state)))

    def tell(self, situation: str, state: State) -> Move:
        """A situation is told: opened the first time, taken up in other words after that."""
        if state.abroad and (situation in LIFE or situation == "immediate_danger"):
            kind = "abroad_emergency" if situation in EMERGENCY else "abroad_crisis"
            return Move(kind, self.opened(situation, state))
        if situation in EMERGENCY and state.situation not in EMERGENCY:
            state = replace(state, facts={k: v for k, v in state.facts.items() if k != "safe"}).drop("asked", "safe")
        if situation == "adult_worried_self" and FITS["worried_young"](self.opened(situation, state)):
            return self._of_the_young(self.opened(situation, state))
        if situation not in state.covered:
            return Move(situation, self.opened(situation, state))
        new = self.at(situation, state)
        if situation in EMERGENCY:
            return Move("emergency_again", new)
        if situation in LIFE:
            return Move("crisis_again", new)
        if f"utter_{situation}_again" not in state.said:
            return Move("again", new)
        return self.advance(new)

    def answered(self, facts: Mapping[str, str], state: State) -> Move:
        """The move for facts told by a button or typed."""
        new = replace(state.with_facts(_kept(facts)), awaiting="", misses=0)
        for key, value in facts.items():
            move = self._steered(key, value, new)
            if move:
                return move
        new = self._situation_for_who(new)
        if facts.get("safe") == "yes" and new.situation in EMERGENCY:
            return Move("safe_after_danger", self.after_danger(new))
        if "age" in facts or "age_in_picture" in facts:
            aged = self.situation_for_age(new)
            if aged.situation != new.situation and new.situation in new.covered:
                return self.advance(aged)
            new = aged
        for key, value in facts.items():
            if self._says_nothing_here(key, new):
                continue
            learned = self._learned(key, value, new)
            if f"utter_heard_{learned}" in self.content.responses and f"utter_heard_{learned}" not in new.said:
                return Move("acknowledge", replace(new, learned=learned))
            if key == "company" and value == "yes" and "utter_someone_near" not in new.said:
                return Move("someone_near", new)
        # An answer with nothing to go on with is no riddle: they are asked what happened.
        if not new.situation and "utter_topic_else" in new.said:
            return step_down(new)
        return self.advance(new) if new.situation else Move("topic_else", new)

    @staticmethod
    def _says_nothing_here(key: str, state: State) -> bool:
        """True for a fact whose text is not for this person."""
        if key == "state":  # a state's line takes reports about a child
            return state.facts.get("age") == "adult" and state.situation not in ASKERS
        if key == "age" and FITS["worried_young"](state):
            return True  # their age decides on the help that is named next
        alone = state.situation in LIFE and state.situation != "mixed_sextortion_suicide"
        return key == "who" and alone  # of somebody who threatens nothing was told

    @staticmethod
    def _situation_for_who(state: State) -> State:
        """Somebody known from a screen only is no ex and no friend."""
        if state.facts.get("who") != "online" or state.situation != "peer_or_ex":
            return state
        return replace(state, situation="worried_no_threat").add("covered", "worried_no_threat")

    def _learned(self, key: str, value: str, state: State) -> str:
        """What names the text for a fact: one of its own for who asks for another, or is hurt, where there is one."""
        kind = "asker" if state.situation in ASKERS else "hurt" if state.situation in ("", *HURT) else ""
        fitting = f"{key}_{value}_{kind}"
        return fitting if f"utter_heard_{fitting}" in self.content.responses else f"{key}_{value}"

    def situation_for_age(self, state: State) -> State:
        """An adult's picture leads to other services than a minor's."""
        now = self.for_the_age(state.situation, state)
        if now != state.situation and now in ("adult_victim", "adult_now_minor_then", "threat_money"):
            return replace(state, situation=now).add("covered", now)
        return state

    def _steered(self, key: str, value: str, state: State) -> Optional[Move]:
        """Answers that choose the way on rather than state a fact."""
        steer = {
            "try_it": self._tried,
            "got_through": self._tried,
            "failed_how": self._failed,
            "topic": self._topic,
            "next": self._next,
            "country": self._country,
        }.get(key)
        if steer:
            return steer(value, state)
        if key in SAFE_QUESTIONS and value in ("danger", "hurt_self"):
            return self._unsafe(key, value, state)
        if key == "unsafe":
            scared = state.with_facts({"safe": "yes"})
            return self._unsafe("safe", value, state) if value != "scared" else self._scared(scared)
        if key == "plan" and value == "yes":
            return self.tell("suicide_plan", replace(state, at_risk=True))
        if key == "stopping":
            return Move("stopping", replace(state, learned=f"stopping_{value}"))
        if key == "mood":
            return (
                self.tell("suicidal_thoughts", replace(state, at_risk=True))
                if value == "bad"
                else Move("gentle_ok", state)
            )
        if key == "between" and state.situation in ASKERS and self.is_of_images(value) and value not in LIFE:
            return self.follow_up(self.content.follow_ups["they_demand"], state)  # "they want money", of a friend
        if key == "between" and value in self.group:
            return self.tell(value, state)
        if key == "term":
            return Move("define", replace(state, learned=f"utter_definition_{value}"))
        return None

    def _unsafe(self, key: str, value: str, state: State) -> Move:
        """In danger, or might hurt themselves: the writer, or the one they worry about."""
        at_risk = replace(state, at_risk=True)
        if key != "safe":
            return Move("someone_in_danger", at_risk) if value == "danger" else self.someone_at_risk(at_risk)
        situation = "immediate_danger" if value == "danger" else "suicidal_thoughts"
        here, abroad = ("in_danger", "abroad_emergency") if value == "danger" else ("might_hurt_self", "abroad_crisis")
        new = self.opened(situation, at_risk)
        return Move(abroad if state.abroad else here, new.drop("asked", "safe") if value == "danger" else new)

    @staticmethod
    def _scared(state: State) -> Move:
        """Nobody is near who could hurt them: being scared is taken up, and the story goes on."""
        said = "utter_heard_unsafe_scared" in state.said
        if said and not state.situation:
            return Move("topic_else", state)
        return Move("acknowledge", replace(state, learned="unsafe_scared"))

    def _tried(self, value: str, state: State) -> Move:
        service = state.last_offered
        if value == "yes":
            return Move("route_yes", state)
        if value in ("later", "not_yet"):
            return Move("route_later", state)
        if value == "failed":
            return Move("service_failed", replace(state.add("failed", service), awaiting="failed_how"))
        return Move("refuses_service", replace(state.add("refused", service), awaiting="stopping"))

    def follow_up(self, entry: FollowUp, state: State) -> Move:
        """Answers what is asked or told along the way; goes on where all that can be said to it was said."""
        if entry is self.content.follow_ups.get(DYING):
            return self.someone_at_risk(state)
        if entry is self.content.follow_ups.get("good_news"):
            state = state.with_facts({"their_life": "safe"})
        if entry is self.content.follow_ups.get("picture_now"):
            state = state.with_facts({"first": "picture"})
        left = self.next_text(entry, state)
        if left:
            return Move("follow_up", replace(state, learned=left))
        if entry.act == "next_step":
            return self.next_step(state)
        if entry.act in (None, "continue") or (entry.act == "route_yes" and not (state.offered or state.covered)):
            return self.advance(state)
        return Move(entry.act, self._for_act(entry.act, state))

    def someone_at_risk(self, state: State) -> Move:
        """911 and 988 for somebody else, in the words of who asks; said as often as it is told."""
        known = {k: v for k, v in state.facts.items() if k not in SAFE_QUESTIONS}
        at_risk = replace(state, at_risk=True, facts={**known, "their_life": "risk"})
        text = first_unsaid(self._fitting_texts(self.content.follow_ups[DYING], at_risk), at_risk.said)
        if text == _FOR_SOMEBODY:
            return Move("someone_at_risk", at_risk)
        asks = self.content.situations[state.situation].asks if state.situation in self.content.situations else ()
        safe = next((q for q in asks if q in SAFE_QUESTIONS), "friend_safe")
        return Move("follow_up", replace(at_risk, learned=text, awaiting=safe).add("asked", safe))

    def told_of_dying(self, state: State) -> bool:
        """True when the one they worry about was told to be in danger, and not yet to be safe."""
        texts = (ATTEMPT_NOW, *self._fitting_texts(self.content.follow_ups[DYING], state))
        safe = any(state.facts.get(q) == "yes" for q in SAFE_QUESTIONS)
        asks = state.situation in (*ASKERS, *OWN_DEEDS)
        return asks and state.facts.get("their_life") == "risk" and not safe and not state.said.isdisjoint(texts)

    def said_in_part(self, entry: FollowUp, state: State) -> bool:
        """True when something of the entry was said to this person, and something is left."""
        texts = self._fitting_texts(entry, state)
        return bool(self.next_text(entry, state)) and not state.said.isdisjoint(texts)

    def has_answer(self, entry: FollowUp, state: State) -> bool:
        """True when a text of the entry was not said yet, or a move of its own is left."""
        return bool(self.next_text(entry, state)) or entry.act not in (None, "continue")

    def next_text(self, entry: FollowUp, state: State) -> str:
        """The next text of the entry for this person that was not said yet, "" for none."""
        return next((t for t in self._fitting_texts(entry, state) if t not in state.said), "")

    def answer_again(self, entry: FollowUp, state: State) -> str:
        """The answer that was given to the entry before, the first of them; "" where none was."""
        return next((t for t in self._fitting_texts(entry, state) if t in state.said), "")

    def _fitting_texts(self, entry: FollowUp, state: State) -> tuple[str, ...]:
        return next((texts for fit, texts in entry.instead.items() if FITS[fit](state)), entry.say)

    def about_for(self, response: str, state: State) -> str:
        """The text about a service, or about the one that serves this person instead of it."""
        service = response.removeprefix("utter_about_")
        fitting = fitted(self.content, (service,), state) if service in self.content.services else []
        instead = f"utter_about_{fitting[0]}" if fitting else response
        return instead if instead in self.content.responses else response

    def _for_act(self, act: str, state: State) -> State:
        """What a move needs to know before its rule runs."""
        if act == "service_failed":
            return replace(state.add("failed", state.last_offered), awaiting="failed_how")
        return self.believed(state) if act == "denial" else state

    def believed(self, state: State) -> State:
        """Said not to want to die, they are believed: what they go on to ask is answered, the lines in sight."""
        return state.with_facts({"first": "picture"}).add("asked", "plan") if state.situation in LIFE else state

    def service_failed(self, heard: Heard, state: State) -> Move:
        """A service did not work: another way at once where they named it, else we ask how it failed."""
        named = self.service_named(heard)
        if named:
            return self._failed(heard.failed or "no_reply", state.add("failed", named))
        if heard.failed and f"utter_failed_{heard.failed}" not in state.said:
            return self._failed(heard.failed, state)  # how it failed was told: it is not asked
        if heard.failed and "utter_stopping_tried" not in state.said:
            return Move("failed", replace(state, learned="stopping_tried", awaiting=""))
        return Move("service_failed", replace(state.add("failed", state.last_offered), awaiting="failed_how"))

    def _failed(self, how: str, state: State) -> Move:
        """Another way on: by the service where it has one of its own, else by how it failed."""
        service = state.failed[-1] if state.failed else ""
        if how == "no_reply" and state.facts.get("voice") == "no" and "utter_failed_no_voice" not in state.said:
            return Move("failed", replace(state, learned="failed_no_voice", awaiting=""))
        own = f"failed_{_SHORT.get(service, service)}"
        learned = own if f"utter_{own}" in self.content.responses and how != "no_file" else f"failed_{how}"
        return Move("failed", replace(state, learned=learned, awaiting=""))

    def _topic(self, value: str, state: State) -> Move:
        known = {
            "picture": "topic_threatened",
            "meeting": "topic_threatened",
            "feeling": "topic_hurt",
            "question": "topic_else",
        }
        return Move(known.get(value, f"topic_{value}"), state)

    def _next(self, value: str, state: State) -> Move:
        if value in ("person", "people"):
            return Move("human_now", state)
        situation = self.content.situations.get(state.situation)
        if value == "picture" and situation and situation.need != "picture":
            return self.follow_up(self.content.follow_ups["picture_now"], state)
        if value == "picture" and state.situation:
            return self._of_the_picture(state)
        if value == "safe":
            return Move("ask_safe", replace(state, awaiting="safe"))
        if state.situation:
            return self.advance(state)
        return Move("topic_else", state)

    def _of_the_picture(self, state: State) -> Move:
        """The picture is what would help most: its next service, and later what there is in other words."""
        if "utter_ask_try_it" not in state.said:
            return self.next_step(state)
        left = self.next_text(self.content.follow_ups["picture_now"], state)
        return Move("follow_up", replace(state, learned=left)) if left else self.advance(state)

    def _country(self, value: str, state: State) -> Optional[Move]:
        if value in ("us", "skip", "unsure"):
            return None
        if state.situation in LIFE:
            return Move("abroad_crisis", state)
        if "outside_us" in state.covered or state.situation == "outside_us":
            return Move("abroad_services", state)
        return (
            Move("outside_us", self.opened("outside_us", state))
            if not state.situation
            else Move("abroad_services", state.add("covered", "outside_us"))
        )

    def next_step(self, state: State) -> Move:
        """What they can do next, where they ask for it: the steps, the next service, then people."""
        before = before_danger(state)
        if state.situation in LIFE and state.facts.get("first") == "picture" and before:
            state = replace(state, situation=before[-1], awaiting="")  # believed: what they came for goes on
        if state.situation and self._unsaid(state, "steps"):
            return Move("steps", state)
        return Move("route", state) if next_service(self.content, state) else Move("human_now", state)

    def after_danger(self, state: State) -> State:
        """The state when an emergency has passed: what was talked about before it, else what was heard besides."""
        calm = before_danger(state)
        home = "inperson_abuse" if state.facts.get("hurt_by") == "near" else ""
        back = calm[-1] if calm else home or next(iter(state.queue), "")
        if not back and state.situation == "suicide_in_progress":
            back = "suicidal_thoughts"
        # nobody is asked whether they fear the one they just hid from
        after = replace(state, situation=back, awaiting="", at_risk=True).add("asked", "afraid")
        return after.drop("queue", back).add("covered", back)

    def _beside(self, state: State) -> Optional[Move]:
        """Answers what was asked beside the story, and says what to do now; None where nothing waits for an answer."""
        for item in state.aside:
            answer = self._answer_to(item, state)
            if answer:
                return Move("acknowledge", replace(state.drop("aside", item), learned=answer))
        return None

    def _answer_to(self, item: str, state: State) -> str:
        """The text that answers a question for this person, "" where all were said or none is for them."""
        if item in self.content.responses:
            texts: Sequence[str] = [self.about_for(item, state)]
        elif item in _ANSWERS:
            texts = self._fitting_texts(self.content.follow_ups[_ANSWERS[item]], state)
        elif item in self.content.follow_ups:
            texts = self._fitting_texts(self.content.follow_ups[item], state)
        else:
            texts = wordings(item, self.content)
        return texts[0] if texts and state.said.isdisjoint(texts) else ""  # asked again meanwhile, it was answered

    def open_question(self, state: State) -> str:
        """The next question of the situation not yet asked or answered, or ""."""
        situation = self.content.situations.get(state.situation)
        asks = situation.asks if situation else ()
        idle = _OF_PICTURES if state.facts.get("picture") == "none" else ()
        return next((q for q in asks if q not in (*state.asked, *idle) and q not in state.facts), "")

    def _unsaid(self, state: State, part: str) -> bool:
        name = f"utter_{state.situation}_{part}"
        return name in self.content.responses and name not in state.said

    def _point(self, state: State) -> Move:
        """The thought that helps most; one about strangers is not said of somebody they know."""
        known = _POINT_OF_THE_KNOWN.get(state.situation, "") if state.facts.get("who") == "known" else ""
        return (
            Move("follow_up", replace(state, learned=known)) if known not in ("", *state.said) else Move("point", state)
        )

    def _of_the_young(self, state: State) -> Move:
        """A teenager afraid of their own attraction hears of the help for their age, never of the one for adults."""
        left = self.next_text(self.content.follow_ups["young_attraction"], state)
        return Move("follow_up", replace(state, learned=left)) if left else Move("listen", state)

    def advance(self, state: State) -> Move:
        """The next thing that helps and was not said: what to do, one route, a thought, the next need."""
        now = state.situation
        if not now:
            return step_down(state)
        if state.abroad and (now in LIFE or now in EMERGENCY):
            return Move("abroad_crisis", state) if "utter_abroad_free" not in state.said else Move("listen", state)
        beside = self._beside(state) if now not in EMERGENCY else None
        if beside or (now == "adult_worried_self" and FITS["worried_young"](state)):
            return beside or self._of_the_young(state)
        if self.told_of_dying(state) and self.next_text(self.content.follow_ups[DYING], state):
            return self.someone_at_risk(state)  # a life comes before the steps about a picture
        if self._unsaid(state, "steps"):
            return Move("steps", state)
        if now == "suicide_in_progress" and "utter_emergency_again_2" not in state.said:
            return Move("emergency_again", state)
        if now in EMERGENCY and "safe" not in state.asked:
            # What they write on does not sound like the danger: ask, rather than say 911 a third time.
            return ask_safe(state)
        if now == "immediate_danger":
            # Asked, and nothing that was written since sounds like danger: it must let go. The lines stay in sight.
            calm = self.after_danger(state)
            return self.advance(calm) if calm.situation else Move("listen", calm)
        routes = route_of(self.content, state)
        if not set(routes) & {*state.offered, *state.refused, *state.failed} and next_service(self.content, state):
            return Move("route", state)
        if self._unsaid(state, "point"):
            return self._point(state)
        if state.queue:
            return Move("next_need", state)
        return Move("listen", state)


def _fitting(facts: dict[str, str]) -> dict[str, str]:
    """Who is a minor now was one in the picture."""
    return {**facts, "age_in_picture": "minor"} if facts.get("age") in ("teen", "under_13") else facts


_PASSING = ("try_it", "got_through", "stopping", "failed_how", "next", "topic", "mood", "between", "term", "unsafe")


def _kept(facts: Mapping[str, str]) -> dict[str, str]:
    """The facts worth keeping: how they feel about a route now says nothing about the next one."""
    return _fitting({k: v for k, v in facts.items() if k not in _PASSING})
