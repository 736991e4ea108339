"""Communes before and after 1 July 2025, and addresses as they are written on papers.

A commune is named by its key, `new:06325` or `old:06187`: all 65 new codes are old codes too, and
26 of them now name another unit, so a bare code is never used. Addresses outside Lạng Sơn are kept
as text, with an empty key. How an address in words is read stands in `addresses.py`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

MERGER = date(2025, 7, 1)
"""Districts ended and communes were merged on this day (Resolution 1672/NQ-UBTVQH15)."""

PROVINCE = "tỉnh Lạng Sơn"
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

    @property
    def is_new(self) -> bool:
        """Whether it exists since 1 July 2025."""
        return self.key.startswith("new:")

    @property
    def kind(self) -> str:
        """«xã», «phường» or «thị trấn»."""
        return self.name.removesuffix(self.short_name).strip().lower()


@dataclass(frozen=True, slots=True)
class Places:
    """All communes of Lạng Sơn. `successors`: old key -> new keys, the default first."""

    communes: Mapping[str, Commune]
    successors: Mapping[str, Sequence[str]]

    def show_commune(self, key: str) -> str:
        """«Xã Bắc Sơn», «Xã Hữu Vĩnh (huyện Bắc Sơn cũ)»; an unknown key as it is."""
        known = self.communes.get(key)
        if known is None or known.is_new:
            return known.name if known else key
        return f"{known.name} ({_within(known.district)} cũ)"

    def short_name(self, key: str) -> str:
        """«Bắc Sơn» for lists; an unknown key as it is."""
        known = self.communes.get(key)
        return known.short_name if known else key

    def show_address(self, key: str, detail: str) -> str:
        """«Thôn Hữu Vĩnh, xã Bắc Sơn, tỉnh Lạng Sơn»; the text alone outside the province."""
        known = self.communes.get(key)
        if known is None:
            return ", ".join(part for part in (detail, key) if part)
        commune = _within(known.name) if detail else known.name
        district = "" if known.is_new else _within(known.district)
        return ", ".join(part for part in (detail, commune, district, PROVINCE) if part)

    def is_served_by(self, key: str, office: str) -> bool:
        """Whether a commune lies in the area of an office (BS, TD, HL)."""
        known = self.communes.get(key)
        return known is not None and known.district_code == OFFICE_DISTRICTS.get(office)

    def new_communes(self, old_key: str) -> Sequence[str]:
        """What an old commune has become: one new key, or several with the usual one first."""
        return self.successors.get(old_key, ())


def _within(name: str) -> str:
    """A unit's name inside a line: its kind is a common noun, «xã Bắc Sơn»."""
    return name[:1].lower() + name[1:]
