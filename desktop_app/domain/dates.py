"""Dates and times as a Vietnamese office types, shows and writes them.

Times are kept in UTC and shown at +07:00: Vietnam has no summer time, and Windows no tzdata.
"""

import re
from datetime import UTC, date, datetime, time, timedelta, timezone

from desktop_app.domain.partial_dates import PartialDate

VIETNAM = timezone(timedelta(hours=7))

FIRST_YEAR, LAST_YEAR = 1900, 2100
"""Years outside are slips of the keyboard."""

_YEARS_AHEAD = 20
"""A year of two digits lies at most so many years ahead: 27 is 2027, 95 is 1995."""

_UNREADABLE = "Chưa đọc được ngày; hãy gõ như 01/02/1995 hoặc 010295"
_WEEKDAYS = ("Thứ Hai", "Thứ Ba", "Thứ Tư", "Thứ Năm", "Thứ Sáu", "Thứ Bảy", "Chủ Nhật")


def parse_date(text: str, *, today: date) -> date:
    """A day typed as `010295`, `01021995`, `1/2/95`, `1/2` (this year), `t` (today) or `+7`.

    Raises ValueError with a sentence for the field.
    """
    return _parse_day(text, today=today, last_year=today.year + _YEARS_AHEAD)


def parse_partial_date(text: str, *, today: date) -> PartialDate:
    """A birth date: a day as above, `2/1995` or only `1995`. Two digits mean a year gone by.

    Raises ValueError with a sentence for the field.
    """
    parts = _parts(text)
    if len(parts) == 1 and len(parts[0]) == 4:
        return PartialDate(_year(parts[0], last_year=today.year))
    if len(parts) == 2 and len(parts[1]) == 4:
        return PartialDate(_year(parts[1], last_year=today.year), _month(parts[0]))
    return PartialDate.from_date(_parse_day(text, today=today, last_year=today.year))


def show_date(day: date | PartialDate | None) -> str:
    """01/02/1995, 02/1995 or 1995, as precisely as it is known; empty for None."""
    if day is None:
        return ""
    parts = [f"{part:02}" for part in (day.day, day.month) if part]
    return "/".join([*parts, f"{day.year:04}"])


def show_time(moment: datetime) -> str:
    """23/11/2026 09:52, as the clock on the wall showed."""
    return f"{show_date(local_date(moment))} {show_clock(moment)}"


def show_clock(moment: datetime) -> str:
    """08:12, as the clock on the wall showed."""
    local = _local(moment)
    return f"{local.hour:02}:{local.minute:02}"


def show_ago(moment: datetime, *, now: datetime) -> str:
    """«vừa xong», «12 phút trước», «2 giờ trước», «hôm qua», «9 ngày trước»."""
    minutes = int((now - moment).total_seconds()) // 60
    days = (local_date(now) - local_date(moment)).days
    if minutes < 1:
        return "vừa xong"
    if minutes < 60:
        return f"{minutes} phút trước"
    if days < 1:
        return f"{minutes // 60} giờ trước"
    return "hôm qua" if days == 1 else f"{days} ngày trước"


def local_date(moment: datetime) -> date:
    """The day in Vietnam."""
    return _local(moment).date()


def stamp_of_file(moment: datetime) -> str:
    """The local time as it stands in the name of a file: `20261126-0930`."""
    return f"{_local(moment):%Y%m%d-%H%M}"


def start_of_day(day: date) -> datetime:
    """The moment, in UTC, at which a day begins in Vietnam."""
    return datetime.combine(day, time(), tzinfo=VIETNAM).astimezone(UTC)


def long_date(day: date) -> str:
    """«ngày 05 tháng 01 năm 2026»: Decree 30/2020 pads days below 10 and the months 1 and 2."""
    month = f"{day.month:02}" if day.month <= 2 else str(day.month)
    return f"ngày {day.day:02} tháng {month} năm {day.year}"


def weekday(day: date) -> str:
    """«Thứ Hai» to «Chủ Nhật»."""
    return _WEEKDAYS[day.weekday()]


def _local(moment: datetime) -> datetime:
    if moment.tzinfo is None:
        raise ValueError("a time without its zone")
    return moment.astimezone(VIETNAM)


def _parse_day(text: str, *, today: date, last_year: int) -> date:
    shortcut = re.fullmatch(r"([+-])\s*([0-9]{1,4})", text.strip())
    if shortcut:
        return today + timedelta(days=int("".join(shortcut.groups())))
    if text.strip().lower() == "t":
        return today
    parts = _parts(text)
    if len(parts) == 1 and len(parts[0]) in (6, 8):
        parts = [parts[0][:2], parts[0][2:4], parts[0][4:]]
    if len(parts) == 1 and len(parts[0]) == 4:
        raise ValueError("Cần đủ ngày, tháng, năm")
    if len(parts) == 2 and len(parts[1]) == 4:
        raise ValueError("Cần đủ ngày, tháng, năm")
    if len(parts) == 3 and len(parts[0]) == 4:
        parts.reverse()
    if len(parts) == 2:
        parts.append(str(today.year))
    if len(parts) != 3:
        raise ValueError(_UNREADABLE)
    return _day(parts[0], _month(parts[1]), _year(parts[2], last_year=last_year))


def _parts(text: str) -> list[str]:
    """The numbers of a date, between any of the usual signs."""
    parts = re.split(r"\s*[\s./,-]\s*", text.strip())
    if not all(re.fullmatch(r"[0-9]{1,8}", part) for part in parts):
        raise ValueError(_UNREADABLE)
    return parts


def _year(text: str, *, last_year: int) -> int:
    year = int(text)
    if len(text) == 2:
        year += last_year // 100 * 100
        year -= 100 if year > last_year else 0
    if len(text) not in (2, 4):
        raise ValueError(_UNREADABLE)
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise ValueError(f"Năm phải từ {FIRST_YEAR} đến {LAST_YEAR}")
    return year


def _month(text: str) -> int:
    month = int(text)
    if len(text) > 2:
        raise ValueError(_UNREADABLE)
    if not 1 <= month <= 12:
        raise ValueError(f"Không có tháng {month}")
    return month


def _day(text: str, month: int, year: int) -> date:
    if len(text) > 2:
        raise ValueError(_UNREADABLE)
    try:
        return date(year, month, int(text))
    except ValueError:
        raise ValueError(f"Không có ngày {int(text):02}/{month:02}/{year}") from None
