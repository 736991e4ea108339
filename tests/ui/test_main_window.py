"""Going about in the main window: rail, keys, search, who is in view, what is asked before a form
is used anew. The screens are the real ones."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import partial

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QPushButton

from desktop_app.domain.faults import DiskFull
from desktop_app.domain.workers import Worker
from desktop_app.office.desk import Changed, Desk
from desktop_app.office.drafts import drafts
from desktop_app.office.follow_ups import due_follow_ups
from desktop_app.office.referrals import issue_referral, new_referral
from desktop_app.office.sign_in import open_desk, sign_out
from desktop_app.office.workers import correct_worker, register_worker, worker
from tests.builders import a_worker
from tests.office.conftest import Clock, Kept
from tests.ui.counsellor import Counsellor
from tests.ui.fixture_types import Answering
from tests.ui.full_disk import MUCH, a_full_disk
from ui.main_window import RAIL
from ui.rail import RailButton
from ui.screens.contact_form import ContactForm
from ui.screens.everything import Screens
from ui.screens.form_screen import FormScreen
from ui.screens.screen import Screen
from ui.screens.settings import SettingsScreen
from ui.screens.visit_form import VisitForm
from ui.screens.worker_form import WorkerForm
from ui.screens.workers import WorkersScreen
from ui.workplace import Workplace

ENTER, ESCAPE, F2, F3, F4 = (
    Qt.Key.Key_Return,
    Qt.Key.Key_Escape,
    Qt.Key.Key_F2,
    Qt.Key.Key_F3,
    Qt.Key.Key_F4,
)
F5, F6, F7, F10 = Qt.Key.Key_F5, Qt.Key.Key_F6, Qt.Key.Key_F7, Qt.Key.Key_F10
ABOUT_A_PERSON = ((F4, "visit_form"), (F6, "contact_form"), (F7, "referral_form"))
CONTROL, ALT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.AltModifier


def registered(desk: Desk, name: str, number: str) -> Worker:
    """A worker who is in the book before the window is looked at."""
    new = a_worker(full_name=name, personal_number=number, registered_on=None)
    register_worker(desk, worker=new)
    return new


@pytest.fixture
def mui(counsellor: Counsellor) -> Worker:
    """Triệu Thị Mùi, registered."""
    return registered(counsellor.main.place.desk, "Triệu Thị Mùi", "020195007890")


@pytest.fixture
def hoa(counsellor: Counsellor) -> Worker:
    """Lý Thị Hoa, registered."""
    return registered(counsellor.main.place.desk, "Lý Thị Hoa", "020195007891")


def form(counsellor: Counsellor, kind: type[FormScreen]) -> FormScreen:
    """A form screen of the window."""
    screen = counsellor.main.screens[kind.name]
    assert isinstance(screen, kind)
    return screen


# --- the rail ------------------------------------------------------------------------------------


def test_every_entry_of_the_rail_leads_to_its_screen(counsellor: Counsellor):
    entries = [
        button
        for button in counsellor.main.rail.findChildren(RailButton)
        if button.property("screen")
    ]
    assert [button.text() for button in entries] == [
        "Hôm nay",
        "Người lao động",
        "Tư vấn",
        "Giới thiệu",
        "Theo dõi",
        "Việc làm trống",
        "Doanh nghiệp",
        "Báo cáo",
        "Đồng bộ",
        "Thiết lập",
    ]
    for entry in entries:
        entry.click()
        counsellor.settle()
        assert counsellor.here == entry.property("screen")
        assert counsellor.main.current().isVisible()
        assert [button.text() for button in entries if button.isChecked()] == [entry.text()]


def test_a_form_marks_the_entry_it_belongs_to(counsellor: Counsellor, mui: Worker):
    counsellor.go("visit_form", worker_id=mui.id)
    checked = [b.text() for b in counsellor.main.rail.findChildren(RailButton) if b.isChecked()]
    assert checked == ["Tư vấn"]


def test_every_screen_can_be_reached_by_its_name(counsellor: Counsellor):
    screens = counsellor.main.screens
    assert isinstance(screens, Screens)
    assert {name: screens[name].rail for name in screens.names()} == {
        "today": "today",
        "workers": "workers",
        "worker_form": "workers",
        "visits": "visits",
        "visit_form": "visits",
        "referrals": "referrals",
        "referral_form": "referrals",
        "outcome_form": "referrals",
        "follow_ups": "follow_ups",
        "contact_form": "follow_ups",
        "vacancies": "vacancies",
        "vacancy_form": "vacancies",
        "employers": "employers",
        "employer_form": "employers",
        "figures": "figures",
        "figure_people": "figures",
        "exchange": "exchange",
        "decision": "exchange",
        "person_question": "exchange",
        "settings": "settings",
        "typing_settings": "settings",
        "display_settings": "settings",
        "users": "settings",
        "backups": "settings",
        "audit": "settings",
    }


# --- who is in view ------------------------------------------------------------------------------


def test_after_registering_two_people_the_second_is_the_one_in_view(counsellor: Counsellor):
    first = counsellor.register("Triệu Thị Mùi", "020195007890")
    assert counsellor.main.current().worker_id() == first
    second = counsellor.register("Hoàng Thị Én", "020195004567")
    workers = counsellor.main.current()
    assert isinstance(workers, WorkersScreen)
    assert workers.worker_id() == second
    chosen = workers.table.chosen_record()
    assert chosen is not None
    assert chosen.id == second
    assert workers.card.name.text() == "Hoàng Thị Én"
    for key, screen in ABOUT_A_PERSON:
        counsellor.go("workers")
        counsellor.press(key)
        assert (counsellor.here, counsellor.main.current().worker_id()) == (screen, second)


def test_the_keys_are_about_the_person_in_view(counsellor: Counsellor, mui: Worker, hoa: Worker):
    for key, screen in ABOUT_A_PERSON:
        counsellor.go("workers", worker_id=mui.id)
        counsellor.go("workers", worker_id=hoa.id)
        counsellor.press(key)
        assert (counsellor.here, counsellor.main.current().worker_id()) == (screen, hoa.id)
        counsellor.go("worker_form", worker_id=mui.id)
        counsellor.press(key)
        assert (counsellor.here, counsellor.main.current().worker_id()) == (screen, mui.id)


def test_a_form_still_being_read_is_not_about_the_person_before(
    counsellor: Counsellor, mui: Worker, hoa: Worker
):
    for key, _ in ABOUT_A_PERSON:
        counsellor.go("contact_form", worker_id=mui.id)
        counsellor.main.show_screen("contact_form", worker_id=hoa.id)
        counsellor.press(key)  # at once, before it is read
        assert counsellor.main.current().worker_id() in ("", hoa.id)


def test_without_a_person_the_list_of_people_comes(counsellor: Counsellor):
    said: list[str] = []
    counsellor.main.place.said.connect(said.append)
    for key, _ in ABOUT_A_PERSON:
        counsellor.go("today")
        counsellor.press(key)
        assert counsellor.here == "workers"
    assert said == ["Hãy chọn người lao động trước."] * 3


# --- search, back, refresh, help -----------------------------------------------------------------


@pytest.mark.parametrize(
    ("key", "held"), [(Qt.Key.Key_K, CONTROL), (F3, Qt.KeyboardModifier.NoModifier)]
)
def test_the_search_box_finds_from_every_screen(
    counsellor: Counsellor,
    mui: Worker,
    hoa: Worker,
    qapp: QApplication,
    key: Qt.Key,
    held: Qt.KeyboardModifier,
):
    counsellor.go("settings")
    counsellor.press(key, held)
    assert qapp.focusWidget() is counsellor.main.top.search
    counsellor.type("ly thi", ENTER)
    assert (counsellor.here, counsellor.main.current().worker_id()) == ("workers", hoa.id)
    counsellor.press(key, held)
    counsellor.type("mui", ENTER)  # what was sought before is overwritten
    assert counsellor.main.top.search.text() == "mui"
    assert counsellor.main.current().worker_id() == mui.id


def test_alt_and_the_arrows_go_back_and_forward(counsellor: Counsellor):
    for screen in ("visits", "referrals"):
        counsellor.go(screen)
    seen: list[str] = []
    for key in (Qt.Key.Key_Left, Qt.Key.Key_Left, Qt.Key.Key_Left, Qt.Key.Key_Right):
        counsellor.press(key, ALT)
        seen.append(counsellor.here)
    assert seen == ["visits", "today", "today", "visits"]
    counsellor.go("settings")
    counsellor.press(Qt.Key.Key_Right, ALT)
    assert counsellor.here == "settings"  # a new way has been taken


def test_a_form_with_something_typed_is_come_back_to(counsellor: Counsellor, mui: Worker):
    screen = form(counsellor, VisitForm)
    counsellor.go("visit_form", worker_id=mui.id)
    screen.form.focus_field("content")
    counsellor.type("Muốn làm gần nhà")
    counsellor.go("today")
    counsellor.press(Qt.Key.Key_Left, ALT)
    assert (counsellor.here, screen.form.record().content) == ("visit_form", "Muốn làm gần nhà")


def test_a_form_that_has_been_saved_is_passed_over(counsellor: Counsellor):
    counsellor.go("visits")
    counsellor.register("Triệu Thị Mùi", "020195007890")
    assert counsellor.here == "workers"
    counsellor.press(Qt.Key.Key_Left, ALT)
    assert counsellor.here == "visits"
    counsellor.press(Qt.Key.Key_Right, ALT)
    assert counsellor.here == "workers"


def test_a_form_that_was_given_up_is_passed_over(counsellor: Counsellor):
    counsellor.go("visits")
    counsellor.press(F2)
    screen = form(counsellor, WorkerForm)
    screen.cancel_button.click()
    counsellor.settle()
    assert counsellor.here == "visits"
    counsellor.press(Qt.Key.Key_Right, ALT)
    assert counsellor.here == "visits"


def test_f5_reads_again(counsellor: Counsellor, mui: Worker):
    workers = counsellor.go("workers", worker_id=mui.id)
    assert isinstance(workers, WorkersScreen)
    desk = counsellor.main.place.desk
    correct_worker(desk, worker=replace(worker(desk, worker_id=mui.id), full_name="Triệu Thị Mận"))
    counsellor.press(F5)
    assert workers.card.name.text() == "Triệu Thị Mận"


# --- what is typed is not lost -------------------------------------------------------------------


def typed_visit(counsellor: Counsellor, person: Worker) -> VisitForm:
    """A visit of a worker with something typed in it, and then the list of people."""
    counsellor.go("visit_form", worker_id=person.id)
    screen = form(counsellor, VisitForm)
    assert isinstance(screen, VisitForm)
    screen.form.focus_field("content")
    counsellor.type("Muốn làm gần nhà")
    return screen


def test_another_person_leaves_the_draft_of_the_first(
    counsellor: Counsellor, mui: Worker, hoa: Worker
):
    screen = typed_visit(counsellor, mui)
    counsellor.go("workers", worker_id=hoa.id)
    counsellor.press(F4)
    assert (counsellor.here, screen.worker_id()) == ("visit_form", hoa.id)
    assert screen.form.record().content == ""
    counsellor.go("workers", worker_id=mui.id)
    counsellor.press(F4)
    assert (counsellor.here, screen.worker_id()) == ("visit_form", mui.id)
    assert screen.form.record().content == "Muốn làm gần nhà"


def test_nothing_is_asked_when_nothing_is_typed(counsellor: Counsellor, mui: Worker, hoa: Worker):
    screen = form(counsellor, VisitForm)
    for person in (mui, hoa):
        counsellor.go("workers", worker_id=person.id)
        counsellor.press(F4)
        assert screen.worker_id() == person.id


def test_closing_keeps_the_draft_of_each_form(
    counsellor: Counsellor, mui: Worker, kept: Kept, clock: Clock
):
    typed_visit(counsellor, mui)
    counsellor.go("contact_form", worker_id=mui.id)
    form(counsellor, ContactForm).form.focus_field("note")
    counsellor.type_text("Gọi lại buổi chiều")
    assert counsellor.main.close()
    counsellor.qapp.processEvents()  # the program ends
    desk = open_desk(counsellor.program.folder, key=kept.key, user_id=kept.user_id, now=clock)
    titles = [draft.title for draft in drafts(desk)]
    sign_out(desk)
    assert sorted(titles) == ["Theo dõi: Triệu Thị Mùi", "Tư vấn: Triệu Thị Mùi"]


def test_a_letterhead_half_typed_is_kept_and_the_line_to_the_centre_asked_about(
    counsellor: Counsellor, answering: Answering, kept: Kept, clock: Clock
):
    settings = counsellor.go("settings")
    assert isinstance(settings, SettingsScreen)
    settings.line.focus_field("period_minutes")
    counsellor.type(Qt.Key.Key_End, "0")
    answering(False)
    assert not counsellor.main.close()
    counsellor.type(Qt.Key.Key_Backspace)
    settings.letterhead.focus_field("signer")
    counsellor.type_text("Lý Thị Hoa")
    assert counsellor.main.close()
    counsellor.qapp.processEvents()  # the program ends
    desk = open_desk(counsellor.program.folder, key=kept.key, user_id=kept.user_id, now=clock)
    titles = [draft.title for draft in drafts(desk)]
    sign_out(desk)
    assert titles == ["Đầu giấy: Văn phòng Bắc Sơn"]


def test_what_could_not_be_kept_is_asked_about(
    counsellor: Counsellor, mui: Worker, hoa: Worker, answering: Answering
):
    counsellor.go("visit_form", worker_id=mui.id)
    screen = form(counsellor, VisitForm)
    with a_full_disk(counsellor.main.place.desk):
        screen.form.fill(content=MUCH)
        screen.keep()
        counsellor.settle()
        assert screen.draft_line.text() == (
            "Bản nháp chưa giữ được: ổ đĩa đầy, hãy xóa bớt tệp khác. Cứ gõ tiếp."
        )
        answering(False)
        counsellor.main.show_screen("visit_form", worker_id=hoa.id)
        answering(False)
        assert not counsellor.main.close()
        assert (screen.worker_id(), screen.form.record().content) == (mui.id, MUCH)
        counsellor.settle()  # closing has tried to keep it once more
    screen.keep()
    counsellor.settle()
    assert (screen.draft_line.text(), screen.at_risk()) == ("", False)
    assert counsellor.main.close()


# --- what went wrong -----------------------------------------------------------------------------


def test_a_fault_stands_above_the_screen_until_it_is_read(counsellor: Counsellor):
    strip = counsellor.main.strip
    assert not strip.isVisible()
    counsellor.main.place.troubled.emit(str(DiskFull()))
    counsellor.settle()
    assert (strip.isVisible(), strip.text()) == (True, str(DiskFull()))
    strip.findChildren(QPushButton)[0].click()
    assert not strip.isVisible()


def test_a_fault_while_reading_is_told_and_not_asked(counsellor: Counsellor):
    def broken() -> None:
        raise DiskFull

    place = counsellor.main.place
    place.read(broken, print, owner=counsellor.main)
    counsellor.settle()
    assert counsellor.main.strip.text() == str(DiskFull())


def test_a_window_on_an_offices_data_says_nothing_of_made_up_data(counsellor: Counsellor):
    assert counsellor.main.windowTitle() == "Sổ Việc Làm"


# --- 1366 × 768 ----------------------------------------------------------------------------------


def test_nothing_is_cut_off(busy: Counsellor, cut_off: Callable[..., list[str]]):
    desk = busy.main.place.desk
    worker_id = due_follow_ups(desk)[0].worker_id
    letter = issue_referral(
        desk,
        referral=replace(
            new_referral(desk, worker_id=worker_id),
            employer="Công ty Cổ phần Đầu tư Xây dựng và Thương mại Hữu Nghị Đông Bắc",
            position="Công nhân may công nghiệp",
        ),
        consent_method="1",
    ).referral
    for screen, what in (
        *((name, {}) for name in ("today", "visits", "referrals", "follow_ups")),
        ("workers", {"worker_id": worker_id}),
        ("worker_form", {}),
        ("worker_form", {"worker_id": worker_id}),
        ("visit_form", {"worker_id": worker_id}),
        ("referral_form", {"worker_id": worker_id}),
        ("outcome_form", {"referral_id": letter.id}),
        ("contact_form", {"worker_id": worker_id}),
        ("exchange", {}),
        ("settings", {}),
    ):
        here = busy.go(screen, **what)
        assert cut_off(busy.main) == [], screen
        if isinstance(here, FormScreen):
            here.form.validate()  # what is missing is said
            busy.main.trouble(" ".join([str(DiskFull())] * 3))
            busy.settle()
            assert cut_off(busy.main) == [], screen


# --- taking back ---------------------------------------------------------------------------------


@dataclass
class Deed:
    """Something done, and taken back in the store's lane."""

    place: Workplace
    taken_back: list[str] = field(default_factory=list)

    def do(self, name: str) -> None:
        def take_back() -> Changed:
            self.taken_back.append(name)
            return Changed(frozenset({"worker"}), name)

        self.place.undoable(f"Đã ẩn {name}.", take_back)


