"""Counting for reports. That every figure agrees with the rules of the domain over random records,
`tests/office/test_figures.py` proves; here stand the cases worth reading, and how they are read."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Connection, Engine, event, insert

from desktop_app.domain.periods import Period
from desktop_app.domain.records import Record
from desktop_app.domain.referrals import SET_ASIDE
from desktop_app.storage import figure_queries, records
from desktop_app.storage.figure_queries import Counting
from desktop_app.storage.store import Store
from desktop_app.storage.tables import same_person
from tests.builders import a_contact, a_referral, a_task, a_visit, a_worker, an_event

DAY = date(2026, 11, 23)
START = datetime(2026, 11, 22, 17, 0, tzinfo=UTC)
"""Midnight in Vietnam."""
NOON = START + timedelta(hours=12)
SPLITS = ("none", "office", "sex", "minority", "area", "age_band", "technical_level", "benefit")


def add(store: Store, *new: Record, stream: str = "BS") -> None:
    """Save records."""
    with store.apply() as transaction:
        records.add_many(transaction, new, stream=stream)


def counts(store: Store, split: str = "none", day: date = DAY) -> dict[tuple[str, str, str], int]:
    """The figures of a day."""
    with store.read() as connection:
        return figure_queries.count(connection, Counting(Period(day, day), split, ["02", "09"]))


def figure(store: Store, family: str, facet: str = "") -> int:
    """One of them, undivided."""
    return counts(store).get((family, facet, "-"), 0)


def test_a_day_begins_and_ends_at_midnight_in_vietnam(store: Store) -> None:
    second = timedelta(seconds=1)
    moments = [START - second, START, START + timedelta(days=1) - second, START + timedelta(days=1)]
    add(store, *(a_visit(at=at) for at in moments))
    assert figure(store, "visits") == 2


def test_of_a_corrected_visit_the_last_correction_counts(store: Store) -> None:
    add(
        store,
        a_visit(id="v1", at=NOON, channel="1"),
        a_visit(id="v2", at=NOON, channel="2", corrects="v1"),
        a_visit(id="v3", at=NOON, channel="3", corrects="v2"),
    )
    found = counts(store)
    channels = {key: n for key, n in found.items() if key[0] == "visits.channel"}
    assert channels == {("visits.channel", "3", "-"): 1}


def test_of_two_outcomes_the_earlier_one_counts(store: Store) -> None:
    letter = a_referral(id="r1", worker_id="w1", issued_on=DAY)
    earlier = NOON - timedelta(minutes=1)
    add(
        store,
        letter,
        an_event(referral_id="r1", move="issued", happened_on=DAY, at=NOON + timedelta(hours=1)),
        an_event(referral_id="r1", move="started_work", happened_on=DAY, at=NOON),
        an_event(referral_id="r1", move="refused_by_worker", happened_on=DAY, at=earlier),
    )
    found = counts(store)
    outcomes = {key: n for key, n in found.items() if key[0] in ("outcome", "placed")}
    assert outcomes == {("outcome", "refused_by_worker", "-"): 1}


def test_what_was_set_aside_counts_nowhere(store: Store) -> None:
    add(
        store,
        a_referral(id="r1", worker_id="w1", issued_on=DAY),
        an_event(referral_id="r1", move="issued", happened_on=DAY, at=NOON),
        an_event(id="e1", referral_id="r1", move="void", happened_on=DAY, at=NOON),
        an_event(
            referral_id="r1",
            move="started_work",
            happened_on=DAY,
            at=NOON + timedelta(hours=1),
            destination="2",
        ),
    )
    assert counts(store) == {}
    later = NOON + timedelta(hours=2)
    add(store, an_event(referral_id="r1", move=SET_ASIDE, corrects="e1", at=later, happened_on=DAY))
    found = counts(store)
    assert {key[:2] for key in found} == {
        ("letters", ""),
        ("referred", ""),
        ("outcome", "started_work"),
        ("placed", ""),
        ("placed.to", "2"),
    }
    assert set(found.values()) == {1}


def test_where_work_is_the_last_call_tells_when_the_outcome_did_not(store: Store) -> None:
    add(store, *_placed("r1", told=""), *_placed("r2", told="3"))
    found = {key[1]: n for key, n in counts(store).items() if key[0] == "placed.to"}
    assert found == {"5": 1, "3": 1}


def _placed(letter: str, *, told: str) -> Iterator[Record]:
    worker = f"worker of {letter}"
    both: dict[str, Any] = {"referral_id": letter, "worker_id": worker}
    yield a_referral(id=letter, worker_id=worker, issued_on=DAY)
    yield an_event(move="issued", happened_on=DAY, at=NOON, **both)
    yield an_event(move="started_work", happened_on=DAY, at=NOON, destination=told, **both)
    for days, destination in ((30, "2"), (90, "5"), (120, "")):
        later = NOON + timedelta(days=days)
        yield a_contact(at=later, placement_destination=destination, **both)


def test_only_the_call_that_answered_counts_for_a_milestone(store: Store) -> None:
    add(
        store,
        a_task(id="t1", milestone="3m", worker_id="w1", done_by="c2"),
        a_contact(id="c1", task_id="t1", worker_id="w1", at=NOON, status="6"),
        a_contact(id="c2", task_id="t1", worker_id="w1", at=NOON, status="2"),
    )
    found = counts(store)
    assert found == {("asked", "3m", "-"): 1, ("still", "3m", "-"): 1}


def test_someone_known_elsewhere_only_by_a_link_is_shown_as_here(store: Store) -> None:
    add(store, a_worker(id="w1", sex="2"), a_visit(worker_id="w1", at=NOON))
    with store.apply() as transaction:
        transaction.execute(insert(same_person).values(worker_id="w1", person_id="elsewhere"))
    assert counts(store, "sex")["people", "", "2"] == 1


@pytest.mark.parametrize("split", SPLITS)
def test_no_large_table_is_read_from_end_to_end(store: Store, split: str) -> None:
    scanned = {step.split()[1] for step in _plan(store, split) if step.startswith("SCAN ")}
    named = {name for name in scanned if name.isidentifier()}
    assert named - {"json_each"} == {"cases", "counted", "topic"}


def _plan(store: Store, split: str) -> list[str]:
    """How SQLite goes about counting, and about listing those behind one figure of each family."""
    counting = Counting(Period(DAY, DAY), split, ["02"])
    asked: list[tuple[str, Any]] = []

    def note(connection: Connection, cursor: Any, sql: str, values: Any, *_: Any) -> None:  # noqa: ARG001 - SQLAlchemy's
        asked.append((sql, values))

    with store.read() as connection:
        engine: Engine = connection.engine
        event.listen(engine, "before_cursor_execute", note)
        found = figure_queries.count(connection, counting)
        for family in ("visits", "people.topic", "employer_visits", "registered", "letters"):
            figure_queries.behind(connection, counting, family=family, facet="", part="")
        for family in ("outcome", "placed.to", "asked", "still"):
            figure_queries.behind(connection, counting, family=family, facet="1m", part="1")
        event.remove(engine, "before_cursor_execute", note)
        assert found == {}
        return [
            step.detail
            for sql, values in asked
            for step in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {sql}", values)
        ]
