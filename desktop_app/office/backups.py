"""Backups of this PC's database: made, copied to a second folder, proved, and thinned out; and the
look for damage after the program was cut off. When each is due; who asks when is the window's.

Where a restore begins, before anybody has signed in, stands in `restoring.py`.
"""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Literal

import msgspec

from desktop_app.domain.dates import local_date, show_time
from desktop_app.domain.faults import DamagedFile, Fault, NewerFile, NotOurFile
from desktop_app.domain.problems import Problem
from desktop_app.office.desk import Changed, Desk, Invalid
from desktop_app.office.permissions import demand_head
from desktop_app.office.restoring import second_folder_of
from desktop_app.storage import backup, backup_file
from desktop_app.storage.backup_file import BackupFile
from desktop_app.storage.data_files import (
    BACKUPS,
    SECOND_FOLDER_FILE,
    disk_faults,
    never,
    write_safely,
)
from desktop_app.storage.setting_rows import get_setting, set_setting

WARN_AFTER = timedelta(days=7)
"""A newest backup older than this is warned about."""
ABSENT = "Chưa thấy thư mục thứ hai, sẽ chép khi có."
FAILED = (
    "Chưa chép xong sang thư mục thứ hai (bị rút ra giữa chừng, đã đầy hoặc không cho ghi). "
    "Các bản sao lưu cũ ở đó còn nguyên; chương trình sẽ tự chép lại."
)
DAMAGED = (
    "Tệp dữ liệu có chỗ bị hỏng sau lần tắt đột ngột. Không có gì bị ghi đè và các bản sao lưu còn "
    "nguyên: hãy đăng xuất, chọn «Khôi phục từ bản sao lưu» rồi lấy bản gần nhất, hoặc gọi "
    "Trung tâm trước khi làm tiếp."
)

_TESTED, _GOOD = "backup_tested", "backup_good"

