"""Builds the program: application, theme, lanes, sign-in, desk, screens. The only place that wires.

The sign-in window comes first and imports nothing heavy; the rest loads once it has been painted,
while the password is typed.
"""

from __future__ import annotations

import importlib
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QApplication

from desktop_app.domain.faults import Fault
from desktop_app.domain.money import show_number
from desktop_app.office.appearance import Appearance, appearance_of, keep_appearance
from desktop_app.office.data_folder import check_folder
from desktop_app.office.door import data_state
from desktop_app.paths import resources
from ui.background import Lanes
from ui.dialogs import ask
from ui.dialogs.sign_in import SignInWindow
from ui.faults import FaultDesk, sentence
from ui.only_one import OnlyOne
from ui.qt_words import QtWords
from ui.theme import apply_theme, current_theme, theme_named

if TYPE_CHECKING:
    from desktop_app.office.desk import Desk
    from ui.card_intake import CardIntake
    from ui.care import Care
    from ui.dialogs.first_run import FirstRunWindow
    from ui.dialogs.restore import RestoreWindow
    from ui.exchange import Exchange
    from ui.main_window import MainWindow
    from ui.workplace import Workplace

HEAVY = (
    "desktop_app.office.sign_in",
    "desktop_app.storage.engine",
    "ui.main_window",
    "ui.screens.everything",
)
"""What the main window needs and the sign-in window must not wait for."""
OPEN_ALREADY = (
    "Sổ Việc Làm đang mở trên máy này nhưng chưa trả lời. Hãy tìm cửa sổ đó trên thanh tác vụ; nếu "
    "không thấy, đợi một phút hoặc khởi động lại máy rồi mở lại."
)
UNREADABLE_FOLDER = (
    "Chương trình không đọc được thư mục dữ liệu. Không có gì bị thay đổi; "
    "hãy kiểm tra quyền đọc của thư mục hoặc gọi Trung tâm."
)
QUEUED = Qt.ConnectionType.QueuedConnection
"""For what makes a window go: not while one of its own events is being handled."""


def make_application(arguments: list[str]) -> QApplication:
    """The one QApplication, dressed. It ends by `Program.ended`, not with its last window."""
    app = QApplication(arguments)
    app.setApplicationName("Sổ Việc Làm")
    app.setOrganizationName("So Viec Lam")
    app.setWindowIcon(QIcon(str(resources() / "icons" / "app.svg")))
    app.setQuitOnLastWindowClosed(False)
    app.installTranslator(QtWords(app))
    apply_theme(app)
    return app


