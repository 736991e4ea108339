"""What is drawn over a line of letters: those in doubt, kept in their places while the line is
edited, and that it goes on where it is cut."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QFontMetrics, QPainter
from PySide6.QtWidgets import QLineEdit, QStyle, QStyleOptionFrame, QToolButton

from ui.theme import colour

UNDERLINE, INSIDE = 2, 2
"""Pixels: of the line under a letter, and between the edge of a field and its letters."""
ELLIPSIS = "…"


@dataclass(frozen=True, slots=True)
class Marked:
    """`text[start : start + length]` is in doubt; `readings` are what it can mean, if known."""

    start: int
    length: int
    readings: tuple[str, ...] = ()


def still_marked(marks: Sequence[Marked], before: str, after: str) -> list[Marked]:
    """The marks after an edit: letters that were touched are nobody's doubt any more."""
    head = _common(before, after)
    tail = _common(before[head:][::-1], after[head:][::-1])
    moved = len(after) - len(before)
    kept: list[Marked] = []
    for mark in marks:
        if mark.start + mark.length <= head:
            kept.append(mark)
        elif mark.start >= len(before) - tail:
            kept.append(replace(mark, start=mark.start + moved))
    return kept


def _common(one: str, other: str) -> int:
    """How many letters two texts begin with alike."""
    for place, (left, right) in enumerate(zip(one, other, strict=False)):
        if left != right:
            return place
    return min(len(one), len(other))


def draw_marks(line: QLineEdit, marks: Sequence[Marked], cursor: QRect) -> None:
    """Underline the marked letters; `cursor` is where the line shows its cursor, and tells how far
    it is scrolled."""
    metrics, text = QFontMetrics(line.font()), line.text()
    left = cursor.center().x() - metrics.horizontalAdvance(text[: line.cursorPosition()])
    painter = QPainter(line)
    for mark in marks:
        begin = left + metrics.horizontalAdvance(text[: mark.start])
        end = left + metrics.horizontalAdvance(text[: mark.start + mark.length])
        below = QRect(begin, cursor.bottom() - UNDERLINE, end - begin, UNDERLINE)
        painter.fillRect(below.intersected(line.rect()), colour("prob"))
    painter.end()


def draw_ellipsis(line: QLineEdit) -> None:
    """Show that a line, seen from its beginning, goes on beyond its end."""
    option = QStyleOptionFrame()
    line.initStyleOption(option)
    area = line.style().subElementRect(QStyle.SubElement.SE_LineEditContents, option, line)
    for button in line.findChildren(QToolButton):
        if button.x() > area.center().x():
            area.setRight(min(area.right(), button.x() - 1))
        else:
            area.setLeft(max(area.left(), button.geometry().right()))
    metrics = QFontMetrics(line.font())
    if metrics.horizontalAdvance(line.displayText()) + 2 * INSIDE <= area.width():
        return
    area.setLeft(area.right() - metrics.horizontalAdvance(ELLIPSIS) - INSIDE)
    painter = QPainter(line)
    painter.fillRect(area, line.palette().base())
    painter.setPen(line.palette().text().color())
    painter.drawText(area, int(Qt.AlignmentFlag.AlignVCenter), ELLIPSIS)
    painter.end()
