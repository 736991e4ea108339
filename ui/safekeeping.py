"""The journal of unsent work beside the window: when it is written, and what it has brought back.

Soon after each piece of work with the database, in the readers' lane: no save waits for it, and
none fails with it. What it is stands in `desktop_app.office.journals`; backups are `ui/care.py`'s.
"""

from dataclasses import dataclass

from PySide6.QtCore import QObject, QTimer, Signal

from desktop_app.domain.kinds import BY_NAME
from desktop_app.office.desk import Changed, Desk
from desktop_app.office.journals import (
    Journals,
    JournalState,
    OnStore,
    Regained,
    keep_journals,
    regained,
    tell_regained,
)
from ui.background import Newest
from ui.faults import sentence
from ui.workplace import Workplace

LOOK_EVERY_MS = 60_000
"""For a stick that is back, and for what the exchange has sent."""

HERE_FAILED = "Chưa ghi được nhật ký việc chưa gửi cạnh tệp dữ liệu; chương trình sẽ tự ghi lại."
_SECOND = {
    "kept": ("nhật ký việc chưa gửi: đủ", "ok"),
    "absent": ("nhật ký việc chưa gửi: sẽ chép khi có thư mục", "mute"),
    "failed": ("chưa chép được nhật ký việc chưa gửi, sẽ tự chép lại", "warn"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class JournalStatus:
    """How it stands with the journal beside the database and with that in the second folder, "" for
    not known yet or none chosen; why the database could not be read, if it could not."""

    here: JournalState = ""
    second: JournalState = ""
    fault: str = ""

    def of_second(self) -> tuple[str, str]:
        """The words for the second folder and their tone."""
        return _SECOND.get(self.second, ("", "mute"))

    def trouble(self) -> str:
        """What is wrong with the one beside the database, empty when it is well."""
        return self.fault or (HERE_FAILED if self.here == "failed" else "")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Kept:
    here: JournalState
    second: JournalState
    regained: Regained


class Safekeeping(QObject):
    """`moved(JournalStatus)` whenever it stands otherwise."""

    moved = Signal(object)

    def __init__(self, place: Workplace) -> None:
        super().__init__()
        self._place = place
        self._journals = Journals()
        self._status = JournalStatus()
        self._stopped = False
        self._telling = False
        self._keeping = Newest(place.lanes.readers, self._kept, self._failed, owner=self)
        self._timer = QTimer(self)
        self._timer.timeout.connect(self.look)

    def start(self) -> None:
        """Begin: at once, then after each piece of work and once a minute."""
        self._place.lanes.store.idle.connect(self.look)
        self._timer.start(LOOK_EVERY_MS)
        self.look()

    def look(self) -> None:
        """Write what is new."""
        if self._stopped:
            return
        desk, journals, on_store = self._place.desk, self._journals, self._place.lanes.store.call
        self._keeping.want(lambda: _keep(desk, journals, on_store))

    def status(self) -> JournalStatus:
        """How it stands."""
        return self._status

    def stop(self) -> None:
        """Nothing more; what is under way comes to its end."""
        self._stopped = True
        self._timer.stop()
        self._keeping.forget()

    def _kept(self, kept: _Kept) -> None:
        self._say(JournalStatus(here=kept.here, second=kept.second))
        said = kept.regained.sentence()
        if not said or self._telling or self._stopped:
            return
        self._telling = True  # until it is noted that it was told
        self._place.troubled.emit(said)
        if kept.regained.changes:
            self._place.announce(Changed(frozenset(BY_NAME)))
        desk = self._place.desk
        self._place.write(lambda: tell_regained(desk.store), self._told, owner=self)

    def _told(self, _: Regained) -> None:
        self._telling = False

    def _failed(self, error: Exception) -> None:
        """Tried again with the next look; a bug has been reported already."""
        self._say(JournalStatus(second=self._status.second, fault=sentence(error)))

    def _say(self, status: JournalStatus) -> None:
        if status != self._status:
            self._status = status
            self.moved.emit(status)


def _keep(desk: Desk, journals: Journals, on_store: OnStore) -> _Kept:
    here, second = keep_journals(journals, desk.store, desk.folder, on_store=on_store)
    return _Kept(here=here, second=second, regained=regained(desk.store))
