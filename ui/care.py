"""The care of the data beside the window: when to back up, to copy, to prove a backup, and to look
for damage after the program was cut off.

One thing at a time, in the readers' lane, so that nobody at the counter waits. What each of them
does is `desktop_app.office.backups`'; this only chooses the moment. The journal of unsent work has
moments of its own (`ui/safekeeping.py`).
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal, TypeVar

from PySide6.QtCore import QObject, QTimer, Signal

from desktop_app.domain.dates import show_ago
from desktop_app.office.backups import (
    DAMAGED,
    FAILED,
    WARN_AFTER,
    BackupResult,
    BackupState,
    BackupTest,
    SecondState,
    back_up,
    backup_due,
    backup_state,
    copy_to_second,
    database_is_whole,
    keep_test,
    proof_due,
    prove_newest,
    was_cut,
)
from desktop_app.office.desk import Changed, Desk
from ui.faults import sentence
from ui.safekeeping import JournalStatus, Safekeeping
from ui.workplace import Workplace

FIRST_LOOK_MS = 15_000
"""After sign-in, when the morning's first screens have been read."""
LOOK_EVERY_MS = 10 * 60 * 1000
WHEN_BUSY_MS = 2_000
BAD_TWICE = (
    "Bản sao lưu vừa tạo lại cũng không mở được. Các bản cũ còn nguyên; hãy gọi Trung tâm và đừng "
    "tắt máy đột ngột."
)

T = TypeVar("T")
Job = Literal["", "check", "backup", "copy", "proof"]


@dataclass(frozen=True, slots=True, kw_only=True)
class CareStatus:
    """How it stands: the backups (None: not read yet), what is under way, and what went wrong.
    `second`: why the second folder has no copy, when it was there and took none."""

    state: BackupState | None = None
    job: Job = ""
    fault: str = ""
    second: str = ""
    damage: str = ""
    journal: JournalStatus = field(default_factory=JournalStatus)


