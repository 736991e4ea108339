"""Tư vấn: recording a visit with keys alone, the earlier ones beside it, and the list."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from desktop_app.domain.dates import show_date
from desktop_app.domain.visits import Visit
from desktop_app.office.desk import Changed
from desktop_app.office.drafts import drafts
from desktop_app.office.visits import visits_of
from tests.builders import a_worker
from tests.office.conftest import Clock, Counter
from tests.ui.fixture_types import Pressing, Showing, Typing
from tests.ui.screens.conftest import Trail, words_of
from ui.background import Lanes
from ui.screens.story_panel import MOST
from ui.screens.visit_form import VisitForm
from ui.screens.visits import VisitsScreen
from ui.workplace import Workplace


@pytest.fixture
def form(place: Workplace, trail: Trail) -> VisitForm:  # noqa: ARG001 - it listens
    """The form, not shown yet."""
    return VisitForm(place)


@pytest.fixture
def visits(place: Workplace, trail: Trail) -> VisitsScreen:  # noqa: ARG001 - it listens
    """The list, not shown yet."""
    return VisitsScreen(place)


def test_a_visit_is_recorded_with_keys_alone(
    form: VisitForm,
    counter: Counter,
    trail: Trail,
    shown: Showing,
    press: Pressing,
    type_text: Typing,
    qtbot: QtBot,
):
    mui = counter.registered()
    shown(form, worker_id=mui.id)
    press(Qt.Key.Key_Return)  # the day and hour are there
    type_text("1")
    press(Qt.Key.Key_Return)  # the counsellor is there
    type_text("23")
    press(Qt.Key.Key_Return)
    type_text("Muốn làm gần nhà vì con nhỏ.")
    press(Qt.Key.Key_Tab)
    type_text("Giải thích điều kiện hưởng.")
    press(Qt.Key.Key_Tab)
    type_text("2")
    type_text("+7")
    press(Qt.Key.Key_Return)
    type_text("20")
    press(Qt.Key.Key_F10)
    qtbot.waitUntil(lambda: trail.went != [])
    [visit] = visits_of(counter.desk, worker_id=mui.id)
    assert visit == Visit(
        id=visit.id,
        worker_id=mui.id,
        at=datetime(2026, 11, 23, 1, 30, tzinfo=UTC),
        channel="1",
        topics=("vl", "bhtn"),
        content="Muốn làm gần nhà vì con nhỏ.",
        advice="Giải thích điều kiện hưởng.",
        next_step="2",
        next_step_on=date(2026, 11, 30),
        minutes=20,
        counsellor_id=counter.desk.user.id,
    )
    assert trail.went == [("workers", {"worker_id": mui.id})]
    assert trail.said == ["Đã cất lượt tư vấn của Triệu Thị Mùi."]
    assert not form.unsaved()


def test_f7_saves_and_goes_on_to_the_letter(
    form: VisitForm,
    counter: Counter,
    trail: Trail,
    shown: Showing,
    press: Pressing,
    type_text: Typing,
    qtbot: QtBot,
):
    mui = counter.registered()
    shown(form, worker_id=mui.id)
    press(Qt.Key.Key_Return)
    type_text("1")
    press(Qt.Key.Key_Return)
    type_text("2")
    press(Qt.Key.Key_F7)
    qtbot.waitUntil(lambda: trail.went != [])
    [visit] = visits_of(counter.desk, worker_id=mui.id)
    assert (visit.topics, visit.next_step) == (("vl",), "1")
    assert trail.went == [("referral_form", {"worker_id": mui.id})]


def test_what_is_missing_is_said_under_the_fields_and_nothing_is_saved(
    form: VisitForm, counter: Counter, trail: Trail, shown: Showing, lanes: Lanes
):
    mui = counter.registered()
    shown(form, worker_id=mui.id)
    assert form.foot.text() == "Chưa có: Hình thức, Nội dung tư vấn, Kết quả buổi tư vấn"
    form.save()
    lanes.drain()
    assert [(problem.field, problem.message) for problem in form.form.problems()] == [
        ("channel", "Chưa chọn hình thức tư vấn"),
        ("topics", "Chưa chọn nội dung tư vấn"),
        ("next_step", "Chưa chọn kết quả buổi tư vấn"),
    ]
    assert visits_of(counter.desk, worker_id=mui.id) == []
    assert trail.went == []


def test_a_day_that_does_not_exist_is_a_line_under_the_field(
    form: VisitForm, counter: Counter, shown: Showing, press: Pressing, type_text: Typing
):
    shown(form, worker_id=counter.registered().id)
    form.form.focus_field("next_step_on")
    type_text("31/2/2027")
    press(Qt.Key.Key_Return)
    assert [(problem.field, problem.message) for problem in form.form.problems()] == [
        ("next_step_on", "Không có ngày 31/02/2027")
    ]


def test_a_day_on_which_the_office_is_closed_is_said(
    form: VisitForm, counter: Counter, shown: Showing, type_text: Typing
):
    shown(form, worker_id=counter.registered().id)
    form.form.focus_field("next_step_on")
    cell = next(each for each in form.form.cells() if each.field.name == "next_step_on")
    type_text("29/11/2026")
    said, tone = cell.note
    assert (said.split(", ")[0], said.split(", ")[-1], tone) == ("Chủ Nhật", "ngày nghỉ", "warn")
    cell.edit.set_value(None)
    type_text("30/11/2026")
    assert (cell.note[0].split(",")[0], cell.note[1]) == ("Thứ Hai", "ok")


def test_the_last_times_stand_beside_the_form(
    form: VisitForm,
    counter: Counter,
    clock: Clock,
    shown: Showing,
    cut_off: Callable[[QWidget], list[str]],
):
    mui = counter.registered()
    counter.visited(mui, content="Đăng ký lần đầu.", next_step="2")
    clock.move(days=1)
    counter.visited(mui, topics=("cs", "vl"), content="Hỏi thời gian hưởng. " * 20)
    shown(form, worker_id=mui.id)
    assert form.title.text() == "Lượt tư vấn thứ 3"
    assert form.last_times.texts() == [
        "Các lần gần nhất",
        "2",
        "mới nhất trước",
        "Lần 2",
        "24/11/2026",
        "Chính sách, pháp luật, Việc làm · Lý Thị Hoa",
        ("Hỏi thời gian hưởng. " * 20)[:220].rstrip() + "…",
        "Giới thiệu việc làm",
        "Lần 1",
        "23/11/2026",
        "Việc làm · Lý Thị Hoa",
        "Đăng ký lần đầu.",
        "Hẹn gặp lại",
    ]
    assert cut_off(form) == []


def test_of_many_times_the_newest_stand_beside_the_form(
    form: VisitForm, counter: Counter, clock: Clock, shown: Showing
):
    often, once = (
        counter.registered(),
        counter.registered(
            a_worker(full_name="Nông Thị Hoa", personal_number="", registered_on=None)
        ),
    )
    for _ in range(MOST + 2):
        clock.move(days=1)
        counter.visited(often)
    counter.visited(once, content="Hỏi một lần.")
    shown(form, worker_id=often.id)
    assert form.last_times.texts()[3] == f"Lần {MOST + 2}"
    assert "Lần 2" not in form.last_times.texts()
    assert form.last_times.texts()[-1] == "Còn 2 mục cũ hơn, xem ở hồ sơ."
    shown(form, worker_id=once.id)
    assert form.last_times.texts()[3:] == [
        "Lần 1",
        show_date(clock().date()),
        "Việc làm · Lý Thị Hoa",
        "Hỏi một lần.",
        "Giới thiệu việc làm",
    ]


def test_the_form_fits_the_office_screen_without_scrolling(
    form: VisitForm, counter: Counter, shown: Showing
):
    shown(form, worker_id=counter.registered().id)
    assert hidden_below(form.form) == 0


def hidden_below(widget: QWidget) -> int:
    """Pixels of a widget's height that do not show."""
    return widget.height() - widget.visibleRegion().boundingRect().height()


