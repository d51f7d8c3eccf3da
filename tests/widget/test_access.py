"""Who uses a screen reader, a keyboard, big letters, high contrast or a small phone gets all of it."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from bot.bench.fake_door import FakeDoor
from bot.content.schema import LANGS
from bot.server.site import PAGES
from tests.axe import violations

pytestmark = pytest.mark.browser
STATES = tuple(re.findall(r"^  (\w+): \['", (PAGES / "gallery_states.js").read_text(encoding="utf-8"), re.M))
WIDTHS = {320: 568, 360: 640, 1280: 800}


def shown(page: Page, door: FakeDoor, state: str, lang: str = "en", mode: str = "float") -> None:
    """The gallery's page of one state, when the state has come."""
    page.goto("about:blank")
    page.goto(f"{door.address}/gallery/one?lang={lang}#{state}.{mode}")
    page.wait_for_selector("[data-shown]", state="attached")


def without_script(route: Route) -> None:
    body = re.sub(r"<script>.*?</script>", "", route.fetch().text(), flags=re.S)
    route.fulfill(body=body, content_type="text/html")


def test_the_gallery_has_every_state() -> None:
    assert len(STATES) == 13


@pytest.mark.parametrize("lang", ["en", "es"])
@pytest.mark.parametrize("width", WIDTHS)
def test_axe_finds_nothing_in_any_state(browser: Browser, door: FakeDoor, lang: str, width: int) -> None:
    page = browser.new_page(viewport={"width": width, "height": WIDTHS[width]})
    found = {}
    for state in STATES:
        shown(page, door, state, lang)
        found[state] = violations(page)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), f"{state} scrolls sideways"
    page.close()
    assert found == {state: [] for state in STATES}


@pytest.mark.parametrize("context", [
    pytest.param({"color_scheme": "dark"}, id="dark"),
    pytest.param({"forced_colors": "active"}, id="forced colors"),
])  # fmt: skip
def test_axe_finds_nothing_in_the_dark_or_with_forced_colors(
    browser: Browser, door: FakeDoor, context: dict[str, Any]
) -> None:
    page = browser.new_page(viewport={"width": 360, "height": 640}, **context)
    found = {}
    for state in STATES:
        shown(page, door, state)
        found[state] = violations(page)
    page.close()
    assert found == {state: [] for state in STATES}


@pytest.mark.parametrize(
    "path", ["/help", "/help?lang=es", "/", "/?lang=es", "/gallery", "/check-embed", "/check-embed?lang=es"]
)
@pytest.mark.parametrize("scripts", [True, False], ids=["script", "no script"])
def test_axe_finds_nothing_on_any_page(browser: Browser, door: FakeDoor, path: str, scripts: bool) -> None:
    page = browser.new_page(viewport={"width": 360, "height": 640})
    if not scripts:
        page.route("**/*.js", lambda route: route.abort())
        page.route("**/help*", without_script)
    page.goto(door.address + path)
    assert violations(page) == []
    page.close()


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("path", ["/", "/check-embed"])
def test_a_page_for_schools_is_whole_on_any_screen_in_both_languages(
    browser: Browser, door: FakeDoor, path: str, lang: str
) -> None:
    page = browser.new_page()
    for width, height in WIDTHS.items():
        page.set_viewport_size({"width": width, "height": height})
        page.goto(f"{door.address}{path}?lang={lang}")
        page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true; })")
        assert violations(page) == [], width
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), f"{width} scrolls sideways"
    page.close()


@pytest.mark.parametrize("path", ["/", "/check-embed"])
def test_a_page_for_schools_speaks_as_the_browser_does_and_leads_to_the_other_language(
    browser: Browser, door: FakeDoor, path: str
) -> None:
    context = browser.new_context(locale="es-MX")
    page = context.new_page()
    page.goto(door.address + path)
    assert page.evaluate("document.documentElement.lang") == "es"
    page.get_by_role("link", name="English").click()
    expect(page.get_by_role("link", name="Español")).to_be_visible()
    assert page.evaluate("document.documentElement.lang") == "en"
    context.close()


@pytest.mark.parametrize("mode", ["inline", "page"])
def test_axe_finds_nothing_inside_a_page(browser: Browser, door: FakeDoor, mode: str) -> None:
    page = browser.new_page(viewport={"width": 1280, "height": 800})
    shown(page, door, "answered", mode=mode)
    # The gallery puts the chat's own main into a main, which /help does not.
    found = (
        [line for line in violations(page) if not line.startswith("landmark-")] if mode == "page" else violations(page)
    )
    assert found == []
    page.close()


