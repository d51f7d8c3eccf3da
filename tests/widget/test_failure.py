"""When the server fails: people at once, nothing typed is lost, and trying again never says a turn twice."""

from __future__ import annotations

import re
import time

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from bot.bench.fake_door import FAILURES, FakeDoor
from bot.content import load_content
from bot.widget.contents import people

pytestmark = pytest.mark.browser
QUICK = tuple(name for name in FAILURES if name not in ("hang", "401"))
GIVE_UP_SECONDS = 12


def write(page: Page, text: str) -> None:
    page.get_by_label("Your message").fill(text)
    page.get_by_role("button", name="Send").click()


def contacts_shown(page: Page) -> list[str]:
    links: list[str] = page.locator(".failed a").evaluate_all("(all) => all.map((a) => a.getAttribute('href'))")
    return links


def without_script(route: Route) -> None:
    """The page as it is where its script may not run."""
    body = re.sub(r"<script>.*?</script>", "", route.fetch().text(), flags=re.S)
    route.fulfill(body=body, content_type="text/html")


@pytest.fixture(scope="module")
def one(browser: Browser) -> Page:
    return browser.new_page(viewport={"width": 360, "height": 640})


@pytest.mark.parametrize("failing", QUICK)
@pytest.mark.parametrize("first", [True, False], ids=["first turn", "later turn"])
def test_each_failure_shows_every_contact_within_a_second_and_a_retry_is_not_a_second_turn(
    one: Page, door: FakeDoor, failing: str, first: bool
) -> None:
    one.goto(f"{door.address}/help")
    if not first:
        write(one, "hello")
        expect(one.get_by_role("button", name="I'm safe")).to_be_visible()
    door.failing = failing
    write(one, "he keeps asking")
    began = time.monotonic()
    expect(one.locator(".failed a").first).to_be_visible()
    assert time.monotonic() - began < 1
    assert contacts_shown(one) == [w["href"] for p in people(load_content(), "en") for w in p["ways"]]

    door.failing = None
    one.get_by_role("button", name="Try again").click()

    expect(one.get_by_role("button", name="I'm safe")).to_have_count(1 if first else 2)
    asked = [s.body["turn"] for s in door.calls if s.body.get("text") == "he keeps asking"]
    # More than twice where the browser itself sends again on a connection that was cut.
    assert len(asked) >= 2
    assert len(set(asked)) == 1
    expect(one.get_by_text("he keeps asking")).to_have_count(1)


def test_a_server_that_hangs_is_given_up_after_12_s(one: Page, door: FakeDoor) -> None:
    one.clock.install()
    one.goto(f"{door.address}/help")
    door.failing = "hang"
    write(one, "hello")
    expect(one.get_by_text("Writing …")).to_be_visible()
    one.clock.fast_forward(4000)
    expect(one.locator(".talk").get_by_text("Still trying …")).to_be_visible()
    assert one.locator(".failed").count() == 0

    one.clock.fast_forward((GIVE_UP_SECONDS - 4) * 1000)

    expect(one.locator(".failed").get_by_role("link", name="Call 988")).to_be_visible()


def test_a_device_that_goes_offline_is_not_waited_for(browser: Browser, door: FakeDoor) -> None:
    context = browser.new_context()
    page = context.new_page()
    page.goto(f"{door.address}/help")
    door.failing = "hang"
    write(page, "hello")
    expect(page.get_by_text("Writing …")).to_be_visible()

    context.set_offline(True)

    expect(page.locator(".failed").get_by_role("link", name="Call 988")).to_be_visible(timeout=1000)
    context.close()


def test_a_chat_the_server_forgot_says_so_shows_people_and_starts_again(one: Page, door: FakeDoor) -> None:
    one.goto(f"{door.address}/help")
    write(one, "hello")
    expect(one.get_by_role("button", name="I'm safe")).to_be_visible()
    door.failing = "401"
    write(one, "are you there")
    expect(one.locator(".talk").get_by_text("This chat has ended. Nothing was kept.")).to_be_visible()
    expect(one.locator(".talk").get_by_role("link", name="Call 988").last).to_be_visible()

    door.failing = None
    one.get_by_role("button", name="Start again").click()

    expect(one.get_by_text("are you there")).to_have_count(0)
    write(one, "hello again")
    expect(one.get_by_role("button", name="I'm safe")).to_be_visible()
    assert door.calls[-1].path.endswith("/session")


