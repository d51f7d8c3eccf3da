"""What the service logs: where something happened, and never a word of what was typed."""

from __future__ import annotations

import subprocess
import sys

import pytest

from bot.content.load import ROOT

CANARY = "canary-4c1f"
_NOISE = f"""
import logging, warnings
from bot.server import quiet
quiet.environment()
import structlog
quiet.hush()
def fails(text):
    raise ValueError(text)
try:
    fails({CANARY!r})
except ValueError:
    logging.getLogger("rasa.core.channels.rest").exception("failed on %s", {CANARY!r})
    structlog.get_logger().error("rest.failed", text={CANARY!r}, exc_info=True)
warnings.warn({CANARY!r})
logging.getLogger("asyncio").error({CANARY!r})
assert not [key for key in globals().get("__warningregistry__", ()) if {CANARY!r} in str(key)]
"""


def run(code: str, **env: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, env={"PATH": "/usr/bin", **env}, capture_output=True, text=True
    )


def test_an_error_is_logged_by_place_and_kind_only() -> None:
    done = run(_NOISE)

    assert done.returncode == 0
    assert CANARY not in done.stdout + done.stderr
    assert "ERROR rasa.core.channels.rest" in done.stderr
    assert "ValueError" in done.stderr


def test_it_refuses_to_start_where_rasa_would_log_messages() -> None:
    done = run("from bot.server import quiet; quiet.environment()", LOG_LEVEL="DEBUG")

    assert done.returncode != 0
    assert "LOG_LEVEL" in done.stderr


@pytest.mark.parametrize("command", ["check", "services"])
def test_light_commands_import_nothing_heavy(command: str) -> None:
    code = f"import sys; sys.argv=['handrail','{command}','--help']\nfrom bot.cli import main\ntry:\n main()\nexcept SystemExit: pass\nprint([m for m in ('tensorflow','rasa','spacy','sanic') if m in sys.modules])"

    assert run(code).stdout.strip().endswith("[]")
