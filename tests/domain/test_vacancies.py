"""Vacancies: the places left, the state, where they lead, and what is wrong with a record."""

from datetime import date, timedelta
from typing import Any

import pytest

from desktop_app.domain.problems import Severity
from desktop_app.domain.vacancies import (
    CHINA,
    IN_PROVINCE,
    OFFICE_AREA,
    OTHER_PROVINCE,
    check_vacancy,
    destination_of,
    place_given_back,
    place_taken,
    places_left,
    state_of,
)
from tests.builders import TODAY, a_full_vacancy, a_vacancy, the_catalogues

YESTERDAY = TODAY - timedelta(days=1)


@pytest.mark.parametrize(
    ("places", "taken", "left"), [(3, 0, 3), (3, 2, 1), (3, 5, 0), (None, 0, 0)]
)
def test_places_are_left_until_they_are_taken(places: int | None, taken: int, left: int) -> None:
    assert places_left(a_vacancy(places=places), taken) == left


@pytest.mark.parametrize(
    ("changes", "taken", "state"),
    [
        ({}, 9, "open"),
        ({"open_until": TODAY}, 0, "open"),
        ({"open_until": None}, 0, "open"),
        ({}, 10, "full"),
        ({"open_until": YESTERDAY}, 0, "expired"),
        ({"open_until": YESTERDAY}, 10, "full"),
        ({"closed_on": TODAY}, 10, "closed"),
    ],
)
def test_a_vacancy_is_open_full_closed_or_over(
    changes: dict[str, Any], taken: int, state: str
) -> None:
    assert state_of(a_vacancy(**changes), taken=taken, today=TODAY) == state


def test_the_same_letter_takes_one_place_wherever_it_is_recorded() -> None:
    here = place_taken(referral_id="r1", vacancy_id="v1", on=TODAY)
    there = place_taken(referral_id="r1", vacancy_id="v1", on=YESTERDAY)
    other = place_taken(referral_id="r2", vacancy_id="v1", on=TODAY)
    back = place_given_back(here)
    assert (back, back.corrects) == (place_given_back(there), here.id)
    assert here.id == there.id
    assert here.id != other.id


@pytest.mark.parametrize(
    ("destination", "commune", "office", "counted"),
    [
        (IN_PROVINCE, "new:06325", "BS", OFFICE_AREA),
        (IN_PROVINCE, "new:06325", "TD", IN_PROVINCE),
        (IN_PROVINCE, "", "BS", IN_PROVINCE),
        (OTHER_PROVINCE, "", "BS", OTHER_PROVINCE),
        (CHINA, "", "BS", CHINA),
    ],
)
def test_each_office_tells_its_own_area_apart(
    destination: str, commune: str, office: str, counted: str
) -> None:
    vacancy = a_vacancy(destination=destination, work_commune=commune)
    assert destination_of(vacancy, the_catalogues().places, office=office) == counted


def test_a_proper_vacancy_has_no_problems() -> None:
    assert check_vacancy(a_vacancy(), today=TODAY) == []
    assert check_vacancy(a_full_vacancy(), today=TODAY) == []


@pytest.mark.parametrize(
    ("changes", "field", "severity"),
    [
        ({"employer_id": ""}, "employer_id", Severity.ERROR),
        ({"title": ""}, "title", Severity.ERROR),
        ({"places": None}, "places", Severity.ERROR),
        ({"places": 0}, "places", Severity.ERROR),
        ({"places": 10_001}, "places", Severity.ERROR),
        ({"destination": ""}, "destination", Severity.ERROR),
        ({"open_until": None}, "open_until", Severity.WARNING),
        ({"open_until": YESTERDAY}, "open_until", Severity.WARNING),
        ({"closed_on": date(2026, 11, 24)}, "closed_on", Severity.ERROR),
        ({"contact_phone": "0912"}, "contact_phone", Severity.WARNING),
        ({"wage_from": -1}, "wage_from", Severity.ERROR),
        ({"wage_from": 7}, "wage_from", Severity.WARNING),
        ({"wage_from": 9_500_000}, "wage_to", Severity.ERROR),
    ],
)
def test_what_is_wrong_is_said_of_its_field(
    changes: dict[str, Any], field: str, severity: Severity
) -> None:
    (problem,) = check_vacancy(a_vacancy(**changes), today=TODAY)
    assert (problem.field, problem.severity) == (field, severity)
    assert problem.message
