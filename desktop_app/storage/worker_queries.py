"""Finding workers: by what is typed, in the order of names, and by personal number."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

from desktop_app.domain.partial_dates import PartialDate
from desktop_app.domain.workers import Worker
from desktop_app.storage import records
from desktop_app.storage.tables import to_json
from desktop_app.storage.worker_index import match, match_accents

_LINE = """
    SELECT w.id, w.full_name, w.birth_date, w.residence_commune, w.present_commune,
      w.personal_number, w.employment_status,
      coalesce(json_extract(w.stamps, '$.employment'), '') AS employment_stamp
    FROM json_each(?) AS page
    JOIN worker_list AS l ON l.place = page.value
    JOIN worker AS w ON w.id = l.worker_id
    ORDER BY page.key
"""
_ALL = "SELECT place FROM worker_list ORDER BY place LIMIT ? OFFSET ?"
_FOUND = """
    SELECT rowid FROM worker_words WHERE worker_words MATCH ? ORDER BY rowid LIMIT ? OFFSET ?
"""
_COUNT = "SELECT count(*) FROM worker_words WHERE worker_words MATCH ?"
_COUNT_UP_TO = """
    SELECT count(*) FROM (SELECT 1 FROM worker_words WHERE worker_words MATCH ? LIMIT ?)
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
    """The workers every word of the text fits (all without any): first those who have the accents
    that are typed, then the others; both by given name. Capitals and i or y do not count, a word
    may stop short, and of a number the last digits are enough."""
    places = _places(connection, text, offset, limit)
    rows = connection.exec_driver_sql(_LINE, (to_json(places),))
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
    return connection.exec_driver_sql(_COUNT, (query,)).scalar_one()


def count_workers_up_to(connection: Connection, most: int, *, text: str) -> int:
    """How many the text fits, if there are no more than `most`; else `most`. A text without words
    fits nobody."""
    values = (match(text), most)
    return connection.exec_driver_sql(_COUNT_UP_TO, values).scalar_one() if values[0] else 0


def workers_with_number(connection: Connection, *, personal_number: str) -> list[Worker]:
    """Who has this personal number; more than one when two PCs registered the same person."""
    return records.find(connection, Worker, personal_number=(personal_number,))


def _places(connection: Connection, text: str, offset: int, limit: int) -> Sequence[int]:
    query, spelled = match(text), match_accents(text)
    if not query:
        return connection.exec_driver_sql(_ALL, (limit, offset)).scalars().all()
    if not spelled:
        return _page(connection, query, offset, limit)
    first = _page(connection, spelled, offset, limit)
    if len(first) == limit:
        return first
    before = offset + len(first)
    if offset and not first:
        before = connection.exec_driver_sql(_COUNT, (spelled,)).scalar_one()
    others = f"({query}) NOT ({spelled})"
    start = offset + len(first) - before
    return [*first, *_page(connection, others, start, limit - len(first))]


def _page(connection: Connection, query: str, offset: int, limit: int) -> Sequence[int]:
    return connection.exec_driver_sql(_FOUND, (query, limit, offset)).scalars().all()
