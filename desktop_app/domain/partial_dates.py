"""A date known to the day, the month or only the year, as birth dates of old people often are."""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True, order=True)
class PartialDate:
    """A calendar date with precision; `month` and `day` are 0 where unknown.

    As text it is ISO 8601 of reduced precision: `1995`, `1995-02`, `1995-02-01`.
    """

    year: int
    month: int = 0
    day: int = 0

    def __post_init__(self) -> None:
        if self.day and not self.month:
            raise ValueError("a day without a month")
        date(self.year, self.month or 1, self.day or 1)

    @classmethod
    def from_date(cls, day: date) -> "PartialDate":
        """The same day, known exactly."""
        return cls(day.year, day.month, day.day)

    @classmethod
    def from_iso(cls, text: str) -> "PartialDate":
        """Read `1995`, `1995-02` or `1995-02-01`; ValueError for anything else."""
        return cls(*(int(part) for part in text.split("-")))

    def iso(self) -> str:
        """ISO 8601 text of this precision."""
        parts = [f"{self.year:04}"] + [f"{part:02}" for part in (self.month, self.day) if part]
        return "-".join(parts)

    def earliest(self) -> date:
        """The first day it can mean."""
        return date(self.year, self.month or 1, self.day or 1)

    def latest(self) -> date:
        """The last day it can mean."""
        month = self.month or 12
        return date(self.year, month, self.day or monthrange(self.year, month)[1])
