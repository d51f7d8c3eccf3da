"""Gives each message its meaning in this conversation: the act that the rules of data/stories answer.

Triage runs on every message, also inside a question, in this order: an attempt or danger now, a life
at risk, somebody else's life at risk, leaving, the answer to what was asked, what happened, a question,
small talk. A danger typed as the answer to "which country?" is danger.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Optional

from bot.content.load import Content
from bot.content.schema import URGENCIES
from bot.routing.heard import Heard
from bot.routing.routes import next_service, route_of
from bot.routing.state import State

LIFE = ("suicide_in_progress", "suicide_plan", "mixed_sextortion_suicide", "suicidal_thoughts", "coerced_self_harm", "self_harm")  # fmt: skip
EMERGENCY = ("suicide_in_progress", "immediate_danger")
HARM_GROUPS = ("threats_and_images", "danger", "who_is_asking")
_SAME_WORDS_LIMIT = 3
_SHORT_ANSWER = 6
# Moves that answer one situation of the conversation under another name.
_STANDS_FOR = {
    "define": "definition",
    "failed": "service_failed",
    "stopping": "refuses_service",
    "gentle_ask": "off_topic",
    "denial": "changes_or_contradicts",
}
_SHORT = {"lifeline_988": "988"}
SELF_BLAME = "utter_definition_not_my_fault"
_QUESTION_WORDS = (
    "who",
    "where",
    "how",
    "what",
    "which",
    "when",
    "can",
    "could",
    "does",
    "do",
    "is",
    "are",
    "so",
    "ok",
    "will",
)
# What a need is called when they come back to it.
_NEED_WORDS = {
    "picture": frozenset(
        [
            "picture",
            "pictures",
            "photo",
            "photos",
            "video",
            "videos",
            "image",
            "images",
            "nude",
            "nudes",
            "foto",
            "fotos",
        ]
    ),
    "money": frozenset(["money", "pay", "paid", "payment", "dinero", "pague", "pagar"]),
    "account": frozenset(["account", "password", "login", "cuenta"]),
    "meeting": frozenset(["meet", "meeting", "meetup", "encuentro", "cita"]),
    "friend": frozenset(["friend", "brother", "sister", "amiga", "amigo", "hermana", "hermano"]),
}
_SAFE_QUESTIONS = ("safe", "friend_safe", "child_safe", "student_safe")


@dataclass(frozen=True)
class Thresholds:
    """How sure is sure enough, as confidences in 0..1. Measured in docs/recognition.md."""

    first: float = 0.22
    later: float = 0.45
    life: float = 0.40
    life_later: float = 0.60
    emergency: float = 0.30
    emergency_later: float = 0.75
    also: float = 0.16
    hint: float = 0.20
    laughing: float = 0.75
    accuse: float = 0.50
    small_talk: float = 0.40


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


class Director:
    """Decides moves for one set of content."""

    def __init__(self, content: Content, thresholds: Thresholds = Thresholds()) -> None:
        self.content = content
        self.sure = thresholds
        self._group = {name: s.group for name, s in content.situations.items()}
        self._rank = {name: URGENCIES.index(s.urgency) for name, s in content.situations.items()}

    def decide(self, heard: Heard, state: State) -> Move:
        """The move that answers `heard`."""
        state = replace(state, learned="")
        if heard.button:
            return self._answered(heard.facts, state)
        heard = self._plausible(heard)
        concerns = self._concerns(heard, state)
        move = self._triage(heard, state.with_facts(heard.facts), state, concerns)
        also = tuple(c for c in concerns if c != move.state.situation)
        queued = tuple(c for c in also if c not in move.state.covered and self._may_wait(c, heard))
        new = self._queued(move.state, queued)
        if move.intent not in ("ladder", "gibberish"):
            new = replace(new, misses=0)
        return Move(move.intent, new, also, self._acts_on(move, heard))

    def _acts_on(self, move: Move, heard: Heard) -> str:
        """An id of situations.yml for what the answer is about."""
        if move.intent in self._group:
            return move.intent
        if move.intent in _STANDS_FOR:
            return _STANDS_FOR[move.intent]
        if move.state.situation:
            return move.state.situation
        if move.state.between:
            return move.state.between[0]
        return heard.top if self._group.get(heard.top) in ("questions", "conversation") else "indirect_opening"

    # What was heard ------------------------------------------------------------------------

    def _is_harm(self, situation: str) -> bool:
        return self._group.get(situation) in HARM_GROUPS

    def _plausible(self, heard: Heard) -> Heard:
        """The message without readings that what else it says rules out."""
        if heard.facts.get("country") == "us":
            heard = heard.without("outside_us")  # names where they came from, and lives here
        if heard.confidence("asks_for_abuse_material") < self.sure.accuse:
            heard = heard.without("asks_for_abuse_material")  # a worried child must not be answered as an abuser
        minor_then = heard.confidence("adult_now_minor_then")
        if heard.top == "adult_victim" and minor_then >= self.sure.also:
            heard = heard.without("adult_victim")  # no minor's picture may end at a service for adults
        if heard.laughing and not heard.urgent and heard.confidence(*LIFE) < self.sure.laughing:
            heard = heard.without(*LIFE)  # "im dead lol"
        return heard

    def _concerns(self, heard: Heard, state: State) -> tuple[str, ...]:
        """The situations heard, most urgent first; at the same urgency, likeliest first."""
        found = {s: 1.0 for s, strength, other in heard.urgent if strength == "hard" and not other}
        for name, p in heard.ranking:
            if p >= self.sure.also and self._is_harm(name):
                found.setdefault(name, p)
        if not state.situation and heard.ranking and self._is_harm(heard.top):
            found.setdefault(heard.top, heard.ranking[0][1])
        return tuple(sorted(found, key=lambda s: (self._rank[s], -found[s])))

    def _may_wait(self, situation: str, heard: Heard) -> bool:
        """True for what is worth taking up later. A life at risk is acted on at once or was misheard."""
        if situation in LIFE or situation in EMERGENCY:
            return any(s == situation and strength == "hard" for s, strength, _ in heard.urgent)
        return self._is_harm(situation)

    def _queued(self, state: State, heard: tuple[str, ...]) -> State:
        queue = dict.fromkeys((*state.queue, *heard))
        open_ = [s for s in queue if s != state.situation]
        return replace(state, queue=tuple(sorted(open_, key=lambda s: self._rank[s])))

    # Triage --------------------------------------------------------------------------------

    def _triage(self, heard: Heard, state: State, before: State, concerns: tuple[str, ...]) -> Move:
        steps: tuple[Callable[[], Optional[Move]], ...] = (
            lambda: self._life_or_danger(heard, state, concerns),
            lambda: self._someone_elses_life(heard, state),
            lambda: self._leaving(heard, state),
            lambda: self._maybe_danger(heard, state),
            lambda: self._denied_or_joking(heard, state, concerns),
            lambda: self._explained(heard, state),
            lambda: self._answer(heard, state, before),
            lambda: self._what_happened(heard, state, concerns),
            lambda: self._small_talk(heard, state),
        )
        for step in steps:
            move = step()
            if move:
                return move
        return self._unclear(heard, state)

    def _life_or_danger(self, heard: Heard, state: State, concerns: tuple[str, ...]) -> Optional[Move]:
        hard = [s for s, strength, other in heard.urgent if strength == "hard" and not other]
        denied = any(strength != "hard" for _, strength, _ in heard.urgent)
        found = [s for s in hard if s in LIFE or s in EMERGENCY]
        if not found and not denied:
            found = self._urgent_by_classifier(heard, state)
        if not found:
            return None
        situation = min(found, key=lambda s: self._rank[s])
        best = max((s for s, _ in heard.ranking if s in found), key=lambda s: heard.confidence(s), default="")
        if best and self._rank[best] == self._rank[situation]:
            situation = best
        if situation == "self_harm" and "coerced_self_harm" in found:
            situation = "coerced_self_harm"
        if situation in ("suicidal_thoughts", "suicide_plan") and self._threatened(heard, state):
            situation = "mixed_sextortion_suicide" if situation == "suicidal_thoughts" else situation
        return self._tell(situation, replace(state, at_risk=True))

    def _urgent_by_classifier(self, heard: Heard, state: State) -> list[str]:
        """What the classifier alone takes for urgent; surer inside a conversation, where words lean on it."""
        top, begun = heard.top, bool(state.situation)
        if top in EMERGENCY:
            needed = self.sure.emergency_later if begun else self.sure.emergency
            return [top] if heard.confidence(top) >= needed else []
        if begun and heard.about == SELF_BLAME:
            return []  # "i feel like an idiot" wants an answer of its own
        if top in LIFE and heard.confidence(top) >= (self.sure.life_later if begun else self.sure.first):
            return [top]
        if heard.confidence(*LIFE) >= (self.sure.emergency_later if begun else self.sure.life):
            return [next(s for s, _ in heard.ranking if s in LIFE)]
        return []

    def _threatened(self, heard: Heard, state: State) -> bool:
        images = [n for n, g in self._group.items() if g == "threats_and_images" and n not in LIFE]
        said = any(s in images for s in (state.situation, *state.queue, *state.covered))
        return (said and not state.at_risk) or heard.confidence(*images) >= self.sure.life

    def _maybe_danger(self, heard: Heard, state: State) -> Optional[Move]:
        """It sounds like danger, and not for sure: ask once whether they are safe."""
        begun = state.situation and state.situation not in EMERGENCY
        if begun and not heard.facts and heard.top in EMERGENCY and "utter_ask_safe" not in state.said:
            return Move("ask_safe", replace(state.add("asked", "safe"), awaiting="safe"))
        return None

    def _someone_elses_life(self, heard: Heard, state: State) -> Optional[Move]:
        if not any(other and strength == "hard" for _, strength, other in heard.urgent):
            return None
        if heard.top in ("offender_suicide_threat", "parent", "school_adult", "sibling"):
            return self._tell(heard.top, state)
        asker = state.situation if self._group.get(state.situation) == "who_is_asking" else "friend"
        new = self._at(asker, state).add("covered", asker)
        return Move("someone_at_risk", replace(new, at_risk=True))

    def _leaving(self, heard: Heard, state: State) -> Optional[Move]:
        words = heard.words.split()
        bare = heard.words in ("exit", "quit", "stop", "bye", "leave", "close", "salir", "adios")
        sure = heard.top == "exit" and heard.confidence("exit") >= self.sure.later and len(words) <= 12
        return Move("exit", state) if bare or sure else None

    def _denied_or_joking(self, heard: Heard, state: State, concerns: tuple[str, ...]) -> Optional[Move]:
        strengths = {strength for _, strength, other in heard.urgent if not other}
        if "soft" in strengths and not self._clear_disclosure(heard):
            return Move("gentle_ask", replace(state, awaiting="mood"))
        if "negated" in strengths and not self._clear_disclosure(heard):
            return Move("denial", state)
        return None

    def _clear_disclosure(self, heard: Heard) -> bool:
        """True when something else than the denied or joked-about part was told for sure."""
        others = [n for n in self._group if self._is_harm(n) and n not in LIFE]
        return heard.top in others and heard.confidence(*others) >= self.sure.later

    def _explained(self, heard: Heard, state: State) -> Optional[Move]:
        """Blaming themselves, or asking how something works, is answered before anything goes on."""
        words = heard.words.split()
        short = len(words) <= _SHORT_ANSWER  # too short for the classifier to be trusted against a plain question
        if not heard.about or (not short and self._is_new_harm(heard, state, self.sure.later)):
            return None
        first = words[0]
        if heard.about == SELF_BLAME or (state.situation and first in _QUESTION_WORDS):
            return Move("define", replace(state, learned=heard.about))
        return None

    def _answer(self, heard: Heard, state: State, before: State) -> Optional[Move]:
        """A fact told: the answer to what was asked, or an age or a place by itself."""
        if not heard.facts:
            return None
        if len(heard.words.split()) <= _SHORT_ANSWER and before.situation:
            return self._answered(heard.facts, before)
        if before.awaiting and before.awaiting in heard.facts:
            # A long answer that clearly tells something new is more than an answer.
            if len(heard.words.split()) > 8 and self._is_new_harm(heard, state, self.sure.later):
                return None
            return self._answered(heard.facts, before)
        changed = {k: v for k, v in heard.facts.items() if before.facts.get(k) != v}
        if changed and before.situation and not self._is_new_harm(heard, state, self.sure.later):
            return self._answered(changed, before)
        return None

    def _is_new_harm(self, heard: Heard, state: State, threshold: float) -> bool:
        return self._is_harm(heard.top) and heard.top != state.situation and heard.confidence(heard.top) >= threshold

    def _what_happened(self, heard: Heard, state: State, concerns: tuple[str, ...]) -> Optional[Move]:
        hard = [s for s, strength, other in heard.urgent if strength == "hard" and not other]
        floor = hard[0] if hard else ""
        if floor and not (self._is_harm(heard.top) and heard.confidence(heard.top) >= self.sure.later):
            return self._tell(floor, state)
        threshold = self.sure.later if state.situation else self.sure.first
        top = self._for_the_age(heard.top, state)
        if not self._is_harm(top) or heard.confidence(heard.top) < threshold:
            return None
        if state.situation and len(heard.words.split()) <= _SAME_WORDS_LIMIT:
            return None
        return self._tell(top, state)

    def _for_the_age(self, situation: str, state: State) -> str:
        if situation == "adult_victim" and state.facts.get("age") in ("teen", "under_13"):
            return "threat_money"
        if situation == "adult_now_minor_then" and state.facts.get("age_in_picture") == "adult":
            return "adult_victim"
        if self._group.get(situation) == "threats_and_images" and state.facts.get("age") == "adult":
            return "adult_now_minor_then" if state.facts.get("age_in_picture") == "minor" else "adult_victim"
        return situation

    def _small_talk(self, heard: Heard, state: State) -> Optional[Move]:
        """A question, or a turn of the conversation itself."""
        top = heard.top
        if self._is_harm(top) or not top:
            return None
        threshold = self.sure.small_talk if state.situation else self.sure.first
        if not state.situation and top != "off_topic" and heard.confidence(*LIFE, *EMERGENCY) >= self.sure.hint:
            # It may be small talk, and it may be somebody dying: show the lines and ask.
            return Move("topic_hurt", replace(state, at_risk=True))
        if heard.confidence(top) < threshold:
            return None
        if top == "refuses_service":
            return Move(top, replace(state.add("refused", state.last_offered), awaiting="stopping"))
        if top == "service_failed":
            return self._service_failed(heard, state)
        if top in ("definition", "service_question"):
            return Move(top, replace(state, learned=heard.about))
        if top == "gibberish":
            return self._unclear(heard, state)
        if top == "return_topic":
            return Move(top, self._back_at(heard, state))
        return Move(top, state)

    def _back_at(self, heard: Heard, state: State) -> State:
        """The state with that situation in hand which the words go back to, as far as they tell."""
        words = set(heard.words.split())
        for situation in reversed((*state.covered, *state.queue)):
            if words & _NEED_WORDS.get(self.content.situations[situation].need or "", frozenset()):
                return self._at(situation, state)
        return state

    def _unclear(self, heard: Heard, state: State) -> Move:
        """Nothing certain: inside a conversation they go on telling; outside it we ask."""
        if state.situation:
            return self.advance(state)
        harm = [n for n, p in heard.ranking[:4] if self._is_harm(n)]
        if heard.top not in ("gibberish", "off_topic") and len(harm) >= 2 and heard.confidence(*harm) >= self.sure.life:
            return Move("ask_between", replace(state, between=tuple(harm[:2]), awaiting="between"))
        return Move("ladder", replace(state, misses=state.misses + 1))

    # Telling and answering -----------------------------------------------------------------

    def _at(self, situation: str, state: State) -> State:
        """The state with `situation` in hand, the one before it queued if it was left open."""
        left = state.situation
        new = replace(state, situation=situation, awaiting="").drop("queue", situation)
        unfinished = left and left != situation and not self._was_routed(state)
        return self._queued(new, (left,)) if unfinished else new

    def _was_routed(self, state: State) -> bool:
        """True when a service of the present situation was offered."""
        done = {*state.offered, *state.refused, *state.failed}
        return f"utter_{state.situation}_steps" in state.said and bool(done & set(route_of(self.content, state)))

    def _tell(self, situation: str, state: State) -> Move:
        """A situation is told: opened the first time, taken up in other words after that."""
        if state.abroad and (situation in LIFE or situation == "immediate_danger"):
            kind = "abroad_emergency" if situation in EMERGENCY else "abroad_crisis"
            return Move(kind, self._at(situation, state).add("covered", situation))
        if situation not in state.covered:
            return Move(situation, self._at(situation, state).add("covered", situation))
        new = self._at(situation, state)
        if situation in EMERGENCY:
            return Move("emergency_again", new)
        if situation in LIFE:
            return Move("crisis_again", new)
        if f"utter_{situation}_again" not in state.said:
            return Move("again", new)
        return self.advance(new)

    def _answered(self, facts: Mapping[str, str], state: State) -> Move:
        """The move for facts told by a button or typed."""
        new = replace(state.with_facts(_kept(facts)), awaiting="", misses=0)
        for key, value in facts.items():
            move = self._steered(key, value, new)
            if move:
                return move
        if "age" in facts or "age_in_picture" in facts:
            aged = self._situation_for_age(new)
            if aged.situation != new.situation and new.situation in new.covered:
                return self.advance(aged)
            new = aged
        for key, value in facts.items():
            if _heard_text(key, value) in self.content.responses and _heard_text(key, value) not in new.said:
                return Move("acknowledge", replace(new, learned=f"{key}_{value}"))
            if key == "company" and value == "yes" and "utter_someone_near" not in new.said:
                return Move("someone_near", new)
            if key == "safe" and value == "yes" and new.situation in EMERGENCY:
                return Move("safe_after_danger", new)
        return self.advance(new)

    def _situation_for_age(self, state: State) -> State:
        """An adult's picture leads to other services than a minor's."""
        now = self._for_the_age(state.situation, state)
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
        if key in _SAFE_QUESTIONS and value in ("danger", "hurt_self"):
            return self._unsafe(key, value, state)
        if key == "plan" and value == "yes":
            return self._tell("suicide_plan", replace(state, at_risk=True))
        if key == "stopping":
            return Move("stopping", replace(state, learned=f"stopping_{value}"))
        if key == "mood":
            return Move("topic_hurt" if value == "bad" else "gentle_ok", state)
        if key == "between" and value in self._group:
            return self._tell(value, state)
        if key == "term":
            return Move("define", replace(state, learned=f"utter_definition_{value}"))
        return None

    def _unsafe(self, key: str, value: str, state: State) -> Move:
        """In danger, or might hurt themselves: the writer, or the one they worry about."""
        at_risk = replace(state, at_risk=True)
        if key != "safe":
            return Move("someone_in_danger" if value == "danger" else "someone_at_risk", at_risk)
        situation = "immediate_danger" if value == "danger" else "suicidal_thoughts"
        here, abroad = ("in_danger", "abroad_emergency") if value == "danger" else ("might_hurt_self", "abroad_crisis")
        return Move(abroad if state.abroad else here, self._at(situation, at_risk).add("covered", situation))

    def _tried(self, value: str, state: State) -> Move:
        service = state.last_offered
        if value == "yes":
            return Move("route_yes", state)
        if value in ("later", "not_yet"):
            return Move("route_later", state)
        if value == "failed":
            return Move("service_failed", replace(state.add("failed", service), awaiting="failed_how"))
        return Move("refuses_service", replace(state.add("refused", service), awaiting="stopping"))

    def _service_failed(self, heard: Heard, state: State) -> Move:
        """A service did not work: another way at once where they named it, else we ask how it failed."""
        named = heard.about.removeprefix("utter_about_")
        if named in self.content.services:
            return self._failed("no_reply", state.add("failed", named))
        return Move("service_failed", replace(state.add("failed", state.last_offered), awaiting="failed_how"))

    def _failed(self, how: str, state: State) -> Move:
        """Another way on: by the service where it has one of its own, else by how it failed."""
        service = state.failed[-1] if state.failed else ""
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
        if value == "safe":
            return Move("ask_safe", replace(state, awaiting="safe"))
        if state.situation:
            return self.advance(state)
        return Move("topic_else", state)

    def _country(self, value: str, state: State) -> Optional[Move]:
        if value in ("us", "skip", "unsure"):
            return None
        if state.situation in LIFE:
            return Move("abroad_crisis", state)
        if "outside_us" in state.covered or state.situation == "outside_us":
            return Move("abroad_services", state)
        return (
            Move("outside_us", self._at("outside_us", state).add("covered", "outside_us"))
            if not state.situation
            else Move("abroad_services", state.add("covered", "outside_us"))
        )

    # Going on ------------------------------------------------------------------------------

    def open_question(self, state: State) -> str:
        """The next question of the situation not yet asked or answered, or ""."""
        situation = self.content.situations.get(state.situation)
        asks = situation.asks if situation else ()
        return next((q for q in asks if q not in state.asked and q not in state.facts), "")

    def _unsaid(self, state: State, part: str) -> bool:
        name = f"utter_{state.situation}_{part}"
        return name in self.content.responses and name not in state.said

    def advance(self, state: State) -> Move:
        """The next thing that helps and was not said: what to do, one route, a thought, the next need."""
        now = state.situation
        if not now:
            return Move("ladder", replace(state, misses=state.misses + 1))
        if self._unsaid(state, "steps"):
            return Move("steps", state)
        if now in EMERGENCY and "safe" not in state.asked:
            # What they write on does not sound like the danger: ask, rather than say 911 a third time.
            return Move("ask_safe", replace(state.add("asked", "safe"), awaiting="safe"))
        routes = route_of(self.content, state)
        if not set(routes) & {*state.offered, *state.refused, *state.failed} and next_service(self.content, state):
            return Move("route", state)
        if self._unsaid(state, "point"):
            return Move("point", state)
        if state.queue:
            return Move("next_need", state)
        return Move("listen", state)


def _heard_text(key: str, value: str) -> str:
    return f"utter_heard_{key}_{value}"


def _fitting(facts: dict[str, str]) -> dict[str, str]:
    """Who is a minor now was one in the picture."""
    return {**facts, "age_in_picture": "minor"} if facts.get("age") in ("teen", "under_13") else facts


_PASSING = ("try_it", "got_through", "stopping", "failed_how", "next", "topic", "mood", "between", "term")


def _kept(facts: Mapping[str, str]) -> dict[str, str]:
    """The facts worth keeping: how they feel about a route now says nothing about the next one."""
    return _fitting({k: v for k, v in facts.items() if k not in _PASSING})
