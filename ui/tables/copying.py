"""Lists on their way to Excel: a sheet of texts and numbers, put on the clipboard.

Two forms lie there: tab-separated text, and an HTML table in which Excel keeps texts as they are
(telephones, codes and dates lose nothing) and numbers are numbers. Nothing is written to a file.

A text Excel would take for a formula has an apostrophe before it: somebody else may have typed it.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import escape
from typing import Any

from PySide6.QtCore import QMimeData, QStringListModel
from PySide6.QtGui import QGuiApplication

from ui.tables.arrangement import shown_number
from ui.tables.column import Column

Cell = str | int
"""A text, or a whole number."""

_TEXT_STYLE = """ style='mso-number-format:"\\@"'"""
UNSEEN = 'application/x-qt-windows-mime;value="ExcludeClipboardContentFromMonitorProcessing"'
"""Windows would keep what is copied in its clipboard history and may send it to other devices."""
_FORMULA = re.compile(r"[=@]|[+-](?![\d .()]*$)")
"""How a formula begins; «+84 912 345 678» and a lone dash are none."""


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
    text = " ".join(str(cell).split())
    return f"'{text}" if _FORMULA.match(text) else text


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
    number = shown_number(text)
    return text if number is None else number
