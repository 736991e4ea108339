"""Copying the database into a backup, opening a backup to prove it, and looking for damage.

All on connections of their own and in no transaction of the counter's, so that nobody waits: they
read what was last committed while others write. The file of a backup is `backup_file.py`'s.
"""

from collections.abc import Generator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

from desktop_app.domain.faults import DamagedFile
from desktop_app.storage.backup_file import (
    BackupFile,
    Manifest,
    Stop,
    describe,
    free_name,
    pack,
    read_manifest,
    unpack,
)
from desktop_app.storage.data_files import (
    BACKUPS,
    DATABASE_FILE,
    KEYRING_FILE,
    OFFICE_FILE,
    Stopped,
    disk_faults,
    emptied,
    never,
)
from desktop_app.storage.errors import fault_of
from desktop_app.storage.store import Store
from desktop_app.storage.tables import RECORD_TABLES

WORK = "dang-sao-luu"
"""The folder in the data folder for what is on its way into or out of a backup."""
FULL = (
    "Ổ đĩa đã đầy nên chưa sao lưu được. Các bản sao lưu cũ còn nguyên; hãy xóa bớt tệp khác, "
    "chương trình sẽ tự sao lưu lại."
)
REFUSED = (
    "Chưa ghi được bản sao lưu vào thư mục dữ liệu. Các bản sao lưu cũ còn nguyên; hãy kiểm tra "
    "quyền ghi của thư mục, chương trình sẽ tự sao lưu lại."
)

_LOOK_UP_EVERY = 20_000
"""Steps of SQLite's machine between two looks at whether to stop: some milliseconds."""
_INTERRUPTED = 9
"""SQLITE_INTERRUPT (https://www.sqlite.org/rescode.html)."""


def write_backup(
    connection: Any, folder: Path, *, made_at: datetime, stopped: Stop = never
) -> BackupFile:
    """Back up the database of the data folder `folder` into its `backups`.

    `connection` is a bare one to that database. Raises DiskFull, FileReadOnly, DiskFailed and
    DamagedFile, and Stopped; the backups there were are as they were.
    """
    with disk_faults(full=FULL, refused=REFUSED), _driver(connection, stopped):
        backups = folder / BACKUPS
        backups.mkdir(mode=0o700, exist_ok=True)
        with _work_folder(folder) as work:
            manifest = Manifest(
                made_at=made_at,
                office=_setting(connection, "office_code"),
                office_name=_setting(connection, "office_name"),
                pc=int(_setting(connection, "pc") or 0),
                revision=_revision(connection),
                rows=count_records(connection),
                epoch=connection.execute("SELECT epoch FROM sync_ctx").fetchone()[0],
                files={},
            )
            copy = work / DATABASE_FILE
            copy.touch(mode=0o600)
            connection.execute("VACUUM INTO ?", (str(copy),))
            beside = (_keys(folder), folder / OFFICE_FILE)
            files = [copy, *(file for file in beside if file.exists())]
            path = free_name(backups, manifest)
            pack(path, files, manifest, stopped=stopped)
    return describe(path)


def _keys(folder: Path) -> Path:
    """Without them no backup opens. Where somebody has taken the file away, there is its copy."""
    keys = folder / KEYRING_FILE
    return keys if keys.exists() else folder / BACKUPS / KEYRING_FILE


def proves_good(store: Store, folder: Path, path: Path, *, stopped: Stop = never) -> bool:
    """Whether a backup opens with this database's key, is whole, and holds what it should.

    The copy of the database it is taken out for is removed again. Raises what the file's reading
    raises; DiskFull.
    """
    with disk_faults(full=FULL, refused=REFUSED), _work_folder(folder) as work:
        copy = unpack(path, DATABASE_FILE, work, stopped=stopped)
        try:
            with store.aside(copy) as connection, _driver(connection, stopped):
                return not _complaints(connection, "integrity_check") and (
                    count_records(connection) >= read_manifest(path).rows
                )
        except DamagedFile:
            return False


def is_whole(connection: Any, *, stopped: Stop = never) -> bool:
    """Whether a database nobody writes to is undamaged, page by page and table by table."""
    with _driver(connection, stopped):
        return not _complaints(connection, "integrity_check")


def live_is_whole(store: Store, *, stopped: Stop = never) -> bool:
    """Whether the database in use is undamaged; nobody waits for it.

    What SQLCipher checks is the file itself, so the journal is folded into it first. A page that
    was being written just then looks damaged: only what is damaged twice is.
    """
    try:
        with store.aside() as connection, _driver(connection, stopped):
            for _ in range(2):
                connection.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchall()
                if not _complaints(connection, "quick_check"):
                    return True
    except DamagedFile:  # so badly that it could not be looked through
        return False
    return False


def count_records(connection: Any) -> int:
    """All records of all kinds; none of them is ever removed."""
    present = {name for (name,) in connection.execute("SELECT name FROM sqlite_schema")}
    counts = (
        connection.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0]  # noqa: S608 - our names
        for name in RECORD_TABLES
        if name in present
    )
    return sum(counts)


def _complaints(connection: Any, check: str) -> bool:
    """Whether SQLite (`check`, told to stop at the first) or SQLCipher finds something wrong."""
    try:
        if connection.execute(f"PRAGMA {check}(1)").fetchall() != [("ok",)]:
            return True
        return connection.execute("PRAGMA cipher_integrity_check").fetchall() != []
    except Exception as error:
        if isinstance(fault_of(error), DamagedFile):
            return True
        raise


def _setting(connection: Any, key: str) -> str:
    row = connection.execute("SELECT value FROM setting WHERE key = ?", (key,)).fetchone()
    return row[0] if row else ""


def _revision(connection: Any) -> str:
    return connection.execute("SELECT version_num FROM alembic_version").fetchone()[0]


@contextmanager
def _work_folder(folder: Path) -> Generator[Path]:
    work = emptied(folder / WORK)
    try:
        yield work
    finally:
        emptied(work).rmdir()


@contextmanager
def _driver(connection: Any, stopped: Stop) -> Generator[None]:
    """What the bare driver raises as our faults, and its work ended when it is to stop."""
    connection.set_progress_handler(stopped, _LOOK_UP_EVERY)
    try:
        yield
    except Exception as error:
        if getattr(error, "sqlite_errorcode", None) == _INTERRUPTED:
            raise Stopped from error
        fault = fault_of(error)
        if fault is None:
            raise
        raise fault from error
    finally:
        connection.set_progress_handler(None, 0)
