"""Change capture: what is logged, what is refused, and a clock that never goes back."""

import json
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, select, text, update
from sqlalchemy.exc import IntegrityError

from desktop_app.domain import changes as domain_changes
from desktop_app.domain.changes import Change, Fields
from desktop_app.domain.kinds import BY_NAME, KINDS
from desktop_app.domain.records import Kind
from desktop_app.domain.staff import STAFF, Staff
from desktop_app.domain.visits import Visit
from desktop_app.domain.workers import WORKER, Worker
from desktop_app.protocol import versions
from desktop_app.storage import change_log, clock, device_keys, records
from desktop_app.storage.engine import open_database
from desktop_app.storage.store import Store
from desktop_app.storage.tables import encode_fields, from_columns, sync_ctx, table_of
from desktop_app.storage.triggers import installed_triggers, trigger_sql
from tests.unsent import unsent_changes

FOREIGN = "01a206fccd3b-0000-00000000000000aa"


def log_of(store: Store) -> list[Change]:
    """Everything logged so far."""
    with store.read() as connection:
        return unsent_changes(connection)


def device_of(store: Store) -> str:
    """The device whose log this is."""
    with store.read() as connection:
        return change_log.exchange_state(connection).device


def add(store: Store, *new: Any, user: str = "u1") -> None:
    """Add records in one transaction."""
    with store.write(user=user) as transaction:
        for record in new:
            records.add(transaction, record)


def test_a_new_record_is_logged_with_the_groups_that_say_something(store: Store) -> None:
    visit = Visit(id="v1", worker_id="w1", topics=("1", "2"), minutes=20)
    add(store, visit)
    (change,) = log_of(store)
    with store.read() as connection:
        saved = records.get(connection, Visit, "v1")
    assert saved
    assert saved == visit
    assert saved.stamps == dict.fromkeys(("client", "visit"), change.stamp)
    assert change == Change(
        device=device_of(store),
        epoch=1,
        dseq=1,
        tx=change.tx,
        kind="visit",
        record="v1",
        op="insert",
        stamp=change.stamp,
        user="u1",
        wire=versions.WIRE,
        groups={
            "client": {"worker_id": "w1"},
            "visit": {
                "at": None,
                "channel": "",
                "topics": ["1", "2"],
                "content": "",
                "advice": "",
                "next_step": "",
                "next_step_on": None,
                "minutes": 20,
                "counsellor_id": "",
            },
        },
        base={"client": "", "visit": ""},
    )


def test_an_edit_is_logged_with_its_groups_whole_and_the_stamps_they_had(store: Store) -> None:
    add(store, Worker(id="w1", phone="0378111204", residence_detail="Thôn Đoài"))
    with store.write(user="u2") as transaction:
        seen = records.get(transaction, Worker, "w1")
        assert seen
        changed = replace(seen, residence_commune="new:06325", hidden=True)
        assert records.save(transaction, changed) == ("residence", "hidden")
    insert, edit = log_of(store)
    assert (edit.op, edit.user, edit.dseq) == ("update", "u2", 2)
    assert edit.groups == {
        "residence": {"residence_commune": "new:06325", "residence_detail": "Thôn Đoài"},
        "hidden": {"hidden": True},
    }
    # Whoever hides tells what he had seen of the whole record: an edit he had not seen beats it.
    assert edit.base == {"residence": insert.stamp, "hidden": insert.stamp}
    with store.read() as connection:
        after = records.get(connection, Worker, "w1")
    assert after
    assert after.stamps == {**seen.stamps, "residence": edit.stamp, "hidden": edit.stamp}


@pytest.mark.parametrize("record_id", ["''", "'có dấu'", "x'77'", "NULL", f"'{'a' * 65}'"])
def test_an_id_the_centre_would_refuse_is_refused_here(store: Store, record_id: str) -> None:
    with pytest.raises(IntegrityError), store.write(user="u1") as transaction:
        transaction.execute(text(f"INSERT INTO worker (id) VALUES ({record_id})"))  # noqa: S608 - ours
    assert log_of(store) == []


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM change_log",
        "UPDATE change_log SET groups = '{}'",
        "UPDATE worker SET stream = 'HL'",
    ],
)
def test_the_log_and_the_stream_of_a_record_stay_as_they_are(store: Store, statement: str) -> None:
    with store.apply() as transaction:
        device_keys.set_stream(transaction, "BS")
    add(store, Worker(id="w1", full_name="Bế Văn Tú"))
    before = log_of(store)
    with pytest.raises(IntegrityError), store.write(user="u1") as transaction:
        transaction.execute(text(statement))
    assert log_of(store) == before


