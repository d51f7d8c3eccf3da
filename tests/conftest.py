"""Fixtures shared by all tests. Nothing here patches; every object is the real one."""

from __future__ import annotations

import re
import shutil
import time
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from bot.bench.fake_door import FakeDoor, fake_door
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
    from bot.server.model import ready_model

    quiet.environment()
    return ready_model()


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


class ConsoleUnderTest(NamedTuple):
    """A real service with the console: the public address, its process, and the file it prints to."""

    public: str
    pid: int
    log: Path

    @property
    def link(self) -> str:
        """The latest link to the console; it works once."""
        until = time.monotonic() + 90
        while time.monotonic() < until:
            found = re.findall(r"http://\S+/\?token=\S+\n", self.log.read_text(encoding="utf-8"))
            if found:
                return str(found[-1]).strip()
            time.sleep(0.2)
        raise TimeoutError("the console printed no link")

    @property
    def address(self) -> str:
        return self.link.split("/?", 1)[0]


@pytest.fixture(scope="session")
def console(model: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[ConsoleUnderTest]:
    """The real service with `--console`, running for the whole session."""
    from bot.rehearsal.play import service_process

    log = tmp_path_factory.mktemp("console") / "log.txt"
    with (
        log.open("wb") as output,
        service_process(model, output, ("--console", "--console-port", "0")) as (public, pid),
    ):
        yield ConsoleUnderTest(public, pid, log)


CHROMIUM_FLAGS = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
)  # fmt: skip


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Debian's Chromium, for one module: while it runs, nothing else may have an event loop in this thread."""
    with sync_playwright() as playwright:
        found = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=CHROMIUM_FLAGS)
        yield found
        found.close()


@pytest.fixture(params=[(360, 640), (1280, 800)], ids=["phone", "desktop"])
def page(request: pytest.FixtureRequest, browser: Browser) -> Iterator[Page]:
    """A page at the size of a phone, then at that of a desktop."""
    width, height = request.param
    context = browser.new_context(viewport={"width": width, "height": height}, has_touch=width < 500)
    yield context.new_page()
    context.close()


@pytest.fixture
def door() -> Iterator[FakeDoor]:
    """A server with the real pages that answers by the contract and can be told to fail."""
    with fake_door() as server:
        yield server
