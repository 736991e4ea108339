"""The field of the personal number, which also takes the text of a card: scanned or pasted."""

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QFocusEvent, QGuiApplication, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QLineEdit

from ui.forms.editors import DigitsEditor
from ui.theme import icon

DIGITS = 12
PAUSE_MS = 60
"""A scanner's next key follows within 30 ms: a pause this long after the twelfth digit means that
a person has typed the number."""
SEPARATORS = "|;\t"


class CardNumberEditor(DigitsEditor):
    """`card_given(text)` when the text of a card was scanned (Enter ends it), pasted, or left."""

    card_given = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(PAUSE_MS)
        self._pause.timeout.connect(self._on_pause)
        self.paste_action = self.addAction(
            icon("scan", "text2"), QLineEdit.ActionPosition.TrailingPosition
        )
        self.paste_action.setText("Dán nội dung mã QR của thẻ")
        self.paste_action.setToolTip("Dán nội dung mã QR của thẻ")
        self.paste_action.triggered.connect(self.paste_card)

    def paste_card(self) -> None:
        """Take what the clipboard holds in place of what stands in the field."""
        self.setFocus()
        self.selectAll()
        self.insert(QGuiApplication.clipboard().text())
        self.changed.emit()
        self._offer_card()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's method
        enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if enter and self._offer_card():
            event.accept()  # the scanner's Enter does not lead to the next field
            return
        super().keyPressEvent(event)
        if event.matches(QKeySequence.StandardKey.Paste):
            self._offer_card()

    def focusOutEvent(self, event: QFocusEvent) -> None:  # noqa: N802 - Qt's method
        self._pause.stop()
        super().focusOutEvent(event)
        if event.reason() in (Qt.FocusReason.TabFocusReason, Qt.FocusReason.MouseFocusReason):
            self._offer_card()

    def _offer_card(self) -> bool:
        text = self.text()
        is_card = any(mark in text for mark in SEPARATORS)
        if is_card:
            self.card_given.emit(text)
        return is_card

    def _on_edited(self, text: str) -> None:
        super()._on_edited(text)
        at_end = self.cursorPosition() == len(text)
        if at_end and len(text) == DIGITS and text.isdecimal():
            self._pause.start()
        else:
            self._pause.stop()

    def _on_pause(self) -> None:
        if self.hasFocus():
            self.filled.emit()
