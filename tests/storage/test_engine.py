"""Making, refusing and bringing up to date the encrypted file of a PC."""

import hashlib
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from desktop_app.domain.faults import DamagedFile, Fault, FileLocked, NewerFile, NotOurFile
from desktop_app.domain.workers import Worker
from desktop_app.storage import clock, migrations, records
from desktop_app.storage.backup_file import read_manifest, unpack
from desktop_app.storage.engine import create_database, open_database
from desktop_app.storage.store import Store
from desktop_app.storage.tables import sync_ctx

MARKER = "Nguyễn Thị Đánh Dấu"


def bytes_of(folder: Path) -> dict[str, str]:
    """Every file of a folder by its hash; the WAL's index is SQLite's own scratch pad."""
    return {
        file.name: hashlib.sha256(file.read_bytes()).hexdigest()
        for file in sorted(folder.iterdir())
        if file.is_file() and not file.name.endswith("-shm")
    }


def add_worker(store: Store, worker_id: str = "w1") -> None:
    """Save somebody with the marker as name."""
    with store.write(user="u1") as transaction:
        records.add(transaction, Worker(id=worker_id, full_name=MARKER))


def name_of(store: Store) -> str:
    """The name of the worker of `add_worker`."""
    with store.read() as connection:
        worker = records.get(connection, Worker, "w1")
    assert worker
    return worker.full_name


def refused(path: Path, key: bytes) -> type[Exception]:
    """How the file is refused, without a byte of it changed."""
    before = bytes_of(path.parent)
    with pytest.raises((NotOurFile, DamagedFile, NewerFile)) as caught:
        open_database(path, key)
    assert bytes_of(path.parent) == before
    return caught.type


def crash(path: Path, key: bytes, last_words: str) -> None:
    """Write in another process that dies without closing the file, so that its WAL stays."""
    code = f"""
import os, sys
from pathlib import Path
from desktop_app.domain.workers import Worker
from desktop_app.storage import records
from desktop_app.storage.backup_file import read_manifest, unpack
from desktop_app.storage.engine import open_database
store = open_database(Path(sys.argv[1]), bytes.fromhex(sys.argv[2]))
with store.write(user="u1") as transaction:
    records.add(transaction, Worker(id="w1", full_name={MARKER!r}))
    {last_words}
os._exit(0)
"""
    subprocess.run([sys.executable, "-c", code, str(path), key.hex()], check=True)


def test_what_was_saved_is_there_after_opening_again(path: Path, key: bytes) -> None:
    store = open_database(path, key)
    add_worker(store)
    store.close()
    store = open_database(path, key)
    assert name_of(store) == MARKER
    store.close()


def test_closing_leaves_one_file(path: Path, key: bytes) -> None:
    store = open_database(path, key)
    add_worker(store)
    store.close()
    assert [file.name for file in path.parent.iterdir()] == [path.name]


def test_nothing_can_be_read_without_the_key(path: Path, key: bytes) -> None:
    store = open_database(path, key)
    for n in range(200):
        add_worker(store, f"w{n}")
    written = b"".join(file.read_bytes() for file in path.parent.iterdir())
    store.close()
    written += path.read_bytes()
    for encoding in ("utf-8", "utf-16-le"):
        assert MARKER.encode(encoding) not in written
    assert b"SQLite format 3" not in written
    assert b"CREATE TABLE" not in written


def test_the_key_is_forgotten(path: Path, key: bytes) -> None:
    store = open_database(path, key)
    store.close()
    with pytest.raises(DamagedFile), store.read():
        pass


def test_connections_keep_their_promises(store: Store) -> None:
    wanted = {
        "journal_mode": "wal",
        "synchronous": 2,
        "foreign_keys": 1,
        "temp_store": 2,
        "secure_delete": 1,
        "recursive_triggers": 1,
    }
    with store.write(user="u1") as writer, store.read() as reader:
        for connection in (writer, reader):
            kept = {name: connection.exec_driver_sql(f"PRAGMA {name}").scalar() for name in wanted}
            assert kept == wanted


def test_a_reader_cannot_write(store: Store) -> None:
    with (
        pytest.raises(Exception, match="readonly database") as caught,
        store.read() as connection,
    ):
        records.add(connection, Worker(id="w1"))
    assert not isinstance(caught.value, FileLocked | DamagedFile)


def test_an_existing_file_is_never_made_anew(path: Path, key: bytes) -> None:
    before = bytes_of(path.parent)
    with pytest.raises(FileExistsError):
        create_database(path, key)
    assert bytes_of(path.parent) == before


def test_what_a_broken_creation_left_behind_is_in_nobodys_way(tmp_path: Path, key: bytes) -> None:
    path = tmp_path / "so-viec-lam.db"
    path.with_name("so-viec-lam.db.new").write_bytes(b"half")
    path.with_name("so-viec-lam.db.new-wal").write_bytes(b"half")
    create_database(path, key)
    assert [file.name for file in tmp_path.iterdir()] == [path.name]
    open_database(path, key).close()


# --- Refused, untouched --------------------------------------------------------------------------


