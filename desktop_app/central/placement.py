"""Which streams a record's changes go into beside its own (`also_in`)."""

from collections.abc import Collection

from sqlalchemy import Connection, any_, select

from desktop_app.central.bulk import ids_bound
from desktop_app.central.database import COMMON
from desktop_app.central.tables import also_in
from desktop_app.domain.changes import Change
from desktop_app.domain.conflicts import CONFLICT


def carried_in(
    connection: Connection, records: Collection[tuple[str, str]]
) -> dict[tuple[str, str], tuple[str, ...]]:
    """(kind, record) -> the other streams that carry it; without those no other stream does."""
    c = also_in.c
    rows = connection.execute(
        select(c.kind, c.record, c.stream)
        .where(c.record == any_(ids_bound("records")), c.carried)
        .order_by(c.stream),
        {"records": sorted({record for _, record in records})},
    )
    found: dict[tuple[str, str], tuple[str, ...]] = {}
    for row in rows:
        about = (row.kind, row.record)
        if about in records:
            found[about] = (*found.get(about, ()), row.stream)
    return found


def streams_of(change: Change, *, own: str, also: tuple[str, ...]) -> tuple[str, ...]:
    """The streams a change of a record goes into, its own first. A card about a record all offices
    share is for the offices concerned, and in the common stream nobody reads of it."""
    if change.kind == CONFLICT.name and own == COMMON:
        return also
    return (own, *also)
