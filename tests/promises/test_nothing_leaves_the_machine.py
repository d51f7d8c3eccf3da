"""Nothing you type is sent to anybody else, and nothing of it is written to a disk.

Every system call of the service that opens a file for writing or a connection is recorded while people chat.
"""

from __future__ import annotations

import re
import subprocess
import time
from pathlib import Path

import pytest

from bot.bench.canary import Canary, Visitor
from bot.rehearsal.play import service_process

pytestmark = pytest.mark.slow
_WRITES = re.compile(r'openat?\(.*?"(?P<path>[^"]*)".*?O_(?:WRONLY|RDWR|CREAT)')
_CONNECTS = re.compile(r"(?:connect|sendto)\(.*?sa_family=AF_INET6?, .*?\"(?P<host>[^\"]+)\"")
_QUIET = ("/dev/null", "/dev/tty")


def traced(pid: int, record: Path) -> subprocess.Popen[bytes]:
    """strace on a process and all its threads, once it watches."""
    calls = "trace=openat,open,creat,connect,sendto,sendmsg,mkdir,rename,unlink,truncate"
    command = ["strace", "-f", "-qq", "-s", "200", "-e", calls, "-p", str(pid), "-o", str(record)]
    tracer = subprocess.Popen(command, stderr=subprocess.PIPE)
    for _ in range(100):
        if "TracerPid:\t0" not in Path(f"/proc/{pid}/status").read_text():
            return tracer
        time.sleep(0.1)
    raise RuntimeError("strace did not attach. Is it installed, and is this root?")


def test_no_file_is_written_and_no_address_but_this_machine_is_spoken_to(model: Path, tmp_path: Path) -> None:
    record, canary = tmp_path / "calls", Canary()
    with service_process(model) as (address, pid):
        tracer = traced(pid, record)
        for _ in range(3):
            visitor = Visitor(address, canary)
            visitor.arrive()
            for text in list(canary.disguised())[:8]:
                visitor.say({"text": text})
            visitor.misbehave()
            visitor.hang_up(0.01)
            visitor.leave()
        time.sleep(16)  # one sweep
        tracer.terminate()
        tracer.wait(timeout=20)

    calls = record.read_text(errors="replace")
    assert "sendto" in calls or "sendmsg" in calls or "openat" in calls or calls == ""
    assert [m["path"] for m in _WRITES.finditer(calls) if m["path"] not in _QUIET] == []
    assert [m["host"] for m in _CONNECTS.finditer(calls) if not m["host"].startswith("127.")] == []
    assert not re.search(r"^\d+ +(mkdir|rename|unlink|truncate)\(", calls, re.MULTILINE)


@pytest.mark.quiet
def test_the_record_shows_what_is_written_and_sent(tmp_path: Path) -> None:
    record = tmp_path / "calls"
    code = (
        "import socket, time; time.sleep(2); open('" + str(tmp_path / "file") + "', 'w').write('x')\n"
        "socket.socket(socket.AF_INET, socket.SOCK_DGRAM).connect(('192.0.2.1', 9))"
    )
    process = subprocess.Popen(["python3", "-c", code])
    tracer = traced(process.pid, record)
    process.wait(timeout=30)
    tracer.wait(timeout=20)

    calls = record.read_text()

    assert [m["path"] for m in _WRITES.finditer(calls)] == [str(tmp_path / "file")]
    assert [m["host"] for m in _CONNECTS.finditer(calls)] == ["192.0.2.1"]
