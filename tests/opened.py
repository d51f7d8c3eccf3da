"""Where a conversation stands once a threat was told and its first answers were said."""

from __future__ import annotations

from bot.routing.state import State

WORDS = "eight or more words that were typed by them here"
OPENED = State(
    situation="threat_money",
    covered=("threat_money",),
    asked=("safe",),
    facts={"safe": "yes"},
    said=frozenset({"utter_threat_money_believe", "utter_ask_safe", "utter_threat_money_steps"}),
)
