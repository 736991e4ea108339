"""The window of restoring: the list, what opens a backup, what is said of a wrong one, and the way
from the first windows through it to the counter."""

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from desktop_app.office import sign_in as doors
from desktop_app.office.backups import back_up
from desktop_app.office.door import data_state, known_users
from desktop_app.office.restoring import BackupGone
from desktop_app.office.sign_in import DATABASE_FILE, KEYRING_FILE, sign_in, sign_out
from desktop_app.office.workers import find_workers, register_worker
from desktop_app.storage.backup_file import DamagedBackup
from tests.builders import a_worker
from tests.office.conftest import FIRST_RUN, Clock
from tests.ui.fixture_types import CutOff, Typing
from tests.ui.screens.conftest import words_of
from ui.app import Program
from ui.background import Lanes
from ui.dialogs.first_run import FirstRunWindow
from ui.dialogs.restore import BY_CODE, NOTHING_YET, RestoreWindow
from ui.dialogs.sign_in import WRONG_CODE, SignInWindow
from ui.theme import LIGHT, PRESETS, Theme, apply_theme, zoomed

ENTER = Qt.Key.Key_Return
EDGE, OFFICE_SCREEN = 10, 1366
"""Pixels: what the frame of a field takes of it at each side, and how wide the offices' screens
are."""
Window = Callable[[Path], RestoreWindow]


@dataclass(frozen=True)
class Saved:
    """An office with Mùi in its backup."""

    folder: Path
    code: str
    backup: Path


@pytest.fixture(scope="session")
def _saved(tmp_path_factory: pytest.TempPathFactory) -> Saved:
    folder = tmp_path_factory.mktemp("saved")
    made = doors.first_run(folder, **FIRST_RUN, now=Clock())
    register_worker(made.desk, worker=a_worker(registered_on=None))
    backup = back_up(made.desk).file.path
    sign_out(made.desk)
    return Saved(folder, made.recovery_code, backup)


@pytest.fixture
def saved(_saved: Saved, tmp_path: Path) -> Saved:
    """A copy of it."""
    folder = tmp_path / "office"
    shutil.copytree(_saved.folder, folder)
    return Saved(folder, _saved.code, folder / "backups" / _saved.backup.name)


@pytest.fixture(autouse=True)
def _today(monkeypatch: pytest.MonkeyPatch, clock: Clock) -> None:
    """Two hours after the backup, and no sticks but those of the test."""
    clock.move(hours=2)
    monkeypatch.setattr("ui.dialogs.restore.now", clock)
    monkeypatch.setattr("desktop_app.office.restoring.removable_drives", list)


@pytest.fixture
def window(lanes: Lanes, on_screen: Callable[[QWidget], None]) -> Window:
    """`window(folder)` shows it for a data folder."""

    def show(folder: Path) -> RestoreWindow:
        shown = RestoreWindow(folder, lanes)
        on_screen(shown)
        settle(lanes)
        return shown

    return show


def settle(lanes: Lanes) -> None:
    for _ in range(3):
        lanes.drain()


def names(folder: Path) -> list[str]:
    """The workers, as the counsellor finds them with the password of then."""
    user = known_users(folder)[0]
    desk = sign_in(folder, user_id=user.user_id, password=FIRST_RUN["password"], now=Clock())
    found = find_workers(desk, text="", offset=0, limit=9).rows
    sign_out(desk)
    return [row.full_name for row in found]


def test_what_is_found_is_listed_and_the_newest_chosen(
    window: Window, saved: Saved, cut_off: CutOff
):
    shown = window(saved.folder)
    (line,) = words_of(shown.table)
    assert line[:3] == ["23/11/2026 08:30", "2 giờ trước", "Văn phòng Bắc Sơn · máy 1"]
    ways = [shown.opened_by.itemText(at) for at in range(shown.opened_by.count())]
    assert ways == [BY_CODE, "Mật khẩu của Lý Thị Hoa"]
    assert shown.what.text().startswith("Dữ liệu trên máy này sẽ trở lại như lúc 23/11/2026 08:30.")
    assert cut_off(shown) == []


