"""What a person can read of a window: which words have less room than they need."""

from collections.abc import Iterator

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import (
    QAbstractButton,
    QComboBox,
    QHeaderView,
    QLabel,
    QLineEdit,
    QScrollArea,
    QToolButton,
    QWidget,
)

ICON_ONLY = Qt.ToolButtonStyle.ToolButtonIconOnly


def words_cut_off(window: QWidget) -> list[str]:
    """The words on labels, buttons, fields and heads of columns that are cut off."""
    return list(_cut(window))


def _cut(window: QWidget) -> Iterator[str]:
    for part in window.findChildren(QWidget):
        if not part.isVisible() or part.window() is not window.window():
            continue
        words = _words(part)
        if words and (_lacks_room(part) or _lies_outside(part)):
            yield words
        if isinstance(part, QHeaderView):
            yield from _cut_heads(part)


def _words(part: QWidget) -> str:
    if isinstance(part, QToolButton):
        return "" if part.toolButtonStyle() == ICON_ONLY else part.text()
    if isinstance(part, QLabel | QAbstractButton):
        return part.text()
    if isinstance(part, QLineEdit):
        return part.text() or part.accessibleName()
    return part.currentText() if isinstance(part, QComboBox) else ""


def _lacks_room(part: QWidget) -> bool:
    if isinstance(part, QLabel) and part.wordWrap():
        return part.height() < part.heightForWidth(part.width())
    if isinstance(part, QLineEdit | QComboBox):
        return part.height() < part.fontMetrics().height()
    return part.width() < part.sizeHint().width() or part.height() < part.minimumSizeHint().height()


def _lies_outside(part: QWidget) -> bool:
    """Whether something around it cuts it off that cannot be scrolled."""
    area, inner = QRect(part.rect()), part
    while (outer := inner.parentWidget()) is not None and not inner.isWindow():
        area.moveTopLeft(area.topLeft() + inner.pos())
        if isinstance(outer.parentWidget(), QScrollArea):
            return area.left() < 0 or area.right() >= outer.width()
        if not outer.rect().contains(area):
            return True
        inner = outer
    return False


def _cut_heads(head: QHeaderView) -> Iterator[str]:
    metrics = QFontMetrics(head.font())
    for at in range(head.count()):
        words = str(head.model().headerData(at, head.orientation(), Qt.ItemDataRole.DisplayRole))
        shown = not head.isSectionHidden(at) and head.orientation() == Qt.Orientation.Horizontal
        if shown and head.sectionSize(at) < metrics.horizontalAdvance(words):
            yield words
