"""Tests of desktop_app/office/vacancies.py on a real database."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from desktop_app.domain.employers import Employer
from desktop_app.domain.vacancies import ABROAD, CHINA, OFFICE_AREA, Vacancy
from desktop_app.office.desk import Changed, Invalid
from desktop_app.office.vacancies import (
    VacancyRow,
    check_vacancy,
    close_vacancy,
    correct_vacancy,
    find_vacancies,
    hide_vacancy,
    new_vacancy,
    register_vacancy,
    reopen_vacancy,
    show_vacancy,
    vacancy,
    vacancy_card,
    vacancy_choices,
    wage_words,
)
from desktop_app.storage import records
from tests.builders import a_full_vacancy, a_vacancy, the_catalogues
from tests.office.conftest import Clock, Counter


def titles(
    counter: Counter, text: str = "", *, only_open: bool = False, destination: str = ""
) -> list[str]:
    page = find_vacancies(
        counter.desk,
        text=text,
        only_open=only_open,
        destination=destination,
        offset=0,
        limit=50,
    )
    assert page.total == len(page.rows)
    return [row.title for row in page.rows]


# --- Registering and correcting ------------------------------------------------------------------


def test_who_registers_and_when_are_known_and_nothing_else(counter: Counter):
    made = new_vacancy(counter.desk)
    assert made == Vacancy(
        id=made.id, registered_on=counter.desk.today(), registered_by=counter.desk.user.id
    )


def test_of_a_known_employer_a_vacancy_has_the_place_and_whom_to_ask(counter: Counter):
    firm = counter.an_employer(contact_title="Trưởng phòng", contact_phone="", email="a@b.vn")
    made = new_vacancy(counter.desk, employer_id=firm.id)
    assert (made.employer_id, made.destination, made.work_commune) == (firm.id, "2", firm.commune)
    assert (made.contact_name, made.contact_title) == ("Nông Thị Én", "Trưởng phòng")
    assert (made.contact_phone, made.contact_email) == ("02053883120", "a@b.vn")
    abroad = counter.an_employer(commune="", address_detail="Sùng Tả, Quảng Tây")
    made = new_vacancy(counter.desk, employer_id=abroad.id)
    assert (made.destination, made.work_address) == ("", "Sùng Tả, Quảng Tây")


def test_a_vacancy_is_kept_whole_and_clean(counter: Counter):
    full = a_full_vacancy()
    typed = replace(full, title=" Thợ may   công nghiệp ", contact_phone="0912 345 671")
    changed = register_vacancy(counter.desk, vacancy=typed)
    assert changed == Changed(frozenset({"vacancy"}), full.id)
    assert vacancy(counter.desk, vacancy_id=full.id) == full


def test_what_is_missing_is_said_of_its_field(counter: Counter):
    made = new_vacancy(counter.desk)
    with pytest.raises(Invalid) as refused:
        register_vacancy(counter.desk, vacancy=made)
    assert list(refused.value.problems) == check_vacancy(counter.desk, vacancy=made)
    assert [problem.field for problem in refused.value.problems] == [
        "employer_id",
        "title",
        "places",
        "destination",
        "open_until",
    ]


def test_a_correction_is_saved_and_found_under_its_new_words(counter: Counter):
    known = counter.a_vacancy(counter.an_employer())
    changed = replace(vacancy(counter.desk, vacancy_id=known.id), title="Kiểm hàng")
    assert correct_vacancy(counter.desk, vacancy=changed) == Changed(
        frozenset({"vacancy"}), known.id
    )
    assert (titles(counter, "kiem"), titles(counter, "tho")) == (["Kiểm hàng"], [])
    again = vacancy(counter.desk, vacancy_id=known.id)
    assert correct_vacancy(counter.desk, vacancy=again).kinds == frozenset()
    with pytest.raises(Invalid):
        correct_vacancy(counter.desk, vacancy=replace(again, title=""))


def test_a_vacancy_is_closed_and_opened_again(counter: Counter):
    known = counter.a_vacancy(counter.an_employer())

    def state() -> str:
        return vacancy_card(counter.desk, vacancy_id=known.id).row.state

    changed = Changed(frozenset({"vacancy"}), known.id)
    assert close_vacancy(counter.desk, vacancy_id=known.id) == changed
    assert (state(), titles(counter, only_open=True)) == ("closed", [])
    assert vacancy(counter.desk, vacancy_id=known.id).closed_on == counter.desk.today()
    assert reopen_vacancy(counter.desk, vacancy_id=known.id) == changed
    assert (state(), titles(counter, only_open=True)) == ("open", [known.title])
    assert reopen_vacancy(counter.desk, vacancy_id=known.id).kinds == frozenset()


def test_a_hidden_vacancy_is_not_listed(counter: Counter):
    known = counter.a_vacancy(counter.an_employer())
    hide_vacancy(counter.desk, vacancy_id=known.id)
    assert titles(counter) == []
    assert vacancy_card(counter.desk, vacancy_id=known.id).vacancy.hidden
    show_vacancy(counter.desk, vacancy_id=known.id)
    assert titles(counter) == [known.title]


# --- Finding -------------------------------------------------------------------------------------


def test_vacancies_are_found_by_title_employer_and_commune(counter: Counter):
    sewing = counter.an_employer()
    anise = counter.an_employer(name="HTX Hồi Bắc Sơn")
    counter.a_vacancy(sewing)
    counter.a_vacancy(anise, title="Sơ chế hoa hồi", work_commune="new:06325")
    assert titles(counter, "may cong") == ["Thợ may công nghiệp"]
    assert titles(counter, "htx che") == ["Sơ chế hoa hồi"]
    assert titles(counter, "bac son") == ["Sơ chế hoa hồi"]
    assert titles(counter, "thất khê") == ["Thợ may công nghiệp"]
    assert titles(counter, "may hoi") == []


def test_open_ones_come_first_then_those_that_end_soon(counter: Counter):
    firm = counter.an_employer()
    today = counter.desk.today()
    for title, other in {
        "Đã ngừng": {"closed_on": today},
        "Không hạn": {"open_until": None},
        "Cuối tháng": {"open_until": date(2026, 11, 30)},
        "Bốc xếp": {"open_until": date(2026, 12, 31)},
        "An ninh": {"open_until": date(2026, 12, 31)},
        "Hôm nay": {"open_until": today},
        "Hôm qua": {"open_until": date(2026, 11, 22)},
    }.items():
        counter.a_vacancy(firm, title=title, **other)
    open_ones = ["Hôm nay", "Cuối tháng", "An ninh", "Bốc xếp", "Không hạn"]
    assert titles(counter, only_open=True) == open_ones
    assert titles(counter) == [*open_ones, "Hôm qua", "Đã ngừng"]
    page = find_vacancies(counter.desk, text="", only_open=False, offset=1, limit=3)
    assert [row.title for row in page.rows] == open_ones[1:4]
    assert page.total == 7
    assert [row.title for row in vacancy_choices(counter.desk, text="b", limit=9)] == ["Bốc xếp"]


def test_vacancies_are_found_by_where_they_lead(counter: Counter):
    firm = counter.an_employer()
    counter.a_vacancy(firm, title="Ở Bắc Sơn", work_commune="new:06325")
    counter.a_vacancy(firm, title="Ở Thất Khê")
    counter.a_vacancy(firm, title="Ở Sùng Tả", destination=CHINA, work_commune="")
    assert titles(counter, destination=OFFICE_AREA) == ["Ở Bắc Sơn"]
    assert titles(counter, destination="2") == ["Ở Bắc Sơn", "Ở Thất Khê"]
    assert titles(counter, destination=CHINA) == ["Ở Sùng Tả"]
    assert titles(counter, destination=ABROAD) == []


def test_places_are_taken_by_those_who_start_and_letters_wait(counter: Counter):
    firm = counter.an_employer()
    wanted = counter.a_vacancy(firm, places=2)
    mui, binh = counter.registered(), counter.registered(counter.binh())
    first, second = counter.letter_to(mui, wanted), counter.letter_to(binh, wanted)
    refused = counter.letter_to(mui, wanted)
    row = vacancy_choices(counter.desk, text="", limit=9)[0]
    assert (row.taken, row.waiting, row.left, row.state) == (0, 3, 2, "open")
    counter.outcome(first, "started_work")
    counter.outcome(refused, "refused_by_employer", reason="1")
    row = vacancy_choices(counter.desk, text="", limit=9)[0]
    assert (row.taken, row.waiting, row.left, row.state) == (1, 1, 1, "open")
    counter.outcome(second, "started_work")
    assert vacancy_choices(counter.desk, text="", limit=9) == []
    card = vacancy_card(counter.desk, vacancy_id=wanted.id)
    assert card.row == VacancyRow(
        id=wanted.id,
        title="Thợ may công nghiệp",
        employer_id=firm.id,
        employer="Công ty TNHH May Thất Khê",
        place="Xã Thất Khê",
        wage="6,5–9 triệu",
        places=2,
        taken=2,
        waiting=0,
        left=0,
        open_until=date(2026, 12, 31),
        state="full",
    )
    assert card.employer.id == firm.id
    assert [(row.number, row.state) for row in card.letters] == [
        (refused.number, "refused_by_employer"),
        (second.number, "started_work"),
        (first.number, "started_work"),
    ]


def test_a_vacancy_runs_out(counter: Counter, clock: Clock):
    counter.a_vacancy(counter.an_employer())
    clock.move(days=38)  # the last day
    assert titles(counter, only_open=True) == ["Thợ may công nghiệp"]
    clock.move(days=1)
    (row,) = find_vacancies(counter.desk, text="", only_open=False, offset=0, limit=9).rows
    assert (titles(counter, only_open=True), row.state) == ([], "expired")


def test_a_vacancy_whose_employer_has_not_arrived_is_shown(counter: Counter):
    known = a_vacancy()
    with counter.desk.store.write(user="u1") as transaction:
        records.add(transaction, known)
    assert titles(counter) == [known.title]
    card = vacancy_card(counter.desk, vacancy_id=known.id)
    assert (card.row.employer, card.employer) == ("", Employer(id=known.employer_id))
    with pytest.raises(LookupError):
        vacancy_card(counter.desk, vacancy_id="v0")


# --- Words ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("other", "place"),
    [
        ({}, "Xã Thất Khê"),
        ({"work_commune": "", "work_address": "Sùng Tả, Quảng Tây"}, "Sùng Tả, Quảng Tây"),
        ({"work_commune": "", "destination": CHINA}, "Trung Quốc (qua biên giới)"),
        ({"work_commune": "", "work_address": "Khu 2, tỉnh Lạng Sơn"}, "Khu 2"),
    ],
)
def test_where_the_work_is(counter: Counter, other: dict[str, Any], place: str):
    known = counter.a_vacancy(counter.an_employer(), **other)
    assert vacancy_card(counter.desk, vacancy_id=known.id).row.place == place


@pytest.mark.parametrize(
    ("lowest", "highest", "band", "words"),
    [
        (7_000_000, 9_000_000, "", "7–9 triệu"),
        (6_500_000, 8_250_000, "", "6,5–8,25 triệu"),
        (7_000_000, 7_000_000, "", "7 triệu"),
        (7_000_000, None, "", "từ 7 triệu"),
        (None, 12_000_000, "2", "đến 12 triệu"),
        (10_000_000, 1_500_000_000, "", "10–1.500 triệu"),
        (300_000, 500_000, "", "300.000–500.000 đ"),
        (None, None, "6", "Thỏa thuận"),
        (None, None, "", ""),
    ],
)
def test_what_is_paid(lowest: int | None, highest: int | None, band: str, words: str):
    paid = a_vacancy(wage_from=lowest, wage_to=highest, wage_band=band)
    assert wage_words(paid, the_catalogues()) == words
