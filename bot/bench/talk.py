"""Callers of the two services: the door and stock Rasa's REST channel, over one kept connection each."""

from __future__ import annotations

import http.client
import json
import time
import uuid
from typing import Any, Optional, Protocol
from urllib.parse import urlsplit

# One conversation of everyday length, written for this benchmark.
TALK = (
    "someone online says they will post my picture tonight",
    "i think so",
    "just some account i never met",
    "they keep counting down",
    "will my mom find out",
    "i dont know what to do anymore about this whole thing",
    "ok",
    "what happens now",
)
_STORY = "it started a while ago and i did not tell anyone because i was ashamed of it all "
LONGEST = 1000  # characters; the door refuses more
_TIMEOUT = 60


def text_of(characters: int) -> str:
    """A message of this length."""
    return (_STORY * (characters // len(_STORY) + 1))[:characters].rstrip().ljust(characters, "x")


class Caller(Protocol):
    """One conversation with a service."""

    def say(self, text: str) -> float:
        """Seconds from sending to the last byte of the answer."""

    def end(self) -> None:
        """Leaves nothing behind, where the service can forget."""


class Refused(RuntimeError):
    """The service did not answer with 2xx."""


class _Connection:
    """One kept connection. `source` is the address it comes from: limits count by address."""

    def __init__(self, address: str, source: str) -> None:
        found = urlsplit(address)
        self._connection = http.client.HTTPConnection(
            found.hostname or "", found.port, timeout=_TIMEOUT, source_address=(source, 0)
        )

    def call(self, method: str, path: str, body: Optional[Any], token: str = "") -> Any:
        headers = {"Content-Type": "application/json"}
        if token:
            headers["Authorization"] = f"Bearer {token}"
        self._connection.request(method, path, json.dumps(body).encode() if body is not None else None, headers)
        answer = self._connection.getresponse()
        found = answer.read()
        if answer.status >= 300:
            raise Refused(f"{method} {path}: {answer.status}")
        return json.loads(found) if found else None

    def close(self) -> None:
        self._connection.close()


class DoorCaller:
    """A conversation with Handrail."""

    def __init__(self, address: str, source: str = "127.0.0.1") -> None:
        self._connection = _Connection(address, source)
        self._token = self._connection.call("POST", "/webhooks/chat/session", {"lang": "en"})["token"]

    def say(self, text: str) -> float:
        body = {"text": text, "turn": str(uuid.uuid4())}
        start = time.perf_counter()
        self._connection.call("POST", "/webhooks/chat/message", body, self._token)
        return time.perf_counter() - start

    def end(self) -> None:
        self._connection.call("DELETE", "/webhooks/chat/session", None, self._token)
        self._connection.close()

    def leave(self) -> None:
        """Goes away without ending: the session idles."""
        self._connection.close()


class RestCaller:
    """A conversation with stock Rasa."""

    def __init__(self, address: str, source: str = "127.0.0.1") -> None:
        self._connection = _Connection(address, source)
        self._sender = str(uuid.uuid4())

    def say(self, text: str) -> float:
        body = {"sender": self._sender, "message": text}
        start = time.perf_counter()
        self._connection.call("POST", "/webhooks/rest/webhook", body)
        return time.perf_counter() - start

    def end(self) -> None:
        """Stock Rasa keeps the conversation; there is no call that ends one."""
        self._connection.close()

    leave = end


class EchoCaller:
    """A route that gives back what it is given: what HTTP itself costs here."""

    def __init__(self, address: str, source: str = "127.0.0.1") -> None:
        self._connection = _Connection(address, source)

    def say(self, text: str) -> float:
        start = time.perf_counter()
        self._connection.call("POST", "/echo", {"text": text})
        return time.perf_counter() - start

    def end(self) -> None:
        self._connection.close()
