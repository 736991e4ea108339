"""Periods of reports: free from–to, and the usual ones an office counts by.

Government reports often run from the 15th to the 14th (Decree 09/2019), so a period is never
assumed to be a calendar month.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

Preset = Literal["day", "week", "month", "mid_month", "quarter", "half_year", "year"]

PRESET_NAMES: Mapping[Preset, str] = {
    "day": "Ngày",
    "week": "Tuần",
    "month": "Tháng",
    "mid_month": "15→14",
    "quarter": "Quý",
    "half_year": "6 tháng",
    "year": "Năm",
}


@dataclass(frozen=True, slots=True)
class Period:
    """The days from `first` to `last`, both counted."""

    first: date
    last: date


def period_around(day: date, preset: Preset) -> Period:
    """The usual period a day lies in. A week runs from Monday to Sunday."""
    match preset:
        case "day":
            return Period(day, day)
        case "week":
            monday = day - timedelta(days=day.weekday())
            return Period(monday, monday + timedelta(days=6))
        case "mid_month":
            begins = _month_start(day, 0 if day.day >= 15 else -1).replace(day=15)
            return Period(begins, _month_start(begins, 1).replace(day=14))
        case "month" | "quarter" | "half_year" | "year":
            months = {"month": 1, "quarter": 3, "half_year": 6, "year": 12}[preset]
            begins = date(day.year, (day.month - 1) // months * months + 1, 1)
            return Period(begins, _month_start(begins, months) - timedelta(days=1))


def step(period: Period, preset: Preset, by: int) -> Period:
    """The period before (-1) or after (+1) one of the usual ones."""
    beside = period.last + timedelta(days=1) if by > 0 else period.first - timedelta(days=1)
    return period_around(beside, preset)


def preset_of(period: Period) -> Preset | None:
    """Which of the usual ones a period is; None for a free one."""
    for preset in PRESET_NAMES:
        if period_around(period.first, preset) == period:
            return preset
    return None


def _month_start(day: date, months: int) -> date:
    years, month = divmod(day.month - 1 + months, 12)
    return date(day.year + years, month + 1, 1)
