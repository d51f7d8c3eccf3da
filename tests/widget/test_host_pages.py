"""On the pages of others, as they are: styles that fight, old markup, banners, optimizers, two copies."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Page, expect

from bot.bench.fake_door import FakeDoor
from bot.content.schema import LANGS
from bot.server.site import integrity, pinned_path
from bot.widget.contents import words_of_the_preflight
from tests.axe import violations

pytestmark = pytest.mark.browser
SCRIPT = "<script src='/widget.js' defer></script>"
PLAIN = f"<!doctype html><html lang=en><meta name=viewport content='width=device-width'><title>s</title>{SCRIPT}<body>"
# What a host page does to everything on it, as themes and resets do.
HOSTILE = {
    "root of 62.5 percent": "<style>html{font-size:62.5%}</style>",
    "everything important": "<style>*{font:9px fantasy!important;color:red!important;background:yellow!important;margin:20px!important;"
    "float:left!important;text-transform:uppercase!important;letter-spacing:9px!important;display:block!important}</style>",
    "hidden unknown tags": "<style>:not(html,head,body,style,script){visibility:hidden!important;opacity:0!important}</style>",
    "the tag itself": "<style>help-chat{display:none!important;position:absolute!important;zoom:3;transform:scale(.1)!important}</style>",
    "moved page": "<style>body{transform:translateX(50px);filter:blur(0)} html{overflow:hidden;contain:paint}</style>",
    "buttons and dialogs": "<style>button,dialog,a,textarea,h2,p,header,nav{all:unset;display:none!important}</style>",
}


@pytest.fixture(scope="module")
def desk(browser: Browser) -> Page:
    return browser.new_page(viewport={"width": 1280, "height": 800})


def opened(page: Page, door: FakeDoor, html: str) -> None:
    door.pages["/school"] = html
    page.goto(f"{door.address}/school")
    page.get_by_role("button", name="Get help").click()
    expect(page.get_by_role("button", name="Threatened")).to_be_visible()


def pictured(page: Page) -> bytes:
    """The panel without its rounded edge, behind which the page may look as it likes."""
    page.evaluate("document.querySelector('help-chat').shadowRoot.activeElement?.blur()")
    box = page.get_by_role("dialog").bounding_box()
    assert box is not None
    inner = {"x": box["x"] + 24, "y": box["y"] + 8, "width": box["width"] - 48, "height": box["height"] - 16}
    picture: bytes = page.screenshot(clip=inner, animations="disabled")
    return picture


def works(page: Page) -> None:
    page.get_by_label("Your message").fill("hello")
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_role("button", name="I'm safe")).to_be_visible()


@pytest.mark.parametrize("style", HOSTILE, ids=str)
def test_no_style_of_the_page_changes_a_pixel_of_the_panel(desk: Page, door: FakeDoor, style: str) -> None:
    opened(desk, door, PLAIN)
    wanted = pictured(desk)
    opened(desk, door, PLAIN + HOSTILE[style])
    assert pictured(desk) == wanted
    works(desk)


@pytest.mark.parametrize(
    "html",
    [
        pytest.param(PLAIN.replace("<!doctype html>", ""), id="quirks mode"),
        pytest.param(PLAIN.replace("lang=en", "lang=en dir=rtl"), id="right to left"),
        pytest.param(PLAIN.replace("<title>", "<base href='https://elsewhere.example/'><title>").replace("'/widget.js'", "'{door}/widget.js'"), id="base"),
    ],
)  # fmt: skip
def test_whatever_the_page_is_written_like_the_panel_looks_the_same(desk: Page, door: FakeDoor, html: str) -> None:
    opened(desk, door, PLAIN)
    wanted = pictured(desk)
    opened(desk, door, html.replace("{door}", door.address))
    assert pictured(desk) == wanted
    works(desk)


@pytest.mark.parametrize(
    "head",
    [
        pytest.param("<script src='/widget.js'></script>", id="in the head, not deferred"),
        pytest.param("<script src='/widget.js' async></script>", id="async"),
        pytest.param("<script type=module src='/widget.js'></script>", id="made a module"),
        pytest.param("<script>setTimeout(() => { const s = document.createElement('script'); s.src = '/widget.js';"
                     " document.head.append(s); }, 50)</script>", id="put in later"),
        pytest.param("<script src='/widget.js' defer></script><script src='/widget.js' defer></script>", id="twice"),
        pytest.param("<script src='/widget.js' defer></script><script src='{pinned}' defer></script>", id="twice, pinned too"),
        pytest.param("<script src='{pinned}' integrity='{integrity}' crossorigin=anonymous defer></script>", id="pinned and checked"),
    ],
)  # fmt: skip
def test_however_the_script_gets_in_there_is_one_chat_that_works(desk: Page, door: FakeDoor, head: str) -> None:
    head = head.format(pinned=pinned_path(), integrity=integrity()) if "{p" in head else head
    opened(desk, door, f"<!doctype html><title>s</title>{head}<body><p>School</p>")
    assert desk.locator("help-chat").count() == 1
    works(desk)


def test_an_optimizer_that_inlines_the_script_is_answered_by_a_setting(desk: Page, door: FakeDoor) -> None:
    from bot.server.site import widget

    opened(
        desk, door,
        f"<!doctype html><title>s</title><body><help-chat data-server='{door.address}'></help-chat><script>{widget().decode()}</script>",
    )  # fmt: skip
    works(desk)


def test_a_changed_byte_is_refused_and_the_links_in_the_tag_stay(desk: Page, door: FakeDoor) -> None:
    wrong = "sha384-" + "A" * 64
    door.pages["/school"] = f"<!doctype html><title>s</title><script src='{pinned_path()}' integrity='{wrong}' defer></script>" \
        "<help-chat><a href='tel:988'>Call 988</a></help-chat>"  # fmt: skip
    desk.goto(f"{door.address}/school")
    expect(desk.get_by_role("link", name="Call 988")).to_be_visible()


BANNER = (
    "<div id=banner style='position:fixed;inset:0;z-index:2147483647;background:#000c'>We use cookies"
    "<button onclick='this.parentNode.remove()'>OK</button></div>"
)


@pytest.mark.parametrize("size", [(360, 640), (1280, 800)], ids=["phone", "desktop"])
def test_a_cookie_banner_over_everything_covers_neither_the_button_nor_the_way_out(
    browser: Browser, door: FakeDoor, size: tuple[int, int]
) -> None:
    page = browser.new_page(viewport={"width": size[0], "height": size[1]})
    opened(page, door, PLAIN + "<help-chat></help-chat>" + BANNER)
    page.route("https://www.weather.gov/**", lambda route: route.fulfill(body="sun"))
    page.get_by_role("button", name="Leave now").click()
    page.wait_for_url("https://www.weather.gov/")
    page.close()


def test_a_page_that_moves_the_tag_keeps_one_that_works(desk: Page, door: FakeDoor) -> None:
    opened(desk, door, PLAIN + "<main></main>")
    works(desk)
    desk.evaluate("document.querySelector('main').append(document.querySelector('help-chat'))")
    assert "hello" not in desk.evaluate("document.querySelector('help-chat').shadowRoot.textContent")
    desk.get_by_role("button", name="Get help").click()
    works(desk)


def test_a_page_that_takes_the_tag_away_takes_the_keys_with_it(desk: Page, door: FakeDoor) -> None:
    opened(desk, door, PLAIN)
    desk.evaluate("document.querySelector('help-chat').remove()")
    for _ in range(4):
        desk.keyboard.press("Shift")
    desk.wait_for_timeout(100)
    assert desk.url == f"{door.address}/school"


# The check for whoever looks after the page ---------------------------------------------------


def verdicts(page: Page, door: FakeDoor, html: str) -> dict[str, str]:
    door.pages["/school"] = html
    page.goto(f"{door.address}/school")
    lines = page.locator("#handrail-check li")
    expect(lines.first).to_be_visible()
    return {text.split(": ", 1)[1]: text.split(":")[0] for text in lines.all_text_contents()}


CHECK = "<script src='/check-embed.js' defer></script>"
TAG = "<help-chat><a href='tel:988'>Call 988</a></help-chat>"


@pytest.mark.parametrize(
    ("html", "state", "begins"),
    [
        pytest.param(PLAIN + TAG, "Good", "The button is in sight", id="button"),
        pytest.param(PLAIN + TAG, "Good", "There are links inside the tag", id="links"),
        pytest.param(PLAIN + TAG, "Good", "The page is laid out for phones", id="phones"),
        pytest.param(PLAIN + TAG, "Change", "The page is not encrypted", id="http"),
        pytest.param(PLAIN, "Look", "There is nothing inside the tag", id="no links"),
        pytest.param("<!doctype html><body>", "Change", "There is no script tag", id="no tag"),
        pytest.param("<!doctype html><body><script type='text/rocketlazyloadscript' src='/widget.js'></script>", "Change",
                     "An optimizer holds the script back", id="optimizer"),
        pytest.param(PLAIN + "<script>window.hj = () => {}</script>", "Change", "This page may record what visitors do. Leave this page out of it, or link to the help page. Found: Hotjar", id="recorder"),
        pytest.param(PLAIN + SCRIPT, "Look", "The script is on this page more than once", id="twice"),
    ],
)  # fmt: skip
def test_the_check_on_a_page_says_what_works_there(
    desk: Page, door: FakeDoor, html: str, state: str, begins: str
) -> None:
    found = verdicts(desk, door, html + CHECK)
    assert [s for text, s in found.items() if text.startswith(begins)] == [state], found


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("html", [PLAIN + TAG, PLAIN + SCRIPT + "<script>window.hj = () => {}</script>", "<!doctype html><body>"],
                         ids=["right", "wrong", "nothing"])  # fmt: skip
def test_every_result_of_the_check_is_in_the_language_of_the_page_it_was_copied_from(
    desk: Page, door: FakeDoor, html: str, lang: str
) -> None:
    desk.goto(f"{door.address}/check-embed?lang={lang}")
    tag = desk.locator("#check").inner_text()
    words = words_of_the_preflight(lang)
    found = verdicts(desk, door, html + tag)
    box = desk.get_by_role("region", name=words["heading"])
    expect(box).to_have_attribute("lang", lang)
    assert set(found.values()) <= {words["good"], words["look"], words["change"]}
    assert [text for text in found if not text.startswith(tuple(words.values()))] == []


@pytest.mark.parametrize("lang", LANGS)
def test_the_check_on_a_page_is_whole_on_a_small_phone(browser: Browser, door: FakeDoor, lang: str) -> None:
    page = browser.new_page(viewport={"width": 320, "height": 568})
    html = PLAIN.replace("lang=en", f"lang={lang}") + f"<main><h1>s</h1>{TAG}</main>"
    verdicts(page, door, html + CHECK.replace(".js", f".js?lang={lang}"))
    left, right, cut = page.evaluate(
        "() => { const box = document.querySelector('#handrail-check'), { left, right } = box.getBoundingClientRect();"
        " return [left, right, box.scrollWidth > box.clientWidth]; }"
    )
    assert 0 < left < right < 320
    assert not cut
    assert violations(page) == []
    page.close()


@pytest.mark.parametrize(
    ("failing", "begins"), [("401", "The chat can be reached"), ("refuse", "The chat cannot be reached")]
)
def test_the_check_says_whether_the_chat_can_be_reached(desk: Page, door: FakeDoor, failing: str, begins: str) -> None:
    door.end_failing = failing
    found = verdicts(desk, door, PLAIN + TAG + CHECK)
    assert any(text.startswith(begins) for text in found), found


@pytest.mark.parametrize(
    ("policy", "says"),
    [
        ("default-src 'self'", [("change", "may_not_load", "script-src"), ("change", "may_not_talk", "connect-src")]),
        ("script-src {here}; connect-src {here}", [("good", "may_load", ""), ("good", "may_talk", "")]),
        ("script-src 'nonce-abc'", [("look", "nonces", "script-src"), ("good", "may_talk", "")]),
        ("script-src {here}/widget.js; connect-src {host}", [("good", "may_load", ""), ("good", "may_talk", "")]),
        ("script-src 'strict-dynamic' {here}; connect-src ftp://{host}", [("look", "nonces", "script-src"), ("change", "may_not_talk", "connect-src")]),
        ("img-src *; sandbox", [("good", "may_load", ""), ("good", "may_talk", ""), ("change", "sandbox", "")]),
    ],
)  # fmt: skip
@pytest.mark.parametrize("lang", LANGS)
def test_the_check_page_reads_a_policy_and_answers_in_its_language(
    desk: Page, door: FakeDoor, policy: str, says: list[tuple[str, str, str]], lang: str
) -> None:
    words = words_of_the_preflight(lang)
    desk.goto(f"{door.address}/check-embed?lang={lang}")
    desk.get_by_label("Content-Security-Policy").fill(
        policy.format(here=door.address, host=door.address.removeprefix("http://"))
    )
    lines = desk.locator("#verdict li").all_text_contents()
    wanted = [
        f"{words[state]}: {words[name]}" + (f" {directive} {door.address}" if directive else "")
        for state, name, directive in [*says, ("good", "needs_nothing", "")]
    ]
    assert lines == wanted


@pytest.mark.parametrize("lang", LANGS)
def test_the_check_page_copies_the_code_and_says_so_in_its_language(
    browser: Browser, door: FakeDoor, lang: str
) -> None:
    context = browser.new_context(permissions=["clipboard-read", "clipboard-write"])
    page = context.new_page()
    page.goto(f"{door.address}/check-embed?lang={lang}")
    page.locator("#copy").click()
    expect(page.get_by_role("status").filter(has_text=words_of_the_preflight(lang)["copied"])).to_be_visible()
    assert page.evaluate("navigator.clipboard.readText()") == page.locator("#snippet").inner_text()
    context.close()


def test_the_check_page_shows_the_code_with_this_servers_address(desk: Page, door: FakeDoor) -> None:
    desk.goto(f"{door.address}/check-embed")
    expect(desk.locator("#snippet")).to_contain_text(f'<script src="{door.address}/widget.js"')
    assert "HELP" not in desk.locator("main").inner_text()