SecondState = Literal["", "copied", "waiting", "absent", "failed"]
"""Of the second folder: none chosen, has the newest backup, is there without it, is not there, or
took no copy."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BackupResult:
    """A backup that was made, and what became of its copy."""

    file: BackupFile
    second: SecondState


class BackupTest(msgspec.Struct, frozen=True, kw_only=True):
    """What opening a backup showed. `name` is that of the file."""

    name: str
    made_at: datetime
    tested_at: datetime
    good: bool

    def sentence(self) -> str:
        """«Bản sao lưu 23/11/2026 08:14: đã mở thử, tốt»."""
        found = "đã mở thử, tốt" if self.good else "đã mở thử, bị hỏng"
        return f"Bản sao lưu {show_time(self.made_at)}: {found}"


@dataclass(frozen=True, slots=True, kw_only=True)
class BackupState:
    """How it stands with the backups of this PC."""

    newest: BackupFile | None
    tested: BackupTest | None
    second_folder: Path | None
    second: SecondState


@dataclass(frozen=True, slots=True, kw_only=True)
class BackupRow:
    """A backup in the list: where it lies, and whether it was opened (None: not yet)."""

    file: BackupFile
    here: bool
    in_second: bool
    good: bool | None


# --- Making --------------------------------------------------------------------------------------


def back_up(desk: Desk, *, stopped: Callable[[], bool] = never) -> BackupResult:
    """Make a backup now, copy it to the second folder, and remove what is to be kept no longer.

    Nobody at the counter waits for it. Raises DiskFull, FileReadOnly, DamagedFile, and Stopped when
    `stopped` says so; then nothing has been removed.
    """
    with desk.store.aside() as connection:
        made = backup.write_backup(connection, desk.folder, made_at=desk.moment(), stopped=stopped)
    with disk_faults(full=backup.FULL, refused=backup.REFUSED):
        _thin_out(desk, desk.folder / BACKUPS, made)
    return BackupResult(file=made, second=copy_to_second(desk, stopped=stopped))


def copy_to_second(desk: Desk, *, stopped: Callable[[], bool] = never) -> SecondState:
    """Have the newest backup in the second folder too, if one is chosen and there."""
    second, newest = second_folder_of(desk.folder), _newest(desk)
    state = _second_state(second, newest)
    if second is None or newest is None or state != "waiting":
        return state
    try:
        backup_file.copy_to(newest.path, second, stopped=stopped)
        _thin_out(desk, second, newest)
    except OSError:
        state = _second_state(second, newest)
        return "failed" if state == "waiting" else state
    return "copied"


def _second_state(second: Path | None, newest: BackupFile | None) -> SecondState:
    if second is None:
        return ""
    try:
        if not second.is_dir():
            return "absent"
        if newest is None:
            return "waiting"
        copy = second / newest.path.name
        there = copy.is_file() and copy.stat().st_size == newest.size
    except OSError:
        return "absent"
    return "copied" if there else "waiting"


def _thin_out(desk: Desk, folder: Path, made: BackupFile) -> None:
    """What was just made stays, though a clock that stands years behind makes it look old."""
    stay = frozenset({_good(desk), made.path.name})
    backup_file.thin_out(folder, prefix=_prefix(desk), never_remove=stay)


# --- Proving -------------------------------------------------------------------------------------


def prove_newest(desk: Desk, *, stopped: Callable[[], bool] = never) -> BackupTest | None:
    """Open the newest backup, look through all of it and count; None when there is none.

    Raises DiskFull when there is no room to open it. `keep_test` keeps the answer.
    """
    prefix = _prefix(desk)
    paths = backup_file.paths_in(desk.folder / BACKUPS, prefix=prefix)
    if not paths:
        return None
    until = _until_now(desk, prefix)
    path = max([path for path in paths if path.name <= until] or paths, key=_name)
    made_at, good = desk.moment(), False
    with suppress(DamagedFile, NotOurFile, NewerFile):
        made_at = backup_file.describe(path).made_at
        good = backup.proves_good(desk.store, desk.folder, path, stopped=stopped)
    return BackupTest(name=path.name, made_at=made_at, tested_at=desk.moment(), good=good)


def keep_test(desk: Desk, *, test: BackupTest) -> Changed:
    """Keep what a test showed; a good backup is never thinned out before the next good one."""
    with desk.store.write(user=desk.user.id) as transaction:
        set_setting(transaction, _TESTED, msgspec.json.encode(test).decode())
        if test.good:
            set_setting(transaction, _GOOD, test.name)
    return Changed(frozenset({"backup"}))


def was_cut(desk: Desk) -> bool:
    """Whether the program or the PC ended last time without closing the database."""
    return desk.store.was_cut


def database_is_whole(desk: Desk, *, stopped: Callable[[], bool] = never) -> bool:
    """Look through the database in use for damage. Takes long; nobody waits for it."""
    return backup.live_is_whole(desk.store, stopped=stopped)


# --- What is there, what is due ------------------------------------------------------------------


def backup_state(desk: Desk) -> BackupState:
    """How it stands with the backups of this PC."""
    newest, second = _newest(desk), second_folder_of(desk.folder)
    return BackupState(
        newest=newest,
        tested=_tested(desk),
        second_folder=second,
        second=_second_state(second, newest),
    )


def backup_due(desk: Desk) -> bool:
    """Whether none of today's exists."""
    prefix = _prefix(desk)
    made = backup_file.backups_in(desk.folder / BACKUPS, prefix=prefix)
    until = _until_now(desk, prefix)
    days = {local_date(file.made_at) for file in made if file.path.name <= until}
    return desk.today() not in days


def proof_due(desk: Desk) -> bool:
    """Whether the newest backup has not been opened today."""
    newest, tested = _newest(desk), _tested(desk)
    if newest is None or tested is None:
        return newest is not None
    return tested.name != newest.path.name or local_date(tested.tested_at) != desk.today()


