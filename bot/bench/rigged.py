"""The real service with something wrong on purpose, for tests: `python -m bot.bench.rigged FAULT ... -- serve --model M ...`.

Nothing of the service knows this module; it reaches in from outside, before the service starts.
"""

from __future__ import annotations

import errno
import itertools
import os
import resource
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

_WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT


def _failing_executor(fail: Callable[[dict[str, Any]], None], every: int) -> None:
    from rasa_sdk.executor import ActionExecutor

    run, count = ActionExecutor.run, itertools.count(1)

    async def sometimes(self: ActionExecutor, call: dict[str, Any]) -> Any:
        if next(count) % every == 0:
            fail(call)
        return await run(self, call)

    ActionExecutor.run = sometimes


def actions_raise(every: int = 3) -> None:
    """Actions fail with the whole conversation in the exception, as the SDK's server would."""

    def fail(call: dict[str, Any]) -> None:
        raise ValueError(call)

    _failing_executor(fail, every)


def actions_hang(every: int = 3) -> None:
    """Actions block for a long time, as one that waits for a dead server."""
    _failing_executor(lambda _call: time.sleep(600), every)


def short_idle(seconds: int = 5) -> None:
    """Conversations time out soon."""
    from bot.server import launcher, redis_store, sessions

    sessions.IDLE_SECONDS = seconds
    vars(redis_store)["IDLE_SECONDS"] = seconds
    vars(launcher)["SWEEP_SECONDS"] = 1


def no_rate_limits(_unused: int = 0) -> None:
    """A load test speaks faster than a person; what is measured is the work, not the limits."""
    from bot.server import limits

    limits._TURNS_PER_SECOND = limits._TURNS_AT_ONCE = 1_000_000


def disk_full(_unused: int = 0) -> None:
    """No disk takes a file, from the first import on; what is no disk (/dev, /dev/shm) still does."""

    def refuse(event: str, about: tuple[Any, ...]) -> None:
        if event == "open" and isinstance(about[0], (str, bytes)) and about[2] & _WRITING:
            path = os.fsdecode(about[0])
            if not path.startswith("/dev/"):
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), path)

    sys.addaudithook(refuse)


def memory_limit(megabytes: int = 4000) -> None:
    """No more address space than this."""
    resource.setrlimit(resource.RLIMIT_AS, (megabytes << 20, megabytes << 20))


def plain_memory(_unused: int = 0) -> None:
    """Freed memory is left as it is: what the service would be without bot/server/scrub.py."""
    from bot.server import scrub

    scrub.start_overwriting = lambda: None


FAULTS: dict[str, Callable[..., None]] = {
    fault.__name__: fault
    for fault in (actions_raise, actions_hang, short_idle, no_rate_limits, disk_full, memory_limit, plain_memory)
}


def main(arguments: list[str]) -> None:
    """Applies the faults named before `--`, each as NAME or NAME=NUMBER, and runs the command after it."""
    from bot.server import quiet, scrub
    from bot.server.absent import leave_out

    at = arguments.index("--")
    wanted = [name.partition("=") for name in arguments[:at]]
    if "plain_memory" not in arguments[:at]:
        scrub.start_overwriting()  # the memory of a rigged service is as that of a real one
    quiet.environment()
    leave_out(Path(arguments[arguments.index("--model") + 1]))  # as the real one does, before Rasa is imported
    for name, _, number in wanted:
        FAULTS[name](*([int(number)] if number else []))
    from bot.cli import main as handrail

    handrail(arguments[at + 1 :], prog_name="handrail")


if __name__ == "__main__":
    main(sys.argv[1:])
