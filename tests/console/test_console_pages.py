"""The console in a real browser: each view does its work, by mouse and by keyboard, and axe finds nothing."""

from __future__ import annotations

import csv
import gzip
import io
import json
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Dialog, Download, Page, Route, expect, sync_playwright

from bot.console.app import STATIC
from bot.console.suite import read_text
from bot.content.load import ROOT
from tests.axe import violations
from tests.conftest import ConsoleUnderTest

pytestmark = [pytest.mark.browser, pytest.mark.slow]
CHROMIUM = shutil.which("chromium") or ""
FLAGS = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-sync"]
expect.set_options(timeout=20_000)  # a busy machine answers late
THREAT = "some guy says hes gonna send my pics to my whole school if i dont pay"
EVIL = "<img src=x onerror=alert(1)><script>alert(1)</script>"


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        found = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield found
        found.close()


@pytest.fixture
def page(browser: Browser, console: ConsoleUnderTest) -> Iterator[Page]:
    """A session of its own, failing on any error of a script and on any request to somebody else."""
    context = browser.new_context(viewport={"width": 1280, "height": 800}, accept_downloads=True)
    found, errors = context.new_page(), []
    found.on("pageerror", lambda error: errors.append(str(error)))

    def alerted(dialog: Dialog) -> None:
        errors.append(dialog.message)
        dialog.dismiss()

    found.on("dialog", alerted)
    found.on("request", lambda r: None if r.url.startswith((console.address, "blob:")) else errors.append(r.url))
    found.goto(console.link)
    expect(found.get_by_role("heading", name="Chat, and what it heard")).to_be_visible()
    yield found
    assert errors == []
    assert violations(found) == []
    context.close()


def tab(page: Page, name: str) -> None:
    page.get_by_role("navigation").get_by_role("link", name=name, exact=True).click()
    expect(page.get_by_role("navigation").get_by_role("link", name=name, exact=True)).to_have_attribute(
        "aria-current", "page"
    )


def say(page: Page, words: str) -> None:
    page.get_by_label("Your message").fill(words)
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_label("Your message")).to_have_value("")


def text_of(download: Download) -> str:
    return Path(str(download.path())).read_text(encoding="utf-8")


def fetched(page: Page, button: str) -> Download:
    with page.expect_download() as waiting:
        page.get_by_role("button", name=button).click()
    return waiting.value


def test_the_chat_shows_what_it_heard_and_why(page: Page) -> None:
    say(page, THREAT)
    heard = page.get_by_role("region", name="What it heard and why")

    expect(heard).to_contain_text("some guy says he is going to send my pictures")
    expect(heard.get_by_role("meter", name="threat money")).to_be_visible()
    expect(heard).to_contain_text("data/stories/threat_money.yml:")
    expect(heard).to_contain_text("Gracias por contarme esta amenaza")
    expect(heard.get_by_role("table", name="Services shown, why, and the fact behind each")).to_contain_text(
        "data/routing.yml:"
    )
    page.get_by_role("button", name="I'm safe").click()
    expect(heard.get_by_role("heading", level=2)).to_have_text("Turn 2: what it heard")
    assert violations(page) == []


@pytest.mark.parametrize("width", [1280, 820])
def test_why_a_service_is_shown_is_read_without_scrolling_sideways(page: Page, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 1000})
    say(page, THREAT)

    services = page.get_by_role("region", name="Services shown, why, and the fact behind each")
    expect(services).to_contain_text("called back: nobody yet")
    assert services.evaluate("e => e.scrollWidth <= e.clientWidth")


def test_an_urgency_phrase_that_fired_is_named_with_its_line(page: Page) -> None:
    say(page, "i took a bunch of pills")

    expect(page.get_by_role("region", name="What it heard and why")).to_contain_text(
        "attempt pills says suicide in progress, and acts"
    )


def test_in_spanish_the_chat_is_spanish(page: Page) -> None:
    page.get_by_label("Language").select_option("es")
    say(page, "me quieren sacar dinero o publican mis fotos")

    expect(page.get_by_role("button", name="Estoy a salvo")).to_be_visible()


