"""What a stream holds as a whole, in chunks, for a PC that has nothing of it yet.

A snapshot is made once and kept as bytes, so that every PC, and every try of one, gets the same. It
is made a few seconds at a time, each by a request that asks for it, and goes on with the next; what
is changed meanwhile may be in it or not: whoever has it pulls from its `seq` on, and merging a
change twice does nothing.

Not for what came after a snapshot: that is pulled.
"""

import hashlib
import secrets
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import msgspec
from sqlalchemy import Connection, Row, Select, and_, delete, func, or_, select, update
from sqlalchemy.dialects.postgresql import insert

from desktop_app.central import refusals, tables
from desktop_app.central.database import COMMON, server_epoch
from desktop_app.central.devices import Caller
from desktop_app.domain.kinds import BY_NAME, KINDS
from desktop_app.domain.records import Kind
from desktop_app.protocol.encoding import compress, to_json
from desktop_app.protocol.messages import (
    ChunkRequest,
    SnapshotAnswer,
    SnapshotChunk,
    SnapshotRequest,
)
from desktop_app.protocol.record_states import RecordState
from desktop_app.protocol.versions import OLDEST_WIRE
from desktop_app.storage.tables import decode_stamps, forms_of, table_of

MOST_RECORDS = 5000
MOST_BYTES = 2 * 1024 * 1024
"""Of a chunk's JSON, which is some 250 KB compressed: half a minute on a line of 64 kbit/s."""
MAKING_S = 3.0
"""How long one request goes on making; a PC waits 30 seconds for an answer."""
MOST_BEHIND = 20_000
"""A snapshot is used until the stream has moved on by this, or by a tenth where that is more."""

_FETCHED_AT_ONCE = 1000
_READY_KEPT = 2  # a PC on a slow line may still be at the one before the newest


def snapshot(
    connection: Connection,
    caller: Caller,
    request: SnapshotRequest,
    *,
    clock: Callable[[], float] = time.monotonic,
) -> SnapshotAnswer:
    """The newest snapshot of a stream; where there is none, or an old one, a step towards it."""
    if request.wire < OLDEST_WIRE:
        raise refusals.older_program()
    head = _head(connection, caller, request.stream)
    there = _newest(connection, request.stream)
    if there is None or (there.ready and _is_old(there.seq, head)):
        _begin(connection, request.stream, after=there, head=head)
    row = _newest(connection, request.stream, locked=True)
    assert row is not None  # noqa: S101 - begun just now, and only older ones are dropped
    ready = row.ready or _go_on(connection, row, until=clock() + MAKING_S, clock=clock)
    chunks = _chunks(connection, row.id)
    return SnapshotAnswer(
        server_epoch=server_epoch(connection),
        stream=row.stream,
        snapshot=row.id,
        seq=row.seq,
        ready=ready,
        records=sum(chunk.records for chunk in chunks),
        chunks=chunks if ready else [],
    )


def chunk(connection: Connection, caller: Caller, request: ChunkRequest) -> bytes:
    """One chunk: a compressed `ChunkAnswer`."""
    _head(connection, caller, request.stream)
    s, c = tables.snapshot.c, tables.snapshot_chunk.c
    data = connection.execute(
        select(c.data)
        .join(tables.snapshot, s.id == c.snapshot)
        .where(s.stream == request.stream, s.id == request.snapshot, c.chunk == request.chunk)
    ).scalar_one_or_none()
    if data is None:
        raise refusals.snapshot_gone()
    return data


def _head(connection: Connection, caller: Caller, stream: str) -> int:
    """The head of a stream that the caller may see."""
    if caller.revoked:
        raise refusals.revoked()
    s = tables.stream.c
    heads = {row.name: row.head for row in connection.execute(select(s.name, s.head))}
    if stream not in heads or not (caller.sees_all or stream in {caller.office, COMMON}):
        raise refusals.other_stream()
    return heads[stream]


