"""A scanner in keyboard mode, and hands: keys as they reach a window, with their times."""

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QGuiApplication, QKeyEvent, QWindow
from PySide6.QtTest import QTest

PLAIN, SHIFT = Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ShiftModifier
ENDS = {"\r": Qt.Key.Key_Return, "\t": Qt.Key.Key_Tab}


def key(code: Qt.Key, text: str, held: Qt.KeyboardModifier = PLAIN) -> None:
    """One key, the way of the system: through its shortcuts to the window with the keyboard."""
    QTest.sendKeyEvent(QTest.KeyAction.Click, _window(), code, text, held)


def letters(text: str) -> None:
    """The keys of a text."""
    for letter in text:
        key(_code(letter), letter, SHIFT if letter.isupper() else PLAIN)


def scan(text: str, end: str = "\r") -> None:
    """A code as a scanner types it: so fast that the window comes to nothing between its keys."""
    for at, letter in enumerate(text + end, start=1):
        held = SHIFT if letter.isupper() else PLAIN
        event = QKeyEvent(QEvent.Type.KeyPress, _code(letter), held, letter)
        event.setTimestamp(at)
        QGuiApplication.sendEvent(_window(), event)


def _code(letter: str) -> Qt.Key:
    return ENDS.get(letter) or Qt.Key(ord(letter.upper()) if letter.isascii() else 0)


def _window() -> QWindow:
    window = QGuiApplication.focusWindow()
    assert window is not None, "no window has the keyboard"
    return window
