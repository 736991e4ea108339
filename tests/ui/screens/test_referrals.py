"""Giới thiệu: a letter typed with keys alone, its paper, the consent, and the list of letters."""

from collections.abc import Callable
from datetime import date

import pypdfium2
import pytest
from PySide6.QtCore import Qt
from PySide6.QtPrintSupport import QPrinterInfo
from PySide6.QtWidgets import QListView, QWidget
from pytestqt.qtbot import QtBot

from desktop_app.domain.referrals import Referral
from desktop_app.domain.vacancies import Vacancy
from desktop_app.domain.workers import Worker
from desktop_app.office.referrals import referral, referrals_of
from desktop_app.office.vacancies import close_vacancy
from desktop_app.office.workers import worker, worker_card
from tests.builders import a_worker, a_worker_on_benefit
from tests.office.conftest import Clock, Counter
from tests.ui.fixture_types import Pressing, Showing, Typing
from tests.ui.screens.conftest import Trail, words_of
from ui.background import Lanes
from ui.paper import NO_PRINTER
from ui.screens.referral_form import ReferralForm
from ui.screens.referrals import ReferralsScreen
from ui.workplace import Workplace


@pytest.fixture
def form(place: Workplace, trail: Trail) -> ReferralForm:  # noqa: ARG001 - it listens
    """The form, not shown yet."""
    return ReferralForm(place)


@pytest.fixture
def letters(place: Workplace, trail: Trail) -> ReferralsScreen:  # noqa: ARG001 - it listens
    """The list, not shown yet."""
    return ReferralsScreen(place)


@pytest.fixture
def mui(counter: Counter) -> Worker:
    """Triệu Thị Mùi, who has agreed to the use of her data."""
    return counter.registered()


@pytest.fixture
def silent(counter: Counter) -> Worker:
    """A worker of whom no consent is recorded."""
    return counter.registered(counter.binh(consent_on=None, consent_method=""))


def words_on(pdf: bytes) -> str:
    """The text of the paper, as a PDF reader finds it."""
    return pypdfium2.PdfDocument(pdf)[0].get_textpage().get_text_bounded()


def letters_of(counter: Counter, person: Worker) -> list[Referral]:
    """The letters of a worker, newest first."""
    rows = referrals_of(counter.desk, worker_id=person.id)
    return [referral(counter.desk, referral_id=row.id) for row in rows]


def test_a_letter_is_issued_with_keys_alone(
    form: ReferralForm,
    counter: Counter,
    mui: Worker,
    trail: Trail,
    shown: Showing,
    press: Pressing,
    type_text: Typing,
    qtbot: QtBot,
):
    shown(form, worker_id=mui.id)
    type_text("Công ty TNHH May Thất Khê")
    press(Qt.Key.Key_Return)
    type_text("Khu 2, xã Thất Khê, tỉnh Lạng Sơn")
    press(Qt.Key.Key_Return)
    type_text("Thợ may công nghiệp")
    press(Qt.Key.Key_Return)
    type_text("+30")
    press(Qt.Key.Key_F10)
    qtbot.waitUntil(lambda: trail.went != [])
    [letter] = letters_of(counter, mui)
    assert letter == Referral(
        id=letter.id,
        number="BS1-2026-00001",
        worker_id=mui.id,
        employer="Công ty TNHH May Thất Khê",
        employer_address="Khu 2, xã Thất Khê, tỉnh Lạng Sơn",
        position="Thợ may công nghiệp",
        experience="6 tháng may công nghiệp",
        issued_on=date(2026, 11, 23),
        valid_until=date(2026, 12, 23),
        counsellor_id=counter.desk.user.id,
    )
    assert trail.went == [("workers", {"worker_id": mui.id})]
    assert trail.said == ["Đã cấp phiếu BS1-2026-00001."]
    assert worker_card(counter.desk, worker_id=mui.id).timeline[0].record_id == letter.id


