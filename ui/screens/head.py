"""The head of a screen: what it is at the left, what it can do at the right."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QSize
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QLabel, QWidget

from ui.cards import row
from ui.theme import measures

GAP = 10
BETWEEN = 6
"""Between the two lines."""


class Head(QWidget):
    """One line of a fixed height; two where both parts do not fit beside each other."""

    def __init__(
        self, title: Sequence[QWidget], tools: Sequence[QWidget], *, edge: int = 0
    ) -> None:
        """`edge`: pixels left free at both sides. Words that may wrap take the room there is."""
        super().__init__()
        self._title, self._tools = _part(title), _part(tools)
        self._edge = edge
        self._layout = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._layout.addWidget(self._title, 1)
        self._layout.addWidget(self._tools)
        self._stacked = False
        self._stack()

    def minimumSizeHint(self) -> QSize:  # noqa: N802 - Qt's method
        widest = max(part.minimumSizeHint().width() for part in (self._title, self._tools))
        return QSize(widest + 2 * self._edge, self.height())

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's method
        self._look()
        super().resizeEvent(event)

    def event(self, event: QEvent) -> bool:
        """Other words may take more room."""
        if event.type() == QEvent.Type.LayoutRequest:
            self._look()
        return super().event(event)

    def _look(self) -> None:
        tools = _natural(self._tools)
        stacked = self.width() < _natural(self._title) + GAP + tools + 2 * self._edge
        self._tools.setMinimumWidth(0 if stacked else tools)  # words that may wrap need not here
        if stacked != self._stacked:  # each time it is laid out anew, which asks for another look
            self._stacked = stacked
            self._stack()

    def _stack(self) -> None:
        stacked = self._stacked
        way = QBoxLayout.Direction.TopToBottom if stacked else QBoxLayout.Direction.LeftToRight
        self._layout.setDirection(way)
        self._layout.setSpacing(BETWEEN if stacked else GAP)
        self._layout.setContentsMargins(self._edge, 2, self._edge, BETWEEN if stacked else 0)
        sizes = measures()
        self.setFixedHeight(sizes.title_row + (sizes.field + BETWEEN if stacked else 0))


def _part(widgets: Sequence[QWidget]) -> QWidget:
    part = QWidget()
    layout = row(*widgets, gap=GAP)
    wrapping = [each for each in widgets if isinstance(each, QLabel) and each.wordWrap()]
    for each in wrapping:
        layout.setStretchFactor(each, 1)
    if not wrapping:
        layout.addStretch(1)
    part.setLayout(layout)
    return part


def _natural(part: QWidget) -> int:
    """Pixels that all in it takes in one line."""
    shown = [
        each for each in part.findChildren(QWidget) if each.parent() is part and not each.isHidden()
    ]
    return sum(map(_in_one_line, shown)) + GAP * max(0, len(shown) - 1)


def _in_one_line(part: QWidget) -> int:
    if isinstance(part, QLabel):
        return part.fontMetrics().horizontalAdvance(part.text()) + 2
    return part.sizeHint().width()
