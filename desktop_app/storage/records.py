"""Reading and writing single records. Every write keeps lists and searches in step.

Changes of a person go through `add` and `save`, which the triggers log; what came from elsewhere
goes through `write_foreign` and `add_many`, inside `Store.apply`.
"""

from collections.abc import Collection, Iterable, Mapping
from typing import Any, TypeVar, cast

from sqlalchemy import Connection, insert, select, update

from desktop_app.domain import stamps as rules
from desktop_app.domain.changes import Fields
from desktop_app.domain.faults import Superseded
from desktop_app.domain.kinds import BY_RECORD, KINDS, kind_of
from desktop_app.domain.records import Kind, Record
from desktop_app.domain.stamps import name_all
from desktop_app.storage import (
    clock,
    edits,
    foreign_rows,
    in_step,
    record_words,
    same_person,
    worker_index,
)
from desktop_app.storage.tables import (
    decode_record,
    decode_stamps,
    encode_fields,
    forms_of,
    sync_ctx,
    table_of,
    to_columns,
    to_json,
)

AnyRecord = TypeVar("AnyRecord", bound=Record)

_MANY = 1000

HIDDEN = "hidden"
"""The group, and the field in it, by which a record is deleted. Whoever sets it tells in the base
what he had seen of the whole record, for an edit he had not seen beats it (PROTOCOL.md §9)."""


def get(connection: Connection, kind: type[AnyRecord], record_id: str) -> AnyRecord | None:
    """The record with this id."""
    found = find(connection, kind, id=(record_id,))
    return found[0] if found else None


def find(
    connection: Connection, kind: type[AnyRecord], **values: Collection[Any]
) -> list[AnyRecord]:
    """The records whose columns have one of the given values; all without any. Oldest id first."""
    described = BY_RECORD[kind]
    table = table_of(described)
    statement = select(table).order_by(table.c.id)
    for column, wanted in values.items():
        statement = statement.where(table.c[column].in_(wanted))
    rows = connection.execute(statement).mappings()
    return [cast("AnyRecord", decode_record(described, row)) for row in rows]


def add(connection: Connection, record: Record) -> None:
    """Save a new record."""
    kind = kind_of(record)
    row = {"id": record.id, **to_columns(kind, encode_fields(kind, record))}
    connection.execute(insert(table_of(kind)), row)
    in_step.keep(connection, kind, {record.id: kind.groups})


def save(connection: Connection, record: Record) -> tuple[str, ...]:
    """Save what differs from the row, and say which field groups that were.

    Raises Superseded when one of them has moved since the record was read, LookupError when there
    is no such record.
    """
    kind = kind_of(record)
    state = row_state(connection, kind, record.id)
    if state is None:
        raise LookupError(f"no {kind.name} with the id {record.id}")
    current, stamps = state
    wanted = encode_fields(kind, record)
    changed = tuple(
        group
        for group, names in kind.groups.items()
        if any(wanted[name] != current[name] for name in names)
    )
    moved = tuple(
        group
        for group in changed
        if not _same_stamp(record.stamps.get(group, ""), stamps.get(group, ""))
    )
    if moved:
        raise Superseded(moved)
    if changed:
        values = {name: wanted[name] for group in changed for name in kind.groups[group]}
        table = table_of(kind)
        there = table.c.id == record.id
        if values.get(HIDDEN):
            named = {**stamps, HIDDEN: name_all(record.stamps.values())}
            connection.execute(update(table).where(there).values(stamps=to_json(named)))
        connection.execute(update(table).where(there).values(to_columns(kind, values)))
        edits.note_own(
            connection,
            kind,
            record.id,
            {group: {name: wanted[name] for name in kind.groups[group]} for group in changed},
        )
        in_step.keep(connection, kind, {record.id: changed})
    return changed


def settle(
    connection: Connection,
    kind: Kind,
    record_id: str,
    group: str,
    values: Fields,
    *,
    seen: Collection[str],
) -> None:
    """Write what was decided about a field group, over all the versions whose stamps are `seen`.

    One ordinary change, which the triggers log with all of them as its base, also where it says
    what is shown already: only by naming a version does it take that version off its card (those
    beyond `MOST_SEEN` stay, to be decided next). For the triggers the row held until now another
    value, under all these stamps. LookupError when there is no such record.
    """
    table = table_of(kind)
    row = connection.execute(select(table.c.stamps).where(table.c.id == record_id)).first()
    if row is None:
        raise LookupError(f"no {kind.name} with the id {record_id}")
    stamps = decode_stamps(row.stamps)
    named = [*seen, *stamps.values()] if values.get(HIDDEN) else seen
    parts = name_all(named).split("~")
    stamps[group] = "~".join(parts[: rules.MOST_SEEN])
    there = table.c.id == record_id
    written = to_columns(kind, values)
    # Which field differs does not matter: a group is logged whole.
    name = kind.groups[group][0]
    other = _something_else(kind, name, values[name])
    connection.execute(update(sync_ctx).values(applying=1))
    connection.execute(update(table).where(there).values({"stamps": to_json(stamps), name: other}))
    connection.execute(update(sync_ctx).values(applying=0))
    connection.execute(update(table).where(there).values(written))
    edits.note_own(connection, kind, record_id, {group: values})
    in_step.keep(connection, kind, {record_id: (group,)})


