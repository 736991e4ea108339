"""The code lists that ship with the program, read from CSV files. A code is never forgotten.

A list offers the codes valid on a day; a record shows any code it holds, known or not.
"""

import csv
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from desktop_app.domain.names import search_fold, vi_key
from desktop_app.domain.places import MERGER, Commune, Places

_SIMPLE_LISTS = {
    "ethnic_group": ("ethnic_groups.csv", "code", "name"),
    "general_education": ("edu_general.csv", "code", "name_vi"),
    "priority_group": ("priority_groups.csv", "key", "name_vi"),
    "benefit_status": ("bhtn_statuses.csv", "key", "name_vi"),
}
"""List -> file, column of the code, column of the name."""


@dataclass(frozen=True, slots=True)
class Choice:
    """A code as a form offers it; `aliases` find it too."""

    code: str
    name: str
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Entry:
    """A choice with the days on which it may be chosen; None is open.

    Not `offered` is what only other papers use; records that hold it still show its name.
    """

    choice: Choice
    valid_from: date | None = None
    valid_to: date | None = None
    offered: bool = True

    def is_valid(self, on: date) -> bool:
        """Whether a form may offer it on that day."""
        begun = self.valid_from is None or self.valid_from <= on
        return self.offered and begun and (self.valid_to is None or on <= self.valid_to)


@dataclass(frozen=True, slots=True)
class Catalogues:
    """All code lists, and the communes with their addresses."""

    lists: Mapping[str, Sequence[Entry]]
    places: Places
    minorities: frozenset[str]

    def choices(self, list_name: str, on: date, *, office: str = "") -> list[Choice]:
        """What a form offers on that day, most used first.

        Of communes, those of the `office` (BS, TD, HL) stand first.
        """
        valid = [entry.choice for entry in self.lists[list_name] if entry.is_valid(on)]
        if list_name != "commune" or not office:
            return valid
        return sorted(valid, key=lambda choice: not self.places.is_served_by(choice.code, office))

    def name(self, list_name: str, code: str) -> str:
        """The name of a code, valid or not; an unknown code is shown as itself."""
        if list_name in ("commune", "commune_old"):
            return self.places.show_commune(code)
        for entry in self.lists[list_name]:
            if entry.choice.code == code:
                return entry.choice.name
        return code

    def names(self, list_name: str, codes: Sequence[str]) -> list[str]:
        """The names of several codes."""
        return [self.name(list_name, code) for code in codes]

    def is_minority(self, ethnic_code: str) -> bool:
        """Whether an ethnic group counts as a minority (dân tộc thiểu số)."""
        return ethnic_code in self.minorities


def load_catalogues(folder: Path) -> Catalogues:
    """Read all lists of a folder (`resources/catalogues`)."""
    lists: dict[str, list[Entry]] = {}
    for row in _rows(folder / "work_lists.csv"):
        entry = _entry(row, Choice(row["code"], row["name_vi"]))
        lists.setdefault(row["list"], []).append(entry)
    for name, (file, code, title) in _SIMPLE_LISTS.items():
        lists[name] = [_entry(row, Choice(row[code], row[title])) for row in _rows(folder / file)]
    ethnic = list(_rows(folder / "ethnic_groups.csv"))
    lists["ethnic_group"] = _ethnic_groups(ethnic)
    # The eight levels of the worker's form; 8.1 and 8.2 stand on the vacancy form only.
    lists["technical_level"] = [
        _entry(row, Choice(row["code"], row["name_vi"]), offered=row["in_M01_TT01_2022"] == "1")
        for row in _rows(folder / "edu_cmkt.csv")
    ]
    # Occupations of two digits; soldiers and leaders have none of theirs verified but one.
    lists["occupation"] = [
        _entry(
            row,
            Choice(row["code"], row["name_vi"]),
            offered=row["level"] == "2" or row["code"] in ("0", "1"),
        )
        for row in _rows(folder / "vsco_l1_l2.csv")
    ]
    lists["sector"] = [
        _entry(row, Choice(f"{version}:{row['code']}", row["name_vi"]))
        for version in ("2025", "2018")
        for row in _rows(folder / f"vsic{version}_l1.csv")
    ]
    places = _places(folder)
    by_name = sorted(places.communes.values(), key=lambda commune: vi_key(commune.short_name))
    lists["commune"] = [
        Entry(Choice(each.key, each.name, _merged(places, each)), valid_from=MERGER)
        for each in by_name
        if each.is_new
    ]
    lists["commune_old"] = [
        Entry(Choice(each.key, places.show_commune(each.key)), valid_to=MERGER - timedelta(days=1))
        for each in by_name
        if not each.is_new
    ]
    minorities = frozenset(row["code"] for row in ethnic if row["is_minority"] == "1")
    return Catalogues(lists=lists, places=places, minorities=minorities)


def _rows(file: Path) -> Iterator[dict[str, str]]:
    with file.open(encoding="utf-8", newline="") as text:
        yield from csv.DictReader(text)


def _entry(row: Mapping[str, str], choice: Choice, *, offered: bool = True) -> Entry:
    return Entry(choice, _day(row.get("valid_from")), _day(row.get("valid_to")), offered)


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _ethnic_groups(rows: Sequence[Mapping[str, str]]) -> list[Entry]:
    """The groups common in Lạng Sơn first; other names of a group find it."""
    ordered = sorted(rows, key=lambda row: row["common_in_langson"] != "1")
    return [
        _entry(row, Choice(row["code"], row["name"], _aliases(row["name_variants"])))
        for row in ordered
    ]


def _aliases(text: str) -> tuple[str, ...]:
    return tuple(alias.strip() for alias in text.split(",") if alias.strip())


def _merged(places: Places, commune: Commune) -> tuple[str, ...]:
    """The names of the old communes that it took in: people go on using them."""
    old = [places.communes[key] for key, new in places.successors.items() if commune.key in new]
    own = search_fold(commune.short_name)
    names = (each.short_name for each in old if search_fold(each.short_name) != own)
    return tuple(dict.fromkeys(names))


def _places(folder: Path) -> Places:
    communes: dict[str, Commune] = {}
    for row in _rows(folder / "langson_communes_new.csv"):
        key = f"new:{row['code']}"
        communes[key] = Commune(
            key=key,
            name=row["name"],
            short_name=row["short_name"],
            district_code=row["former_district_code"],
            district=row["former_district_name"],
        )
    for row in _rows(folder / "langson_communes_old.csv"):
        key = f"old:{row['ward_code']}"
        communes[key] = Commune(
            key=key,
            name=row["ward_name"],
            short_name=row["ward_short"],
            district_code=row["district_code"],
            district=row["district_name"],
        )
    successors: dict[str, list[str]] = {}
    for row in _rows(folder / "langson_communes_old_to_new.csv"):
        keys = successors.setdefault(f"old:{row['old_ward_code']}", [])
        keys.insert(0 if row["is_default"] == "1" else len(keys), f"new:{row['new_code']}")
    return Places(communes=communes, successors=successors)
