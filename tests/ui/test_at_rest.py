"""A window that nobody touches does nothing: the PCs of the offices are slow."""

from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QApplication

from tests.ui.counsellor import Counsellor
from tests.ui.test_accessibility import each_screen

ROUNDS = 20


class Layouts(QObject):
    """Counts how often something asks to be laid out."""

    def __init__(self) -> None:
        super().__init__()
        self.asked: list[str] = []

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's method
        if event.type() == QEvent.Type.LayoutRequest:
            self.asked.append(type(watched).__name__)
        return False


def test_every_screen_comes_to_rest(busy: Counsellor, qapp: QApplication):
    layouts, restless = Layouts(), dict[str, list[str]]()
    for screen in each_screen(busy):
        _go_round(qapp)
        layouts.asked.clear()
        qapp.installEventFilter(layouts)
        _go_round(qapp)
        qapp.removeEventFilter(layouts)
        if len(layouts.asked) >= ROUNDS:  # once or twice the exchange may have had something to say
            restless[screen.name] = layouts.asked[:3]
    assert restless == {}


def _go_round(qapp: QApplication) -> None:
    for _ in range(ROUNDS):
        qapp.processEvents()
