"""The numbers of a table of figures as cells to walk through, and as a sheet for Excel."""

from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt

from desktop_app.domain.money import show_number
from desktop_app.office.figures import FigureRow, FigureTable
from ui.tables.copying import Cell, Sheet

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

    # --- for Excel ---

    def sheet(self, title: str) -> Sheet:
        """All numbers with their headings, sections included."""
        columns = (heading for _, heading in self.columns)
        return Sheet(("Chỉ tiêu", "Đơn vị", *columns), [_cells(line) for line in self.lines], title)


def _cells(line: str | FigureRow) -> tuple[Cell, ...]:
    """A row for Excel; a dash before what is part of the figure above."""
    if isinstance(line, str):
        return (line,)
    return ("– " * line.level + line.title, line.unit, line.total, *line.parts)
