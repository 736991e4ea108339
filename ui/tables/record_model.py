"""The rows behind a table: a plain list, sorted and filtered here, or pages fetched while they come
into view."""

from collections import OrderedDict
from collections.abc import Callable, Hashable, Sequence
from typing import Any, Generic, TypeVar

from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QPersistentModelIndex,
    Qt,
    Signal,
)

from ui.tables.arrangement import (
    Arrangement,
    Sort,
    filter_words,
    filtered_text,
    sort_value,
)
from ui.tables.column import Column

R = TypeVar("R")
Deliver = Callable[[int, Sequence[R]], None]
Request = Callable[[int, int, Deliver[R]], None]
"""`request(offset, limit, deliver)`: read that page and call `deliver(total, rows)`, at once or
later, in the GUI thread."""

PAGE = 50
PAGES_KEPT = 80


class RecordModel(QAbstractTableModel, Generic[R]):
    """Rows of records. Old rows stay until the new ones are there.

    `arrived`: some are there. `filled`: the list stands anew, whole or with its first page.
    """

    arrived = Signal()
    filled = Signal()

    def __init__(self, columns: Sequence[Column[R]], identity: Callable[[R], Hashable]) -> None:
        super().__init__()
        self.columns = tuple(columns)
        self._identity = identity
        self._request: Request[R] | None = None
        self._total = 0
        self._pages: OrderedDict[int, Sequence[R]] = OrderedDict()
        self._asked: set[int] = set()
        self._generation = 0
        self._whole: tuple[R, ...] = ()
        self._folded: dict[int, list[str]] = {}
        self._arrangement = Arrangement()
        self.marked: Sort | None = None

    def show_rows(self, rows: Sequence[R]) -> None:
        """Show a plain list, arranged."""
        self._generation += 1
        self._request = None
        self._whole = tuple(rows)
        self._folded = {}
        self._show_arranged()

    def arrange(self, arrangement: Arrangement) -> None:
        """Filter and sort a plain list, now and whenever one is shown. Pages come as they are
        asked for."""
        self._arrangement = arrangement
        if self._request is None:
            self._show_arranged()

    def _show_arranged(self) -> None:
        sort = self._arrangement.sort
        rows = self._filtered()
        if sort is not None:
            column = self.columns[sort.column]
            rows.sort(key=lambda row: sort_value(column, row), reverse=sort.descending)
        self._reset(len(rows), {0: rows})

    def _filtered(self) -> list[R]:
        places: Sequence[int] = range(len(self._whole))
        for column, wanted in self._arrangement.filters.items():
            texts, words = self._texts(column), filter_words(wanted)
            places = [at for at in places if all(word in texts[at] for word in words)]
        return [self._whole[at] for at in places]

    def _texts(self, column: int) -> list[str]:
        """The folded words of a column: folded once, looked through at every key."""
        if column not in self._folded:
            shown = self.columns[column]
            self._folded[column] = [filtered_text(shown, record) for record in self._whole]
        return self._folded[column]

    def show_pages(self, request: Request[R]) -> None:
        """Show what `request` reads, beginning with its first page."""
        self._request = request
        self._whole, self._folded = (), {}
        self._begin(0)

    def reload(self) -> None:
        """Read the pages again; what is shown stays until they are there."""
        self._begin(next(reversed(self._pages), 0))

    def _begin(self, page: int) -> None:
        self._generation += 1
        self._asked.clear()
        if self._request is not None:
            self._ask(page, first=True)

    @property
    def waiting(self) -> bool:
        """Whether a page has been asked for and is not here yet."""
        return bool(self._asked)

    def record(self, row: int) -> R | None:
        """The record of a row; None while it is on the way, which asks for it."""
        if not 0 <= row < self._total:
            return None
        if self._request is None:
            return self._pages[0][row]
        page, place = divmod(row, PAGE)
        rows = self._pages.get(page)
        if rows is None:
            self._ask(page)
            return None
        self._pages.move_to_end(page)
        self._ask_ahead(page, place)
        return rows[place] if place < len(rows) else None

    def _ask_ahead(self, page: int, place: int) -> None:
        """Of whoever comes from the page before, the next one is on its way before it is seen."""
        step = 1 if place >= PAGE // 2 else -1
        ahead, before = page + step, page - step
        came = before in self._pages or before < 0
        if came and ahead not in self._pages and 0 <= ahead * PAGE < self._total:
            self._ask(ahead)

    @property
    def request(self) -> Request[R] | None:
        """How the pages are read; None for a plain list."""
        return self._request

    def rows(self) -> Sequence[R]:
        """The records of a plain list that are shown, in their order."""
        return self._pages.get(0, ())

    def whole_count(self) -> int:
        """How long a plain list is without its filters; of pages, as many as there are."""
        return self._total if self.is_paged else len(self._whole)

    def holds(self, identity: Hashable) -> bool:
        """Whether a record belongs to a plain list, shown or not."""
        return any(self._identity(record) == identity for record in self._whole)

    def row_of(self, identity: Hashable) -> int | None:
        """The row of a record among those that are here."""
        for page, rows in self._pages.items():
            for place, record in enumerate(rows):
                if self._identity(record) == identity:
                    return page * PAGE + place
        return None

    def identity_at(self, row: int) -> Hashable | None:
        """What identifies the record of a row."""
        record = self.record(row)
        return None if record is None else self._identity(record)

    def _ask(self, page: int, *, first: bool = False) -> None:
        if page in self._asked or self._request is None:
            return
        self._asked.add(page)
        generation = self._generation

        def deliver(total: int, rows: Sequence[R]) -> None:
            if generation == self._generation:
                self._take(page, total, rows, first=first)

        self._request(page * PAGE, PAGE, deliver)

    def _take(self, page: int, total: int, rows: Sequence[R], *, first: bool) -> None:
        self._asked.discard(page)
        if first and page and page * PAGE >= total:
            self._ask(max(0, (total - 1) // PAGE), first=True)  # the list has become shorter
        elif first or total != self._total:
            self._reset(total, {page: rows})
        else:
            self._keep(page, rows)
            last = min(self._total, (page + 1) * PAGE) - 1
            self.dataChanged.emit(
                self.index(page * PAGE, 0), self.index(last, len(self.columns) - 1)
            )
            self.arrived.emit()

    def _keep(self, page: int, rows: Sequence[R]) -> None:
        self._pages[page] = rows
        self._pages.move_to_end(page)
        while len(self._pages) > PAGES_KEPT:
            self._pages.popitem(last=False)

    def _reset(self, total: int, pages: dict[int, Sequence[R]]) -> None:
        self.beginResetModel()
        self._total = total
        self._pages = OrderedDict(pages)
        self.endResetModel()
        self.arrived.emit()
        self.filled.emit()

    @property
    def is_paged(self) -> bool:
        """Whether the rows are fetched by pages."""
        return self._request is not None

    # --- Qt's questions ---

    def rowCount(self, parent: QModelIndex | QPersistentModelIndex | None = None) -> int:  # noqa: N802 - Qt's method
        return 0 if parent is not None and parent.isValid() else self._total

    def columnCount(self, parent: QModelIndex | QPersistentModelIndex | None = None) -> int:  # noqa: N802 - Qt's method
        return 0 if parent is not None and parent.isValid() else len(self.columns)

    def data(
        self,
        index: QModelIndex | QPersistentModelIndex,
        role: int = Qt.ItemDataRole.DisplayRole,
    ) -> Any:
        if role not in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return None
        record = self.record(index.row())
        return "" if record is None else self.columns[index.column()].value(record)

    def headerData(  # noqa: N802 - Qt's method
        self,
        section: int,
        orientation: Qt.Orientation,
        role: int = Qt.ItemDataRole.DisplayRole,
    ) -> Any:
        if orientation != Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return self.columns[section].heading
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return self.columns[section].heading + self._order_words(section)
        if role == Qt.ItemDataRole.TextAlignmentRole:
            right = self.columns[section].align_right
            side = Qt.AlignmentFlag.AlignRight if right else Qt.AlignmentFlag.AlignLeft
            return side | Qt.AlignmentFlag.AlignVCenter
        return None

    def _order_words(self, column: int) -> str:
        """What a screen reader says of the arrow."""
        if self.marked is None or self.marked.column != column:
            return ""
        return ", xếp giảm dần" if self.marked.descending else ", xếp tăng dần"
