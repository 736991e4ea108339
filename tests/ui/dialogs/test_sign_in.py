"""The sign-in window: who, the password, what is said of a wrong one, and the recovery code."""

import json
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from desktop_app.domain.faults import DamagedFile, NewerFile, NotOurFile, WrongPassword
from desktop_app.office.desk import Desk
from desktop_app.office.sign_in import (
    DATABASE_FILE,
    KEYRING_FILE,
    FirstRun,
    open_desk,
    sign_in,
    sign_out,
)
from tests.office.conftest import Clock, Kept
from tests.ui.fixture_types import Typing
from ui.background import Lanes
from ui.dialogs.sign_in import CAPS_LOCK, WRONG_CODE, SignInWindow

ENTER, SHIFT, BARE = (
    Qt.Key.Key_Return,
    Qt.KeyboardModifier.ShiftModifier,
    Qt.KeyboardModifier.NoModifier,
)
WRONG = str(WrongPassword())

Door = Callable[..., SignInWindow]


@pytest.fixture
def opened() -> Iterator[list[Desk]]:
    """The desks that came out; they are signed out in the end."""
    desks: list[Desk] = []
    with ExitStack() as stack:
        yield desks
        for desk in desks:
            stack.callback(sign_out, desk)


@pytest.fixture
def door(lanes: Lanes, on_screen: Callable[[QWidget], None], opened: list[Desk]) -> Door:
    """`door(folder)` shows the window of a folder."""

    def show(folder: Path, **other: str) -> SignInWindow:
        window = SignInWindow(folder, lanes, **other)
        window.opened.connect(opened.append)
        on_screen(window)
        return window

    return show


@pytest.fixture
def press(qapp: QApplication, lanes: Lanes) -> Callable[[Qt.Key], None]:
    """A key where the focus is, and whatever comes of it."""

    def pressed(key: Qt.Key) -> None:
        widget = qapp.focusWidget()
        assert widget is not None
        QTest.keyClick(widget, key)
        lanes.drain()

    return pressed


def fail(folder: Path, *, times: int, at: float) -> None:
    """So many wrong passwords have been tried."""
    keys = folder / KEYRING_FILE
    file = json.loads(keys.read_bytes())
    file["users"][0] |= {"failures": times, "failed_at": at}
    keys.write_text(json.dumps(file))


def bytes_of(folder: Path) -> dict[Path, bytes]:
    """Everything that lies in a folder."""
    return {file: file.read_bytes() for file in folder.rglob("*") if file.is_file()}


# --- who -----------------------------------------------------------------------------------------


def test_office_and_user_are_there_and_the_password_is_asked(
    door: Door, office_folder: Path, qapp: QApplication, cut_off: Callable[[QWidget], list[str]]
):
    window = door(office_folder)
    fields = {field.accessibleName(): field for field in window.findChildren(QLineEdit)}
    assert fields["Văn phòng"].text() == "Văn phòng Bắc Sơn"
    assert fields["Văn phòng"].isReadOnly()
    assert [box.accessibleName() for box in window.findChildren(QComboBox)] == ["Người dùng"]
    assert (window.user.count(), window.user.currentText()) == (1, "Lý Thị Hoa")
    assert qapp.focusWidget() is window.password
    assert (window.message.text(), cut_off(window)) == ("", [])


def test_made_up_data_say_their_password(door: Door, office_folder: Path):
    assert door(office_folder, hint="Mật khẩu: abc").message.text() == "Mật khẩu: abc"


# --- the password --------------------------------------------------------------------------------


def test_a_wrong_password_is_told_and_the_right_one_typed_over_it_opens(
    door: Door,
    office_folder: Path,
    opened: list[Desk],
    password: str,
    type_text: Typing,
    press: Callable[[Qt.Key], None],
    cut_off: Callable[[QWidget], list[str]],
    qtbot: QtBot,
):
    window = door(office_folder)
    type_text("hoa-hoi-bac-son")
    press(ENTER)
    assert (window.message.text(), opened, cut_off(window)) == (WRONG, [], [])
    assert window.password.property("state") == "prob"
    qtbot.waitUntil(window.button.isEnabled)
    assert window.password.hasFocus()
    type_text(password)  # what was wrong is marked, and goes
    assert window.password.property("state") == ""
    press(ENTER)
    assert [desk.user.full_name for desk in opened] == ["Lý Thị Hoa"]
    assert (window.message.text(), window.password.text()) == ("", "")
    assert window.password.property("state") == ""