def test_another_key_does_not_fit(path: Path) -> None:
    assert refused(path, bytes(32)) is NotOurFile


def test_a_plain_database_is_not_ours(tmp_path: Path, key: bytes) -> None:
    path = tmp_path / "other.db"
    plain = sqlite3.connect(path)
    plain.execute("CREATE TABLE t (a)")
    plain.commit()
    plain.close()
    assert refused(path, key) is NotOurFile


@pytest.mark.parametrize("content", [b"x", b"PK\x03\x04" * 5000, bytes(8192)])
def test_some_file_is_not_ours(tmp_path: Path, key: bytes, content: bytes) -> None:
    path = tmp_path / "so-viec-lam.db"
    path.write_bytes(content)
    assert refused(path, key) is NotOurFile


def test_the_encrypted_database_of_another_program_is_not_ours(
    path: Path, key: bytes, raw: Callable[[], Any]
) -> None:
    other = raw()
    other.execute("PRAGMA application_id = 1")
    other.close()
    assert refused(path, key) is NotOurFile


def test_an_empty_file_is_damaged(tmp_path: Path, key: bytes) -> None:
    path = tmp_path / "so-viec-lam.db"
    path.touch()
    assert refused(path, key) is DamagedFile


def test_a_missing_file_is_said_to_be_missing(tmp_path: Path, key: bytes) -> None:
    with pytest.raises(DamagedFile, match="Không tìm thấy tệp dữ liệu"):
        open_database(tmp_path / "so-viec-lam.db", key)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("place", [0, 15, 16, 100, 2000, 4095])
def test_a_flipped_byte_at_the_head_is_damage(path: Path, key: bytes, place: int) -> None:
    content = bytearray(path.read_bytes())
    content[place] ^= 1
    path.write_bytes(content)
    assert refused(path, key) is DamagedFile


@pytest.mark.parametrize("length", [16, 1000, 4096, 40_000, -4096, -1])
def test_a_file_cut_short_is_damaged(path: Path, key: bytes, length: int) -> None:
    path.write_bytes(path.read_bytes()[:length])
    assert refused(path, key) is DamagedFile


def test_damage_further_in_is_found_when_it_is_read(path: Path, key: bytes) -> None:
    pages = path.stat().st_size // 4096
    store = open_database(path, key)
    for n in range(200):
        add_worker(store, f"w{n}")
    store.close()
    content = bytearray(path.read_bytes())
    for place in range(pages * 4096, len(content), 4096):
        content[place + 7] ^= 1
    path.write_bytes(content)
    store = open_database(path, key)
    with pytest.raises(DamagedFile), store.read() as connection:
        records.find(connection, Worker)
    store.close()


def test_a_newer_format_is_refused(path: Path, key: bytes, raw: Callable[[], Any]) -> None:
    other = raw()
    other.execute("PRAGMA user_version = 2")
    other.close()
    assert refused(path, key) is NewerFile


def test_a_newer_revision_is_refused(path: Path, key: bytes, raw: Callable[[], Any]) -> None:
    other = raw()
    other.execute("UPDATE alembic_version SET version_num = '9999'")
    other.close()
    assert refused(path, key) is NewerFile


def test_a_refused_file_keeps_the_journal_of_a_crash(path: Path, key: bytes) -> None:
    crash(path, key, 'transaction.exec_driver_sql("PRAGMA user_version = 2")')
    assert (path.parent / f"{path.name}-wal").stat().st_size > 0
    assert refused(path, key) is NewerFile


