"""A screen at a real desk: database, lanes and keys as in the program, and a note of where it
wants to go."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QTableView
from pytestqt.qtbot import QtBot

from desktop_app.office.desk import Changed, Desk
from tests.office.conftest import *  # noqa: F403 - its fixtures make the office and the counter
from ui.background import Lanes
from ui.screens.screen import Screen
from ui.workplace import Workplace


@pytest.fixture
def lanes(desk: Desk) -> Iterator[Lanes]:  # noqa: ARG001 - it is closed after the lanes
    """The program's threads; a bug in one of them fails the test."""
    bugs: list[Exception] = []
    lanes = Lanes(bugs.append)
    yield lanes
    lanes.drain()
    lanes.close()
    assert bugs == []


@pytest.fixture
def place(desk: Desk, lanes: Lanes) -> Workplace:
    """What screens are given."""
    return Workplace(desk, lanes)


@dataclass
class Trail:
    """Where screens wanted to go, what they said and what troubled them."""

    went: list[tuple[str, dict[str, object]]] = field(default_factory=list)
    said: list[str] = field(default_factory=list)
    troubled: list[str] = field(default_factory=list)
    undo: list[Callable[[], Changed]] = field(default_factory=list)
    back: int = 0

    def note_going(self, screen: str, what: dict[str, object]) -> None:
        """Somebody wants another screen."""
        self.went.append((screen, what))

    def note_undo(self, said: str, verb: Callable[[], Changed]) -> None:
        """Something was done that can be taken back."""
        self.said.append(said)
        self.undo.append(verb)

    def note_back(self) -> None:
        """Somebody wants the screen before."""
        self.back += 1


@pytest.fixture
def trail(place: Workplace) -> Trail:
    """The trail of the screens at this place."""
    trail = Trail()
    place.wanted.connect(trail.note_going)
    place.said.connect(trail.said.append)
    place.troubled.connect(trail.troubled.append)
    place.done_undoably.connect(trail.note_undo)
    place.back_wanted.connect(trail.note_back)
    return trail


@pytest.fixture
def shown(qapp: QApplication, qtbot: QtBot, lanes: Lanes) -> Callable[..., None]:
    """`shown(screen, worker_id=…)` opens a screen as the main window does, at the size it has on
    the offices' PCs, and waits until it has read."""
    kept: list[Screen] = []  # pytest-qt holds on weakly; no screen is garbage while it is shown

    def show(screen: Screen, **what: object) -> None:
        if screen.parent() is None and not screen.isVisible():
            kept.append(screen)
            qtbot.addWidget(screen)
            screen.resize(1202, 620)
        screen.open(**what)
        screen.show()
        screen.activateWindow()
        screen.enter()
        lanes.drain()
        qtbot.waitUntil(screen.isActiveWindow)
        qapp.processEvents()  # what was read is laid out

    return show


@pytest.fixture
def press(qapp: QApplication) -> Callable[..., None]:
    """`press(Qt.Key.Key_Return)` presses a key where the focus is."""

    def pressed(key: Qt.Key, held: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        qapp.processEvents()  # nobody presses keys faster than the window is laid out
        widget = qapp.focusWidget()
        assert widget is not None, "nothing has the focus"
        QTest.keyClick(widget, key, held)

    return pressed


def words_of(table: QTableView) -> list[list[str]]:
    """The words of a list, row by row."""
    model = table.model()
    columns = range(model.columnCount())
    return [[model.index(row, at).data() for at in columns] for row in range(model.rowCount())]
