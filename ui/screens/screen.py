"""What all screens share: their name, what they show, when they read again, and what becomes of
their lists: how one likes them, the keys they take, and what is copied."""

from functools import partial

from PySide6.QtGui import QKeyEvent, QShowEvent
from PySide6.QtWidgets import QWidget

from desktop_app.domain.list_looks import ListLook
from desktop_app.domain.money import show_number
from desktop_app.office.desk import Changed
from desktop_app.office.list_looks import keep_list_look, list_look
from ui.tables.list_tools import ListTools
from ui.tables.record_table import RecordTable
from ui.workplace import Workplace


class Screen(QWidget):
    """One page of the main window.

    `name` is its key, `rail` the rail entry it belongs to, `shows` the kinds of record that make
    it read again. A hidden screen waits: it reads when it is next shown.
    """

    name = ""
    rail = ""
    shows: frozenset[str] = frozenset()

    def __init__(self, place: Workplace) -> None:
        super().__init__()
        self.place = place
        self._stale = True
        self._heard: set[RecordTable[object]] = set()
        place.changed.connect(self._on_changed)

    def open(self, **what: object) -> None:
        """Show something in particular; called before the screen becomes visible."""

    def refresh(self) -> None:
        """Read again what is shown."""

    def worker_id(self) -> str:
        """The worker in view, for the keys that open a form about a person; "" for none."""
        return ""

    def unsaved(self) -> bool:
        """Whether something typed here is not saved."""
        return False

    def at_risk(self) -> bool:
        """Whether leaving for good would lose something typed: no draft of it is kept."""
        return self.unsaved()

    def keep(self) -> None:
        """Keep what is typed as a draft at once, where the screen has drafts."""

    def drop(self) -> None:
        """Let go of what is typed: the user has said so."""

    def comes_back(self) -> bool:
        """Whether going back may come here again: to a list it does, to a form that is done with
        it does not."""
        return self.name == self.rail

    def enter(self) -> None:
        """The screen has become the visible one: read if something moved, take the focus."""
        if self._stale:
            self._stale = False
            self.refresh()

    def _on_changed(self, changed: Changed) -> None:
        if not changed.kinds & self.shows:
            return
        if self.isVisible():
            self.refresh()
        else:
            self._stale = True

    # --- its lists ---

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802 - Qt's method
        """No list of a screen is copied unheard, and each is shown as one likes it, whichever lists
        it has."""
        super().showEvent(event)
        for table in self.findChildren(RecordTable):
            if table not in self._heard:
                self._heard.add(table)
                table.copied.connect(self._on_copied)
                table.look_changed.connect(self._on_look)
                work = partial(list_look, self.place.desk, name=self._name_of_list(table))
                self.place.read(work, table.show_look, owner=table)

    def _name_of_list(self, table: QWidget) -> str:
        return f"{self.name}: {table.accessibleName()}"

    def _on_look(self, look: ListLook) -> None:
        table = self.sender()
        if isinstance(table, QWidget):
            name = self._name_of_list(table)
            verb = partial(keep_list_look, self.place.desk, name=name, look=look)
            self.place.write(verb, None, owner=self)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's method
        """The keys of its large list work wherever the focus is."""
        tools = self.findChild(ListTools)
        if tools is None or not tools.table.take_key(event):
            super().keyPressEvent(event)

    def _on_copied(self, rows: int, of: int) -> None:
        table = self.sender()
        if isinstance(table, QWidget):
            self.tell_copied(table.accessibleName(), rows, of=of)

    def tell_copied(self, what: str, rows: int, *, of: int) -> None:
        """Say that so many rows `of` a list lie on the clipboard now, and note it in the audit."""
        lines = f"{show_number(rows)} dòng"
        self.place.audit.exported(f"{what} ({lines})")
        some = f" đầu của {show_number(of)}" if rows < of else ""
        self.place.said.emit(f"Đã chép {lines}{some}. Sang Excel, bấm Ctrl+V để dán.")
