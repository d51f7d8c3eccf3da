"""Nothing is stored, nobody else is asked, and no text becomes more than text."""

from __future__ import annotations

import json

import pytest
from playwright.sync_api import Browser, Page, expect

from bot.bench.fake_door import FakeDoor

pytestmark = pytest.mark.browser
CORPUS = (
    "<script>xss()</script>",
    "<img src=x onerror=xss()>",
    "<svg/onload=xss()>",
    "\"><iframe src='javascript:xss()'></iframe>",
    "'-xss()-'",
    "</textarea><script>xss()</script>",
    "{{constructor.constructor('xss()')()}}",
    "${xss()}",
    '<a href="javascript:xss()">here</a>',
    "[here](javascript:xss())",
    "javascript:xss()",
    "<math><mtext><style><img src=x onerror=xss()>",
    "<style>@import'//evil.example/x'</style>",
    "<base href=//evil.example/>",
    "<meta http-equiv=refresh content='0;url=//evil.example'>",
    "<form action=//evil.example><button>ok",
    "\u202e<b>x</b>\u0000",
    "&lt;script&gt;xss()&lt;/script&gt;",
)
LINKS = (
    "javascript:xss()", "JaVaScRiPt:xss()", " javascript:xss()", "\tjavascript:xss()", "java\nscript:xss()", "data:text/html,<script>xss()</script>",
    "vbscript:xss()", "//evil.example", "http://evil.example", "file:///etc/passwd", "blob:x", "intent://x", "tel:javascript", "sms:<script>",
    "https://", "https:// evil.example", "mailto:x@evil.example", "view-source:https://x", "", "#", "/relative", "tel:988\" onclick=\"xss()",
)  # fmt: skip
_WATCH_STORAGE = """() => {
  window.stored = [];
  for (const [of, name] of [[Storage.prototype, 'setItem'], [IDBFactory.prototype, 'open'], [History.prototype, 'pushState'], [History.prototype, 'replaceState']]) {
    const real = of[name];
    of[name] = function (...all) { window.stored.push(name); return real.apply(this, all); };
  }
  if (self.CacheStorage) CacheStorage.prototype.open = () => { window.stored.push('caches'); return Promise.reject(); };
  if (self.ServiceWorkerContainer) ServiceWorkerContainer.prototype.register = () => { window.stored.push('worker'); return Promise.reject(); };
  const cookie = Object.getOwnPropertyDescriptor(Document.prototype, 'cookie');
  Object.defineProperty(document, 'cookie', { get: () => cookie.get.call(document), set: () => window.stored.push('cookie') });
}"""


def write(page: Page, text: str) -> None:
    page.get_by_label("Your message").fill(text)
    page.get_by_role("button", name="Send").click()


def whole_visit(page: Page) -> None:
    """From the button to leaving, with everything tried on the way."""
    page.get_by_role("button", name="Get help").click()
    write(page, "hello")
    page.get_by_role("button", name="I'm safe").click()
    expect(page.get_by_role("button", name="I'm safe")).to_have_count(2)
    page.get_by_role("button", name="Español").click()
    page.get_by_role("button", name="Solo tocar").click()
    page.get_by_role("button", name="Mejor escribir").click()
    page.get_by_role("button", name="English").click()


def test_requests_are_one_at_load_none_at_opening_one_a_turn_and_none_elsewhere(page: Page, door: FakeDoor) -> None:
    door.pages["/school"] = (
        "<!doctype html><title>s</title><link rel=icon href=data:,><body><script src=/widget.js></script>"
    )
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(f"{door.address}/school")
    expect(page.get_by_role("button", name="Get help")).to_be_visible()
    assert asked == [f"{door.address}/school", f"{door.address}/widget.js"]
    page.get_by_role("button", name="Get help").click()
    expect(page.get_by_role("button", name="Threatened")).to_be_visible()
    assert len(asked) == 2
    for turn in range(1, 4):
        write(page, f"turn {turn}")
        expect(page.get_by_role("button", name="I'm safe")).to_have_count(turn)
        assert len(asked) == 2 + turn
    assert all(url.startswith(door.address) for url in asked)