def test_the_shortest_letter_takes_two_fields(
    form: ReferralForm,
    counter: Counter,
    mui: Worker,
    trail: Trail,
    shown: Showing,
    press: Pressing,
    type_text: Typing,
    qtbot: QtBot,
):
    shown(form, worker_id=mui.id)
    type_text("HTX Hồi Bắc Sơn")
    press(Qt.Key.Key_Return)
    press(Qt.Key.Key_Return)
    type_text("Sơ chế hoa hồi")
    press(Qt.Key.Key_F10)
    qtbot.waitUntil(lambda: trail.went != [])
    [letter] = letters_of(counter, mui)
    assert (letter.employer, letter.position) == ("HTX Hồi Bắc Sơn", "Sơ chế hoa hồi")
    assert letter.valid_until == date(2026, 12, 7)


def test_the_paper_follows_the_typing(
    form: ReferralForm, mui: Worker, shown: Showing, type_text: Typing, lanes: Lanes
):
    shown(form, worker_id=mui.id)
    assert "TRIỆU THỊ MÙI" in words_on(form.paper.view.pdf)
    assert "Mã phiếu: chưa cấp" in words_on(form.paper.view.pdf)
    type_text("Công ty TNHH May Thất Khê")
    lanes.drain()
    assert words_on(form.paper.view.pdf).count("Công ty TNHH May Thất Khê") == 2
    assert len(form.paper.view.pictures()) == 1


def test_what_the_paper_cannot_hold_is_told_before_printing(
    form: ReferralForm, counter: Counter, shown: Showing, lanes: Lanes
):
    long = counter.registered(a_worker(registered_on=None, experience="May công nghiệp. " * 150))
    shown(form, worker_id=long.id)
    lanes.drain()
    assert form.paper.notice.text().startswith("Mục “Kinh nghiệm làm việc” quá dài")


def test_a_letter_without_employer_is_a_line_under_the_field_and_uses_no_number(
    form: ReferralForm,
    counter: Counter,
    mui: Worker,
    shown: Showing,
    press: Pressing,
    type_text: Typing,
    lanes: Lanes,
    trail: Trail,
    qtbot: QtBot,
):
    shown(form, worker_id=mui.id)
    assert form.foot.text() == "Chưa có: Người sử dụng lao động, Vị trí dự tuyển"
    form.save()
    lanes.drain()
    assert [(problem.field, problem.message) for problem in form.form.problems()] == [
        ("employer", "Chưa nhập đơn vị tuyển dụng"),
        ("position", "Chưa nhập vị trí dự tuyển"),
    ]
    assert letters_of(counter, mui) == []
    type_text("HTX Hồi Bắc Sơn")
    form.form.focus_field("position")
    type_text("Sơ chế")
    press(Qt.Key.Key_Return)
    assert form.foot.text() == "Số BS1-2026-… được cấp khi cất; không bao giờ dùng lại."
    press(Qt.Key.Key_F10)
    qtbot.waitUntil(lambda: trail.went != [])
    assert [letter.number for letter in letters_of(counter, mui)] == ["BS1-2026-00001"]


@pytest.mark.parametrize("width", [1202, 929, 860, 640])
def test_nothing_is_cut_off_where_there_is_less_room(
    form: ReferralForm,
    mui: Worker,
    shown: Showing,
    lanes: Lanes,
    cut_off: Callable[[QWidget], list[str]],
    width: int,
):
    shown(form, worker_id=mui.id)
    form.resize(width, 620)
    lanes.drain()
    assert cut_off(form) == []
    assert form.paper.isVisible() is (width >= 860)


# --- to a vacancy --------------------------------------------------------------------------------


@pytest.fixture
def job(counter: Counter) -> Vacancy:
    """Fourteen sewing machinists wanted in Thất Khê."""
    return counter.a_vacancy(counter.an_employer(), places=14)


