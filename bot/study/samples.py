"""How well first messages and follow-ups are heard, through the same code as the door: the tables of docs/recognition.md.

    python -m bot.study.samples MODEL

writes both sections. The sets are those of `tests/recognition/sets.yml`; none was learned from.
"""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

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
                found.append(_answered(turn, session, message["follow_up"], entry))
                conversations.sessions.end(session)
    right, offered, another = (sum(column) for column in zip(*found))
    return Answered(len(messages), right, offered, another, len(messages) - len(found))


def _answered(turn: Turn, session: Session, name: str, entry: FollowUp) -> tuple[bool, bool, bool]:
    """Whether the answer was right, or else offered it, or else was that of another follow-up."""
    right = bool(_texts(entry) & set(turn.said))
    offered = name in state_of(session.tracker).between
    other = any(said.startswith("utter_follow_up_") for said in turn.said)
    return right, offered and not right, other and not right and not offered


def _as_table(heard: Answered) -> Iterator[str]:
    fit = heard.messages - heard.unfit
    yield "| of messages that fit a talk | " + str(fit) + " |"
    yield "|---|---|"
    named = {"answered with what was meant": heard.right, "else one tap away, as a button": heard.offered}
    for words, count in {**named, "else answered with something else of the kind": heard.another}.items():
        yield f"| {words} | {count} ({100 * count / fit:.1f}%) |"


def main(model: Path) -> None:
    content = load_content()
    replace_section(_DOCUMENT, "samples", first_messages(model, content))
    replace_section(_DOCUMENT, "follow-ups", "\n".join(_as_table(asyncio.run(follow_ups(model, content)))))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
