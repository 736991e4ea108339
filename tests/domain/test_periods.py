"""Periods of reports."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_app.domain.periods import PRESET_NAMES, Period, Preset, period_around, preset_of, step

DAYS = st.dates(min_value=date(1990, 1, 1), max_value=date(2090, 12, 31))
PRESETS = st.sampled_from(list(PRESET_NAMES))


@pytest.mark.parametrize(
    ("preset", "first", "last"),
    [
        ("day", (2026, 11, 23), (2026, 11, 23)),
        ("week", (2026, 11, 23), (2026, 11, 29)),
        ("month", (2026, 11, 1), (2026, 11, 30)),
        ("mid_month", (2026, 11, 15), (2026, 12, 14)),
        ("quarter", (2026, 10, 1), (2026, 12, 31)),
        ("half_year", (2026, 7, 1), (2026, 12, 31)),
        ("year", (2026, 1, 1), (2026, 12, 31)),
    ],
)
def test_the_usual_periods_around_a_monday_in_november(
    preset: Preset, first: tuple[int, int, int], last: tuple[int, int, int]
) -> None:
    assert period_around(date(2026, 11, 23), preset) == Period(date(*first), date(*last))


def test_the_first_half_of_a_month_belongs_to_the_period_begun_in_the_month_before() -> None:
    begun = Period(date(2025, 12, 15), date(2026, 1, 14))
    assert period_around(date(2026, 1, 14), "mid_month") == begun
    assert period_around(date(2026, 1, 15), "mid_month").first == date(2026, 1, 15)


@given(day=DAYS, preset=PRESETS)
def test_a_period_holds_its_day_and_is_the_one_around_each_of_its_days(
    day: date, preset: Preset
) -> None:
    period = period_around(day, preset)
    assert period.first <= day <= period.last
    assert period_around(period.first, preset) == period_around(period.last, preset) == period
    assert preset_of(period) == preset


@given(day=DAYS, preset=PRESETS)
def test_one_step_on_and_one_back_ends_where_it_began(day: date, preset: Preset) -> None:
    period = period_around(day, preset)
    after = step(period, preset, 1)
    assert (after.first - period.last).days == 1
    assert step(after, preset, -1) == period


def test_a_free_period_has_no_name() -> None:
    assert preset_of(Period(date(2019, 1, 1), date(2019, 10, 31))) is None
