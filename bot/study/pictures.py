"""The study's pictures, legible at the width of a document."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import matplotlib as mpl

mpl.use("Agg")  # no screen needed
import matplotlib.pyplot as plt
import numpy as np
from sklearn.metrics import confusion_matrix

from bot.content.schema import HARM_GROUPS
from bot.hearing.encode import Floats
from bot.study.material import Ints
from bot.study.measures import Labels, alarm_curve, calibration

_DOTS = 110
_INK = "#1f4e79"
_WARM = "#b5480f"
GROUPS = (*HARM_GROUPS, "questions", "conversation")


def _save(figure: plt.Figure, path: Path) -> None:
    figure.savefig(path, dpi=_DOTS, bbox_inches="tight", facecolor="white", metadata={"Software": None})
    plt.close(figure)


def _shares(y: Ints, top: Ints, size: int) -> Floats:
    """Row: what it is; column: what it was heard as; each row sums to 1."""
    counts = confusion_matrix(y, top, labels=range(size)).astype(np.float32)
    shares: Floats = counts / np.maximum(counts.sum(axis=1, keepdims=True), 1)
    return shares


def by_group(path: Path, p: Floats, y: Ints, labels: Labels) -> None:
    """What each group is heard as, in percent."""
    names = [g for g in GROUPS if g in labels.group]
    number = np.array([names.index(g) for g in labels.group])
    shares = _shares(number[y], number[p.argmax(axis=1)], len(names))
    figure, axes = plt.subplots(figsize=(7, 5))
    axes.imshow(shares, cmap="Blues", vmin=0, vmax=1)
    for row in range(len(names)):
        for column in range(len(names)):
            share = shares[row, column]
            color = "white" if share > 0.5 else "black"
            axes.text(column, row, f"{100 * share:.0f}%", ha="center", va="center", fontsize=12, color=color)
    _name_axes(axes, [n.replace("_", " ") for n in names], 10)
    _save(figure, path)


def by_situation(path: Path, p: Floats, y: Ints, labels: Labels) -> None:
    """What each situation is heard as; the darker, the more of its lines."""
    order = np.lexsort((np.array(labels.names), np.array([GROUPS.index(g) for g in labels.group])))
    place = np.argsort(order)
    shares = _shares(place[y], place[p.argmax(axis=1)], len(order))
    figure, axes = plt.subplots(figsize=(12, 11))
    axes.imshow(shares, cmap="Blues", vmin=0, vmax=1)
    _name_axes(axes, [labels.names[i] for i in order], 8)
    groups = labels.group[order]
    for edge in np.flatnonzero(groups[1:] != groups[:-1]) + 0.5:
        axes.axhline(edge, color=_WARM, linewidth=0.8)
        axes.axvline(edge, color=_WARM, linewidth=0.8)
    _save(figure, path)


def _name_axes(axes: plt.Axes, names: list[str], size: int) -> None:
    axes.set_xticks(range(len(names)), names, rotation=90 if len(names) > 8 else 25, ha="center", fontsize=size)
    axes.set_yticks(range(len(names)), names, fontsize=size)
    axes.set_xlabel("heard as", fontsize=size + 2)
    axes.set_ylabel("written as", fontsize=size + 2)


def reliability(path: Path, p: Floats, y: Ints) -> None:
    """How often a confidence is right; on the line, it is as right as it says."""
    bins = calibration(p, y)
    figure, axes = plt.subplots(figsize=(6.5, 5))
    axes.plot([0, 1], [0, 1], color="gray", linestyle="--", linewidth=1)
    largest = max(n for *_, n in bins)
    sizes = [30 + 300 * n / largest for *_, n in bins]
    axes.scatter([s for s, *_ in bins], [r for _, r, _ in bins], s=sizes, color=_INK, alpha=0.8)
    axes.plot([s for s, *_ in bins], [r for _, r, _ in bins], color=_INK, linewidth=1)
    axes.set(xlim=(0, 1), ylim=(0, 1))
    axes.set_xlabel("confidence (a larger dot: more lines)", fontsize=11)
    axes.set_ylabel("share right", fontsize=11)
    axes.grid(alpha=0.3)
    _save(figure, path)


def recall_against_false_alarms(path: Path, found: Mapping[str, Floats], y: Ints, labels: Labels) -> None:
    """Left: any disclosure; right: a life at risk or danger now. One line a candidate."""
    figure, both = plt.subplots(1, 2, figsize=(11, 5), sharey=True)
    for axes, alarming, title in zip(both, (labels.harm, labels.crisis), ("any disclosure", "crisis or emergency")):
        for name, p in found.items():
            recall, false = alarm_curve(p, y, alarming, labels.calm)
            axes.plot(100 * false, 100 * recall, linewidth=1.6, label=name)
        axes.set(xlim=(0, 50), ylim=(60, 100), title=title)
        axes.set_xlabel("harmless lines that raise it, %", fontsize=11)
        axes.grid(alpha=0.3)
    both[0].set_ylabel("lines that should and do, %", fontsize=11)
    names, lines = both[0].get_legend_handles_labels()[::-1]
    figure.legend(lines, names, fontsize=10, ncol=2, loc="upper center", bbox_to_anchor=(0.5, 0.02), frameon=False)
    _save(figure, path)
