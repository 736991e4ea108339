"""Answering a PC that compares what it has with what the centre has, step by step.

Sums of digests first, records only where they differ. Everything is told of one moment, in which
the stream's digests and its head belong together; a PC that stands elsewhere asks later.
"""

from collections.abc import Callable

from sqlalchemy import Connection, Engine, any_, select

from desktop_app.central import digests, refusals, tables, truth
from desktop_app.central.bulk import ids_bound
from desktop_app.central.database import COMMON
from desktop_app.central.devices import Caller
from desktop_app.central.digests import KEPT
from desktop_app.domain.kinds import BY_NAME
from desktop_app.domain.records import Kind
from desktop_app.protocol.messages import VerifyAnswer, VerifyRequest
from desktop_app.protocol.record_digests import hexed
from desktop_app.protocol.record_states import state_of
from desktop_app.protocol.versions import OLDEST_WIRE
from desktop_app.storage import kept_digests
from desktop_app.storage.tables import table_of

_LATER = -1


def verify(engine: Engine, caller: Caller, request: VerifyRequest) -> VerifyAnswer:
    """One step. The caller's token has been checked."""
    kind = _check(engine, caller, request)
    stream = request.stream
    if not digests.catch_up(engine, stream):
        return VerifyAnswer(head=_LATER)
    if request.level == "anew":
        after, done = digests.take_anew(engine, stream, after=request.after)
        return VerifyAnswer(head=request.head, after=after, done=done)
    if request.level == "states":
        with engine.begin() as connection:
            return _states(connection, kind, request)
    return digests.in_one_view(engine, lambda connection: _compare(connection, request))


def _check(engine: Engine, caller: Caller, request: VerifyRequest) -> Kind:
    """Refuses what is not to be answered; the kind asked about, any where none is."""
    if caller.revoked:
        raise refusals.revoked()
    if request.wire < OLDEST_WIRE:
        raise refusals.older_program()
    kind = BY_NAME.get(request.kind or "worker")
    if kind is None:
        raise refusals.inconsistent()
    if not caller.sees_all and request.stream not in {caller.office, COMMON}:
        raise refusals.other_stream()
    with engine.connect() as connection:
        names = select(tables.stream.c.name)
        if request.stream not in connection.execute(names).scalars().all():
            raise refusals.other_stream()
    return kind


def _compare(connection: Connection, request: VerifyRequest) -> VerifyAnswer:
    head = digests.stands_at(connection, request.stream)
    if head != request.head:
        return VerifyAnswer(head=head)
    return VerifyAnswer(head=head, sums=_LEVELS[request.level](connection, request))


def _kinds(connection: Connection, request: VerifyRequest) -> dict[str, str]:
    ours = {
        kind: hexed(one.total)
        for kind, one in kept_digests.by_kind(connection, KEPT, request.stream).items()
    }
    return {
        kind: ours.get(kind, "")
        for kind in sorted({*ours, *request.sums})
        if ours.get(kind) != request.sums.get(kind)
    }


def _buckets(connection: Connection, request: VerifyRequest) -> dict[str, str]:
    stream, kind = request.stream, request.kind
    if not request.prefixes:
        sums = kept_digests.by_bucket(connection, KEPT, stream, kind)
        return {f"{bucket:02x}": hexed(one.total) for bucket, one in sums.items()}
    found = kept_digests.within(connection, KEPT, stream, kind, request.prefixes)
    return {
        f"{bucket:04x}": hexed(one.total)
        for bucket, one in kept_digests.by_sub_bucket(found).items()
    }


def _records(connection: Connection, request: VerifyRequest) -> dict[str, str]:
    found = kept_digests.within(connection, KEPT, request.stream, request.kind, request.prefixes)
    return {one.record: hexed(one.digest or 0) for one in found}


_LEVELS: dict[str, Callable[[Connection, VerifyRequest], dict[str, str]]] = {
    "kinds": _kinds,
    "buckets": _buckets,
    "records": _records,
}


def _states(connection: Connection, kind: Kind, request: VerifyRequest) -> VerifyAnswer:
    """The records as they must be by the log. Only those of the stream are told."""
    stream = request.stream
    ids = sorted(set(request.ids))
    of_stream = _of_stream(connection, kind, stream, ids)
    right = truth.mend(connection, kind, of_stream)
    digests.take_locked(connection, stream, kind, of_stream)
    told = kept_digests.known(connection, KEPT, stream, kind.name, of_stream)
    return VerifyAnswer(
        head=request.head,
        states=[
            state_of(kind, record, *state)
            for record, state in sorted(right.items())
            if record in told
        ],
        elsewhere=_there(connection, kind, [one for one in ids if one not in told]),
    )


def _of_stream(connection: Connection, kind: Kind, stream: str, ids: list[str]) -> list[str]:
    """Those the stream's log speaks of."""
    c = tables.change.c
    rows = connection.execute(
        select(c.record)
        .distinct()
        .where(c.record == any_(ids_bound("records")), c.kind == kind.name, c.stream == stream),
        {"records": ids},
    )
    return sorted(rows.scalars())


def _there(connection: Connection, kind: Kind, ids: list[str]) -> list[str]:
    c = table_of(kind).c
    rows = connection.execute(
        select(c.id).where(c.id == any_(ids_bound("records"))).order_by(c.id), {"records": ids}
    )
    return list(rows.scalars())
