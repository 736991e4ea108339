"""Communes before and after 1 July 2025, and addresses as they are written on papers.

A commune is named by its key, `new:06325` or `old:06187`: all 65 new codes are old codes too, and
26 of them now name another unit, so a bare code is never used. Addresses outside Lạng Sơn are kept
as text, with an empty key.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from desktop_app.domain.names import fold

PROVINCE = "tỉnh Lạng Sơn"
_UNIT_WORDS = ("xa", "phuong", "thi tran", "tt", "huyen", "h", "thanh pho", "tp", "tinh", "x", "p")
OFFICE_DISTRICTS: Mapping[str, str] = {"TD": "180", "BS": "185", "HL": "186"}
"""Office -> the former district whose communes it serves."""


@dataclass(frozen=True, slots=True)
class Commune:
    """A commune of either scheme. `district` is the former district (most of it, for a new one)."""

    key: str
    name: str
    short_name: str
    district_code: str
    district: str
    other_spelling: str = ""

    @property
    def is_new(self) -> bool:
        """Whether it exists since 1 July 2025."""
        return self.key.startswith("new:")


@dataclass(frozen=True, slots=True)
class Places:
    """All communes of Lạng Sơn. `successors`: old key -> new keys, the default first."""

    communes: Mapping[str, Commune]
    successors: Mapping[str, Sequence[str]]

    def show_commune(self, key: str) -> str:
        """«Xã Bắc Sơn»; an unknown key as it is."""
        known = self.communes.get(key)
        return known.name if known else key

    def short_name(self, key: str) -> str:
        """«Bắc Sơn» for lists; an unknown key as it is."""
        known = self.communes.get(key)
        return known.short_name if known else key

    def show_address(self, key: str, detail: str) -> str:
        """«Thôn Hữu Vĩnh, xã Bắc Sơn, tỉnh Lạng Sơn»; the text alone outside the province."""
        known = self.communes.get(key)
        if known is None:
            return ", ".join(part for part in (detail, key) if part)
        parts = [detail, known.name[:1].lower() + known.name[1:]]
        if not known.is_new:
            parts.append(known.district[:1].lower() + known.district[1:])
        return ", ".join(part for part in (*parts, PROVINCE) if part)

    def new_communes(self, old_key: str) -> Sequence[str]:
        """What an old commune has become: one new key, or several with the usual one first."""
        return self.successors.get(old_key, ())

    def find(self, name: str, *, district: str = "", new: bool) -> list[Commune]:
        """The communes of this name («TT Bắc Sơn», «xã Hoà Bình»), in any spelling of the tone.

        `district` narrows old communes: eleven names stand in more than one district.
        """
        wanted, unit = bare_unit(name), bare_unit(district)
        return [
            commune
            for commune in self.communes.values()
            if commune.is_new == new
            and wanted in (fold(commune.short_name), fold(commune.other_spelling))
            and (not unit or unit == bare_unit(commune.district))
        ]


def bare_unit(name: str) -> str:
    """A unit's name folded and without its kind: «TP. Lạng Sơn» -> «lang son»."""
    folded = fold(name).replace(".", " ")
    for word in sorted(_UNIT_WORDS, key=len, reverse=True):
        if folded.startswith(f"{word} "):
            return " ".join(folded.removeprefix(word).split())
    return " ".join(folded.split())
