"""What the fingers feel at the counter: each key in the search box and each page of the list, from
the key to the painted rows.

    QT_QPA_PLATFORM=offscreen python -m tests.benchmarks.counter [--folder DIR] [--people 200000]

The window is the real program with its lanes. Beside each figure stands the same work done by bare
SQLite on the same encrypted file: the rows of a plain MATCH, or rows by their primary key. Where
others use the machine too, the processor time of the program says more than the clock. Nothing here
passes or fails. The office is made in DIR when it is not there yet, and kept.
"""

# ui comes first: it keeps Python's constants alive before Qt is loaded
import ui  # noqa: F401  # isort: skip

import argparse
import gc
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random

from PySide6.QtCore import QEvent, QEventLoop, QObject, Qt, QTimer
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from sqlalchemy import Connection

from desktop_app.office.desk import Desk
from desktop_app.storage.worker_index import match
from tests.benchmarks.desk import ms_of, p95, say
from tests.benchmarks.large_office import large_office
from ui.app import Program, make_application
from ui.main_window import MainWindow
from ui.screens.search_screen import SearchScreen

TYPED = {
    "whole names": ("triệu thị mùi", "Nguyễn Văn Bình", "Lý Thị Hoà"),
    "without accents": ("nong van binh", "hoang thi en", "nguyen thi ngoc anh"),
    "names and years": ("hoang thi en 1995", "ly van hung bac son"),
    "last digits": ("7890", "204183", "hoa 118"),
    "the worst": ("n", "t", "1", "0", "19", "van", "nguyen", "hoà", "n v t 1", "cong ty"),
    "letters, commands": ("12/BS", "BS1-2026-00042", "dong bo"),
}
HITS = 5
MANY = 1_000_000
SEARCH_MS, SEARCH_MANY_MS, SCROLL_MS = 50, 100, 100
"""The goals; for search one more where there are so many people."""
PAGE = 100
BARE_MATCH = "SELECT rowid FROM worker_words WHERE worker_words MATCH ? ORDER BY rowid LIMIT ?"
BARE_ROWS = """
    SELECT w.full_name, w.birth_date FROM worker_list AS l JOIN worker AS w ON w.id = l.worker_id
    WHERE l.place = ?
"""
PLACES = "SELECT place FROM worker_list ORDER BY place"
PATIENCE_S = 60
LOOK_EVERY_MS = 5
VISITS_EACH = 1
"""How many visits somebody has does not matter here."""