# Read aloud -----------------------------------------------------------------------------------


def tree(page: Page) -> list[dict[str, Any]]:
    """What assistive technology is given: the nodes of the accessibility tree that are not ignored."""
    session = page.context.new_cdp_session(page)
    nodes = session.send("Accessibility.getFullAXTree")["nodes"]
    return [node for node in nodes if not node.get("ignored")]


def of_role(nodes: list[dict[str, Any]], role: str) -> list[dict[str, Any]]:
    return [node for node in nodes if node.get("role", {}).get("value") == role]


def test_the_live_log_is_inside_the_dialog_and_exposed(page: Page, door: FakeDoor) -> None:
    shown(page, door, "open")
    nodes = tree(page)
    log = of_role(nodes, "log")
    assert len(log) == 1
    live = {p["name"]: p["value"]["value"] for p in log[0]["properties"]}
    assert live["live"] == "polite"
    parents = {node["nodeId"]: node.get("parentId") for node in nodes}
    dialog = of_role(nodes, "dialog")[0]["nodeId"]
    above = log[0]["nodeId"]
    while above and above != dialog:
        above = parents.get(above)
    assert above == dialog


def test_each_answer_is_read_once_and_never_again(page: Page, door: FakeDoor) -> None:
    page.clock.install()
    page.goto(f"{door.address}/help")
    page.clock.fast_forward(5000)
    page.evaluate(
        "() => { window.read = []; new MutationObserver((all) => all.forEach((m) => m.addedNodes.forEach((n) =>"
        " read.push(n.textContent)))).observe(document.querySelector('help-chat').shadowRoot.querySelector('[role=log]'),"
        " {childList: true, subtree: true}); }"
    )
    page.get_by_label("Your message").fill("my own words")
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_role("button", name="I'm safe")).to_be_visible()

    read: list[str] = page.evaluate("window.read")
    assert len(read) == len(door.messages)
    assert all(m["text"] in spoken for m, spoken in zip(door.messages, read))
    assert "Call 911" in read[0]
    assert "I'm safe" in read[1]
    assert "my own words" not in "".join(read)  # they know what they wrote
    page.clock.fast_forward(5000)
    assert (
        page.evaluate("document.querySelector('help-chat').shadowRoot.querySelector('[role=log]').childNodes.length")
        == 0
    )


def test_every_bubble_says_whose_it_is_and_in_which_language(page: Page, door: FakeDoor) -> None:
    shown(page, door, "answered", "es")
    said = page.locator(".said").evaluate_all("(all) => all.map((s) => [s.lang, s.firstChild.textContent])")
    assert [lang for lang, _ in said] == ["es", "", "es", "es"]
    assert [who for _, who in said] == ["Handrail: ", "Tú: ", "Handrail: ", "Handrail: "]


def test_a_card_in_arabic_runs_from_right_to_left_and_is_read_as_arabic(page: Page, door: FakeDoor) -> None:
    shown(page, door, "foreign")
    for part in (".said[lang]", ".service", ".choices"):
        card = page.locator(".talk").locator(part).last
        expect(card).to_have_attribute("lang", "ar")
        expect(card).to_have_css("direction", "rtl")
    expect(page.locator(".own p")).to_have_css("direction", "rtl")
    expect(page.get_by_role("button", name="Leave now")).to_have_css("direction", "ltr")


# By keyboard ----------------------------------------------------------------------------------


def focused(page: Page) -> str:
    found: str = page.evaluate(
        "(() => { let at = document.activeElement; while (at.shadowRoot && at.shadowRoot.activeElement)"
        " at = at.shadowRoot.activeElement; return at.getAttribute('aria-label') || at.textContent || at.id; })()"
    )
    return found


def test_the_first_tab_after_opening_is_the_way_out(page: Page, door: FakeDoor) -> None:
    page.goto(door.address)
    page.get_by_role("button", name="Get help").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Private help")).to_be_focused()
    order = []
    for _ in range(7):
        page.keyboard.press("Tab")
        order.append(focused(page))
    assert order == ["Leave now", "Español", "Close", "Call 988", "Text HOME to 741741", "Call 911", "Conversation"]


def test_the_first_tab_on_the_help_page_is_the_way_out(page: Page, door: FakeDoor) -> None:
    page.goto(f"{door.address}/help")
    expect(page.get_by_role("button", name="Threatened")).to_be_visible()
    page.keyboard.press("Tab")
    assert focused(page) == "Leave now"