def note(form: ReferralForm, name: str) -> tuple[str, str]:
    """The remark under a field and its tone."""
    return next(cell.note for cell in form.form.cells() if cell.field.name == name)


def offers(form: ReferralForm) -> list[str]:
    """The vacancies offered under the employer's field."""
    found = [view for view in form.findChildren(QListView) if view.isVisible()]
    rows = [(view.model(), row) for view in found for row in range(view.model().rowCount())]
    return [str(model.index(row, 0).data()) for model, row in rows]


def test_a_vacancy_found_while_typing_fills_the_letter_in_seven_keys(
    form: ReferralForm,
    counter: Counter,
    mui: Worker,
    job: Vacancy,
    shown: Showing,
    press: Pressing,
    type_text: Typing,
    lanes: Lanes,
    qtbot: QtBot,
    trail: Trail,
):
    shown(form, worker_id=mui.id)  # F7 is the first key
    type_text("may")
    lanes.drain()
    assert offers(form) == ["Thợ may công nghiệp"]
    press(Qt.Key.Key_Down)
    press(Qt.Key.Key_Return)
    form.save()  # as F10 does, before the letter is filled
    qtbot.waitUntil(lambda: trail.went != [])
    [letter] = letters_of(counter, mui)
    assert (letter.employer, letter.employer_address, letter.position) == (
        "Công ty TNHH May Thất Khê",
        "Khu 2, xã Thất Khê, tỉnh Lạng Sơn",
        "Thợ may công nghiệp",
    )
    assert (letter.employer_id, letter.vacancy_id) == (job.employer_id, job.id)


def test_what_fits_is_only_offered(
    form: ReferralForm,
    counter: Counter,
    mui: Worker,
    shown: Showing,
    press: Pressing,
    type_text: Typing,
    lanes: Lanes,
    qtbot: QtBot,
    trail: Trail,
    job: Vacancy,
):
    shown(form, worker_id=mui.id)
    type_text("May")
    lanes.drain()
    assert offers(form) == [job.title]
    press(Qt.Key.Key_Return)
    assert note(form, "employer") == ("Không chọn trong sổ: in đúng như đã gõ", "info")
    form.form.focus_field("position")
    type_text("Thợ phụ")
    form.save()
    qtbot.waitUntil(lambda: trail.went != [])
    [letter] = letters_of(counter, mui)
    assert (letter.employer, letter.employer_id, letter.vacancy_id) == ("May", "", "")


def test_another_job_or_employer_is_not_that_vacancy(
    form: ReferralForm, mui: Worker, job: Vacancy, shown: Showing, type_text: Typing
):
    shown(form, worker_id=mui.id, vacancy_id=job.id)
    assert form.form.record().vacancy_id == job.id
    assert note(form, "employer") == ("Còn 14 chỗ · 6,5–9 triệu · đến 31/12/2026", "ok")
    assert not form.unsaved()
    form.form.focus_field("position")
    type_text("Thợ phụ")
    letter = form.form.record()
    assert (letter.employer_id, letter.vacancy_id) == (job.employer_id, "")
    assert note(form, "employer")[0] == ""
    form.form.focus_field("employer")
    type_text("HTX")
    letter = form.form.record()
    assert (letter.employer_id, letter.vacancy_id) == ("", "")


def test_a_vacancy_that_is_full_or_closed_is_told_under_the_field(
    form: ReferralForm, counter: Counter, mui: Worker, shown: Showing
):
    firm = counter.an_employer()
    full, closed = counter.a_vacancy(firm, places=1), counter.a_vacancy(firm, title="Thợ là")
    counter.outcome(counter.letter_to(counter.registered(counter.binh()), full), "started_work")
    close_vacancy(counter.desk, vacancy_id=closed.id)
    shown(form, worker_id=mui.id, vacancy_id=full.id)
    assert note(form, "position") == ("Vị trí này đã đủ người (1/1)", "warn")
    shown(form, worker_id=mui.id, vacancy_id=closed.id)
    assert note(form, "position") == ("Vị trí này đã ngừng tuyển từ ngày 23/11/2026", "warn")


