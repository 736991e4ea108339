"""Who changed what in the records of people, firms and jobs, here or on another PC, and when.

Kept beside the change log, which knows only what this PC wrote. Registering is no edit.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

import msgspec
from sqlalchemy import Connection, Row, func, insert, literal, select

from desktop_app.domain.changes import Change, Fields
from desktop_app.domain.employers import EMPLOYER
from desktop_app.domain.kinds import BY_NAME
from desktop_app.domain.records import Kind
from desktop_app.domain.stamps import milliseconds, original
from desktop_app.domain.vacancies import VACANCY
from desktop_app.domain.workers import WORKER
from desktop_app.storage.tables import edit, sync_ctx, to_json

KEPT = frozenset({WORKER.name, EMPLOYER.name, VACANCY.name})
"""The kinds whose edits are told."""

SHOWN_AGAIN = "shown"
"""Stands among the groups for `hidden` where the record was put back."""

_FORGET = "DELETE FROM edit WHERE record = ? AND stamp = ?"
_NOTE = """
    INSERT INTO edit (record, stamp, kind, user, "groups") VALUES (?, ?, ?, ?, ?)
    ON CONFLICT DO NOTHING
"""
_COLUMNS = ("record", "stamp", "kind", "user", "groups")


@dataclass(frozen=True, slots=True, kw_only=True)
class Edit:
    """One change of a record: `at` is when by the centre's clock, `user` the id of the member of
    staff, `groups` the field groups changed (see `SHOWN_AGAIN`)."""

    record: str
    stamp: str
    at: datetime
    user: str
    groups: tuple[str, ...]


def note_own(
    connection: Connection, kind: Kind, record_id: str, groups: Mapping[str, Fields]
) -> None:
    """Note what has just been written here, under the stamp the triggers gave it. Nothing while
    foreign changes are applied: those carry stamps of their own."""
    if kind.name not in KEPT:
        return
    stamp = func.printf("%012x-%04x-%s", sync_ctx.c.ms, sync_ctx.c.counter, sync_ctx.c.device)
    written = select(
        literal(record_id),
        stamp,
        literal(kind.name),
        sync_ctx.c.user,
        literal(_names(kind, groups)),
    ).where(sync_ctx.c.applying == 0)
    connection.execute(insert(edit).from_select(_COLUMNS, written))


def note_received(connection: Connection, changes: Iterable[Change]) -> None:
    """Note changes that came from the centre, in this order; one noted already stays one. Of this
    PC's own it takes the stamp the centre gave."""
    noted: dict[tuple[str, str], tuple[str, ...]] = {}
    replaced: list[tuple[str, str]] = []
    for change in changes:
        if change.kind not in KEPT or change.op != "update" or not change.groups:
            continue
        as_written = (change.record, original(change.stamp))
        if change.stamp != as_written[1]:
            replaced.append(as_written)
            noted.pop(as_written, None)
        names = _names(BY_NAME[change.kind], change.groups)
        row = (change.record, change.stamp, change.kind, change.user, names)
        noted.setdefault((change.record, change.stamp), row)
    if replaced:
        connection.exec_driver_sql(_FORGET, replaced)
    if noted:
        connection.exec_driver_sql(_NOTE, list(noted.values()))


def edits_of(connection: Connection, record_ids: Collection[str]) -> list[Edit]:
    """The edits of these records, oldest first."""
    statement = select(edit).where(edit.c.record.in_(record_ids)).order_by(edit.c.stamp)
    return [_edit(row) for row in connection.execute(statement)]


def _names(kind: Kind, groups: Mapping[str, Fields]) -> str:
    """In the order of the kind; on the wire they stand in another."""
    known = [name for name in kind.groups if name in groups]
    others = sorted(set(groups) - set(known))
    return to_json(
        [
            SHOWN_AGAIN if name == "hidden" and not groups[name].get("hidden") else name
            for name in (*known, *others)
        ]
    )


def _edit(row: Row[str, str, str, str, str]) -> Edit:
    return Edit(
        record=row.record,
        stamp=row.stamp,
        at=datetime.fromtimestamp(milliseconds(row.stamp) / 1000, UTC),
        user=row.user,
        groups=msgspec.json.decode(row.groups, type=tuple[str, ...]),
    )