def main() -> None:
    """Measure searching and scrolling."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--folder", type=Path)
    parser.add_argument("--people", type=int, default=200_000)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="so-viec-lam-") as scratch:
        folder = options.folder or Path(scratch) / "office"
        desk = large_office(folder, people=options.people, visits_each=VISITS_EACH)
        app = make_application(sys.argv[:1])
        program = Program(folder)
        program.enter(desk)
        if program.main is None:
            raise RuntimeError("there is no window")
        counter = Counter(app, program.main)
        _until(lambda: gc.get_freeze_count() > 0)  # all screens are ready
        with desk.store.read() as connection:
            places = connection.exec_driver_sql(PLACES).scalars().all()
        say("office", f"{len(places):,} workers")
        search(counter, desk, goal=SEARCH_MS if len(places) < MANY else SEARCH_MANY_MS)
        scroll(counter, desk, places)
        program.close()


@dataclass(frozen=True)
class Took:
    """Milliseconds by the clock, and of the processor in all threads."""

    wall: float
    cpu: float


class Stopwatch:
    """Runs from when it is made."""

    def __init__(self) -> None:
        self._wall, self._cpu = time.perf_counter(), time.process_time()

    def took(self) -> Took:
        """Until now."""
        wall, cpu = time.perf_counter() - self._wall, time.process_time() - self._cpu
        return Took(wall * 1000, cpu * 1000)


class Painted(QObject):
    """Hears when a widget is painted."""

    def __init__(self) -> None:
        super().__init__()
        self.times = 0

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's method
        if event.type() == QEvent.Type.Paint:
            self.times += 1
        return super().eventFilter(watched, event)


class Counter:
    """The window under the hands of somebody who waits for every answer."""

    def __init__(self, app: QApplication, main: MainWindow) -> None:
        self.app = app
        self.main = main
        main.showNormal()
        main.resize(1366, 768)
        main.activateWindow()
        _until(main.isActiveWindow)

    def letter(self, letter: str) -> Took:
        """Type one letter into the search box, until what fits is painted."""
        box, painted = self.main.top.search, Painted()
        watch = Stopwatch()
        event = QKeyEvent(QEvent.Type.KeyPress, 0, Qt.KeyboardModifier.NoModifier, letter)
        self.app.sendEvent(box, event)
        _until(lambda: box.popup is not None)
        if box.popup is not None:
            view = box.popup.view.viewport()
            view.installEventFilter(painted)
            view.update()
            _until(lambda: painted.times > 0)
            view.removeEventFilter(painted)
        return watch.took()

    def rows(self, move: Callable[[], object]) -> Took:
        """Move in the list of people, until the rows seen are there and painted."""
        table, painted = self.list().table, Painted()
        watch = Stopwatch()
        move()
        _until(lambda: self._all_here(table.viewport()))
        table.viewport().installEventFilter(painted)
        table.viewport().update()
        _until(lambda: painted.times > 0)
        table.viewport().removeEventFilter(painted)
        return watch.took()

    def _all_here(self, viewport: QWidget) -> bool:
        table = self.list().table
        first, last = table.rowAt(0), table.rowAt(viewport.height() - 1)
        return first >= 0 and all(
            table.record(row) is not None
            for row in range(first, (last if last >= 0 else table.count() - 1) + 1)
        )

    def list(self) -> SearchScreen:
        """The screen of the people."""
        screen = self.main.screens["workers"]
        if not isinstance(screen, SearchScreen):
            raise TypeError("no list of people")
        return screen


def _until(holds: Callable[[], bool]) -> None:
    """Let events run until something holds. Between them the window sleeps as it does in front of
    somebody, and leaves Python to the lanes."""
    given_up = time.perf_counter() + PATIENCE_S
    events, looking = QEventLoop(), QTimer(interval=LOOK_EVERY_MS)
    looking.start()
    while not holds():
        events.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents)
        if time.perf_counter() > given_up:
            raise TimeoutError


def _keys(text: str) -> Iterator[tuple[str, str]]:
    """Each letter with what stands in the box after it; blanks say nothing new."""
    for end, letter in enumerate(text, 1):
        yield letter, text[:end]


def search(counter: Counter, desk: Desk, *, goal: int) -> None:
    """Each key in the search box at the top."""
    box = counter.main.top.search
    everything: list[Took] = []
    bare_everything: list[float] = []
    for kind, texts in TYPED.items():
        ours: list[Took] = []
        bare: list[float] = []
        for text in texts:
            box.setFocus()
            box.clear()
            for letter, whole in _keys(text):
                ours.append(counter.letter(letter))
                with desk.store.read() as connection:
                    bare.append(ms_of(lambda c=connection, w=whole: _bare_search(c, w)))
        _tell(f"search: {kind}", goal, ours, bare, "bare MATCH")
        everything += ours
        bare_everything += bare
    _tell("search: every key", goal, everything, bare_everything, "bare MATCH")


def _bare_search(connection: Connection, text: str) -> None:
    query = match(text)
    if not query:
        return
    found = connection.exec_driver_sql(BARE_MATCH, (query, HITS)).scalars().all()
    _bare_rows(connection, found)


def _bare_rows(connection: Connection, places: Sequence[int]) -> None:
    for place in places:
        connection.exec_driver_sql(BARE_ROWS, (place,)).all()


def scroll(counter: Counter, desk: Desk, places: Sequence[int]) -> None:
    """PageDown, End, and the bar dragged anywhere, in the list of everybody."""
    counter.main.show_screen("workers")
    table = counter.list().table
    _until(lambda: table.count() == len(places))
    table.setFocus()
    bar, rng = table.verticalScrollBar(), Random(1)  # noqa: S311 - no secrets

    def press(key: Qt.Key) -> Callable[[], None]:
        return lambda: QTest.keyClick(table, key)

    def drag() -> None:
        bar.setValue(rng.randrange(bar.maximum()))

    pages = [counter.rows(press(Qt.Key.Key_PageDown)) for _ in range(50)]
    ends: list[Took] = []
    for _ in range(5):
        ends.append(counter.rows(press(Qt.Key.Key_End)))
        counter.rows(press(Qt.Key.Key_Home))
    drags = [counter.rows(drag) for _ in range(60)]
    with desk.store.read() as connection:
        bare = [
            ms_of(lambda start=start: _bare_rows(connection, places[start : start + PAGE]))
            for start in (rng.randrange(max(1, len(places) - PAGE)) for _ in range(60))
        ]
    for name, ours in (("PageDown", pages), ("End", ends), ("dragging", drags)):
        _tell(f"scroll: {name}", SCROLL_MS, ours, bare, f"{PAGE} rows by their key")


def _tell(what: str, goal: int, ours: Sequence[Took], bare: Sequence[float], than: str) -> None:
    wall, cpu = [each.wall for each in ours], [each.cpu for each in ours]
    say(
        what,
        f"p50 {statistics.median(wall):.1f} ms",
        f"p95 {p95(wall):.1f} ms (< {goal})",
        f"processor p50 {statistics.median(cpu):.1f}, p95 {p95(cpu):.1f} ms",
        f"{than}: p50 {statistics.median(bare):.2f}, p95 {p95(bare):.2f} ms",
    )


if __name__ == "__main__":
    main()
