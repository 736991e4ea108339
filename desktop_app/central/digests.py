"""The digests the centre keeps of each stream's records: brought up to date when a PC asks.

Pushes do nothing for it and never wait for it: the records of the changes since the last time are
looked at again, in one view of the database in which rows and heads belong together. Only the
stream's own row of `digest_state` is locked, after any record rows.
"""

import time
from collections.abc import Callable, Collection, Sequence
from typing import TypeVar

from sqlalchemy import Connection, Engine, any_, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.exc import OperationalError

from desktop_app.central import tables
from desktop_app.central.bulk import ids_bound
from desktop_app.domain.kinds import KINDS
from desktop_app.domain.records import Kind
from desktop_app.protocol.record_digests import bucket_of, digest_of_row
from desktop_app.storage import kept_digests
from desktop_app.storage.kept_digests import Digested, Kept
from desktop_app.storage.row_states import blank_fields, read_row
from desktop_app.storage.tables import table_of

KEPT = Kept(
    tables.record_digest,
    tables.digest_sum,
    "json_array_elements(CAST(:rows AS json))",
    "value #>> '{}'",
)

BUDGET_S = 8.0
"""One request looks at records no longer than this, well within the PC's patience of 30 s."""

_CHANGES_AT_ONCE = 5000
_RECORDS_AT_ONCE = 4000
_TRIES = 5

T = TypeVar("T")


def in_one_view(engine: Engine, work: Callable[[Connection], T]) -> T:
    """Do something in a transaction that sees one moment of the database throughout; again where
    another one has written the same rows meanwhile."""
    engine = engine.execution_options(isolation_level="REPEATABLE READ")
    for last_try in (*[False] * (_TRIES - 1), True):
        try:
            with engine.begin() as connection:
                return work(connection)
        except OperationalError as error:
            if last_try or not _is_only_a_collision(error):
                raise
    raise AssertionError("the last try answers or raises")


def _is_only_a_collision(error: OperationalError) -> bool:
    return (getattr(error.orig, "sqlstate", None) or "") in {"40001", "40P01"}


def catch_up(engine: Engine, stream: str, *, clock: Callable[[], float] = time.monotonic) -> bool:
    """Bring a stream's digests up to its head; False if the time did not suffice: the next request
    goes on."""
    with engine.begin() as connection:
        first = insert(tables.digest_state).values(stream=stream, seq=0)
        connection.execute(first.on_conflict_do_nothing())
    until = clock() + BUDGET_S
    while not in_one_view(engine, lambda connection: _catch_up_some(connection, stream)):
        if clock() > until:
            return False
    return True


def stands_at(connection: Connection, stream: str) -> int:
    """The head of a stream, if its digests are of it in this view; -1 if they are not."""
    head = _head(connection, stream)
    seq = connection.execute(
        select(tables.digest_state.c.seq).where(tables.digest_state.c.stream == stream)
    ).scalar_one_or_none()
    return head if seq == head else -1


def _catch_up_some(connection: Connection, stream: str) -> bool:
    head = _head(connection, stream)
    if stands_at(connection, stream) == head:
        return True
    seq = _lock(connection, stream)
    upto = min(seq + _CHANGES_AT_ONCE, head)
    c = tables.change.c
    touched = connection.execute(
        select(c.kind, c.record).where(c.stream == stream, c.seq > seq, c.seq <= upto).distinct()
    ).all()
    for kind in KINDS:
        ids = sorted(row.record for row in touched if row.kind == kind.name)
        take(connection, stream, kind, ids)
    connection.execute(
        update(tables.digest_state).where(tables.digest_state.c.stream == stream).values(seq=upto)
    )
    return upto == head


def _head(connection: Connection, stream: str) -> int:
    c = tables.stream.c
    return connection.execute(select(c.head).where(c.name == stream)).scalar_one()


def _lock(connection: Connection, stream: str) -> int:
    c = tables.digest_state.c
    return connection.execute(
        select(c.seq).where(c.stream == stream).with_for_update()
    ).scalar_one()


def take_locked(connection: Connection, stream: str, kind: Kind, ids: Sequence[str]) -> int:
    """`take`, where the stream's digests are not locked yet."""
    _lock(connection, stream)
    return take(connection, stream, kind, ids)


def take(connection: Connection, stream: str, kind: Kind, ids: Sequence[str]) -> int:
    """Take the digests of these records, which the stream's log speaks of; how many are new."""
    return sum(
        kept_digests.put(
            connection,
            KEPT,
            stream=stream,
            kind=kind.name,
            digested=_digested(connection, stream, kind, some),
        )
        for some in kept_digests.in_parts(ids)
    )


def _digested(
    connection: Connection, stream: str, kind: Kind, ids: Collection[str]
) -> list[Digested]:
    """A record that is another stream's by now, and not carried in this one any more, has none."""
    table = table_of(kind)
    blank = blank_fields(kind.name)
    carried = _carried(connection, stream, kind, ids)
    statement = select(table).where(table.c.id == any_(ids_bound("records")))
    rows = connection.execute(statement, {"records": list(ids)}).mappings()
    found = {
        row["id"]: digest_of_row(kind, row["id"], read_row(kind, row), blank)
        for row in rows
        if row["stream"] == stream or row["id"] in carried
    }
    return [Digested(bucket_of(one), one, found.get(one)) for one in ids]


def _carried(
    connection: Connection, stream: str, kind: Kind, ids: Collection[str]
) -> frozenset[str]:
    c = tables.also_in.c
    rows = connection.execute(
        select(c.record).where(
            c.kind == kind.name,
            c.stream == stream,
            c.carried,
            c.record == any_(ids_bound("records")),
        ),
        {"records": list(ids)},
    )
    return frozenset(rows.scalars())


# --- Anew ----------------------------------------------------------------------------------------


def take_anew(
    engine: Engine, stream: str, *, after: str, clock: Callable[[], float] = time.monotonic
) -> tuple[str, int]:
    """Take the digests of all records anew, for as long as one request may last: where to go on,
    "" at the end, and how many records it was. The position is `kind/record`."""
    until = clock() + BUDGET_S
    done = 0
    name, _, record = after.partition("/")
    names = [kind.name for kind in KINDS]
    for kind in KINDS[names.index(name) if name in names else 0 :]:
        last = record if kind.name == name else ""
        while ids := _some_after(engine, stream, kind, last):
            with engine.begin() as connection:
                _lock(connection, stream)
                take(connection, stream, kind, ids)
            done, last = done + len(ids), ids[-1]
            if clock() > until:
                return f"{kind.name}/{last}", done
    return "", done


def _some_after(engine: Engine, stream: str, kind: Kind, after: str) -> Sequence[str]:
    c = tables.record_digest.c
    with engine.connect() as connection:
        return (
            connection.execute(
                select(c.record)
                .where(c.stream == stream, c.kind == kind.name, c.record > after)
                .order_by(c.record)
                .limit(_RECORDS_AT_ONCE)
            )
            .scalars()
            .all()
        )
