"""What a device is told: where both sides stand, and the next changes of its streams."""

from typing import Any

import msgspec
from sqlalchemy import Connection, and_, select

from desktop_app.central import refusals, tables
from desktop_app.central.database import COMMON, server_epoch
from desktop_app.central.devices import Caller
from desktop_app.domain.changes import LARGEST
from desktop_app.protocol.encoding import START
from desktop_app.protocol.messages import HelloAnswer, PullRequest
from desktop_app.protocol.places import name_of
from desktop_app.protocol.versions import OLDEST_WIRE, WIRE

MOST_ROWS = 2000
_MOST_BYTES = 8 * 1024 * 1024
_FETCHED_AT_ONCE = 200


class _Change(msgspec.Struct):
    """A change as `domain.changes.Change`, its payload still the JSON it is stored as."""

    device: str
    epoch: int
    dseq: int
    tx: str
    kind: str
    record: str
    op: str
    stamp: str
    user: str
    wire: int
    groups: msgspec.Raw
    base: msgspec.Raw


class _StreamChange(msgspec.Struct):
    seq: int
    change: _Change


class _StreamPage(msgspec.Struct):
    changes: list[_StreamChange]
    head: int


class PulledPages(msgspec.Struct):
    """`messages.PullAnswer`, byte for byte, without taking the stored JSON apart."""

    server_epoch: str
    streams: dict[str, _StreamPage]


def hello(connection: Connection, caller: Caller, *, epoch: int, now_ms: int) -> HelloAnswer:
    """Where both sides stand in an epoch of the caller; an epoch we never saw has not begun, and of
    a closed one only that it is closed is told."""
    begun = epoch == caller.epoch
    return HelloAnswer(
        wire=WIRE,
        oldest_wire=OLDEST_WIRE,
        server_epoch=server_epoch(connection),
        time_ms=now_ms,
        next_dseq=caller.next_dseq if begun else 1,
        chain=caller.chain if begun else START,
        heads=_heads(connection, caller),
        safe_dseq=_safe_dseq(caller, epoch),
        epoch=caller.epoch,
        earlier_lives=_earlier_lives(connection),
        restored_heads=_restored_heads(connection),
    )


def _safe_dseq(caller: Caller, epoch: int) -> int:
    """All of an epoch is safe where a backup has something of a later one."""
    if caller.safe_epoch > epoch:
        return LARGEST
    return caller.safe_dseq if caller.safe_epoch == epoch else 0


def _earlier_lives(connection: Connection) -> list[str]:
    c = tables.earlier_life.c
    return list(connection.execute(select(c.epoch).order_by(c.epoch)).scalars())


def _restored_heads(connection: Connection) -> dict[str, int]:
    c = tables.restored_head.c
    rows = connection.execute(select(c.stream, c.head).order_by(c.stream))
    return {row.stream: row.head for row in rows}


def pull(connection: Connection, caller: Caller, request: PullRequest) -> PulledPages:
    """One page of every stream the caller may see, from its cursors on."""
    if caller.revoked:
        raise refusals.revoked()
    if request.wire < OLDEST_WIRE:
        raise refusals.older_program()
    heads = _heads(connection, caller)
    if not request.cursors.keys() <= heads.keys():
        raise refusals.other_stream()
    _check_seen(connection, request)
    limit = min(request.limit, MOST_ROWS)
    return PulledPages(
        server_epoch=server_epoch(connection),
        streams={
            name: _page(connection, name, after=request.cursors.get(name, 0), limit=limit)
            for name in heads
        },
    )


def _check_seen(connection: Connection, request: PullRequest) -> None:
    """A PC that has read another change at its cursor has read another log than ours: a backup was
    put back behind our back, and other PCs have filled the numbers since."""
    c = tables.change.c
    for stream, seen in request.seen.items():
        place = request.cursors.get(stream, 0)
        row = connection.execute(
            select(c.device, c.epoch, c.dseq, c.stamp).where(c.stream == stream, c.seq == place)
        ).one_or_none()
        ours = row and name_of(device=row.device, epoch=row.epoch, dseq=row.dseq, stamp=row.stamp)
        if place and ours != seen:
            raise refusals.restored()


def _heads(connection: Connection, caller: Caller) -> dict[str, int]:
    s = tables.stream.c
    statement = select(s.name, s.head).order_by(s.name)
    if not caller.sees_all:
        statement = statement.where(s.name.in_([caller.office, COMMON]))
    return {row.name: row.head for row in connection.execute(statement)}


def _page(connection: Connection, stream: str, *, after: int, limit: int) -> _StreamPage:
    """The head is read after the changes, so it is never behind the last of them."""
    changes = _changes(connection, stream, after=after, limit=limit)
    head = connection.execute(
        select(tables.stream.c.head).where(tables.stream.c.name == stream)
    ).scalar_one()
    return _StreamPage(changes, head)


def _changes(connection: Connection, stream: str, *, after: int, limit: int) -> list[_StreamChange]:
    c, p = tables.change.c, tables.payload.c
    statement = (
        select(tables.change, p.data, p.base)
        .join(tables.payload, and_(p.stream == c.stream, p.seq == c.seq))
        .where(c.stream == stream, c.seq > after)
        .order_by(c.seq)
        .limit(limit)
        .execution_options(yield_per=_FETCHED_AT_ONCE)
    )
    changes: list[_StreamChange] = []
    size = 0
    rows = connection.execute(statement)
    for row in rows:
        changes.append(_StreamChange(row.seq, _change(row)))
        size += len(row.data)
        if size > _MOST_BYTES:
            break
    rows.close()
    return changes


def _change(row: Any) -> _Change:
    return _Change(
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
        groups=msgspec.Raw(row.data.encode()),
        base=msgspec.Raw(row.base.encode()),
    )
