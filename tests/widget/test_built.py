"""The built file: small, up to date, and holding what the facts hold."""

from __future__ import annotations

import gzip
import re
import shutil

import pytest

from bot.content import Content
from bot.widget import contents
from bot.widget.build import built, refilled

MAX_GZIP_BYTES = 9_000
MAX_RAW_BYTES = 26_000


@pytest.fixture(scope="module")
def script() -> str:
    return contents.BUILT.read_text(encoding="utf-8")


def test_the_widget_is_small(script: str) -> None:
    assert len(gzip.compress(script.encode(), 9)) <= MAX_GZIP_BYTES
    assert len(script.encode()) <= MAX_RAW_BYTES


def test_the_committed_file_holds_what_the_facts_hold(content: Content) -> None:
    assert contents.problems(content) == []


@pytest.mark.skipif(
    shutil.which("node") is None or not (contents.HERE / "node_modules").is_dir(),
    reason="needs node and npm ci in bot/widget; the digest in the file stands in for it",
)
def test_a_fresh_build_equals_the_committed_file(script: str) -> None:
    assert built() == script


def test_a_fact_that_changes_is_noticed_and_put_in_without_node(content: Content, script: str) -> None:
    stale = script.replace("tel:988", "tel:989")
    assert contents.in_script(stale) != contents.compiled(content)
    assert refilled(stale) == script


@pytest.mark.parametrize(
    ("old", "new", "item"),
    [("tel:988", "tel:989", "people"), ("Leave now", "Leave it", "words"), ("/* Handrail ", "/* Handrail 0", "source")],
)
def test_the_check_names_what_differs(
    content: Content, script: str, monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory,
    old: str, new: str, item: str,
) -> None:  # fmt: skip
    copy = tmp_path_factory.mktemp("built") / "widget.js"
    copy.write_text(script.replace(old, new), encoding="utf-8")
    monkeypatch.setattr(contents, "BUILT", copy)
    monkeypatch.setattr(contents, "ROOT", copy.parent)
    assert [problem.item for problem in contents.problems(content)] == [item]


@pytest.mark.parametrize("lang", contents.LANGS)
def test_every_contact_in_the_file_is_one_of_the_facts(content: Content, script: str, lang: str) -> None:
    known = {
        re.sub(r"\D", "", channel.value)
        for service in content.services.values()
        if service.may_be_shown
        for channel in service.channels
        if channel.show
    }
    held = contents.in_script(script)[lang]["people"]
    links = [way["href"] for one in held for way in one["ways"]]
    numbers = [re.sub(r"\?.*|\D", "", link) for link in links if link.startswith(("tel:", "sms:"))]
    assert all(
        number in known or number.removeprefix("1") in {k.removeprefix("1") for k in known} for number in numbers
    )
    assert {"tel:988", "tel:911"} <= set(links)


def test_no_contact_is_written_into_the_sources() -> None:
    for path in (contents.HERE / "src").iterdir():
        assert not re.search(r"(tel|sms):\+?\d|741741|\b988\b", path.read_text(encoding="utf-8")), path.name


def test_both_languages_have_every_word() -> None:
    assert contents.words("en").keys() == contents.words("es").keys()
    same = {name for name, text in contents.words("en").items() if contents.words("es")[name] == text}
    assert same <= {"bot"}


def test_nothing_can_make_html_or_code_of_a_string() -> None:
    banned = re.compile(
        r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\b|new Function|createContextualFragment"
    )
    for path in [*(contents.HERE / "src").iterdir(), *(contents.HERE / "pages").glob("*.js")]:
        assert not banned.search(path.read_text(encoding="utf-8")), path.name


def test_nothing_is_stored_and_nobody_else_is_named(script: str) -> None:
    assert not re.search(r"localStorage|sessionStorage|indexedDB|document\.cookie|\bcaches\b", script)
    sites = {re.sub(r"/.*", "", found) for found in re.findall(r"https?://([^\s\"'`$\\]+)", script)}
    assert sites <= {
        "www.w3.org", "www.weather.gov", "chat.988lifeline.org", "connect.crisistextline.org", "report.cybertip.org",
        "takeitdown.ncmec.org",
    }  # fmt: skip
