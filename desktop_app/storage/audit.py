"""The audit of this PC: who looked at, printed, saved or exported whose data, and who signed in.

Lines are only ever added; triggers refuse the rest. They hold ids, never a person's data.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, func, insert, select

from desktop_app.storage.tables import audit, write_time


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """One line: `act` done by the member of staff `user` to the record, with the number of a letter
    or what was exported in `detail`."""

    at: datetime
    user: str
    act: str
    kind: str = ""
    record: str = ""
    detail: str = ""


def add(connection: Connection, notes: Sequence[Note]) -> None:
    """Write lines, in their order."""
    rows = [
        {
            "at": write_time(note.at),
            "user": note.user,
            "act": note.act,
            "kind": note.kind,
            "record": note.record,
            "detail": note.detail,
        }
        for note in notes
    ]
    connection.execute(insert(audit), rows)


def count(connection: Connection) -> int:
    """How many lines there are: they are numbered without holes, since none is ever deleted."""
    return connection.scalar(select(func.coalesce(func.max(audit.c.id), 0))) or 0


def newest(connection: Connection, *, offset: int, limit: int) -> list[Note]:
    """Lines from the newest on. As quick at the end of the audit as at its beginning."""
    highest = count(connection) - offset
    statement = select(audit).where(audit.c.id <= highest).order_by(audit.c.id.desc()).limit(limit)
    return [
        Note(
            at=datetime.fromisoformat(row.at),
            user=row.user,
            act=row.act,
            kind=row.kind,
            record=row.record,
            detail=row.detail,
        )
        for row in connection.execute(statement)
    ]
