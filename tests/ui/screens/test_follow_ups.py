"""Theo dõi: the calls that are due, a contact typed with keys alone, and the next call."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from desktop_app.domain.follow_ups import FollowUpContact
from desktop_app.domain.workers import Worker
from desktop_app.office.follow_ups import due_follow_ups
from desktop_app.storage import records
from tests.builders import a_worker
from tests.office.conftest import Clock, Counter
from tests.ui.fixture_types import Pressing, Showing, Typing
from tests.ui.screens.conftest import Trail, words_of
from ui.background import Lanes
from ui.screens.contact_form import ContactForm
from ui.screens.follow_ups import FollowUpsScreen
from ui.workplace import Workplace


@pytest.fixture
def calls(place: Workplace, trail: Trail) -> FollowUpsScreen:  # noqa: ARG001 - it listens
    """The list, not shown yet."""
    return FollowUpsScreen(place)


@pytest.fixture
def form(place: Workplace, trail: Trail) -> ContactForm:  # noqa: ARG001 - it listens
    """The form, not shown yet."""
    return ContactForm(place)


@pytest.fixture
def mui(counter: Counter, clock: Clock) -> Worker:
    """Triệu Thị Mùi, whose call was due the day before yesterday."""
    clock.move(days=-33)
    mui = counter.registered(a_worker(registered_on=None, consent_on=counter.desk.today()))
    counter.outcome(counter.issued(mui), "started_work")
    clock.move(days=33)
    return mui


@pytest.fixture
def binh(counter: Counter, clock: Clock) -> Worker:
    """Nông Văn Bình, whose call is due today."""
    clock.move(days=-31)
    binh = counter.registered(counter.binh(consent_on=counter.desk.today()))
    counter.outcome(counter.issued(binh), "started_work")
    clock.move(days=31)
    return binh


def contacts_with(counter: Counter, worker: Worker) -> list[FollowUpContact]:
    """The contacts recorded with a worker."""
    with counter.desk.store.read() as connection:
        return records.find(connection, FollowUpContact, worker_id=(worker.id,))


def task_of(counter: Counter, worker: Worker) -> str:
    """The call due for a worker."""
    [task] = [row.task_id for row in due_follow_ups(counter.desk) if row.worker_id == worker.id]
    return task


# --- the list ------------------------------------------------------------------------------------


@pytest.mark.usefixtures("binh")
def test_the_longest_overdue_stands_first(
    calls: FollowUpsScreen, mui: Worker, shown: Showing, cut_off: Callable[[QWidget], list[str]]
):
    shown(calls)
    job = "HTX Hồi Bắc Sơn · Sơ chế hoa hồi"
    assert words_of(calls.table) == [
        ["Triệu Thị Mùi", "0378 111 204", job, "Sau 1 tháng", "21/11/2026", "Quá 2 ngày"],
        ["Nông Văn Bình", "0963 118 254", job, "Sau 1 tháng", "23/11/2026", "Hôm nay"],
    ]
    assert calls.about.text() == "2 cuộc gọi đến hạn · 1 quá hạn"
    assert calls.worker_id() == mui.id
    assert cut_off(calls) == []


def test_enter_opens_the_call_and_a_digit_records_it(
    calls: FollowUpsScreen,
    counter: Counter,
    mui: Worker,
    trail: Trail,
    lanes: Lanes,
    shown: Showing,
    press: Pressing,
):
    task = task_of(counter, mui)
    shown(calls)
    press(Qt.Key.Key_Return)
    press(Qt.Key.Key_9)
    press(Qt.Key.Key_2)  # where he works has to be said
    lanes.drain()
    press(Qt.Key.Key_3)
    for _ in range(2):
        lanes.drain()
    assert trail.went == [
        ("contact_form", {"task_id": task}),
        ("contact_form", {"task_id": task, "status": "2"}),
    ]
    assert [contact.status for contact in contacts_with(counter, mui)] == ["3"]
    assert words_of(calls.table) == []


def test_an_empty_list_is_nobody(calls: FollowUpsScreen, shown: Showing):
    shown(calls)
    assert (words_of(calls.table), calls.worker_id()) == ([], "")
    assert calls.about.text() == "0 cuộc gọi đến hạn"


# --- a contact -----------------------------------------------------------------------------------


def test_a_contact_is_recorded_with_keys_alone(
    form: ContactForm,
    counter: Counter,
    mui: Worker,
    trail: Trail,
    shown: Showing,
    press: Pressing,
    type_text: Typing,
    qtbot: QtBot,
):
    task = task_of(counter, mui)
    shown(form, task_id=task)
    type_text("2")
    type_text("Công ty Gạch Hữu Lũng")
    press(Qt.Key.Key_Return)
    type_text("1")
    type_text("3")
    type_text("7500000")
    press(Qt.Key.Key_Return)
    type_text("2")
    press(Qt.Key.Key_Return)  # still employed: the status says so
    press(Qt.Key.Key_Return)  # the day and hour are there
    press(Qt.Key.Key_Return)  # so is the telephone
    press(Qt.Key.Key_Return)  # and who called
    type_text("Đổi việc vì gần nhà hơn")
    press(Qt.Key.Key_F10)
    qtbot.waitUntil(lambda: trail.went != [])
    [contact] = contacts_with(counter, mui)
    assert contact == FollowUpContact(
        id=contact.id,
        worker_id=mui.id,
        referral_id=contact.referral_id,
        task_id=task,
        at=datetime(2026, 11, 23, 1, 30, tzinfo=UTC),
        channel="1",
        status="2",
        still_employed=True,
        employer="Công ty Gạch Hữu Lũng",
        placement_destination="1",
        found_through="3",
        wage=7_500_000,
        contract_kind="2",
        note="Đổi việc vì gần nhà hơn",
        counsellor_id=counter.desk.user.id,
    )
    assert due_follow_ups(counter.desk) == []
    assert trail.went == [("follow_ups", {})]


def test_working_where_referred_takes_two_keys(
    form: ContactForm,
    counter: Counter,
    mui: Worker,
    trail: Trail,
    shown: Showing,
    press: Pressing,
    type_text: Typing,
    qtbot: QtBot,
):
    shown(form, task_id=task_of(counter, mui))
    type_text("1")
    press(Qt.Key.Key_F10)
    qtbot.waitUntil(lambda: trail.went != [])
    [contact] = contacts_with(counter, mui)
    assert (contact.status, contact.employer, contact.found_through, contact.still_employed) == (
        "1",
        "HTX Hồi Bắc Sơn",
        "1",
        True,
    )


def test_a_result_chosen_in_the_list_is_there(
    form: ContactForm, counter: Counter, mui: Worker, shown: Showing
):
    shown(form, task_id=task_of(counter, mui), status="4")
    said = form.form.record()
    assert (said.status, said.still_employed, said.channel) == ("4", False, "1")
    assert form.unsaved()


def test_somebody_not_reached_stays_due(
    form: ContactForm,
    counter: Counter,
    mui: Worker,
    trail: Trail,
    shown: Showing,
    press: Pressing,
    type_text: Typing,
    qtbot: QtBot,
):
    task = task_of(counter, mui)
    shown(form, task_id=task)
    type_text("6")
    press(Qt.Key.Key_F10)
    qtbot.waitUntil(lambda: trail.went != [])
    [contact] = contacts_with(counter, mui)
    assert (contact.status, contact.still_employed) == ("6", None)
    assert task_of(counter, mui) == task


def test_ctrl_enter_saves_and_opens_the_next_call(
    form: ContactForm,
    counter: Counter,
    mui: Worker,
    binh: Worker,
    trail: Trail,
    shown: Showing,
    press: Pressing,
    type_text: Typing,
    qtbot: QtBot,
):
    next_task = task_of(counter, binh)
    shown(form, task_id=task_of(counter, mui))
    type_text("1")
    press(Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: trail.went != [])
    assert [contact.status for contact in contacts_with(counter, mui)] == ["1"]
    assert trail.went == [("contact_form", {"task_id": next_task})]


def test_after_the_last_call_the_list_comes(
    form: ContactForm,
    counter: Counter,
    mui: Worker,
    trail: Trail,
    shown: Showing,
    type_text: Typing,
    lanes: Lanes,
):
    shown(form, task_id=task_of(counter, mui))
    type_text("1")
    form.save_and_call_next()
    lanes.drain()
    assert trail.went == [("follow_ups", {})]


def test_a_contact_outside_the_calls_leads_back_to_the_person(
    form: ContactForm,
    counter: Counter,
    trail: Trail,
    shown: Showing,
    type_text: Typing,
    lanes: Lanes,
):
    binh = counter.registered(counter.binh())
    shown(form, worker_id=binh.id)
    assert not form.next_button.isVisible()
    type_text("3")
    form.save()
    assert [(p.field, p.message) for p in form.form.problems()] == [
        ("channel", "Chưa chọn cách liên hệ")
    ]
    type_text("2")
    form.save()
    lanes.drain()
    [contact] = contacts_with(counter, binh)
    assert (contact.status, contact.channel, contact.task_id) == ("3", "2", "")
    assert trail.went == [("workers", {"worker_id": binh.id})]


def test_a_wage_below_zero_is_a_line_under_the_field(
    form: ContactForm,
    counter: Counter,
    mui: Worker,
    shown: Showing,
    press: Pressing,
    type_text: Typing,
):
    shown(form, task_id=task_of(counter, mui))
    type_text("2")
    form.form.focus_field("wage")
    type_text("-5")
    press(Qt.Key.Key_Return)
    assert [problem.field for problem in form.form.problems()] == ["wage"]


def test_the_number_to_call_and_the_story_stand_with_the_form(
    form: ContactForm,
    counter: Counter,
    mui: Worker,
    shown: Showing,
    cut_off: Callable[[QWidget], list[str]],
):
    shown(form, task_id=task_of(counter, mui))
    assert form.phone.text() == ("0378 111 204 Giới thiệu đến HTX Hồi Bắc Sơn, Sơ chế hoa hồi.")
    assert form.chip.text() == "Sau 1 tháng"
    assert form.story.texts()[:4] == [
        "Quá trình",
        "3",
        "mới nhất trước",
        "Nhận được việc: HTX Hồi Bắc Sơn",
    ]
    assert cut_off(form) == []
    assert hidden_below(form.form) == 0


def hidden_below(widget: QWidget) -> int:
    """Pixels of a widget's height that do not show."""
    return widget.height() - widget.visibleRegion().boundingRect().height()
