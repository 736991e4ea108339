"""Restoring this PC's data from a backup, before anybody has signed in.

Whole or not at all: everything is prepared and proved aside, then put in the place of what is
there, which is kept. Imports nothing heavy at its top: the sign-in window needs it. How backups are
made stands in `backups.py`.
"""

import tempfile
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from desktop_app.domain.dates import VIETNAM
from desktop_app.domain.faults import DamagedFile, Fault, FileLocked, NewerFile, NotOurFile
from desktop_app.paths import removable_drives
from desktop_app.storage import backup_file
from desktop_app.storage.backup_file import BackupFile, DamagedBackup, NewerBackup
from desktop_app.storage.data_files import (
    BACKUPS,
    DATABASE_FILE,
    KEYRING_FILE,
    OFFICE_FILE,
    SECOND_FOLDER_FILE,
    change_over,
    disk_faults,
    drop_prepared,
    finish_change_over,
    make_private,
    preparing,
)

if TYPE_CHECKING:
    from desktop_app.storage.key_names import KeyringUser

STEPS = 5
"""How often a restore tells that it has come further."""
KEPT = "truoc-khi-khoi-phuc-"
"""How the folder begins in which the data from before a restore are kept."""
FULL = (
    "Ổ đĩa đã đầy nên chưa khôi phục được. Dữ liệu đang có vẫn nguyên; hãy xóa bớt tệp khác rồi "
    "khôi phục lại."
)
REFUSED = (
    "Thư mục dữ liệu không cho phép ghi nên chưa khôi phục xong. Không mất gì: hãy đóng các chương "
    "trình khác, kiểm tra quyền ghi của thư mục rồi khôi phục lại."
)


class BackupGone(Fault):
    """The file cannot be read: the stick is gone, or it is somebody else's."""

    sentence = "Không đọc được bản sao lưu này. Hãy cắm lại USB hoặc chọn bản khác rồi thử lại."


def backups_known(folder: Path) -> list[BackupFile]:
    """The backups this PC can see, newest first: its own, those of the second folder, and those on
    sticks. Each once, wherever it lies."""
    found: dict[str, BackupFile] = {}
    for place in (folder / BACKUPS, *_places_away(folder)):
        for file in backup_file.backups_in(place):
            found.setdefault(file.path.name, file)
    return sorted(found.values(), key=_made_at, reverse=True)


def _places_away(folder: Path) -> list[Path]:
    """The second folder, sticks, and the folders on them."""
    second = second_folder_of(folder)
    places = [second] if second else []
    for drive in removable_drives():
        places += [drive, *_folders_on(drive)]
    return places


def second_folder_of(folder: Path) -> Path | None:
    """The folder that gets a copy of each backup, if one is chosen. It is kept beside the database
    and not in it: it is needed when that is gone, and is another one on another PC."""
    try:
        written = (folder / SECOND_FOLDER_FILE).read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError):
        return None
    return Path(written) if written else None


def read_backup(file: Path) -> BackupFile:
    """What a chosen file is. Raises NotABackup, DamagedBackup, NewerBackup, each with its sentence;
    BackupGone."""
    try:
        return backup_file.describe(file)
    except OSError as error:
        raise BackupGone from error


def users_in(file: Path) -> "list[KeyringUser]":
    """Whose passwords open a backup."""
    from desktop_app.storage import key_names

    with tempfile.TemporaryDirectory() as private:
        return key_names.users(_keys_of(file, Path(private)))


def restore(
    folder: Path,
    file: Path,
    *,
    code: str = "",
    user_id: str = "",
    password: str = "",
    now: Callable[[], datetime],
    step: Callable[[int], None] = lambda _: None,
) -> Path | None:
    """Put the data of a backup in the place of those in the data folder, opened by the recovery
    code or a user's password of then. Where the data from before are kept; None when there were
    none.

    The PC begins a new epoch and takes another number: what it wrote after the backup comes back
    from the centre, and what had not arrived there from the journals this PC can see.

    `step(n)` tells of each of the STEPS. Raises WrongPassword, what `read_backup` raises, DiskFull,
    FileReadOnly; then the data are as they were, or, cut short in the last step, already those of
    the backup. Nobody may be signed in.
    """
    with disk_faults(full=FULL, refused=REFUSED):
        finish_change_over(folder)
        make_private(folder)
        prepared = preparing(folder)
        try:
            key = _unlocked(_keys_of(file, prepared), code, user_id, password)
            step(1)
            _take_out(file, prepared)
            step(2)
            _prove(
                prepared / DATABASE_FILE,
                key,
                step,
                highest_pc=_highest_pc(folder, file),
                journals_in=[folder, file.parent, *_places_away(folder)],
            )
            kept = _free_name(folder, now())
            change_over(folder, keep_in=kept.name)
        finally:
            drop_prepared(folder)
        step(STEPS)
    return kept if kept.exists() else None


def _free_name(folder: Path, moment: datetime) -> Path:
    """Where the data there are now will lie; never where those from an earlier restore do, which a
    clock that was set back would have overwritten."""
    while (kept := folder / f"{KEPT}{moment.astimezone(VIETNAM):%Y%m%d-%H%M%S}").exists():
        moment += timedelta(seconds=1)
    return kept


def _keys_of(file: Path, folder: Path) -> Path:
    try:
        return backup_file.unpack(file, KEYRING_FILE, folder)
    except OSError as error:
        raise BackupGone from error


def _unlocked(keys: Path, code: str, user_id: str, password: str) -> bytes:
    from desktop_app.storage import keyring

    if code:
        return keyring.unlock_with_recovery(keys, code)
    return keyring.unlock(keys, user_id=user_id, password=password)


def _take_out(file: Path, prepared: Path) -> None:
    names = backup_file.read_manifest(file).files
    for name in (OFFICE_FILE, DATABASE_FILE):
        if name in names:
            backup_file.unpack(file, name, prepared)


def _highest_pc(folder: Path, file: Path) -> int:
    """The highest number of a PC among the backups of the office that are there: an earlier restore
    from this one has taken a number it does not know of."""
    office = read_backup(file).office_code
    seen = (*backups_known(folder), *backup_file.backups_in(file.parent))
    return max((known.pc for known in seen if known.office_code == office), default=0)


def _prove(
    database: Path,
    key: bytes,
    step: Callable[[int], None],
    *,
    highest_pc: int,
    journals_in: list[Path],
) -> None:
    """Open it, bring it up to date, look through all of it, begin its new epoch, and put back what
    journals have of the time since."""
    from desktop_app.office.journals import put_back_after_restore
    from desktop_app.storage import backup, engine, new_epoch

    try:
        store = engine.open_database(database, key)
    except NewerFile as fault:
        raise NewerBackup from fault
    except (DamagedFile, NotOurFile) as fault:
        raise DamagedBackup from fault
    try:
        step(3)
        with store.aside() as connection:
            if not backup.is_whole(connection):
                raise DamagedBackup
        step(4)
        new_epoch.begin_new_epoch(store, highest_pc=highest_pc)
        put_back_after_restore(store, journals_in)
    finally:
        store.close()
    if database.with_name(f"{database.name}-wal").exists():
        raise FileLocked(
            "Tệp vừa lấy ra đang bị chương trình khác giữ (thường là phần mềm diệt vi-rút). "
            "Dữ liệu đang có vẫn nguyên; hãy đợi một lát rồi khôi phục lại."
        )


def _folders_on(drive: Path) -> list[Path]:
    try:
        return [path for path in drive.iterdir() if path.is_dir()]
    except OSError:
        return []


def _made_at(file: BackupFile) -> datetime:
    return file.made_at
