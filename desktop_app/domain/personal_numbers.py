"""The personal number (số định danh cá nhân): twelve digits that tell birth province, sex and year.

`PPP G YY NNNNNN`: province of the first registration, century and sex, year of birth, chance. It
has no check digit. The registry has errors of its own, so only a wrong length blocks.
"""

import re

from desktop_app.domain.partial_dates import PartialDate
from desktop_app.domain.problems import Problem, warning

LENGTH = 12
MALE, FEMALE = "1", "2"
"""Codes of the list `sex`."""

# The 63 provinces before July 2025, `cccd_province_codes.csv`: numbers keep the old ones.
_PROVINCES = (
    "001 002 004 006 008 010 011 012 014 015 017 019 020 022 024 025 026 027 030 031 033 034 035 "
    "036 037 038 040 042 044 045 046 048 049 051 052 054 056 058 060 062 064 066 067 068 070 072 "
    "074 075 077 079 080 082 083 084 086 087 089 091 092 093 094 095 096"
)


def check_personal_number(
    number: str, *, birth_date: PartialDate | None, sex: str
) -> list[Problem]:
    """What is wrong with a number (an error), or does not fit the rest of the record (a warning).

    A warning stands under the field that the number contradicts. No number yet is no problem.
    """
    if not number:
        return []
    if not re.fullmatch(r"[0-9]+", number):
        return [Problem("personal_number", "Số định danh chỉ gồm chữ số")]
    if len(number) != LENGTH:
        message = f"Số định danh có {LENGTH} chữ số; đang có {len(number)}"
        return [Problem("personal_number", message)]
    problems: list[Problem] = []
    if number[:3] not in _PROVINCES.split():
        problems.append(warning("personal_number", f"Không có mã tỉnh {number[:3]}"))
    if sex in (MALE, FEMALE) and sex != sex_in(number):
        written = "Nam" if sex_in(number) == MALE else "Nữ"
        problems.append(warning("sex", f"Số định danh không khớp giới tính: số ghi {written}"))
    if birth_date and birth_date.year != birth_year_in(number):
        message = f"Số định danh không khớp năm sinh: số ghi {birth_year_in(number)}"
        problems.append(warning("birth_date", message))
    return problems


def is_whole(number: str) -> bool:
    """Whether it is written out: twelve digits."""
    return re.fullmatch(f"[0-9]{{{LENGTH}}}", number) is not None


def birth_year_in(number: str) -> int:
    """The year of birth that a number of twelve digits tells."""
    return 1900 + int(number[3]) // 2 * 100 + int(number[4:6])


def sex_in(number: str) -> str:
    """The sex, as its code, that a number of twelve digits tells."""
    return FEMALE if int(number[3]) % 2 else MALE


def last_four(number: str) -> str:
    """The four digits by which a list tells people apart."""
    return number[-4:]
