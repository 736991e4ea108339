"""Painting put off for a moment, so that what is about to change is painted once and by itself."""

from PySide6.QtCore import QCoreApplication, QEvent, QObject, QTimer, Slot
from PySide6.QtWidgets import QWidget


class HeldPainting(QObject):
    """Keeps a widget and what lies in it looking as it does."""

    def __init__(self, widget: QWidget, *, at_most_ms: int) -> None:
        """`at_most_ms` 0: until the turn of the event loop that follows this one."""
        super().__init__(widget)
        self._widget = widget
        self._over = QTimer(self, singleShot=True, interval=at_most_ms)
        self._over.timeout.connect(self._paint)

    def hold(self) -> None:
        """Paint nothing from now on."""
        if not self._over.isActive():
            self._widget.setUpdatesEnabled(False)
            self._over.start()

    def release(self) -> None:
        """Paint again, when Qt comes to it."""
        self._over.stop()
        self._widget.setUpdatesEnabled(True)

    @Slot()
    def _paint(self) -> None:
        # Now: readers are waiting for the paint, and start with whatever else has its turn.
        self.release()
        for kind in (QEvent.Type.UpdateLater, QEvent.Type.UpdateRequest):
            QCoreApplication.sendPostedEvents(None, kind.value)
