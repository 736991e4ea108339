"""Whether two records may be the same person (có thể trùng), and why.

Nothing is decided here: names do not tell people apart, and a telephone is often a whole family's.
"""

from dataclasses import dataclass
from typing import Literal

from desktop_app.domain.names import search_fold
from desktop_app.domain.partial_dates import PartialDate
from desktop_app.domain.personal_numbers import is_whole
from desktop_app.domain.phones import check_phone, normalise_phone
from desktop_app.domain.workers import Worker

Level = Literal["same", "probable", "possible"]
LEVELS: tuple[Level, ...] = ("same", "probable", "possible")
"""From the surest down: `same` has the same number, `probable` the same name and full birth date,
`possible` the same name, year of birth and commune, or the same telephone."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Telling:
    """What tells of a record whose it is. `name` is folded as search folds it; a number or a
    telephone that is not whole is empty."""

    name: str
    birth_date: PartialDate | None
    personal_number: str
    phone: str
    communes: frozenset[str]

    @property
    def full_birth_date(self) -> PartialDate | None:
        """The birth date where it is known to the day."""
        return self.birth_date if self.birth_date and self.birth_date.day else None

    @property
    def birth_year(self) -> int | None:
        """The year of birth."""
        return self.birth_date.year if self.birth_date else None

    @property
    def tells(self) -> bool:
        """Whether it is enough for anybody to be alike (`likeness`)."""
        of_a_year = self.birth_year is not None and bool(self.communes)
        named = self.name and (self.full_birth_date is not None or of_a_year)
        return bool(self.personal_number or self.phone or named)


@dataclass(frozen=True, slots=True, kw_only=True)
class Likeness:
    """How much alike two records are: `shared` names what they share, as a reason tells it."""

    level: Level
    shared: tuple[str, ...]

    @property
    def reason(self) -> str:
        """«vì trùng họ tên, ngày sinh và số điện thoại»."""
        *first, last = self.shared
        return f"vì trùng {', '.join(first)} và {last}" if first else f"vì trùng {last}"


def telling(worker: Worker) -> Telling:
    """What tells of a worker's record whose it is."""
    return telling_of(
        full_name=worker.full_name,
        birth_date=worker.birth_date,
        personal_number=worker.personal_number,
        phone=worker.phone,
        communes=(worker.residence_commune, worker.present_commune),
    )


def telling_of(
    *,
    full_name: str,
    birth_date: PartialDate | None,
    personal_number: str,
    phone: str,
    communes: tuple[str, ...],
) -> Telling:
    """The same from the single values of a record."""
    phone = normalise_phone(phone)
    return Telling(
        name=search_fold(full_name),
        birth_date=birth_date,
        personal_number=personal_number if is_whole(personal_number) else "",
        phone=phone if check_phone(phone) is None else "",
        communes=frozenset(communes) - {""},
    )


def likeness(one: Telling, other: Telling) -> Likeness | None:
    """How much alike two records are; None where they are not."""
    if one.personal_number and one.personal_number == other.personal_number:
        return Likeness(level="same", shared=("số định danh cá nhân",))
    phone = ("số điện thoại",) if one.phone and one.phone == other.phone else ()
    name = ("họ tên",) if one.name and one.name == other.name else ()
    if name and one.full_birth_date and one.full_birth_date == other.full_birth_date:
        return Likeness(level="probable", shared=("họ tên", "ngày sinh", *phone))
    same_year = one.birth_year is not None and one.birth_year == other.birth_year
    if name and same_year and one.communes & other.communes:
        return Likeness(level="possible", shared=("họ tên", "năm sinh", "nơi ở", *phone))
    return Likeness(level="possible", shared=(*name, *phone)) if phone else None
