"""Lists on their way to Excel: a sheet of texts and numbers, put on the clipboard.

Two forms lie there: tab-separated text, and an HTML table in which Excel keeps texts as they are
(telephones, codes and dates lose nothing) and numbers are numbers. Nothing is written to a file.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from html import escape
from typing import Any, Generic, TypeVar

from PySide6.QtCore import QMimeData, QStringListModel
from PySide6.QtGui import QGuiApplication

from ui.tables.column import Column
from ui.tables.record_model import Request

R = TypeVar("R")
Cell = str | int
"""A text, or a whole number."""

COPIED_PAGE = 1000
MOST_COPIED = 10_000
"""Rows: a clipboard with more would hold up the window, and takes half the province along."""

_TEXT_STYLE = """ style='mso-number-format:"\\@"'"""
UNSEEN = 'application/x-qt-windows-mime;value="ExcludeClipboardContentFromMonitorProcessing"'
"""Windows would keep what is copied in its clipboard history and may send it to other devices."""
_SHOWN_NUMBER = re.compile(r"-?(\d{1,3}(\.\d{3})+|\d+)")


@dataclass(frozen=True)
class Sheet:
    """Rows under their headings. `title` stands in a row of its own above them."""

    headings: tuple[str, ...]
    rows: Sequence[tuple[Cell, ...]]
    title: str = ""


def put_on_clipboard(sheet: Sheet) -> None:
    """Replace what is on the clipboard."""
    mime = _qts_own_mime()
    mime.setText(as_text(sheet))
    mime.setHtml(as_html(sheet))
    mime.setData(UNSEEN, b"1")
    QGuiApplication.clipboard().setMimeData(mime)


def _qts_own_mime() -> QMimeData:
    """Empty, and made by Qt: the clipboard may be the last to go, after Python, and one made here
    would take the process down with it then (seen with PySide6 6.12 on the offscreen platform)."""
    model = QStringListModel([""])
    mime = model.mimeData([model.index(0)])
    mime.clear()
    return mime


def as_text(sheet: Sheet) -> str:
    """Tabs between the cells, a line for each row."""
    return "".join("\t".join(_one_line(cell) for cell in row) + "\n" for row in _all_rows(sheet))


def as_html(sheet: Sheet) -> str:
    """A table; texts are marked as texts."""
    rows = "".join(f"<tr>{''.join(map(_td, row))}</tr>\n" for row in _all_rows(sheet))
    return f'<html><head><meta charset="utf-8"></head><body><table>\n{rows}</table></body></html>'


def _all_rows(sheet: Sheet) -> Iterable[tuple[Cell, ...]]:
    if sheet.title:
        yield (sheet.title,)
    yield sheet.headings
    yield from sheet.rows


def _one_line(cell: Cell) -> str:
    return " ".join(str(cell).split())


def _td(cell: Cell) -> str:
    if isinstance(cell, int):
        return f"<td>{cell}</td>"
    return f"<td{_TEXT_STYLE}>{escape(_one_line(cell))}</td>"


# --- the rows of a list --------------------------------------------------------------------------


def sheet_of(columns: Sequence[Column[Any]], records: Iterable[object]) -> Sheet:
    """A list as it is shown. Words beside a value have a column of their own."""
    headings: list[str] = []
    for column in columns:
        headings.append(column.heading)
        if column.beside is not None:
            headings.append(column.beside_heading)
    return Sheet(tuple(headings), [_cells(columns, record) for record in records])


def _cells(columns: Sequence[Column[Any]], record: object) -> tuple[Cell, ...]:
    cells: list[Cell] = []
    for column in columns:
        text = column.value(record)
        cells.append(_number(text) if column.align_right else text)
        if column.beside is not None:
            cells.append(column.beside(record))
    return tuple(cells)


def _number(text: str) -> Cell:
    """The number a figure shows; words in a column of figures stay words."""
    return int(text.replace(".", "")) if _SHOWN_NUMBER.fullmatch(text) else text


class WholeList(Generic[R]):
    """Reads a paged list from its beginning; `done(records)` once it is whole or long enough."""

    def __init__(
        self, request: Request[R], done: Callable[["WholeList[R]", list[R]], None]
    ) -> None:
        self._request = request
        self._done = done
        self._records: list[R] = []

    def read_on(self) -> None:
        """Ask for the next page."""
        self._request(len(self._records), COPIED_PAGE, self._take)

    def _take(self, total: int, rows: Sequence[R]) -> None:
        self._records.extend(rows)
        if rows and len(self._records) < min(total, MOST_COPIED):
            self.read_on()
        else:
            self._done(self, self._records[:MOST_COPIED])
