"""`python -m bot.bench.flame MODEL OUT.svg`: a flame picture of turns, by py-spy, which looks on from outside."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from bot.content.load import ROOT

_SAMPLES_A_SECOND = "500"


def draw(model: str, picture: str) -> None:
    """Holds conversations under the profiler and writes the picture.

    Raises:
        subprocess.CalledProcessError: when py-spy may not look at a process (it needs ptrace).
    """
    watched = [sys.executable, "-m", "bot.bench.inside", "talk", model]
    command = [
        str(Path(sys.executable).with_name("py-spy")),
        "record",
        "--rate",
        _SAMPLES_A_SECOND,
        "--output",
        picture,
        "--",
        *watched,
    ]
    subprocess.run(command, cwd=ROOT, check=True)


if __name__ == "__main__":
    draw(sys.argv[1], sys.argv[2])
