"""The site under the web server: each path that bot/server/site.py names, and nothing else."""

from __future__ import annotations

from sanic import Blueprint
from sanic.request import Request
from sanic.response import HTTPResponse

from bot.server.site import HEADERS, Asked, answer, paths


def secured(answer: HTTPResponse) -> HTTPResponse:
    """The answer with the headers every answer of this service has."""
    for name, value in HEADERS.items():
        answer.headers.setdefault(name, value)
    return answer


def asked(request: Request) -> Asked:
    """What of a request a page depends on."""
    headers = request.headers
    return Asked(
        path=request.path,
        lang=request.args.get("lang", ""),
        languages=headers.get("accept-language", ""),
        host=headers.get("host", ""),
        gzips="gzip" in headers.get("accept-encoding", ""),
        etag=headers.get("if-none-match", ""),
    )


def blueprint() -> Blueprint:
    """The pages and the files of the widget."""
    pages = Blueprint("pages")

    async def found(request: Request) -> HTTPResponse:
        page = answer(asked(request))
        if page is None:
            return HTTPResponse(status=404)
        return HTTPResponse(page.body, status=page.status, headers=page.headers)

    for at, path in enumerate(paths()):
        pages.add_route(found, path, methods=["GET"], name=f"page{at}")
    return pages
