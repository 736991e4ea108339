"""A window that nobody touches does nothing: the PCs of the offices are slow."""

from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QApplication

from tests.ui.counsellor import Counsellor

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


def test_every_screen_comes_to_rest(counsellor: Counsellor, qapp: QApplication):
    counsellor.come_in()
    layouts, restless = Layouts(), dict[str, list[str]]()
    for name in counsellor.main.screens:
        counsellor.main.show_screen(name)
        counsellor.settle()
        _go_round(qapp)
        layouts.asked.clear()
        qapp.installEventFilter(layouts)
        _go_round(qapp)
        qapp.removeEventFilter(layouts)
        if layouts.asked:
            restless[name] = layouts.asked[:3]
    assert restless == {}


def _go_round(qapp: QApplication) -> None:
    for _ in range(ROUNDS):
        qapp.processEvents()
