"""The page in a real browser against the real service: a threat, Spanish, tapping, and a change of language."""

from __future__ import annotations

import json
import time
import urllib.error
import urllib.request

import pytest
from playwright.sync_api import Browser, Page, expect

from bot.content import load_content
from bot.rehearsal.client import DoorClient
from bot.widget.contents import opening, taps

pytestmark = [pytest.mark.browser, pytest.mark.slow]
THREAT = "some guy says hes gonna send my pics to my whole school if i dont pay"


def write(page: Page, text: str, label: str = "Your message", send: str = "Send") -> None:
    page.get_by_label(label).fill(text)
    page.get_by_role("button", name=send).click()


def test_a_threat_is_believed_and_led_to_a_button_that_works(page: Page, address: str) -> None:
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.on("console", lambda message: errors.append(message.text) if message.type == "error" else None)
    page.goto(f"{address}/help")

    write(page, THREAT)
    page.get_by_role("button", name="I'm safe").click()
    page.get_by_role("button", name="Someone online").click()

    link = page.get_by_role("link", name="Open takeitdown.ncmec.org").last
    expect(link).to_have_attribute("href", "https://takeitdown.ncmec.org")
    expect(page.get_by_role("button", name="I'm safe")).to_have_attribute("aria-pressed", "true")
    assert errors == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_the_opening_that_is_compiled_in_is_the_one_the_door_gives(address: str) -> None:
    given = DoorClient(address).opening
    held = opening(load_content(), "en")
    assert given.texts == (held["text"],)
    assert [title for _, title in given.buttons] == [b["title"] for b in held["buttons"]]


def test_a_button_of_the_opening_is_one_request_and_understood(page: Page, address: str) -> None:
    asked: list[str] = []
    page.on(
        "request", lambda r: asked.append(f"{r.method} {r.url.removeprefix(address)}") if "icon" not in r.url else None
    )
    page.goto(f"{address}/help")
    assert asked == ["GET /help"]
    asked.clear()
    page.get_by_role("button", name="Hurt or unsafe").click()
    expect(page.locator(".service").first).to_be_visible()
    assert asked == ["POST /webhooks/chat/session"]
    write(page, "my uncle hits me")
    expect(page.get_by_text("my uncle hits me")).to_be_visible()
    expect(page.get_by_text("Writing …")).to_have_count(0)
    assert asked[1:] == ["POST /webhooks/chat/message"]


def test_in_spanish_the_page_and_the_answers_are_spanish(page: Page, address: str) -> None:
    page.goto(f"{address}/help?lang=es")
    write(page, "me quieren sacar dinero o publican mis fotos", "Tu mensaje", "Enviar")
    expect(page.get_by_role("button", name="Estoy a salvo")).to_be_visible()


def test_after_the_language_was_changed_the_answers_follow(browser: Browser, address: str) -> None:
    page = browser.new_page()
    page.goto(f"{address}/help")
    write(page, THREAT)
    expect(page.get_by_role("button", name="I'm safe")).to_be_visible()
    page.get_by_role("button", name="Español").click()
    page.get_by_role("button", name="I'm safe").click()
    expect(page.locator(".said[lang=es]").first).to_be_visible()
    page.close()


@pytest.mark.parametrize("lang", ["en", "es"])
def test_what_can_be_tapped_instead_of_typed_is_understood(address: str, lang: str) -> None:
    for text in taps(load_content(), lang)[:-3]:
        reply = DoorClient(address, lang).say(text)
        assert reply.services or reply.buttons, text
        assert reply.texts != DoorClient(address, lang).say("qwertyuiop").texts, text


def test_leaving_ends_the_session_of_the_real_door(browser: Browser, address: str) -> None:
    page = browser.new_page()
    page.route("https://www.weather.gov/**", lambda route: route.fulfill(body="sun"))
    page.goto(f"{address}/help")
    with page.expect_response("**/webhooks/chat/session") as opened:
        write(page, "hello")
    token = opened.value.json()["token"]
    assert status_of(address, token) == 200

    page.get_by_role("button", name="Leave now").click()
    page.wait_for_url("https://www.weather.gov/")

    deadline = time.monotonic() + 5
    while status_of(address, token) != 401 and time.monotonic() < deadline:
        time.sleep(0.1)
    assert status_of(address, token) == 401
    page.close()


def status_of(address: str, token: str) -> int:
    """What the door answers to another turn of a session."""
    body = json.dumps({"text": "ok"}).encode()
    headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
    request = urllib.request.Request(f"{address}/webhooks/chat/message", body, headers)
    try:
        with urllib.request.urlopen(request, timeout=20) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as error:
        return error.code
