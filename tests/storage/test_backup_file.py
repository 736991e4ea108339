"""The file of a backup: whole or not there, refused with a sentence, thinned out by age."""

import hashlib
import zipfile
from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec
import pytest

from desktop_app.storage.backup_file import (
    MANIFEST,
    BackupFile,
    DamagedBackup,
    Manifest,
    NewerBackup,
    NotABackup,
    backups_in,
    copy_to,
    describe,
    free_name,
    pack,
    read_manifest,
    thin_out,
    to_keep,
    unpack,
)
from desktop_app.storage.data_files import Stopped

NOW = datetime(2026, 11, 23, 10, 30, 5, tzinfo=UTC)
CONTENT = bytes(range(256)) * 8000
"""Two megabytes."""


def a_manifest(**other: object) -> Manifest:
    manifest = Manifest(
        made_at=NOW,
        office="BS",
        office_name="Văn phòng Bắc Sơn",
        pc=1,
        revision="0002",
        rows=7,
        files={},
    )
    return msgspec.structs.replace(manifest, **other)


@pytest.fixture
def files(tmp_path: Path) -> list[Path]:
    """What is packed."""
    folder = tmp_path / "data"
    folder.mkdir()
    (folder / "so-viec-lam.db").write_bytes(CONTENT)
    (folder / "keys.json").write_bytes(b"{}")
    return sorted(folder.iterdir())


@pytest.fixture
def packed(tmp_path: Path, files: list[Path]) -> Path:
    """A backup."""
    path = tmp_path / "BS1-20261123-173005.saoluu"
    pack(path, files, a_manifest())
    return path


def names(folder: Path) -> list[str]:
    return sorted(file.name for file in folder.iterdir() if file.is_file())


def a_backup(folder: Path, made_at: datetime, *, epoch: int = 1) -> Path:
    """A small one of that time."""
    manifest = a_manifest(made_at=made_at, epoch=epoch)
    path = free_name(folder, manifest)
    pack(path, [], manifest)
    return path


def test_what_was_packed_comes_out_again(packed: Path, tmp_path: Path):
    assert packed.stat().st_mode & 0o777 == 0o600
    manifest = read_manifest(packed)
    assert manifest.files == {
        "keys.json": hashlib.sha256(b"{}").hexdigest(),
        "so-viec-lam.db": hashlib.sha256(CONTENT).hexdigest(),
    }
    out = unpack(packed, "so-viec-lam.db", tmp_path)
    assert (out.read_bytes(), out.stat().st_mode & 0o777) == (CONTENT, 0o600)
    assert describe(packed) == BackupFile(
        path=packed,
        office_code="BS",
        office_name="Văn phòng Bắc Sơn",
        pc=1,
        made_at=NOW,
        size=packed.stat().st_size,
    )
    with zipfile.ZipFile(packed) as archive:
        assert {each.compress_type for each in archive.infolist()} == {zipfile.ZIP_STORED}


def test_the_name_says_office_pc_and_the_clock_on_the_wall(tmp_path: Path):
    first = free_name(tmp_path, a_manifest())
    assert first.name == "BS1-20261123-173005.saoluu"
    first.touch()
    assert free_name(tmp_path, a_manifest()).name == "BS1-20261123-173006.saoluu"


def test_one_that_is_stopped_leaves_nothing(tmp_path: Path, files: list[Path]):
    path = tmp_path / "BS1-20261123-173005.saoluu"
    with pytest.raises(Stopped):
        pack(path, files, a_manifest(), stopped=lambda: True)
    assert names(tmp_path) == []


# --- Refused -------------------------------------------------------------------------------------


@pytest.mark.parametrize("left", [0, 3, 100, 1_000_000, -1, -200])
def test_a_file_cut_short_is_no_backup(packed: Path, left: int):
    packed.write_bytes(packed.read_bytes()[:left])
    with pytest.raises(DamagedBackup if left not in (0, 3) else NotABackup):
        read_manifest(packed)
    assert backups_in(packed.parent) == []


@pytest.mark.parametrize("content", [b"x" * 5000, bytes(8192), b""])
def test_some_file_is_not_ours(tmp_path: Path, content: bytes):
    path = tmp_path / "thu.saoluu"
    path.write_bytes(content)
    with pytest.raises(NotABackup):
        read_manifest(path)


