"""Reading an address in words, as ID cards carry it, into a commune of today and the rest.

Cards name hamlet, commune, district and province between commas, mostly without «xã» or «huyện»;
cards issued since 1 July 2025 leave the district out. What can mean several communes is never
guessed: the possible ones are given back and the counsellor is asked.
"""

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from desktop_app.domain.names import nfc, vi_key
from desktop_app.domain.places import MERGER, Commune, Places
from desktop_app.domain.provinces import PROVINCE_SPELLINGS
from desktop_app.domain.scanned_text import names_that_fit

_HERE = "Lạng Sơn"
_PROVINCE_KINDS = ("", "tỉnh", "thành phố")
_DISTRICT_KINDS = ("", "huyện", "thành phố")
_COMMUNE_KINDS = ("", "xã", "phường", "thị trấn")
_KIND_WORDS = {
    "x": "xã",
    "xã": "xã",
    "xa": "xã",
    "p": "phường",
    "phường": "phường",
    "phuong": "phường",
    "tt": "thị trấn",
    "thị trấn": "thị trấn",
    "thi tran": "thị trấn",
    "nt": "thị trấn",
    "nông trường": "thị trấn",
    "h": "huyện",
    "huyện": "huyện",
    "huyen": "huyện",
    "tp": "thành phố",
    "thành phố": "thành phố",
    "thanh pho": "thành phố",
    "t": "tỉnh",
    "tỉnh": "tỉnh",
}
"""Without accents too, but for «tinh»: Tĩnh Bắc is a commune."""

_HAMLET_WORDS = ("thôn", "bản", "khu", "khối", "xóm", "tổ", "đội", "phố", "đường", "ngõ", "số")


@dataclass(frozen=True, slots=True)
class Address:
    """A commune's key and what comes before it. With `candidates` the commune is still to be
    chosen; with neither, `detail` is the whole address (another province, or not understood).

    `province` is the one of today in which it lies, «Bắc Ninh» also for what was Bắc Giang; empty
    where it is not understood."""

    commune: str
    detail: str
    candidates: tuple[str, ...] = ()
    province: str = ""


def read_address(
    text: str, places: Places, *, written_on: date | None, accents_sure: bool = True
) -> Address:
    """Find the commune from the right: province, district, commune; or province, commune.

    `written_on` tells under which scheme the address was written; None is taken as the old one.
    Lost letters may stand as «?»; unless the accents are sure, they tell no names apart.
    """
    parts = [part for part in (nfc(part) for part in text.split(",")) if part]
    province = find_province(parts[-1]) if parts else ""
    if province != _HERE:
        return Address("", ", ".join(parts), province=province)
    reader = _Reader(places, parts[:-1], accents_sure=accents_sure)
    keys, before = reader.read_new() if written_on and written_on >= MERGER else reader.read_old()
    if not keys:
        return Address("", ", ".join(parts), province=province)
    detail = ", ".join(before)
    if len(keys) == 1:
        return Address(keys[0], detail, province=province)
    return Address("", detail, tuple(keys), province)


def find_province(part: str) -> str:
    """The province of today that the last part of an address names, as it was called before or
    since July 2025; empty where none or several fit. Lost letters may stand as «?»."""
    found = {PROVINCE_SPELLINGS[spelling] for spelling in _spellings_of_province(part)}
    return found.pop() if len(found) == 1 else ""


def is_province_stripped(part: str) -> bool:
    """Whether a part names a province, but not with the accents that its name bears."""
    known = _spellings_of_province(part)
    return bool(known) and not names_that_fit(
        _kind_and_name(part)[1], known, key=lambda name: nfc(name).lower()
    )


def _spellings_of_province(part: str) -> list[str]:
    kind, name = _kind_and_name(part)
    if kind not in _PROVINCE_KINDS:
        return []
    return names_that_fit(name, PROVINCE_SPELLINGS)


_Reading = tuple[list[str], list[str]]
"""New communes it can mean, and the parts of the address before the commune."""


