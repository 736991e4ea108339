"""Transactions: all or nothing, readers beside the writer, and a process that is killed."""

import signal
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from sqlalchemy import select

from desktop_app.domain.staff import Staff
from desktop_app.domain.workers import Worker
from desktop_app.storage import records, worker_queries
from desktop_app.storage.engine import open_database
from desktop_app.storage.store import Store
from desktop_app.storage.tables import sync_ctx
from tests.unsent import unsent_changes


class Stop(Exception):  # noqa: N818 - not an error, a stop
    """Ends a transaction half-way."""


def staff_of(store: Store) -> list[str]:
    """Who is saved."""
    with store.read() as connection:
        return [member.id for member in records.find(connection, Staff)]


def context_of(store: Store) -> tuple[int, str, str]:
    """What the triggers are told."""
    with store.read() as connection:
        row = connection.execute(select(sync_ctx)).one()
    return row.applying, row.user, row.tx


@pytest.mark.parametrize("how", ["write", "apply"])
def test_half_a_transaction_is_none(store: Store, how: str) -> None:
    start = store.apply if how == "apply" else lambda: store.write(user="u1")

    def stop_half_way() -> None:
        with start() as transaction:
            records.add(transaction, Staff(id="s1"))
            raise Stop

    with pytest.raises(Stop):
        stop_half_way()
    assert staff_of(store) == []
    assert context_of(store) == (0, "", "")


def test_between_transactions_nobody_is_the_writer(store: Store) -> None:
    with store.write(user="u1") as transaction:
        records.add(transaction, Staff(id="s1"))
        assert transaction.scalar(select(sync_ctx.c.user)) == "u1"
    assert context_of(store) == (0, "", "")
    with store.apply():
        pass
    assert context_of(store) == (0, "", "")


def test_changes_of_a_transaction_belong_together(store: Store) -> None:
    for pair in ("ab", "cd"):
        with store.write(user="u1") as transaction:
            for name in pair:
                records.add(transaction, Staff(id=name))
    with store.read() as connection:
        log = unsent_changes(connection)
    first, second = log[0].tx, log[2].tx
    assert [change.tx for change in log] == [first, first, second, second]
    assert first != second


def test_a_reader_sees_one_moment_while_others_write(store: Store) -> None:
    with store.read() as connection:
        assert records.find(connection, Staff) == []
        with store.write(user="u1") as transaction:
            records.add(transaction, Staff(id="s1"))
        assert records.find(connection, Staff) == []
    assert staff_of(store) == ["s1"]


def test_readers_and_writers_do_not_disturb_each_other(store: Store) -> None:
    failures: list[BaseException] = []
    finished = threading.Event()

    def write(name: str) -> None:
        try:
            for n in range(25):
                with store.write(user=name) as transaction:
                    records.add(transaction, Worker(id=f"{name}{n}", full_name="Mã Thị Hiên"))
        except BaseException as error:
            failures.append(error)

    def read() -> None:
        try:
            while not finished.is_set():
                with store.read() as connection:
                    logged = len(unsent_changes(connection))
                    assert len(records.find(connection, Worker)) == logged
                    assert worker_queries.count_workers(connection, text="hien") == logged
        except BaseException as error:
            failures.append(error)

    writers = [threading.Thread(target=write, args=(name,)) for name in "ab"]
    readers = [threading.Thread(target=read) for _ in range(2)]
    for thread in (*readers, *writers):
        thread.start()
    for thread in writers:
        thread.join()
    finished.set()
    for thread in readers:
        thread.join()
    assert failures == []
    with store.read() as connection:
        assert worker_queries.count_workers(connection, text="ma hien") == 50


_WRITE_FOR_EVER = """
import sys
from pathlib import Path
from desktop_app.domain.staff import Staff
from desktop_app.domain.workers import Worker
from desktop_app.storage import records
from desktop_app.storage.engine import open_database
store = open_database(Path(sys.argv[1]), bytes.fromhex(sys.argv[2]))
number = 0
while True:
    with store.write(user="u1") as transaction:
        records.add(transaction, Staff(id=f"s{number:05}"))
        records.add(transaction, Worker(id=f"w{number:05}", full_name="Bàn Văn Tòng"))
    print(number, flush=True)
    number += 1
"""


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGKILL")
@pytest.mark.parametrize("after", [1, 7, 40])
def test_a_killed_process_loses_nothing_it_had_committed(
    path: Path, key: bytes, after: int
) -> None:
    command = [sys.executable, "-c", _WRITE_FOR_EVER, str(path), key.hex()]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as child:
        assert child.stdout
        for _ in range(after):
            child.stdout.readline()
        child.send_signal(signal.SIGKILL)
        told = after + len(child.stdout.read().split())
    store = open_database(path, key)
    with store.read() as connection:
        saved = len(records.find(connection, Staff))
        log = unsent_changes(connection)
        listed = worker_queries.count_workers(connection, text="tong")
        assert connection.exec_driver_sql("PRAGMA integrity_check").scalar() == "ok"
        assert connection.exec_driver_sql("PRAGMA cipher_integrity_check").all() == []
    store.close()
    assert saved in (told, told + 1)
    expected = [f"{kind}{n:05}" for n in range(saved) for kind in "sw"]
    assert [change.record for change in log] == expected
    assert [change.dseq for change in log] == list(range(1, 2 * saved + 1))
    assert listed == saved
