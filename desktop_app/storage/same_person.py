"""Which records are one person (table `same_person`), derived from the links. Local.

Only links that are `linked` count; what a link says is `domain.person_links`' to say.
"""

from collections.abc import Collection
from typing import cast

from sqlalchemy import ColumnElement, Connection, delete, insert, or_, select

from desktop_app.domain.person_links import PERSON_LINK, PersonLink, people
from desktop_app.storage.tables import decode_record, same_person, table_of

_link = table_of(PERSON_LINK)


def put(connection: Connection, *workers: str) -> None:
    """Work out anew who is one person with these workers, the ends of a link just written."""
    known = _of_the_same(connection, workers)
    links = _links_through(connection, known)
    members = known | {end for link in links for end in (link.first, link.second)}
    connection.execute(delete(same_person).where(same_person.c.worker_id.in_(members)))
    _write(connection, links)


def rebuild(connection: Connection) -> None:
    """Work it out anew for everybody."""
    connection.execute(delete(same_person))
    _write(connection, _read(connection, _link.c.state == "linked"))


def records_of(connection: Connection, worker_id: str) -> tuple[str, ...]:
    """All records of the person, this one first: also those this PC does not have."""
    others = _of_the_same(connection, [worker_id]) - {worker_id}
    return (worker_id, *sorted(others))


def _of_the_same(connection: Connection, workers: Collection[str]) -> set[str]:
    c = same_person.c
    persons = select(c.person_id).where(c.worker_id.in_(workers))
    rows = connection.execute(select(c.worker_id).where(c.person_id.in_(persons)))
    return {*workers, *rows.scalars()}


def _links_through(connection: Connection, workers: set[str]) -> list[PersonLink]:
    """The links that hold, from these workers on as far as they lead."""
    found: dict[str, PersonLink] = {}
    seen: set[str] = set()
    while new := workers - seen:
        seen |= new
        ends = or_(_link.c.first.in_(new), _link.c.second.in_(new))
        links = _read(connection, ends & (_link.c.state == "linked"))
        found |= {link.id: link for link in links}
        workers = workers | {end for link in links for end in (link.first, link.second)}
    return [*found.values()]


def _read(connection: Connection, which: ColumnElement[bool]) -> list[PersonLink]:
    rows = connection.execute(select(_link).where(which)).mappings()
    return [cast("PersonLink", decode_record(PERSON_LINK, row)) for row in rows]


def _write(connection: Connection, links: Collection[PersonLink]) -> None:
    rows = [{"worker_id": worker, "person_id": person} for worker, person in people(links).items()]
    if rows:
        connection.execute(insert(same_person), rows)
