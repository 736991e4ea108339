"""When two records may be one person: each level, and what is no likeness."""

from dataclasses import replace
from typing import Any

import pytest

from desktop_app.domain.partial_dates import PartialDate
from desktop_app.domain.twins import likeness, telling
from desktop_app.domain.workers import Worker
from tests.builders import a_worker

BORN = PartialDate(1995, 9, 9)
HERE = a_worker(
    full_name="Lý Thị Hoà",
    birth_date=BORN,
    personal_number="020195007890",
    phone="0378111204",
    residence_commune="new:06325",
    present_commune="new:06337",
)
NOBODY: dict[str, Any] = {
    "full_name": "",
    "birth_date": None,
    "personal_number": "",
    "phone": "",
    "residence_commune": "",
    "present_commune": "",
}


def typed(**values: Any) -> Worker:
    """A form in which only this stands."""
    return replace(HERE, **(NOBODY | values))


def found(one: Worker, other: Worker = HERE) -> tuple[str, str] | None:
    how = likeness(telling(one), telling(other))
    return (how.level, how.reason) if how else None


NAME_AND_DAY = ("probable", "vì trùng họ tên và ngày sinh")
NAME_YEAR_PLACE = ("possible", "vì trùng họ tên, năm sinh và nơi ở")
PHONE = ("possible", "vì trùng số điện thoại")


@pytest.mark.parametrize(
    ("values", "how"),
    [
        ({"personal_number": "020195007890"}, ("same", "vì trùng số định danh cá nhân")),
        ({"full_name": "Lý Thị Hoà", "birth_date": BORN}, NAME_AND_DAY),
        ({"full_name": "lí thị  hòa", "birth_date": BORN}, NAME_AND_DAY),
        ({"full_name": "LY THI HOA", "birth_date": BORN}, NAME_AND_DAY),
        (
            {"full_name": "Ly Thi Hoa", "birth_date": BORN, "phone": "+84378111204"},
            ("probable", "vì trùng họ tên, ngày sinh và số điện thoại"),
        ),
        (
            {
                "full_name": "Lý Thị Hoà",
                "birth_date": PartialDate(1995),
                "residence_commune": "new:06325",
            },
            NAME_YEAR_PLACE,
        ),
        (
            {
                "full_name": "Lý Thị Hoà",
                "birth_date": PartialDate(1995, 9, 8),
                "present_commune": "new:06325",
            },
            NAME_YEAR_PLACE,
        ),
        (
            {
                "full_name": "Lý Thị Hoà",
                "birth_date": PartialDate(1995, 2),
                "residence_commune": "new:06337",
            },
            NAME_YEAR_PLACE,
        ),
        ({"phone": "0378 111 204"}, PHONE),
        ({"full_name": "Vi Thị Én", "phone": "0378111204"}, PHONE),
        (
            {"full_name": "Lý Thị Hòa", "phone": "0378111204"},
            ("possible", "vì trùng họ tên và số điện thoại"),
        ),
    ],
)
def test_what_two_records_share_says_how_much_alike_they_are(
    values: dict[str, Any], how: tuple[str, str]
):
    assert found(typed(**values)) == how
    assert found(HERE, typed(**values)) == how


@pytest.mark.parametrize(
    "values",
    [
        {},
        {"full_name": "Lý Thị Hoà"},
        {"birth_date": BORN, "residence_commune": "new:06325"},
        {"full_name": "Lý Thị Hoà", "birth_date": PartialDate(1995)},
        {"full_name": "Lý Thị Hoà", "birth_date": PartialDate(1995, 9)},
        {"full_name": "Lý Thị Hoà", "birth_date": PartialDate(1995, 9, 8)},
        {
            "full_name": "Lý Thị Hoà",
            "birth_date": PartialDate(1996, 9, 9),
            "residence_commune": "new:06325",
        },
        {"full_name": "Lý Thị", "birth_date": BORN, "residence_commune": "new:06325"},
        {"full_name": "Hoà Thị Lý", "birth_date": BORN, "residence_commune": "new:06325"},
        {"personal_number": "02019500789"},
        {"phone": "037811120"},
    ],
)
def test_less_than_that_is_no_likeness(values: dict[str, Any]):
    assert found(typed(**values)) is None


@pytest.mark.parametrize(
    ("values", "enough"),
    [
        ({}, False),
        ({"full_name": "Lý Thị Hoà"}, False),
        ({"full_name": "Lý Thị Hoà", "residence_commune": "new:06325"}, False),
        ({"full_name": "Lý Thị Hoà", "birth_date": PartialDate(1995)}, False),
        ({"birth_date": BORN}, False),
        ({"phone": "037811120"}, False),
        ({"full_name": "Lý Thị Hoà", "birth_date": BORN}, True),
        (
            {
                "full_name": "Lý Thị Hoà",
                "birth_date": PartialDate(1995),
                "residence_commune": "new:06325",
            },
            True,
        ),
        ({"personal_number": "020195007890"}, True),
        ({"phone": "0378111204"}, True),
    ],
)
def test_nobody_can_be_alike_before_enough_is_typed(values: dict[str, Any], enough: bool):
    assert telling(typed(**values)).tells is enough


def test_nobody_is_like_nobody():
    assert found(typed(), typed()) is None
    day_unknown = typed(full_name="Lý Thị Hoà", birth_date=PartialDate(1995))
    assert found(day_unknown, day_unknown) is None
    half = typed(personal_number="0201", phone="0378")
    assert found(half, half) is None
