"""`python -m bot.bench.simulate`: how many processes a school, a state and the nation need on a bad night.

A discrete-event simulation: conversations begin at random, each takes turns with pauses between them, and a turn
waits for the one process it came to, which answers one turn at a time. How long an answer takes is measured
(`handrail bench`); how many come is published (demand.yml). Where the benchmark measured the same case, the
simulation is compared with it.
"""

from __future__ import annotations

import argparse
import itertools
import json
import math
import random
import statistics
from collections.abc import Generator, Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import simpy

from bot.bench.load import LIMIT
from bot.bench.report import between
from bot.bench.trials import at
from bot.content.load import ROOT, read_yaml

_SEED = 20261121
_FIGURES = ROOT / "docs/pictures/performance/figures.json"
_TURNS = 10_000


class Case(NamedTuple):
    """One evening somewhere.

    Attributes:
        arrivals: conversations begun an hour; answer: ms of one core for a turn, each measured one as likely.
    """

    name: str
    arrivals: float
    processes: int
    answer: Sequence[float]
    turns: int = 8
    pause: float = 30.0


class Outcome(NamedTuple):
    """What came of it: ms for a turn, the busiest share of a process, turns a second."""

    median: float
    p95: float
    p99: float
    busy: float
    rate: float


class _Evening:
    """The processes of one case, and the times of the turns they answered."""

    def __init__(self, case: Case, chance: random.Random) -> None:
        self.case = case
        self.chance = chance
        self.clock = simpy.Environment()
        self.processes = [simpy.Resource(self.clock) for _ in range(case.processes)]
        self.times: list[float] = []
        self.worked = 0.0

    def turn(self) -> Generator[Any, Any, None]:
        """One turn at any process: it waits its time and is answered."""
        due = self.clock.now
        with self.chance.choice(self.processes).request() as place:
            yield place
            work = self.chance.choice(self.case.answer) / 1000
            self.worked += work
            yield self.clock.timeout(work)
        self.times.append(1000 * (self.clock.now - due))

    def conversation(self) -> Generator[Any, Any, None]:
        for _ in range(self.case.turns):
            yield self.clock.process(self.turn())
            yield self.clock.timeout(self.chance.expovariate(1 / self.case.pause))

    def arrivals(self) -> Generator[Any, Any, None]:
        while True:
            yield self.clock.timeout(self.chance.expovariate(self.case.arrivals / 3600))
            self.clock.process(self.conversation())

    def even(self, rate: float) -> Generator[Any, Any, None]:
        """Turns that fall due evenly, as the benchmark's do."""
        while True:
            self.clock.process(self.turn())
            yield self.clock.timeout(1 / rate)

    def outcome(self, seconds: float) -> Outcome:
        busy = self.worked / seconds / len(self.processes)
        return Outcome(at(self.times, 50), at(self.times, 95), at(self.times, 99), busy, len(self.times) / seconds)


def simulate(case: Case, seconds: float) -> Outcome:
    """An evening of `seconds`, the same for the same case."""
    evening = _Evening(case, random.Random(_SEED))
    evening.clock.process(evening.arrivals())
    evening.clock.run(until=seconds)
    return evening.outcome(seconds)


def simulate_even(rate: float, processes: int, answer: Sequence[float], seconds: float = 60.0) -> Outcome:
    """What the benchmark did: `rate` turns a second, evenly."""
    evening = _Evening(Case("", 0.0, processes, answer), random.Random(_SEED))
    evening.clock.process(evening.even(rate))
    evening.clock.run(until=seconds)
    return evening.outcome(seconds)


def enough(case: Case) -> tuple[int, Outcome]:
    """The fewest processes with which the 99th percentile stays within `LIMIT`, and how they fare."""
    cores = case.arrivals / 3600 * case.turns * statistics.mean(case.answer) / 1000
    for processes in itertools.count(max(1, math.ceil(cores))):
        # The turns of many conversations fall at random, so they are simulated as such: no pauses to sit through.
        turns = case._replace(processes=processes, arrivals=case.arrivals * case.turns, turns=1)
        found = simulate(turns, _TURNS / turns.arrivals * 3600)
        if found.p99 <= LIMIT:
            return processes, found
    raise AssertionError("not reached: enough processes leave nobody waiting")


