"""What a screen shows first, its main part below, and what stands beside both."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QWidget

from ui.cards import column, row
from ui.theme import scaled

GAP = 12
MAIN, SIDE = 15, 8
"""How the width is shared."""


class TwoColumns(QWidget):
    """Where there is no room for two, what stands beside comes between top and main part."""

    def __init__(self, top: QWidget, main: QWidget, side: QWidget, *, beside_from: int) -> None:
        """`beside_from`: pixels at 10 pt from which there is room."""
        super().__init__()
        self._side = side
        self._beside_from = beside_from
        self._is_beside: bool | None = None
        self._left = column(top, main, gap=GAP)
        self._left.setStretchFactor(main, 1)
        self._whole = row(gap=GAP)
        self._whole.addLayout(self._left, MAIN)
        self.setLayout(self._whole)
        self._arrange(False)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's method
        super().resizeEvent(event)
        self._arrange(event.size().width() >= scaled(self._beside_from))

    def _arrange(self, beside: bool) -> None:
        if beside == self._is_beside:
            return
        self._is_beside = beside
        if beside:
            self._whole.addWidget(self._side, SIDE, Qt.AlignmentFlag.AlignTop)
        else:
            self._left.insertWidget(1, self._side)
