"""The digests this PC keeps of its records. They are taken as records are received, in the same
transaction. All records are read anew where some came before digests were kept, weekly, and on
demand: a cell that changed by itself shows in no sum that is only kept up.
"""

import time
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache, partial
from typing import Any

from sqlalchemy import Connection, select

from desktop_app.domain.kinds import KINDS
from desktop_app.domain.records import Kind
from desktop_app.protocol.record_digests import bucket_of, digest_of, digest_of_row
from desktop_app.protocol.record_states import RecordState, names_unsaid
from desktop_app.storage import kept_digests, verifications
from desktop_app.storage.kept_digests import Digested
from desktop_app.storage.row_states import blank_fields, read_row
from desktop_app.storage.store import Store
from desktop_app.storage.tables import forms_of, table_of
from desktop_app.storage.verifications import KEPT
from desktop_app.sync.lanes import OnStore

BUDGET_S = 0.02
"""After this long a piece of work takes no more, so that the window waits for less than 50 ms."""

_AT_ONCE = 100


def take_anew(
    store: Store, *, on_store: OnStore, told: Callable[[int], None] = lambda _: None
) -> None:
    """Take the digests of all records anew; `told` is called with how many it has been."""
    done = 0
    for kind in KINDS:
        last: str | None = ""
        while last is not None:
            count, last = on_store(partial(_anew_some, store, kind, last))
            done += count
            told(done)


def mark_filled(store: Store, streams: Sequence[str], *, on_store: OnStore) -> None:
    """All records of these streams have their digests now."""

    def note() -> None:
        with store.apply() as transaction:
            for stream in streams:
                verifications.note_stream(transaction, stream, filled=True)

    on_store(note)


def take(connection: Connection, stream: str, kind: Kind, records: Sequence[str]) -> None:
    """Take the digests of these records, as their rows are now, in a stream, and in all others they
    have one in."""
    for some in kept_digests.in_parts(records):
        found = _digests(connection, kind, some)
        keep(connection, stream, kind, {one: found.get(one) for one in some})


def keep(
    connection: Connection, stream: str, kind: Kind, digests: Mapping[str, int | None]
) -> None:
    """Keep these digests of records in a stream, and in all others they have one in."""
    digested = [Digested(bucket_of(record), record, one) for record, one in digests.items()]
    elsewhere = verifications.streams_of(connection, kind.name, digests)
    for name in sorted({stream}.union(*elsewhere.values())):
        of_stream = [
            one for one in digested if name == stream or name in elsewhere.get(one.record, ())
        ]
        kept_digests.put(connection, KEPT, stream=name, kind=kind.name, digested=of_stream)


def digest_as_written(
    kind: Kind, record: str, fields: Mapping[str, Any], stamps: Mapping[str, str]
) -> int | None:
    """The digest of a record whose row is just being made of these fields, or has them already."""
    if stamps and not fields.keys() ^ _names_said(kind.name, tuple(stamps)):
        return digest_of(
            RecordState(kind=kind.name, id=record, fields=dict(fields), stamps=dict(stamps))
        )
    blank = blank_fields(kind.name)
    return digest_of_row(kind, record, ({**blank, **fields}, stamps), blank)


@lru_cache(maxsize=5000)
def _names_said(kind_name: str, groups: tuple[str, ...]) -> frozenset[str]:
    return frozenset(forms_of(kind_name)) - names_unsaid(kind_name, groups)


def _digests(connection: Connection, kind: Kind, records: Sequence[str]) -> dict[str, int | None]:
    table = table_of(kind)
    rows = connection.execute(select(table).where(table.c.id.in_(records))).mappings()
    return {row["id"]: _digest(kind, row) for row in rows}


def _digest(kind: Kind, row: Mapping[Any, Any]) -> int | None:
    return digest_of_row(kind, row["id"], read_row(kind, row), blank_fields(kind.name))


# --- Anew ----------------------------------------------------------------------------------------


def _anew_some(store: Store, kind: Kind, after: str) -> tuple[int, str | None]:
    """Some records from this id on: how many, and where to go on."""
    until = time.perf_counter() + BUDGET_S
    done, last = 0, after
    with store.receive() as transaction:
        while time.perf_counter() < until:
            rows = _rows_after(transaction, kind, last)
            upto = rows[-1]["id"] if rows else ""
            by_stream = _by_stream(transaction, kind, rows)
            gone = verifications.without_rows(transaction, kind, after=last, upto=upto)
            for stream, digested in (*sorted(by_stream.items()), *sorted(gone.items())):
                kept_digests.put(
                    transaction, KEPT, stream=stream, kind=kind.name, digested=digested
                )
            if not rows:
                return done, None
            done, last = done + len(rows), upto
    return done, last


def _rows_after(connection: Connection, kind: Kind, after: str) -> Sequence[Mapping[Any, Any]]:
    table = table_of(kind)
    statement = select(table).where(table.c.id > after).order_by(table.c.id).limit(_AT_ONCE)
    return connection.execute(statement).mappings().all()


def _by_stream(
    connection: Connection, kind: Kind, rows: Sequence[Mapping[Any, Any]]
) -> dict[str, list[Digested]]:
    """A record counts in each stream it was received in; one that has not been received counts in
    that of its row once it is."""
    digested = [Digested(bucket_of(row["id"]), row["id"], _digest(kind, row)) for row in rows]
    known = verifications.streams_of(connection, kind.name, [one.record for one in digested])
    filled = verifications.filled(connection)
    by_stream: dict[str, list[Digested]] = {}
    for row, one in zip(rows, digested, strict=True):
        streams = known.get(one.record, set())
        if not streams or row["stream"] not in filled:
            streams = streams | {row["stream"]}
        for stream in streams:
            by_stream.setdefault(stream, []).append(one)
    return by_stream
