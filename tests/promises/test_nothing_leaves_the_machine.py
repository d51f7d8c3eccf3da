"""Nothing you type is sent to anybody else, and nothing of it is written to a disk.

Every system call of the service that opens a file for writing or a connection is recorded while people chat.
"""

from __future__ import annotations

import re
import subprocess
import sys
import time
from pathlib import Path

import pytest
import sentry_sdk
from rasa import telemetry
from rasa.core.lock_store import InMemoryLockStore

from bot.bench.canary import Canary, Visitor
from bot.rehearsal.play import service_process
from bot.server.conversation import Conversations
from bot.server.tracker_store import SessionTrackerStore

pytestmark = pytest.mark.slow
_WRITES = re.compile(
    r'open(?:at)?\([^"\n]*"(?P<path>[^"\n]*)"[^"\n]*O_(?:WRONLY|RDWR|CREAT)|creat\("(?P<made>[^"\n]*)"'
)
_CHANGES = re.compile(
    r'(?:mkdir|rename|unlink|truncate|link|symlink)[a-z0-9]*\((?:\w+<(?P<inside>[^">\n]*)>)?[^"\n]*"(?P<path>[^"\n]*)"'
)
_CONNECTS = re.compile(r'(?:connect|sendto|sendmsg)\([^\n]*?sa_family=AF_INET6?, [^"\n]*"(?P<host>[^"\n]+)"')
_MEMORY = ("/dev/null", "/dev/tty", "/dev/shm/")
_CALLS = "openat,open,creat,connect,sendto,sendmsg,mkdir,mkdirat,rename,renameat,renameat2,unlink,unlinkat,truncate,link,symlink"


def strace(record: Path) -> tuple[str, ...]:
    """The command that runs another in its own process and records what it and its threads open, send and change."""
    return ("strace", "-D", "-f", "--seccomp-bpf", "-qq", "-y", "-s", "200", "-e", f"trace={_CALLS}", "-o", str(record))


def files_changed(calls: str) -> list[str]:
    """Files and folders of a disk that the recorded calls opened for writing, made, moved or removed."""
    paths = [m["path"] or m["made"] for m in _WRITES.finditer(calls)]
    paths += [str(Path(m["inside"] or "", m["path"])) for m in _CHANGES.finditer(calls)]
    return [path for path in paths if not path.startswith(_MEMORY)]


def hosts(calls: str) -> list[str]:
    """Addresses the recorded calls spoke to."""
    return [m["host"] for m in _CONNECTS.finditer(calls)]


def test_no_file_is_written_and_no_address_but_this_machine_is_spoken_to(model: Path, tmp_path: Path) -> None:
    """From its first moment to its last (T9-T11): what is unpacked to start is in memory too."""
    record, canary = tmp_path / "calls", Canary()
    with service_process(model, under=strace(record)) as (address, _):
        for _ in range(3):
            visitor = Visitor(address, canary)
            visitor.arrive()
            for text in list(canary.disguised())[:8]:
                visitor.say({"text": text})
            visitor.misbehave()
            visitor.hang_up(0.01)
            visitor.leave()
        time.sleep(16)  # one sweep

    calls = record.read_text(errors="replace")
    assert "handrail.tar.gz" in calls
    assert files_changed(calls) == []
    assert [host for host in hosts(calls) if not host.startswith("127.")] == []


def test_the_record_shows_what_is_written_and_sent(tmp_path: Path) -> None:
    record = tmp_path / "calls"
    code = (
        f"import os, socket; open({str(tmp_path / 'file')!r}, 'w').write('x'); os.unlink({str(tmp_path / 'file')!r})\n"
        "socket.socket(socket.AF_INET, socket.SOCK_DGRAM).connect(('192.0.2.1', 9))"
    )

    subprocess.run([*strace(record), sys.executable, "-c", code], check=True, timeout=60)
    time.sleep(1)  # the recorder ends after what it records

    calls = record.read_text()
    assert files_changed(calls) == [str(tmp_path / "file")] * 2
    assert hosts(calls) == ["192.0.2.1"]


def test_nothing_of_rasa_that_reports_or_keeps_is_alive(model: Path) -> None:
    """No store but ours, no broker, no telemetry and no reporter of crashes, whatever stands in its files."""
    agent = Conversations.load(model)._agent

    assert type(agent.tracker_store) is type(agent.processor.tracker_store) is SessionTrackerStore
    assert agent.tracker_store.event_broker is None
    assert type(agent.lock_store) is InMemoryLockStore
    assert not telemetry.is_telemetry_enabled()
    assert sentry_sdk.Hub.current.client is None
