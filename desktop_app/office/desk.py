"""The desk: who works, at which office, on which database. Every verb of this floor takes it.

Also what all verbs answer with. No verb lives here.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from desktop_app.domain.dates import local_date
from desktop_app.domain.faults import Declined
from desktop_app.domain.offices import Office
from desktop_app.domain.problems import Problem, errors
from desktop_app.domain.staff import Staff

if TYPE_CHECKING:  # the sign-in window is painted before SQLAlchemy and code lists are imported
    from desktop_app.domain.catalogues import Catalogues
    from desktop_app.storage.store import Store


@dataclass(frozen=True, kw_only=True)
class Desk:
    """A signed-in member of staff at one PC. `office` is as at sign-in; `now` gives aware UTC.

    `folder` is where the database lies. `demo` says that it holds made-up data and every window
    must say so.
    """

    store: "Store"
    folder: Path
    user: Staff
    office: Office
    pc: int
    catalogues: "Catalogues"
    now: Callable[[], datetime]
    demo: bool = False

    def moment(self) -> datetime:
        """Now, to the second as records keep it."""
        return self.now().replace(microsecond=0)

    def today(self) -> date:
        """The day in Vietnam."""
        return local_date(self.now())


@dataclass(frozen=True, slots=True)
class Changed:
    """What a verb changed: screens that show one of these kinds of record read again."""

    kinds: frozenset[str]
    record_id: str = ""


class Invalid(Declined, ValueError):  # noqa: N818 - says what the record is; it is placed in a form
    """A record that may not be saved. `problems` holds the warnings too, to be placed in a form."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__("; ".join(problem.field for problem in errors(problems)))
        self.problems = tuple(problems)


def refuse_errors(problems: list[Problem]) -> None:
    """Raise Invalid when one of the problems is an error."""
    if errors(problems):
        raise Invalid(problems)
