"""Place and date follow NĐ 30/2020; dates inside a form are always two digits, two, four."""

from datetime import date

import pytest

from desktop_app.letters.letterhead import place_and_date


@pytest.mark.parametrize(
    ("day", "words"),
    [
        (date(2026, 1, 5), "ngày 05 tháng 01 năm 2026"),
        (date(2026, 2, 10), "ngày 10 tháng 02 năm 2026"),
        (date(2026, 3, 9), "ngày 09 tháng 3 năm 2026"),
        (date(2026, 11, 24), "ngày 24 tháng 11 năm 2026"),
    ],
)
def test_days_below_ten_and_the_first_two_months_take_a_zero(day: date, words: str):
    assert place_and_date("Bắc Sơn", day) == f"Bắc Sơn, {words}"


def test_without_a_place_the_date_begins_the_line():
    assert place_and_date("", date(2026, 1, 5)) == "Ngày 05 tháng 01 năm 2026"
