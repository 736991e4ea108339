"""What lies in quarantine: looked at, and merged once it can be.

A change waits there whole, for a program that knows its kind, for the record it speaks of, for its
device to be trusted again. Then it is merged like any other and goes into the streams, under the
number it always had; its PC learns of it as its own change comes with the next pull.

When what was missing arrives, what waited for it follows by itself (`release`); a centre that has
been updated tries all of it when it starts. How a change comes to lie here is `intake.py`'s.
"""

import logging
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any

import msgspec
from sqlalchemy import (
    ARRAY,
    ColumnElement,
    Connection,
    Engine,
    Row,
    Text,
    any_,
    delete,
    func,
    literal,
    select,
    update,
)

from desktop_app.central import tables
from desktop_app.central.bulk import insert_ignoring_known
from desktop_app.central.checking import QUARANTINE
from desktop_app.central.clamping import clamp
from desktop_app.central.consequences import consequences
from desktop_app.central.intake import Device, apply_all, entries_of, in_one_transaction
from desktop_app.central.record_rows import Taken
from desktop_app.central.streams import ENVELOPE, append, envelope_of
from desktop_app.domain.changes import Change
from desktop_app.domain.conflicts import CONFLICT
from desktop_app.domain.dates import show_time
from desktop_app.domain.person_links import PERSON_LINK
from desktop_app.domain.stamps import original
from desktop_app.protocol.encoding import canonical
from desktop_app.storage.tables import table_of

AT_ONCE = 2000
"""So many changes of a device are merged in one transaction, as in a push."""

WAITING_FOR_A_RECORD = ("missing", "after_held")
"""Reasons that end by themselves when a record comes."""

_log = logging.getLogger(__name__)
_Where = Sequence[ColumnElement[bool]]


@dataclass(frozen=True, slots=True)
class _Log:
    """A device's log in one of its epochs."""

    device: str
    epoch: int


# --- Looking -------------------------------------------------------------------------------------


def held_lines(connection: Connection, *, device: str = "") -> Iterator[str]:
    """Line by line for the operator: from whom, since when, what, and why. Of a person no more is
    told than the id of the record and which groups the change has."""
    q, d = tables.quarantine.c, tables.device.c
    rows = connection.execute(
        select(tables.quarantine, d.office, d.pc)
        .outerjoin(tables.device, d.id == q.device)
        .where(*([q.device == device] if device else []))
        .order_by(q.received_ms, q.device, q.epoch, q.dseq)
    )
    total = 0
    for row in rows:
        total += 1
        since = show_time(datetime.fromtimestamp(row.received_ms / 1000, UTC))
        groups = ", ".join(msgspec.json.decode(row.data))
        yield (
            f"{since}  {row.office} máy {row.pc} ({row.device}) số {row.dseq}  "
            f"{row.kind} {row.record} ({row.op}: {groups})  {QUARANTINE[row.reason]}"
        )
    yield f"Đang chờ: {total} thay đổi."


# --- Trying again --------------------------------------------------------------------------------


def retry(engine: Engine, *, device: str = "", dseq: int = 0, now_ms: int) -> int:
    """Merge what can be merged now, of one device or one change of it if it is named; how many.

    What then has its record follows, whoever wrote it. Each device's changes are taken in their
    order; what still cannot be applied stays, with the reason of today.
    """
    q = tables.quarantine.c
    where = [*([q.device == device] if device else []), *([q.dseq == dseq] if dseq else [])]
    return _retry(engine, where, now_ms=now_ms)


def release(engine: Engine, changes: Sequence[Change], *, now_ms: int) -> None:
    """After a push: merge what waited for the records it has made, or has made the centre make. The
    push is committed and is answered whatever happens here; what fails is tried again when the
    centre starts."""
    made = {change.record for change in changes if change.op == "insert"}
    release_records(engine, made | _made_by_centre(engine), now_ms=now_ms)