def test_a_value_taken_away_is_logged_as_null(store: Store) -> None:
    add(store, Worker(id="w1", desired_wage=7_000_000, consent_on=date(2026, 11, 23)))
    with store.write(user="u1") as transaction:
        seen = records.get(transaction, Worker, "w1")
        assert seen
        records.save(transaction, replace(seen, desired_wage=None, consent_on=None))
    edit = log_of(store)[-1]
    assert edit.groups["wishes"]["desired_wage"] is None
    assert edit.groups["consent"]["consent_on"] is None


def test_the_base_keeps_a_clamped_stamp_whole(store: Store) -> None:
    clamped = "01a206fccd3b-0000-00000000000000aa~01b206fccd3b-0000-00000000000000aa"
    with store.apply() as transaction:
        fields = {"full_name": "Hà Văn Mẫn", "role": "", "active": True}
        records.write_foreign(transaction, STAFF, "s1", fields, {"name": clamped}, "BS")
    with store.write(user="u1") as transaction:
        seen = records.get(transaction, Staff, "s1")
        assert seen
        records.save(transaction, replace(seen, full_name="Hà Văn Mẫn Em", role="head"))
    (change,) = log_of(store)
    assert change.base == {"name": clamped, "role": ""}


def test_an_update_that_changes_nothing_is_not_logged(store: Store) -> None:
    add(store, Worker(id="w1", full_name="Bàn Thị Mùi"))
    with store.write(user="u1") as transaction:
        transaction.execute(text("UPDATE worker SET full_name = full_name, phone = ''"))
    assert [change.op for change in log_of(store)] == ["insert"]


def test_a_bulk_update_is_logged_row_by_row_in_one_transaction(store: Store) -> None:
    add(store, *(Worker(id=f"w{n}", area=str(n % 2)) for n in range(4)))
    with store.write(user="u1") as transaction:
        transaction.execute(text("UPDATE worker SET area = '1'"))
    bulk = log_of(store)[4:]
    assert [change.record for change in bulk] == ["w0", "w2"]
    assert len({change.tx for change in bulk}) == 1
    assert len({change.stamp for change in bulk}) == 2


def test_raw_sql_of_another_tool_is_logged(store: Store, raw: Callable[[], Any]) -> None:
    other = raw()
    other.execute("INSERT INTO worker (id, full_name) VALUES ('w1', 'Nông Thị Mến')")
    other.execute("BEGIN")
    other.execute("UPDATE worker SET phone = '0963118254'")
    other.execute("UPDATE worker SET hidden = 1, priority_groups = '[\"x\"]'")
    other.execute("COMMIT")
    log = log_of(store)
    assert [change.op for change in log] == ["insert", "update", "update"]
    assert log[2].groups == {"priority": {"priority_groups": ["x"]}, "hidden": {"hidden": True}}
    assert [(change.user, change.tx) for change in log] == [("", c.stamp) for c in log]


def test_raw_sql_that_is_no_list_is_refused(store: Store, raw: Callable[[], Any]) -> None:
    with pytest.raises(Exception, match="malformed JSON"):
        raw().execute("INSERT INTO visit (id, topics) VALUES ('v1', 'x')")
    assert log_of(store) == []


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_records_are_neither_deleted_nor_replaced_nor_renamed(
    store: Store, kind: Kind, raw: Callable[[], Any]
) -> None:
    add(store, kind.record(id="r1"))
    other = raw()
    for sql, reason in (
        ("DELETE FROM {}", "hidden instead"),
        ("INSERT OR REPLACE INTO {} (id) VALUES ('r1')", "never replaced"),
        ("REPLACE INTO {} (id) VALUES ('r1')", "never replaced"),
        ("UPDATE {} SET id = 'r2'", "id never changes"),
    ):
        with pytest.raises(Exception, match=reason):
            other.execute(sql.format(kind.name))
    assert len(log_of(store)) == 1


@pytest.mark.parametrize(
    "kind", [kind for kind in KINDS if kind.append_only], ids=lambda kind: kind.name
)
def test_what_is_only_added_to_is_never_changed(
    store: Store, kind: Kind, raw: Callable[[], Any]
) -> None:
    add(store, kind.record(id="r1"))
    column = next(iter(kind.groups.values()))[0]
    with pytest.raises(Exception, match="a correction is a new record"):
        raw().execute(f"UPDATE {kind.name} SET {column} = 'x'")  # noqa: S608 - our own names


