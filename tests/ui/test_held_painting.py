"""Painting is put off for a moment and comes in a turn of its own."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import QThread, QTimer
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from ui.held_painting import HeldPainting

LONG_MS = 60_000


class Painted(QWidget):
    """Tells how often it was painted."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.times = 0

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's method
        super().paintEvent(event)
        self.times += 1


@pytest.fixture
def painted(on_screen: Callable[[QWidget], None], qtbot: QtBot) -> Painted:
    """One in a window that has been painted."""
    window = QWidget()
    window.resize(200, 100)
    inside = Painted(window)
    QVBoxLayout(window).addWidget(inside)
    on_screen(window)
    qtbot.waitUntil(lambda: inside.times > 0)
    return inside


def test_what_changes_while_it_is_held_is_painted_once_it_is_released(
    painted: Painted, qapp: QApplication, qtbot: QtBot
):
    painting = HeldPainting(painted, at_most_ms=LONG_MS)
    before = painted.times
    painting.hold()
    painted.update()
    qapp.processEvents()
    assert painted.times == before
    painting.release()
    qtbot.waitUntil(lambda: painted.times == before + 1)


def test_it_is_painted_within_its_time_before_a_timer_set_later(painted: Painted, qtbot: QtBot):
    painting = HeldPainting(painted.window(), at_most_ms=0)
    times: list[int] = []
    before = painted.times
    painting.hold()
    QTimer.singleShot(1, lambda: times.append(painted.times))
    painted.update()
    QThread.msleep(5)  # laying out takes so long that both are due in the same turn
    qtbot.waitUntil(lambda: times != [])
    assert times[0] > before


def test_to_hold_again_does_not_put_it_off_further(painted: Painted, qtbot: QtBot):
    painting = HeldPainting(painted, at_most_ms=50)
    before = painted.times
    again = QTimer(painted, interval=5)
    again.timeout.connect(painting.hold)
    painting.hold()
    again.start()
    painted.update()
    qtbot.waitUntil(lambda: painted.times > before)
