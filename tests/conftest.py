"""Fixtures shared by all tests. Nothing here patches; every object is the real one."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.content import Content, load_content
from bot.hearing.lexicon import load_lexicon
from bot.hearing.normalise import Lexicon


@pytest.fixture(scope="session")
def content() -> Content:
    return load_content()


@pytest.fixture(scope="session")
def lexicon() -> Lexicon:
    return load_lexicon()


@pytest.fixture(scope="session")
def model() -> Path:
    """The model that fits the data; trained here if there is none."""
    from bot.server import quiet
    from bot.server.model import fitting_model, train

    quiet.environment()
    return fitting_model() or train()


@pytest.fixture(scope="session")
def log(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the service under test writes everything it prints and logs."""
    return tmp_path_factory.mktemp("service") / "log.txt"


@pytest.fixture(scope="session")
def address(model: Path, log: Path) -> Iterator[str]:
    """The address of the real service, running for the whole session."""
    from bot.rehearsal.play import running_service

    with log.open("wb") as output, running_service(model, output) as found:
        yield found
