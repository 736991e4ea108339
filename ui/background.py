"""The lanes in which work runs beside the window: the only module that knows threads.

*store* is one thread: writes and short reads, in order. *readers* search and count on read-only
connections. *network* only talks; what it brings is applied through `call_aside`. The GUI thread
never waits for a lane, except when the program closes.
"""

import gc
import sys
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass
from queue import Empty, SimpleQueue
from threading import Event, Thread, current_thread
from typing import Any, Generic, TypeVar

from PySide6.QtCore import QEventLoop, QObject, Qt, QTimer, Signal, Slot
from shiboken6 import isValid

from desktop_app.domain.faults import Declined, Fault
from ui.weak_calls import held_weakly

T = TypeVar("T")
NETWORK_PATIENCE_S = 5.0
"""How long closing waits for a talk under way; the thread dies with the program after that."""
SWEEP_EVERY_MS = 1000
REST_MS = 100
"""So long after it has asked for something the window has laid out and painted what came."""
STAND_ASIDE_S = 0.25
"""No longer does a piece of long work stand aside: it goes on under the fastest hands."""
SWITCH_S = 0.0005
"""So long a lane that computes keeps Python to itself while the window waits for it. At Python's
own 5 ms a form of a hundred small steps is half a second late while records arrive."""


@dataclass(frozen=True)
class _Wanted:
    """What shall follow a piece of work. Kept and dropped in the GUI thread only, so that no lane
    ever holds the last reference to a widget."""

    done: Callable[[Any], None] | None
    failed: Callable[[Exception], None] | None
    owner: QObject


class Lane(QObject):
    """One queue with its threads; work starts in the order in which it was handed in."""

    begun = Signal()
    idle = Signal()
    _ended = Signal(int, object, object)

    def __init__(
        self,
        name: str,
        unhandled: Callable[[Exception], None],
        *,
        threads: int = 1,
        after_painting: bool = False,
    ) -> None:
        """`after_painting`: work starts when the window has laid out and painted what it has
        just been told to show. Both are Python: side by side they take turns, and neither is
        ready sooner."""
        super().__init__()
        self._unhandled = unhandled
        self._held: list[_Task] = []
        self._painted = QTimer(self, singleShot=True, interval=1) if after_painting else None
        if self._painted is not None:
            self._painted.timeout.connect(self._hand_over)
        self._wanted: dict[int, _Wanted] = {}
        self._handed_in = 0
        self._queue: SimpleQueue[Callable[[], None] | None] = SimpleQueue()
        self._ended.connect(self._deliver, Qt.ConnectionType.QueuedConnection)
        self._threads = [
            Thread(target=_work_off, args=(self._queue,), name=f"{name}-{number}", daemon=True)
            for number in range(threads)
        ]
        for thread in self._threads:
            thread.start()

    def run(
        self,
        work: Callable[[], T],
        done: Callable[[T], None] | None = None,
        failed: Callable[[Exception], None] | None = None,
        *,
        owner: QObject,
    ) -> None:
        """Do `work` in this lane, then `done(result)` or `failed(error)` in the GUI thread.

        Nothing is called once `owner` has been destroyed. An error that is neither a `Fault` nor
        `Declined` is a bug and is reported before `failed` hears of it; any error without `failed`
        is reported too.
        """
        self._handed_in += 1
        number = self._handed_in
        self._wanted[number] = _Wanted(done, failed, owner)
        self.begun.emit()
        task = _Task(number, work, self._ended)
        if self._painted is None:
            self._queue.put(task)
            return
        self._held.append(task)
        self._painted.start()

    @Slot()
    def _hand_over(self) -> None:
        held, self._held = self._held, []
        for task in held:
            self._queue.put(task)

    def call(self, work: Callable[[], T]) -> T:
        """Do `work` in this lane and wait for it: for the other lanes, never for the GUI thread."""
        if current_thread() in self._threads:
            return work()
        answer: Future[T] = Future()

        def task() -> None:
            try:
                answer.set_result(work())
            except Exception as error:
                answer.set_exception(error)

        self._queue.put(task)
        return answer.result()

    @property
    def is_idle(self) -> bool:
        """Whether every piece of work has been done and its result delivered."""
        return not self._wanted

    def close(self, *, finish: bool, patience_s: float | None = None) -> None:
        """End the threads: after all that is queued (`finish`) or after what is under way."""
        if not finish:
            self._forget_queue()
        for _ in self._threads:
            self._queue.put(None)
        for thread in self._threads:
            thread.join(patience_s)
        self._wanted.clear()

    def _forget_queue(self) -> None:
        try:
            while True:
                self._queue.get_nowait()
        except Empty:
            return

    @Slot(int, object, object)
    def _deliver(self, number: int, result: object, error: Exception | None) -> None:
        wanted = self._wanted.pop(number, None)
        if wanted is None:
            return  # the program is closing
        try:
            self._tell(wanted, result, error)
        finally:
            if self.is_idle:
                self.idle.emit()

    def _tell(self, wanted: _Wanted, result: object, error: Exception | None) -> None:
        listening = isValid(wanted.owner)
        if error is None:
            if listening and wanted.done is not None:
                wanted.done(result)
            return
        is_bug = not isinstance(error, Fault | Declined)
        if is_bug or (listening and wanted.failed is None):
            self._unhandled(error)
        if listening and wanted.failed is not None:
            wanted.failed(error)


