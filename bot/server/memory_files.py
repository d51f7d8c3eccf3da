"""Keeps temporary files in the machine's memory: the model is unpacked there, and a tried text of the workbench read.

So the service starts on a full disk, and neither its start nor its work leaves anything on one.
"""

from __future__ import annotations

import atexit
import contextlib
import os
import shutil
import tempfile
from pathlib import Path

_FOLDER = Path("/dev/shm")
_PREFIX = "handrail-settings-"
_ROOM_BYTES = 60 << 20  # an unpacked model, with something to spare; a container has 64 MB unless told otherwise


def keep_files_in_memory(folder: Path = _FOLDER) -> bool:
    """Has temporary files made in memory, where the system offers room there; whether it does.

    Raises:
        SystemExit: when there is no room there and no other folder takes a file either.
    """
    if os.access(folder, os.W_OK) and _free_bytes(folder) >= _ROOM_BYTES:
        tempfile.tempdir = str(folder)
        os.environ["MPLCONFIGDIR"] = _folder_of_this_process()  # Rasa imports matplotlib, which makes one at home
        return True
    try:
        tempfile.gettempdir()
    except FileNotFoundError:
        room = f"{_ROOM_BYTES >> 20} MB"
        raise SystemExit(f"handrail: {folder} has less than {room} free and no disk takes a file. Free one.") from None
    return False


def _folder_of_this_process() -> str:
    for left in Path(tempfile.gettempdir()).glob(f"{_PREFIX}*"):
        with contextlib.suppress(OSError):
            left.rmdir()  # of a process that was killed; that of one that runs is not missed while it is empty
    found = tempfile.mkdtemp(prefix=_PREFIX)
    atexit.register(shutil.rmtree, found, ignore_errors=True)
    return found


def _free_bytes(folder: Path) -> int:
    found = os.statvfs(folder)
    return found.f_bavail * found.f_frsize
