"""What somebody types of a letter's number to find it. How numbers are made: `referrals.py`."""

import re
from dataclasses import dataclass

from desktop_app.domain.names import fold


@dataclass(frozen=True, slots=True, kw_only=True)
class TypedNumber:
    """Parts of a letter's number; the office, with or without its PC, and the year may be empty."""

    office: str
    year: str
    serial: int


def typed_number(text: str) -> TypedNumber | None:
    """What is typed of a letter's number, in any order: «12», «12/BS», «0012/2026»,
    «BS1-2026-00012». None when it cannot be one."""
    parts = re.findall(r"[a-z]+[0-9]*|[0-9]+|[^ ./-]", fold(text))
    offices = [part for part in parts if part[0].isalpha()]
    numbers = [part for part in parts if re.fullmatch(r"[0-9]{1,6}", part)]
    if len(offices) > 1 or len(numbers) not in (1, 2) or len(parts) > len(offices) + len(numbers):
        return None
    years = [part for part in numbers if re.fullmatch(r"20[0-9]{2}", part)]
    year = years[0] if len(numbers) > 1 and years else ""
    if len(numbers) > 1 and not year:
        return None
    if year:
        numbers.remove(year)
    return TypedNumber(office="".join(offices).upper(), year=year, serial=int(numbers[0]))
