"""Turns what was heard into one act and the memory after it; the rules of data/stories answer the act.

Last in the pipeline. Reads the tracker, so that "yes" means what it answers. Without a tracker (as in
`rasa test nlu`) a message is the first of a conversation.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Optional

from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.shared.core.events import BotUttered
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.shared.nlu.constants import ENTITIES, INTENT, INTENT_RANKING_KEY, TEXT
from rasa.shared.nlu.training_data.message import Message

from bot.components.normaliser import PLAIN
from bot.components.situation_classifier import CORE_RANKING, PARTS, PARTS_TOLD, TOLD
from bot.components.stateless import Stateless
from bot.components.urgency_floor import URGENT
from bot.content import load_content
from bot.content.buttons import BUTTON, meaning
from bot.content.load import FOLLOW_UP
from bot.content.schema import LANGS
from bot.hearing.along import named_alone, named_beside, told_in, unbacked
from bot.hearing.answers import load_answers
from bot.hearing.lexicon import load_lexicon
from bot.hearing.normalise import normalise, typed_words
from bot.hearing.other_language import language_in_conversation
from bot.hearing.reading import facts_in, opened_with, opening, safe_first
from bot.hearing.terms import failure_in, holds, is_question, needs_in, offender_in, response_about, turns_in
from bot.routing.director import Director
from bot.routing.fits import EMERGENCY, LIFE, not_for
from bot.routing.heard import Heard, margins_told, parts_told, readings, told_along, weighed
from bot.routing.state import State, from_memory
from bot.routing.way import Move

_OF_A_LIFE = (*LIFE, *EMERGENCY, "offender_suicide_threat")
_SHORT = 4  # words
_HINTED = -0.5  # margin of what may be told, however unlike a first message it sounds


def state_of(tracker: Optional[DialogueStateTracker]) -> State:
    """What the conversation knows, from the slots and the names of what was said."""
    if tracker is None:
        return State()
    said = (e.metadata.get("utter_action", "") for e in tracker.events if isinstance(e, BotUttered))
    return from_memory(tracker.get_slot("situation") or "", tracker.get_slot("memory") or {}, said)


def _without(follow_ups: frozenset[str], named: Sequence[tuple[str, float]]) -> list[tuple[str, float]]:
    """The readings without those follow-ups of which the message has no word."""
    return [(n, p) for n, p in named if n.removeprefix(FOLLOW_UP) not in follow_ups or not n.startswith(FOLLOW_UP)]


def _begun(state: State) -> bool:
    """True once something was told; where they live says nothing yet about what happened."""
    return state.situation not in ("", "outside_us")


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=False)
class TurnDirector(Stateless, IntentClassifier):
    """Wiring around bot/routing/director.py."""

    def __init__(self) -> None:
        self._content = load_content()
        self._answers = load_answers()
        self._director = Director(self._content)
        self._lexicon = load_lexicon()
        self._tapped = {
            normalise(tap.title(lang), self._lexicon): tap.means
            for tap in self._content.taps
            if tap.means
            for lang in LANGS
        }

    def process(self, messages: list[Message], tracker: Optional[DialogueStateTracker] = None) -> list[Message]:
        for message in messages:
            state = state_of(tracker)
            lang = self._language(message, tracker, state)
            heard = self._heard(message, state)
            if lang in self._content.languages:
                heard = Heard(words=heard.words, ranking=(("non_english", 1.0),), urgent=heard.urgent)
            self._write(message, self._director.decide(heard, state), lang)
        return messages

    def _heard(self, message: Message, state: State) -> Heard:
        text = message.get(TEXT) or ""
        if text.startswith(BUTTON):
            return Heard(facts=meaning(text), button=True)
        words = message.get(PLAIN) or ""
        if words in self._tapped:
            return Heard(facts=self._tapped[words], button=True)
        named = [(r["name"], r["confidence"]) for r in message.get(INTENT_RANKING_KEY) or ()]
        begun = _begun(state)
        lacking = unbacked(words) | not_for(self._content.follow_ups, state) if begun else frozenset()
        margins = margins_told(message.get(TOLD) or (), message.get(PARTS_TOLD) or ())
        grave = [name for name, margin in margins if name in _OF_A_LIFE and margin >= _HINTED]
        parts = [_without(lacking, part) for part in message.get(PARTS) or ()]
        ranking, whole = readings(_without(lacking, named), self._content.likes, begun=begun, grave=grave)
        likely = told_along(whole, parts, begun=begun)
        opens = normalise(opening(text), self._lexicon)
        facts = facts_in(text, words, state.awaiting, self._content, self._answers)
        if not facts and safe_first(opens):
            facts = {"safe": "yes"}
        opened = {} if facts else opened_with(opens, state.awaiting, self._content, self._answers)
        told = told_in(words)
        fitting_told = tuple(n for n in told if n not in lacking)
        answers = bool(facts) and len(words.split()) <= _SHORT  # "im 12" answers, whatever it sounds like
        named_follow_ups, may_follow = (
            weighed(fitting_told, likely, named_alone(words)) if begun and not answers else (fitting_told, likely)
        )
        core = _without(lacking, message.get(CORE_RANKING) or ())
        return Heard(
            words=words,
            ranking=ranking,
            follow_up=likely[0] if likely else ("", 0.0),
            core=readings(core, self._content.likes, begun=begun, grave=grave)[0] if core else (),
            parts=parts_told(parts, self._content.likes),
            told=told,
            named=named_follow_ups,
            may_follow=may_follow,
            margins=margins,
            beside=named_beside(words),
            urgent=tuple((h.situation, h.strength, h.other) for h in message.get(URGENT) or ()),
            about=response_about(words),
            asks=is_question(words) or text.rstrip().endswith("?"),
            needs=needs_in(words),
            holds=turns_in(words),
            offender=offender_in(words),
            leaves=holds(words, "leaving"),
            failed=failure_in(words),
            own_picture=holds(words, "own_picture"),
            takes_back=holds(words, "taking_back"),
            laughing=any(w in self._lexicon.laughter for w in words.split()),
            facts=facts,
            opened=opened,
        )

    def _language(self, message: Message, tracker: Optional[DialogueStateTracker], state: State) -> str:
        """The language of a typed message, so that the answer is in it; "" where it does not tell."""
        text = message.get(TEXT) or ""
        if text.startswith(BUTTON):
            return ""
        before = (tracker.get_slot("lang") if tracker else "") or ""
        return language_in_conversation(text, typed_words(text, self._lexicon), before, bool(state.said))

    def _write(self, message: Message, move: Move, lang: str) -> None:
        """The act as intent, the memory as entities that fill the slots."""
        if (message.get(TEXT) or "").startswith(BUTTON):
            message.set(TEXT, "button")  # or Rasa's own slash handling would take it apart again
        ranking = (message.get(INTENT_RANKING_KEY) or [{"confidence": 1.0}])[0]
        message.set(INTENT, {"name": move.intent, "confidence": ranking["confidence"]}, add_to_output=True)
        values = {"situation": move.state.situation, "memory": move.state.to_memory(), "lang": lang or None}
        entities = [{"entity": k, "value": v} for k, v in values.items() if v is not None]
        message.set(ENTITIES, entities, add_to_output=True)
        message.set("also", list(move.also), add_to_output=True)
        message.set("acts_on", move.acts_on or move.state.situation, add_to_output=True)