class Program(QObject):
    """One run of the program on one data folder: first run, sign-in, main window, sign-out.

    There is a door (`door`) or a main window (`main`), never both. `ended` comes once.
    """

    signed_in = Signal()
    ended = Signal()

    def __init__(self, folder: Path, *, hint: str = "") -> None:
        """`hint` is said at the sign-in: the password of made-up data."""
        super().__init__()
        self.folder = folder
        self.faults = FaultDesk(folder / "reports")
        self.lanes = Lanes(self.faults.receive)
        self.door: SignInWindow | FirstRunWindow | RestoreWindow | None = None
        self.main: MainWindow | None = None
        self.cards: CardIntake | None = None
        self.exchange: Exchange | None = None
        self.care: Care | None = None
        self.desk: Desk | None = None
        self._one = OnlyOne(folder)
        self._hint = hint
        self._news = ""
        self._leaving = False
        self._closed = False
        self.faults.shown.connect(self._tell)
        self.lanes.idle.connect(self._when_idle)
        self._one.called.connect(self.come_to_front)

    def start(self) -> None:
        """Show the first window, or that of the copy of the program that is open already."""
        self.faults.install()
        try:
            check_folder(self.folder)
        except Fault as fault:
            self._refuse(sentence(fault))
            return
        self._wear()
        if self._one.is_first():
            self._open_door()
        elif self._one.call_first():
            self.close()
        else:
            self._refuse(OPEN_ALREADY)

    def _refuse(self, why: str) -> None:
        ask.tell(None, "Không mở được sổ", why, button="Đóng")
        self.close()

    def come_to_front(self) -> None:
        """Show the window there is before all others."""
        window = self.main or self.door
        if window is not None:
            window.setWindowState(window.windowState() & ~Qt.WindowState.WindowMinimized)
            window.show()
            window.raise_()
            window.activateWindow()

    def close(self) -> None:
        """End the program: finish what is being written, close the database, forget the key."""
        if self._closed:
            return
        self._closed = True
        for window in (self.door, self.main):
            if window is not None:
                window.hide()
        if self.exchange is not None:
            self.exchange.stop()
        if self.care is not None:
            self.care.stop()
        self.lanes.close()
        desk, self.desk = self.desk, None
        try:
            if desk is not None:
                _sign_out(desk)
        finally:
            self._one.leave()
            self.ended.emit()

    def _tell(self, said: str) -> None:
        """What went wrong, in the window that is there."""
        if self.main is not None:
            self.main.trouble(said)
        elif self.door is not None:
            self.door.trouble(said)

    # --- the door ---

    def _open_door(self) -> None:
        """Ask for the first run or the password; a folder that cannot be read is told."""
        try:
            empty = data_state(self.folder) == "empty"
            door = self._first_run() if empty else self._sign_in()
        except (Fault, OSError) as error:
            self._offer_restore(sentence(error) if isinstance(error, Fault) else UNREADABLE_FOLDER)
            return
        door.restore_wanted.connect(self._restore, QUEUED)
        door.given_up.connect(self.close, QUEUED)
        door.banner.painted.connect(self._load_the_rest, QUEUED)
        self.door = door
        door.show()

    def _offer_restore(self, why: str) -> None:
        """Data that cannot be opened are what backups are for."""
        if ask.ask(None, "Không mở được sổ", why, yes="Khôi phục từ bản sao lưu…", no="Đóng"):
            self._restore()
        else:
            self.close()

    def _restore(self) -> None:
        """The window in which a backup is chosen, in place of the one there is."""
        from ui.dialogs.restore import RestoreWindow

        self._leave_door()
        window = RestoreWindow(self.folder, self.lanes)
        window.restored.connect(self._restored, QUEUED)
        window.given_up.connect(self._back_to_door, QUEUED)
        window.banner.painted.connect(self._load_the_rest, QUEUED)
        self.door = window
        window.show()

    def _restored(self, said: str) -> None:
        self._news = said
        self._back_to_door()

    def _back_to_door(self) -> None:
        self._leave_door()
        self._open_door()

    def _leave_door(self) -> None:
        if self.door is not None:
            self.door.hide()
            self.door.deleteLater()
            self.door = None

    def _first_run(self) -> FirstRunWindow:
        from ui.dialogs.first_run import FirstRunWindow

        window = FirstRunWindow(self.folder, self.lanes)
        window.finished_with.connect(self._come_in, QUEUED)
        return window

    def _sign_in(self) -> SignInWindow:
        window = SignInWindow(self.folder, self.lanes, hint=self._news or self._hint)
        self._news = ""
        window.opened.connect(self._come_in, QUEUED)
        return window

    def _load_the_rest(self) -> None:
        if not self._closed:
            self._one.listen()
            self.lanes.readers.run(_import_the_rest, owner=self)

    # --- inside ---

    def _come_in(self, desk: Desk) -> None:
        """By the door: whoever comes for the first time is shown about."""
        self.enter(desk)
        if self.main is not None:
            self.main.offer_tour()

    def enter(self, desk: Desk) -> None:
        """Open the main window for the counsellor who has signed in."""
        from ui.care import Care
        from ui.exchange import Exchange
        from ui.workplace import Workplace

        self.desk = desk
        place = Workplace(desk, self.lanes)
        place.appearance_wanted.connect(self._change_appearance, QUEUED)
        self.exchange, self.care = Exchange(place), Care(place)
        main = self._open_main(place, self.exchange, self.care)
        main.show_screen("today")
        main.resize(1280, 720)
        main.showMaximized()
        self._leave_door()
        self.exchange.start()
        self.care.start()
        self.signed_in.emit()

    def _open_main(self, place: Workplace, exchange: Exchange, care: Care) -> MainWindow:
        from ui.card_intake import CardIntake
        from ui.main_window import MainWindow
        from ui.readying import Readying
        from ui.screens.everything import Screens

        screens = Screens(place, exchange, care)
        main = MainWindow(place, screens)
        exchange.moved.connect(main.show_exchange)
        care.moved.connect(main.show_care)
        main.sign_out_wanted.connect(self._sign_out)
        main.closed.connect(self.close, QUEUED)
        Readying(main, screens.names())
        self.main, self.cards = main, CardIntake(main)
        return main

    # --- another look ---

    def _change_appearance(self, appearance: Appearance) -> None:
        """Keep the choice, then build the window anew in it; what is being saved is waited for."""
        main = self.main
        if main is None or not main.isEnabled() or not main.may_leave():
            return
        main.setEnabled(False)
        self.lanes.store.run(
            lambda: keep_appearance(self.folder, appearance),
            self._dress_anew,
            self._not_dressed,
            owner=self,
        )

    def _dress_anew(self, _: None = None) -> None:
        old, intake = self.main, self.cards
        if self._closed or old is None or intake is None:
            return
        if self.exchange is None or self.care is None:
            return
        self._wear()
        main = self._open_main(old.place, self.exchange, self.care)
        main.setGeometry(old.geometry())
        main.setWindowState(old.windowState())
        main.show_screen(old.current().name)
        main.show()
        if self.cards is not None:
            self.cards.take_over(intake)
        old.hide()
        old.deleteLater()
        self.lanes.let_go()
        self.exchange.tell()
        self.care.tell()

    def _not_dressed(self, error: Exception) -> None:
        if self.main is not None:
            self.main.setEnabled(True)
            self.main.trouble(sentence(error))

    def _wear(self) -> None:
        """Dress the program in what was chosen on this PC."""
        chosen = appearance_of(self.folder)
        wanted = theme_named(chosen.preset, chosen.zoom)
        app = QApplication.instance()
        if wanted != current_theme() and isinstance(app, QApplication):
            apply_theme(app, wanted)

    # --- signing out ---

    def _sign_out(self) -> None:
        """Offer a round to the centre first, then close and forget the key."""
        main, exchange = self.main, self.exchange
        if main is None or exchange is None or not main.isEnabled() or not main.may_leave():
            return
        main.setEnabled(False)
        exchange.count_waiting(self._offer_round)

    def _offer_round(self, waiting: int) -> None:
        if self.main is None or self.exchange is None:
            return
        if waiting and ask.ask(
            self.main,
            "Gửi về Trung tâm trước khi đăng xuất?",
            f"Còn {show_number(waiting)} thay đổi Trung tâm chưa nhận. Gửi ngay bây giờ? "
            "Nếu không, chương trình sẽ tự gửi lần sau.",
            yes="Gửi rồi đăng xuất",
            no="Đăng xuất luôn",
        ):
            self.main.status.say("Đang gửi về Trung tâm, xong sẽ đăng xuất.")
            self.exchange.last_round(self._leave)
        else:
            self._leave()

    def _leave(self) -> None:
        """Let what is under way come to its end; the window waits, but can be closed."""
        if self._closed or self.exchange is None or self.care is None:
            return
        self.exchange.stop()
        self.care.stop()
        self._leaving = True
        if self.lanes.is_idle:
            self._when_idle()

    def _when_idle(self) -> None:
        desk = self.desk
        if not self._leaving or desk is None:
            return
        self._leaving = False
        self.desk = None
        self.lanes.store.run(lambda: _sign_out(desk), self._left, self._left_badly, owner=self)

    def _left(self, _: None = None) -> None:
        if self.main is not None:
            self.main.hide()
            self.main.deleteLater()
            self.lanes.let_go()
        self.exchange, self.care, self.main, self.cards = None, None, None, None
        self._open_door()

    def _left_badly(self, error: Exception) -> None:
        self._left()
        self._tell(sentence(error))


def _sign_out(desk: Desk) -> None:
    from desktop_app.office.sign_in import sign_out

    sign_out(desk)


def _import_the_rest() -> None:
    for module in HEAVY:
        importlib.import_module(module)