def test_from_the_button_to_the_first_turn_it_takes_enter_words_enter(page: Page, door: FakeDoor) -> None:
    page.goto(door.address)
    page.get_by_role("button", name="Get help").focus()
    page.keyboard.press("Enter")
    page.keyboard.type("hello there")
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="I'm safe")).to_be_visible()
    assert door.calls[0].body["text"] == "hello there"


def test_on_a_phone_the_dialog_keeps_the_focus(browser: Browser, door: FakeDoor) -> None:
    page = browser.new_page(viewport={"width": 360, "height": 640})
    page.goto(door.address)
    page.get_by_role("button", name="Get help").click()
    for _ in range(30):
        page.keyboard.press("Tab")
        assert page.evaluate(
            "[null, document.body, document.querySelector('help-chat')].includes(document.activeElement)"
        )
    page.close()


def test_a_chosen_answer_stays_marked_and_keeps_the_focus_and_the_others_do_nothing(page: Page, door: FakeDoor) -> None:
    page.goto(f"{door.address}/help")
    choice = page.get_by_role("button", name="Hurt or unsafe")
    choice.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="I'm safe")).to_be_visible()
    expect(choice).to_be_focused()
    expect(choice).to_have_attribute("aria-pressed", "true")
    other = page.get_by_role("button", name="Threatened")
    expect(other).to_be_visible()
    expect(other).to_have_attribute("aria-disabled", "true")
    other.click(force=True)
    assert [(s.path.rsplit("/", 1)[1], s.body["choose"]) for s in door.calls] == [("session", "1")]


def test_changing_the_language_keeps_the_talk_the_draft_and_the_focus(page: Page, door: FakeDoor) -> None:
    page.goto(f"{door.address}/help")
    page.get_by_label("Your message").fill("hello")
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_role("button", name="I'm safe")).to_be_visible()
    page.get_by_label("Your message").fill("half a sentence")
    page.get_by_role("button", name="Español").click()
    expect(page.get_by_role("button", name="English")).to_be_focused()
    expect(page.get_by_label("Tu mensaje")).to_have_value("half a sentence")
    expect(page.locator(".talk").get_by_text("hello", exact=True)).to_be_visible()

    page.get_by_role("button", name="Enviar").click()

    expect(page.get_by_role("button", name="I'm safe")).to_have_count(2)
    assert [s.body.get("lang") for s in door.calls] == ["en", "es"]


# Big letters, small screens -------------------------------------------------------------------


@pytest.mark.parametrize("lang", ["en", "es"])
@pytest.mark.parametrize("size", [(320, 256), (320, 480), (256, 500)], ids=str)
def test_at_400_percent_nothing_scrolls_sideways_and_all_can_be_reached(
    browser: Browser, door: FakeDoor, size: tuple[int, int], lang: str
) -> None:
    page = browser.new_page(viewport={"width": size[0], "height": size[1]})
    for state in ("open", "answered", "failed", "tapping"):
        shown(page, door, state, lang)
        sideways, log = page.evaluate(
            "(() => { const r = document.querySelector('help-chat').shadowRoot; const p = r.querySelector('.panel');"
            " return [p.scrollWidth > p.clientWidth || document.documentElement.scrollWidth > innerWidth,"
            " getComputedStyle(p).overflowY === 'auto' || r.querySelector('.log').clientHeight >= 96]; })()"
        )
        assert not sideways, state
        assert log, f"{state}: the talk has no room and does not scroll"
    page.close()


def test_with_letters_of_200_percent_and_wide_spacing_nothing_is_cut(browser: Browser, door: FakeDoor) -> None:
    page = browser.new_page(viewport={"width": 640, "height": 800})
    for state in ("open", "answered", "failed"):
        shown(page, door, state)
        page.evaluate(
            "() => { const s = new CSSStyleSheet(); s.replaceSync(':host{font-size:200%!important} *{line-height:1.5!important;"
            "letter-spacing:.12em!important;word-spacing:.16em!important} p{margin-bottom:2em!important}');"
            " const r = document.querySelector('help-chat').shadowRoot; r.adoptedStyleSheets = [...r.adoptedStyleSheets, s]; }"
        )
        cut = page.evaluate(
            "() => [...document.querySelector('help-chat').shadowRoot.querySelectorAll('.panel *:not(.hidden, .hidden *)')]"
            ".filter((e) => e.clientWidth && e.scrollWidth > e.clientWidth + 1 && getComputedStyle(e).overflowX !== 'auto')"
            ".map((e) => e.className + ' ' + e.textContent.slice(0, 30))"
        )
        assert cut == [], state
    page.close()


_SAID = "document.querySelector('help-chat').shadowRoot.querySelector('{}').getBoundingClientRect()"


