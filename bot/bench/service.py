"""Starts a service as its operator would, and asks the kernel what it holds and uses."""

from __future__ import annotations

import contextlib
import http.client
import os
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from bot.bench.talk import Caller, DoorCaller, EchoCaller, Refused, RestCaller
from bot.content.load import ROOT
from bot.rehearsal.play import free_port

_START_SECONDS = 600
_ASKS_EVERY = 0.1


def resident(pid: int) -> float:
    """Resident memory of a process, MB."""
    return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 1e6


def processor_time(pid: int) -> float:
    """Seconds of processor time that a process has used so far."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


class Running(NamedTuple):
    """A service that answers.

    Attributes:
        ready: seconds from its start to its first answered turn.
    """

    name: str
    address: str
    pid: int
    ready: float
    caller: type[DoorCaller] | type[RestCaller] | type[EchoCaller]

    def talk(self, source: str = "127.0.0.1") -> Caller:
        """A new conversation."""
        return self.caller(self.address, source)

    def memory(self) -> float:
        """Resident memory, MB."""
        return resident(self.pid)

    def processor_time(self) -> float:
        """Seconds of processor time used so far."""
        return processor_time(self.pid)


@contextlib.contextmanager
def _started(
    name: str, command: Sequence[str], port: int, caller: type[DoorCaller] | type[RestCaller] | type[EchoCaller]
) -> Iterator[Running]:
    address = f"http://127.0.0.1:{port}"
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "RASA_TELEMETRY_ENABLED": "false"}
    start = time.perf_counter()
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=environment)
    try:
        while not _answers(caller, address):
            if process.poll() is not None or time.perf_counter() - start > _START_SECONDS:
                raise RuntimeError(f"{name} did not get ready. Run: {' '.join(command)}")
            time.sleep(_ASKS_EVERY)
        yield Running(name, address, process.pid, time.perf_counter() - start, caller)
    finally:
        process.terminate()
        process.wait(timeout=30)


def _answers(caller: type[DoorCaller] | type[RestCaller] | type[EchoCaller], address: str) -> bool:
    try:
        talk = caller(address)
        talk.say("hello")
        talk.end()
    except (OSError, Refused, http.client.HTTPException):
        return False  # the last: a port that nobody has yet may answer itself
    return True


def handrail(model: Path, *options: str) -> contextlib.AbstractContextManager[Running]:
    """Handrail, with one process."""
    port = free_port()
    command = [sys.executable, "-m", "bot.cli", "serve", "--port", str(port), "--model", str(model), *options]
    return _started("Handrail", command, port, DoorCaller)


def stock_rasa(project: Path, model: Path) -> contextlib.AbstractContextManager[Running]:
    """Stock Rasa with its in-memory store and its REST channel."""
    port = free_port()
    command = [
        sys.executable, "-m", "rasa", "run", "--model", str(model), "--port", str(port), "--interface", "127.0.0.1",
        "--credentials", str(project / "credentials.yml"), "--endpoints", str(project / "endpoints.yml"),
    ]  # fmt: skip
    return _started("stock Rasa", command, port, RestCaller)


def echo() -> contextlib.AbstractContextManager[Running]:
    """A Sanic route that echoes."""
    port = free_port()
    return _started("echo", [sys.executable, "-m", "bot.bench.echo", str(port)], port, EchoCaller)
