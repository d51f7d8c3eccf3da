"""What a request is told that is not taken: by the door, and by the proxy in front when the door is gone."""

from __future__ import annotations

import json
import secrets
import sys
from pathlib import Path
from typing import Any

from bot.content import load_content
from bot.content.directory import cards

_MESSAGES = {
    400: ("bad_request", "That was not readable. Please try again."),
    401: ("no_session", "This chat has ended. Nothing was kept. You can start a new one."),
    404: ("not_found", "There is nothing here."),
    413: ("too_long", "That was too long. Please send it in shorter parts."),
    415: ("wrong_type", "Please send JSON."),
    422: ("not_understood", "Something in that message is not what this chat takes."),
    429: ("too_many", "That was a lot at once. Please wait a moment. People are here right now:"),
    500: ("broken", "Something broke on our side. It is not your fault. People are here right now:"),
    503: ("not_ready", "This chat is not working right now. People are here right now:"),
}
_WITH_SERVICES = (401, 413, 429, 500, 503)
_SERVICES = ("emergency_911", "lifeline_988", "crisis_text_line")
_BY_THE_PROXY = (400, 404, 413, 429, 503)
_GROUPS = 1000


def error_body(status: int) -> dict[str, Any]:
    """The contract's error: a short code, words for a person, and who to reach."""
    code, message = _MESSAGES.get(status, _MESSAGES[500])
    services = cards(load_content(), _SERVICES) if status in _WITH_SERVICES else []
    return {"error": code, "message": message, "services": services}


def caller_groups() -> str:
    """nginx configuration that sorts callers into groups by their address and a new salt.

    A group is all that the proxy keeps of an address. Each holds millions of addresses.
    """
    shares = "".join(f"    {100 / _GROUPS:.1f}% {n};\n" for n in range(_GROUPS - 1))
    return f'split_clients "{secrets.token_hex(16)}$remote_addr" $caller_group {{\n{shares}    * {_GROUPS - 1};\n}}\n'


def write_proxy_files(folder: Path) -> None:
    """Writes what deploy/nginx/nginx.conf reads: a refusal for each status, and the groups of callers."""
    refusals = folder / "refusals"
    refusals.mkdir(parents=True, exist_ok=True)
    for status in _BY_THE_PROXY:
        body = json.dumps(error_body(status), ensure_ascii=False)
        (refusals / f"{status}.json").write_text(body, encoding="utf-8")
    groups = folder / "groups.conf"
    groups.write_text(caller_groups(), encoding="utf-8")
    groups.chmod(0o600)


if __name__ == "__main__":
    write_proxy_files(Path(sys.argv[1]))