def test_nothing_can_be_tried_while_a_password_is_being_tried(
    door: Door, office_folder: Path, opened: list[Desk], password: str, lanes: Lanes
):
    window = door(office_folder)
    window.password.setText(password)
    for _ in range(2):
        QTest.keyClick(window.password, ENTER)
        assert not window.button.isEnabled()
    lanes.drain()
    assert len(opened) == 1


def test_each_wrong_password_after_the_second_makes_the_wait_longer(
    door: Door,
    office_folder: Path,
    type_text: Typing,
    press: Callable[[Qt.Key], None],
    qtbot: QtBot,
):
    window = door(office_folder)
    for earlier, said in ((1, WRONG), (2, f"{WRONG} Thử lại sau 1 giây.")):
        fail(office_folder, times=earlier, at=0)
        type_text("sai-mat-khau")
        press(ENTER)
        assert window.message.text() == said
    assert not window.button.isEnabled()
    qtbot.waitUntil(window.button.isEnabled)  # a second later
    fail(office_folder, times=5, at=0)
    type_text("sai-mat-khau")
    press(ENTER)
    assert window.message.text() == f"{WRONG} Thử lại sau 8 giây."


def test_during_the_wait_not_even_the_right_password_opens(
    door: Door,
    office_folder: Path,
    opened: list[Desk],
    password: str,
    type_text: Typing,
    press: Callable[[Qt.Key], None],
    cut_off: Callable[[QWidget], list[str]],
):
    fail(office_folder, times=7, at=time.time() + 60)  # the clock was set back: no longer than 16 s
    window = door(office_folder)
    type_text(password)
    press(ENTER)
    assert (window.message.text(), opened) == (f"{WRONG} Thử lại sau 16 giây.", [])
    assert cut_off(window) == []
    assert not window.button.isEnabled()
    type_text(password)
    press(ENTER)
    assert (window.message.text(), opened) == (f"{WRONG} Thử lại sau 16 giây.", [])


# --- the keyboard --------------------------------------------------------------------------------


def test_caps_lock_is_told_and_wipes_no_other_message(
    door: Door, office_folder: Path, qapp: QApplication
):
    window = door(office_folder)
    seen: list[str] = []
    for letter, held in (("A", BARE), ("a", BARE), ("A", SHIFT), ("a", SHIFT), ("1", BARE)):
        event = QKeyEvent(QEvent.Type.KeyPress, ord(letter.upper()), held, letter)
        qapp.sendEvent(window.password, event)
        seen.append(window.message.text())
    assert seen == [CAPS_LOCK, "", "", CAPS_LOCK, CAPS_LOCK]
    window.trouble(WRONG)
    qapp.sendEvent(window.password, QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_A, BARE, "a"))
    assert window.message.text() == WRONG


# --- the recovery code ---------------------------------------------------------------------------


