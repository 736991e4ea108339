"""Builds the program: application, theme, lanes, sign-in, desk, screens. The only place that wires.

The sign-in window comes first and imports nothing heavy; the rest loads while the password is
typed.
"""

from __future__ import annotations

import importlib
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QApplication, QWidget

from desktop_app.office import sign_in as doors
from desktop_app.paths import resources
from ui.background import Lanes
from ui.dialogs import ask
from ui.dialogs.sign_in import SignInWindow
from ui.faults import FaultDesk
from ui.qt_words import QtWords
from ui.theme import apply_theme

if TYPE_CHECKING:
    from desktop_app.office.desk import Desk
    from ui.exchange import Exchange
    from ui.main_window import MainWindow

HEAVY = ("desktop_app.storage.engine", "ui.main_window", "ui.screens.everything")
"""What the main window needs and the sign-in window must not wait for."""


def make_application(arguments: list[str]) -> QApplication:
    """The one QApplication, dressed."""
    app = QApplication(arguments)
    app.setApplicationName("Sổ Việc Làm")
    app.setOrganizationName("So Viec Lam")
    app.setWindowIcon(QIcon(str(resources() / "icons" / "app.svg")))
    app.installTranslator(QtWords(app))
    apply_theme(app)
    return app


class Program(QObject):
    """One run of the program on one data folder: first run, sign-in, main window, sign-out."""

    signed_in = Signal()
    ended = Signal()

    def __init__(self, folder: Path, *, mark: str = "") -> None:
        """`mark` is shown in the window of a demonstration."""
        super().__init__()
        self.folder = folder
        self.mark = mark
        self.faults = FaultDesk(folder / "reports")
        self.lanes = Lanes(self.faults.receive)
        self.door: QWidget | None = None
        self.main: MainWindow | None = None
        self.exchange: Exchange | None = None
        self.desk: Desk | None = None

    def start(self) -> None:
        """Show the first window."""
        self.faults.install()
        if doors.data_state(self.folder) == "empty":
            self._ask_for_first_run()
        else:
            self._ask_to_sign_in()

    def close(self) -> None:
        """End the program: finish what is being written, close the database, forget the key."""
        self.lanes.close()
        if self.desk is not None:
            doors.sign_out(self.desk)
            self.desk = None
        self.ended.emit()

    # --- the door ---

    def _ask_for_first_run(self) -> None:
        from ui.dialogs.first_run import FirstRunWindow

        window = FirstRunWindow(self.folder, self.lanes)
        window.finished_with.connect(self.enter)
        window.given_up.connect(self.close)
        self._show_door(window)

    def _ask_to_sign_in(self) -> None:
        window = SignInWindow(self.folder, self.lanes)
        window.opened.connect(self.enter)
        window.given_up.connect(self.close)
        self._show_door(window)
        self.lanes.readers.run(_load_the_rest, owner=self)

    def _show_door(self, window: QWidget) -> None:
        self.door = window
        window.show()

    # --- inside ---

    def enter(self, desk: Desk) -> None:
        """Open the main window for the counsellor who has signed in."""
        from ui.exchange import Exchange
        from ui.main_window import MainWindow
        from ui.screens.everything import all_screens
        from ui.workplace import Workplace

        self.desk = desk
        place = Workplace(desk, self.lanes)
        exchange = Exchange(place)
        main = MainWindow(place, all_screens(place, exchange), mark=self.mark)
        exchange.moved.connect(main.show_exchange)
        self.faults.shown.connect(main.trouble)
        main.sign_out_wanted.connect(self._sign_out)
        main.closed.connect(self.close)
        main.show_screen("today")
        main.showMaximized()
        self.main, self.exchange = main, exchange
        if self.door is not None:
            self.door.close()
            self.door = None
        exchange.start()
        self.signed_in.emit()

    def _sign_out(self) -> None:
        """Offer a round to the centre first, then close and forget the key."""
        if self.exchange is None or self.main is None or not self.main.may_leave():
            return
        if self.main.waiting and ask.ask(
            self.main,
            "Gửi về Trung tâm trước khi đăng xuất?",
            f"Còn {self.main.waiting} thay đổi Trung tâm chưa nhận. Gửi ngay bây giờ? "
            "Nếu không, chương trình sẽ tự gửi lần sau.",
            yes="Gửi rồi đăng xuất",
            no="Đăng xuất luôn",
        ):
            self.exchange.last_round(self._leave)
        else:
            self._leave()

    def _leave(self) -> None:
        if self.main is None or self.desk is None:
            return
        if self.exchange is not None:
            self.exchange.stop()
        self.lanes.drain()
        doors.sign_out(self.desk)
        self.main.hide()
        self.main.deleteLater()
        self.desk, self.exchange, self.main = None, None, None
        self._ask_to_sign_in()


def _load_the_rest() -> None:
    for module in HEAVY:
        importlib.import_module(module)
