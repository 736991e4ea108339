"""The rail at the left of the main window: where one is and where one can go."""

from collections.abc import Iterable

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from desktop_app.domain.money import show_number
from ui.cards import line, words
from ui.theme import icon, icon_pixmap, measures

Entry = tuple[str, str, str]
"""Screen, icon, word."""


class Rail(QFrame):
    """Groups of entries, one of them chosen; `chosen(screen)` when the user takes one."""

    chosen = Signal(str)
    help_wanted = Signal()

    def __init__(self, groups: Iterable[Iterable[Entry]]) -> None:
        super().__init__()
        self.setObjectName("rail")
        self.setFixedWidth(measures().rail_width)
        self._buttons: dict[str, RailButton] = {}
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(_head())
        layout.addSpacing(4)
        for number, group in enumerate(groups):
            if number:
                layout.addSpacing(8)
                layout.addWidget(line())
                layout.addSpacing(8)
            for entry in group:
                layout.addWidget(self._button(*entry))
        layout.addStretch(1)
        layout.addWidget(self._help())
        layout.addSpacing(6)

    def _button(self, screen: str, icon_name: str, word: str) -> QPushButton:
        button = RailButton(icon_name, word)
        button.setProperty("screen", screen)
        button.clicked.connect(self._clicked)
        self._buttons[screen] = button
        return button

    def _help(self) -> QPushButton:
        button = RailButton("keyboard", "F1  Phím, trợ giúp")
        button.setCheckable(False)
        button.setAutoExclusive(False)
        button.clicked.connect(self.help_wanted)
        return button

    def mark(self, screen: str) -> None:
        """Show where the user is."""
        for name, button in self._buttons.items():
            button.setChecked(name == screen)

    def count(self, screen: str, number: int) -> None:
        """Show how many wait behind an entry; 0 shows nothing."""
        self._buttons[screen].set_count(number)

    def _clicked(self) -> None:
        button = self.sender()
        if isinstance(button, QPushButton):
            self.chosen.emit(button.property("screen"))


class RailButton(QPushButton):
    """One entry: icon, word, and a count at the right where something waits."""

    def __init__(self, icon_name: str, word: str) -> None:
        super().__init__(icon(icon_name, "rail_text"), word)
        self.setIconSize(QSize(18, 18))
        self.setCheckable(True)
        self.setAutoExclusive(True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAccessibleName(word)
        self._count = QLabel(self)
        self._count.setProperty("role", "badge")
        self._count.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._count.hide()
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 10, 0)
        layout.addStretch(1)
        layout.addWidget(self._count)

    def set_count(self, number: int) -> None:
        """The number shown; 0 hides it."""
        self._count.setText(show_number(number))
        self._count.setVisible(number > 0)


def _head() -> QWidget:
    head = QWidget()
    head.setFixedHeight(measures().top_bar)
    picture = QLabel()
    picture.setPixmap(icon_pixmap("app", "rail_bar", 24, picture.devicePixelRatioF()))
    name = words("Sổ Việc Làm", "b")
    layout = QHBoxLayout(head)
    layout.setContentsMargins(12, 0, 8, 0)
    layout.setSpacing(8)
    layout.addWidget(picture)
    layout.addWidget(name)
    layout.addStretch(1)
    return head
