"""The bar above every screen: the search box, the office and who is signed in."""

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QMenu, QToolButton

from ui.cards import line, words
from ui.search_box import SearchBox
from ui.theme import icon, icon_pixmap, measures, scaled

SEARCH_WIDTH = 480
"""Pixels at 10 pt."""


class TopBar(QFrame):
    """`sign_out_wanted` from the menu."""

    sign_out_wanted = Signal()

    def __init__(self, search: SearchBox, *, office: str, user: str, mark: str) -> None:
        """`mark`: a word shown beside the search box (a demonstration), or empty."""
        super().__init__()
        self.setObjectName("top")
        self.setFixedHeight(measures().top_bar)
        self.search = search
        self.search.setMaximumWidth(scaled(SEARCH_WIDTH))
        layout = QHBoxLayout(self)
        layout.setContentsMargins(16, 0, 16, 0)
        layout.setSpacing(10)
        layout.addWidget(self.search, 4)
        if mark:
            layout.addWidget(_demo_mark(mark))
        layout.addStretch(1)
        layout.addWidget(_picture("place"))
        layout.addWidget(words(office, "b"))
        layout.addWidget(line(upright=True))
        layout.addWidget(_initials(user))
        layout.addWidget(self._user_menu(user))

    def _user_menu(self, user: str) -> QToolButton:
        button = QToolButton()
        button.setText(user)
        button.setProperty("role", "user")
        button.setAccessibleName(f"Người dùng {user}")
        button.setIcon(icon("down", "text2"))
        button.setIconSize(QSize(measures().icon, measures().icon))
        button.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
        button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        menu = QMenu(button)
        leave = QAction(icon("sign_out"), "Đăng xuất", menu)
        leave.triggered.connect(self.sign_out_wanted)
        menu.addAction(leave)
        button.setMenu(menu)
        return button


def _picture(name: str) -> QLabel:
    label = QLabel()
    label.setPixmap(icon_pixmap(name, "accent", scaled(18), label.devicePixelRatioF()))
    return label


def _initials(user: str) -> QLabel:
    letters = [word[0] for word in user.split()]
    label = QLabel("".join((letters[0], letters[-1])) if len(letters) > 1 else user[:1])
    label.setProperty("role", "initials")
    label.setAlignment(Qt.AlignmentFlag.AlignCenter)
    label.setFixedSize(scaled(28), scaled(28))
    return label


def _demo_mark(mark: str) -> QLabel:
    label = words(mark, "demo")
    label.setFixedHeight(scaled(26))
    label.setAccessibleName(mark)
    return label
