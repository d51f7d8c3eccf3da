"""Starts the service, plays every dialogue over HTTP, and reports."""

from __future__ import annotations

import contextlib
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import IO, TYPE_CHECKING, NamedTuple, Optional

from rich.console import Console
from rich.progress import Progress

from bot.content import load_content
from bot.content.load import ROOT
from bot.rehearsal.client import play
from bot.rehearsal.dialogue import BadDialogue, Dialogue, Failure, Reply, judge, read_dialogues

if TYPE_CHECKING:
    from bot.rehearsal.report import Figures

__all__ = ["BadDialogue", "Result", "free_port", "rehearse_files", "running_service", "service_process"]
_START_SECONDS = 600


class Result(NamedTuple):
    """One dialogue played."""

    path: Path
    dialogue: Dialogue
    replies: list[Reply]
    failures: list[Failure]


def free_port() -> int:
    """A loopback port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _is_ready(address: str) -> bool:
    try:
        with urllib.request.urlopen(f"{address}/healthz", timeout=2) as answer:
            return bool(answer.status == 200)
    except (urllib.error.URLError, OSError):
        return False


@contextlib.contextmanager
def service_process(
    model: Path,
    output: Optional[IO[bytes]] = None,
    options: Sequence[str] = (),
    program: Sequence[str] = ("bot.cli",),
    under: Sequence[str] = (),
) -> Iterator[tuple[str, int]]:
    """The address and process id of a service that is ready, stopped afterwards.

    Args:
        output: a file for all that the service prints; dropped without one.
        options: more options of `handrail serve`.
        program: the module that serves, with what goes before its command.
        under: a command that runs the service in its own process, to watch it from its first moment.

    Raises:
        RuntimeError: when it was not ready in ten minutes.
    """
    port = free_port()
    address = f"http://127.0.0.1:{port}"
    command = [*under, sys.executable, "-m", *program, "serve", "--port", str(port), "--model", str(model), *options]
    sink = output or subprocess.DEVNULL
    process = subprocess.Popen(command, cwd=ROOT, stdout=sink, stderr=sink)
    try:
        until = time.monotonic() + _START_SECONDS
        while not _is_ready(address):
            if process.poll() is not None or time.monotonic() > until:
                raise RuntimeError("the service did not get ready. Run: handrail serve")
            time.sleep(0.2)
        yield address, process.pid
    finally:
        process.terminate()
        try:
            process.wait(timeout=20)
        except subprocess.TimeoutExpired:  # one that hangs, as some tests mean it to
            process.kill()
            process.wait(timeout=20)


@contextlib.contextmanager
def running_service(model: Path, output: Optional[IO[bytes]] = None) -> Iterator[str]:
    """The address of a service that is ready, stopped afterwards."""
    with service_process(model, output) as (address, _):
        yield address


def rehearse_files(
    model: Path, files: Sequence[Path], report: Optional[Path], *, verbose: bool, figures: Optional[Figures] = None
) -> int:
    """Plays the dialogues of `files`, prints and reports; the number that failed.

    Args:
        figures: what else was measured, for the report.
    """
    # open.yml lists the names of known faults; whoever plays tests/scenarios/*.yml means the dialogues.
    todo = [(path, dialogue) for path in files if path.name != "open.yml" for dialogue in read_dialogues(path)]
    regions = {s.id: s.region for s in load_content().services.values()}
    results = []
    with running_service(model) as address, Progress(transient=True) as progress:
        for path, dialogue in progress.track(todo, description="rehearsing"):
            results.append(_played(path, dialogue, address, regions))
    _print(results, verbose=verbose)
    if report:
        from bot.rehearsal.report import Figures, write_report

        write_report(report, results, figures or Figures())
    return sum(bool(r.failures) for r in results)


def _played(path: Path, dialogue: Dialogue, address: str, regions: dict[str, str]) -> Result:
    try:
        replies = play(dialogue, address)
    except urllib.error.HTTPError as error:
        return Result(path, dialogue, [], [Failure(0, "", f"the door answered {error.code}")])
    return Result(path, dialogue, replies, judge(dialogue.turns, replies, regions))


def _print(results: Sequence[Result], *, verbose: bool) -> None:
    console = Console(highlight=False)
    for result in results:
        if not result.failures:
            continue
        console.print(
            f"FAIL {result.path.name}: {result.dialogue.id}: {result.dialogue.title}", style="red", markup=False
        )
        for failure in result.failures:
            console.print(f"  turn {failure.turn}, {failure.said!r}: {failure.fact}", markup=False)
        if verbose:
            _print_talk(console, result)
    passed = sum(not r.failures for r in results)
    console.print(f"{passed} of {len(results)} dialogues pass", style="green" if passed == len(results) else "red")


def _print_talk(console: Console, result: Result) -> None:
    for step, reply in zip(result.dialogue.turns, result.replies):
        console.print(f"    > {step.say if step.say is not None else step.choose[0]}", style="cyan", markup=False)
        for text in reply.texts:
            console.print(f"    < {text}", markup=False)
        titles = " ".join(f"[{title}]" for _, title in reply.buttons)
        console.print(f"      services: {', '.join(reply.services) or '-'}   {titles}", style="dim", markup=False)