def test_with_the_code_typed_on_a_fresh_pc(
    window: Window, saved: Saved, tmp_path: Path, type_text: Typing, lanes: Lanes
):
    fresh, said = tmp_path / "fresh", list[str]()
    shown = window(fresh)
    assert (shown.what.text(), shown.button.isEnabled()) == (NOTHING_YET, False)
    shown.restored.connect(said.append)
    shown.use(saved.backup)
    settle(lanes)
    QTest.keyClick(shown.table, ENTER)
    assert shown.code.hasFocus()
    type_text(saved.code.lower())
    QTest.keyClick(shown.code, ENTER)
    settle(lanes)
    assert said == [
        "Đã khôi phục dữ liệu lúc 23/11/2026 08:30. Hãy đăng nhập bằng mật khẩu của lúc đó."
    ]
    assert (shown.code.text(), names(fresh)) == ("", ["Triệu Thị Mùi"])


def test_with_a_users_password(window: Window, saved: Saved, type_text: Typing, lanes: Lanes):
    shown, said = window(saved.folder), list[str]()
    shown.restored.connect(said.append)
    shown.opened_by.setCurrentIndex(1)
    shown.password.setFocus()
    type_text(FIRST_RUN["password"])
    QTest.keyClick(shown.password, ENTER)
    settle(lanes)
    assert said[0].endswith("Dữ liệu trước đó được cất riêng trong thư mục dữ liệu.")
    assert names(saved.folder) == ["Triệu Thị Mùi"]


@pytest.mark.parametrize(("way", "said"), [(0, WRONG_CODE), (1, "Mật khẩu không đúng.")])
def test_a_wrong_secret_is_told_and_nothing_happens(
    window: Window, saved: Saved, lanes: Lanes, cut_off: CutOff, way: int, said: str
):
    shown = window(saved.folder)
    before = (saved.folder / DATABASE_FILE).read_bytes()
    shown.opened_by.setCurrentIndex(way)
    field = shown.password if way else shown.code
    shown.button.click()
    assert shown.message.text() == "Hãy nhập mã khôi phục hoặc mật khẩu."
    field.setText("AAAA-BBBB")
    shown.button.click()
    settle(lanes)
    assert shown.message.text().startswith(said)
    assert (shown.button.isEnabled(), field.hasFocus(), cut_off(shown)) == (True, True, [])
    assert field.property("state") == "prob"
    assert (saved.folder / DATABASE_FILE).read_bytes() == before


@pytest.mark.parametrize("way", [0, 1])
def test_a_refusal_goes_as_soon_as_another_secret_is_typed(
    window: Window, saved: Saved, lanes: Lanes, type_text: Typing, way: int
):
    shown = window(saved.folder)
    shown.opened_by.setCurrentIndex(way)
    field = shown.password if way else shown.code
    field.setText("AAAA-BBBB")
    shown.button.click()
    settle(lanes)
    assert shown.message.isVisible()
    type_text("c")
    assert (shown.message.text(), shown.message.isVisible()) == ("", False)
    assert field.property("state") == ""


@pytest.mark.parametrize("theme", PRESETS, ids=lambda theme: theme.name)
@pytest.mark.parametrize("zoom", [100, 175])
def test_the_whole_code_is_seen_in_its_field(
    window: Window, saved: Saved, qapp: QApplication, theme: Theme, zoom: int
):
    apply_theme(qapp, zoomed(theme, zoom))
    try:
        shown = window(saved.folder)
        text = shown.code.fontMetrics().horizontalAdvance(saved.code)
        assert text <= shown.code.width() - 2 * EDGE
        assert shown.width() <= OFFICE_SCREEN
    finally:
        apply_theme(qapp, LIGHT)


