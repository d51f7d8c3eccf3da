"""The search has teeth: Rasa as it comes fails it."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from bot.bench.canary import Canary
from bot.bench.lab import stop
from bot.bench.traces import forms, in_bytes, in_memory
from bot.content.load import ROOT
from bot.rehearsal.play import free_port

pytestmark = pytest.mark.slow
_START_SECONDS = 300


class Ordinary(NamedTuple):
    """A `rasa run` with its REST channel, and where it logs."""

    port: int
    pid: int
    log: Path


@pytest.fixture(scope="module")
def ordinary(model: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ordinary]:
    folder, port = tmp_path_factory.mktemp("rasa"), free_port()
    (folder / "credentials.yml").write_text("rest:\n")
    (folder / "endpoints.yml").write_text("")
    command = [
        sys.executable, "-m", "rasa", "run", "--model", str(model), "--port", str(port), "-i", "127.0.0.1",
        "--credentials", str(folder / "credentials.yml"), "--endpoints", str(folder / "endpoints.yml"),
    ]  # fmt: skip
    environment = {**os.environ, "RASA_TELEMETRY_ENABLED": "false", "PYTHONPATH": str(ROOT)}
    environment.pop("LOG_LEVEL", None)
    log = folder / "log.txt"
    with log.open("wb") as output:
        process = subprocess.Popen(command, cwd=folder, env=environment, stdout=output, stderr=output)
    try:
        until = time.monotonic() + _START_SECONDS
        while not answers(port):
            assert process.poll() is None, log.read_text()[-2000:]
            assert time.monotonic() < until, "rasa did not start"
            time.sleep(0.5)
        yield Ordinary(port, process.pid, log)
    finally:
        stop(process)


def answers(port: int) -> bool:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=2):
            return True
    except (urllib.error.URLError, OSError):
        return False


def test_rasa_as_it_comes_writes_down_what_was_typed_by_one_who_left_in_a_hurry(ordinary: Ordinary) -> None:
    canary = Canary()
    body = json.dumps({"sender": "someone", "message": f"{canary.word()} wants money"}).encode()
    head = f"POST /webhooks/rest/webhook HTTP/1.1\r\nHost: a\r\nContent-Length: {len(body)}\r\n\r\n".encode()
    for _ in range(5):
        with socket.create_connection(("127.0.0.1", ordinary.port)) as connection:
            connection.sendall(head + body)
            time.sleep(0.02)
    time.sleep(5)

    needles = forms(canary.searched())

    assert in_bytes("log", ordinary.log.read_bytes(), needles) + in_memory(ordinary.pid, needles)


def test_rasa_as_it_comes_remembers_for_ever(ordinary: Ordinary) -> None:
    canary = Canary()
    body = json.dumps({"sender": "somebody", "message": f"{canary.word()} wants money"}).encode()
    request = urllib.request.Request(f"http://127.0.0.1:{ordinary.port}/webhooks/rest/webhook", data=body)
    with urllib.request.urlopen(request, timeout=60):
        pass
    time.sleep(1)

    assert in_memory(ordinary.pid, forms(canary.searched()))
