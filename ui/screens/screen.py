"""What all screens share: their name, what they show, when they read again, and what becomes of a
list that is copied."""

from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QWidget

from desktop_app.domain.money import show_number
from desktop_app.office.desk import Changed
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

    # --- copying ---

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802 - Qt's method
        """No list of a screen is copied unheard, whichever lists it has."""
        super().showEvent(event)
        for table in self.findChildren(RecordTable):
            if table not in self._heard:
                self._heard.add(table)
                table.copied.connect(self._on_copied)

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
