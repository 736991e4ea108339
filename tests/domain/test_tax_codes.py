"""Tax codes and their check digit."""

import pytest

from desktop_app.domain.tax_codes import check_tax_code


@pytest.mark.parametrize("code", ["0100109106", "0100109106-001", "020195007890", ""])
def test_a_right_code(code: str) -> None:
    assert check_tax_code(code) is None


@pytest.mark.parametrize(
    ("code", "sentence"),
    [
        ("0100109105", "Mã số thuế không đúng: chữ số kiểm tra không khớp"),
        ("0100109160", "Mã số thuế không đúng: chữ số kiểm tra không khớp"),
        ("010010910", "Mã số thuế có 10 chữ số, chi nhánh thêm -001"),
        ("0100109106-1", "Mã số thuế có 10 chữ số, chi nhánh thêm -001"),
        ("chưa có", "Mã số thuế có 10 chữ số, chi nhánh thêm -001"),
    ],
)
def test_what_is_wrong_is_said(code: str, sentence: str) -> None:
    assert check_tax_code(code) == sentence


def test_each_wrong_digit_is_noticed() -> None:
    right = "0100109106"
    for place in range(10):
        for digit in "0123456789":
            code = right[:place] + digit + right[place + 1 :]
            assert (check_tax_code(code) is None) == (code == right)