def test_another_programs_zip_is_not_ours(tmp_path: Path):
    path = tmp_path / "anh.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("a.txt", "a")
    with pytest.raises(NotABackup):
        read_manifest(path)


def test_a_flipped_byte_is_found(packed: Path, tmp_path: Path):
    content = bytearray(packed.read_bytes())
    content[len(content) // 2] ^= 1
    packed.write_bytes(content)
    with pytest.raises(DamagedBackup):
        unpack(packed, "so-viec-lam.db", tmp_path)


def test_one_of_a_newer_program_is_refused(tmp_path: Path):
    path = tmp_path / "BS1-20261123-173005.saoluu"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(MANIFEST, msgspec.json.encode({"format": "so-viec-lam-backup"} | NEW))
    with pytest.raises(NewerBackup):
        read_manifest(path)


NEW = {"version": 2, "made_at": 5}


# --- Copied --------------------------------------------------------------------------------------


def test_a_copy_is_the_same_file(packed: Path, tmp_path: Path):
    stick = tmp_path / "stick"
    stick.mkdir()
    copy_to(packed, stick)
    assert names(stick) == [packed.name]
    assert (stick / packed.name).read_bytes() == packed.read_bytes()


def test_a_copy_that_is_stopped_leaves_the_stick_as_it_was(packed: Path, tmp_path: Path):
    stick = tmp_path / "stick"
    stick.mkdir()
    older = a_backup(stick, NOW - timedelta(days=1))
    with pytest.raises(Stopped):
        copy_to(packed, stick, stopped=lambda: True)
    assert names(stick) == [older.name]


# --- Thinned out ---------------------------------------------------------------------------------


def test_the_newest_of_seven_days_four_weeks_and_twelve_months_are_kept():
    made = [
        BackupFile(
            path=Path(f"{moment:%Y%m%d %H}"),
            office_code="BS",
            office_name="",
            pc=1,
            made_at=moment,
            size=0,
        )
        for back in range(500)
        for moment in (NOW - timedelta(days=back), NOW - timedelta(days=back, hours=2))
    ]
    kept = sorted(path.name for path in to_keep(made))
    # 23/11/2026 is a Monday: of its week there is only that day
    days = [
        *("20251231", "20260131", "20260228", "20260331", "20260430", "20260531", "20260630"),
        *("20260731", "20260831", "20260930", "20261031"),
        *("20261108", "20261115"),
        *("20261117", "20261118", "20261119", "20261120", "20261121", "20261122", "20261123"),
    ]
    assert kept == [f"{day} 10" for day in days]


def test_the_last_good_one_stays_however_old(tmp_path: Path):
    moments = [NOW - timedelta(hours=back) for back in (0, 1, 2, 3)]
    today = [a_backup(tmp_path, moment) for moment in moments]
    thin_out(tmp_path, prefix="BS1-", never_remove=frozenset({today[2].name}))
    assert names(tmp_path) == sorted([today[0].name, today[2].name])


def test_the_last_one_before_each_restore_stays(tmp_path: Path):
    """The wrong backup was restored twice, and backed up, before the right one was looked for."""
    lives = [(NOW - timedelta(hours=8 - n), 1 + n // 2) for n in range(6)]
    made = [a_backup(tmp_path, moment, epoch=epoch) for moment, epoch in lives]
    thin_out(tmp_path, prefix="BS1-", never_remove=frozenset())
    assert names(tmp_path) == [made[1].name, made[3].name, made[5].name]


def test_days_without_the_program_do_not_count(tmp_path: Path):
    made = [a_backup(tmp_path, NOW - timedelta(days=40 * back)) for back in range(5)]
    thin_out(tmp_path, prefix="BS1-", never_remove=frozenset())
    assert names(tmp_path) == sorted(path.name for path in made)


def test_backups_of_other_pcs_and_other_files_are_left_alone(tmp_path: Path):
    others = ["BS11-20261123-173005.saoluu", "TD1-20261123-173005.saoluu", "keys.json", "a.saoluu"]
    for name in others:
        (tmp_path / name).write_bytes(b"")
    (tmp_path / "BS1-20261123-173005.saoluu.new").write_bytes(b"half")
    thin_out(tmp_path, prefix="BS1-", never_remove=frozenset())
    assert names(tmp_path) == sorted(others)
