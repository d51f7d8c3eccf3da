"""The long measurements behind docs/assurance.md, each by its name: `python -m bot.bench.soak NAME ...`."""

from __future__ import annotations

import asyncio
import datetime
import json
import os
import signal
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import click
import yaml

from bot.bench import hostile, troubles
from bot.bench.crowd import Person, Tally, clients, interleaved, steady
from bot.bench.lab import cluster, rigged_service
from bot.bench.promise import run_canary, stage
from bot.bench.service import processor_time, resident
from bot.bench.traces import in_memory
from bot.content.load import ROOT
from bot.rehearsal.client import DoorClient
from bot.server.model import fitting_model
from bot.server.sessions import IDLE_SECONDS

_MEASURED = ROOT / "docs" / "measured.json"
_LINES = ("someone online wants 300 or they post my picture", "no", "what now", "is it my fault", "ok")


def _record(name: str, figure: str) -> None:
    """Prints a figure, and keeps it with its date for docs/assurance.md."""
    click.echo(f"{name}: {figure}")
    found = json.loads(_MEASURED.read_text(encoding="utf-8")) if _MEASURED.exists() else {}
    found[name] = {"figure": figure, "on": datetime.date.today().isoformat()}
    _MEASURED.write_text(json.dumps(found, indent=2, sort_keys=True, ensure_ascii=False) + "\n", encoding="utf-8")


