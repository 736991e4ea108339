"""Vacancies (vị trí việc làm trống): registering, finding, closing, and the card of one.

Vacancies belong to all offices; the letters to one are seen where they were issued.
"""

from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING

from desktop_app.domain import vacancies as rules
from desktop_app.domain.catalogues import Catalogues
from desktop_app.domain.employers import Employer
from desktop_app.domain.ids import new_id
from desktop_app.domain.money import show_number
from desktop_app.domain.places import PROVINCE
from desktop_app.domain.problems import Problem
from desktop_app.domain.referrals import Referral
from desktop_app.domain.vacancies import Vacancy, VacancyState
from desktop_app.office.cleaning import cleaned_vacancy
from desktop_app.office.comparing import taken_back
from desktop_app.office.desk import Changed, Desk, refuse_errors
from desktop_app.office.reading import existing
from desktop_app.office.referrals import ReferralRow, letter_rows
from desktop_app.storage import records, vacancy_queries
from desktop_app.storage.vacancy_queries import VacancyLine, Wanted

if TYPE_CHECKING:
    from sqlalchemy import Connection

_MILLION = 1_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class VacancyRow:
    """A vacancy in a list. `taken` counts the places filled by all offices, `waiting` the letters
    of this one whose result is still to come."""

    id: str
    title: str
    employer_id: str
    employer: str
    place: str
    wage: str
    places: int
    taken: int
    waiting: int
    left: int
    open_until: date | None
    state: VacancyState


@dataclass(frozen=True, slots=True)
class VacancyPage:
    """A window of a list, and how long the whole list is."""

    rows: list[VacancyRow]
    total: int


@dataclass(frozen=True, slots=True, kw_only=True)
class VacancyCard:
    """Everything about one vacancy; the letters to it newest first."""

    vacancy: Vacancy
    row: VacancyRow
    employer: Employer
    letters: list[ReferralRow]


# --- Registering and correcting ------------------------------------------------------------------


def new_vacancy(desk: Desk, *, employer_id: str = "") -> Vacancy:
    """A vacancy to be filled in; of a known employer it has the place and whom to ask."""
    vacancy = Vacancy(id=new_id(), registered_on=desk.today(), registered_by=desk.user.id)
    if not employer_id:
        return vacancy
    with desk.store.read() as connection:
        employer = existing(connection, Employer, employer_id)
    return replace(
        vacancy,
        employer_id=employer.id,
        destination=rules.IN_PROVINCE if employer.commune else "",
        work_commune=employer.commune,
        work_address="" if employer.commune else employer.address_detail,
        contact_name=employer.contact_name,
        contact_title=employer.contact_title,
        contact_phone=employer.contact_phone or employer.phone,
        contact_email=employer.contact_email or employer.email,
    )


def register_vacancy(desk: Desk, *, vacancy: Vacancy) -> Changed:
    """Save a new vacancy. Raises Invalid."""
    vacancy = replace(
        cleaned_vacancy(vacancy),
        registered_on=vacancy.registered_on or desk.today(),
        registered_by=vacancy.registered_by or desk.user.id,
    )
    refuse_errors(check_vacancy(desk, vacancy=vacancy))
    with desk.store.write(user=desk.user.id) as transaction:
        records.add(transaction, vacancy)
    return Changed(frozenset({"vacancy"}), vacancy.id)


def correct_vacancy(desk: Desk, *, vacancy: Vacancy) -> Changed:
    """Save the changes of a vacancy. Raises Invalid and Superseded."""
    vacancy = cleaned_vacancy(vacancy)
    refuse_errors(check_vacancy(desk, vacancy=vacancy))
    with desk.store.write(user=desk.user.id) as transaction:
        groups = records.save(transaction, vacancy)
    return Changed(frozenset({"vacancy"} if groups else ()), vacancy.id)


def take_back_correction(desk: Desk, *, before: Vacancy, after: Vacancy) -> Changed:
    """Undo a correction that has just been saved: what was before it is saved over it. Raises
    Superseded when somebody else has changed the same meanwhile."""
    wanted = taken_back(desk, before=before, after=cleaned_vacancy(after))
    return correct_vacancy(desk, vacancy=wanted)


def check_vacancy(desk: Desk, *, vacancy: Vacancy) -> list[Problem]:
    """All problems of a vacancy as it stands in a form."""
    return rules.check_vacancy(vacancy, today=desk.today())


def close_vacancy(desk: Desk, *, vacancy_id: str) -> Changed:
    """The employer looks for nobody any more, from today on."""
    return _change(desk, vacancy_id, closed_on=desk.today())


def reopen_vacancy(desk: Desk, *, vacancy_id: str) -> Changed:
    """The employer looks for people again."""
    return _change(desk, vacancy_id, closed_on=None)


def hide_vacancy(desk: Desk, *, vacancy_id: str) -> Changed:
    """Take a vacancy out of the lists; the letters to it stay."""
    return _change(desk, vacancy_id, hidden=True)


def show_vacancy(desk: Desk, *, vacancy_id: str) -> Changed:
    """Put a hidden vacancy back into the lists."""
    return _change(desk, vacancy_id, hidden=False)


