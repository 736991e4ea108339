"""What the screens with a searched list share: the list at the left, the card of one at the right.

Searching as one types, keeping what is chosen, and giving way where there is little room. What is
found and what the card shows is each screen's own.
"""

from collections.abc import Callable
from functools import partial
from typing import Generic, Protocol, TypeVar

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from desktop_app.domain.names import nfc
from ui.background import Newest
from ui.cards import KeyButton, line, put_picture, row, words
from ui.screens.own_keys import OwnKeysScreen
from ui.tables.arrangement import Query
from ui.tables.list_tools import ListTools
from ui.tables.record_model import Deliver
from ui.tables.record_table import RecordTable
from ui.theme import icon, scaled
from ui.workplace import Workplace


class Listed(Protocol):
    """A row of such a list."""

    @property
    def id(self) -> str: ...


R = TypeVar("R", bound=Listed)
Found = TypeVar("Found")


class Window(Protocol[R]):
    """A part of a list that was read, and how long the whole list is."""

    @property
    def rows(self) -> list[R]: ...

    @property
    def total(self) -> int: ...


class _Round:
    """The number of the search that counts. What is still to be read for an older one is not read
    any more: a slow answer holds up none that comes after it."""

    def __init__(self) -> None:
        self.number = 0

    def next(self) -> None:
        """What has been asked until now is out of date."""
        self.number += 1

    def unless_overtaken(self, work: Callable[[], Found]) -> Callable[[], Found | None]:
        """Work of this round, to be run beside the window."""
        asked = self.number
        return lambda: work() if asked == self.number else None


