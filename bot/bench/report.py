"""The figures as a table for a terminal, a table for a document, and pictures."""

from __future__ import annotations

import json
import statistics
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, NamedTuple, Optional

from rich.table import Table

from bot.bench.load import LIMIT, Load
from bot.bench.measure import LENGTHS, Figures, Found
from bot.bench.talk import TALK
from bot.bench.trials import at

_FIFTH = 4
_OURS, _THEIRS, _FLOOR = "#1a7f5a", "#8a8f98", "#d0d3d8"


class Row(NamedTuple):
    """One line: what, both figures, and how many times as much ours is."""

    what: str
    ours: str
    theirs: str
    ratio: str


def _row(what: str, ours: Optional[float], theirs: Optional[float], unit: str, digits: int = 1) -> Row:
    def written(value: Optional[float]) -> str:
        return "-" if value is None else f"{value:,.{digits}f} {unit}".strip()

    ratio = f"{ours / theirs:.2f}" if ours is not None and theirs else "-"
    return Row(what, written(ours), written(theirs), ratio)


def most(loads: Sequence[Load]) -> Optional[float]:
    """Turns a second at the highest rate that was kept up, or None."""
    return max((load.answered for load in loads if load.kept_up), default=None)


def growth(by_turn: Sequence[Sequence[float]]) -> Optional[float]:
    """What a talk costs at the end against one that begins at the fifth turn, each with every message of it once; None
    for a short conversation.
    """
    if len(by_turn) < _FIFTH + 2 * len(TALK):
        return None
    return statistics.median(_all(by_turn[-len(TALK) :])) / statistics.median(
        _all(by_turn[_FIFTH : _FIFTH + len(TALK)])
    )


def _all(by_turn: Sequence[Sequence[float]]) -> list[float]:
    return [time for times in by_turn for time in times]


def _idle_memory(figures: Figures) -> Optional[float]:
    return figures.idle[-1].memory - figures.idle[0].memory if len(figures.idle) > 1 else None


def _idle_cost(figures: Figures) -> Optional[float]:
    return figures.idle[-1].median / figures.idle[0].median if len(figures.idle) > 1 else None


def _percentiles(what: str, ours: Sequence[float], theirs: Sequence[float]) -> list[Row]:
    named = ((50, "median"), (95, "95th percentile"), (99, "99th percentile"))
    return [_row(f"{what}, {name}", at(ours, p), at(theirs, p), "ms") for p, name in named]


def rows(found: Found) -> list[Row]:
    """What a reader wants to know."""
    ours, theirs = found.ours, found.theirs
    told = [
        _row("ready: start to first answered turn", ours.ready, theirs.ready, "s"),
        _row("resident memory when ready", ours.memory, theirs.memory, "MB", 0),
    ]
    told += _percentiles("turn", ours.turns, theirs.turns)
    told += _percentiles(f"turn in conversations of {len(ours.by_turn)}", _all(ours.by_turn), _all(theirs.by_turn))
    told += _percentiles("understanding alone", ours.understanding, theirs.understanding)
    told += [
        _row("processor time a turn", ours.processor, theirs.processor, "ms"),
        _row(
            f"last {len(TALK)} turns of {len(ours.by_turn)} against the 5th to {_FIFTH + len(TALK)}th",
            growth(ours.by_turn),
            growth(theirs.by_turn),
            "times",
            2,
        ),
        _row(f"message of {LENGTHS[-1]:,} characters against {LENGTHS[0]}", _length(ours), _length(theirs), "times", 2),
        _row(
            f"turn with {_sessions(ours)} idle sessions against {ours.idle[0].sessions}",
            _idle_cost(ours),
            _idle_cost(theirs),
            "times",
            2,
        ),
        _row(f"memory of {_sessions(ours)} idle sessions", _idle_memory(ours), _idle_memory(theirs), "MB", 0),
        _row(f"turns a second, 95th percentile under {LIMIT:.0f} ms", most(ours.loads), most(theirs.loads), ""),
        _row("the same, one process and Redis", most(ours.loads_redis), None, ""),
        _row("the same, two processes and Redis", most(ours.loads_two), None, ""),
        _row("training from scratch", ours.training, theirs.training, "s", 0),
        Row("a Sanic route that echoes, median (the floor)", f"{at(found.floor, 50):.1f} ms", "", ""),
    ]
    return told


def _sessions(figures: Figures) -> str:
    return f"{figures.idle[-1].sessions:,}"


def _length(figures: Figures) -> float:
    return figures.by_length[-1] / figures.by_length[0]


def as_table(found: Found) -> Table:
    """For a terminal."""
    table = Table("measured", found.ours.name, found.theirs.name, "ratio")
    for row in rows(found):
        table.add_row(*row)
    return table


def as_markdown(found: Found) -> str:
    """For a document."""
    head = [f"| measured | {found.ours.name} | {found.theirs.name} | ratio |", "|---|---|---|---|"]
    return "\n".join([*head, *(f"| {' | '.join(row)} |" for row in rows(found))])


