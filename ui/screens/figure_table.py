"""The table of figures: what is counted at the left, where it stays in view, numbers beside it.

One walks from number to number with the arrow keys; the lines that name a section are passed over.
"""

from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import (
    QAbstractTableModel,
    QItemSelectionModel,
    QModelIndex,
    QPersistentModelIndex,
    QRect,
    Qt,
    QTimer,
    Signal,
)
from PySide6.QtGui import QFocusEvent, QFontMetrics, QKeyEvent, QKeySequence, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHeaderView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from desktop_app.domain.money import show_number
from desktop_app.office.figures import FigureRow, FigureTable
from ui.tables.copying import Cell, Sheet, put_on_clipboard
from ui.tables.record_table import BAR, PADDING, WAIT_SHOWN_AFTER_MS
from ui.theme import colour, measures, scaled, sized_font

INDENT = 18
UNIT_WIDTH = 60
COLUMN_LEAST = 72
TITLES_MOST = 430
"""Pixels at 10 pt."""
HEAD_LINES = 2
RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
Index = QModelIndex | QPersistentModelIndex


@dataclass(frozen=True)
class Place:
    """A number in the table: the key of its row, the key of its column ("" for the total)."""

    row: str
    column: str = ""


class FigureModel(QAbstractTableModel):
    """The numbers of a `FigureTable`, with a line before each section."""

    def __init__(self) -> None:
        super().__init__()
        self.table: FigureTable | None = None
        self.lines: list[str | FigureRow] = []
        self.columns: list[tuple[str, str]] = [("", "Tổng")]

    def show_table(self, table: FigureTable) -> None:
        """Show other numbers."""
        self.beginResetModel()
        self.table = table
        self.columns = [("", "Tổng"), *((part.key, part.title) for part in table.columns)]
        self.lines = []
        section = ""
        for row in table.rows:
            if row.section != section:
                section = row.section
                self.lines.append(section)
            self.lines.append(row)
        self.endResetModel()

    def row(self, line: int) -> FigureRow | None:
        """The figure of a line; None for the name of a section."""
        found = self.lines[line] if 0 <= line < len(self.lines) else ""
        return found if isinstance(found, FigureRow) else None

    def figure(self, line: int, column: int) -> int | None:
        """One number."""
        row = self.row(line)
        if row is None:
            return None
        return row.parts[column - 1] if column else row.total

    def place(self, index: Index) -> Place | None:
        """What a cell counts."""
        row = self.row(index.row())
        return None if row is None else Place(row.key, self.columns[index.column()][0])

    def index_of(self, place: Place) -> QModelIndex:
        """The cell of a place; the total of its row where the column is gone, else the first."""
        keys = [line.key if isinstance(line, FigureRow) else None for line in self.lines]
        columns = [key for key, _ in self.columns]
        first = next((at for at, key in enumerate(keys) if key is not None), 0)
        line = keys.index(place.row) if place.row in keys else first
        return self.index(line, columns.index(place.column) if place.column in columns else 0)

    def titles_of(self, place: Place) -> list[str]:
        """What a number counts, from the whole to the part."""
        at = self.index_of(place)
        row = self.row(at.row())
        if row is None:
            return []
        above = [self.row(line) for line in range(at.row(), -1, -1)]
        whole = next(line for line in above if line is not None and not line.level)
        titles = [whole.title] if whole is row else [whole.title, row.title]
        return [*titles, self.columns[at.column()][1]] if at.column() else titles

    # --- Qt's questions ---

    def rowCount(self, parent: Index | None = None) -> int:  # noqa: N802 - Qt's method
        return 0 if parent is not None and parent.isValid() else len(self.lines)

    def columnCount(self, parent: Index | None = None) -> int:  # noqa: N802 - Qt's method
        return 0 if parent is not None and parent.isValid() else len(self.columns)

    def flags(self, index: Index) -> Qt.ItemFlag:
        if self.row(index.row()) is None:
            return Qt.ItemFlag.NoItemFlags  # the arrow keys pass over it
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        row, number = self.row(index.row()), self.figure(index.row(), index.column())
        if row is None or number is None:
            return None
        if role == Qt.ItemDataRole.AccessibleTextRole:
            column = self.columns[index.column()][1]
            return f"{row.title}, {column}: {show_number(number)} {row.unit}"
        return show_number(number) if role == Qt.ItemDataRole.DisplayRole else None

    def headerData(  # noqa: N802 - Qt's method
        self,
        section: int,
        orientation: Qt.Orientation,
        role: int = Qt.ItemDataRole.DisplayRole,
    ) -> Any:
        if role not in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return None
        if orientation == Qt.Orientation.Horizontal:
            return self.columns[section][1]
        line = self.lines[section]
        return line.title if isinstance(line, FigureRow) else line


