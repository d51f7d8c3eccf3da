"""The page in a real browser: help before the script, the chat, leaving, and failure."""

from __future__ import annotations

import shutil
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

pytestmark = [pytest.mark.browser, pytest.mark.slow]
CHROMIUM = shutil.which("chromium") or ""
FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip
THREAT = "some guy says hes gonna send my pics to my whole school if i dont pay"


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        found = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield found
        found.close()


@pytest.fixture(params=[(360, 640), (1280, 800)], ids=["phone", "desktop"])
def page(request: pytest.FixtureRequest, browser: Browser) -> Iterator[Page]:
    width, height = request.param
    context = browser.new_context(viewport={"width": width, "height": height})
    yield context.new_page()
    context.close()


def test_without_javascript_the_people_are_there(browser: Browser, address: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{address}/help")

    expect(page.locator('a[href="tel:988"]')).to_be_visible()
    expect(page.locator('a[href="tel:911"]')).to_be_visible()


def test_a_threat_is_believed_and_led_to_a_button_that_works(page: Page, address: str) -> None:
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.on("console", lambda message: errors.append(message.text) if message.type == "error" else None)
    page.goto(f"{address}/help")

    page.get_by_label("Your message").fill(THREAT)
    page.get_by_role("button", name="Send").click()
    page.get_by_role("button", name="I'm safe").click()
    page.get_by_role("button", name="Someone online").click()

    link = page.get_by_role("link", name="Open takeitdown.ncmec.org").last
    expect(link).to_have_attribute("href", "https://takeitdown.ncmec.org")
    expect(page.get_by_role("button", name="I'm safe")).to_have_attribute("aria-pressed", "true")
    assert errors == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_leaving_empties_the_page_and_back_does_not_return(page: Page, address: str) -> None:
    page.route("https://www.weather.gov/**", lambda route: route.fulfill(body="<title>Weather</title>sun"))
    page.goto(f"{address}/")
    page.goto(f"{address}/help")
    page.get_by_label("Your message").fill("zebra canary")
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_text("zebra canary")).to_be_visible()

    page.get_by_role("button", name="Leave now").click()
    page.wait_for_url("https://www.weather.gov/")
    page.go_back()

    assert page.url == f"{address}/"
    assert "zebra" not in page.content()


def test_shift_three_times_leaves_and_capitals_do_not(page: Page, address: str) -> None:
    page.route("https://www.weather.gov/**", lambda route: route.fulfill(body="sun"))
    page.goto(f"{address}/help")
    page.get_by_label("Your message").press_sequentially("HELP ME")
    assert page.url == f"{address}/help"

    for _ in range(3):
        page.keyboard.press("Shift")

    page.wait_for_url("https://www.weather.gov/")


@pytest.mark.parametrize("failure", ["abort", "500", "html", "empty"])
def test_when_the_server_fails_the_people_are_shown_and_a_retry_is_not_a_second_turn(
    page: Page, address: str, failure: str
) -> None:
    page.goto(f"{address}/help")
    expect(page.get_by_role("button", name="Threatened")).to_be_visible()
    turns: list[str] = []

    def fail(route: object) -> None:
        turns.append(route.request.post_data_json["turn"])  # type: ignore[attr-defined]
        if len(turns) > 1:
            route.continue_()  # type: ignore[attr-defined]
        elif failure == "abort":
            route.abort()  # type: ignore[attr-defined]
        else:
            bodies = {"500": "{}", "html": "<html>", "empty": '{"messages": [], "ended": false}'}
            route.fulfill(status=500 if failure == "500" else 200, body=bodies[failure])  # type: ignore[attr-defined]

    page.route("**/webhooks/chat/message", fail)
    page.get_by_label("Your message").fill(THREAT)
    page.get_by_role("button", name="Send").click()
    card = page.get_by_role("alert")
    expect(card.get_by_role("link", name="Call 988")).to_be_visible()
    card.get_by_role("button", name="Try again").click()

    expect(page.get_by_role("button", name="I'm safe")).to_be_visible()
    assert len(set(turns)) == 1


def test_nothing_is_stored_and_nobody_else_is_asked(page: Page, address: str) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(f"{address}/help")
    page.get_by_label("Your message").fill("hi")
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_role("log")).to_contain_text("hi")

    assert all(url.startswith(address) for url in asked)
    assert page.evaluate("[localStorage.length, sessionStorage.length, document.cookie]") == [0, 0, ""]


def test_on_a_school_page_the_button_opens_the_chat_and_escape_closes_it(page: Page, address: str) -> None:
    page.goto(f"{address}/")
    page.get_by_role("button", name="Get help").click()
    expect(page.get_by_role("dialog")).to_be_visible()
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="Leave now")).to_be_focused()

    page.get_by_role("dialog").get_by_role("button", name="Close").click()

    expect(page.get_by_role("button", name="Get help")).to_be_focused()


def test_in_spanish_the_page_and_the_answers_are_spanish(page: Page, address: str) -> None:
    page.goto(f"{address}/help?lang=es")
    page.get_by_label("Tu mensaje").fill("me quieren sacar dinero o publican mis fotos")
    page.get_by_role("button", name="Enviar").click()

    expect(page.get_by_role("button", name="Estoy a salvo")).to_be_visible()
