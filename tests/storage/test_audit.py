"""The audit only grows, and its end is read as quickly as its beginning."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import delete, update
from sqlalchemy.exc import IntegrityError

from desktop_app.storage import audit
from desktop_app.storage.audit import Note
from desktop_app.storage.store import Store
from desktop_app.storage.tables import audit as table

AT = datetime(2026, 11, 23, 1, 30, tzinfo=UTC)


def a_note(number: int) -> Note:
    return Note(at=AT, user="u1", act="view", kind="worker", record=f"w{number}", detail="")


def test_lines_come_back_newest_first_page_by_page(store: Store):
    notes = [a_note(number) for number in range(7)]
    with store.write(user="u1") as transaction:
        audit.add(transaction, notes[:4])
    with store.write(user="u1") as transaction:
        audit.add(transaction, notes[4:])
    with store.read() as connection:
        assert audit.count(connection) == 7
        pages = [audit.newest(connection, offset=at, limit=3) for at in (0, 3, 6, 9)]
    assert pages == [notes[6:3:-1], notes[3:0:-1], notes[:1], []]


def test_an_empty_audit(store: Store):
    with store.read() as connection:
        assert (audit.count(connection), audit.newest(connection, offset=0, limit=9)) == (0, [])


def test_a_line_that_was_not_committed_leaves_no_hole(store: Store):
    def break_off() -> None:
        with store.write(user="u1") as transaction:
            audit.add(transaction, [a_note(1)])
            raise RuntimeError

    with pytest.raises(RuntimeError):
        break_off()
    with store.write(user="u1") as transaction:
        audit.add(transaction, [a_note(2)])
    with store.read() as connection:
        assert audit.count(connection) == 1
        assert audit.newest(connection, offset=0, limit=9) == [a_note(2)]


@pytest.mark.parametrize("statement", [update(table).values(user="u2"), delete(table)])
def test_what_was_noted_stays_noted(store: Store, statement: object):
    with store.write(user="u1") as transaction:
        audit.add(transaction, [a_note(1)])
    for transaction_of in (lambda: store.write(user="u1"), store.apply):
        with pytest.raises(IntegrityError), transaction_of() as transaction:
            transaction.execute(statement)  # type: ignore[call-overload]
    with store.read() as connection:
        assert audit.newest(connection, offset=0, limit=9) == [a_note(1)]