def release_records(engine: Engine, records: Collection[str], *, now_ms: int) -> None:
    """Merge what waited for these records, which the centre has now."""
    made = sorted(records)
    if not made:
        return
    try:
        _retry(engine, _waiting_for(made), now_ms=now_ms)
    except Exception as error:
        _log.error("what waited in quarantine: %s", type(error).__name__)


def _made_by_centre(engine: Engine) -> set[str]:
    """The links and cards that something waits for and that are there."""
    q = tables.quarantine.c
    found: set[str] = set()
    with engine.connect() as connection:
        for kind in (PERSON_LINK, CONFLICT):
            there = select(q.record).join(table_of(kind), table_of(kind).c.id == q.record)
            waiting = there.where(q.kind == kind.name, q.reason.in_(WAITING_FOR_A_RECORD))
            found.update(connection.execute(waiting).scalars())
    return found


def retry_at_start(engine: Engine, *, now_ms: int) -> None:
    """Try all of it with a program that may know more. What fails keeps no centre from starting."""
    try:
        _retry(engine, [], now_ms=now_ms)
    except Exception as error:
        _log.error("the quarantine at start: %s", type(error).__name__)


def _waiting_for(records: Collection[str]) -> _Where:
    q = tables.quarantine.c
    named = literal([*records], ARRAY(Text))
    return [q.record == any_(named), q.reason.in_(WAITING_FOR_A_RECORD)]


def _retry(engine: Engine, where: _Where, *, now_ms: int) -> int:
    """Until nothing more can be: what one device wrote may wait for what another did."""
    total = 0
    made: set[str] = set()
    while True:
        applied = [
            change
            for log in _logs(engine, where)
            for change in _retry_log(engine, log, where, now_ms=now_ms)
        ]
        made |= {change.record for change in applied if change.op == "insert"}
        if not applied:
            break
        total += len(applied)
    return total + (_retry(engine, _waiting_for(sorted(made)), now_ms=now_ms) if made else 0)


def _logs(engine: Engine, where: _Where) -> list[_Log]:
    """Whose changes are meant, in the order in which they came."""
    q = tables.quarantine.c
    with engine.connect() as connection:
        rows = connection.execute(
            select(q.device, q.epoch)
            .where(*where)
            .group_by(q.device, q.epoch)
            .order_by(func.min(q.received_ms), q.device, q.epoch)
        )
        return [_Log(row.device, row.epoch) for row in rows]


def _retry_log(engine: Engine, log: _Log, where: _Where, *, now_ms: int) -> list[Change]:
    """What could be applied of a device's log, some at a time."""
    applied: list[Change] = []
    after = 0
    while True:

        def some(connection: Connection, after: int = after) -> tuple[list[Change], int]:
            return _retry_some(connection, log, where, after=after, now_ms=now_ms)

        done, after = in_one_transaction(engine, some)
        applied += done
        if not after:
            return applied


def _retry_some(
    connection: Connection, log: _Log, where: _Where, *, after: int, now_ms: int
) -> tuple[list[Change], int]:
    """The changes applied of the next ones behind `after`, and behind which to go on (0: none
    left). The rows are locked in the order of a push: device, records, streams."""
    device = _lock_device(connection, log.device)
    q = tables.quarantine.c
    rows = connection.execute(
        select(tables.quarantine)
        .where(q.device == log.device, q.epoch == log.epoch, q.dseq > after, *where)
        .order_by(q.dseq)
        .limit(AT_ONCE)
    ).all()
    if not rows or device is None:
        return [], 0
    changes = [_clamped(row) for row in rows]
    result = apply_all(connection, device, changes, now_ms=now_ms)
    done = [change for change in changes if change.dseq in result.streams]
    if done:
        insert_ignoring_known(connection, tables.losing_value, result.losing)
        _forget(connection, log, [change.dseq for change in done])
        made = consequences(connection, _still_news(connection, result.taken), now_ms=now_ms)
        entries = entries_of(connection, done, result.streams)
        append(connection, [*entries, *made], link=_link(done), now_ms=now_ms)
    for row in rows:
        reason = result.reasons.get(row.dseq)
        if reason is not None and reason != row.reason:
            _keep_reason(connection, row, reason)
    return done, rows[-1].dseq if len(rows) == AT_ONCE else 0


