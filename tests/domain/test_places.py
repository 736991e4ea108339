"""Communes of both schemes, and addresses as they are written."""

import pytest

from tests.builders import the_catalogues

PLACES = the_catalogues().places


def test_all_communes_are_there() -> None:
    assert sum(each.is_new for each in PLACES.communes.values()) == 65
    assert sum(not each.is_new for each in PLACES.communes.values()) == 194


def test_every_old_commune_became_new_ones() -> None:
    old = [key for key in PLACES.communes if key.startswith("old:")]
    reached = {key for each in old for key in PLACES.new_communes(each)}
    assert reached == {key for key in PLACES.communes if key.startswith("new:")}
    assert all(PLACES.new_communes(key) for key in old)
    several = {
        key: list(PLACES.new_communes(key)) for key in old if len(PLACES.successors[key]) > 1
    }
    assert several == {
        "old:06622": ["new:06613", "new:06625"],
        "old:06625": ["new:06625", "new:06637"],
    }
    assert PLACES.new_communes("old:99999") == ()


@pytest.mark.parametrize(
    ("key", "shown", "short"),
    [
        ("new:06325", "Xã Bắc Sơn", "Bắc Sơn"),
        ("new:06187", "Phường Kỳ Lừa", "Kỳ Lừa"),
        ("old:06187", "Thị trấn Cao Lộc (huyện Cao Lộc cũ)", "Cao Lộc"),
        ("new:99999", "new:99999", "new:99999"),
        ("", "", ""),
    ],
)
def test_a_commune_is_shown(key: str, shown: str, short: str) -> None:
    assert (PLACES.show_commune(key), PLACES.short_name(key)) == (shown, short)


@pytest.mark.parametrize(
    ("key", "detail", "shown"),
    [
        ("new:06325", "Thôn Hữu Vĩnh", "Thôn Hữu Vĩnh, xã Bắc Sơn, tỉnh Lạng Sơn"),
        ("new:06325", "", "Xã Bắc Sơn, tỉnh Lạng Sơn"),
        ("new:06187", "Khối 3", "Khối 3, phường Kỳ Lừa, tỉnh Lạng Sơn"),
        ("old:06187", "Khu 2", "Khu 2, thị trấn Cao Lộc, huyện Cao Lộc, tỉnh Lạng Sơn"),
        ("", "Số 5, phường Dĩ An, TP Hồ Chí Minh", "Số 5, phường Dĩ An, TP Hồ Chí Minh"),
        ("new:99999", "Thôn 1", "Thôn 1, new:99999"),
        ("", "", ""),
    ],
)
def test_an_address_is_shown(key: str, detail: str, shown: str) -> None:
    assert PLACES.show_address(key, detail) == shown


@pytest.mark.parametrize(
    ("key", "office", "served"),
    [
        ("new:06325", "BS", True),
        ("new:06040", "TD", True),
        ("new:06040", "BS", False),
        ("new:06325", "LS", False),
        ("new:99999", "BS", False),
        ("", "LS", False),
    ],
)
def test_an_office_serves_the_communes_of_its_former_district(
    key: str, office: str, served: bool
) -> None:
    assert PLACES.is_served_by(key, office) == served
