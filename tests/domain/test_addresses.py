"""Addresses of cards, read into communes of today."""

from datetime import date

import pytest

from desktop_app.domain.addresses import Address, read_address
from desktop_app.domain.names import fold
from tests.builders import the_catalogues

PLACES = the_catalogues().places
BEFORE = date(2024, 11, 12)
SINCE = date(2025, 8, 1)
BAC_SON = tuple(f"new:{code}" for code in ("06325", "06337", "06349", "06376", "06364", "06367"))


def here(commune: str, detail: str, candidates: tuple[str, ...] = ()) -> Address:
    return Address(commune, detail, candidates, "Lạng Sơn")


def read(text: str, written_on: date | None = BEFORE) -> Address:
    return read_address(text, PLACES, written_on=written_on)


@pytest.mark.parametrize(
    ("text", "commune", "detail"),
    [
        ("Thôn Nà Pài, Quốc Khánh, Tràng Định, Lạng Sơn", "new:06004", "Thôn Nà Pài"),
        ("Khu 2, Thất Khê, Tràng Định, Lạng Sơn", "new:06040", "Khu 2"),
        ("Thôn Hữu Vĩnh, Bắc Sơn, Lạng Sơn", "new:06325", "Thôn Hữu Vĩnh"),
        ("Khu 2, TT. Bắc Sơn, H. Bắc Sơn, Tỉnh Lạng Sơn", "new:06325", "Khu 2"),
        ("Số 5, tổ 3, P.Vĩnh Trại, TP.Lạng Sơn, Lạng Sơn", "new:05977", "Số 5, tổ 3"),
        ("Khối 2, Hoàng Văn Thụ, Lạng Sơn, Lạng Sơn", "new:06187", "Khối 2"),
        ("Nà Mò, Hoàng Văn Thụ, Văn Lãng, Lạng Sơn", "new:06172", "Nà Mò"),
        ("Nà Mò, Hoàng Văn Thụ, Bình Gia, Lạng Sơn", "new:06112", "Nà Mò"),
        ("Khu 1, Nông trường Thái Bình, Đình Lập, Lạng Sơn", "new:06616", "Khu 1"),
        ("Thôn 1, Hoà Bình, Hữu Lũng, Lạng Sơn", "new:06391", "Thôn 1"),
        ("Thôn 1, Thuỵ Hùng, Cao Lộc, Lạng Sơn", "new:06184", "Thôn 1"),
        ("thôn 1, QUỐC KHÁNH, TRÀNG ĐỊNH, LẠNG SƠN", "new:06004", "thôn 1"),
        ("Thon 1, Quoc Khanh, Trang Dinh, Lang Son", "new:06004", "Thon 1"),
        ("Vĩnh Trại, Lạng Sơn", "new:05977", ""),
        (" Thôn 1 ,, Quốc Khánh , Tràng Định, Lạng Sơn ", "new:06004", "Thôn 1"),
    ],
)
def test_an_old_address_becomes_a_commune_of_today(text: str, commune: str, detail: str) -> None:
    assert read(text) == here(commune, detail)


def test_every_old_commune_is_found_by_name_and_district() -> None:
    for commune in PLACES.communes.values():
        if commune.is_new:
            continue
        district = commune.district.removeprefix("Huyện ").removeprefix("Thành phố ")
        found = read(f"Thôn Nà Lùng, {commune.name}, {district}, Lạng Sơn")
        keys = tuple(PLACES.new_communes(commune.key))
        expected = here(keys[0], "Thôn Nà Lùng") if len(keys) == 1 else None
        assert found == (expected or here("", "Thôn Nà Lùng", keys))
        plain = read(f"Thôn Nà Lùng, {commune.short_name}, {district}, Lạng Sơn")
        assert plain == found


def test_every_new_commune_is_found_by_its_name() -> None:
    for commune in PLACES.communes.values():
        if commune.is_new:
            for name in (commune.name, commune.short_name, fold(commune.short_name)):
                found = read(f"Thôn Nà Lùng, {name}, Lạng Sơn", SINCE)
                assert found == here(commune.key, "Thôn Nà Lùng")