def canary(model: Path, runs: int) -> None:
    """The canary `runs` times, in memory and in Redis in turn."""
    hits = []
    for with_redis, share in ((False, runs - runs // 2), (True, runs // 2)):
        with stage(model, with_redis=with_redis) as scene:
            for _ in range(share):
                hits += run_canary(scene)
                click.echo(f"  {len(hits)} hits so far", err=True)
    _record("canary", f"{runs} runs, {len(hits)} hits")


def sessions(model: Path, count: int) -> None:
    """Memory before and after `count` conversations of two turns."""
    with rigged_service(model, ("no_rate_limits",), options=("--behind-proxy",)) as (address, pid):
        for warm in range(max(50, count // 20)):
            _short_talk(address, warm)
        time.sleep(16)
        before = resident(pid)
        for n in range(count):
            _short_talk(address, n)
        time.sleep(16)
        after = resident(pid)
    change = 100 * (after / before - 1)
    _record("sessions", f"{count} ended sessions: {before:.0f} MB before, {after:.0f} MB after ({change:+.1f} %)")


def _short_talk(address: str, number: int) -> None:
    client = DoorClient(address, ("en", "es")[number % 2])
    client.say(_LINES[number % len(_LINES)])
    client.say(_LINES[(number + 1) % len(_LINES)])
    client.end()


def turns(model: Path, count: int) -> None:
    """`count` interleaved turns of 200 conversations, one of two processes killed midway."""
    with cluster(model, faults=("no_rate_limits",)) as whole:

        async def kill_one() -> None:
            os.kill(whole.services[0][1], signal.SIGKILL)

        began = time.monotonic()
        tally = asyncio.run(
            interleaved(
                whole.proxy.address, people=min(200, count), turns=count, trusted=whole.proxy.trusted(),
                midway=kill_one,
            )
        )  # fmt: skip
        took = time.monotonic() - began
    _record(
        "turns",
        f"{len(tally.seconds)} turns of 200 chats, two processes, Redis, one killed midway: {tally.crossed} crossed, "
        f"{tally.lost} lost, {tally.empty} empty, {tally.without_contacts} refusals without contacts ({took:.0f} s)",
    )


def load(model: Path, seconds: int) -> None:
    """The rate that is held with p95 under 400 ms by two processes behind the proxy, and what three times of it meets."""
    with cluster(model, faults=("no_rate_limits",)) as whole:
        address, trusted = whole.proxy.address, whole.proxy.trusted()
        held, p95 = 0.0, 0.0
        for rate in (8, 12, 16, 20, 24, 28, 32, 36, 40, 45, 50, 55, 60):
            tally = asyncio.run(steady(address, per_second=rate, seconds=seconds, trusted=trusted))
            answered = tally.statuses[200] / max(1, sum(tally.statuses.values()))
            click.echo(f"  {rate}/s: p95 {tally.at(95):.0f} ms, {100 * answered:.0f} % answered", err=True)
            if tally.at(95) >= 400 or answered < 0.99:
                break
            held, p95 = rate, tally.at(95)
        over = asyncio.run(steady(address, per_second=max(1.0, held) * 3, seconds=seconds, trusted=trusted))
        back = asyncio.run(_seconds_to_an_answer(address, trusted))
    total = sum(over.statuses.values())
    _record(
        "load",
        f"{held:.0f} turns/s with p95 {p95:.0f} ms; at {3 * held:.0f}/s {over.statuses[200]} of {total} "
        f"answered (p95 {over.at(95):.0f} ms), {over.statuses[429]} met 429, {over.without_contacts} of them without "
        f"contacts, {over.statuses[0]} broke; an answer again after {back:.1f} s",
    )


async def _seconds_to_an_answer(address: str, trusted: object) -> float:
    """How long one who comes now waits, asking again, until a first message is answered."""
    began = time.monotonic()
    async with clients(trusted) as web:
        person = Person(web, address, 0, Tally())
        while not await person.arrive():
            await asyncio.sleep(0.2)
        while await person.turn(patient=False) != 200:
            await asyncio.sleep(0.2)
    return time.monotonic() - began


def bodies(model: Path, count: int) -> None:
    """`count` hostile requests."""
    described = yaml.safe_load((ROOT / "docs" / "openapi.yml").read_text(encoding="utf-8"))
    with (
        tempfile.NamedTemporaryFile() as log,
        rigged_service(model, ("no_rate_limits",), log, ("--behind-proxy",)) as (address, pid),
    ):
        before, said = resident(pid), os.path.getsize(log.name)
        result = hostile.run(address, described, bodies=count, seed=1)
        grown, logged = resident(pid) - before, os.path.getsize(log.name) - said
    statuses = ", ".join(f"{k}: {v}" for k, v in sorted(result.statuses.items()))
    for line in sorted(set(result.broken))[:20]:
        click.echo(f"  {line}", err=True)
    _record(
        "bodies",
        f"{count} requests: {len(result.broken)} against the description, {result.crossed} crossed, {logged} bytes logged, "
        f"slowest {1000 * result.slowest:.0f} ms, memory {grown:+.0f} MB ({statuses})",
    )


def faults(model: Path, count: int) -> None:
    """`count` visits while actions fail and hang, disks are full, memory is short and processes or Redis stand still."""
    without = troubles.run(model, count)
    click.echo(f"  {dict(without)}", err=True)
    _record(
        "faults",
        f"{count} visits with failing and hanging actions, a full disk, little memory, stopped processes and a stopped "
        f"Redis: {sum(without.values())} without help",
    )


def overwriting(model: Path, count: int) -> None:
    """What overwriting freed memory costs: processor time of a turn and memory, with it and without."""
    found = {}
    for name, fault in (("with", ()), ("without", ("plain_memory",))):
        with rigged_service(model, ("no_rate_limits", *fault), options=("--behind-proxy",)) as (address, pid):
            for warm in range(50):
                _short_talk(address, warm)
            before = processor_time(pid)
            for n in range(count):
                _short_talk(address, n)
            found[name] = 1000 * (processor_time(pid) - before) / (2 * count), resident(pid)
    (ms, mb), (plain_ms, plain_mb) = found["with"], found["without"]
    _record(
        "overwriting",
        f"a turn {ms:.1f} ms of processor time, {plain_ms:.1f} without; {mb:.0f} MB, {plain_mb:.0f} without",
    )


def retention(model: Path, seconds: int) -> None:
    """How long after its end, and after `seconds` without a word, something of a conversation is still in memory."""
    with rigged_service(model, (), options=("--behind-proxy",)) as (address, pid):
        leaves, idles = DoorClient(address), DoorClient(address)
        buttons = {name: _last_buttons(client) for name, client in (("end", leaves), ("idle", idles))}
        idle_since = time.monotonic()
        assert in_memory(pid, buttons["end"])
        leaves.end()
        after_end = _seconds_until_gone(pid, buttons["end"], time.monotonic(), 60)
        assert in_memory(pid, buttons["idle"])
        time.sleep(max(0.0, seconds - 5 - (time.monotonic() - idle_since)))
        assert in_memory(pid, buttons["idle"])
        after_idle = _seconds_until_gone(pid, buttons["idle"], idle_since, seconds + 120)
    _record("retention", f"gone {after_end:.0f} s after its end, {after_idle:.0f} s after the last word")


def _last_buttons(client: DoorClient) -> list[bytes]:
    """Ids of the buttons of an answer: made for one turn, and kept exactly as long as the conversation."""
    return [button.encode() for button, _ in client.say(_LINES[0]).buttons]


def _seconds_until_gone(pid: int, needles: list[bytes], since: float, most: float) -> float:
    while in_memory(pid, needles):
        if time.monotonic() - since > most:
            raise RuntimeError("something of an ended conversation is still in memory. See bot/bench/traces.py.")
        time.sleep(0.5)
    return time.monotonic() - since


COMMANDS: dict[str, tuple[Callable[[Path, int], None], int]] = {
    "canary": (canary, 20),
    "sessions": (sessions, 10_000),
    "turns": (turns, 10_000),
    "load": (load, 20),
    "bodies": (bodies, 100_000),
    "faults": (faults, 500),
    "overwriting": (overwriting, 500),
    "retention": (retention, IDLE_SECONDS),
}


@click.command()
@click.argument("name", type=click.Choice(sorted(COMMANDS)))
@click.option("--count", type=int, help="runs, sessions, turns, seconds, bodies or trials; the full size without it")
def main(name: str, count: int | None) -> None:
    """Measures one promise at full size and keeps the figure in docs/measured.json."""
    model = fitting_model()
    if model is None:
        raise click.ClickException("no model fits the data. Run: handrail train")
    work, full = COMMANDS[name]
    work(model, count or full)


if __name__ == "__main__":
    main()
