"""The rows behind a table: a plain list, or pages fetched while they come into view."""

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

from ui.tables.column import Column

R = TypeVar("R")
Deliver = Callable[[int, Sequence[R]], None]
Request = Callable[[int, int, Deliver[R]], None]
"""`request(offset, limit, deliver)`: read that page and call `deliver(total, rows)`, at once or
later, in the GUI thread."""

PAGE = 100
PAGES_KEPT = 40
ROW = Qt.ItemDataRole.UserRole
"""The role under which an index gives its record; None while its page is on the way."""


class RecordModel(QAbstractTableModel, Generic[R]):
    """Rows of records. Old rows stay until the new ones are there."""

    arrived = Signal()

    def __init__(self, columns: Sequence[Column[R]], identity: Callable[[R], Hashable]) -> None:
        super().__init__()
        self.columns = tuple(columns)
        self._identity = identity
        self._request: Request[R] | None = None
        self._total = 0
        self._pages: OrderedDict[int, Sequence[R]] = OrderedDict()
        self._asked: set[int] = set()
        self._generation = 0

    def show_rows(self, rows: Sequence[R]) -> None:
        """Show a plain list."""
        self._generation += 1
        self._request = None
        self._reset(len(rows), {0: tuple(rows)})

    def show_pages(self, request: Request[R]) -> None:
        """Show what `request` reads, beginning with its first page."""
        self._request = request
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
        return rows[place] if place < len(rows) else None

    @property
    def request(self) -> Request[R] | None:
        """How the pages are read; None for a plain list."""
        return self._request

    def rows(self) -> Sequence[R]:
        """The records of a plain list, in the order shown."""
        return self._pages.get(0, ())

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

    def sort_rows(self, column: int, *, descending: bool) -> None:
        """Sort a plain list by a column's key."""
        key = self.columns[column].sort_key
        if key is None or self._request is not None:
            return
        rows = sorted(self._pages.get(0, ()), key=key, reverse=descending)
        self._reset(len(rows), {0: rows})

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
        if role == ROW:
            return self.record(index.row())
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
        if role == Qt.ItemDataRole.TextAlignmentRole:
            right = self.columns[section].align_right
            side = Qt.AlignmentFlag.AlignRight if right else Qt.AlignmentFlag.AlignLeft
            return side | Qt.AlignmentFlag.AlignVCenter
        return None
