"""Searches every place where a word could be left behind: memory, files, logs, Redis, the network.

Each search returns where it found something, so that a test can say so; an empty list means nothing is there.
"""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

_CHUNK = 1 << 24
_ENCODINGS = ("utf-8", "utf-16-le", "utf-32-le")


def forms(words: Iterable[str]) -> list[bytes]:
    """The byte strings under which a word may be in memory or a file: either case, wide, JSON-escaped."""
    found: dict[bytes, None] = {}
    for word in words:
        for spelling in {word, word.upper() if word.islower() else word}:  # a token is looked for as it is
            found.update(dict.fromkeys(spelling.encode(encoding) for encoding in _ENCODINGS))
        found["".join(f"\\u{ord(ch):04x}" for ch in word).encode()] = None
    return list(found)


def in_bytes(where: str, data: bytes, needles: Sequence[bytes]) -> list[str]:
    """`where`, once for each needle that `data` holds."""
    return [where for needle in needles if needle in data]


def in_memory(pid: int, needles: Sequence[bytes]) -> list[str]:
    """Addresses in the writable memory of a process that hold a needle.

    Raises:
        PermissionError: without the right to read the memory of that process (root, CAP_SYS_PTRACE).
    """
    found = []
    with Path(f"/proc/{pid}/mem").open("rb", 0) as memory:
        for start, end, name in _writable(pid):
            for offset, chunk in _chunks(memory.fileno(), start, end):
                found += [f"memory {name or 'anonymous'} {offset:x}" for n in needles if n in chunk]
    return found


def _writable(pid: int) -> Iterator[tuple[int, int, str]]:
    for line in Path(f"/proc/{pid}/maps").read_text().splitlines():
        span, rights, *rest = line.split(maxsplit=5)
        if rights.startswith("rw"):
            start, end = (int(x, 16) for x in span.split("-"))
            yield start, end, rest[3].strip() if len(rest) > 3 else ""


def _chunks(memory: int, start: int, end: int) -> Iterator[tuple[int, bytes]]:
    """A span in pieces that overlap a little, so that no needle falls between two."""
    while start < end:
        try:
            chunk = os.pread(memory, min(_CHUNK, end - start), start)
        except OSError:  # the span is gone, or is no memory
            return
        if not chunk:
            return
        yield start, chunk
        start += len(chunk) if start + len(chunk) >= end else max(1, len(chunk) - 256)


def in_files(roots: Iterable[Path], needles: Sequence[bytes], since: float) -> list[str]:
    """Files under `roots` changed since a time (seconds of the epoch) that hold a needle."""
    found = []
    for path in (p for root in roots for p in _changed(root, since)):
        with contextlib.suppress(OSError):
            found += in_bytes(f"file {path}", path.read_bytes(), needles)
    return found


def _changed(root: Path, since: float) -> Iterator[Path]:
    for folder, _, names in os.walk(root, onerror=lambda _: None):
        for path in (Path(folder) / name for name in names):
            with contextlib.suppress(OSError):
                status = path.lstat()
                if status.st_mtime >= since and path.is_file() and not path.is_symlink():
                    yield path


def in_redis(port: int, folder: Path, needles: Sequence[bytes]) -> list[str]:
    """Keys, values, slow log and files of a Redis server that hold a needle."""
    keys = [k for k in _redis(port, "--scan").splitlines() if k]
    found = in_bytes("redis keys", b"\n".join(keys), needles)
    for key in keys:
        found += in_bytes("redis value", _redis(port, "DUMP", key.decode()), needles)
        found += in_bytes("redis value", _redis(port, "GET", key.decode()), needles)
    found += in_bytes("redis slowlog", _redis(port, "SLOWLOG", "GET", "-1"), needles)
    return found + in_files([folder], needles, since=0)


def _redis(port: int, *command: str) -> bytes:
    done = subprocess.run(["redis-cli", "-p", str(port), *command], capture_output=True, check=True)
    return done.stdout


@contextlib.contextmanager
def captured_egress() -> Iterator[Path]:
    """The file into which everything goes that leaves the loopback network meanwhile (tcpdump, root)."""
    with tempfile.NamedTemporaryFile(suffix=".pcap") as file:
        command = ["tcpdump", "-i", "any", "-U", "-w", file.name, "-Z", "root", "not (src net 127 and dst net 127)"]
        tcpdump = subprocess.Popen(command, stderr=subprocess.PIPE)
        assert tcpdump.stderr is not None
        while b"listening on" not in (line := tcpdump.stderr.readline()):
            if not line:
                raise RuntimeError("tcpdump did not start. Is it installed, and is this root?")
        try:
            yield Path(file.name)
        finally:
            time.sleep(0.5)
            tcpdump.send_signal(signal.SIGINT)
            tcpdump.wait(timeout=10)