class _Reader:
    """An address without its province, held against the communes of Lạng Sơn."""

    def __init__(self, places: Places, parts: list[str], *, accents_sure: bool) -> None:
        self._places = places
        self._parts = parts
        self._accents_sure = accents_sure
        self._old = [each for each in places.communes.values() if not each.is_new]
        self._new = [each for each in places.communes.values() if each.is_new]

    def read_old(self) -> _Reading:
        """As written before the merger: by district where it is named."""
        district = self._district()
        if district and (found := self._in_district(district)):
            return found, self._parts[:-2]
        if district and not self._is_named_after_its_town():
            return self._became(district), self._parts[:-1]
        return self._without_district([*self._new, *self._old]), self._parts[:-1]

    def read_new(self) -> _Reading:
        """As written since the merger, with the old way still possible."""
        found = self._without_district(self._new)
        district = self._district()
        by_district = self._in_district(district) if district else []
        if by_district and found in ([], by_district):
            return by_district, self._parts[:-2]
        return (
            _each_once([*found, *by_district]) or self._without_district(self._old),
            self._parts[:-1],
        )

    def _district(self) -> list[Commune]:
        """The old communes of the district that the last part names."""
        kind, name = _kind_and_name(self._parts[-1]) if self._parts else ("", "")
        if kind not in _DISTRICT_KINDS:
            return []
        fitting = names_that_fit(name, {_kind_and_name(each.district)[1] for each in self._old})
        return [each for each in self._old if _kind_and_name(each.district)[1] in fitting]

    def _in_district(self, district: Sequence[Commune]) -> list[str]:
        return self._became(self._named(district, -2)) if len(self._parts) > 1 else []

    def _without_district(self, scheme: Sequence[Commune]) -> list[str]:
        return self._became(self._named(scheme, -1)) if self._parts else []

    def _named(self, communes: Sequence[Commune], place: int) -> list[Commune]:
        return _named(communes, self._parts[place], accents_sure=self._accents_sure)

    def _became(self, communes: Iterable[Commune]) -> list[str]:
        return _each_once(
            key
            for each in communes
            for key in ([each.key] if each.is_new else self._places.new_communes(each.key))
        )

    def _is_named_after_its_town(self) -> bool:
        """Whether the district's name must mean the commune of that name: nothing says district,
        and only a hamlet stands before it."""
        kind, _ = _kind_and_name(self._parts[-1])
        if kind or len(self._parts) < 2:
            return False
        first = self._parts[-2].split()[0].lower()
        if first[0].isdigit():
            return True
        if self._accents_sure:
            return first in _HAMLET_WORDS
        return bool(names_that_fit(first, _HAMLET_WORDS))


def _named(communes: Sequence[Commune], part: str, *, accents_sure: bool) -> list[Commune]:
    """Those of this name. Accents tell Tân Thanh from Tân Thành, and the kind, where it is
    written, xã Chi Lăng from phường Chi Lăng; neither is held against the only match."""
    kind, name = _kind_and_name(part)
    if kind not in _COMMUNE_KINDS:
        return []
    fitting = names_that_fit(name, {each.short_name for each in communes})
    alike = [each for each in communes if each.short_name in fitting]
    spelt = alike
    if accents_sure:
        spelt = [each for each in alike if _spelling(each.short_name) == _spelling(name)] or alike
    return [each for each in spelt if kind and each.kind.startswith(kind)] or spelt


def _kind_and_name(part: str) -> tuple[str, str]:
    """«TT. Cao Lộc» -> «thị trấn», «Cao Lộc»."""
    words = part.replace(".", " ").split()
    kind = ""
    while len(words) > 1:
        for count in (2, 1):
            found = _KIND_WORDS.get(" ".join(words[:count]).lower(), "")
            if found and len(words) > count:
                kind = kind or found
                words = words[count:]
                break
        else:
            break
    return kind, " ".join(words)


def _spelling(name: str) -> list[tuple[tuple[int, ...], int]]:
    """A name word by word, wherever in the word its tone is written (hoà and hòa)."""
    words = unicodedata.normalize("NFD", name.lower()).replace("y", "i").split()
    keys = [vi_key(word) for word in words]
    return [(letters, max(tones, default=0)) for letters, tones in keys]


def _each_once(keys: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(keys))
