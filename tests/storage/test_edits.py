"""Who changed which field groups: of what is written here, and of what was received."""

from dataclasses import replace
from typing import Any

from sqlalchemy import select

from desktop_app.domain.changes import Change
from desktop_app.domain.follow_ups import FollowUpTask
from desktop_app.domain.stamps import make_stamp, milliseconds
from desktop_app.domain.workers import Worker
from desktop_app.storage import edits, records
from desktop_app.storage.edits import SHOWN_AGAIN, Edit
from desktop_app.storage.store import Store
from desktop_app.storage.tables import edit
from tests.unsent import unsent_changes

STAMP = make_stamp(ms=1_795_000_000_000, counter=0, device="a" * 16)


def edits_of(store: Store, *record_ids: str) -> list[Edit]:
    with store.read() as connection:
        return edits.edits_of(connection, record_ids)


def saved(store: Store, **changes: Any) -> None:
    """Change the worker w1 here."""
    with store.write(user="u2") as transaction:
        worker = records.get(transaction, Worker, "w1")
        assert worker
        records.save(transaction, replace(worker, **changes))


def received(store: Store, **changes: Any) -> None:
    """Note a change of w1 made elsewhere."""
    change: dict[str, Any] = {
        "device": "a" * 16,
        "epoch": 1,
        "dseq": 1,
        "tx": "t1",
        "kind": "worker",
        "record": "w1",
        "op": "update",
        "stamp": STAMP,
        "user": "u9",
        "wire": 1,
        "groups": {"phone": {"phone": "0912000111"}},
        "base": {},
    }
    with store.apply() as transaction:
        edits.note_received(transaction, [Change(**(change | changes))])


def test_what_is_changed_here_is_noted_as_it_is_logged(store: Store) -> None:
    with store.write(user="u1") as transaction:
        records.add(transaction, Worker(id="w1"))
    assert edits_of(store, "w1") == []  # registering is no edit
    saved(store, phone="0963118254", note="gọi buổi chiều")
    saved(store, hidden=True)
    saved(store, hidden=False)
    saved(store)
    with store.read() as connection:
        logged = unsent_changes(connection)[1:]
    noted = edits_of(store, "w1", "w2")
    assert [(one.stamp, one.user) for one in noted] == [(one.stamp, "u2") for one in logged]
    assert [one.groups for one in noted] == [("phone", "note"), ("hidden",), (SHOWN_AGAIN,)]
    moments = [milliseconds(one.stamp) / 1000 for one in logged]
    assert [one.at.timestamp() for one in noted] == moments


def test_calls_are_done_and_nobody_needs_to_be_told(store: Store) -> None:
    with store.write(user="u1") as transaction:
        task = FollowUpTask(id="t1")
        records.add(transaction, task)
        records.save(transaction, replace(task, done_by="c1", stamps={}))
        count = len(transaction.execute(select(edit)).all())
    assert count == 0


def test_what_was_changed_elsewhere_is_noted_once(store: Store) -> None:
    for _ in range(2):
        received(store)
    received(store, op="insert", record="w2")
    received(store, kind="job_session", record="s1")
    received(store, groups={}, record="w3")
    (noted,) = edits_of(store, "w1", "w2", "w3", "s1")
    assert (noted.user, noted.groups, noted.stamp) == ("u9", ("phone",), STAMP)


def test_a_stamp_the_centre_set_right_takes_the_place_of_the_first(store: Store) -> None:
    received(store)
    early = make_stamp(ms=1_794_000_000_000, counter=0, device="a" * 16)
    received(store, stamp=f"{early}~{STAMP}")
    (noted,) = edits_of(store, "w1")
    assert noted.at.timestamp() == 1_794_000_000


def test_records_of_others_do_not_mix(store: Store) -> None:
    received(store)
    received(store, record="w2")
    assert [one.record for one in edits_of(store, "w2")] == ["w2"]