def test_a_locked_file_is_a_fault_of_its_own(
    path: Path, key: bytes, raw: Callable[[], Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("desktop_app.storage.engine._BUSY_MS", 10)
    other = raw()
    other.execute("PRAGMA locking_mode = EXCLUSIVE")
    other.execute("BEGIN EXCLUSIVE")
    other.execute("UPDATE sync_ctx SET ms = 1")
    with pytest.raises(FileLocked):
        open_database(path, key)


def test_a_crash_loses_nothing_that_was_committed(path: Path, key: bytes) -> None:
    crash(path, key, "pass")
    store = open_database(path, key)
    assert name_of(store) == MARKER
    store.close()


# --- Older files ---------------------------------------------------------------------------------

HEAD = migrations.HEAD

_TOMORROW = '''
"""A revision of a program to come."""
import sqlalchemy as sa
from alembic import op

revision = "9999"
down_revision = "{head}"


def upgrade():
    op.create_table("badge", sa.Column("id", sa.Text(), primary_key=True))
    op.add_column("worker", sa.Column("nickname", sa.Text(), server_default=sa.text("''")))
    op.execute("UPDATE worker SET note = full_name")
    {more}
'''


@pytest.fixture
def tomorrow(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Makes this the program of tomorrow, with one revision more."""

    def become(more: str = "pass") -> None:
        head = migrations.HEAD
        scripts = tmp_path_factory.mktemp("100% new") / "migrations"
        (scripts / "versions").mkdir(parents=True)
        for file in migrations.SCRIPTS.glob("**/*.py"):
            target = scripts / file.relative_to(migrations.SCRIPTS)
            target.write_bytes(file.read_bytes())
        (scripts / "versions" / "9999_badges.py").write_text(_TOMORROW.format(head=head, more=more))
        monkeypatch.setattr(migrations, "SCRIPTS", scripts)
        monkeypatch.setattr(migrations, "HEAD", "9999")

    return become


def test_rows_survive_an_upgrade_and_the_old_file_is_kept(
    path: Path, key: bytes, tomorrow: Callable[[], None], raw: Callable[..., Any]
) -> None:
    store = open_database(path, key)
    add_worker(store)
    store.close()
    tomorrow()
    store = open_database(path, key)
    with store.read() as connection:
        worker = records.get(connection, Worker, "w1")
        changes = connection.exec_driver_sql("SELECT op, user FROM change_log").all()
    store.close()
    assert worker == Worker(id="w1", full_name=MARKER, note=MARKER)
    assert changes == [("insert", "u1"), ("update", "")]  # migrations are logged like any writer
    (backup,) = (path.parent / "backups").iterdir()
    assert read_manifest(backup).revision == HEAD
    assert MARKER.encode() not in backup.read_bytes()
    kept = raw(unpack(backup, path.name, path.parent / "backups"))
    assert kept.execute("SELECT version_num FROM alembic_version").fetchall() == [(HEAD,)]
    assert kept.execute("SELECT full_name, note FROM worker").fetchall() == [(MARKER, "")]


def test_a_backup_opens_like_any_database(
    path: Path, key: bytes, tomorrow: Callable[[], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    store = open_database(path, key)
    add_worker(store)
    store.close()
    with monkeypatch.context() as for_a_while:
        tomorrow()
        open_database(path, key).close()
        for_a_while.undo()
    monkeypatch.undo()
    (backup,) = (path.parent / "backups").iterdir()
    store = open_database(unpack(backup, path.name, path.parent / "backups"), key)
    assert name_of(store) == MARKER
    store.close()


def test_a_file_in_order_is_not_backed_up(path: Path, key: bytes) -> None:
    open_database(path, key).close()
    assert not (path.parent / "backups").exists()


def test_a_failed_upgrade_changes_nothing(
    path: Path, key: bytes, tomorrow: Callable[[str], None], raw: Callable[[], Any]
) -> None:
    store = open_database(path, key)
    add_worker(store)
    store.close()
    before = bytes_of(path.parent)
    tomorrow("raise ZeroDivisionError")
    with pytest.raises(ZeroDivisionError):
        open_database(path, key)
    assert bytes_of(path.parent) == before
    assert raw().execute("SELECT version_num FROM alembic_version").fetchall() == [(HEAD,)]


def test_the_program_of_yesterday_refuses_what_tomorrows_wrote(
    path: Path, key: bytes, tomorrow: Callable[[], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    tomorrow()
    open_database(path, key).close()
    monkeypatch.undo()
    assert refused(path, key) is NewerFile


def test_alembic_is_not_needed_to_open_a_file_in_order(path: Path, key: bytes) -> None:
    code = """
import sys
from pathlib import Path
from desktop_app.storage.backup_file import read_manifest, unpack
from desktop_app.storage.engine import open_database
open_database(Path(sys.argv[1]), bytes.fromhex(sys.argv[2])).close()
print([name for name in sys.modules if name.split(".")[0] == "alembic"])
"""
    command = [sys.executable, "-c", code, str(path), key.hex()]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    assert done.stdout == "[]\n"


def test_a_file_moved_away_is_not_made_anew_behind_ones_back(tmp_path: Path) -> None:
    file, key = tmp_path / "so-viec-lam.db", bytes(range(32))
    create_database(file, key)
    store = open_database(file, key)
    file.rename(tmp_path / "moved.db")
    try:
        with pytest.raises(Fault), store.read(), store.read() as connection:
            records.get(connection, Worker, "w1")
    finally:
        store.close()
    assert not file.exists()


def time_of(store: Store) -> tuple[int, int]:
    """What the clock has given last."""
    with store.read() as connection:
        row = connection.execute(select(sync_ctx.c.ms, sync_ctx.c.counter)).one()
    return row.ms, row.counter


def test_two_openings_of_one_file_whose_clock_stands_ahead_count_apart(
    path: Path, key: bytes
) -> None:
    store = open_database(path, key)
    with store.apply() as transaction:
        clock.set_offset(transaction, 86_400_000)
    add_worker(store)
    with store.apply() as transaction:
        clock.set_offset(transaction, 0)
    stood = time_of(store)
    store.close()
    image = path.read_bytes()
    times: list[tuple[int, int]] = []
    for _ in range(2):
        path.write_bytes(image)
        store = open_database(path, key)
        times.append(time_of(store))
        store.close()
    assert times[0] != times[1]
    assert stood < min(times)
    assert max(times)[0] <= stood[0] + clock.LARGEST_STEP_MS


def test_a_clock_that_is_right_is_left_alone(path: Path, key: bytes) -> None:
    store = open_database(path, key)
    add_worker(store)
    stood = time_of(store)
    store.close()
    store = open_database(path, key)
    assert time_of(store) == stood
    store.close()