def write_report(document: Path, found: Found) -> None:
    """Puts table and pictures between the markers of the document, the raw figures beside the pictures."""
    folder = document.parent / "pictures" / "performance"
    folder.mkdir(parents=True, exist_ok=True)
    shown = "\n\n".join(f"![{what}](pictures/performance/{name}.svg)" for name, what in pictures(found, folder))
    (folder / "figures.json").write_text(json.dumps(_plain(found)) + "\n", encoding="utf-8")
    between(document, "bench", f"{as_markdown(found)}\n\n{shown}")
    lines = [f"| {name} | {ms:.2f} |" for name, ms in found.parts.items()]
    between(document, "parts", "\n".join(["| part of a turn | processor time, ms |", "|---|---|", *lines]))


def between(document: Path, mark: str, text: str) -> None:
    """Puts `text` between the marks of the document."""
    head, _, rest = document.read_text(encoding="utf-8").partition(f"<!-- {mark} -->")
    _, _, tail = rest.partition(f"<!-- /{mark} -->")
    document.write_text(f"{head}<!-- {mark} -->\n{text}\n<!-- /{mark} -->{tail}", encoding="utf-8")


def _plain(value: Any) -> Any:
    """The figures as JSON has them, times rounded to the hundredth."""
    if isinstance(value, float):
        return round(value, 2) if value != float("inf") else None
    if isinstance(value, Figures):
        return _plain(vars(value))
    if isinstance(value, tuple) and hasattr(value, "_asdict"):
        return _plain(value._asdict())
    if isinstance(value, dict):
        return {k: _plain(v) for k, v in value.items()}
    return [_plain(v) for v in value] if isinstance(value, (list, tuple)) else value


def pictures(found: Found, folder: Path) -> Iterable[tuple[str, str]]:
    """Draws each picture; its name and what it shows."""
    import matplotlib

    matplotlib.use("svg")
    matplotlib.rcParams.update(
        {"svg.hashsalt": "handrail", "font.size": 10, "axes.spines.top": False, "axes.spines.right": False}
    )
    yield _drawn(folder, "turns", "Share of turns answered within a time", "ms", "share of turns", _share, found)
    yield _drawn(folder, "by_turn", "Median time by number of the turn", "turn of the conversation", "ms", _turn, found)
    yield _drawn(folder, "by_length", "Median time by length of the message", "characters", "ms", _long, found)
    yield _drawn(folder, "by_sessions", "Median time by number of idle sessions", "idle sessions", "ms", _many, found)
    yield _drawn(folder, "load", "95th percentile by turns a second", "turns a second", "ms", _load, found)


def _drawn(folder: Path, name: str, title: str, x: str, y: str, draw: Any, found: Found) -> tuple[str, str]:
    from matplotlib import pyplot

    figure, axes = pyplot.subplots(figsize=(7, 3.2))
    draw(axes, found)
    axes.set(title=title, xlabel=x, ylabel=y)
    axes.set_ylim(bottom=0)
    axes.legend(frameon=False)
    figure.tight_layout()
    figure.savefig(folder / f"{name}.svg", metadata={"Date": None})
    pyplot.close(figure)
    return name, title


def _both(found: Found) -> tuple[tuple[Figures, str], tuple[Figures, str]]:
    return (found.ours, _OURS), (found.theirs, _THEIRS)


def _share(axes: Any, found: Found) -> None:
    for times, name, color in (
        (found.floor, "echo", _FLOOR), (found.ours.turns, found.ours.name, _OURS), (found.theirs.turns, found.theirs.name, _THEIRS),
    ):  # fmt: skip
        axes.plot(sorted(times), [n / len(times) for n in range(1, len(times) + 1)], color=color, label=name)
    axes.set_xscale("log")


def _turn(axes: Any, found: Found) -> None:
    for figures, color in _both(found):
        medians = [statistics.median(times) for times in figures.by_turn]
        axes.plot(range(1, len(medians) + 1), medians, color=color, label=figures.name)


def _long(axes: Any, found: Found) -> None:
    for figures, color in _both(found):
        axes.plot(LENGTHS, figures.by_length, color=color, marker="o", label=figures.name)


def _many(axes: Any, found: Found) -> None:
    for figures, color in _both(found):
        axes.plot(
            [i.sessions for i in figures.idle],
            [i.median for i in figures.idle],
            color=color,
            marker="o",
            label=figures.name,
        )
    axes.set_xscale("log")


def _load(axes: Any, found: Found) -> None:
    runs = [(f.loads, c, f.name, "-") for f, c in _both(found)]
    runs.append((found.ours.loads_redis, _OURS, "Handrail, one process and Redis", ":"))
    runs.append((found.ours.loads_two, _OURS, "Handrail, two processes", "--"))
    for loads, color, name, line in runs:
        kept = sorted(load for load in loads if load.p95 != float("inf"))
        axes.plot([load.asked for load in kept], [load.p95 for load in kept], line, color=color, marker="o", label=name)
    axes.axhline(LIMIT, color=_FLOOR)