def test_a_form_still_being_read_is_about_nobody(
    form: VisitForm, counter: Counter, shown: Showing, lanes: Lanes
):
    mui, binh = counter.registered(), counter.registered(counter.binh())
    shown(form, worker_id=mui.id)
    assert form.worker_id() == mui.id
    form.open(worker_id=binh.id)
    assert form.worker_id() == ""
    lanes.drain()
    assert form.worker_id() == binh.id


def test_leaving_with_something_typed_keeps_the_draft(
    form: VisitForm,
    counter: Counter,
    trail: Trail,
    lanes: Lanes,
    shown: Showing,
    press: Pressing,
    type_text: Typing,
):
    mui = counter.registered()
    shown(form, worker_id=mui.id)
    form.form.focus_field("content")
    type_text("Muốn làm gần nhà")
    press(Qt.Key.Key_Escape)
    lanes.drain()
    assert (trail.back, trail.said, form.unsaved()) == (1, ["Đã giữ bản nháp."], False)
    assert [draft.title for draft in drafts(counter.desk)] == ["Tư vấn: Triệu Thị Mùi"]
    shown(form, worker_id=mui.id)
    assert (form.form.record().content, form.unsaved()) == ("Muốn làm gần nhà", True)


# --- the list ------------------------------------------------------------------------------------


