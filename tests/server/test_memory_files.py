"""Where the service puts the files it needs for a moment: in memory, so that a full disk stops nothing."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest

from bot.server import memory_files
from bot.server.memory_files import keep_files_in_memory


@pytest.fixture(autouse=True)
def _own_choice(monkeypatch: pytest.MonkeyPatch) -> None:
    """What a test chooses here is gone after it."""
    monkeypatch.setattr(tempfile, "tempdir", tempfile.gettempdir())
    monkeypatch.setenv("MPLCONFIGDIR", "")


def test_temporary_files_are_made_in_memory() -> None:
    assert keep_files_in_memory()

    with tempfile.NamedTemporaryFile() as file:
        assert Path(file.name).parent == Path("/dev/shm")


def test_what_a_killed_process_left_there_is_cleared_away() -> None:
    left = Path(tempfile.mkdtemp(prefix="handrail-settings-", dir="/dev/shm"))

    keep_files_in_memory()

    assert not left.exists()


def test_without_such_memory_they_are_made_where_python_makes_them(tmp_path: Path) -> None:
    usual = tempfile.gettempdir()

    assert not keep_files_in_memory(tmp_path / "none")
    assert tempfile.gettempdir() == usual


def test_with_room_nowhere_it_says_what_to_free(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(memory_files, "_ROOM_BYTES", 1 << 60)
    monkeypatch.setattr(tempfile, "tempdir", None)
    monkeypatch.setattr(tempfile, "_candidate_tempdir_list", lambda: [str(tmp_path / "full")])

    with pytest.raises(SystemExit, match="no disk takes a file"):
        keep_files_in_memory(tmp_path)
