"""Changes the centre makes by itself: built, merged into the row, and ready for the log."""

from collections.abc import Mapping

from sqlalchemy import Connection

from desktop_app.central.placement import carried_in
from desktop_app.central.record_rows import apply_to_kind
from desktop_app.central.streams import Entry, centre_stamp
from desktop_app.domain.changes import CENTRE_DEVICE, WIRE, Change, Fields
from desktop_app.domain.records import Kind


def make(
    connection: Connection,
    kind: Kind,
    record: str,
    groups: dict[str, Fields],
    *,
    stamps: Mapping[str, str],
    stream: str,
    now_ms: int,
) -> Entry:
    """Write these groups over what has these stamps (a record without any is made, in `stream`),
    later than all of it. The entry goes into every stream that carries the record."""
    change = own_change(
        kind,
        record,
        groups,
        stamp=centre_stamp(stamps, now_ms=now_ms),
        base={group: stamps.get(group, "") for group in groups},
        op="update" if stamps else "insert",
    )
    apply_to_kind(connection, kind, [change], home=stream, writable=None)
    carried = carried_in(connection, {(kind.name, record)})
    return Entry(change, (stream, *carried.get((kind.name, record), ())), numbered=False)


def own_change(
    kind: Kind,
    record: str,
    groups: dict[str, Fields],
    *,
    stamp: str,
    base: dict[str, str],
    op: str,
) -> Change:
    """A change of the centre; it gets its number with its place in a stream."""
    return Change(
        device=CENTRE_DEVICE,
        epoch=1,
        dseq=0,
        tx="",
        kind=kind.name,
        record=record,
        op=op,
        stamp=stamp,
        user="",
        wire=WIRE,
        groups=groups,
        base=base,
    )
