"""Asks one thing at a time, and goes on where a question or an answer interrupted."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions.memory import lang_of, remember, say, say_with_buttons, state_of
from bot.content import load_content
from bot.content.schema import Button, Response
from bot.routing.fits import EMERGENCY, in_emergency
from bot.routing.meant import MEANT, NONE, offers
from bot.routing.routes import route_of, with_people
from bot.routing.speech import first_unsaid, wordings
from bot.routing.state import State
from bot.routing.way import Way

_CALL_NOW = ("emergency_911",)
_OF_THIS_MINUTE = ("safe", "friend_safe", "child_safe", "student_safe", "near", "company", "hurt_now", "text_ok")
_ASKED_BY = {"unsafe": "utter_follow_up_not_safe"}  # a question that is asked inside another text


def ask_next(dispatcher: CollectingDispatcher, state: State) -> State:
    """Asks the next open question of the situation; without one, what would help most, once.

    The first question of a story that tells of several things names them all.
    """
    way = Way(load_content())
    question = way.open_question(state)
    if not question and not state.situation and "safe" not in (*state.asked, *state.facts):
        question = "safe"
    if not question and "next" not in state.asked and state.situation not in EMERGENCY:
        question = "next"
    if not question:
        return state
    say(dispatcher, f"utter_ask_{question}", way.needs(state))
    return replace(state.add("asked", question), awaiting=question)


class ActionAsk(Action):
    """Asks the next question of the situation."""

    def name(self) -> str:
        return "action_ask"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[dict[str, Any]]:
        return remember(ask_next(dispatcher, state_of(tracker)))


def say_aside(dispatcher: CollectingDispatcher, response: str, state: State, lang: str) -> State:
    """Says something on the way: the question that waits keeps its buttons, else the next one is asked."""
    content = load_content()
    own = content.responses[response]
    if own.buttons:
        shown = dict.fromkeys((*own.services, *(route_of(content, state)[:2] if state.situation else ())))
        dispatcher.utter_message(response=response, services=list(shown))
        return state
    if own.text(lang).endswith("?"):
        say(dispatcher, response)  # it asks by itself
        return replace(state, awaiting="")
    if own.services[:1] == _CALL_NOW and state.awaiting not in _OF_THIS_MINUTE:
        return _call_first(dispatcher, response, replace(state, awaiting=""))
    waiting = content.responses.get(_ASKED_BY.get(state.awaiting, f"utter_ask_{state.awaiting}"))
    if waiting and _clear_alone(waiting):
        say_with_buttons(dispatcher, response, waiting.buttons, lang)
        return state
    say(dispatcher, response)
    if in_emergency(state):
        return replace(state, awaiting="")  # 911, and nothing beside it
    return ask_next(dispatcher, replace(state, awaiting=""))


def _call_first(dispatcher: CollectingDispatcher, response: str, state: State) -> State:
    """Says to call now, and asks nothing that can wait.

    The harm avoided: "I'll try it", left from a website, under "text 911 now"; "how old are you?" while they hide.
    """
    say(dispatcher, response)
    urgent = not in_emergency(state) and Way(load_content()).open_question(state) in _OF_THIS_MINUTE
    return ask_next(dispatcher, state) if urgent else state


def _clear_alone(question: Response) -> bool:
    """True when the buttons say what they answer: a bare "Yes" without its question could be taken for anything."""
    return bool(question.buttons) and not any(b.en in ("Yes", "No") for b in question.buttons)


class ActionFollowUp(Action):
    """Answers what was asked or told along the way, then goes on."""

    def name(self) -> str:
        return "action_follow_up"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[dict[str, Any]]:
        state, lang = state_of(tracker), lang_of(tracker)
        if offers(state):
            say(dispatcher, state.learned)
            _offer_meanings(dispatcher, "meant_else", state, lang)
            return remember(state)
        return remember(say_aside(dispatcher, state.learned, state, lang))


class ActionResume(Action):
    """Goes on after an aside: leaves a question that still waits, else asks the next one."""

    def name(self) -> str:
        return "action_resume"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[dict[str, Any]]:
        state = state_of(tracker)
        return remember(state if state.awaiting else ask_next(dispatcher, state))


class ActionAskBetween(Action):
    """Offers the two likeliest situations as buttons."""

    def name(self) -> str:
        return "action_ask_between"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[dict[str, Any]]:
        state = state_of(tracker)
        services = dict.fromkeys(s for name in state.between for s in load_content().situations[name].first)
        say_with_buttons(dispatcher, "utter_ask_between", _between(state.between), lang_of(tracker), services)
        return remember(state)


class ActionAskMeant(Action):
    """Offers the likeliest things that may have been meant as buttons; who can help stays in sight."""

    def name(self) -> str:
        return "action_ask_meant"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[dict[str, Any]]:
        state, content = state_of(tracker), load_content()
        services = dict.fromkeys((*with_people(content, state)[:1], *route_of(content, state)[:1]))
        _offer_meanings(dispatcher, "ask_meant", state, lang_of(tracker), services)
        return remember(state)


def _offer_meanings(
    dispatcher: CollectingDispatcher, question: str, state: State, lang: str, services: Iterable[str] = ()
) -> None:
    """The next wording of the question, a button for each thing that may have been meant, and one for none of them."""
    content = load_content()
    asked = first_unsaid(wordings(question, content), state.said)
    titles = [(name, content.follow_ups[name].title) for name in state.between]
    neither = content.responses["utter_name_else"]
    offered = [Button(en=t.en, es=t.es, means={MEANT: name}) for name, t in titles if t]
    say_with_buttons(
        dispatcher, asked, [*offered, Button(en=neither.en, es=neither.es, means={MEANT: NONE})], lang, services
    )


def _between(situations: tuple[str, ...]) -> list[Button]:
    """A button for each situation, and one for neither."""
    titles = load_content().responses
    buttons = [titles[f"utter_name_{s}"] for s in situations]
    named = [Button(en=t.en, es=t.es, means={"between": s}) for t, s in zip(buttons, situations)]
    neither = titles["utter_name_else"]
    return [*named, Button(en=neither.en, es=neither.es, means={"topic": "else"})]
