"""Doanh nghiệp: registering with keys alone, the same tax code, list, card, deleting."""

from collections.abc import Callable
from datetime import date

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop_app.domain.employers import Employer
from desktop_app.office.desk import Changed
from desktop_app.office.employers import employer, find_employers
from tests.office.conftest import Counter
from tests.ui.fixture_types import CutOff, Pressing, Showing, Typing
from tests.ui.screens.conftest import Trail, words_of
from ui.background import Lanes
from ui.screens.employer_form import EmployerForm, TaxCodeEditor
from ui.screens.employers import EmployersScreen
from ui.workplace import Workplace


@pytest.fixture
def form(place: Workplace, trail: Trail) -> EmployerForm:  # noqa: ARG001 - it listens
    """The form, not shown yet."""
    return EmployerForm(place)


@pytest.fixture
def screen(place: Workplace, trail: Trail) -> EmployersScreen:  # noqa: ARG001 - it listens
    """The list with its card, not shown yet."""
    return EmployersScreen(place)


def all_employers(counter: Counter) -> list[Employer]:
    """The employers in the lists, by name."""
    rows = find_employers(counter.desk, text="", offset=0, limit=10).rows
    return [employer(counter.desk, employer_id=row.id) for row in rows]


# --- the form ------------------------------------------------------------------------------------


def test_an_employer_is_registered_with_keys_alone(
    form: EmployerForm,
    counter: Counter,
    trail: Trail,
    shown: Showing,
    press: Pressing,
    type_text: Typing,
    qtbot: QtBot,
):
    shown(form)
    type_text("Công ty TNHH May Thất Khê")
    press(Qt.Key.Key_Return)
    type_text("0100 109 106")
    press(Qt.Key.Key_Return)
    type_text("3")  # the kind
    type_text("4")  # the size
    type_text("c")
    press(Qt.Key.Key_Return)
    type_text("Nguyễn Văn Hùng")
    press(Qt.Key.Key_Return)
    type_text("0205 3883 120")
    press(Qt.Key.Key_Return)
    press(Qt.Key.Key_Return)
    type_text("that khe")
    press(Qt.Key.Key_Return)
    type_text("Khu 2")
    press(Qt.Key.Key_F10)
    qtbot.waitUntil(lambda: trail.went != [])
    [made] = all_employers(counter)
    assert made == Employer(
        id=made.id,
        name="Công ty TNHH May Thất Khê",
        tax_code="0100109106",
        kind="3",
        size="4",
        sector="2025:C",
        representative="Nguyễn Văn Hùng",
        phone="02053883120",
        commune="new:06040",
        address_detail="Khu 2",
        registered_on=date(2026, 11, 23),
        registered_by=counter.desk.user.id,
    )
    assert trail.went == [("employers", {"employer_id": made.id})]
    assert trail.said == ["Đã cất Công ty TNHH May Thất Khê."]


def test_the_sector_shows_its_letter_and_the_year_of_its_list(
    form: EmployerForm, counter: Counter, shown: Showing
):
    known = counter.an_employer(sector="2018:C")
    shown(form, employer_id=known.id)
    assert form.sector.text() == "C · Công nghiệp chế biến, chế tạo (VSIC 2018)"
    assert (form.form.record().sector, form.unsaved()) == ("2018:C", False)


def test_what_is_missing_is_said_and_nothing_is_saved(
    form: EmployerForm, counter: Counter, shown: Showing, lanes: Lanes
):
    shown(form)
    form.save()
    lanes.drain()
    assert [(problem.field, problem.message) for problem in form.form.problems()] == [
        ("name", "Chưa nhập tên người sử dụng lao động"),
        ("kind", "Chưa chọn loại hình"),
        ("address_detail", "Chưa nhập địa chỉ"),
    ]
    assert all_employers(counter) == []


def message(form: EmployerForm, name: str) -> str:
    """The words under a field."""
    found = [cell for cell in form.form.cells() if cell.field.name == name]
    return found[0].field.editor.accessibleDescription() or found[0].note[0]


