"""Open letters, calls due and the figures of a day."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from sqlalchemy import text

from desktop_app.domain.follow_ups import FollowUpContact, FollowUpTask
from desktop_app.domain.letter_numbers import typed_number
from desktop_app.domain.records import Record
from desktop_app.domain.referrals import (
    MOVES,
    OPEN_STATES,
    SET_ASIDE,
    Referral,
    ReferralEvent,
    state_of,
)
from desktop_app.domain.visits import Visit
from desktop_app.storage import case_queries, records
from desktop_app.storage.store import Store

TODAY = date(2026, 11, 23)
START = datetime(2026, 11, 22, 17, 0, tzinfo=UTC)
"""Midnight in Vietnam."""
END = START + timedelta(days=1)
NOON = START + timedelta(hours=12)
FIRST, LAST = START, END - timedelta(seconds=1)
BEFORE, AFTER = START - timedelta(seconds=1), END


def add(store: Store, *new: Record) -> None:
    """Save records."""
    with store.write(user="u1") as transaction:
        for record in new:
            records.add(transaction, record)


A_MOVE = st.tuples(st.sampled_from([*MOVES, SET_ASIDE]), st.integers(0, 3))
"""A move, and of a setting aside which of the events before it."""
MOVE_LISTS = st.lists(st.lists(A_MOVE, max_size=5), max_size=4)


@settings(
    max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None
)
@example(letters=[[("issued", 0), (SET_ASIDE, 0)]])
@given(letters=MOVE_LISTS)
def test_a_letter_is_open_as_long_as_its_state_says(
    store: Store, letters: list[list[tuple[str, int]]]
) -> None:
    expected: list[str] = []
    with store.apply() as transaction:
        transaction.execute(text("DELETE FROM referral"))
        transaction.execute(text("DELETE FROM referral_event"))
        for n, moves in enumerate(letters):
            letter = f"r{n}"
            records.add(transaction, Referral(id=letter, number=letter, worker_id=f"of {letter}"))
            events = [
                ReferralEvent(
                    id=f"{letter}e{m}",
                    referral_id=letter,
                    move=move,
                    at=NOON + timedelta(minutes=m),
                    corrects=f"{letter}e{of}" if move == SET_ASIDE else "",
                )
                for m, (move, of) in enumerate(moves)
            ]
            for event in events:
                records.add(transaction, event)
            if state_of(events) in OPEN_STATES:
                expected.append(letter)
        found = case_queries.open_referrals(transaction)
        asked = [f"of r{n}" for n in range(0, len(letters), 2)]
        waiting = case_queries.who_waits(transaction, asked)
    assert [letter.id for letter in found] == expected
    assert waiting == {f"of {letter}" for letter in expected} & {*asked}


def test_letters_that_run_out_first_stand_first(store: Store) -> None:
    days = {"r1": 25, "r2": 24, "r3": 25, "r4": 24}
    for letter, day in days.items():
        add(
            store,
            Referral(id=letter, number=f"BS1-{letter}", valid_until=date(2026, 11, day)),
            ReferralEvent(id=f"e{letter}", referral_id=letter, move="issued"),
        )
    with store.read() as connection:
        found = case_queries.open_referrals(connection)
    assert [letter.id for letter in found] == ["r2", "r4", "r1", "r3"]


def test_calls_are_due_until_they_are_made(store: Store) -> None:
    add(
        store,
        FollowUpTask(id="t1", due_on=TODAY),
        FollowUpTask(id="t2", due_on=TODAY - timedelta(days=40)),
        FollowUpTask(id="t3", due_on=TODAY + timedelta(days=1)),
        FollowUpTask(id="t4", due_on=TODAY, done_by="c1"),
        FollowUpTask(id="t5", due_on=None),
    )
    with store.read() as connection:
        due = case_queries.due_tasks(connection, until=TODAY)
    assert [task.id for task in due] == ["t2", "t1"]


def test_no_call_is_due_for_work_that_was_set_aside(store: Store) -> None:
    begun, again = (
        ReferralEvent(id=name, referral_id="r1", move="started_work", at=NOON)
        for name in ("e1", "e2")
    )
    add(store, begun, FollowUpTask(id="t1", referral_id="r1", due_on=TODAY))
    add(store, ReferralEvent(id="e9", referral_id="r1", move=SET_ASIDE, corrects="e1"))
    with store.read() as connection:
        assert case_queries.due_tasks(connection, until=TODAY) == []
    add(store, again)
    with store.read() as connection:
        assert [task.id for task in case_queries.due_tasks(connection, until=TODAY)] == ["t1"]


def test_the_calls_of_a_day_are_those_recorded_in_it(store: Store) -> None:
    moments = {"first": FIRST, "last": LAST, "before": BEFORE, "after": AFTER}
    add(
        store,
        *(FollowUpContact(id=f"c-{name}", worker_id="w1", at=at) for name, at in moments.items()),
    )
    with store.read() as connection:
        assert case_queries.calls_made(connection, start=START, end=END) == 2


VISITS = st.lists(st.tuples(st.integers(0, 5), st.booleans()), max_size=6)
"""Corrections in the order they are made: of which visit, and whether it is withdrawn."""


@settings(
    max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None
)
@given(corrections=VISITS)
def test_only_valid_visits_are_counted_and_listed(
    store: Store, corrections: list[tuple[int, bool]]
) -> None:
    visits = [Visit(id=f"v{n}", worker_id="w1", at=NOON) for n in range(3)]
    for n, (corrected, withdrawn) in enumerate(corrections, start=3):
        of = visits[corrected % len(visits)].id
        visits.append(Visit(id=f"v{n}", worker_id="w1", at=NOON, corrects=of, withdrawn=withdrawn))
    of_others = {visit.corrects for visit in visits}
    valid = [visit for visit in visits if visit.id not in of_others and not visit.withdrawn]
    with store.apply() as transaction:
        transaction.execute(text("DELETE FROM visit"))
        records.add_many(transaction, visits, stream="BS")
        listed = case_queries.recent_visits(transaction, offset=0, limit=99)
        counted = case_queries.count_visits(transaction)
    assert listed == list(reversed(valid))
    assert counted == len(valid)


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("12", ["BS2-2026-00012", "TD1-2026-00012", "BS1-2025-00012"]),
        ("12/BS", ["BS2-2026-00012", "BS1-2025-00012"]),
        ("bs1 12", ["BS1-2025-00012"]),
        ("0012/2026", ["BS2-2026-00012", "TD1-2026-00012"]),
        ("TD1-2026-00112", ["TD1-2026-00112"]),
        ("2", []),
        ("7", []),
    ],
)
def test_letters_are_found_by_their_numbers(store: Store, typed: str, found: list[str]) -> None:
    numbers = ("BS1-2025-00012", "TD1-2026-00012", "BS2-2026-00012", "TD1-2026-00112", "", "7")
    days = (date(2025, 3, 1), *[TODAY] * 5)
    letters = [
        Referral(id=f"r{n}", number=number, issued_on=day)
        for n, (number, day) in enumerate(zip(numbers, days, strict=True))
    ]
    add(store, *letters)
    number = typed_number(typed)
    assert number is not None
    with store.read() as connection:
        letters = case_queries.letters_numbered(connection, number, limit=3)
    assert [letter.number for letter in letters] == found
