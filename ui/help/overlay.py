"""A frame that lies over the screens and lets the work go on: nothing waits for it."""

from PySide6.QtCore import QEvent, QObject, QRect, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QFrame, QWidget
from shiboken6 import isValid


class Overlay(QFrame):
    """Keeps its place over a part of the window, and gives the focus back to where it came from.

    `own_keys` are its own while the focus is in it, whatever they mean in the screen below.
    """

    left = Signal()
    own_keys: frozenset[Qt.Key] = frozenset({Qt.Key.Key_Escape})

    def __init__(self, over: QWidget) -> None:
        super().__init__(over.parentWidget())
        self._over = over
        self._came_from: QWidget | None = None
        self.hide()
        over.installEventFilter(self)
        application = QApplication.instance()
        if isinstance(application, QApplication):
            application.focusChanged.connect(self._on_focus)

    def room(self, area: QRect) -> QRect:
        """Where it lies, over an area of its parent."""
        raise NotImplementedError

    def bring(self, focus: QWidget) -> None:
        """Come over the screens and take the focus."""
        self.setGeometry(self.room(self._over.geometry()))
        self.show()
        self.raise_()
        focus.setFocus(Qt.FocusReason.OtherFocusReason)

    def put_away(self) -> None:
        """Go; the focus, where it was here, goes back."""
        came_from, self._came_from = self._came_from, None
        if self._has_focus() and came_from is not None and isValid(came_from):
            came_from.setFocus(Qt.FocusReason.OtherFocusReason)
        self.hide()
        self.left.emit()

    def _has_focus(self) -> bool:
        return self._holds(QApplication.focusWidget())

    def _holds(self, widget: QWidget | None) -> bool:
        return widget is not None and (widget is self or self.isAncestorOf(widget))

    def _on_focus(self, old: QWidget | None, new: QWidget | None) -> None:
        if self._holds(new) and old is not None and not self._holds(old):
            self._came_from = old

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's method
        if event.type() in (QEvent.Type.Resize, QEvent.Type.Move):
            self.setGeometry(self.room(self._over.geometry()))
        return super().eventFilter(watched, event)

    def event(self, event: QEvent) -> bool:
        if (
            event.type() == QEvent.Type.ShortcutOverride
            and isinstance(event, QKeyEvent)
            and event.key() in self.own_keys
            and event.modifiers()
            in (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier)
        ):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's method
        if event.key() == Qt.Key.Key_Escape:
            self.put_away()
        else:
            super().keyPressEvent(event)
