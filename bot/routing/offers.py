"""What became of the help that was offered: a service refused, the police refused, a step taken."""

from __future__ import annotations

from dataclasses import replace
from typing import Optional

from bot.hearing.word_lists import word_list
from bot.routing.fits import EMERGENCY, HURT, LIFE
from bot.routing.heard import Heard
from bot.routing.routes import next_service
from bot.routing.state import State
from bot.routing.way import Move, Way

OF_POLICE = ("fbi", "cybertipline")
_LINES = ("crisis_text_line", "lifeline_988", "childhelp", "rainn")  # what "no hotlines" refuses
_DONE = word_list("did_it")


class Offers:
    """Answers a refusal and a step taken, for one set of content."""

    def __init__(self, way: Way) -> None:
        self._way = way

    def refused_by_name(self, heard: Heard, state: State) -> Optional[Move]:
        """ "i dont want take it down": the service named is not shown again."""
        if not self._way.service_named(heard) or "will_not_use" not in heard.holds or heard.asks:
            return None
        return self.refuses(heard, state) if state.situation and state.situation not in EMERGENCY else None

    def refuses(self, heard: Heard, state: State) -> Move:
        """What was offered is not wanted: it is not shown again, and they are asked what stands in its way."""
        if "refuses_police" in heard.holds:
            return self._without_police(state)
        lines = _LINES if "refuses_lines" in heard.holds else ()
        refused = self._way.service_named(heard) or ("" if lines else state.last_offered)
        line = refused in _LINES  # who wants no 988 with pills in hand is not asked what speaks against a web form
        bodily = state.situation in HURT or (state.situation in LIFE and (line or not self._picture_told(state)))
        if bodily and "utter_follow_up_refuses_hurt" not in state.said:
            # What is offered to everyone who refuses is about pictures, and theirs is about a body or a bed.
            plain = replace(state.add("refused", refused, *lines), learned="utter_follow_up_refuses_hurt")
            return Move("follow_up", replace(plain, awaiting=""), acts_on="refuses_service")
        if bodily:
            return self._way.advance(replace(state.add("refused", refused, *lines), awaiting=""))
        again = "utter_refuses_service_again" in state.said
        new = replace(state.add("refused", refused, *lines), awaiting="" if again else "stopping")
        return Move("refuses_service", new)

    def _without_police(self, state: State) -> Move:
        """ "something with no cops in it": the police's own lines are refused, what was offered last is not."""
        new = replace(state.add("refused", *OF_POLICE), awaiting="")
        if "utter_stopping_police" not in state.said:
            return self._way.answered({"stopping": "police"}, new)
        go_on = "route" if next_service(self._way.content, new) else "human_now"
        return Move(go_on, new, acts_on="refuses_service")

    def _picture_told(self, state: State) -> bool:
        """True when a picture or a threat with one was told, whatever is in hand now."""
        told = (state.situation, *state.covered, *state.queue)
        return any(map(self._way.is_of_images, told))

    def step_taken(self, heard: Heard, state: State) -> Optional[Move]:
        """Help was called, or they did what was offered: it is welcomed, never offered once more."""
        called = "help_called" in heard.holds and not heard.asks  # "did you say help is on the way" asks
        if called and state.situation == "suicide_in_progress" and "utter_help_called" not in state.said:
            return Move("follow_up", replace(state, learned="utter_help_called"))
        did = ("did_it" in heard.holds and not heard.asks) or heard.words in _DONE
        if not did or not state.situation or state.situation in EMERGENCY:
            return None
        done = self._way.service_named(heard) or state.last_offered
        return Move("route_yes", replace(state.add("offered", done), awaiting="")) if done else None
