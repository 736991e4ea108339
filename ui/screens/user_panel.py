"""The panel beside the list of users: the chosen one and what can be done with him, or a form."""

from collections.abc import Collection

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QVBoxLayout

from desktop_app.domain.staff import CENTRE
from desktop_app.office.staff import NotOneself, OnlyTheCentre, UserRow
from ui.cards import Chip, KeyButton, Strip, row, show_or_hide, words


class ChosenUser(QFrame):
    """Shows a user; `edit_wanted`, `password_wanted`, `lock_wanted` by its buttons."""

    edit_wanted = Signal()
    password_wanted = Signal()
    lock_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.name = words("", "h2", wrap=True)
        self.role = Chip()
        self.state = Chip()
        self.about = words("", wrap=True)
        self.limits = Strip()
        self.edit_button = KeyButton("Sửa tên, vai trò", "Enter", icon="draft", bind=False)
        self.password_button = KeyButton("", icon="lock")
        self.lock_button = KeyButton("", icon="stuck")
        self.edit_button.clicked.connect(self.edit_wanted)
        self.password_button.clicked.connect(self.password_wanted)
        self.lock_button.clicked.connect(self.lock_wanted)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 14, 16, 16)
        layout.setSpacing(8)
        layout.addWidget(self.name)
        layout.addLayout(row(self.role, self.state, 1))
        layout.addSpacing(2)
        layout.addWidget(self.about)
        layout.addSpacing(4)
        for button in (self.edit_button, self.password_button, self.lock_button):
            layout.addLayout(row(button, 1))
        layout.addSpacing(4)
        layout.addWidget(self.limits)
        layout.addStretch(1)

    def show_user(self, user: UserRow, *, role: str, home: bool, may_give: Collection[str]) -> None:
        """Show a user whose role is called `role`; `home`: he belongs to the office of this PC;
        `may_give`: the roles that whoever looks may give and so take."""
        within = user.role in may_give or user.role != CENTRE
        self.name.setText(user.full_name)
        self.role.show_status(role, "mute", icon="user")
        self.state.show_status(*state_of(user))
        self.about.setText(_about(user, mine_to_set=home and within))
        self.password_button.setText(
            "Đặt lại mật khẩu" if user.has_password_here else "Đặt mật khẩu trên máy này"
        )
        self.password_button.updateGeometry()
        self.lock_button.setText("Khóa tài khoản" if user.active else "Mở khóa")
        self.lock_button.updateGeometry()
        show_or_hide(self.edit_button, within)
        show_or_hide(self.password_button, within and home and user.active)
        show_or_hide(self.lock_button, within and not user.is_me)
        limits = NotOneself if user.is_me else OnlyTheCentre if not within else None
        self.limits.show_message(_first_sentence(limits.sentence) if limits else "", "info")


def state_of(user: UserRow) -> tuple[str, str]:
    """The words and the tone of whether a user may sign in at all."""
    return ("Đang dùng", "ok") if user.active else ("Đã khóa", "prob")


def _about(user: UserRow, *, mine_to_set: bool) -> str:
    if not user.active:
        return "Không đăng nhập được trên máy nào. Những gì đã ghi vẫn mang tên người này."
    if user.has_password_here:
        return "Đăng nhập được trên máy này bằng mật khẩu riêng."
    if not mine_to_set:
        return "Chưa có mật khẩu trên máy này."
    return (
        "Chưa có mật khẩu trên máy này. Mật khẩu của mỗi máy là riêng: đặt mật khẩu ở đây "
        "để người này đăng nhập được trên máy này."
    )


def _first_sentence(said: str) -> str:
    """Why something is not offered; that nothing has changed need not be said."""
    return said.partition(". ")[0] + "."
