"""The door over HTTP, against the real service: the contract, bad input, and silence in every log."""

from __future__ import annotations

import json
import urllib.error
import urllib.request
import uuid
from pathlib import Path
from typing import Any

import pytest

from bot.rehearsal.client import DoorClient

pytestmark = pytest.mark.slow
CANARY = "zebra-canary-91"


def call(
    address: str, method: str, path: str, body: bytes | None = None, **headers: str
) -> tuple[int, dict[str, str], Any]:
    """(status, headers, body) of one request, whatever the status."""
    names = {k.replace("_", "-"): v for k, v in headers.items()}
    request = urllib.request.Request(address + path, data=body, method=method, headers=names)
    try:
        with urllib.request.urlopen(request, timeout=20) as answer:
            status, found_headers, raw = answer.status, dict(answer.headers), answer.read()
    except urllib.error.HTTPError as error:
        status, found_headers, raw = error.code, dict(error.headers), error.read()
    return status, found_headers, json.loads(raw) if raw else None


def opened(address: str) -> str:
    status, _, body = call(
        address, "POST", "/webhooks/chat/session", b'{"lang": "en"}', Content_Type="application/json"
    )
    assert status == 201
    return str(body["token"])


def say(address: str, token: str, body: bytes, kind: str = "application/json") -> tuple[int, dict[str, str], Any]:
    return call(address, "POST", "/webhooks/chat/message", body, Content_Type=kind, Authorization=f"Bearer {token}")


def test_the_main_job_from_a_threat_to_a_button_that_works(address: str) -> None:
    client = DoorClient(address)

    first = client.say("some guy says hes gonna send my pics to my whole school if i dont pay")
    steps = client.choose(first.buttons[0][0])
    route = client.choose(steps.buttons[0][0])

    assert "fault" in first.texts[0]
    assert "safe" in first.texts[1]
    assert "take_it_down" in first.services
    assert "pay" in steps.texts[0]
    assert route.services == ("take_it_down",)


@pytest.mark.parametrize(
    ("body", "kind", "status"),
    [
        pytest.param(b"", "application/json", 422, id="empty"),
        pytest.param(b"x" * 1_000_000, "application/json", 413, id="a megabyte"),
        pytest.param(b'{"text": "zebra-canary-91"', "application/json", 400, id="broken JSON"),
        pytest.param(b'{"text": "zebra-canary-91", "sender": "default"}', "application/json", 422, id="a sender"),
        pytest.param(b"text=zebra-canary-91", "application/x-www-form-urlencoded", 415, id="another type"),
        pytest.param(b'{"text": "zebra-canary-91"}', "text/plain", 415, id="text without an allowed origin"),
        pytest.param(b'{"text": "\\ud800"}', "application/json", 422, id="a lone surrogate"),
        pytest.param(b'{"choose": "zebra-canary-91"}', "application/json", 422, id="a made-up button"),
    ],
)
def test_bad_input_gets_its_code_and_the_service_goes_on(address: str, body: bytes, kind: str, status: int) -> None:
    token = opened(address)

    found, _, answer = say(address, token, body, kind)

    assert found == status
    assert set(answer) == {"error", "message", "services"}
    assert CANARY not in json.dumps(answer)
    assert say(address, token, b'{"text": "hi"}')[0] == 200


@pytest.mark.parametrize(
    "headers",
    [
        {},
        *(
            {"Authorization": value}
            for value in ("Bearer nope", "Bearer ", "Basic eA==", "Bearer \u00e9", "Bearer null")
        ),
    ],
)
def test_without_a_token_of_ours_nobody_speaks(address: str, headers: dict[str, str]) -> None:
    status, _, body = call(
        address, "POST", "/webhooks/chat/message", b'{"text": "hi"}', Content_Type="application/json", **headers
    )

    assert status == 401
    assert [s["id"] for s in body["services"]] == ["emergency_911", "lifeline_988", "crisis_text_line"]


@pytest.mark.parametrize(
    "text",
    [
        "/suicide_in_progress",
        '/inform{"who": "online"}',
        "/restart",
        "／exit",
        "\u200b/exit",
        "   /session_start",
        '/threat_money@0.9{"x":"y"}',
    ],
)
def test_a_slash_is_words_and_never_a_command(address: str, text: str) -> None:
    client = DoorClient(address)

    answer = client.say(text)

    assert answer.texts
    assert not answer.ended or "exit" in text


@pytest.mark.parametrize("text", ["a\u0000b help", "\u202ehelp", "💀" * 300, "help " * 190, "z͑ͫ̓ͪ̂ͫ̽a̴l̵g̶o", "𝖍𝖊𝖑𝖕"])
def test_strange_text_gets_an_answer(address: str, text: str) -> None:
    assert DoorClient(address).say(text[:1000]).texts


