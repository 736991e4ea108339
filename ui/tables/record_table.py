"""The one table of the program: records in rows, hairlines between them, a bar at the chosen one.

It knows columns, not subjects. Rows are painted, never made of widgets.
"""

from collections.abc import Callable, Hashable, Sequence
from typing import Any, Generic, TypeVar

from PySide6.QtCore import (
    QItemSelectionModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QPoint,
    QRect,
    Qt,
    QTimer,
    Signal,
)
from PySide6.QtGui import (
    QFocusEvent,
    QFont,
    QFontMetrics,
    QKeyEvent,
    QKeySequence,
    QPainter,
    QPaintEvent,
)
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHeaderView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
)

from ui.cards import keycap_size, paint_keycap
from ui.tables.column import Column, Empty
from ui.tables.copying import WholeList, put_on_clipboard, sheet_of
from ui.tables.record_model import ROW, RecordModel, Request
from ui.theme import colour, measures, paint_icon, scaled, sized_font

R = TypeVar("R")
WAIT_SHOWN_AFTER_MS = 1000
PADDING = 8
BAR = 3


class RecordTable(QTableView, Generic[R]):
    """A list of records.

    `chosen(record)`: another row is the current one (None when there is none). `activated_record`:
    Enter or a double click. The chosen record stays chosen through a refresh, by its identity.
    Ctrl+C copies the list for Excel, and `copied(rows, of)` says how many of how many.
    """

    chosen = Signal(object)
    activated_record = Signal(object)
    copied = Signal(int, int)

    def __init__(
        self,
        columns: Sequence[Column[R]],
        *,
        identity: Callable[[R], Hashable],
        empty: Empty,
        name: str,
    ) -> None:
        """`name` is what a screen reader calls the list."""
        super().__init__()
        self._model: RecordModel[R] = RecordModel(columns, identity)
        self._empty = empty
        self._chosen_id: Hashable | None = None
        self._loaded = False
        self._sorted_by: tuple[int, bool] | None = None
        self._slow = False
        self._awaited = False
        self._copying: WholeList[R] | None = None
        self.setAccessibleName(name)
        self.setModel(self._model)
        self.setItemDelegate(_RowPainter(columns, self))
        self._dress()
        self._dress_header(columns)
        self._wait = QTimer(self)
        self._wait.setSingleShot(True)
        self._wait.setInterval(WAIT_SHOWN_AFTER_MS)
        self._wait.timeout.connect(self._show_wait)
        self._model.arrived.connect(self._on_arrived)
        self.doubleClicked.connect(self._on_double_click)
        self.selectionModel().currentRowChanged.connect(self._on_current)

    def _dress(self) -> None:
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setCornerButtonEnabled(False)
        rows = self.verticalHeader()
        rows.hide()
        rows.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        rows.setMinimumSectionSize(measures().table_row)
        rows.setDefaultSectionSize(measures().table_row)

    def _dress_header(self, columns: Sequence[Column[R]]) -> None:
        header = self.horizontalHeader()
        header.setFixedHeight(measures().table_row)
        header.setHighlightSections(False)
        header.setSectionsMovable(False)
        header.setMinimumSectionSize(24)
        for place, column in enumerate(columns):
            if column.width:
                header.setSectionResizeMode(place, QHeaderView.ResizeMode.Fixed)
                header.resizeSection(place, scaled(column.width))
            else:
                header.setSectionResizeMode(place, QHeaderView.ResizeMode.Stretch)
        if any(column.sort_key for column in columns):
            header.setSectionsClickable(True)
            header.sectionClicked.connect(self._on_header)

    # --- rows ---

    def show_rows(self, rows: Sequence[R]) -> None:
        """Show a plain list, sorted as it comes."""
        self._awaited = False
        self._copying = None
        self._model.show_rows(rows)

    def wait(self) -> None:
        """Another plain list is on the way; after a second that is seen."""
        self._awaited = True
        self._wait.start()

    def stop_waiting(self) -> None:
        """It does not come."""
        self._awaited = self._slow = False
        self._wait.stop()
        self.viewport().update()

    def show_pages(self, request: Request[R]) -> None:
        """Show what `request(offset, limit, deliver)` reads, page by page as it comes into view."""
        self._copying = None
        self._model.show_pages(request)
        self._watch()

    def reload(self) -> None:
        """Read the pages again; the chosen record stays chosen."""
        self._model.reload()
        self._watch()
        if self._copying is not None:
            self.copy()  # what has been read of it is no longer the list

    def count(self) -> int:
        """The number of rows, fetched or not."""
        return self._model.rowCount()

    def record(self, row: int) -> R | None:
        """The record of a row; None while its page is on the way."""
        return self._model.record(row)

    def chosen_record(self) -> R | None:
        """The record of the current row."""
        return self._model.record(self.currentIndex().row())

    def choose(self, identity: Hashable) -> bool:
        """Make a record the current row; False when it is not among the rows that are here."""
        self._chosen_id = identity
        row = self._model.row_of(identity)
        if row is None:
            return False
        self._choose_row(row)
        return True

    def choose_first(self) -> None:
        """Make the first row the current one, if there is one."""
        if self.count():
            self._choose_row(0)

    def _choose_row(self, row: int) -> None:
        index = self._model.index(row, 0)
        self.selectionModel().setCurrentIndex(
            index,
            QItemSelectionModel.SelectionFlag.ClearAndSelect
            | QItemSelectionModel.SelectionFlag.Rows,
        )
        self.scrollTo(index)

    # --- copying ---

    def copy(self) -> None:
        """Copy the list as it is shown, or the rows chosen where several are."""
        chosen = [index.row() for index in self.selectionModel().selectedRows()]
        request = self._model.request
        if len(chosen) > 1:
            rows = [self._model.record(row) for row in sorted(chosen)]
            records = [record for record in rows if record is not None]
            self._put(records, of=len(records))
        elif request is None:
            self._put(self._model.rows(), of=self.count())
        else:
            self._copying = WholeList(request, self._on_whole_list)
            self._copying.read_on()

    def _on_whole_list(self, whole: WholeList[R], records: list[R]) -> None:
        if whole is self._copying:
            self._copying = None
            self._put(records, of=self.count())

    def _put(self, records: Sequence[R], *, of: int) -> None:
        if records:
            put_on_clipboard(sheet_of(self._model.columns, records))
            self.copied.emit(len(records), of)

    # --- what happens ---

    def _on_arrived(self) -> None:
        self._loaded = True
        self._wait.stop()
        self._slow = False
        self._restore_choice()
        self.viewport().update()

    def _restore_choice(self) -> None:
        if self._chosen_id is None or self.currentIndex().isValid():
            return
        row = self._model.row_of(self._chosen_id)
        if row is not None:
            self._choose_row(row)
        elif not self._model.is_paged:
            self._chosen_id = None
            self.chosen.emit(None)

    def _watch(self) -> None:
        if self._model.waiting:
            self._wait.start()

    def _show_wait(self) -> None:
        self._slow = self._awaited or self._model.waiting
        self.viewport().update()

    def _on_current(
        self,
        current: QModelIndex,
        previous: QModelIndex,  # noqa: ARG002 - the signal's argument
    ) -> None:
        record = self._model.record(current.row())
        if record is not None:
            self._chosen_id = self._model.identity_at(current.row())
        self.chosen.emit(record)

    def _on_double_click(self, index: QModelIndex) -> None:
        self._activate(index.row())

    def _activate(self, row: int) -> None:
        record = self._model.record(row)
        if record is not None:
            self.activated_record.emit(record)

    def _on_header(self, section: int) -> None:
        if self._model.is_paged or self._model.columns[section].sort_key is None:
            return
        down = self._sorted_by == (section, False)
        self._sorted_by = (section, down)
        header = self.horizontalHeader()
        header.setSortIndicatorShown(True)
        header.setSortIndicator(
            section, Qt.SortOrder.DescendingOrder if down else Qt.SortOrder.AscendingOrder
        )
        self._model.sort_rows(section, descending=down)

    def focusInEvent(self, event: QFocusEvent) -> None:  # noqa: N802 - Qt's method
        """Qt makes the first row current without selecting it: what Enter takes must be seen."""
        super().focusInEvent(event)
        current = self.currentIndex()
        if current.isValid() and not self.selectionModel().isRowSelected(current.row()):
            self._choose_row(current.row())

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's method
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.modifiers() & (
            Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier
        ):
            self._activate(self.currentIndex().row())
        elif event.matches(QKeySequence.StandardKey.Copy):
            self.copy()
        elif event.text().isprintable() and event.text() and not event.modifiers():
            event.ignore()  # digits and letters belong to the screen, not to a search in the rows
        else:
            super().keyPressEvent(event)

    # --- what is painted over the rows ---

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's method
        super().paintEvent(event)
        painter = QPainter(self.viewport())
        if self._slow:
            painter.fillRect(0, 0, self.viewport().width(), 2, colour("accent"))
        if self._loaded and self.count() == 0:
            self._paint_empty(painter)

    def _paint_empty(self, painter: QPainter) -> None:
        """The sentence in the upper third, below it the next step with its key."""
        empty, sizes = self._empty, measures()
        area = self.viewport().rect().adjusted(16, 0, -16, 0)
        area.setTop(area.height() // 4)
        wrap = Qt.AlignmentFlag.AlignHCenter | Qt.TextFlag.TextWordWrap
        painter.setFont(sized_font(sizes.text_pt))
        painter.setPen(colour("text2"))
        said = painter.drawText(area, int(wrap), empty.sentence)
        if not empty.step:
            return
        font = sized_font(sizes.text_pt, bold=True)
        width = QFontMetrics(font).horizontalAdvance(empty.step)
        cap = keycap_size(empty.key) if empty.key else None
        whole = width + (cap.width() + 8 if cap else 0)
        left = area.center().x() - whole // 2
        top = said.bottom() + 12
        painter.setFont(font)
        painter.setPen(colour("accent"))
        height = QFontMetrics(font).height()
        painter.drawText(QRect(left, top, width + 2, height), 0, empty.step)
        if cap is not None:
            corner = QPoint(left + width + 8, top + (height - cap.height()) // 2)
            paint_keycap(painter, QRect(corner, cap), empty.key)


class _RowPainter(QStyledItemDelegate):
    """Paints one cell: hairline, bar of the chosen row, mark, value, words beside."""

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
        if chosen and index.column() == 0:
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
