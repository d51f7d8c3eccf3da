"""Starts the service: quiet logging, the agent, the door, the pages; ready only once it has named a hotline."""

from __future__ import annotations

import asyncio
import contextlib
import ctypes
import gc
import resource
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, Optional, TextIO

from sanic import Sanic
from sanic.exceptions import SanicException
from sanic.request import Request
from sanic.response import HTTPResponse
from sanic.response import json as json_response
from sanic.router import Router

from bot.server import pages, quiet
from bot.server.conversation import Conversations
from bot.server.door import Door, Readiness
from bot.server.memory_store import MemoryStore
from bot.server.redis_store import RedisStore, UnsafeRedis
from bot.server.sessions import SWEEP_SECONDS, SessionStore, StoreFailed

_PROBE = "i took a bunch of pills"
_PROBE_NAMES = "emergency_911"
_PR_SET_DUMPABLE = 4
# Read far more than the door takes (8 KB): a caller cut off while sending sees a broken pipe, not our answer.
_MAX_REQUEST_BYTES = 2_097_152
_KNOWN_STATUSES = (400, 401, 404, 413, 415, 422, 429, 500, 503)


def forbid_dumps() -> None:
    """No core file and no reading of our memory by other processes of this user."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0)


def _tell(text: str, where: TextIO) -> None:
    """Says something to whoever started the service; that nobody can hear it, on a full disk, stops nothing."""
    with contextlib.suppress(OSError):
        print(f"handrail: {text}", file=where, flush=True)


def settle() -> None:
    """Takes what was loaded out of sight of the garbage collector, which would walk all of it during a turn."""
    gc.collect()
    gc.freeze()
    gc.enable()  # the start goes without it (bot/cli.py)


async def names_a_hotline(conversations: Conversations) -> bool:
    """True when a scripted turn is answered with 911: the service is ready only then."""
    _, session, _ = conversations.open("en")
    try:
        turn = await conversations.say(session, _PROBE)
        return any(card["id"] == _PROBE_NAMES for m in turn.messages for card in m["services"])
    finally:
        conversations.sessions.end(session)


class ForgetfulRouter(Router):
    """Finds routes without the cache in which Sanic keeps the last thousand paths that were asked for."""

    def get(self, path: str, method: str, host: Optional[str]) -> Any:
        return self._get(path, method, host)


class Service:
    """The web application around one agent.

    Attributes:
        beside: what else to start once the chat is ready, given the model: the counselors' console.
    """

    def __init__(
        self,
        model: Path,
        origins: frozenset[str] = frozenset(),
        *,
        redis: Optional[str] = None,
        behind_proxy: bool = False,
    ) -> None:
        self.readiness = Readiness()
        self.conversations: Optional[Conversations] = None
        self.beside: Optional[Callable[[Path], Any]] = None
        self._model = model
        self._store: SessionStore = RedisStore(redis) if redis else MemoryStore()
        self._door = Door(lambda: self.conversations, self.readiness, origins, behind_proxy=behind_proxy)
        self.app = self._application()

    def _application(self) -> Sanic:
        app = Sanic("handrail", router=ForgetfulRouter(), configure_logging=False, strict_slashes=True)
        app.config.update(
            REQUEST_MAX_SIZE=_MAX_REQUEST_BYTES, REQUEST_TIMEOUT=10, RESPONSE_TIMEOUT=20,
            KEEP_ALIVE_TIMEOUT=10, ACCESS_LOG=False, FALLBACK_ERROR_FORMAT="json",
            USE_UVLOOP=False,
        )  # fmt: skip
        app.blueprint(self._door.blueprint())
        app.blueprint(pages.blueprint())
        app.add_route(self._healthz(), "/healthz", methods=["GET"], name="healthz")
        app.error_handler.add(Exception, self._failed)
        app.register_middleware(_harden, "response")
        app.register_listener(self._start, "after_server_start")
        return app

    def _healthz(self) -> Callable[[Request], Any]:
        async def healthz(request: Request) -> HTTPResponse:
            ready = self.readiness.ready and await self._store.works()
            return json_response({"ready": ready}, status=200 if ready else 503)

        return healthz

    def _failed(self, request: Request, error: Exception) -> HTTPResponse:
        """Any failure of the web server itself, as the contract has it and with nothing of the request."""
        status = error.status_code if isinstance(error, SanicException) else 500
        return self._door.refused(status if status in _KNOWN_STATUSES else 404 if status == 405 else 400)

    async def _start(self, app: Sanic, loop: asyncio.AbstractEventLoop) -> None:
        """Loads the agent while the pages already answer with the hotlines, then proves it works."""
        app.add_task(self._become_ready())
        app.add_task(self._sweep())

    async def _become_ready(self) -> None:
        loop = asyncio.get_running_loop()
        try:
            await self._store.check()
            self.conversations = await loop.run_in_executor(None, Conversations.load, self._model, self._store)
            quiet.hush()
            self.readiness.ready = await names_a_hotline(self.conversations)
            settle()
        except (UnsafeRedis, StoreFailed) as fact:
            _tell(f"{fact or 'no answer from Redis. Is it running at the address given?'}", sys.stderr)
        except Exception as error:
            _tell(f"the model did not load ({type(error).__name__}). Run: handrail train", sys.stderr)
        if not self.readiness.ready:
            _tell("a scripted turn did not name 911; the chat stays closed.", sys.stderr)
            self.app.stop()
            return
        _tell(f"ready at {self.address}  (help page: {self.address}/help)", sys.stdout)
        if self.beside:
            await self._start_beside(self.beside)

    async def _start_beside(self, start: Callable[[Path], Any]) -> None:
        try:
            await start(self._model)
        except Exception as error:  # the chat goes on without it
            _tell(f"the console did not start ({type(error).__name__}).", sys.stderr)

    async def _sweep(self) -> None:
        while True:
            await asyncio.sleep(SWEEP_SECONDS)
            if not self.conversations or not self.readiness.ready:
                continue
            await self._store.sweep()
            # A connection that broke off leaves request and task holding each other, and the words with them.
            gc.collect()

    def run(self, host: str, port: int) -> int:
        """Serves until stopped. 0 when it was ready, 1 when it never was."""
        self.address = f"http://{host}:{port}"
        forbid_dumps()
        quiet.hush()
        # Rasa chooses uvloop, whose one reading buffer keeps the last bodies read for as long as it likes.
        asyncio.set_event_loop_policy(asyncio.DefaultEventLoopPolicy())
        _tell("loading the model ...", sys.stdout)
        self.app.run(host=host, port=port, debug=False, access_log=False, motd=False, verbosity=0)
        return 0 if self.readiness.ready else 1


async def _harden(request: Request, response: HTTPResponse) -> None:
    pages.secured(response)
