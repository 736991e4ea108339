"""Editors of one line or one box: text, names, notes, digits, numbers, money, a tick.

Dates and coded fields have files of their own. An editor knows how a value is written and read;
whether the value is right is checked in the domain.
"""

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

from PySide6.QtCore import QEvent, Qt, QTimer, Signal
from PySide6.QtGui import QFocusEvent, QFontMetrics, QPaintEvent, QTextCursor
from PySide6.QtWidgets import QCheckBox, QLineEdit, QPlainTextEdit, QSizePolicy

from desktop_app.domain.dates import show_date
from desktop_app.domain.money import parse_money, show_money, show_number
from desktop_app.domain.names import nfc, title_case, unseen
from desktop_app.domain.phones import normalise_phone, show_phone
from ui.forms.field import Unreadable
from ui.forms.marked import Marked, draw_ellipsis, draw_marks, still_marked

LEAVING_FOR_A_WHILE = (
    Qt.FocusReason.PopupFocusReason,
    Qt.FocusReason.ActiveWindowFocusReason,
    Qt.FocusReason.MenuBarFocusReason,
)
"""The focus comes back by itself: a context menu, another window."""
CAPITALS_WRITTEN = "Đã viết hoa chữ đầu; Ctrl+Z để lấy lại như đã gõ"
MOBILE_DIGITS = 10
MOBILE_PREFIXES = ("03", "05", "07", "08", "09")
PAUSE_MS = 60
"""Between the last sign of a full field and the next field: a scanner types on within 30 ms."""


class LineEditor(QLineEdit):
    """The base of all editors of one line.

    As long as the text is the one shown, the value is the one given: nothing is normalised behind
    the user's back. Text is written tidily on leaving, never while typing (Telex composes with
    backspaces). `filled` says that the field is full and the next one may have the focus.
    `remark` is what is to be said of what stands there.
    """

    changed = Signal()
    filled = Signal()
    empty: Any = ""

    def __init__(self) -> None:
        super().__init__()
        self._given: Any = self.empty
        self._given_text = ""
        self._said = ""
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.textEdited.connect(self._on_edited)

    def value(self) -> Any:
        """The value, or `Unreadable`."""
        if self.text() == self._given_text:
            return self._given
        text = nfc(self.text()).strip()
        return self.read(text) if text else self.empty

    def set_value(self, value: Any) -> None:
        """Show a value as the untouched one."""
        self._given = value
        self._given_text = self.write(value)
        self._said = ""
        self.setText(self._given_text)
        self._given_text = self.text()
        self.setCursorPosition(0)

    def read(self, text: str) -> Any:
        """What a text (NFC, trimmed, not empty) means."""
        return text

    def write(self, value: Any) -> str:
        """How a value is shown."""
        return "" if value is None else str(value)

    def words_of(self, value: Any) -> str:
        """As it is shown."""
        return self.write(value)

    def remark(self) -> str:
        """What is to be said under the field, "" for nothing."""
        return self._said

    def is_full(self, text: str) -> bool:  # noqa: ARG002 - for the editors of fixed length
        """Whether nothing more belongs to a text."""
        return False

    def tidy(self) -> None:
        """Write what was typed the way it is shown later; Ctrl+Z in the field takes it back."""
        value = self.value()
        if isinstance(value, Unreadable) or not self.isModified():
            return
        text = self.write(value)
        if text != self.text():
            said = said_of_dropped(self.text())
            self.selectAll()
            self.insert(text)
            self._said = said

    def focusOutEvent(self, event: QFocusEvent) -> None:  # noqa: N802 - Qt's method
        if event.reason() not in LEAVING_FOR_A_WHILE:
            self.tidy()
            self.setCursorPosition(0)  # of a text too long for the line the beginning is seen
        super().focusOutEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's method
        super().paintEvent(event)
        if not self.hasFocus():
            draw_ellipsis(self)

    def _on_edited(self, text: str) -> None:
        self._said = ""
        self.changed.emit()
        if self._ends_full(text):
            QTimer.singleShot(PAUSE_MS, self, self._lead_on)

    def _ends_full(self, text: str) -> bool:
        return self.cursorPosition() == len(text) and self.is_full(text)

    def _lead_on(self) -> None:
        if self.hasFocus() and self._ends_full(self.text()):
            self.filled.emit()


