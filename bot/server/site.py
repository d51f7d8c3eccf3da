"""The pages and files of the site, without a web server: a path in, bytes and headers out.

Every page shows the hotlines as HTML before any script runs. Only what is named here is ever read from the disk.
"""

from __future__ import annotations

import base64
import gzip
import hashlib
import json
import re
from collections.abc import Callable
from functools import lru_cache
from html import escape
from typing import Any, NamedTuple, Optional

import segno

from bot.content import load_content
from bot.content.directory import cards
from bot.content.schema import LANGS, Response
from bot.content.spoken import CARD, responses_in
from bot.widget.contents import BUILT, HERE, as_literal, people, words_of_the_page, words_of_the_preflight

PAGES = HERE / "pages"
_SHOWN = ("utter_topic_hurt", "utter_before_close")
_FROM_RIGHT_TO_LEFT = "ar"
_HASH_DIGITS = 12
_YEAR = "public, max-age=31536000, immutable"
_TEN_MINUTES = "public, max-age=600"
_WORDS_PLACE = b"'__WORDS__'"
_KINDS = {
    "html": "text/html; charset=utf-8",
    "js": "text/javascript; charset=utf-8",
    "json": "application/json",
    "svg": "image/svg+xml",
}
_HOST = re.compile(r"[a-z0-9.-]{1,253}(:\d{1,5})?|\[[0-9a-f:]+\](:\d{1,5})?")
_POLICY = (
    "default-src 'none'; script-src {scripts}; style-src {style}; img-src 'self'; connect-src 'self'; "
    "frame-src {frames}; base-uri 'none'; form-action 'none'; frame-ancestors {ancestors}; "
    "require-trusted-types-for 'script'; trusted-types 'none'"
)
HEADERS = {
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Robots-Tag": "noindex",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(), interest-cohort=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
}


class Asked(NamedTuple):
    """What of a request a page depends on; nothing else of it is looked at."""

    path: str
    lang: str = ""
    languages: str = ""
    host: str = ""
    gzips: bool = False
    etag: str = ""


class Answer(NamedTuple):
    """A page or file: its bytes and the headers that are its own."""

    body: bytes
    headers: dict[str, str]
    status: int = 200


def answer(asked: Asked) -> Optional[Answer]:
    """What the site has under a path, or None."""
    find = _ROUTES.get(asked.path)
    if find is None and asked.path == pinned_path():
        find = _pinned
    return _packed(find(asked), asked) if find else None


def paths() -> list[str]:
    """Every path the site answers."""
    return [*_ROUTES, pinned_path()]


def widget() -> bytes:
    """The built widget."""
    return _read(BUILT.name)


@lru_cache(maxsize=1)
def pinned_path() -> str:
    """The address of exactly this widget: another build has another one."""
    return f"/widget.{hashlib.sha256(widget()).hexdigest()[:_HASH_DIGITS]}.js"


@lru_cache(maxsize=1)
def integrity() -> str:
    """What a page puts into `integrity` to load exactly this widget."""
    return "sha384-" + base64.b64encode(hashlib.sha384(widget()).digest()).decode()


# Files ---------------------------------------------------------------------------------------


@lru_cache(maxsize=16)
def _read(name: str) -> bytes:
    path = BUILT if name == BUILT.name else PAGES / name
    return path.read_bytes()


def _file(name: str, cache: str = _TEN_MINUTES) -> Callable[[Asked], Answer]:
    def found(asked: Asked) -> Answer:
        # Any page may load it: it holds nothing of anybody, and integrity checks need the header.
        shared = {"Access-Control-Allow-Origin": "*", "Cross-Origin-Resource-Policy": "cross-origin"}
        return Answer(_read(name), {"Content-Type": _KINDS[name.rsplit(".", 1)[1]], "Cache-Control": cache, **shared})

    return found


def _worded(name: str) -> Callable[[Asked], Answer]:
    """A script of the preflight with its words in the language asked for."""

    def found(asked: Asked) -> Answer:
        return _file(name)(asked)._replace(body=_with_words(name, lang_of(asked)))

    return found


