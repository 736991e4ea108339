"""The power goes while somebody types: the next start offers the form as it was."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop_app.office.sign_in import open_desk
from tests.office.conftest import Clock, Kept
from tests.ui.counsellor import Counsellor
from tests.ui.typing_child import LAST
from ui.app import Program
from ui.screens.today import TodayScreen
from ui.screens.worker_form import WorkerForm

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def typist(office_folder: Path, password: str) -> Iterator[subprocess.Popen[str]]:
    """Somebody typing in a program of their own."""
    environment = os.environ | {
        "PYTHONPATH": str(ROOT),
        "PYTHONIOENCODING": "utf-8",
        "QT_QPA_PLATFORM": "offscreen",
    }
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.ui.typing_child", str(office_folder), password],
        env=environment,
        stdout=subprocess.PIPE,
        text=True,
    )
    yield process
    process.kill()
    process.communicate()


def test_a_form_typed_in_when_the_program_was_killed_is_offered(
    typist: subprocess.Popen[str],
    program: Program,
    kept: Kept,
    clock: Clock,
    qapp: QApplication,
    qtbot: QtBot,
    type_text: Callable[[str], None],
):
    assert typist.stdout is not None
    said = {line.strip() for line in iter(typist.stdout.readline, "TYPING\n")}
    assert said == {"KEPT"}
    typist.kill()
    typist.wait()
    program.enter(open_desk(program.folder, key=kept.key, user_id=kept.user_id, now=clock))
    counsellor = Counsellor(program, qapp, qtbot, type_text)
    counsellor.come_in()
    today = counsellor.main.current()
    assert isinstance(today, TodayScreen)
    assert today.drafts_card.isVisible()
    today.drafts.setFocus()
    counsellor.press(Qt.Key.Key_Return)
    screen = counsellor.main.current()
    assert isinstance(screen, WorkerForm)
    typed = screen.form.record()
    assert (typed.full_name, typed.sex, typed.ethnicity, typed.phone, typed.residence_commune) == (
        "Hoàng Thị Mai",
        "2",
        "07",
        "0912345678",
        "new:06325",
    )
    assert screen.form.unread() == {"birth_date": "31021995"}
    assert set(typed.residence_detail) <= {"a"}, LAST
    assert screen.draft_line.text().startswith("Bản nháp giữ lúc ")
