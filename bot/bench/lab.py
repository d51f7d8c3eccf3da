"""Servers for tests and measurements, each on a free loopback port and stopped afterwards."""

from __future__ import annotations

import contextlib
import os
import re
import socket
import ssl
import subprocess
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import IO, NamedTuple, Optional

from bot.content.load import ROOT
from bot.rehearsal.play import free_port, service_process
from bot.server.refusals import write_proxy_files
from bot.server.scrub import SETTINGS

REDIS_CONFIGURATION = ROOT / "deploy" / "redis" / "redis.conf"
PROXY_CONFIGURATION = ROOT / "deploy" / "nginx" / "nginx.conf"
_START_SECONDS = 20
_OVERWRITING = {"GLIBC_TUNABLES": SETTINGS["GLIBC_TUNABLES"]}


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
def redis_server(*options: str, port: int = 0) -> Iterator[RedisServer]:
    """A Redis with the settings of deploy/redis, and then `options`, on TCP and without accounts."""
    port = port or free_port()
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


class Proxy(NamedTuple):
    """A running nginx: where it listens, whom to trust, and its main process."""

    address: str
    certificate: Path
    folder: Path
    pid: int

    def trusted(self) -> ssl.SSLContext:
        """The TLS settings of a client that trusts this proxy only."""
        return ssl.create_default_context(cafile=str(self.certificate))

    def workers(self) -> list[int]:
        """Process ids of those that speak with callers."""
        return [int(n) for n in Path(f"/proc/{self.pid}/task/{self.pid}/children").read_text().split()]


@contextlib.contextmanager
def proxy(*addresses: str) -> Iterator[Proxy]:
    """An nginx with deploy/nginx in front of services, on a free port and with a certificate of its own.

    Only what names a machine is changed: folders, ports and the services behind.
    """
    with tempfile.TemporaryDirectory() as name:
        folder, port = Path(name), free_port()
        folder.chmod(0o755)
        write_proxy_files(folder)
        _make_certificate(folder / "tls")
        configuration = folder / "nginx.conf"
        configuration.write_text(_on_this_machine(folder, port, addresses), encoding="utf-8")
        command = ["nginx", "-c", str(configuration), "-g", "daemon off;"]
        with (folder / "nginx.err").open("wb") as errors:
            process = subprocess.Popen(command, stdout=errors, stderr=errors, env={**os.environ, **_OVERWRITING})
        try:
            _wait_for_port(port, folder / "nginx.err")
            yield Proxy(f"https://127.0.0.1:{port}", folder / "tls" / "fullchain.pem", folder, process.pid)
        finally:
            process.terminate()
            process.wait(timeout=20)


def _on_this_machine(folder: Path, port: int, addresses: Sequence[str]) -> str:
    text = PROXY_CONFIGURATION.read_text(encoding="utf-8")
    text = text.replace("/etc/handrail", str(folder)).replace("/run/handrail-proxy", str(folder))
    text = text.replace("listen 443", f"listen 127.0.0.1:{port}").replace("help.example.org", "127.0.0.1")
    servers = "".join(f"server {a.removeprefix('http://')} max_fails=1 fail_timeout=2s;" for a in addresses)
    return re.sub(r"(upstream handrail \{).*?(keepalive)", rf"\1 {servers} \2", text, flags=re.DOTALL)


def _make_certificate(folder: Path) -> None:
    folder.mkdir()
    subprocess.run(
        [
            "openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=127.0.0.1",
            "-addext", "subjectAltName=IP:127.0.0.1", "-keyout", str(folder / "privkey.pem"),
            "-out", str(folder / "fullchain.pem"),
        ],
        check=True, capture_output=True,
    )  # fmt: skip


def _wait_for_port(port: int, errors: Path) -> None:
    until = time.monotonic() + _START_SECONDS
    while time.monotonic() < until:
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
            return
        time.sleep(0.05)
    raise RuntimeError(f"nginx did not start: {errors.read_text()[:300]}")


class Cluster(NamedTuple):
    """Processes of the service behind one proxy, over one Redis."""

    proxy: Proxy
    redis: RedisServer
    services: list[tuple[str, int]]


@contextlib.contextmanager
def cluster(model: Path, *, processes: int = 2, faults: Sequence[str] = ()) -> Iterator[Cluster]:
    """The whole deployment on loopback, as deploy/ describes it."""
    with contextlib.ExitStack() as stack:
        redis = stack.enter_context(redis_server())
        options = ("--redis", redis.url, "--behind-proxy")
        services = [stack.enter_context(rigged_service(model, faults, options=options)) for _ in range(processes)]
        front = stack.enter_context(proxy(*(address for address, _ in services)))
        yield Cluster(front, redis, services)
