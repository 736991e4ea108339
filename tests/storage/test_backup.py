"""Copying the database in use, and proving copies: on real files, with writers beside."""

import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from desktop_app.domain.faults import DiskFailed, DiskFull, FileReadOnly
from desktop_app.domain.workers import Worker
from desktop_app.storage import records
from desktop_app.storage.backup import (
    WORK,
    is_whole,
    live_is_whole,
    proves_good,
    write_backup,
)
from desktop_app.storage.backup_file import BackupFile, backups_in, unpack
from desktop_app.storage.data_files import Stopped
from desktop_app.storage.engine import create_database, open_database
from desktop_app.storage.setting_rows import set_setting
from desktop_app.storage.store import Store

NOW = datetime(2026, 11, 23, 10, 30, 5, tzinfo=UTC)
MARKER = "Nguyễn Thị Đánh Dấu"


@pytest.fixture
def folder(path: Path) -> Path:
    """The data folder."""
    return path.parent


def fill(store: Store, count: int, *, note: int = 0) -> None:
    """So many workers with notes of so many letters."""
    with store.write(user="u1") as transaction:
        set_setting(transaction, "office_code", "BS")
        set_setting(transaction, "pc", "1")
        for n in range(count):
            records.add(transaction, Worker(id=f"w{n}", full_name=MARKER, note="x" * note))


def make(store: Store, folder: Path, **other: Any) -> BackupFile:
    with store.aside() as connection:
        return write_backup(connection, folder, made_at=NOW, **other)


def files(folder: Path) -> list[str]:
    """Without the database in use and its journal."""
    found = (file.relative_to(folder).as_posix() for file in folder.rglob("*") if file.is_file())
    return sorted(name for name in found if not name.startswith("so-viec-lam.db"))


def test_a_backup_holds_what_was_committed(store: Store, folder: Path, key: bytes):
    fill(store, 3)
    made = make(store, folder)
    assert (made.path.name, made.office_code, made.pc) == ("BS1-20261123-173005.saoluu", "BS", 1)
    assert files(folder) == [f"backups/{made.path.name}"]
    assert MARKER.encode() not in made.path.read_bytes()
    aside = folder / "aside"
    aside.mkdir()
    copy = open_database(unpack(made.path, "so-viec-lam.db", aside), key)
    with copy.read() as connection:
        assert len(records.find(connection, Worker)) == 3
    copy.close()


def test_a_backup_proves_good_and_leaves_nothing_behind(store: Store, folder: Path):
    fill(store, 3)
    made = make(store, folder)
    assert proves_good(store, folder, made.path)
    assert files(folder) == [f"backups/{made.path.name}"]


def test_one_of_another_key_proves_bad(store: Store, folder: Path, tmp_path: Path):
    fill(store, 3)
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    create_database(elsewhere / "so-viec-lam.db", bytes(32))
    other = open_database(elsewhere / "so-viec-lam.db", bytes(32))
    made = make(other, elsewhere)
    other.close()
    assert not proves_good(store, folder, made.path)


def test_one_with_too_few_records_proves_bad(
    store: Store, folder: Path, monkeypatch: pytest.MonkeyPatch
):
    fill(store, 3)
    with monkeypatch.context() as lying:
        lying.setattr("desktop_app.storage.backup.count_records", lambda _: 4)
        made = make(store, folder)
    assert not proves_good(store, folder, made.path)


