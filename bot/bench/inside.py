"""`python -m bot.bench.inside MODEL`: the time that understanding a message takes, without any network, as JSON.

In a process of its own, so that it is as empty as the service's own.
"""

from __future__ import annotations

import asyncio
import json
import sys
import time
from pathlib import Path

from bot.server import quiet

_WARM, _ROUNDS = 2, 15


async def _times(model: Path) -> list[float]:
    from bot.bench.talk import TALK
    from bot.server.absent import leave_out

    if leave_out(model):
        from bot.server.in_process import InProcessActions
        from bot.server.processor import load_agent

        agent = load_agent(model, InProcessActions())
    else:
        from rasa.core.agent import Agent

        agent = Agent.load(model)
    quiet.hush()
    found = []
    for n in range(_WARM + _ROUNDS):
        for text in TALK:
            start = time.perf_counter()
            await agent.parse_message(text)
            if n >= _WARM:
                found.append(1000 * (time.perf_counter() - start))
    return found


if __name__ == "__main__":
    quiet.environment()
    sys.stdout.write(json.dumps(asyncio.run(_times(Path(sys.argv[1])))) + "\n")
