"""What the widget costs a page and a young person's phone, beside two others and beside a page without any.

    scripts/bench_widget            # measures and prints
    scripts/bench_widget --write    # puts the tables into docs/widget.md too

The slow profile is 400 kbit/s, 400 ms a request, a processor six times slower, a screen of 360 by 640. The others come
from npm, pinned by the digest of their package, into a directory that is gone afterwards.
"""

from __future__ import annotations

import argparse
import base64
import gzip
import hashlib
import io
import shutil
import statistics
import subprocess
import sys
import tarfile
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright
from rich.console import Console
from rich.progress import Progress
from rich.table import Table

from bot.bench.fake_door import FakeDoor, fake_door
from bot.content.load import ROOT
from bot.server.site import widget

_FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-background-networking",
    "--disable-component-update",
)
_SLOW = {"offline": False, "latency": 400, "downloadThroughput": 50_000, "uploadThroughput": 50_000}
_SLOWER_CPU = 6
_SETTLE_MS = 1500
_PATIENCE_MS = 60_000
_PAGE = "<!doctype html><html lang=en><meta charset=utf-8><meta name=viewport content='width=device-width'>" \
    "<title>School</title><link rel=icon href=data:,><body><h1>Student safety</h1><p>Somebody here will listen.</p>"  # fmt: skip
# Counts, from before the page's own scripts, what tells how heavy a load is; `at` holds when each mark was first there.
_PROBE = """(marks) => {
  window.probe = {blocking: 0, shift: 0, stored: 0, at: {}};
  new PerformanceObserver((l) => l.getEntries().forEach((e) => { probe.blocking += Math.max(0, e.duration - 50); })).observe({type: 'longtask', buffered: true});
  new PerformanceObserver((l) => l.getEntries().forEach((e) => { probe.shift += e.value; })).observe({type: 'layout-shift', buffered: true});
  const real = Storage.prototype.setItem;
  Storage.prototype.setItem = function (...all) { probe.stored += 1; return real.apply(this, all); };
  const roots = () => [document, ...[...document.querySelectorAll('help-chat, deep-chat')].map((e) => e.shadowRoot).filter(Boolean)];
  const look = () => {
    for (const [name, selector] of Object.entries(marks)) {
      if (probe.at[name]) continue;
      if (roots().some((r) => r.querySelector(selector))) probe.at[name] = performance.now();
    }
    setTimeout(look, 10);
  };
  look();
}"""


class Package(NamedTuple):
    """A rival on npm: its version, the digest of its package, the one file a page loads, and its licence."""

    name: str
    version: str
    integrity: str
    file: str
    license: str


RASA_WEBCHAT = Package(
    "rasa-webchat", "1.0.1",
    "sha512-Ld1zVJvTAaTrs6A5p8t70agNNrKYRyXlvqXZRgBoDvKKUXbA0jhJKECi5bdPGlaR6jsmqWtVylHS+YqIqo0x8w==",
    "package/lib/index.js", "Apache-2.0",
)  # fmt: skip
DEEP_CHAT = Package(
    "deep-chat", "2.4.2",
    "sha512-wQNd6Z6HDoH7OMeoQKpmxDm9XdWrRjMkBJ2yl5tsYND9Dz2UCv/BdGVM8vK2V0mhO1u+OniHYPWDGvjlNxjCeQ==",
    "package/dist/deepChat.bundle.js", "MIT",
)  # fmt: skip


class Subject(NamedTuple):
    """What is measured: a page, and the selector that tells when its chat can be opened or used."""

    name: str
    html: str
    ready: str


class Load(NamedTuple):
    """One load. Times in ms, sizes in bytes."""

    ready: float
    painted: float
    blocking: float
    shift: float
    stored: int
    requests: int
    elsewhere: int
    received: int


def fetched(package: Package) -> bytes:
    """The file of a package, from npm.

    Raises:
        ValueError: when the package is not the one that was pinned.
    """
    with tempfile.TemporaryDirectory() as place:
        subprocess.run(
            ["npm", "pack", f"{package.name}@{package.version}", "--silent"], cwd=place, check=True, capture_output=True
        )
        packed = next(Path(place).glob("*.tgz")).read_bytes()
    digest = "sha512-" + base64.b64encode(hashlib.sha512(packed).digest()).decode()
    if digest != package.integrity:
        raise ValueError(f"{package.name} {package.version}: the package is not the pinned one")
    with tarfile.open(fileobj=io.BytesIO(packed)) as archive:
        member = archive.extractfile(package.file)
        assert member is not None
        return member.read()


