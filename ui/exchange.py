"""The exchange beside the window: when a round is due, and what it brought.

The line down is a state shown in the status bar, never an error box. What is said to the centre is
`desktop_app.sync`'s; this only chooses the moment and the lane.
"""

import time
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from random import Random

from PySide6.QtCore import QObject, QTimer, Signal

from desktop_app.domain.faults import NotEnrolled
from desktop_app.domain.kinds import BY_NAME
from desktop_app.office.desk import Changed, Desk
from desktop_app.office.drafts import DRAFTS
from desktop_app.office.exchange import ExchangeStatus, exchange_status
from desktop_app.office.office_settings import exchange_settings
from desktop_app.sync.round import Progress, RoundResult, run_round
from desktop_app.sync.schedule import (
    DEFAULT_PERIOD,
    Tries,
    after_failure,
    after_success,
    next_try,
)
from ui.arriving import Arriving
from ui.faults import sentence
from ui.workplace import Workplace

SOON = timedelta(seconds=2)
COUNTED_AFTER_MS = 300
"""So long after a change what waits is counted: the screen that comes after a save comes first."""


class Exchange(QObject):
    """`moved(status, talking)` whenever the state of the exchange is another. `next_at` is when the
    next round is planned."""

    moved = Signal(object, bool)
    compared = Signal(int, int)
    """While all records are compared anew: how many have been read, of about how many."""
    _came = Signal(object)

    def __init__(self, place: Workplace) -> None:
        super().__init__()
        self._place = place
        self._tries = Tries()
        self._random = Random()  # noqa: S311 - spreads the PCs of an office, no secret
        self.talking = False
        self.next_at: datetime | None = None
        self._fault = ""
        self._stopped = False
        self._then: Callable[[], None] | None = None
        self._arriving = Arriving()
        self._receiving = ""
        self._last: ExchangeStatus | None = None
        self._came.connect(self._show_arriving)
        self._status = place.newest(self._told, owner=self)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.now)
        self._counting = QTimer(singleShot=True, interval=COUNTED_AFTER_MS)
        self._counting.timeout.connect(self.tell)
        place.changed.connect(self._on_changed)

    def start(self) -> None:
        """Begin: the first round comes soon after the window."""
        self._wait_until(self._place.desk.now() + SOON)
        self.tell()

    def compare_all(self) -> None:
        """A round at once that ends with comparing all records anew."""
        self.now(whole=True)

    def now(self, *, whole: bool = False) -> None:
        """A round at once, unless one is under way; `whole` compares all records anew."""
        if self.talking or self._stopped:
            return
        self.talking = True
        self._arriving = Arriving()
        self._timer.stop()
        self.tell()
        lanes, store = self._place.lanes, self._place.desk.store
        lanes.network.run(
            lambda: run_round(
                store,
                on_store=lanes.call_aside,
                now=self._place.desk.now,
                whole=whole,
                comparing=lambda how_far: self.compared.emit(how_far.done, how_far.total),
                progress=self._came.emit,  # heard on the window's thread
            ),
            self._ended,
            self._broken,
            owner=self,
        )

    def last_round(self, then: Callable[[], None]) -> None:
        """A round before the desk is left; `then` comes after it, however it went."""
        self._then = then
        self.now()

    def completed(self, status: ExchangeStatus) -> ExchangeStatus:
        """What the database knows, and what it could not be told: when the next round comes, and
        why the last one failed on a disk that takes no note of it."""
        fault = self._fault or status.fault_sentence
        return replace(
            status, next_try_at=self.next_at, fault_sentence=fault, receiving=self._receiving
        )

    def reschedule(self) -> None:
        """The period has changed: plan the next round anew."""
        if not self.talking:
            self._plan()

    def stop(self) -> None:
        """No more rounds, whatever is still planned or asked for."""
        self._stopped = True
        self._timer.stop()
        self._counting.stop()

    @property
    def is_counting(self) -> bool:
        """Whether what waits is about to be counted."""
        return self._counting.isActive()

    def count_waiting(self, done: Callable[[int], None]) -> None:
        """How many changes a round could send, counted after what is being written: none without
        an enrolment, and none when they cannot be counted."""
        desk = self._place.desk

        def uncounted(_: Exception) -> None:
            done(0)

        self._place.write(lambda: _to_send(desk), done, uncounted, owner=self)

    def _ended(self, result: RoundResult) -> None:
        if result.fault and not isinstance(result.fault, NotEnrolled):
            self._tries = after_failure(self._tries, retry_after_s=result.retry_after_s)
        else:
            self._tries = after_success()
        self.talking = False
        self._fault = "" if isinstance(result.fault, NotEnrolled) else result.fault_sentence
        if result.kinds:
            self._place.announce(Changed(result.kinds))
        if result.verified and result.verified.mended:
            self._place.announce(Changed(frozenset(BY_NAME)))
        self._finish()

    def _broken(self, error: Exception) -> None:
        del error  # a bug has been reported already; the next round comes as after any failure
        self._tries = after_failure(self._tries, retry_after_s=None)
        self.talking = False
        self._finish()

    def _show_arriving(self, progress: Progress) -> None:
        said = self._arriving.say(progress, at=time.monotonic())
        if said is None or not self.talking or self._last is None:
            return
        self._receiving = said
        self.moved.emit(self.completed(self._last), self.talking)

    def _finish(self) -> None:
        self._receiving = ""
        then, self._then = self._then, None
        if then is not None:
            then()
            return
        self._plan()
        self.tell()

    def _plan(self) -> None:
        desk = self._place.desk
        self._place.lanes.readers.run(
            lambda: timedelta(minutes=exchange_settings(desk).period_minutes),
            self._planned,
            self._planned_blindly,
            owner=self,
        )

    def _planned(self, period: timedelta) -> None:
        if self.talking:
            return  # asked for meanwhile; the next one is planned when it has ended
        now = self._place.desk.now()
        self._wait_until(next_try(self._tries, ended=now, period=period, random=self._random))
        self.tell()

    def _planned_blindly(self, error: Exception) -> None:
        """The period could not be read: the rounds go on all the same."""
        self._untold(error)
        self._planned(DEFAULT_PERIOD)

    def _wait_until(self, moment: datetime) -> None:
        if self._stopped:
            return
        self.next_at = moment
        wait = moment - self._place.desk.now()
        self._timer.start(max(0, round(wait.total_seconds() * 1000)))

    def _on_changed(self, changed: Changed) -> None:
        if changed.kinds != DRAFTS.kinds and not self._counting.isActive():  # those stay here
            self._counting.start()

    def tell(self) -> None:
        """Say how it stands."""
        if not self._stopped:
            desk = self._place.desk
            self._status.want(lambda: exchange_status(desk))

    def _told(self, status: ExchangeStatus) -> None:
        self._last = status
        self.moved.emit(self.completed(status), self.talking)

    def _untold(self, error: Exception) -> None:
        self._place.troubled.emit(sentence(error))


def _to_send(desk: Desk) -> int:
    return exchange_status(desk).waiting if exchange_settings(desk).address else 0
