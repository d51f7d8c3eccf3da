"""Answers questions and small talk, each time in other words."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions.asking import ask_next
from actions.memory import intent_of, remember, say, state_of
from bot.content import load_content
from bot.routing.speech import first_unsaid, wordings


class ActionAnswer(Action):
    """Says the next wording for a question or a turn of the conversation."""

    def name(self) -> str:
        return "action_answer"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[dict[str, Any]]:
        state = state_of(tracker)
        say(dispatcher, first_unsaid(wordings(intent_of(tracker), load_content()), state.said))
        return []


class ActionSayLearned(Action):
    """Says the text for the answer just given, such as what stops them."""

    def name(self) -> str:
        return "action_say_learned"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[dict[str, Any]]:
        state = state_of(tracker)
        say(dispatcher, f"utter_{state.learned}")
        return remember(state)


class ActionExplain(Action):
    """Explains a word or a service; asks which one where the question names none."""

    def name(self) -> str:
        return "action_explain"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[dict[str, Any]]:
        state = state_of(tracker)
        if state.learned in load_content().responses:
            say(dispatcher, state.learned)
            return remember(ask_next(dispatcher, state))
        say(dispatcher, first_unsaid(wordings(intent_of(tracker), load_content()), state.said))
        return remember(state)