def _subjects(door: FakeDoor) -> list[Subject]:
    """The pages, put onto the server: each the same school page with one more widget on it."""
    door.files["/rasa-webchat.js"] = fetched(RASA_WEBCHAT)
    door.files["/deep-chat.js"] = fetched(DEEP_CHAT)
    # Without hideWhenNotConnected: false it shows nothing at all when its server is not there.
    webchat = "<script src=/rasa-webchat.js></script><script>WebChat.default({socketUrl: location.origin," \
        " initPayload: '/start', title: 'Help', hideWhenNotConnected: false}, null)</script>"  # fmt: skip
    found = [
        Subject("page without a chat", _PAGE, "p"),
        Subject("Handrail", f"{_PAGE}<script src=/widget.js defer></script>", ".launch"),
        Subject(
            "deep-chat 2.4.2",
            f"{_PAGE}<script type=module src=/deep-chat.js></script><deep-chat></deep-chat>",
            "#text-input",
        ),
        Subject("rasa-webchat 1.0.1", _PAGE + webchat, ".rw-launcher"),
    ]
    door.pages.update({f"/{at}": subject.html for at, subject in enumerate(found)})
    return found


def _slowed(page: Page) -> dict[str, Any]:
    """Puts the page on the slow profile; what was received is counted in the answer."""
    session = page.context.new_cdp_session(page)
    counts = {"received": 0}

    def add(event: dict[str, Any]) -> None:
        counts["received"] += int(event["encodedDataLength"])

    session.on("Network.loadingFinished", add)
    session.send("Network.enable")
    session.send("Network.emulateNetworkConditions", _SLOW)
    session.send("Emulation.setCPUThrottlingRate", {"rate": _SLOWER_CPU})
    return counts


def load(context: BrowserContext, url: str, marks: dict[str, str]) -> tuple[Load, dict[str, float]]:
    """One load on the slow profile, and when each mark was seen."""
    page = context.new_page()
    page.add_init_script(f"({_PROBE})({marks!r})")
    counts = _slowed(page)
    asked: list[str] = []
    page.on("request", lambda r: asked.append(r.url) if not r.url.startswith("data:") else None)
    page.goto(url, wait_until="commit", timeout=_PATIENCE_MS)
    # Asked from outside: a page with a strict policy lets nobody evaluate a string inside.
    until = time.monotonic() + _PATIENCE_MS / 1000
    while page.evaluate("Object.keys(window.probe ? probe.at : {}).length") < len(marks):
        if time.monotonic() > until:
            raise TimeoutError(f"{url}: not there: {marks}")
        page.wait_for_timeout(100)
    page.wait_for_timeout(_SETTLE_MS)
    found = page.evaluate("probe")
    painted = page.evaluate("performance.getEntriesByName('first-contentful-paint')[0]?.startTime || 0")
    page.close()
    own = url.split("/")[2]
    elsewhere = sum(u.split("/")[2] != own for u in asked)
    measured = Load(
        max(found["at"].values()), painted, found["blocking"], found["shift"], found["stored"], len(asked), elsewhere,
        counts["received"],
    )  # fmt: skip
    return measured, found["at"]


def _context(browser: Browser) -> BrowserContext:
    return browser.new_context(viewport={"width": 360, "height": 640}, is_mobile=True, has_touch=True)


def _median(values: list[float]) -> float:
    return statistics.median(values)


def beside_others(
    browser: Browser, door: FakeDoor, rounds: int, step: Callable[[], None]
) -> list[tuple[str, list[Load]]]:
    """Each subject loaded `rounds` times, in turns, so that what else the machine does hits all alike."""
    subjects = _subjects(door)
    loads: list[list[Load]] = [[] for _ in subjects]
    for _ in range(rounds):
        for at, subject in enumerate(subjects):
            context = _context(browser)
            loads[at].append(load(context, f"{door.address}/{at}", {"ready": subject.ready})[0])
            context.close()
            step()
    return list(zip((s.name for s in subjects), loads))