def test_a_chat_becomes_a_scenario_that_passes(page: Page) -> None:
    say(page, THREAT)
    page.get_by_role("button", name="I'm safe").click()
    expect(page.get_by_role("button", name="Someone online")).to_be_visible()
    page.get_by_role("link", name="Save as scenario").click()

    page.get_by_label("Short name").fill("weekend")
    page.get_by_label("What it shows").fill("a threat is believed")
    page.get_by_role("button", name="Take It Down").first.click()
    page.get_by_role("button", name="asks a question").first.click()
    page.get_by_label("What must be said or shown comes").first.select_option("by the next reply")
    assert violations(page) == []
    page.get_by_role("button", name="Play it now").click()
    expect(page.get_by_text("passes: everything expected holds")).to_be_visible()

    dialogue = read_text(text_of(fetched(page, "Download the scenario")))[0]
    assert dialogue.id == "weekend"
    assert dialogue.turns[0].expect.services_any == ("take_it_down",)
    assert dialogue.turns[0].expect.asks is True
    assert dialogue.turns[0].expect.within == 2
    assert dialogue.turns[1].choose == ("i'm safe",)


def test_a_scenario_without_an_expectation_is_not_saved(page: Page) -> None:
    say(page, "hi")
    expect(page.get_by_role("button", name="Flag this answer")).to_be_visible()
    tab(page, "Record")
    page.get_by_label("Short name").fill("weekend")
    page.get_by_label("What it shows").fill("nothing")
    page.get_by_role("button", name="Download the scenario").click()

    expect(page.get_by_role("status")).to_have_text("Click at least one thing that must hold.")


def test_a_flag_is_a_note_with_the_texts_file_and_line(page: Page) -> None:
    say(page, THREAT)
    page.get_by_role("button", name="Flag this answer").click()
    page.get_by_label("What is wrong with it").fill(f"too cold {EVIL}")
    assert violations(page) == []

    download = fetched(page, "Download the note")

    assert download.suggested_filename.endswith("utter_threat_money_believe.yml")
    assert "place: data/responses/threat_money.yml:" in text_of(download)
    tab(page, "Sign-off")
    expect(page.get_by_text("1 made in this session")).to_be_visible()


def test_a_scenario_is_played_step_by_step(page: Page) -> None:
    tab(page, "Rehearse")
    page.get_by_label("Find").fill("human_now")
    page.locator(".list button").first.click()
    stage = page.get_by_role("region", name="The scenario")
    expect(stage.get_by_text("step 1 of")).to_be_visible()
    stage.get_by_role("button", name="Next step").click()
    expect(stage.get_by_text("step 2 of")).to_be_visible()
    stage.get_by_role("button", name="To the end").click()

    expect(stage.locator(".outcome")).to_be_visible()
    stage.get_by_text("What it heard and why").first.click()
    expect(stage.get_by_text("Rule taken").first).to_be_visible()


def test_a_scenario_that_fails_shows_the_line_that_differed(page: Page) -> None:
    tab(page, "Rehearse")
    page.get_by_text("Play a scenario that is not in the project").click()
    page.get_by_label("or its text").fill(
        f'- id: x\n  title: "{EVIL.replace(chr(34), "")}"\n  turns:\n  - say: hi\n    expect: {{text_any: [zebra], asks: false}}\n'
    )
    page.get_by_role("button", name="Play it", exact=True).click()

    stage = page.get_by_role("region", name="The scenario")
    expect(stage.locator(".step.failed")).to_contain_text("Expected: says “zebra”; asks nothing")
    expect(stage.locator(".step.failed")).to_contain_text("✗ must say: none of zebra")
    expect(stage.locator(".step.failed")).to_contain_text("✗ asks a question: expected False")
    expect(stage.locator(".outcome")).to_contain_text("fails")


def test_all_found_scenarios_are_played_under_a_progress_bar(page: Page) -> None:
    tab(page, "Rehearse")
    page.get_by_label("Find").fill("threat_money")
    page.get_by_role("button", name="Play all").click()

    expect(page.get_by_role("progressbar", name="Scenarios played")).to_have_js_property("position", 1, timeout=60_000)
    expect(page.get_by_role("button", name="Play all")).to_be_visible()
    expect(page.locator(".list")).not_to_contain_text("not played")
    assert violations(page) == []


def test_what_passed_is_counted_while_the_others_are_still_played(page: Page) -> None:
    asked: list[Route] = []

    def answer_the_first(route: Route) -> None:
        asked.append(route)
        if len(asked) == 1:
            route.continue_()

    page.route("**/api/scenarios/play", answer_the_first)
    tab(page, "Rehearse")
    page.get_by_label("Find").fill("threat_money")
    page.get_by_role("button", name="Play all").click()

    expect(page.locator(".summary")).to_contain_text("1 pass")
    expect(page.get_by_role("button", name="Stop")).to_be_visible()


