"""The first few employers and vacancies that fit what is typed, read anew with every key: in plain
SQL, since putting a statement together takes longer than running it. The lists of them:
`vacancy_queries.py`.
"""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection

from desktop_app.storage.worker_index import typed_words

_EMPLOYERS = """
    SELECT e.id, e.name, e.tax_code, e.commune
    FROM record_words AS w JOIN employer AS e ON e.id = w.record
    WHERE w.kind = 'employer' {fits}
    ORDER BY w.sort_key, w.record LIMIT ?
"""
# Those that are over are read only where the others do not fill the page: asking of each vacancy
# whether it is over takes longer than comparing its words.
_VACANCIES = """
    SELECT v.id, v.title, coalesce(e.name, '') AS employer, v.work_commune
    FROM record_words AS w CROSS JOIN vacancy AS v ON v.id = w.record
    LEFT JOIN employer AS e ON e.id = v.employer_id
    WHERE w.kind = 'vacancy' {fits}
      AND (v.closed_on IS NOT NULL OR coalesce(v.open_until, '9999') < ?) = ?
    ORDER BY w.sort_key, w.record LIMIT ?
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class EmployerHit:
    """An employer and what tells it apart."""

    id: str
    name: str
    tax_code: str
    commune: str


@dataclass(frozen=True, slots=True, kw_only=True)
class VacancyHit:
    """A vacancy and what tells it apart; `is_over` when it is closed or its day has passed."""

    id: str
    title: str
    employer: str
    work_commune: str
    is_over: bool


def first_employers(connection: Connection, *, text: str, limit: int) -> list[EmployerHit]:
    """By name; hidden ones are left out."""
    fits, values = _fitting(text)
    rows = connection.exec_driver_sql(_EMPLOYERS.format(fits=fits), (*values, limit))
    return [EmployerHit(**row) for row in rows.mappings()]


def first_vacancies(
    connection: Connection, *, text: str, today: date, limit: int
) -> list[VacancyHit]:
    """Those that are not over first, then by title; hidden ones are left out."""
    hits = _vacancies(connection, text, today, limit, are_over=False)
    if len(hits) < limit:
        hits += _vacancies(connection, text, today, limit - len(hits), are_over=True)
    return hits


def _vacancies(
    connection: Connection, text: str, today: date, limit: int, *, are_over: bool
) -> list[VacancyHit]:
    fits, values = _fitting(text)
    found = (*values, today.isoformat(), are_over, limit)
    rows = connection.exec_driver_sql(_VACANCIES.format(fits=fits), found)
    return [VacancyHit(**row, is_over=are_over) for row in rows.mappings()]


def _fitting(text: str) -> tuple[str, list[str]]:
    words = [f" {word}" for word in typed_words(text)]
    return "AND instr(w.words, ?) " * len(words), words
