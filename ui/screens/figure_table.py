"""The table of figures: what is counted at the left, where it stays in view, numbers beside it.

One walks from number to number with the arrow keys; the lines that name a section are passed over.
"""

from PySide6.QtCore import QItemSelectionModel, QModelIndex, Qt, QTimer, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QKeySequence, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractItemView, QFrame, QTableView

from desktop_app.office.figures import FigureTable
from ui.screens.figure_model import FigureModel, Place
from ui.screens.figure_paint import (
    ColumnHeads,
    Corner,
    FigurePainter,
    Titles,
    column_width,
    titles_width,
)
from ui.tables.copying import put_on_clipboard
from ui.tables.record_table import WAIT_SHOWN_AFTER_MS
from ui.theme import colour, measures


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
        self._corner = Corner(self)
        self.setAccessibleName(name)
        self.setModel(self._model)
        self.setItemDelegate(FigurePainter(self))
        self.setHorizontalHeader(ColumnHeads(self._model, self))
        self._titles = Titles(self._model, self)
        self.setVerticalHeader(self._titles)
        self.horizontalHeader().setAccessibleName(f"{name}: các cột")
        self._titles.setAccessibleName(f"{name}: các chỉ tiêu")
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
        self.setFrameShape(QFrame.Shape.StyledPanel)  # the ring
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
            heads.resizeSection(column, column_width(self._model, column))
        self._titles.setFixedWidth(titles_width(self._model))
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
        sheet = self._model.sheet(self._title)
        put_on_clipboard(sheet)
        self.copied.emit(len(sheet.rows), len(sheet.rows))

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
        heads, titles = self.horizontalHeader(), self.verticalHeader()
        self._corner.setGeometry(titles.x(), heads.y(), titles.width(), heads.height())
        self._corner.raise_()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's method
        under = QPainter(self.viewport())
        self._paint_rows(under)
        under.end()  # the numbers have a painter of their own
        super().paintEvent(event)
        if self._slow:
            over = QPainter(self.viewport())
            over.fillRect(0, 0, self.viewport().width(), 2, colour("accent"))

    def _paint_rows(self, painter: QPainter) -> None:
        """Hairlines over the whole width, and the tint of the row one is in."""
        width, height = self.viewport().width(), measures().table_row
        current = self.currentIndex().row()
        for line in range(self._model.rowCount()):
            top = self.rowViewportPosition(line)
            if line == current:
                painter.fillRect(0, top, width, height, colour("accent_tint"))
            painter.fillRect(0, top + height - 1, width, 1, colour("line"))
