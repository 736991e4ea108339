"""Tests of desktop_app/office/employers.py on a real database."""

from dataclasses import replace

import pytest

from desktop_app.domain.problems import Severity
from desktop_app.office.desk import Changed, Invalid
from desktop_app.office.employers import (
    EmployerRow,
    check_employer,
    correct_employer,
    employer,
    employer_card,
    find_employers,
    hide_employer,
    new_employer,
    register_employer,
    show_employer,
)
from desktop_app.office.vacancies import find_vacancies
from tests.builders import a_full_employer, an_employer
from tests.office.conftest import Clock, Counter


def names(counter: Counter, text: str = "") -> list[str]:
    page = find_employers(counter.desk, text=text, offset=0, limit=50)
    assert page.total == len(page.rows)
    return [row.name for row in page.rows]


def test_who_registers_and_when_are_known_and_nothing_else(counter: Counter):
    made = new_employer(counter.desk)
    assert (made.registered_on, made.registered_by) == (
        counter.desk.today(),
        counter.desk.user.id,
    )
    assert made.name == ""


def test_an_employer_is_kept_whole_and_clean(counter: Counter):
    full = a_full_employer(hidden=False)
    typed = replace(
        full,
        name="  Công ty   TNHH May Thất Khê ",
        tax_code="0100 109 106",
        phone="+84 205 3883120",
    )
    changed = register_employer(counter.desk, employer=typed)
    assert changed == Changed(frozenset({"employer"}), full.id)
    assert employer(counter.desk, employer_id=full.id) == full


def test_what_is_missing_is_said_of_its_field(counter: Counter):
    with pytest.raises(Invalid) as refused:
        register_employer(counter.desk, employer=new_employer(counter.desk))
    assert [problem.field for problem in refused.value.problems] == [
        "name",
        "kind",
        "address_detail",
    ]


def test_a_tax_code_another_employer_has_is_a_warning_that_names_it(counter: Counter):
    first = counter.an_employer()
    second = an_employer(name="May Thất Khê 2", tax_code=" 0100109106")
    (problem,) = check_employer(counter.desk, employer=second)
    assert (problem.field, problem.severity) == ("tax_code", Severity.WARNING)
    assert problem.message == "Mã số thuế này đã có: Công ty TNHH May Thất Khê"
    assert check_employer(counter.desk, employer=first) == []
    register_employer(counter.desk, employer=second)
    assert len(names(counter)) == 2


def test_employers_are_found_by_name_tax_code_and_commune(counter: Counter):
    counter.an_employer()
    counter.an_employer(name="HTX Hồi Bắc Sơn", tax_code="4900123456-001", commune="new:06325")
    assert names(counter, "may that") == ["Công ty TNHH May Thất Khê"]
    assert names(counter, "THẤT khê cong") == ["Công ty TNHH May Thất Khê"]
    assert names(counter, "bac son") == ["HTX Hồi Bắc Sơn"]
    assert names(counter, "01001") == ["Công ty TNHH May Thất Khê"]
    assert names(counter, "4900123456-001") == ["HTX Hồi Bắc Sơn"]
    assert names(counter, "ồi") == []  # words are found by how they begin
    assert names(counter, "%") == names(counter)


def test_the_list_stands_in_the_order_of_the_alphabet(counter: Counter):
    for name in ("Điện tử Vân Nham", "Đá Đồng Mỏ", "Dệt Cao Lộc", "An Phát", "ăn uống Kỳ Lừa"):
        counter.an_employer(name=name)
    expected = ["An Phát", "ăn uống Kỳ Lừa", "Dệt Cao Lộc", "Đá Đồng Mỏ", "Điện tử Vân Nham"]
    assert names(counter) == expected
    page = find_employers(counter.desk, text="", offset=1, limit=2)
    assert ([row.name for row in page.rows], page.total) == (expected[1:3], 5)


def test_a_row_says_where_it_is_and_what_is_open(counter: Counter, clock: Clock):
    firm = counter.an_employer(industrial_zone="Cụm công nghiệp số 1")
    counter.a_vacancy(firm, places=10)
    counter.a_vacancy(firm, places=3, title="Kiểm hàng")
    counter.a_vacancy(firm, places=5, closed_on=counter.desk.today())
    taken = counter.a_vacancy(firm, places=2, title="Bảo vệ")
    for worker in (counter.registered(), counter.registered(counter.binh())):
        counter.outcome(counter.letter_to(worker, taken), "started_work")
    assert find_employers(counter.desk, text="", offset=0, limit=9).rows == [
        EmployerRow(
            id=firm.id,
            name="Công ty TNHH May Thất Khê",
            tax_code="0100109106",
            kind="Doanh nghiệp ngoài nhà nước",
            address="Khu 2, Cụm công nghiệp số 1, xã Thất Khê, tỉnh Lạng Sơn",
            open_vacancies=2,
            places_left=13,
        )
    ]
    clock.move(days=60)  # all of them have run out
    (row,) = find_employers(counter.desk, text="", offset=0, limit=9).rows
    assert (row.open_vacancies, row.places_left) == (0, 0)


def test_a_correction_is_found_under_its_new_words_and_so_are_its_vacancies(counter: Counter):
    firm = counter.an_employer()
    counter.a_vacancy(firm)
    renamed = replace(
        employer(counter.desk, employer_id=firm.id), name="May Tràng Định", commune="new:06325"
    )
    changed = correct_employer(counter.desk, employer=renamed)
    assert changed == Changed(frozenset({"employer"}), firm.id)
    assert (names(counter, "trang dinh"), names(counter, "that khe")) == (["May Tràng Định"], [])

    def jobs(text: str) -> int:
        return find_vacancies(counter.desk, text=text, only_open=True, offset=0, limit=9).total

    assert (jobs("tho may trang dinh"), jobs("cong ty")) == (1, 0)
    assert correct_employer(
        counter.desk, employer=employer(counter.desk, employer_id=firm.id)
    ) == Changed(frozenset(), firm.id)


def test_a_hidden_employer_is_not_listed_and_neither_are_its_vacancies(counter: Counter):
    firm = counter.an_employer()
    counter.a_vacancy(firm)

    def jobs() -> int:
        return find_vacancies(counter.desk, text="", only_open=False, offset=0, limit=9).total

    changed = hide_employer(counter.desk, employer_id=firm.id)
    assert changed == Changed(frozenset({"employer", "vacancy"}), firm.id)
    assert (names(counter), jobs()) == ([], 0)
    assert employer(counter.desk, employer_id=firm.id).hidden
    show_employer(counter.desk, employer_id=firm.id)
    assert (names(counter), jobs()) == ([firm.name], 1)


def test_the_card_tells_everything_about_an_employer(counter: Counter):
    firm = counter.an_employer()
    closed = counter.a_vacancy(firm, title="Kiểm hàng", closed_on=counter.desk.today())
    opened = counter.a_vacancy(firm)
    mui = counter.registered()
    first = counter.letter_to(mui, opened)
    second = counter.letter_to(counter.registered(counter.binh()), opened)
    counter.issued(mui)  # to another employer
    card = employer_card(counter.desk, employer_id=firm.id)
    assert card.employer == replace(
        firm, registered_on=counter.desk.today(), registered_by=counter.desk.user.id
    )
    assert card.address == "Khu 2, xã Thất Khê, tỉnh Lạng Sơn"
    assert [row.id for row in card.vacancies] == [opened.id, closed.id]
    assert [row.number for row in card.letters] == [second.number, first.number]
    assert card.visits == []
