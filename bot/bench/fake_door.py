"""A small server that answers as the contract has it, with the real pages: for tests of what a page does.

It can be told to fail in the ways a server fails, and it remembers every request.
"""

from __future__ import annotations

import contextlib
import gzip
import json
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, NamedTuple, Optional
from urllib.parse import parse_qs, urlsplit

from bot.server.site import HEADERS, Asked, answer, sample_messages

HANG_SECONDS = 30.0
ARRIVAL_SECONDS = 20.0
FAILURES = ("refuse", "500", "429", "html", "truncated", "empty", "no_list", "hang", "401")
_BODIES = {
    "html": b"<html>gateway</html>",
    "truncated": b'{"messages": [{"text": "he',
    "empty": b'{"messages": [], "ended": false}',
    "no_list": b'{"messages": 7}',
}


class Seen(NamedTuple):
    """A request that arrived: method, path, headers in lower case, and its JSON where it had some."""

    method: str
    path: str
    headers: dict[str, str]
    body: dict[str, Any]


class FakeDoor(ThreadingHTTPServer):
    """The server. Set `failing` (or `end_failing`, for goodbyes) to one of FAILURES, `messages` to what it is to say, `pages` for pages of a test.

    Attributes:
        page_headers: further headers of the pages of a test.
        files: scripts of others, by path.
        origins: sites of others that may embed the widget.
    """

    daemon_threads = True
    request_queue_size = 64

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.seen: list[Seen] = []
        self.failing: Optional[str] = None
        self.end_failing: Optional[str] = None
        self.slow_seconds = 0.0
        self.ended = False
        self.messages = sample_messages("en")
        self.pages: dict[str, str] = {}
        self.files: dict[str, bytes] = {}
        self.page_headers: dict[str, str] = {}
        self.origins: set[str] = set()
        self.turns: dict[str, int] = {}

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"

    @property
    def calls(self) -> list[Seen]:
        """The requests that reached the door, without the pages and files."""
        return [s for s in self.seen if s.path.startswith("/webhooks/")]

    def wait_for_calls(self, count: int, *, to: str = "") -> list[Seen]:
        """The calls whose path ends with `to`, once there are `count` of them.

        A page shows what was chosen, and leaves, before what it sends has arrived.

        Raises:
            TimeoutError: fewer had arrived after ARRIVAL_SECONDS.
        """
        end = time.monotonic() + ARRIVAL_SECONDS
        while len(found := [s for s in self.calls if s.path.endswith(to)]) < count:
            if time.monotonic() > end:
                raise TimeoutError(f"{count} calls to {to or 'the door'} were awaited, {len(found)} arrived")
            time.sleep(0.02)
        return found

    def handle_error(self, *_: Any) -> None:
        """A browser that leaves in the middle is no failure of a test."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: FakeDoor

    def log_message(self, *_: Any) -> None:
        """Nothing: what a test says is in `seen`."""

    def do_GET(self) -> None:
        self._note(b"")
        split = urlsplit(self.path)
        if split.path in self.server.pages:
            headers = {"Content-Type": "text/html; charset=utf-8", **self.server.page_headers}
            self._send(200, self.server.pages[split.path].encode(), headers)
            return
        if split.path in self.server.files:
            body = gzip.compress(self.server.files[split.path], 9)
            self._send(200, body, {"Content-Type": "text/javascript", "Content-Encoding": "gzip"})
            return
        found = answer(
            Asked(
                split.path,
                parse_qs(split.query).get("lang", [""])[0],
                self.headers.get("Accept-Language", ""),
                self.headers.get("Host", ""),
                "gzip" in self.headers.get("Accept-Encoding", ""),
                self.headers.get("If-None-Match", ""),
            )
        )
        if found is None:
            self._send(404, b"", {})
        else:
            self._send(found.status, found.body, {**HEADERS, **found.headers})

    def do_OPTIONS(self) -> None:
        self._note(b"")
        self._send(404, b"", {})

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        asked = self._note(body)
        ends = asked.path.endswith("/end")
        failing = self.server.end_failing if ends else self.server.failing
        if ends and not failing:
            self._send(204, b"", {})
            return
        time.sleep(self.server.slow_seconds)
        failing = self.server.end_failing if ends else self.server.failing
        if failing == "refuse":
            self.close_connection = True
            self.connection.close()
        elif failing == "hang":
            time.sleep(HANG_SECONDS)
        elif failing in _BODIES:
            self._json(200, _BODIES[failing])
        elif failing:
            self._json(int(failing), json.dumps({"error": "x", "message": "x", "services": []}).encode())
        else:
            self._answer(asked)

    def _answer(self, asked: Seen) -> None:
        turn = str(asked.body.get("turn"))
        self.server.turns[turn] = self.server.turns.get(turn, 0) + 1
        body = {"token": "t" * 43, "expires_in": 900, "messages": self.server.messages, "ended": self.server.ended}
        self._json(201 if asked.path.endswith("/session") else 200, json.dumps(body).encode())

    def _note(self, body: bytes) -> Seen:
        headers = {name.lower(): value for name, value in self.headers.items()}
        found = Seen(self.command, self.path, headers, json.loads(body) if body else {})
        self.server.seen.append(found)
        return found

    def _json(self, status: int, body: bytes) -> None:
        self._send(status, body, {"Content-Type": "application/json"})

    def _send(self, status: int, body: bytes, headers: dict[str, str]) -> None:
        self.send_response(status)
        origin = self.headers.get("Origin", "")
        if origin in self.server.origins:
            headers = {**headers, "Access-Control-Allow-Origin": origin}
        for name, value in {**headers, "Content-Length": str(len(body))}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)


@contextlib.contextmanager
def fake_door() -> Iterator[FakeDoor]:
    """A running fake door, stopped afterwards."""
    server = FakeDoor()
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
        thread.join(timeout=5)


__all__ = ["FAILURES", "FakeDoor", "Seen", "fake_door"]