@lru_cache(maxsize=4)
def _with_words(name: str, lang: str) -> bytes:
    words = as_literal({"lang": lang, **words_of_the_preflight(lang)})
    return _read(name).replace(_WORDS_PLACE, words.encode())


def _pinned(asked: Asked) -> Answer:
    return _file(BUILT.name, _YEAR)(asked)


@lru_cache(maxsize=32)
def _zipped(body: bytes) -> bytes:
    return gzip.compress(body, 9, mtime=0)


def _packed(found: Answer, asked: Asked) -> Answer:
    """The answer with an ETag, as small as the browser takes it, or 304 where it has it already."""
    headers = {**found.headers, "Vary": "Accept-Encoding, Accept-Language"}
    if "no-store" not in headers.get("Cache-Control", "no-store"):
        headers["ETag"] = f'"{hashlib.sha256(found.body).hexdigest()[:_HASH_DIGITS]}"'
        if asked.etag == headers["ETag"]:
            return Answer(b"", headers, 304)
    if not asked.gzips:
        return Answer(found.body, headers, found.status)
    return Answer(_zipped(found.body), {**headers, "Content-Encoding": "gzip"}, found.status)


# Pages ---------------------------------------------------------------------------------------


def lines_html(lang: str) -> str:
    """The people who answer as a list of links, for a page that must help without a script."""
    items = []
    for one in people(load_content(), lang):
        links = "".join(f'<a href="{escape(w["href"])}">{escape(w["label"])}</a>' for w in one["ways"][:2])
        items.append(f"<li><strong>{escape(one['name'])}</strong><span>{links}</span></li>")
    return f'<ul class="lines">{"".join(items)}</ul>'


def snippet(lang: str = "en", pinned: bool = False) -> str:
    """The code for a school's page: the script, and the tag with what shows where scripts are blocked.

    Args:
        pinned: load exactly this build, checked by the browser.
    """
    path = pinned_path() if pinned else "/widget.js"
    exact = f' integrity="{integrity()}" crossorigin="anonymous"' if pinned else ""
    ways = [one["ways"][0] for one in people(load_content(), lang)[:3]]
    links = "".join(f'\n  <a href="{escape(w["href"])}">{escape(w["label"])}</a>' for w in ways)
    script = f'<script src="https://HELP{path}"{exact} defer data-cfasync="false" data-no-optimize="1"></script>'
    return f"{script}\n<help-chat>{links}\n</help-chat>"


def _other_language(lang: str, name: str) -> str:
    """The way to the same page in the other language."""
    other = next(one for one in LANGS if one != lang)
    link = f'<a href="?lang={other}" lang="{other}" hreflang="{other}" translate="no">{escape(name)}</a>'
    return f'<p class="other">{link}</p>'


def _filled(template: str, values: dict[str, str]) -> str:
    return re.sub(r"\{([a-z_]+)\}", lambda m: values[m[1]], template)


@lru_cache(maxsize=16)
def page(name: str, lang: str, styles: tuple[str, ...] = ("page.css",), framed: bool = False) -> Answer:
    """The page `name` in `lang` with its style inside: a style sheet of its own would cost a round trip.

    Args:
        framed: whether pages of this site may frame it and it may frame them.
    """
    style = "".join(_read(s).decode() for s in styles)
    words = words_of_the_page(name, lang)
    values = {
        "lang": lang, "style": style, "people": lines_html(lang), "script": pinned_path(), "widget": widget().decode(),
        "snippet": escape(snippet(lang)), "pinned_snippet": escape(snippet(lang, pinned=True)),
        "check_snippet": escape(f'<script src="https://HELP/check-embed.js?lang={lang}" defer></script>'),
        **{k: escape(v) for k, v in words.items()}, "other_language": _other_language(lang, words["other_language"]),
    }  # fmt: skip
    frames, ancestors = ("'self'", "'self'") if framed else ("'none'", "'none'")
    html = _read(f"{name}.html").decode()
    # The help page has the widget inside: a phone far from a mast pays a second for each file of its own.
    scripts = _hash(values["widget"]) if "{widget}" in html else "'self'"
    policy = _POLICY.format(scripts=scripts, style=_hash(style), frames=frames, ancestors=ancestors)
    headers = {"Content-Type": _KINDS["html"], "Content-Security-Policy": policy}
    return Answer(_filled(html, values).encode(), headers)


