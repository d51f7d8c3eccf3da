"""Runs the rasa-sdk actions in this process: no port, no second process, no tracker sent over HTTP."""

from __future__ import annotations

import asyncio
import logging
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from rasa.core.actions.action import RemoteAction
from rasa.shared.core.events import BotUttered
from rasa.shared.core.trackers import DialogueStateTracker, EventVerbosity
from rasa.utils.endpoints import EndpointConfig
from rasa_sdk.executor import ActionExecutor

logger = logging.getLogger(__name__)
_ACTION_SECONDS = 2.0
_THREADS = 4
_SAFE_REPLY: dict[str, Any] = {"events": [], "responses": [{"response": "utter_failsafe"}]}


def trust_own_answers() -> None:
    """Stops Rasa from treating our actions as a foreign server (docs/performance.md has what that cost).

    No answer is checked against a JSON schema, and that schema against its own: the SDK made the answer in this
    process. And no action is given every event of the conversation as JSON: ours read what was said.
    """
    RemoteAction._validate_action_result = lambda self, result: True
    RemoteAction._action_call_format = lambda self, tracker, domain: _call_of(self.name(), tracker)


def _call_of(action: str, tracker: DialogueStateTracker) -> dict[str, Any]:
    """What an action is called with: the tracker as Rasa would send it, of its events what the bot said."""
    said = [{"event": e.type_name, "metadata": e.metadata} for e in tracker.events if isinstance(e, BotUttered)]
    state = {**tracker.current_state(EventVerbosity.NONE), "events": said}
    return {"next_action": action, "sender_id": tracker.sender_id, "tracker": state}


class InProcessActions(EndpointConfig):
    """An action endpoint with the payload of the real one; any exception ends in the safe reply."""

    def __init__(self, executor: ActionExecutor | None = None) -> None:
        # Selective domain: or Rasa would send the whole domain along with every call.
        super().__init__(url="in-process", enable_selective_domain=True)
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
        return ThreadPoolExecutor(_THREADS, "action")

    async def _in_a_thread(self, call: dict[str, Any]) -> Any:
        """Runs an action where one that hangs holds up nobody else's answer."""
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._threads, self._finished, call)

    def _finished(self, call: dict[str, Any]) -> Any:
        """The answer of an action. Ours wait for nothing, so that no thread needs a loop of its own.

        Raises:
            RuntimeError: when an action waits for something.
        """
        running = self._executor.run(call)
        try:
            running.send(None)
        except StopIteration as done:
            return done.value
        running.close()
        raise RuntimeError("actions: an action waits for something. Let it answer at once.")
