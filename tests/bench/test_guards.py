"""What was made light stays light. Memory and counted calls do not depend on how busy the machine is."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from bot.bench.measure import inside
from bot.bench.service import handrail
from bot.content.load import ROOT

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def costs(model: Path) -> dict[str, float]:
    found: dict[str, float] = inside("costs", model)
    return found


def test_the_sixtieth_turn_does_no_more_work_than_the_fifth(costs: dict[str, float]) -> None:
    assert costs["late calls"] <= 1.3 * costs["early calls"], costs


def test_a_turn_makes_no_more_calls_than_it_needs(costs: dict[str, float]) -> None:
    """Twice what it takes; one check of a schema or one search through all rules is more than that."""
    assert costs["early calls"] <= 12_500, costs


def test_ten_thousand_open_conversations_stay_small(costs: dict[str, float]) -> None:
    assert costs["session KB"] * 10_000 / 1000 <= 250, costs


def test_a_service_that_is_ready_holds_no_more_than_600_mb(model: Path) -> None:
    with handrail(model) as running:
        assert running.memory() <= 600


def test_the_service_starts_on_little_more_processor_time_than_importing_stock_rasa_takes_twice(model: Path) -> None:
    """Between 1.3 and 2.2 times when measured, by how busy the machine was."""
    code = "import time\nimport rasa.core.agent\nprint(time.process_time())"
    stock = float(subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, check=True).stdout)
    with handrail(model) as running:
        assert running.processor_time() <= 2.6 * stock
