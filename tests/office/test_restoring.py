"""Restoring from a backup: on the same PC and a fresh one, by code and by password, cut anywhere,
and from files that are no good."""

import shutil
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import msgspec
import pytest

from desktop_app.domain.faults import DiskFull, FileReadOnly, WrongPassword
from desktop_app.office import sign_in as doors
from desktop_app.office.backups import back_up, save_second_folder
from desktop_app.office.desk import Desk
from desktop_app.office.door import OfficeLabel, data_state, office_of
from desktop_app.office.restoring import (
    STEPS,
    BackupGone,
    backups_known,
    read_backup,
    restore,
    users_in,
)
from desktop_app.office.sign_in import (
    DATABASE_FILE,
    KEYRING_FILE,
    OFFICE_FILE,
    FirstRun,
    sign_in,
    sign_out,
)
from desktop_app.office.workers import find_workers, register_worker
from desktop_app.storage import backup_file
from desktop_app.storage.backup_file import DamagedBackup, NewerBackup, NotABackup
from desktop_app.storage.data_files import SECOND_FOLDER_FILE
from tests.builders import a_worker
from tests.office.conftest import Clock

Run = Callable[..., FirstRun]
FILES = (DATABASE_FILE, KEYRING_FILE, OFFICE_FILE)


@dataclass(frozen=True)
class Saved:
    """An office with Mùi in its backup, and Én registered later."""

    folder: Path
    code: str
    user_id: str
    backup: Path


@pytest.fixture(scope="session")
def _saved(tmp_path_factory: pytest.TempPathFactory) -> Saved:
    from tests.office.conftest import FIRST_RUN

    folder = tmp_path_factory.mktemp("saved")
    made = doors.first_run(folder, **FIRST_RUN, now=Clock())
    desk = made.desk
    register(desk, "Triệu Thị Mùi", "020195007890")
    backup = back_up(desk).file.path
    register(desk, "Hoàng Thị Én", "020195007891")
    sign_out(desk)
    return Saved(folder, made.recovery_code, desk.user.id, backup)


@pytest.fixture
def saved(_saved: Saved, tmp_path: Path) -> Saved:
    """A copy of that office."""
    folder = tmp_path / "office"
    shutil.copytree(_saved.folder, folder)
    backup = folder / "backups" / _saved.backup.name
    return Saved(folder, _saved.code, _saved.user_id, backup)


def register(desk: Desk, name: str, number: str) -> None:
    worker = a_worker(full_name=name, personal_number=number, registered_on=None)
    register_worker(desk, worker=worker)


def names(desk: Desk) -> list[str]:
    return sorted(row.full_name for row in find_workers(desk, text="", offset=0, limit=9).rows)


def folders(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir() if path.is_dir())


def bytes_of(folder: Path) -> dict[str, bytes]:
    return {name: (folder / name).read_bytes() for name in FILES if (folder / name).exists()}


def test_a_fresh_pc_with_only_the_recovery_code(
    saved: Saved, tmp_path: Path, password: str, clock: Clock
):
    fresh, told = tmp_path / "fresh", list[int]()
    assert restore(fresh, saved.backup, code=saved.code, now=clock, step=told.append) is None
    assert told == list(range(1, STEPS + 1))
    assert data_state(fresh) == "ready"
    assert office_of(fresh) == OfficeLabel("BS", "Văn phòng Bắc Sơn")
    assert fresh.stat().st_mode & 0o777 == 0o700
    assert {(fresh / name).stat().st_mode & 0o777 for name in FILES} == {0o600}
    assert folders(fresh) == []
    desk = sign_in(fresh, user_id=saved.user_id, password=password, now=clock)
    assert (names(desk), desk.store.was_cut) == (["Triệu Thị Mùi"], False)
    assert desk.pc == 2  # letters of the time that was lost keep their numbers to themselves
    register(desk, "Hoàng Thị Én", "020195007891")
    assert names(desk) == ["Hoàng Thị Én", "Triệu Thị Mùi"]
    sign_out(desk)


