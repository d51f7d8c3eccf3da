"""How well first messages and follow-ups are heard, through the same code as the door: the tables of docs/recognition.md.

    python -m bot.study.samples MODEL

writes their sections. The sets are those of `tests/recognition/sets.yml`; none was learned from.
"""

from __future__ import annotations

import asyncio
import sys
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import Any, NamedTuple

from rich.progress import Progress

from bot.components.turn_director import state_of
from bot.content import Content, load_content
from bot.content.load import ROOT, read_yaml
from bot.content.schema import FollowUp
from bot.content.score import as_markdown, score
from bot.content.sections import replace_section
from bot.routing.fits import is_for
from bot.server import quiet
from bot.server.conversation import Conversations, Turn
from bot.server.evaluate import answer_all, as_result
from bot.server.sessions import Session
from bot.study.material import HELD_OUT, held_out

_DOCUMENT = ROOT / "docs" / "recognition.md"


def first_messages(model: Path, content: Content) -> str:
    """A table for each set: what the first answer to each message acts on, names and shows."""
    sets = read_yaml(HELD_OUT / "sets.yml")["first messages"]
    messages = [held_out(entry["file"]) for entry in sets]
    turns = iter(asyncio.run(answer_all(model, [m for group in messages for m in group])))
    tables = []
    for entry, group in zip(sets, messages):
        found = [as_result(message, next(turns), content) for message in group]
        tables.append(f"**{entry['title']}**\n\n{as_markdown(score(group, found, content))}")
    return "\n\n".join(tables)


class Answered(NamedTuple):
    """How follow-ups were answered, counts of messages.

    Attributes:
        right: with a text of the follow-up that was meant; offered: it was a button of the answer.
        another: with a text of another follow-up; unfit: there is no talk in which it may be said.
    """

    messages: int
    right: int
    offered: int
    another: int
    unfit: int


class _Talks:
    """Talks opened so that a follow-up may be said in them."""

    def __init__(self, conversations: Conversations) -> None:
        raw = read_yaml(HELD_OUT / "sets.yml")
        self._openings: Mapping[str, Mapping[str, str]] = raw["talks"]
        self._safe: Sequence[str] = raw["safe"]
        self._conversations = conversations

    async def opened(self, entry: FollowUp, lang: str) -> Session | None:
        """A session in which the follow-up fits, or None."""
        for fit in (f for f in entry.only or ("anybody",) if f in self._openings):
            _, session = self._conversations.sessions.open(lang)
            turn = await self._conversations.say(session, self._openings[fit][lang])
            safe = next((b["id"] for m in turn.messages for b in m["buttons"] if b["title"] in self._safe), "")
            if safe:
                await self._conversations.choose(session, safe)
            if is_for(entry, state_of(session.tracker)):
                return session
            self._conversations.sessions.end(session)
        return None


def _texts(entry: FollowUp) -> set[str]:
    return {*entry.say, *(text for texts in entry.instead.values() for text in texts)}


async def follow_ups(model: Path, content: Content) -> Answered:
    """Each message of `follow_ups.jsonl` in a talk that fits what it means: what is answered."""
    conversations = Conversations.load(model)
    quiet.hush()
    talks, found = _Talks(conversations), list[tuple[bool, bool, bool]]()
    messages = [m for m in held_out("follow_ups.jsonl") if _texts(content.follow_ups[m["follow_up"]])]
    with Progress(transient=True) as progress:
        for message in progress.track(messages, description="in the middle of a talk"):
            entry = content.follow_ups[message["follow_up"]]
            session = await talks.opened(entry, message["lang"])
            if session:
                turn = await conversations.say(session, message["text"])
                found.append(_answered(turn, session, [message["follow_up"]], content))
                conversations.sessions.end(session)
    right, offered, another = (sum(column) for column in zip(*found))
    return Answered(len(messages), right, offered, another, len(messages) - len(found))


async def whole_talks(model: Path, content: Content, of: str = "whole_talks.jsonl") -> Answered:
    """Each message of the talks in the file `of` that means a follow-up, after all that was said before it."""
    conversations = Conversations.load(model)
    quiet.hush()
    found = list[tuple[bool, bool, bool]]()
    with Progress(transient=True) as progress:
        talks = groupby(progress.track(held_out(of), description="whole talks"), itemgetter("talk"))
        for _, messages in talks:
            found += [answered async for answered in _one_talk(conversations, list(messages), content)]
    right, offered, another = (sum(column) for column in zip(*found))
    return Answered(len(found), right, offered, another, 0)


async def _one_talk(
    conversations: Conversations, messages: Sequence[Mapping[str, Any]], content: Content
) -> AsyncIterator[tuple[bool, bool, bool]]:
    """How each message of a talk that means a follow-up is answered; "#2" is a tap on the second button."""
    _, session, turn = conversations.open(messages[0]["lang"])
    for message in messages:
        buttons = [button["id"] for m in turn.messages for button in m["buttons"]]
        tapped = message["text"].removeprefix("#")
        if tapped.isdecimal() and int(tapped) <= len(buttons):
            turn = await conversations.choose(session, buttons[int(tapped) - 1]) or turn
        else:
            turn = await conversations.say(session, message["text"])
        if message["means"] and message["means"][0] in content.follow_ups:
            yield _answered(turn, session, message["means"], content)
    conversations.sessions.end(session)


def _answered(turn: Turn, session: Session, means: Sequence[str], content: Content) -> tuple[bool, bool, bool]:
    """Whether the answer was right, or else offered what was meant, or else was that of another follow-up."""
    entries = [content.follow_ups[name] for name in means if name in content.follow_ups]
    other = any(said.startswith("utter_follow_up_") for said in turn.said)
    goes_on = any(entry.act == "continue" for entry in entries) and not other
    right = goes_on or any(_texts(entry) & set(turn.said) for entry in entries)
    offered = bool(set(means) & set(state_of(session.tracker).between))
    return right, offered and not right, other and not right and not offered


def _as_table(of: str, heard: Answered) -> Iterator[str]:
    fit = heard.messages - heard.unfit
    yield f"| {of} | {fit} |"
    yield "|---|---|"
    named = {"answered with what was meant": heard.right, "else one tap away, as a button": heard.offered}
    for words, count in {**named, "else answered with something else of the kind": heard.another}.items():
        yield f"| {words} | {count} ({100 * count / fit:.1f}%) |"


def main(model: Path) -> None:
    content = load_content()
    replace_section(_DOCUMENT, "samples", first_messages(model, content))
    along = _as_table("of messages that fit a talk", asyncio.run(follow_ups(model, content)))
    replace_section(_DOCUMENT, "follow-ups", "\n".join(along))
    talks = _as_table("of messages in whole talks", asyncio.run(whole_talks(model, content)))
    replace_section(_DOCUMENT, "talks", "\n".join(talks))
    second = asyncio.run(whole_talks(model, content, "second_messages.jsonl"))
    replace_section(_DOCUMENT, "second", "\n".join(_as_table("of second messages", second)))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
