"""Reading records by their ids, as most verbs have to. Not for searching: that is storage's."""

from collections.abc import Collection
from typing import TYPE_CHECKING, TypeVar

from desktop_app import settings
from desktop_app.domain.offices import Office
from desktop_app.domain.records import Record
from desktop_app.domain.staff import Staff
from desktop_app.storage import records

if TYPE_CHECKING:
    from sqlalchemy import Connection

AnyRecord = TypeVar("AnyRecord", bound=Record)


def existing(connection: "Connection", kind: type[AnyRecord], record_id: str) -> AnyRecord:
    """A record that must be there: records are hidden, never deleted. Else LookupError."""
    record = records.get(connection, kind, record_id)
    if record is None:
        raise LookupError(f"no {kind.__name__} with the id {record_id}")
    return record


def by_id(
    connection: "Connection", kind: type[AnyRecord], ids: Collection[str]
) -> dict[str, AnyRecord]:
    """The records with these ids; an id that is not there is left out."""
    return {record.id: record for record in records.find(connection, kind, id=tuple(ids))}


def names_of_staff(connection: "Connection") -> dict[str, str]:
    """The names of all staff by id, of those too who have left."""
    return {member.id: member.full_name for member in records.find(connection, Staff)}


def names_of_offices(connection: "Connection") -> dict[str, str]:
    """The names of the offices by code: those known here, and those of the province."""
    known = {one.code: one.name for one in records.find(connection, Office) if one.name}
    return {office.code: office.name for office in settings.OFFICES} | known