def _still_news(connection: Connection, taken: Sequence[Taken]) -> list[Taken]:
    """The records without what the device has written over itself since, in changes that were
    taken in at once: merged only now, the older value would look like somebody else's."""
    later = _groups_in_log(connection, taken)
    return [
        replace(one, changes=tuple(_without(change, later) for change in one.changes))
        for one in taken
    ]


_LaterStamp = dict[tuple[str, str, str, str], str]
"""Kind, record, device and group -> the last stamp in the log, as the device gave it."""


def _groups_in_log(connection: Connection, taken: Sequence[Taken]) -> _LaterStamp:
    c, p = tables.change.c, tables.payload.c
    devices = sorted({change.device for one in taken for change in one.changes})
    rows = connection.execute(
        select(c.kind, c.record, c.device, c.stamp, p.data)
        .join(tables.payload, (p.stream == c.stream) & (p.seq == c.seq))
        .where(
            c.record == any_(literal(sorted({one.record for one in taken}), ARRAY(Text))),
            c.device.in_(devices),
        )
    )
    last: _LaterStamp = {}
    for row in rows:
        for group in msgspec.json.decode(row.data):
            about = (row.kind, row.record, row.device, group)
            last[about] = max(last.get(about, ""), original(row.stamp))
    return last


def _without(change: Change, later: _LaterStamp) -> Change:
    stamp = original(change.stamp)
    groups = {
        group: values
        for group, values in change.groups.items()
        if later.get((change.kind, change.record, change.device, group), "") < stamp
    }
    return replace(change, groups=groups, base={group: change.base[group] for group in groups})


def _lock_device(connection: Connection, name: str) -> Device | None:
    d, o = tables.device.c, tables.office.c
    row = connection.execute(
        select(tables.device, o.sees_all)
        .join(tables.office, o.code == d.office)
        .where(d.id == name)
        .with_for_update(of=tables.device)
    ).one_or_none()
    if row is None:
        return None
    return Device(
        id=row.id,
        office=row.office,
        sees_all=row.sees_all,
        revoked=row.revoked,
        epoch=row.epoch,
        next_dseq=row.next_dseq,
        chain=row.chain,
        last_stamp=row.last_stamp,
    )


def _clamped(row: Row[Any]) -> Change:
    """The change, its stamp clamped by the time at which it came: by that of today a value from the
    far future would be later than what has been written over it since."""
    change = Change(
        **{name: getattr(row, name) for name in ENVELOPE},
        groups=msgspec.json.decode(row.data),
        base=msgspec.json.decode(row.base),
    )
    return replace(change, stamp=clamp(change.stamp, now_ms=row.received_ms, last=""))


def _forget(connection: Connection, log: _Log, numbers: Sequence[int]) -> None:
    """Rows whose changes are in the log now."""
    q = tables.quarantine.c
    connection.execute(
        delete(tables.quarantine).where(
            q.device == log.device, q.epoch == log.epoch, q.dseq.in_(numbers)
        )
    )


def _keep_reason(connection: Connection, row: Row[Any], reason: str) -> None:
    q = tables.quarantine.c
    connection.execute(
        update(tables.quarantine)
        .where(q.device == row.device, q.epoch == row.epoch, q.dseq == row.dseq)
        .values(reason=reason)
    )


def _link(changes: Sequence[Change]) -> str:
    """What the streams chain for these, as they do the link of a push."""
    return sha256(canonical([list(envelope_of(change).values()) for change in changes])).hexdigest()
