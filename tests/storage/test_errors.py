"""Each fault of the environment, really produced."""

import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from desktop_app.domain.faults import DiskFull, FileLocked, FileReadOnly
from desktop_app.domain.staff import Staff
from desktop_app.domain.workers import Worker
from desktop_app.storage import records
from desktop_app.storage.engine import create_database, open_database
from desktop_app.storage.store import Store

SECRET = "Vi Văn Kín"


def add_staff(store: Store, staff_id: str) -> None:
    """Save somebody."""
    with store.write(user="u1") as transaction:
        records.add(transaction, Staff(id=staff_id))


def add_many_workers(store: Store) -> None:
    """Save more than a page or two."""
    with store.write(user="u1") as transaction:
        for n in range(1000):
            records.add(transaction, Worker(id=f"w{n}"))


def staff_of(store: Store) -> list[str]:
    """Who is saved."""
    with store.read() as connection:
        return [member.id for member in records.find(connection, Staff)]


def test_a_full_database_keeps_what_it_has_and_goes_on_when_there_is_room(store: Store) -> None:
    add_staff(store, "s1")
    with store.write(user="u1") as transaction:
        pages = transaction.exec_driver_sql("PRAGMA page_count").scalar_one()
        transaction.exec_driver_sql(f"PRAGMA max_page_count = {pages + 2}")
    with pytest.raises(DiskFull):
        add_many_workers(store)
    assert staff_of(store) == ["s1"]
    with store.write(user="u1") as transaction:
        transaction.exec_driver_sql("PRAGMA max_page_count = 1000000")
    add_staff(store, "s2")
    assert staff_of(store) == ["s1", "s2"]


_NO_ROOM = """
import resource, signal, sys
from pathlib import Path
from desktop_app.domain.faults import DiskFailed
from desktop_app.domain.staff import Staff
from desktop_app.storage import records
from desktop_app.storage.engine import open_database
path = Path(sys.argv[1])
store = open_database(path, bytes.fromhex(sys.argv[2]))
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (64 * 1024, 64 * 1024))
saved = 0
try:
    while True:
        with store.write(user="u1") as transaction:
            records.add(transaction, Staff(id=f"s{saved:04}"))
        saved += 1
except DiskFailed:
    print(saved)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="Windows knows no limit on a file's size")
def test_when_the_system_gives_no_more_room_what_was_saved_stays(path: Path, key: bytes) -> None:
    command = [sys.executable, "-c", _NO_ROOM, str(path), key.hex()]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    saved = int(done.stdout)
    assert saved > 0
    store = open_database(path, key)
    assert staff_of(store) == [f"s{n:04}" for n in range(saved)]
    store.close()


def test_a_writer_that_waits_too_long_is_told(store: Store, raw: Callable[[], Any]) -> None:
    add_staff(store, "s1")
    with store.write(user="u1") as transaction:
        transaction.exec_driver_sql("PRAGMA busy_timeout = 10")
    other = raw()
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(FileLocked):
        add_staff(store, "s2")
    other.execute("ROLLBACK")
    add_staff(store, "s3")
    assert staff_of(store) == ["s1", "s3"]


@contextmanager
def as_nobody(folder: Path) -> Iterator[None]:
    """Without the right to write in a folder, which root always has."""
    folder.chmod(0o555)
    root = os.geteuid() == 0
    if root:
        os.seteuid(65534)
    try:
        yield
    finally:
        if root:
            os.seteuid(0)
        folder.chmod(0o755)


@pytest.mark.skipif(sys.platform == "win32", reason="rights on folders are another matter there")
def test_a_folder_that_may_not_be_written_is_a_fault(key: bytes) -> None:
    with tempfile.TemporaryDirectory() as name:
        path = Path(name) / "so-viec-lam.db"
        create_database(path, key)
        path.chmod(0o444)
        with as_nobody(path.parent), pytest.raises(FileReadOnly):
            add_staff(open_database(path, key), "s1")


def test_a_bug_stays_a_bug_and_tells_nothing_personal(store: Store) -> None:
    worker = Worker(id="w1", full_name=SECRET)
    with store.write(user="u1") as transaction:
        records.add(transaction, worker)
    with pytest.raises(IntegrityError) as caught, store.write(user="u1") as transaction:
        transaction.execute(
            text("INSERT INTO worker (id, full_name) VALUES ('w1', :name)"), {"name": SECRET}
        )
    assert SECRET not in str(caught.value)
    assert SECRET not in repr(caught.value)
