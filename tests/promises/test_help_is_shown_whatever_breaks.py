"""Whatever breaks on our side, the emergency contacts are shown: by the answer, by the refusal, by the proxy."""

from __future__ import annotations

import json
import os
import resource
import signal
import subprocess
import sys
import tarfile
import time
import urllib.error
import urllib.request
from pathlib import Path
from typing import Any

import pytest

from bot.bench.lab import proxy, redis_server, rigged_service
from bot.content.load import ROOT
from bot.rehearsal.play import free_port

pytestmark = pytest.mark.slow
CONTACTS = {"emergency_911", "lifeline_988", "crisis_text_line"}
LINES = (
    "someone online wants 300 or they post my picture",
    "i want to die",
    "is it my fault",
    "what now",
    "alguien quiere publicar mi foto",
)


class Caller:
    """Asks as the page does, and judges as it does: contacts within eight seconds, whatever comes back."""

    def __init__(self, address: str, trusted: Any = None) -> None:
        self._base, self._trusted = f"{address}/webhooks/chat", trusted
        self._token = ""

    def ask(self, path: str, body: dict[str, str]) -> tuple[int, dict[str, Any], float]:
        """(status, body, seconds)."""
        headers = {"Content-Type": "application/json", "Authorization": f"Bearer {self._token}"}
        request = urllib.request.Request(self._base + path, json.dumps(body).encode(), headers)
        began = time.monotonic()
        try:
            with urllib.request.urlopen(request, timeout=8, context=self._trusted) as answer:
                status, found = answer.status, json.loads(answer.read())
        except urllib.error.HTTPError as error:
            status, found = error.code, json.loads(error.read())
        return status, found, time.monotonic() - began

    def arrive(self) -> int:
        """Opens a conversation; the status."""
        status, body, _ = self.ask("/session", {"lang": "en"})
        self._token = body.get("token", "")
        return status

    def is_helped(self, text: str) -> bool:
        """True when the answer to `text` has messages, or is a refusal with the contacts."""
        status, body, _ = self.ask("/message", {"text": text})
        if status == 200:
            return bool(body["messages"]) and all(m["text"] for m in body["messages"])
        return bool(CONTACTS & {s["id"] for s in body["services"]})


def every_turn_helps(address: str, turns: int) -> None:
    caller = Caller(address)
    assert caller.arrive() == 201
    for n in range(turns):
        assert caller.is_helped(LINES[n % len(LINES)])


def test_when_actions_fail_every_turn_still_helps(model: Path, tmp_path: Path) -> None:
    with (tmp_path / "log").open("wb") as output, rigged_service(model, ("actions_raise=1",), output) as (address, _):
        caller = Caller(address)
        caller.arrive()
        status, body, _ = caller.ask("/message", {"text": LINES[0]})
        every_turn_helps(address, 10)

    log = (tmp_path / "log").read_text()
    assert status == 200
    assert CONTACTS & {s["id"] for m in body["messages"] for s in m["services"]}
    assert LINES[0] not in log
    assert "ValueError" in log


def test_when_actions_hang_every_turn_still_helps_and_others_are_served(model: Path) -> None:
    with rigged_service(model, ("actions_hang=1",)) as (address, _):
        every_turn_helps(address, 3)
        began = time.monotonic()
        with urllib.request.urlopen(f"{address}/help", timeout=5) as page:
            assert b"tel:988" in page.read()
        assert time.monotonic() - began < 1


def test_on_a_full_disk_and_with_little_memory_it_serves(model: Path) -> None:
    full, faults = Path("/dev/full"), ("disk_full", "memory_limit=6000")
    with full.open("wb") as output, rigged_service(model, faults, output) as (address, pid):
        resource.prlimit(pid, resource.RLIMIT_FSIZE, (0, 0))  # from here on the kernel refuses it every file
        every_turn_helps(address, 10)


@pytest.mark.parametrize("harm", ["missing", "cut short", "another file", "not a model"])
def test_without_its_model_it_does_not_open_and_says_so(model: Path, harm: str, tmp_path: Path) -> None:
    harmed = tmp_path / "harmed.tar.gz"
    if harm == "cut short":
        harmed.write_bytes(model.read_bytes()[:100_000])
    elif harm == "another file":
        harmed.write_bytes(b"no archive")
    elif harm == "not a model":
        with tarfile.open(harmed, "w:gz") as archive:
            archive.add(ROOT / "config.yml", "config.yml")
    command = [sys.executable, "-m", "bot.cli", "serve", "--port", str(free_port()), "--model", str(harmed)]

    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=200)

    assert done.returncode != 0
    assert "ready" not in done.stdout
    assert "harmed" in done.stderr or "did not load" in done.stderr


def test_a_model_that_was_changed_is_not_the_one_that_fits(model: Path, tmp_path: Path) -> None:
    from bot.server import model as models

    assert models.fitting_model() == model
    assert models._digest_of_file(model) == json.loads(models._MANIFEST.read_text())["sha256"]
    changed = tmp_path / "changed.tar.gz"
    changed.write_bytes(model.read_bytes()[:-1] + b"\0")
    assert models._digest_of_file(changed) != models._digest_of_file(model)


def test_with_no_service_behind_it_the_proxy_shows_the_contacts() -> None:
    with proxy(f"http://127.0.0.1:{free_port()}", f"http://127.0.0.1:{free_port()}") as front:
        caller = Caller(front.address, front.trusted())

        for path in ("/session", "/message"):
            status, body, seconds = caller.ask(path, {})
            assert status == 503
            assert {s["id"] for s in body["services"]} == CONTACTS
            assert seconds < 8


def test_a_service_that_is_stopped_in_its_tracks_is_answered_for_in_time(model: Path) -> None:
    with rigged_service(model, (), options=("--behind-proxy",)) as (address, pid), proxy(address, address) as front:
        caller = Caller(front.address, front.trusted())
        assert caller.arrive() == 201
        os.kill(pid, signal.SIGSTOP)
        try:
            status, body, seconds = caller.ask("/message", {"text": LINES[0]})
        finally:
            os.kill(pid, signal.SIGCONT)

        assert (status, {s["id"] for s in body["services"]}) == (503, CONTACTS)
        assert seconds < 8
        assert caller.is_helped(LINES[0])


def test_while_redis_is_gone_the_contacts_are_shown_and_afterwards_the_chat_goes_on(model: Path) -> None:
    with redis_server() as redis, rigged_service(model, (), options=("--redis", redis.url)) as (address, _):
        caller = Caller(address)
        assert caller.arrive() == 201
        assert caller.is_helped(LINES[0])
        redis.process.send_signal(signal.SIGSTOP)
        try:
            status, body, seconds = caller.ask("/message", {"text": LINES[1]})
            page = urllib.request.urlopen(f"{address}/help", timeout=2).status
        finally:
            redis.process.send_signal(signal.SIGCONT)

        assert (status, {s["id"] for s in body["services"]}, page) == (503, CONTACTS, 200)
        assert seconds < 3
        time.sleep(0.5)
        assert caller.ask("/message", {"text": LINES[1]})[0] == 200