@pytest.mark.parametrize(("size", "letters"), [((320, 256), 1), ((360, 640), 2), ((1280, 800), 2)], ids=str)
def test_however_big_the_letters_what_was_said_is_in_sight_and_the_field_can_be_reached(
    browser: Browser, door: FakeDoor, size: tuple[int, int], letters: int
) -> None:
    page = browser.new_page(viewport={"width": size[0], "height": size[1]})
    page.add_init_script(  # as a browser does it that makes letters bigger and nothing else
        "const real = CSSStyleSheet.prototype.replaceSync; CSSStyleSheet.prototype.replaceSync = function (css) {"
        f" return real.call(this, css + ':host{{font-size:{letters}em!important}}'); }};"
    )
    for state, said in (("answered", ".own"), ("failed", ".failed p"), ("foreign", ".own")):
        shown(page, door, state)
        way_out = page.evaluate(_SAID.format("header") + ".bottom")
        top = page.evaluate(_SAID.format(said) + ".top")
        assert way_out <= top <= size[1] - 40, state
        page.mouse.move(size[0] * 0.9, size[1] * 0.9)
        page.mouse.wheel(0, 9000)  # by scrolling alone: no focus that would bring it in
        expect(page.get_by_role("button", name="Send")).to_be_in_viewport(ratio=0.9)
        expect(page.get_by_role("button", name="Leave now")).to_be_in_viewport(ratio=0.9)
    page.close()


def test_what_has_the_focus_is_in_sight_on_a_low_screen(browser: Browser, door: FakeDoor) -> None:
    page = browser.new_page(viewport={"width": 320, "height": 256})
    shown(page, door, "tapping")
    expect(page.get_by_role("button", name="Someone is threatening me")).to_be_focused()
    expect(page.get_by_role("button", name="Someone is threatening me")).to_be_in_viewport(ratio=0.9)
    page.close()


@pytest.mark.parametrize("lang", ["en", "es"])
def test_everything_to_tap_is_at_least_44_pixels(page: Page, door: FakeDoor, lang: str) -> None:
    for state in ("closed", "answered", "failed", "tapping", "device", "ended"):
        shown(page, door, state, lang)
        small = page.evaluate(
            "() => [...document.querySelector('help-chat').shadowRoot.querySelectorAll('button, a, textarea')]"
            ".filter((e) => e.checkVisibility()).map((e) => [e.textContent, e.getBoundingClientRect()])"
            ".filter(([, b]) => b.width < 44 || b.height < 44).map(([t, b]) => [t, b.width, b.height])"
        )
        assert small == [], state


def test_the_keyboard_of_a_phone_does_not_cover_the_field(browser: Browser, door: FakeDoor) -> None:
    page = browser.new_page(viewport={"width": 360, "height": 640})
    page.goto(door.address)
    page.get_by_role("button", name="Get help").click()
    page.evaluate(  # as a phone does it: the keyboard shrinks the visual viewport and nothing else
        "() => { Object.defineProperty(visualViewport, 'height', {get: () => 340});"
        " visualViewport.dispatchEvent(new Event('resize')); }"
    )
    field = page.get_by_label("Your message").bounding_box()
    leave = page.get_by_role("button", name="Leave now").bounding_box()
    assert field is not None
    assert leave is not None
    assert field["y"] + field["height"] <= 340
    assert leave["y"] >= 0
    page.close()


def test_the_enter_of_a_phone_keyboard_sends(browser: Browser, door: FakeDoor) -> None:
    context = browser.new_context(viewport={"width": 360, "height": 640}, has_touch=True, is_mobile=True)
    page = context.new_page()
    page.goto(f"{door.address}/help")
    field = page.get_by_label("Your message")
    field.fill("hello")
    field.evaluate(
        "(f) => f.dispatchEvent(new InputEvent('beforeinput', {inputType: 'insertLineBreak', cancelable: true}))"
    )
    expect(page.get_by_role("button", name="I'm safe")).to_be_visible()
    context.close()


def test_who_wants_less_motion_gets_none(browser: Browser, door: FakeDoor) -> None:
    page = browser.new_page(viewport={"width": 360, "height": 640}, reduced_motion="reduce")
    shown(page, door, "answered")
    moving = page.evaluate(
        "() => [...document.querySelector('help-chat').shadowRoot.querySelectorAll('*')].filter((e) => {"
        " const s = getComputedStyle(e); return s.animationName !== 'none' || parseFloat(s.transitionDuration) > 0; }).length"
    )
    assert moving == 0
    page.close()