def test_what_was_there_is_kept_whole(saved: Saved, password: str, clock: Clock):
    before = bytes_of(saved.folder)
    (saved.folder / f"{DATABASE_FILE}-wal").write_bytes(b"")  # of a program that was killed
    kept = restore(saved.folder, saved.backup, user_id=saved.user_id, password=password, now=clock)
    assert kept is not None
    assert kept == saved.folder / "truoc-khi-khoi-phuc-20261123-083000"
    assert bytes_of(kept) == before
    assert folders(saved.folder) == ["backups", kept.name]
    assert not (saved.folder / f"{DATABASE_FILE}-wal").exists()
    desk = sign_in(saved.folder, user_id=saved.user_id, password=password, now=clock)
    assert names(desk) == ["Triệu Thị Mùi"]
    sign_out(desk)
    desk = sign_in(kept, user_id=saved.user_id, password=password, now=clock)
    assert names(desk) == ["Hoàng Thị Én", "Triệu Thị Mùi"]
    sign_out(desk)


def test_what_was_kept_before_is_not_overwritten_where_the_clock_shows_the_same_again(
    saved: Saved, clock: Clock
):
    before = bytes_of(saved.folder)
    first = restore(saved.folder, saved.backup, code=saved.code, now=clock)
    again = restore(saved.folder, saved.backup, code=saved.code, now=clock)
    assert first is not None
    assert bytes_of(first) == before
    assert again == saved.folder / "truoc-khi-khoi-phuc-20261123-083001"


def test_the_code_that_was_restored_with_gives_a_new_password(
    saved: Saved, tmp_path: Path, clock: Clock
):
    fresh = tmp_path / "fresh"
    restore(fresh, saved.backup, code=saved.code.lower(), now=clock)
    desk = doors.recover(
        fresh, user_id=saved.user_id, code=saved.code, password="mật khẩu mới", now=clock
    )
    assert names(desk) == ["Triệu Thị Mùi"]
    sign_out(desk)


@pytest.mark.parametrize(
    "secret",
    [("AAAA-AAAA", ""), ("", "sai mật khẩu"), ("", "")],
)
def test_a_wrong_code_or_password_changes_nothing(
    saved: Saved, clock: Clock, secret: tuple[str, str]
):
    before, (code, password) = bytes_of(saved.folder), secret
    with pytest.raises(WrongPassword):
        restore(
            saved.folder,
            saved.backup,
            code=code,
            user_id=saved.user_id,
            password=password,
            now=clock,
        )
    assert (bytes_of(saved.folder), folders(saved.folder)) == (before, ["backups"])


def test_it_says_whose_passwords_open_it(saved: Saved):
    assert [user.full_name for user in users_in(saved.backup)] == ["Lý Thị Hoa"]
    read = read_backup(saved.backup)
    assert (read.office_name, read.pc, read.size) == (
        "Văn phòng Bắc Sơn",
        1,
        saved.backup.stat().st_size,
    )


# --- Files that are no good ----------------------------------------------------------------------


def test_a_file_that_is_gone_is_a_sentence(saved: Saved, clock: Clock):
    away = saved.backup.with_name("away.saoluu")
    for ask in (read_backup, users_in):
        with pytest.raises(BackupGone):
            ask(away)
    with pytest.raises(BackupGone):
        restore(saved.folder, away, code=saved.code, now=clock)


@pytest.mark.parametrize("left", [0, 500, 20_000, -10])
def test_a_file_cut_short_or_foreign_changes_nothing(saved: Saved, clock: Clock, left: int):
    before = bytes_of(saved.folder)
    saved.backup.write_bytes(saved.backup.read_bytes()[:left])
    with pytest.raises((DamagedBackup, NotABackup)):
        restore(saved.folder, saved.backup, code=saved.code, now=clock)
    assert bytes_of(saved.folder) == before