@pytest.mark.parametrize(
    ("text", "detail", "candidates"),
    [
        ("Nà Loòng, Bính Xá, Đình Lập, Lạng Sơn", "Nà Loòng", ("new:06613", "new:06625")),
        ("Khu 3, Cao Lộc, Lạng Sơn", "Khu 3", ("new:06211", "new:06187")),
        ("Thôn 1, Hồng Phong, Lạng Sơn", "Thôn 1", ("new:06079", "new:06184")),
        # A commune that nobody knows is not taken for the town of the district's name.
        ("Thôn 1, Bắc Sen, Bắc Sơn, Lạng Sơn", "Thôn 1, Bắc Sen", BAC_SON),
        ("Vũ Sen, Bắc Sơn, Lạng Sơn", "Vũ Sen", BAC_SON),
        ("Thôn 1, huyện Bắc Sơn, Lạng Sơn", "Thôn 1", BAC_SON),
        ("Bắc Sơn, Lạng Sơn", "", BAC_SON),
    ],
)
def test_what_can_mean_several_is_asked(
    text: str, detail: str, candidates: tuple[str, ...]
) -> None:
    found = read(text)
    assert (found.commune, found.detail) == ("", detail)
    assert sorted(found.candidates) == sorted(candidates)


def test_a_commune_gone_since_2020_is_asked_for_within_its_district() -> None:
    found = read("Pò Lèn, Tĩnh Bắc, Lộc Bình, Lạng Sơn")  # «Tĩnh» is not «tỉnh», the province
    assert (found.commune, found.detail) == ("", "Pò Lèn, Tĩnh Bắc")
    districts = {PLACES.communes[key].district for key in found.candidates}
    assert districts == {"Huyện Lộc Bình"}


def test_accents_tell_names_apart_where_they_are_there() -> None:
    assert read("Thôn 1, Tân Thanh, Lạng Sơn") == here("new:06172", "Thôn 1")
    assert len(read("Thôn 1, Tan Thanh, Lang Son").candidates) > 2


def test_a_card_of_today_leaves_the_district_out() -> None:
    assert read("Thôn 1, Tân Thành, Lạng Sơn", SINCE) == here("new:06445", "Thôn 1")
    assert read("Bắc Sơn, Lạng Sơn", SINCE) == here("new:06325", "")
    assert read("Thôn 1, Đề Thám, Lạng Sơn", SINCE) == here("new:06046", "Thôn 1")
    # A hamlet may carry the name of an old commune of that district: both are possible.
    both = read("Quốc Khánh, Tràng Định, Lạng Sơn", SINCE)
    assert both == here("", "Quốc Khánh", ("new:06046", "new:06004"))
    old = read("Thôn 1, Quốc Khánh, huyện Tràng Định, Lạng Sơn", SINCE)
    assert old == here("new:06004", "Thôn 1")


@pytest.mark.parametrize(
    ("text", "province"),
    [
        ("Số 5, Dĩ An, Bình Dương", "Hồ Chí Minh"),
        ("Thôn 1, Sơn Động, Bắc Giang", "Bắc Ninh"),
        ("Số 1, Ba Đình, TP. Hà Nội", "Hà Nội"),
        ("Thôn 1, Cao Phong, Hòa Bình", "Phú Thọ"),
        ("Phú Lộc, Thừa Thiên Huế", "Huế"),
        ("Thôn 1, S?n ??ng, B?c Giang", "Bắc Ninh"),
        ("Thôn 1, Không Có, Lạng Sơn", "Lạng Sơn"),
        ("Lạng Sơn", "Lạng Sơn"),
        ("Thôn 1, ????", ""),
        ("Quốc Khánh, huyện Tràng Định", ""),
        ("", ""),
    ],
)
@pytest.mark.parametrize("written_on", [BEFORE, SINCE, None])
def test_what_is_not_understood_stays_as_text_with_the_province_of_today(
    text: str, province: str, written_on: date | None
) -> None:
    assert read(text, written_on) == Address("", text, province=province)


@pytest.mark.parametrize(
    ("text", "commune", "detail"),
    [
        ("Thôn Nà Pài, Qu?c Kh?nh, Tr?ng ??nh, L?ng S?n", "new:06004", "Thôn Nà Pài"),
        ("Khu 2, Th???t Kh??, Tr??ng ?????nh, L???ng S??n", "new:06040", "Khu 2"),
        ("Th?n H?u V?nh, B?c S?n, L?ng S?n", "new:06325", "Th?n H?u V?nh"),
        ("Thon 1, Quoc Khanh, Trang Dinh, Lang Son", "new:06004", "Thon 1"),
    ],
)
def test_a_damaged_address_is_settled_where_exactly_one_commune_fits(
    text: str, commune: str, detail: str
) -> None:
    found = read_address(text, PLACES, written_on=BEFORE, accents_sure=False)
    assert found == here(commune, detail)


def test_accents_that_are_not_sure_tell_no_communes_apart() -> None:
    sure = read("Thôn 1, Tân Thanh, Lạng Sơn")
    asked = read_address(
        "Thôn 1, Tân Thanh, Lạng Sơn", PLACES, written_on=BEFORE, accents_sure=False
    )
    assert sure == here("new:06172", "Thôn 1")
    assert asked.commune == ""
    assert {"new:06172", "new:06445"} <= set(asked.candidates)