def test_while_it_restores_nothing_can_be_pressed_or_closed(
    window: Window, saved: Saved, lanes: Lanes
):
    shown, left = window(saved.folder), list[str]()
    shown.given_up.connect(lambda: left.append("left"))
    shown.code.setText(saved.code)
    shown.button.click()
    assert (shown.button.isEnabled(), shown.choice.isEnabled(), shown.bar.isVisible()) == (
        False,
        False,
        True,
    )
    shown.close()
    assert (left, shown.isVisible()) == ([], True)
    settle(lanes)
    assert shown.bar.value() in (0, shown.bar.maximum())
    shown.close()
    assert left == ["left"]


def test_files_that_are_no_good_are_told(
    window: Window, saved: Saved, lanes: Lanes, tmp_path: Path, cut_off: CutOff
):
    shown = window(tmp_path / "fresh")
    shown.use(tmp_path / "nowhere.saoluu")
    settle(lanes)
    assert shown.message.text() == str(BackupGone())
    half = tmp_path / "half.saoluu"
    half.write_bytes(saved.backup.read_bytes()[:9000])
    shown.use(half)
    settle(lanes)
    assert shown.message.text() == str(DamagedBackup())
    assert (shown.table.count(), shown.button.isEnabled(), cut_off(shown)) == (0, False, [])


# --- from the first windows ----------------------------------------------------------------------


@pytest.fixture
def program_on(
    qapp: QApplication, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Callable[[Path], Program]]:
    """`program_on(folder)` starts the program there."""
    programs: list[Program] = []
    monkeypatch.setattr("sys.excepthook", __import__("sys").excepthook)

    def start(folder: Path) -> Program:
        program = Program(folder)
        programs.append(program)
        program.start()
        return program

    yield start
    for program in programs:
        program.close()
        for each in (program.door, program.main):
            if each is not None:
                each.deleteLater()
    qapp.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def come_to_rest(program: Program, qapp: QApplication) -> None:
    for _ in range(4):
        qapp.processEvents()
        program.lanes.drain()
    qapp.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def test_a_fresh_pc_from_the_first_run_to_the_counter(
    program_on: Callable[[Path], Program], qapp: QApplication, saved: Saved, tmp_path: Path
):
    program = program_on(tmp_path / "fresh")
    assert isinstance(program.door, FirstRunWindow)
    program.door.restore_button.click()
    come_to_rest(program, qapp)
    window = program.door
    assert isinstance(window, RestoreWindow)
    window.use(saved.backup)
    come_to_rest(program, qapp)
    window.code.setText(saved.code)
    window.button.click()
    come_to_rest(program, qapp)
    door = program.door
    assert isinstance(door, SignInWindow)
    assert door.message.text().startswith("Đã khôi phục dữ liệu lúc 23/11/2026 08:30.")
    door.password.setText(FIRST_RUN["password"])
    door.button.click()
    come_to_rest(program, qapp)
    assert program.main is not None
    found = find_workers(program.main.place.desk, text="", offset=0, limit=9).rows
    assert [row.full_name for row in found] == ["Triệu Thị Mùi"]
    come_to_rest(program, qapp)


def test_the_sign_in_leads_there_and_back(
    program_on: Callable[[Path], Program], qapp: QApplication, saved: Saved
):
    program = program_on(saved.folder)
    assert isinstance(program.door, SignInWindow)
    program.door.restore_button.click()
    come_to_rest(program, qapp)
    assert isinstance(program.door, RestoreWindow)
    program.door.back_button.click()
    come_to_rest(program, qapp)
    assert isinstance(program.door, SignInWindow)


def test_data_that_do_not_open_are_what_it_is_for(
    program_on: Callable[[Path], Program],
    qapp: QApplication,
    saved: Saved,
    answering: Callable[[bool], None],
):
    (saved.folder / KEYRING_FILE).unlink()
    answering(True)
    program = program_on(saved.folder)
    come_to_rest(program, qapp)
    window = program.door
    assert isinstance(window, RestoreWindow)
    window.code.setText(saved.code)
    window.button.click()
    come_to_rest(program, qapp)
    assert isinstance(program.door, SignInWindow)
    assert data_state(saved.folder) == "ready"
    program.close()
    assert names(saved.folder) == ["Triệu Thị Mùi"]
