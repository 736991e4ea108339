"""Việc làm trống: registering with keys alone, the employer looked up, list, filters, card."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop_app.domain.vacancies import Vacancy
from desktop_app.office.desk import Changed
from desktop_app.office.vacancies import close_vacancy, find_vacancies, vacancy
from tests.builders import a_full_vacancy
from tests.office.conftest import Counter
from tests.ui.fixture_types import CutOff, Pressing, Showing, Typing
from tests.ui.screens.conftest import Trail, words_of
from ui.background import Lanes
from ui.screens.vacancies import VacanciesScreen
from ui.screens.vacancy_form import VacancyForm
from ui.workplace import Workplace


@pytest.fixture
def form(place: Workplace, trail: Trail) -> VacancyForm:  # noqa: ARG001 - it listens
    """The form, not shown yet."""
    return VacancyForm(place)


@pytest.fixture
def screen(place: Workplace, trail: Trail) -> VacanciesScreen:  # noqa: ARG001 - it listens
    """The list with its card, not shown yet."""
    return VacanciesScreen(place)


def all_vacancies(counter: Counter) -> list[Vacancy]:
    """The vacancies in the lists."""
    page = find_vacancies(counter.desk, text="", only_open=False, offset=0, limit=10)
    return [vacancy(counter.desk, vacancy_id=row.id) for row in page.rows]


def titles(screen: VacanciesScreen) -> list[str]:
    """The jobs in the list, from the top."""
    return [row[0] for row in words_of(screen.table)]


# --- the form ------------------------------------------------------------------------------------


def test_a_vacancy_is_registered_with_keys_alone(
    form: VacancyForm,
    counter: Counter,
    trail: Trail,
    shown: Showing,
    press: Pressing,
    type_text: Typing,
    lanes: Lanes,
    qtbot: QtBot,
):
    may = counter.an_employer()
    counter.an_employer(name="HTX Hồi Bắc Sơn", tax_code="")
    shown(form)
    type_text("that khe")
    lanes.drain()
    press(Qt.Key.Key_Return)
    lanes.drain()  # where the work is and whom to ask come from the employer
    type_text("20")
    press(Qt.Key.Key_Return)
    type_text("Thợ may công nghiệp")
    press(Qt.Key.Key_Return)
    type_text("75")
    type_text("31/12")
    press(Qt.Key.Key_Return)
    for _ in range(3):
        press(Qt.Key.Key_Return)
    type_text("7tr5")
    press(Qt.Key.Key_Return)
    type_text("9tr")
    press(Qt.Key.Key_F10)
    qtbot.waitUntil(lambda: trail.went != [])
    [made] = all_vacancies(counter)
    assert made == Vacancy(
        id=made.id,
        employer_id=may.id,
        places=20,
        title="Thợ may công nghiệp",
        occupation="75",
        open_until=date(2026, 12, 31),
        destination="2",
        work_commune="new:06040",
        wage_from=7_500_000,
        wage_to=9_000_000,
        contact_name="Nông Thị Én",
        contact_phone="0912345671",
        registered_on=date(2026, 11, 23),
        registered_by=counter.desk.user.id,
    )
    assert trail.went == [("vacancies", {"vacancy_id": made.id})]
    assert trail.said == ["Đã cất việc làm trống Thợ may công nghiệp."]


def test_an_employer_brings_what_is_known_of_it(
    form: VacancyForm, counter: Counter, shown: Showing
):
    may = counter.an_employer()
    shown(form, employer_id=may.id)
    assert (form.employer.text(), form.about.text()) == (may.name, may.name)
    made = form.form.record()
    assert (made.employer_id, made.work_commune, made.contact_name) == (
        may.id,
        "new:06040",
        "Nông Thị Én",
    )
    assert not form.unsaved()


def test_an_employer_nobody_knows_is_a_line_under_the_field(
    form: VacancyForm, shown: Showing, press: Pressing, type_text: Typing, lanes: Lanes
):
    shown(form)
    type_text("xyz")
    lanes.drain()
    press(Qt.Key.Key_Return)
    assert [(problem.field, problem.message) for problem in form.form.problems()] == [
        ("employer_id", "Chưa chọn: gõ vài chữ của tên rồi bấm Enter")
    ]


def test_what_is_missing_is_said_and_the_office_area_is_not_offered(
    form: VacancyForm, shown: Showing, lanes: Lanes, press: Pressing, type_text: Typing
):
    shown(form)
    form.save()
    lanes.drain()
    assert [problem.field for problem in form.form.problems()] == [
        "employer_id",
        "title",
        "places",
        "destination",
        "open_until",
    ]
    form.form.focus_field("destination")
    type_text("1")
    press(Qt.Key.Key_Return)
    assert form.form.read().values.get("destination") is None


def test_a_full_vacancy_is_corrected_and_stays_whole(
    form: VacancyForm, counter: Counter, shown: Showing, trail: Trail, qtbot: QtBot
):
    full = counter.a_vacancy(counter.an_employer(), **_full())
    known = vacancy(counter.desk, vacancy_id=full.id)
    shown(form, vacancy_id=full.id)
    form.form.fill(places=3)
    form.save()
    qtbot.waitUntil(lambda: trail.went != [])
    assert vacancy(counter.desk, vacancy_id=full.id) == replace(known, places=3)


def _full() -> dict[str, object]:
    """What a vacancy may have, but for what says which one it is."""
    full = a_full_vacancy()
    names = set(Vacancy.__dataclass_fields__) - {
        "id",
        "stamps",
        "employer_id",
        "hidden",
        "registered_on",
    }
    return {name: getattr(full, name) for name in names}


def test_the_short_form_fits_the_office_screen_and_the_rest_unfolds(
    form: VacancyForm, shown: Showing, cut_off: CutOff, qapp: QApplication
):
    shown(form)
    assert form.form.height() - form.form.visibleRegion().boundingRect().height() == 0
    assert cut_off(form) == []
    form.more_button.click()
    qapp.processEvents()
    assert cut_off(form) == []


# --- the list ------------------------------------------------------------------------------------


def test_the_list_begins_with_the_open_ones_that_end_soon(
    screen: VacanciesScreen, counter: Counter, shown: Showing, lanes: Lanes
):
    may = counter.an_employer()
    job = counter.a_vacancy(may, places=20)
    counter.a_vacancy(may, title="Thợ là", open_until=date(2026, 12, 5))
    closed = counter.a_vacancy(may, title="Kỹ thuật chuyền", places=2)
    close_vacancy(counter.desk, vacancy_id=closed.id)
    counter.outcome(counter.letter_to(counter.registered(), job), "started_work")
    shown(screen)
    assert words_of(screen.table)[1] == [
        "Thợ may công nghiệp",
        "Công ty TNHH May Thất Khê",
        "Xã Thất Khê",
        "6,5–9 triệu",
        "19/20",
        "31/12/2026",
        "Đang tuyển",
    ]
    assert (titles(screen)[0], screen.count.text()) == ("Thợ là", "2 việc làm")
    screen.only_open.click()
    lanes.drain()
    assert words_of(screen.table)[2][-1] == "Đã ngừng tuyển"


def test_a_place_is_filtered_by_its_digit(
    screen: VacanciesScreen, counter: Counter, shown: Showing, type_text: Typing, lanes: Lanes
):
    may = counter.an_employer()
    counter.a_vacancy(may)
    counter.a_vacancy(may, title="Cạo mủ", destination="5", work_commune="", work_address="Sùng Tả")
    shown(screen)
    screen.destination.setFocus()
    type_text("5")
    lanes.drain()
    assert titles(screen) == ["Cạo mủ"]
    assert screen.card.name.text() == "Cạo mủ"
    screen.destination.selectAll()
    screen.destination.del_()
    screen.destination.textEdited.emit("")
    lanes.drain()
    assert len(titles(screen)) == 2


def test_a_closed_vacancy_is_shown_when_it_is_asked_for(
    screen: VacanciesScreen, counter: Counter, shown: Showing
):
    job = counter.a_vacancy(counter.an_employer())
    close_vacancy(counter.desk, vacancy_id=job.id)
    shown(screen, vacancy_id=job.id)
    chosen = screen.table.chosen_record()
    assert chosen is not None
    assert (chosen.id, screen.card.state.text()) == (job.id, "Đã ngừng tuyển")


# --- the card ------------------------------------------------------------------------------------


def test_the_card_counts_the_places_and_tells_the_letters(
    screen: VacanciesScreen, counter: Counter, shown: Showing, cut_off: CutOff
):
    job = counter.a_vacancy(counter.an_employer(), places=20, benefits=("an1", "bhxh"))
    counter.outcome(counter.letter_to(counter.registered(), job), "started_work")
    counter.letter_to(counter.registered(counter.binh()), job)
    shown(screen, vacancy_id=job.id)
    card = screen.card
    assert card.strip.text() == "Cần 20 · đã nhận 1 · đang chờ 1 · còn 19"
    told = ("Nơi làm việc", "Lương", "Phúc lợi")
    assert [card.facts.text(name) for name in told] == [
        "Xã Thất Khê, tỉnh Lạng Sơn · Trong tỉnh",
        "6.500.000 – 9.000.000 đ/tháng",
        "Hỗ trợ ăn 1 bữa; Đóng BHXH, BHYT, BHTN",
    ]
    assert sorted(row[0] for row in words_of(card.letters.table)) == [
        "Nông Văn Bình",
        "Triệu Thị Mùi",
    ]
    assert cut_off(screen) == []


@pytest.mark.parametrize(
    ("lowest", "highest", "said"),
    [
        (7_000_000, 7_000_000, "7.000.000 đ/tháng"),
        (7_000_000, None, "từ 7.000.000 đ/tháng"),
        (None, 9_000_000, "đến 9.000.000 đ/tháng"),
    ],
)
def test_the_card_tells_a_wage_as_it_was_given(
    screen: VacanciesScreen,
    counter: Counter,
    shown: Showing,
    lowest: int | None,
    highest: int | None,
    said: str,
):
    job = counter.a_vacancy(counter.an_employer(), wage_from=lowest, wage_to=highest)
    shown(screen, vacancy_id=job.id)
    assert screen.card.facts.text("Lương") == said


def test_the_card_leads_on(
    screen: VacanciesScreen, counter: Counter, shown: Showing, trail: Trail, press: Pressing
):
    job = counter.a_vacancy(counter.an_employer())
    shown(screen, vacancy_id=job.id)
    press(Qt.Key.Key_F7)
    press(Qt.Key.Key_F4)
    press(Qt.Key.Key_Return)
    screen.card.employer_button.click()
    screen.new_button.click()
    assert trail.went == [
        ("workers", {"vacancy_id": job.id}),
        ("visit_form", {"employer_id": job.employer_id}),
        ("vacancy_form", {"vacancy_id": job.id}),
        ("employers", {"employer_id": job.employer_id}),
        ("vacancy_form", {}),
    ]


def test_a_vacancy_is_closed_and_opened_again(
    screen: VacanciesScreen, counter: Counter, shown: Showing, lanes: Lanes
):
    job = counter.a_vacancy(counter.an_employer())
    shown(screen, vacancy_id=job.id)
    screen.card.close_button.click()
    lanes.drain()
    assert vacancy(counter.desk, vacancy_id=job.id).closed_on == date(2026, 11, 23)
    assert (screen.card.state.text(), screen.card.close_button.text()) == (
        "Đã ngừng tuyển",
        "Tuyển lại",
    )
    screen.card.close_button.click()
    lanes.drain()
    assert vacancy(counter.desk, vacancy_id=job.id).closed_on is None
    assert screen.card.state.text() == "Đang tuyển"


def test_a_deleted_vacancy_comes_back(
    screen: VacanciesScreen, counter: Counter, shown: Showing, lanes: Lanes
):
    job = counter.a_vacancy(counter.an_employer())
    offered: list[tuple[str, Callable[[], Changed]]] = []
    screen.place.done_undoably.connect(lambda said, verb: offered.append((said, verb)))
    shown(screen, vacancy_id=job.id)
    screen.card.hide_button.click()
    lanes.drain()
    assert (titles(screen), screen.card.name.isVisible()) == ([], False)
    [(said, back)] = offered
    assert said == "Đã xóa việc làm trống Thợ may công nghiệp."
    screen.place.announce(back())
    lanes.drain()
    assert titles(screen) == ["Thợ may công nghiệp"]


@pytest.mark.parametrize("width", [1202, 1000, 760])
def test_nothing_is_cut_off(
    screen: VacanciesScreen,
    counter: Counter,
    shown: Showing,
    cut_off: CutOff,
    qapp: QApplication,
    width: int,
):
    job = counter.a_vacancy(counter.an_employer(), **_full())
    shown(screen, vacancy_id=job.id)
    screen.resize(width, 620)
    qapp.processEvents()
    assert cut_off(screen) == []
    assert screen.card.facts.mapTo(screen, screen.card.facts.rect().topRight()).x() <= width
