"""Sends the door what nobody should, and checks every answer against its description: `python -m bot.bench.hostile`.

Bodies are made from docs/openapi.yml and then bent: other types, other sizes, other encodings, broken JSON.
"""

from __future__ import annotations

import http.client
import json
import random
import time
import uuid
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Optional
from urllib.parse import urlsplit

import jsonschema

_STRANGE = (
    "", " ", "\u0000", "\ud800", "\u202e\u202d", "\u200b", "💀" * 50, "z͑ͫ̓ͪ̂ͫ̽a̴l̵g̶o", "𝖍𝖊𝖑𝖕", "／exit", "/restart", '/inform{"who":"x"}',
    "{" * 400, "[[[[", "%s%s%n", "'; drop table", "<script>alert(1)</script>", "${jndi:ldap://x}", "../../etc/passwd",
    "\r\nSet-Cookie: a=b", "ﷺ" * 30, "a" * 999, "help " * 199, "1e999", "NaN", "null", "true", "\ufeffhi", "İ" * 40,
)  # fmt: skip
_ODD_VALUES: tuple[Any, ...] = (None, True, 0, -1, 1e308, [], {}, [[]], {"a": {}}, "x" * 1001, "x" * 20_000)
_KINDS = ("application/json", "text/plain", "text/html", "", "application/json; charset=utf-16", "multipart/form-data")
_TOKENS = ("", "Bearer ", "Bearer x", "Basic eDp5", "Bearer " + "a" * 43, "Bearer " + "a" * 5000, "bearer \u00e9")


@dataclass
class Result:
    """What came of it.

    Attributes:
        broken: what an answer did against the description, one line each, without what was sent.
        slowest: seconds to the slowest answer.
        crossed: how often somebody else, who chats meanwhile, was not given their own answer again.
    """

    statuses: Counter[int] = field(default_factory=Counter)
    broken: list[str] = field(default_factory=list)
    slowest: float = 0.0
    total: float = 0.0
    crossed: int = 0


