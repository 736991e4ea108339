"""The QR code of an ID card, by its documented format, and what it says about a worker.

Seven parts between bars: personal number, old id number (often empty), name, birth date, sex,
residence, date of issue; the card of July 2024 adds four empty ones. Scanners lose and add bars,
so the parts are found by the number, the birth date with the sex behind it, and the date of issue.
Of what they do to letters, `scanned_codes` undoes what it can for certain and `scanned_text` marks
the rest; digits are never repaired. A card tells neither ethnicity nor telephone.
"""

import re
from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from unicodedata import is_normalized

from desktop_app.domain.addresses import (
    Address,
    find_province,
    is_province_stripped,
    read_address,
)
from desktop_app.domain.catalogues import Catalogues
from desktop_app.domain.faults import Declined
from desktop_app.domain.names import fold, nfc
from desktop_app.domain.partial_dates import PartialDate
from desktop_app.domain.personal_numbers import FEMALE, MALE
from desktop_app.domain.scanned_codes import UNKNOWN, is_typed, undo_letters, undo_signs
from desktop_app.domain.scanned_text import (
    ADDRESS,
    NAME,
    Doubt,
    is_name_without_accents,
    lost_its_accents,
    read_words,
    show_lost,
    trim,
    without_lost_marks,
)

_LEAST_PARTS = 6
"""Some scanners lose the last part, the date of issue."""

_SEPARATORS = "|\t;"
_NUMBER = re.compile(r"\D{0,12}?([0-9]{12})(.*)", re.DOTALL)
_FEMALE_LETTER = f"[UuƯưÙùÚúỦủŨũỤụỪừỨứỬửỮữỰự][?{UNKNOWN}]*|[?{UNKNOWN}]+"
_REMAINS = r"(?!(?P=separator))[^\w\s].{0,15}?(?=(?P=separator))|(?![^\W\d_])"
"""What is left of a code in which the letter stood, up to the separator, or nothing."""

_BIRTH_AND_SEX = re.compile(
    rf"(?P<birth>[0-9]{{8}})(?P<separator>[^0-9]{{0,3}}?)"
    rf"(?P<sex>[Nn][Aa][Mm]|[Nn](?:{_FEMALE_LETTER}|{_REMAINS}))"
)
"""Sex is one of two words, so that of «Nữ» the first letter is enough."""

_DATE = re.compile(r"(?<![0-9])[0-9]{8}(?![0-9])")
_OTHER_CODES = {
    r"(https?:|www\.)": "Đây là mã của một trang web, không phải mã trên thẻ căn cước",
    r"000201[0-9]": "Đây là mã chuyển tiền của ngân hàng; hãy quét mã trên thẻ căn cước",
    r"(BEGIN:VCARD|MECARD:)": "Đây là mã của một danh thiếp; hãy quét mã trên thẻ căn cước",
    r"WIFI:": "Đây là mã của mạng Wi-Fi; hãy quét mã trên thẻ căn cước",
    r"[^|]*\|([0-9A-F]{2}){7,}\|": (
        "Đây là mã của thẻ bảo hiểm y tế; hãy quét mã trên thẻ căn cước"
    ),
}
"""How the codes of other papers begin. A health insurance card writes the name as the digits of its
bytes; a bank's code begins with its version and the way of paying."""

_HALF = "Mã quét bị thiếu; hãy quét lại hoặc nhập tay"


