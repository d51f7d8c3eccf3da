"""Plays written dialogues inside the console: the same turns as the door, each with what was heard and why."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple, Optional

import yaml

from bot.console.explain import Said, explained, state_of
from bot.rehearsal.dialogue import (
    BadDialogue,
    Dialogue,
    Failure,
    Reply,
    Step,
    button_for,
    judge,
    parse_dialogues,
    read_dialogues,
)
from bot.rehearsal.play import Result
from bot.rehearsal.report import SCENARIOS, known_faults
from bot.server.conversation import Conversations, Turn
from bot.server.sessions import Session


class Played(NamedTuple):
    """A dialogue played: what came of it, and what was heard at each turn."""

    result: Result
    heard: list[dict[str, Any]]

    @property
    def rules(self) -> list[str]:
        """Names of the rules taken, in order."""
        return [h["rule"]["id"] for h in self.heard if h.get("rule")]


def files() -> list[Path]:
    """The scenario files of the project."""
    return [p for p in sorted(SCENARIOS.glob("*.yml")) if p.name != "open.yml"]


@lru_cache(maxsize=1)
def _dialogues() -> tuple[tuple[Path, Dialogue], ...]:
    """Every dialogue of the project, read once: a new one shows when the console is started again."""
    return tuple((path, dialogue) for path in files() for dialogue in read_dialogues(path))


def listed() -> list[dict[str, Any]]:
    """Every dialogue of the project, by file."""
    faults = known_faults()
    return [
        {"file": path.stem, "id": d.id, "title": d.title, "lang": d.lang, "turns": len(d.turns), "open": d.id in faults}
        for path, d in _dialogues()
    ]


def found(file: str, name: str) -> tuple[Path, Dialogue]:
    """A dialogue of the project.

    Raises:
        BadDialogue: when there is none of that name.
    """
    for path, dialogue in _dialogues():
        if (path.stem, dialogue.id) == (file, name):
            return path, dialogue
    raise BadDialogue(f"{file}: no dialogue {name}.")


async def play(conversations: Conversations, path: Path, dialogue: Dialogue) -> Played:
    """The dialogue played to its end or the conversation's, and judged."""
    _, session, opening = conversations.open(dialogue.lang)
    replies: list[Reply] = []
    heard: list[dict[str, Any]] = []
    last = _reply(opening)
    try:
        for step in dialogue.turns:
            if replies and replies[-1].ended:
                break
            last, why = await _take(conversations, session, step, last)
            replies.append(last)
            heard.append(why)
    finally:
        conversations.sessions.end(session)
    regions = {s.id: s.region for s in conversations.content.services.values()}
    return Played(Result(path, dialogue, replies, judge(dialogue.turns, replies, regions)), heard)


async def _take(
    conversations: Conversations, session: Session, step: Step, last: Reply
) -> tuple[Reply, dict[str, Any]]:
    """One step: a button where one fits, else typed words."""
    before = state_of(session)
    button = button_for(step.choose, last) if step.choose else None
    words = step.say if step.say is not None else step.choose[0]
    said = Said(words)
    turn: Optional[Turn] = None
    if button:
        said = Said(next(title for i, title in last.buttons if i == button), session.buttons[button])
        turn = await conversations.choose(session, button)
    turn = turn or await conversations.say(session, words)
    return _reply(turn), await explained(conversations, session, said, before, turn)


def _reply(turn: Turn) -> Reply:
    return Reply(
        texts=tuple(m["text"] for m in turn.messages),
        services=tuple(s["id"] for m in turn.messages for s in m["services"]),
        buttons=tuple((b["id"], b["title"]) for m in turn.messages for b in m["buttons"]),
        ended=turn.ended,
    )


def as_json(played: Played) -> dict[str, Any]:
    """The dialogue as the page plays it back, step by step."""
    result = played.result
    failures: dict[int, list[str]] = {}
    for failure in result.failures:
        failures.setdefault(failure.turn, []).append(failure.fact)
    turns = [
        {
            "said": h.get("chosen") or (step.say if step.say is not None else step.choose[0]),
            "button": "chosen" in h,
            "expect": step.expect.dict(exclude_defaults=True),
            "texts": list(reply.texts),
            "services": list(reply.services),
            "buttons": [title for _, title in reply.buttons],
            "ended": reply.ended,
            "failures": failures.get(number, []),
            "heard": h,
        }
        for number, (step, reply, h) in enumerate(zip(result.dialogue.turns, result.replies, played.heard), 1)
    ]
    dialogue = result.dialogue
    return {
        "file": result.path.stem,
        "id": dialogue.id,
        "title": dialogue.title,
        "lang": dialogue.lang,
        "passed": not result.failures,
        "open": dialogue.id in known_faults(),
        "failures": [_fact(f) for f in result.failures],
        "turns": turns,
        "rules": played.rules,
    }


def _fact(failure: Failure) -> str:
    return f"turn {failure.turn}: {failure.fact}"


def read_text(text: str) -> Sequence[Dialogue]:
    """The dialogues in a scenario file's text, for one that is not in the project yet.

    Raises:
        BadDialogue: naming the dialogue and the key that is wrong.
    """
    try:
        raw = yaml.safe_load(text)
    except yaml.YAMLError as error:
        raise BadDialogue(f"scenario: is no YAML: {str(error).splitlines()[-1].strip()}") from None
    return parse_dialogues(Path("scenario"), raw)


def as_yaml(raw: dict[str, Any]) -> str:
    """A recorded dialogue as a scenario file has it (contract, section 4).

    Raises:
        BadDialogue: when it would be no dialogue.
    """
    dialogue = parse_dialogues(Path("scenario"), [raw])[0]
    lines = [f"- id: {_scalar(dialogue.id)}", f"  title: {_scalar(dialogue.title)}"]
    if dialogue.lang != "en":
        lines.append(f"  lang: {dialogue.lang}")
    lines.append("  turns:")
    for step in dialogue.turns:
        lines += _step_lines(step)
    return "\n".join(lines) + "\n"


def _step_lines(step: Step) -> list[str]:
    key, value = ("say", step.say) if step.say is not None else ("choose", list(step.choose))
    lines = [f"    - {key}: {_flow(value)}"]
    expect = step.expect.dict(exclude_defaults=True)
    if expect:
        plain = {k: list(v) if isinstance(v, tuple) else v for k, v in expect.items()}
        lines.append(f"      expect: {_flow(plain)}")
    return lines


def _scalar(text: str) -> str:
    return str(yaml.safe_dump({"k": text}, allow_unicode=True, width=10**6))[3:].strip()


def _flow(value: Any) -> str:
    return str(yaml.safe_dump([value], default_flow_style=True, allow_unicode=True, width=10**6, sort_keys=False))[1:-2]
