"""The canary: says words that exist nowhere else, in every way the door can be spoken to, and ends the chat.

Whatever is found of them afterwards, anywhere, is a broken promise.
"""

from __future__ import annotations

import json
import random
import socket
import time
import urllib.error
import urllib.request
import uuid
from collections.abc import Iterator
from typing import Any, Optional
from urllib.parse import urlsplit

# No vowels: no spelling rule makes another word of it.
_LETTERS = "bcdfghjkmpqrstvwxz"
_STEM = 9
_TIMEOUT = 20
_DISGUISES = (
    "{t} wants 200 from me",
    "{upper} IS BLACKMAILING ME",
    "he calls himself {t} and he has my pics",
    "/{t}",
    '/inform{{"{t}": "{t}"}}',
    "／{t}",
    "my name is {t}",
    "write to {t}@example.com",
    "@{t} did it",
    "his snap is {t}_99",
    "{split}",
    "{dotted}",
    "i want to die {t}",
    '{{"text": "{t}", "sender": "{t}"}}',
    "https://example.com/{t}",
    "me llamo {t} y me amenaza",
    "\u200b{t}\u202e",
    "{wide}",
    "{t} {t} {t} {t} {t} {t}",
    "exit later {t}",
)


class Canary:
    """One run's words: all share a stem, so that one search finds any of them.

    Attributes:
        stem: what to search for.
        tokens: the keys of the conversations held, which must vanish too.
        answers: what was made for one answer and stands nowhere else: where it is, the answer is.
    """

    def __init__(self) -> None:
        chooser = random.SystemRandom()
        self.stem = "".join(chooser.choice(_LETTERS) for _ in range(_STEM))
        self.tokens: list[str] = []
        self.answers: list[str] = []
        self._count = 0

    def word(self) -> str:
        """A new word: the stem at both ends, so that half a word is found as well."""
        self._count += 1
        return f"{self.stem}{self._count}q{self.stem}"

    def disguised(self) -> Iterator[str]:
        """Twenty messages, each with a word of its own."""
        for disguise in _DISGUISES:
            word = self.word()
            yield disguise.format(
                t=word, upper=word.upper(), split=" ".join(word), dotted=".".join(word),
                wide="".join(chr(ord(ch) + 0xFEE0) for ch in word),
            )  # fmt: skip

    def searched(self) -> list[str]:
        """The words to search for, spelled apart and wide too."""
        wide = "".join(chr(ord(ch) + 0xFEE0) for ch in self.stem)
        return [self.stem, " ".join(self.stem), ".".join(self.stem), wide, *self.tokens]


class Visitor:
    """Speaks with the door in every way it can be spoken to, well and badly."""

    def __init__(self, address: str, canary: Canary) -> None:
        self._address, self._canary = address, canary
        self._token = ""
        self.buttons: list[str] = []

    def arrive(self) -> None:
        """Opens a conversation."""
        _, body = self._call("POST", "/webhooks/chat/session", b'{"lang": "en"}')
        self._token = body["token"]
        self._canary.tokens.append(self._token)

    def talk(self) -> list[dict[str, Any]]:
        """Twenty messages and the buttons in between; the answers."""
        answers = []
        for text in self._canary.disguised():
            answers.append(self.say({"text": text, "turn": str(uuid.uuid4())}))
            if self.buttons and len(answers) % 4 == 0:
                answers.append(self.say({"choose": self.buttons[0]}))
        return answers

    def say(self, message: dict[str, str]) -> dict[str, Any]:
        """One turn, however long the door makes us wait for it."""
        body = json.dumps(message, ensure_ascii="turn" in message).encode()
        for _ in range(30):
            status, answer = self._call("POST", "/webhooks/chat/message", body)
            if status not in (429, 503):  # refused for now: a busy machine is not what this is about
                break
            time.sleep(0.7)
        self.buttons = [b["id"] for m in answer.get("messages", ()) for b in m["buttons"]]
        return {**answer, "status": status}

    def misbehave(self) -> list[int]:
        """Sends words where none belong; the statuses."""
        word = self._canary.word
        bodies = (
            f'{{"text": "{word()}"', f'["{word()}"]', f'{{"{word()}": 1}}', f'{{"choose": "{word()}"}}',
            f'{{"text": "a", "turn": "{word()}"}}', word() * 60, "\ufeff" + word(), f'{{"text": "{word() * 50}"}}',
        )  # fmt: skip
        statuses = [self._call("POST", "/webhooks/chat/message", body.encode())[0] for body in bodies]
        for path in (f"/{word()}", f"/help?{word()}={word()}", f"/widget/{word()}", f"/webhooks/{word()}/webhook"):
            statuses.append(self._call("GET", path)[0])
        statuses.append(self._call("POST", "/webhooks/chat/message", b'{"text": "a"}', token=word())[0])
        statuses.append(self._call("POST", "/webhooks/chat/message", b"{}", kind=word())[0])
        return statuses

    def hang_up(self, after: float) -> None:
        """Sends a message and closes the connection before the answer, as a quick exit does."""
        body = json.dumps({"text": f"{self._canary.word()} wants money"}).encode()
        parts = urlsplit(self._address)
        with socket.create_connection((parts.hostname or "", parts.port or 80), timeout=_TIMEOUT) as connection:
            head = (
                f"POST /webhooks/chat/message HTTP/1.1\r\nHost: {parts.netloc}\r\nAuthorization: Bearer {self._token}"
                f"\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
            )
            connection.sendall(head.encode() + body)
            time.sleep(after)

    def leave(self) -> None:
        """Ends the conversation."""
        self._call("DELETE", "/webhooks/chat/session")

    def _call(
        self, method: str, path: str, body: bytes = b"", *, kind: str = "application/json", token: Optional[str] = None
    ) -> tuple[int, dict[str, Any]]:
        headers = {"Content-Type": kind, "Authorization": f"Bearer {token or self._token}"}
        request = urllib.request.Request(self._address + path, data=body or None, headers=headers, method=method)
        try:
            with urllib.request.urlopen(request, timeout=_TIMEOUT) as answer:
                return answer.status, _object(answer.read())
        except urllib.error.HTTPError as error:
            return error.code, _object(error.read())


def _object(raw: bytes) -> dict[str, Any]:
    try:
        found = json.loads(raw or b"{}")
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}
