"""What a counselling visit must hold."""

from datetime import date, timedelta
from typing import Any

import pytest

from desktop_app.domain.problems import Problem, Severity
from desktop_app.domain.visits import check_visit
from tests.builders import NOW, TODAY, a_visit


def test_a_good_visit_has_no_problem() -> None:
    assert check_visit(a_visit(), today=TODAY) == []
    again = a_visit(next_step="2", next_step_on=date(2026, 11, 30))
    assert check_visit(again, today=TODAY) == []
    assert check_visit(a_visit(next_step_on=TODAY, minutes=None), today=TODAY) == []


@pytest.mark.parametrize(
    ("changes", "field", "message"),
    [
        ({"at": None}, "at", "Chưa nhập ngày, giờ tư vấn"),
        ({"at": NOW + timedelta(days=1)}, "at", "Ngày này chưa tới"),
        ({"channel": ""}, "channel", "Chưa chọn hình thức tư vấn"),
        ({"topics": ()}, "topics", "Chưa chọn nội dung tư vấn"),
        ({"next_step": ""}, "next_step", "Chưa chọn kết quả buổi tư vấn"),
        ({"next_step_on": date(2026, 11, 22)}, "next_step_on", "Ngày hẹn đã qua"),
        ({"minutes": -1}, "minutes", "Số phút không thể âm"),
    ],
)
def test_what_blocks(changes: dict[str, Any], field: str, message: str) -> None:
    found = check_visit(a_visit(**changes), today=TODAY)
    assert found == [Problem(field, message, Severity.ERROR)]


def test_an_appointment_without_its_day_warns() -> None:
    message = "Chưa nhập ngày hẹn gặp lại"
    found = check_visit(a_visit(next_step="2"), today=TODAY)
    assert found == [Problem("next_step_on", message, Severity.WARNING)]


def test_the_correction_of_an_old_visit_keeps_its_appointment() -> None:
    old = a_visit(at=NOW - timedelta(days=9), next_step_on=date(2026, 11, 20), corrects="an id")
    assert check_visit(old, today=TODAY) == []
    wrong = a_visit(at=NOW - timedelta(days=9), next_step_on=date(2026, 11, 13), corrects="an id")
    assert check_visit(wrong, today=TODAY) == [Problem("next_step_on", "Ngày hẹn đã qua")]
