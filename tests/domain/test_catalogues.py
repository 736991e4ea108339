"""The code lists that ship with the program."""

import time
from datetime import date

import pytest

from desktop_app.domain.catalogues import Choice
from desktop_app.domain.names import vi_key
from tests.builders import TODAY, the_catalogues

CATALOGUES = the_catalogues()
LISTS = (
    "area benefit_status commune commune_old consent_method contract_type_vacancy "
    "counsel_topic_worker desired_place employer_refusal_reason employer_type employment_status "
    "ethnic_group follow_up_channel follow_up_status found_through general_education "
    "inactive_reason job_position occupation placement_destination priority_group "
    "refusal_justified sector sex staff_role technical_level unemployed_duration unemployed_kind "
    "visit_channel visit_next_step worker_refusal_reason"
)


@pytest.mark.parametrize("name", LISTS.split())
def test_a_list_is_there_and_names_each_code_once(name: str) -> None:
    entries = CATALOGUES.lists[name]
    codes = [entry.choice.code for entry in entries]
    assert len(set(codes)) == len(codes) > 0
    assert all(entry.choice.name for entry in entries)
    assert [CATALOGUES.name(name, code) for code in codes] == [
        entry.choice.name for entry in entries
    ]


def test_a_list_offers_its_choices_in_order() -> None:
    assert CATALOGUES.choices("sex", TODAY) == [Choice("1", "Nam"), Choice("2", "Nữ")]
    assert [each.code for each in CATALOGUES.choices("technical_level", TODAY)] == list("12345678")
    assert len(CATALOGUES.choices("benefit_status", TODAY)) == 14


def test_the_groups_common_in_the_province_come_first() -> None:
    groups = CATALOGUES.choices("ethnic_group", TODAY)
    assert [each.name for each in groups[:7]] == [
        "Kinh",
        "Tày",
        "Hoa",
        "Nùng",
        "HMông",
        "Dao",
        "Sán Chay",
    ]
    assert len(groups) == 55
    assert groups[5] == Choice("09", "Dao", ("Mán", "Dao Đỏ", "Dao Lô Gang"))


def test_the_communes_of_the_office_come_first_then_all_by_name() -> None:
    communes = CATALOGUES.choices("commune", TODAY, office="BS")
    assert [each.name for each in communes[:6]] == [
        "Xã Bắc Sơn",
        "Xã Hưng Vũ",
        "Xã Nhất Hoà",
        "Xã Tân Tri",
        "Xã Vũ Lăng",
        "Xã Vũ Lễ",
    ]
    assert len(communes) == 65
    rest = [CATALOGUES.places.short_name(each.code) for each in communes[6:]]
    assert rest == sorted(rest, key=vi_key)
    for office, count in (("TD", 7), ("HL", 8)):
        own = CATALOGUES.choices("commune", TODAY, office=office)[:count]
        expected = {"TD": "180", "HL": "186"}[office]
        places = CATALOGUES.places.communes
        assert {places[each.code].district_code for each in own} == {expected}
    assert CATALOGUES.choices("commune", TODAY, office="LS") == CATALOGUES.choices("commune", TODAY)


def test_the_names_of_old_communes_find_the_new_one() -> None:
    by_code = {each.code: each for each in CATALOGUES.choices("commune", TODAY)}
    assert by_code["new:06325"].aliases == ("Long Đống", "Bắc Quỳnh")
    assert by_code["new:06376"].aliases == ("Tân Thành", "Nhất Tiến")


def test_a_code_is_offered_on_its_days_only_and_never_forgotten() -> None:
    eve, merger = date(2025, 6, 30), date(2025, 7, 1)
    assert (
        len(CATALOGUES.choices("commune", eve)),
        len(CATALOGUES.choices("commune_old", eve)),
    ) == (0, 194)
    assert len(CATALOGUES.choices("commune_old", merger)) == 0
    assert CATALOGUES.name("commune_old", "old:06187") == "Thị trấn Cao Lộc (huyện Cao Lộc cũ)"
    assert [each.code[:4] for each in CATALOGUES.choices("sector", TODAY)] == ["2025"] * 22
    assert [each.code[:4] for each in CATALOGUES.choices("sector", date(2025, 11, 14))] == [
        "2018"
    ] * 21
    assert CATALOGUES.name("technical_level", "8.1") == "Thạc sĩ"
    assert CATALOGUES.name("occupation", "7").startswith("Lao động thủ công")


def test_an_unknown_code_is_shown_as_itself() -> None:
    assert CATALOGUES.name("sex", "9") == "9"
    assert CATALOGUES.name("sex", "") == ""
    assert CATALOGUES.name("commune", "new:99999") == "new:99999"
    assert CATALOGUES.names("sex", ("2", "9")) == ["Nữ", "9"]


def test_an_unknown_list_is_a_bug() -> None:
    with pytest.raises(KeyError):
        CATALOGUES.choices("religion", TODAY)


def test_minority_follows_from_the_ethnic_code() -> None:
    assert CATALOGUES.is_minority("02")
    assert not CATALOGUES.is_minority("01")
    assert not CATALOGUES.is_minority("55")
    assert not CATALOGUES.is_minority("")
    assert len(CATALOGUES.minorities) == 53


def test_reading_the_lists_does_not_hold_up_the_start() -> None:
    tries: list[float] = []
    for _ in range(5):
        begun = time.thread_time()
        the_catalogues()
        tries.append(time.thread_time() - begun)
    assert min(tries) < 0.05
