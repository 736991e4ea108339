"""Finding workers: by what is typed, in the order of names, and by personal number."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection

from desktop_app.domain.partial_dates import PartialDate
from desktop_app.domain.workers import Worker
from desktop_app.storage import records
from desktop_app.storage.tables import to_json
from desktop_app.storage.worker_index import match, match_accents, words_of

_LINE = """
    SELECT w.id, w.full_name, w.birth_date, w.residence_commune, w.personal_number,
      w.employment_status
    FROM json_each(?) AS page
    JOIN worker_list AS l ON l.place = page.value
    JOIN worker AS w ON w.id = l.worker_id
    ORDER BY page.key
"""
_ALL = "SELECT place FROM worker_list ORDER BY place {order} LIMIT ? OFFSET ?"
_FOUND = """
    SELECT rowid FROM worker_words WHERE worker_words MATCH ?
    ORDER BY rowid {order} LIMIT ? OFFSET ?
"""
_COUNT = "SELECT count(*) FROM worker_words WHERE worker_words MATCH ?"
_COUNT_UP_TO = """
    SELECT count(*) FROM (SELECT 1 FROM worker_words WHERE worker_words MATCH ? LIMIT ?)
"""
_NARROWED = """
    SELECT l.place FROM worker_list AS l JOIN worker AS w ON w.id = l.worker_id
    WHERE {conditions} ORDER BY l.place {order} LIMIT ? OFFSET ?
"""
_AMONG = "(SELECT value FROM json_each(?))"
_IN_INDEX = "l.place IN (SELECT rowid FROM worker_words WHERE worker_words MATCH ?)"
_HAS_WORD = "' ' || folded(w.full_name) LIKE ?"
_STANDS = f"CASE WHEN w.id IN {_AMONG} THEN ? ELSE w.employment_status IN {_AMONG} END"
_COUNT_NARROWED = """
    SELECT count(*) FROM worker_list AS l JOIN worker AS w ON w.id = l.worker_id WHERE {conditions}
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stands:
    """Where workers stand: with a letter whose result is to come (`waiting`, their ids) if `waits`,
    the others with one of these employment statuses."""

    waiting: Sequence[str]
    waits: bool
    statuses: Sequence[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Narrowed:
    """What workers are narrowed down by, all of it at once: words that begin one of the name, how
    the birth year begins, digits that stand in the last four of the number, communes, and where
    they stand. Nothing narrows nothing."""

    name: str = ""
    birth_year: str = ""
    last_four: str = ""
    communes: Sequence[str] | None = None
    stands: Stands | None = None

    def as_sql(self, text: str) -> tuple[str, list[Any]]:
        """Conditions and their values, those of what is searched for as well. Words are looked up
        in the index first: then few rows are looked at."""
        words = words_of(self.name)
        parts: list[tuple[str, list[Any]]] = [(_HAS_WORD, [f"% {word}%"]) for word in words]
        if query := match(" ".join([text, *words])):
            parts.append((_IN_INDEX, [query]))
        if self.birth_year:
            parts.append(("w.birth_date LIKE ?", [f"{self.birth_year}%"]))
        if self.last_four:
            parts.append(("substr(w.personal_number, -4) LIKE ?", [f"%{self.last_four}%"]))
        if self.communes is not None:
            parts.append((f"w.residence_commune IN {_AMONG}", [to_json(self.communes)]))
        if (stands := self.stands) is not None:
            values = [to_json(stands.waiting), stands.waits, to_json(stands.statuses)]
            parts.append((_STANDS, values))
        conditions = " AND ".join(condition for condition, _ in parts)
        return conditions, [value for _, values in parts for value in values]


EVERYBODY = Narrowed()


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkerLine:
    """What a list shows of a worker."""

    id: str
    full_name: str
    birth_year: int | None
    residence_commune: str
    personal_number: str
    employment_status: str


def search_workers(
    connection: Connection,
    *,
    text: str,
    offset: int,
    limit: int,
    narrowed: Narrowed = EVERYBODY,
    descending: bool = False,
    total: int | None = None,
) -> list[WorkerLine]:
    """The workers every word of the text fits (all without any) whom nothing else keeps out: first
    those who have the accents that are typed, then the others; both by given name, or from the last
    one on. Where they are narrowed down, accents put nobody first. Capitals and i or y do not
    count, a word may stop short, and of a number the last digits are enough. `total` is how many
    there are, where that is known: the end of a long list is read sooner."""
    if narrowed != EVERYBODY:
        conditions, values = narrowed.as_sql(text)
        sql = _NARROWED.format(conditions=conditions, order=_order(descending))
        places = connection.exec_driver_sql(sql, (*values, limit, offset)).scalars().all()
    else:
        places = _Pages(connection, descending, total).places(text, offset, limit)
    rows = connection.exec_driver_sql(_LINE, (to_json(places),))
    return [
        WorkerLine(
            id=row.id,
            full_name=row.full_name,
            birth_year=PartialDate.from_iso(row.birth_date).year if row.birth_date else None,
            residence_commune=row.residence_commune,
            personal_number=row.personal_number,
            employment_status=row.employment_status,
        )
        for row in rows
    ]


def count_workers(connection: Connection, *, text: str, narrowed: Narrowed = EVERYBODY) -> int:
    """How many the text fits."""
    if narrowed != EVERYBODY:
        conditions, values = narrowed.as_sql(text)
        sql = _COUNT_NARROWED.format(conditions=conditions)
        return connection.exec_driver_sql(sql, tuple(values)).scalar_one()
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


@dataclass(frozen=True, slots=True)
class _Pages:
    """Windows of the list, in one order."""

    connection: Connection
    descending: bool
    total: int | None

    def places(self, text: str, offset: int, limit: int) -> Sequence[int]:
        """Of those the text fits, the ones spelled as it is first."""
        query, spelled = match(text), match_accents(text)
        if not query:
            return self._everybody(offset, limit)
        if not spelled:
            return self._read(_FOUND, query, limit, offset)
        first = self._read(_FOUND, spelled, limit, offset)
        if len(first) == limit:
            return first
        before = offset + len(first)
        if offset and not first:
            before = self.connection.exec_driver_sql(_COUNT, (spelled,)).scalar_one()
        others = f"({query}) NOT ({spelled})"
        start = offset + len(first) - before
        return [*first, *self._read(_FOUND, others, limit - len(first), start)]

    def _everybody(self, offset: int, limit: int) -> Sequence[int]:
        """From the nearer end: to get there SQLite goes through all that lies before."""
        rows = limit if self.total is None else max(0, min(limit, self.total - offset))
        behind = offset if self.total is None else self.total - offset - rows
        if offset <= behind:
            return self._read(_ALL, limit, offset)
        backwards = _ALL.format(order=_order(not self.descending))
        return self.connection.exec_driver_sql(backwards, (rows, behind)).scalars().all()[::-1]

    def _read(self, page: str, *values: Any) -> Sequence[int]:
        sql = page.format(order=_order(self.descending))
        return self.connection.exec_driver_sql(sql, values).scalars().all()


def _order(descending: bool) -> str:
    return "DESC" if descending else ""
