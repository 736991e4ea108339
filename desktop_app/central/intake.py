"""Taking in a push: one transaction from the device's row to the counters of the streams.

The order is the protocol's (PROTOCOL.md §7): lock the device → check the chain → drop what is known
→ validate and merge → last of all move the counters on → write the log → commit. Because the
counter rows are taken last and held to the end, numbers become visible in order and without holes.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any, TypeVar

from sqlalchemy import Connection, Engine, Row, and_, any_, select, update
from sqlalchemy.exc import DBAPIError, OperationalError

from desktop_app.central import refusals, tables
from desktop_app.central.bulk import ids_bound, insert_ignoring_known, insert_rows
from desktop_app.central.carried_over import carried_over
from desktop_app.central.checking import QUARANTINE, has_holes, is_consistent, push_is_formed
from desktop_app.central.clamping import clamp, lift
from desktop_app.central.consequences import consequences
from desktop_app.central.database import COMMON
from desktop_app.central.placement import (
    Writer,
    carried_in,
    homes_of,
    streams_of,
    writable_beside,
)
from desktop_app.central.record_rows import Applied, Taken, apply_to_kind
from desktop_app.central.streams import Entry, append, envelope_of, payload_of
from desktop_app.domain.changes import Change
from desktop_app.domain.kinds import KINDS
from desktop_app.domain.records import Kind
from desktop_app.domain.stamps import effective, original
from desktop_app.protocol.encoding import START, canonical, link_holds, payloads_hash
from desktop_app.protocol.messages import Held, Push, PushAnswer
from desktop_app.protocol.versions import WIRE
from desktop_app.storage.change_forms import why_not
from desktop_app.storage.tables import decode_stamps, table_of

T = TypeVar("T")

_TRIES = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Device:
    """The row of a device, and where its log stands in the epoch of the push."""

    id: str
    office: str
    sees_all: bool
    revoked: bool
    epoch: int
    next_dseq: int
    chain: str
    last_stamp: str


def take_push(engine: Engine, push: Push, *, now_ms: int) -> PushAnswer:
    """Take in a batch of the device it names, whose token the caller has checked."""
    if not push_is_formed(push):
        raise refusals.malformed()
    if not is_consistent(push):
        raise refusals.inconsistent()
    if has_holes(push):
        raise refusals.gap()
    if any(change.wire > WIRE for change in push.changes):
        raise refusals.newer_program()
    if not link_holds(push):
        raise refusals.broken_chain()
    return in_one_transaction(engine, lambda connection: _take(connection, push, now_ms=now_ms))


def in_one_transaction(engine: Engine, work: Callable[[Connection], T]) -> T:
    """Do it, again where PostgreSQL ended it because two waited for each other."""
    for last_try in (*[False] * (_TRIES - 1), True):
        try:
            with engine.begin() as connection:
                return work(connection)
        except OperationalError as error:
            if last_try or not _is_deadlock(error):
                raise
    raise AssertionError("the last try answers or raises")


def _take(connection: Connection, push: Push, *, now_ms: int) -> PushAnswer:
    device = _lock_device(connection, push)
    carried = carried_over(connection, push)
    fresh = _unknown_part(connection, device, push, carried)
    if fresh:
        new = [change for change in fresh if change.dseq not in carried]
        device = _take_fresh(connection, device, push, new, now_ms=now_ms)
    return PushAnswer(
        acked_dseq=device.next_dseq - 1,
        chain=device.chain,
        held=_held(connection, push, carried),
    )


def _lock_device(connection: Connection, push: Push) -> Device:
    d, o = tables.device.c, tables.office.c
    row = connection.execute(
        select(tables.device, o.sees_all)
        .join(tables.office, o.code == d.office)
        .where(d.id == push.device)
        .with_for_update(of=tables.device)
    ).one_or_none()
    if row is None:  # a token outlives the database it was given for by at most 15 minutes
        raise refusals.no_token()
    if push.epoch < row.epoch:
        raise refusals.old_epoch()
    new = push.epoch > row.epoch
    return Device(
        id=row.id,
        office=row.office,
        sees_all=row.sees_all,
        revoked=row.revoked,
        epoch=push.epoch,
        next_dseq=1 if new else row.next_dseq,
        chain=START if new else row.chain,
        last_stamp=row.last_stamp,
    )


# --- What is known, what is new ------------------------------------------------------------------


def _unknown_part(
    connection: Connection, device: Device, push: Push, carried: Mapping[int, str]
) -> Sequence[Change]:
    """The changes we do not have yet. Refuses a gap, and whatever does not continue our log."""
    first = push.changes[0].dseq
    if first > device.next_dseq:
        raise refusals.gap()
    if first == device.next_dseq:
        if push.previous != device.chain:
            raise refusals.broken_chain()
        return push.changes
    known = [change for change in push.changes if change.dseq < device.next_dseq]
    if not _is_sent_again(connection, push, known, carried):
        raise refusals.broken_chain()
    return push.changes[len(known) :]


def _is_sent_again(
    connection: Connection, push: Push, known: Sequence[Change], carried: Mapping[int, str]
) -> bool:
    """Whether we have these changes from this device, and not others under the same numbers, as a
    PC would send them whose file was put back by hand. The batch may be cut differently than it
    was."""
    first, last = known[0].dseq, known[-1].dseq
    if _link(connection, push, last) == push.link:
        return True
    before = START if first == 1 else _link(connection, push, first - 1)
    return before == push.previous and _stored(connection, push, first=first, last=last) == [
        _as_stored(change) for change in known if change.dseq not in carried
    ]


def _link(connection: Connection, push: Push, last_dseq: int) -> str | None:
    c = tables.link.c
    return connection.execute(
        select(c.hash).where(
            c.device == push.device, c.epoch == push.epoch, c.last_dseq == last_dseq
        )
    ).scalar_one_or_none()


def _stored(connection: Connection, push: Push, *, first: int, last: int) -> list[tuple[Any, ...]]:
    """What we keep of a device's changes, applied or in quarantine, in order."""
    kept = select(tables.change, tables.payload.c.data, tables.payload.c.base).join(
        tables.payload,
        and_(
            tables.payload.c.stream == tables.change.c.stream,
            tables.payload.c.seq == tables.change.c.seq,
        ),
    )
    rows: list[Row[Any]] = []
    for statement, columns in (
        (kept, tables.change.c),
        (select(tables.quarantine), tables.quarantine.c),
    ):
        rows += connection.execute(
            statement.where(
                columns.device == push.device,
                columns.epoch == push.epoch,
                columns.dseq.between(first, last),
            )
        ).all()
    once = {row.dseq: row for row in rows}  # one in several streams is the same in all
    return [
        (r.dseq, r.tx, r.kind, r.record, r.op, original(r.stamp), r.user, r.wire, r.data, r.base)
        for _, r in sorted(once.items())
    ]


