"""Thiết lập › Người dùng: who works here, with which role, and who can sign in on this PC."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QStackedWidget, QVBoxLayout, QWidget

from desktop_app.domain.faults import WrongPassword
from desktop_app.domain.ids import new_id
from desktop_app.domain.names import name_key
from desktop_app.domain.offices import CENTRE_OFFICE
from desktop_app.domain.problems import Problem
from desktop_app.office.desk import Changed, Desk, Invalid
from desktop_app.office.permissions import may_lead
from desktop_app.office.staff import (
    ROLES,
    UserRow,
    add_user,
    give_password,
    lock_user,
    rename_user,
    roles_to_give,
    set_role,
    unlock_user,
    users,
)
from ui.cards import Card, KeyButton, row
from ui.dialogs import ask
from ui.faults import messages, sentence, wait_words
from ui.screens.list_page import put_list
from ui.screens.screen import Screen
from ui.screens.settings_tabs import HeadsOnly, settings_head
from ui.screens.user_forms import (
    KnownUser,
    KnownUserForm,
    NewPassword,
    NewUser,
    NewUserForm,
    PasswordForm,
    SmallForm,
    is_complete,
)
from ui.screens.user_panel import ChosenUser, state_of
from ui.tables.column import Column, Empty, Mark
from ui.tables.record_table import RecordTable
from ui.theme import scaled
from ui.workplace import Workplace

PANEL = 340
"""Pixels at 10 pt."""


@dataclass(frozen=True)
class Found:
    """What the screen reads: nobody unless a head looks."""

    users: list[UserRow]
    may_give: tuple[str, ...]


class UsersScreen(Screen):
    """The list at the left; at the right the chosen user, or the form one is filling in.

    A form stays open through a refresh: what was typed is never replaced.
    """

    name = "users"
    rail = "settings"
    shows = frozenset({"staff"})

    def __init__(self, place: Workplace) -> None:
        super().__init__(place)
        self._found: Found | None = None
        self._chosen_id = ""
        self._next_id = ""
        self._about_id = ""
        self._saving = False
        self._page = place.newest(self._shown, owner=self)
        roles = place.desk.catalogues.choices("staff_role", place.desk.today())
        self._role_names = {choice.code: choice.name for choice in roles}
        offered = [choice for choice in roles if choice.code in ROLES]
        self.add_button = KeyButton("Thêm", "Ins", icon="plus", role="primary")
        self.add_button.clicked.connect(self._add)
        self.table = self._table()
        self.table.chosen.connect(self._choose)
        self.table.activated_record.connect(self._edit_row)
        self.chosen = ChosenUser()
        self.chosen.edit_wanted.connect(self._edit)
        self.chosen.password_wanted.connect(self._give_password)
        self.chosen.lock_wanted.connect(self._lock)
        self.adding = NewUserForm(offered)
        self.editing = KnownUserForm(offered)
        self.giving = PasswordForm()
        self.adding.wanted.connect(self._save_new)
        self.editing.wanted.connect(self._save_known)
        self.giving.wanted.connect(self._save_password)
        self.panel = QStackedWidget()
        for page in (QWidget(), self.chosen, self.adding, self.editing, self.giving):
            self.panel.addWidget(page)
        for form in (self.adding, self.editing, self.giving):
            form.given_up.connect(self._give_up)
        self.body = HeadsOnly(self._body())
        self._build()

    def _body(self) -> QWidget:
        card = Card()
        put_list(self.table, into=card.body)
        self.side = Card()
        self.side.body.addWidget(self.panel)
        body = QFrame()
        parts = row(gap=12)
        parts.addWidget(card, 1)
        parts.addWidget(self.side)
        parts.setContentsMargins(16, 6, 16, 14)
        body.setLayout(parts)
        return body

    def _build(self) -> None:
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addWidget(settings_head(self.place, self.name, self.add_button))
        whole.addWidget(self.body, 1)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's method
        """What is about one never takes more room than the list."""
        super().resizeEvent(event)
        self.side.setFixedWidth(min(scaled(PANEL), event.size().width() * 2 // 5))

    # --- reading ---

    def refresh(self) -> None:
        """Read the list again; the chosen user stays chosen."""
        desk = self.place.desk
        self._page.want(lambda: _find(desk))

    def _shown(self, found: Found | None) -> None:
        self._found = found
        self.body.allow(found is not None)
        self.add_button.setVisible(found is not None)
        if found is None:
            self._close_form()
            return
        for form in (self.adding, self.editing):
            form.role.allow(found.may_give)
        wanted, self._next_id = self._next_id or self._chosen_id, ""
        self.table.show_rows(found.users)
        if not (wanted and self.table.choose(wanted)):
            self.table.choose_first()
        self._show_chosen()
        if self.isVisible() and self._form() is None:
            self.table.setFocus()

    def enter(self) -> None:
        """Come to the list, unless a form is open."""
        super().enter()
        if self._form() is None:
            self.body.come_to(self.table)

    # --- the panel ---

    def _choose(self, user: UserRow | None) -> None:
        if user is not None:
            self._chosen_id = user.id
        self._show_chosen()

    def _show_chosen(self) -> None:
        """The chosen user, unless a form is open: that is about whom it was opened for."""
        user, found = self._user(self._chosen_id), self._found
        if user is None or found is None:
            return
        self.chosen.show_user(
            user,
            role=self._role_names.get(user.role, user.role),
            home=user.office == self.place.desk.office.code,
            may_give=found.may_give,
        )
        if self._form() is None:
            self.panel.setCurrentWidget(self.chosen)

    def _user(self, user_id: str) -> UserRow | None:
        rows = self._found.users if self._found is not None else []
        return next((user for user in rows if user.id == user_id), None)

    def _form(self) -> SmallForm | None:
        """The form that is open."""
        page = self.panel.currentWidget()
        return page if isinstance(page, SmallForm) else None

    def _add(self) -> None:
        if self._found is None or not self._may_leave_form():
            return
        self._about_id = ""
        self.adding.form.show_record(NewUser(id=new_id()))
        self._open_form(self.adding)

    def _edit_row(self, user: UserRow) -> None:
        self._chosen_id = user.id
        self._edit()

    def _edit(self) -> None:
        user = self._user(self._chosen_id)
        if user is None or self.chosen.edit_button.isHidden() or not self._may_leave_form():
            return
        self._about_id = user.id
        known = KnownUser(id=user.id, full_name=user.full_name, role=user.role)
        self.editing.role.setEnabled(not user.is_me)
        self.editing.form.show_record(known)
        self._open_form(self.editing)

    def _give_password(self) -> None:
        user = self._user(self._chosen_id)
        if user is None or not self._may_leave_form():
            return
        self._about_id = user.id
        word = "Đặt lại mật khẩu" if user.has_password_here else "Đặt mật khẩu"
        self.giving.title.setText(f"{word}: {user.full_name}")
        self.giving.form.show_record(NewPassword(id=user.id))
        self._open_form(self.giving)

    def _open_form(self, page: NewUserForm | KnownUserForm | PasswordForm) -> None:
        page.strip.show_message("", "prob")
        self.panel.setCurrentWidget(page)
        page.form.focus_first()

    def _close_form(self) -> None:
        """Passwords typed do not stay in the window."""
        self.adding.form.show_record(NewUser(id=new_id()))
        self.giving.form.show_record(NewPassword(id=new_id()))
        if self._form() is not None:
            self.panel.setCurrentWidget(self.chosen)
        self._show_chosen()

    def _give_up(self) -> None:
        if self._may_leave_form():
            self._close_form()
            self.table.setFocus()

    def _may_leave_form(self) -> bool:
        return not self.unsaved() or ask.ask(
            self,
            "Biểu mẫu chưa cất",
            "Nội dung vừa gõ chưa cất. Bỏ nội dung đó?",
            yes="Bỏ nội dung",
            no="Ở lại biểu mẫu",
        )

    def unsaved(self) -> bool:
        page = self._form()
        forms = (self.adding, self.editing, self.giving)
        return any(page is form and form.form.dirty for form in forms)

    def drop(self) -> None:
        self._close_form()

    # --- saving ---

    def _save_new(self) -> None:
        desk, new = self.place.desk, self.adding.form
        if self._saving or not is_complete(new):
            return
        user = new.record()
        self._write(
            lambda: add_user(
                desk,
                full_name=user.full_name,
                role=user.role,
                password=user.password,
                own_password=user.own_password,
            ),
            f"Đã thêm người dùng {user.full_name}.",
        )

    def _save_known(self) -> None:
        desk, known = self.place.desk, self._user(self._about_id)
        if self._saving or known is None or not is_complete(self.editing.form):
            return
        wanted = self.editing.form.record()
        self._write(lambda: _correct(desk, known, wanted), f"Đã cất {wanted.full_name}.")

    def _save_password(self) -> None:
        desk, user = self.place.desk, self._user(self._about_id)
        if self._saving or user is None or not is_complete(self.giving.form):
            return
        given = self.giving.form.record()
        self._write(
            lambda: give_password(
                desk,
                user_id=user.id,
                password=given.password,
                own_password=given.own_password,
            ),
            f"Đã đặt mật khẩu cho {user.full_name} trên máy này.",
        )

    def _lock(self) -> None:
        user, desk = self._user(self._chosen_id), self.place.desk
        if user is None or self._saving:
            return
        self._saving = True
        verb, back = (lock_user, unlock_user) if user.active else (unlock_user, lock_user)
        done = f"Đã khóa {user.full_name}." if user.active else f"Đã mở khóa {user.full_name}."
        self.place.write(
            partial(verb, desk, user_id=user.id),
            partial(self._locked, done, partial(back, desk, user_id=user.id)),
            self._not_locked,
            owner=self,
        )

    def _locked(self, said: str, back: Callable[[], Changed], changed: Changed) -> None:
        self._saving = False
        self.place.announce(changed)
        self.place.undoable(said, back)

    def _not_locked(self, error: Exception) -> None:
        self._saving = False
        self.place.troubled.emit(sentence(error))

    def _write(self, verb: Callable[[], Changed], said: str) -> None:
        self._saving = True
        self.place.write(verb, partial(self._saved, said), self._refused, owner=self)

    def _saved(self, said: str, changed: Changed) -> None:
        self._saving = False
        self._next_id = changed.record_id  # a new one is not in the list yet
        self._close_form()
        self.table.setFocus()
        self.place.announce(changed)
        self.place.said.emit(said)

    def _refused(self, error: Exception) -> None:
        self._saving = False
        page = self._form()
        if not isinstance(page, NewUserForm | KnownUserForm | PasswordForm):
            self.place.troubled.emit(sentence(error))
        elif isinstance(error, Invalid | WrongPassword):
            elsewhere = page.form.place(_problems(error))
            page.strip.show_message(messages(elsewhere), "prob")
        else:
            page.strip.show_message(sentence(error), "prob")

    # --- the columns ---

    def _table(self) -> RecordTable[UserRow]:
        at_the_centre = self.place.desk.office.code == CENTRE_OFFICE
        office = [Column("Văn phòng", _office, width=84, sort_key=_office)]
        return RecordTable[UserRow](
            [
                Column("Họ và tên", _name, bold=True, sort_key=_by_name, beside=_me),
                Column("Vai trò", self._role, width=164, gives_way=2, sort_key=self._role),
                *(office if at_the_centre else []),
                Column("Trạng thái", _state, width=112, mark=_state_mark),
                Column(
                    "Mật khẩu trên máy này", _password, width=172, gives_way=1, mark=_password_mark
                ),
            ],
            identity=_id,
            empty=Empty("Chưa có người dùng nào.", "Thêm người dùng", key="Ins"),
            name="Người dùng",
        )

    def _role(self, user: UserRow) -> str:
        return self._role_names.get(user.role, user.role)


def _find(desk: Desk) -> Found | None:
    if not may_lead(desk):
        return None
    return Found(users=users(desk), may_give=roles_to_give(desk))


def _correct(desk: Desk, known: UserRow, wanted: KnownUser) -> Changed:
    """Role and name are two verbs; only what differs is asked for."""
    kinds: frozenset[str] = frozenset()
    if wanted.role != known.role:
        kinds |= set_role(desk, user_id=known.id, role=wanted.role).kinds
    if wanted.full_name != known.full_name:
        kinds |= rename_user(desk, user_id=known.id, full_name=wanted.full_name).kinds
    return Changed(kinds, known.id)


def _problems(error: Invalid | WrongPassword) -> tuple[Problem, ...]:
    if isinstance(error, Invalid):
        return error.problems
    wait = wait_words(error)
    said = f"Mật khẩu của bạn không đúng. {wait}" if wait else "Mật khẩu của bạn không đúng"
    return (Problem("own_password", said),)


def _id(user: UserRow) -> str:
    return user.id


def _name(user: UserRow) -> str:
    return user.full_name


def _by_name(user: UserRow) -> object:
    return name_key(user.full_name)


def _me(user: UserRow) -> str:
    return "bạn" if user.is_me else ""


def _office(user: UserRow) -> str:
    return user.office


def _state(user: UserRow) -> str:
    return state_of(user)[0]


def _state_mark(user: UserRow) -> Mark:
    return Mark("ok", "ok") if user.active else Mark("stuck", "prob")


def _password(user: UserRow) -> str:
    return "Đã có" if user.has_password_here else "Chưa có"


def _password_mark(user: UserRow) -> Mark:
    return Mark("lock") if user.has_password_here else Mark("info", "info")