def test_an_address_is_wanted_in_words_as_long_as_no_commune_is_chosen(
    form: EmployerForm, shown: Showing
):
    shown(form)
    cell = next(cell for cell in form.form.cells() if cell.field.name == "address_detail")
    assert cell.field.editor.accessibleName() == "Địa chỉ, bắt buộc"
    assert form.foot.text() == "Chưa có: Tên đơn vị, Loại hình, Địa chỉ"
    form.form.fill(commune="new:06325")
    assert cell.field.editor.accessibleName() == "Địa chỉ"
    assert form.foot.text() == "Chưa có: Tên đơn vị, Loại hình"


def test_a_wrong_tax_code_is_told_and_saved_all_the_same(
    form: EmployerForm,
    counter: Counter,
    shown: Showing,
    press: Pressing,
    type_text: Typing,
    trail: Trail,
    qtbot: QtBot,
):
    known = counter.an_employer()
    shown(form, employer_id=known.id)
    form.form.focus_field("tax_code")
    form.tax_code.selectAll()
    type_text("0100109107")
    press(Qt.Key.Key_Return)
    assert message(form, "tax_code") == "Mã số thuế không đúng: chữ số kiểm tra không khớp"
    form.save()
    qtbot.waitUntil(lambda: trail.went != [])
    assert employer(counter.desk, employer_id=known.id).tax_code == "0100109107"


def test_another_employer_with_the_same_tax_code_is_named(
    form: EmployerForm, counter: Counter, shown: Showing, type_text: Typing, lanes: Lanes
):
    counter.an_employer()
    shown(form)
    form.form.focus_field("tax_code")
    type_text("0100109106")
    lanes.drain()
    assert message(form, "tax_code") == "Mã số thuế này đã có: Công ty TNHH May Thất Khê"
    type_text("-001")
    lanes.drain()
    assert message(form, "tax_code") == ""


def test_a_branch_is_written_behind_a_dash():
    editor = TaxCodeEditor()
    assert editor.read("0100 109 106 001") == "0100109106-001"
    assert editor.read("0100109106-001") == "0100109106-001"
    assert editor.read("020195007890") == "020195007890"


def test_the_short_form_fits_the_office_screen_and_the_rest_unfolds(
    form: EmployerForm, shown: Showing, cut_off: CutOff, qapp: QApplication
):
    shown(form)
    assert form.form.height() - form.form.visibleRegion().boundingRect().height() == 0
    assert cut_off(form) == []
    form.more_button.click()
    qapp.processEvents()
    assert form.form.focusWidget() is form.form.cells()[-3].field.editor
    assert cut_off(form) == []


# --- the list and the card -----------------------------------------------------------------------


def test_the_list_tells_where_people_are_wanted(
    screen: EmployersScreen, counter: Counter, shown: Showing
):
    may = counter.an_employer()
    counter.a_vacancy(may, places=20)
    counter.a_vacancy(may, title="Kỹ thuật chuyền", places=2)
    counter.an_employer(name="HTX Hồi Bắc Sơn", tax_code="", kind="7", commune="new:06325")
    shown(screen)
    assert words_of(screen.table) == [
        [
            "Công ty TNHH May Thất Khê",
            "0100109106",
            "DN ngoài nhà nước",
            "Khu 2, xã Thất Khê",
            "2",
            "22",
        ],
        ["HTX Hồi Bắc Sơn", "", "Hợp tác xã (bổ sung)", "Khu 2, xã Bắc Sơn", "", ""],
    ]
    assert screen.count.text() == "2 đơn vị"


def test_a_search_shows_the_first_hit(
    screen: EmployersScreen,
    counter: Counter,
    shown: Showing,
    type_text: Typing,
    lanes: Lanes,
    trail: Trail,
):
    counter.an_employer()
    hoi = counter.an_employer(name="HTX Hồi Bắc Sơn", tax_code="")
    shown(screen)
    type_text("hoi bac")
    lanes.drain()
    assert [row[0] for row in words_of(screen.table)] == ["HTX Hồi Bắc Sơn"]
    assert screen.card.name.text() == "HTX Hồi Bắc Sơn"
    assert screen.worker_id() == ""
    screen.card.edit_button.click()
    assert trail.went == [("employer_form", {"employer_id": hoi.id})]


