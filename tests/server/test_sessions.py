"""Nothing of a conversation outlives it."""

from __future__ import annotations

import pytest

from bot.server.sessions import HARD_SECONDS, IDLE_SECONDS, Sessions
from tests.clock import Clock


@pytest.fixture
def sessions(clock: Clock) -> Sessions:
    return Sessions(clock)


def test_a_token_finds_its_own_conversation_and_no_other(sessions: Sessions) -> None:
    (
        token,
        session,
    ) = sessions.open("en")
    other, _ = sessions.open("en")

    assert sessions.find(token) is session
    assert sessions.find(other) is not session
    assert sessions.find("made-up") is None
    assert sessions.find("default") is None


def test_the_store_holds_no_token(sessions: Sessions) -> None:
    token, session = sessions.open("en")

    assert token not in repr(vars(session))
    assert session.key != token


def test_ending_frees_everything_at_once(sessions: Sessions) -> None:
    token, session = sessions.open("en")
    session.tracker, session.buttons["b"] = object(), "x"
    session.remember_answer("turn", {"messages": []})

    sessions.end(session)

    assert sessions.find(token) is None
    assert (session.tracker, session.buttons, session.answers, len(sessions)) == (None, {}, {}, 0)


def test_idle_for_fifteen_minutes_it_is_gone(sessions: Sessions, clock: Clock) -> None:
    token, _ = sessions.open("en")
    clock.now = IDLE_SECONDS + 1

    assert sessions.sweep() == 1
    assert sessions.find(token) is None


def test_after_an_hour_it_is_gone_however_busy(sessions: Sessions, clock: Clock) -> None:
    token, _ = sessions.open("en")
    for minute in range(1, 61):
        clock.now = minute * 60
        assert sessions.find(token) is not None
    clock.now = HARD_SECONDS + 1

    assert sessions.find(token) is None


def test_only_the_last_turns_are_remembered_for_a_repeat(sessions: Sessions) -> None:
    _, session = sessions.open("en")
    for n in range(10):
        session.remember_answer(str(n), n)

    assert list(session.answers) == ["7", "8", "9"]
