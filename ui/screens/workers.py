"""Người lao động: the list with its search at the left, the card of one at the right."""

from functools import partial

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLineEdit, QVBoxLayout

from desktop_app.domain.money import show_number
from desktop_app.domain.names import nfc
from desktop_app.office.worker_states import STATE_NAMES
from desktop_app.office.workers import (
    WorkerCard,
    WorkerPage,
    WorkerRow,
    find_workers,
    worker_card,
)
from ui.cards import KeyButton, line, row, words
from ui.screens.screen import Screen
from ui.screens.worker_card import STATE_MARKS, WorkerCardView
from ui.tables.column import Column, Empty, Mark
from ui.tables.record_model import Deliver
from ui.tables.record_table import RecordTable
from ui.theme import icon, scaled
from ui.workplace import Workplace

LIST_WIDTH = 528
LIST_LEAST = 330
CARD_LEAST = 560
COMMUNE, LAST_FOUR = 2, 3
WIDTH_OF = {COMMUNE: 470, LAST_FOUR: 400}
"""All in pixels at 10 pt: what list and card want; a narrower list leaves these columns out."""


class WorkersScreen(Screen):
    """Search as one types: an answer to an older text is dropped.

    The card shows the person chosen in the list. F4, F6 and F7 are about the person on the card,
    so a new search chooses its first hit, and one without hits empties the card.
    """

    name = "workers"
    rail = "workers"
    shows = frozenset({"worker", "visit", "referral", "referral_event", "follow_up_contact"})

    def __init__(self, place: Workplace) -> None:
        super().__init__(place)
        self._text = ""
        self._round = 0
        self._worker_id = ""
        self._card: WorkerCard | None = None
        self._choose_first = False
        self._seeking = False
        self._list_is_here = False
        self._focus_wanted = False
        self.search = SearchLine()
        self.new_button = KeyButton("Người mới", "F2", icon="plus", bind=False)
        self.table = _table()
        self.count = words("", "b")
        self.order = words("", "small")
        self.card = WorkerCardView(place)
        self.left = QFrame()
        self._build()
        self._connect()

    def _build(self) -> None:
        top = row(self.search, self.new_button)
        top.setContentsMargins(12, 10, 8, 10)
        top.setStretch(0, 1)
        foot = row(self.count, self.order, 1)
        foot.setContentsMargins(12, 5, 8, 5)
        self.left.setProperty("role", "page")
        inner = QVBoxLayout(self.left)
        inner.setContentsMargins(0, 0, 0, 0)
        inner.setSpacing(0)
        inner.addLayout(top)
        inner.addWidget(self.table, 1)
        inner.addWidget(line())
        inner.addLayout(foot)
        whole = QHBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addWidget(self.left)
        whole.addWidget(line(upright=True))
        whole.addWidget(self.card, 1)

    def _connect(self) -> None:
        self.search.textEdited.connect(self._look_for)
        self.search.going_down.connect(self._into_list)
        self.new_button.clicked.connect(self._new_worker)
        self.table.chosen.connect(self._on_chosen)
        self.table.activated_record.connect(self._edit)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's method
        """Where both do not fit, the list gives way first: columns, then width."""
        super().resizeEvent(event)
        room = event.size().width() - scaled(CARD_LEAST)
        width = max(scaled(LIST_LEAST), min(scaled(LIST_WIDTH), room))
        self.left.setFixedWidth(width)
        for column, least in WIDTH_OF.items():
            self.table.setColumnHidden(column, width < scaled(least))

    def minimumSizeHint(self) -> QSize:  # noqa: N802 - Qt's method
        """With the list at its narrowest, not as wide as it happens to be."""
        least = scaled(LIST_LEAST) + self.card.minimumSizeHint().width()
        return QSize(least, super().minimumSizeHint().height())

    # --- what is shown ---

    def open(self, **what: object) -> None:
        """`worker_id`: show a person; `text`: the people that fit it, with the first one chosen."""
        worker_id, text = str(what.get("worker_id", "")), str(what.get("text", ""))
        if text:
            self._set_text(text)
            self._look_for(text)
        elif worker_id:
            self._seeking = True
            self._show_person(worker_id)
            self._seek()

    def refresh(self) -> None:
        """Read list and card again; the chosen person stays chosen."""
        self._read_list(again=self.table.count() > 0)
        if self._worker_id:
            self._show_person(self._worker_id)

    def enter(self) -> None:
        """Come to the list when somebody is chosen in it, else to the search."""
        super().enter()
        self._focus_wanted = True
        self._take_focus()

    def _take_focus(self) -> None:
        """Once it is known whom the list shows: a list that takes the focus chooses a row."""
        if not self._focus_wanted or self._seeking or self._choose_first:
            return
        self._focus_wanted = False
        chosen = self.table.selectionModel().hasSelection()
        (self.table if chosen else self.search).setFocus()

    def worker_id(self) -> str:
        """The person on the card."""
        return self._worker_id

    # --- the list ---

    def _look_for(self, text: str) -> None:
        self._text = nfc(text)
        self._choose_first = bool(self._text)
        self._seeking = False
        self._read_list()

    def _set_text(self, text: str) -> None:
        self.search.setText(text)

    def _read_list(self, *, again: bool = False) -> None:
        """From its first page, or `again` the pages one sees. Older answers are out of date."""
        self._round += 1
        self._list_is_here = False
        if again:
            self.table.reload()
        else:
            self.table.show_pages(self._request)

    def _request(self, offset: int, limit: int, deliver: Deliver[WorkerRow]) -> None:
        desk, text = self.place.desk, self._text
        self.place.read(
            lambda: find_workers(desk, text=text, offset=offset, limit=limit),
            partial(self._list_read, self._round, deliver),
            owner=self,
        )

    def _list_read(self, asked: int, deliver: Deliver[WorkerRow], page: WorkerPage) -> None:
        if asked != self._round:
            return
        deliver(page.total, page.rows)
        self._list_is_here = True
        self._show_count(page.total)
        if self._choose_first:
            self._choose_first = False
            self.table.scrollToTop()
            self.table.choose_first()
            if not page.total:
                self._show_nobody()
        self._seek()
        self._take_focus()

    def _show_count(self, total: int) -> None:
        self.count.setText(f"{show_number(total)} người")
        found = "khớp với từ tìm · " if self._text else ""
        self.order.setText(f"· {found}xếp theo tên")

    def _seek(self) -> None:
        """Choose the person the screen was opened with; far down a long list, by searching."""
        if not (self._seeking and self._list_is_here and self._card is not None):
            return
        self._seeking = False
        if not self.table.choose(self._worker_id):
            name = self._card.worker.full_name
            self._set_text(name)
            self._text = nfc(name)
            self._read_list()
        self._take_focus()

    def _into_list(self) -> None:
        self.table.setFocus()
        if self.table.chosen_record() is None:
            self.table.choose_first()

    # --- the card ---

    def _on_chosen(self, chosen: WorkerRow | None) -> None:
        """A row taken by the user; not the one a list comes back with while somebody is sought."""
        if chosen is not None and not self._seeking and chosen.id != self._worker_id:
            self._show_person(chosen.id)

    def _show_person(self, worker_id: str) -> None:
        if worker_id != self._worker_id:
            self._card = None
        self._worker_id = worker_id
        desk = self.place.desk
        self.place.read(lambda: worker_card(desk, worker_id=worker_id), self._card_read, owner=self)

    def _card_read(self, card: WorkerCard) -> None:
        if card.worker.id != self._worker_id:
            return
        self._card = card
        self.card.show_card(card)
        self._seek()

    def _show_nobody(self) -> None:
        self._worker_id = ""
        self._card = None
        self.card.show_nobody()

    # --- going on ---

    def _edit(self, chosen: WorkerRow) -> None:
        self.place.go("worker_form", worker_id=chosen.id)

    def _new_worker(self) -> None:
        self.place.go("worker_form")

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's method
        """A letter typed in the list begins a new search."""
        letter = event.text()
        if letter.isprintable() and letter.strip() and not _with_control(event):
            self.search.setFocus()
            self._set_text(letter)
            self._look_for(letter)
        else:
            super().keyPressEvent(event)


