"""Messages are read from lines, CSV and JSONL, and what can't be read is named by its line."""

from __future__ import annotations

import pytest

from bot.console.batch import BadBatch, read


@pytest.mark.parametrize(
    ("text", "kind", "found"),
    [
        pytest.param("hi\n\n he wants money \n", "", [("1", "hi"), ("2", "he wants money")], id="one a line"),
        pytest.param('id,text\na,"pay me, he says"\nb,hi\n', "", [("a", "pay me, he says"), ("b", "hi")], id="csv"),
        pytest.param("\ufeffText;x\nhi", "lines", [("1", "Text;x"), ("2", "hi")], id="said to be lines"),
        pytest.param('{"text": "hi"}\n\n{"id": 7, "text": "yo"}', "", [("1", "hi"), ("7", "yo")], id="jsonl"),
        pytest.param("Text\nhi\n", "", [("1", "hi")], id="a csv with one column"),
        pytest.param("text me, he said", "", [("1", "text me, he said")], id="a line that begins like a csv"),
    ],
)
def test_messages_are_read_as_they_come(text: str, kind: str, found: list[tuple[str, str]]) -> None:
    assert [(m["id"], m["text"]) for m in read(text, kind)] == found


def test_what_is_expected_comes_along() -> None:
    message = read("text,situation,also\nhi,just_help,thanks exit\n", "csv")[0]

    assert (message["situation"], message["also"]) == ("just_help", ["thanks", "exit"])


@pytest.mark.parametrize(
    ("text", "kind", "fact"),
    [
        ("", "", "no message"),
        ('{"text": "a"}\n{"txt": "b"}', "", "line 2"),
        ('{"text": "a"}\nnot json', "jsonl", "line 2: is no JSON"),
        ("a,b\n1,2", "csv", "no column `text`"),
        ("text,lang\nhi,fr\n", "csv", "lang is en or es"),
        ("hi", "xml", "no kind of list"),
        ("hi\n" * 2001, "lines", "too many"),
    ],
)
def test_what_cannot_be_read_is_named(text: str, kind: str, fact: str) -> None:
    with pytest.raises(BadBatch, match=fact):
        read(text, kind)
