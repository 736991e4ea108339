"""What a check found, for the form to place under a field. Not the checks themselves."""

from dataclasses import dataclass
from enum import Enum


class Severity(Enum):
    """An ERROR keeps a record from being saved; a WARNING is shown and never blocks."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True)
class Problem:
    """One sentence in Vietnamese about one field of a record (`field` names the attribute)."""

    field: str
    message: str
    severity: Severity = Severity.ERROR


def warning(field: str, message: str) -> Problem:
    """A problem that does not keep the record from being saved."""
    return Problem(field, message, Severity.WARNING)


def errors(problems: list[Problem]) -> list[Problem]:
    """The problems that keep a record from being saved."""
    return [problem for problem in problems if problem.severity is Severity.ERROR]
