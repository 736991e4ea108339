"""What the wage in a field may be."""

import pytest

from desktop_app.domain.problems import Problem, warning
from desktop_app.domain.wages import check_wage


@pytest.mark.parametrize("wage", [None, 100_000, 7_500_000])
def test_a_wage_or_none_yet_is_no_problem(wage: int | None) -> None:
    assert check_wage("wage", wage) == []


def test_a_wage_meant_in_millions_is_told() -> None:
    found = [warning("wage", "Ghi số đồng mỗi tháng; đang ghi 7 đồng")]
    assert check_wage("wage", 7) == found


def test_no_wage_is_below_nothing() -> None:
    assert check_wage("wage", -1) == [Problem("wage", "Mức lương không thể âm")]
