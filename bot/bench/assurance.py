"""Writes docs/assurance.md from a test run: promise, test, result, figure.

`python -m pytest tests/promises --junitxml=run.xml; python -m bot.bench.assurance run.xml`
"""

from __future__ import annotations

import ast
import datetime
import json
import sys
import xml.etree.ElementTree as ET
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import yaml

from bot.content.load import ROOT

PROMISES = ROOT / "tests" / "promises"
_PAGE = ROOT / "docs" / "assurance.md"
_MEASURED = ROOT / "docs" / "measured.json"
_TITLES = {
    "canary": "the canary, again and again",
    "sessions": "memory after many ended chats",
    "turns": "many chats over two processes, one killed",
    "load": "the load that is held, and three times it",
    "bodies": "hostile requests",
    "faults": "things that break, and who still got help",
    "retention": "how long anything of a chat is in memory",
    "overwriting": "what overwriting freed memory costs",
}
_HEAD = """# Assurance

What is promised, what tests it, and how the last run went. Written by the test run itself
(`scripts/assure`); do not edit. What no test here can show is listed in [threat-model.md](threat-model.md).
"""
_ASKED_HEAD = """## Line by line

What a private service has to show, from what Rasa 3.6.21 was found to leak, and the tests that show it here (`tests/promises/asked.yml`).
A change that breaks one of them is not merged, but for those that need an idle machine (marker `quiet`).

| | what must hold | shown by |
|---|---|---|
"""


class Outcome(NamedTuple):
    """One test of the run.

    Attributes:
        result: passed, failed or skipped; figure: what it measured, if it says.
    """

    module: str
    name: str
    result: str
    figure: str


class Asked(NamedTuple):
    """A line of what has to be shown.

    Attributes:
        tests: `file::test` under tests/; measured: the long measurement that shows it at full size.
        not_here: why no test of a change can show it, or all of it.
    """

    id: str
    asked: str
    tests: list[str] = []
    measured: str = ""
    not_here: str = ""


def asked() -> list[Asked]:
    """The lines of tests/promises/asked.yml."""
    return [Asked(**line) for line in yaml.safe_load((PROMISES / "asked.yml").read_text(encoding="utf-8"))]


def _line_by_line() -> str:
    return _ASKED_HEAD + "".join(f"| {line.id} | {line.asked} | {'<br>'.join(_shown_by(line))} |\n" for line in asked())


def _shown_by(line: Asked) -> Iterator[str]:
    for test in line.tests:
        file, _, name = test.partition("::")
        yield f"[{_in_words(name)}](../tests/{file})"
    if line.measured:
        yield f"{_TITLES[line.measured]} (below)"
    if line.not_here:
        yield f"*not all of it: {line.not_here}*" if line.tests or line.measured else f"*not here: {line.not_here}*"


def _in_words(name: str) -> str:
    return name.removeprefix("test_").replace("_", " ")


def outcomes(run: Path) -> Iterator[Outcome]:
    """The tests of a pytest run of tests/promises, as pytest's JUnit file has them."""
    for case in ET.parse(run).getroot().iter("testcase"):
        module = case.get("classname", "").rsplit(".", 1)[-1]
        bad = [tag for tag in ("failure", "error", "skipped") if case.find(tag) is not None]
        result = {"failure": "failed", "error": "failed", "skipped": "skipped"}[bad[0]] if bad else "passed"
        figures = [p.get("value", "") for p in case.iter("property") if p.get("name") == "figure"]
        yield Outcome(module, case.get("name", "").partition("[")[0], result, "; ".join(figures))


def promise_of(module: str) -> str:
    """The promise a file of tests is about: the first line of its docstring."""
    text = ast.get_docstring(ast.parse((PROMISES / f"{module}.py").read_text(encoding="utf-8"))) or ""
    return text.split("\n\n")[0].replace("\n", " ")


def page(run: Path) -> str:
    """The whole page."""
    tests: dict[str, dict[str, list[Outcome]]] = defaultdict(lambda: defaultdict(list))
    for outcome in outcomes(run):
        tests[outcome.module][outcome.name].append(outcome)
    parts = [_HEAD, f"Last run: {datetime.date.today().isoformat()}.\n"]
    for module, named in sorted(tests.items()):
        rows = [_row(name, of_name) for name, of_name in named.items()]
        parts.append(
            f"## {promise_of(module)}\n\n`tests/promises/{module}.py`\n\n| test | result |\n|---|---|\n" + "".join(rows)
        )
    return "\n".join([*parts, _line_by_line(), _measured()])


def _row(name: str, of_name: list[Outcome]) -> str:
    words = _in_words(name)
    results = {o.result for o in of_name}
    result = "failed" if "failed" in results else "skipped" if results == {"skipped"} else "passed"
    cases = f" ({len(of_name)} cases)" if len(of_name) > 1 else ""
    figure = "; ".join(o.figure for o in of_name if o.figure)
    return f"| {words} | {result}{cases}{': ' + figure if figure else ''} |\n"


def _measured() -> str:
    """The figures of the long measurements, each with its day."""
    found = json.loads(_MEASURED.read_text(encoding="utf-8")) if _MEASURED.exists() else {}
    rows = "".join(
        f"| {title} | `python -m bot.bench.soak {name}` | {found[name]['figure'] if name in found else 'not measured yet'} | "
        f"{found[name]['on'] if name in found else ''} |\n"
        for name, title in _TITLES.items()
    )
    return f"## Measured at length\n\n| what | command | last figure | on |\n|---|---|---|---|\n{rows}"


if __name__ == "__main__":
    _PAGE.write_text(page(Path(sys.argv[1])), encoding="utf-8")
