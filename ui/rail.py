"""The rail at the left of the main window: where one is and where one can go."""

from collections.abc import Iterable

from PySide6.QtCore import QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import (
    QFont,
    QFontMetrics,
    QPainter,
    QPaintEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import (
    QApplication,
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from desktop_app.domain.money import show_number
from ui.cards import line, words
from ui.forms.scroll import FormScroll
from ui.theme import colour, icon_pixmap, measures, paint_icon, scaled, sized_font

Entry = tuple[str, str, str]
"""Screen, icon, word."""
ICON = 18
BAR = 3
START = BAR + 13
"""Pixels: where the icon begins."""
HELP = "F1  Phím, trợ giúp"
HELP_NARROW = "F1 Trợ giúp"


class Rail(QFrame):
    """Groups of entries, one of them chosen; `chosen(screen)` when the user takes one.

    It shrinks to icons with the word under them, and scrolls where it is higher than the window.
    """

    chosen = Signal(str)
    help_wanted = Signal()

    def __init__(self, groups: Iterable[Iterable[Entry]]) -> None:
        super().__init__()
        self.setObjectName("rail")
        self._buttons: dict[str, RailButton] = {}
        self._name = words("Sổ Việc Làm", "b")
        self._help = self._help_button()
        self._scroll = FormScroll(self._entries(groups))
        self._scroll.verticalScrollBar().rangeChanged.connect(self._show_chosen)
        application = QApplication.instance()
        if isinstance(application, QApplication):
            application.focusChanged.connect(self._on_focus)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self._head())
        layout.addSpacing(4)
        layout.addWidget(self._scroll, 1)
        layout.addWidget(self._help)
        layout.addSpacing(6)
        self.shrink(False)

    def _entries(self, groups: Iterable[Iterable[Entry]]) -> QWidget:
        entries = QWidget()
        layout = QVBoxLayout(entries)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        for number, group in enumerate(groups):
            if number:
                layout.addSpacing(8)
                layout.addWidget(line())
                layout.addSpacing(8)
            for entry in group:
                layout.addWidget(self._button(*entry))
        layout.addStretch(1)
        return entries

    def _button(self, screen: str, icon_name: str, word: str) -> QPushButton:
        button = RailButton(icon_name, word)
        button.setProperty("screen", screen)
        button.clicked.connect(self._clicked)
        self._buttons[screen] = button
        return button

    def _help_button(self) -> "RailButton":
        button = RailButton("keyboard", HELP)
        button.setCheckable(False)
        button.setAutoExclusive(False)
        button.clicked.connect(self.help_wanted)
        return button

    def _head(self) -> QWidget:
        head = QWidget()
        head.setFixedHeight(measures().top_bar)
        picture = QLabel()
        ratio = picture.devicePixelRatioF()
        picture.setPixmap(icon_pixmap("app", "rail_bar", scaled(24), ratio))
        layout = QHBoxLayout(head)
        layout.setContentsMargins(12, 0, 8, 0)
        layout.setSpacing(8)
        layout.addWidget(picture)
        layout.addWidget(self._name)
        layout.addStretch(1)
        return head

    def shrink(self, narrow: bool) -> None:
        """To icons with the word under them, or back."""
        self._help.setText(HELP_NARROW if narrow else HELP)
        every = (*self._buttons.values(), self._help)
        for button in every:
            button.shrink(narrow)
        self._name.setVisible(not narrow)
        bar = self._scroll.verticalScrollBar().sizeHint().width() if narrow else 0
        needed = max(button.sizeHint().width() for button in every) + bar
        self.setFixedWidth(needed if narrow else max(needed, measures().rail_width))

    def mark(self, screen: str) -> None:
        """Show where the user is."""
        for name, button in self._buttons.items():
            button.setChecked(name == screen)
        self._show_chosen()

    def _on_focus(
        self,
        old: QWidget | None,  # noqa: ARG002 - the signal's argument
        new: QWidget | None,
    ) -> None:
        # An opening window gives the focus to its first entry, and the frame scrolls to that one.
        if new is None or not self.isAncestorOf(new):
            self._show_chosen()

    def _show_chosen(self) -> None:
        for button in self._buttons.values():
            if button.isChecked():
                self._scroll.ensureWidgetVisible(button, 0, 0)

    def count(self, screen: str, number: int) -> None:
        """Show how many wait behind an entry; 0 shows nothing."""
        self._buttons[screen].set_count(number)

    def _clicked(self) -> None:
        button = self.sender()
        if isinstance(button, QPushButton):
            self.chosen.emit(button.property("screen"))


class RailButton(QPushButton):
    """One entry: icon, word, and a count at the right where something waits."""

    def __init__(self, icon_name: str, word: str) -> None:
        super().__init__(word)
        self._icon = icon_name
        self._narrow = False
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)  # painted anew when the mouse comes and goes
        self.setCheckable(True)
        self.setAutoExclusive(True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAccessibleName(word)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self._count = QLabel(self)
        self._count.setProperty("role", "badge")
        self._count.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._count.hide()

    def set_count(self, number: int) -> None:
        """The number shown; 0 hides it."""
        self._count.setText(show_number(number))
        self._count.setVisible(number > 0)
        self._place_count()

    def shrink(self, narrow: bool) -> None:
        """The word under the icon, or beside it."""
        self._narrow = narrow
        self.updateGeometry()
        self.update()

    # --- how it looks ---

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's method
        metrics = QFontMetrics(self._font(bold=True))
        word = metrics.horizontalAdvance(self.text())
        if self._narrow:
            return QSize(word + 2 * BAR + 8, scaled(ICON) + metrics.height() + 10)
        return QSize(word + START + scaled(ICON) + 18, measures().rail_row)

    def minimumSizeHint(self) -> QSize:  # noqa: N802 - Qt's method
        return self.sizeHint()

    def _font(self, *, bold: bool) -> QFont:
        points = measures().small_pt if self._narrow else measures().text_pt
        return sized_font(points, bold=bold)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's method
        super().resizeEvent(event)
        self._place_count()

    def _place_count(self) -> None:
        self._count.adjustSize()
        top = 2 if self._narrow else (self.height() - self._count.height()) // 2
        edge = 4 if self._narrow else 10
        self._count.move(self.width() - self._count.width() - edge, top)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802, ARG002 - Qt's method
        painter = QPainter(self)
        strong = self.isChecked() or self.underMouse()
        if strong:
            painter.fillRect(self.rect(), colour("rail_sel"))
        if self.isChecked() or self.hasFocus():
            painter.fillRect(0, 0, BAR, self.height(), colour("rail_bar"))
        tint = "rail_sel_text" if strong else "rail_text"
        font = self._font(bold=self.isChecked())
        font.setUnderline(self.hasFocus())
        painter.setFont(font)
        painter.setPen(colour(tint))
        side = scaled(ICON)
        if self._narrow:
            paint_icon(painter, QPoint((self.width() - side) // 2, 4), self._icon, tint, side)
            below = self.rect().adjusted(0, side + 4, 0, -2)
            painter.drawText(below, Qt.AlignmentFlag.AlignCenter, self.text())
            return
        left = START
        at = QPoint(left, (self.height() - side) // 2)
        paint_icon(painter, at, self._icon, tint, side)
        beside = QRect(left + side + 8, 0, self.width(), self.height())
        start = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        painter.drawText(beside, start, self.text())
