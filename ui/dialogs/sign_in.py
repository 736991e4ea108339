"""The sign-in window: the first thing one sees, painted before anything heavy is imported."""

import math
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QPaintEvent, QShowEvent
from PySide6.QtWidgets import QComboBox, QFrame, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from desktop_app.domain.faults import WrongPassword
from desktop_app.office import door
from ui.background import Lanes
from ui.cards import TONE_ICONS, Glyph, KeyButton, line, put_picture, row, show_or_hide, words
from ui.faults import sentence, wait_words
from ui.forms.password_editor import PasswordEditor, mark_wrong
from ui.theme import icon, measures, scaled, set_role

if TYPE_CHECKING:
    from desktop_app.office.desk import Desk

WIDTH = 440
SAFE = "Dữ liệu mã hóa trên máy này; mất mạng vẫn dùng được."
CAPS_LOCK = "Caps Lock đang bật"
WRONG_CODE = "Mã khôi phục không đúng. Hãy xem lại từng nhóm ký tự trên giấy rồi nhập lại."


class DoorWindow(QWidget):
    """A window before the main one: as wide as it was made, just as high as what stands in it.

    Left alone, Qt would give it two thirds of the screen at most, and never make it less high.
    """

    def fit(self) -> None:
        """What stands in it has changed."""
        layout = self.layout()
        if layout is not None:
            layout.activate()
            by_width = layout.totalHeightForWidth(self.width())
            height = by_width if layout.hasHeightForWidth() else layout.totalSizeHint().height()
            self.resize(self.width(), height)

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802 - Qt's method
        super().showEvent(event)
        self.fit()