def test_what_is_written_while_an_answer_is_on_its_way_is_not_lost(one: Page, door: FakeDoor) -> None:
    one.goto(f"{door.address}/help")
    door.slow_seconds = 0.5
    write(one, "first")
    write(one, "second")
    expect(one.get_by_label("Your message")).to_have_value("second")
    expect(one.get_by_role("button", name="I'm safe")).to_be_visible()
    one.get_by_role("button", name="Send").click()
    expect(one.get_by_role("button", name="I'm safe")).to_have_count(2)
    assert [s.body["text"] for s in door.calls] == ["first", "second"]


def test_an_old_failure_cannot_be_tried_again_after_something_newer_was_said(one: Page, door: FakeDoor) -> None:
    one.goto(f"{door.address}/help")
    door.failing = "500"
    write(one, "first")
    expect(one.get_by_role("button", name="Try again")).to_be_visible()
    door.failing = None
    write(one, "second")
    expect(one.get_by_role("button", name="I'm safe")).to_be_visible()
    expect(one.get_by_role("button", name="Try again")).to_have_count(0)
    expect(one.locator(".failed").get_by_role("link", name="Call 988")).to_be_visible()


def test_where_the_script_is_blocked_the_help_page_has_the_people(one: Page, door: FakeDoor) -> None:
    one.route("**/help", without_script)
    one.goto(f"{door.address}/help")
    expect(one.get_by_role("link", name="Call 988")).to_be_visible()
    expect(one.get_by_role("link", name="Leave now")).to_be_visible()
    one.unroute("**/help")


def test_where_the_script_is_blocked_a_school_page_has_what_it_put_into_the_tag(one: Page, door: FakeDoor) -> None:
    door.pages["/school"] = "<!doctype html><title>s</title><script src=/nowhere.js defer></script>" \
        "<help-chat><a href='tel:988'>Call 988</a></help-chat>"  # fmt: skip
    one.goto(f"{door.address}/school")
    expect(one.get_by_role("link", name="Call 988")).to_be_visible()


@pytest.mark.parametrize("broken", ["Element.prototype.attachShadow", "window.CSSStyleSheet.prototype.replaceSync"])
def test_a_browser_in_which_the_script_breaks_shows_what_is_in_the_tag(one: Page, door: FakeDoor, broken: str) -> None:
    door.pages["/school"] = f"<!doctype html><title>s</title><script>{broken} = () => {{ throw Error() }}</script>" \
        "<script src=/widget.js defer></script><help-chat><a href='tel:988'>Call 988</a></help-chat>"  # fmt: skip
    one.goto(f"{door.address}/school")
    expect(one.get_by_role("link", name="Call 988")).to_be_visible()


# Killed at each moment ------------------------------------------------------------------------
# The bench does 200 of these; here each moment is tried once.


@pytest.mark.parametrize("moment", ["loaded", "opened", "waiting", "answered", "chosen"])
def test_a_server_killed_at_any_moment_leaves_the_contacts_in_sight(browser: Browser, moment: str) -> None:
    from bot.bench.killed import contacts_in_sight_after

    page = browser.new_page(viewport={"width": 360, "height": 640})
    assert contacts_in_sight_after(page, moment, delay=0.0)
    page.close()


def test_a_message_of_a_shape_nobody_expects_is_read_as_far_as_it_goes(one: Page, door: FakeDoor) -> None:
    one.goto(f"{door.address}/help")
    door.messages = [{"text": "Hello."}, {"text": None, "services": "x", "buttons": [None, 3, {"title": "Yes"}]}]
    write(one, "hi")
    expect(one.locator(".talk").get_by_text("Hello.")).to_be_visible()
    expect(one.get_by_role("button", name="Yes", exact=True)).to_be_visible()


def test_a_retry_after_the_answer_was_lost_gets_the_answer_that_was_given(one: Page, door: FakeDoor) -> None:
    one.goto(f"{door.address}/help")
    write(one, "hello")
    expect(one.get_by_role("button", name="I'm safe")).to_be_visible()
    lost: list[int] = []

    def lose(route: Route) -> None:
        if not lost:
            lost.append(route.fetch().status)
            route.abort()
        else:
            route.continue_()

    one.route("**/webhooks/chat/message", lose)
    write(one, "second")
    one.get_by_role("button", name="Try again").click()
    expect(one.get_by_role("button", name="I'm safe")).to_have_count(2)
    one.unroute("**/webhooks/chat/message")
    assert lost == [200]
    assert max(door.turns.values()) == 2  # the same id twice: the real door answers it from memory
