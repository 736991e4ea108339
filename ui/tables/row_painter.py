"""How a row of a list looks. It is painted, never made of widgets."""

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, QPoint, QRect, Qt
from PySide6.QtGui import QFont, QFontMetrics, QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from ui.tables.column import Column
from ui.tables.record_model import ROW
from ui.theme import colour, measures, paint_icon, sized_font

PADDING = 8
BAR = 3


class RowPainter(QStyledItemDelegate):
    """Paints one cell: hairline, mark, value, words beside; at the left edge the bar of the chosen
    row."""

    def __init__(self, columns: Sequence[Column[Any]], parent: QObject) -> None:
        super().__init__(parent)
        self._columns = tuple(columns)

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        area: QRect = option.rect
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        painter.save()
        if chosen:
            painter.fillRect(area, colour("sel"))
        painter.fillRect(area.left(), area.bottom(), area.width(), 1, colour("line"))
        if chosen and area.left() <= 0:
            painter.fillRect(area.left(), area.top(), BAR, area.height(), colour("sel_bar"))
        record = index.data(ROW)
        if record is not None:
            column = self._columns[index.column()]
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
        font = sized_font(measures().text_pt, bold=column.bold)
        used = self._paint_words(
            painter, area, column.value(record), font, tint, right=column.align_right
        )
        if column.beside is not None:
            small = sized_font(measures().small_pt)
            pale = "sel_text" if chosen and _is_strong() else "text2"
            rest = area.adjusted(used + 9, 0, 0, 0)
            self._paint_words(painter, rest, column.beside(record), small, pale, right=False)

    def _paint_words(
        self, painter: QPainter, area: QRect, text: str, font: QFont, tint: str, *, right: bool
    ) -> int:
        """Paint words, cut with an ellipsis where there is no room; the width used."""
        metrics = QFontMetrics(font)
        shown = metrics.elidedText(text, Qt.TextElideMode.ElideRight, max(0, area.width()))
        side = Qt.AlignmentFlag.AlignRight if right else Qt.AlignmentFlag.AlignLeft
        painter.setFont(font)
        painter.setPen(colour(tint))
        painter.drawText(area, side | Qt.AlignmentFlag.AlignVCenter, shown)
        return metrics.horizontalAdvance(shown)


def _is_strong() -> bool:
    """Whether the selection is a dark fill, on which every word turns light."""
    return colour("sel").lightness() < 128