@pytest.fixture
def deed(counsellor: Counsellor) -> Deed:
    return Deed(counsellor.main.place)


@pytest.mark.parametrize("how", ["Ctrl+Z", "button"])
def test_what_was_done_can_be_taken_back_once(counsellor: Counsellor, deed: Deed, how: str):
    announced: list[Changed] = []
    counsellor.main.place.changed.connect(announced.append)
    status = counsellor.main.status
    deed.do("Mùi")
    assert status.undo_button.isVisible()
    for _ in range(2):
        if how == "Ctrl+Z":
            counsellor.press(Qt.Key.Key_Z, CONTROL)
        else:
            status.undo_button.click()
            counsellor.settle()
    assert (deed.taken_back, announced) == (["Mùi"], [Changed(frozenset({"worker"}), "Mùi")])
    assert not status.undo_button.isVisible()


def test_only_what_is_shown_is_taken_back(counsellor: Counsellor, deed: Deed):
    deed.do("Mùi")
    deed.do("Bình")
    counsellor.press(Qt.Key.Key_Z, CONTROL)
    deed.do("Mùi")
    counsellor.main.place.said.emit("Đã cất.")
    assert not counsellor.main.status.undo_button.isVisible()
    counsellor.press(Qt.Key.Key_Z, CONTROL)
    assert deed.taken_back == ["Bình"]