@pytest.mark.parametrize("place", [0.1, 0.5, 0.9])
def test_a_flipped_byte_changes_nothing(saved: Saved, clock: Clock, place: float):
    before = bytes_of(saved.folder)
    content = bytearray(saved.backup.read_bytes())
    content[int(len(content) * place)] ^= 1
    saved.backup.write_bytes(content)
    with pytest.raises(DamagedBackup):
        restore(saved.folder, saved.backup, code=saved.code, now=clock)
    assert (bytes_of(saved.folder), folders(saved.folder)) == (before, ["backups"])


def repacked(saved: Saved, content: dict[str, bytes], **said: object) -> Path:
    """A backup whose manifest fits, with other files in it."""
    manifest = backup_file.read_manifest(saved.backup)
    folder = saved.folder.parent / "repacked"
    folder.mkdir()
    with zipfile.ZipFile(saved.backup) as archive:
        for name in FILES:
            (folder / name).write_bytes(content.get(name) or archive.read(name))
    path = folder / saved.backup.name
    backup_file.pack(
        path,
        [folder / name for name in FILES],
        msgspec.structs.replace(manifest, **said),
    )
    return path


def test_damage_that_the_hashes_do_not_show_is_found(saved: Saved, clock: Clock):
    """The database was damaged already when it was copied."""
    with zipfile.ZipFile(saved.backup) as archive:
        database = bytearray(archive.read(DATABASE_FILE))
    database[-100] ^= 1
    before = bytes_of(saved.folder)
    with pytest.raises(DamagedBackup):
        restore(
            saved.folder,
            repacked(saved, {DATABASE_FILE: bytes(database)}),
            code=saved.code,
            now=clock,
        )
    assert (bytes_of(saved.folder), folders(saved.folder)) == (before, ["backups"])


def test_a_database_that_is_not_the_keys_is_refused(
    saved: Saved, tmp_path: Path, run_first: Run, clock: Clock
):
    other = run_first(tmp_path / "other").desk
    sign_out(other)
    foreign = repacked(saved, {DATABASE_FILE: (tmp_path / "other" / DATABASE_FILE).read_bytes()})
    before = bytes_of(saved.folder)
    with pytest.raises(DamagedBackup):
        restore(saved.folder, foreign, code=saved.code, now=clock)
    assert bytes_of(saved.folder) == before


def test_one_of_a_newer_program_is_refused(saved: Saved, clock: Clock):
    newer = repacked(saved, {}, version=2)
    with pytest.raises(NewerBackup):
        restore(saved.folder, newer, code=saved.code, now=clock)


# --- Bad moments ---------------------------------------------------------------------------------


class PowerCut(BaseException):
    """Nothing runs after it."""


@pytest.mark.parametrize("at", ["unlock", "unpack", "open", "check", "epoch", 0, 1, 2, 4, 6, 7])
def test_cut_at_any_step_it_is_the_old_or_the_new_and_can_be_repeated(
    saved: Saved, password: str, clock: Clock, monkeypatch: pytest.MonkeyPatch, at: str | int
):
    places = {
        "unlock": "desktop_app.storage.keyring.unlock_with_recovery",
        "unpack": "desktop_app.storage.backup_file.unpack",
        "open": "desktop_app.storage.engine.open_database",
        "check": "desktop_app.storage.backup.is_whole",
        "epoch": "desktop_app.storage.new_epoch.begin_new_epoch",
    }
    with monkeypatch.context() as power:
        if isinstance(at, str):
            power.setattr(places[at], cut)
        else:
            cut_moves_after(power, at)
        with pytest.raises(PowerCut):
            restore(saved.folder, saved.backup, code=saved.code, now=clock)
    assert data_state(saved.folder) == "ready"
    desk = sign_in(saved.folder, user_id=saved.user_id, password=password, now=clock)
    found = names(desk)
    sign_out(desk)
    old, new = ["Hoàng Thị Én", "Triệu Thị Mùi"], ["Triệu Thị Mùi"]
    # the first of the moves says that the prepared files are the data now
    assert found == (new if isinstance(at, int) and at > 0 else old)
    clock.move(minutes=1)
    restore(saved.folder, saved.backup, code=saved.code, now=clock)
    desk = sign_in(saved.folder, user_id=saved.user_id, password=password, now=clock)
    assert names(desk) == new
    sign_out(desk)


