"""The provinces before and since July 2025."""

import csv

from desktop_app.domain.provinces import PROVINCES
from desktop_app.paths import resources


def test_there_were_63_and_are_34() -> None:
    assert (len(PROVINCES), len(set(PROVINCES.values()))) == (63, 34)
    assert {PROVINCES[today] == today for today in PROVINCES.values()} == {True}


def test_the_old_ones_are_those_of_the_list() -> None:
    with (resources() / "catalogues/cccd_province_codes.csv").open(encoding="utf-8") as file:
        names = {row["province_name_before_2025_07"] for row in csv.DictReader(file)}
    plain = {name.removeprefix("Tỉnh ").removeprefix("Thành phố ") for name in names}
    assert plain == set(PROVINCES)