def test_what_came_from_elsewhere_is_not_logged(store: Store) -> None:
    with store.apply() as transaction:
        records.write_foreign(
            transaction, STAFF, "s1", {"full_name": "Lê"}, {"name": FOREIGN}, "BS"
        )
        transaction.execute(text("INSERT INTO visit (id) VALUES ('v1')"))
        transaction.execute(text("UPDATE visit SET content = 'x'"))
    assert log_of(store) == []
    add(store, Staff(id="s2"))
    assert [change.record for change in log_of(store)] == ["s2"]


def test_a_failed_application_leaves_the_log_on(store: Store) -> None:
    with pytest.raises(IntegrityError), store.apply() as transaction:
        transaction.execute(text("INSERT INTO visit (id) VALUES ('v1'), ('v1')"))
    add(store, Visit(id="v1"))
    assert [change.record for change in log_of(store)] == ["v1"]


def test_new_records_belong_to_the_office_of_the_pc(store: Store) -> None:
    with store.write(user="u1") as transaction:
        transaction.execute(update(sync_ctx).values(stream="BS"))
        records.add(transaction, Worker(id="w1"))
    with store.read() as connection:
        assert connection.scalar(select(table_of(WORKER).c.stream)) == "BS"


def test_rolled_back_changes_leave_no_gap_in_the_numbers(store: Store) -> None:
    add(store, Staff(id="s1"))
    with pytest.raises(IntegrityError):
        add(store, Staff(id="s2"), Staff(id="s2"))
    add(store, Staff(id="s3"))
    assert [(change.dseq, change.record) for change in log_of(store)] == [(1, "s1"), (2, "s3")]


def test_the_wire_version_is_the_protocols() -> None:
    assert domain_changes.WIRE == versions.WIRE


def test_triggers_another_tool_removed_are_there_again_after_opening(
    path: Path, key: bytes, raw: Callable[[], Any]
) -> None:
    other = raw()
    other.execute("DROP TRIGGER capture_worker_insert")
    other.execute("DROP TRIGGER capture_worker_update")
    other.execute("CREATE TRIGGER capture_worker_update AFTER UPDATE ON worker BEGIN SELECT 1; END")
    store = open_database(path, key)
    with store.read() as connection:
        assert installed_triggers(connection) == dict(trigger_sql())
    store.close()


# --- The clock -----------------------------------------------------------------------------------


def set_clock(connection: Connection, **values: int) -> None:
    """Put the clock somewhere else."""
    connection.execute(update(sync_ctx).values(**values))


def test_stamps_follow_the_time(store: Store) -> None:
    before = datetime.now(UTC).timestamp() * 1000
    add(store, Staff(id="s1"))
    after = datetime.now(UTC).timestamp() * 1000
    stamp = log_of(store)[0].stamp
    assert before - 1 <= int(stamp[:12], 16) <= after
    assert stamp[17:] == "-" + device_of(store)


def test_stamps_rise_although_the_clock_is_set_back(store: Store) -> None:
    for n, offset in enumerate((0, -86_400_000, -864_000_000, 5_000, 0)):
        with store.write(user="u1") as transaction:
            clock.set_offset(transaction, offset)
            records.add(transaction, Staff(id=f"s{n}"))
            records.add(transaction, Staff(id=f"t{n}"))
    stamps = [change.stamp for change in log_of(store)]
    assert stamps == sorted(set(stamps))


def test_a_counter_that_runs_over_moves_the_time_on(store: Store) -> None:
    far = 1 << 42
    with store.write(user="u1") as transaction:
        set_clock(transaction, ms=far, counter=65534)
        for n in range(3):
            records.add(transaction, Staff(id=f"s{n}"))
    times = [change.stamp[:17] for change in log_of(store)]
    assert times == [f"{far:012x}-ffff", f"{far + 1:012x}-0000", f"{far + 1:012x}-0001"]


def test_two_that_write_under_one_name_in_the_same_milliseconds_give_other_stamps(
    store: Store,
) -> None:
    """As a copied disk does, until one of the two hears that it was copied: two edits under one
    stamp would be taken for one, and a value would be gone."""
    begun = time.time()
    for n in range(300):
        add(store, Staff(id=f"s{n}"))
    with store.write(user="u1") as transaction:
        set_clock(transaction, ms=0, counter=0)
        clock.set_offset(transaction, int((begun - time.time()) * 1000))
    for n in range(300):
        add(store, Staff(id=f"t{n}"))
    stamps = [change.stamp for change in log_of(store)]
    of_first, of_second = stamps[:300], stamps[300:]
    assert len({stamp[:12] for stamp in of_first} & {stamp[:12] for stamp in of_second}) > 10
    assert len({*of_first} & {*of_second}) < 4  # one of 32,768 may


