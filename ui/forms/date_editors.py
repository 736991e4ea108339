"""Editors of days and moments: typed as people write them, never in sections."""

from collections.abc import Callable
from datetime import date
from typing import Any

from desktop_app.domain.dates import parse_date, parse_partial_date, show_date
from desktop_app.domain.partial_dates import PartialDate
from ui.forms.editors import LineEditor
from ui.forms.field import Unreadable


class DateEditor(LineEditor):
    """A day: `010295`, `1/2/95`, `t` today, `+7` in a week. Empty is None."""

    empty = None

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


class PartialDateEditor(LineEditor):
    """A day, a month or only a year (`1995`), as birth dates are known. Empty is None."""

    empty = None

    def __init__(self, today: Callable[[], date]) -> None:
        super().__init__()
        self._today = today

    def read(self, text: str) -> PartialDate | Unreadable:
        try:
            return parse_partial_date(text, today=self._today())
        except ValueError as error:
            return Unreadable(str(error))

    def write(self, value: Any) -> str:
        return show_date(value)