def test_from_a_school_of_another_origin_a_turn_is_one_request_without_a_preflight(
    browser: Browser, door: FakeDoor
) -> None:
    school = door.address.replace("127.0.0.1", "localhost")
    door.pages["/school"] = f"<!doctype html><title>s</title><body><script src='{door.address}/widget.js'></script>"
    door.origins.add(school)
    page = browser.new_page()
    page.goto(f"{school}/school")
    page.get_by_role("button", name="Get help").click()
    for turn in (1, 2):
        write(page, f"turn {turn}")
        expect(page.get_by_role("button", name="I'm safe")).to_have_count(turn)
    assert [(s.method, s.path) for s in door.calls] == [
        ("POST", "/webhooks/chat/session"), ("POST", "/webhooks/chat/message"),
    ]  # fmt: skip
    assert all("referer" not in s.headers and "cookie" not in s.headers for s in door.calls)
    assert "token" not in door.calls[0].body
    page.close()


def test_nothing_is_stored_anywhere(page: Page, door: FakeDoor) -> None:
    page.add_init_script(f"({_WATCH_STORAGE})()")
    page.goto(door.address)
    whole_visit(page)
    assert page.evaluate("window.stored") == []
    assert page.evaluate("[localStorage.length, sessionStorage.length, document.cookie]") == [0, 0, ""]
    assert page.context.cookies() == []


def test_what_is_written_is_in_no_address_and_no_header(page: Page, door: FakeDoor) -> None:
    page.goto(door.address)
    page.get_by_role("button", name="Get help").click()
    write(page, "zebra canary")
    expect(page.get_by_role("button", name="I'm safe")).to_be_visible()
    assert all("zebra" not in seen.path + str(seen.headers) for seen in door.seen)
    assert "zebra" not in page.evaluate("document.documentElement.outerHTML")  # the page around it has none of it


def test_keys_meant_for_the_chat_do_not_reach_the_page_around_it(page: Page, door: FakeDoor) -> None:
    page.goto(door.address)
    page.evaluate(
        "() => { window.heard = []; for (const e of ['keydown', 'keyup', 'input', 'paste', 'change'])"
        " document.addEventListener(e, (event) => heard.push(event.key || e)); }"
    )
    page.get_by_role("button", name="Get help").click()
    page.get_by_label("Your message").press_sequentially("private")
    assert page.evaluate("window.heard") == []


def test_the_field_is_kept_out_of_what_a_browser_sends_or_remembers(page: Page, door: FakeDoor) -> None:
    page.goto(f"{door.address}/help")
    field = page.get_by_label("Your message")
    for name, value in {"autocomplete": "off", "spellcheck": "false", "writingsuggestions": "false"}.items():
        expect(field).to_have_attribute(name, value)


