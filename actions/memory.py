"""Reads and writes the conversation's state for the actions."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from rasa_sdk import Tracker
from rasa_sdk.events import SlotSet
from rasa_sdk.executor import CollectingDispatcher

from bot.content.buttons import payload
from bot.content.schema import Button
from bot.routing.state import State, from_memory


def state_of(tracker: Tracker) -> State:
    """What the conversation knows, from the slots and the names of what was said."""
    events = (e for e in tracker.events if e.get("event") == "bot")
    said = ((e.get("metadata") or {}).get("utter_action", "") for e in events)
    return from_memory(tracker.get_slot("situation") or "", tracker.get_slot("memory") or {}, said)


def remember(state: State) -> list[dict[str, Any]]:
    """The events that keep `state` for the next turn."""
    events = [SlotSet("memory", state.to_memory())]
    return [SlotSet("situation", state.situation), *events] if state.situation else events


def say(dispatcher: CollectingDispatcher, response: str, needs: Iterable[str] = ()) -> None:
    """Utters a response by its name, never literal text; `needs` are named before it."""
    dispatcher.utter_message(response=response, **({"needs": [*needs]} if needs else {}))


def say_with_buttons(
    dispatcher: CollectingDispatcher, response: str, buttons: Iterable[Button], lang: str, services: Iterable[str] = ()
) -> None:
    """Utters a response with the buttons of a question under it, and `services` instead of its own."""
    shown = [{"title": b.title(lang), "payload": payload(b.means)} for b in buttons]
    others = {"services": [*services]} if services else {}
    dispatcher.utter_message(response=response, buttons=shown, **others)


def lang_of(tracker: Tracker) -> str:
    """The language of the conversation."""
    return tracker.get_slot("lang") or "en"


def intent_of(tracker: Tracker) -> str:
    """The act the message was given."""
    return str(tracker.latest_message["intent"]["name"])
