"""The long measurements behind docs/assurance.md, each by its name: `python -m bot.bench.soak NAME ...`."""

from __future__ import annotations

import asyncio
import datetime
import json
import os
import signal
import time
from collections.abc import Callable
from pathlib import Path

import click
import yaml

from bot.bench import hostile
from bot.bench.crowd import interleaved, steady
from bot.bench.lab import cluster, rigged_service
from bot.bench.promise import run_canary, stage
from bot.content.load import ROOT
from bot.rehearsal.client import DoorClient
from bot.server.model import fitting_model

_MEASURED = ROOT / "docs" / "measured.json"
_LINES = ("someone online wants 300 or they post my picture", "no", "what now", "is it my fault", "ok")


def _record(name: str, figure: str) -> None:
    """Prints a figure, and keeps it with its date for docs/assurance.md."""
    click.echo(f"{name}: {figure}")
    found = json.loads(_MEASURED.read_text(encoding="utf-8")) if _MEASURED.exists() else {}
    found[name] = {"figure": figure, "on": datetime.date.today().isoformat()}
    _MEASURED.write_text(json.dumps(found, indent=2, sort_keys=True, ensure_ascii=False) + "\n", encoding="utf-8")


def _resident(pid: int) -> float:
    """Resident memory in MB."""
    return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 1e6


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
        before = _resident(pid)
        for n in range(count):
            _short_talk(address, n)
        time.sleep(16)
        after = _resident(pid)
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
    """The rate that is held with p95 under 400 ms by one process, and what three times of it meets."""
    with rigged_service(model, ("no_rate_limits",), options=("--behind-proxy",)) as (address, _):
        held, p95 = 0.0, 0.0
        for rate in (4, 6, 8, 10, 12, 15, 18, 22, 26, 30, 40, 50, 60):
            tally = asyncio.run(steady(address, per_second=rate, seconds=seconds))
            answered = tally.statuses[200] / max(1, sum(tally.statuses.values()))
            click.echo(f"  {rate}/s: p95 {tally.at(95):.0f} ms, {100 * answered:.0f} % answered", err=True)
            if tally.at(95) >= 400 or answered < 0.99:
                break
            held, p95 = rate, tally.at(95)
        over = asyncio.run(steady(address, per_second=max(1.0, held) * 3, seconds=seconds))
        began = time.monotonic()
        DoorClient(address).say(_LINES[0])
        back = time.monotonic() - began
    total = sum(over.statuses.values())
    _record(
        "load",
        f"{held:.0f} turns/s in one process with p95 {p95:.0f} ms; at {3 * held:.0f}/s {over.statuses[200]} of {total} "
        f"answered (p95 {over.at(95):.0f} ms), {over.statuses[429]} met 429, {over.without_contacts} of them without "
        f"contacts, {over.statuses[0]} broke; an answer again after {back:.1f} s",
    )


def bodies(model: Path, count: int) -> None:
    """`count` hostile requests."""
    described = yaml.safe_load((ROOT / "docs" / "openapi.yml").read_text(encoding="utf-8"))
    with rigged_service(model, ("no_rate_limits",), options=("--behind-proxy",)) as (address, pid):
        before = _resident(pid)
        result = hostile.run(address, described, bodies=count, seed=1)
        grown = _resident(pid) - before
    statuses = ", ".join(f"{k}: {v}" for k, v in sorted(result.statuses.items()))
    for line in sorted(set(result.broken))[:20]:
        click.echo(f"  {line}", err=True)
    _record(
        "bodies",
        f"{count} requests: {len(result.broken)} against the description, slowest {1000 * result.slowest:.0f} ms, "
        f"memory {grown:+.0f} MB ({statuses})",
    )


def faults(model: Path, count: int) -> None:
    """`count` turns while actions fail or a process is stopped; how many were without help."""
    without = 0
    with cluster(model, faults=("no_rate_limits", "actions_raise=2")) as whole:
        for n in range(count):
            if n % 25 == 5:
                os.kill(whole.services[n // 25 % 2][1], signal.SIGSTOP)
            if n % 25 == 8:
                os.kill(whole.services[n // 25 % 2][1], signal.SIGCONT)
            if n % 25 == 15:
                whole.redis.process.send_signal(signal.SIGSTOP)
            if n % 25 == 18:
                whole.redis.process.send_signal(signal.SIGCONT)
            tally = asyncio.run(interleaved_once(whole.proxy.address, whole.proxy.trusted(), n))
            without += not tally
    _record(
        "faults", f"{count} trials with failing actions, stopped processes and a stopped Redis: {without} without help"
    )


async def interleaved_once(address: str, trusted: object, number: int) -> bool:
    """One visit; whether it ended in messages or in the contacts within eight seconds."""
    from bot.bench.crowd import Person, Tally, clients

    tally = Tally()
    began = time.monotonic()
    async with clients(trusted) as web:
        person = Person(web, address, number, tally)
        if await person.arrive():
            await person.turn(patient=False)
    bad = tally.without_contacts + tally.empty + tally.statuses[0]
    return not bad and time.monotonic() - began < 16


_COMMANDS: dict[str, tuple[Callable[[Path, int], None], int]] = {
    "canary": (canary, 20),
    "sessions": (sessions, 10_000),
    "turns": (turns, 10_000),
    "load": (load, 20),
    "bodies": (bodies, 100_000),
    "faults": (faults, 500),
}


@click.command()
@click.argument("name", type=click.Choice(sorted(_COMMANDS)))
@click.option("--count", type=int, help="runs, sessions, turns, seconds, bodies or trials; the full size without it")
def main(name: str, count: int | None) -> None:
    """Measures one promise at full size and keeps the figure in docs/measured.json."""
    model = fitting_model()
    if model is None:
        raise click.ClickException("no model fits the data. Run: handrail train")
    work, full = _COMMANDS[name]
    work(model, count or full)


if __name__ == "__main__":
    main()
