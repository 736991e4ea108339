"""How a table of figures looks: what is counted at the left, headings in two lines, the numbers."""

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QHeaderView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from desktop_app.domain.money import show_number
from desktop_app.office.figures import FigureRow
from ui.screens.figure_model import FigureModel, Index
from ui.tables.row_painter import BAR, PADDING
from ui.theme import colour, measures, scaled, sized_font

INDENT = 18
UNIT_WIDTH = 60
COLUMN_LEAST = 72
TITLES_MOST = 430
"""Pixels at 10 pt."""
HEAD_LINES = 2
RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter


def _head_metrics() -> QFontMetrics:
    return QFontMetrics(sized_font(measures().small_pt, bold=True))


def _in_lines(heading: str, metrics: QFontMetrics) -> list[str]:
    """A heading in at most two lines, as narrow as that can be."""
    parts = heading.split()
    broken = [
        [line for line in (" ".join(parts[:at]), " ".join(parts[at:])) if line]
        for at in range(1, len(parts) + 1)
    ]
    return min(
        broken or [[heading]],
        key=lambda lines: max(metrics.horizontalAdvance(line) for line in lines),
    )


def column_width(model: FigureModel, column: int) -> int:
    """Room for the heading and for the largest number."""
    metrics = _head_metrics()
    lines = _in_lines(model.columns[column][1], metrics)
    numbers = QFontMetrics(sized_font(measures().text_pt, bold=True))
    shown = [show_number(model.figure(line, column) or 0) for line in range(model.rowCount())]
    needed = max(
        *(metrics.horizontalAdvance(line) for line in lines),
        *(numbers.horizontalAdvance(text) for text in shown),
        0,
    )
    return max(needed + 2 * PADDING + 2, scaled(COLUMN_LEAST))


def titles_width(model: FigureModel) -> int:
    """Room for the longest title and the unit, within limits."""
    rows = [line for line in model.lines if isinstance(line, FigureRow)]
    needed = max((_title_room(row) for row in rows), default=0)
    return min(needed, scaled(TITLES_MOST)) + scaled(UNIT_WIDTH)


def _title_room(row: FigureRow) -> int:
    metrics = QFontMetrics(sized_font(measures().text_pt, bold=not row.level))
    indent = PADDING + BAR + row.level * scaled(INDENT)
    return indent + metrics.horizontalAdvance(row.title) + 2 * PADDING


class Titles(QHeaderView):
    """What each line counts, with its unit at the right."""

    def __init__(self, model: FigureModel, view: QTableView) -> None:
        super().__init__(Qt.Orientation.Vertical, view)
        self._figures = model
        self._view = view
        self.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.setMinimumSectionSize(measures().table_row)
        self.setDefaultSectionSize(measures().table_row)

    def paintSection(self, painter: QPainter, rect: QRect, logicalIndex: int) -> None:  # noqa: N802, N803 - Qt's method
        row = self._figures.row(logicalIndex)
        here = logicalIndex == self._view.currentIndex().row()
        painter.save()
        painter.fillRect(rect, colour("accent_tint" if here else "surface"))
        if here:
            painter.fillRect(rect.left(), rect.top(), BAR, rect.height(), colour("sel_bar"))
        painter.fillRect(rect.left(), rect.bottom(), rect.width(), 1, colour("line"))
        if row is None:
            self._paint_section(painter, rect, str(self._figures.lines[logicalIndex]))
        else:
            self._paint_title(painter, rect, row)
        painter.restore()

    def _paint_section(self, painter: QPainter, rect: QRect, name: str) -> None:
        painter.setFont(sized_font(measures().small_pt, bold=True))
        painter.setPen(colour("accent"))
        painter.drawText(rect.adjusted(PADDING + BAR, 0, 0, -3), _bottom(LEFT), name)

    def _paint_title(self, painter: QPainter, rect: QRect, row: FigureRow) -> None:
        unit = scaled(UNIT_WIDTH)
        painter.setFont(sized_font(measures().small_pt))
        painter.setPen(colour("text2"))
        painter.drawText(rect.adjusted(rect.width() - unit, 0, -PADDING, 0), LEFT, row.unit)
        font = sized_font(measures().text_pt, bold=not row.level)
        room = rect.adjusted(PADDING + BAR + row.level * scaled(INDENT), 0, -unit - PADDING, 0)
        title = QFontMetrics(font).elidedText(row.title, Qt.TextElideMode.ElideRight, room.width())
        painter.setFont(font)
        painter.setPen(colour("text"))
        painter.drawText(room.adjusted(0, 0, PADDING, 0), LEFT, title)


