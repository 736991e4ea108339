"""Finding workers: by what is typed, in the order of names, and by personal number."""

from dataclasses import dataclass

from sqlalchemy import Connection

from desktop_app.domain.partial_dates import PartialDate
from desktop_app.domain.workers import Worker
from desktop_app.storage import records
from desktop_app.storage.worker_index import match

_LINE = """
    SELECT w.id, w.full_name, w.birth_date, w.residence_commune, w.present_commune,
      w.personal_number, w.employment_status,
      coalesce(json_extract(w.stamps, '$.employment'), '') AS employment_stamp
    FROM ({page}) AS page
    JOIN worker_list AS l ON l.place = page.place
    JOIN worker AS w ON w.id = l.worker_id
    ORDER BY page.place
"""
_ALL = "SELECT place FROM worker_list ORDER BY place LIMIT ? OFFSET ?"
_FOUND = """
    SELECT rowid AS place FROM worker_words WHERE worker_words MATCH ?
    ORDER BY rowid LIMIT ? OFFSET ?
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkerLine:
    """What a list shows of a worker. `employment_stamp` is the stamp of the group `employment`."""

    id: str
    full_name: str
    birth_year: int | None
    residence_commune: str
    present_commune: str
    personal_number: str
    employment_status: str
    employment_stamp: str


def search_workers(
    connection: Connection, *, text: str, offset: int, limit: int
) -> list[WorkerLine]:
    """The workers every word of the text fits (all without any), by given name. Accents, capitals
    and i or y do not count; a word may stop short."""
    query = match(text)
    page, values = (_FOUND, (query, limit, offset)) if query else (_ALL, (limit, offset))
    rows = connection.exec_driver_sql(_LINE.format(page=page), values)
    return [
        WorkerLine(
            id=row.id,
            full_name=row.full_name,
            birth_year=PartialDate.from_iso(row.birth_date).year if row.birth_date else None,
            residence_commune=row.residence_commune,
            present_commune=row.present_commune,
            personal_number=row.personal_number,
            employment_status=row.employment_status,
            employment_stamp=row.employment_stamp,
        )
        for row in rows
    ]


def count_workers(connection: Connection, *, text: str) -> int:
    """How many the text fits."""
    query = match(text)
    if not query:
        return connection.exec_driver_sql("SELECT count(*) FROM worker_list").scalar_one()
    sql = "SELECT count(*) FROM worker_words WHERE worker_words MATCH ?"
    return connection.exec_driver_sql(sql, (query,)).scalar_one()


def workers_with_number(connection: Connection, *, personal_number: str) -> list[Worker]:
    """Who has this personal number; more than one when two PCs registered the same person."""
    return records.find(connection, Worker, personal_number=(personal_number,))
