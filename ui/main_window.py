"""The main window: rail, search box, screens and status bar. Navigation only, no business."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDropEvent, QResizeEvent, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QMainWindow, QStackedWidget, QVBoxLayout, QWidget

from desktop_app.office.desk import Changed
from desktop_app.office.exchange import ExchangeStatus
from desktop_app.office.tour import note_tour_seen, tour_seen
from ui.card_photo import has_photo, photo_in
from ui.cards import Strip
from ui.care import CareStatus, care_line
from ui.commands import HELP, REFRESH, SIGN_OUT, UNDO, all_commands
from ui.dialogs import ask
from ui.held_painting import HeldPainting
from ui.keys import OPENING, WINDOW, sequence
from ui.rail import Entry, Rail
from ui.screens.screen import Screen
from ui.search_box import SearchBox
from ui.search_popup import Hit
from ui.status_bar import StatusBar
from ui.theme import current_theme
from ui.top_bar import TopBar
from ui.workplace import Workplace

if TYPE_CHECKING:  # the help is built when it is asked for
    from ui.help.panel import HelpPanel
    from ui.help.tour import Tour

RAIL: tuple[tuple[Entry, ...], ...] = (
    (
        ("today", "today", "Hôm nay"),
        ("workers", "workers", "Người lao động"),
        ("visits", "visit", "Tư vấn"),
        ("referrals", "referral", "Giới thiệu"),
        ("follow_ups", "follow_up", "Theo dõi"),
    ),
    (
        ("vacancies", "vacancy", "Việc làm trống"),
        ("employers", "employer", "Doanh nghiệp"),
    ),
    (
        ("figures", "report", "Báo cáo"),
        ("exchange", "sync", "Đồng bộ"),
        ("settings", "settings", "Thiết lập"),
    ),
)
KEYS: Mapping[str, str] = {key: told.verb for told in OPENING for key in told.keys}
WHOLE_RAIL_FROM = 1200
"""Pixels at 100 %: a narrower window has a rail of icons."""
NEEDS_WORKER = frozenset({"visit_form", "contact_form", "referral_form"})
MADE_UP = "DỮ LIỆU GIẢ ĐỂ XEM THỬ"
"""What every window on made-up data says."""


class _Stack(QStackedWidget):
    """As narrow as the screen one sees allows. Qt would ask all of them, each time something moves
    in one."""

    def minimumSizeHint(self) -> QSize:  # noqa: N802 - Qt's method
        shown = self.currentWidget()
        return shown.minimumSizeHint() if shown is not None else QSize()

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's method
        return self.minimumSizeHint()


class MainWindow(QMainWindow):
    """`sign_out_wanted` when the user asks to sign out; `closed` when the window goes;
    `photo_dropped(data)` when a picture was dragged here. `cards` tells of scanned cards that wait.
    """

    sign_out_wanted = Signal()
    closed = Signal()
    photo_dropped = Signal(object)

    def __init__(self, place: Workplace, screens: Mapping[str, Screen]) -> None:
        super().__init__()
        mark = MADE_UP if place.desk.demo else ""
        self.place = place
        self.screens = screens
        self._history: list[str] = []
        self._ahead: list[str] = []
        self._undo: Callable[[], Changed] | None = None
        self._help_panel: HelpPanel | None = None
        self._tour: Tour | None = None
        self.setWindowTitle("Sổ Việc Làm" + (f" · {mark}" if mark else ""))
        self.rail = Rail(RAIL)
        self.top = TopBar(
            SearchBox(place, all_commands(RAIL)),
            office=place.desk.office.name,
            user=place.desk.user.full_name,
            mark=mark,
        )
        self.status = StatusBar()
        self.strip = Strip()
        self.cards = Strip()
        self.stack = _Stack()
        self._painting = HeldPainting(self.stack, at_most_ms=0)
        self.setAcceptDrops(True)
        self._build()
        self._connect()
        self._bind_keys()

    # --- building ---

    def _build(self) -> None:
        right = QVBoxLayout()
        right.setContentsMargins(0, 0, 0, 0)
        right.setSpacing(0)
        for part in (self.top, self.strip, self.cards):
            right.addWidget(part)
        right.addWidget(self.stack, 1)
        upper = QHBoxLayout()
        upper.setContentsMargins(0, 0, 0, 0)
        upper.setSpacing(0)
        upper.addWidget(self.rail)
        upper.addLayout(right, 1)
        body = QWidget()
        whole = QVBoxLayout(body)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addLayout(upper, 1)
        whole.addWidget(self.status)
        self.setCentralWidget(body)

    def _connect(self) -> None:
        self.strip.pressed.connect(self._dismiss)
        self.rail.chosen.connect(self._chosen)
        self.rail.help_wanted.connect(self._help)
        self.top.search.taken.connect(self._take_hit)
        self.top.search.left.connect(self._back_to_screen)
        self.top.sign_out_wanted.connect(self.sign_out_wanted)
        self.status.details_wanted.connect(self._show_exchange)
        self.status.backups_wanted.connect(self._show_backups)
        self.place.wanted.connect(self._wanted)
        self.place.back_wanted.connect(self.back)
        self.place.said.connect(self.status.say)
        self.place.done_undoably.connect(self._offer_undo)
        self.place.draft_kept.connect(self.status.show_draft)
        self.status.undo_wanted.connect(self._take_back)
        self.status.undo_over.connect(self._undo_is_over)
        self.place.troubled.connect(self.trouble)

    def _bind_keys(self) -> None:
        slots: dict[str, Callable[[], None]] = {
            "help": self._help,
            "search": self._focus_search,
            "refresh": self._refresh,
            "undo": self._take_back,
            "back": self.back,
            "forward": self.forward,
        }
        for told in (*WINDOW, *OPENING):
            for key in told.keys:
                shortcut = QShortcut(sequence(key), self)
                shortcut.setContext(Qt.ShortcutContext.WindowShortcut)
                shortcut.activated.connect(slots.get(told.verb, self._open_form))

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's method
        super().resizeEvent(event)
        self.rail.shrink(event.size().width() * 100 < WHOLE_RAIL_FROM * current_theme().zoom)

    # --- going about ---

    def show_screen(self, name: str, **what: object) -> None:
        """Show a screen. What is typed in a form stays as its draft when it is used anew; only
        what could not be kept is asked about."""
        screen = self.place_screen(name)
        self._painting.hold()  # to lay out and to paint in one go takes longer than a key may wait
        if not what or not screen.at_risk() or self._may_discard(screen, "và mở hồ sơ khác"):
            screen.open(**what)
        self._visit(name)

    def back(self) -> None:
        """The screen before this one. Forms that are done with are passed over."""
        here = self._history[-1]
        before = self._worth_seeing(self._history[:-1])
        if before:
            self._history = before
            self._ahead.append(here)
            self._make_visible(before[-1])

    def forward(self) -> None:
        """Undo one step back."""
        self._ahead = self._worth_seeing(self._ahead)
        if self._ahead:
            self._history.append(self._ahead.pop())
            self._make_visible(self._history[-1])

    def _worth_seeing(self, names: list[str]) -> list[str]:
        """Without the forms that are done with, and ending with another screen than this."""
        here = self._history[-1]
        kept = [name for name in names if self._is_worth_seeing(name)]
        while kept[-1:] == [here]:
            kept.pop()
        return kept

    def _is_worth_seeing(self, name: str) -> bool:
        """A form is only while it holds something that is not saved."""
        screen = self.screens[name]
        return screen.comes_back() or screen.unsaved()

    def current(self) -> Screen:
        """The screen one sees."""
        return self.screens[self._history[-1]]

    def may_leave(self) -> bool:
        """Keep all drafts; whether nothing typed would be lost, asked of each screen where
        something would."""
        for screen in self.screens.values():
            screen.keep()
        at_risk = [screen for screen in self.screens.values() if screen.at_risk()]
        return all(self._may_discard(screen, "và thoát ra") for screen in at_risk)

    def trouble(self, sentence: str) -> None:
        """Show what went wrong above the screen."""
        self.strip.show_message(sentence, "prob", button="Đã đọc")

    def show_exchange(self, status: ExchangeStatus, talking: bool) -> None:
        """The state of the exchange, in the status bar and on the rail."""
        self.status.show_exchange(status, talking=talking, today=self.place.desk.today())
        self.rail.count("exchange", status.waiting + status.held)

    def show_care(self, status: CareStatus) -> None:
        """How it stands with the backups, in the status bar."""
        self.status.show_backup(*care_line(status, now=self.place.desk.now()))

    def place_screen(self, name: str) -> Screen:
        """A screen in its place: the first time it is asked for it may have to be built."""
        screen = self.screens[name]
        if self.stack.indexOf(screen) < 0:
            self.stack.addWidget(screen)
        return screen

    def _visit(self, name: str) -> None:
        if self._history[-1:] != [name]:
            self._history.append(name)
            self._ahead.clear()
        self._make_visible(name)

    def _make_visible(self, name: str) -> None:
        screen = self.screens[name]
        self._painting.hold()
        self._dismiss()
        self.status.leave_behind()
        self.rail.mark(screen.rail)
        self.stack.setCurrentWidget(screen)
        screen.enter()

    def _may_discard(self, screen: Screen, why: str) -> bool:
        if self.current() is not screen:
            self._visit(screen.name)
        discarded = ask.ask(
            self,
            "Biểu mẫu chưa cất",
            f"Biểu mẫu này có nội dung chưa cất. Bỏ nội dung đó {why}?",
            yes="Bỏ nội dung",
            no="Ở lại biểu mẫu",
        )
        if discarded:
            screen.drop()
        return discarded

    # --- taking back ---

    def _offer_undo(self, sentence: str, verb: Callable[[], Changed]) -> None:
        self._undo = verb
        self.status.offer_undo(sentence)

    def _undo_is_over(self) -> None:
        self._undo = None

    def _take_back(self) -> None:
        """Ctrl+Z where no text field takes it."""
        verb, self._undo = self._undo, None
        if verb is not None:
            self.place.write(verb, self._taken_back, owner=self)

    def _taken_back(self, changed: Changed) -> None:
        self.place.announce(changed)
        self.place.said.emit("Đã hoàn tác.")

    # --- help ---

    def offer_tour(self) -> None:
        """Show a user about who has not been shown."""
        desk = self.place.desk
        self.place.read(lambda: tour_seen(desk), self._on_tour_seen, owner=self)

    def show_tour(self) -> None:
        """The tour from its first card."""
        if self._tour is None:
            from ui.help.tour import Tour

            self._tour = Tour(self.stack)
            self._tour.left.connect(self._note_tour)
            self.stack.currentChanged.connect(self._tour.leave)
        self._tour.begin()

    def _on_tour_seen(self, seen: bool) -> None:
        if not seen and len(self._history) == 1:
            self.show_tour()

    def _note_tour(self) -> None:
        desk = self.place.desk
        self.place.write(lambda: note_tour_seen(desk), self.place.announce, owner=self)

    def _help(self) -> None:
        """F1 opens the help, and closes it wherever the focus is."""
        if self._help_panel is None:
            from ui.help.panel import HelpPanel

            self._help_panel = HelpPanel(self.stack)
            self._help_panel.tour_wanted.connect(self.show_tour)
            self.stack.currentChanged.connect(self._follow_help)
        if self._help_panel.isVisible():
            self._help_panel.put_away()
        else:
            self._help_panel.open_at(self.current().name)

    def _follow_help(self) -> None:
        if self._help_panel is not None and self._help_panel.isVisible():
            self._help_panel.show_page(self.current().name)

    # --- slots ---

    def _dismiss(self) -> None:
        self.strip.show_message("", "prob")

    def _chosen(self, screen: str) -> None:
        self.show_screen(screen)

    def _wanted(self, screen: str, what: dict[str, object]) -> None:
        self.show_screen(screen, **what)

    def _show_exchange(self) -> None:
        self.show_screen("exchange")

    def _show_backups(self) -> None:
        self.show_screen("backups")

    def _take_hit(self, hit: Hit) -> None:
        """Go to what was found, or do what was named, as its key does."""
        deeds = {
            REFRESH: self._refresh,
            HELP: self._help,
            UNDO: self._take_back,
            SIGN_OUT: self.sign_out_wanted.emit,
        }
        deed = deeds.get(hit.screen)
        if deed is not None:
            self._back_to_screen()
            deed()
        elif hit.what:
            self.show_screen(hit.screen, **hit.what)
        else:
            self._open_named(hit.screen)

    def _back_to_screen(self) -> None:
        self.current().enter()

    def _focus_search(self) -> None:
        self.top.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.top.search.selectAll()

    def _refresh(self) -> None:
        self.current().refresh()

    def _open_form(self) -> None:
        shortcut = self.sender()
        if not isinstance(shortcut, QShortcut):
            return
        self._open_named(KEYS[shortcut.key().toString()])

    def _open_named(self, name: str) -> None:
        """A screen by its name; the forms about a person with the person in view."""
        if name not in NEEDS_WORKER:
            self.show_screen(name)
        elif worker_id := self.current().worker_id():
            self.show_screen(name, worker_id=worker_id)
        else:
            self.show_screen("workers")
            self.place.said.emit("Hãy chọn người lao động trước.")

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:  # noqa: N802 - Qt's method
        if has_photo(event.mimeData()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:  # noqa: N802 - Qt's method
        self.photo_dropped.emit(photo_in(event.mimeData()))
        event.acceptProposedAction()

    def closeEvent(self, event: QCloseEvent) -> None:  # noqa: N802 - Qt's method
        if not self.may_leave():
            event.ignore()
            return
        event.accept()
        self.closed.emit()