class SignInWindow(DoorWindow):
    """`opened(Desk)` when the password fits, `given_up` when the window is closed before,
    `restore_wanted` when a backup is to be restored instead.

    Closed while a password is being tried, it comes to its end once the answer is there.
    """

    opened = Signal(object)
    given_up = Signal()
    restore_wanted = Signal()

    def __init__(self, folder: Path, lanes: Lanes, *, hint: str = "") -> None:
        """`hint` stands where a wrong password is told later."""
        super().__init__()
        self.setWindowTitle("Sổ Việc Làm · Đăng nhập")
        self.setFixedWidth(scaled(WIDTH))
        self._folder = folder
        self._lanes = lanes
        self._trying = False
        self._closed = False
        self.banner = Banner("Trung tâm Dịch vụ Việc làm tỉnh Lạng Sơn")
        self.user = QComboBox()
        self.password = PasswordEditor("Mật khẩu")
        self.message = words("", "small", wrap=True)
        self._glyph = Glyph("info", "info", 16)
        self.button = KeyButton("Đăng nhập", "Enter", role="primary", bind=False)
        self.forgotten = KeyButton("Quên mật khẩu", role="flat")
        self.forgotten.clicked.connect(self._forget)
        self.restore_button = KeyButton("Khôi phục từ bản sao lưu…", role="flat")
        self.restore_button.clicked.connect(self._restore)
        self.code = QLineEdit()
        self.code_label = words("Mã khôi phục (trong phong bì dán kín)", "label")
        self._recovering = False
        self._build()
        self._say(hint, "info")
        self.button.clicked.connect(self._try)
        self.password.returnPressed.connect(self._try)
        self.code.returnPressed.connect(self.password.setFocus)
        self.password.caps_lock.connect(self._show_caps_lock)
        for field in (self.code, self.password):
            field.textEdited.connect(self._on_other_secret)
        self.password.setFocus()

    def _build(self) -> None:
        office = QLineEdit(door.office_of(self._folder).name)
        office.setReadOnly(True)
        office.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        put_picture(office, "place", "Văn phòng")
        for known in door.known_users(self._folder):
            self.user.addItem(icon("user", "text2"), known.full_name, known.user_id)
        body = QVBoxLayout()
        body.setContentsMargins(28, 20, 28, 16)
        body.setSpacing(4)
        self.password_label = words("Mật khẩu", "label")
        for label, field in (
            (words("Văn phòng", "label"), office),
            (words("Người dùng", "label"), self.user),
            (self.code_label, self.code),
            (self.password_label, self.password),
        ):
            label.setBuddy(field)
            field.setAccessibleName(label.text())
            body.addWidget(label)
            body.addWidget(field)
            body.addSpacing(8)
        self.code_label.hide()
        self.code.hide()
        self.message.setMinimumHeight(3 * measures().message)
        self.message.setAlignment(Qt.AlignmentFlag.AlignTop)
        said = row(self._glyph, gap=6)
        said.addWidget(self.message, 1)
        said.setAlignment(self._glyph, Qt.AlignmentFlag.AlignTop)
        body.addLayout(said)
        body.addLayout(row(self.forgotten, 1, self.button))
        body.addSpacing(8)
        body.addWidget(line())
        safe = row(Glyph("lock", "ok", 16))
        safe.addWidget(words(SAFE, "small", wrap=True), 1)
        body.addLayout(safe)
        body.addLayout(row(self.restore_button, 1))
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addWidget(self.banner)
        whole.addLayout(body)

    def _try(self) -> None:
        if not self.button.isEnabled():
            return
        self.button.setEnabled(False)
        self._trying = True
        self._say("", "")
        mark_wrong(among=(self.code, self.password))
        from desktop_app.office.sign_in import recover, sign_in

        folder, user_id = self._folder, self.user.currentData()
        password, code = self.password.text(), self.code.text()
        if self._recovering:
            way = partial(recover, folder, user_id=user_id, code=code, password=password, now=now)
        else:
            way = partial(sign_in, folder, user_id=user_id, password=password, now=now)
        self._lanes.store.run(way, self._enter, self._refused, owner=self)

    def _on_other_secret(self) -> None:
        """It may be right. What was said stays: it may tell how long to wait."""
        mark_wrong(among=(self.code, self.password))

    def _forget(self) -> None:
        """Ask for the recovery code and a new password instead, or go back."""
        self._recovering = not self._recovering
        self.code_label.setVisible(self._recovering)
        self.code.setVisible(self._recovering)
        word = "Mật khẩu mới" if self._recovering else "Mật khẩu"
        self.password_label.setText(word)
        self.password.setAccessibleName(word)
        self.forgotten.setText("Quay lại" if self._recovering else "Quên mật khẩu")
        self._say("", "")
        mark_wrong(among=(self.code, self.password))
        self.password.clear()
        (self.code if self._recovering else self.password).setFocus()
        self.fit()

    def _restore(self) -> None:
        if not self._trying:
            self.restore_wanted.emit()

    def _enter(self, desk: "Desk") -> None:
        self._trying = False
        self.password.clear()
        self.code.clear()
        if self._closed:
            from desktop_app.office.sign_in import sign_out

            sign_out(desk)
            self.given_up.emit()
        else:
            self.opened.emit(desk)

    def _refused(self, error: Exception) -> None:
        self._trying = False
        if self._closed:
            self.given_up.emit()
            return
        said, wait_s = sentence(error), 0.0
        if isinstance(error, WrongPassword):
            said = f"{WRONG_CODE if self._recovering else said} {wait_words(error)}".rstrip()
            wait_s = error.wait_s
            wrong = self.code if self._recovering else self.password
            mark_wrong(wrong, among=(self.code, self.password))
        self.trouble(said)
        if wait_s > 0:
            QTimer.singleShot(math.ceil(wait_s * 1000), self, self._allow)
        else:
            self._allow()
        self.password.selectAll()
        self.password.setFocus()

    def _allow(self) -> None:
        self.button.setEnabled(True)

    def trouble(self, said: str) -> None:
        """Say what went wrong."""
        self._say(said, "prob")

    def _say(self, said: str, tone: str) -> None:
        """Say something under the password; nothing takes back what was said."""
        set_role(self.message, tone=tone)
        self.message.setText(said)
        show_or_hide(self._glyph, bool(said))
        if said:
            self._glyph.show_icon(TONE_ICONS[tone], tone)

    def _show_caps_lock(self, on: bool) -> None:
        if on:
            self._say(CAPS_LOCK, "warn")
        elif self.message.text() == CAPS_LOCK:
            self._say("", "")

    def closeEvent(self, event: QCloseEvent) -> None:  # noqa: N802 - Qt's method
        event.accept()
        self._closed = True
        if not self._trying:
            self.given_up.emit()


def now() -> datetime:
    """The time of this PC, aware."""
    return datetime.now(UTC)


class Banner(QFrame):
    """The dark head of the windows before the main one. `painted` comes once, when the window has
    been seen: what it needs not itself is loaded then."""

    painted = Signal()

    def __init__(self, subtitle: str) -> None:
        super().__init__()
        self._seen = False
        self.setObjectName("banner")
        layout = QHBoxLayout(self)
        layout.setContentsMargins(28, 24, 28, 24)
        layout.setSpacing(14)
        texts = QVBoxLayout()
        texts.setSpacing(0)
        texts.addWidget(words("Sổ Việc Làm", "h1"))
        texts.addWidget(words(subtitle, "sub"))
        layout.addWidget(Glyph("app", "rail_bar", 40))
        layout.addLayout(texts, 1)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's method
        super().paintEvent(event)
        if not self._seen:
            self._seen = True
            self.painted.emit()
