"""Each line of what a private service has to show names a test that exists, or says why none can run here."""

from __future__ import annotations

import ast
import re

import pytest

from bot.bench.assurance import Asked, asked
from bot.bench.soak import COMMANDS
from bot.content.load import ROOT


def functions(file: str) -> set[str]:
    """Names of the tests in a file under tests/."""
    tree = ast.parse((ROOT / "tests" / file).read_text(encoding="utf-8"))
    return {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}


def test_no_line_is_left_out() -> None:
    assert [line.id for line in asked()] == [f"T{n}" for n in range(1, 43)]


@pytest.mark.parametrize("line", asked(), ids=lambda line: str(line.id))
def test_what_is_named_exists(line: Asked) -> None:
    missing = [test for test in line.tests if test.partition("::")[2] not in functions(test.partition("::")[0])]

    assert missing == []
    assert line.tests or line.not_here
    assert not line.measured or line.measured in COMMANDS


def test_what_cannot_run_here_is_in_the_threat_model_with_what_is_done_in_its_place() -> None:
    told = re.findall(r"\((T\d+)\)", (ROOT / "docs" / "threat-model.md").read_text(encoding="utf-8"))

    assert sorted({line.id for line in asked() if line.not_here} - set(told)) == []