def _something_else(kind: Kind, name: str, value: Any) -> Any:
    """A value of a column that is not this one."""
    written = forms_of(kind.name)[name].to_sql(value)
    return "" if written is None else f"{written}+" if isinstance(written, str) else written + 1


def row_state(
    connection: Connection, kind: Kind, record_id: str
) -> tuple[Fields, dict[str, str]] | None:
    """A record as the exchange sees it: all its fields, also those this program does not know, and
    the stamps of its groups."""
    there = foreign_rows.states(connection, kind, [record_id]).get(record_id)
    return None if there is None else (there.fields, there.stamps)


def stream_of(connection: Connection, kind: Kind, record_id: str) -> str:
    """The stream a record is in, or one made here would be in."""
    table = table_of(kind)
    found = connection.scalar(select(table.c.stream).where(table.c.id == record_id))
    if found:
        return found
    home = connection.execute(select(sync_ctx.c.stream)).scalar_one()
    return "common" if kind.stream == "common" else home


def stamps_after(
    connection: Connection, kind: Kind, *, stream: str, after: str, limit: int
) -> dict[str, dict[str, str]]:
    """The next records of a stream in the order of their ids, with the stamps of their groups."""
    table = table_of(kind)
    rows = connection.execute(
        select(table.c.id, table.c.stamps)
        .where(table.c.stream == stream, table.c.id > after)
        .order_by(table.c.id)
        .limit(limit)
    )
    return {row.id: decode_stamps(row.stamps) for row in rows}


def write_foreign(
    connection: Connection,
    kind: Kind,
    record_id: str,
    fields: Fields,
    stamps: Mapping[str, str],
    stream: str,
) -> None:
    """Write a merged record inside `Store.apply`: the given fields and stamps, the others stay.

    Fields this program does not know are kept aside for the one that does. The clock moves on, so
    that an edit made after seeing this is later than it.
    """
    there = foreign_rows.states(connection, kind, [record_id]).get(record_id)
    foreign_rows.write_one(
        connection, kind, foreign_rows.Writing(record_id, fields, stamps, there), stream
    )


def overwrite_foreign(
    connection: Connection,
    kind: Kind,
    record_id: str,
    fields: Fields,
    stamps: Mapping[str, str],
    stream: str,
) -> None:
    """Make a record exactly this inside `Store.apply`, whatever its row holds: `fields` are all of
    its fields. The stream of a row that is there stays."""
    table = table_of(kind)
    known = {name: value for name, value in fields.items() if name in forms_of(kind.name)}
    values = {
        **to_columns(kind, known),
        "stamps": to_json(dict(stamps)),
        "extra": to_json({name: value for name, value in fields.items() if name not in known}),
    }
    changed = connection.execute(update(table).where(table.c.id == record_id).values(values))
    if not changed.rowcount:
        connection.execute(insert(table), {"id": record_id, "stream": stream, **values})
    clock.observe(connection, stamps.values())
    in_step.keep(connection, kind, {record_id: kind.groups})


def add_many(connection: Connection, records: Iterable[Record], *, stream: str) -> None:
    """Write many new records, of any kinds in any order, with their stamps, inside `Store.apply`:
    made-up data, an import of everything. What belongs to one office goes into this stream. Lists
    and searches are made anew."""
    inserts = {kind.name: _ManyRows(connection, kind, stream) for kind in KINDS}
    for record in records:
        inserts[kind_of(record).name].add(record)
    for rows in inserts.values():
        rows.write()
    worker_index.rebuild(connection)
    record_words.rebuild(connection)
    same_person.rebuild(connection)


class _ManyRows:
    """Rows of one kind on their way into its table, written a thousand at a time. Past SQLAlchemy's
    expressions, which would take half of the time."""

    def __init__(self, connection: Connection, kind: Kind, stream: str) -> None:
        names = ("id", "stream", "stamps", *forms_of(kind.name))
        marks = ", ".join("?" * len(names))
        self._sql = f"INSERT INTO {kind.name} ({', '.join(names)}) VALUES ({marks})"  # noqa: S608 - our names
        self._forms = tuple(forms_of(kind.name).items())
        self._connection = connection
        self._stream = "common" if kind.stream == "common" else stream
        self._rows: list[tuple[Any, ...]] = []

    def add(self, record: Record) -> None:
        values = [form.to_sql(form.encode(getattr(record, name))) for name, form in self._forms]
        self._rows.append((record.id, self._stream, to_json(dict(record.stamps)), *values))
        if len(self._rows) == _MANY:
            self.write()

    def write(self) -> None:
        if self._rows:
            self._connection.exec_driver_sql(self._sql, self._rows)
            self._rows = []


def _same_stamp(seen: str, current: str) -> bool:
    return seen == current or rules.names_same(seen, current)
