"""Servers for tests and measurements, each on a free loopback port and stopped afterwards."""

from __future__ import annotations

import contextlib
import subprocess
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import IO, NamedTuple, Optional

from bot.content.load import ROOT
from bot.rehearsal.play import free_port, service_process

REDIS_CONFIGURATION = ROOT / "deploy" / "redis" / "handrail.conf"
_START_SECONDS = 20


class RedisServer(NamedTuple):
    """A running Redis: its port, its folder and its process."""

    port: int
    folder: Path
    process: subprocess.Popen[bytes]

    @property
    def url(self) -> str:
        return f"redis://127.0.0.1:{self.port}/0"

    def ask(self, *command: str) -> str:
        """What redis-cli answers."""
        done = subprocess.run(["redis-cli", "-p", str(self.port), *command], capture_output=True, text=True, check=True)
        return done.stdout.strip()


@contextlib.contextmanager
def redis_server(*options: str) -> Iterator[RedisServer]:
    """A Redis with the settings of deploy/redis, and then `options`, on TCP and without accounts."""
    port = free_port()
    with tempfile.TemporaryDirectory() as folder:
        command = ["redis-server", *settings_of(REDIS_CONFIGURATION), "--dir", folder, "--port", str(port), *options]
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        server = RedisServer(port, Path(folder), process)
        try:
            _wait_for(server)
            yield server
        finally:
            stop(process)


def settings_of(configuration: Path) -> list[str]:
    """The settings of a Redis configuration as options, without those that name its machine."""
    machine = ("unixsocket", "unixsocketperm", "aclfile", "dir", "port", "bind")
    options: list[str] = []
    for line in configuration.read_text(encoding="utf-8").splitlines():
        name, *values = line.split() or ["#"]
        if not name.startswith("#") and name not in machine:
            options += [f"--{name}", *(v.strip('"') for v in values)]
    return options


def _wait_for(server: RedisServer) -> None:
    until = time.monotonic() + _START_SECONDS
    while time.monotonic() < until:
        with contextlib.suppress(subprocess.CalledProcessError):
            if server.ask("PING") == "PONG":
                return
        time.sleep(0.05)
    raise RuntimeError("redis-server did not start. Is it installed?")


def stop(process: subprocess.Popen[bytes]) -> None:
    """Ends a process that this module started, also one that was stopped."""
    with contextlib.suppress(ProcessLookupError):
        process.kill()
    process.wait(timeout=20)


@contextlib.contextmanager
def rigged_service(
    model: Path, faults: Sequence[str], output: Optional[IO[bytes]] = None, options: Sequence[str] = ()
) -> Iterator[tuple[str, int]]:
    """Address and process id of a service with faults of `bot.bench.rigged`."""
    with service_process(model, output, options, program=("bot.bench.rigged", *faults, "--")) as found:
        yield found
