"""The QR code of an ID card, by its documented format, and what it says about a worker.

Seven parts between bars: personal number, old id number (often empty), name, birth date, sex,
residence, date of issue; the card of July 2024 adds four empty ones. Text that a scanner damaged
is left out, not repaired. A card tells neither ethnicity nor telephone.
"""

import re
from dataclasses import dataclass
from datetime import date
from typing import Any

from desktop_app.domain.addresses import Address, read_address
from desktop_app.domain.catalogues import Catalogues
from desktop_app.domain.faults import Declined
from desktop_app.domain.names import fold, nfc, title_case
from desktop_app.domain.partial_dates import PartialDate
from desktop_app.domain.personal_numbers import FEMALE, MALE

_LEAST_PARTS = 6
"""Some scanners lose the last part, the date of issue."""

_SEPARATORS = "|\t;"
_SEXES = {"nam": MALE, "nu": FEMALE}
_DAMAGED = re.compile("[\ufffd?]")


class NotACard(Declined, ValueError):  # noqa: N818 - a foreign code was scanned, nothing went wrong
    """The text is not that of an ID card; `str()` is a sentence for the field."""


@dataclass(frozen=True, slots=True)
class Doubt:
    """Letters of a card's text that a scanner damaged and that cannot be told for certain.

    `field` is `full_name` or `address`; the letters are `value[start : start + length]`, where an
    unknown one stands as «?»; `readings` are what they can mean, most likely first, empty where
    it can be anything.
    """

    field: str
    start: int
    length: int
    readings: tuple[str, ...]


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


def read_card(text: str) -> Card:
    """Read the text of a card's code. Raises NotACard."""
    text = re.sub("[\0\r\n\ufeff]", "", text).strip(" ")
    parts = [part.strip() for part in _split(text)]
    if not re.fullmatch(r"[0-9]{12}", parts[0]) or len(parts) < _LEAST_PARTS:
        raise NotACard(_why_not(text, parts))
    number, old, name, born, sex, address = parts[:6]
    if _is_hexadecimal(old):
        raise NotACard(_why_not(text, parts))
    birth = _day(born)
    return Card(
        personal_number=number,
        old_id_number=old if re.fullmatch(r"[0-9]{9}", old) else "",
        full_name=_name(name),
        birth_date=PartialDate.from_date(birth) if birth else None,
        sex=_SEXES.get(fold(sex), ""),
        address="" if _DAMAGED.search(address) else nfc(address),
        issued_on=_day(parts[6]) if len(parts) > _LEAST_PARTS else None,
    )


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
    return read_address(card.address, catalogues.places, written_on=card.issued_on)


def _split(text: str) -> list[str]:
    """The parts, the empty ones too: each has its place."""
    for separator in _SEPARATORS:
        if text.count(separator) >= _LEAST_PARTS - 1:
            return text.split(separator)
    return text.split("|")


def _name(text: str) -> str:
    if _DAMAGED.search(text):
        return ""
    return title_case(text) if text.isupper() else nfc(text)


def _day(text: str) -> date | None:
    """A day written ddmmyyyy; None when there is no such day."""
    if not re.fullmatch(r"[0-9]{8}", text):
        return None
    try:
        return date(int(text[4:]), int(text[2:4]), int(text[:2]))
    except ValueError:
        return None


def _why_not(text: str, parts: list[str]) -> str:
    if not text:
        return "Chưa quét được gì; hãy quét lại"
    if re.match(r"(https?://|www\.)", text, re.IGNORECASE):
        return "Đây là mã của một trang web, không phải mã trên thẻ căn cước"
    if len(parts) > 1 and _is_hexadecimal(parts[1]):
        return "Đây là mã của thẻ bảo hiểm y tế; hãy quét mã trên thẻ căn cước"
    if re.fullmatch(r"[0-9]{12}", parts[0]) and len(parts) > 1:
        return "Mã quét bị thiếu; hãy quét lại hoặc nhập tay"
    return "Đây không phải mã trên thẻ căn cước; hãy quét lại hoặc nhập tay"


def _is_hexadecimal(part: str) -> bool:
    """A health insurance card writes the name as the digits of its UTF-8 bytes."""
    return len(part) > 12 and re.fullmatch(r"([0-9a-fA-F]{2})+", part) is not None
