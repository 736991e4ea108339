"""Possible twins beside the form: named while one types, opened, linked and parted by keys."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from desktop_app.domain.partial_dates import PartialDate
from desktop_app.domain.workers import Worker
from desktop_app.office import persons
from desktop_app.office.drafts import drafts
from desktop_app.office.workers import find_workers
from desktop_app.storage import records
from tests.builders import a_worker
from tests.office.conftest import Counter
from tests.ui.fixture_types import Showing
from tests.ui.screens.conftest import Trail
from ui.background import Lanes
from ui.screens.worker_aside import NOBODY, NOT_LOOKED
from ui.screens.worker_form import WorkerForm
from ui.workplace import Workplace

ALT = Qt.KeyboardModifier.AltModifier
ENTER, F10 = Qt.Key.Key_Return, Qt.Key.Key_F10

Keys = Callable[..., None]


@pytest.fixture
def screen(place: Workplace) -> WorkerForm:
    return WorkerForm(place)


@pytest.fixture
def keys(
    press: Callable[..., None], type_text: Callable[[str], None], lanes: Lanes
) -> Callable[..., None]:
    """Texts and keys in turn, where the focus is, and then waiting for what they asked."""

    def typed(*parts: str | Qt.Key) -> None:
        for part in parts:
            type_text(part) if isinstance(part, str) else press(part)
        lanes.drain()

    return typed


def named(screen: WorkerForm) -> list[tuple[str, str]]:
    return [(twin.full_name, twin.reason) for twin in screen.aside.twins()]


def told_about_number(screen: WorkerForm) -> list[str]:
    labels = screen.form.findChildren(QLabel)
    return [label.text() for label in labels if label.text().startswith("Số này")]


def two(counter: Counter) -> tuple[Worker, Worker]:
    """Two records of the same name and birth date that nobody has been asked about."""
    mui, twin = a_worker(id="mui"), a_worker(id="twin", personal_number="", phone="0912345671")
    with counter.desk.store.apply() as transaction:
        records.add_many(transaction, [mui, twin], stream="BS")
    return mui, twin


def test_nobody_is_said_to_be_unknown_before_anybody_can_be_looked_for(
    screen: WorkerForm, shown: Showing, keys: Keys, press: Keys
):
    shown(screen)
    assert screen.aside.none.text() == NOT_LOOKED
    screen.form.focus_field("full_name")
    keys("trieu thi mui", ENTER)
    assert screen.aside.none.text() == NOT_LOOKED
    keys("090995", ENTER)
    press(Qt.Key.Key_Down)
    assert screen.aside.none.text() == NOBODY


def test_name_and_birth_date_name_a_twin_whom_a_digit_opens(
    screen: WorkerForm, shown: Showing, keys: Keys, press: Keys, counter: Counter, trail: Trail
):
    mui = counter.registered()
    counter.visited(mui)
    shown(screen)
    keys(ENTER, "trieu thi mui", ENTER)
    assert named(screen) == []
    keys("9/9/1995", ENTER)
    assert named(screen) == [("Triệu Thị Mùi", "vì trùng họ tên và ngày sinh")]
    (twin,) = screen.aside.twins()
    assert twin.about == "Nữ · 09/09/1995 · Xã Bắc Sơn · …7890"
    assert twin.story == "Gặp hôm nay"
    focused = QApplication.focusWidget()
    assert focused is not None
    assert screen.form.isAncestorOf(focused)
    assert told_about_number(screen) == []
    press(Qt.Key.Key_1, ALT)
    keys()
    assert trail.went == [("workers", {"worker_id": mui.id})]
    assert [draft.title for draft in drafts(counter.desk)] == ["Đăng ký: Trieu Thi Mui"]


def test_a_telephone_or_a_commune_with_the_year_names_a_possible_one(
    screen: WorkerForm, shown: Showing, keys: Keys, counter: Counter
):
    counter.registered()
    shown(screen)
    screen.form.focus_field("phone")
    keys("0378111204")
    assert named(screen) == []
    keys(ENTER)
    assert named(screen) == [("Triệu Thị Mùi", "vì trùng số điện thoại")]
    screen.form.focus_field("phone")
    keys("0912345678", ENTER)
    assert named(screen) == []
    screen.form.focus_field("full_name")
    keys("Triệu Thị Mùi", ENTER, "1995", ENTER)
    assert named(screen) == []
    screen.form.focus_field("residence_commune")
    keys("bac son", ENTER)
    assert named(screen) == [("Triệu Thị Mùi", "vì trùng họ tên, năm sinh và nơi ở")]


def test_the_answer_about_an_older_number_is_dropped(
    screen: WorkerForm,
    shown: Showing,
    keys: Keys,
    press: Keys,
    counter: Counter,
    qtbot: QtBot,
):
    counter.registered()
    shown(screen)
    keys("020195007890")
    qtbot.waitUntil(lambda: not screen.number.hasFocus())  # a whole number leads on
    assert told_about_number(screen) == ["Số này đã có: Triệu Thị Mùi, sinh 1995"]
    screen.number.setFocus()
    press(Qt.Key.Key_End)
    press(Qt.Key.Key_Backspace)
    assert told_about_number(screen) == []
    keys()
    assert named(screen) == []
    press(Qt.Key.Key_0)  # the twelfth digit asks
    press(Qt.Key.Key_Backspace)  # before it is answered
    keys()
    assert (named(screen), told_about_number(screen)) == ([], [])


def test_somebody_else_is_not_named_again_and_not_asked_about_after_saving(
    screen: WorkerForm, shown: Showing, keys: Keys, press: Keys, counter: Counter
):
    mui = counter.registered()
    shown(screen)
    wanted = replace(mui, personal_number="", phone="")
    names = ("full_name", "birth_date", "sex", "ethnicity", "employment_status")
    screen.form.fill(**{name: getattr(wanted, name) for name in (*names, "residence_commune")})
    screen.form.focus_field("phone")
    keys(ENTER)
    assert named(screen) == [("Triệu Thị Mùi", "vì trùng họ tên và ngày sinh")]
    press(Qt.Key.Key_2, ALT)
    keys()
    assert named(screen) == []
    keys(F10)
    assert find_workers(counter.desk, text="mui", offset=0, limit=5).total == 2
    assert persons.open_proposals(counter.desk) == []


def test_a_correction_links_and_parts_at_once_and_takes_it_back(
    place: Workplace, screen: WorkerForm, shown: Showing, keys: Keys, press: Keys, counter: Counter
):
    undoable: list[tuple[str, Callable[[], object]]] = []
    place.done_undoably.connect(lambda *done: undoable.append(done))
    mui, twin = two(counter)
    answers = (
        (Qt.Key.Key_2, "linked", "Đã nối hai hồ sơ của cùng một người."),
        (Qt.Key.Key_3, "apart", "Đã ghi: hai người khác nhau."),
    )
    shown(screen, worker_id=mui.id)
    for key, state, said in answers:
        assert [each.worker_id for each in screen.aside.twins()] == [twin.id]
        press(key, ALT)
        keys()
        assert named(screen) == []
        told_so, take_back = undoable.pop()
        with counter.desk.store.read() as connection:
            (link,) = records.find(connection, persons.PersonLink)
        assert (link.state, told_so) == (state, said)
        place.announce(take_back())  # type: ignore[arg-type] - a verb gives what it changed
        keys()


def test_the_number_of_the_same_person_may_be_saved(
    screen: WorkerForm, shown: Showing, keys: Keys, press: Keys, counter: Counter
):
    mui, twin = two(counter)
    shown(screen, worker_id=twin.id)
    keys(mui.personal_number)
    assert told_about_number(screen) == ["Số này đã có: Triệu Thị Mùi, sinh 1995"]
    press(Qt.Key.Key_2, ALT)
    keys()
    assert (named(screen), told_about_number(screen)) == ([], [])
    keys(F10)
    with counter.desk.store.read() as connection:
        found = records.find(connection, Worker, personal_number=(mui.personal_number,))
    assert [each.id for each in found] == [mui.id, twin.id]


def test_of_many_a_few_are_named_and_the_rest_counted(
    screen: WorkerForm, shown: Showing, keys: Keys, counter: Counter
):
    many = [
        a_worker(id=f"w{n}", personal_number="", birth_date=PartialDate(1995)) for n in range(8)
    ]
    with counter.desk.store.apply() as transaction:
        records.add_many(transaction, many, stream="BS")
    shown(screen)
    screen.form.focus_field("phone")
    keys("0378111204", ENTER)
    assert len(named(screen)) == 3
    said = [label.text() for label in screen.aside.findChildren(QLabel)]
    assert said.count("Còn 5 người nữa cũng giống.") == 1
