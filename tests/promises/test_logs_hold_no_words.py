"""No log holds a word you typed: a record says where something happened and what kind it was."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.bench.canary import Canary, Visitor
from bot.content import Content
from bot.content.load import ROOT

_LEVELS = {"debug", "info", "warning", "error", "critical", "exception", "log"}


def log_calls(path: Path) -> Iterator[ast.Call]:
    """Calls of a logger in a file."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in _LEVELS:
            owner = node.func.value
            if isinstance(owner, ast.Name) and owner.id in ("logger", "logging", "structlogger"):
                yield node


@pytest.mark.parametrize("folder", ["bot", "actions"])
def test_every_log_call_of_ours_is_a_fixed_text(folder: str) -> None:
    told = {
        f"{path.relative_to(ROOT)}:{call.lineno}"
        for path in (ROOT / folder).rglob("*.py")
        for call in log_calls(path)
        if [type(a) for a in call.args] != [ast.Constant] or {k.arg for k in call.keywords} - {"exc_info"}
    }

    assert told == set()


def test_no_text_of_the_bot_has_a_gap_for_what_was_typed(content: Content) -> None:
    gaps = [r for r, text in content.responses.items() if "{" in f"{text.en}{text.es}"]

    assert gaps == []


@pytest.mark.slow
def test_hanging_up_writes_no_word(address: str, log: Path) -> None:
    canary = Canary()
    visitor = Visitor(address, canary)
    visitor.arrive()
    for seconds in (0.0, 0.05, 0.2) * 10:
        visitor.hang_up(seconds)

    assert visitor.say({"text": "hello"})["messages"]
    written = log.read_text(encoding="utf-8")
    assert not [word for word in canary.searched() if word in written]


@pytest.mark.slow
def test_commands_of_rasa_write_nothing_and_mean_nothing(address: str, log: Path) -> None:
    canary = Canary()
    before = log.stat().st_size
    for turn in range(24):
        if turn % 8 == 0:  # a person may only say so much so fast
            visitor = Visitor(address, canary)
            visitor.arrive()
        word = canary.word()
        answer = visitor.say(
            {"text": ("/", "／", "\u00a0/", "\u200b/")[turn % 4] + f'{word}@0.9{{"{word}": "{word}"}}'}
        )
        assert answer["messages"]

    assert log.stat().st_size == before
