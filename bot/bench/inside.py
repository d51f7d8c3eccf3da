"""What goes on inside a turn, in a process as empty as the service's own and without any network.

`python -m bot.bench.inside understand MODEL` times the understanding of messages alone; `parts` says where the time of
whole turns goes, ours only; `costs` says how a turn's processor time and a session's memory grow; `talk` holds
conversations for some seconds, for a profiler to look at. JSON on standard output.
"""

from __future__ import annotations

import asyncio
import cProfile
import gc
import json
import statistics
import sys
import time
import tracemalloc
from collections import defaultdict
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from bot.bench.talk import LONGEST, TALK, text_of
from bot.server import quiet
from bot.server.absent import leave_out
from bot.server.sessions import MAX_TURNS

_WARM, _ROUNDS = 2, 15
_TALK_SECONDS = 20
_SESSIONS = 100


async def understand(model: Path) -> list[float]:
    """The ms of each message through the components that understand it."""
    if leave_out(model):
        from bot.server.in_process import InProcessActions
        from bot.server.processor import load_agent

        agent = load_agent(model, InProcessActions())
    else:
        from rasa.core.agent import Agent

        agent = Agent.load(model)
    quiet.hush()
    found = []
    for n in range(_WARM + _ROUNDS):
        for text in TALK:
            start = time.perf_counter()
            await agent.parse_message(text)
            if n >= _WARM:
                found.append(1000 * (time.perf_counter() - start))
    return found


def _conversations(model: Path) -> Any:
    from bot.server.conversation import Conversations

    conversations = Conversations.load(model)
    quiet.hush()
    return conversations


async def _talk_once(conversations: Any) -> None:
    _, session, _ = conversations.open("en")
    for text in TALK:
        await conversations.say(session, text)
    conversations.sessions.end(session)


async def parts(model: Path) -> dict[str, float]:
    """part of a turn -> processor time in ms a turn, the costliest first."""
    leave_out(model)
    spent: defaultdict[str, float] = defaultdict(float)
    for owner, method, name in _timed_parts():  # before the model is loaded: the graph takes the methods then
        setattr(owner, method, _timed(getattr(owner, method), spent, name))
    conversations = _conversations(model)
    for _ in range(_WARM):
        await _talk_once(conversations)
    spent.clear()
    start = time.process_time()
    for _ in range(_ROUNDS):
        await _talk_once(conversations)
    spent["all of it"] = time.process_time() - start
    spent["everything else"] = 2 * spent["all of it"] - sum(spent.values())
    each = {name: 1000 * seconds / _ROUNDS / len(TALK) for name, seconds in spent.items()}
    return dict(sorted(each.items(), key=lambda pair: -pair[1]))


def _timed_parts() -> Iterator[tuple[Any, str, str]]:
    """(class, method, what it does) of the parts that follow one another in a turn."""
    from rasa.core.actions.action import ActionExtractSlots, RemoteAction
    from rasa.core.policies.rule_policy import RulePolicy

    from bot.components.normaliser import Normaliser
    from bot.components.sentence_encoder import SentenceEncoder
    from bot.components.situation_classifier import SituationClassifier
    from bot.components.turn_director import TurnDirector
    from bot.components.urgency_floor import UrgencyFloor
    from bot.server.conversation import Conversations

    yield Normaliser, "process", "plain words"
    yield SentenceEncoder, "process", "sentence encoder"
    yield SituationClassifier, "process", "classifier"
    yield UrgencyFloor, "process", "urgency floor"
    yield TurnDirector, "process", "director"
    yield RulePolicy, "predict_action_probabilities", "rules"
    yield ActionExtractSlots, "run", "slots"
    yield RemoteAction, "run", "actions"
    yield Conversations, "_shown", "the answer as the page shows it"


def _timed(function: Callable[..., Any], spent: dict[str, float], name: str) -> Callable[..., Any]:
    """`function`, its processor time added to `spent`."""
    if asyncio.iscoroutinefunction(function):

        async def slow(*args: Any, **kwargs: Any) -> Any:
            start = time.process_time()
            try:
                return await function(*args, **kwargs)
            finally:
                spent[name] += time.process_time() - start

        return slow

    def timed(*args: Any, **kwargs: Any) -> Any:
        start = time.process_time()
        try:
            return function(*args, **kwargs)
        finally:
            spent[name] += time.process_time() - start

    return timed


async def costs(model: Path) -> dict[str, float]:
    """Calls of an early and a late turn; ms of a short and the longest first message; KB of a session.

    Calls of functions, because they are the same on a busy machine: they tell whether a turn does more work.
    """
    leave_out(model)
    conversations = _conversations(model)
    for _ in range(_WARM):
        await _talk_once(conversations)
    turns = await _each_turn(conversations)
    found: dict[str, float] = {
        "early calls": statistics.median(turns[2:9]),
        "late calls": statistics.median(turns[-7:]),
    }
    for name, text in (("short message", "help me"), ("longest message", text_of(LONGEST))):
        found[name] = min([await _first(conversations, text) for _ in range(_ROUNDS)])
    found["session KB"] = await _memory_of_a_session(conversations)
    return found


async def _each_turn(conversations: Any) -> list[int]:
    """The calls that each turn of one conversation makes."""
    _, session, _ = conversations.open("en")
    found = []
    for turn in range(MAX_TURNS):
        profile = cProfile.Profile()
        profile.enable()
        await conversations.say(session, TALK[turn % len(TALK)])
        profile.disable()
        found.append(sum(entry.callcount for entry in profile.getstats()))
    conversations.sessions.end(session)
    return found


async def _first(conversations: Any, text: str) -> float:
    _, session, _ = conversations.open("en")
    start = time.process_time()
    await conversations.say(session, text)
    spent = 1000 * (time.process_time() - start)
    conversations.sessions.end(session)
    return spent


async def _memory_of_a_session(conversations: Any) -> float:
    """KB of Python's memory that one conversation of one turn holds."""
    tracemalloc.start()
    before, _ = tracemalloc.get_traced_memory()
    sessions = [conversations.open("en")[1] for _ in range(_SESSIONS)]
    for session in sessions:
        await conversations.say(session, TALK[0])
    gc.collect()
    after, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return (after - before) / _SESSIONS / 1000


async def talk(model: Path) -> dict[str, float]:
    """Turns a second of one conversation after the other."""
    leave_out(model)
    conversations = _conversations(model)
    turns, start = 0, time.perf_counter()
    while time.perf_counter() - start < _TALK_SECONDS:
        await _talk_once(conversations)
        turns += len(TALK)
    return {"turns a second": turns / (time.perf_counter() - start)}


if __name__ == "__main__":
    quiet.environment()
    _DO = {"understand": understand, "parts": parts, "costs": costs, "talk": talk}
    sys.stdout.write(json.dumps(asyncio.run(_DO[sys.argv[1]](Path(sys.argv[2])))) + "\n")
