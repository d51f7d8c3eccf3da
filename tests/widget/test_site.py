"""The pages and files as bytes: small, cached where they may be, and with people on each before any script."""

from __future__ import annotations

import base64
import gzip
import hashlib
import json
import re

import pytest

from bot.content.schema import LANGS
from bot.hearing.language import counts_of
from bot.server import site
from bot.server.site import Asked, answer
from bot.widget.contents import in_script, words_of_the_preflight

PAGES = ("/", "/help", "/gallery", "/gallery/one", "/check-embed")


def got(path: str, **asked: object) -> site.Answer:
    found = answer(Asked(path, **asked))  # type: ignore[arg-type]
    assert found is not None
    return found


def test_the_widget_has_a_floating_address_for_minutes_and_a_pinned_one_for_ever() -> None:
    floating, pinned = got("/widget.js"), got(site.pinned_path())
    assert floating.body == pinned.body
    assert floating.headers["Cache-Control"] == "public, max-age=600"
    assert "immutable" in pinned.headers["Cache-Control"]
    assert floating.headers["Access-Control-Allow-Origin"] == "*"  # or no page could check its integrity


def test_the_integrity_is_that_of_the_bytes_sent() -> None:
    digest = base64.b64encode(hashlib.sha384(got(site.pinned_path()).body).digest()).decode()
    assert site.integrity() == f"sha384-{digest}"
    assert site.integrity() in site.snippet(pinned=True)


def test_another_build_is_not_served_under_a_pinned_address() -> None:
    assert answer(Asked("/widget.000000000000.js")) is None


def test_a_browser_that_has_it_gets_no_second_copy() -> None:
    etag = got("/widget.js").headers["ETag"]
    again = got("/widget.js", etag=etag)
    assert (again.status, again.body) == (304, b"")


def test_what_is_sent_zipped_unzips_to_the_same() -> None:
    zipped = got("/widget.js", gzips=True)
    assert zipped.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(zipped.body) == got("/widget.js").body
    assert len(zipped.body) <= 9_000


@pytest.mark.parametrize("path", PAGES)
def test_a_page_is_not_kept_and_lets_only_its_own_style_in(path: str) -> None:
    page = got(path)
    style = re.search(r"<style>(.*?)</style>", page.body.decode(), re.S)
    assert style is not None
    digest = base64.b64encode(hashlib.sha256(style[1].encode()).digest()).decode()
    policy = page.headers["Content-Security-Policy"]
    assert f"style-src 'sha256-{digest}'" in policy
    assert "unsafe" not in policy
    assert "trusted-types 'none'" in policy
    assert "Cache-Control" not in page.headers  # so it gets the no-store of every answer
    bare = re.sub(r"<(style|script)>.*?</\1>", "", page.body.decode(), flags=re.S)
    assert not re.search(r"\{[a-z_]+\}", bare)


def test_the_help_page_lets_only_the_widget_that_is_inside_it_run() -> None:
    page = got("/help")
    inside = re.search(r"<script>(.*?)</script>", page.body.decode(), re.S)
    assert inside is not None
    assert inside[1] == site.widget().decode()
    digest = base64.b64encode(hashlib.sha256(inside[1].encode()).digest()).decode()
    assert f"script-src 'sha256-{digest}';" in page.headers["Content-Security-Policy"]


@pytest.mark.parametrize(("path", "lang"), [("/help", "en"), ("/help", "es"), ("/", "en"), ("/", "es")])
def test_people_are_on_the_page_before_any_script(path: str, lang: str) -> None:
    html = got(path, lang=lang).body.decode()
    for href in ("tel:988", "tel:911", "sms:741741"):
        assert f'href="{href}' in html


@pytest.mark.parametrize(
    ("asked", "lang"),
    [
        (Asked("/help", lang="es"), "es"),
        (Asked("/help", languages="es-MX,en;q=0.5"), "es"),
        (Asked("/help", languages="fr-CA, es;q=0.8"), "es"),
        (Asked("/help", languages="ko"), "en"),
        (Asked("/help", lang="xx", languages="en-US,es"), "en"),
    ],
)
def test_the_language_is_the_one_asked_for(asked: Asked, lang: str) -> None:
    assert site.lang_of(asked) == lang