@pytest.mark.parametrize("policy", ["strict", "trusted types"])
def test_a_strict_policy_of_the_page_has_nothing_to_object_to(page: Page, door: FakeDoor, policy: str) -> None:
    csp = f"default-src 'none'; script-src {door.address}; connect-src {door.address}; base-uri 'none'; form-action 'none'"
    if policy == "trusted types":
        csp += "; require-trusted-types-for 'script'; trusted-types 'none'"
    door.pages["/school"] = "<!doctype html><title>s</title><body><script src=/widget.js></script>"
    door.page_headers = {"Content-Security-Policy": csp}
    complaints: list[str] = []
    page.on("console", lambda m: complaints.append(m.text) if "olicy" in m.text or "rusted" in m.text else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.add_init_script(
        "addEventListener('securitypolicyviolation', (e) => console.log('policy ' + e.violatedDirective))"
    )
    page.goto(f"{door.address}/school")
    whole_visit(page)
    page.get_by_role("button", name="Use another device").click()
    expect(page.locator(".qr")).to_be_visible()
    assert page.locator(".panel").evaluate("(p) => getComputedStyle(p).backgroundColor") != "rgba(0, 0, 0, 0)"
    assert [c for c in complaints if "favicon" not in c and "img-src" not in c] == []


@pytest.fixture(scope="module")
def phone(browser: Browser) -> Page:
    return browser.new_page(viewport={"width": 360, "height": 640})


def watched(page: Page) -> list[str]:
    """Arms the page: whatever an attack does ends up in the list."""
    effects: list[str] = []
    page.on("dialog", lambda dialog: effects.append(dialog.message))
    page.on("request", lambda r: effects.append(r.url) if "evil" in r.url or r.url.endswith("/x") else None)
    return effects


def effects_of(page: Page) -> object:
    """What of the corpus became more than text."""
    return page.evaluate(
        "() => { const r = document.querySelector('help-chat').shadowRoot; return [window.hit || 0,"
        " r.querySelectorAll('script, iframe, img, b:not(.before b), base, meta, form, math, style').length,"
        " [...r.querySelectorAll('*')].flatMap((e) => [...e.attributes]).filter((a) => /^on/.test(a.name)).length,"
        " [...r.querySelectorAll('a')].filter((a) => !/^(https:|tel:|sms:)/.test(a.href)).length]; }"
    )


def test_no_payload_does_anything_in_any_field(phone: Page, door: FakeDoor) -> None:
    effects = watched(phone)
    phone.add_init_script("window.xss = () => { window.hit = (window.hit || 0) + 1; }")
    phone.goto(f"{door.address}/help")
    for payload in CORPUS:
        ways = [{"kind": payload, "label": payload, "href": link} for link in (*LINKS, payload)]
        door.messages = [{
            "text": payload, "lang": payload, "services": [{"id": payload, "name": payload, "ways": ways}],
            "buttons": [{"id": payload, "title": payload}],
        }]  # fmt: skip
        write(phone, payload[:1000])
        expect(phone.get_by_text("Writing …")).to_have_count(0)
    assert phone.locator(".own").count() == len(CORPUS)
    assert phone.locator(".failed").count() == 0
    assert effects_of(phone) == [0, 0, 0, 0]
    assert effects == []
    assert json.loads(json.dumps(phone.locator(".own p").all_text_contents()))[0] == CORPUS[0]


def test_no_payload_does_anything_in_any_setting(phone: Page, door: FakeDoor) -> None:
    effects = watched(phone)
    settings = ("exit", "lang", "mode", "server", "school-name", "school-contact")
    tags = []
    for payload in (*CORPUS, *LINKS):
        quoted = payload.replace("&", "&amp;").replace('"', "&quot;").replace("\0", "")
        for setting in settings:
            other = 'data-school-name="Ms Doe"' if setting == "school-contact" else ""
            # Only these two are seen in the panel; the others need no panel to do their harm.
            mode = 'data-mode="inline"' if setting.startswith("school") else ""
            tags.append(f'<help-chat {other} {mode} data-{setting}="{quoted}"></help-chat>')
    door.pages["/school"] = "<!doctype html><title>s</title><link rel=icon href=data:,>" \
        f"<script>window.xss = () => {{ window.hit = 1; }}</script><script src=/widget.js defer></script>{''.join(tags)}"  # fmt: skip
    phone.goto(f"{door.address}/school")

    links, there = phone.evaluate(
        "() => { const all = [...document.querySelectorAll('help-chat')]; const roots = all.map((h) => h.shadowRoot).filter(Boolean);"
        " return [roots.flatMap((r) => [...r.querySelectorAll('a')]).map((a) => a.href), roots.length]; }"
    )
    assert there == len(tags)
    assert len(links) >= there
    assert all(link.startswith(("https://", "tel:", "sms:")) for link in links)
    assert phone.evaluate("window.hit || 0") == 0
    assert effects == []


def test_a_school_can_put_its_own_contact_in(phone: Page, door: FakeDoor) -> None:
    door.pages["/school"] = "<!doctype html><title>s</title><script src=/widget.js defer></script>" \
        '<help-chat data-school-name="School counselor" data-school-contact="tel:+15550100"></help-chat>'  # fmt: skip
    phone.goto(f"{door.address}/school")
    phone.get_by_role("button", name="Get help").click()
    expect(phone.get_by_role("link", name="School counselor")).to_have_attribute("href", "tel:+15550100")


def test_every_link_of_a_failure_card_equals_the_facts(phone: Page, door: FakeDoor) -> None:
    from bot.content import load_content
    from bot.widget.contents import people

    for lang, label, send in (("en", "Your message", "Send"), ("es", "Tu mensaje", "Enviar")):
        door.failing = "500"
        phone.goto(f"{door.address}/help?lang={lang}")
        phone.get_by_label(label).fill("hi")
        phone.get_by_role("button", name=send).click()
        shown = phone.locator(".failed a").evaluate_all(
            "(all) => all.map((a) => [a.textContent, a.getAttribute('href')])"
        )
        assert shown == [[w["label"], w["href"]] for p in people(load_content(), lang) for w in p["ways"]]


def test_on_a_computer_a_number_is_copied_and_no_prompt_of_the_system_opens(browser: Browser, door: FakeDoor) -> None:
    context = browser.new_context(permissions=["clipboard-read", "clipboard-write"])
    page = context.new_page()
    page.goto(f"{door.address}/help")
    page.get_by_role("link", name="Call 988").click()
    expect(page.get_by_role("status")).to_have_text("Copied. On any phone: Call 988")
    assert page.evaluate("navigator.clipboard.readText()") == "988"
    context.close()
