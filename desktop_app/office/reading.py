"""Reading records by their ids, as most verbs have to. Not for searching: that is storage's."""

from collections.abc import Collection
from typing import TYPE_CHECKING, TypeVar

from desktop_app import settings
from desktop_app.domain.faults import HandedOver
from desktop_app.domain.handovers import Handover
from desktop_app.domain.offices import CENTRE_OFFICE, Office, short_name
from desktop_app.domain.records import Record
from desktop_app.domain.staff import Staff
from desktop_app.domain.workers import Worker
from desktop_app.storage import records

if TYPE_CHECKING:
    from sqlalchemy import Connection

AnyRecord = TypeVar("AnyRecord", bound=Record)


def existing(connection: "Connection", kind: type[AnyRecord], record_id: str) -> AnyRecord:
    """A record that must be there: records are hidden, never deleted. Else LookupError, or
    HandedOver where it may have gone with a person to another office."""
    record = records.get(connection, kind, record_id)
    if record is None:
        _refuse_handed_over(connection, kind, record_id)
        raise LookupError(f"no {kind.__name__} with the id {record_id}")
    return record


def _refuse_handed_over(connection: "Connection", kind: type[AnyRecord], record_id: str) -> None:
    """Of what belongs to a person only that a person has gone is known here, not which one."""
    if kind is Worker:
        gone = records.find(connection, Handover, worker_id=(record_id,), state=("accepted",))
    elif "worker_id" in kind.__dataclass_fields__:
        gone = records.find(connection, Handover, state=("accepted",))
    else:
        gone = []
    if not gone:
        return
    if kind is not Worker:
        raise HandedOver
    code = max(gone, key=_answered).to_office
    name = short_name(code, names_of_offices(connection).get(code, code))
    raise HandedOver(name if code == CENTRE_OFFICE else f"Văn phòng {name}")


def _answered(handover: Handover) -> str:
    return handover.answered_at.isoformat() if handover.answered_at else ""


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