def test_a_batch_is_answered_filtered_sorted_exported_and_pictured(page: Page) -> None:
    tab(page, "Batch")
    page.get_by_label("Messages", exact=True).fill(
        'id,text,situation\n1,hi,just_help\n2,"i took a bunch of pills",suicide_in_progress\n3,=SUM(A1),threat_money\n'
    )
    page.get_by_role("button", name="Answer them").click()
    expect(page.get_by_role("img", name="Confusion")).to_be_visible(timeout=30_000)
    expect(page.get_by_role("img", name="False alarms")).to_be_visible()
    rows = page.get_by_role("table").get_by_role("row")

    page.get_by_role("button", name="urgency").click()
    expect(page.get_by_role("columnheader", name="urgency")).to_have_attribute("aria-sort", "ascending")
    page.get_by_label("As expected").select_option("yes")
    expect(page.get_by_text("2 of 3 shown")).to_be_visible()
    page.get_by_label("As expected").select_option("")
    page.get_by_label("Filter").fill("pills")
    expect(rows).to_have_count(2)
    page.get_by_label("Filter").fill("")

    found = {r["id"]: r for r in csv.DictReader(io.StringIO(text_of(fetched(page, "Export CSV"))))}
    assert found["2"]["urgency"] == "emergency"
    assert found["3"]["text"] == "'=SUM(A1)"
    lines = [json.loads(line) for line in text_of(fetched(page, "Export JSONL")).splitlines()]
    assert {line["id"] for line in lines} == {"1", "2", "3"}


