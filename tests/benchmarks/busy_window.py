"""What the counsellor feels while 100,000 records arrive: how long saving takes, and how long the
window's thread stands still.

    QT_QPA_PLATFORM=offscreen python -m tests.benchmarks.busy_window [--records 100000]

The window is the real program with its lanes, the centre another process. Another PC has sent the
records. While they arrive, visits of one person after the other are typed and saved by keys. A
save is timed from F10 until the form has left; the window's thread is watched by a timer of 1 ms.
The same is measured before, with nothing arriving: showing a form takes its time too. Beside it
stands how long a million steps of Python take just then. Nothing here passes or fails.
"""

# ui comes first: it keeps Python's constants alive before Qt is loaded
import ui  # noqa: F401  # isort: skip

import argparse
import gc
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from itertools import cycle, product
from pathlib import Path
from typing import Any

import msgspec
from PySide6.QtCore import QElapsedTimer, QEventLoop, QObject, Qt, QTimer
from PySide6.QtWidgets import QApplication

from desktop_app.domain.partial_dates import PartialDate
from desktop_app.office.sign_in import first_run, sign_out
from desktop_app.office.workers import new_worker, register_worker
from desktop_app.protocol.messages import Enrolment
from tests.benchmarks.sync import say, small_records
from tests.faults.centre_process import CentreProcess
from tests.sync.pcs import a_pc
from ui.app import Program, make_application
from ui.screens.form_screen import FormScreen
from ui.walk.hands import Lost, Walk, _strike

PASSWORD = "hoa-hoi-bac-son"
BETWEEN_S = 0.2
BETWEEN_KEYS_S = 0.02
QUIET_SAVES = 30
LOWEST = 19
FAMILY_NAMES = ("Nông", "Lý", "Hoàng", "Triệu", "Bế")
GIVEN_NAMES = ("Hoa", "Mùi", "Én", "Lan")
TYPED = {"channel": "1", "content": "Hoi viec", "topics": "2", "next_step": "1"}