def _bottom(side: Qt.AlignmentFlag) -> Qt.AlignmentFlag:
    return side & ~Qt.AlignmentFlag.AlignVertical_Mask | Qt.AlignmentFlag.AlignBottom


class ColumnHeads(QHeaderView):
    """The total, then the parts; a long name takes two lines."""

    def __init__(self, model: FigureModel, view: QTableView) -> None:
        super().__init__(Qt.Orientation.Horizontal, view)
        self._figures = model
        self._view = view
        self.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.setMinimumSectionSize(24)
        self.setFixedHeight(_head_metrics().height() * HEAD_LINES + 10)

    def paintSection(self, painter: QPainter, rect: QRect, logicalIndex: int) -> None:  # noqa: N802, N803 - Qt's method
        here = logicalIndex == self._view.currentIndex().column()
        lines = _in_lines(self._figures.columns[logicalIndex][1], _head_metrics())
        painter.save()
        _paint_ground(painter, rect)
        painter.setFont(sized_font(measures().small_pt, bold=True))
        painter.setPen(colour("accent" if here else "text2"))
        painter.drawText(rect.adjusted(0, 0, -PADDING, -5), _bottom(RIGHT), "\n".join(lines))
        painter.restore()


class Corner(QWidget):
    """The heading over what is counted; the view has no column for it."""

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802, ARG002 - Qt's method
        painter = QPainter(self)
        area = self.rect()
        _paint_ground(painter, area)
        painter.setFont(sized_font(measures().small_pt, bold=True))
        painter.setPen(colour("text2"))
        room = area.adjusted(PADDING + BAR, 0, 0, -5)
        painter.drawText(room, _bottom(LEFT), "Chỉ tiêu")
        room.setLeft(area.width() - scaled(UNIT_WIDTH))
        painter.drawText(room, _bottom(LEFT), "Đơn vị")


def _paint_ground(painter: QPainter, rect: QRect) -> None:
    painter.fillRect(rect, colour("sunken"))
    painter.fillRect(rect.left(), rect.bottom(), rect.width(), 1, colour("line"))


class FigurePainter(QStyledItemDelegate):
    """One number: the total bold, nothing pale, a ring where one is."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        model = index.model()
        if not isinstance(model, FigureModel):
            return
        area: QRect = option.rect  # type: ignore[attr-defined]  # missing in PySide6's stubs
        state: QStyle.StateFlag = option.state  # type: ignore[attr-defined]  # the same
        chosen = bool(state & QStyle.StateFlag.State_Selected)
        number = model.figure(index.row(), index.column())
        painter.save()
        if chosen:
            painter.fillRect(area.adjusted(0, 0, 0, -1), colour("sel"))
        if chosen and state & QStyle.StateFlag.State_HasFocus:
            self._paint_ring(painter, area)
        if number is not None:
            tint = "sel_text" if chosen else "text" if number else "text3"
            is_total = not index.column()
            painter.setFont(sized_font(measures().text_pt, bold=is_total and number > 0))
            painter.setPen(colour(tint))
            painter.drawText(area.adjusted(0, 0, -PADDING, -1), RIGHT, show_number(number))
        painter.restore()

    def _paint_ring(self, painter: QPainter, area: QRect) -> None:
        ring = measures().ring
        shade = colour("sel_bar")
        left, top, width, height = area.left(), area.top(), area.width(), area.height()
        for part in (
            QRect(left, top, width, ring),
            QRect(left, area.bottom() - ring + 1, width, ring),
            QRect(left, top, ring, height),
            QRect(area.right() - ring + 1, top, ring, height),
        ):
            painter.fillRect(part, shade)
