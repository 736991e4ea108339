"""The editor of passwords: at the door, at the first run, and where the head gives them."""

from collections.abc import Iterable

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction, QKeyEvent
from PySide6.QtWidgets import QLineEdit

from ui.cards import put_picture
from ui.theme import icon, set_role


class PasswordEditor(QLineEdit):
    """A password with an eye to look at it; tells when Caps Lock seems to be on. Nothing of what is
    typed is tidied."""

    changed = Signal()
    caps_lock = Signal(bool)

    def __init__(self, name: str = "") -> None:
        """`name` is what a screen reader calls it; in a form that is the field's label."""
        super().__init__()
        self.setAccessibleName(name)
        self.textEdited.connect(self._on_edited)
        self.setEchoMode(QLineEdit.EchoMode.Password)
        put_picture(self, "lock", "Mật khẩu")
        self._eye = QAction(icon("eye", "text2"), "Hiện mật khẩu", self)
        self._eye.triggered.connect(self._look)
        self.addAction(self._eye, QLineEdit.ActionPosition.TrailingPosition)

    def value(self) -> str:
        """What was typed, to the letter."""
        return self.text()

    def set_value(self, value: str) -> None:
        """Put something there, hidden."""
        self.setText(value)
        if self.echoMode() == QLineEdit.EchoMode.Normal:
            self._look()

    def _on_edited(self, text: str) -> None:  # noqa: ARG002 - the signal's argument
        self.changed.emit()

    def _look(self) -> None:
        hidden = self.echoMode() == QLineEdit.EchoMode.Password
        mode = QLineEdit.EchoMode.Normal if hidden else QLineEdit.EchoMode.Password
        self.setEchoMode(mode)
        self._eye.setIcon(icon("eye_off" if hidden else "eye", "text2"))
        self._eye.setText("Ẩn mật khẩu" if hidden else "Hiện mật khẩu")

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's method
        letter = event.text()
        if letter.isalpha():
            shifted = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
            self.caps_lock.emit(letter.isupper() != shifted)
        super().keyPressEvent(event)


def mark_wrong(*wrong: QLineEdit, among: Iterable[QLineEdit]) -> None:
    """Give some of these fields the edge of what is wrong, and the others theirs back."""
    for field in among:
        set_role(field, state="prob" if field in wrong else "")