def main() -> None:
    """Measure without and with the records arriving."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--records", type=int, default=100_000)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="so-viec-lam-") as scratch:
        folder = Path(scratch)
        folder.chmod(0o711)
        centre = CentreProcess(folder / "centre")
        with _giving_way():
            centre.set_up()
            centre.start()
        try:
            measure(centre, folder, options.records)
        finally:
            centre.stop()


def measure(centre: CentreProcess, folder: Path, count: int) -> None:
    """The other PC sends, then the window receives."""
    desk = first_run(
        folder / "pc",
        office_code="",
        office_name="",
        pc=0,
        full_name="Lý Thị Hoa",
        password=PASSWORD,
        enrolment=centre.enrolment.read_bytes(),
        now=lambda: datetime.now(UTC),
    ).desk
    workers = [
        replace(
            new_worker(desk),
            full_name=f"{family} Thị {given}",
            birth_date=PartialDate(1995),
            sex="2",
            ethnicity="02",
            employment_status="2",
            residence_commune="new:06325",
        )
        for family, given in product(FAMILY_NAMES, GIVEN_NAMES)
    ]
    for worker in workers:
        register_worker(desk, worker=worker)
    sign_out(desk)
    app = make_application(sys.argv[:1])
    window = Window(folder, Program(folder / "pc"), [worker.id for worker in workers])
    window.sign_in()
    window.exchange()
    _run_events(lambda: gc.get_freeze_count() > 0)  # all screens are ready
    say("a million steps", f"{_steps_ms():.0f} ms")
    window.report("nothing arrives", lambda: len(window.saves) >= QUIET_SAVES)
    file = centre.enrol("BS", folder / "other.ghidanh")
    with a_pc(folder / "other.db", msgspec.json.decode(file.read_bytes(), type=Enrolment)) as other:
        made = list(small_records("follow_up_task", count))
        for first in range(0, len(made), 100):
            other.add(*made[first : first + 100])
        other.well()
    del made
    gc.collect()
    gc.freeze()  # what the other PC left in this process is none of the window's
    begun = time.perf_counter()
    window.begin_exchange()
    window.report(f"{count:,} records arrive", lambda: not window.is_talking)
    say("arrived in", f"{time.perf_counter() - begun:.1f} s")
    say("a million steps", f"{_steps_ms():.0f} ms")
    app.quit()


class Window(Walk):
    """The window, typed in without waiting for what goes on beside it."""

    def __init__(self, folder: Path, program: Program, workers: Sequence[str]) -> None:
        super().__init__(folder, program)
        self._queue = cycle(workers)
        self.saves: list[float] = []

    def sign_in(self) -> None:
        """Come in."""
        self.program.start()
        self.come_in(PASSWORD)
        self.settle()

    def begin_exchange(self) -> None:
        """A round that is not waited for."""
        assert self.program.exchange is not None
        self.program.exchange.now()

    @property
    def is_talking(self) -> bool:
        """Whether it is still under way."""
        return self.program.exchange is not None and self.program.exchange.talking

    def report(self, what: str, over: Callable[[], bool]) -> None:
        """Save visits until it is over, and say how it felt."""
        self.saves = []
        with_watch = Watch(self)
        while not over():
            self._save_a_visit()
            _run_events_for(BETWEEN_S)
        stalls = with_watch.end()
        say(
            what,
            f"{len(self.saves)} saves",
            f"p50 {statistics.median(self.saves):.0f} ms",
            f"p99 {_percentile(self.saves, 99):.0f} ms",
            f"the window's thread stood still for at most {max(stalls):.0f} ms, "
            f"over 50 ms {sum(ms > 50 for ms in stalls)} times",
        )

    def _save_a_visit(self) -> None:
        self.main.show_screen("visit_form", worker_id=next(self._queue))
        _run_events(self._form_is_there)
        _run_events_for(BETWEEN_S)  # the worker's name and the first field come a moment later
        form: Any = self.main.current()
        for name, keys in TYPED.items():
            form.form.focus_field(name)
            for key in keys:
                _run_events_for(BETWEEN_KEYS_S)
                _strike(self._focused(), key)
        timer = QElapsedTimer()
        timer.start()
        _strike(self._focused(), Qt.Key.Key_F10)
        _run_events(lambda: self.main.current().name != "visit_form")
        self.saves.append(timer.nsecsElapsed() / 1e6)

    def _form_is_there(self) -> bool:
        form = self.main.current()
        there = isinstance(form, FormScreen) and form.name == "visit_form"
        focused = QApplication.focusWidget()
        return there and focused is not None and form.isAncestorOf(focused)


class Watch(QObject):
    """How long the window's thread stands still, in ms."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._gaps = [0.0]
        self._since = QElapsedTimer()
        self._since.start()
        self._timer = QTimer(self, interval=1, timerType=Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._beat)
        self._timer.start()

    def _beat(self) -> None:
        self._gaps.append(self._since.nsecsElapsed() / 1e6)
        self._since.restart()

    def end(self) -> Sequence[float]:
        """All of them."""
        self._timer.stop()
        return self._gaps


@contextmanager
def _giving_way() -> Iterator[None]:
    """What is started here takes no core from the window: it stands for another machine. Needs the
    right to come back from a lower priority."""
    usual = os.getpriority(os.PRIO_PROCESS, 0)
    os.setpriority(os.PRIO_PROCESS, 0, LOWEST)
    try:
        yield
    finally:
        os.setpriority(os.PRIO_PROCESS, 0, usual)


def _run_events(until: Callable[[], bool]) -> None:
    end = time.monotonic() + 60
    while not until():
        if time.monotonic() > end:
            raise Lost("waited in vain")
        loop = QEventLoop()
        QTimer.singleShot(1, loop.quit)
        loop.exec()


def _run_events_for(seconds: float) -> None:
    end = time.monotonic() + seconds
    _run_events(lambda: time.monotonic() > end)


def _steps_ms() -> float:
    """The yardstick: how long Python alone takes on this machine just now."""
    timer = QElapsedTimer()
    timer.start()
    sum(number * number for number in range(1_000_000))
    return timer.nsecsElapsed() / 1e6


def _percentile(values: Sequence[float], percent: int) -> float:
    return sorted(values)[min(len(values) - 1, len(values) * percent // 100)]


if __name__ == "__main__":
    main()
