"""Người lao động: searching as one types, the list kept through changes, card and timeline."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication
from sqlalchemy import Connection

from desktop_app.domain.ids import new_id
from desktop_app.domain.partial_dates import PartialDate
from desktop_app.domain.workers import Worker
from desktop_app.office.desk import Changed, Desk
from desktop_app.office.workers import WorkerCard, correct_worker, worker_card
from desktop_app.storage import records, worker_queries
from desktop_app.storage.worker_queries import Narrowed, count_workers
from tests.builders import a_worker, a_worker_on_benefit
from tests.office.conftest import Counter
from tests.ui.fixture_types import Pressing, Showing, Typing
from tests.ui.screens.conftest import Trail
from ui.background import Lanes
from ui.cards import Strip
from ui.screens import workers
from ui.screens.workers import WorkersScreen
from ui.tables.list_tools import ListTools
from ui.workplace import Workplace


@pytest.fixture
def screen(place: Workplace, trail: Trail) -> WorkersScreen:  # noqa: ARG001 - it listens
    """The screen, not shown yet."""
    return WorkersScreen(place)


@pytest.fixture
def people(counter: Counter) -> dict[str, Worker]:
    """Four people by their given names."""
    names = ("Hoàng Thị Én", "Lý Thị Hòa", "Triệu Thị Mùi", "Nông Văn Thắng")
    made = {
        name.split()[-1]: a_worker(
            full_name=name, personal_number=f"02019500789{place}", registered_on=None
        )
        for place, name in enumerate(names)
    }
    for worker in made.values():
        counter.registered(worker)
    return made


def names(screen: WorkersScreen) -> list[str]:
    """The names in the list, from the top."""
    rows = (screen.table.record(row) for row in range(screen.table.count()))
    return [row.full_name if row is not None else "" for row in rows]


def add_many(counter: Counter, workers: list[Worker]) -> None:
    """Put many people in at once, as an exchange with the centre does."""
    with counter.desk.store.apply() as transaction:
        records.add_many(transaction, workers, stream="BS")


# --- searching -----------------------------------------------------------------------------------


@pytest.mark.usefixtures("people")
def test_all_people_stand_in_the_order_of_their_given_names(screen: WorkersScreen, shown: Showing):
    shown(screen)
    assert names(screen) == ["Hoàng Thị Én", "Lý Thị Hòa", "Triệu Thị Mùi", "Nông Văn Thắng"]
    assert (screen.count.text(), screen.order.text()) == ("4 người", "· xếp theo tên")
    assert screen.worker_id() == ""


def test_typing_without_accents_finds_and_shows_the_first_hit(
    screen: WorkersScreen,
    shown: Showing,
    qapp: QApplication,
    type_text: Typing,
    lanes: Lanes,
    people: dict[str, Worker],
):
    shown(screen)
    assert qapp.focusWidget() is screen.search
    type_text("thi mui")
    lanes.drain()
    assert names(screen) == ["Triệu Thị Mùi"]
    assert screen.order.text() == "· khớp với từ tìm · xếp theo tên"
    assert (screen.worker_id(), screen.card.name.text()) == (people["Mùi"].id, "Triệu Thị Mùi")
    assert qapp.focusWidget() is screen.search


@pytest.mark.usefixtures("people")
def test_the_answer_to_an_older_text_is_dropped(
    screen: WorkersScreen, shown: Showing, type_text: Typing, lanes: Lanes
):
    shown(screen)
    type_text("nong")  # four questions are on their way before the first is answered
    lanes.drain()
    assert (names(screen), screen.count.text()) == (["Nông Văn Thắng"], "1 người")


def test_a_search_without_hits_empties_the_card(
    screen: WorkersScreen,
    shown: Showing,
    type_text: Typing,
    press: Pressing,
    lanes: Lanes,
    people: dict[str, Worker],
):
    shown(screen, worker_id=people["Mùi"].id)
    screen.search.setFocus()
    type_text("xyz")
    lanes.drain()
    assert (names(screen), screen.worker_id()) == ([], "")
    press(Qt.Key.Key_Escape)
    lanes.drain()
    assert (screen.search.text(), screen.table.count()) == ("", 4)


def test_filters_that_leave_somebody_out_take_the_card_away_until_they_are_gone(
    screen: WorkersScreen,
    shown: Showing,
    type_text: Typing,
    press: Pressing,
    lanes: Lanes,
    people: dict[str, Worker],
):
    shown(screen, worker_id=people["Mùi"].id)
    screen.table.toggle_filters()
    type_text("trieu")
    lanes.drain()
    assert (names(screen), screen.worker_id()) == (["Triệu Thị Mùi"], people["Mùi"].id)
    type_text(" zzz")
    lanes.drain()
    assert (names(screen), screen.worker_id(), screen.count.text()) == ([], "", "0 người")
    assert screen.findChildren(ListTools)[0].said.text() == "0 / 4"
    press(Qt.Key.Key_Escape)
    lanes.drain()
    assert (screen.count.text(), screen.worker_id()) == ("4 người", people["Mùi"].id)


@pytest.mark.parametrize("key", [Qt.Key.Key_Down, Qt.Key.Key_Return])
def test_the_search_leads_into_the_list(
    screen: WorkersScreen,
    shown: Showing,
    qapp: QApplication,
    type_text: Typing,
    press: Pressing,
    lanes: Lanes,
    trail: Trail,
    people: dict[str, Worker],
    key: Qt.Key,
):
    shown(screen)
    type_text("thi")
    lanes.drain()
    press(key)
    assert qapp.focusWidget() is screen.table
    assert screen.worker_id() == people["Én"].id
    press(Qt.Key.Key_Down)
    lanes.drain()
    assert screen.card.name.text() == "Lý Thị Hòa"
    press(Qt.Key.Key_Return)
    assert trail.went == [("worker_form", {"worker_id": people["Hòa"].id})]


@pytest.mark.usefixtures("people")
def test_a_letter_typed_in_the_list_begins_a_new_search(
    screen: WorkersScreen, shown: Showing, qapp: QApplication, type_text: Typing, lanes: Lanes
):
    shown(screen, text="thi")
    assert qapp.focusWidget() is screen.table
    type_text("nong")
    lanes.drain()
    assert (screen.search.text(), names(screen)) == ("nong", ["Nông Văn Thắng"])


def test_opened_with_a_text_the_first_hit_is_chosen(
    screen: WorkersScreen, shown: Showing, qapp: QApplication, people: dict[str, Worker]
):
    shown(screen, text="lí hoà")
    assert (screen.search.text(), names(screen)) == ("lí hoà", ["Lý Thị Hòa"])
    assert screen.worker_id() == people["Hòa"].id
    assert qapp.focusWidget() is screen.table


def test_opened_with_a_person_the_row_is_chosen(
    screen: WorkersScreen, shown: Showing, people: dict[str, Worker]
):
    shown(screen, worker_id=people["Mùi"].id)
    chosen = screen.table.chosen_record()
    assert chosen is not None
    assert (chosen.id, screen.table.count()) == (people["Mùi"].id, 4)
    assert screen.card.name.text() == "Triệu Thị Mùi"


def test_a_person_far_down_a_long_list_is_found_by_name(
    screen: WorkersScreen, shown: Showing, counter: Counter, people: dict[str, Worker]
):
    add_many(counter, [a_worker(full_name=f"Bàn Văn An {row:03}") for row in range(230)])
    shown(screen)
    assert screen.table.count() == 234
    shown(screen, worker_id=people["Thắng"].id)
    assert (screen.search.text(), names(screen)) == ("Nông Văn Thắng", ["Nông Văn Thắng"])
    chosen = screen.table.chosen_record()
    assert chosen is not None
    assert chosen.id == screen.worker_id() == people["Thắng"].id


def test_people_are_counted_once_for_all_pages_and_again_after_a_change(
    screen: WorkersScreen,
    shown: Showing,
    counter: Counter,
    lanes: Lanes,
    monkeypatch: pytest.MonkeyPatch,
):
    counts: list[str] = []

    def counted(connection: Connection, *, text: str, narrowed: Narrowed) -> int:
        counts.append(text)
        return count_workers(connection, text=text, narrowed=narrowed)

    monkeypatch.setattr(worker_queries, "count_workers", counted)
    add_many(counter, [a_worker(full_name=f"Bàn Văn An {row:03}") for row in range(230)])
    shown(screen)
    screen.table.scrollToBottom()
    screen.table.record(229)
    lanes.drain()
    last = screen.table.record(229)
    assert last is not None
    assert (last.full_name, counts) == ("Bàn Văn An 229", [""])
    add_many(counter, [a_worker(full_name="Bàn Văn An 230", personal_number="")])
    screen.refresh()
    lanes.drain()
    assert (screen.table.count(), counts) == (231, ["", ""])


# --- changes -------------------------------------------------------------------------------------


def test_the_chosen_person_stays_through_a_refresh(
    screen: WorkersScreen,
    shown: Showing,
    place: Workplace,
    lanes: Lanes,
    counter: Counter,
    people: dict[str, Worker],
):
    shown(screen, worker_id=people["Mùi"].id)
    counter.registered(a_worker(full_name="Bế Văn An", personal_number="", registered_on=None))
    correct_worker(counter.desk, worker=replace(_now(counter, people["Mùi"]), phone="0912345671"))
    place.announce(Changed(frozenset({"worker"})))
    lanes.drain()
    assert names(screen)[0] == "Bế Văn An"
    chosen = screen.table.chosen_record()
    assert chosen is not None
    assert chosen.id == people["Mùi"].id
    assert screen.card.facts.text("Điện thoại") == "0912 345 671"


def test_a_person_opened_after_a_change_is_read_once(
    screen: WorkersScreen,
    shown: Showing,
    place: Workplace,
    people: dict[str, Worker],
    monkeypatch: pytest.MonkeyPatch,
):
    read: list[str] = []

    def reading(desk: Desk, *, worker_id: str) -> WorkerCard:
        read.append(worker_id)
        return worker_card(desk, worker_id=worker_id)

    monkeypatch.setattr(workers, "worker_card", reading)
    place.announce(Changed(frozenset({"visit"})))  # hidden as yet
    shown(screen, worker_id=people["Mùi"].id)
    assert read == [people["Mùi"].id]
    assert names(screen) != []


def _now(counter: Counter, worker: Worker) -> Worker:
    with counter.desk.store.read() as connection:
        found = records.get(connection, Worker, worker.id)
    assert found is not None
    return found


# --- the card ------------------------------------------------------------------------------------


def test_the_card_says_who_it_is(screen: WorkersScreen, shown: Showing, counter: Counter):
    mui = a_worker_on_benefit(
        registered_on=None,
        wanted_jobs="Thợ may",
        desired_wage=7_000_000,
        desired_place="1",
        priority_groups=("ho_can_ngheo",),
        present_detail="Khu 2, thị trấn Kỳ Lừa",
    )
    counter.registered(mui)
    shown(screen, worker_id=mui.id)
    card = screen.card
    assert card.state.text() == "Tìm việc"
    assert card.benefit.text() == "Đang hưởng BHTN"
    assert card.about.text() == "Nữ · 09/09/1995 (31 tuổi) · Dao · 020195007890"
    told = {
        "Điện thoại": "0378 111 204",
        "Thường trú": "Thôn Hữu Vĩnh, Xã Bắc Sơn",
        "Nơi ở hiện nay": "Khu 2, thị trấn Kỳ Lừa",
        "Dùng thông tin": "Đã đồng ý 23/11/2026",
        "Học vấn": "Tốt nghiệp THCS",
        "Chuyên môn": "Sơ cấp, may công nghiệp",
        "Muốn làm": "Thợ may, từ 7.000.000 đ, Trong địa bàn văn phòng",
        "Ưu tiên": "Thuộc hộ cận nghèo; Dân tộc thiểu số",
    }
    assert {name: card.facts.text(name) for name in told} == told


def test_what_was_never_asked_is_a_dash(screen: WorkersScreen, shown: Showing, counter: Counter):
    bare = Worker(
        id=new_id(),
        full_name="Bế Văn An",
        birth_date=PartialDate(1951),
        sex="1",
        ethnicity="01",
        residence_detail="Thôn Trung, xã Yên Phúc, tỉnh Thái Nguyên",
        employment_status="3",
    )
    counter.registered(bare)
    shown(screen, worker_id=bare.id)
    card = screen.card
    assert card.about.text() == "Nam · 1951 (75 tuổi) · Kinh · chưa có số định danh"
    told = {
        "Điện thoại": "–",
        "Thường trú": "Thôn Trung, xã Yên Phúc, tỉnh Thái Nguyên",
        "Nơi ở hiện nay": "như thường trú",
        "Dùng thông tin": "Chưa ghi",
        "Học vấn": "–",
        "Chuyên môn": "–",
        "Muốn làm": "–",
        "Ưu tiên": "–",
    }
    assert {name: card.facts.text(name) for name in told} == told


def test_a_letter_without_result_warns_and_leads_to_its_outcome(
    screen: WorkersScreen, shown: Showing, counter: Counter, trail: Trail
):
    mui = counter.registered()
    until = counter.desk.today() + timedelta(days=3)
    letter = counter.issued(mui, valid_until=until)
    shown(screen, worker_id=mui.id)
    strips = [strip for strip in screen.card.findChildren(Strip) if strip.isVisible()]
    said = "gửi HTX Hồi Bắc Sơn 23/11, còn 3 ngày, chưa có kết quả."
    assert [strip.text() for strip in strips] == [f"Phiếu {letter.number} {said}"]
    strips[0].pressed.emit()
    assert trail.went == [("outcome_form", {"referral_id": letter.id})]


def test_the_timeline_tells_everything_and_opens_letters(
    screen: WorkersScreen, shown: Showing, counter: Counter, trail: Trail, press: Pressing
):
    mui = counter.registered()
    counter.visited(mui)
    letter = counter.issued(mui, valid_until=date(2026, 12, 7))
    shown(screen, worker_id=mui.id)
    timeline = screen.card.timeline
    entries = [timeline.entry(row) for row in range(timeline.count())]
    assert [entry.title for entry in entries if entry] == [
        "Giới thiệu đến HTX Hồi Bắc Sơn, sơ chế hoa hồi",
        "Tư vấn lần 1: việc làm",
        "Đăng ký lần đầu",
    ]
    assert screen.card.timeline_card.badge.text() == "3"
    timeline.setFocus()
    press(Qt.Key.Key_Return)
    press(Qt.Key.Key_Down)
    press(Qt.Key.Key_Return)  # a visit leads nowhere
    press(Qt.Key.Key_Down)
    press(Qt.Key.Key_Return)
    assert trail.went == [
        ("outcome_form", {"referral_id": letter.id}),
        ("worker_form", {"worker_id": mui.id}),
    ]


def test_the_timeline_is_narrowed_down_to_one_kind(
    screen: WorkersScreen, shown: Showing, counter: Counter, people: dict[str, Worker]
):
    mui = people["Mùi"]
    counter.visited(mui)
    shown(screen, worker_id=mui.id)
    card = screen.card.timeline_card
    tabs = {button.text(): button for button in card.tabs.buttons}
    assert [word for word, tab in tabs.items() if tab.isVisible()] == ["Tất cả", "Tư vấn"]
    tabs["Tư vấn"].click()
    seen = card.timeline.entry(0)
    assert (card.timeline.count(), card.badge.text()) == (1, "1")
    assert seen is not None
    assert seen.subject == "visit"
    screen.refresh()
    screen.place.lanes.drain()
    assert card.tabs.word() == "Tư vấn"
    shown(screen, worker_id=people["Én"].id)
    assert card.tabs.word() == "Tất cả"


def test_the_buttons_of_the_card_are_about_its_person(
    screen: WorkersScreen, shown: Showing, people: dict[str, Worker], trail: Trail
):
    shown(screen, worker_id=people["Mùi"].id)
    card, who = screen.card, {"worker_id": people["Mùi"].id}
    for button in (card.visit_button, card.follow_button, card.refer_button, card.edit_button):
        button.click()
    screen.new_button.click()
    assert trail.went == [
        ("visit_form", who),
        ("contact_form", who),
        ("referral_form", who),
        ("worker_form", who),
        ("worker_form", {}),
    ]


def test_a_deleted_person_comes_back(
    screen: WorkersScreen, shown: Showing, people: dict[str, Worker], lanes: Lanes
):
    offered: list[tuple[str, Callable[[], Changed]]] = []
    screen.place.done_undoably.connect(lambda said, verb: offered.append((said, verb)))
    shown(screen, worker_id=people["Mùi"].id)
    screen.card.hide_button.click()
    lanes.drain()
    assert (len(names(screen)), screen.worker_id()) == (3, "")
    [(said, back)] = offered
    assert said == "Đã xóa hồ sơ Triệu Thị Mùi."
    screen.place.announce(back())
    lanes.drain()
    assert "Triệu Thị Mùi" in names(screen)


# --- whom to refer to a vacancy ------------------------------------------------------------------


def test_a_vacancy_waits_for_the_person_to_be_chosen(
    screen: WorkersScreen,
    shown: Showing,
    counter: Counter,
    people: dict[str, Worker],
    type_text: Typing,
    press: Pressing,
    lanes: Lanes,
    trail: Trail,
):
    job = counter.a_vacancy(counter.an_employer())
    shown(screen, vacancy_id=job.id)
    assert screen.purpose.text() == (
        "Giới thiệu vào Thợ may công nghiệp, Công ty TNHH May Thất Khê. Enter chọn người."
    )
    type_text("mui")
    lanes.drain()
    press(Qt.Key.Key_Return)
    press(Qt.Key.Key_Return)
    who = {"worker_id": people["Mùi"].id}
    assert trail.went == [("referral_form", {**who, "vacancy_id": job.id})]
    assert not screen.purpose.isVisible()
    press(Qt.Key.Key_Return)
    assert trail.went[1:] == [("worker_form", who)]


def test_f7_refers_to_the_vacancy_that_waits_and_it_can_be_let_go(
    screen: WorkersScreen,
    shown: Showing,
    counter: Counter,
    people: dict[str, Worker],
    press: Pressing,
    trail: Trail,
):
    job = counter.a_vacancy(counter.an_employer())
    shown(screen, text="mui")
    shown(screen, vacancy_id=job.id)
    press(Qt.Key.Key_F7)
    who = {"worker_id": people["Mùi"].id}
    assert trail.went == [("referral_form", {**who, "vacancy_id": job.id})]
    shown(screen, vacancy_id=job.id)
    screen.purpose.pressed.emit()
    screen.card.refer_button.click()
    assert trail.went[1:] == [("referral_form", who)]


@pytest.mark.parametrize(("width", "columns"), [(1202, 5), (1000, 4), (900, 3)])
def test_nothing_is_cut_off(
    screen: WorkersScreen,
    shown: Showing,
    counter: Counter,
    qapp: QApplication,
    cut_off: Callable[[WorkersScreen], list[str]],
    width: int,
    columns: int,
):
    mui = a_worker_on_benefit(registered_on=None, wanted_jobs="Thợ may, đóng gói, phụ bếp")
    counter.registered(mui)
    counter.issued(mui, valid_until=counter.desk.today() + timedelta(days=3))
    shown(screen, worker_id=mui.id)
    screen.resize(width, 620)
    qapp.processEvents()
    assert cut_off(screen) == []
    edge = screen.card.timeline_card
    assert edge.mapTo(screen, QPoint(edge.width(), 0)).x() <= width
    hidden = [screen.table.isColumnHidden(column) for column in range(5)]
    assert hidden.count(False) == columns
