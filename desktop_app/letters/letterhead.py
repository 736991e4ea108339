"""The words at the head of every paper: who issues it, where, and the national motto.

Text only. Each paper places these words by its own measures. What the offices may change
(parent body, centre, place name) comes from the settings and is never written here.
"""

from dataclasses import dataclass
from datetime import date

NATIONAL_NAME = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"
NATIONAL_MOTTO = "Độc lập - Tự do - Hạnh phúc"


@dataclass(frozen=True, kw_only=True)
class Letterhead:
    """The issuing body as the settings describe it."""

    parent_body: str
    centre_name: str
    office_name: str
    address: str
    telephone: str
    place_name: str
    signer: str


def place_and_date(place_name: str, day: date) -> str:
    """The place and date line of NĐ 30/2020: days below 10 and months 1 and 2 take a zero."""
    month = f"{day.month:02}" if day.month < 3 else f"{day.month}"
    words = f"ngày {day.day:02} tháng {month} năm {day.year}"
    return f"{place_name}, {words}" if place_name else words.capitalize()


def short_date(day: date) -> str:
    """A date inside a form's line: 09/12/2026."""
    return f"{day.day:02}/{day.month:02}/{day.year:04}"