def test_in_a_text_field_ctrl_z_takes_back_letters(counsellor: Counsellor, deed: Deed):
    counsellor.press(Qt.Key.Key_K, CONTROL)
    counsellor.type("mui")
    deed.do("Mùi")
    counsellor.press(Qt.Key.Key_Z, CONTROL)
    assert (counsellor.main.top.search.text(), deed.taken_back) == ("", [])


@pytest.mark.parametrize("leaving", ["rail", "F8", "back"])
def test_what_was_said_on_one_screen_is_over_on_the_next(counsellor: Counsellor, leaving: str):
    main = counsellor.main
    counsellor.go("employers")
    main.place.said.emit("Đã cất.")
    counsellor.press(F5)
    assert main.status.news.text() == "Đã cất."
    if leaving == "rail":
        main.rail.chosen.emit("vacancies")
    elif leaving == "back":
        main.back()
    else:
        counsellor.press(Qt.Key.Key_F8)
    assert main.status.news.text() == ""


def test_what_is_said_on_the_way_to_a_screen_is_seen_there(counsellor: Counsellor, mui: Worker):
    counsellor.go("visit_form", worker_id=mui.id)
    counsellor.type("1", ESCAPE)
    assert counsellor.here == "today"
    assert counsellor.main.status.news.text() == "Đã giữ bản nháp."


def test_what_can_be_taken_back_stays_for_its_time_on_any_screen(
    counsellor: Counsellor, deed: Deed
):
    deed.do("Mùi")
    counsellor.go("employers")
    counsellor.main.status.undo_button.click()
    counsellor.settle()
    assert deed.taken_back == ["Mùi"]


def test_a_narrow_window_is_as_wide_as_the_screen_in_it_needs(busy: Counsellor):
    main, widths = busy.main, list[int]()
    for entries in RAIL:
        for name, _, _ in entries:
            main.show_screen(name)
            busy.settle()
            main.resize(700, 500)
            busy.qtbot.waitUntil(partial(_has_its_width, main.current()))
            widths.append(main.width())
    assert min(widths) < max(widths)  # one that needs much does not widen the others


def _has_its_width(shown: Screen) -> bool:
    return shown.width() >= shown.minimumSizeHint().width()
