"""Reading and writing single records, and what became of them meanwhile."""

from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from desktop_app.domain.changes import Change
from desktop_app.domain.employers import EMPLOYER, Employer
from desktop_app.domain.faults import Superseded
from desktop_app.domain.kinds import KINDS
from desktop_app.domain.records import Kind
from desktop_app.domain.staff import STAFF, Staff
from desktop_app.domain.visits import VISIT, Visit
from desktop_app.domain.workers import WORKER, Worker
from desktop_app.storage import edits, records, worker_queries
from desktop_app.storage.store import Store
from desktop_app.storage.tables import encode_fields, table_of
from tests.unsent import unsent_changes

ELSEWHERE = "0aa206fccd3b-0000-00000000000000aa"
LATER = "0ba206fccd3b-0000-00000000000000aa"


def add(store: Store, *new: Worker | Staff | Visit) -> None:
    """Add records in one transaction."""
    with store.write(user="u1") as transaction:
        for record in new:
            records.add(transaction, record)


def worker(store: Store, worker_id: str = "w1") -> Worker:
    """The worker as it stands."""
    with store.read() as connection:
        found = records.get(connection, Worker, worker_id)
    assert found
    return found


def save(store: Store, changed: Worker) -> tuple[str, ...]:
    """Save in a transaction of its own."""
    with store.write(user="u2") as transaction:
        return records.save(transaction, changed)


def test_what_is_not_there_is_none(store: Store) -> None:
    with store.read() as connection:
        assert records.get(connection, Worker, "w1") is None


def test_the_same_id_twice_is_a_bug(store: Store) -> None:
    add(store, Worker(id="w1"))
    with pytest.raises(IntegrityError):
        add(store, Worker(id="w1"))


def test_records_are_found_by_the_values_of_columns(store: Store) -> None:
    visits = [Visit(id=f"v{n}", worker_id=f"w{n % 2}", channel=str(n)) for n in range(4)]
    add(store, *reversed(visits))
    with store.read() as connection:
        assert records.find(connection, Visit) == visits
        assert records.find(connection, Visit, worker_id=("w0",)) == [visits[0], visits[2]]
        assert records.find(connection, Visit, worker_id=("w0", "w1"), channel=("1", "2")) == [
            visits[1],
            visits[2],
        ]
        assert records.find(connection, Visit, id=()) == []


def test_saving_says_which_groups_changed(store: Store) -> None:
    add(store, Worker(id="w1", full_name="Nông Văn Bình"))
    changed = replace(worker(store), phone="0963118254", benefit_until=date(2026, 12, 1))
    assert save(store, changed) == ("phone", "insurance")
    assert worker(store) == changed
    assert save(store, worker(store)) == ()


def test_saving_what_was_never_there_is_a_bug(store: Store) -> None:
    with pytest.raises(LookupError):
        save(store, Worker(id="w1"))


def test_a_save_over_a_newer_value_is_refused_and_nothing_is_written(store: Store) -> None:
    add(store, Worker(id="w1"))
    seen = worker(store)
    save(store, replace(seen, phone="0963118254", note="gọi buổi chiều"))
    with pytest.raises(Superseded) as caught:
        save(store, replace(seen, phone="0378111204", full_name="Lý Thị Hoa"))
    assert caught.value.groups == ("phone", "note")
    assert worker(store).full_name == ""
    assert worker(store).phone == "0963118254"


def test_a_save_that_agrees_with_the_newer_value_goes_through(store: Store) -> None:
    add(store, Worker(id="w1"))
    seen = worker(store)
    save(store, replace(seen, phone="0963118254"))
    both = replace(seen, phone="0963118254", full_name="Lý Thị Hoa")
    assert save(store, both) == ("name",)


def test_a_stamp_the_centre_clamped_is_still_the_one_that_was_seen(store: Store) -> None:
    add(store, Worker(id="w1", phone="0963118254"))
    seen = worker(store)
    own = seen.stamps["phone"]
    with store.apply() as transaction:
        clamped = f"{'0' * 12}{own[12:]}~{own}"
        records.write_foreign(transaction, WORKER, "w1", {}, {"phone": clamped}, "BS")
    assert save(store, replace(seen, phone="0378111204")) == ("phone",)


def test_foreign_fields_are_written_over_and_the_others_stay(store: Store) -> None:
    add(store, Worker(id="w1", full_name="Hoàng Thị Én", phone="0865220917"))
    own = worker(store).stamps
    with store.apply() as transaction:
        fields = {"phone": "0977604183", "priority_groups": ["a", "b"], "hidden": False}
        records.write_foreign(
            transaction, WORKER, "w1", fields, {"phone": ELSEWHERE, "priority": ELSEWHERE}, "TD"
        )
    after = worker(store)
    assert after == Worker(
        id="w1", full_name="Hoàng Thị Én", phone="0977604183", priority_groups=("a", "b")
    )
    assert after.stamps == {**own, "phone": ELSEWHERE, "priority": ELSEWHERE}
    with store.read() as connection:
        assert connection.scalar(select(table_of(WORKER).c.stream)) == "TD"


def test_a_foreign_record_is_new_here(store: Store) -> None:
    with store.apply() as transaction:
        fields = {"full_name": "Lộc Văn Thưởng", "active": False}
        records.write_foreign(transaction, STAFF, "s1", fields, {"name": ELSEWHERE}, "BS")
    with store.read() as connection:
        found = records.get(connection, Staff, "s1")
    assert found
    assert found == Staff(id="s1", full_name="Lộc Văn Thưởng", active=False)
    assert found.stamps == {"name": ELSEWHERE}


