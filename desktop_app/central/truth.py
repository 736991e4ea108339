"""What a record must be by the centre's own log: one stamp, one value.

Where a PC and the centre have other values under the same stamp, one of them has a cell that was
never written. The log tells which; the centre's row is mended if it was that one. What the log
does not tell (erased, or older than the log) stays as the row has it.
"""

import logging
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field

import msgspec
from sqlalchemy import Connection, Row, and_, any_, select

from desktop_app.central import tables
from desktop_app.central.bulk import ids_bound, insert_missing, update_rows
from desktop_app.domain.changes import Change, Fields
from desktop_app.domain.records import Kind
from desktop_app.protocol.merging import merge_groups
from desktop_app.storage.row_states import RowState, blank_fields, read_row
from desktop_app.storage.tables import forms_of, table_of, to_columns, to_json

_log = logging.getLogger(__name__)


@dataclass(slots=True)
class _Told:
    """What the log tells of a record: its fields and stamps, and the stream it began in."""

    stream: str
    fields: Fields
    stamps: dict[str, str] = field(default_factory=dict[str, str])


def mend(connection: Connection, kind: Kind, records: Sequence[str]) -> dict[str, RowState]:
    """The records as they must be, record id -> fields and stamps, their rows put right where they
    were wrong. Rows are locked in the order of their ids; a record neither the log nor the tables
    know is left out."""
    table = table_of(kind)
    rows = connection.execute(
        select(table)
        .where(table.c.id == any_(ids_bound("records")))
        .order_by(table.c.id)
        .with_for_update(),
        {"records": sorted(records)},
    ).mappings()
    there = {row["id"]: (row["stream"], read_row(kind, row)) for row in rows}
    told = _told_by_the_log(connection, kind, records)
    right: dict[str, RowState] = {}
    for record in sorted({*there, *told}):
        stream, read = there.get(record, ("", None))
        state = _right(kind, read, told.get(record))
        if state is None:
            continue
        right[record] = state
        if state != read:
            _write(connection, kind, record, state, stream=stream or told[record].stream)
            _log.warning(
                "a row was not what the log says and has been mended: %s %s", kind.name, record
            )
    return right


def _told_by_the_log(
    connection: Connection, kind: Kind, records: Collection[str]
) -> dict[str, _Told]:
    c, p = tables.change.c, tables.payload.c
    entries = connection.execute(
        select(tables.change, p.data, p.base)
        .join(tables.payload, and_(p.stream == c.stream, p.seq == c.seq))
        .where(c.record == any_(ids_bound("records")), c.kind == kind.name)
        .order_by(c.received_ms, c.stream, c.seq),
        {"records": list(records)},
    )
    told: dict[str, _Told] = {}
    for entry in entries:
        change = _change(entry)
        if change is None:  # erased
            continue
        one = told.setdefault(entry.record, _Told(entry.stream, dict(blank_fields(kind.name))))
        merged = merge_groups(one.fields, one.stamps, change)
        one.fields, one.stamps = merged.fields, merged.stamps
    return told


def _change(row: Row[tuple[object, ...]]) -> Change | None:
    try:
        groups = msgspec.json.decode(row.data, type=dict[str, Fields])
    except msgspec.MsgspecError:
        return None
    return Change(
        device=row.device,
        epoch=row.epoch,
        dseq=row.dseq,
        tx=row.tx,
        kind=row.kind,
        record=row.record,
        op=row.op,
        stamp=row.stamp,
        user=row.user,
        wire=row.wire,
        groups=groups,
        base={},
    )


def _right(kind: Kind, read: RowState | None, told: _Told | None) -> RowState | None:
    """Group by group what the log tells; what it does not tell, as the row has it."""
    if told is None:
        return read
    fields, stamps = told.fields, told.stamps
    if read is not None:
        untold = {group: stamp for group, stamp in read[1].items() if group not in stamps}
        names = {name for group in untold for name in kind.groups.get(group, ())}
        fields = fields | {name: read[0][name] for name in names}
        stamps = stamps | untold
    known = forms_of(kind.name)
    return {name: value for name, value in fields.items() if name in known}, stamps


def _write(
    connection: Connection, kind: Kind, record: str, state: RowState, *, stream: str
) -> None:
    fields, stamps = state
    row = {
        "id": record,
        **to_columns(kind, fields),
        "stamps": to_json(stamps),
        "stream": stream,
        "extra": "{}",
    }
    update_rows(connection, table_of(kind), [row])
    insert_missing(connection, table_of(kind), [row])
