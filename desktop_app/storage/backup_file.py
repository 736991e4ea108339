"""The file of a backup (`.saoluu`): how it is written, found, read, copied and thinned out.

It is one ZIP in which nothing is compressed (what is encrypted cannot be): the database as
SQLCipher wrote it, the two small files that lie beside it, and a manifest with their hashes.
Nothing in it is readable but what those two files show anyway. What a database is and how to copy
one, `backup.py` knows. Imports nothing heavy: backups are listed before anybody has signed in.
"""

import hashlib
import os
import zipfile
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import IO

import msgspec

from desktop_app.domain.dates import VIETNAM, local_date
from desktop_app.domain.faults import DamagedFile, NewerFile, NotOurFile
from desktop_app.storage.data_files import check_stopped, for_owner_only, never, sync_folder

SUFFIX = ".saoluu"
MANIFEST = "manifest.json"
DAYS, WEEKS, MONTHS = 7, 4, 12
"""Of so many of the last days, weeks and months with backups the newest is kept."""

_FORMAT = "so-viec-lam-backup"
_VERSION = 1
_BLOCK = 1024 * 1024

Stop = Callable[[], bool]


class NotABackup(NotOurFile):
    """The file is none of ours."""

    sentence = (
        "Tệp này không phải bản sao lưu của Sổ Việc Làm. Hãy chọn tệp có đuôi .saoluu; "
        "không có gì bị thay đổi."
    )


class DamagedBackup(DamagedFile):
    """The file is ours, and cut short or damaged."""

    sentence = (
        "Bản sao lưu này bị hỏng hoặc bị cắt cụt nên không dùng được. Hãy chọn bản khác; "
        "không có gì bị thay đổi."
    )


class NewerBackup(NewerFile):
    """The file was written by a newer program."""

    sentence = (
        "Bản sao lưu này do phiên bản mới hơn của chương trình tạo ra. Hãy cập nhật chương trình "
        "rồi khôi phục lại; không có gì bị thay đổi."
    )