class FigureView(QTableView):
    """Enter or a double click on a number says `opened(Place)`; Ctrl+C copies the whole table, and
    `copied(rows, of)` says so. The cell one is at stays when other numbers come."""

    opened = Signal(object)
    copied = Signal(int, int)

    def __init__(self, name: str) -> None:
        """`name` is what a screen reader calls the table."""
        super().__init__()
        self._model = FigureModel()
        self._at = Place("")
        self._title = ""
        self._slow = False
        self._corner = _Corner(self)
        self.setAccessibleName(name)
        self.setModel(self._model)
        self.setItemDelegate(_FigurePainter(self))
        self.setHorizontalHeader(_ColumnHeads(self._model, self))
        self._titles = _Titles(self._model, self)
        self.setVerticalHeader(self._titles)
        self._dress()
        self._wait = QTimer(self)
        self._wait.setSingleShot(True)
        self._wait.setInterval(WAIT_SHOWN_AFTER_MS)
        self._wait.timeout.connect(self._show_wait)
        self.doubleClicked.connect(self._open)
        self.selectionModel().currentChanged.connect(self._on_current)

    def _dress(self) -> None:
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setShowGrid(False)
        self.setTabKeyNavigation(False)
        self.setCornerButtonEnabled(False)

    # --- the numbers ---

    def show_table(self, table: FigureTable, *, title: str) -> None:
        """Show other numbers, at the cell where one was. `title` goes with a copy of them."""
        self._end_wait()
        self._title = title
        at = self._at
        self._model.show_table(table)
        heads = self.horizontalHeader()
        for column in range(self._model.columnCount()):
            heads.resizeSection(column, _column_width(self._model, column))
        self._titles.setFixedWidth(_titles_width(self._model))
        self._go_to(at)

    def table(self) -> FigureTable | None:
        """What is shown; None before the first numbers."""
        return self._model.table

    def place(self) -> Place | None:
        """The number one is at."""
        return self._model.place(self.currentIndex())

    def titles_of(self, place: Place) -> list[str]:
        """What a number counts, from the whole to the part."""
        return self._model.titles_of(place)

    def figure_at(self, place: Place) -> int:
        """The number at a place."""
        at = self._model.index_of(place)
        return self._model.figure(at.row(), at.column()) or 0

    def unit_at(self, place: Place) -> str:
        """What the number at a place counts: lượt, người, phiếu."""
        row = self._model.row(self._model.index_of(place).row())
        return row.unit if row is not None else ""

    def _go_to(self, place: Place) -> None:
        index = self._model.index_of(place)
        select = QItemSelectionModel.SelectionFlag.ClearAndSelect
        self.selectionModel().setCurrentIndex(index, select)
        self.scrollTo(index)

    # --- waiting ---

    def wait(self) -> None:
        """Other numbers are on the way; after a second that is seen."""
        self._wait.start()

    def stop_waiting(self) -> None:
        """They do not come."""
        self._end_wait()
        self.viewport().update()

    def _end_wait(self) -> None:
        self._wait.stop()
        self._slow = False

    def _show_wait(self) -> None:
        self._slow = True
        self.viewport().update()

    # --- copying ---

    def copy(self) -> None:
        """Copy all numbers with their headings."""
        if self._model.table is None:
            return
        columns = (heading for _, heading in self._model.columns)
        rows = [_cells(line) for line in self._model.lines]
        put_on_clipboard(Sheet(("Chỉ tiêu", "Đơn vị", *columns), rows, self._title))
        self.copied.emit(len(rows), len(rows))

    # --- what happens ---

    def _on_current(
        self,
        current: QModelIndex,
        previous: QModelIndex,  # noqa: ARG002 - the signal's argument
    ) -> None:
        self._at = self._model.place(current) or self._at
        for part in (self.horizontalHeader(), self._titles, self):
            part.viewport().update()

    def _open(self, index: QModelIndex) -> None:
        place = self._model.place(index)
        if place is not None:
            self.opened.emit(place)

    def focusInEvent(self, event: QFocusEvent) -> None:  # noqa: N802 - Qt's method
        """What Enter takes must be seen at once."""
        super().focusInEvent(event)
        self._go_to(self._at)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's method
        held = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.modifiers() & held:
            self._open(self.currentIndex())
        elif event.text().isprintable() and event.text() and not event.modifiers():
            event.ignore()  # digits and letters belong to the screen
        else:
            super().keyPressEvent(event)

    def updateGeometries(self) -> None:  # noqa: N802 - Qt's method
        super().updateGeometries()
        heads = self.horizontalHeader()
        self._corner.setGeometry(0, 0, self.verticalHeader().width(), heads.height())
        self._corner.raise_()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's method
        painter = QPainter(self.viewport())
        self._paint_rows(painter)
        super().paintEvent(event)
        if self._slow:
            painter.fillRect(0, 0, self.viewport().width(), 2, colour("accent"))

    def _paint_rows(self, painter: QPainter) -> None:
        """Hairlines over the whole width, and the tint of the row one is in."""
        width, height = self.viewport().width(), measures().table_row
        current = self.currentIndex().row()
        for line in range(self._model.rowCount()):
            top = self.rowViewportPosition(line)
            if line == current:
                painter.fillRect(0, top, width, height, colour("accent_tint"))
            painter.fillRect(0, top + height - 1, width, 1, colour("line"))


def _cells(line: str | FigureRow) -> tuple[Cell, ...]:
    """A row for Excel; a dash before what is part of the figure above."""
    if isinstance(line, str):
        return (line,)
    return ("– " * line.level + line.title, line.unit, line.total, *line.parts)


# --- how wide, how painted -----------------------------------------------------------------------


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


def _column_width(model: FigureModel, column: int) -> int:
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


def _titles_width(model: FigureModel) -> int:
    """Room for the longest title and the unit, within limits."""
    rows = [line for line in model.lines if isinstance(line, FigureRow)]
    needed = max((_title_room(row) for row in rows), default=0)
    return min(needed, scaled(TITLES_MOST)) + scaled(UNIT_WIDTH)


def _title_room(row: FigureRow) -> int:
    metrics = QFontMetrics(sized_font(measures().text_pt, bold=not row.level))
    indent = PADDING + BAR + row.level * scaled(INDENT)
    return indent + metrics.horizontalAdvance(row.title) + 2 * PADDING


class _Titles(QHeaderView):
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


class _ColumnHeads(QHeaderView):
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


class _Corner(QWidget):
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


class _FigurePainter(QStyledItemDelegate):
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
