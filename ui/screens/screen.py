"""What all screens share: their name, what they show, and when they read again."""

from PySide6.QtWidgets import QWidget

from desktop_app.office.desk import Changed
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
        place.changed.connect(self._on_changed)

    def open(self, **what: object) -> None:
        """Show something in particular; called before the screen becomes visible."""

    def refresh(self) -> None:
        """Read again what is shown."""

    def worker_id(self) -> str:
        """The worker in view, for the keys that open a form about a person; "" for none."""
        return ""

    def unsaved(self) -> bool:
        """Whether leaving for good would lose something typed."""
        return False

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
