"""The care of the data beside the window: what is done when, what is told; nobody waits for it."""

import shutil
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import QTimer

from desktop_app.domain.workers import Worker
from desktop_app.office.backups import (
    DAMAGED,
    FAILED,
    BackupState,
    back_up,
    backup_rows,
    backup_state,
    save_second_folder,
)
from desktop_app.office.sign_in import DATABASE_FILE, open_desk, sign_out
from desktop_app.storage import backup, records
from desktop_app.storage.backup_file import BackupFile
from tests.office.conftest import Clock, Kept
from tests.ui.counsellor import Counsellor
from ui.app import Program
from ui.care import (
    BAD_TWICE,
    FIRST_LOOK_MS,
    LOOK_EVERY_MS,
    WHEN_BUSY_MS,
    Care,
    CareStatus,
    care_line,
)

NOW = datetime(2026, 11, 23, 1, 30, tzinfo=UTC)


def care_of(counsellor: Counsellor) -> Care:
    assert counsellor.program.care is not None
    return counsellor.program.care


def look(counsellor: Counsellor) -> CareStatus:
    """A look to its end; how it stands then."""
    care_of(counsellor).look()
    for _ in range(12):
        counsellor.settle()
    return care_of(counsellor).status()


def timer_of(care: Care) -> QTimer:
    (timer,) = care.findChildren(QTimer)
    return timer


def said(counsellor: Counsellor) -> str:
    """What the status bar says of the backups."""
    return counsellor.main.status.backup.text()


def folder_of(counsellor: Counsellor) -> Path:
    return counsellor.main.place.desk.folder


# --- when ----------------------------------------------------------------------------------------


def test_the_first_look_comes_when_the_morning_is_over(counsellor: Counsellor):
    timer = timer_of(care_of(counsellor))
    assert (timer.isActive(), timer.interval()) == (True, FIRST_LOOK_MS)
    assert said(counsellor) == "Chưa có bản sao lưu"


def test_a_look_waits_while_the_counter_is_busy(counsellor: Counsellor):
    care = care_of(counsellor)
    counsellor.main.place.read(lambda: None, lambda _: None, owner=care)
    timer_of(care).timeout.emit()
    assert timer_of(care).interval() == WHEN_BUSY_MS
    counsellor.settle()
    timer_of(care).timeout.emit()
    for _ in range(12):
        counsellor.settle()
    assert said(counsellor) == "Sao lưu: vừa xong"


def test_one_a_day_is_made_and_proved(counsellor: Counsellor, clock: Clock):
    status = look(counsellor)
    assert status.state is not None
    assert status.state.newest is not None
    assert status.state.tested is not None
    assert status.state.tested.good
    assert (status.job, status.fault) == ("", "")
    assert said(counsellor) == "Sao lưu: vừa xong"
    assert timer_of(care_of(counsellor)).interval() == LOOK_EVERY_MS
    clock.move(hours=2)
    status = look(counsellor)
    assert len(backup_rows(counsellor.main.place.desk)) == 1
    assert said(counsellor) == "Sao lưu: 2 giờ trước"
    clock.move(days=1)
    look(counsellor)
    assert len(backup_rows(counsellor.main.place.desk)) == 2
    assert not (folder_of(counsellor) / backup.WORK).exists()


def test_a_stick_gets_its_copy_when_it_is_back(
    counsellor: Counsellor, tmp_path_factory: pytest.TempPathFactory
):
    stick = tmp_path_factory.mktemp("stick")
    save_second_folder(counsellor.main.place.desk, folder=stick)
    away = stick.rename(stick.with_name("away"))
    status = look(counsellor)
    assert status.state is not None
    assert (status.state.second, status.fault) == ("absent", "")
    assert not counsellor.main.strip.isVisible()  # calm
    away.rename(stick)
    status = look(counsellor)
    assert status.state is not None
    assert status.state.second == "copied"
    assert len(list(stick.glob("*.saoluu"))) == 1


def test_a_stick_that_takes_nothing_is_told_once_and_tried_again(
    counsellor: Counsellor, tmp_path_factory: pytest.TempPathFactory
):
    stick = tmp_path_factory.mktemp("stick")
    save_second_folder(counsellor.main.place.desk, folder=stick)
    half = stick / "BS1-20261123-083000.saoluu.new"
    half.mkdir()  # what cannot be written even by root
    status = look(counsellor)
    assert (status.second, status.fault) == (FAILED, "")
    assert counsellor.main.strip.text() == FAILED
    assert said(counsellor) == "Sao lưu: vừa xong"
    counsellor.main.strip.pressed.emit()
    look(counsellor)
    assert not counsellor.main.strip.isVisible()
    half.rmdir()
    assert look(counsellor).second == ""
    assert len(list(stick.glob("*.saoluu"))) == 1


# --- bad moments ---------------------------------------------------------------------------------


def test_a_backup_that_fails_is_told_once_and_tried_again(counsellor: Counsellor):
    (folder_of(counsellor) / "backups").rename(folder_of(counsellor) / "away")
    (folder_of(counsellor) / "backups").write_bytes(b"no folder")
    status = look(counsellor)
    assert status.fault == backup.REFUSED
    assert counsellor.main.strip.text() == backup.REFUSED
    assert said(counsellor) == "Chưa sao lưu được"
    counsellor.main.strip.pressed.emit()
    look(counsellor)
    assert not counsellor.main.strip.isVisible()
    (folder_of(counsellor) / "backups").unlink()
    assert look(counsellor).fault == ""
    assert said(counsellor) == "Sao lưu: vừa xong"