def _as_stored(c: Change) -> tuple[Any, ...]:
    data, base = canonical(c.groups).decode(), canonical(c.base).decode()
    return (c.dseq, c.tx, c.kind, c.record, c.op, c.stamp, c.user, c.wire, data, base)


def _held(connection: Connection, push: Push, carried: Mapping[int, str]) -> list[Held]:
    c = tables.quarantine.c
    rows = connection.execute(
        select(c.dseq, c.reason).where(
            c.device == push.device,
            c.epoch == push.epoch,
            c.dseq.between(push.changes[0].dseq, push.changes[-1].dseq),
        )
    )
    words = {dseq: word for dseq, word in carried.items() if word}
    words |= {row.dseq: row.reason for row in rows}
    return [Held(dseq=dseq, reason=QUARANTINE[word]) for dseq, word in sorted(words.items())]


# --- What is new is merged and written -----------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Sorted:
    """Where each change belongs: `streams` by `dseq`, or `reasons` for those in quarantine."""

    streams: dict[int, str]
    reasons: dict[int, str]
    losing: list[dict[str, Any]]
    taken: list[Taken]


def _take_fresh(
    connection: Connection, device: Device, push: Push, fresh: Sequence[Change], *, now_ms: int
) -> Device:
    clamped, last_stamp = _clamp_all(connection, fresh, device, now_ms=now_ms)
    result = apply_all(connection, device, clamped, now_ms=now_ms)
    device = replace(
        device,
        next_dseq=push.changes[-1].dseq + 1,
        chain=push.link,
        last_stamp=last_stamp,
    )
    _keep_device(connection, device)
    _keep_link(connection, push, now_ms=now_ms)
    insert_ignoring_known(connection, tables.losing_value, result.losing)
    held = [
        {**envelope_of(change), **payload_of(change), "reason": reason, "received_ms": now_ms}
        for change in fresh
        if (reason := result.reasons.get(change.dseq))
    ]
    insert_rows(connection, tables.quarantine, held)
    made = consequences(connection, result.taken, now_ms=now_ms)
    entries = entries_of(connection, clamped, result.streams)
    append(connection, [*entries, *made], link=push.link, now_ms=now_ms)
    return device


