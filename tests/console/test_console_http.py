"""The console over HTTP: nobody without the link, no other site, no public port, and nothing left behind."""

from __future__ import annotations

import json
import re
import tempfile
import time
import urllib.error
import urllib.request
from pathlib import Path
from typing import Any

import pytest

from bot.bench.canary import Canary
from bot.bench.traces import forms, in_bytes, in_files, in_memory
from bot.content.load import ROOT
from tests.conftest import ConsoleUnderTest

pytestmark = pytest.mark.slow
FILE, PATH = "data/responses/threat_money.yml", ["texts", "utter_threat_money_believe", "en"]
_SWEPT_SECONDS = 60
CALLS = ("about", "content", "scenarios", "coverage", "chat/open", "report", "flow", "batch/sample")


def fetch(
    url: str, body: bytes | None = None, method: str = "GET", **headers: str
) -> tuple[int, dict[str, str], bytes]:
    names = {k.replace("_", "-"): v for k, v in headers.items()}
    request = urllib.request.Request(url, data=body, method=method, headers=names)
    try:
        with urllib.request.urlopen(request, timeout=60) as answer:
            return answer.status, dict(answer.headers), answer.read()
    except urllib.error.HTTPError as error:
        return error.code, dict(error.headers), error.read()


def key_of(html: bytes) -> str:
    found = re.search(rb'data-key="([^"]*)"', html)
    return found.group(1).decode() if found else ""


def call(console: ConsoleUnderTest, name: str, key: str, body: dict[str, Any] | None = None, **headers: str) -> Any:
    url = f"{console.address}/api/{name}"
    auth = {"Authorization": f"Bearer {key}", "Content_Type": "application/json", **headers}
    status, _, raw = fetch(url, json.dumps(body or {}).encode(), "POST", **auth)
    return status, json.loads(raw) if raw.startswith((b"{", b"[")) else raw


@pytest.fixture(scope="module")
def key(console: ConsoleUnderTest) -> str:
    return key_of(fetch(console.link)[2])


def test_a_link_works_once_and_the_next_is_another(console: ConsoleUnderTest) -> None:
    link = console.link

    first, second = fetch(link), fetch(link)

    assert (first[0], second[0]) == (200, 401)
    assert len(key_of(first[2])) > 30
    assert key_of(second[2]) == ""
    assert console.link != link


def test_without_the_link_there_is_no_key_and_no_content(console: ConsoleUnderTest) -> None:
    for path in ("/", "/?token=", "/?token=guess"):
        status, _, html = fetch(console.address + path)
        assert status == 401
        assert key_of(html) == ""


@pytest.mark.parametrize("name", CALLS)
@pytest.mark.parametrize("key", ["", "guess"])
def test_no_call_is_answered_without_a_key(console: ConsoleUnderTest, name: str, key: str) -> None:
    status, body = call(console, name, key)

    assert status == 401
    assert list(body) == ["message"]


def test_the_public_port_has_no_console(console: ConsoleUnderTest, key: str) -> None:
    for path in ("/static/app.js", "/console", "/api/about", "/?token=x"):
        status, _, body = fetch(console.public + path)
        assert b"console" not in body.lower()
        assert status == (200 if path == "/?token=x" else 404)
    answer = fetch(
        f"{console.public}/api/about", b"{}", "POST", Authorization=f"Bearer {key}", Content_Type="application/json"
    )
    assert answer[0] in (400, 404, 405)


def test_the_console_port_is_loopback_only_and_is_not_the_door(console: ConsoleUnderTest, key: str) -> None:
    status, _, _ = fetch(f"{console.address}/webhooks/chat/session", b"{}", "POST", Content_Type="application/json")

    assert console.address.startswith("http://127.0.0.1:")
    assert status in (404, 405)


def test_a_console_key_opens_no_chat_at_the_door(console: ConsoleUnderTest, key: str) -> None:
    _, opened = call(console, "chat/open", key, {"lang": "en"})

    for token in (key, opened["chat"]):
        status, _, _ = fetch(
            f"{console.public}/webhooks/chat/message", b'{"text": "hi"}', "POST",
            Authorization=f"Bearer {token}", Content_Type="application/json",
        )  # fmt: skip
        assert status == 401


@pytest.mark.parametrize("origin", ["https://elsewhere.example", "null", "http://127.0.0.1:1"])
def test_another_sites_page_cannot_act_in_the_counselors_name(console: ConsoleUnderTest, key: str, origin: str) -> None:
    assert call(console, "about", key, Origin=origin)[0] == 403


def test_a_form_cannot_call_it_and_there_is_no_cookie_to_ride_on(console: ConsoleUnderTest, key: str) -> None:
    url = f"{console.address}/api/about"
    form = fetch(url, b"a=b", "POST", Content_Type="application/x-www-form-urlencoded", Authorization=f"Bearer {key}")
    plain = fetch(url, b"{}", "POST", Content_Type="text/plain", Authorization=f"Bearer {key}")

    assert (form[0], plain[0]) == (415, 415)
    assert "Set-Cookie" not in form[1]
    assert "Set-Cookie" not in fetch(console.address)[1]


def test_a_rebound_name_gets_nothing(console: ConsoleUnderTest, key: str) -> None:
    assert call(console, "about", key, Host="attacker.example")[0] == 403
    assert fetch(console.link, Host="attacker.example")[0] == 403