def test_a_bad_one_is_told_and_another_made_at_once(counsellor: Counsellor, clock: Clock):
    desk = counsellor.main.place.desk
    bad = back_up(desk).file.path
    content = bytearray(bad.read_bytes())
    content[len(content) // 2] ^= 1
    bad.write_bytes(content)
    clock.move(minutes=1)
    status = look(counsellor)
    assert counsellor.main.strip.text() == (
        "Bản sao lưu 23/11/2026 08:30: đã mở thử, bị hỏng. Chương trình đang tạo bản khác."
    )
    assert status.state is not None
    assert status.state.newest is not None
    assert status.state.newest.path != bad
    assert status.state.tested is not None
    assert (status.state.tested.good, status.fault) == (True, "")
    assert said(counsellor) == "Sao lưu: vừa xong"


def test_two_bad_ones_in_a_row_are_told_and_not_made_for_ever(
    counsellor: Counsellor, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(backup, "proves_good", lambda *_, **__: False)
    assert look(counsellor).fault == BAD_TWICE
    assert len(list((folder_of(counsellor) / "backups").glob("*.saoluu"))) == 1
    assert said(counsellor) == "Chưa sao lưu được · bản gần nhất vừa xong"


def test_signing_out_does_not_wait_for_a_backup(counsellor: Counsellor):
    desk = counsellor.main.place.desk
    with desk.store.write(user=desk.user.id) as transaction:
        for n in range(100):
            records.add(transaction, Worker(id=f"w{n}", note="x" * 100_000))
    older = back_up(desk).file.path
    care_of(counsellor).back_up_now()
    counsellor.main.sign_out_wanted.emit()
    for _ in range(4):
        counsellor.settle()
    assert counsellor.program.main is None
    assert list(older.parent.glob("BS1-*")) == [older]
    assert not (counsellor.program.folder / backup.WORK).exists()


# --- after an end that was none ------------------------------------------------------------------


def cut_off(folder: Path, kept: Kept, clock: Clock, *, damage: bool) -> None:
    """The program was killed; its journal lies beside the database, which may be damaged."""
    desk = open_desk(folder, key=kept.key, user_id=kept.user_id, now=clock)
    with desk.store.write(user=desk.user.id) as transaction:
        for n in range(100):
            records.add(transaction, Worker(id=f"w{n}", note="x" * 10_000))
    sign_out(desk)
    desk = open_desk(folder, key=kept.key, user_id=kept.user_id, now=clock)
    with desk.store.write(user=desk.user.id) as transaction:
        records.add(transaction, Worker(id="last"))
    journal = shutil.copy(folder / f"{DATABASE_FILE}-wal", folder / "kept")
    database = bytearray((folder / DATABASE_FILE).read_bytes())
    sign_out(desk)
    if damage:
        database[len(database) * 2 // 3] ^= 1
    (folder / DATABASE_FILE).write_bytes(database)
    Path(journal).rename(folder / f"{DATABASE_FILE}-wal")


def enter(
    program: Program, kept: Kept, clock: Clock, counsellor: Callable[[], Counsellor]
) -> Counsellor:
    program.enter(open_desk(program.folder, key=kept.key, user_id=kept.user_id, now=clock))
    came = counsellor()
    came.come_in()
    return came


@pytest.fixture
def come(
    program: Program,
    qapp: object,
    qtbot: object,
    type_text: Callable[[str], None],
) -> Callable[[], Counsellor]:
    """A counsellor of that program, once it is entered."""
    return lambda: Counsellor(program, qapp, qtbot, type_text)  # type: ignore[arg-type]  # fixtures


def test_after_a_cut_the_file_is_looked_through(
    program: Program, kept: Kept, clock: Clock, come: Callable[[], Counsellor]
):
    cut_off(program.folder, kept, clock, damage=False)
    counsellor = enter(program, kept, clock, come)
    jobs: list[str] = []
    care_of(counsellor).moved.connect(lambda status: jobs.append(status.job))
    assert look(counsellor).damage == ""
    assert list(dict.fromkeys(jobs)) == ["check", "backup", "proof", ""]
    jobs.clear()
    look(counsellor)
    assert set(jobs) == {""}


def test_damage_is_told_and_no_backup_is_made_of_it(
    program: Program, kept: Kept, clock: Clock, come: Callable[[], Counsellor]
):
    cut_off(program.folder, kept, clock, damage=True)
    counsellor = enter(program, kept, clock, come)
    assert look(counsellor).damage == DAMAGED
    assert counsellor.main.strip.text() == DAMAGED
    assert said(counsellor) == "Tệp dữ liệu có chỗ hỏng: xem cách xử lý"
    care_of(counsellor).back_up_now()
    look(counsellor)
    assert backup_state(counsellor.main.place.desk).newest is None
    counsellor.main.status.backup.click()
    counsellor.settle()
    assert counsellor.here == "backups"


# --- words ---------------------------------------------------------------------------------------


def a_state(days: int) -> BackupState:
    newest = BackupFile(
        path=Path("BS1.saoluu"),
        office_code="BS",
        office_name="",
        pc=1,
        made_at=NOW - timedelta(days=days),
        size=0,
    )
    return BackupState(newest=newest, tested=None, second_folder=None, second="")


@pytest.mark.parametrize(
    ("status", "words"),
    [
        (CareStatus(), ("", "")),
        (CareStatus(state=a_state(7)), ("Sao lưu: 7 ngày trước", "")),
        (CareStatus(state=a_state(8)), ("Sao lưu: 8 ngày trước", "warn")),
        (CareStatus(state=a_state(1), job="backup"), ("Đang sao lưu…", "")),
        (
            CareStatus(state=a_state(1), fault="đầy"),
            ("Chưa sao lưu được · bản gần nhất hôm qua", "warn"),
        ),
    ],
)
def test_the_status_bar_warns_of_old_ones(status: CareStatus, words: tuple[str, str]):
    assert care_line(status, now=NOW) == words
