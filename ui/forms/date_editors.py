"""Editors of days and moments: typed as people write them, never in sections."""

import re
from collections.abc import Callable
from datetime import UTC, date, datetime, time
from typing import Any

from desktop_app.domain.dates import (
    VIETNAM,
    local_date,
    parse_date,
    parse_partial_date,
    show_date,
    show_time,
)
from desktop_app.domain.partial_dates import PartialDate
from ui.forms.editors import LineEditor
from ui.forms.field import Unreadable

_EIGHT_DIGITS = re.compile(r"[0-9]{8}")
_TEN_SIGNS = re.compile(r"[0-9]{2}[/.-][0-9]{2}[/.-][0-9]{4}")


class _DayEditor(LineEditor):
    """Full with eight digits, or ten signs, that are a day."""

    empty = None

    def is_full(self, text: str) -> bool:
        whole = _EIGHT_DIGITS.fullmatch(text) or _TEN_SIGNS.fullmatch(text)
        return whole is not None and not isinstance(self.value(), Unreadable)


class DateEditor(_DayEditor):
    """A day: `010295`, `1/2/95`, `t` today, `+7` in a week. Empty is None."""

    def __init__(self, today: Callable[[], date]) -> None:
        super().__init__()
        self._today = today

    def read(self, text: str) -> date | Unreadable:
        try:
            return parse_date(text, today=self._today())
        except ValueError as error:
            return Unreadable(str(error))

    def write(self, value: Any) -> str:
        return show_date(value)


class PartialDateEditor(_DayEditor):
    """A day, a month or only a year (`1995`), as birth dates are known. Empty is None."""

    def __init__(self, today: Callable[[], date]) -> None:
        super().__init__()
        self._today = today

    def remark(self) -> str:
        value = self.value()
        if not isinstance(value, PartialDate) or value.day:
            return super().remark()
        return "Chỉ biết tháng, năm" if value.month else "Chỉ biết năm"

    def read(self, text: str) -> PartialDate | Unreadable:
        try:
            return parse_partial_date(text, today=self._today())
        except ValueError as error:
            return Unreadable(str(error))

    def write(self, value: Any) -> str:
        return show_date(value)


class MomentEditor(LineEditor):
    """A day and a time on Vietnam's clock, kept in UTC: `23/11/2026 09:52`, `t 9:52`, `t` now.

    A day without a time keeps the time shown before, or takes the present one.
    """

    empty = None

    def __init__(self, now: Callable[[], datetime]) -> None:
        super().__init__()
        self._now = now

    def read(self, text: str) -> datetime | Unreadable:
        now = self._now()
        clock = re.search(r"\s(\d{1,2})[:hg](\d{2})$", text)
        if clock and not (int(clock[1]) < 24 and int(clock[2]) < 60):
            return Unreadable("Giờ từ 00:00 đến 23:59")
        try:
            day = parse_date(text[: clock.start()] if clock else text, today=local_date(now))
        except ValueError as error:
            return Unreadable(str(error))
        at = time(int(clock[1]), int(clock[2])) if clock else self._usual_time(now)
        return datetime.combine(day, at, VIETNAM).astimezone(UTC)

    def write(self, value: Any) -> str:
        return "" if value is None else show_time(value)

    def _usual_time(self, now: datetime) -> time:
        shown = self._given if isinstance(self._given, datetime) else now
        return shown.astimezone(VIETNAM).time().replace(second=0, microsecond=0)
