"""What the head of a paper needs."""

import pytest

from desktop_app.domain.offices import check_letterhead
from desktop_app.domain.problems import Problem, Severity
from tests.builders import an_office


def test_a_good_letterhead_has_no_problem() -> None:
    assert check_letterhead(an_office()) == []
    assert check_letterhead(an_office(address="", telephone="", signer="")) == []


@pytest.mark.parametrize(
    ("field", "message"),
    [
        ("name", "Chưa nhập tên văn phòng"),
        ("parent_body", "Chưa nhập cơ quan chủ quản"),
        ("centre_name", "Chưa nhập tên Trung tâm"),
        ("place_name", "Chưa nhập địa danh ghi trước ngày tháng"),
    ],
)
def test_what_the_papers_need(field: str, message: str) -> None:
    found = check_letterhead(an_office(**{field: ""}))
    assert found == [Problem(field, message, Severity.ERROR)]


def test_a_wrong_telephone_warns() -> None:
    found = check_letterhead(an_office(telephone="0205 883 120"))
    message = "Thiếu 1 chữ số: cố định có 11 số"
    assert found == [Problem("telephone", message, Severity.WARNING)]
