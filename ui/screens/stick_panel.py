"""The exchange on a USB stick, as a card on Đồng bộ: which stick, what lies on it, what came of it.

What is done with a stick runs in `ui/stick_work.py`.
"""

from functools import partial
from pathlib import Path
from typing import Literal

from PySide6.QtWidgets import QWidget

from desktop_app.domain.dates import show_time
from desktop_app.domain.money import show_number
from desktop_app.sync.stick_folder import OnStick
from ui.cards import Card, KeyButton, Strip, column, row, show_or_hide, words
from ui.dialogs import ask
from ui.exchange import Exchange
from ui.plugged import Plugged, plugged
from ui.stick_work import Outcome, StickWork
from ui.tables.column import Column, Empty, Mark
from ui.tables.record_table import RecordTable
from ui.theme import list_height
from ui.workplace import Workplace

Intent = Literal["write", "read"]
NO_STICK = "Chưa thấy USB nào. Hãy cắm USB rồi bấm lại, hoặc chọn thư mục."
WHICH = "Có nhiều USB đang cắm: hãy chọn một."
MOST_FILES = 4
"""Rows seen at once."""
MOST_STICKS = 4
"""Buttons beside each other; who has more plugged in chooses a folder."""
_ICONS = {"ok": "usb", "info": "info", "warn": "warning", "prob": "problem"}


class StickPanel(Card):
    """Hidden until somebody wants to write or read. The stick stays chosen until the card is
    closed or the stick is gone."""

    def __init__(self, place: Workplace, exchange: Exchange, *, within: QWidget) -> None:
        """`within`: the screen."""
        super().__init__("USB", icon="usb")
        self._place = place
        self._exchange = exchange
        self._screen = within
        self._wanted: Intent = "write"
        self._stick: Plugged | None = None
        self.work = StickWork(place)
        self.where = words("", "small")
        self.folder_button = KeyButton("Chọn thư mục…", role="small")
        self.folder_button.clicked.connect(self._choose_folder)
        self.close_button = KeyButton("Đóng", "Esc", role="small")
        self.close_button.clicked.connect(self._close)
        self.doing = words("")
        self.stop_button = KeyButton("Dừng", role="small")
        self.stop_button.clicked.connect(self.work.stop)
        self.strip = Strip()
        self._found: list[Plugged] = []
        self.sticks = [self._stick_button(number) for number in range(MOST_STICKS)]
        self.files = _files_table()
        self.files.activated_record.connect(self._read_file)
        self._build()
        self.work.moved.connect(self._show_work)
        self.work.ended.connect(self._ended)
        self.work.seen.connect(self._show_files)
        self.hide()

    def _stick_button(self, number: int) -> KeyButton:
        button = KeyButton("", icon="usb")
        button.setProperty("number", number)
        button.clicked.connect(self._stick_chosen)
        button.hide()
        return button

    def _build(self) -> None:
        for part in (self.where, self.folder_button, self.close_button):
            self.head.addWidget(part)
        self.progress = QWidget()
        self.progress.setLayout(row(self.doing, self.stop_button, 1))
        self.progress.hide()
        self.choice = QWidget()
        self.choice.setLayout(row(*self.sticks, 1))
        self.choice.hide()
        top = column(self.strip, self.choice, self.progress, gap=8)
        top.setContentsMargins(13, 8, 13, 8)
        self.body.addLayout(top)
        self.body.addWidget(self.files)
        self.files.hide()

    # --- which stick ---

    def write(self) -> None:
        """Write onto the stick, asking for it where that is needed."""
        self._start("write")

    def read(self) -> None:
        """Read what is due on the stick."""
        self._start("read")

    def _start(self, wanted: Intent) -> None:
        if self.work.busy:
            return
        self._wanted = wanted
        self.show()
        self._place.read(partial(_candidates, self._stick), self._sticks_found, owner=self)

    def _sticks_found(self, found: list[Plugged]) -> None:
        self._found = found[:MOST_STICKS]
        several = len(found) > 1
        for button, stick in zip(self.sticks, self._found, strict=False):
            button.setText(stick.words())
            button.setAccessibleName(stick.words())
            button.updateGeometry()
        for number, button in enumerate(self.sticks):
            button.setVisible(several and number < len(found))
        self.choice.setVisible(several)
        if len(found) == 1:
            self.use(found[0])
            return
        self._forget_stick()
        if several:
            self.strip.show_message(WHICH, "info", icon="usb")
            self._take_focus(self.sticks[0])
        else:
            self.strip.show_message(NO_STICK, "warn", icon="usb")
            self._take_focus(self.folder_button)

    def _stick_chosen(self) -> None:
        self.use(self._found[int(self.sender().property("number"))])

    def _choose_folder(self) -> None:
        asked = "Chọn USB hoặc thư mục để ghi" if self._wanted == "write" else "Chọn USB để đọc"
        folder = ask.ask_folder(self, asked)
        if folder is not None:
            self.use(Plugged("", folder))

    def use(self, stick: Plugged) -> None:
        """Do what is wanted with this stick."""
        self._stick = stick
        self.where.setText(stick.words())
        self.choice.hide()
        self.strip.show_message("", "info")
        work = self.work.write if self._wanted == "write" else self.work.read
        work(stick.path, queued=self._exchange.talking)

    def _read_file(self, file: OnStick) -> None:
        self.strip.show_message("", "info")
        self.work.read_one(file.path, queued=self._exchange.talking)

    # --- what is shown ---

    def _show_work(self, said: str) -> None:
        self.doing.setText(said)
        show_or_hide(self.progress, bool(said))
        for button in (self.folder_button, self.close_button, self.files):
            button.setEnabled(not said)
        if said and self._is_in_view() and not self.stop_button.hasFocus():
            self._take_focus(self.stop_button)

    def _ended(self, outcome: Outcome) -> None:
        self.strip.show_message(outcome.words, outcome.tone, icon=_ICONS[outcome.tone])
        self._take_focus(self.close_button)
        if self._stick is not None:
            self.work.look(self._stick.path)

    def _show_files(self, files: list[OnStick]) -> None:
        if self._stick is None:
            return
        self.files.show_rows(files)
        height = list_height(min(len(files), MOST_FILES))
        self.files.setFixedHeight(height)
        self.files.setVisible(bool(files))
        if files:
            self.files.choose_first()

    def _close(self) -> None:
        self._forget_stick()
        self.strip.show_message("", "info")
        self.hide()

    def _forget_stick(self) -> None:
        self._stick = None
        self.where.setText("")
        self.files.hide()

    def _is_in_view(self) -> bool:
        return self.isVisible() and self.window().isActiveWindow()

    def _take_focus(self, widget: QWidget) -> None:
        """The focus follows what is done here, unless one is busy elsewhere in the window."""
        focused = self.window().focusWidget()
        elsewhere = focused is not None and not self._screen.isAncestorOf(focused)
        if self.isVisible() and not elsewhere:
            widget.setFocus()


