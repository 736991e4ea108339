"""A counsellor in the real program: keys where the focus is, and waiting until all is done."""

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QEvent, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop_app.office.workers import find_workers
from ui.app import Program
from ui.exchange import Exchange
from ui.main_window import MainWindow
from ui.screens.screen import Screen
from ui.screens.worker_form import WorkerForm

WIDTH, HEIGHT = 1366, 768
"""Pixels: the screens of the offices."""

Keys = str | Qt.Key


@dataclass(frozen=True)
class Counsellor:
    """Somebody signed in."""

    program: Program
    qapp: QApplication
    qtbot: QtBot
    type_text: Callable[[str], None]

    @property
    def main(self) -> MainWindow:
        """The window."""
        assert self.program.main is not None
        return self.program.main

    @property
    def exchange(self) -> Exchange:
        """The exchange beside the window."""
        assert self.program.exchange is not None
        return self.program.exchange

    def settle(self) -> None:
        """Wait until everything that was started has ended and is shown."""
        for _ in range(2):  # what ended may have started something
            self.qapp.processEvents()
            self.program.lanes.drain()
        self.qapp.processEvents()
        self.qapp.sendPostedEvents(None, QEvent.Type.DeferredDelete)

    def come_in(self) -> None:
        """See the window at the size it has on the offices' PCs."""
        self.main.showNormal()
        self.main.resize(WIDTH, HEIGHT)
        self._look()
        self.settle()

    def _look(self) -> None:
        """The window is the active one, also after a question has been answered."""
        if not self.main.isActiveWindow():
            self.main.activateWindow()
            self.qtbot.waitUntil(self.main.isActiveWindow)

    def go(self, name: str, **what: object) -> Screen:
        """Show a screen."""
        self.main.show_screen(name, **what)
        self.settle()
        return self.main.current()

    def press(
        self, key: Qt.Key, held: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier
    ) -> None:
        """A key, where the focus is."""
        self._look()
        QTest.keyClick(self.qapp.focusWidget() or self.main, key, held)
        self.settle()

    def type(self, *parts: Keys) -> None:
        """Texts and keys in turn."""
        for part in parts:
            if isinstance(part, str):
                self._look()
                self.type_text(part)
                self.settle()
            else:
                self.press(part)

    @property
    def here(self) -> str:
        """The name of the screen one sees."""
        return self.main.current().name

    def register(self, name: str, number: str) -> str:
        """Register somebody as it is done at the counter; their id."""
        self.press(Qt.Key.Key_F2)
        assert self.here == "worker_form"
        screen = self.main.current()
        assert isinstance(screen, WorkerForm)
        for field, text in (
            ("personal_number", number),
            ("full_name", name),
            ("birth_date", "09091995"),
            ("sex", "2"),
            ("ethnicity", "dao"),
            ("residence_commune", "bac son"),
            ("employment_status", "2"),
        ):
            screen.form.focus_field(field)
            self.type(text, Qt.Key.Key_Return)
        self.press(Qt.Key.Key_F10)
        found = find_workers(self.main.place.desk, text=number, offset=0, limit=2).rows
        assert [row.full_name for row in found] == [name]
        return found[0].id