class _Attacker:
    def __init__(self, address: str, described: dict[str, Any], seed: int) -> None:
        parts = urlsplit(address)
        self._host, self._port = parts.hostname or "", parts.port or 80
        self._described = described
        self._random = random.Random(seed)
        self._token = ""
        self._connection: Optional[http.client.HTTPConnection] = None
        self.result = Result()

    def arrive(self) -> None:
        """A conversation of its own, so that some bodies reach the bot; the one before is ended."""
        if self._token:
            self._send("DELETE", "/webhooks/chat/session", b"", {"Authorization": f"Bearer {self._token}"})
        status, raw = self._send("POST", "/webhooks/chat/session", b"{}", {"Content-Type": "application/json"})
        self._token = json.loads(raw).get("token", "") if status == 201 else ""

    def ask_again(self) -> tuple[int, bytes]:
        """The answer to one and the same turn, however often it is asked for."""
        body = json.dumps({"text": "alguien quiere publicar mi foto", "turn": str(uuid.UUID(int=1))}).encode()
        headers = {"Content-Type": "application/json", "Authorization": f"Bearer {self._token}"}
        return self._send("POST", "/webhooks/chat/message", body, headers)

    def attack(self) -> None:
        """One request, its answer checked."""
        choose: Callable[..., Any] = self._random.choice
        method, path = choose(
            [("POST", "/webhooks/chat/message")] * 8
            + [("POST", "/webhooks/chat/session"), ("DELETE", "/webhooks/chat/session"), ("GET", "/healthz")]
            + [
                ("POST", "/webhooks/rest/webhook"),
                ("PUT", "/webhooks/chat/message"),
                ("GET", "/conversations/a/tracker"),
            ]
        )
        token = f"Bearer {self._token}" if self._random.random() < 0.8 else choose(_TOKENS)
        kind = "application/json" if self._random.random() < 0.85 else choose(_KINDS)
        headers = {"Authorization": token.encode("latin-1", "ignore").decode("latin-1"), "Content-Type": kind}
        body = self._body()
        began = time.perf_counter()
        status, raw = self._send(method, path, b"" if method == "GET" else body, headers)
        self.result.slowest = max(self.result.slowest, time.perf_counter() - began)
        self.result.total += time.perf_counter() - began
        self.result.statuses[status] += 1
        self._judge(method, path, status, raw)
        if status == 401 or (method, status) == ("DELETE", 204):
            self.arrive()

    def _body(self) -> bytes:
        """Mostly an object as described, bent in one way or another."""
        text = self._random.choice(_STRANGE) if self._random.random() < 0.5 else self._letters()
        message: Any = {"text": text, "turn": str(uuid.UUID(int=self._random.getrandbits(128)))}
        bend = self._random.randrange(10)
        if bend == 0:
            message[self._random.choice(["text", "choose", "turn", "lang", "sender", "metadata", "__class__"])] = (
                self._random.choice(_ODD_VALUES)
            )
        elif bend == 1:
            message = self._random.choice(_ODD_VALUES)
        elif bend == 2:
            message = {"choose": text}
        raw = json.dumps(message, ensure_ascii=self._random.random() < 0.5).encode("utf-8", "surrogatepass")
        return self._broken(raw) if bend in (3, 4) else raw

    def _broken(self, raw: bytes) -> bytes:
        at = self._random.randrange(max(1, len(raw)))
        return self._random.choice(
            (raw[:at], raw[:at] + bytes([self._random.randrange(256)]) + raw[at:], raw * 40, raw.decode("utf-8", "replace").encode("utf-16"),
             b"[" * 4000, b'{"text": NaN}', self._random.randbytes(at + 1))
        )  # fmt: skip

    def _letters(self) -> str:
        pool = "abc defgh ijkl mno pqrst uvw xyz .,!? áéñ 💀 /@#$"
        return "".join(self._random.choice(pool) for _ in range(self._random.randrange(1, 120)))

    def _send(self, method: str, path: str, body: bytes, headers: dict[str, str]) -> tuple[int, bytes]:
        """Status and body; 0 when there was no answer at all, tried on a fresh connection."""
        for _ in range(2):
            if self._connection is None:
                self._connection = http.client.HTTPConnection(self._host, self._port, timeout=20)
            try:
                self._connection.request(method, path, body or None, headers)
                answer = self._connection.getresponse()
                return answer.status, answer.read()
            except (OSError, http.client.HTTPException):
                self._connection.close()
                self._connection = None
        return 0, b""

    def _judge(self, method: str, path: str, status: int, raw: bytes) -> None:
        where = f"{method} {path}: {status}"
        if status >= 500 or status == 0:
            self.result.broken.append(where)
        elif status not in (204,):
            self._against_description(where, method, path, status, raw)

    def _against_description(self, where: str, method: str, path: str, status: int, raw: bytes) -> None:
        try:
            found = json.loads(raw)
        except ValueError:
            self.result.broken.append(f"{where}: no JSON")
            return
        if status == 200 and path.endswith("message") and not found.get("messages"):
            self.result.broken.append(f"{where}: an empty reply")
        if status == 429 and not found.get("services"):
            self.result.broken.append(f"{where}: no contacts")
        schema = self._schema(method, path, status)
        if schema is not None:
            try:
                jsonschema.validate(found, {**schema, "components": self._described["components"]})
            except jsonschema.ValidationError as error:
                self.result.broken.append(f"{where}: {'/'.join(map(str, error.path))} is not as described")

    def _schema(self, method: str, path: str, status: int) -> Optional[dict[str, Any]]:
        call = self._described["paths"].get(path, {}).get(method.lower())
        if call is None:
            return {"$ref": "#/components/responses/Error/content/application~1json/schema"}
        answer = call["responses"].get(str(status))
        if answer is None:
            self.result.broken.append(f"{method} {path}: {status} is not described")
            return None
        if "$ref" in answer:
            answer = self._described["components"]["responses"][answer["$ref"].rsplit("/", 1)[1]]
        schema: Optional[dict[str, Any]] = answer.get("content", {}).get("application/json", {}).get("schema")
        return schema


def run(address: str, described: dict[str, Any], *, bodies: int, seed: int) -> Result:
    """Sends `bodies` requests, one after the other; a new conversation every 40, and one that lasts beside them."""
    attacker, bystander = _Attacker(address, described, seed), _Attacker(address, described, seed)
    bystander.arrive()
    own = bystander.ask_again()
    for n in range(bodies):
        if n % 40 == 0:
            attacker.arrive()
            attacker.result.crossed += bystander.ask_again() != own or own[0] != 200
        attacker.attack()
    return attacker.result