class SearchScreen(OwnKeysScreen, Generic[R, Found]):
    """Search as one types: an answer to an older text is dropped.

    The card shows what is chosen in the list (`Found`, read by itself), and keys and buttons are
    about what is on the card; so a new search chooses its first hit, and one without hits empties
    the card, as do filters that leave out whoever is on it. A screen that builds on this one calls
    `_build` and fills in what raises here.
    """

    id_name = ""
    """How `open` is told which record is wanted: `worker_id`."""
    list_width = 528
    list_least = 290
    card_least = 560
    """All in pixels at 10 pt: what list and card want; columns a narrower list leaves out."""

    def __init__(
        self,
        place: Workplace,
        *,
        search: "SearchLine",
        table: RecordTable[R],
        card: QWidget,
        new_button: KeyButton,
    ) -> None:
        super().__init__(place)
        self._text = ""
        self._round = _Round()
        self._counted: tuple[Query, int] | None = None
        self._chosen_id = ""
        self._found: Found | None = None
        self._card: Newest[Found] = place.newest(self._card_read, owner=self)
        self._choose_first = False
        self._seeking = False
        self._list_is_here = False
        self._focus_wanted = False
        self.search = search
        self.new_button = new_button
        self.table = table
        self.count = words("", "b")
        self.order = words("", "small")
        self.left = QFrame()
        self._beside = card
        self.search.textEdited.connect(self._look_for)
        self.search.going_down.connect(self._into_list)
        self.table.chosen.connect(self._on_chosen)
        self.table.activated_record.connect(self._open_row)
        self.table.filled.connect(self._on_filled)

    def _build(self, *above: QWidget) -> None:
        """Lay everything out, with `above` between the search and the list."""
        top = row(self.search, self.new_button)
        top.setContentsMargins(12, 10, 8, 10)
        top.setStretch(0, 1)
        foot = row(self.count, self.order, 1, ListTools(self.table))
        foot.setContentsMargins(12, 2, 8, 2)
        self.left.setProperty("role", "page")
        inner = QVBoxLayout(self.left)
        inner.setContentsMargins(0, 0, 0, 0)
        inner.setSpacing(0)
        inner.addLayout(top)
        for part in above:
            inner.addWidget(part)
        inner.addWidget(self.table, 1)
        inner.addWidget(line())
        inner.addLayout(foot)
        whole = QHBoxLayout(self)
        whole.setSizeConstraint(QHBoxLayout.SizeConstraint.SetNoConstraint)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addWidget(self.left)
        whole.addWidget(line(upright=True))
        whole.addWidget(self._beside, 1)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's method
        """Where both do not fit, the list gives way first."""
        super().resizeEvent(event)
        room = event.size().width() - scaled(self.card_least)
        width = max(scaled(self.list_least), min(scaled(self.list_width), room))
        self.left.setFixedWidth(width)

    def minimumSizeHint(self) -> QSize:  # noqa: N802 - Qt's method
        """With the list at its narrowest, not as wide as it happens to be."""
        least = scaled(self.list_least) + self._beside.minimumSizeHint().width()
        return QSize(least, super().minimumSizeHint().height())

    # --- what is each screen's own ---

    def _page_work(self, text: str, offset: int, limit: int) -> Callable[[], Window[R]]:
        """What reads a part of the list, to be run beside the window: it may hold no widget."""
        raise NotImplementedError

    def _card_work(self, record_id: str) -> Callable[[], Found]:
        """What reads the card of one, the same way."""
        raise NotImplementedError

    def _name_of(self, found: Found) -> str:
        """What to search for to find it far down a long list."""
        raise NotImplementedError

    def _widen(self, found: Found) -> None:
        """Take away the filters that would keep it from being found; a list without any has
        nothing to do."""

    def _show_found(self, found: Found) -> None:
        """Fill the card."""
        raise NotImplementedError

    def _show_none(self) -> None:
        """Say on the card what to do while nothing is chosen."""
        raise NotImplementedError

    def _show_count(self, total: int) -> None:
        """Say under the list how long it is, as far as it is seen: of how many, where filters leave
        some out, stands beside it."""
        raise NotImplementedError

    def _open_row(self, chosen: R) -> None:
        """Enter, or a double click."""
        raise NotImplementedError

    # --- what is shown ---

    def open(self, **what: object) -> None:
        """One record, by its id (`id_name`); or `text`: what fits it, with the first one chosen."""
        record_id, text = str(what.get(self.id_name, "")), str(what.get("text", ""))
        if text:
            self._set_text(text)
            self._look_for(text)
        elif record_id:
            self._seeking = True
            self._show_one(record_id)
            if self._stale:
                self._stale = False  # the card is being read: only the list is still to be
                self._read_list(again=self.table.count() > 0)
            self._seek()

    def refresh(self) -> None:
        """Read list and card again; what is chosen stays chosen."""
        self._read_list(again=self.table.count() > 0)
        if self._chosen_id:
            self._show_one(self._chosen_id)

    def enter(self) -> None:
        """Come to the list when something is chosen in it, else to the search."""
        super().enter()
        self._focus_wanted = True
        self._take_focus()

    def _take_focus(self) -> None:
        """Once it is known what the list shows: a list that takes the focus chooses a row."""
        if not self._focus_wanted or self._seeking or self._choose_first:
            return
        self._focus_wanted = False
        chosen = self.table.selectionModel().hasSelection()
        (self.table if chosen else self.search).setFocus()

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
        self._round.next()
        self._counted = None
        self._list_is_here = False
        if again:
            self.table.reload()
        else:
            self.table.show_pages(self._request)

    def _request(self, offset: int, limit: int, deliver: Deliver[R]) -> None:
        self.place.read(
            self._round.unless_overtaken(self._page_work(self._text, offset, limit)),
            partial(self._list_read, self._round.number, self.table.query, deliver),
            owner=self,
        )

    def _list_read(
        self, asked: int, query: Query, deliver: Deliver[R], page: Window[R] | None
    ) -> None:
        if page is not None and asked == self._round.number:
            self._counted = (query, page.total)
            deliver(page.total, page.rows)

    def _known_total(self, query: Query) -> int | None:
        """How long the list is, once a page of this search has brought it."""
        counted = self._counted
        return counted[1] if counted is not None and counted[0] == query else None

    def _on_filled(self) -> None:
        self._list_is_here = True
        self._show_count(self.table.count())
        if self._choose_first:
            self._choose_first = False
            self.table.scrollToTop()
            self.table.choose_first()
            if not self.table.count():
                self.show_nothing()
        elif self._chosen_id and not self._seeking and self.table.leaves_out(self._chosen_id):
            self.show_nothing()
        self._seek()
        self._take_focus()

    def _seek(self) -> None:
        """Choose what the screen was opened with; far down a long list, by searching."""
        if not (self._seeking and self._list_is_here and self._found is not None):
            return
        self._seeking = False
        if not self.table.choose(self._chosen_id):
            self.table.close_filters()
            self._widen(self._found)
            name = self._name_of(self._found)
            self._set_text(name)
            self._text = nfc(name)
            self._read_list()
        self._take_focus()

    def _into_list(self) -> None:
        self.table.setFocus()
        if self.table.chosen_record() is None:
            self.table.choose_first()

    # --- the card ---

    def _on_chosen(self, chosen: R | None) -> None:
        """A row taken by the user; not the one a list comes back with while one is sought."""
        if chosen is not None and not self._seeking and chosen.id != self._chosen_id:
            self._show_one(chosen.id)

    def _show_one(self, record_id: str) -> None:
        if record_id != self._chosen_id:
            self._found = None
        self._chosen_id = record_id
        self._card.want(self._card_work(record_id))

    def _card_read(self, found: Found) -> None:
        self._found = found
        self._show_found(found)
        self._seek()

    def show_nothing(self) -> None:
        """Nothing is chosen any more."""
        self._chosen_id = ""
        self._found = None
        self._card.forget()
        self._show_none()

    # --- keys ---

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

    def __init__(self, hint: str, name: str) -> None:
        """`name` is what a screen reader calls it."""
        super().__init__()
        self.setPlaceholderText(hint)
        self.setAccessibleName(name)
        put_picture(self, "search", "Tìm")
        self._cross = self.addAction(
            icon("close", "text2"), QLineEdit.ActionPosition.TrailingPosition
        )
        self._cross.setToolTip("Xóa từ tìm")
        self._cross.setVisible(False)
        self._cross.triggered.connect(self._empty)
        self.textChanged.connect(self._on_text)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's method
        key = event.key()
        into_list = key in (Qt.Key.Key_Down, Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if into_list and not _with_control(event):
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