def test_a_copy_with_a_flipped_byte_is_not_whole(store: Store, folder: Path):
    fill(store, 300, note=10_000)
    aside = folder / "aside"
    aside.mkdir()
    copy = unpack(make(store, folder).path, "so-viec-lam.db", aside)
    with store.aside(copy) as connection:
        assert is_whole(connection)
    content = bytearray(copy.read_bytes())
    content[len(content) * 2 // 3] ^= 1
    copy.write_bytes(content)
    with store.aside(copy) as connection:
        assert not is_whole(connection)


# --- The counter does not wait -------------------------------------------------------------------


def test_saves_go_on_while_a_backup_is_written(store: Store, folder: Path):
    """A save takes less than the 100 ms it may take; the median, so that another program that
    takes the processor for a while fails no test."""
    fill(store, 100, note=100_000)
    took: list[float] = []
    copying = threading.Thread(target=lambda: [make(store, folder) for _ in range(2)])
    copying.start()
    number = 0
    while copying.is_alive():
        began = time.perf_counter()
        with store.write(user="u1") as transaction:
            records.add(transaction, Worker(id=f"during-{number}", full_name="Én"))
        took.append(time.perf_counter() - began)
        number += 1
    copying.join()
    assert number > 10
    assert sorted(took)[number // 2] < 0.1
    for made in backups_in(folder / "backups"):
        assert proves_good(store, folder, made.path)


# --- Bad moments ---------------------------------------------------------------------------------


@pytest.mark.parametrize("after", [0, 5])
def test_one_that_is_stopped_leaves_the_old_ones(store: Store, folder: Path, after: int):
    fill(store, 200, note=30_000)
    older = make(store, folder)
    looks = iter(range(1_000_000))
    with pytest.raises(Stopped):
        make(store, folder, stopped=lambda: next(looks) >= after)
    assert files(folder) == [f"backups/{older.path.name}"]
    assert proves_good(store, folder, older.path)


CHILD = """
import sys
from datetime import UTC, datetime
from pathlib import Path
import resource, signal
from desktop_app.storage.backup import write_backup
from desktop_app.storage.engine import create_database, open_database
store = open_database(Path(sys.argv[1]), bytes.fromhex(sys.argv[2]))
limit = int(sys.argv[3])
if limit:
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
print("ready", flush=True)
while True:
    try:
        with store.aside() as connection:
            made = write_backup(connection, Path(sys.argv[1]).parent, made_at=datetime.now(UTC))
    except Exception as error:
        print(type(error).__name__, flush=True)
        break
"""


def child(path: Path, key: bytes, *, limit: int = 0) -> subprocess.Popen[str]:
    """A program that makes one backup after the other; no file of it may be longer than `limit`."""
    command = [sys.executable, "-c", CHILD, str(path), key.hex(), str(limit)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True)


@pytest.mark.parametrize("wait", [0.0, 0.01, 0.05, 0.1])
def test_killed_during_a_backup_the_old_ones_are_whole(path: Path, key: bytes, wait: float):
    store = open_database(path, key)
    fill(store, 200, note=30_000)
    older = make(store, path.parent)
    store.close()
    running = child(path, key)
    assert running.stdout is not None
    assert running.stdout.readline() == "ready\n"
    threading.Event().wait(wait)
    os.kill(running.pid, signal.SIGKILL)
    running.wait()
    running.stdout.close()
    store = open_database(path, key)
    found = backups_in(path.parent / "backups")
    assert older.path in [backup.path for backup in found]
    for backup in found:
        assert proves_good(store, path.parent, backup.path)
    assert not (path.parent / WORK).exists()  # proving has cleared away what was left
    store.close()


def test_a_full_disk_is_a_sentence_and_the_old_ones_stay(path: Path, key: bytes):
    store = open_database(path, key)
    fill(store, 200, note=30_000)
    older = make(store, path.parent)
    store.close()
    for limit in (path.stat().st_size // 2, older.size - 1000):
        running = child(path, key, limit=limit)
        said, _ = running.communicate(timeout=30)
        assert said.splitlines()[1:] in ([DiskFull.__name__], [DiskFailed.__name__])
        assert files(path.parent) == [f"backups/{older.path.name}"]


def test_a_folder_that_cannot_be_written_is_a_sentence(store: Store, folder: Path):
    fill(store, 1)
    (folder / "backups").write_bytes(b"no folder")
    with pytest.raises(FileReadOnly, match="Các bản sao lưu cũ còn nguyên"):
        make(store, folder)


# --- Damage in the database in use ---------------------------------------------------------------


def test_a_database_in_use_is_whole_while_it_is_written(store: Store):
    fill(store, 300, note=10_000)
    assert live_is_whole(store)
    with store.write(user="u1") as transaction:
        records.add(transaction, Worker(id="between", full_name="Én"))
        assert live_is_whole(store)


def test_damage_in_the_file_is_found(path: Path, key: bytes, store: Store, folder: Path):
    fill(store, 300, note=10_000)
    store.close()
    content = bytearray(path.read_bytes())
    content[len(content) * 2 // 3] ^= 1
    path.write_bytes(content)
    before = shutil.copy(path, folder / "before")
    store = open_database(path, key)
    assert not live_is_whole(store)
    store.close()
    assert path.read_bytes() == Path(before).read_bytes()


def test_a_journal_left_behind_says_that_the_file_was_not_closed(
    path: Path, key: bytes, tmp_path: Path, raw: Callable[..., Any]
):
    store = open_database(path, key)
    assert not store.was_cut
    fill(store, 1)
    cut = tmp_path / "cut"
    cut.mkdir()
    for file in (path, path.with_name(f"{path.name}-wal")):
        shutil.copy(file, cut)
    store.close()
    assert raw is not None
    store = open_database(cut / path.name, key)
    assert store.was_cut
    assert live_is_whole(store)
    store.close()
