"""How a row of a list looks. It is painted, never made of widgets."""

from typing import Any

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, QPoint, QRect
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from ui.painted_words import PaintedWords
from ui.tables.column import Column
from ui.tables.record_model import RecordModel
from ui.theme import colour, measures, paint_icon

PADDING = 8
BAR = 3


class RowPainter(QStyledItemDelegate):
    """Paints one cell: hairline, mark, value, words beside; at the left edge the bar of the chosen
    row."""

    def __init__(self, model: RecordModel[Any], parent: QObject) -> None:
        super().__init__(parent)
        self._model = model
        self._words = PaintedWords()
        self.shows_choice = True

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        area: QRect = option.rect
        selected = QStyle.StateFlag.State_Selected in option.state  # faster than &
        chosen = selected and self.shows_choice
        painter.save()
        if selected:  # Qt has filled it already
            painter.fillRect(area, colour("sel" if chosen else "surface"))
        painter.fillRect(area.left(), area.bottom(), area.width(), 1, colour("line"))
        if chosen and area.left() <= 0:
            painter.fillRect(area.left(), area.top(), BAR, area.height(), colour("sel_bar"))
        record = self._model.record(index.row())
        if record is not None:
            column = self._model.columns[index.column()]
            self._paint_value(
                painter, area.adjusted(PADDING, 0, -PADDING, -1), column, record, chosen=chosen
            )
        painter.restore()

    def _paint_value(
        self, painter: QPainter, area: QRect, column: Column[Any], record: object, *, chosen: bool
    ) -> None:
        mark = column.mark(record) if column.mark else None
        tint = "sel_text" if chosen and _is_strong() else (mark.tone if mark else "") or "text"
        if mark is not None:
            side = measures().icon
            paint_icon(
                painter,
                QPoint(area.left(), area.top() + (area.height() - side) // 2),
                mark.icon,
                tint,
                side,
            )
            area = area.adjusted(side + 5, 0, 0, 0)
        used = self._words.paint(
            painter,
            area,
            column.value(record),
            points=measures().text_pt,
            tint=tint,
            bold=column.bold,
            right=column.align_right,
        )
        if column.beside is not None:
            pale = "sel_text" if chosen and _is_strong() else "text2"
            rest = area.adjusted(used + 9, 0, 0, 0)
            small = measures().small_pt
            self._words.paint(painter, rest, column.beside(record), points=small, tint=pale)


def _is_strong() -> bool:
    """Whether the selection is a dark fill, on which every word turns light."""
    return colour("sel").lightness() < 128
