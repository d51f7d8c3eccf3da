"""`scripts/build_widget`: src and data/ to built/widget.js.

Without node only what is compiled in is put in anew, so that whoever mends a fact needs no more than Python.
"""

from __future__ import annotations

import shutil
import subprocess
import sys

from bot.content import load_content
from bot.widget.contents import BUILT, HERE, as_literal, compiled, in_script, source_digest

_PLACE = '"__COMPILED__"'


def bundle() -> str:
    """The script from src, minified, with nothing compiled in yet.

    Raises:
        FileNotFoundError: without node or its packages. Run: npm ci, in bot/widget.
    """
    node = shutil.which("node")
    if node is None or not (HERE / "node_modules").is_dir():
        raise FileNotFoundError("no node, or no node_modules in bot/widget")
    script = subprocess.run([node, "build.mjs"], cwd=HERE, check=True, capture_output=True, text=True).stdout
    return f"/* Handrail {source_digest()} */\n{script}"


def built() -> str:
    """The whole script, built from src."""
    return bundle().replace(_PLACE, as_literal(compiled(load_content())))


def refilled(script: str) -> str:
    """A built script with what is compiled in put in anew."""
    return script.replace(as_literal(in_script(script)), as_literal(compiled(load_content())))


def main() -> int:
    """Builds; 1 where the sources changed and node is missing."""
    try:
        script = built()
    except FileNotFoundError as missing:
        script = refilled(BUILT.read_text(encoding="utf-8"))
        if not script.startswith(f"/* Handrail {source_digest()} */"):
            sys.stderr.write(f"bot/widget/src: changed, and {missing}. Run: npm ci --prefix bot/widget\n")
            return 1
    BUILT.write_text(script, encoding="utf-8")
    sys.stdout.write(f"built {BUILT.name}: {len(script.encode())} bytes\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
