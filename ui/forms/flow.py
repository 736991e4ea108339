"""A layout that fills rows from left to right and wraps, as words in a paragraph do."""

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtWidgets import QLayout, QLayoutItem, QWidget


class FlowLayout(QLayout):
    """Items keep their size hints; one that may grow takes the rest of its row."""

    def __init__(self, *, gap: int = 4) -> None:
        super().__init__()
        self._items: list[QLayoutItem] = []
        self._gap = gap

    def insert(self, at: int, widget: QWidget) -> None:
        """Put a widget before the item now at that place."""
        self.addWidget(widget)
        self._items.insert(at, self._items.pop())
        self.invalidate()

    def addItem(self, item: QLayoutItem) -> None:  # noqa: N802 - Qt's method
        self._items.append(item)

    def count(self) -> int:
        return len(self._items)

    def itemAt(self, index: int) -> QLayoutItem | None:  # type: ignore[override]  # noqa: N802 - Qt's method
        return self._items[index] if 0 <= index < len(self._items) else None

    def takeAt(self, index: int) -> QLayoutItem | None:  # type: ignore[override]  # noqa: N802 - Qt's method
        return self._items.pop(index) if 0 <= index < len(self._items) else None

    def expandingDirections(self) -> Qt.Orientation:  # noqa: N802 - Qt's method
        return Qt.Orientation(0)

    def hasHeightForWidth(self) -> bool:  # noqa: N802 - Qt's method
        return True

    def heightForWidth(self, width: int) -> int:  # noqa: N802 - Qt's method
        return self._arrange(QRect(0, 0, width, 0), move=False)

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
        left, top, tallest = inner.left(), inner.top(), 0
        for item in self._items:
            size = item.sizeHint()
            if left > inner.left() and left + size.width() > inner.right() + 1:
                left, top, tallest = inner.left(), top + tallest + self._gap, 0
            width = size.width()
            if item.expandingDirections() & Qt.Orientation.Horizontal:
                width = max(width, inner.right() + 1 - left)
            if move:
                item.setGeometry(QRect(QPoint(left, top), QSize(width, size.height())))
            left += width + self._gap
            tallest = max(tallest, size.height())
        return top + tallest - rect.top() + edge.bottom()
