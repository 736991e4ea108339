"""What waits to be sent, how far the centre knows it, and what the screen says of it."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from desktop_app.domain.offices import Office
from desktop_app.domain.staff import Staff
from desktop_app.domain.visits import Visit
from desktop_app.domain.workers import Worker
from desktop_app.storage import change_log, clock, records
from desktop_app.storage.change_log import Counts, ExchangeState, Round, SealedBatch, WaitingChange
from desktop_app.storage.store import Store
from tests.unsent import unsent_changes

NOON = datetime(2026, 11, 23, 5, 0, tzinfo=UTC)


def add_transactions(store: Store, sizes: Sequence[int]) -> None:
    """One transaction for each size, of that many members of staff."""
    number = 0
    for size in sizes:
        with store.write(user="u1") as transaction:
            for _ in range(size):
                number += 1
                records.add(transaction, Staff(id=f"s{number:03}"))


def unsent(store: Store) -> list[int]:
    """The numbers of the changes to send."""
    with store.read() as connection:
        return [change.dseq for change in unsent_changes(connection)]


def test_what_is_acknowledged_is_not_sent_again(store: Store) -> None:
    add_transactions(store, [2, 3, 1])
    with store.apply() as transaction:
        change_log.mark_acked(transaction, dseq=2, chain="c2")
    assert unsent(store) == [3, 4, 5, 6]
    with store.apply() as transaction:
        change_log.mark_acked(transaction, dseq=6, chain="c6")
        change_log.mark_acked(transaction, dseq=5, chain="c5")
    assert unsent(store) == []
    with store.read() as connection:
        state = change_log.exchange_state(connection)
    assert (state.acked_dseq, state.chain) == (6, "c6")


def test_the_state_of_a_new_pc(store: Store) -> None:
    with store.read() as connection:
        state = change_log.exchange_state(connection)
    assert state == ExchangeState(
        device=state.device,
        epoch=1,
        acked_dseq=0,
        chain="",
        last_dseq=0,
        server_epoch="",
        cursors={},
        last_round_at=None,
        last_fault="",
        offset_ms=0,
    )
    assert len(bytes.fromhex(state.device)) == 8


def test_the_state_after_some_exchange(store: Store) -> None:
    add_transactions(store, [2])
    with store.apply() as transaction:
        change_log.set_cursor(transaction, "BS", 7)
        change_log.set_cursor(transaction, "common", 3)
        change_log.set_cursor(transaction, "BS", 9)
        change_log.set_server_epoch(transaction, "e1")
        change_log.set_clock_offset(transaction, -1500)
        change_log.note_round(transaction, at=NOON, sent=2, received=5, held=0, fault="")
        change_log.note_round(
            transaction,
            at=NOON + timedelta(minutes=15),
            sent=0,
            received=0,
            held=0,
            fault="Chưa liên lạc được.",
        )
    with store.read() as connection:
        state = change_log.exchange_state(connection)
        rounds = change_log.recent_rounds(connection, limit=10)
    assert state == ExchangeState(
        device=state.device,
        epoch=1,
        acked_dseq=0,
        chain="",
        last_dseq=2,
        server_epoch="e1",
        cursors={"BS": 9, "common": 3},
        last_round_at=NOON,
        last_fault="Chưa liên lạc được.",
        offset_ms=-1500,
    )
    failed = Round(
        at=NOON + timedelta(minutes=15), sent=0, received=0, held=0, fault="Chưa liên lạc được."
    )
    assert rounds == [failed, Round(at=NOON, sent=2, received=5, held=0, fault="")]


def test_old_rounds_are_forgotten(store: Store) -> None:
    with store.apply() as transaction:
        for n in range(210):
            change_log.note_round(transaction, at=NOON, sent=n, received=0, held=0, fault="")
    with store.read() as connection:
        rounds = change_log.recent_rounds(connection, limit=1000)
    assert [each.sent for each in rounds] == list(range(209, 9, -1))


def test_a_sealed_batch_is_kept_until_it_is_acknowledged(store: Store) -> None:
    add_transactions(store, [2, 1])
    batch = SealedBatch(
        first_dseq=1, last_dseq=2, epoch=1, previous="", salt="ab" * 16, link="cd" * 32
    )
    with store.apply() as transaction:
        change_log.save_sealed(transaction, batch)
    with store.read() as connection:
        assert change_log.load_sealed(connection) == batch
        again = change_log.changes_between(connection, first_dseq=1, last_dseq=2)
        assert again == unsent_changes(connection)[:2]
    with store.apply() as transaction:
        change_log.mark_acked(transaction, dseq=2, chain=batch.link)
    with store.read() as connection:
        assert change_log.load_sealed(connection) is None


def test_a_batch_sealed_for_nothing_is_sealed_anew(store: Store) -> None:
    add_transactions(store, [1, 1])
    batches = [
        SealedBatch(first_dseq=n, last_dseq=n, epoch=1, previous="", salt="", link=str(n))
        for n in (1, 2)
    ]
    with store.apply() as transaction:
        for batch in batches:
            change_log.save_sealed(transaction, batch)
        change_log.mark_acked(transaction, dseq=1, chain="1")
        change_log.forget_sealed(transaction)
    with store.read() as connection:
        assert change_log.load_sealed(connection) is None
    assert unsent(store) == [2]


def test_the_list_of_what_waits_names_the_person(store: Store) -> None:
    with store.write(user="u1") as transaction:
        records.add(transaction, Office(id="o1"))
        records.add(transaction, Worker(id="w1", full_name="Lâm Thị Ngoan"))
        records.add(transaction, Visit(id="v1", worker_id="w1"))
    with store.apply() as transaction:
        change_log.mark_acked(transaction, dseq=1, chain="c")
        change_log.note_held(transaction, [(1, "Trung tâm chưa biết loại hồ sơ này.")])
    with store.read() as connection:
        stamps = [
            c.stamp for c in change_log.changes_between(connection, first_dseq=1, last_dseq=3)
        ]
        waiting = change_log.waiting(connection, limit=10)
        held = change_log.held(connection, limit=10)
        assert change_log.waiting(connection, limit=1) == waiting[:1]
        assert change_log.counts(connection) == Counts(written=3, acked=1, held=1)
    times = [int(stamp[:12], 16) for stamp in stamps]

    def entry(dseq: int, kind: str, record: str, **more: str) -> WaitingChange:
        about = {"worker_id": "", "worker_name": "", **more}
        at_ms = times[dseq - 1]
        return WaitingChange(
            dseq=dseq, kind=kind, record=record, op="insert", at_ms=at_ms, user="u1", **about
        )

    person = {"worker_id": "w1", "worker_name": "Lâm Thị Ngoan"}
    assert waiting == [entry(2, "worker", "w1", **person), entry(3, "visit", "v1", **person)]
    assert held == [entry(1, "office", "o1", reason="Trung tâm chưa biết loại hồ sơ này.")]


def test_a_held_entry_takes_the_newest_reason(store: Store) -> None:
    add_transactions(store, [1])
    with store.apply() as transaction:
        change_log.note_held(transaction, [(1, "một")])
        change_log.note_held(transaction, [(1, "hai")])
    with store.read() as connection:
        assert [entry.reason for entry in change_log.held(connection, limit=10)] == ["hai"]


def test_a_change_of_an_unknown_kind_is_kept(store: Store) -> None:
    add_transactions(store, [1])
    with store.apply() as transaction:
        (change,) = unsent_changes(transaction)
        for _ in range(2):
            change_log.keep_unknown(transaction, "BS", 5, change)
        kept = transaction.exec_driver_sql("SELECT stream, seq FROM unknown_change").all()
    assert kept == [("BS", 5)]


def test_the_clock_takes_the_latest_of_several_stamps(store: Store) -> None:
    stamps = [f"{n:012x}-0003-00000000000000aa" for n in (5 << 40, 4 << 40)]
    with store.apply() as transaction:
        clock.observe(transaction, stamps)
        clock.observe(transaction, [])
        reached = transaction.exec_driver_sql("SELECT ms FROM sync_ctx").scalar_one()
    assert reached == (5 << 40) + 1
