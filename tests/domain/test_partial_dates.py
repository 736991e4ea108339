"""Dates known to the day, the month or the year."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_app.domain.partial_dates import PartialDate

DAYS = st.dates()


@given(DAYS)
def test_its_text_is_read_back(day: date) -> None:
    for known in (
        PartialDate(day.year),
        PartialDate(day.year, day.month),
        PartialDate.from_date(day),
    ):
        assert PartialDate.from_iso(known.iso()) == known
        assert known.earliest() <= day


def test_iso_of_each_precision() -> None:
    assert PartialDate(1995).iso() == "1995"
    assert PartialDate(1995, 2).iso() == "1995-02"
    assert PartialDate(1995, 2, 1).iso() == "1995-02-01"


def test_the_first_day_it_can_mean() -> None:
    assert PartialDate(1996).earliest() == date(1996, 1, 1)
    assert PartialDate(1996, 2).earliest() == date(1996, 2, 1)
    assert PartialDate(1996, 2, 3).earliest() == date(1996, 2, 3)


@pytest.mark.parametrize("parts", [(1995, 0, 1), (1995, 13), (1995, 2, 30), (0,), (10_000,)])
def test_there_is_no_such_day(parts: tuple[int, ...]) -> None:
    with pytest.raises(ValueError, match=r".+"):
        PartialDate(*parts)


@pytest.mark.parametrize("text", ["", "x", "1995-", "1995-02-30", "1995-2-1-1", "-1995"])
def test_what_is_no_date_in_iso(text: str) -> None:
    with pytest.raises((ValueError, TypeError)):
        PartialDate.from_iso(text)
