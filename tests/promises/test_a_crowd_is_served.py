"""Many at once are served, floods are met with the contacts, and a process that dies takes no chat with it.

The whole deployment of deploy/ on loopback: nginx with TLS, two processes, one Redis.
"""

from __future__ import annotations

import asyncio
import json
import os
import signal
import socket
import ssl
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from bot.bench.canary import Canary
from bot.bench.crowd import Person, Tally, clients, interleaved
from bot.bench.lab import Cluster, cluster
from bot.bench.traces import forms, in_files, in_memory

pytestmark = pytest.mark.slow
PEOPLE, TURNS = 24, 120
SLOW_CONNECTIONS = 300
SCHOOL = 300


@pytest.fixture(scope="module")
def whole(model: Path) -> Iterator[Cluster]:
    with cluster(model, faults=("no_rate_limits",)) as found:
        yield found


def fetch(whole: Cluster, path: str, **headers: str) -> tuple[int, dict[str, str], bytes]:
    """(status, headers, body) through the proxy."""
    request = urllib.request.Request(whole.proxy.address + path, headers=headers)
    try:
        with urllib.request.urlopen(request, timeout=20, context=whole.proxy.trusted()) as answer:
            return answer.status, dict(answer.headers), answer.read()
    except urllib.error.HTTPError as error:
        return error.code, dict(error.headers), error.read()


def connected(whole: Cluster) -> ssl.SSLSocket:
    """A TLS connection to the proxy that has said nothing yet."""
    host, port = whole.proxy.address.removeprefix("https://").split(":")
    return whole.proxy.trusted().wrap_socket(socket.create_connection((host, int(port)), 10), server_hostname=host)


def test_two_routes_and_the_pages_are_all_there_is(whole: Cluster) -> None:
    open_paths = {p: fetch(whole, p)[0] for p in ("/", "/help", "/check-embed", "/widget.js", "/healthz")}
    closed = {
        p: fetch(whole, p) for p in ("/webhooks/rest/webhook", "/version", "/conversations", "/.git/config", "/x")
    }

    assert set(open_paths.values()) == {200}
    assert {status for status, _, _ in closed.values()} == {404}
    for _, headers, body in closed.values():
        assert "nginx/" not in headers.get("Server", "") + body.decode()
        assert headers["Strict-Transport-Security"]
        assert json.loads(body)["error"] == "not_found"


def test_a_page_on_its_own_origin_may_speak_through_the_proxy(whole: Cluster) -> None:
    request = urllib.request.Request(
        whole.proxy.address + "/webhooks/chat/session",
        b"{}",
        {"Content-Type": "application/json", "Origin": whole.proxy.address},
    )
    with urllib.request.urlopen(request, timeout=20, context=whole.proxy.trusted()) as answer:
        assert answer.status == 201


def test_a_page_that_goes_away_ends_its_chat_through_the_proxy(whole: Cluster) -> None:
    def post(path: str, body: dict[str, str]) -> tuple[int, bytes]:
        headers = {"Content-Type": "text/plain", "Origin": whole.proxy.address}
        request = urllib.request.Request(
            f"{whole.proxy.address}/webhooks/chat/{path}", json.dumps(body).encode(), headers
        )
        try:
            with urllib.request.urlopen(request, timeout=20, context=whole.proxy.trusted()) as answer:
                return answer.status, answer.read()
        except urllib.error.HTTPError as error:
            return error.code, error.read()

    token = json.loads(post("session", {})[1])["token"]

    assert post("end", {"token": token})[0] == 204
    assert post("message", {"text": "hello", "token": token})[0] == 401


def test_any_process_takes_any_turn_and_one_that_is_killed_takes_no_chat_with_it(
    whole: Cluster, record_property: Callable[[str, object], None]
) -> None:
    async def kill_one() -> None:
        os.kill(whole.services[0][1], signal.SIGKILL)

    tally = asyncio.run(
        interleaved(
            whole.proxy.address, people=PEOPLE, turns=TURNS, trusted=whole.proxy.trusted(), at_once=4, midway=kill_one
        )
    )

    record_property(
        "figure", f"{TURNS} turns of {PEOPLE} chats, one process killed: {tally.crossed} crossed, {tally.lost} lost"
    )
    assert (tally.crossed, tally.lost, tally.empty, tally.without_contacts) == (0, 0, 0, 0)
    assert tally.statuses[200] >= TURNS


