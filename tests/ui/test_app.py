"""One run of the program: its first window, coming in, signing out, the end; all at bad moments."""

import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from threading import Event

import pytest
from PySide6.QtCore import QEvent, Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot
from shiboken6 import isValid

from desktop_app.domain.faults import Fault
from desktop_app.office.door import KeysMissing
from desktop_app.office.sign_in import DATABASE_FILE, KEYRING_FILE, open_desk, sign_out
from desktop_app.office.workers import find_workers, register_worker
from tests.builders import a_worker
from tests.office.conftest import Clock, Kept
from tests.ui.child import run_child
from tests.ui.counsellor import Counsellor
from tests.ui.fixture_types import Typing
from ui import background
from ui.app import UNREADABLE_FOLDER, Program
from ui.dialogs.ask import Question
from ui.dialogs.first_run import FirstRunWindow
from ui.dialogs.sign_in import SignInWindow
from ui.faults import BUG_SENTENCE
from ui.screens.visit_form import VisitForm


@pytest.fixture
def ends(program: Program) -> list[str]:
    """Grows when the program ends."""
    ends: list[str] = []
    program.ended.connect(lambda: ends.append("ended"))
    return ends


@pytest.fixture
def talk(program: Program) -> Callable[[], Event]:
    """`talk()` begins a talk in the network lane that lasts until the event is set."""

    def begin() -> Event:
        enough = Event()
        program.lanes.network.run(lambda: enough.wait(20), print, owner=program)
        return enough

    return begin


@pytest.fixture
def told(qapp: QApplication) -> Iterator[list[str]]:
    """What the questions say; each is answered by closing it."""
    said: list[str] = []
    look = QTimer()

    def read() -> None:
        question = qapp.activeModalWidget()
        if isinstance(question, Question):
            texts = [label.text() for label in question.findChildren(QLabel)]
            said.append(" / ".join(text for text in texts if text))
            (question.no if question.no.text() else question.yes).click()

    look.timeout.connect(read)
    look.start(5)
    yield said
    look.stop()


def settle(program: Program, qapp: QApplication) -> None:
    """Wait until everything has ended and is shown."""
    for _ in range(3):
        qapp.processEvents()
        program.lanes.drain()
    qapp.processEvents()
    qapp.sendPostedEvents(None, QEvent.Type.DeferredDelete)


# --- the first window ----------------------------------------------------------------------------


