"""The first run on a new PC, typed with keys, and the recovery code that is shown this once."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtPrintSupport import QPrinterInfo
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from desktop_app.domain.faults import FileReadOnly
from desktop_app.office.desk import Desk
from desktop_app.office.office_settings import exchange_settings
from desktop_app.office.sign_in import DATABASE_FILE, KEYRING_FILE, recover, sign_in, sign_out
from desktop_app.office.workers import find_workers, register_worker
from tests.builders import a_worker
from tests.office.conftest import Clock
from ui.background import Lanes
from ui.dialogs.enrolment_file import Unreadable
from ui.dialogs.first_run import NOT_PRINTED, FirstRunWindow
from ui.dialogs.sign_in import CAPS_LOCK

ENTER, F10 = Qt.Key.Key_Return, Qt.Key.Key_F10
PASSWORD = "mua hoa hoi"
FAR_FUTURE_MS = 4_000_000_000_000
NOT_ONE = "Tệp này không phải tệp ghi danh của Trung tâm. Hãy chọn tệp có đuôi .ghidanh."
TOO_OLD = (
    "Theo ngày giờ của máy này, tệp ghi danh đã hết hạn (72 giờ). Hãy xem lại ngày giờ của máy, "
    "hoặc xin Trung tâm tệp mới."
)

Type = Callable[..., None]


@pytest.fixture
def opened() -> Iterator[list[Desk]]:
    """The desks that came out; they are signed out in the end."""
    desks: list[Desk] = []
    yield desks
    for desk in desks:
        sign_out(desk)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Where the data shall lie; it is not there yet."""
    return tmp_path / "data"


@pytest.fixture
def window(
    folder: Path, lanes: Lanes, on_screen: Callable[[QWidget], None], opened: list[Desk]
) -> FirstRunWindow:
    """The window as it is first seen."""
    window = FirstRunWindow(folder, lanes)
    window.finished_with.connect(opened.append)
    on_screen(window)
    return window


@pytest.fixture
def keys(qapp: QApplication, type_text: Callable[[str], None]) -> Type:
    """`keys("Lý", ENTER, …)` types texts and presses keys where the focus is."""

    def typed(*parts: str | Qt.Key) -> None:
        for part in parts:
            widget = qapp.focusWidget()
            assert widget is not None, "nothing has the focus"
            if isinstance(part, str):
                type_text(part)
            else:
                QTest.keyClick(widget, part)

    return typed


def an_enrolment_file(folder: Path, **changes: Any) -> Path:
    """A file as the centre writes it."""
    content: dict[str, Any] = {
        "format": "vieclam-enrolment",
        "version": 1,
        "address": "https://localhost:8443",
        "ca_certificate": "made up",
        "office": "HL",
        "office_name": "Văn phòng Hữu Lũng",
        "pc": 3,
        "code": "made-up-code",
        "expires_ms": FAR_FUTURE_MS,
    }
    file = folder / "huu-lung-3.ghidanh"
    file.write_text(json.dumps(content | changes), encoding="utf-8")
    return file


def problems(window: FirstRunWindow) -> dict[str, str]:
    """What stands under the fields."""
    return {problem.field: problem.message for problem in window.form.problems()}


# --- the questions -------------------------------------------------------------------------------


def test_typed_with_keys_alone_it_leads_to_a_desk_that_works(
    window: FirstRunWindow,
    folder: Path,
    keys: Type,
    lanes: Lanes,
    opened: list[Desk],
    cut_off: Callable[[QWidget], list[str]],
):
    assert cut_off(window) == []
    keys("1", "2", ENTER, "nông thị ba", ENTER, PASSWORD, ENTER, PASSWORD, ENTER, ENTER)
    lanes.drain()
    assert window.pages.currentWidget() is window.code_page
    assert cut_off(window) == []

    keys(F10)  # too early: nothing is confirmed yet
    assert (opened, window.code_page.button.isEnabled()) == ([], False)
    code = "-".join(window.code_page.code.text().split())
    window.code_page.confirmed.setFocus()
    keys(Qt.Key.Key_Space, F10, F10)

    assert [(desk.office.code, desk.pc, desk.user.full_name) for desk in opened] == [
        ("BS", 2, "Nông Thị Ba")
    ]
    desk = opened[0]
    mui = a_worker(registered_on=None)
    register_worker(desk, worker=mui)
    assert [row.id for row in find_workers(desk, text="mui", offset=0, limit=9).rows] == [mui.id]
    user_id, now = desk.user.id, Clock()
    opened.append(sign_in(folder, user_id=user_id, password=PASSWORD, now=now))
    opened.append(recover(folder, user_id=user_id, code=code, password="mat khau moi", now=now))


