"""`handrail bench`: time to ready, memory, and time for a turn."""

from __future__ import annotations

import os
import statistics
import time
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from rich.console import Console
from rich.progress import Progress
from rich.table import Table

from bot.rehearsal.client import DoorClient
from bot.rehearsal.play import service_process

# One conversation of everyday length, written for this benchmark.
_TALK = (
    "someone online says they will post my picture tonight",
    "i think so",
    "just some account i never met",
    "they keep counting down",
    "will my mom find out",
    "i dont know what to do anymore about this whole thing",
    "ok",
    "thanks",
)
_LONG = "it started a while ago and i did not tell anyone because i was ashamed of it all "
_LONG_CHARACTERS = 990


class Figures(NamedTuple):
    """What was measured. Times in seconds, memory in MB."""

    ready: float
    memory: float
    memory_after: float
    turns: list[float]
    short: float
    long: float
    conversations: int

    def at(self, percent: int) -> float:
        """The time within which `percent` of the turns were answered, in ms."""
        ordered = sorted(self.turns)
        return 1000 * ordered[min(len(ordered) - 1, round(len(ordered) * percent / 100))]


def _memory(pid: int) -> float:
    pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


def _timed(client: DoorClient, text: str) -> float:
    start = time.perf_counter()
    client.say(text)
    return time.perf_counter() - start


def _conversation(address: str) -> Iterator[float]:
    client = DoorClient(address)
    for text in _TALK:
        yield _timed(client, text)
    client.end()


def measure(model: Path, conversations: int = 40) -> Figures:
    """Starts the service, holds `conversations` one after the other, and stops it."""
    start = time.perf_counter()
    with service_process(model) as (address, pid), Progress(transient=True) as progress:
        ready = time.perf_counter() - start
        list(_conversation(address))  # the first turns warm caches that later ones share
        memory = _memory(pid)
        turns: list[float] = []
        for _ in progress.track(range(conversations), description="talking"):
            turns.extend(_conversation(address))
        short = statistics.median(_timed(DoorClient(address), "help me") for _ in range(15))
        text = (_LONG * 20)[:_LONG_CHARACTERS]
        long = statistics.median(_timed(DoorClient(address), text) for _ in range(15))
        return Figures(ready, memory, _memory(pid), turns, short, long, conversations)


def rows(f: Figures) -> list[tuple[str, str]]:
    """What a reader wants to know, as (what, figure)."""
    return [
        ("ready after start, model trained", f"{f.ready:.1f} s"),
        ("turn, median", f"{f.at(50):.1f} ms"),
        ("turn, 95th percentile", f"{f.at(95):.1f} ms"),
        ("turn, 99th percentile", f"{f.at(99):.1f} ms"),
        (f"first message of {_LONG_CHARACTERS} characters, against a short one", f"{f.long / f.short:.1f} times"),
        ("resident memory when warm", f"{f.memory:.0f} MB"),
        (f"resident memory after {f.conversations} conversations", f"{f.memory_after:.0f} MB"),
        ("turns timed", str(len(f.turns))),
    ]


def run(model: Path, write: Path | None) -> None:
    """Measures, prints the table, and writes it into a document where one is named."""
    found = rows(measure(model))
    table = Table("measured", "figure")
    for row in found:
        table.add_row(*row)
    Console().print(table)
    if write:
        lines = ["| measured | figure |", "|---|---|", *(f"| {what} | {figure} |" for what, figure in found)]
        _replace(write, "\n".join(lines))


def _replace(document: Path, table: str) -> None:
    """Puts the table between the markers of the document."""
    head, _, rest = document.read_text(encoding="utf-8").partition("<!-- bench -->")
    _, _, tail = rest.partition("<!-- /bench -->")
    document.write_text(f"{head}<!-- bench -->\n{table}\n<!-- /bench -->{tail}", encoding="utf-8")