def entries_of(
    connection: Connection, changes: Sequence[Change], streams: Mapping[int, str]
) -> list[Entry]:
    """Each change with the streams of its record."""
    kept = [change for change in changes if change.dseq in streams]
    also = carried_in(connection, {(change.kind, change.record) for change in kept})
    return [
        Entry(c, streams_of(c, own=streams[c.dseq], also=also.get((c.kind, c.record), ())))
        for c in kept
    ]


def _clamp_all(
    connection: Connection, changes: Sequence[Change], device: Device, *, now_ms: int
) -> tuple[list[Change], str]:
    """The changes with the stamps everybody uses, and the one the next clamped change follows.

    That one is taken before lifting, so that one value from the far future makes no others.
    """
    clamped: list[Change] = []
    last = device.last_stamp
    for change in changes:
        stamp = clamp(change.stamp, now_ms=now_ms, last=last)
        last = effective(stamp)
        clamped.append(change if stamp == change.stamp else replace(change, stamp=stamp))
    return _lift_all(connection, clamped), last


def _lift_all(connection: Connection, changes: Sequence[Change]) -> list[Change]:
    clamped = [change for change in changes if "~" in change.stamp]
    if not clamped:
        return [*changes]
    shown = _stamps_shown(connection, clamped)
    lifted: list[Change] = []
    for change in changes:
        stamps = shown.get((change.kind, change.record), {})
        stamp = change.stamp
        for seen in sorted(effective(stamps.get(group, "")) for group in change.groups):
            stamp = lift(stamp, shown=seen)
        stamps |= dict.fromkeys(change.groups, stamp)
        lifted.append(change if stamp == change.stamp else replace(change, stamp=stamp))
    return lifted


def _stamps_shown(
    connection: Connection, changes: Sequence[Change]
) -> dict[tuple[str, str], dict[str, str]]:
    """Kind and record -> the stamps of its groups; the rows stay as they are till the commit."""
    shown: dict[tuple[str, str], dict[str, str]] = {
        (change.kind, change.record): {} for change in changes
    }
    for kind in KINDS:
        wanted = sorted({change.record for change in changes if change.kind == kind.name})
        if not wanted:
            continue
        c = table_of(kind).c
        rows = connection.execute(
            select(c.id, c.stamps)
            .where(c.id == any_(ids_bound("records")))
            .order_by(c.id)
            .with_for_update(),
            {"records": wanted},
        )
        shown |= {(kind.name, row.id): decode_stamps(row.stamps) for row in rows}
    return shown


def apply_all(
    connection: Connection, device: Device, changes: Sequence[Change], *, now_ms: int
) -> Sorted:
    reasons = {
        change.dseq: reason
        for change in changes
        if (reason := "revoked" if device.revoked else why_not(change))
    }
    result = Sorted({}, reasons, [], [])
    for kind in KINDS:
        of_kind = [c for c in changes if c.kind == kind.name and c.dseq not in reasons]
        if of_kind:
            applied = _apply_kind(connection, device, kind, of_kind)
            _sort_kind(result, of_kind, applied, now_ms=now_ms)
    _say_what_is_waited_for(connection, changes, reasons)
    return result


