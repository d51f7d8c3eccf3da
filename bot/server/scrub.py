"""Has every block of memory overwritten when it is freed, so that what was typed is not left in the heap.

A deleted string is not gone: its bytes stay where they were until something else needs the room. Measured
on this service, a session of 20 turns left 160 copies of its words behind, half of them still there after
other people had talked for a while. The C library can overwrite what is freed; it reads that wish when a
process starts, and Python must leave small blocks to it. So the service starts itself once more.
"""

from __future__ import annotations

import os
import sys

# The byte that freed memory is filled with: its complement fills new memory, so neither may be 0.
_FILL = 165
_TUNABLES = f"glibc.malloc.perturb={_FILL}:glibc.malloc.tcache_count=0"
SETTINGS = {"PYTHONMALLOC": "malloc", "GLIBC_TUNABLES": _TUNABLES}


def is_overwriting() -> bool:
    """Whether this process was started so that freed memory is overwritten."""
    return all(os.environ.get(name) == value for name, value in SETTINGS.items())


def start_overwriting() -> None:
    """Starts this program again, in the same process, with freed memory overwritten.

    The C library of Linux (glibc) only; elsewhere the program goes on as it is, and says so.
    """
    if is_overwriting():
        return
    if sys.platform != "linux":
        sys.stderr.write("handrail: this system can not overwrite freed memory; what was typed may linger in it.\n")
        return
    sys.stdout.flush()
    os.execve(sys.executable, sys.orig_argv, {**os.environ, **SETTINGS})