def said_of_dropped(text: str) -> str:
    """What is said of a text that is kept without the signs that cannot be seen."""
    count = unseen(text)
    return f"Đã bỏ {show_number(count)} ký tự không hiện được" if count else ""


class TextEditor(LineEditor):
    """Any text of one line: NFC, trimmed, double spaces removed. Letters in doubt are marked until
    they are changed or confirmed."""

    def __init__(self) -> None:
        super().__init__()
        self._marks: list[Marked] = []
        self._marked_text = ""

    def marks(self) -> list[Marked]:
        """The letters still in doubt."""
        return self._marks

    def show_marks(self, marks: Sequence[Marked]) -> None:
        """Mark letters of the text as it stands; none ends all doubt."""
        self._marks, self._marked_text = list(marks), self.text()
        self.update()

    def set_value(self, value: Any) -> None:
        super().set_value(value)
        self.show_marks(())

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's method
        super().paintEvent(event)
        if self._marks:
            draw_marks(self, self._marks, self.cursorRect())

    def _on_edited(self, text: str) -> None:
        self.show_marks(still_marked(self._marks, self._marked_text, text))
        super()._on_edited(text)

    def read(self, text: str) -> str:
        return " ".join(text.split())

    def put_in(self, text: str) -> None:
        """Write a text where the cursor is, apart from what stands before it."""
        before = self.text()[: self.cursorPosition()]
        self.insert(_apart(before) + " ".join(text.split()))


class NameEditor(TextEditor):
    """A person's name. One typed in a single case is offered its capitals on leaving: they are
    written and told, Ctrl+Z takes them back."""

    def tidy(self) -> None:
        super().tidy()
        text = self.text()
        if self.isModified() and text in (text.lower(), text.upper()) and text != title_case(text):
            said = self._said or CAPITALS_WRITTEN
            self.selectAll()
            self.insert(title_case(text))
            self._said = said


class DigitsEditor(LineEditor):
    """A number that is a name, as the personal number is. Leading zeros count.

    `groups` says how it is shown («012 345 678» is 3, 3, 3); other lengths are shown unbroken.
    With `length` the field is `filled` by the last digit typed.
    """

    def __init__(self, groups: Sequence[int] = (), *, length: int = 0) -> None:
        super().__init__()
        self._groups = tuple(groups)
        self._length = length

    def read(self, text: str) -> str:
        """The digits alone where there is nothing but digits and separators, else the text as it
        is: what is wrong with it is said by the check of the record."""
        digits = "".join(letter for letter in text if letter not in " .-")
        return digits if digits.isdecimal() else text

    def write(self, value: Any) -> str:
        text = str(value)
        if len(text) != sum(self._groups):
            return text
        parts: list[str] = []
        for size in self._groups:
            parts.append(text[:size])
            text = text[size:]
        return " ".join(parts)

    def is_full(self, text: str) -> bool:
        return bool(self._length) and text.isdecimal() and len(text) == self._length


class PhoneEditor(LineEditor):
    """A telephone number: kept as digits, shown «0912 345 678»."""

    def read(self, text: str) -> str:
        return normalise_phone(text)

    def is_full(self, text: str) -> bool:
        """A mobile number is; lines of a house have ten digits or eleven."""
        return text.isdecimal() and len(text) == MOBILE_DIGITS and text[:2] in MOBILE_PREFIXES

    def write(self, value: Any) -> str:
        return show_phone(value or "")


class NumberEditor(LineEditor):
    """A whole number, not negative."""

    empty = None

    def read(self, text: str) -> int | Unreadable:
        digits = text.replace(".", "").replace(" ", "")
        if not (digits.isascii() and digits.isdecimal()):
            return Unreadable("Chỉ gõ chữ số")
        return int(digits)