def _candidates(in_use: Plugged | None) -> list[Plugged]:
    """The stick in use while it is there, else all that are plugged in."""
    if in_use is not None and in_use.path.is_dir():
        return [in_use]
    return plugged()


def _files_table() -> RecordTable[OnStick]:
    return RecordTable(
        [
            Column("Tệp trên USB", _name, bold=True),
            Column("Máy", _pc, width=64),
            Column("Ghi lúc", _made_at, width=130),
            Column("Thay đổi", _changes, width=76, align_right=True),
            Column("Trạng thái", _state, width=250, mark=_mark),
        ],
        identity=_path,
        empty=Empty("Trên USB chưa có tệp trao đổi nào."),
        name="Tệp trên USB",
    )


def _path(file: OnStick) -> Path:
    return file.path


def _name(file: OnStick) -> str:
    return file.path.name


def _pc(file: OnStick) -> str:
    return f"{file.office}{file.pc}" if file.what != "damaged" else ""


def _made_at(file: OnStick) -> str:
    return show_time(file.made_at)


def _changes(file: OnStick) -> str:
    return show_number(file.changes) if file.what == "request" else ""


def _state(file: OnStick) -> str:
    if file.what == "damaged":
        return "Tệp hỏng hoặc chưa chép xong"
    if not file.ours:
        return "Của máy khác"
    if file.what == "request":
        return "Gửi Trung tâm"
    return "Trung tâm trả lời, đã đọc" if file.read else "Trung tâm trả lời, chưa đọc"


def _mark(file: OnStick) -> Mark:
    if file.what == "damaged":
        return Mark("problem", "prob")
    if not file.ours:
        return Mark("info", "")
    if file.what == "request":
        return Mark("clock", "warn")
    return Mark("ok", "ok") if file.read else Mark("flag", "info")
