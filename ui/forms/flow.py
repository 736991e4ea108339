"""A layout that fills rows from left to right and wraps, as words in a paragraph do."""

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtWidgets import QLayout, QLayoutItem, QWidget


class FlowLayout(QLayout):
    """Items keep their size hints; one that may grow takes the rest of its row."""

    # What Qt finds, which asks to the last, once Python has let go of a layout that was garbage.
    _items: list[QLayoutItem] = []  # noqa: RUF012 - it stays empty
    _heights: dict[int, int] = {}  # noqa: RUF012 - the same

    def __init__(self, *, gap: int = 4) -> None:
        super().__init__()
        self._items = []
        self._gap = gap
        self._heights = {}

    def insert(self, at: int, widget: QWidget) -> None:
        """Put a widget before the item now at that place."""
        self.addWidget(widget)
        self._items.insert(at, self._items.pop())
        self.invalidate()

    def addItem(self, item: QLayoutItem) -> None:  # noqa: N802 - Qt's method
        self._items.append(item)
        self._heights.clear()

    def count(self) -> int:
        return len(self._items)

    def itemAt(self, index: int) -> QLayoutItem | None:  # type: ignore[override]  # noqa: N802 - Qt's method
        return self._items[index] if 0 <= index < len(self._items) else None

    def takeAt(self, index: int) -> QLayoutItem | None:  # type: ignore[override]  # noqa: N802 - Qt's method
        self._heights.clear()
        return self._items.pop(index) if 0 <= index < len(self._items) else None

    def expandingDirections(self) -> Qt.Orientation:  # noqa: N802 - Qt's method
        return Qt.Orientation(0)

    def hasHeightForWidth(self) -> bool:  # noqa: N802 - Qt's method
        return True

    def heightForWidth(self, width: int) -> int:  # noqa: N802 - Qt's method
        # Asked for again and again while a form is laid out.
        if width not in self._heights:
            self._heights[width] = self._arrange(QRect(0, 0, width, 0), move=False)
        return self._heights[width]

    def invalidate(self) -> None:
        self._heights.clear()
        super().invalidate()

    def setGeometry(self, rect: QRect) -> None:  # noqa: N802 - Qt's method
        super().setGeometry(rect)
        self._arrange(rect, move=True)

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's method
        return self.minimumSize()

    def minimumSize(self) -> QSize:  # noqa: N802 - Qt's method
        size = QSize()
        for item in self._items:
            size = size.expandedTo(item.minimumSize())
        edge = self.contentsMargins()
        return size + QSize(edge.left() + edge.right(), edge.top() + edge.bottom())

    def _arrange(self, rect: QRect, *, move: bool) -> int:
        """Place the items within `rect`; the height they need."""
        edge = self.contentsMargins()
        inner = rect.marginsRemoved(edge)
        left, top = inner.left(), inner.top()
        line: list[tuple[QLayoutItem, QRect]] = []
        for item in self._items:
            size = item.sizeHint()
            if line and left + size.width() > inner.right() + 1:
                top += _end_line(line, move=move) + self._gap
                left, line = inner.left(), []
            if item.expandingDirections() & Qt.Orientation.Horizontal:
                size.setWidth(max(size.width(), inner.right() + 1 - left))
            line.append((item, QRect(QPoint(left, top), size)))
            left += size.width() + self._gap
        return top + _end_line(line, move=move) - rect.top() + edge.bottom()


def _end_line(line: list[tuple[QLayoutItem, QRect]], *, move: bool) -> int:
    """Centre the items of a line on its tallest, whose height is the answer."""
    tallest = max((place.height() for _, place in line), default=0)
    if move:
        for item, place in line:
            item.setGeometry(place.translated(0, (tallest - place.height()) // 2))
    return tallest
