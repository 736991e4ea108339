"""Serials without gaps, for each office, PC and year."""

from datetime import date

import pytest

from desktop_app.domain.referrals import Referral
from desktop_app.storage import records
from desktop_app.storage.letter_numbers import next_serial
from desktop_app.storage.store import Store


def give(store: Store, *, office_code: str = "BS", pc: int = 1, year: int = 2026) -> int:
    """A serial in a transaction of its own."""
    with store.write(user="u1") as transaction:
        return next_serial(transaction, office_code=office_code, pc=pc, year=year)


def test_serials_follow_each_other(store: Store) -> None:
    assert [give(store) for _ in range(3)] == [1, 2, 3]


def test_years_offices_and_pcs_count_for_themselves(store: Store) -> None:
    assert [give(store), give(store, year=2027), give(store)] == [1, 1, 2]
    assert [give(store, office_code="TD"), give(store, pc=2), give(store)] == [1, 1, 3]


def test_a_letter_that_was_not_saved_leaves_no_gap(store: Store) -> None:
    def fail() -> None:
        with store.write(user="u1") as transaction:
            assert next_serial(transaction, office_code="BS", pc=1, year=2026) == 2
            raise ZeroDivisionError

    assert give(store) == 1
    with pytest.raises(ZeroDivisionError):
        fail()
    assert give(store) == 2


def test_letters_brought_back_by_the_centre_keep_their_numbers(store: Store) -> None:
    """Restored from a backup, this PC has given fewer serials than it really has."""
    assert give(store) == 1
    numbers = ("BS1-2026-00002", "BS1-2026-100000", "BS2-2026-200000", "BS11-2026-200000")
    letters = [
        Referral(id=f"r{number}", number=number, issued_on=date(2026, 11, 23)) for number in numbers
    ]
    with store.apply() as transaction:
        records.add_many(transaction, letters, stream="BS")
    assert [give(store), give(store), give(store, year=2027)] == [100_001, 100_002, 1]
