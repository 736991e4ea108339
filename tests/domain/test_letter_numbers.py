"""Tests of desktop_app/domain/letter_numbers.py."""

import pytest

from desktop_app.domain.letter_numbers import TypedNumber, typed_number


@pytest.mark.parametrize(
    ("typed", "office", "year", "serial"),
    [
        ("12", "", "", 12),
        ("00012", "", "", 12),
        ("12/BS", "BS", "", 12),
        ("12/bs1", "BS1", "", 12),
        ("0138/2026", "", "2026", 138),
        ("2026-138", "", "2026", 138),
        ("BS1-2026-00042", "BS1", "2026", 42),
        (" bs1 2026 42 ", "BS1", "2026", 42),
        ("2026", "", "", 2026),
        ("2026/2025", "", "2026", 2025),
    ],
)
def test_a_number_is_known_by_its_parts(typed: str, office: str, year: str, serial: int):
    assert typed_number(typed) == TypedNumber(office=office, year=year, serial=serial)


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "BS",
        "lý văn hùng 12",
        "0378 111",
        "020195007890",
        "12 %",
        "12_",
        "1 2 3",
        "١٢",
        "12\0",
        "9" * 10_000,
    ],
)
def test_what_cannot_be_one_is_none(typed: str):
    assert typed_number(typed) is None