class NotACard(Declined, ValueError):  # noqa: N818 - a foreign code was scanned, nothing went wrong
    """The text is not that of an ID card; `str()` is a sentence for the field."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """What a card says. Empty or None: not on the card, or damaged on the way; letters of the name
    and the address that may be wrong are among the `doubts`."""

    personal_number: str
    old_id_number: str = ""
    full_name: str = ""
    birth_date: PartialDate | None = None
    sex: str = ""
    address: str = ""
    issued_on: date | None = None
    doubts: tuple[Doubt, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Parts:
    """A card's text taken apart; the letters may still be damaged. `separator` is what stands
    between the parts; `is_cut`: the text ends with the address; `had_loose_marks`: accents came
    apart from their letters."""

    old_number: str
    name: str
    birth: str
    sex: str
    address: str
    issued: str
    separator: str = "|"
    is_cut: bool = False
    had_loose_marks: bool = False


def read_card(text: str) -> Card:
    """Read the text of a card's code. Raises NotACard, also for one that was cut off."""
    text = re.sub("[\0\r\n\ufeff]|^ï»¿", "", undo_signs(text)).strip(" ")
    if why := _other_code(text):
        raise NotACard(why)
    found = _NUMBER.match(text)
    if found is None or not found[2]:
        raise NotACard("Đây không phải mã trên thẻ căn cước; hãy quét lại hoặc nhập tay")
    number, rest = found.groups()
    parts = replace(_parts(rest), had_loose_marks=not is_normalized("NFC", rest))
    if parts.is_cut and not find_province(_last_of(parts.address)):
        raise NotACard(_HALF)
    return _card(number, parts)


def card_to_worker(card: Card, catalogues: Catalogues) -> dict[str, Any]:
    """The fields of a worker that the card fills; what it does not say is not among them.

    The commune is not, either, while the address can mean several: see `card_residence`.
    """
    home = card_residence(card, catalogues)
    fields = {
        "personal_number": card.personal_number,
        "personal_number_issued_on": card.issued_on,
        "old_id_number": card.old_id_number,
        "full_name": card.full_name,
        "birth_date": card.birth_date,
        "sex": card.sex,
        "residence_commune": home.commune,
        "residence_detail": home.detail,
    }
    return {name: value for name, value in fields.items() if value}


def card_residence(card: Card, catalogues: Catalogues) -> Address:
    """The residence as a commune of today, or the candidates to ask about."""
    return read_address(
        card.address,
        catalogues.places,
        written_on=card.issued_on,
        accents_sure=not any(doubt.field == ADDRESS for doubt in card.doubts),
    )


def doubts_to_ask(card: Card, home: Address) -> tuple[Doubt, ...]:
    """The doubts of what a form shows: the name, and of the address only its detail; the commune
    is settled or asked about as a whole."""
    return tuple(
        replace(doubt, length=min(doubt.length, len(home.detail) - doubt.start))
        if doubt.field == ADDRESS
        else doubt
        for doubt in card.doubts
        if doubt.field != ADDRESS or doubt.start < len(home.detail)
    )


def _card(number: str, parts: _Parts) -> Card:
    marks_lost = _are_marks_lost(parts)
    if marks_lost:
        parts = replace(
            parts,
            name=without_lost_marks(parts.name),
            address=without_lost_marks(parts.address),
        )
    bare_name = is_name_without_accents(parts.name) or lost_its_accents(parts.name)
    stripped = (
        marks_lost
        or _is_sex_stripped(parts)
        or is_province_stripped(_last_of(parts.address))
        or lost_its_accents(parts.address)
        or (bare_name and parts.address.isascii())
    )
    sep = parts.separator
    name, of_name = read_words(
        parts.name, field=NAME, separator=sep, stripped=stripped or bare_name
    )
    address, of_address = read_words(parts.address, field=ADDRESS, separator=sep, stripped=stripped)
    birth = _day(parts.birth)
    return Card(
        personal_number=number,
        old_id_number=parts.old_number,
        full_name=name,
        birth_date=PartialDate.from_date(birth) if birth else None,
        sex=_sex(parts.sex),
        address=address,
        issued_on=_day(parts.issued),
        doubts=(*of_name, *of_address),
    )


# --- Taking apart --------------------------------------------------------------------------------


def _parts(rest: str) -> _Parts:
    """What follows the personal number. Raises NotACard."""
    old_number, behind = _take_old_number(rest)
    behind = undo_letters(behind)
    found = _BIRTH_AND_SEX.search(behind)
    if found is None:
        return _parts_by_bars(rest)
    separator = found["separator"]
    address, issued, is_cut = _take_issued(behind[found.end() :])
    return _Parts(
        old_number=old_number,
        name=trim(behind[: found.start()], separator),
        birth=found["birth"],
        sex=found["sex"],
        address=trim(address, separator),
        issued=issued,
        separator=separator,
        is_cut=is_cut,
    )