def test_the_list_begins_with_the_newest(
    visits: VisitsScreen, counter: Counter, clock: Clock, shown: Showing, trail: Trail
):
    mui, binh = counter.registered(), counter.registered(counter.binh())
    counter.visited(mui)
    clock.move(hours=2)
    counter.visited(binh, topics=("cs",), channel="2", next_step="4")
    shown(visits)
    assert words_of(visits.table) == [
        [
            "23/11/2026 10:30",
            "Nông Văn Bình",
            "Điện thoại",
            "Chính sách, pháp luật",
            "Chỉ cung cấp thông tin",
        ],
        ["23/11/2026 08:30", "Triệu Thị Mùi", "Tại văn phòng", "Việc làm", "Giới thiệu việc làm"],
    ]
    assert visits.about.text() == "2 lượt, kể cả tư vấn đơn vị · mới nhất trước"
    assert visits.worker_id() == binh.id
    visits.add_button.click()
    assert trail.went == [("visit_form", {"worker_id": binh.id})]


def test_enter_opens_the_person(
    visits: VisitsScreen, counter: Counter, shown: Showing, press: Pressing, trail: Trail
):
    mui = counter.registered()
    counter.visited(mui)
    shown(visits)
    press(Qt.Key.Key_Return)
    assert trail.went == [("workers", {"worker_id": mui.id})]


def test_a_correction_stands_in_the_place_of_what_it_corrects(
    visits: VisitsScreen, counter: Counter, shown: Showing
):
    mui = counter.registered()
    wrong = counter.visited(mui, channel="2")
    counter.visited(mui, channel="1", corrects=wrong.id)
    shown(visits)
    assert [row[2] for row in words_of(visits.table)] == ["Tại văn phòng"]


def test_an_empty_list_says_the_next_step(
    visits: VisitsScreen, counter: Counter, shown: Showing, trail: Trail, lanes: Lanes
):
    shown(visits)
    assert (words_of(visits.table), visits.worker_id()) == ([], "")
    visits.add_button.click()
    assert trail.went == [("workers", {})]
    counter.visited(counter.registered())
    visits.place.announce(Changed(frozenset({"visit"})))
    lanes.drain()
    assert len(words_of(visits.table)) == 1


def test_the_chosen_visit_is_shown_in_full(
    visits: VisitsScreen,
    counter: Counter,
    shown: Showing,
    cut_off: Callable[[QWidget], list[str]],
):
    mui = counter.registered()
    visit = counter.visited(mui, advice="Học thêm may công nghiệp.", minutes=15)
    shown(visits)
    row = visits.table.chosen_record()
    assert row is not None
    assert row.visit == replace(visit, stamps=row.visit.stamps)
    assert visits.detail.texts() == [
        "Người lao động",
        "Triệu Thị Mùi",
        "Ngày, giờ",
        "23/11/2026 08:30",
        "Hình thức",
        "Tại văn phòng",
        "Nội dung tư vấn",
        "Việc làm",
        "Ghi chép",
        "Muốn làm gần nhà vì con nhỏ",
        "Đã tư vấn, hướng dẫn",
        "Học thêm may công nghiệp.",
        "Kết quả",
        "Giới thiệu việc làm",
        "Thời gian",
        "15 phút",
        "Cán bộ tư vấn",
        "Lý Thị Hoa",
    ]
    assert cut_off(visits) == []


# --- employers -----------------------------------------------------------------------------------


