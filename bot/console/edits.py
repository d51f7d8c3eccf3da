"""Changes to content, tried and never stored: new text of a file, its patch, and what the checks say of it.

A change touches the one value it is about and leaves every other character of the file as it is, so that the patch
shows a reviewer what was meant and nothing else.
"""

from __future__ import annotations

import difflib
import tempfile
import textwrap
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple, Union

import yaml

from bot.content import Content, Problem
from bot.content.check import CHECKS
from bot.content.checks import lines
from bot.content.load import ROOT, load, load_content

Step = Union[str, int]
_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_BLOCK = (">", "|")
_WIDTH = 110


class BadEdit(ValueError):
    """A change that can't be made: what it names and why not."""


class Edit(NamedTuple):
    """One value of one file.

    Attributes:
        file: path from the project's root.
        path: keys and indexes down to the value.
        value: the new value, a text, a list of texts, or None.
    """

    file: str
    path: tuple[Step, ...]
    value: Any


def edited(text: str, path: Sequence[Step], value: Any) -> str:
    """`text` with the value at `path` replaced, or added where its mapping lacks the last key.

    Raises:
        BadEdit: when there is no such place, or it holds a block list.
    """
    parent: Any = yaml.compose(text, Loader=_LOADER)
    for step in path[:-1]:
        parent = _child(parent, step)
    last = path[-1]
    node = _child(parent, last, missing_ok=True)
    if node is None:
        return _added(text, parent, str(last), value)
    if isinstance(node, yaml.CollectionNode) and not node.flow_style:
        raise BadEdit(f"{last}: is a list of several lines; change it in the file.")
    start, end = node.start_mark.index, node.end_mark.index
    if getattr(node, "style", None) in _BLOCK:
        end = len(text[:end].rstrip())  # the mark of a block stands at the start of what follows it
        if isinstance(value, str) and value:
            return text[:start] + _folded(value, parent.value[0][0].start_mark.column + 2) + text[end:]
    return text[:start] + _written(value, in_flow=bool(parent.flow_style)) + text[end:]


def _folded(words: str, indent: int) -> str:
    """Words as a folded block, which needs no quotes."""
    margin = " " * indent
    wrapped = textwrap.wrap(words, _WIDTH - indent, break_long_words=False, break_on_hyphens=False)
    return ">-" + "".join(f"\n{margin}{line}" for line in wrapped)


def _child(node: Any, step: Step, *, missing_ok: bool = False) -> Any:
    if isinstance(node, yaml.SequenceNode) and isinstance(step, int) and step < len(node.value):
        return node.value[step]
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            if key.value == str(step):
                return value
        if missing_ok:
            return None
    raise BadEdit(f"{step}: is not in the file.")


def _added(text: str, parent: Any, key: str, value: Any) -> str:
    """A new line at the end of a block mapping, with the indent of its other keys."""
    if parent.flow_style or not parent.value:
        raise BadEdit(f"{key}: can't be added to a mapping on one line; change it in the file.")
    indent = " " * parent.value[0][0].start_mark.column
    end = parent.value[-1][1].end_mark.index
    # The mark of a block collection stands at the start of what follows it.
    at = len(text[:end].rstrip())
    return f"{text[:at]}\n{indent}{key}: {_written(value, in_flow=False)}{text[at:]}"


def _written(value: Any, *, in_flow: bool) -> str:
    """The value as YAML on one line."""
    if in_flow:
        return str(yaml.safe_dump([value], default_flow_style=True, allow_unicode=True, width=10**6))[1:-2]
    if isinstance(value, list):
        return str(yaml.safe_dump(value, default_flow_style=True, allow_unicode=True, width=10**6)).strip()
    return str(yaml.safe_dump({"k": value}, allow_unicode=True, width=10**6))[3:].strip()


def new_files(edits: Sequence[Edit]) -> dict[str, str]:
    """The new text of every file that the edits touch.

    Raises:
        BadEdit: for a file that is not content, or a place that is not in it.
    """
    texts: dict[str, str] = {}
    for edit in edits:
        if edit.file not in editable_files():
            raise BadEdit(f"{edit.file}: is not a file of responses, facts or routing.")
        old = texts.get(edit.file) or (ROOT / edit.file).read_text(encoding="utf-8")
        texts[edit.file] = edited(old, edit.path, edit.value)
    return texts


@lru_cache(maxsize=1)
def editable_files() -> frozenset[str]:
    """The files the desk may change."""
    found = [*(ROOT / "data/responses").glob("*.yml"), *(ROOT / "data/facts").glob("*.yml"), ROOT / "data/routing.yml"]
    return frozenset(str(path.relative_to(ROOT)) for path in found)


def patch(texts: dict[str, str]) -> str:
    """The change as a patch that `git apply` takes."""
    parts: list[str] = []
    for file, new in sorted(texts.items()):
        old = (ROOT / file).read_text(encoding="utf-8")
        parts += difflib.unified_diff(
            old.splitlines(keepends=True), new.splitlines(keepends=True), f"a/{file}", f"b/{file}"
        )
    return "".join(parts)


def tried(texts: dict[str, str]) -> tuple[Content, list[Problem]]:
    """The content as it would be, and every problem `handrail check` would find in it."""
    if not texts:
        return load_content(), []
    with _overlay(texts) as root:
        content = load(root)
    if content.problems:
        return content, sorted(content.problems)
    problems = [p for check in CHECKS if check is not lines.check for p in check(content)]
    return content, sorted([*problems, *_line_problems()])


@lru_cache(maxsize=1)
def _line_problems() -> tuple[Problem, ...]:
    """What is wrong with the training lines, which nothing here changes: 2 s to find, so found once."""
    return tuple(lines.check(load_content()))


@contextmanager
def _overlay(texts: dict[str, str]) -> Iterator[Path]:
    """A folder that holds the project's content with `texts` in place of those files."""
    with tempfile.TemporaryDirectory(prefix="handrail-") as name:
        root = Path(name)
        for source in (ROOT / "data").rglob("*"):
            place = root / source.relative_to(ROOT)
            if source.is_dir():
                place.mkdir(parents=True, exist_ok=True)
            else:
                place.parent.mkdir(parents=True, exist_ok=True)
                place.symlink_to(source)
        for file, text in texts.items():
            (root / file).unlink()
            (root / file).write_text(text, encoding="utf-8")
        yield root
