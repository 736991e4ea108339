"""Words side by side, one of them chosen."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QButtonGroup, QPushButton, QWidget

from ui.cards import row

STRONG, CLICK = Qt.FocusPolicy.StrongFocus, Qt.FocusPolicy.ClickFocus


class Tabs(QWidget):
    """`chosen(place)`: another word was chosen, by mouse or key. The first one is at the start."""

    chosen = Signal(int)

    def __init__(self, *names: str) -> None:
        super().__init__()
        self._group = QButtonGroup(self)
        self.buttons: list[QPushButton] = []
        for place, name in enumerate(names):
            button = QPushButton(name)
            button.setProperty("role", "tab")
            button.setAccessibleName(name)
            button.setCheckable(True)
            button.setAutoDefault(False)
            self._group.addButton(button, place)
            self.buttons.append(button)
        self.choose(0)
        self._group.idClicked.connect(self.chosen)
        self.setLayout(row(*self.buttons, gap=4))

    def word(self) -> str:
        """The word chosen."""
        return self.buttons[self._group.checkedId()].text()

    def choose(self, place: int) -> None:
        """Mark a word as chosen; nobody is told. Tab comes to it, and arrows lead to the others."""
        for at, button in enumerate(self.buttons):
            button.setFocusPolicy(STRONG if at == place else CLICK)
        self.buttons[place].setChecked(True)
