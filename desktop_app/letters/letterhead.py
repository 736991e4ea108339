"""The words at the head of every paper: who issues it, where, and the national motto.

Text only. Each paper places these words by its own measures. What the offices may change
(parent body, centre, place name) comes from the settings and is never written here.
"""

from dataclasses import dataclass
from datetime import date

from desktop_app.domain.dates import long_date

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
    """The place and date line of NĐ 30/2020."""
    words = long_date(day)
    return f"{place_name}, {words}" if place_name else words.capitalize()
