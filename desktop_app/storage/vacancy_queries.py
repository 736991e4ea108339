"""Finding employers and vacancies, with the places that are left and the letters that wait."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any, cast

from sqlalchemy import ColumnElement, Connection, Select, case, exists, func, not_, select

from desktop_app.domain.employers import EMPLOYER, Employer
from desktop_app.domain.vacancies import VACANCY, Vacancy
from desktop_app.storage import record_words as words
from desktop_app.storage.case_queries import ENDINGS, counts
from desktop_app.storage.tables import RECORD_TABLES, decode_record, record_words

_employer = RECORD_TABLES["employer"]
_vacancy = RECORD_TABLES["vacancy"]
_place = RECORD_TABLES["place_taken"]
_referral = RECORD_TABLES["referral"]
_event = RECORD_TABLES["referral_event"]

_given_back = select(_place.c.corrects).where(_place.c.corrects > "")
_TAKEN = (
    select(func.count())
    .where(
        _place.c.vacancy_id == _vacancy.c.id,
        _place.c.corrects == "",
        _place.c.id.not_in(_given_back),
    )
    .correlate(_vacancy)
).scalar_subquery()
_LEFT = func.max(func.coalesce(_vacancy.c.places, 0) - _TAKEN, 0)


@dataclass(frozen=True, slots=True, kw_only=True)
class EmployerLine:
    """An employer, its vacancies that are open, and the places left in them."""

    employer: Employer
    open_vacancies: int
    places_left: int


@dataclass(frozen=True, slots=True, kw_only=True)
class VacancyLine:
    """A vacancy with its employer's name, the places taken in it, whoever took them, and the
    letters to it whose result is still to come."""

    vacancy: Vacancy
    employer: str
    taken: int
    waiting: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Which vacancies are looked for: those all the words of the text fit, only the open ones or
    all, of these destinations and in these communes (of any, when empty)."""

    text: str = ""
    only_open: bool = False
    destination: str = ""
    communes: Collection[str] = ()


# --- Employers -----------------------------------------------------------------------------------


def search_employers(
    connection: Connection, *, text: str, today: date, offset: int, limit: int
) -> list[EmployerLine]:
    """The employers the text fits, in the order of their names; hidden ones are left out."""
    statement = (
        select(_employer)
        .join(record_words, record_words.c.record == _employer.c.id)
        .where(record_words.c.kind == EMPLOYER.name, words.fits(text))
        .order_by(record_words.c.sort_key, record_words.c.record)
        .offset(offset)
        .limit(limit)
    )
    rows = connection.execute(statement).mappings()
    found = [cast("Employer", decode_record(EMPLOYER, row)) for row in rows]
    free = _places_left(connection, [employer.id for employer in found], today)
    return [
        EmployerLine(
            employer=employer,
            open_vacancies=free.get(employer.id, (0, 0))[0],
            places_left=free.get(employer.id, (0, 0))[1],
        )
        for employer in found
    ]


def count_employers(connection: Connection, *, text: str) -> int:
    """How many the text fits."""
    statement = (
        select(func.count())
        .select_from(record_words)
        .where(record_words.c.kind == EMPLOYER.name, words.fits(text))
    )
    return connection.execute(statement).scalar_one()


def _places_left(
    connection: Connection, employer_ids: list[str], today: date
) -> dict[str, tuple[int, int]]:
    statement = (
        select(_vacancy.c.employer_id, func.count(), func.sum(_LEFT))
        .where(_vacancy.c.employer_id.in_(employer_ids), _vacancy.c.hidden == 0, _is_open(today))
        .group_by(_vacancy.c.employer_id)
    )
    return {row[0]: (row[1], row[2]) for row in connection.execute(statement)}


# --- Vacancies -----------------------------------------------------------------------------------


def search_vacancies(
    connection: Connection, *, wanted: Wanted, today: date, offset: int, limit: int
) -> list[VacancyLine]:
    """The vacancies looked for: the open ones first, those that end soon at the top."""
    page = (
        select(_vacancy.c.id)
        .join(record_words, record_words.c.record == _vacancy.c.id)
        .where(*_fitting(wanted, today))
        .order_by(*_order(today), record_words.c.sort_key, _vacancy.c.id)
        .offset(offset)
        .limit(limit)
    )
    # The letters are counted for this page only.
    ids = list(connection.execute(page).scalars())
    lines = _read(connection, _lines().where(_vacancy.c.id.in_(ids)))
    return sorted(lines, key=lambda line: ids.index(line.vacancy.id))


def count_vacancies(connection: Connection, *, wanted: Wanted, today: date) -> int:
    """How many are looked for."""
    statement = (
        select(func.count())
        .select_from(_vacancy)
        .join(record_words, record_words.c.record == _vacancy.c.id)
        .where(*_fitting(wanted, today))
    )
    return connection.execute(statement).scalar_one()


def vacancies_of(connection: Connection, *, employer_id: str, today: date) -> list[VacancyLine]:
    """The vacancies of an employer in the same order; hidden ones are left out."""
    statement = (
        _lines()
        .where(_vacancy.c.employer_id == employer_id, _vacancy.c.hidden == 0)
        .order_by(*_order(today), _vacancy.c.title, _vacancy.c.id)
    )
    return _read(connection, statement)


def vacancy_line(connection: Connection, vacancy_id: str) -> VacancyLine | None:
    """One vacancy, also a hidden one."""
    found = _read(connection, _lines().where(_vacancy.c.id == vacancy_id))
    return found[0] if found else None


def _lines() -> Select[Any]:
    waiting = select(func.count()).where(
        _referral.c.vacancy_id == _vacancy.c.id, _happened("issued"), not_(_happened(*ENDINGS))
    )
    return select(
        _vacancy,
        func.coalesce(_employer.c.name, "").label("employer_name"),
        _TAKEN.label("taken"),
        waiting.correlate(_vacancy).scalar_subquery().label("waiting"),
    ).outerjoin(_employer, _employer.c.id == _vacancy.c.employer_id)


def _read(connection: Connection, statement: Select[Any]) -> list[VacancyLine]:
    return [
        VacancyLine(
            vacancy=cast("Vacancy", decode_record(VACANCY, row)),
            employer=row["employer_name"],
            taken=row["taken"],
            waiting=row["waiting"],
        )
        for row in connection.execute(statement).mappings()
    ]


def _fitting(wanted: Wanted, today: date) -> list[ColumnElement[bool]]:
    conditions = [record_words.c.kind == VACANCY.name, words.fits(wanted.text)]
    if wanted.only_open:
        conditions.append(_is_open(today))
    if wanted.destination:
        conditions.append(_vacancy.c.destination == wanted.destination)
    if wanted.communes:
        conditions.append(_vacancy.c.work_commune.in_(wanted.communes))
    return conditions


def _is_open(today: date) -> ColumnElement[bool]:
    """What `vacancies.state_of` calls open, as SQL."""
    return (
        _vacancy.c.closed_on.is_(None)
        & (func.coalesce(_vacancy.c.open_until, "9999") >= today.isoformat())
        & (_LEFT > 0)
    )


def _order(today: date) -> tuple[ColumnElement[Any], ...]:
    """One without a day on which it ends comes after those that have one."""
    return (
        case((_is_open(today), 0), else_=1),
        _vacancy.c.open_until.is_(None),
        _vacancy.c.open_until,
    )


def _happened(*moves: str) -> ColumnElement[bool]:
    return exists().where(
        _event.c.referral_id == _referral.c.id, _event.c.move.in_(moves), counts(_event)
    )