class SearchLine(QLineEdit):
    """The search over the list. ↓ and Enter go into the list, Esc empties the line."""

    going_down = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setPlaceholderText("Tên (không cần dấu), số, điện thoại")
        self.setAccessibleName("Tìm người lao động")
        self.addAction(icon("search", "text2"), QLineEdit.ActionPosition.LeadingPosition)
        self._cross = self.addAction(
            icon("close", "text2"), QLineEdit.ActionPosition.TrailingPosition
        )
        self._cross.setToolTip("Xóa từ tìm")
        self._cross.setVisible(False)
        self._cross.triggered.connect(self._empty)
        self.textChanged.connect(self._on_text)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's method
        key = event.key()
        if key in (Qt.Key.Key_Down, Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.going_down.emit()
        elif key == Qt.Key.Key_Escape and self.text():
            self._empty()
        else:
            super().keyPressEvent(event)

    def _empty(self) -> None:
        self.clear()
        self.textEdited.emit("")

    def _on_text(self, text: str) -> None:
        self._cross.setVisible(bool(text))


def _with_control(event: QKeyEvent) -> bool:
    held = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier
    return bool(event.modifiers() & held)


def _table() -> RecordTable[WorkerRow]:
    return RecordTable[WorkerRow](
        [
            Column("Họ và tên", _name, bold=True),
            Column("Năm sinh", _year, width=74),
            Column("Xã, phường", _commune, width=104),
            Column("Số cuối", _last_four, width=66),
            Column("Tình trạng", _state, width=118, mark=_state_mark),
        ],
        identity=_id,
        empty=Empty("Không có ai khớp với từ tìm.", "Đăng ký người mới", key="F2"),
        name="Danh sách người lao động",
    )


def _id(worker: WorkerRow) -> str:
    return worker.id


def _name(worker: WorkerRow) -> str:
    return worker.full_name


def _year(worker: WorkerRow) -> str:
    return str(worker.birth_year or "")


def _commune(worker: WorkerRow) -> str:
    return worker.commune


def _last_four(worker: WorkerRow) -> str:
    return f"…{worker.last_four}" if worker.last_four else ""


def _state(worker: WorkerRow) -> str:
    return STATE_NAMES[worker.state]


def _state_mark(worker: WorkerRow) -> Mark:
    return STATE_MARKS[worker.state]
