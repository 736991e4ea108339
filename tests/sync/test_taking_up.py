"""What an older program kept because it did not know it becomes records after the update."""

from collections.abc import Callable
from pathlib import Path

import pytest

from desktop_app.domain.changes import Change
from desktop_app.domain.employers import Employer
from desktop_app.domain.stamps import make_stamp
from desktop_app.domain.workers import Worker
from desktop_app.protocol.encoding import to_json
from desktop_app.protocol.record_states import RecordState
from desktop_app.storage import change_log, snapshot_rows, unknown_kept
from desktop_app.storage.engine import open_database
from desktop_app.sync.lanes import at_once
from desktop_app.sync.taking_up import take_up
from tests.builders import a_worker
from tests.sync.pcs import KEY, APc, a_pc

FIRST = make_stamp(ms=10, counter=0, device="ab" * 8)
LATER = make_stamp(ms=20, counter=0, device="ab" * 8)


@pytest.fixture
def older(tmp_path: Path) -> Callable[[], APc]:
    """A PC whose program did not know employers: one came in a snapshot, its change in a page."""
    path = tmp_path / "older.db"
    state = RecordState(
        kind="employer", id="e1", fields={"name": "May Mẫu"}, stamps={"name": FIRST}
    )
    change = Change(
        device="ab" * 8,
        epoch=1,
        dseq=2,
        tx="t2",
        kind="employer",
        record="e1",
        op="update",
        stamp=LATER,
        user="u1",
        wire=3,
        groups={"name": {"name": "May Thất Khê"}, "note": {"note": "đã gọi"}},
        base={"name": FIRST, "note": ""},
    )
    with a_pc(path) as pc, pc.store.apply() as transaction:
        snapshot_rows.keep_unknown(transaction, "common", "employer", "e1", to_json(state).decode())
        change_log.keep_unknown(transaction, "common", 7, change)

    def opened() -> APc:
        return APc(path, open_database(path, KEY))

    return opened


def test_changes_and_records_of_kinds_known_by_now_are_merged(
    older: Callable[[], APc],
) -> None:
    pc = older()
    assert take_up(pc.store, on_store=at_once) == {"employer"}
    found = pc.one(Employer, "e1")
    assert (found.name, found.note) == ("May Thất Khê", "đã gọi")
    assert found.stamps == {"name": LATER, "note": LATER}
    assert take_up(pc.store, on_store=at_once) == frozenset()
    pc.close()


def test_kinds_still_unknown_stay(tmp_path: Path) -> None:
    with a_pc(tmp_path / "pc.db") as pc:
        with pc.store.apply() as transaction:
            snapshot_rows.keep_unknown(transaction, "BS", "later", "l1", "{}")
        assert take_up(pc.store, on_store=at_once) == frozenset()
        with pc.store.read() as connection:
            assert unknown_kept.known_by_now(connection, 10) == ([], [])


def test_fields_known_by_now_move_into_their_columns_unlogged(tmp_path: Path) -> None:
    with a_pc(tmp_path / "pc.db") as pc:
        pc.add(a_worker(id="w1", note=""))
        extra = to_json({"note": "gọi lại", "later_field": 1}).decode()
        with pc.store.apply() as transaction:
            transaction.exec_driver_sql("UPDATE worker SET extra = ?", (extra,))
        written = pc.exchange().last_dseq
        with pc.store.apply() as transaction:
            unknown_kept.settle_fields(transaction)
        assert pc.one(Worker, "w1").note == "gọi lại"
        assert pc.states(Worker)["w1"][0]["later_field"] == 1
        assert pc.exchange().last_dseq == written


def test_what_could_not_be_merged_stays_kept_with_its_reason(older: Callable[[], APc]) -> None:
    pc = older()
    with pc.store.apply() as transaction:
        transaction.exec_driver_sql("UPDATE unknown_change SET reason = 'field'")
    take_up(pc.store, on_store=at_once)
    with pc.store.read() as connection:
        assert change_log.set_aside(connection) == 1
        assert unknown_kept.counts(connection) == (0, 1)
    pc.close()


def test_what_is_kept_is_counted_by_why(older: Callable[[], APc]) -> None:
    pc = older()
    with pc.store.read() as connection:
        assert unknown_kept.counts(connection) == (2, 0)
    take_up(pc.store, on_store=at_once)
    with pc.store.read() as connection:
        assert unknown_kept.counts(connection) == (0, 0)
    pc.close()
