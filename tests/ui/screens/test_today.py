"""Hôm nay: the day's figures, the calls and letters, and where Enter leads."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from desktop_app.domain.periods import Period
from desktop_app.domain.phones import show_phone
from desktop_app.office.desk import Changed
from desktop_app.office.drafts import Draft, drafts, save_draft
from desktop_app.office.referrals import case
from desktop_app.office.visits import new_visit
from desktop_app.office.workers import new_worker
from tests.builders import a_worker
from tests.office.conftest import Clock, Counter
from tests.ui.screens.conftest import Trail
from ui.background import Lanes
from ui.screens.figure_people import Asked
from ui.screens.today import TodayScreen
from ui.tables.record_table import RecordTable
from ui.workplace import Workplace


@pytest.fixture
def screen(place: Workplace, trail: Trail) -> TodayScreen:  # noqa: ARG001 - it listens
    """The screen, not shown yet."""
    return TodayScreen(place)


def shown_words(screen: TodayScreen) -> list[str]:
    """What the line of figures says, from left to right."""
    return [label.text() for label in screen.figures.findChildren(QLabel) if label.text()]


def lines(table: RecordTable) -> list[list[str]]:
    """The words of a table, row by row."""
    model = table.model()
    columns = range(model.columnCount())
    return [
        [model.index(row, column).data() for column in columns] for row in range(model.rowCount())
    ]


@pytest.fixture
def a_placed_worker(counter: Counter, clock: Clock) -> None:
    """Triệu Thị Mùi, who started work a month and two days ago."""
    clock.move(days=-33)
    today = counter.desk.today()
    letter = counter.issued(counter.registered(a_worker(registered_on=None, consent_on=today)))
    counter.outcome(letter, "started_work")
    clock.move(days=33)


@pytest.mark.usefixtures("a_placed_worker")
def test_the_figures_of_a_day(screen: TodayScreen, shown: Callable[..., None], counter: Counter):
    binh = counter.registered(counter.binh())
    counter.visited(binh)
    counter.visited(binh)
    counter.issued(binh)
    shown(screen)
    assert screen.day.text() == "Thứ Hai, 23/11/2026"
    assert shown_words(screen) == [
        "2",
        "1 người",
        "lượt tư vấn",
        "1",
        "người mới đăng ký",
        "1",
        "phiếu giới thiệu",
        "0",
        "nhận được việc làm",
        "0/1",
        "cuộc gọi đã ghi / đến hạn",
    ]


@pytest.mark.usefixtures("a_placed_worker")
def test_a_call_that_is_due_opens_with_enter(
    screen: TodayScreen,
    shown: Callable[..., None],
    press: Callable[..., None],
    trail: Trail,
):
    shown(screen)
    assert lines(screen.calls) == [
        [
            "Triệu Thị Mùi",
            "0378 111 204",
            "HTX Hồi Bắc Sơn · Sơ chế hoa hồi",
            "Sau 1 tháng",
            "Quá 2 ngày",
        ]
    ]
    due = screen.calls.record(0)
    assert due is not None
    press(Qt.Key.Key_Down)
    assert screen.worker_id() == due.worker_id
    press(Qt.Key.Key_Return)
    assert trail.went == [("contact_form", {"task_id": due.task_id})]


def test_the_letters_that_run_out_stand_in_the_order_of_their_last_day(
    screen: TodayScreen,
    shown: Callable[..., None],
    press: Callable[..., None],
    trail: Trail,
    counter: Counter,
):
    mui, binh = counter.registered(), counter.registered(counter.binh())
    today = counter.desk.today()
    counter.issued(mui, valid_until=today + timedelta(days=6))
    soon = counter.issued(binh, valid_until=today + timedelta(days=1), employer="Gỗ Tân Thành")
    counter.issued(mui, valid_until=today + timedelta(days=30))
    shown(screen)
    assert lines(screen.letters) == [
        [
            "BS1-2026-00002",
            "Nông Văn Bình",
            "Gỗ Tân Thành · Sơ chế hoa hồi",
            "24/11/2026",
            "Còn 1 ngày",
        ],
        [
            "BS1-2026-00001",
            "Triệu Thị Mùi",
            "HTX Hồi Bắc Sơn · Sơ chế hoa hồi",
            "29/11/2026",
            "Còn 6 ngày",
        ],
    ]
    screen.letters.setFocus()
    press(Qt.Key.Key_Return)
    assert trail.went == [("outcome_form", {"referral_id": soon.id})]
    assert screen.worker_id() == binh.id


def test_the_chosen_row_stays_through_a_refresh(
    screen: TodayScreen,
    shown: Callable[..., None],
    place: Workplace,
    lanes: Lanes,
    counter: Counter,
):
    today = counter.desk.today()
    mui = counter.registered()
    later = counter.issued(mui, valid_until=today + timedelta(days=6))
    shown(screen)
    screen.letters.choose(later.id)
    counter.issued(mui, valid_until=today + timedelta(days=2))
    place.announce(Changed(frozenset({"referral"})))
    lanes.drain()
    chosen = screen.letters.chosen_record()
    assert chosen is not None
    assert (screen.letters.count(), chosen.id) == (2, later.id)


def test_a_quiet_day_says_what_to_do(
    screen: TodayScreen,
    shown: Callable[..., None],
    qapp: QApplication,
    press: Callable[..., None],
    trail: Trail,
):
    shown(screen)
    assert (screen.calls.count(), screen.letters.count()) == (0, 0)
    assert screen.worker_id() == ""
    assert qapp.focusWidget() is screen.calls
    press(Qt.Key.Key_Return)
    assert trail.went == []


def test_the_buttons_lead_on(screen: TodayScreen, shown: Callable[..., None], trail: Trail):
    shown(screen)
    for button in (screen.new_button, screen.all_calls, screen.all_letters):
        button.click()
    assert trail.went == [("worker_form", {}), ("follow_ups", {}), ("referrals", {})]


def test_refreshing_reads_again(
    screen: TodayScreen, shown: Callable[..., None], lanes: Lanes, counter: Counter
):
    shown(screen)
    counter.registered(a_worker(registered_on=None))
    screen.reload_button.click()
    lanes.drain()
    assert shown_words(screen)[2:4] == ["1", "người mới đăng ký"]


# --- keys ---------------------------------------------------------------------------------------


@pytest.fixture
def two_calls(counter: Counter, clock: Clock) -> None:
    """Mùi's call was due two days ago, Bình's is due today."""
    for days, worker in ((33, a_worker(registered_on=None)), (31, counter.binh())):
        clock.move(days=-days)
        agreed = replace(worker, consent_on=counter.desk.today())
        counter.outcome(counter.issued(counter.registered(agreed)), "started_work")
        clock.move(days=days)


@pytest.fixture
def undo(place: Workplace) -> list[tuple[str, Callable[[], Changed]]]:
    """What was said that can be taken back, and how."""
    offered: list[tuple[str, Callable[[], Changed]]] = []
    place.done_undoably.connect(lambda said, verb: offered.append((said, verb)))
    return offered


def names(table: RecordTable) -> list[str]:
    """The first words of each row."""
    return [line[0] for line in lines(table)]


def chosen_row(table: RecordTable) -> int:
    """The place of the chosen row."""
    return table.currentIndex().row()


@pytest.mark.usefixtures("two_calls")
def test_a_digit_records_the_call_and_the_next_one_is_chosen(
    screen: TodayScreen,
    shown: Callable[..., None],
    press: Callable[..., None],
    lanes: Lanes,
    trail: Trail,
    place: Workplace,
    undo: list[tuple[str, Callable[[], Changed]]],
):
    shown(screen)
    assert names(screen.calls) == ["Triệu Thị Mùi", "Nông Văn Bình"]
    press(Qt.Key.Key_1)
    for _ in range(2):
        lanes.drain()
    assert names(screen.calls) == ["Nông Văn Bình"]
    assert (screen.calls.hasFocus(), chosen_row(screen.calls)) == (True, 0)
    assert [said for said, _ in undo] == ["Triệu Thị Mùi: Đang làm tại nơi được giới thiệu."]
    place.announce(undo[0][1]())
    lanes.drain()
    assert names(screen.calls) == ["Triệu Thị Mùi", "Nông Văn Bình"]
    chosen = screen.calls.chosen_record()
    assert chosen is not None
    assert chosen.full_name == "Nông Văn Bình"
    press(Qt.Key.Key_2)
    lanes.drain()
    assert trail.went == [("contact_form", {"task_id": chosen.task_id, "status": "2"})]


def test_a_digit_settles_a_letter_or_opens_its_form(
    screen: TodayScreen,
    shown: Callable[..., None],
    press: Callable[..., None],
    lanes: Lanes,
    trail: Trail,
    counter: Counter,
    place: Workplace,
    undo: list[tuple[str, Callable[[], Changed]]],
):
    until = counter.desk.today() + timedelta(days=3)
    letter = counter.issued(counter.registered(), valid_until=until)
    shown(screen)
    screen.letters.setFocus()
    press(Qt.Key.Key_1)
    for _ in range(2):
        lanes.drain()
    assert case(counter.desk, referral_id=letter.id).state == "attended"
    assert [said for said, _ in undo] == ["Phiếu BS1-2026-00001, Triệu Thị Mùi: Đã đến dự tuyển."]
    press(Qt.Key.Key_1)  # that has been
    lanes.drain()
    assert trail.said == [
        "Phiếu BS1-2026-00001, Triệu Thị Mùi: Đã đến dự tuyển.",
        "Phiếu này đang ở trạng thái «Đã đến dự tuyển», không ghi được kết quả này.",
    ]
    for digit in (Qt.Key.Key_3, Qt.Key.Key_5, Qt.Key.Key_7):
        press(digit)
        lanes.drain()
    assert trail.went == [
        ("outcome_form", {"referral_id": letter.id, "move": "started_work"}),
        ("outcome_form", {"referral_id": letter.id, "move": "refused_by_employer"}),
    ]
    place.announce(undo[0][1]())
    lanes.drain()
    assert case(counter.desk, referral_id=letter.id).state == "issued"


@pytest.mark.usefixtures("a_placed_worker")
def test_digits_mean_something_in_one_list_only(
    screen: TodayScreen, shown: Callable[..., None], counter: Counter
):
    until = counter.desk.today() + timedelta(days=3)
    counter.issued(counter.registered(counter.binh()), valid_until=until)
    shown(screen)
    feet = (screen.calls_foot, screen.letters_foot)
    assert [foot.isVisible() for foot in feet] == [True, False]
    screen.letters.setFocus()
    assert [foot.isVisible() for foot in feet] == [False, True]
    screen.new_button.setFocus()
    assert [foot.isVisible() for foot in feet] == [False, True]


@pytest.mark.usefixtures("two_drafts")
def test_tab_and_ctrl_tab_go_from_list_to_list(
    screen: TodayScreen,
    shown: Callable[..., None],
    press: Callable[..., None],
    qapp: QApplication,
    counter: Counter,
):
    nga = counter.registered(counter.binh(full_name="Hoàng Thị Nga", personal_number=""))
    counter.visited(nga, next_step="2", next_step_on=counter.desk.today() + timedelta(days=1))
    shown(screen)
    there = [screen.calls, screen.letters, screen.appointments, screen.drafts]
    assert qapp.focusWidget() is screen.calls
    for table in there[1:]:
        press(Qt.Key.Key_Tab, Qt.KeyboardModifier.ControlModifier)
        assert qapp.focusWidget() is table
    for table in (*there[2::-1], screen.drafts):
        press(
            Qt.Key.Key_Tab,
            Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier,
        )
        assert qapp.focusWidget() is table
    for table in there[:3]:
        press(Qt.Key.Key_Tab)
        assert qapp.focusWidget() is table


def test_who_has_an_appointment_is_received_with_enter(
    screen: TodayScreen,
    shown: Callable[..., None],
    press: Callable[..., None],
    trail: Trail,
    counter: Counter,
    clock: Clock,
    cut_off: Callable[..., list[str]],
):
    mui, firm = counter.registered(), counter.an_employer()
    tomorrow = counter.desk.today() + timedelta(days=1)
    counter.visited(mui, next_step="2", next_step_on=tomorrow)
    counter.visited_by(firm, next_step="2", next_step_on=tomorrow)
    clock.move(days=2)
    counter.visited_by(firm, next_step="2", next_step_on=counter.desk.today())
    clock.move(minutes=1)
    counter.visited_by(firm)
    shown(screen)
    assert lines(screen.appointments) == [
        [
            "Triệu Thị Mùi",
            "0378 111 204",
            "Muốn làm gần nhà vì con nhỏ",
            "24/11/2026",
            "Quá 1 ngày",
        ],
        [firm.name, show_phone(firm.phone), "Cần mười thợ may trước Tết", "25/11/2026", "Đã đến"],
    ]
    assert cut_off(screen) == []
    screen.appointments.setFocus()
    press(Qt.Key.Key_Return)
    assert screen.worker_id() == mui.id
    press(Qt.Key.Key_Down)
    press(Qt.Key.Key_Return)
    assert trail.went == [
        ("visit_form", {"worker_id": mui.id}),
        ("visit_form", {"employer_id": firm.id}),
    ]


def test_a_figure_opens_the_people_behind_it(
    screen: TodayScreen,
    shown: Callable[..., None],
    press: Callable[..., None],
    trail: Trail,
    counter: Counter,
):
    counter.visited(counter.registered())
    shown(screen)
    assert screen.figures.visits.accessibleName() == "1 lượt tư vấn, 1 người"
    for _ in screen.figures.buttons():
        press(Qt.Key.Key_Tab, Qt.KeyboardModifier.ShiftModifier)
    press(Qt.Key.Key_Return)
    today = counter.desk.today()
    asked = Asked(
        period=Period(today, today),
        split="none",
        row="visits",
        column="",
        unit="lượt",
        title="Lượt tư vấn · 23/11/2026",
    )
    for _ in range(4):
        press(Qt.Key.Key_Tab)
    press(Qt.Key.Key_Space)
    assert trail.went == [("figure_people", {"asked": asked}), ("follow_ups", {})]


# --- drafts --------------------------------------------------------------------------------------


@pytest.fixture
def two_drafts(counter: Counter, clock: Clock) -> tuple[Draft, Draft]:
    """A visit of Mùi left yesterday, and the form of somebody new left just now."""
    mui = counter.registered()
    visit, mai = new_visit(counter.desk, worker_id=mui.id), new_worker(counter.desk)
    clock.move(days=-1)
    old = Draft(
        screen="visit_form",
        record=replace(visit, content="Muốn làm gần nhà"),
        base=visit,
        texts={},
        opened={"worker_id": mui.id},
        title="Tư vấn: Triệu Thị Mùi",
        at=counter.desk.moment(),
    )
    clock.move(days=1)
    new = replace(
        old,
        screen="worker_form",
        record=replace(mai, full_name="Hoàng Thị Mai"),
        base=mai,
        opened={},
        title="Đăng ký: Hoàng Thị Mai",
        at=counter.desk.moment(),
    )
    for draft in (old, new):
        save_draft(counter.desk, draft=draft)
    return old, new


def test_drafts_are_offered_only_while_there_are_some(
    screen: TodayScreen, shown: Callable[..., None]
):
    shown(screen)
    assert not screen.drafts_card.isVisible()


def test_a_draft_is_opened_as_it_was(
    screen: TodayScreen,
    two_drafts: tuple[Draft, Draft],
    shown: Callable[..., None],
    press: Callable[..., None],
    trail: Trail,
    cut_off: Callable[..., list[str]],
):
    old, new = two_drafts
    shown(screen)
    assert screen.drafts_card.isVisible()
    assert lines(screen.drafts) == [
        ["Đăng ký: Hoàng Thị Mai", "Hôm nay 08:30"],
        ["Tư vấn: Triệu Thị Mùi", "22/11/2026 08:30"],
    ]
    assert cut_off(screen) == []
    screen.drafts.setFocus()
    press(Qt.Key.Key_Return)
    press(Qt.Key.Key_Down)
    press(Qt.Key.Key_Return)
    assert trail.went == [
        ("worker_form", {"draft": new.record.id}),
        ("visit_form", {"worker_id": old.opened["worker_id"], "draft": old.record.id}),
    ]


def test_a_draft_is_thrown_away_and_can_be_put_back(
    screen: TodayScreen,
    two_drafts: tuple[Draft, Draft],
    shown: Callable[..., None],
    press: Callable[..., None],
    lanes: Lanes,
    place: Workplace,
):
    old, new = two_drafts
    undo: list[Callable[[], Changed]] = []
    place.done_undoably.connect(lambda _, verb: undo.append(verb))
    shown(screen)
    screen.drafts.setFocus()
    for rest in (1, 0):
        press(Qt.Key.Key_Delete)
        for _ in range(2):
            lanes.drain()
        assert len(drafts(place.desk)) == rest
    assert (screen.drafts_card.isVisible(), screen.calls.hasFocus()) == (False, True)
    for verb in undo:
        place.announce(verb())
    lanes.drain()
    assert [line[0] for line in lines(screen.drafts)] == [new.title, old.title]


@pytest.mark.usefixtures("a_placed_worker")
def test_the_digits_stand_below_the_calls_where_they_need_two_lines(
    screen: TodayScreen, shown: Callable[..., None], qtbot: QtBot
):
    shown(screen)
    one_line = screen.calls_foot.height()
    screen.resize(760, 430)
    qtbot.waitUntil(lambda: screen.calls_foot.height() > one_line)
    qtbot.waitUntil(lambda: screen.calls.geometry().bottom() < screen.calls_foot.y())