def backup_rows(desk: Desk) -> list[BackupRow]:
    """All backups of this PC, here and in the second folder, newest first."""
    prefix, second = _prefix(desk), second_folder_of(desk.folder)
    here = backup_file.backups_in(desk.folder / BACKUPS, prefix=prefix)
    there = backup_file.backups_in(second, prefix=prefix) if second else []
    names_here, names_there = {file.path.name for file in here}, {file.path.name for file in there}
    found = {file.path.name: file for file in (*there, *here)}
    tested, good = _tested(desk), _good(desk)
    rows = [
        BackupRow(
            file=file,
            here=name in names_here,
            in_second=name in names_there,
            good=tested.good if tested and tested.name == name else (name == good or None),
        )
        for name, file in found.items()
    ]
    return sorted(rows, key=_made_at, reverse=True)


def _made_at(row: BackupRow) -> datetime:
    return row.file.made_at


def _name(path: Path) -> str:
    return path.name


def _newest(desk: Desk) -> BackupFile | None:
    prefix = _prefix(desk)
    found = backup_file.backups_in(desk.folder / BACKUPS, prefix=prefix)
    until = _until_now(desk, prefix)
    made = [file for file in found if file.path.name <= until] or found
    return made[0] if made else None


def _until_now(desk: Desk, prefix: str) -> str:
    """The last name a backup made by now can have. One that a clock standing ahead has dated would
    pass for the newest for years, and no other be copied or proved. A minute for several made in
    one second, and for a clock that was set by a little."""
    return backup_file.name_at(prefix, desk.moment() + timedelta(minutes=1))


def _prefix(desk: Desk) -> str:
    """By the number as it is now: the centre may have given another since sign-in."""
    with desk.store.read() as connection:
        pc = int(get_setting(connection, "pc", "0"))
    return backup_file.prefix_of(desk.office.code, pc)


def _tested(desk: Desk) -> BackupTest | None:
    with desk.store.read() as connection:
        kept = get_setting(connection, _TESTED, "")
    return msgspec.json.decode(kept, type=BackupTest) if kept else None


def _good(desk: Desk) -> str:
    with desk.store.read() as connection:
        return get_setting(connection, _GOOD, "")


# --- The second folder ---------------------------------------------------------------------------


def save_second_folder(desk: Desk, *, folder: Path | None) -> Changed:
    """Choose the folder or stick that gets a copy of each backup, or none. For heads.

    Raises NotAllowed; Invalid on `second_folder` when it is not there, cannot be written, or lies
    in the data folder, with which it would be lost.
    """
    with desk.store.write(user=desk.user.id) as transaction:
        demand_head(transaction, desk)
        file = desk.folder / SECOND_FOLDER_FILE
        with disk_faults(refused=str(_NotKept())):
            if folder is None:
                file.unlink(missing_ok=True)
            else:
                _refuse_unfit(desk, folder)
                write_safely(file, str(folder.resolve()).encode())
    return Changed(frozenset({"backup"}))


class _NotKept(Fault):
    sentence = "Thư mục dữ liệu không cho phép ghi nên chưa cất được lựa chọn này."


def _refuse_unfit(desk: Desk, folder: Path) -> None:
    if folder.resolve().is_relative_to(desk.folder.resolve()):
        raise Invalid([Problem("second_folder", _INSIDE)])
    probe = folder / "so-viec-lam.thu"
    try:
        write_safely(probe, b"")
        probe.unlink()
    except OSError as error:
        raise Invalid([Problem("second_folder", _UNWRITABLE)]) from error


_INSIDE = (
    "Thư mục này nằm trong thư mục dữ liệu, hỏng ổ đĩa thì mất cả hai. "
    "Hãy chọn USB, ổ đĩa khác hoặc thư mục trên máy khác."
)
_UNWRITABLE = "Không ghi được vào thư mục này. Hãy chọn thư mục khác hoặc cắm lại USB."
