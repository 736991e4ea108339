"""The keys as a list to read, grouped by where they work."""

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.cards import keycap_size, paint_keycap
from ui.forms.scroll import FormScroll
from ui.keys import GROUPS, KeyLine
from ui.theme import colour, measures, scaled, sized_font

EDGE, BETWEEN, ABOVE_GROUP = 12, 6, 10
"""Pixels at 10 pt: around the list, between lines, and before a group."""
WRAPPED = Qt.TextFlag.TextWordWrap | Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop


class KeyMap(FormScroll):
    """Every line of `ui.keys`; scrolled by the keys of a page."""

    def __init__(self) -> None:
        super().__init__(_Lines())
        self.setProperty("role", "reading")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName("Bảng phím")
        told = (f"{', '.join(line.keys)}: {line.does}" for _, lines in GROUPS for line in lines)
        self.setAccessibleDescription("\n".join(told))


class _Lines(QWidget):
    """Painted as one: a widget for each key would make F1 wait."""

    def __init__(self) -> None:
        super().__init__()
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self._heights: dict[int, int] = {}
        self._caps = max(_caps_width(line) for _, lines in GROUPS for line in lines)

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's method
        return QSize(self._caps, self.heightForWidth(2 * self._caps))

    def heightForWidth(self, width: int) -> int:  # noqa: N802 - Qt's method
        if width not in self._heights:  # asked for again and again while it is laid out
            self._heights[width] = self._walk(None, width)
        return self._heights[width]

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802, ARG002 - Qt's method
        self._walk(QPainter(self), self.width())

    def _walk(self, painter: QPainter | None, width: int) -> int:
        """Go down the list, drawing where there is a painter; the height of all."""
        edge, top = scaled(EDGE), 0
        for name, lines in GROUPS:
            top += scaled(ABOVE_GROUP)
            area = QRect(edge, top, width - 2 * edge, 0)
            top += _words(painter, area, name, tint="accent", bold=True) + scaled(BETWEEN)
            for line in lines:
                _draw_caps(painter, edge, top, line)
                left = edge + self._caps + scaled(BETWEEN)
                area = QRect(left, top + 1, width - edge - left, 0)
                height = _words(painter, area, line.does, tint="text", bold=False)
                top += max(height, keycap_size("F").height()) + scaled(BETWEEN)
        return top + edge


def _words(painter: QPainter | None, area: QRect, text: str, *, tint: str, bold: bool) -> int:
    """Words wrapped below the top of `area`; their height."""
    font = sized_font(measures().small_pt, bold=bold)
    room = QRect(area.topLeft(), QSize(area.width(), 10_000))
    height = QFontMetrics(font).boundingRect(room, WRAPPED, text).height()
    if painter is not None:
        painter.setFont(font)
        painter.setPen(colour(tint))
        painter.drawText(room, WRAPPED, text)
    return height


def _draw_caps(painter: QPainter | None, left: int, top: int, line: KeyLine) -> None:
    if painter is None:
        return
    for key in line.keys:
        cap = QRect(left, top, *keycap_size(key).toTuple())
        paint_keycap(painter, cap, key)
        left = cap.right() + 5


def _caps_width(line: KeyLine) -> int:
    return sum(keycap_size(key).width() + 4 for key in line.keys)
