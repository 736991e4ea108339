"""`--demo`: signed in at once on made-up data, which every window says; and real data stay shut."""

from pathlib import Path

import pytest

from tests.ui.child import run_child
from tests.ui.counsellor import Counsellor
from ui.main_window import MADE_UP

DEMO = """
from ui.__main__ import main
from ui.dialogs.sign_in import SignInWindow
from ui.main_window import MainWindow

def look():
    for window in windows():
        if isinstance(window, MainWindow):
            marks = [label.text() for label in window.findChildren(QLabel)
                     if label.property("role") == "demo" and label.isVisible()]
            print("main", window.windowTitle(), marks, window.current().name)
            window.close()
        elif isinstance(window, SignInWindow):
            print("door", window.message.text())
            window.close()

at_each_look(look)
sys.exit(main(["--demo", "--people", "12", *sys.argv[1:]]))
"""
MAIN = f"main Sổ Việc Làm · {MADE_UP} ['{MADE_UP}'] today"
DOOR = "door Dữ liệu giả để xem thử, mật khẩu: hoa-hoi-bac-son"


def test_the_demonstration_marks_its_window_and_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    assert run_child(DEMO).splitlines() == [MAIN]
    assert [*tmp_path.glob("so-viec-lam-*")] == []


def test_data_that_are_there_already_are_opened_by_their_password(tmp_path: Path):
    folder = tmp_path / "demo"
    assert run_child(DEMO, "--data-dir", folder).splitlines() == [MAIN]
    assert run_child(DEMO, "--data-dir", folder).splitlines() == [DOOR]


def test_made_up_data_are_marked_however_they_are_opened(busy: Counsellor):
    assert busy.main.windowTitle() == f"Sổ Việc Làm · {MADE_UP}"
    busy.main.sign_out_wanted.emit()
    busy.settle()
    assert busy.program.main is None