# What stands in a page as it is, in any language: names, code, and the links of the people who answer.
_ANY_LANGUAGE = re.compile(
    r"<(style|script|code|ul class).*?</(style|script|code|ul)>|<[^>]+ lang=.*?</a>|<[^>]*>", re.S
)


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("path", ["/", "/check-embed"])
def test_a_page_for_schools_is_in_the_language_asked_for_and_leads_to_the_same_page_in_the_other(
    path: str, lang: str
) -> None:
    html = got(path, lang=lang).body.decode()
    other, name = ("es", "Español") if lang == "en" else ("en", "English")
    assert f'<html lang="{lang}">' in html
    assert f'<a href="?lang={other}" lang="{other}" hreflang="{other}" translate="no">{name}</a>' in html
    assert counts_of(re.findall(r"\w+", _ANY_LANGUAGE.sub(" ", html).lower()))[other] == 0
    assert set(re.findall(r'href="/(?:help)?\?lang=(..)"', html)) == {lang}


@pytest.mark.parametrize("name", ["help", "school", "check_embed"])
def test_a_page_has_no_words_but_those_of_the_words_file(name: str) -> None:
    html = (site.PAGES / f"{name}.html").read_text(encoding="utf-8")
    bare = _ANY_LANGUAGE.sub(" ", re.sub(r"\{[a-z_]+\}", "", html))
    assert set(bare.split()) <= {"(", ").", ".", "Content-Security-Policy"}


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("path", ["/check-embed.js", "/widget/check_embed_page.js"])
def test_a_script_of_the_preflight_has_its_words_in_the_language_asked_for(path: str, lang: str) -> None:
    assert in_script(got(path, lang=lang).body.decode()) == {"lang": lang, **words_of_the_preflight(lang)}
    assert got(path, languages="es-US,en;q=0.5").body == got(path, lang="es").body


def test_what_the_preflight_says_is_what_the_words_file_holds_for_it() -> None:
    scripts = "".join(got(path).body.decode() for path in ("/check-embed.js", "/widget/check_embed_page.js"))
    named = set(re.findall(r"'([a-z_]+)'|\bwords\.([a-z]+)", re.sub(r"JSON\.parse\(.*", "", scripts)))
    assert words_of_the_preflight("en").keys() <= {one for pair in named for one in pair}


def test_the_help_page_has_a_dull_title_and_is_not_to_be_found() -> None:
    html = got("/help").body.decode()
    assert "<title>Notes</title>" in html
    assert site.HEADERS["X-Robots-Tag"] == "noindex"


@pytest.mark.parametrize("scheme", ["http", "https"])
def test_the_code_for_another_device_holds_the_address_of_the_help_page_and_nothing_else(scheme: str) -> None:
    found = json.loads(got(f"/widget/qr-{scheme}.json", host="help.example.org").body)
    assert found["address"] == f"{scheme}://help.example.org/help"
    assert re.fullmatch(r"[Mmh\d .-]+", found["path"])
    assert found["size"] > 20


@pytest.mark.parametrize("host", ["", "evil.example/x?", "a b", "user@evil.example", "x" * 300])
def test_no_code_is_drawn_for_what_is_no_host(host: str) -> None:
    assert got("/widget/qr-https.json", host=host).status == 404


@pytest.mark.parametrize("path", ["/widget/../words.yml", "/widget/page.css", "/nothing", "/widget/built/widget.js"])
def test_nothing_that_is_not_named_is_read_from_the_disk(path: str) -> None:
    assert answer(Asked(path)) is None


def test_the_code_to_copy_holds_links_for_where_scripts_are_blocked() -> None:
    assert '<a href="tel:988">Call 988</a>' in site.snippet()
    assert 'href="sms:741741?&amp;body=HOME"' in site.snippet()