class Manifest(msgspec.Struct, frozen=True, kw_only=True):
    """What a backup says of itself. `rows`: the records there were when it was begun; `epoch`: the
    life of the PC's log it is of; `files`: the SHA-256 of each file in it."""

    format: str = _FORMAT
    version: int = _VERSION
    made_at: datetime
    office: str
    office_name: str
    pc: int
    revision: str
    rows: int
    epoch: int = 1
    files: dict[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class BackupFile:
    """A backup as it is listed. `size` in bytes; each restore begins another `epoch`."""

    path: Path
    office_code: str
    office_name: str
    pc: int
    made_at: datetime
    size: int
    epoch: int = 1


def prefix_of(office: str, pc: int) -> str:
    """How the names of all backups of a PC begin."""
    return f"{office}{pc}-"


def free_name(folder: Path, manifest: Manifest) -> Path:
    """Where a new backup goes: `BS1-20261123-173005.saoluu`, by the clock on the wall."""
    prefix, moment = prefix_of(manifest.office, manifest.pc), manifest.made_at
    while (path := folder / name_at(prefix, moment)).exists():
        moment += timedelta(seconds=1)
    return path


def name_at(prefix: str, moment: datetime) -> str:
    """What a backup of this moment is called: later ones have names that come after it."""
    return f"{prefix}{moment.astimezone(VIETNAM):%Y%m%d-%H%M%S}{SUFFIX}"


# --- Writing -------------------------------------------------------------------------------------


def pack(path: Path, files: Iterable[Path], manifest: Manifest, *, stopped: Stop = never) -> None:
    """Write a backup of these files; it appears only when it is whole and on the disk. The hashes
    of the manifest are filled in."""
    aside = path.with_name(path.name + ".new")
    hashes: dict[str, str] = {}
    try:
        with open(aside, "wb", opener=for_owner_only) as out:
            with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as archive:
                for file in files:
                    with (
                        file.open("rb") as source,
                        archive.open(file.name, "w", force_zip64=True) as target,
                    ):
                        hashes[file.name] = _pour(source, target, stopped)
                whole = msgspec.structs.replace(manifest, files=hashes)
                archive.writestr(MANIFEST, msgspec.json.format(msgspec.json.encode(whole)))
            out.flush()
            os.fsync(out.fileno())
        aside.replace(path)
    except BaseException:
        aside.unlink(missing_ok=True)
        raise
    sync_folder(path.parent)


def copy_to(path: Path, folder: Path, *, stopped: Stop = never) -> None:
    """Copy a backup into another folder, where it appears only when it is whole.

    Raises OSError when the folder is full or goes away; what it held before is as it was.
    """
    target = folder / path.name
    aside = target.with_name(target.name + ".new")
    try:
        with path.open("rb") as source, open(aside, "wb", opener=for_owner_only) as out:
            _pour(source, out, stopped)
            out.flush()
            os.fsync(out.fileno())
        aside.replace(target)
    except BaseException:
        _forget(aside)
        raise
    sync_folder(folder)


def _forget(path: Path) -> None:
    try:
        path.unlink(missing_ok=True)
    except OSError:
        return  # the stick is gone, and the half file with it


def _pour(source: IO[bytes], target: IO[bytes], stopped: Stop) -> str:
    """Copy in blocks; the SHA-256 of what went through."""
    seen = hashlib.sha256()
    while block := source.read(_BLOCK):
        check_stopped(stopped)
        seen.update(block)
        target.write(block)
    return seen.hexdigest()


# --- Reading -------------------------------------------------------------------------------------


def read_manifest(path: Path) -> Manifest:
    """What a backup says of itself. Raises NotABackup, DamagedBackup, NewerBackup; OSError."""
    with path.open("rb") as file:
        is_zip = file.read(4) == b"PK\x03\x04"
    try:
        with zipfile.ZipFile(path) as archive:
            content = archive.read(MANIFEST)
    except (zipfile.BadZipFile, KeyError, EOFError, NotImplementedError) as error:
        ours = is_zip and path.suffix == SUFFIX
        raise (DamagedBackup if ours else NotABackup) from error
    return _decoded(content)


def _decoded(content: bytes) -> Manifest:
    class Head(msgspec.Struct):
        format: str = ""
        version: int = 0

    try:
        head = msgspec.json.decode(content, type=Head)
        if head.format != _FORMAT:
            raise NotABackup
        if head.version > _VERSION:
            raise NewerBackup
        return msgspec.json.decode(content, type=Manifest)
    except msgspec.DecodeError as error:
        raise DamagedBackup from error


def describe(path: Path) -> BackupFile:
    """A backup as it is listed. Raises what `read_manifest` raises."""
    manifest = read_manifest(path)
    return BackupFile(
        path=path,
        office_code=manifest.office,
        office_name=manifest.office_name,
        pc=manifest.pc,
        made_at=manifest.made_at,
        size=path.stat().st_size,
        epoch=manifest.epoch,
    )


def unpack(
    path: Path,
    name: str,
    folder: Path,
    *,
    stopped: Stop = never,
) -> Path:
    """Take one file out of a backup, for its owner only and on the disk when this returns.

    Raises DamagedBackup when it is not what the manifest says.
    """
    manifest = read_manifest(path)
    target = folder / name
    try:
        with (
            zipfile.ZipFile(path) as archive,
            archive.open(name) as source,
            open(target, "wb", opener=for_owner_only) as out,
        ):
            seen = _pour(source, out, stopped)
            out.flush()
            os.fsync(out.fileno())
    except (zipfile.BadZipFile, KeyError, EOFError) as error:
        raise DamagedBackup from error
    if seen != manifest.files.get(name):
        raise DamagedBackup
    return target


# --- Finding and thinning out --------------------------------------------------------------------


def backups_in(folder: Path, *, prefix: str = "") -> list[BackupFile]:
    """The backups of a folder that can be read, newest first; none when it cannot be."""
    found: list[BackupFile] = []
    for path in paths_in(folder, prefix=prefix):
        try:
            found.append(describe(path))
        except (OSError, NotOurFile, DamagedFile, NewerFile):
            continue  # no file to offer; chosen by hand it says what is wrong with it
    return sorted(found, key=_moment, reverse=True)


def paths_in(folder: Path, *, prefix: str = "") -> list[Path]:
    """The files of a folder that are called like backups."""
    try:
        return sorted(path for path in folder.glob(f"{prefix}*{SUFFIX}") if path.is_file())
    except OSError:
        return []


def _moment(backup: BackupFile) -> tuple[datetime, str]:
    return backup.made_at, backup.path.name


def to_keep(backups: Iterable[BackupFile]) -> set[Path]:
    """The newest of each of the last seven days, four weeks and twelve months with backups, and the
    last one before each restore: who has restored the wrong backup must find the right one still,
    though newer ones of the same day are made of the wrong."""
    newest_first = sorted(backups, key=_moment, reverse=True)
    lives = {backup.epoch: backup.path for backup in reversed(newest_first)}
    kept = set(lives.values())
    for period, count in ((_day, DAYS), (_week, WEEKS), (_month, MONTHS)):
        newest: dict[tuple[int, ...], Path] = {}
        for backup in newest_first:
            newest.setdefault(period(backup), backup.path)
        kept.update(list(newest.values())[:count])
    return kept


def _day(backup: BackupFile) -> tuple[int, ...]:
    day = local_date(backup.made_at)
    return day.year, day.month, day.day


def _week(backup: BackupFile) -> tuple[int, ...]:
    return tuple(local_date(backup.made_at).isocalendar()[:2])


def _month(backup: BackupFile) -> tuple[int, ...]:
    return _day(backup)[:2]


def thin_out(folder: Path, *, prefix: str, never_remove: frozenset[str]) -> None:
    """Remove the backups of one PC that are to be kept no longer, and what a copy cut short has
    left. `never_remove`: names of files, whatever their age."""
    backups = backups_in(folder, prefix=prefix)
    kept = to_keep(backups)
    for backup in backups:
        if backup.path not in kept and backup.path.name not in never_remove:
            _forget(backup.path)
    for half in folder.glob(f"{prefix}*{SUFFIX}.new"):
        _forget(half)