class MoneyEditor(LineEditor):
    """Whole đồng, shown as «7.000.000»."""

    empty = None

    def read(self, text: str) -> int | Unreadable | None:
        try:
            return parse_money(text)
        except ValueError as error:
            return Unreadable(str(error))

    def write(self, value: Any) -> str:
        return "" if value is None else show_money(value)


class NotesEditor(QPlainTextEdit):
    """Several lines; Enter makes a new one, Tab leaves."""

    changed = Signal()

    def __init__(self, lines: int = 4) -> None:
        super().__init__()
        self._given: Any = ""
        self._given_text = ""
        self._lines = lines
        self._said = ""
        self._showing = False
        self.setTabChangesFocus(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.textChanged.connect(self._on_text_changed)
        self._set_height()

    def value(self) -> Any:
        """The text in NFC, without empty lines at its ends."""
        text = self.toPlainText()
        return self._given if text == self._given_text else nfc(text).strip()

    def set_value(self, value: Any) -> None:
        """Show a text as the untouched one."""
        self._showing = True
        self._said = ""
        self._given = value
        self.setPlainText("" if value is None else str(value))
        self._given_text = self.toPlainText()
        self._showing = False

    def words_of(self, value: Any) -> str:
        """The text itself."""
        return str(value or "")

    def remark(self) -> str:
        """What is to be said under the field, "" for nothing."""
        return self._said

    def put_in(self, text: str) -> None:
        """Write a text where the cursor is, apart from what stands before it."""
        cursor = self.textCursor()
        cursor.insertText(_apart(self.toPlainText()[: cursor.selectionStart()]) + text)

    def tidy(self) -> None:
        """Take out what cannot be seen; Ctrl+Z in the field takes it back."""
        text = self.toPlainText()
        if text == self._given_text or not unseen(text):
            return
        said = said_of_dropped(text)
        cursor = self.textCursor()
        cursor.select(QTextCursor.SelectionType.Document)
        cursor.insertText(nfc(text))
        self._said = said

    def focusOutEvent(self, event: QFocusEvent) -> None:  # noqa: N802 - Qt's method
        if event.reason() not in LEAVING_FOR_A_WHILE:
            self.tidy()
        super().focusOutEvent(event)

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802 - Qt's method
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._set_height()

    def _set_height(self) -> None:
        self.setFixedHeight(self._lines * QFontMetrics(self.font()).lineSpacing() + 20)

    def _on_text_changed(self) -> None:
        if not self._showing:
            self._said = ""
            self.changed.emit()


def _apart(before: str) -> str:
    """What stands between a text and the next one."""
    return " " if before and not before[-1].isspace() else ""


class CheckEditor(QCheckBox):
    """Yes or no; the form writes the field's label beside it."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._given: Any = False
        self._given_tick = False
        self.clicked.connect(self._on_clicked)

    def value(self) -> Any:
        """Whether it is ticked."""
        return self._given if self.isChecked() == self._given_tick else self.isChecked()

    def set_value(self, value: Any) -> None:
        """Show a value as the untouched one."""
        self._given = value
        self._given_tick = bool(value)
        self.setChecked(self._given_tick)

    def words_of(self, value: Any) -> str:
        """Whether it is ticked."""
        return "Có" if value else "Không"

    def _on_clicked(self, ticked: bool) -> None:  # noqa: ARG002 - the signal's argument
        self.changed.emit()


class DatedCheckEditor(CheckEditor):
    """A tick that means "on this day": its value is the date, today when it is newly ticked."""

    def __init__(self, today: Callable[[], date]) -> None:
        super().__init__()
        self._today = today
        self._given = None

    def value(self) -> date | None:
        """The day, or None when it is not ticked."""
        if self.isChecked() == self._given_tick:
            return self._given
        return self._today() if self.isChecked() else None

    def words_of(self, value: Any) -> str:
        """The day."""
        return show_date(value) or "Không"
