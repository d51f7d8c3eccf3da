"""The built file: small, up to date, and holding what the facts hold."""

from __future__ import annotations

import gzip
import re
import shutil
from pathlib import Path

import pytest

from bot.content import Content
from bot.content.schema import LANGS
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


@pytest.mark.parametrize("lang", LANGS)
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


def test_no_word_is_left_in_the_other_language() -> None:
    en, es = ([contents.words(lang), contents.words_of_the_preflight(lang),
               *(contents.words_of_the_page(page, lang) for page in ("help", "school", "check_embed"))]
              for lang in LANGS)  # fmt: skip
    assert [words.keys() for words in en] == [words.keys() for words in es]
    same = {name for of_en, of_es in zip(en, es) for name in of_en if of_en[name] == of_es[name]}
    assert same == {"bot"}


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ("  heading: {en: Student safety, es: Seguridad estudiantil}", "  heading: {en: Student safety}",
         "pages.school.heading.es: field required."),
        ("  copied: {en: Copied., es: Copiado.}", "  copied: {en: Copied., es: ''}", "preflight.copied.es: ensure"),
        ("es: El botón se ve y nada lo tapa.}", "es: The button se ve.}", "in_sight.es: has English under Spanish."),
        ("pages:\n", "page:\n", "pages: field required."),
    ],
    ids=["no Spanish", "empty", "English", "unknown"],
)  # fmt: skip
def test_the_check_names_a_word_that_is_not_there_in_both_languages(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, old: str, new: str, problem: str
) -> None:
    text = contents.WORDS.read_text(encoding="utf-8")
    assert old in text
    copy = tmp_path / "words.yml"
    copy.write_text(text.replace(old, new), encoding="utf-8")
    monkeypatch.setattr(contents, "WORDS", copy)
    assert any(str(found).startswith(f"bot/widget/words.yml: {problem}") for found in contents.words_problems())


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
