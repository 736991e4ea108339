"""What the pages of Thiết lập share: the head with its tabs, and the sentence for whoever may not.

What a page shows is its own; who may is decided in `office.permissions`, each page only asks.
"""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QButtonGroup,
    QFrame,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from ui.cards import Glyph, row, words
from ui.screens.head import Head
from ui.workplace import Workplace

PAGES = (
    ("settings", "Văn phòng"),
    ("typing_settings", "Nhập liệu"),
    ("display_settings", "Hiển thị"),
    ("users", "Người dùng"),
    ("backups", "Sao lưu"),
    ("audit", "Nhật ký truy cập"),
)
HEADS_ONLY = "Trang này dành cho trưởng văn phòng và cán bộ Trung tâm."
WHOM_TO_ASK = "Nếu cần thay đổi hoặc xem nội dung ở đây, hãy nhờ trưởng văn phòng."


class SettingsTabs(QWidget):
    """The pages of Thiết lập side by side; the one shown is marked."""

    def __init__(self, place: Workplace, here: str) -> None:
        super().__init__()
        self._place = place
        self._here = here
        self.buttons: dict[str, QPushButton] = {}
        group = QButtonGroup(self)
        for name, word in PAGES:
            button = QPushButton(word)
            button.setProperty("role", "tab")
            button.setProperty("screen", name)
            button.setAccessibleName(word)
            button.setCheckable(True)
            button.setChecked(name == here)
            button.clicked.connect(self._go)
            group.addButton(button)
            self.buttons[name] = button
        self.setLayout(row(*self.buttons.values(), gap=4))

    def _go(self) -> None:
        wanted = str(self.sender().property("screen"))
        if wanted != self._here:
            self.buttons[self._here].setChecked(True)  # this page stays the one it is
            self._place.go(wanted)


class HeadsOnly(QStackedWidget):
    """The body of a page: nothing until it is known who may, then the body or a sentence."""

    def __init__(self, body: QWidget) -> None:
        super().__init__()
        self.body = body
        self._sentence = _sentence()
        for page in (QWidget(), body, self._sentence):
            self.addWidget(page)

    def allow(self, may: bool) -> None:
        """Show the body, or who may see it."""
        self.setCurrentWidget(self.body if may else self._sentence)
        if not may and self.isVisible():
            self._sentence.setFocus()

    def come_to(self, part: QWidget) -> None:
        """Give the focus to a part of the body, or to the sentence where that is seen instead."""
        (self._sentence if self.currentWidget() is self._sentence else part).setFocus()


def settings_head(place: Workplace, here: str, *tools: QWidget) -> QWidget:
    """The head of a page: the title, the tabs, and what the page can do at the right."""
    return Head((words("Thiết lập", "h1"), SettingsTabs(place, here)), tools, edge=16)


def _sentence() -> QWidget:
    page = QFrame()
    page.setProperty("role", "reading")
    page.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    page.setAccessibleName(f"{HEADS_ONLY} {WHOM_TO_ASK}")
    layout = QVBoxLayout(page)
    layout.addStretch(2)
    centre = Qt.AlignmentFlag.AlignHCenter
    layout.addWidget(Glyph("lock", "text3", 40), 0, centre)
    layout.addSpacing(8)
    layout.addWidget(words(HEADS_ONLY, "b"), 0, centre)
    layout.addWidget(words(WHOM_TO_ASK, "sub"), 0, centre)
    layout.addStretch(3)
    return page