@pytest.mark.parametrize("path", ["/", "/static/app.js", "/static/console.css", "/nothing", "/static/../app.py"])
def test_no_answer_can_be_embedded_or_kept(console: ConsoleUnderTest, path: str) -> None:
    _, headers, body = fetch(console.address + path)

    policy = headers["Content-Security-Policy"]
    assert "frame-ancestors 'none'" in policy
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert headers["Cache-Control"] == "no-store"
    assert "Server" not in headers
    assert b"class Console" not in body


@pytest.mark.parametrize(
    ("name", "body", "status"),
    [
        ("nothing", {}, 404),
        ("chat/open", {"lang": "fr"}, 422),
        ("chat/say", {"chat": "nobody", "text": "hi"}, 404),
        ("chat/say", {"chat": ["x"]}, 422),
        ("scenarios/play", {"file": "../../etc/passwd", "id": "x"}, 404),
        ("scenarios/try", {"yaml": "a: 1"}, 422),
        ("batch/read", {"text": ""}, 422),
        ("batch/run", {"messages": [{"text": "hi"}] * 26}, 413),
        ("batch/picture", {"kind": "x"}, 404),
        ("content/try", {"edits": [{"file": "../x.yml", "path": ["a"], "value": "b"}]}, 422),
        ("content/try", {"edits": [1]}, 422),
        ("flow", {"topic": "../x"}, 404),
        ("flag", {"response": "nobody", "note": "x"}, 422),
        ("recognize", {"start": "x"}, 422),
    ],
)
def test_bad_input_is_refused_with_a_sentence(
    console: ConsoleUnderTest, key: str, name: str, body: dict[str, Any], status: int
) -> None:
    found, answer = call(console, name, key, body)

    assert found == status
    assert answer["message"].endswith(".")


def test_a_turn_comes_with_everything_behind_it(console: ConsoleUnderTest, key: str) -> None:
    _, opened = call(console, "chat/open", key, {"lang": "en"})

    _, turn = call(
        console, "chat/say", key, {"chat": opened["chat"], "text": "i took a bunch of pills, my snap is @zed_99"}
    )
    heard = turn["heard"]

    assert heard["plain"].startswith("i took a bunch of pills")
    assert "zed_99" not in json.dumps(turn)
    assert heard["removed"] is True
    assert heard["alarms"][0]["rule"] == "attempt_pills"
    assert heard["alarms"][0]["place"].startswith("data/lexicon/urgency.yml:")
    assert heard["concerns"][0]["confidence"] > 0
    assert heard["rule"]["place"].startswith("data/stories/suicide_in_progress.yml:")
    assert heard["said"][0]["es"]
    first = heard["services"][0]
    assert first["id"] == "emergency_911"
    assert first["source_date"]
    assert any("data/routing.yml:" in why for why in first["why"])
    assert heard["state"]["at_risk"] is True


def test_the_public_door_holds_no_explanation(console: ConsoleUnderTest) -> None:
    from bot.rehearsal.client import DoorClient

    client = DoorClient(console.public)
    raw = client._call("POST", "/message", {"text": "he wants 300 or he posts it"})

    assert set(raw) == {"messages", "ended"}
    assert set(raw["messages"][0]) == {"text", "services", "buttons", "lang"}


def test_a_session_leaves_no_trace_when_it_ends(console: ConsoleUnderTest) -> None:
    """The canary: words that exist nowhere else, typed wherever the console takes words, searched for everywhere."""
    canary, began = Canary(), time.time()
    key = key_of(fetch(console.link)[2])
    _, opened = call(console, "chat/open", key, {"lang": "en"})
    for text in (f"{canary.word()} wants money", f"my name is {canary.word()}", f"i want to die {canary.word()}"):
        assert call(console, "chat/say", key, {"chat": opened["chat"], "text": text})[0] == 200
    calls: dict[str, dict[str, Any]] = {
        "batch/run": {"messages": [{"text": f"{canary.word()} again"}]},
        "scenarios/try": {"yaml": f'- {{id: x, title: {canary.word()}, turns: [{{say: "{canary.word()}"}}]}}'},
        "flag": {"response": "utter_opening", "note": canary.word(), "said": [canary.word()]},
        "report": {"signer": canary.word()},
        "content/try": {"edits": [{"file": FILE, "path": PATH, "value": f"{canary.word()} is not your fault."}]},
    }
    for name, body in calls.items():
        assert call(console, name, key, body)[0] == 200, name
    # The changes tried are held until the session ends: or the search would find nothing whatever is there.
    assert in_memory(console.pid, forms(canary.searched())) != []

    assert fetch(f"{console.address}/api/leave", b"{}", "POST", Authorization=f"Bearer {key}")[0] == 204

    canary.tokens.append(key)
    needles, found = forms(canary.searched()), ["not looked yet"]
    until = time.monotonic() + _SWEPT_SECONDS
    while found and time.monotonic() < until:
        time.sleep(2)
        found = in_memory(console.pid, needles)
    found += in_bytes("log", console.log.read_bytes(), needles)
    found += in_files([Path(tempfile.gettempdir()), ROOT / "data", ROOT / "docs"], needles, began)
    assert found == []
    assert call(console, "about", key)[0] == 401
