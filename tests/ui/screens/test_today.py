"""Hôm nay: the day's figures, the calls and letters, and where Enter leads."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel

from desktop_app.office.desk import Changed
from desktop_app.office.drafts import Draft, drafts, save_draft
from desktop_app.office.visits import new_visit
from desktop_app.office.workers import new_worker
from tests.builders import a_worker
from tests.office.conftest import Clock, Counter
from tests.ui.screens.conftest import Trail
from ui.background import Lanes
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
