"""The machine it runs on keeps nothing: no core, no swap, no log, no disk, no address."""

from __future__ import annotations

import configparser
import ctypes
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest
import yaml

from bot.bench.lab import redis_server, rigged_service
from bot.content.load import ROOT
from bot.server.redis_store import RedisStore, UnsafeRedis
from bot.server.refusals import caller_groups, error_body, write_proxy_files

DEPLOY = ROOT / "deploy"
UNITS = ("handrail@.service", "handrail-redis.service", "handrail-proxy.service")


def unit(name: str) -> configparser.SectionProxy:
    """The [Service] section of a unit."""
    parser = configparser.RawConfigParser(strict=False)
    parser.optionxform = str  # type: ignore[assignment, method-assign]
    parser.read(DEPLOY / "systemd" / name)
    return parser["Service"]


@pytest.mark.parametrize("name", UNITS)
def test_every_unit_forbids_cores_swap_and_what_it_does_not_need(name: str) -> None:
    service = unit(name)

    assert service["LimitCORE"] == "0"
    assert service["MemorySwapMax"] == "0"
    assert service["NoNewPrivileges"] == "yes"
    assert service["ProtectSystem"] == "strict"
    assert service["ProtectHome"] == "yes"
    assert service["StandardOutput"] == "null"


@pytest.mark.parametrize(("name", "most"), zip(UNITS, (2.0, 1.0, 3.0)))
def test_systemd_rates_every_unit_as_hardened(name: str, most: float, tmp_path: Path) -> None:
    file = tmp_path / name.replace("@", "@8081")
    shutil.copy(DEPLOY / "systemd" / name, file)
    command = ["systemd-analyze", "security", "--offline=yes", f"--threshold={most * 10:.0f}", str(file)]

    done = subprocess.run(command, capture_output=True, text=True)

    assert done.returncode == 0, done.stdout[-300:]


def test_the_service_speaks_with_this_machine_only() -> None:
    assert unit("handrail@.service")["IPAddressDeny"] == "any"
    assert unit("handrail@.service")["IPAddressAllow"] == "localhost"


def test_the_journal_is_in_memory_and_the_container_has_no_log() -> None:
    assert "Storage=volatile" in (DEPLOY / "systemd" / "journald.conf").read_text()
    assert "--log-driver none" in (DEPLOY / "Containerfile").read_text()


def test_the_proxy_logs_nothing_and_tells_the_service_nothing_of_the_caller() -> None:
    text = (DEPLOY / "nginx" / "nginx.conf").read_text()

    assert "access_log off" in text
    assert re.findall(r"error_log\s+(\S+)", text) == ["/dev/null"]
    assert "$remote_addr" not in text
    assert "$binary_remote_addr" not in text
    for header in ("X-Forwarded-For", "X-Real-IP", "User-Agent", "Referer", "Cookie"):
        assert f'proxy_set_header {header} "";' in text


def test_the_proxy_lets_every_call_of_the_door_through() -> None:
    """One that it did not know was the goodbye of a page that is closed: the chat lived on until it idled out."""
    calls = yaml.safe_load((ROOT / "docs" / "openapi.yml").read_text(encoding="utf-8"))["paths"]
    text = (DEPLOY / "nginx" / "nginx.conf").read_text(encoding="utf-8")

    assert [path for path in calls if path.startswith("/webhooks/") and f"location = {path} {{" not in text] == []


def test_the_proxy_knows_callers_by_groups_of_millions_under_a_salt_of_the_hour() -> None:
    first, second = caller_groups(), caller_groups()

    assert first.count("% ") == 999
    assert first.splitlines()[0] != second.splitlines()[0]
    assert unit("handrail-salt.service")["ExecStart"].endswith("reload handrail-proxy.service")


def test_the_proxys_own_refusals_carry_the_services(tmp_path: Path) -> None:
    write_proxy_files(tmp_path)

    written = {int(p.stem) for p in (tmp_path / "refusals").iterdir()}

    assert written == {400, 404, 413, 429, 503}
    assert all(error_body(status)["services"] for status in (429, 503))
    assert (tmp_path / "groups.conf").stat().st_mode & 0o077 == 0


def test_redis_has_no_disk_no_log_of_commands_and_an_account_that_can_do_little() -> None:
    rights = (DEPLOY / "redis" / "redis.acl").read_text().split()

    with redis_server() as redis:
        settings = {
            n: redis.ask("CONFIG", "GET", n).split("\n")[1:2] for n in ("save", "appendonly", "maxmemory-policy")
        }
        redis.ask("SET", "s:a", "b")
        redis.process.send_signal(signal.SIGTERM)
        redis.process.wait(timeout=10)
        files = list(redis.folder.iterdir())

    assert settings == {"save": [], "appendonly": ["no"], "maxmemory-policy": ["noeviction"]}
    assert files == []
    assert "-@all" in rights
    assert not {"+eval", "+keys", "+scan", "+monitor", "+debug", "+config", "+save", "+bgsave"} & set(rights)


@pytest.mark.parametrize(
    ("option", "value"), [("--appendonly", "yes"), ("--save", "60 1"), ("--slowlog-log-slower-than", "0")]
)
def test_the_service_refuses_a_redis_that_writes_things_down(option: str, value: str) -> None:
    import asyncio

    with redis_server(option, value) as redis, pytest.raises(UnsafeRedis, match=option.strip("-")):
        asyncio.run(RedisStore(redis.url).check())


@pytest.mark.slow
def test_a_crash_leaves_no_core_and_nobody_else_may_read_the_memory(model: Path, tmp_path: Path) -> None:
    before = set(Path.cwd().glob("core*")) | set(ROOT.glob("core*"))
    with rigged_service(model, ()) as (address, pid):
        limits = Path(f"/proc/{pid}/limits").read_text()
        stranger = subprocess.run(["cat", f"/proc/{pid}/mem"], capture_output=True, user=65534)
        os.kill(pid, signal.SIGSEGV)
        time.sleep(2)

        with pytest.raises(OSError, match="refused"):
            socket.create_connection(("127.0.0.1", int(address.rsplit(":", 1)[1])), timeout=2)

    assert re.search(r"Max core file size +0 +0", limits)
    assert b"Permission denied" in stranger.stderr
    assert set(Path.cwd().glob("core*")) | set(ROOT.glob("core*")) == before


def test_a_service_can_not_be_dumped() -> None:
    code = (
        "import ctypes; from bot.server.quiet import environment; environment()\n"
        "from bot.server.launcher import forbid_dumps; forbid_dumps(); print(ctypes.CDLL(None).prctl(3))"
    )

    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)

    assert ctypes.CDLL(None).prctl(3) == 1
    assert done.stdout.strip() == "0"