def test_an_empty_folder_leads_to_the_first_run(
    qapp: QApplication, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(sys, "excepthook", sys.excepthook)
    program = Program(tmp_path / "new")
    program.start()
    assert isinstance(program.door, FirstRunWindow)
    assert program.door.isVisible()
    program.door.close()
    qapp.processEvents()
    assert not (tmp_path / "new").exists()


def test_data_that_is_there_leads_to_the_sign_in(program: Program):
    program.start()
    assert isinstance(program.door, SignInWindow)
    assert program.door.isVisible()


def test_a_folder_in_onedrive_is_told_and_nothing_is_made_in_it(
    qapp: QApplication, tmp_path: Path, told: list[str], monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(sys, "excepthook", sys.excepthook)
    folder = tmp_path / "OneDrive - So Noi vu" / "so-viec-lam"
    program = Program(folder)
    program.start()
    qapp.processEvents()
    assert len(told) == 1
    assert told[0].startswith(f"Không mở được sổ / Thư mục dữ liệu {folder} nằm trong thư mục ")
    assert (program.door, folder.parent.exists()) == (None, False)


def test_keys_that_are_gone_are_told_and_nothing_is_touched(
    program: Program, qapp: QApplication, told: list[str], ends: list[str]
):
    (program.folder / KEYRING_FILE).unlink()
    before = (program.folder / DATABASE_FILE).read_bytes()
    program.start()
    qapp.processEvents()
    assert told == [f"Không mở được sổ / {KeysMissing()}"]
    assert ends == ["ended"]
    assert (program.folder / DATABASE_FILE).read_bytes() == before
    assert not (program.folder / KEYRING_FILE).exists()


def test_damaged_keys_are_told_and_left_as_they_are(
    program: Program, told: list[str], ends: list[str]
):
    keys = program.folder / KEYRING_FILE
    keys.write_bytes(keys.read_bytes()[:100])
    program.start()
    assert len(told) == 1
    assert "keys.json bị hỏng" in told[0]
    assert (ends, len(keys.read_bytes())) == (["ended"], 100)


def test_a_folder_that_cannot_be_read_is_told(program: Program, told: list[str], ends: list[str]):
    keys = program.folder / KEYRING_FILE
    keys.unlink()
    keys.mkdir()  # what cannot be read even by root
    program.start()
    assert told == [f"Không mở được sổ / {UNREADABLE_FOLDER}"]
    assert ends == ["ended"]


CLOSE_WHAT_COMES = """
from ui.__main__ import main
from ui.dialogs.ask import Question

def close():
    for window in windows():
        print(type(window).__name__)
        if isinstance(window, Question):
            (window.no if window.no.text() else window.yes).click()
        else:
            window.close()

at_each_look(close)
sys.exit(main(["--data-dir", sys.argv[1]]))
"""


def test_the_process_ends_with_its_door(office_folder: Path):
    assert run_child(CLOSE_WHAT_COMES, office_folder) == "SignInWindow\n"


def test_the_process_ends_when_there_is_no_door_to_open(office_folder: Path):
    (office_folder / KEYRING_FILE).unlink()
    assert run_child(CLOSE_WHAT_COMES, office_folder) == "Question\n"


# --- coming in -----------------------------------------------------------------------------------


def test_the_right_password_leads_to_the_first_screen_of_the_day(
    program: Program, qapp: QApplication, qtbot: QtBot, password: str, type_text: Typing
):
    program.start()
    door = program.door
    assert isinstance(door, SignInWindow)
    door.activateWindow()
    qtbot.waitUntil(door.isActiveWindow)
    type_text(password)
    QTest.keyClick(door.password, Qt.Key.Key_Return)
    settle(program, qapp)
    assert program.main is not None
    assert (program.main.isVisible(), program.main.current().name) == (True, "today")
    assert program.main.place.desk.user.full_name == "Lý Thị Hoa"
    assert (program.door, isValid(door)) == (None, False)


def test_a_bug_is_told_at_the_door_too(program: Program, expect_log: Callable[[str], None]):
    expect_log("bug: builtins.RuntimeError")
    program.start()
    assert isinstance(program.door, SignInWindow)
    program.faults.receive(RuntimeError())
    assert program.door.message.text() == BUG_SENTENCE


def test_a_bug_is_told_in_the_window(counsellor: Counsellor, expect_log: Callable[[str], None]):
    expect_log("bug: builtins.RuntimeError")
    counsellor.program.faults.receive(RuntimeError())
    assert counsellor.main.strip.text() == BUG_SENTENCE


# --- signing out ---------------------------------------------------------------------------------


def test_signing_out_closes_the_database_and_leads_to_the_door(counsellor: Counsellor):
    program, desk = counsellor.program, counsellor.main.place.desk
    window = counsellor.main
    counsellor.main.sign_out_wanted.emit()
    counsellor.settle()
    assert isinstance(program.door, SignInWindow)
    assert program.door.isVisible()
    assert (program.main, program.exchange, program.desk) == (None, None, None)
    assert not isValid(window)
    with pytest.raises(Fault):  # the key is forgotten
        find_workers(desk, text="", offset=0, limit=1)


def test_signing_out_keeps_what_is_typed_as_a_draft(counsellor: Counsellor, password: str):
    visit = counsellor.main.screens["visit_form"]
    assert isinstance(visit, VisitForm)
    mui = a_worker(registered_on=None)
    register_worker(counsellor.main.place.desk, worker=mui)
    counsellor.go("visit_form", worker_id=mui.id)
    visit.form.focus_field("content")
    counsellor.type("Muốn làm gần nhà")
    counsellor.main.sign_out_wanted.emit()
    counsellor.settle()
    door = counsellor.program.door
    assert isinstance(door, SignInWindow)
    door.password.setText(password)
    door.button.click()
    counsellor.settle()
    counsellor.come_in()
    again = counsellor.go("visit_form", worker_id=mui.id)
    assert isinstance(again, VisitForm)
    assert again.form.record().content == "Muốn làm gần nhà"


def test_signing_out_twice_is_once(counsellor: Counsellor):
    for _ in range(2):
        counsellor.main.sign_out_wanted.emit()
    counsellor.settle()
    doors = [each for each in counsellor.qapp.topLevelWidgets() if isinstance(each, SignInWindow)]
    assert [door.isVisible() for door in doors] == [True]


def test_signing_out_waits_for_a_talk_under_way(
    counsellor: Counsellor, talk: Callable[[], Event], qtbot: QtBot
):
    program, enough = counsellor.program, talk()
    counsellor.main.sign_out_wanted.emit()
    qtbot.waitUntil(lambda: program.lanes.store.is_idle and program.lanes.readers.is_idle)
    assert program.door is None
    assert (counsellor.main.isVisible(), counsellor.main.isEnabled()) == (True, False)
    enough.set()
    counsellor.settle()
    assert isinstance(program.door, SignInWindow)


def test_no_round_begins_after_signing_out(counsellor: Counsellor):
    exchange = counsellor.exchange
    counsellor.main.sign_out_wanted.emit()
    counsellor.settle()
    exchange.now()
    exchange.reschedule()
    assert counsellor.program.lanes.network.is_idle
    counsellor.settle()
    assert [timer.isActive() for timer in exchange.findChildren(QTimer)] == [False]


# --- the end -------------------------------------------------------------------------------------


def test_closing_the_window_ends_the_program_once(counsellor: Counsellor, ends: list[str]):
    counsellor.main.close()
    counsellor.qapp.processEvents()
    counsellor.program.close()
    counsellor.qapp.processEvents()
    assert (ends, counsellor.main.isVisible()) == (["ended"], False)


def test_what_was_handed_in_before_the_end_is_written(counsellor: Counsellor, kept: Kept):
    desk, mui = counsellor.main.place.desk, a_worker(registered_on=None)
    counsellor.main.place.write(
        lambda: register_worker(desk, worker=mui), print, owner=counsellor.main
    )
    counsellor.program.close()
    again = open_desk(counsellor.program.folder, key=kept.key, user_id=kept.user_id, now=Clock())
    found = find_workers(again, text="", offset=0, limit=9).rows
    sign_out(again)
    assert [row.id for row in found] == [mui.id]


def test_a_talk_under_way_does_not_keep_the_program(
    counsellor: Counsellor,
    talk: Callable[[], Event],
    ends: list[str],
    monkeypatch: pytest.MonkeyPatch,
):
    monkeypatch.setattr(background, "NETWORK_PATIENCE_S", 0.01)
    enough = talk()
    counsellor.main.close()
    counsellor.qapp.processEvents()
    enough.set()
    assert (ends, counsellor.main.isVisible()) == (["ended"], False)


def test_closing_the_window_while_it_waits_to_sign_out_ends_the_program(
    counsellor: Counsellor,
    talk: Callable[[], Event],
    ends: list[str],
    monkeypatch: pytest.MonkeyPatch,
):
    monkeypatch.setattr(background, "NETWORK_PATIENCE_S", 0.01)
    enough = talk()
    counsellor.main.sign_out_wanted.emit()
    counsellor.qapp.processEvents()
    counsellor.main.close()
    counsellor.qapp.processEvents()
    enough.set()
    assert (ends, counsellor.program.door) == (["ended"], None)


def test_closing_the_door_while_a_password_is_tried_ends_the_program(
    program: Program, qtbot: QtBot, password: str, ends: list[str]
):
    program.start()
    door = program.door
    assert isinstance(door, SignInWindow)
    door.password.setText(password)
    door.button.click()
    door.close()
    assert ends == []
    qtbot.waitUntil(lambda: ends == ["ended"], timeout=20_000)
    assert (program.desk, program.main) == (None, None)
    assert not (program.folder / f"{DATABASE_FILE}-wal").exists()  # it was opened, and closed again
