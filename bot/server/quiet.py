"""Logging that cannot leak: level, logger, line and exception class, and nothing else.

Rasa's own logging prints a young person's words when they close the tab or an action fails
(Rasa 3.6.21: rest.py, processor.py, structlog's traceback locals). So no message, no argument and no
traceback of any logger reaches a handler: only where it happened.
"""

from __future__ import annotations

import logging
import os
import sys
import warnings
from typing import Any

from bot.hardware import choose_kernels

_LEVEL = logging.WARNING


class WhereOnly(logging.Formatter):
    """Formats a record as level, logger, line and exception class: never its message."""

    def format(self, record: logging.LogRecord) -> str:
        kind = record.exc_info[0].__name__ if record.exc_info and record.exc_info[0] else ""
        return f"{record.levelname} {record.name}:{record.lineno} {kind}".rstrip()


def _drop(_logger: Any, _method: str, _event: dict[str, Any]) -> dict[str, Any]:
    """Ends every structlog event: its key-values hold texts and traceback locals."""
    import structlog

    raise structlog.DropEvent


def environment() -> None:
    """Settings that must stand before Rasa is imported.

    Raises:
        SystemExit: at DEBUG, where Rasa logs every message it reads.
    """
    if os.environ.get("LOG_LEVEL", "").upper() == "DEBUG":
        raise SystemExit("handrail: LOG_LEVEL=DEBUG would log what young people type. Unset it.")
    os.environ.update(
        RASA_TELEMETRY_ENABLED="false",
        SANIC_ACCESS_LOG="False",
        TF_CPP_MIN_LOG_LEVEL="3",
        CUDA_VISIBLE_DEVICES="-1",
        PYTHONWARNINGS="ignore",
        SQLALCHEMY_SILENCE_UBER_WARNING="1",
        GIT_PYTHON_REFRESH="quiet",
    )
    choose_kernels(os.environ)
    _silence_warnings()


def _silence_warnings() -> None:
    """Rasa puts what was typed into warnings, and some packages bring filters of their own."""
    warnings.simplefilter("ignore")
    warnings.showwarning = lambda *args, **kwargs: None


def hush() -> None:
    """Takes over all logging of the process. Called after every import that configures logging."""
    import structlog

    _silence_warnings()
    # Rasa writes some twenty lines of debugging a turn: a logger that is made once, and knows their level, lets them go.
    structlog.configure(
        processors=[_drop], wrapper_class=structlog.make_filtering_bound_logger(_LEVEL), cache_logger_on_first_use=True
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(WhereOnly())
    for name in (None, *logging.root.manager.loggerDict):
        logger = logging.getLogger(name)
        logger.handlers = [handler] if name is None else []
        logger.setLevel(_LEVEL)
        logger.propagate = True
    # The loop logs exceptions of forgotten tasks with their arguments.
    logging.getLogger("asyncio").disabled = True
    logging.raiseExceptions = False
