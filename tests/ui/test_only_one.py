"""A second copy of the program on the same folder brings the first one to the front."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from tests.ui.child import run_child
from ui.app import Program
from ui.only_one import LOCK_FILE, OnlyOne

SECOND = """
import ui.__main__
raise SystemExit(ui.__main__.main(["--data-dir", sys.argv[1]]))
"""
KILLED = """
import os, signal, sys
from pathlib import Path
from PySide6.QtCore import QCoreApplication
from ui.only_one import OnlyOne
app = QCoreApplication([])
one = OnlyOne(Path(sys.argv[1]))
assert one.is_first()
os.kill(os.getpid(), signal.SIGKILL)
"""


def test_the_second_copy_ends_and_the_first_comes_to_the_front(
    program: Program, qtbot: QtBot
) -> None:
    program.start()
    assert program.door is not None
    program.door.showMinimized()
    second = subprocess.Popen(
        [sys.executable, "-c", f"import sys\n{SECOND}", str(program.folder)],
        env=os.environ
        | {"PYTHONPATH": str(Path(__file__).parents[2]), "QT_QPA_PLATFORM": "offscreen"},
    )
    qtbot.waitUntil(lambda: second.poll() is not None, timeout=60_000)
    assert second.returncode == 0
    assert not program.door.windowState() & Qt.WindowState.WindowMinimized
    assert program.door.isVisible()


def test_another_folder_is_another_book(tmp_path: Path) -> None:
    here, there = OnlyOne(tmp_path / "a"), OnlyOne(tmp_path / "b")
    assert here.is_first()
    assert there.is_first()
    here.leave()
    there.leave()


def test_room_is_made_for_the_next_one(tmp_path: Path) -> None:
    one, two = OnlyOne(tmp_path), OnlyOne(tmp_path)
    assert one.is_first()
    assert not two.is_first()
    one.leave()
    assert two.is_first()
    two.leave()
    assert not (tmp_path / LOCK_FILE).exists()


def test_what_a_killed_program_leaves_keeps_nobody_out(tmp_path: Path) -> None:
    with pytest.raises(AssertionError):
        run_child(KILLED, tmp_path, prelude="")
    assert (tmp_path / LOCK_FILE).exists()
    one = OnlyOne(tmp_path)
    assert one.is_first()
    one.leave()
