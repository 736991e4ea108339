"""A frame in which a form scrolls when it is higher than the window."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QFrame, QScrollArea, QWidget

ROOM_AROUND_FOCUS = 48
"""Pixels kept visible around the focused field, for its label and its message."""


class FormScroll(QScrollArea):
    """Scrolls up and down only, and follows the focus."""

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
            self.ensureWidgetVisible(new, 0, ROOM_AROUND_FOCUS)