def test_what_is_missing_is_said_under_the_fields(
    window: FirstRunWindow,
    folder: Path,
    keys: Type,
    qapp: QApplication,
    cut_off: Callable[[QWidget], list[str]],
):
    keys(F10)
    assert problems(window) == {
        "office_code": "Chưa chọn văn phòng",
        "pc": "Số máy là số từ 1 đến 63",
        "full_name": "Chưa nhập họ và tên",
    }
    assert qapp.focusWidget() is window.office
    assert (window.message.text(), marked(window)) == ("Chưa nhập mật khẩu.", [True, True])
    assert cut_off(window) == []
    keys("bac", ENTER, "64", ENTER, F10)
    assert problems(window) == {
        "pc": "Số máy là số từ 1 đến 63",
        "full_name": "Chưa nhập họ và tên",
    }
    assert not folder.exists()
    window.password.setFocus()
    keys("m")
    assert (window.message.text(), marked(window)) == ("", [False, False])


def marked(window: FirstRunWindow) -> list[bool]:
    """Whether each of the two passwords is shown as wrong."""
    return [field.property("state") == "prob" for field in (window.password, window.repeated)]


def filled(window: FirstRunWindow, password: str, repeated: str) -> None:
    """All questions are answered."""
    window.form.fill(office_code="BS", pc=1, full_name="Lý Thị Hoa")
    window.password.setText(password)
    window.repeated.setText(repeated)


@pytest.mark.parametrize(
    ("password", "repeated", "said"),
    [
        ("", "", "Chưa nhập mật khẩu."),
        (PASSWORD, "mua hoa hồi", "Hai lần nhập mật khẩu không giống nhau."),
        ("ngắn", "ngắn", "Mật khẩu cần ít nhất 8 ký tự."),
    ],
)
def test_a_password_that_will_not_do_is_told(
    window: FirstRunWindow,
    folder: Path,
    keys: Type,
    lanes: Lanes,
    cut_off: Callable[[QWidget], list[str]],
    password: str,
    repeated: str,
    said: str,
):
    filled(window, password, repeated)
    keys(F10)
    lanes.drain()
    assert (window.message.text(), window.button.isEnabled()) == (said, True)
    first = window.password if marked(window)[0] else window.repeated
    assert (first.hasFocus(), marked(window).count(True) > 0) == (True, True)
    assert (cut_off(window), folder.exists()) == ([], False)


def test_caps_lock_is_told(window: FirstRunWindow, qapp: QApplication):
    seen: list[str] = []
    for field, letter in ((window.password, "A"), (window.password, "a"), (window.repeated, "B")):
        event = QKeyEvent(
            QEvent.Type.KeyPress, ord(letter.upper()), Qt.KeyboardModifier.NoModifier, letter
        )
        qapp.sendEvent(field, event)
        seen.append(window.message.text())
    assert seen == [CAPS_LOCK, "", CAPS_LOCK]


def test_a_folder_that_cannot_be_written_is_told_and_can_be_tried_again(
    window: FirstRunWindow, folder: Path, keys: Type, lanes: Lanes
):
    folder.write_text("a file where the folder should be")
    filled(window, PASSWORD, PASSWORD)
    keys(F10)
    lanes.drain()
    assert (window.message.text(), window.button.isEnabled()) == (FileReadOnly.sentence, True)
    folder.unlink()
    keys(F10)
    lanes.drain()
    assert window.pages.currentWidget() is window.code_page
    window.code_page.confirmed.click()
    keys(F10)


# --- the enrolment file --------------------------------------------------------------------------


def test_an_enrolment_file_fills_office_and_pc(
    window: FirstRunWindow,
    tmp_path: Path,
    keys: Type,
    lanes: Lanes,
    opened: list[Desk],
    cut_off: Callable[[QWidget], list[str]],
):
    window.use_enrolment(an_enrolment_file(tmp_path))
    assert window.file_words.text() == "Văn phòng Hữu Lũng, máy số 3"
    assert [window.office.isEnabled(), window.pc.isEnabled()] == [False, False]
    keys("Lý Thị Hoa", ENTER, PASSWORD, ENTER, PASSWORD, F10)  # begins at the first one left
    lanes.drain()
    assert cut_off(window) == []
    window.code_page.confirmed.click()
    keys(F10)
    desk = opened[0]
    assert (desk.office.code, desk.office.name, desk.pc) == ("HL", "Văn phòng Hữu Lũng", 3)
    assert exchange_settings(desk).address == "https://localhost:8443"


