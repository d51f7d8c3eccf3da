"""The main flow in Debian's Firefox, over WebDriver BiDi: open, write, answer, choose, leave, Back, failure."""

from __future__ import annotations

import asyncio
import json
import shutil
import subprocess
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
import websockets

from bot.bench.fake_door import FakeDoor

FIREFOX = shutil.which("firefox-esr")
pytestmark = [pytest.mark.browser, pytest.mark.skipif(FIREFOX is None, reason="needs Debian's firefox-esr")]
_START_SECONDS = 60
_PATIENCE_SECONDS = 20
_SHIFT = "\ue008"
# Leaves to where nobody answers: no test asks anybody else for anything.
SCHOOL = "<!doctype html><title>s</title><body><script src=/widget.js data-exit='https://localhost:1/'></script>"
_ROOT = "document.querySelector('help-chat').shadowRoot"
_EVERYTHING = (
    "document.documentElement.outerHTML + [...document.querySelectorAll('*')]"
    ".map((e) => e.shadowRoot ? e.shadowRoot.innerHTML : '').join()"
)


class Firefox:
    """One tab of a Firefox, driven over BiDi."""

    def __init__(self, socket: Any) -> None:
        self._socket = socket
        self._last = 0
        self._tab = ""

    async def command(self, method: str, **params: Any) -> Any:
        """The result of a BiDi command. Raises RuntimeError when Firefox refuses it."""
        self._last += 1
        await self._socket.send(json.dumps({"id": self._last, "method": method, "params": params}))
        while True:
            found = json.loads(await self._socket.recv())
            if found.get("id") == self._last:
                if found["type"] == "error":
                    raise RuntimeError(f"{method}: {found['message']}")
                return found["result"]

    async def new_tab(self) -> None:
        """Goes on in a fresh tab: what the old one was still loading cannot get in the way."""
        old = self._tab
        self._tab = (await self.command("browsingContext.create", type="tab"))["context"]
        if old:
            await self.command("browsingContext.close", context=old)

    async def goto(self, url: str) -> None:
        await self.command("browsingContext.navigate", context=self._tab, url=url, wait="complete")

    async def back(self) -> None:
        await self.command("browsingContext.traverseHistory", context=self._tab, delta=-1)

    async def ask(self, expression: str) -> Any:
        """The value of an expression in the page."""
        found = await self.command(
            "script.evaluate", expression=expression, target={"context": self._tab}, awaitPromise=True
        )
        if found["type"] != "success":
            raise RuntimeError(f"{expression}: {found['exceptionDetails']['text']}")
        return found["result"].get("value")

    async def until(self, expression: str) -> None:
        """Waits for an expression to be true, over navigations."""
        end = time.monotonic() + _PATIENCE_SECONDS
        while time.monotonic() < end:
            try:
                if await self.ask(f"!!({expression})"):
                    return
            except RuntimeError:
                pass
            await asyncio.sleep(0.05)
        raise AssertionError(f"never came true: {expression}")

    async def type(self, keys: str) -> None:
        """Presses and releases each key, as a keyboard does."""
        actions = [{"type": kind, "value": key} for key in keys for kind in ("keyDown", "keyUp")]
        source = {"type": "key", "id": "keyboard", "actions": actions}
        await self.command("input.performActions", context=self._tab, actions=[source])

    async def click(self, selector: str) -> None:
        """Clicks the middle of the first element in the widget that matches."""
        await self.until(f"{_ROOT}.querySelector({selector!r})")
        await self.ask(f"{_ROOT}.querySelector({selector!r}).scrollIntoView({{block: 'nearest'}})")
        box = f"{_ROOT}.querySelector({selector!r}).getBoundingClientRect()"
        x, y = [
            round(await self.ask(f"{box}.{edge} + {box}.{size} / 2"))
            for edge, size in (("x", "width"), ("y", "height"))
        ]
        actions = [
            {"type": "pointerMove", "x": x, "y": y}, {"type": "pointerDown", "button": 0}, {"type": "pointerUp", "button": 0},
        ]  # fmt: skip
        await self.command(
            "input.performActions", context=self._tab, actions=[{"type": "pointer", "id": "mouse", "actions": actions}]
        )


@asynccontextmanager
async def firefox(profile: Path) -> AsyncIterator[Firefox]:
    """A headless Firefox with a fresh profile, ended afterwards."""
    profile.mkdir()
    command = [
        str(FIREFOX),
        "--headless",
        "--no-remote",
        "--profile",
        str(profile),
        "--remote-debugging-port",
        "0",
        "about:blank",
    ]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        found = await _port(profile / "WebDriverBiDiServer.json")
        async with websockets.connect(f"ws://127.0.0.1:{found}/session", max_size=None) as socket:  # type: ignore[attr-defined]
            driven = Firefox(socket)
            await driven.command("session.new", capabilities={})
            yield driven
    finally:
        process.terminate()
        process.wait(timeout=20)


async def _port(file: Path) -> int:
    """The port Firefox listens on, from the file it writes when it does."""
    end = time.monotonic() + _START_SECONDS
    while time.monotonic() < end:
        if file.is_file() and file.stat().st_size:
            return int(json.loads(file.read_text())["ws_port"])
        await asyncio.sleep(0.1)
    raise TimeoutError("Firefox did not open its BiDi port")


