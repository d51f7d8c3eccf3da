"""Runs the rasa-sdk actions in this process: no port, no second process, no tracker sent over HTTP."""

from __future__ import annotations

import logging
from typing import Any

from rasa.core.actions.action import RemoteAction
from rasa.utils.endpoints import EndpointConfig
from rasa_sdk.executor import ActionExecutor

logger = logging.getLogger(__name__)
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
        self._executor = executor or ActionExecutor()
        if executor is None:
            self._executor.register_package("actions")

    async def request(self, *args: Any, json: dict[str, Any], **kwargs: Any) -> dict[str, Any]:
        """The answer of the action named in `json`, in the shape of the SDK's server."""
        try:
            return await self._executor.run(json) or dict(_SAFE_REPLY)
        except Exception as error:  # an action must never leave a young person without an answer
            logger.error("action failed", exc_info=(type(error), None, None))  # type: ignore[arg-type]
            return {"events": [], "responses": [dict(r) for r in _SAFE_REPLY["responses"]]}
