"""Which stream a new record belongs to, which others its changes go into beside it (`also_in`),
and who may write it although it belongs to another office.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, any_, select

from desktop_app.central import tables
from desktop_app.central.bulk import ids_bound, insert_ignoring_known
from desktop_app.central.database import COMMON
from desktop_app.central.tables import also_in
from desktop_app.domain.changes import Change
from desktop_app.domain.conflicts import CONFLICT
from desktop_app.domain.kinds import BY_NAME
from desktop_app.domain.person_links import PERSON_LINK
from desktop_app.domain.records import Kind
from desktop_app.domain.workers import WORKER
from desktop_app.storage.tables import table_of


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


def carry(connection: Connection, kind: Kind, record: str, streams: Collection[str]) -> None:
    """Let these streams carry the record too, for good."""
    rows = [
        {"kind": kind.name, "record": record, "stream": stream, "carried": True}
        for stream in sorted(streams)
    ]
    insert_ignoring_known(connection, also_in, rows)


# --- Whose a record is ---------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Writer:
    """The office of a device that writes; one that `sees_all` writes for every office."""

    code: str
    sees_all: bool


def offices_of(connection: Connection, devices: Collection[str]) -> dict[str, Writer]:
    """The offices of these devices; the centre's own is none."""
    d, o = tables.device.c, tables.office.c
    rows = connection.execute(
        select(d.id, o.code, o.sees_all)
        .join(tables.office, o.code == d.office)
        .where(d.id == any_(ids_bound("devices"))),
        {"devices": sorted(devices)},
    )
    return {row.id: Writer(row.code, row.sees_all) for row in rows}


def worker_field(kind: Kind) -> str:
    """The field that names the worker a record is about, "" for a kind that is about nobody."""
    if kind is PERSON_LINK:
        return "first"
    return "worker_id" if "worker_id" in table_of(kind).c else ""


def homes_of(
    connection: Connection, kind: Kind, changes: Sequence[Change], *, writer: Writer
) -> dict[str, str]:
    """New record -> the stream of what it is about (somebody, or the record a card is about), if
    the writer may write there: what an office writes late about somebody it has handed over goes
    where the person is, and so does what the centre writes. What they are about stays where it is
    till the commit."""
    about = _cards_about(changes) if kind is CONFLICT else _workers_of(kind, changes)
    homes: dict[tuple[str, str], str] = {}
    for name in sorted({name for name, _ in about.values()}):
        ids = sorted({record for other, record in about.values() if other == name})
        found = _homes(connection, BY_NAME[name], ids, writer)
        homes |= {(name, record): stream for record, stream in found.items()}
    return {record: homes[one] for record, one in about.items() if one in homes}


def _workers_of(kind: Kind, changes: Sequence[Change]) -> dict[str, tuple[str, str]]:
    """New record -> the worker it names."""
    named = worker_field(kind)
    return {
        change.record: (WORKER.name, values[named])
        for change in changes
        if named and change.op == "insert"
        for values in change.groups.values()
        if values.get(named)
    }


def _cards_about(changes: Sequence[Change]) -> dict[str, tuple[str, str]]:
    """New card -> kind and id of the record it is about, but for what all offices share."""
    return {
        change.record: (values["about_kind"], values["about_record"])
        for change in changes
        if change.op == "insert"
        for values in change.groups.values()
        if values.get("about_record") and _is_an_offices(values["about_kind"])
    }


def _is_an_offices(kind: str) -> bool:
    return kind in BY_NAME and BY_NAME[kind].stream == "office"


def _homes(
    connection: Connection, kind: Kind, ids: Sequence[str], writer: Writer
) -> dict[str, str]:
    """The streams of these records, locked, without those the writer may not write."""
    table = table_of(kind).c
    rows = connection.execute(
        select(table.id, table.stream)
        .where(table.id == any_(ids_bound("homes")))
        .order_by(table.id)
        .with_for_update(read=True),
        {"homes": list(ids)},
    )
    streams = {row.id: row.stream for row in rows}
    if not writer.sees_all:
        away = [record for record, stream in streams.items() if stream != writer.code]
        allowed = writable_beside(connection, kind, away, office=writer.code)
        streams = {r: s for r, s in streams.items() if s == writer.code or r in allowed}
    return streams


def writable_beside(
    connection: Connection, kind: Kind, records: Collection[str], *, office: str
) -> frozenset[str]:
    """Those of the records that the office may write although they are another's: they are carried
    in its stream, or they are about somebody it has handed over."""
    if not records:
        return frozenset()
    ids, c, values = ids_bound("records"), also_in.c, {"records": sorted(records)}
    own = select(c.record).where(c.kind == kind.name, c.record == any_(ids), c.stream == office)
    found = set(connection.execute(own, values).scalars())
    if worker_field(kind) == "worker_id":
        table = table_of(kind).c
        handed_over = (
            select(table.id)
            .join(also_in, (c.record == table.worker_id) & (c.kind == WORKER.name))
            .where(table.id == any_(ids), c.stream == office)
        )
        found |= set(connection.execute(handed_over, values).scalars())
    return frozenset(found)
