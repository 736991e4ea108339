"""Notes in the audit what was shown, printed, saved or copied, beside the work itself.

Nobody waits for it: at most one piece of noting stands in the store's lane, however quickly one
leafs through a list, and what comes meanwhile goes with the next. A note that cannot be written is
kept for the next time, and said once until one succeeds.
"""

from collections.abc import Callable

from PySide6.QtCore import QObject

from desktop_app.office.audit import Act, note
from desktop_app.office.desk import Desk
from ui.background import Lane
from ui.faults import sentence

NOT_NOTED = "Chưa ghi được nhật ký truy cập."


class Audit(QObject):
    """What one signed-in member of staff does with people's data."""

    def __init__(self, desk: Desk, store: Lane, trouble: Callable[[str], None]) -> None:
        super().__init__()
        self._desk = desk
        self._store = store
        self._trouble = trouble
        self._pending: list[Act] = []
        self._under_way = 0
        self._seen = ("", "", desk.today())
        self._told = False

    def seen(self, kind: str, record_id: str) -> None:
        """A record is on the screen. The same one again, in another form or read anew, is still
        the same look, until the day ends."""
        look = (kind, record_id, self._desk.today())
        if look != self._seen:
            self._seen = look
            self._add("view", kind, record_id)

    def printed(self, kind: str, record_id: str, number: str) -> None:
        """A paper about a record has gone to the printer."""
        self._add("print", kind, record_id, number)

    def saved(self, kind: str, record_id: str, number: str) -> None:
        """A paper about a record lies in a file now."""
        self._add("save_pdf", kind, record_id, number)

    def exported(self, what: str) -> None:
        """A list with people in it was copied or written out of the program."""
        self._add("export", detail=what)

    def _add(self, act: str, kind: str = "", record_id: str = "", detail: str = "") -> None:
        at = self._desk.moment()
        self._pending.append(Act(act=act, at=at, kind=kind, record_id=record_id, detail=detail))
        self._write()

    def _write(self) -> None:
        if self._under_way or not self._pending:
            return
        desk, acts = self._desk, tuple(self._pending)
        self._under_way = len(acts)
        self._store.run(lambda: note(desk, acts=acts), self._written, self._failed, owner=self)

    def _written(self, _: None) -> None:
        del self._pending[: self._under_way]
        self._under_way = 0
        self._told = False
        self._write()

    def _failed(self, error: Exception) -> None:
        self._under_way = 0
        if not self._told:
            self._told = True
            self._trouble(f"{NOT_NOTED} {sentence(error)}")
