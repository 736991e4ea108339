"""What the pages of Thiết lập share: the head with its tabs, and the sentence for whoever may not.

What a page shows is its own; who may is decided in `office.permissions`, each page only asks.
"""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QStackedWidget, QVBoxLayout, QWidget

from ui.cards import Glyph, words
from ui.screens.head import Head
from ui.tabs import Tabs
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


class SettingsTabs(Tabs):
    """The pages of Thiết lập side by side; the one shown is marked."""

    def __init__(self, place: Workplace, here: str) -> None:
        super().__init__(*(word for _, word in PAGES))
        self._place = place
        self._here = [name for name, _ in PAGES].index(here)
        self.choose(self._here)
        self.chosen.connect(self._go)

    def _go(self, page: int) -> None:
        if page != self._here:
            self.choose(self._here)  # this page stays the one it is
            self._place.go(PAGES[page][0])


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
