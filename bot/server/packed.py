"""A conversation as bytes, from which another process goes on with it, or this one after a pause."""

from __future__ import annotations

import json
from typing import Any

from bot.server.sessions import Session
from bot.server.tracker_store import as_stored


def packed(session: Session, offset: float = 0.0) -> bytes:
    """All of a conversation but its key.

    Args:
        offset: seconds by which another clock, in whose times it is kept, is ahead of ours.
    """
    kept: dict[str, Any] = {
        "lang": session.lang,
        "started": session.started + offset,
        "turns": session.turns,
        "events": as_stored(session.tracker) if session.tracker else session.events,
        "buttons": session.buttons,
        "answers": session.answers,
        "allowance": [session.allowance.left, session.allowance.at + offset],
    }
    return json.dumps(kept, ensure_ascii=False).encode()


def unpack(plain: bytes, session: Session, offset: float = 0.0) -> None:
    """Makes `session` what it was when it was packed."""
    kept = json.loads(plain)
    session.lang, session.started, session.turns = kept["lang"], kept["started"] - offset, kept["turns"]
    session.events, session.buttons, session.answers = kept["events"], kept["buttons"], kept["answers"]
    session.allowance.left, at = kept["allowance"]
    session.allowance.at = at - offset
