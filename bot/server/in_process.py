"""Runs the rasa-sdk actions in this process: no port, no second process, no tracker sent over HTTP."""

from __future__ import annotations

import asyncio
import logging
import threading
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from rasa.core.actions.action import RemoteAction
from rasa.utils.endpoints import EndpointConfig
from rasa_sdk.executor import ActionExecutor

logger = logging.getLogger(__name__)
_ACTION_SECONDS = 2.0
_THREADS = 4
_SAFE_REPLY: dict[str, Any] = {"events": [], "responses": [{"response": "utter_failsafe"}]}


def trust_own_answers() -> None:
    """Stops Rasa from checking each answer of an action against a JSON schema, and that schema against its own.

    The check is meant for foreign servers; here the SDK made the answer in this process, and the check
    took two thirds of a turn (60 of 87 ms, docs/performance.md).
    """
    RemoteAction._validate_action_result = lambda self, result: True


class InProcessActions(EndpointConfig):
    """An action endpoint with the payload of the real one; any exception ends in the safe reply."""

    def __init__(self, executor: ActionExecutor | None = None) -> None:
        # Selective domain: or Rasa would send the whole domain along with every call.
        super().__init__(url="in-process", enable_selective_domain=True)
        self._own = threading.local()
        self._threads = self._new_threads()
        self._executor = executor or ActionExecutor()
        if executor is None:
            self._executor.register_package("actions")

    async def request(self, *args: Any, json: dict[str, Any], **kwargs: Any) -> dict[str, Any]:
        """The answer of the action named in `json`, in the shape of the SDK's server."""
        try:
            return await asyncio.wait_for(self._in_a_thread(json), _ACTION_SECONDS) or dict(_SAFE_REPLY)
        except asyncio.TimeoutError:
            logger.error("action took too long")
            self._leave_behind()
        except Exception as error:  # an action must never leave a young person without an answer
            logger.error("action failed", exc_info=(type(error), None, None))  # type: ignore[arg-type]
        return {"events": [], "responses": [dict(r) for r in _SAFE_REPLY["responses"]]}

    def _leave_behind(self) -> None:
        """Takes new threads: nothing ends one that hangs, and with all of them hanging no action would ever run again."""
        self._threads.shutdown(wait=False)
        self._threads = self._new_threads()

    def _new_threads(self) -> ThreadPoolExecutor:
        return ThreadPoolExecutor(_THREADS, "action", self._begin_thread)

    async def _in_a_thread(self, call: dict[str, Any]) -> Any:
        """Runs an action where one that hangs holds up nobody else's answer."""
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._threads, self._finished, call)

    def _finished(self, call: dict[str, Any]) -> Any:
        return self._own.loop.run_until_complete(self._executor.run(call))

    def _begin_thread(self) -> None:
        self._own.loop = asyncio.new_event_loop()
