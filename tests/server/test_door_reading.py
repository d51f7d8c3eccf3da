"""Reading a request: everything a caller can send ends in a message or a refusal, and never in a crash."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.server.door import Refusal, read_message
from bot.server.refusals import error_body


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"", 422),
        (b"{", 400),
        (b"[]", 400),
        (b"null", 400),
        (b"\xff\xfe", 400),
        (b'{"text": NaN}', 400),
        (b"[" * 5000, 400),
        (b'{"text": ""}', 422),
        (b'{"text": "  \\u200b "}', 422),
        (b'{"text": 5}', 422),
        (b'{"text": null}', 422),
        (b'{"text": "a", "choose": "b"}', 422),
        (b'{"text": "a", "sender": "default"}', 422),
        (b'{"text": "a", "metadata": {}}', 422),
        (b'{"text": "a", "turn": "not a uuid"}', 422),
        (b'{"text": "\\ud800"}', 422),
        (b'{"text": "' + b"a" * 1001 + b'"}', 413),
        (b'{"text": "' + b"a" * 9000 + b'"}', 413),
    ],
)
def test_a_bad_body_is_refused_with_its_code(body: bytes, status: int) -> None:
    with pytest.raises(Refusal) as refusal:
        read_message(body)

    assert refusal.value.status == status


@given(
    st.binary(max_size=400)
    | st.recursive(
        st.none() | st.booleans() | st.text(max_size=20), lambda x: st.dictionaries(st.text(max_size=6), x, max_size=3)
    ).map(lambda v: json.dumps(v).encode())
)
def test_any_body_is_a_message_or_a_refusal(body: bytes) -> None:
    found, status = None, 0
    try:
        found = read_message(body)
    except Refusal as refusal:
        status = refusal.status

    assert status in (400, 413, 422) if found is None else ("text" in found) != ("choose" in found)


@pytest.mark.parametrize("status", [401, 413, 429, 500, 503])
def test_a_failure_carries_the_services(status: int) -> None:
    assert [s["id"] for s in error_body(status)["services"]] == ["emergency_911", "lifeline_988", "crisis_text_line"]
