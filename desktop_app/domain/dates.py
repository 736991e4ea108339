"""Dates and times as they are typed and shown at the counter: dd/mm/yyyy, Vietnam's clock.

Times are kept in UTC. Vietnam is UTC+7 all year, so no time-zone data is needed.
"""

import re
from datetime import UTC, date, datetime, timedelta, timezone

from desktop_app.domain.partial_dates import PartialDate

VIETNAM = timezone(timedelta(hours=7))
_WEEKDAYS = ("Thứ Hai", "Thứ Ba", "Thứ Tư", "Thứ Năm", "Thứ Sáu", "Thứ Bảy", "Chủ Nhật")
_UNREADABLE = "Chưa đọc được ngày: gõ ngày/tháng/năm, ví dụ 05/03/1990"


def parse_date(text: str, *, today: date) -> date:
    """Read a day: `010295`, `1/2/95`, `01022026`, `t` for today, `+7` for days from today.

    Two figures of a year mean the latest such year not after next year's end. Raises ValueError
    with a Vietnamese sentence.
    """
    typed = text.strip().lower()
    if typed == "t":
        return today
    if re.fullmatch(r"[+-]\d{1,4}", typed):
        return today + timedelta(days=int(typed))
    return _day(*_figures(typed), today=today)


def parse_partial_date(text: str, *, today: date) -> PartialDate:
    """Read a day as `parse_date` does, or a month `2/1995`, or only a year `1995`."""
    typed = text.strip().lower()
    if re.fullmatch(r"\d{4}", typed):
        return _partial(int(typed))
    if month := re.fullmatch(r"(\d{1,2})[/.\-](\d{4})", typed):
        return _partial(int(month[2]), int(month[1]))
    return PartialDate.from_date(parse_date(typed, today=today))


def show_date(day: date | PartialDate | None) -> str:
    """dd/mm/yyyy, mm/yyyy or yyyy by what is known; nothing for None."""
    if day is None:
        return ""
    parts = [f"{day.day:02}"] if day.day else []
    parts += [f"{day.month:02}"] if day.month else []
    return "/".join([*parts, f"{day.year:04}"])


def show_time(moment: datetime) -> str:
    """`23/11/2026 09:52` on Vietnam's clock."""
    return f"{moment.astimezone(VIETNAM):%d/%m/%Y %H:%M}"


def show_clock(moment: datetime) -> str:
    """`09:52` on Vietnam's clock."""
    return f"{moment.astimezone(VIETNAM):%H:%M}"


def local_date(moment: datetime) -> date:
    """The day in Vietnam."""
    return moment.astimezone(VIETNAM).date()


def start_of_day(day: date) -> datetime:
    """The moment (UTC) at which a day begins in Vietnam."""
    return datetime(day.year, day.month, day.day, tzinfo=VIETNAM).astimezone(UTC)


def long_date(day: date) -> str:
    """`ngày 05 tháng 01 năm 2026` as Decree 30/2020 writes it."""
    month = f"{day.month:02}" if day.month < 3 else f"{day.month}"
    return f"ngày {day.day:02} tháng {month} năm {day.year}"


def weekday(day: date) -> str:
    """The name of the day of the week."""
    return _WEEKDAYS[day.weekday()]


def _figures(typed: str) -> tuple[int, int, str]:
    parts = re.fullmatch(r"(\d{1,2})[/.\- ](\d{1,2})[/.\- ](\d{4}|\d{2})", typed)
    parts = parts or re.fullmatch(r"(\d{2})(\d{2})(\d{4}|\d{2})", typed)
    if parts is None:
        raise ValueError(_UNREADABLE)
    return int(parts[1]), int(parts[2]), parts[3]


def _day(day: int, month: int, year_text: str, *, today: date) -> date:
    year = int(year_text)
    if len(year_text) == 2:
        year += today.year - today.year % 100
        year -= 100 if year > today.year + 1 else 0
    try:
        return date(year, month, day)
    except ValueError as error:
        raise ValueError(f"Không có ngày {day:02}/{month:02}/{year:04}") from error


def _partial(year: int, month: int = 0) -> PartialDate:
    try:
        return PartialDate(year, month)
    except ValueError as error:
        raise ValueError(_UNREADABLE) from error
