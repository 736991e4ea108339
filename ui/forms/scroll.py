"""A frame in which a form scrolls when it is higher than the window."""

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtWidgets import QApplication, QFrame, QScrollArea, QWidget

ROOM_AROUND_FOCUS = 48
"""Pixels kept visible around the focused field, for its label and its message."""


class FormScroll(QScrollArea):
    """Scrolls up and down only, and follows the focus, also where what comes above it moves it."""

    def __init__(self, content: QWidget) -> None:
        super().__init__()
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._content = content
        self.setWidget(content)
        self.viewport().setAutoFillBackground(False)
        content.setAutoFillBackground(False)
        application = QApplication.instance()
        if isinstance(application, QApplication):
            application.focusChanged.connect(self._on_focus)

    def _on_focus(
        self,
        old: QWidget | None,  # noqa: ARG002 - the signal's argument
        new: QWidget | None,
    ) -> None:
        if new is None or not self._content.isAncestorOf(new):
            return
        below = new.mapTo(self._content, new.rect().bottomLeft()).y() + ROOM_AROUND_FOCUS
        if below <= self.viewport().height():
            self.verticalScrollBar().setValue(0)  # with the head of the part it stands in
        else:
            self._show_whole(new)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's method
        handled = super().eventFilter(watched, event)
        focused = QApplication.focusWidget()
        if (
            event.type() == QEvent.Type.Resize
            and watched is self.widget()
            and focused is not None
            and self._content.isAncestorOf(focused)
        ):
            self._show_whole(focused)
        return handled

    def _show_whole(self, part: QWidget) -> None:
        """Qt by itself cares for the line only in which the cursor is: enough where the whole is
        higher than the frame."""
        around = min(ROOM_AROUND_FOCUS, (self.viewport().height() - part.height()) // 2)
        if around < 0:
            self.ensureWidgetVisible(part, 0, ROOM_AROUND_FOCUS)
            return
        middle = part.mapTo(self._content, part.rect().center())
        self.ensureVisible(0, middle.y(), 0, part.height() // 2 + around)