class Visit(NamedTuple):
    """The help page, in ms: when help is to be seen, when the chat can be used; and a bare page to hold it against."""

    bare: float
    help_visible: float
    chat_usable: float


def help_page(browser: Browser, door: FakeDoor, rounds: int, step: Callable[[], None]) -> dict[str, list[Visit]]:
    """Visits to /help, first ones (cold) and second ones (warm)."""
    door.pages["/bare"] = _PAGE
    found: dict[str, list[Visit]] = {"cold": [], "warm": []}
    marks = {"help": 'a[href="tel:988"]', "chat": ".panel textarea"}
    for _ in range(rounds):
        context = _context(browser)
        for kind in found:
            bare, _ = load(context, f"{door.address}/bare", {"ready": "p"})
            visit, at = load(context, f"{door.address}/help", marks)
            # Seen is painted: the links are there when the first paint comes.
            found[kind].append(Visit(bare.painted, max(visit.painted, at["help"]), at["chat"]))
            step()
        context.close()
    return found


def tables(
    others: list[tuple[str, list[Load]]], visits: dict[str, list[Visit]], sizes: dict[str, bytes]
) -> list[list[list[str]]]:
    """Both tables as rows of cells, the first row being the head."""
    bare = _median([one.ready for one in others[0][1]])
    first = [
        [
            "on a school's page",
            "script, gzip",
            "requests",
            "to others",
            "storage writes",
            "ready after the page",
            "blocking",
            "shift",
        ]
    ]
    for name, loads in others[1:]:
        last = loads[-1]
        first.append([
            name, f"{len(gzip.compress(sizes[name], 9)):,} B", str(last.requests - 1), str(last.elsewhere), str(last.stored),
            f"{(_median([one.ready for one in loads]) - bare) / 1000:.2f} s", f"{_median([one.blocking for one in loads]):.0f} ms",
            f"{_median([one.shift for one in loads]):.3f}",
        ])  # fmt: skip
    second = [["the help page", "bare page", "help visible", "chat usable"]]
    for kind, found in visits.items():
        page, seen, used = (_median([getattr(v, field) for v in found]) for field in Visit._fields)
        second.append(
            [kind, f"{page / 1000:.2f} s", f"{(seen - page) / 1000:+.2f} s", f"{(used - page) / 1000:+.2f} s"]
        )
    return [first, second]


def as_markdown(rows: list[list[str]]) -> str:
    """Rows of cells as a Markdown table."""
    lines = [f"| {' | '.join(row)} |" for row in rows]
    return "\n".join([lines[0], "|" + "---|" * len(rows[0]), *lines[1:]])


def _write(found: list[list[list[str]]]) -> None:
    """Puts the tables between the markers of docs/widget.md."""
    document = ROOT / "docs" / "widget.md"
    head, _, rest = document.read_text(encoding="utf-8").partition("<!-- bench -->")
    _, _, tail = rest.partition("<!-- /bench -->")
    text = "\n\n".join(as_markdown(rows) for rows in found)
    document.write_text(f"{head}<!-- bench -->\n{text}\n<!-- /bench -->{tail}", encoding="utf-8")


def measure(rounds: int) -> list[list[list[str]]]:
    """Both tables, measured now."""
    with sync_playwright() as playwright, fake_door() as door, Progress(transient=True) as progress:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=_FLAGS)
        task = progress.add_task("loading", total=rounds * 6)

        def step() -> None:
            progress.advance(task)

        others = beside_others(browser, door, rounds, step)
        visits = help_page(browser, door, rounds, step)
        browser.close()
        sizes = {
            "Handrail": widget(), "deep-chat 2.4.2": door.files["/deep-chat.js"], "rasa-webchat 1.0.1": door.files["/rasa-webchat.js"],
        }  # fmt: skip
        return tables(others, visits, sizes)


def main() -> int:
    """Measures, prints, and writes where asked to."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=5, help="loads of each, of which the median counts")
    parser.add_argument("--write", action="store_true", help="put the tables into docs/widget.md")
    options = parser.parse_args()
    found = measure(options.rounds)
    for rows in found:
        shown = Table(*rows[0])
        for row in rows[1:]:
            shown.add_row(*row)
        Console(width=140).print(shown)
    if options.write:
        _write(found)
    return 0


if __name__ == "__main__":
    sys.exit(main())
