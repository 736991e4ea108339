"""Wages, in whole đồng a month: what cannot be one, and what was probably meant otherwise."""

from desktop_app.domain.money import show_money
from desktop_app.domain.problems import Problem, warning

_LOWEST = 100_000
"""Less was meant in thousands or millions."""


def check_wage(field: str, wage: int | None) -> list[Problem]:
    """What is impossible (an error) or unlikely (a warning) in the wage in this field."""
    if wage is None or wage >= _LOWEST:
        return []
    if wage < 0:
        return [Problem(field, "Mức lương không thể âm")]
    return [warning(field, f"Ghi số đồng mỗi tháng; đang ghi {show_money(wage)} đồng")]
