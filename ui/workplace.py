"""What every screen is given: the desk, the lanes, and the way to the other screens.

No widget here and no business: it carries wishes from the screens to the main window.
"""

from collections.abc import Callable
from typing import TypeVar

from PySide6.QtCore import QObject, Signal

from desktop_app.office.desk import Changed, Desk
from ui.audit import Audit
from ui.background import Lanes, Newest
from ui.faults import sentence

T = TypeVar("T")


class Workplace(QObject):
    """One signed-in counsellor's program. Screens read and write through it, never directly.

    `changed(Changed)`: a verb was committed, screens showing those kinds read again.
    `wanted(name, what)`: show the screen `name` with the keyword arguments `what`.
    `said(sentence)`: one line of good news for the status bar. `troubled(sentence)`: of bad.
    `done_undoably(sentence, verb)`: good news that the verb takes back, as long as it is shown.
    `draft_kept(moment)`: the draft of the form one sees lies in the database since then; None when
    there is none any more.
    `appearance_wanted(Appearance)`: dress the whole program in it.
    `next_wanted`: one person is done with, the next one may come.
    `audit`: where screens note whose data they have shown.
    """

    changed = Signal(object)
    wanted = Signal(str, dict)
    back_wanted = Signal()
    said = Signal(str)
    troubled = Signal(str)
    done_undoably = Signal(str, object)
    draft_kept = Signal(object)
    draft_dropped = Signal(str, str)
    next_wanted = Signal()
    appearance_wanted = Signal(object)

    def __init__(self, desk: Desk, lanes: Lanes) -> None:
        super().__init__()
        self.desk = desk
        self.lanes = lanes
        self.audit = Audit(desk, lanes.store, self.troubled.emit)

    def go(self, screen: str, **what: object) -> None:
        """Show another screen."""
        self.wanted.emit(screen, what)

    def read(self, work: Callable[[], T], done: Callable[[T], None], *, owner: QObject) -> None:
        """Read in the readers' lane; a fault is told in the window."""
        self.lanes.readers.run(work, done, self._trouble, owner=owner)

    def newest(self, done: Callable[[T], None], *, owner: QObject) -> Newest[T]:
        """For reading the same thing again and again: only the newest answer comes."""
        return Newest(self.lanes.readers, done, self._trouble, owner=owner)

    def write(
        self,
        verb: Callable[[], T],
        done: Callable[[T], None] | None,
        failed: Callable[[Exception], None] | None = None,
        *,
        owner: QObject,
    ) -> None:
        """Run one verb in the store's lane. `failed` gets the faults, else they are told."""
        self.lanes.store.run(verb, done, failed or self._trouble, owner=owner)

    def announce(self, changed: Changed) -> None:
        """Tell all screens what a verb has changed."""
        self.changed.emit(changed)

    def undoable(self, sentence: str, verb: Callable[[], Changed]) -> None:
        """Say what was done, and offer for a while to take it back with `verb`."""
        self.done_undoably.emit(sentence, verb)

    def _trouble(self, error: Exception) -> None:
        self.troubled.emit(sentence(error))