def test_the_card_tells_all_that_is_known(
    screen: EmployersScreen, counter: Counter, shown: Showing, cut_off: CutOff
):
    may = counter.an_employer(size="5", sector="2025:C", note="Nhận người mới thứ Hai.")
    job = counter.a_vacancy(may, places=20)
    counter.letter_to(counter.registered(), job)
    counter.visited_by(may, topics=("td", "cs"))
    shown(screen, employer_id=may.id)
    card = screen.card
    assert (card.name.text(), card.state.text()) == (may.name, "Đang tuyển 1 vị trí")
    assert card.about.text() == (
        "Doanh nghiệp ngoài nhà nước · 201 - 500 lao động · MST 0100109106"
    )
    assert {name: card.facts.text(name) for name in ("Địa chỉ", "Liên hệ", "Ghi chú")} == {
        "Địa chỉ": "Khu 2, xã Thất Khê, tỉnh Lạng Sơn",
        "Liên hệ": "Nông Thị Én, 0912\u00a0345\u00a0671",
        "Ghi chú": "Nhận người mới thứ Hai.",
    }
    assert words_of(card.vacancies.table) == [["Thợ may công nghiệp", "20/20", "Đang tuyển"]]
    assert words_of(card.visits.table) == [
        ["23/11/2026", "Tuyển dụng lao động, Chính sách, pháp luật", "Lý Thị Hoa"]
    ]
    assert words_of(card.letters.table) == [["Triệu Thị Mùi", "Còn 14 ngày"]]
    assert cut_off(screen) == []


def test_the_card_leads_on(
    screen: EmployersScreen, counter: Counter, shown: Showing, trail: Trail, press: Pressing
):
    may = counter.an_employer()
    job = counter.a_vacancy(may)
    letter = counter.letter_to(counter.registered(), job)
    shown(screen, employer_id=may.id)
    press(Qt.Key.Key_F4)
    for button in (screen.card.vacancy_button, screen.card.edit_button, screen.new_button):
        button.click()
    for table in (screen.card.vacancies.table, screen.card.letters.table):
        table.setFocus()
        press(Qt.Key.Key_Return)
    who = {"employer_id": may.id}
    assert trail.went == [
        ("visit_form", who),
        ("vacancy_form", who),
        ("employer_form", who),
        ("employer_form", {}),
        ("vacancies", {"vacancy_id": job.id}),
        ("outcome_form", {"referral_id": letter.id}),
    ]


def test_a_deleted_employer_comes_back(
    screen: EmployersScreen, counter: Counter, shown: Showing, lanes: Lanes
):
    may = counter.an_employer()
    offered: list[tuple[str, Callable[[], Changed]]] = []
    screen.place.done_undoably.connect(lambda said, verb: offered.append((said, verb)))
    shown(screen, employer_id=may.id)
    screen.card.hide_button.click()
    lanes.drain()
    assert (words_of(screen.table), screen.card.name.isVisible()) == ([], False)
    [(said, back)] = offered
    assert said == "Đã xóa Công ty TNHH May Thất Khê."
    screen.place.announce(back())
    lanes.drain()
    assert [row[0] for row in words_of(screen.table)] == [may.name]


@pytest.mark.parametrize("width", [1202, 1000, 760])
def test_nothing_is_cut_off(
    screen: EmployersScreen,
    counter: Counter,
    shown: Showing,
    cut_off: CutOff,
    qapp: QApplication,
    width: int,
):
    may = counter.an_employer(name="Công ty cổ phần Sản xuất và Thương mại Gạch ngói Hữu Lũng")
    counter.a_vacancy(may)
    shown(screen, employer_id=may.id)
    screen.resize(width, 620)
    qapp.processEvents()
    assert cut_off(screen) == []
    assert screen.card.facts.mapTo(screen, screen.card.facts.rect().topRight()).x() <= width
