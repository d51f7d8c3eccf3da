"""What a young person sees when the server dies: at each moment of a conversation, are the contacts in sight?

python -m bot.bench.killed --trials 200
"""

from __future__ import annotations

import argparse
import random
import shutil
import sys
import time

from playwright.sync_api import Page, sync_playwright
from rich.progress import track

from bot.bench.fake_door import FakeDoor, fake_door

MOMENTS = ("loaded", "opened", "waiting", "answered", "chosen")
_SLOW_SECONDS = 0.4
_PATIENCE_MS = 13_000
# How long the browser may take to do as it is told; no part of what is measured.
_BUSY_MACHINE_MS = 180_000
# A contact counts when all of it is on the screen and nothing lies over it.
_IN_SIGHT = """() => {
  const host = document.querySelector('help-chat');
  const links = [...host.querySelectorAll('a'), ...(host.shadowRoot ? host.shadowRoot.querySelectorAll('a') : [])];
  return links.filter((link) => {
    const {left, right, top, bottom} = link.getBoundingClientRect();
    if (!/^(tel:988|sms:741741|tel:911)/.test(link.getAttribute('href')) || right <= left) return false;
    if (left < 0 || top < 0 || right > innerWidth || bottom > innerHeight) return false;
    const root = link.getRootNode();
    return link.contains(root.elementFromPoint((left + right) / 2, (top + bottom) / 2));
  }).length >= 3;
}"""


def _say(page: Page, text: str) -> None:
    page.get_by_label("Your message").fill(text)
    page.get_by_role("button", name="Send").click()


def _kill(door: FakeDoor) -> None:
    """As a process that dies: what is asked from now on is cut off, what hangs gets nothing."""
    door.failing = "refuse"


def _until(page: Page, moment: str, door: FakeDoor, delay: float) -> None:
    """Talks up to the moment, and kills the server in it, `delay` seconds after it begins."""
    page.goto(f"{door.address}/help" if moment == "loaded" else door.address)
    if moment != "loaded":
        page.get_by_role("button", name="Get help").click()
    if moment in ("answered", "chosen"):
        _say(page, "someone found out where i live")
        page.get_by_role("button", name="I'm safe").wait_for()
    door.slow_seconds = _SLOW_SECONDS
    if moment == "waiting":
        _say(page, "someone found out where i live")
    elif moment == "chosen":
        page.get_by_role("button", name="Not sure").click()
    time.sleep(delay)
    _kill(door)


def contacts_in_sight_after(page: Page, moment: str, delay: float) -> bool:
    """Whether the contacts are in sight when the server is killed, and still after the next thing was tried."""
    with fake_door() as door:
        _until(page, moment, door, delay)
        at_once = bool(page.evaluate(_IN_SIGHT))
        if moment in ("waiting", "chosen"):
            page.locator(".failed, .talk .choices >> nth=1").first.wait_for(timeout=_PATIENCE_MS)
        else:
            _say(page, "are you there")
            page.locator(".failed").wait_for(timeout=_PATIENCE_MS)
        return at_once and bool(page.evaluate(_IN_SIGHT))


def run(trials: int, seed: int = 1) -> dict[str, tuple[int, int]]:
    """For each moment, in how many of its trials the contacts were in sight."""
    chance = random.Random(seed)
    found = dict.fromkeys(MOMENTS, (0, 0))
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        for trial in track(range(trials), description="killing"):
            moment = MOMENTS[trial % len(MOMENTS)]
            size = {"width": 360, "height": 640} if trial % 2 else {"width": 1280, "height": 800}
            page = browser.new_page(viewport=size)
            page.set_default_timeout(_BUSY_MACHINE_MS)
            held = contacts_in_sight_after(page, moment, chance.uniform(0, _SLOW_SECONDS))
            page.close()
            good, tried = found[moment]
            found[moment] = (good + held, tried + 1)
        browser.close()
    return found


def main() -> int:
    """Prints how often the contacts were in sight; 1 when ever they were not."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--trials", type=int, default=200)
    found = run(parser.parse_args().trials)
    for moment, (good, tried) in found.items():
        sys.stdout.write(f"{moment}: contacts in sight in {good} of {tried}\n")
    return 0 if all(good == tried for good, tried in found.values()) else 1


if __name__ == "__main__":
    sys.exit(main())
