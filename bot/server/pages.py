"""The pages and the widget's files. Every page shows the hotlines as HTML before any script runs."""

from __future__ import annotations

import json
from functools import lru_cache
from html import escape
from pathlib import Path

from sanic import Blueprint
from sanic.request import Request
from sanic.response import HTTPResponse

from bot.content import Content, load_content
from bot.content.directory import cards

WIDGET = Path(__file__).resolve().parents[1] / "widget"
_FIRST_LINES = ("lifeline_988", "crisis_text_line", "emergency_911")
_LANGS = ("en", "es")
_KINDS = {".js": "text/javascript; charset=utf-8", ".css": "text/css; charset=utf-8", ".svg": "image/svg+xml"}
_HEADERS = {
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Robots-Tag": "noindex",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(), interest-cohort=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
        "base-uri 'none'; form-action 'self'; frame-ancestors 'none'; require-trusted-types-for 'script'; "
        "trusted-types 'none'"
    ),
}


def secured(answer: HTTPResponse) -> HTTPResponse:
    """The answer with the headers every answer of this service has."""
    for name, value in _HEADERS.items():
        answer.headers.setdefault(name, value)
    return answer


def lines_html(content: Content, lang: str) -> str:
    """The first hotlines as a list of links, for a page that must help without a script."""
    items = []
    for card in cards(content, _FIRST_LINES, lang):
        links = "".join(f'<a href="{escape(w["href"])}">{escape(w["label"])}</a>' for w in card["ways"][:2])
        items.append(f"<li><strong>{escape(card['name'])}</strong><span>{links}</span></li>")
    return f'<ul class="lines">{"".join(items)}</ul>'


@lru_cache(maxsize=16)
def page(name: str, lang: str) -> str:
    """The page `name` in `lang`, with the hotlines of data/facts in place."""
    html = (WIDGET / f"{name}.{lang}.html").read_text(encoding="utf-8")
    return html.replace("<!-- hotlines -->", lines_html(load_content(), lang))


def _lang(request: Request) -> str:
    asked = request.args.get("lang", "")
    if asked in _LANGS:
        return asked
    wanted = (request.headers.get("accept-language") or "en").lower()
    return "es" if wanted.startswith("es") else "en"


def _html(text: str) -> HTTPResponse:
    return HTTPResponse(text, content_type="text/html; charset=utf-8")


def blueprint() -> Blueprint:
    """`/`, `/help` and the files of the widget."""
    pages = Blueprint("pages")

    @pages.get("/")
    async def school(request: Request) -> HTTPResponse:
        return _html(page("school", "en"))

    @pages.get("/help")
    async def help_page(request: Request) -> HTTPResponse:
        return _html(page("help", _lang(request)))

    @pages.get("/widget/<name:str>")
    async def file(request: Request, name: str) -> HTTPResponse:
        # Named files only: a path from the outside never touches the disk.
        found = _files().get(name)
        if found is None:
            return HTTPResponse(status=404)
        return HTTPResponse(found, content_type=_KINDS[Path(name).suffix])

    @pages.get("/widget.js")
    async def widget(request: Request) -> HTTPResponse:
        return HTTPResponse(_files()["widget.js"], content_type=_KINDS[".js"])

    return pages


def widget_lines(content: Content) -> str:
    """The hotlines as the widget has them: compiled in, so that they show when this server is gone."""

    def lines(lang: str) -> list[dict[str, object]]:
        return [{"id": card["id"], "way": card["ways"][0]} for card in cards(content, _FIRST_LINES, lang)]

    return json.dumps({lang: lines(lang) for lang in _LANGS}, ensure_ascii=False)


def _with_contents(name: str, text: str) -> str:
    if name != "widget.js":
        return text
    style = (WIDGET / "widget.css").read_text(encoding="utf-8")
    lines = widget_lines(load_content())
    return text.replace("/* lines */ { en: [], es: [] }", lines).replace("/* style */", style)


@lru_cache(maxsize=1)
def _files() -> dict[str, str]:
    found = {p.name: p.read_text(encoding="utf-8") for p in WIDGET.iterdir() if p.suffix in _KINDS}
    return {name: _with_contents(name, text) for name, text in found.items()}