def test_a_text_is_changed_checked_tried_in_the_chat_and_taken_away_as_a_patch(page: Page) -> None:
    tab(page, "Content")
    page.get_by_label("Find").fill("threat_money_believe")
    page.locator(".list button").first.click()
    words = page.get_by_label("English", exact=True)
    words.fill("Calm down.")
    # The first check of a fresh service reads every line of the project.
    expect(page.get_by_text("says 'calm down'")).to_be_visible(timeout=60_000)
    assert violations(page) == []

    words.fill("Zebra. Thank you for telling me. It's not your fault.")
    expect(page.get_by_text("All good! Every check holds.")).to_be_visible(timeout=20_000)
    expect(page.locator(".phone.small").first).to_contain_text("Zebra. Thank you")
    change = text_of(fetched(page, "Download the patch"))
    done = subprocess.run(
        ["git", "apply", "--check", "-"], input=change.encode(), cwd=ROOT, capture_output=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert "Zebra" in text_of(fetched(page, "Download threat_money.yml"))

    page.get_by_role("link", name="Try it in the chat").click()
    page.get_by_role("button", name="New chat").click()
    say(page, THREAT)
    expect(page.get_by_role("log")).to_contain_text("Zebra. Thank you")


def test_what_was_typed_a_moment_ago_is_in_what_is_taken_away(page: Page) -> None:
    tab(page, "Content")
    page.get_by_label("Find").fill("threat_money_believe")
    page.locator(".list button").first.click()
    page.get_by_label("English", exact=True).fill("Zebra. It's not your fault.")
    expect(page.get_by_text("All good! Every check holds.")).to_be_visible()
    page.get_by_label("Role", exact=True).fill("licensed school counselor")

    assert "reviewed_by: licensed school counselor" in text_of(fetched(page, "Download the patch"))


def test_a_message_typed_while_a_new_chat_opens_is_said_in_the_new_one(page: Page) -> None:
    say(page, "hi")
    expect(page.get_by_role("button", name="Why this answer")).to_be_visible()
    page.get_by_role("button", name="New chat").click()
    say(page, THREAT)

    expect(page.get_by_role("button", name="Why this answer")).to_have_count(1)
    expect(page.get_by_role("log")).to_contain_text("not your fault")


def test_another_session_does_not_speak_a_changed_text(page: Page, browser: Browser, console: ConsoleUnderTest) -> None:
    tab(page, "Content")
    page.get_by_label("Find").fill("threat_money_believe")
    page.locator(".list button").first.click()
    page.get_by_label("English", exact=True).fill("Zebra. It's not your fault.")
    expect(page.get_by_text("Reading grade now")).to_be_visible(timeout=20_000)

    other = browser.new_context().new_page()
    other.goto(console.link)
    say(other, THREAT)

    expect(other.get_by_role("log")).to_contain_text("not your fault")
    expect(other.get_by_role("log")).not_to_contain_text("Zebra")
    other.context.close()


@pytest.mark.parametrize(("view", "what"), [("Content", "the texts"), ("Facts", "the facts")])
def test_a_view_says_that_it_loads_until_there_is_something(page: Page, view: str, what: str) -> None:
    held: list[Route] = []
    page.route("**/api/content", lambda route: held.append(route))
    tab(page, view)
    loading = page.get_by_role("status").filter(has_text=f"Loading {what} …")
    expect(loading).to_be_visible()

    held[0].continue_()

    expect(page.locator("main .list button").first).to_be_visible()
    expect(loading).to_have_count(0)


@pytest.mark.parametrize(("view", "what"), [("Content", "the texts"), ("Facts", "the facts")])
def test_a_view_that_could_not_load_says_so_and_can_be_tried_again(page: Page, view: str, what: str) -> None:
    page.route("**/api/content", lambda route: route.abort())
    tab(page, view)
    expect(page.get_by_role("alert")).to_have_text(
        f"Could not load {what}. The console does not answer. Is `handrail serve --console` still running?"
    )
    assert violations(page) == []

    page.unroute("**/api/content")
    page.get_by_role("button", name="Try again").click()

    expect(page.locator("main .list button").first).to_be_visible()
    expect(page.get_by_role("alert")).to_have_count(0)
    expect(page.locator("h1")).to_be_focused()


def test_a_route_is_checked_too(page: Page) -> None:
    tab(page, "Content")
    page.get_by_label("Show").select_option("routes")
    page.get_by_label("Find").fill("threat_money")
    page.locator(".list button").first.click()
    page.get_by_label("Services first").fill("take_it_down, nobody_there")

    expect(page.get_by_text("names nobody_there, which is in no file of data/facts")).to_be_visible(timeout=20_000)


def test_what_the_checklist_compares_stands_above_it(page: Page) -> None:
    tab(page, "Facts")
    page.get_by_label("Find").fill("childhelp")
    first = page.locator(".list button").first
    first.click()

    expect(first).to_have_attribute("aria-pressed", "true")
    terms = page.get_by_role("region", name="The service").get_by_role("term").all_inner_texts()
    assert {"Serves", "Cost", "Hours", "Languages", "What they do with what they hear"} <= set(terms)


def test_a_fact_is_called_back_and_signed(page: Page) -> None:
    tab(page, "Facts")
    page.get_by_label("Find").fill("lifeline_988")
    page.locator(".list button").first.click()
    page.get_by_role("button", name="It is right: sign").click()
    expect(page.get_by_role("status")).to_have_text("Say in which role you called.")
    page.get_by_label("Your role").fill("school counselor")
    page.get_by_role("button", name="It is right: sign").click()
    expect(page.get_by_role("status")).to_contain_text("Tick every line first")
    for tick in page.get_by_role("checkbox").all():
        tick.check()
    page.get_by_role("button", name="It is right: sign").click()
    expect(page.get_by_role("status")).to_have_text("Checking …")
    expect(page.get_by_text("Called so far: 1")).to_be_visible(timeout=20_000)
    expect(page.locator(".list button").first).to_contain_text("called back 20")

    rows = list(csv.DictReader(io.StringIO(text_of(fetched(page, "Download the signed-off list")))))
    assert (rows[0]["id"], rows[0]["result"], rows[0]["by"]) == ("lifeline_988", "right", "school counselor")
    assert "+  verified_on: 20" in text_of(fetched(page, "Download the patch"))


def test_the_path_of_the_chat_is_lit_on_the_flow_map(page: Page) -> None:
    say(page, THREAT)
    page.get_by_role("link", name="on the flow map").click()

    expect(page.locator('[data-rule="threat_money.1"]')).to_have_class("rule lit")
    expect(page.locator('[data-rule="threat_money.2"]')).to_have_class("rule")
    page.get_by_label("Topic").select_option("emergency")
    expect(page.locator('[data-rule="emergency.1"]')).to_be_visible()
    assert page.locator('[data-rule="threat_money.1"]').count() == 0


def test_coverage_names_rules_that_no_played_scenario_walks(page: Page) -> None:
    tab(page, "Rehearse")
    page.get_by_label("Find").fill("threat_money")
    page.locator(".list button").first.click()
    expect(page.get_by_role("region", name="The scenario").get_by_text("step 1 of")).to_be_visible()
    tab(page, "Flow")

    expect(page.get_by_role("table", name="Rules that none of them walks")).to_contain_text("data/stories/")
    expect(page.get_by_text("by the 1 of")).to_be_visible()


def test_the_report_holds_what_was_played(page: Page) -> None:
    tab(page, "Rehearse")
    page.get_by_label("Find").fill("threat_money")
    page.locator(".list button").first.click()
    expect(page.get_by_role("region", name="The scenario").get_by_text("step 1 of")).to_be_visible()
    tab(page, "Sign-off")
    page.get_by_label("Name and role").fill(f"A. Lead, nurse {EVIL}")

    html = text_of(fetched(page, "Download the report"))

    assert "1 of 1 dialogues pass" in html or "0 of 1 dialogues pass" in html
    assert "A. Lead, nurse &lt;img" in html
    assert "<script" not in html


def test_the_report_page_itself_has_no_fault_and_fits_paper(page: Page, browser: Browser, tmp_path: Path) -> None:
    tab(page, "Sign-off")
    path = tmp_path / "report.html"
    path.write_text(text_of(fetched(page, "Download the report")), encoding="utf-8")
    report = browser.new_context().new_page()
    report.goto(path.as_uri())
    report.emulate_media(media="print")
    report.set_viewport_size({"width": 700, "height": 990})

    assert violations(report) == []
    assert report.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert report.pdf(format="A4")[:4] == b"%PDF"
    report.context.close()


def test_nothing_typed_becomes_markup(page: Page) -> None:
    say(page, EVIL)
    expect(page.locator(".said.own")).to_have_text(EVIL)
    tab(page, "Batch")
    page.get_by_label("Messages", exact=True).fill(EVIL)
    page.get_by_role("button", name="Answer them").click()
    expect(page.get_by_role("cell", name=EVIL)).to_be_visible(timeout=30_000)

    assert page.locator("main img, main script").count() == 0


def test_everything_works_by_keyboard_alone(page: Page) -> None:
    page.keyboard.press("Tab")
    for _ in range(40):
        if page.evaluate("document.activeElement.tagName") == "TEXTAREA":
            break
        page.keyboard.press("Tab")
    page.keyboard.type(THREAT)
    page.keyboard.press("Enter")
    safe = page.get_by_role("button", name="I'm safe")
    expect(safe).to_be_visible()
    for _ in range(60):
        if safe.evaluate("e => e === document.activeElement"):
            break
        page.keyboard.press("Shift+Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Someone online")).to_be_visible()
    flag = page.get_by_role("button", name="Flag this answer").last
    flag.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_be_hidden()
    page.get_by_role("link", name="Facts", exact=True).focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Facts and call-backs")).to_be_focused()