def demand() -> dict[str, float]:
    """id -> value of everything published or assumed."""
    raw = read_yaml(ROOT / "bot/bench/demand.yml")
    return {entry["id"]: entry["value"] for kind in ("published", "assumed") for entry in raw[kind]}


def arrivals(d: dict[str, float]) -> dict[str, float]:
    """Conversations begun in the busiest hour, by where and when."""
    hour = d["lifeline_contacts_a_month"] / 30.4 * d["busiest_hour_share"]
    state = d["state_students"] / d["us_students"]
    school = d["state_high_school_students"] / d["state_high_schools"] * d["school_hour_share"]
    return {
        "nation: as many as report sextortion to NCMEC": d["reports_a_year"] / 365 * d["busiest_hour_share"],
        "one school, when one account threatens many": school,
        "state: as many as contact 988": hour * state,
        "state, on a bad night": hour * state * d["bad_night_factor"],
        "nation: as many as contact 988": hour,
        "nation, on a bad night": hour * d["bad_night_factor"],
        "nation, ten bad nights at once": hour * d["bad_night_factor"] * 10,
    }


def answers(figures: dict[str, Any]) -> list[float]:
    """The ms of one core for a turn: the measured mean, spread as the measured times of turns spread."""
    times = sorted(figures["turns"])[: round(0.99 * len(figures["turns"]))]
    mean = sum(times) / len(times)
    return [figures["processor"] * time / mean for time in times]


def rows(figures: dict[str, Any]) -> Iterator[str]:
    """The table of what is needed, as Markdown."""
    d = demand()
    yield "| where and when | conversations begun an hour | turns a second | open at once | processes | median | 99th percentile | busy |"
    yield "|---|---|---|---|---|---|---|---|"
    for name, rate in arrivals(d).items():
        case = Case(name, rate, 1, answers(figures), int(d["turns"]), d["seconds_between_turns"])
        processes, found = enough(case)
        minutes = d["turns"] * d["seconds_between_turns"] / 60 + d["quiet_minutes"]
        yield (
            f"| {name} | {rate:,.0f} | {rate * d['turns'] / 3600:,.1f} | {rate * minutes / 60:,.0f} | {processes} "
            f"| {found.median:.0f} ms | {found.p99:.0f} ms | {found.busy:.0%} |"
        )


def compared(figures: dict[str, Any]) -> Iterator[str]:
    """The table of simulated against measured, as Markdown."""
    yield "| turns a second | processes | measured: 95th percentile | simulated | measured: cores used | simulated |"
    yield "|---|---|---|---|---|---|"
    for processes, loads in ((1, figures["loads"]), (2, figures["loads_two"])):
        for load in loads:
            found = simulate_even(load["asked"], processes, answers(figures))
            measured = "-" if load["p95"] is None else f"{load['p95']:.0f} ms"
            yield (
                f"| {load['asked']:.0f} | {processes} | {measured} | {found.p95:.0f} ms "
                f"| {load['services']:.2f} | {found.busy * processes:.2f} |"
            )


def sources() -> Iterator[str]:
    """Every published number and every assumption, as Markdown."""
    raw = read_yaml(ROOT / "bot/bench/demand.yml")
    yield "| number | what it is | source |"
    yield "|---|---|---|"
    for entry in raw["published"]:
        yield f"| {entry['value']:,} | {entry['what']} | [{entry['source']}]({entry['url']}) |"
    for entry in raw["assumed"]:
        yield f"| {entry['value']:,} | {entry['what']} | assumed here |"


def write(document: Path, measured: Path = _FIGURES) -> None:
    """Puts the three tables between the markers of the document, from the figures of the latest benchmark."""
    ours = json.loads(measured.read_text(encoding="utf-8"))["ours"]
    parts = ("\n".join(sources()), "\n".join(rows(ours)), "\n".join(compared(ours)))
    titles = ("### How many may come", "### What that needs", "### Simulated and measured")
    between(document, "simulated", "\n\n".join(f"{title}\n\n{part}" for title, part in zip(titles, parts)))


if __name__ == "__main__":
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--figures", type=Path, default=_FIGURES)
    arguments.add_argument("--write", type=Path, default=ROOT / "docs/scaling.md")
    given = arguments.parse_args()
    write(given.write, given.figures)