def test_a_repeated_turn_is_answered_again_and_not_taken_twice(address: str) -> None:
    token = opened(address)
    body = json.dumps({"text": "he wants 300 or he posts it", "turn": str(uuid.uuid4())}).encode()

    first, second = say(address, token, body)[2], say(address, token, body)[2]

    assert first == second


def test_a_button_works_once_and_in_its_own_session_only(address: str) -> None:
    mine, yours = DoorClient(address), DoorClient(address)
    button = mine.say("he wants 300 or he posts it").buttons[0][0]

    with pytest.raises(urllib.error.HTTPError) as refused:
        yours.choose(button)
    mine.choose(button)
    with pytest.raises(urllib.error.HTTPError):
        mine.choose(button)

    assert refused.value.code == 422


def test_after_delete_nothing_of_the_session_remains(address: str) -> None:
    token = opened(address)
    say(address, token, b'{"text": "he wants money"}')

    status, _, _ = call(address, "DELETE", "/webhooks/chat/session", Authorization=f"Bearer {token}")

    assert status == 204
    assert say(address, token, b'{"text": "hi"}')[0] == 401


def test_leaving_ends_the_session(address: str) -> None:
    client = DoorClient(address)

    assert client.say("exit").ended
    with pytest.raises(urllib.error.HTTPError) as gone:
        client.say("hi")
    assert gone.value.code == 401


def test_a_flood_is_met_with_the_services_and_passes(address: str) -> None:
    token = opened(address)

    answers = [say(address, token, b'{"text": "hi"}') for _ in range(30)]

    refused = [body for status, _, body in answers if status == 429]
    assert refused
    assert all(len(body["services"]) == 3 for body in refused)
    assert DoorClient(address).say("hi").texts


def test_another_site_is_not_answered(address: str) -> None:
    status, headers, _ = call(
        address,
        "POST",
        "/webhooks/chat/session",
        b"{}",
        Content_Type="application/json",
        Origin="https://elsewhere.example",
    )

    assert status == 404
    assert "Access-Control-Allow-Origin" not in headers


@pytest.mark.parametrize(
    "path", ["/", "/help", "/widget.js", "/healthz", "/nothing", "/webhooks/rest/webhook", "/version", "/conversations"]
)
def test_every_answer_is_hardened_and_names_no_software(address: str, path: str) -> None:
    status, headers, _ = call_raw(address, path)

    # The widget is the same for everybody: it alone may be kept.
    assert headers["Cache-Control"] == ("public, max-age=600" if path == "/widget.js" else "no-store")
    assert headers["Referrer-Policy"] == "no-referrer"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert "default-src 'none'" in headers["Content-Security-Policy"]
    assert not {"Server", "Set-Cookie", "X-Powered-By"} & set(headers)
    assert (status == 404) == (path in ("/nothing", "/webhooks/rest/webhook", "/version", "/conversations"))


def call_raw(address: str, path: str) -> tuple[int, dict[str, str], bytes]:
    try:
        with urllib.request.urlopen(address + path, timeout=20) as answer:
            return answer.status, dict(answer.headers), answer.read()
    except urllib.error.HTTPError as error:
        return error.code, dict(error.headers), error.read()


def test_the_help_page_shows_the_lines_before_any_script(address: str) -> None:
    _, _, html = call_raw(address, "/help")

    for link in (b'href="tel:988"', b'href="sms:741741?&amp;body=HOME"', b'href="tel:911"'):
        assert link in html


def test_no_word_that_was_typed_is_in_any_log(address: str, log: Path) -> None:
    client = DoorClient(address)
    for text in (f"{CANARY} wants money", f"/{CANARY}", f'{{"{CANARY}": 1}}', f"my name is {CANARY}"):
        client.say(text)

    written = log.read_text(encoding="utf-8", errors="replace")

    assert CANARY not in written
    assert "wants money" not in written


def test_a_first_turn_comes_along_with_the_session_and_the_token_in_the_body(address: str) -> None:
    headers = {"Content_Type": "text/plain", "Origin": address}

    def post(path: str, **body: str) -> tuple[int, Any]:
        status, _, found = call(address, "POST", f"/webhooks/chat/{path}", json.dumps(body).encode(), **headers)
        return status, found

    status, body = post("session", lang="en", choose="1", turn=str(uuid.uuid4()))

    assert status == 201
    assert "911" in body["messages"][0]["text"]
    token = body["token"]
    assert post("message", text="hello", token=token)[0] == 200
    assert post("end", token=token)[0] == 204
    assert post("message", text="hello", token=token)[0] == 401


@pytest.mark.parametrize("choose", ["4", "-1", "x", ""])
def test_a_button_that_the_opening_does_not_have_is_refused(address: str, choose: str) -> None:
    body = json.dumps({"choose": choose}).encode()
    assert call(address, "POST", "/webhooks/chat/session", body, Content_Type="application/json")[0] == 422
