"""The log is kept until it is safe and old, and what is counted does not change when it goes."""

from desktop_app.storage import change_log
from desktop_app.storage.change_log import Counts
from desktop_app.storage.log_keeping import AT_ONCE, KEPT_MS, let_go, mark_safe
from desktop_app.storage.new_epoch import begin_new_epoch
from desktop_app.storage.records import add
from desktop_app.storage.store import Store
from desktop_app.storage.tables import change_log as table
from tests.builders import a_worker

LATER = 4_000_000_000_000
"""A moment when everything written today is old."""


def write(store: Store, count: int) -> None:
    for _ in range(count):
        with store.write(user="u") as transaction:
            add(transaction, a_worker())


def numbers(store: Store) -> list[int]:
    with store.read() as connection:
        return list(connection.execute(table.select().order_by(table.c.dseq)).scalars())


def acked(store: Store, dseq: int, *, safe: int = 0) -> None:
    with store.apply() as transaction:
        epoch = change_log.exchange_state(transaction).epoch
        change_log.mark_acked(transaction, dseq=dseq, chain="c" * 64)
        mark_safe(transaction, epoch=epoch, dseq=safe)


def gone(store: Store, *, now_ms: int = LATER) -> int:
    with store.apply() as transaction:
        return let_go(transaction, now_ms=now_ms)


def test_only_what_is_acknowledged_safe_and_old_goes(store: Store) -> None:
    write(store, 5)
    assert gone(store) == 0
    acked(store, 3)
    assert gone(store) == 0
    acked(store, 3, safe=2)
    assert gone(store, now_ms=KEPT_MS) == 0
    assert gone(store) == 2
    assert numbers(store) == [3, 4, 5]
    with store.read() as connection:
        assert change_log.counts(connection) == Counts(written=5, acked=3, held=0, safe=2)
        assert [one.dseq for one in change_log.waiting(connection, 9)] == [4, 5]
        state = change_log.exchange_state(connection)
    assert (state.acked_dseq, state.last_dseq) == (3, 5)


def test_the_centre_is_believed_no_further_than_it_has_acknowledged(store: Store) -> None:
    write(store, 2)
    acked(store, 1, safe=2**53 - 1)
    assert gone(store) == 1
    assert numbers(store) == [2]


def test_when_all_is_gone_the_numbers_go_on(store: Store) -> None:
    write(store, 3)
    acked(store, 3, safe=3)
    assert gone(store) == 3
    with store.read() as connection:
        assert change_log.counts(connection) == Counts(written=3, acked=3, held=0, safe=3)
    write(store, 1)
    assert numbers(store) == [4]
    begin_new_epoch(store)
    with store.read() as connection:
        assert change_log.exchange_state(connection).last_dseq == 1


def test_what_lies_in_quarantine_stays(store: Store) -> None:
    write(store, 4)
    acked(store, 4, safe=4)
    with store.apply() as transaction:
        change_log.note_held(transaction, [(3, "Trung tâm chưa có hồ sơ này.")])
    assert gone(store) == 2
    with store.read() as connection:
        assert [one.dseq for one in change_log.held(connection, 9)] == [3]


def test_a_few_go_at_a_time(store: Store) -> None:
    write(store, AT_ONCE + 1)
    acked(store, AT_ONCE + 1, safe=AT_ONCE + 1)
    assert (gone(store), gone(store), gone(store)) == (AT_ONCE, 1, 0)
