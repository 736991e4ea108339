"""The small forms about a user: a new one, name and role of a known one, a password.

What is asked and whether it is complete; which verb it leads to is the screen's. The passwords in
these records live no longer than the form shows them, and are never part of a draft.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from desktop_app.domain.catalogues import Choice
from desktop_app.domain.problems import Problem, errors
from desktop_app.domain.records import Record
from desktop_app.office.sign_in import SHORTEST_PASSWORD
from ui.cards import KeyButton, Strip, line, row, words
from ui.forms.editors import NameEditor
from ui.forms.field import Field
from ui.forms.password_editor import PasswordEditor
from ui.forms.record_form import RecordForm
from ui.forms.scroll import FormScroll
from ui.forms.tile_editor import TileEditor

OWN_PASSWORD = "Mật khẩu của bạn"  # noqa: S105 - a label
WHY_OWN = "Khóa dữ liệu chỉ mở được bằng mật khẩu của bạn nên phải gõ lại."
NARROWEST = 150


@dataclass(frozen=True, kw_only=True)
class NewUser(Record):
    """Somebody to be added."""

    full_name: str = ""
    role: str = ""
    password: str = field(default="", repr=False)
    repeated: str = field(default="", repr=False)
    own_password: str = field(default="", repr=False)


@dataclass(frozen=True, kw_only=True)
class KnownUser(Record):
    """What of a user may be changed."""

    full_name: str = ""
    role: str = ""


@dataclass(frozen=True, kw_only=True)
class NewPassword(Record):
    """A password given."""

    password: str = field(default="", repr=False)
    repeated: str = field(default="", repr=False)
    own_password: str = field(default="", repr=False)


class SmallForm(QFrame):
    """A form in the panel: a title, the fields, a sentence where something will not do, and its
    two buttons. `wanted` when everything is filled in, `given_up` on «Hoãn»."""

    wanted = Signal()
    given_up = Signal()

    def __init__(self, form: QWidget, *, hint: str = "") -> None:
        super().__init__()
        self.title = words("", "h2", wrap=True)
        self.strip = Strip()
        self.cancel_button = KeyButton("Hoãn", "Esc")
        self.cancel_button.clicked.connect(self.given_up)
        self.save_button = KeyButton("Cất", "F10", icon="save", role="primary")
        self.save_button.clicked.connect(self.wanted)
        QShortcut(QKeySequence("Ctrl+S"), self).activated.connect(self.wanted)
        content = QWidget()
        inner = QVBoxLayout(content)
        inner.setContentsMargins(16, 12, 16, 8)
        inner.setSpacing(8)
        inner.addWidget(self.title)
        inner.addWidget(self.strip)
        inner.addWidget(form)
        if hint:
            inner.addWidget(words(hint, "small", wrap=True))
        inner.addStretch(1)
        buttons = row(1, self.cancel_button, self.save_button)
        buttons.setContentsMargins(16, 10, 16, 10)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(FormScroll(content), 1)
        layout.addWidget(line())
        layout.addLayout(buttons)


class NewUserForm(SmallForm):
    """Asks for somebody to be added."""

    def __init__(self, roles: Sequence[Choice]) -> None:
        self.role = TileEditor(roles, columns=1)
        self.form = RecordForm[NewUser](
            [
                Field("full_name", "Họ và tên", NameEditor(), required=True),
                Field("role", "Vai trò", self.role, required=True),
                *_password_fields(),
            ],
            _check_new,
            columns=1,
            narrowest=NARROWEST,
        )
        super().__init__(self.form, hint=WHY_OWN)
        self.title.setText("Thêm người dùng")
        self.form.leads_to(self.save_button)


class KnownUserForm(SmallForm):
    """Asks for name and role of a known user."""

    def __init__(self, roles: Sequence[Choice]) -> None:
        self.role = TileEditor(roles, columns=1)
        self.form = RecordForm[KnownUser](
            [
                Field("full_name", "Họ và tên", NameEditor(), required=True),
                Field("role", "Vai trò", self.role, required=True),
            ],
            _check_known,
            columns=1,
            narrowest=NARROWEST,
        )
        super().__init__(self.form)
        self.title.setText("Sửa tên, vai trò")
        self.form.leads_to(self.save_button)


class PasswordForm(SmallForm):
    """Asks for a password to be given."""

    def __init__(self) -> None:
        self.form = RecordForm[NewPassword](
            _password_fields(), _check_passwords, columns=1, narrowest=NARROWEST
        )
        super().__init__(self.form, hint=WHY_OWN)
        self.form.leads_to(self.save_button)


def _password_fields() -> list[Field]:
    return [
        Field("password", "Mật khẩu mới", PasswordEditor(), required=True),
        Field("repeated", "Nhập lại mật khẩu mới", PasswordEditor(), required=True),
        Field("own_password", OWN_PASSWORD, PasswordEditor(), required=True),
    ]


def _check_new(user: NewUser) -> list[Problem]:
    return [*_check_member(user), *_check_passwords(user)]


def _check_known(user: KnownUser) -> list[Problem]:
    return _check_member(user)


def _check_member(user: NewUser | KnownUser) -> list[Problem]:
    problems: list[Problem] = []
    if not user.full_name:
        problems.append(Problem("full_name", "Chưa nhập họ và tên"))
    if not user.role:
        problems.append(Problem("role", "Chưa chọn vai trò"))
    return problems


def _check_passwords(given: NewUser | NewPassword) -> list[Problem]:
    problems: list[Problem] = []
    if len(given.password) < SHORTEST_PASSWORD:
        problems.append(Problem("password", f"Cần ít nhất {SHORTEST_PASSWORD} ký tự"))
    if not given.repeated:
        problems.append(Problem("repeated", "Chưa nhập lại mật khẩu mới"))
    elif given.repeated != given.password:
        problems.append(Problem("repeated", "Hai lần nhập không giống nhau"))
    if not given.own_password:
        problems.append(Problem("own_password", "Chưa nhập mật khẩu của bạn"))
    return problems


def is_complete(form: RecordForm[Any]) -> bool:
    """Whether nothing is left to correct; what is, is shown."""
    return not errors(form.validate())