def _parts_by_bars(rest: str) -> _Parts:
    """The parts counted, where the birth date or the sex is too damaged to be found."""
    separator = next((sign for sign in _SEPARATORS if rest.count(sign) >= _LEAST_PARTS - 1), "|")
    parts = [part.strip(" ") for part in rest.split(separator)]
    if len(parts) < _LEAST_PARTS:
        raise NotACard(_HALF)
    _, old_number, name, birth, sex, address, *more = parts
    return _Parts(
        old_number=old_number if re.fullmatch(r"[0-9]{9}", old_number) else "",
        name=undo_letters(name),
        birth=birth,
        sex=undo_letters(sex),
        address=undo_letters(address),
        issued=more[0] if more else "",
        separator=separator,
        is_cut=not more,
    )


def _take_old_number(rest: str) -> tuple[str, str]:
    """The old id number, nine digits behind the personal one, and what follows. Digits that are
    neither it nor a letter typed byte by byte are a damaged one, and dropped."""
    found = re.match(r"[^\w]{0,4}([0-9]+)", rest)
    if found is None or is_typed(found[1]):
        return "", rest
    digits = found[1]
    if len(digits) == 9 or (len(digits) > 9 and is_typed(digits[9:])):
        return digits[:9], digits[9:] + rest[found.end() :]
    return "", rest[found.end() :]


def _take_issued(rest: str) -> tuple[str, str, bool]:
    """The address, the date of issue behind it, and whether the text ends with the address."""
    dates = list(_DATE.finditer(rest))
    found = next((each for each in dates if _day(each.group())), dates[-1] if dates else None)
    if found:
        return rest[: found.start()], found.group(), False
    part_of_date = re.search(r"[^0-9,][0-9]{1,7}$", rest)
    if part_of_date and find_province(_last_of(rest[: part_of_date.start()])):
        raise NotACard(_HALF)
    is_cut = not rest.strip(_SEPARATORS) or rest[-1] not in _SEPARATORS
    return rest, "", is_cut


def _day(text: str) -> date | None:
    """A day written ddmmyyyy; None when there is no such day."""
    if not re.fullmatch(r"[0-9]{8}", text):
        return None
    try:
        return date(int(text[4:]), int(text[2:4]), int(text[:2]))
    except ValueError:
        return None


def _sex(text: str) -> str:
    folded = fold(text)
    if folded == "nam":
        return MALE
    return FEMALE if re.fullmatch(rf"nu?[?{UNKNOWN}]*", folded) else ""


def _are_marks_lost(parts: _Parts) -> bool:
    """Whether accents that stood apart from their letters were lost, each leaving a «?»."""
    last = _last_of(parts.address)
    if f"{parts.name}{last}" == show_lost(f"{parts.name}{last}").replace("?", ""):
        return False
    return (
        parts.had_loose_marks
        or re.match(r"[Nn][Uu]\?", show_lost(parts.sex)) is not None
        or (not find_province(last) and find_province(without_lost_marks(last)) != "")
    )


def _is_sex_stripped(parts: _Parts) -> bool:
    """Whether «Nữ» came without its accents. Some cards and scanners write «Nu» of themselves, but
    then letters as rare as «ữ» pass elsewhere."""
    sex = nfc(parts.sex).lower()
    if sex == "nu":
        return all(letter <= "\xff" for letter in parts.address)
    return fold(sex) == "nu" and sex != "nữ"


def _last_of(address: str) -> str:
    """The last part of an address, where the province stands."""
    return show_lost(address).rpartition(",")[2].strip()


def _other_code(text: str) -> str:
    """The sentence for a code that is known to be that of something else."""
    if not text:
        return "Chưa quét được gì; hãy quét lại"
    known = (why for how, why in _OTHER_CODES.items() if re.match(how, text, re.IGNORECASE))
    return next(known, "")