def _hash(inside: str) -> str:
    """What a policy calls a script or style that is written inside the page."""
    return f"'sha256-{base64.b64encode(hashlib.sha256(inside.encode()).digest()).decode()}'"


def lang_of(asked: Asked) -> str:
    """The language asked for in the address, else the first of ours that the browser names, else English."""
    if asked.lang in LANGS:
        return asked.lang
    wanted = (part.split(";")[0].strip()[:2] for part in asked.languages.lower().split(","))
    return next((lang for lang in wanted if lang in LANGS), LANGS[0])


def _code(scheme: str) -> Callable[[Asked], Answer]:
    """A QR code of the address of the help page, as the path of an SVG: a drawing needs no right to load images."""

    def found(asked: Asked) -> Answer:
        host = asked.host.lower()
        if not _HOST.fullmatch(host):
            return Answer(b"", {"Content-Type": _KINDS["json"]}, 404)
        headers = {"Content-Type": _KINDS["json"], "Access-Control-Allow-Origin": "*"}
        return Answer(_drawn(f"{scheme}://{host}/help"), headers)

    return found


@lru_cache(maxsize=8)
def _drawn(address: str) -> bytes:
    code = segno.make_qr(address, error="m")
    svg = code.svg_inline(border=2)
    path = re.search(r' d="([^"]+)"', svg)
    size = code.symbol_size(border=2)[0]
    return json.dumps({"size": size, "path": path[1] if path else "", "address": address}).encode()


def sample_messages(lang: str) -> list[dict[str, Any]]:
    """Real texts and contacts in the shape of the door's messages: cards and a question, or the card of a language."""
    content = load_content()

    def message(response: Response) -> dict[str, Any]:
        buttons = [{"id": f"b{at}", "title": b.title(lang)} for at, b in enumerate(response.buttons)]
        services = cards(content, response.services, lang)
        return {"text": response.text(lang), "lang": lang, "services": services, "buttons": buttons}

    foreign = responses_in(content, (CARD,), lang, abroad=False)
    return [message(response) for response in foreign or [content.responses[name] for name in _SHOWN]]


def _samples(asked: Asked) -> Answer:
    """What the gallery shows."""
    samples = {lang: sample_messages(lang) for lang in (*LANGS, _FROM_RIGHT_TO_LEFT)}
    return Answer(json.dumps(samples, ensure_ascii=False).encode(), {"Content-Type": _KINDS["json"]})


_ROUTES: dict[str, Callable[[Asked], Answer]] = {
    "/": lambda asked: page("school", lang_of(asked), ("page.css", "school.css")),
    "/help": lambda asked: page("help", lang_of(asked)),
    "/gallery": lambda asked: page("gallery", "en", ("page.css", "gallery.css"), framed=True),
    "/gallery/one": lambda asked: page("gallery_one", lang_of(asked), ("page.css",), framed=True),
    "/check-embed": lambda asked: page("check_embed", lang_of(asked), ("page.css", "check_embed.css")),
    "/widget.js": _file(BUILT.name),
    "/check-embed.js": _worded("check_embed.js"),
    "/widget/check_embed_page.js": _worded("check_embed_page.js"),
    "/widget/gallery_samples.json": _samples,
    "/widget/gallery_states.js": _file("gallery_states.js"),
    "/widget/gallery.js": _file("gallery.js"),
    "/widget/gallery_one.js": _file("gallery_one.js"),
    "/widget/icon.svg": _file("icon.svg"),
    "/widget/qr-http.json": _code("http"),
    "/widget/qr-https.json": _code("https"),
}
