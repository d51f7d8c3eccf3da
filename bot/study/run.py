"""`handrail study`: compares the candidates on held-out text and writes tables and pictures into docs/recognition.md."""

from __future__ import annotations

import pickle
import statistics
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import NamedTuple, Optional

import numpy as np
from rich.console import Console
from rich.progress import Progress
from threadpoolctl import threadpool_limits

from bot.content import Content, load_content
from bot.content.load import ROOT
from bot.content.sections import replace_section
from bot.hearing.encode import Floats, embed
from bot.study import pictures
from bot.study.candidates import CANDIDATES, Candidate, Present
from bot.study.first_turn import FirstTurns
from bot.study.material import Labelled, Texts, all_lines, as_texts, disclosures, folds, held_out, sample
from bot.study.measures import (
    Labels,
    OnLines,
    OnMessages,
    confidences,
    fit_temperature,
    labels_of,
    on_lines,
    on_messages,
)
from bot.study.robustness import as_markdown as robustness_table
from bot.study.robustness import outcomes
from bot.study.stock import EPOCHS, StockRasa

DOCUMENT = ROOT / "docs" / "recognition.md"
PICTURES = ROOT / "docs" / "pictures"
SAMPLE = 2700
SMALL_SAMPLE = 810
FOLDS = 3
STOCK = f"stock Rasa (`rasa init`: DIET, {EPOCHS} epochs)"
_TIMED = 60


class Row(NamedTuple):
    """One candidate's figures; times in ms and s, size in MB."""

    name: str
    lines: OnLines
    messages: OnMessages
    latency: float
    size: float
    start: float
    fit: float


class Fitted(NamedTuple):
    """A candidate after learning, with how long that took in seconds."""

    candidate: Candidate
    seconds: float


def _fit(make: Callable[[], Candidate], lines: Labelled) -> Fitted:
    begin = time.perf_counter()
    return Fitted(make().fit(lines), time.perf_counter() - begin)


def _latency(candidate: Candidate, texts: Texts) -> float:
    """The median time of one core for one message in ms, with the encoder where the candidate needs it."""
    taken = []
    with threadpool_limits(1):  # so that what else the machine does changes little
        for i in range(_TIMED):
            one = texts.take(np.array([i]))
            begin = time.thread_time()
            if not isinstance(candidate, StockRasa):
                embed(one.plain)
            candidate.scores(one)
            taken.append(time.thread_time() - begin)
    return 1000 * statistics.median(taken)


def _weight(candidate: Candidate) -> tuple[float, float]:
    """(size in MB, seconds to load) of what was learned."""
    if isinstance(candidate, StockRasa):
        return candidate.size / 1e6, candidate.loading
    raw = pickle.dumps(candidate)
    begin = time.perf_counter()
    pickle.loads(raw)
    return len(raw) / 1e6, time.perf_counter() - begin


class Study:
    """The material, and what every candidate is asked."""

    def __init__(self, content: Content, lines: Labelled) -> None:
        self.content = content
        self.lines = lines
        self.labels: Labels = labels_of(lines.names, content)
        self.messages = held_out()
        self._turns = FirstTurns([m["text"] for m in self.messages])
        self._texts = as_texts([m["text"] for m in self.messages])
        self._parts = as_texts(self._turns.parts)

    def compare(self, name: str, make: Callable[[], Candidate], learned: Labelled, asked: Labelled) -> Row:
        """Learns from `learned`; half of `asked` sets the temperature, the other half is measured."""
        candidate, seconds = _fit(make, learned)
        scores = candidate.scores(asked.texts)
        temperature = fit_temperature(scores[::2], asked.y[::2])
        on = on_lines(confidences(scores[1::2], temperature), asked.y[1::2], self.labels)
        size, start = _weight(candidate)
        said = self.after(candidate, temperature)
        return Row(name, on, said, _latency(candidate, self._texts), size, start, seconds)

    def after(self, candidate: Candidate, temperature: float) -> OnMessages:
        """The held-out messages, heard by the candidate and by everything around it."""
        wholes, parts = (confidences(candidate.scores(t), temperature) for t in (self._texts, self._parts))
        heard = self._turns.heard(wholes, parts, self.lines.names)
        return on_messages(self.messages, heard, self.content)


def _percent(share: float) -> str:
    return f"{100 * share:.1f}%"


