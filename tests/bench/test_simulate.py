"""The simulation agrees with queueing theory where theory has an answer, and its demand has a source."""

from __future__ import annotations

import pytest

from bot.bench.simulate import Case, arrivals, compared, demand, enough, rows, simulate, simulate_even, sources
from bot.content.load import ROOT, read_yaml

_FIGURES = {
    "processor": 10.0,
    "turns": [8.0, 10.0, 12.0],
    "loads": [{"asked": 20.0, "p95": 12.0, "services": 0.2}],
    "loads_two": [{"asked": 40.0, "p95": None, "services": 0.4}],
}


def test_an_idle_process_answers_in_the_time_an_answer_takes() -> None:
    found = simulate_even(rate=10, processes=1, answer=[10.0])
    assert found.p99 == pytest.approx(10.0)
    assert found.busy == pytest.approx(0.1, abs=0.01)


def test_a_process_offered_twice_what_it_can_do_falls_behind() -> None:
    assert simulate_even(rate=200, processes=1, answer=[10.0], seconds=20).p95 > 5000


@pytest.mark.parametrize("busy", [0.3, 0.6])
def test_random_arrivals_wait_as_the_pollaczek_khinchine_formula_says(busy: float) -> None:
    """Conversations of one turn make a queue with random arrivals and equal service times (M/D/1)."""
    case = Case("", arrivals=3600 * busy / 0.010, processes=1, answer=[10.0], turns=1)
    found = simulate(case, seconds=200)
    assert found.busy == pytest.approx(busy, rel=0.05)
    mean_wait = 10.0 * busy / (2 * (1 - busy))
    assert 10.0 <= found.median <= 10.0 + 2 * mean_wait
    assert found.p99 > 10.0 + mean_wait


def test_two_processes_carry_what_one_cannot() -> None:
    one = Case("", arrivals=3600 * 12, processes=1, answer=[10.0], pause=1.0)
    assert simulate(one, 60).busy > 0.85
    assert simulate(one._replace(processes=2), 60).busy < 0.6


def test_the_turns_of_many_conversations_wait_as_turns_at_random_do() -> None:
    talks = Case("", arrivals=3600 * 6, processes=1, answer=[10.0], pause=1.0)
    turns = talks._replace(arrivals=talks.arrivals * talks.turns, turns=1)
    assert simulate(talks, 150).p95 == pytest.approx(simulate(turns, 150).p95, rel=0.25)


def test_more_who_come_need_no_fewer_processes() -> None:
    needed = [enough(Case("", rate, 1, [10.0]))[0] for rate in (1_000, 60_000)]
    assert needed == sorted(needed)
    assert needed[0] == 1


def test_every_published_number_names_its_source_and_page() -> None:
    for entry in read_yaml(ROOT / "bot/bench/demand.yml")["published"]:
        assert entry["source"]
        assert entry["url"].startswith("http")
        assert any(character.isdigit() for character in entry["source"] + entry["what"]), entry["id"]


def test_a_bad_night_of_the_nation_is_worse_than_that_of_a_state() -> None:
    found = arrivals(demand())
    assert found["nation, on a bad night"] > found["state, on a bad night"] > found["state: as many as contact 988"]


def test_the_tables_have_a_line_for_each_case() -> None:
    assert len(list(sources())) == 2 + len(demand())
    assert len(list(rows(_FIGURES))) == 2 + len(arrivals(demand()))
    assert len(list(compared(_FIGURES))) == 4
