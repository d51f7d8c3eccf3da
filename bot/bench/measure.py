"""`handrail bench`: Handrail and stock Rasa, side by side in one run, over the same messages."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple, Optional

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

from bot.bench import load, service, stock
from bot.bench.lab import redis_server
from bot.bench.load import Load
from bot.bench.service import Running
from bot.bench.talk import LONGEST
from bot.bench.trials import Idle, by_length, by_sessions, by_turn, everyday
from bot.content.load import ROOT

LENGTHS = (10, 50, 100, 200, 400, 700, LONGEST)


class Size(NamedTuple):
    """How much is measured: everything, or what a short wait allows."""

    starts: int
    conversations: int
    turns: int
    beside: int
    repeats: int
    sessions: tuple[int, ...]
    stock_sessions: tuple[int, ...]
    load_seconds: float
    training: bool


FULL = Size(3, 120, 60, 60, 25, (10, 100, 1000, 10_000), (10, 100, 1000), 15.0, True)
QUICK = Size(1, 20, 20, 20, 7, (10, 100), (10, 100), 5.0, False)


@dataclass
class Figures:
    """What one service gave. Times in ms where not said otherwise; None where it was not measured.

    Attributes:
        ready: seconds to the first answered turn; memory: MB at that moment; processor: ms of one core a turn.
    """

    name: str
    ready: float = 0.0
    memory: float = 0.0
    processor: float = 0.0
    understanding: list[float] = field(default_factory=list)
    turns: list[float] = field(default_factory=list)
    by_turn: list[list[float]] = field(default_factory=list)
    by_length: list[float] = field(default_factory=list)
    idle: list[Idle] = field(default_factory=list)
    loads: list[Load] = field(default_factory=list)
    loads_redis: list[Load] = field(default_factory=list)
    loads_two: list[Load] = field(default_factory=list)
    training: Optional[float] = None


class Found(NamedTuple):
    """One run: both services, the floor of HTTP in ms, and processor ms a turn by part of our turn."""

    ours: Figures
    theirs: Figures
    floor: list[float]
    parts: dict[str, float]


Start = Callable[[], contextlib.AbstractContextManager[Running]]
Tell = Callable[[str], None]


def _starts(start: Start, count: int, figures: Figures, tell: Tell) -> None:
    """Starts it `count` times; the middle of the times counts."""
    seen = []
    for number in range(count):
        tell(f"{figures.name}: start {number + 1} of {count}")
        with start() as running:
            seen.append((running.ready, running.memory()))
    figures.ready, figures.memory = sorted(seen)[count // 2]


def _talks(running: Running, figures: Figures, size: Size, tell: Tell) -> None:
    """Latency by every cause, of one running service."""
    tell(f"{running.name}: conversations")
    everyday(running, min(8, size.conversations))  # the first turns warm what later ones share
    used = running.processor_time()
    figures.turns = everyday(running, size.conversations)
    figures.processor = 1000 * (running.processor_time() - used) / len(figures.turns)
    tell(f"{running.name}: message lengths")
    figures.by_length = by_length(running, LENGTHS, size.repeats)
    tell(f"{running.name}: long conversations")
    figures.by_turn = by_turn(running, size.turns, size.beside)
    tell(f"{running.name}: turns a second")
    figures.loads = load.most([running], 5.0, size.load_seconds, lambda: None)
    tell(f"{running.name}: open sessions")
    counts = size.stock_sessions if running.name != "Handrail" else size.sessions
    figures.idle = by_sessions(running, counts, 16, lambda: None)


def inside(what: str, model: Path) -> Any:
    """What `bot.bench.inside` says of a model."""
    command = [sys.executable, "-m", "bot.bench.inside", what, str(model)]
    done = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True)
    return json.loads(done.stdout.splitlines()[-1])


def _with_redis(model: Path, processes: int, size: Size) -> list[Load]:
    """What processes that share their sessions in Redis keep up with; nothing where there is no Redis."""
    if shutil.which("redis-server") is None:
        return []
    with contextlib.ExitStack() as stack:
        redis = stack.enter_context(redis_server())
        services = [stack.enter_context(service.handrail(model, "--redis", redis.url)) for _ in range(processes)]
        return load.most(services, 5.0, size.load_seconds, lambda: None)


def _training(code: str, folder: Path) -> float:
    """Seconds to train from scratch: no cache of an earlier training is in reach."""
    with tempfile.TemporaryDirectory() as scratch:
        environment = {**os.environ, "RASA_CACHE_DIRECTORY": f"{scratch}/cache", "PYTHONPATH": str(ROOT)}
        start = time.perf_counter()
        subprocess.run(
            [sys.executable, "-c", code.format(out=scratch)], cwd=folder, env=environment, check=True,
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        return time.perf_counter() - start


_TRAIN = """
from pathlib import Path
from bot.server.absent import leave_out_of_training
from bot.server.model import train_into
leave_out_of_training()
train_into(Path("{out}"))
"""
_TRAIN_STOCK = """
from bot.server import quiet; quiet.environment()
from rasa.model_training import train
import sys
quiet.hush()
result = train("domain.yml", "config.yml", ["data"], output="{out}", fixed_model_name="m")
sys.exit(result.code)
"""


def measure(model: Path, size: Size, tell: Tell) -> Found:
    """Starts both services and holds every trial with each, one service after the other."""
    tell("stock Rasa: training, once for this data")
    project = stock.write_project(ROOT / "models" / "bench")
    other = stock.train(project)
    ours, theirs = Figures("Handrail"), Figures("stock Rasa")
    tell("the floor of HTTP")
    with service.echo() as floor:
        floor_times = everyday(floor, 16)
    for figures, trained in ((ours, model), (theirs, other)):
        tell(f"{figures.name}: understanding alone")
        figures.understanding = inside("understand", trained)
    starts: list[tuple[Figures, Start]] = [
        (ours, partial(service.handrail, model)),
        (theirs, partial(service.stock_rasa, project, other)),
    ]
    for figures, start in starts:
        _starts(start, size.starts, figures, tell)
        with start() as running:
            _talks(running, figures, size, tell)
    tell("Handrail: one process and Redis")
    ours.loads_redis = _with_redis(model, 1, size)
    tell("Handrail: two processes and Redis")
    ours.loads_two = _with_redis(model, 2, size)
    if size.training:
        for figures, code, folder in ((ours, _TRAIN, ROOT), (theirs, _TRAIN_STOCK, project)):
            tell(f"{figures.name}: training from scratch")
            figures.training = _training(code, folder)
    tell("Handrail: parts of a turn")
    return Found(ours, theirs, floor_times, inside("parts", model))


def run(model: Path, write: Optional[Path], *, quick: bool) -> None:
    """Measures, prints the table, and writes table, pictures and what follows for scaling where a document is named."""
    from bot.bench import simulate
    from bot.bench.report import as_table, write_report

    columns = (TextColumn("{task.description}"), BarColumn(pulse_style="green"), TimeElapsedColumn())
    with Progress(*columns, transient=True) as progress:
        task = progress.add_task("starting", total=None)
        found = measure(model, QUICK if quick else FULL, lambda what: progress.update(task, description=what))
    Console().print(as_table(found))
    if write:
        write_report(write, found)
        scaling = write.with_name("scaling.md")
        if scaling.exists():
            simulate.write(scaling, write.parent / "pictures/performance/figures.json")