def test_an_employer_is_counselled_with_keys_alone(
    form: VisitForm,
    counter: Counter,
    trail: Trail,
    shown: Showing,
    press: Pressing,
    type_text: Typing,
    qtbot: QtBot,
):
    may = counter.an_employer()
    counter.visited_by(may, content="Hỏi về đóng BHTN.")
    shown(form, employer_id=may.id)
    assert (form.title.text(), form.who.text()) == ("Tư vấn người sử dụng lao động", may.name)
    assert form.about.text() == "MST 0100109106 · 0205 3 883 120"
    assert "Hỏi về đóng BHTN." in form.last_times.texts()
    assert not form.refer_button.isVisible()
    press(Qt.Key.Key_Return)
    type_text("2")
    press(Qt.Key.Key_Return)
    type_text("2")
    press(Qt.Key.Key_Return)
    type_text("Cần 20 thợ may trước Tết.")
    form.form.focus_field("next_step")
    type_text("4")
    press(Qt.Key.Key_F10)
    qtbot.waitUntil(lambda: trail.went != [])
    visit = visits_of(counter.desk, employer_id=may.id)[0]
    assert (visit.worker_id, visit.employer_id, visit.topics, visit.next_step) == (
        "",
        may.id,
        ("td",),
        "4",
    )
    assert trail.went == [("employers", {"employer_id": may.id})]


def test_the_form_offers_a_person_other_topics_again(
    form: VisitForm, counter: Counter, shown: Showing, type_text: Typing
):
    shown(form, employer_id=counter.an_employer().id)
    shown(form, worker_id=counter.registered().id)
    form.form.focus_field("topics")
    type_text("3")
    assert form.form.record().topics == ("bhtn",)
    assert form.refer_button.isVisible()


def test_the_list_marks_employers_and_leads_to_them(
    visits: VisitsScreen, counter: Counter, shown: Showing, press: Pressing, trail: Trail
):
    may = counter.an_employer()
    counter.visited_by(may)
    shown(visits)
    assert words_of(visits.table)[0][1] == may.name
    assert visits.detail.texts()[:2] == ["Người sử dụng lao động", may.name]
    press(Qt.Key.Key_F4)
    press(Qt.Key.Key_Return)
    visits.add_button.click()
    assert trail.went == [
        ("visit_form", {"employer_id": may.id}),
        ("employers", {"employer_id": may.id}),
        ("visit_form", {"employer_id": may.id}),
    ]


# --- putting right -------------------------------------------------------------------------------


def test_a_visit_is_put_right(
    form: VisitForm,
    visits: VisitsScreen,
    counter: Counter,
    clock: Clock,
    trail: Trail,
    shown: Showing,
    type_text: Typing,
    qtbot: QtBot,
):
    mui = counter.registered()
    wrong = counter.visited(mui, topics=("cs",))
    shown(visits)
    visits.edit_button.click()
    assert trail.went == [("visit_form", {"visit_id": wrong.id})]
    visits.hide()
    clock.move(days=1)
    shown(form, visit_id=wrong.id)
    assert (form.title.text(), form.chip.text()) == ("Sửa lượt tư vấn", "Ghi 23/11/2026 08:30")
    form.form.focus_field("topics")
    type_text("12")
    form.save()
    qtbot.waitUntil(lambda: len(trail.went) == 2)
    [right] = visits_of(counter.desk, worker_id=mui.id)
    assert right == replace(wrong, id=right.id, corrects=wrong.id, topics=("vl",))
    assert trail.went[1:] == [("visits", {})]


def test_a_correction_that_changes_nothing_is_none(
    form: VisitForm, counter: Counter, trail: Trail, shown: Showing, lanes: Lanes
):
    mui = counter.registered()
    known = counter.visited(mui)
    shown(form, visit_id=known.id)
    form.save()
    lanes.drain()
    assert [visit.id for visit in visits_of(counter.desk, worker_id=mui.id)] == [known.id]
    assert (trail.back, trail.said) == (1, ["Không có gì thay đổi."])


def test_a_deleted_visit_comes_back(
    visits: VisitsScreen, counter: Counter, shown: Showing, lanes: Lanes
):
    counter.visited(counter.registered())
    offered: list[tuple[str, Callable[[], Changed]]] = []
    visits.place.done_undoably.connect(lambda said, verb: offered.append((said, verb)))
    shown(visits)
    visits.withdraw_button.click()
    lanes.drain()
    assert (words_of(visits.table), visits.withdraw_button.isEnabled()) == ([], False)
    [(said, back)] = offered
    assert said == "Đã xóa lượt tư vấn của Triệu Thị Mùi."
    visits.place.announce(back())
    lanes.drain()
    assert len(words_of(visits.table)) == 1
