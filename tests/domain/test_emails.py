"""Which email addresses look like one."""

import pytest

from desktop_app.domain.emails import check_email


@pytest.mark.parametrize("text", ["", "mui.trieu@example.com", "a@b.vn"])
def test_an_address_or_none_yet_is_no_problem(text: str) -> None:
    assert check_email(text) is None


@pytest.mark.parametrize("text", ["mui.trieu", "mui@example", "mui trieu@example.com"])
def test_what_looks_like_no_address_is_told(text: str) -> None:
    assert check_email(text) == "Thư điện tử thường có dạng ten@gmail.com"
