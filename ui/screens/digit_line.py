"""What each digit means, under the list in which it is pressed."""

from collections.abc import Iterable

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QWidget

from desktop_app.domain.catalogues import Choice
from ui.cards import Keycap, column, line, row, words
from ui.forms.flow import FlowLayout


class _Meanings(QWidget):
    """As high as its rows are at the width it has. By itself Qt would keep room for the rows of
    the narrowest window."""

    def __init__(self, flow: FlowLayout) -> None:
        super().__init__()
        self._flow = flow
        self.setLayout(flow)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's method
        super().resizeEvent(event)
        self.setFixedHeight(self._flow.heightForWidth(event.size().width()))


def digit_line(title: str, meanings: Iterable[Choice]) -> QWidget:
    """The keys with their words, in as many rows as they need."""
    flow = FlowLayout(gap=10)
    flow.setContentsMargins(12, 8, 12, 8)
    flow.addWidget(words(title, "section"))
    for choice in meanings:
        meaning = QWidget()
        meaning.setLayout(row(Keycap(choice.code), words(choice.name, "small"), gap=5))
        flow.addWidget(meaning)
    whole = QWidget()
    whole.setLayout(column(line(), _Meanings(flow), gap=0))
    return whole
