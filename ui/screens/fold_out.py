"""A panel at the side that a narrow screen shows only when it is folded out."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget

from ui.cards import IconButton
from ui.theme import scaled

ASIDE_FROM = 1000
"""Pixels at 10 pt: a narrower screen has no room for a panel at the side."""
KEY = "Alt+B"
OPEN, CLOSE = f"Mở bảng bên ({KEY})", f"Đóng bảng bên ({KEY})"


class FoldButton(IconButton):
    """Folds the panel of a screen out and in, and is there only where that is needed."""

    def __init__(self, screen: QWidget, panel: QWidget) -> None:
        super().__init__("left", OPEN)
        self._panel = panel  # and not the screen, which holds on to this: rings end in disorder
        self._asked = False
        self.setCheckable(True)
        self.toggled.connect(self._on_toggled)
        key = QShortcut(QKeySequence(KEY), screen)
        key.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        key.activated.connect(self.toggle)

    def fit(self, *, asked: bool = False) -> None:
        """Show the panel where there is room, where it is folded out, or because it has something
        to ask."""
        self._asked = asked
        screen = self._panel.parentWidget()
        narrow = screen is not None and screen.width() < scaled(ASIDE_FROM)
        self._panel.setVisible(not narrow or self.isChecked() or asked)
        self.setVisible(narrow)

    def _on_toggled(self, out: bool) -> None:
        self.setAccessibleName(CLOSE if out else OPEN)
        self.setToolTip(CLOSE if out else OPEN)
        self.fit(asked=self._asked)
