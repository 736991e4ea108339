"""Employers (người sử dụng lao động): registering, correcting, finding, and the card of one.

Employers belong to all offices; visits and letters are seen where they were recorded.
"""

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from desktop_app.domain import employers as rules
from desktop_app.domain.employers import Employer
from desktop_app.domain.ids import new_id
from desktop_app.domain.problems import Problem, warning
from desktop_app.domain.referrals import Referral
from desktop_app.domain.visits import Visit
from desktop_app.office.cleaning import cleaned_employer
from desktop_app.office.comparing import taken_back
from desktop_app.office.desk import Changed, Desk, refuse_errors
from desktop_app.office.reading import existing
from desktop_app.office.referrals import ReferralRow, letter_rows
from desktop_app.office.vacancies import VacancyRow, vacancy_row
from desktop_app.office.visits import VisitRow, valid_visits, visit_rows
from desktop_app.storage import records, vacancy_queries

if TYPE_CHECKING:
    from sqlalchemy import Connection


@dataclass(frozen=True, slots=True, kw_only=True)
class EmployerRow:
    """An employer in a list, with the vacancies that are open and the places left in them."""

    id: str
    name: str
    tax_code: str
    kind: str
    address: str
    open_vacancies: int
    places_left: int


@dataclass(frozen=True, slots=True)
class EmployerPage:
    """A window of a list, and how long the whole list is."""

    rows: list[EmployerRow]
    total: int


@dataclass(frozen=True, slots=True, kw_only=True)
class EmployerCard:
    """Everything about one employer: open vacancies first, visits and letters newest first."""

    employer: Employer
    address: str
    vacancies: list[VacancyRow]
    visits: list[VisitRow]
    letters: list[ReferralRow]


# --- Registering and correcting ------------------------------------------------------------------


def new_employer(desk: Desk) -> Employer:
    """An employer to be filled in; only who registers and when are known."""
    return Employer(id=new_id(), registered_on=desk.today(), registered_by=desk.user.id)


def register_employer(desk: Desk, *, employer: Employer) -> Changed:
    """Save a new employer. Raises Invalid."""
    employer = replace(
        cleaned_employer(employer),
        registered_on=employer.registered_on or desk.today(),
        registered_by=employer.registered_by or desk.user.id,
    )
    refuse_errors(rules.check_employer(employer))
    with desk.store.write(user=desk.user.id) as transaction:
        records.add(transaction, employer)
    return Changed(frozenset({"employer"}), employer.id)


def correct_employer(desk: Desk, *, employer: Employer) -> Changed:
    """Save the changes of an employer. Raises Invalid and Superseded."""
    employer = cleaned_employer(employer)
    refuse_errors(rules.check_employer(employer))
    with desk.store.write(user=desk.user.id) as transaction:
        groups = records.save(transaction, employer)
    return Changed(frozenset({"employer"} if groups else ()), employer.id)


def take_back_correction(desk: Desk, *, before: Employer, after: Employer) -> Changed:
    """Undo a correction that has just been saved: what was before it is saved over it. Raises
    Superseded when somebody else has changed the same meanwhile."""
    wanted = taken_back(desk, before=before, after=cleaned_employer(after))
    return correct_employer(desk, employer=wanted)


def check_employer(desk: Desk, *, employer: Employer) -> list[Problem]:
    """All problems of an employer as it stands in a form, the taken tax code included.

    That one only warns: two PCs may have registered the same firm, and a branch may give the code
    of its company.
    """
    code = cleaned_employer(employer).tax_code
    with desk.store.read() as connection:
        taken = _code_taken(connection, code, employer.id)
    return [*rules.check_employer(replace(employer, tax_code=code)), *taken]


def _code_taken(connection: "Connection", tax_code: str, employer_id: str) -> list[Problem]:
    if not tax_code:
        return []
    known = records.find(connection, Employer, tax_code=(tax_code,), hidden=(0,))
    others = [other.name for other in known if other.id != employer_id]
    if not others:
        return []
    return [warning("tax_code", f"Mã số thuế này đã có: {others[0]}")]


def hide_employer(desk: Desk, *, employer_id: str) -> Changed:
    """Take an employer and its vacancies out of the lists; letters and visits stay."""
    return _set_hidden(desk, employer_id, hidden=True)


def show_employer(desk: Desk, *, employer_id: str) -> Changed:
    """Put a hidden employer back into the lists."""
    return _set_hidden(desk, employer_id, hidden=False)


def _set_hidden(desk: Desk, employer_id: str, *, hidden: bool) -> Changed:
    with desk.store.write(user=desk.user.id) as transaction:
        employer = existing(transaction, Employer, employer_id)
        groups = records.save(transaction, replace(employer, hidden=hidden))
    return Changed(frozenset({"employer", "vacancy"} if groups else ()), employer_id)


# --- Finding -------------------------------------------------------------------------------------


def employer(desk: Desk, *, employer_id: str) -> Employer:
    """One employer, as a form needs it."""
    with desk.store.read() as connection:
        return existing(connection, Employer, employer_id)


def find_employers(desk: Desk, *, text: str, offset: int, limit: int) -> EmployerPage:
    """A window of the employers that fit the text (all for an empty one), by name."""
    with desk.store.read() as connection:
        lines = vacancy_queries.search_employers(
            connection, text=text, today=desk.today(), offset=offset, limit=limit
        )
        total = vacancy_queries.count_employers(connection, text=text)
    rows = [
        EmployerRow(
            id=line.employer.id,
            name=line.employer.name,
            tax_code=line.employer.tax_code,
            kind=desk.catalogues.name("employer_type", line.employer.kind),
            address=rules.address_of(line.employer, desk.catalogues.places),
            open_vacancies=line.open_vacancies,
            places_left=line.places_left,
        )
        for line in lines
    ]
    return EmployerPage(rows, total)


def employer_card(desk: Desk, *, employer_id: str) -> EmployerCard:
    """The employer with its vacancies, visits and letters."""
    with desk.store.read() as connection:
        employer = existing(connection, Employer, employer_id)
        lines = vacancy_queries.vacancies_of(
            connection, employer_id=employer_id, today=desk.today()
        )
        visits = valid_visits(records.find(connection, Visit, employer_id=(employer_id,)))
        rows = visit_rows(connection, list(reversed(visits)))
        found = records.find(connection, Referral, employer_id=(employer_id,))
        letters = letter_rows(desk, connection, found)
    return EmployerCard(
        employer=employer,
        address=rules.address_of(employer, desk.catalogues.places),
        vacancies=[vacancy_row(desk, line) for line in lines],
        visits=rows,
        letters=letters,
    )
