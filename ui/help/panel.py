"""What F1 opens: the keys and the page of the screen one sees, beside it, offline."""

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QFrame,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QStackedWidget,
    QWidget,
)

from ui.cards import Glyph, IconButton, KeyButton, Keycap, column, line, put_picture, row, words
from ui.help.key_map import KeyMap
from ui.help.overlay import Overlay
from ui.help.page_view import PageView
from ui.help.pages import NAMES, page, title
from ui.tabs import Tabs
from ui.theme import measures, scaled, set_role

WIDTH, SIDE = 740, 290
"""Pixels at 10 pt: of all, and of the keys at the left."""
NOWHERE = "Không thấy trong trang này"


class HelpPanel(Overlay):
    """A drawer at the right of the window. It shows the page of the screen it is told, until
    another is chosen from the list. `tour_wanted` by its button."""

    tour_wanted = Signal()

    def __init__(self, over: QWidget) -> None:
        super().__init__(over)
        self.setProperty("role", "drawer")
        self.setAccessibleName("Trợ giúp")
        self.page = PageView()
        self.key_map = KeyMap()
        self.pages = PageList()
        self.find_line = _find_line()
        self.nowhere = words("", "small", tone="warn")
        self.tabs = Tabs("Bảng phím", "Mọi trang")
        self.tour_button = KeyButton("Xem lại giới thiệu", icon="info", role="flat")
        self.close_button = IconButton("close", "Đóng trợ giúp")
        self._sides = QStackedWidget()
        self._build()
        self._connect()

    def _build(self) -> None:
        for part in (self.key_map, self.pages):
            self._sides.addWidget(part)
        head = row(
            Glyph("keyboard", "accent", 18),
            words("Trợ giúp", "h2"),
            1,
            self.nowhere,
            self.find_line,
            Keycap("Esc"),
            self.close_button,
        )
        head.setContentsMargins(14, 0, 10, 0)
        top = QWidget()
        top.setFixedHeight(measures().title_row)
        top.setLayout(head)
        side = QFrame()
        side.setFixedWidth(scaled(SIDE))
        left = column(self.tabs, line(), self._sides, line(), self.tour_button, gap=0)
        side.setLayout(left)
        body = row(gap=0)
        body.addWidget(side)
        body.addWidget(line(upright=True))
        body.addWidget(self.page, 1)
        whole = column(top, line(), gap=0)
        whole.addLayout(body, 1)
        self.setLayout(whole)

    def _connect(self) -> None:
        self.close_button.clicked.connect(self.put_away)
        self.tour_button.clicked.connect(self._want_tour)
        self.tabs.chosen.connect(self._sides.setCurrentIndex)
        self.pages.opened.connect(self._read)
        self.page.wanted.connect(self._read)
        self.find_line.textEdited.connect(self._look_for)
        self.find_line.returnPressed.connect(self._look_further)
        find = QShortcut(QKeySequence("Ctrl+F"), self)
        find.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        find.activated.connect(self._to_find)

    def room(self, area: QRect) -> QRect:
        """At the right, over the rail too where the window is narrow."""
        width = min(scaled(WIDTH), area.right() + 1)
        return QRect(area.right() + 1 - width, area.top(), width, area.height())

    def open_at(self, name: str) -> None:
        """Come with the page of a screen."""
        self.show_page(name)
        self.bring(self.page)

    def show_page(self, name: str) -> None:
        """Show the page of a screen."""
        self.page.show_page(name)
        self.pages.mark(name)
        self.nowhere.setText("")

    def _read(self, name: str) -> None:
        self.show_page(name)
        self.page.setFocus(Qt.FocusReason.OtherFocusReason)

    def _want_tour(self) -> None:
        self.put_away()
        self.tour_wanted.emit()

    # --- finding ---

    def _to_find(self) -> None:
        self.find_line.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _look_for(self, text: str) -> None:
        self._say(self.page.look_for(text))

    def _look_further(self) -> None:
        self._say(self.page.look_for(self.find_line.text(), onward=True))

    def _say(self, found: bool) -> None:
        self.nowhere.setText("" if found else NOWHERE)
        set_role(self.find_line, state="" if found else "warn")


class PageList(QListWidget):
    """All pages by their titles; `opened(name)` on Enter or a click."""

    opened = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("role", "reading")
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAccessibleName("Các trang trợ giúp")
        for name in NAMES:
            item = QListWidgetItem(title(page(name)), self)
            item.setData(Qt.ItemDataRole.UserRole, name)
            item.setSizeHint(QSize(0, measures().table_row))
        self.itemClicked.connect(self._open)

    def mark(self, name: str) -> None:
        """Show which page is open."""
        self.setCurrentRow(NAMES.index(name))

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's method
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._open(self.currentItem())
        else:
            super().keyPressEvent(event)

    def _open(self, item: QListWidgetItem) -> None:
        self.opened.emit(item.data(Qt.ItemDataRole.UserRole))


def _find_line() -> QLineEdit:
    find = QLineEdit()
    find.setPlaceholderText("Tìm trong trang  (Ctrl+F)")
    find.setAccessibleName("Tìm trong trang trợ giúp")
    find.setFixedWidth(scaled(210))
    put_picture(find, "search", "Tìm")
    return find
