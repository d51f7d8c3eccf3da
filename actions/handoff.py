"""Gets a young person to a human: one service at a time, never one they refused or that failed them."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions.asking import ask_next
from actions.memory import intent_of, lang_of, remember, say, say_with_buttons, state_of
from bot.content import load_content
from bot.routing.routes import country_services, next_service, route_of, with_people
from bot.routing.speech import first_unsaid, wordings
from bot.routing.state import State


def _say_with_try_it(dispatcher: CollectingDispatcher, response: str, lang: str) -> None:
    buttons = load_content().responses["utter_ask_try_it"].buttons
    say_with_buttons(dispatcher, response, buttons, lang)


def offer(dispatcher: CollectingDispatcher, state: State, lang: str, *, ask: bool) -> State:
    """Offers the next service with its reason.

    Args:
        ask: also put the question as its own bubble; else only its buttons go under the offer.
    """
    service = next_service(load_content(), state)
    if not service:
        say(dispatcher, "utter_route_done")
        return state
    if ask:
        say(dispatcher, f"utter_offer_{service}")
        say(dispatcher, "utter_ask_try_it")
    else:
        _say_with_try_it(dispatcher, f"utter_offer_{service}", lang)
    return replace(state.add("offered", service), awaiting="try_it")


class ActionOfferRoute(Action):
    """Offers the next service of the situation."""

    def name(self) -> str:
        return "action_offer_route"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[dict[str, Any]]:
        return remember(offer(dispatcher, state_of(tracker), lang_of(tracker), ask=True))


class ActionAcknowledge(Action):
    """Takes up the fact just told, or answers what was asked beside the story, then goes on; two bubbles at most."""

    def name(self) -> str:
        return "action_acknowledge"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[dict[str, Any]]:
        state = state_of(tracker)
        beside = state.learned in load_content().responses
        say(dispatcher, state.learned if beside else f"utter_heard_{state.learned}")
        steps = f"utter_{state.situation}_steps"
        if state.situation and steps in load_content().responses and steps not in state.said:
            say(dispatcher, steps)
        elif state.situation and not state.offered:
            state = offer(dispatcher, state, lang_of(tracker), ask=False)
        else:
            state = ask_next(dispatcher, state)
        return remember(state)


class ActionNextNeed(Action):
    """Takes up the most urgent thing that was heard and not yet talked about."""

    def name(self) -> str:
        return "action_next_need"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[dict[str, Any]]:
        state = state_of(tracker)
        situation = state.queue[0]
        need = load_content().situations[situation].need or "harm"
        if f"utter_next_{need}" not in state.said:
            say(dispatcher, f"utter_next_{need}")
        parts = [f"utter_{situation}_{part}" for part in ("believe", "steps", "point", "again")]
        say(dispatcher, first_unsaid(parts, state.said))
        state = replace(state, situation=situation, awaiting="").drop("queue", situation)
        return remember(state.add("covered", situation))


class ActionCountryServices(Action):
    """Shows the services of the country they named."""

    def name(self) -> str:
        return "action_country_services"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[dict[str, Any]]:
        state = state_of(tracker)
        service = country_services(load_content(), state)[0]
        _say_with_try_it(dispatcher, f"utter_offer_{service}", lang_of(tracker))
        return remember(replace(state.add("offered", service), awaiting="try_it"))


class ActionHumanNow(Action):
    """Shows people to reach: first those of what was told, then the lines for everything. Also where we have no answer."""

    def name(self) -> str:
        return "action_human_now"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[dict[str, Any]]:
        state, content = state_of(tracker), load_content()
        response = first_unsaid(wordings(intent_of(tracker), content), state.said)
        shown = dict.fromkeys((*with_people(content, state)[:2], *content.responses[response].services))
        dispatcher.utter_message(response=response, services=list(shown))
        return []


class ActionGoBack(Action):
    """Takes them back to what they ask for again, with the services of it in sight."""

    def name(self) -> str:
        return "action_go_back"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[dict[str, Any]]:
        state, content = state_of(tracker), load_content()
        services = [*route_of(content, state)[:2], state.last_offered]
        shown = list(dict.fromkeys(s for s in services if s)) if state.situation else []
        dispatcher.utter_message(response=first_unsaid(wordings("return_topic", content), state.said), services=shown)
        return remember(replace(state, awaiting="next"))
