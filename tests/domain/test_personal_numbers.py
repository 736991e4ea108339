"""The personal number against the rest of a record."""

import csv

import pytest

from desktop_app.domain.partial_dates import PartialDate
from desktop_app.domain.personal_numbers import (
    birth_year_in,
    check_personal_number,
    last_four,
    sex_in,
)
from desktop_app.domain.problems import Problem, Severity
from desktop_app.paths import resources

BORN = PartialDate(1995, 9, 9)


@pytest.mark.parametrize("number", ["020195007890", "", "001195000001", "096195000001"])
def test_a_number_that_fits(number: str) -> None:
    assert check_personal_number(number, birth_date=BORN, sex="2") == []


@pytest.mark.parametrize(
    ("number", "message"),
    [
        ("02019500789", "Số định danh có 12 chữ số; đang có 11"),
        ("0201950078901", "Số định danh có 12 chữ số; đang có 13"),
        ("02019500789O", "Số định danh chỉ gồm chữ số"),
        ("٠٢٠١٩٥٠٠٧٨٩٠", "Số định danh chỉ gồm chữ số"),
        ("020 195007890", "Số định danh chỉ gồm chữ số"),
    ],
)
def test_what_is_no_number_blocks(number: str, message: str) -> None:
    found = check_personal_number(number, birth_date=BORN, sex="2")
    assert found == [Problem("personal_number", message, Severity.ERROR)]


@pytest.mark.parametrize(
    ("number", "field", "message"),
    [
        ("021195007890", "personal_number", "Không có mã tỉnh 021"),
        ("020095007890", "sex", "Số định danh không khớp giới tính: số ghi Nam"),
        ("020196007890", "birth_date", "Số định danh không khớp năm sinh: số ghi 1996"),
        ("020395007890", "birth_date", "Số định danh không khớp năm sinh: số ghi 2095"),
    ],
)
def test_what_does_not_fit_warns_under_the_field_it_contradicts(
    number: str, field: str, message: str
) -> None:
    found = check_personal_number(number, birth_date=BORN, sex="2")
    assert found == [Problem(field, message, Severity.WARNING)]


def test_what_is_not_known_yet_cannot_contradict() -> None:
    assert check_personal_number("020195007890", birth_date=None, sex="") == []
    assert check_personal_number("020195007890", birth_date=PartialDate(1995), sex="2") == []


def test_every_province_of_the_list_is_known() -> None:
    with (resources() / "catalogues/cccd_province_codes.csv").open(encoding="utf-8") as file:
        codes = {row["cccd_code"] for row in csv.DictReader(file)}
    known = {
        code
        for code in (f"{number:03}" for number in range(1000))
        if not check_personal_number(f"{code}195007890", birth_date=BORN, sex="2")
    }
    assert known == codes


@pytest.mark.parametrize(
    ("digit", "sex", "year"),
    [("0", "1", 1995), ("1", "2", 1995), ("2", "1", 2095), ("3", "2", 2095), ("4", "1", 2195)],
)
def test_century_and_sex_share_a_digit(digit: str, sex: str, year: int) -> None:
    number = f"020{digit}95007890"
    assert (sex_in(number), birth_year_in(number)) == (sex, year)


def test_a_list_shows_the_end_of_a_number() -> None:
    assert last_four("020195007890") == "7890"
    assert last_four("") == ""