def test_the_recovery_code_opens_and_gives_a_new_password(
    door: Door,
    run_first: Callable[..., FirstRun],
    tmp_path: Path,
    opened: list[Desk],
    password: str,
    type_text: Typing,
    press: Callable[[Qt.Key], None],
    cut_off: Callable[[QWidget], list[str]],
    clock: Clock,
    qtbot: QtBot,
):
    folder = tmp_path / "pc"
    made = run_first(folder)
    sign_out(made.desk)
    window = door(folder)
    window.forgotten.click()
    assert window.code.hasFocus()
    assert (window.password.accessibleName(), cut_off(window)) == ("Mật khẩu mới", [])

    type_text("AAAA-BBBB")
    press(ENTER)
    assert window.password.hasFocus()
    type_text("ngắn")
    press(ENTER)
    assert window.message.text() == "Mật khẩu cần ít nhất 8 ký tự."
    qtbot.waitUntil(window.button.isEnabled)
    type_text("quả đào mẫu sơn")
    press(ENTER)
    assert window.message.text() == WRONG_CODE
    assert (window.code.property("state"), window.password.property("state")) == ("prob", "")
    assert opened == []

    qtbot.waitUntil(window.button.isEnabled)
    window.code.selectAll()
    window.code.setFocus()
    type_text(made.recovery_code.lower().replace("-", " "))
    press(ENTER)
    press(ENTER)
    assert [desk.user.full_name for desk in opened] == ["Lý Thị Hoa"]
    assert (window.code.text(), window.password.text()) == ("", "")
    user_id = opened[0].user.id
    with pytest.raises(WrongPassword):
        sign_in(folder, user_id=user_id, password=password, now=clock)
    opened.append(sign_in(folder, user_id=user_id, password="quả đào mẫu sơn", now=clock))


def test_going_back_from_the_code_asks_for_the_password_again(door: Door, office_folder: Path):
    window = door(office_folder)
    window.forgotten.click()
    window.forgotten.click()
    assert (window.code.isVisible(), window.password.accessibleName()) == (False, "Mật khẩu")
    assert window.password.hasFocus()


# --- files that cannot be opened -----------------------------------------------------------------


def damage(folder: Path, kept: Kept) -> None:  # noqa: ARG001 - one of several ways
    """Half of the file is gone."""
    file = folder / DATABASE_FILE
    file.write_bytes(file.read_bytes()[:8192] + bytes(8192))


def replace_by_a_foreign_one(folder: Path, kept: Kept) -> None:  # noqa: ARG001 - as above
    """Something else has the name of the database."""
    (folder / DATABASE_FILE).write_bytes(b"Danh sach lop 9A\n" * 1000)


def make_newer(folder: Path, kept: Kept) -> None:
    """A later version of the program has written in it."""
    desk = open_desk(folder, key=kept.key, user_id=kept.user_id, now=Clock())
    with desk.store.apply() as transaction:
        transaction.exec_driver_sql("PRAGMA user_version = 2")
    sign_out(desk)


@pytest.mark.parametrize(
    ("spoil", "fault"),
    [(damage, DamagedFile), (replace_by_a_foreign_one, NotOurFile), (make_newer, NewerFile)],
)
def test_a_file_that_cannot_be_opened_is_told_and_left_as_it_is(
    door: Door,
    office_folder: Path,
    kept: Kept,
    opened: list[Desk],
    password: str,
    type_text: Typing,
    press: Callable[[Qt.Key], None],
    cut_off: Callable[[QWidget], list[str]],
    qtbot: QtBot,
    spoil: Callable[[Path, Kept], None],
    fault: type[DamagedFile | NotOurFile | NewerFile],
):
    spoil(office_folder, kept)
    before = bytes_of(office_folder)
    window = door(office_folder)
    type_text(password)
    press(ENTER)
    assert (window.message.text(), opened) == (fault.sentence, [])
    assert cut_off(window) == []
    assert bytes_of(office_folder) == before
    qtbot.waitUntil(window.button.isEnabled)


# --- giving up -----------------------------------------------------------------------------------


def test_closing_the_window_gives_up(door: Door, office_folder: Path, qtbot: QtBot):
    window = door(office_folder)
    with qtbot.waitSignal(window.given_up):
        window.close()


def test_closing_it_while_a_wrong_password_is_tried_gives_up_after_the_answer(
    door: Door, office_folder: Path, qtbot: QtBot, opened: list[Desk]
):
    window = door(office_folder)
    window.password.setText("sai-mat-khau")
    window.button.click()
    with qtbot.waitSignal(window.given_up):
        assert window.close()
    assert opened == []


def test_the_window_is_as_high_as_what_stands_in_it(door: Door, office_folder: Path) -> None:
    window = door(office_folder)
    before = window.height()
    window.forgotten.click()
    with_code = window.height()
    window.forgotten.click()
    assert with_code > before
    assert window.height() == before