def cut(*_: object, **__: object) -> None:
    raise PowerCut


def cut_moves_after(power: pytest.MonkeyPatch, moves: int) -> None:
    """Let so many files be moved or removed once all is prepared, and none after them."""
    from desktop_app.storage import data_files

    left, really = [moves], data_files.change_over
    replace, unlink = Path.replace, Path.unlink

    def spend() -> None:
        if not left[0]:
            raise PowerCut
        left[0] -= 1

    def move(path: Path, target: Path) -> Path:
        spend()
        return replace(path, target)

    def remove(path: Path, missing_ok: bool = False) -> None:
        spend()
        unlink(path, missing_ok)

    def change_over(folder: Path, *, keep_in: str) -> None:
        power.setattr(Path, "replace", move)
        power.setattr(Path, "unlink", remove)
        really(folder, keep_in=keep_in)

    power.setattr("desktop_app.office.restoring.change_over", change_over)


def test_a_folder_that_cannot_be_written_is_a_sentence(saved: Saved, tmp_path: Path, clock: Clock):
    (tmp_path / "a-file").write_bytes(b"")
    with pytest.raises(FileReadOnly, match="Không mất gì"):
        restore(tmp_path / "a-file" / "data", saved.backup, code=saved.code, now=clock)


def test_a_full_disk_is_a_sentence(saved: Saved, clock: Clock, monkeypatch: pytest.MonkeyPatch):
    """/dev/full stands where the database is to be taken out to."""
    before = bytes_of(saved.folder)
    really = backup_file.unpack

    def onto_full(path: Path, name: str, folder: Path) -> Path:
        if name == DATABASE_FILE:
            (folder / name).symlink_to("/dev/full")
        return really(path, name, folder)

    monkeypatch.setattr(backup_file, "unpack", onto_full)
    with pytest.raises(DiskFull, match="chưa khôi phục được"):
        restore(saved.folder, saved.backup, code=saved.code, now=clock)
    assert (bytes_of(saved.folder), folders(saved.folder)) == (before, ["backups"])


# --- Finding them --------------------------------------------------------------------------------


def test_backups_here_in_the_second_folder_and_on_sticks_are_found_once(
    saved: Saved, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    drive = tmp_path / "drive"
    (drive / "Sao lưu").mkdir(parents=True)
    shutil.copy(saved.backup, drive / "Sao lưu" / "TD1-20261001-080000.saoluu")
    shutil.copy(saved.backup, drive)
    (drive / "anh.saoluu").write_bytes(b"none")
    second = tmp_path / "second"
    second.mkdir()
    (saved.folder / SECOND_FOLDER_FILE).write_text(str(second), encoding="utf-8")
    shutil.copy(saved.backup, second / "BS1-20261002-080000.saoluu")
    monkeypatch.setattr("desktop_app.office.restoring.removable_drives", lambda: [drive])
    found = backups_known(saved.folder)
    assert sorted(file.path.relative_to(tmp_path).as_posix() for file in found) == [
        "drive/Sao lưu/TD1-20261001-080000.saoluu",
        f"office/backups/{saved.backup.name}",
        "second/BS1-20261002-080000.saoluu",
    ]


def test_a_fresh_pc_has_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("desktop_app.office.restoring.removable_drives", list)
    assert backups_known(tmp_path / "nowhere") == []


def test_a_backup_after_a_restore_goes_by_the_new_number(
    saved: Saved, tmp_path: Path, password: str, clock: Clock
):
    fresh = tmp_path / "fresh"
    restore(fresh, saved.backup, code=saved.code, now=clock)
    desk = sign_in(fresh, user_id=saved.user_id, password=password, now=clock)
    save_second_folder(desk, folder=saved.backup.parent)
    made = back_up(desk)
    assert (made.file.path.name, made.second) == ("BS2-20261123-083000.saoluu", "copied")
    assert len(list(saved.backup.parent.glob("*.saoluu"))) == 2
    sign_out(desk)
