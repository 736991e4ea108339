"""Screens made ready before anybody asks for them, one step at a time: a screen that is built,
laid out and painted for the first time at the key that opens it makes that key wait.
"""

from collections.abc import Iterator

from PySide6.QtCore import QObject, QTimer

from ui.main_window import MainWindow
from ui.screens.screen import Screen

BETWEEN_MS = 100
"""Long enough for the keys of a fast hand to come between two steps."""


class Readying(QObject):
    """Goes through all screens of a window, in their order; ends by itself, or with the window."""

    def __init__(self, main: MainWindow, names: list[str]) -> None:
        super().__init__(main)
        self._main = main
        self._steps = _steps(main, names)
        self._timer = QTimer(self)
        self._timer.setInterval(BETWEEN_MS)
        self._timer.timeout.connect(self._go_on)
        self._timer.start()

    def _go_on(self) -> None:
        if next(self._steps, None) is None:
            self._timer.stop()
            self._main.place.lanes.keep_what_is_there()


def _steps(main: MainWindow, names: list[str]) -> Iterator[Screen]:
    """One step each time it is asked for the next."""
    for name in names:
        screen = main.screens[name]
        yield screen
        main.place_screen(name)
        screen.ensurePolished()
        yield screen
        if not screen.isVisible():
            screen.resize(main.stack.size())
            screen.grab()
        yield screen