def test_every_view_can_be_reached_and_has_no_fault(page: Page) -> None:
    for name in ("Record", "Rehearse", "Batch", "Content", "Facts", "Flow", "Sign-off", "Chat"):
        tab(page, name)
        expect(page.locator("main .view > *").first).to_be_visible()
        for width, height in ((1280, 800), (820, 1180)):
            page.set_viewport_size({"width": width, "height": height})
            assert violations(page) == [], name
            assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), name


def test_ending_the_session_leaves_nothing_in_the_tab(page: Page) -> None:
    say(page, "zebra canary")
    page.get_by_role("button", name="End session").click()
    expect(page.get_by_role("heading", name="The session has ended")).to_be_focused()

    assert page.evaluate("[localStorage.length, sessionStorage.length, document.cookie]") == [0, 0, ""]
    assert "zebra" not in page.content()
    page.reload()
    expect(page.get_by_text("This page needs its link")).to_be_visible()


def test_a_reload_keeps_the_session_and_a_copied_address_opens_nothing(page: Page, browser: Browser) -> None:
    assert "token" not in page.url
    page.reload()
    expect(page.get_by_role("heading", name="Chat, and what it heard")).to_be_visible()

    other = browser.new_context().new_page()
    other.goto(page.url)
    expect(other.get_by_text("This page needs its link")).to_be_visible()
    other.context.close()


def test_axe_is_really_looking(page: Page) -> None:
    page.evaluate("document.querySelector('main').append(document.createElement('input'))")

    assert any(v.startswith("label") for v in violations(page))
    page.evaluate("document.querySelector('main > input').remove()")


def test_script_and_style_are_small() -> None:
    files = [p for p in sorted(STATIC.iterdir()) if p.suffix in (".js", ".css", ".html")]

    assert sum(len(gzip.compress(p.read_bytes(), 9)) for p in files) <= 60_000
