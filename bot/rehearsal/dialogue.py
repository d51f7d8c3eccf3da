"""The shape of a dialogue and the judging of its replies. Knows no server."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Literal, NamedTuple, Optional

from pydantic import Field, ValidationError, root_validator

from bot.content.load import read_yaml
from bot.content.schema import Entry

_ANY = ("services_any", "text_any")


class BadDialogue(ValueError):
    """A dialogue file that cannot be played: path, dialogue, what is wrong."""


class Expect(Entry):
    """What a reply must and must not hold."""

    services_any: tuple[str, ...] = ()
    services_none: tuple[str, ...] = ()
    text_any: tuple[str, ...] = ()
    text_none: tuple[str, ...] = ()
    asks: Optional[bool] = None
    within: int = Field(1, ge=1)
    not_repeat: bool = False
    ended: Optional[bool] = None


class Step(Entry):
    """One turn of the young person: typed, or a button whose title holds one of some words."""

    say: Optional[str] = None
    choose: tuple[str, ...] = ()
    expect: Expect = Expect(within=1)

    @root_validator
    def _one_of_both(cls, values: dict[str, Any]) -> dict[str, Any]:
        if (values.get("say") is None) == (not values.get("choose")):
            raise ValueError("needs either say or choose")
        return values


class Dialogue(Entry):
    """A conversation with expectations."""

    id: str
    title: str
    lang: Literal["en", "es"] = "en"
    turns: tuple[Step, ...]


class Reply(NamedTuple):
    """What the service answered in one turn."""

    texts: tuple[str, ...]
    services: tuple[str, ...]
    buttons: tuple[tuple[str, str], ...]  # (id, title)
    ended: bool


class Failure(NamedTuple):
    """An expectation that did not hold: the turn (from 1) and what differed."""

    turn: int
    said: str
    fact: str


def read_dialogues(path: Path) -> list[Dialogue]:
    """The dialogues of a file.

    Raises:
        BadDialogue: naming the dialogue and the key that is wrong.
    """
    try:
        raw = read_yaml(path)
    except ValueError as error:
        raise BadDialogue(str(error)) from error
    return parse_dialogues(path, raw)


def parse_dialogues(path: Path, raw: Any) -> list[Dialogue]:
    """The dialogues of a file already parsed.

    Raises:
        BadDialogue: naming the dialogue and the key that is wrong.
    """
    if not isinstance(raw, list):
        raise BadDialogue(f"{path}: must be a list of dialogues, each with id, title and turns.")
    return [_dialogue(path, entry) for entry in raw]


def _dialogue(path: Path, entry: Any) -> Dialogue:
    try:
        return Dialogue.parse_obj(entry)
    except ValidationError as error:
        first = error.errors()[0]
        at = ".".join(str(part) for part in first["loc"])
        name = entry.get("id", "without an id") if isinstance(entry, dict) else "not a mapping"
        raise BadDialogue(f"{path}: dialogue {name}: {at}: {first['msg']}.") from error


def button_for(words: Sequence[str], reply: Optional[Reply]) -> Optional[str]:
    """The id of the first button whose title holds one of `words`, in their order; None without one."""
    for word in words:
        for button, title in reply.buttons if reply else ():
            if word.lower() in title.lower():
                return button
    return None


def satisfies(service: str, wanted: str, regions: dict[str, str]) -> bool:
    """True when `service` is the one wanted or of the family wanted."""
    if service == wanted:
        return True
    if wanted == "platform_report":
        return service.startswith("platform_")
    if wanted == "state_child_abuse_hotline":
        return service.startswith("state_child_abuse_hotline_")
    return wanted == "country_service" and not regions.get(service, "US").startswith(("US", "GLOBAL"))


def judge(steps: Sequence[Step], replies: Sequence[Reply], regions: dict[str, str]) -> list[Failure]:
    """Every expectation that did not hold, in the order of the turns."""
    failures: list[Failure] = []
    if len(replies) < len(steps):
        failures.append(Failure(len(replies), "", f"ended: {len(steps) - len(replies)} turns were never played"))
    for i, (step, reply) in enumerate(zip(steps, replies)):
        said = step.say if step.say is not None else f"[{step.choose[0]}]"
        before = [t for r in replies[:i] for t in r.texts]
        window = replies[i : i + step.expect.within]
        facts = [*_now(step.expect, reply, before, regions), *_soon(step.expect, window, regions)]
        failures.extend(Failure(i + 1, said, fact) for fact in facts)
    return failures


def _now(expect: Expect, reply: Reply, before: Sequence[str], regions: dict[str, str]) -> list[str]:
    """What is wrong with this reply alone."""
    text = "\n".join(reply.texts).lower()
    facts = [
        f"services_none: names {s}" for w in expect.services_none for s in reply.services if satisfies(s, w, regions)
    ]
    facts += [f"text_none: says /{p}/" for p in expect.text_none if re.search(p, text)]
    if expect.asks is not None and expect.asks != ("?" in text):
        facts.append(f"asks: expected {expect.asks}")
    if expect.not_repeat:
        facts += [f"not_repeat: says again: {t}" for t in reply.texts if t in before]
    if expect.ended is not None and expect.ended != reply.ended:
        facts.append(f"ended: expected {expect.ended}")
    return facts


def _soon(expect: Expect, window: Sequence[Reply], regions: dict[str, str]) -> list[str]:
    """What none of the next `within` replies holds."""
    facts = []
    services = [s for r in window for s in r.services]
    if expect.services_any and not any(satisfies(s, w, regions) for s in services for w in expect.services_any):
        facts.append(f"services_any: none of {', '.join(expect.services_any)}; got {', '.join(services) or 'none'}")
    text = "\n".join(t for r in window for t in r.texts).lower()
    if expect.text_any and not any(re.search(p, text) for p in expect.text_any):
        facts.append(f"text_any: none of {' | '.join(expect.text_any)}")
    return facts