def _say_what_is_waited_for(
    connection: Connection, changes: Sequence[Change], reasons: dict[int, str]
) -> None:
    """Tell the changes whose record lies in quarantine from those whose record never came."""
    missing = sorted({c.record for c in changes if reasons.get(c.dseq) == "missing"})
    if not missing:
        return
    c = tables.quarantine.c
    rows = connection.execute(
        select(c.kind, c.record).distinct().where(c.record == any_(ids_bound("records"))),
        {"records": missing},
    )
    held = {(row.kind, row.record) for row in rows}
    for change in changes:
        about = (change.kind, change.record)
        if reasons.get(change.dseq) == "missing" and about in held:
            reasons[change.dseq] = "after_held"
        if change.dseq in reasons:
            held.add(about)


def _apply_kind(
    connection: Connection, device: Device, kind: Kind, changes: Sequence[Change]
) -> dict[str, Applied]:
    """All records at once; one by one if PostgreSQL will not take one of them (a text too long for
    an index), so that only that one goes to quarantine. A record missing in the answer was not
    taken."""
    home = COMMON if kind.stream == "common" else device.office
    writable = None if device.sees_all else frozenset({device.office, COMMON})

    def apply(some: Sequence[Change]) -> dict[str, Applied]:
        with connection.begin_nested():
            return apply_to_kind(
                connection,
                kind,
                some,
                home=home,
                writable=writable,
                homes=homes_of(
                    connection, kind, some, writer=Writer(device.office, device.sees_all)
                ),
                beside=partial(writable_beside, connection, kind, office=device.office),
            )

    try:
        return apply(changes)
    except DBAPIError as error:
        if not _is_about_a_value(error):
            raise
    applied: dict[str, Applied] = {}
    for record in sorted({change.record for change in changes}):
        try:
            applied |= apply([change for change in changes if change.record == record])
        except DBAPIError as error:
            if not _is_about_a_value(error):
                raise
    return applied


def _is_about_a_value(error: DBAPIError) -> bool:
    """Whether PostgreSQL refused a value (data exception, program limit) and is otherwise well."""
    return _sqlstate(error)[:2] in {"22", "54"}


def _is_deadlock(error: DBAPIError) -> bool:
    """Two pushes waited for each other: PostgreSQL ended one, which only has to try again."""
    return _sqlstate(error) in {"40P01", "40001"}


def _sqlstate(error: DBAPIError) -> str:
    return getattr(error.orig, "sqlstate", None) or ""


def _sort_kind(
    result: Sorted, changes: Sequence[Change], applied: dict[str, Applied], *, now_ms: int
) -> None:
    for change in changes:
        one = applied.get(change.record)
        if one is None or one.refused:
            result.reasons[change.dseq] = "elsewhere" if one else "database"
        elif change.dseq in one.missing:
            result.reasons[change.dseq] = "missing"
        else:
            result.streams[change.dseq] = one.stream
    kind = changes[0].kind
    result.taken.extend(one.taken for one in applied.values() if one.taken)
    result.losing.extend(
        {
            "kind": kind,
            "record": record,
            "field_group": lost.group,
            "stamp": lost.stamp,
            "against": lost.against,
            "base": lost.base,
            "lost": canonical(lost.values).decode(),
            "stream": one.stream,
            "kept_ms": now_ms,
        }
        for record, one in applied.items()
        for lost in one.losing
    )


def _keep_device(connection: Connection, device: Device) -> None:
    connection.execute(
        update(tables.device)
        .where(tables.device.c.id == device.id)
        .values(
            epoch=device.epoch,
            next_dseq=device.next_dseq,
            chain=device.chain,
            last_stamp=device.last_stamp,
        )
    )


def _keep_link(connection: Connection, push: Push, *, now_ms: int) -> None:
    row = {
        "device": push.device,
        "epoch": push.epoch,
        "first_dseq": push.changes[0].dseq,
        "last_dseq": push.changes[-1].dseq,
        "previous": push.previous,
        "salt": push.salt,
        "payloads_hash": payloads_hash(push.changes, salt=push.salt),
        "hash": push.link,
        "received_ms": now_ms,
    }
    insert_rows(connection, tables.link, [row])
