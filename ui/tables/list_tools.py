"""What stands at the foot of a list: how many rows its filters leave, and buttons for what its keys
do. Here a view that is to be saved gets its name.
"""

from typing import Any

from PySide6.QtCore import QEvent, QPoint, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from desktop_app.domain.money import show_number
from desktop_app.domain.names import nfc
from ui.cards import IconButton, row, words
from ui.tables.list_menu import list_menu
from ui.tables.record_table import RecordTable
from ui.theme import scaled

NAME_WIDTH = 180
LONGEST_NAME = 60


class ListTools(QWidget):
    """The keys of the list work wherever on a screen with these the focus is."""

    def __init__(self, table: RecordTable[Any]) -> None:
        super().__init__()
        self.table = table
        table.names_views = True
        self.said = words("", "b")
        self.filter_button = IconButton("filter", "Lọc trong danh sách (Ctrl+F)")
        self.menu_button = IconButton("view", "Cột và cách xem (phím Menu)")
        self.name = NameLine()
        self.name.setFixedWidth(scaled(NAME_WIDTH))
        self.setLayout(row(self.said, self.name, self.filter_button, self.menu_button, gap=4))
        self.name.hide()
        self.said.hide()
        table.filled.connect(self._say)
        table.name_wanted.connect(self._ask_name)
        self.filter_button.clicked.connect(self._filter)
        self.menu_button.clicked.connect(self._pop_up)
        self.name.named.connect(self._save)
        self.name.given_up.connect(self._back)

    def _say(self) -> None:
        """«12 / 340»."""
        table = self.table
        self.said.setText(f"{show_number(table.count())} / {show_number(table.whole_count())}")
        self.said.setVisible(table.is_filtered() and self.name.isHidden())

    def _filter(self) -> None:
        self.table.toggle_filters()

    def _pop_up(self) -> None:
        menu = list_menu(self.table)
        corner = self.menu_button.mapToGlobal(QPoint(self.menu_button.width(), 0))
        menu.popup(corner - QPoint(menu.sizeHint().width(), menu.sizeHint().height()))

    # --- the name of a view ---

    def _ask_name(self) -> None:
        self.said.hide()
        self.name.clear()
        self.name.show()
        self.name.setFocus()

    def _save(self, name: str) -> None:
        self.table.save_view(name)
        self._back()

    def _back(self) -> None:
        self.name.hide()
        self._say()
        self.table.setFocus()


class NameLine(QLineEdit):
    """`named(name)`: Enter. `given_up`: Esc."""

    named = Signal(str)
    given_up = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("role", "filter")
        self.setMaxLength(LONGEST_NAME)
        self.setPlaceholderText("Tên cách xem, rồi Enter")
        self.setAccessibleName("Tên cách xem")

    def event(self, event: QEvent) -> bool:
        if (
            event.type() == QEvent.Type.ShortcutOverride
            and isinstance(event, QKeyEvent)
            and event.key() == Qt.Key.Key_Escape
        ):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's method
        name = nfc(self.text())
        if event.key() == Qt.Key.Key_Escape:
            self.given_up.emit()
        elif event.key() not in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            super().keyPressEvent(event)
        elif name:
            self.named.emit(name)
