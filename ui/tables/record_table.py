"""The one table of the program: records in rows, hairlines between them, a bar at the chosen one.

It knows columns, not subjects. Rows are painted, never made of widgets.
"""

from collections.abc import Callable, Hashable, Mapping, Sequence
from typing import Generic, TypeVar

from PySide6.QtCore import (
    QEvent,
    QItemSelectionModel,
    QModelIndex,
    QPoint,
    QRect,
    QSize,
    Qt,
    QTimer,
    Signal,
)
from PySide6.QtGui import (
    QContextMenuEvent,
    QFocusEvent,
    QFontMetrics,
    QKeyEvent,
    QKeySequence,
    QPainter,
    QPaintEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import QAbstractItemView, QFrame, QHeaderView, QTableView

from desktop_app.domain.list_looks import ListLook, View
from ui.cards import keycap_size, paint_keycap
from ui.tables.arrangement import Arrangement, Query, Sort
from ui.tables.column import Column, Empty, Long
from ui.tables.column_looks import ColumnLooks
from ui.tables.copying import put_on_clipboard, sheet_of
from ui.tables.heading import Heading
from ui.tables.list_menu import list_menu, sort_menu
from ui.tables.reading import MOST_WHOLE, Reading, WholeList
from ui.tables.record_model import RecordModel, Request
from ui.tables.row_painter import RowPainter
from ui.theme import colour, measures, set_role, sized_font
from ui.weak_calls import held_weakly

R = TypeVar("R")
WAIT_SHOWN_AFTER_MS = 1000
BESIDE = 8
"""Pixels from the edge to a menu that was asked for by a key."""
STEP_GAP = 12
"""Pixels between what an empty list says and the next step."""
NOTHING_FITS = Empty("Không có dòng nào khớp với ô lọc.", "Bỏ lọc", key="Esc")


class RecordTable(QTableView, Generic[R]):
    """A list of records.

    `chosen(record)`: another row is the current one (None when there is none). `activated_record`:
    Enter or a double click. The chosen record stays chosen through a refresh, a sort and a filter,
    by its identity. `filled`: the list stands anew. Ctrl+C copies the list for Excel, and
    `copied(rows, of)` says how many of how many. `look_changed(look)`: it is to be kept.
    """

    chosen = Signal(object)
    activated_record = Signal(object)
    filled = Signal()
    copied = Signal(int, int)
    look_changed = Signal(object)
    name_wanted = Signal()
    names_views = False
    """Whether there is a place where a view to be saved gets its name: `name_wanted` asks."""

    def __init__(
        self,
        columns: Sequence[Column[R]],
        *,
        identity: Callable[[R], Hashable],
        empty: Empty,
        name: str,
        long: Long | None = None,
    ) -> None:
        """`name` is what a screen reader calls the list. `long` is what its source can do where it
        may be too long to be read whole."""
        super().__init__()
        self._model: RecordModel[R] = RecordModel(columns, identity)
        self._reading: Reading[R] = Reading(self._model, long)
        self._empty = empty
        self._chosen_id: Hashable | None = None
        self._loaded = False
        self._slow = False
        self._awaited = False
        self._chosen_unseen = False
        self._copying: WholeList[R] | None = None
        self._look = ListLook()
        self._read_choices: Callable[[], Mapping[str, str] | None] = dict
        self._write_choices: Callable[[Mapping[str, str]], None] | None = None
        self.setAccessibleName(name)
        self.heading = Heading([column.heading for column in columns])
        self.heading.setAccessibleName(f"Tên cột: {name}")
        self.setHorizontalHeader(self.heading)
        self.setModel(self._model)
        self.looks = ColumnLooks(self.heading, columns)
        self.looks.dress()
        self._painter = RowPainter(self._model, self)
        self.setItemDelegate(self._painter)
        self._dress()
        self._wait = QTimer(self)
        self._wait.setSingleShot(True)
        self._wait.setInterval(WAIT_SHOWN_AFTER_MS)
        self._wait.timeout.connect(self._show_wait)
        self._model.arrived.connect(self._on_arrived)
        self._model.filled.connect(self._on_filled)
        self.doubleClicked.connect(self._on_double_click)
        self.selectionModel().currentRowChanged.connect(self._on_current)
        self.heading.sectionClicked.connect(self.sort_by)
        self.heading.filtered.connect(self._on_filtered)
        self.heading.going_down.connect(self._into_rows)
        self.heading.given_up.connect(self.close_filters)
        self.heading.rearranged.connect(self.keep_columns)
        self._mark_order()

    def _dress(self) -> None:
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFrameShape(QFrame.Shape.StyledPanel)  # the ring
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setCornerButtonEnabled(False)
        rows = self.verticalHeader()
        rows.hide()
        rows.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        rows.setMinimumSectionSize(measures().table_row)
        rows.setDefaultSectionSize(measures().table_row)

    # --- rows ---

    def show_rows(self, rows: Sequence[R]) -> None:
        """Show a plain list, in its order unless it is sorted."""
        self._awaited = False
        self._copying = None
        self._reading.show_rows(rows)

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
        self._reading.show_pages(held_weakly(request))
        self._watch()

    def reload(self) -> None:
        """Read the pages again; the chosen record stays chosen."""
        self._reading.read_again()
        self._watch()
        if self._copying is not None:
            self.copy()  # what has been read of it is no longer the list

    @property
    def query(self) -> Query:
        """What the page asked for just now is to be found by, where the list is long."""
        return self._reading.query

    def whole_count(self) -> int:
        """How long the list is without its filters."""
        return self._reading.whole_count()

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

    def show_choice(self, wanted: bool) -> None:
        """Whether one sees which row is the current one: not where another list has the keys."""
        self._painter.shows_choice = wanted
        self.viewport().update()

    def _choose_row(self, row: int) -> None:
        index = self._model.index(row, 0)
        self.selectionModel().setCurrentIndex(
            index,
            QItemSelectionModel.SelectionFlag.ClearAndSelect
            | QItemSelectionModel.SelectionFlag.Rows,
        )
        self.scrollTo(index)

    # --- sorting and filtering ---

    def columns(self) -> Sequence[Column[R]]:
        """All columns, as designed."""
        return self._model.columns

    def sort(self) -> Sort | None:
        """What the list is sorted by; None where nobody knows."""
        own, column = self._reading.arrangement.sort, self._reading.ordered_by
        return own if own is not None or column is None else Sort(column)

    def order_words(self, own: str) -> str:
        """«xếp theo năm sinh», or the list's `own` words while it is not sorted."""
        sort = self._reading.arrangement.sort
        if sort is None:
            return own
        heading = self._model.columns[sort.column].heading
        down = ", giảm dần" if sort.descending else ""
        return f"xếp theo {heading[0].lower()}{heading[1:]}{down}"

    def is_sortable(self, column: int) -> bool:
        """Whether the list can stand in the order of a column."""
        return self._reading.is_sortable(column)

    def is_filtered(self) -> bool:
        """Whether some rows may not be seen."""
        return bool(self._reading.arrangement.filters)

    def leaves_out(self, identity: Hashable) -> bool:
        """Whether the filters are known to leave a record out; of a list read in pages, only once
        they leave nothing."""
        known = not (self._model.is_paged and self.count())
        return self.is_filtered() and known and self._model.row_of(identity) is None

    def sort_by(self, column: int) -> None:
        """Sort by a column; by the one it is sorted by, the other way round."""
        if self.is_sortable(column):
            down = self.sort() == Sort(column)
            natural = column == self._reading.ordered_by and not down
            sort = None if natural else Sort(column, descending=down)
            self._arrange(Arrangement(self.heading.filters(), sort))

    def _on_filtered(self) -> None:
        filters, now = self.heading.filters(), self._reading.arrangement
        if filters != now.filters:
            self._arrange(Arrangement(filters, now.sort))

    def _arrange(self, arrangement: Arrangement) -> None:
        self._copying = None
        self._reading.arrange(arrangement)
        self._mark_order()
        self._watch()

    def _mark_order(self) -> None:
        """The arrow in the heading."""
        sort = self.sort()
        self._model.marked = sort
        self.heading.setSortIndicatorShown(sort is not None)
        if sort is not None:
            order = Qt.SortOrder.DescendingOrder if sort.descending else Qt.SortOrder.AscendingOrder
            self.heading.setSortIndicator(sort.column, order)

    def toggle_filters(self) -> None:
        """Open the filter row and go there; from there, or where it cannot be left alone, close
        it."""
        if self.heading.has_filter_focus():
            self.close_filters()
        elif self._reading.filterable():
            self.heading.offer(self._reading.filterable())
            self.heading.open_filters(True)
            self.heading.focus_filter()

    def close_filters(self) -> None:
        """Close the filter row and show all rows again."""
        was_there = self.heading.has_filter_focus()
        self.heading.open_filters(False)
        if was_there:
            self.setFocus()

    def _into_rows(self) -> None:
        self.setFocus()
        if not self.currentIndex().isValid():
            self.choose_first()

    # --- the look: columns and views ---

    @property
    def views(self) -> Sequence[View]:
        """The saved views."""
        return self._look.views

    def show_look(self, look: ListLook) -> None:
        """Show the columns as they were kept, and have the views at hand."""
        self._look = look
        self.looks.show(look.columns)

    def keep_columns(self) -> None:
        """Keep the columns as they stand now."""
        self._keep(ListLook(columns=self.looks.looks(), views=self._look.views))

    def dress_columns(self) -> None:
        """Show the columns as designed."""
        self.looks.dress()
        self.keep_columns()

    def _keep(self, look: ListLook) -> None:
        if look != self._look:
            self._look = look
            self.look_changed.emit(look)

    def view_with(
        self,
        read: Callable[[], Mapping[str, str]],
        write: Callable[[Mapping[str, str]], None],
    ) -> None:
        """A saved view takes the filters of the screen along: what they are, and how to set them,
        which reads the list again. Both are methods of the screen, which is not kept alive by its
        list: PySide takes a ring of widgets apart in the wrong order."""
        self._read_choices, self._write_choices = held_weakly(read), held_weakly(write)

    def save_view(self, name: str) -> None:
        """Save what is filtered and sorted now under a name, in place of one that has it."""
        headings = [column.heading for column in self._model.columns]
        now = self._reading.arrangement
        view = View(
            name=name,
            filters={headings[at]: text for at, text in now.filters.items()},
            sort=headings[now.sort.column] if now.sort else "",
            descending=now.sort is not None and now.sort.descending,
            choices=self._read_choices() or {},
        )
        others = tuple(each for each in self._look.views if each.name != name)
        self._keep(ListLook(columns=self._look.columns, views=(*others, view)))

    def delete_view(self, name: str) -> None:
        """Forget a view."""
        views = tuple(each for each in self._look.views if each.name != name)
        self._keep(ListLook(columns=self._look.columns, views=views))

    def show_view(self, view: View) -> None:
        """Filter and sort as it was saved."""
        places = {column.heading: at for at, column in enumerate(self._model.columns)}
        known = {
            places[heading]: text for heading, text in view.filters.items() if heading in places
        }
        sort = Sort(places[view.sort], view.descending) if view.sort in places else None
        self._arrange(Arrangement(known, sort))
        self.heading.set_filters(known)
        if view.choices and self._write_choices is not None:
            self._write_choices(view.choices)

    def show_plain(self) -> None:
        """All rows in their own order; the filters of the screen stay."""
        self.show_view(View(name=""))

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
            shown = [self._model.columns[at] for at in self.looks.wanted()]
            put_on_clipboard(sheet_of(shown, records[:MOST_WHOLE]))
            self.copied.emit(min(len(records), MOST_WHOLE), of)

    # --- what happens ---

    def _on_arrived(self) -> None:
        self._loaded = True
        self._wait.stop()
        self._slow = False
        self._restore_choice()
        if self._chosen_unseen and self.chosen_record() is not None:
            self._tell_chosen(self.currentIndex().row())
        self.viewport().update()

    def _restore_choice(self) -> None:
        if self._chosen_id is None or self.currentIndex().isValid():
            return
        row = self._model.row_of(self._chosen_id)
        if row is not None:
            self._choose_row(row)
        elif not self._model.is_paged:
            if not self._model.holds(self._chosen_id):
                self._chosen_id = None
            self.chosen.emit(None)

    def _on_filled(self) -> None:
        self.heading.offer(self._reading.filterable())
        self._mark_order()
        self.filled.emit()

    def _watch(self) -> None:
        if self._reading.waiting:
            self._wait.start()

    def _show_wait(self) -> None:
        self._slow = self._awaited or self._reading.waiting
        self.viewport().update()

    def _on_current(
        self,
        current: QModelIndex,
        previous: QModelIndex,  # noqa: ARG002 - the signal's argument
    ) -> None:
        self._tell_chosen(current.row())

    def _tell_chosen(self, row: int) -> None:
        """Also of a row that was chosen before it was here, once it is."""
        record = self._model.record(row)
        self._chosen_unseen = record is None
        if record is not None:
            self._chosen_id = self._model.identity_at(row)
        self.chosen.emit(record)

    def _on_double_click(self, index: QModelIndex) -> None:
        self._activate(index.row())

    def _activate(self, row: int) -> None:
        record = self._model.record(row)
        if record is not None:
            self.activated_record.emit(record)

    def focusInEvent(self, event: QFocusEvent) -> None:  # noqa: N802 - Qt's method
        """Qt makes the first row current without selecting it: what Enter takes must be seen."""
        super().focusInEvent(event)
        set_role(self.heading, focused=True)
        current = self.currentIndex()
        if current.isValid() and not self.selectionModel().isRowSelected(current.row()):
            self._choose_row(current.row())

    def focusOutEvent(self, event: QFocusEvent) -> None:  # noqa: N802 - Qt's method
        super().focusOutEvent(event)
        set_role(self.heading, focused=False)

    def event(self, event: QEvent) -> bool:
        """Esc is the filter row's, while there is one, before it is the screen's."""
        if (
            event.type() == QEvent.Type.ShortcutOverride
            and isinstance(event, QKeyEvent)
            and self._closes_filters(event)
        ):
            event.accept()
            return True
        return super().event(event)

    def _closes_filters(self, event: QKeyEvent) -> bool:
        return event.key() == Qt.Key.Key_Escape and self.heading.filters_open()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's method
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.modifiers() & (
            Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier
        ):
            self._activate(self.currentIndex().row())
        elif event.matches(QKeySequence.StandardKey.Copy):
            self.copy()
        elif self._closes_filters(event):
            self.close_filters()
        elif self.take_key(event):
            event.accept()
        elif event.text().isprintable() and event.text() and not event.modifiers():
            event.ignore()  # digits and letters belong to the screen, not to a search in the rows
        else:
            super().keyPressEvent(event)

    def moveCursor(  # noqa: N802 - Qt's method
        self, action: QAbstractItemView.CursorAction, modifiers: Qt.KeyboardModifier
    ) -> QModelIndex:
        """Home and End go to the first and the last row: Qt's go along the cells of one."""
        ends = (QAbstractItemView.CursorAction.MoveHome, QAbstractItemView.CursorAction.MoveEnd)
        if action in ends:
            modifiers |= Qt.KeyboardModifier.ControlModifier
        return super().moveCursor(action, modifiers)

    def take_key(self, event: QKeyEvent) -> bool:
        """Do what a key means for the list, wherever on its screen the focus is: Ctrl+F, Alt+↓,
        Ctrl and a digit. False for other keys."""
        held = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        view = event.key() - Qt.Key.Key_0
        if held == Qt.KeyboardModifier.ControlModifier and event.key() == Qt.Key.Key_F:
            self.toggle_filters()
        elif held == Qt.KeyboardModifier.AltModifier and event.key() == Qt.Key.Key_Down:
            self.pop_up_sorts()
        elif held == Qt.KeyboardModifier.ControlModifier and view == 0:
            self.show_plain()
        elif held == Qt.KeyboardModifier.ControlModifier and 1 <= view <= len(self.views):
            self.show_view(self.views[view - 1])
        else:
            return False
        return True

    def pop_up_sorts(self) -> None:
        """Ask by which column to sort."""
        sort_menu(self).popup(self._under_heading())

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:  # noqa: N802 - Qt's method
        by_mouse = event.reason() == QContextMenuEvent.Reason.Mouse
        list_menu(self).popup(event.globalPos() if by_mouse else self._under_heading())

    def _under_heading(self) -> QPoint:
        return self.mapToGlobal(QPoint(BESIDE, self.heading.height()))

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's method
        """No higher than it has to be: it takes what room there is."""
        return QSize(super().sizeHint().width(), self.minimumHeight())

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's method
        super().resizeEvent(event)
        self.looks.fit(self.viewport().width())

    # --- what is painted over the rows ---

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's method
        super().paintEvent(event)
        painter = QPainter(self.viewport())
        if self._slow:
            painter.fillRect(0, 0, self.viewport().width(), 2, colour("accent"))
        if self._loaded and self.count() == 0:
            self._paint_empty(painter)

    def _paint_empty(self, painter: QPainter) -> None:
        """The sentence in the upper third, or higher where there is little room; below it the next
        step with its key."""
        empty = NOTHING_FITS if self.whole_count() else self._empty
        sizes = measures()
        area = self.viewport().rect().adjusted(16, 0, -16, 0)
        two_lines = 2 * QFontMetrics(sized_font(sizes.text_pt, bold=True)).height() + STEP_GAP
        area.setTop(max(0, min(area.height() // 4, (area.height() - two_lines) // 2)))
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
        top = said.bottom() + STEP_GAP
        painter.setFont(font)
        painter.setPen(colour("accent"))
        height = QFontMetrics(font).height()
        painter.drawText(QRect(left, top, width + 2, height), 0, empty.step)
        if cap is not None:
            corner = QPoint(left + width + 8, top + (height - cap.height()) // 2)
            paint_keycap(painter, QRect(corner, cap), empty.key)