def test_fields_of_a_newer_program_are_kept(store: Store) -> None:
    with store.apply() as transaction:
        for fields, stamp in (
            ({"full_name": "Lý", "title": "Bà", "pets": ["mèo"]}, ELSEWHERE),
            ({"title": None}, LATER),
        ):
            records.write_foreign(transaction, STAFF, "s1", fields, {"name": stamp}, "BS")
    with store.write(user="u1") as transaction:
        seen = records.get(transaction, Staff, "s1")
        assert seen
        records.save(transaction, replace(seen, role="head"))
    with store.read() as connection:
        state = records.row_state(connection, STAFF, "s1")
        change = unsent_changes(connection)[0]
    assert state == (
        {"full_name": "Lý", "role": "head", "active": True, "title": None, "pets": ["mèo"]},
        {"name": LATER, "role": change.stamp},
    )
    assert change.groups == {"role": {"role": "head"}}


def test_there_is_no_state_of_what_is_not_there(store: Store) -> None:
    with store.read() as connection:
        assert records.row_state(connection, STAFF, "s1") is None


def test_every_way_of_writing_keeps_the_search_in_step(store: Store) -> None:
    def found(text: str) -> list[str]:
        with store.read() as connection:
            lines = worker_queries.search_workers(connection, text=text, offset=0, limit=10)
        return [line.id for line in lines]

    add(store, Worker(id="w1", full_name="Dương Hữu Nghĩa"))
    assert found("nghia") == ["w1"]
    save(store, replace(worker(store), full_name="Dương Hữu Lễ"))
    assert (found("nghia"), found("le")) == ([], ["w1"])
    with store.apply() as transaction:
        fields = {"full_name": "Đặng Mùi Chẳn"}
        for worker_id in ("w1", "w2"):
            records.write_foreign(transaction, WORKER, worker_id, fields, {"name": ELSEWHERE}, "BS")
    assert (found("le"), found("dang")) == ([], ["w1", "w2"])
    save(store, replace(worker(store), hidden=True))
    assert found("dang") == ["w2"]
    save(store, replace(worker(store), hidden=False))
    assert found("dang") == ["w1", "w2"]


def test_many_records_are_written_at_once_and_not_logged(store: Store) -> None:
    made = [
        Worker(id=f"w{n:04}", full_name=f"Vi Thị {n}", stamps={"name": ELSEWHERE})
        for n in range(2500)
    ]
    visits = [Visit(id=f"v{n:04}", worker_id=f"w{n:04}", topics=("1",)) for n in range(10)]
    with store.apply() as transaction:
        records.add_many(transaction, [*made, *visits, Employer(id="e1")], stream="BS")
    with store.read() as connection:
        assert records.find(connection, Worker) == made
        assert records.find(connection, Visit) == visits
        assert connection.scalar(select(table_of(VISIT).c.stream).distinct()) == "BS"
        assert connection.scalar(select(table_of(EMPLOYER).c.stream)) == "common"
        assert unsent_changes(connection) == []
        assert worker_queries.count_workers(connection, text="vi thi") == 2500
    assert worker(store, "w0007").stamps == {"name": ELSEWHERE}


# --- Deciding ------------------------------------------------------------------------------------


def unsent(store: Store) -> list[Change]:
    with store.read() as connection:
        return unsent_changes(connection)


def settle(store: Store, group: str, values: dict[str, object], *seen: str) -> None:
    with store.write(user="u2") as transaction:
        records.settle(transaction, WORKER, "w1", group, values, seen=seen)


@pytest.mark.parametrize("name", ["Nông Văn Bình", "Nông Văn Bính"])
def test_a_decision_names_all_it_was_made_over_also_for_what_is_shown(
    store: Store, name: str
) -> None:
    add(store, Worker(id="w1", full_name="Nông Văn Bình"))
    shown = worker(store).stamps["name"]
    settle(store, "name", {"full_name": name}, shown, f"{LATER}~{ELSEWHERE}", ELSEWHERE)
    change = unsent(store)[-1]
    assert (change.op, change.user, change.groups, change.base) == (
        "update",
        "u2",
        {"name": {"full_name": name}},
        {"name": f"{shown}~{LATER}~{ELSEWHERE}"},
    )
    after = worker(store)
    assert (after.full_name, after.stamps["name"]) == (name, change.stamp)
    assert len(unsent(store)) == 2
    with store.read() as connection:
        (line,) = worker_queries.search_workers(connection, text=name, offset=0, limit=9)
        assert [edit.stamp for edit in edits.edits_of(connection, ["w1"])] == [change.stamp]
    assert line.full_name == name


@pytest.mark.parametrize("kind", [kind for kind in KINDS if not kind.append_only])
def test_any_group_can_be_decided(store: Store, kind: Kind) -> None:
    """Whatever its columns are: texts, numbers, lists, days that are not known."""
    record = kind.record(id="r1")
    with store.write(user="u1") as transaction:
        records.add(transaction, record)
    fields = encode_fields(kind, record)
    for group, names in kind.groups.items():
        values = {name: fields[name] for name in names}
        with store.write(user="u1") as transaction:
            records.settle(transaction, kind, "r1", group, values, seen=(ELSEWHERE,))
        change = unsent(store)[-1]
        assert (change.groups, change.base) == ({group: values}, {group: ELSEWHERE})


def test_what_is_not_there_cannot_be_decided(store: Store) -> None:
    with pytest.raises(LookupError):
        settle(store, "name", {"full_name": "x"}, ELSEWHERE)
