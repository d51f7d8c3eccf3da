"""A client of the door, as the widget is one: it knows the contract and nothing else."""

from __future__ import annotations

import json
import time
import urllib.error
import urllib.request
import uuid
from typing import Any, Optional

from bot.rehearsal.dialogue import Dialogue, Reply, button_for

_TIMEOUT = 20
_PATIENCE = 30


class DoorClient:
    """One conversation over HTTP.

    Raises:
        urllib.error.HTTPError: from every call, when the door refuses.
    """

    def __init__(self, address: str, lang: str = "en") -> None:
        self._base = f"{address}/webhooks/chat"
        opened = self._call("POST", "/session", {"lang": lang})
        self._token: Optional[str] = opened["token"]
        self.opening = _reply({**opened, "ended": False})

    def say(self, text: str) -> Reply:
        return self._turn({"text": text})

    def choose(self, button: str) -> Reply:
        return self._turn({"choose": button})

    def end(self) -> None:
        self._call("DELETE", "/session", None)

    def _turn(self, body: dict[str, str]) -> Reply:
        return _reply(self._call("POST", "/message", {**body, "turn": str(uuid.uuid4())}))

    def _call(self, method: str, path: str, body: Optional[dict[str, str]]) -> Any:
        headers = {"Content-Type": "application/json"}
        if getattr(self, "_token", None):
            headers["Authorization"] = f"Bearer {self._token}"
        data = json.dumps(body).encode() if body is not None else None
        request = urllib.request.Request(self._base + path, data=data, headers=headers, method=method)
        found = _patiently(request)
        return json.loads(found) if found else None


def _patiently(request: urllib.request.Request) -> bytes:
    """The body of the answer; a rehearsal types faster than the door lets anybody, so it waits."""
    for _ in range(_PATIENCE):
        try:
            with urllib.request.urlopen(request, timeout=_TIMEOUT) as answer:
                return bytes(answer.read())
        except urllib.error.HTTPError as error:
            if error.code != 429:
                raise
            time.sleep(1)
    raise TimeoutError("the door kept answering 429")


def _reply(body: dict[str, Any]) -> Reply:
    messages = body["messages"]
    return Reply(
        texts=tuple(m["text"] for m in messages),
        services=tuple(s["id"] for m in messages for s in m["services"]),
        buttons=tuple((b["id"], b["title"]) for m in messages for b in m["buttons"]),
        ended=body["ended"],
    )


def play(dialogue: Dialogue, address: str) -> list[Reply]:
    """The replies to each turn, up to the end of the conversation."""
    client = DoorClient(address, dialogue.lang)
    replies: list[Reply] = []
    last = client.opening
    for step in dialogue.turns:
        if replies and replies[-1].ended:
            break
        button = button_for(step.choose, last) if step.choose else None
        last = client.choose(button) if button else client.say(step.say if step.say is not None else step.choose[0])
        replies.append(last)
    return replies
