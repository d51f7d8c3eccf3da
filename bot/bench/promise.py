"""The canary run: one service, one run of words, every place searched. The test and the command share it."""

from __future__ import annotations

import contextlib
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple, Optional

from bot.bench.canary import Canary, Visitor
from bot.bench.lab import RedisServer, redis_server, rigged_service
from bot.bench.traces import captured_egress, forms, in_bytes, in_files, in_memory, in_redis
from bot.content.load import ROOT

_IDLE_SECONDS = 8
_SWEPT_SECONDS = 4
_HANG_UPS = (0.0, 0.0, 0.02, 0.05, 0.2)
_ROOTS = (Path(tempfile.gettempdir()), Path.home(), Path("/var/log"), Path("/var/tmp"), Path("/dev/shm"), ROOT)


class Stage(NamedTuple):
    """What a canary run happens on.

    Attributes:
        log: where the service prints; egress: what left the machine, as a capture.
    """

    address: str
    pid: int
    log: Path
    egress: Path
    redis: Optional[RedisServer]


@contextlib.contextmanager
def stage(model: Path, *, with_redis: bool, faults: Sequence[str] = ()) -> Iterator[Stage]:
    """A service whose actions fail now and then and whose conversations time out soon."""
    rigged = ("actions_raise=7", "no_rate_limits", f"short_idle={_IDLE_SECONDS}", *faults)
    with contextlib.ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        redis = stack.enter_context(redis_server()) if with_redis else None
        egress = stack.enter_context(captured_egress())
        log = folder / "service.log"
        output = stack.enter_context(log.open("wb"))
        options = ["--redis", redis.url] if redis else []
        address, pid = stack.enter_context(rigged_service(model, rigged, output, options))
        yield Stage(address, pid, log, egress, redis)


def run_canary(scene: Stage) -> list[str]:
    """Holds two conversations full of canary words, ends one, lets the other time out; where words were found.

    Raises:
        AssertionError: when the door did not do its work meanwhile.
    """
    began, canary = time.time(), Canary()
    leaves, stays = Visitor(scene.address, canary), Visitor(scene.address, canary)
    for visitor in (leaves, stays):
        visitor.arrive()
        answers = visitor.talk()
        assert all(a["messages"] for a in answers if a["status"] == 200)
        assert sum(a["status"] == 200 for a in answers) >= 20
        assert not {500, 200} & set(visitor.misbehave()[:8])
        for seconds in _HANG_UPS:
            visitor.hang_up(seconds)
    canary.answers += [*leaves.buttons[:1], *stays.buttons[:1]]
    leaves.leave()
    time.sleep(_IDLE_SECONDS + _SWEPT_SECONDS)
    assert stays.say({"text": "hello"})["status"] == 401
    return found_anywhere(scene, canary, began)


def found_anywhere(scene: Stage, canary: Canary, began: float) -> list[str]:
    """Every place where a word or a token of the run is."""
    needles = [*forms(canary.searched()), *(part.encode() for part in canary.answers)]
    found = in_memory(scene.pid, needles)
    found += in_bytes("log", scene.log.read_bytes(), needles)
    found += in_bytes("egress", scene.egress.read_bytes(), needles)
    found += in_files(_ROOTS, needles, began)
    if scene.redis:
        found += in_redis(scene.redis.port, scene.redis.folder, needles)
        found += in_memory(scene.redis.process.pid, needles)
    return found
