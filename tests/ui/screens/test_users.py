"""Người dùng: typed as the head types it, and a sentence for everybody else."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel, QPushButton, QWidget

from desktop_app.domain.faults import DiskFull, WrongPassword
from desktop_app.domain.staff import Staff
from desktop_app.office.desk import Changed, Desk
from desktop_app.office.sign_in import KEYRING_FILE, sign_in, sign_out
from desktop_app.office.staff import NotOneself, OnlyTheCentre, lock_user, users
from desktop_app.storage import keyring, records
from tests.builders import a_member_of_staff
from tests.office.conftest import Clock, Kept
from tests.ui.fixture_types import Pressing, Showing, Typing
from tests.ui.screens.conftest import Trail, words_of
from ui.background import Lanes
from ui.screens.settings_tabs import HEADS_ONLY, SettingsTabs
from ui.screens.users import UsersScreen
from ui.workplace import Workplace

ENTER, F10, ESCAPE = Qt.Key.Key_Return, Qt.Key.Key_F10, Qt.Key.Key_Escape
INSERT, DOWN = Qt.Key.Key_Insert, Qt.Key.Key_Down
GIVEN = "mat khau cua Dat"


@pytest.fixture(autouse=True)
def _cheap(monkeypatch: pytest.MonkeyPatch, desk: Desk, kept: Kept, password: str) -> None:
    """Passwords that cost nothing to stretch."""
    monkeypatch.setattr(keyring, "_PASSWORD_COST", keyring.Cost(rounds=1, memory_kib=64, lanes=1))
    keyring.set_password(
        desk.folder / KEYRING_FILE, key=kept.key, user_id=kept.user_id, password=password
    )


@pytest.fixture
def colleagues(desk: Desk) -> dict[str, str]:
    """Three who came with the exchange: a counsellor, a head, and somebody of the centre."""
    staff = [
        a_member_of_staff(full_name="Vi Thị Ánh"),
        a_member_of_staff(full_name="Bế Văn Thật", role="head"),
        a_member_of_staff(full_name="Tô Văn Lâm", role="centre"),
    ]
    with desk.store.apply() as transaction:
        records.add_many(transaction, staff, stream="BS")
    return {member.full_name: member.id for member in staff}


@pytest.fixture
def screen(
    place: Workplace, trail: Trail, shown: Showing, colleagues: dict[str, str]
) -> UsersScreen:
    """The screen, as it is opened."""
    assert (trail.went, len(colleagues)) == ([], 3)
    screen = UsersScreen(place)
    shown(screen)
    return screen


@pytest.fixture
def choose(
    screen: UsersScreen, colleagues: dict[str, str], desk: Desk, qapp: QApplication
) -> Callable[[str], None]:
    """`choose("Vi Thị Ánh")` chooses a row."""

    def chosen(name: str) -> None:
        assert screen.table.choose(colleagues.get(name, desk.user.id))
        qapp.processEvents()

    return chosen


def stored(desk: Desk, user_id: str) -> Staff:
    with desk.store.read() as connection:
        found = records.get(connection, Staff, user_id)
    assert found is not None
    return found


def buttons_of(screen: UsersScreen) -> list[str]:
    """The words on the buttons about the chosen user."""
    parts = screen.chosen.findChildren(QPushButton)
    return [part.text() for part in parts if part.isVisible() and part.text()]


def test_the_list_says_who_may_sign_in_where(
    screen: UsersScreen, cut_off: Callable[[QWidget], list[str]]
):
    assert words_of(screen.table) == [
        ["Vi Thị Ánh", "Cán bộ tư vấn", "Đang dùng", "Chưa có"],
        ["Lý Thị Hoa", "Trưởng văn phòng", "Đang dùng", "Đã có"],
        ["Tô Văn Lâm", "Cán bộ Trung tâm", "Đang dùng", "Chưa có"],
        ["Bế Văn Thật", "Trưởng văn phòng", "Đang dùng", "Chưa có"],
    ]
    assert (screen.chosen.name.text(), screen.focusWidget()) == ("Vi Thị Ánh", screen.table)
    assert (cut_off(screen), screen.unsaved()) == ([], False)


def test_what_can_be_done_follows_the_chosen_user(
    screen: UsersScreen, choose: Callable[[str], None]
):
    edit, give, lock = "Sửa tên, vai trò", "Đặt mật khẩu trên máy này", "Khóa tài khoản"
    assert buttons_of(screen) == [edit, give, lock]
    choose("Lý Thị Hoa")
    assert buttons_of(screen) == [edit, "Đặt lại mật khẩu"]
    assert screen.chosen.limits.text() == NotOneself.sentence.partition(".")[0] + "."
    choose("Tô Văn Lâm")
    assert buttons_of(screen) == []
    assert screen.chosen.limits.text() == OnlyTheCentre.sentence.partition(".")[0] + "."


# --- adding --------------------------------------------------------------------------------------


def test_a_user_is_added_with_the_keyboard_alone(
    screen: UsersScreen,
    press: Pressing,
    type_text: Typing,
    lanes: Lanes,
    desk: Desk,
    trail: Trail,
    password: str,
    clock: Clock,
):
    press(INSERT)
    for part in ("nguyễn văn đạt", ENTER, "1", GIVEN, ENTER, GIVEN, ENTER, password, ENTER):
        type_text(part) if isinstance(part, str) else press(part)
    assert screen.unsaved()
    assert screen.focusWidget() is screen.adding.save_button
    press(ENTER)
    lanes.drain()
    assert trail.said == ["Đã thêm người dùng Nguyễn Văn Đạt."]
    assert (screen.chosen.name.text(), screen.unsaved()) == ("Nguyễn Văn Đạt", False)
    added = screen.table.chosen_record()
    assert added is not None
    other = sign_in(desk.folder, user_id=added.id, password=GIVEN, now=clock)
    sign_out(other)
    assert (other.user.full_name, other.user.role) == ("Nguyễn Văn Đạt", "counsellor")
    assert screen.adding.form.record().password == ""  # nothing secret stays in the window


def fill(screen: UsersScreen, **values: Any) -> None:
    """Everything a new user needs, unless told otherwise."""
    whole = {"full_name": "Đạt", "role": "counsellor", "password": GIVEN, "repeated": GIVEN}
    screen.add_button.click()
    screen.adding.form.fill(**{**whole, **values})


@pytest.mark.parametrize(
    ("changes", "field", "said"),
    [
        ({"full_name": ""}, "full_name", "Chưa nhập họ và tên"),
        ({"role": ""}, "role", "Chưa chọn vai trò"),
        ({"password": "ngan", "repeated": "ngan"}, "password", "Cần ít nhất 8 ký tự"),
        ({"repeated": "mat khau khac"}, "repeated", "Hai lần nhập không giống nhau"),
        ({"own_password": ""}, "own_password", "Chưa nhập mật khẩu của bạn"),
        ({"own_password": "sai"}, "own_password", "Mật khẩu của bạn không đúng"),
    ],
)
def test_what_will_not_do_is_said_under_its_field(
    screen: UsersScreen,
    press: Pressing,
    lanes: Lanes,
    desk: Desk,
    password: str,
    changes: dict[str, str],
    field: str,
    said: str,
):
    fill(screen, **{"own_password": password, **changes})
    press(F10)
    lanes.drain()
    problems = screen.adding.form.problems()
    assert [(problem.field, problem.message) for problem in problems] == [(field, said)]
    assert screen.panel.currentWidget() is screen.adding
    assert len(users(desk)) == 4


def test_the_third_wrong_password_says_how_long_to_wait(
    screen: UsersScreen, press: Pressing, type_text: Typing, lanes: Lanes
):
    fill(screen, own_password="sai")
    for _ in range(3):
        screen.adding.form.focus_field("own_password")
        type_text("!")
        press(F10)
        lanes.drain()
    assert [problem.message for problem in screen.adding.form.problems()] == [
        "Mật khẩu của bạn không đúng. Thử lại sau 1 giây."
    ]


def test_a_full_disk_is_said_in_the_form_which_stays(
    screen: UsersScreen,
    press: Pressing,
    lanes: Lanes,
    desk: Desk,
    password: str,
    monkeypatch: pytest.MonkeyPatch,
):
    def no_room(*_: object) -> None:
        raise OSError(28, "no room")

    fill(screen, own_password=password)
    with monkeypatch.context() as full:
        full.setattr(keyring, "_write", no_room)
        press(F10)
        lanes.drain()
    assert (screen.adding.strip.text(), len(users(desk))) == (DiskFull.sentence, 4)
    press(F10)
    lanes.drain()
    assert len(users(desk)) == 5


def test_giving_up_asks_where_something_was_typed(
    screen: UsersScreen, press: Pressing, answering: Callable[[bool], None]
):
    press(INSERT)
    press(ESCAPE)
    assert screen.panel.currentWidget() is screen.chosen
    fill(screen)
    answering(False)
    press(ESCAPE)
    assert screen.panel.currentWidget() is screen.adding
    answering(True)
    screen.adding.cancel_button.click()
    assert (screen.panel.currentWidget(), screen.unsaved()) == (screen.chosen, False)
    assert screen.adding.form.record().password == ""


# --- known users ---------------------------------------------------------------------------------


def test_name_and_role_are_changed(
    screen: UsersScreen,
    press: Pressing,
    lanes: Lanes,
    desk: Desk,
    trail: Trail,
    colleagues: dict[str, str],
):
    press(ENTER)  # the first of the list
    assert screen.panel.currentWidget() is screen.editing
    screen.editing.form.fill(full_name="Vi Thị Ngọc Ánh", role="head")
    press(F10)
    lanes.drain()
    changed = stored(desk, colleagues["Vi Thị Ánh"])
    assert (changed.full_name, changed.role) == ("Vi Thị Ngọc Ánh", "head")
    assert trail.said == ["Đã cất Vi Thị Ngọc Ánh."]
    assert words_of(screen.table)[0][:2] == ["Vi Thị Ngọc Ánh", "Trưởng văn phòng"]


def test_of_oneself_only_the_name(
    screen: UsersScreen, choose: Callable[[str], None], press: Pressing, lanes: Lanes, desk: Desk
):
    choose("Lý Thị Hoa")
    press(ENTER)
    assert screen.editing.role.isEnabled() is False
    screen.editing.form.fill(full_name="Lý Thị Thanh Hoa")
    press(F10)
    lanes.drain()
    me = stored(desk, desk.user.id)
    assert (me.full_name, me.role) == ("Lý Thị Thanh Hoa", "head")


def test_enter_on_a_member_of_the_centre_opens_nothing(
    screen: UsersScreen, choose: Callable[[str], None], press: Pressing
):
    choose("Tô Văn Lâm")
    press(ENTER)
    assert screen.panel.currentWidget() is screen.chosen


def test_a_first_password_on_this_pc(
    screen: UsersScreen,
    press: Pressing,
    lanes: Lanes,
    desk: Desk,
    password: str,
    colleagues: dict[str, str],
    clock: Clock,
):
    screen.chosen.password_button.click()
    assert screen.giving.title.text() == "Đặt mật khẩu: Vi Thị Ánh"
    screen.giving.form.fill(password=GIVEN, repeated=GIVEN, own_password=password)
    press(F10)
    lanes.drain()
    anh = colleagues["Vi Thị Ánh"]
    sign_out(sign_in(desk.folder, user_id=anh, password=GIVEN, now=clock))
    assert words_of(screen.table)[0][3] == "Đã có"
    assert buttons_of(screen)[1] == "Đặt lại mật khẩu"
    with pytest.raises(WrongPassword):
        sign_in(desk.folder, user_id=anh, password=password, now=clock)


def test_locked_and_taken_back(
    screen: UsersScreen,
    lanes: Lanes,
    desk: Desk,
    place: Workplace,
    colleagues: dict[str, str],
):
    undone: list[tuple[str, Callable[[], Changed]]] = []
    place.done_undoably.connect(lambda said, verb: undone.append((said, verb)))
    screen.chosen.lock_button.click()
    lanes.drain()
    anh = colleagues["Vi Thị Ánh"]
    assert stored(desk, anh).active is False
    assert words_of(screen.table)[3] == ["Vi Thị Ánh", "Cán bộ tư vấn", "Đã khóa", "Chưa có"]
    assert (screen.chosen.name.text(), screen.chosen.state.text()) == ("Vi Thị Ánh", "Đã khóa")
    assert buttons_of(screen) == ["Sửa tên, vai trò", "Mở khóa"]
    [(said, take_back)] = undone
    assert said == "Đã khóa Vi Thị Ánh."
    place.announce(take_back())
    lanes.drain()
    assert (stored(desk, anh).active, screen.chosen.state.text()) == (True, "Đang dùng")


def test_what_comes_meanwhile_does_not_touch_an_open_form(
    screen: UsersScreen, lanes: Lanes, desk: Desk, place: Workplace, colleagues: dict[str, str]
):
    fill(screen)
    place.announce(lock_user(desk, user_id=colleagues["Bế Văn Thật"]))
    lanes.drain()
    assert screen.panel.currentWidget() is screen.adding
    assert screen.adding.form.record().full_name == "Đạt"
    assert words_of(screen.table)[3][2] == "Đã khóa"


# --- who may -------------------------------------------------------------------------------------


def test_a_counsellor_sees_a_sentence(
    screen: UsersScreen, lanes: Lanes, desk: Desk, trail: Trail, place: Workplace
):
    fill(screen)
    with desk.store.write(user="somebody") as transaction:
        known = records.get(transaction, Staff, desk.user.id)
        assert known is not None
        records.save(transaction, replace(known, role="counsellor"))
    place.announce(Changed(frozenset({"staff"})))
    lanes.drain()
    assert (screen.table.isVisible(), screen.add_button.isVisible()) == (False, False)
    told = [label.text() for label in screen.body.findChildren(QLabel) if label.isVisible()]
    assert HEADS_ONLY in told
    for _ in range(2):
        focused = screen.focusWidget()
        assert focused is not None
        assert focused.accessibleName().startswith(HEADS_ONLY)
        screen.enter()
    assert (trail.troubled, screen.unsaved()) == ([], False)


def test_the_tabs_lead_to_the_other_pages(screen: UsersScreen, trail: Trail):
    [tabs] = screen.findChildren(SettingsTabs)
    for tab in tabs.buttons:
        if tab.text() in ("Người dùng", "Văn phòng", "Sao lưu", "Nhật ký truy cập"):
            tab.click()
    assert trail.went == [("settings", {}), ("backups", {}), ("audit", {})]
    assert tabs.word() == "Người dùng"