def as_table(rows: list[Row]) -> str:
    """The comparison for a document."""
    head = (
        "| | exact | group | calibration error | look-alikes heard as a disclosure | as a crisis | false alarms at 97% recall "
        "| messages: named | a needed service | both of two concerns | look-alikes: disclosure | crisis | ms | MB | load s | train s |"
    )
    lines = [head, "|" + "---|" * 16]
    for r in rows:
        on, said = r.lines, r.messages
        shares = [on.exact, on.group, on.calibration_error, on.false_disclosure, on.false_crisis, on.false_at_recall]
        heard = [said.named, said.first, said.both, said.false_disclosure, said.false_crisis]
        cost = [f"{r.latency:.1f}", f"{r.size:.1f}", f"{r.start:.2f}", f"{r.fit:.0f}"]
        lines.append(f"| {' | '.join([r.name, *map(_percent, shares), *map(_percent, heard), *cost])} |")
    return "\n".join(lines)


def compare(study: Study, chosen: Mapping[str, Callable[[], Candidate]], size: int) -> list[Row]:
    """The chosen candidates on one sample of `size` lines, two thirds learned from, under a progress bar."""
    lines = sample(study.lines, size)
    train, test = folds(lines, FOLDS)[0]
    with Progress(transient=True) as progress:
        return [
            study.compare(name, make, lines.take(train), lines.take(test))
            for name, make in progress.track(chosen.items(), description="comparing")
        ]


def out_of_fold(lines: Labelled, make: Callable[[], Candidate]) -> Floats:
    """Confidences for each line by a candidate that did not learn from it."""
    scores = np.zeros((len(lines.y), len(lines.names)), np.float32)
    with Progress(transient=True) as progress:
        for train, test in progress.track(folds(lines, FOLDS), description="holding out"):
            scores[test] = make().fit(lines.take(train)).scores(lines.texts.take(test))
    return confidences(scores, fit_temperature(scores, lines.y))


def draw(study: Study, p: Floats, others: Mapping[str, Floats]) -> None:
    """All pictures of docs/pictures that the document shows."""
    PICTURES.mkdir(exist_ok=True)
    y, labels = study.lines.y, study.labels
    pictures.by_group(PICTURES / "confusion-groups.png", p, y, labels)
    pictures.by_situation(PICTURES / "confusion-situations.png", p, y, labels)
    pictures.reliability(PICTURES / "calibration.png", p, y)
    pictures.recall_against_false_alarms(PICTURES / "false-alarms.png", others, y, labels)


def _present_table(on: OnLines) -> str:
    rows = (
        ("the right situation first", on.exact),
        ("the right group first", on.group),
        ("expected calibration error", on.calibration_error),
        ("look-alikes heard as a disclosure", on.false_disclosure),
        ("look-alikes heard as a crisis or an emergency", on.false_crisis),
        ("look-alikes over the threshold that keeps 97% of disclosures", on.false_at_recall),
    )
    return "\n".join(["| measured | share |", "|---|---|", *(f"| {what} | {_percent(x)} |" for what, x in rows)])


def run(model: Optional[Path], *, stock: bool, document: Path = DOCUMENT) -> None:
    """The whole study; writes the document's sections and pictures.

    Args:
        model: the trained model whose robustness is measured; None leaves that table as it is.
        stock: also trains stock Rasa, which takes by far the longest.
    """
    content = load_content()
    study = Study(content, all_lines())
    console = Console()
    _write(console, document, "compared", as_table(compare(study, CANDIDATES, SAMPLE)))
    if stock:
        beside = {STOCK: StockRasa, **{name: CANDIDATES[name] for name in (PRESENT, NGRAMS)}}
        _write(console, document, "stock", as_table(compare(study, beside, SMALL_SAMPLE)))
    curves = {name: out_of_fold(study.lines, CANDIDATES[name]) for name in CURVES}
    p = curves[PRESENT]
    _write(console, document, "held-out lines", _present_table(on_lines(p, study.lines.y, study.labels)))
    draw(study, p, curves)
    if model:
        found = outcomes(model, disclosures(study.messages, content), content)
        _write(console, document, "robustness", robustness_table(found))


PRESENT = next(name for name, make in CANDIDATES.items() if make is Present)
NGRAMS = "n-grams alone, linear SVM"
CURVES = (PRESENT, NGRAMS, "encoder alone, linear SVM", "encoder alone, nearest 15 lines")


def _write(console: Console, document: Path, section: str, table: str) -> None:
    console.print(table, soft_wrap=True)
    replace_section(document, section, table)