def _is_old(seq: int, head: int) -> bool:
    return head - seq > max(MOST_BEHIND, head // 10)


def _newest(connection: Connection, stream: str, *, locked: bool = False) -> Row[Any] | None:
    s = tables.snapshot.c
    newest = select(tables.snapshot).where(s.stream == stream).order_by(s.number.desc()).limit(1)
    return connection.execute(newest.with_for_update() if locked else newest).one_or_none()


def _chunks(connection: Connection, snapshot_id: str) -> list[SnapshotChunk]:
    c = tables.snapshot_chunk.c
    rows = connection.execute(
        select(c.kind, c.records, c.sha256).where(c.snapshot == snapshot_id).order_by(c.chunk)
    )
    return [SnapshotChunk(kind=row.kind, records=row.records, sha256=row.sha256) for row in rows]


# --- Making one ----------------------------------------------------------------------------------


def _begin(connection: Connection, stream: str, *, after: Row[Any] | None, head: int) -> None:
    """Whatever is committed now is in it. If somebody else begins at the same moment, one stays."""
    connection.execute(
        insert(tables.snapshot)
        .values(
            stream=stream,
            number=after.number + 1 if after else 1,
            id=secrets.token_hex(8),
            seq=head,
            ready=False,
            kind=KINDS[0].name,
            after="",
        )
        .on_conflict_do_nothing()
    )


def _go_on(
    connection: Connection, row: Row[Any], *, until: float, clock: Callable[[], float]
) -> bool:
    """Make chunks until there are no more, or the time is over; whether it is ready."""
    c = tables.snapshot_chunk.c
    made = connection.scalar(select(func.count()).where(c.snapshot == row.id)) or 0
    after = row.after
    for kind in KINDS[KINDS.index(BY_NAME[row.kind]) :]:
        for states in _states(connection, kind, row.stream, after=after):
            _keep_chunk(connection, row.id, made, kind, states)
            made += 1
            after = states.last
            if clock() >= until:
                _note(connection, row, ready=False, kind=kind.name, after=after)
                return False
        after = ""
    _note(connection, row, ready=True, kind=row.kind, after="")
    _drop_old(connection, row)
    return True


def _note(connection: Connection, row: Row[Any], **values: object) -> None:
    s = tables.snapshot.c
    connection.execute(
        update(tables.snapshot)
        .where(s.stream == row.stream, s.number == row.number)
        .values(**values)
    )


def _drop_old(connection: Connection, row: Row[Any]) -> None:
    s, c = tables.snapshot.c, tables.snapshot_chunk.c
    old = and_(s.stream == row.stream, s.number <= row.number - _READY_KEPT)
    connection.execute(delete(tables.snapshot_chunk).where(c.snapshot.in_(select(s.id).where(old))))
    connection.execute(delete(tables.snapshot).where(old))


@dataclass(slots=True)
class _States:
    """Records for one chunk, each already JSON. `last` is the id of the last."""

    last: str = ""
    size: int = 0
    written: list[bytes] = field(default_factory=list[bytes])

    def add(self, record_id: str, state: bytes) -> None:
        self.last = record_id
        self.size += len(state)
        self.written.append(state)

    @property
    def is_full(self) -> bool:
        return len(self.written) == MOST_RECORDS or self.size > MOST_BYTES


def _keep_chunk(
    connection: Connection, snapshot_id: str, number: int, kind: Kind, states: _States
) -> None:
    listed = b"[" + b",".join(states.written) + b"]"
    connection.execute(
        insert(tables.snapshot_chunk).values(
            snapshot=snapshot_id,
            chunk=number,
            kind=kind.name,
            records=len(states.written),
            sha256=hashlib.sha256(listed).hexdigest(),
            data=compress(b'{"records":' + listed + b"}"),
        )
    )


def _states(connection: Connection, kind: Kind, stream: str, *, after: str) -> Iterator[_States]:
    """The records of a kind that a stream carries, in the order of their ids, a chunk at a time."""
    write = _Writer(kind)
    states = _States()
    rows = connection.execute(
        _records(kind, stream, write.columns, after=after),
        execution_options={"yield_per": _FETCHED_AT_ONCE},
    )
    try:
        for row in rows:
            states.add(row[0], write.state(row))
            if states.is_full:
                yield states
                states = _States()
    finally:
        rows.close()
    if states.written:
        yield states


def _records(kind: Kind, stream: str, columns: Sequence[str], *, after: str) -> Select[Any]:
    """Those of the stream, and those carried in it. A record of an office that lies in `common` (a
    card about an employer) is in the streams that carry it, and nowhere else."""
    table, also = table_of(kind), tables.also_in.c
    which = table.c.id.in_(
        select(also.record).where(also.kind == kind.name, also.stream == stream, also.carried)
    )
    if stream != COMMON or kind.stream == COMMON:
        which = or_(table.c.stream == stream, which)
    names = (table.c[name] for name in columns)
    return select(*names).where(which, table.c.id > after).order_by(table.c.id)


class _Writer:
    """Rows of one kind as the JSON of `RecordState`: past the general way, which takes twice as
    long, for there are hundreds of thousands."""

    def __init__(self, kind: Kind) -> None:
        forms = forms_of(kind.name)
        self.columns = ("id", "stamps", "extra", *forms)
        self._kind = kind.name
        place = {name: at for at, name in enumerate(self.columns)}
        self._groups = {
            group: [(name, place[name], forms[name].from_sql) for name in names]
            for group, names in kind.groups.items()
        }

    def state(self, row: Sequence[Any]) -> bytes:
        stamps = decode_stamps(row[1])
        fields: dict[str, Any] = {}
        for group in stamps:
            for name, at, from_sql in self._groups.get(group, ()):
                fields[name] = from_sql(row[at])
        if stamps and row[2] != "{}":
            fields |= msgspec.json.decode(row[2])
        return to_json(RecordState(kind=self._kind, id=row[0], fields=fields, stamps=stamps))
