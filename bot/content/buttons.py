"""How a chosen button travels: `/inform` and what it means, made by the server and never by typed text."""

from __future__ import annotations

import json

BUTTON = "/inform"


def payload(means: dict[str, str]) -> str:
    """What choosing a button sends through the graph."""
    return f"{BUTTON}{json.dumps(means)}"


def meaning(text: str) -> dict[str, str]:
    """What a button's payload means.

    Raises:
        ValueError: when `text` is no payload of ours.
    """
    if not text.startswith(BUTTON):
        raise ValueError("not the payload of a button")
    return {str(k): str(v) for k, v in json.loads(text[len(BUTTON) :]).items()}