class Newest(QObject, Generic[T]):
    """Work of which only the newest wish counts: a preview that follows typing, a picture that
    follows the window's size.

    One piece is under way at a time; what was wished for meanwhile comes after it, and a result
    that has been overtaken is dropped.
    """

    def __init__(
        self,
        lane: Lane,
        done: Callable[[T], None],
        failed: Callable[[Exception], None] | None = None,
        *,
        owner: QObject,
    ) -> None:
        """`done` and `failed` are most often methods of the owner, which holds on to this: they are
        held weakly, for rings of widgets end in disorder."""
        super().__init__(owner)
        self._lane = lane
        self._done = held_weakly(done)
        self._failed = held_weakly(failed) if failed is not None else None
        self._wish: Callable[[], T] | None = None
        self._under_way: Callable[[], T] | None = None

    def want(self, work: Callable[[], T]) -> None:
        """Wish for something; an earlier wish is off."""
        self._wish = work
        if self._under_way is None:
            self._start(work)

    def forget(self) -> None:
        """Wish for nothing any more."""
        self._wish = None

    def _start(self, work: Callable[[], T]) -> None:
        self._under_way = work
        self._lane.run(work, self._on_done, self._on_failed, owner=self)

    def _on_done(self, result: T) -> None:
        if self._still_wanted():
            self._done(result)

    def _on_failed(self, error: Exception) -> None:
        if self._still_wanted() and self._failed is not None:
            self._failed(error)

    def _still_wanted(self) -> bool:
        """Whether what has ended is still what is wished for; else what is gets started."""
        ended, self._under_way = self._under_way, None
        if self._wish is not None and self._wish is not ended:
            self._start(self._wish)
        return self._wish is ended


class _Task:
    """Work on its way through a lane. It lets go of `work` before the result is announced."""

    def __init__(self, number: int, work: Callable[[], object], ended: Any) -> None:
        self._number = number
        self._work: Callable[[], object] | None = work
        self._ended = ended

    def __call__(self) -> None:
        result: object = None
        error: Exception | None = None
        try:
            if self._work is not None:
                result = self._work()
        except Exception as caught:
            error = caught
        self._work = None
        self._ended.emit(self._number, result, error)


def _work_off(queue: "SimpleQueue[Callable[[], None] | None]") -> None:
    while (task := queue.get()) is not None:
        task()
        del task


class _Sweeper(QObject):
    """Collects Python's garbage in the GUI thread while lanes run.

    Left to itself Python collects in whatever thread allocates next; a widget that dies in a lane
    takes the program with it.
    """

    def __init__(self) -> None:
        super().__init__()
        gc.disable()
        sys.setswitchinterval(SWITCH_S)
        self._clock = QTimer(self)
        self._clock.setInterval(SWEEP_EVERY_MS)
        self._clock.timeout.connect(self._sweep)
        self._clock.start()

    def stop(self) -> None:
        """Leave it to Python again."""
        self._clock.stop()
        gc.unfreeze()
        gc.enable()

    @Slot()
    def _sweep(self) -> None:
        counts, thresholds = gc.get_count(), gc.get_threshold()
        for generation in (2, 1, 0):
            if counts[generation] > thresholds[generation]:
                gc.collect(generation)
                return


class Lanes(QObject):
    """The three lanes of a running program; handed to whoever needs them through constructors."""

    idle = Signal()

    def __init__(self, unhandled: Callable[[Exception], None], *, readers: int = 2) -> None:
        """`unhandled(error)` hears of every bug, and of the faults nobody asked to hear of."""
        super().__init__()
        self._sweeper = _Sweeper()
        self.store = Lane("store", unhandled)
        self.readers = Lane("readers", unhandled, threads=readers, after_painting=True)
        self.network = Lane("network", unhandled)
        for lane in self._all():
            lane.idle.connect(self._one_is_idle)
        self._unasked = Event()
        self._unasked.set()
        self._rest = QTimer(self, singleShot=True, interval=REST_MS)
        self._rest.timeout.connect(self._rested)
        for lane in (self.store, self.readers):
            lane.begun.connect(self._asked)

    def _all(self) -> tuple[Lane, Lane, Lane]:
        return self.store, self.readers, self.network

    def call_aside(self, work: Callable[[], T]) -> T:
        """`store.call` for one of the many pieces of long work: it stands aside for a while after
        the window has asked for something, so that a form is shown and saved as if alone. So does
        what comes after it."""
        self._unasked.wait(STAND_ASIDE_S)
        done = self.store.call(work)
        self._unasked.wait(STAND_ASIDE_S)
        return done

    @Slot()
    def _asked(self) -> None:
        self._unasked.clear()
        self._rest.start()

    @Slot()
    def _rested(self) -> None:
        if self.store.is_idle and self.readers.is_idle:
            self._unasked.set()
        else:
            self._rest.start()

    @property
    def is_idle(self) -> bool:
        """Whether all three lanes have done and delivered everything."""
        return all(lane.is_idle for lane in self._all())

    @Slot()
    def _one_is_idle(self) -> None:
        if self.is_idle:
            self.idle.emit()

    def keep_what_is_there(self) -> None:
        """Collect no garbage among what there is now, until `let_go`: to go through a whole window
        takes longer than a key may wait."""
        gc.freeze()

    def let_go(self) -> None:
        """The window is gone: look at everything again."""
        gc.unfreeze()

    def drain(self) -> None:
        """Let the GUI thread's events run until all lanes are idle."""
        while not self.is_idle:
            loop = QEventLoop()
            self.idle.connect(loop.quit)
            loop.exec()

    def close(self) -> None:
        """End the program's threads: queued writes are finished, queued reads are dropped."""
        self.network.close(finish=False, patience_s=NETWORK_PATIENCE_S)
        self.readers.close(finish=False)
        self.store.close(finish=True)
        self._sweeper.stop()