async def _talked(driven: Firefox, door: FakeDoor) -> None:
    door.pages["/school"] = SCHOOL
    await driven.goto(f"{door.address}/gallery")
    await driven.goto(f"{door.address}/school")
    await driven.click(".launch")
    await driven.until(f"{_ROOT}.activeElement.id === 'title'")
    await driven.type("zebra canary\ue007")
    await driven.until(f"{_ROOT}.querySelectorAll('.talk .choices').length === 2")


async def _opens_answers_and_keeps_the_choice(driven: Firefox, door: FakeDoor) -> None:
    await _talked(driven, door)
    assert door.calls[0].body["text"] == "zebra canary"
    await driven.click(".talk .choices button:not([aria-disabled])")
    await driven.until(f"{_ROOT}.querySelector('.choices [aria-pressed=true]')")
    assert door.wait_for_calls(2)[1].body["choose"] == "b0"
    assert await driven.ask("localStorage.length + sessionStorage.length + document.cookie.length") == 0


async def _leaves_and_back_does_not_return(driven: Firefox, door: FakeDoor) -> None:
    await _talked(driven, door)
    before = await driven.ask("history.length")
    await driven.click(".leave")
    await driven.until("!document.querySelector('help-chat')")
    assert "zebra" not in await driven.ask(_EVERYTHING)
    assert await driven.ask("history.length") == before
    assert [s.body for s in door.wait_for_calls(1, to="/end")] == [{"token": "t" * 43}]
    await driven.back()
    await driven.until("location.pathname === '/gallery'")


async def _three_shifts_leave(driven: Firefox, door: FakeDoor) -> None:
    await _talked(driven, door)
    await driven.type(_SHIFT * 3)
    await driven.until("!document.querySelector('help-chat')")


async def _back_shows_nothing(driven: Firefox, door: FakeDoor) -> None:
    await _talked(driven, door)
    await driven.goto(f"{door.address}/help")
    await driven.back()
    await driven.until("document.querySelector('help-chat')")
    assert "zebra" not in await driven.ask(_EVERYTHING)


async def _fails_to_people(driven: Firefox, door: FakeDoor) -> None:
    door.failing = "500"
    await driven.goto(f"{door.address}/help")
    await driven.click("textarea")
    await driven.type("hello\ue007")
    await driven.until(f"{_ROOT}.querySelector('.failed a[href=\"tel:988\"]')")
    door.failing = None
    await driven.click(".failed .send")
    await driven.until(f"{_ROOT}.querySelectorAll('.talk .choices').length === 2")
    assert len({s.body["turn"] for s in door.calls}) == 1


async def _copies_a_number_instead_of_dialing(driven: Firefox, door: FakeDoor) -> None:
    await driven.goto(f"{door.address}/help")
    await driven.ask("window.matchMedia = () => ({matches: true}), 0")  # a Firefox without a screen has no mouse
    await driven.ask("navigator.clipboard.writeText = async (text) => { window.copied = text; }, 0")
    for link, number in (("tel:988", "988"), ("sms:741741?&body=HOME", "741741")):
        await driven.click(f'.people a[href="{link}"]')
        await driven.until(f"window.copied === '{number}'")
    await driven.until(f"{_ROOT}.querySelector('.note').textContent === 'Copied. On any phone: Text HOME to 741741'")


async def _strict_policy_holds(driven: Firefox, door: FakeDoor) -> None:
    door.pages["/school"] = "<!doctype html><title>s</title><body><script src=/widget.js></script>"
    door.page_headers = {
        "Content-Security-Policy": f"default-src 'none'; script-src {door.address}; connect-src {door.address}"
    }
    await driven.goto(f"{door.address}/school")
    await driven.click(".launch")
    await driven.type("hello\ue007")
    await driven.until(f"{_ROOT}.querySelectorAll('.talk .choices').length === 2")
    assert (
        await driven.ask(f"getComputedStyle({_ROOT}.querySelector('.panel')).backgroundColor") == "rgb(247, 243, 234)"
    )


Flow = Callable[[Firefox, FakeDoor], Awaitable[None]]
FLOWS: list[Flow] = [
    _opens_answers_and_keeps_the_choice, _leaves_and_back_does_not_return, _three_shifts_leave, _back_shows_nothing,
    _fails_to_people, _copies_a_number_instead_of_dialing, _strict_policy_holds,
]  # fmt: skip


@pytest.fixture(scope="module")
def driven(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[Flow, FakeDoor], None]]:
    """Plays a flow in one Firefox that all flows share."""
    loop = asyncio.new_event_loop()
    browser = firefox(tmp_path_factory.mktemp("firefox") / "profile")
    tab = loop.run_until_complete(browser.__aenter__())

    async def played(flow: Flow, door: FakeDoor) -> None:
        await tab.new_tab()
        await flow(tab, door)

    yield lambda flow, door: loop.run_until_complete(played(flow, door))
    loop.run_until_complete(browser.__aexit__(None, None, None))
    loop.close()


@pytest.mark.parametrize("flow", FLOWS, ids=lambda flow: flow.__name__.strip("_"))
def test_in_firefox_it(flow: Flow, driven: Callable[[Flow, FakeDoor], None], door: FakeDoor) -> None:
    driven(flow, door)
