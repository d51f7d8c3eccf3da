"""We keep nothing you type after this chat ends.

Words that exist nowhere else are said in every way there is, and then searched for everywhere; and words
planted in each of these places are found, so that finding nothing means something.
"""

from __future__ import annotations

import asyncio
import contextlib
import gc
import json
import socket
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from rasa.shared.core.trackers import DialogueStateTracker

from bot.bench.canary import Canary, Visitor
from bot.bench.lab import redis_server
from bot.bench.promise import Stage, found_anywhere, run_canary, stage
from bot.bench.traces import captured_egress, forms, in_files, in_memory, in_redis
from bot.server.conversation import Conversations
from bot.server.sessions import Session

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module", params=["memory", "redis"])
def scene(request: pytest.FixtureRequest, model: Path) -> Iterator[Stage]:
    with stage(model, with_redis=request.param == "redis") as found:
        yield found


def test_no_word_and_no_token_is_found_anywhere(scene: Stage) -> None:
    assert run_canary(scene) == []


def test_the_typed_words_are_gone_with_the_answer_and_not_only_with_the_end(scene: Stage) -> None:
    canary, began = Canary(), time.time()
    visitor = Visitor(scene.address, canary)
    visitor.arrive()
    canary.tokens.clear()  # the page still holds its token: this is about what was typed

    visitor.say({"text": f"{canary.word()} wants money from me"})

    time.sleep(1)
    assert found_anywhere(scene, canary, began) == []


def test_the_log_says_that_something_failed_and_not_what_was_said(scene: Stage) -> None:
    visitor = Visitor(scene.address, Canary())
    visitor.arrive()
    visitor.talk()  # every seventh action of this service raises

    log = scene.log.read_text(encoding="utf-8")

    assert "ERROR bot.server.in_process" in log
    assert all(len(line) < 120 for line in log.splitlines())


def alive() -> int:
    """Conversations that are anywhere in this process."""
    gc.collect()
    return sum(issubclass(type(found), (DialogueStateTracker, Session)) for found in gc.get_objects())


def test_when_all_conversations_have_ended_none_is_left_in_the_process(model: Path) -> None:
    talks = Conversations.load(model)

    async def visits(count: int) -> None:
        for _ in range(count):
            _, session, _ = talks.open("en")
            await talks.say(session, "someone wants 300 or they post my picture")
            talks.sessions.end(session)

    asyncio.run(visits(2))
    before = alive()
    asyncio.run(visits(20))

    assert alive() == before
    assert talks._agent.lock_store.conversation_locks == {}


def feed(connection: socket.socket) -> None:
    """Keeps a request unfinished and alive while it is searched for."""
    with contextlib.suppress(OSError):
        while True:
            time.sleep(1)
            connection.sendall(b" ")


def test_a_word_that_is_in_memory_is_found(scene: Stage) -> None:
    canary = Canary()
    host, port = scene.address.removeprefix("http://").split(":")
    with socket.create_connection((host, int(port))) as connection:
        connection.sendall(b"POST /webhooks/chat/message HTTP/1.1\r\nHost: a\r\nContent-Length: 5000\r\n\r\n")
        connection.sendall(canary.word().encode())
        slowly = threading.Thread(target=feed, args=(connection,), daemon=True)
        slowly.start()
        time.sleep(0.5)

        found = in_memory(scene.pid, forms(canary.searched()))

    assert found


def test_a_word_in_a_file_a_log_or_the_capture_is_found(scene: Stage, tmp_path: Path) -> None:
    canary, began = Canary(), time.time()
    word = canary.word()
    (tmp_path / "upper").write_text(word.upper())
    (tmp_path / "wide").write_bytes(word.encode("utf-16"))
    (tmp_path / "escaped").write_text("".join(f"\\u{ord(ch):04x}" for ch in word))

    found = in_files([tmp_path], forms(canary.searched()), began - 1)

    assert {Path(where.removeprefix("file ")).name for where in found} == {"upper", "wide", "escaped"}


def test_a_word_that_leaves_the_machine_is_found() -> None:
    canary = Canary()
    with captured_egress() as capture:
        own = socket.gethostbyname(socket.gethostname())
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as out:
            out.sendto(canary.word().encode(), ("192.0.2.1" if own.startswith("127.") else own, 9))
        for _ in range(20):
            time.sleep(0.5)
            if canary.stem.encode() in capture.read_bytes():
                return
    pytest.fail("what was sent is not in the capture")


def test_a_word_in_an_ordinary_redis_is_found_in_all_its_places() -> None:
    canary = Canary()
    ordinary = ("--appendonly", "yes", "--slowlog-log-slower-than", "0", "--slowlog-max-len", "100")
    with redis_server(*ordinary) as redis:
        redis.ask("SET", f"tracker:{canary.word()}", json.dumps({"text": canary.word()}))
        redis.ask("SAVE")
        time.sleep(1.2)

        found = in_redis(redis.port, redis.folder, forms(canary.searched()))

    places = {where.split("/")[-1].split(".")[0] for where in found}
    assert {"redis keys", "redis value", "redis slowlog", "dump", "appendonly"} <= places
