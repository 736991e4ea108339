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
# What fits is looked for first: reading all vacancies would take ten times as long.
_VACANCIES = """
    SELECT v.id, v.title, coalesce(e.name, '') AS employer, v.work_commune, page.is_over
    FROM (
      SELECT w.record, w.sort_key,
        n.closed_on IS NOT NULL OR coalesce(n.open_until, '9999') < ? AS is_over
      FROM record_words AS w CROSS JOIN vacancy AS n ON n.id = w.record
      WHERE w.kind = 'vacancy' {fits}
      ORDER BY is_over, w.sort_key, w.record LIMIT ?
    ) AS page
    JOIN vacancy AS v ON v.id = page.record
    LEFT JOIN employer AS e ON e.id = v.employer_id
    ORDER BY page.is_over, page.sort_key, page.record
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
    fits, values = _fitting(text)
    found = (today.isoformat(), *values, limit)
    rows = connection.exec_driver_sql(_VACANCIES.format(fits=fits), found)
    return [
        VacancyHit(
            id=row.id,
            title=row.title,
            employer=row.employer,
            work_commune=row.work_commune,
            is_over=bool(row.is_over),
        )
        for row in rows
    ]


def _fitting(text: str) -> tuple[str, list[str]]:
    words = [f"% {word}%" for word in typed_words(text)]
    return "AND w.words LIKE ? " * len(words), words
