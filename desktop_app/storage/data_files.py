"""The files in the data folder of a PC by name, and putting others in their place.

Not for what is in them. Imports nothing heavy: the sign-in window looks here first.
"""

import errno
import os
import shutil
from collections.abc import Callable, Generator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from desktop_app.domain.faults import Declined, DiskFull, FileReadOnly

DATABASE_FILE = "so-viec-lam.db"
KEYRING_FILE = "keys.json"
OFFICE_FILE = "office.json"
BACKUPS = "backups"
"""The folder of this PC's backups."""
SECOND_FOLDER_FILE = "thu-muc-sao-luu-thu-hai.txt"
"""The path of the folder that gets a copy of each of them."""

_JOURNALS = (f"{DATABASE_FILE}-wal", f"{DATABASE_FILE}-shm", f"{DATABASE_FILE}-journal")
_PREPARED = "dang-khoi-phuc"
_READY = "san-sang"
"""Written when all that is prepared is whole: from then on the prepared files are the data."""
_FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
"""EFBIG: a stick with FAT32 takes no file beyond 4 GiB."""


class Stopped(Declined):
    """Whoever asked for it wants it no longer: the program is being closed."""


def check_stopped(stopped: Callable[[], bool]) -> None:
    """Raise Stopped when it is so."""
    if stopped():
        raise Stopped


def never() -> bool:
    """For what nobody stops."""
    return False


@contextmanager
def disk_faults(*, full: str = "", refused: str = "") -> Generator[None]:
    """A folder that is full or cannot be written is no bug of ours; each with its sentence."""
    try:
        yield
    except OSError as error:
        fault = DiskFull(full) if error.errno in _FULL else FileReadOnly(refused)
        raise fault from error
    except DiskFull as fault:
        raise DiskFull(full) from fault


def make_private(folder: Path) -> None:
    """Make the data folder, for its owner only; one that is there keeps its rights."""
    if not folder.exists():
        folder.parent.mkdir(parents=True, exist_ok=True)
        folder.mkdir(mode=0o700)


def emptied(folder: Path) -> Path:
    """The folder, for its owner only, without what was left in it."""
    if folder.exists():
        shutil.rmtree(folder)
    folder.mkdir(mode=0o700, parents=True)
    return folder


def write_safely(path: Path, content: bytes) -> None:
    """Write a small file so that it is on the disk when this returns."""
    with open(path, "wb", opener=for_owner_only) as out:
        out.write(content)
        out.flush()
        os.fsync(out.fileno())


@contextmanager
def synced(path: Path) -> Generator[BinaryIO]:
    """A file to write a large content into, on the disk at the end."""
    with open(path, "wb", opener=for_owner_only) as out:
        yield out
        out.flush()
        os.fsync(out.fileno())


def for_owner_only(name: str, flags: int) -> int:
    """An `opener` for files nobody else may read."""
    return os.open(name, flags, 0o600)


def sync_folder(folder: Path) -> None:
    """Have the names in a folder on the disk. Windows does that by itself."""
    if os.name == "posix":
        opened = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(opened)
        finally:
            os.close(opened)


# --- Other files in the place of the data --------------------------------------------------------
#
# Several files cannot be exchanged in one step. So the new ones are prepared in a folder of their
# own; a file written there last says that they are the data now, and whoever comes next, after a
# power cut too, first finishes the exchange. Before that file nothing has happened.


def preparing(folder: Path) -> Path:
    """An empty folder in which to prepare other data for the data folder `folder`."""
    return emptied(folder / _PREPARED)


def drop_prepared(folder: Path) -> None:
    """Forget what was prepared, unless it is the data already."""
    if not (folder / _PREPARED / _READY).exists():
        shutil.rmtree(folder / _PREPARED, ignore_errors=True)


def change_over(folder: Path, *, keep_in: str) -> None:
    """Make the prepared files the data; those there before are kept in the folder `keep_in`.

    Cut short it is finished by `finish_change_over`: at any moment there is the old data or the
    new, whole.
    """
    prepared = folder / _PREPARED
    sync_folder(prepared)
    aside = prepared / f"{_READY}.new"
    write_safely(aside, keep_in.encode())
    aside.replace(prepared / _READY)
    sync_folder(prepared)
    finish_change_over(folder)


def finish_change_over(folder: Path) -> None:
    """Finish an exchange that was cut short; what was cut short while being prepared is removed."""
    prepared = folder / _PREPARED
    ready = prepared / _READY
    if not ready.exists():
        drop_prepared(folder)
        return
    kept = folder / ready.read_text(encoding="utf-8")
    if (prepared / DATABASE_FILE).exists():  # so what lies in the data folder is still the old one
        for name in (DATABASE_FILE, *_JOURNALS):
            _put_away(folder / name, kept)
        for name in (KEYRING_FILE, OFFICE_FILE):
            if (prepared / name).exists():
                _put_away(folder / name, kept)
                (prepared / name).replace(folder / name)
        (prepared / DATABASE_FILE).replace(folder / DATABASE_FILE)
    sync_folder(folder)
    ready.unlink()
    shutil.rmtree(prepared)


def _put_away(path: Path, kept: Path) -> None:
    if path.exists():
        kept.mkdir(mode=0o700, exist_ok=True)
        path.replace(kept / path.name)
