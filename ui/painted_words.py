"""Words that are painted again and again: the cells of a list, the lines of a history.

Laying out letters costs far more than painting them, so what was laid out is kept.
"""

from functools import lru_cache

from PySide6.QtCore import QPointF, QRect, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QStaticText, QTransform

from ui.theme import colour, sized_font

KEPT = 2000
"""Pieces of words: twenty pages of rows."""


class PaintedWords:
    """What one list has laid out. It goes with the list, and the names in it."""

    def __init__(self) -> None:
        self._laid_out = lru_cache(maxsize=KEPT)(_lay_out)

    def paint(
        self,
        painter: QPainter,
        area: QRect,
        text: str,
        *,
        points: float,
        tint: str,
        bold: bool = False,
        right: bool = False,
    ) -> int:
        """Paint one line in the middle of `area`, cut with an ellipsis where there is no room; the
        width used, in pixels."""
        words, width, height = self._laid_out(text, points, bold, max(0, area.width()))
        left = area.right() + 1 - width if right else area.left()
        painter.setFont(sized_font(points, bold=bold))
        painter.setPen(colour(tint))
        painter.drawStaticText(QPointF(left, area.top() + (area.height() - height) // 2), words)
        return width


def _lay_out(text: str, points: float, bold: bool, room: int) -> tuple[QStaticText, int, int]:
    """The words as they fit into `room`, their width and their height."""
    font = sized_font(points, bold=bold)
    metrics = QFontMetrics(font)
    shown = metrics.elidedText(text, Qt.TextElideMode.ElideRight, room)
    words = QStaticText(shown)
    words.setTextFormat(Qt.TextFormat.PlainText)
    words.prepare(QTransform(), font)
    return words, metrics.horizontalAdvance(shown), metrics.height()