# --- consent -------------------------------------------------------------------------------------


def issue(form: ReferralForm, employer: str, type_text: Typing) -> None:
    """Type the least and save."""
    type_text(employer)
    form.form.focus_field("position")
    type_text("Bốc xếp")
    form.save()


def test_consent_is_asked_once_and_recorded(
    form: ReferralForm,
    counter: Counter,
    silent: Worker,
    trail: Trail,
    shown: Showing,
    type_text: Typing,
    answering: Callable[[bool], None],
    qtbot: QtBot,
):
    shown(form, worker_id=silent.id)
    answering(True)  # the first way: signed on paper
    issue(form, "Công ty Gạch Hữu Lũng", type_text)
    qtbot.waitUntil(lambda: len(trail.went) == 1)
    known = worker(counter.desk, worker_id=silent.id)
    assert (known.consent_on, known.consent_method) == (date(2026, 11, 23), "1")
    shown(form, worker_id=silent.id)
    issue(form, "HTX Hồi Bắc Sơn", type_text)
    qtbot.waitUntil(lambda: len(trail.went) == 2)
    assert [letter.employer for letter in letters_of(counter, silent)] == [
        "HTX Hồi Bắc Sơn",
        "Công ty Gạch Hữu Lũng",
    ]


def test_without_consent_no_letter_is_issued_and_what_was_typed_stays(
    form: ReferralForm,
    counter: Counter,
    silent: Worker,
    trail: Trail,
    shown: Showing,
    type_text: Typing,
    answering: Callable[[bool], None],
    lanes: Lanes,
):
    shown(form, worker_id=silent.id)
    answering(False)
    issue(form, "Công ty Gạch Hữu Lũng", type_text)
    lanes.drain()
    assert form.strip.text() == (
        "Chưa cấp phiếu vì người lao động chưa đồng ý cho dùng thông tin cá nhân."
    )
    assert form.form.record().employer == "Công ty Gạch Hữu Lũng"
    assert letters_of(counter, silent) == []
    assert worker(counter.desk, worker_id=silent.id).consent_on is None
    assert trail.went == []


# --- printing ------------------------------------------------------------------------------------


@pytest.mark.skipif(bool(QPrinterInfo.availablePrinterNames()), reason="this PC has a printer")
def test_saving_and_printing_keeps_the_letter_even_without_a_printer(
    form: ReferralForm,
    counter: Counter,
    mui: Worker,
    trail: Trail,
    shown: Showing,
    press: Pressing,
    type_text: Typing,
    qtbot: QtBot,
):
    shown(form, worker_id=mui.id)
    type_text("HTX Hồi Bắc Sơn")
    form.form.focus_field("position")
    type_text("Sơ chế")
    press(Qt.Key.Key_P, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: trail.troubled != [])
    assert trail.troubled == [NO_PRINTER]
    assert [letter.number for letter in letters_of(counter, mui)] == ["BS1-2026-00001"]
    assert trail.went == [("workers", {"worker_id": mui.id})]


# --- what must be known --------------------------------------------------------------------------


def test_an_earlier_letter_without_result_is_told_and_opened(
    form: ReferralForm, counter: Counter, mui: Worker, trail: Trail, shown: Showing
):
    earlier = counter.issued(mui)
    shown(form, worker_id=mui.id)
    assert form.earlier.text() == "Phiếu BS1-2026-00001 chưa có kết quả."
    assert not form.benefit.isVisible()
    form.earlier.pressed.emit()
    assert trail.went == [("outcome_form", {"referral_id": earlier.id})]