def test_an_edit_is_later_than_what_was_seen_before_it(store: Store) -> None:
    foreign = f"{1 << 42:012x}-0007-ffffffffffffffff"
    with store.apply() as transaction:
        records.write_foreign(
            transaction, STAFF, "s1", {"full_name": "Lê"}, {"name": foreign}, "BS"
        )
        clock.observe(transaction, ["000000000001-0000-ffffffffffffffff", ""])
    add(store, Staff(id="s2"))
    (change,) = log_of(store)
    assert change.stamp > foreign
    assert change.stamp[:12] == f"{(1 << 42) + 1:012x}"


# --- Any history ---------------------------------------------------------------------------------

_PHONES = st.sampled_from(["", "0963118254", "0378111204"])
_STEPS = st.one_of(
    st.tuples(st.just("add"), st.integers(0, 5), _PHONES),
    st.tuples(st.just("save"), st.integers(0, 5), _PHONES),
    st.tuples(st.just("bulk"), st.just(0), _PHONES),
    st.tuples(st.just("visit"), st.integers(0, 50), _PHONES),
)
_HISTORY = st.lists(
    st.tuples(st.lists(_STEPS, max_size=5), st.booleans(), st.integers(-(10**8), 10**8)),
    max_size=8,
)


def step(connection: Connection, what: str, number: int, phone: str) -> None:
    """One write, in one of the ways a program may write."""
    worker_id, visit_id = f"w{number}", f"v{number}"
    known = records.get(connection, Worker, worker_id)
    if what == "add" and known is None:
        records.add(connection, Worker(id=worker_id, phone=phone, priority_groups=(phone,)))
    if what == "save" and known is not None:
        records.save(connection, replace(known, phone=phone, hidden=not known.hidden))
    if what == "bulk":
        connection.execute(
            text("UPDATE worker SET phone = :phone, desired_wage = length(:phone)"),
            {"phone": phone},
        )
    if what == "visit" and records.get(connection, Visit, visit_id) is None:
        records.add(connection, Visit(id=visit_id, worker_id=worker_id, content=phone))


def rows_of(connection: Connection) -> dict[tuple[str, str], tuple[Fields, dict[str, str]]]:
    """All records as they stand in the tables."""
    found: dict[tuple[str, str], tuple[Fields, dict[str, str]]] = {}
    for kind in KINDS:
        for row in connection.execute(select(table_of(kind))).mappings():
            found[kind.name, row["id"]] = (from_columns(kind, row), json.loads(row["stamps"]))
    return found


def replayed(log: list[Change]) -> dict[tuple[str, str], tuple[Fields, dict[str, str]]]:
    """All records as the log tells them, each from a blank one, checking each base on the way."""
    told: dict[tuple[str, str], tuple[Fields, dict[str, str]]] = {}
    for change in log:
        kind = BY_NAME[change.kind]
        blank = encode_fields(kind, kind.record(id=change.record))
        fields, stamps = told.setdefault((change.kind, change.record), (blank, {}))
        seen = {group: {stamps.get(group, "")} for group in change.groups}
        if change.groups.get("hidden", {}).get("hidden"):  # names all that was seen of the record
            seen["hidden"] = {*stamps.values()} or {""}
        assert {group: {*base.split("~")} for group, base in change.base.items()} == seen
        for group, values in change.groups.items():
            assert tuple(values) == BY_NAME[change.kind].groups[group]
            fields |= values
            stamps[group] = change.stamp
    return told


@settings(
    max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None
)
@given(history=_HISTORY)
def test_replaying_the_log_makes_the_tables(store: Store, history: list[Any]) -> None:
    with store.apply() as transaction:
        for table in ("worker", "visit", "change_log", "worker_list", "worker_words"):
            transaction.execute(text(f"DELETE FROM {table}"))  # noqa: S608 - our own names
        transaction.execute(text("DELETE FROM sqlite_sequence"))
    for steps, succeeds, offset in history:
        try:
            with store.write(user="u1") as transaction:
                clock.set_offset(transaction, offset)
                for what, number, phone in steps:
                    step(transaction, what, number, phone)
                if not succeeds:
                    raise ZeroDivisionError
        except ZeroDivisionError:
            continue
    log = log_of(store)
    with store.read() as connection:
        assert replayed(log) == rows_of(connection)
    assert [change.dseq for change in log] == list(range(1, len(log) + 1))
    stamps = [change.stamp for change in log]
    assert stamps == sorted(set(stamps))