def test_an_office_this_version_does_not_know_is_taken_from_the_file(
    window: FirstRunWindow, tmp_path: Path, keys: Type, lanes: Lanes, opened: list[Desk]
):
    window.use_enrolment(an_enrolment_file(tmp_path, office="VL", office_name="Văn phòng Văn Lãng"))
    keys("Lý Thị Hoa", ENTER, PASSWORD, ENTER, PASSWORD, F10)
    lanes.drain()
    window.code_page.confirmed.click()
    keys(F10)
    assert (opened[0].office.code, opened[0].office.name) == ("VL", "Văn phòng Văn Lãng")


def none(folder: Path) -> Path:
    """A text somebody has named so."""
    file = folder / "ghi-chu.ghidanh"
    file.write_text("Danh sách lớp 9A")
    return file


def a_picture(folder: Path) -> Path:
    """Bytes that are no text, and many of them."""
    file = folder / "anh.ghidanh"
    file.write_bytes(bytes(range(256)) * 8000)
    return file


def out_of_date(folder: Path) -> Path:
    """A file whose 72 hours are over."""
    return an_enrolment_file(folder, expires_ms=1)


def a_folder(folder: Path) -> Path:
    """A folder of that name."""
    (folder / "bac-son.ghidanh").mkdir()
    return folder / "bac-son.ghidanh"


def gone(folder: Path) -> Path:
    """The stick has been pulled out."""
    return folder / "bac-son-1.ghidanh"


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (none, NOT_ONE),
        (a_picture, NOT_ONE),
        (out_of_date, TOO_OLD),
        (a_folder, Unreadable.sentence),
        (gone, Unreadable.sentence),
    ],
)
def test_a_file_that_is_no_enrolment_is_refused_with_a_sentence(
    window: FirstRunWindow,
    tmp_path: Path,
    cut_off: Callable[[QWidget], list[str]],
    make: Callable[[Path], Path],
    said: str,
):
    window.use_enrolment(make(tmp_path))
    assert (window.message.text(), cut_off(window)) == (said, [])
    assert (window.office.isEnabled(), window.pc.isEnabled()) == (True, True)


# --- the recovery code ---------------------------------------------------------------------------


def test_the_window_cannot_be_closed_between_the_first_byte_and_the_confirmation(
    window: FirstRunWindow, keys: Type, lanes: Lanes, opened: list[Desk]
):
    given_up: list[bool] = []
    window.given_up.connect(lambda: given_up.append(True))
    filled(window, PASSWORD, PASSWORD)
    keys(F10)
    assert not window.close()  # it is being made
    lanes.drain()
    assert not window.close()  # the code is shown
    assert (window.isVisible(), given_up) == (True, [])
    window.code_page.confirmed.click()
    window.code_page.button.click()
    assert (len(opened), window.close(), given_up) == (1, True, [True])


def test_closing_it_before_gives_up(window: FirstRunWindow, folder: Path, qtbot: QtBot):
    with qtbot.waitSignal(window.given_up):
        assert window.close()
    assert not folder.exists()


@pytest.mark.skipif(bool(QPrinterInfo.availablePrinterNames()), reason="this PC has a printer")
def test_without_a_printer_the_code_is_to_be_copied_by_hand(
    window: FirstRunWindow, keys: Type, lanes: Lanes, cut_off: Callable[[QWidget], list[str]]
):
    filled(window, PASSWORD, PASSWORD)
    keys(F10)
    lanes.drain()
    window.code_page.print_button.click()
    lanes.drain()
    assert window.code_page.message.text() == NOT_PRINTED
    assert (window.code_page.print_button.isEnabled(), cut_off(window)) == (True, [])
    window.code_page.confirmed.click()
    window.code_page.button.click()


def test_the_code_lies_in_no_file(window: FirstRunWindow, folder: Path, keys: Type, lanes: Lanes):
    filled(window, PASSWORD, PASSWORD)
    keys(F10)
    lanes.drain()
    code = window.code_page.code.text().split()
    window.code_page.confirmed.click()
    window.code_page.button.click()
    assert {file.name for file in folder.iterdir()} >= {DATABASE_FILE, KEYRING_FILE}
    written = b"".join(file.read_bytes() for file in folder.rglob("*") if file.is_file())
    for wording in ("".join(code), "-".join(code), " ".join(code)):
        assert wording.encode() not in written