def _change(desk: Desk, vacancy_id: str, **values: object) -> Changed:
    with desk.store.write(user=desk.user.id) as transaction:
        vacancy = existing(transaction, Vacancy, vacancy_id)
        groups = records.save(transaction, replace(vacancy, **values))
    return Changed(frozenset({"vacancy"} if groups else ()), vacancy_id)


# --- Finding -------------------------------------------------------------------------------------


def vacancy(desk: Desk, *, vacancy_id: str) -> Vacancy:
    """One vacancy, as a form needs it."""
    with desk.store.read() as connection:
        return existing(connection, Vacancy, vacancy_id)


def find_vacancies(
    desk: Desk, *, text: str, only_open: bool, offset: int, limit: int, destination: str = ""
) -> VacancyPage:
    """A window of the vacancies that fit the text (all for an empty one): open ones first, those
    that end soon at the top.

    `destination` is a code of `placement_destination`; the province takes the office's area in.
    """
    wanted = _wanted(desk, text=text, only_open=only_open, destination=destination)
    with desk.store.read() as connection:
        lines = vacancy_queries.search_vacancies(
            connection, wanted=wanted, today=desk.today(), offset=offset, limit=limit
        )
        total = vacancy_queries.count_vacancies(connection, wanted=wanted, today=desk.today())
    return VacancyPage([vacancy_row(desk, line) for line in lines], total)


def vacancy_choices(desk: Desk, *, text: str, limit: int) -> list[VacancyRow]:
    """The open vacancies that fit what is typed, for a letter to be written."""
    return find_vacancies(desk, text=text, only_open=True, offset=0, limit=limit).rows


def vacancy_card(desk: Desk, *, vacancy_id: str) -> VacancyCard:
    """A vacancy with its employer and the letters to it."""
    with desk.store.read() as connection:
        line = vacancy_queries.vacancy_line(connection, vacancy_id)
        if line is None:
            raise LookupError(f"no vacancy with the id {vacancy_id}")
        employer_id = line.vacancy.employer_id
        employer = records.get(connection, Employer, employer_id) or Employer(id=employer_id)
        letters = _letters(desk, connection, vacancy_id)
    return VacancyCard(
        vacancy=line.vacancy, row=vacancy_row(desk, line), employer=employer, letters=letters
    )


def _letters(desk: Desk, connection: "Connection", vacancy_id: str) -> list[ReferralRow]:
    found = records.find(connection, Referral, vacancy_id=(vacancy_id,))
    return letter_rows(desk, connection, found)


def _wanted(desk: Desk, *, text: str, only_open: bool, destination: str) -> Wanted:
    if destination != rules.OFFICE_AREA:
        return Wanted(text=text, only_open=only_open, destination=destination)
    places, office = desk.catalogues.places, desk.office.code
    return Wanted(
        text=text,
        only_open=only_open,
        destination=rules.IN_PROVINCE,
        communes=tuple(key for key in places.communes if places.is_served_by(key, office)),
    )


# --- Words ---------------------------------------------------------------------------------------


def vacancy_row(desk: Desk, line: VacancyLine) -> VacancyRow:
    """A vacancy as it stands in a list."""
    vacancy = line.vacancy
    return VacancyRow(
        id=vacancy.id,
        title=vacancy.title,
        employer_id=vacancy.employer_id,
        employer=line.employer,
        place=place_words(vacancy, desk.catalogues),
        wage=wage_words(vacancy, desk.catalogues),
        places=vacancy.places or 0,
        taken=line.taken,
        waiting=line.waiting,
        left=rules.places_left(vacancy, line.taken),
        open_until=vacancy.open_until,
        state=rules.state_of(vacancy, taken=line.taken, today=desk.today()),
    )


def place_words(vacancy: Vacancy, catalogues: Catalogues) -> str:
    """«Xã Bắc Sơn» within the province, «Bắc Giang», «Sùng Tả, Quảng Tây»; else where it lies."""
    if vacancy.work_commune:
        return catalogues.places.show_commune(vacancy.work_commune)
    address = vacancy.work_address.removesuffix(f", {PROVINCE}")
    return address or catalogues.name("placement_destination", vacancy.destination)


def wage_words(vacancy: Vacancy, catalogues: Catalogues) -> str:
    """«7–9 triệu», «từ 7 triệu», «đến 9 triệu»; else the band of the slip."""
    lowest, highest = vacancy.wage_from, vacancy.wage_to
    if lowest is not None and highest is not None and lowest != highest:
        if lowest >= _MILLION:
            return f"{_millions(lowest)}–{_millions(highest)} triệu"
        return f"{show_number(lowest)}–{show_number(highest)} đ"
    if lowest is not None and highest is not None:
        return _wage(lowest)
    if lowest is not None:
        return f"từ {_wage(lowest)}"
    if highest is not None:
        return f"đến {_wage(highest)}"
    return catalogues.name("salary_band", vacancy.wage_band) if vacancy.wage_band else ""


def _wage(amount: int) -> str:
    return f"{_millions(amount)} triệu" if amount >= _MILLION else f"{show_number(amount)} đ"


def _millions(amount: int) -> str:
    """7, or 7,5, or 7,25."""
    whole, rest = divmod(amount, _MILLION)
    return f"{show_number(whole)},{rest:06}".rstrip("0").rstrip(",")
