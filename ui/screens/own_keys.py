"""Screens on which a key means something else than in the rest of the window: F4 on an employer."""

from collections.abc import Callable, Mapping

from PySide6.QtCore import QEvent
from PySide6.QtGui import QKeyEvent

from ui.screens.screen import Screen


class OwnKeysScreen(Screen):
    """Takes the keys of `own_keys` before the window does."""

    def own_keys(self) -> Mapping[int, Callable[[], None]]:
        """Key -> what it does here, just now."""
        return {}

    def event(self, event: QEvent) -> bool:
        if (
            event.type() == QEvent.Type.ShortcutOverride
            and isinstance(event, QKeyEvent)
            and event.key() in self.own_keys()
        ):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's method
        own = self.own_keys().get(event.key())
        if own is not None:
            own()
        else:
            super().keyPressEvent(event)
