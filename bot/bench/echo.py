"""`python -m bot.bench.echo PORT`: a Sanic route that echoes, the floor of what HTTP costs here."""

from __future__ import annotations

import sys

from sanic import Sanic
from sanic.request import Request
from sanic.response import HTTPResponse, json


async def _echo(request: Request) -> HTTPResponse:
    return json(request.json)


if __name__ == "__main__":
    app = Sanic("echo", configure_logging=False)
    app.add_route(_echo, "/echo", methods=["POST"])
    app.run("127.0.0.1", int(sys.argv[1]), access_log=False, motd=False, verbosity=0)