def test_drawing_benefit_is_told(
    form: ReferralForm,
    counter: Counter,
    shown: Showing,
    cut_off: Callable[[QWidget], list[str]],
):
    claimant = counter.registered(a_worker_on_benefit(registered_on=None))
    counter.issued(claimant)
    shown(form, worker_id=claimant.id)
    assert form.benefit.text() == (
        "Đang hưởng BHTN: từ chối hai lần không có lý do chính đáng có thể chấm dứt hưởng."
    )
    assert cut_off(form) == []
    assert hidden_below(form.benefit) == 0


def hidden_below(widget: QWidget) -> int:
    """Pixels of a widget's height that do not show."""
    return widget.height() - widget.visibleRegion().boundingRect().height()


def test_a_first_refusal_is_told_before_the_next_letter(
    form: ReferralForm, counter: Counter, shown: Showing
):
    claimant = counter.registered(a_worker_on_benefit(registered_on=None))
    letter = counter.issued(claimant)
    counter.outcome(letter, "refused_by_worker", reason="1", justified="2")
    shown(form, worker_id=claimant.id)
    assert form.benefit.text() == (
        "Đang hưởng BHTN: đã từ chối 1 lần không có lý do chính đáng; từ chối lần hai có thể "
        "chấm dứt hưởng trợ cấp thất nghiệp."
    )


# --- the list ------------------------------------------------------------------------------------


def test_the_list_shows_the_letters_without_result_or_all_of_them(
    letters: ReferralsScreen,
    counter: Counter,
    clock: Clock,
    mui: Worker,
    shown: Showing,
    lanes: Lanes,
):
    first = counter.issued(mui, valid_until=date(2026, 11, 25))
    counter.outcome(first, "started_work")
    counter.issued(mui, valid_until=date(2026, 11, 26))
    clock.move(days=1)
    counter.issued(counter.registered(counter.binh()), valid_until=date(2026, 11, 24))
    shown(letters)
    job = "HTX Hồi Bắc Sơn · Sơ chế hoa hồi"
    open_rows = [
        ["BS1-2026-00003", "24/11/2026", "Nông Văn Bình", job, "24/11/2026", "Hết hạn hôm nay"],
        ["BS1-2026-00002", "23/11/2026", "Triệu Thị Mùi", job, "26/11/2026", "Còn 2 ngày"],
    ]
    assert words_of(letters.table) == open_rows
    assert letters.about.text() == "2 phiếu chưa có kết quả"
    letters.only_open.click()
    lanes.drain()
    assert words_of(letters.table) == [
        *open_rows,
        ["BS1-2026-00001", "23/11/2026", "Triệu Thị Mùi", job, "25/11/2026", "Đã nhận việc"],
    ]
    assert letters.about.text() == "3 phiếu · mới nhất trước"


def test_enter_opens_the_outcome(
    letters: ReferralsScreen,
    counter: Counter,
    mui: Worker,
    shown: Showing,
    press: Pressing,
    trail: Trail,
):
    letter = counter.issued(mui)
    shown(letters)
    assert letters.worker_id() == mui.id
    press(Qt.Key.Key_Return)
    letters.add_button.click()
    assert trail.went == [
        ("outcome_form", {"referral_id": letter.id}),
        ("referral_form", {"worker_id": mui.id}),
    ]


def test_an_empty_list_leads_to_the_people(letters: ReferralsScreen, shown: Showing, trail: Trail):
    shown(letters)
    letters.add_button.click()
    assert trail.went == [("workers", {})]


def test_a_letter_past_its_last_day_says_so(
    letters: ReferralsScreen, counter: Counter, clock: Clock, mui: Worker, shown: Showing
):
    counter.issued(mui)
    passed = counter.issued(mui, employer="Công ty Gạch Hữu Lũng", position="Bốc xếp")
    counter.outcome(passed, "passed")
    clock.move(days=17)
    shown(letters)
    assert [row[-1] for row in words_of(letters.table)] == ["Quá hạn 3 ngày", "Đã trúng tuyển"]
