"""Employers: their address on papers, and what is wrong with a record."""

from typing import Any

import pytest

from desktop_app.domain.employers import address_of, check_employer
from desktop_app.domain.problems import Severity
from tests.builders import a_full_employer, an_employer, the_catalogues


@pytest.mark.parametrize(
    ("changes", "address"),
    [
        ({}, "Khu 2, xã Thất Khê, tỉnh Lạng Sơn"),
        ({"industrial_zone": "KCN Đồng Bành"}, "Khu 2, KCN Đồng Bành, xã Thất Khê, tỉnh Lạng Sơn"),
        ({"address_detail": ""}, "Xã Thất Khê, tỉnh Lạng Sơn"),
        ({"commune": "", "address_detail": "Sùng Tả, Quảng Tây"}, "Sùng Tả, Quảng Tây"),
    ],
)
def test_the_address_as_it_is_written(changes: dict[str, Any], address: str) -> None:
    assert address_of(an_employer(**changes), the_catalogues().places) == address


def test_a_proper_employer_has_no_problems() -> None:
    assert check_employer(an_employer()) == []
    assert check_employer(a_full_employer()) == []


@pytest.mark.parametrize(
    ("changes", "field", "severity"),
    [
        ({"name": ""}, "name", Severity.ERROR),
        ({"kind": ""}, "kind", Severity.ERROR),
        ({"commune": "", "address_detail": ""}, "address_detail", Severity.ERROR),
        ({"tax_code": "0100109107"}, "tax_code", Severity.WARNING),
        ({"phone": "12"}, "phone", Severity.WARNING),
        ({"contact_phone": "0912"}, "contact_phone", Severity.WARNING),
        ({"email": "may.vn"}, "email", Severity.WARNING),
        ({"contact_email": "a@b"}, "contact_email", Severity.WARNING),
    ],
)
def test_what_is_wrong_is_said_of_its_field(
    changes: dict[str, Any], field: str, severity: Severity
) -> None:
    (problem,) = check_employer(an_employer(**changes))
    assert (problem.field, problem.severity) == (field, severity)
    assert problem.message


@pytest.mark.parametrize("changes", [{"commune": ""}, {"address_detail": ""}])
def test_a_commune_or_words_are_address_enough(changes: dict[str, Any]) -> None:
    assert check_employer(an_employer(**changes)) == []
