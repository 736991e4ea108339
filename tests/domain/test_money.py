"""Money and numbers as they are typed and shown."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_app.domain.money import parse_money, show_money, show_number, show_size


@pytest.mark.parametrize(
    ("typed", "amount"),
    [
        ("7500000", 7_500_000),
        ("7.500.000", 7_500_000),
        ("7,500,000", 7_500_000),
        ("7 500 000 đ", 7_500_000),
        ("7.500.000 đồng", 7_500_000),
        ("7,5 triệu", 7_500_000),
        ("7.5tr", 7_500_000),
        ("7TR", 7_000_000),
        ("7tr5", 7_500_000),
        ("1.250,5 triệu", 1_250_500_000),
        ("500k", 500_000),
        ("500 nghìn", 500_000),
        ("0", 0),
        ("-5", -5),
        ("", None),
        ("  ", None),
    ],
)
def test_money_is_read(typed: str, amount: int | None) -> None:
    assert parse_money(typed) == amount


@pytest.mark.parametrize(
    "typed", ["bảy triệu", "7.50", "7,5", "1.2.3", "7.5000", "7,5tr5", "7k5", "1" * 13, "٧"]
)
def test_what_is_no_money_is_said(typed: str) -> None:
    with pytest.raises(ValueError, match=r"^(Chưa đọc được số tiền|Số tiền)"):
        parse_money(typed)


@given(st.integers(-(10**12) + 1, 10**12 - 1))
def test_what_is_shown_is_read_back(amount: int) -> None:
    assert parse_money(show_money(amount)) == amount


def test_money_is_shown() -> None:
    assert show_money(1_234_567) == "1.234.567"
    assert show_money(0) == "0"
    assert show_money(None) == ""
    assert show_number(1287) == "1.287"


@pytest.mark.parametrize(
    ("size", "said"),
    [
        (0, "0 KB"),
        (1, "1 KB"),
        (478_000, "478 KB"),
        (12_440_000, "12,4 MB"),
        (1_200_000_000, "1,2 GB"),
    ],
)
def test_the_size_of_a_file(size: int, said: str):
    assert show_size(size) == said