class Care(QObject):
    """`moved(CareStatus)` whenever something is another."""

    moved = Signal(object)

    def __init__(self, place: Workplace) -> None:
        super().__init__()
        self._place = place
        self._stopped = False
        self._checked = False
        self._tried: set[Job] = set()
        self._wanted = False
        self._made_anew = False
        self._job: Job = ""
        self._busy = False
        self._state: BackupState | None = None
        self._fault = ""
        self._second = ""
        self._damage = ""
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._when_quiet)
        self._journal = Safekeeping(place)
        self._journal.moved.connect(self._journal_moved)
        place.changed.connect(self._on_changed)

    def start(self) -> None:
        """Begin: the first look comes when the counter is quiet."""
        self._timer.start(FIRST_LOOK_MS)
        self._journal.start()
        self.tell()

    def look(self) -> None:
        """Do now whatever is due, one thing after the other."""
        if self._busy or self._stopped:
            return
        self._busy = True
        self._timer.stop()
        self._tried.clear()
        self._made_anew = False
        self._next()

    def back_up_now(self) -> None:
        """Make a backup whether one is due or not, and prove it."""
        self._wanted = True
        self.look()

    def status(self) -> CareStatus:
        """How it stands."""
        return CareStatus(
            state=self._state,
            job=self._job,
            fault=self._fault,
            second=self._second,
            damage=self._damage,
            journal=self._journal.status(),
        )

    def stop(self) -> None:
        """Nothing more; what is under way is broken off, which harms no backup."""
        self._stopped = True
        self._timer.stop()
        self._journal.stop()

    def _is_stopped(self) -> bool:
        return self._stopped

    # --- one thing after the other ---

    def _when_quiet(self) -> None:
        lanes = self._place.lanes
        if lanes.store.is_idle and lanes.readers.is_idle:
            self.look()
        else:
            self._timer.start(WHEN_BUSY_MS)

    def _next(self) -> None:
        desk, tried, wanted = self._place.desk, frozenset(self._tried), self._wanted
        check, damaged = was_cut(desk) and not self._checked, bool(self._damage)
        self._read(
            lambda: _next_job(desk, tried, check=check, wanted=wanted, damaged=damaged), self._begin
        )

    def _begin(self, job: Job) -> None:
        if self._stopped:
            return
        if not job:
            self._rest()
            return
        self._tried.add(job)
        self._job = job
        self.moved.emit(self.status())
        desk, stopped = self._place.desk, self._is_stopped
        if job == "check":
            self._read(lambda: database_is_whole(desk, stopped=stopped), self._looked_through)
        elif job == "backup":
            self._wanted = False
            self._read(lambda: back_up(desk, stopped=stopped), self._backed_up)
        elif job == "copy":
            self._read(lambda: copy_to_second(desk, stopped=stopped), self._copied)
        else:
            self._read(lambda: prove_newest(desk, stopped=stopped), self._proved)

    def _looked_through(self, whole: bool) -> None:
        self._checked = True
        if not whole:
            self._damage = DAMAGED
            self._place.troubled.emit(DAMAGED)
        self._next()

    def _backed_up(self, made: BackupResult) -> None:
        self._fault = ""
        self._tried.add("copy")  # it went to the second folder with it
        self._copied(made.second)

    def _copied(self, second: SecondState) -> None:
        said = FAILED if second == "failed" else ""
        if said and not self._second:
            self._place.troubled.emit(said)
        self._second = said
        self._place.announce(Changed(frozenset({"backup"})))
        self._next()

    def _proved(self, test: BackupTest | None) -> None:
        if test is None:
            self._next()
            return
        desk = self._place.desk
        if test.good:
            self._fault = ""
        else:
            self._make_anew(test)
        self._place.write(lambda: keep_test(desk, test=test), self._kept, self._failed, owner=self)

    def _make_anew(self, test: BackupTest) -> None:
        """A bad one is told, and another made and proved at once; but not for ever."""
        if self._made_anew:
            self._say_fault(BAD_TWICE)
            return
        self._made_anew = self._wanted = True
        self._tried.difference_update({"backup", "proof"})
        self._place.troubled.emit(f"{test.sentence()}. Chương trình đang tạo bản khác.")

    def _kept(self, changed: Changed) -> None:
        self._place.announce(changed)
        self._next()

    def _failed(self, error: Exception) -> None:
        """Tried again at the next look; a bug has been reported already."""
        if self._stopped:
            return
        self._wanted = False
        self._say_fault(sentence(error))
        self._rest()

    def _say_fault(self, said: str) -> None:
        if said != self._fault:
            self._fault = said
            self._place.troubled.emit(said)

    def _rest(self) -> None:
        self._busy = False
        self._job = ""
        self._timer.start(LOOK_EVERY_MS)
        self.tell()

    # --- telling ---

    def _on_changed(self, changed: Changed) -> None:
        if "backup" in changed.kinds:
            self.tell()

    def tell(self) -> None:
        """Say how it stands."""
        if not self._stopped:
            desk = self._place.desk
            self._place.read(lambda: backup_state(desk), self._told, owner=self)

    def _journal_moved(self, _: JournalStatus) -> None:
        if not self._stopped:
            self.moved.emit(self.status())

    def _told(self, state: BackupState) -> None:
        self._state = state
        self.moved.emit(self.status())

    def _read(self, work: Callable[[], T], done: Callable[[T], None]) -> None:
        self._place.lanes.readers.run(work, done, self._failed, owner=self)


def _next_job(
    desk: Desk, tried: frozenset[Job], *, check: bool, wanted: bool, damaged: bool
) -> Job:
    """What is due and was not tried in this look. Of a damaged database no backup is made: it
    would push out a good one."""
    if check and "check" not in tried:
        return "check"
    if damaged:
        return ""
    if "backup" not in tried and (wanted or backup_due(desk)):
        return "backup"
    if "copy" not in tried and backup_state(desk).second == "waiting":
        return "copy"
    return "proof" if "proof" not in tried and proof_due(desk) else ""


def care_line(status: CareStatus, *, now: datetime) -> tuple[str, str]:
    """The words for the status bar and their tone: «Sao lưu: 2 giờ trước»."""
    if status.damage:
        return "Tệp dữ liệu có chỗ hỏng: xem cách xử lý", "prob"
    if status.job == "backup":
        return "Đang sao lưu…", ""
    state = status.state
    newest = state.newest if state else None
    ago = show_ago(newest.made_at, now=now) if newest else ""
    if status.fault:
        return "Chưa sao lưu được" + (f" · bản gần nhất {ago}" if ago else ""), "warn"
    if newest is None:
        return ("Chưa có bản sao lưu" if state else ""), ""
    if state and state.tested and state.tested.name == newest.path.name and not state.tested.good:
        return "Bản sao lưu gần nhất không mở được", "prob"
    return f"Sao lưu: {ago}", "warn" if now - newest.made_at > WARN_AFTER else ""