def test_slow_callers_hold_up_nobody(whole: Cluster) -> None:
    before = [took(whole) for _ in range(15)]
    slow = []
    for n in range(SLOW_CONNECTIONS):
        connection = connected(whole)
        head = "POST /webhooks/chat/message HTTP/1.1\r\nHost: a\r\n" + "Content-Length: 4000\r\n\r\n{" * (n % 2)
        connection.sendall(head.encode())
        slow.append(connection)
    try:
        during = [took(whole) for _ in range(15)]
        time.sleep(6)  # what never finishes its head or its body is let go
        still = sum(not closed(connection) for connection in slow)
    finally:
        for connection in slow:
            connection.close()

    assert sorted(during)[7] < max(0.5, 3 * sorted(before)[7])
    assert still == 0


def took(whole: Cluster) -> float:
    began = time.perf_counter()
    assert fetch(whole, "/help")[0] == 200
    return time.perf_counter() - began


def closed(connection: ssl.SSLSocket) -> bool:
    """True when the other side has hung up, politely or not."""
    connection.settimeout(0.5)
    try:
        while connection.recv(4096):
            pass
    except TimeoutError:
        return False
    except OSError:
        return True
    return True


@pytest.mark.quiet
def test_a_school_behind_one_address_is_let_in(whole: Cluster) -> None:
    async def arrive() -> Tally:
        tally = Tally()
        async with clients(whole.proxy.trusted()) as web:
            people = [Person(web, whole.proxy.address, n, tally) for n in range(SCHOOL)]
            came = await asyncio.gather(*(person.arrive() for person in people))
            assert all(came)
        return tally

    assert asyncio.run(arrive()).statuses == {201: SCHOOL}


@pytest.mark.quiet
def test_a_flood_is_refused_with_the_contacts_and_passes(whole: Cluster) -> None:
    async def flood() -> Tally:
        tally = Tally()
        async with clients(whole.proxy.trusted()) as web:
            people = [Person(web, whole.proxy.address, n, tally) for n in range(40)]
            for person in people:
                await person.arrive()
            await asyncio.gather(*(person.turn(patient=False) for person in people for _ in range(30)))
            began = time.monotonic()
            while await people[0].turn(patient=False) != 200:
                assert time.monotonic() - began < 10
                await asyncio.sleep(0.2)
        return tally

    tally = asyncio.run(flood())

    assert tally.statuses[429] > 0
    assert tally.without_contacts == 0
    assert set(tally.statuses) <= {200, 201, 429, 503}


@pytest.mark.parametrize("size", [9_000, 3_000_000])
def test_a_large_body_is_refused_before_it_reaches_the_service(whole: Cluster, size: int) -> None:
    with connected(whole) as connection:
        head = f"POST /webhooks/chat/message HTTP/1.1\r\nHost: a\r\nContent-Length: {size}\r\n\r\n"
        connection.sendall(head.encode())
        answer = connection.recv(4096)

    assert b" 413 " in answer.split(b"\r\n", 1)[0]


def test_no_word_is_left_in_the_proxy_in_memory_or_on_disk(whole: Cluster) -> None:
    began, canary = time.time(), Canary()

    async def talk() -> None:
        async with clients(whole.proxy.trusted()) as web:
            person = Person(web, whole.proxy.address, 0, Tally())
            await person.arrive()
            for text in canary.disguised():
                person.lines = (text.replace("\u202e", ""),)
                await person.turn()
            canary.tokens.append(person._token)
            await person.leave()

    asyncio.run(talk())
    time.sleep(12)  # connections that rest are closed
    needles = forms(canary.searched())

    found = in_files([whole.proxy.folder], needles, began)
    for worker in whole.proxy.workers():
        found += in_memory(worker, needles)
    assert found == []


def test_the_proxy_holds_no_address_once_its_callers_have_gone(whole: Cluster) -> None:
    """Groups are numbers below a thousand; the only trace of a caller is which of them was counted."""
    text = (whole.proxy.folder / "groups.conf").read_text()

    assert text.count("\n") == 1002
    assert "limit_req_zone $caller_group" in (whole.proxy.folder / "nginx.conf").read_text()
