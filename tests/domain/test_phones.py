"""Telephone numbers as they are kept, shown and checked."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_app.domain.phones import check_phone, normalise_phone, show_phone


@pytest.mark.parametrize(
    ("typed", "kept", "shown"),
    [
        ("0912345678", "0912345678", "0912 345 678"),
        ("0912.345.678", "0912345678", "0912 345 678"),
        ("+84 912 345 678", "0912345678", "0912 345 678"),
        ("84912345678", "0912345678", "0912 345 678"),
        ("+84 (0) 912-345-678", "0912345678", "0912 345 678"),
        ("(0205) 3883120", "02053883120", "0205 3 883 120"),
        ("+8613812345678", "+8613812345678", "+8613812345678"),
        ("không có", "không có", "không có"),
        ("", "", ""),
    ],
)
def test_a_number_is_kept_and_shown(typed: str, kept: str, shown: str) -> None:
    assert normalise_phone(typed) == kept
    assert show_phone(typed) == shown


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("0378 111 204", None),
        ("", None),
        ("0205 3 883 120", None),
        ("+86 138 1234 5678", None),
        ("0378 111 20", "Thiếu 1 chữ số: di động có 10 số"),
        ("0378 111 2045", "Thừa 1 chữ số: di động có 10 số"),
        ("0205 883 120", "Thiếu 1 chữ số: cố định có 11 số"),
        ("0123 456 789", "Không có đầu số di động 012"),
        ("378111204", "Số điện thoại bắt đầu bằng 0"),
        ("0378111204 / 0912345678", "Chỉ gõ chữ số của một số điện thoại"),
    ],
)
def test_what_is_wrong_is_said(typed: str, sentence: str | None) -> None:
    assert check_phone(typed) == sentence


@given(st.text(max_size=20))
def test_keeping_and_showing_agree(text: str) -> None:
    kept = normalise_phone(text)
    assert normalise_phone(kept) == kept
    assert normalise_phone(show_phone(text)) == kept
