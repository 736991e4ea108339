"""What this PC changed and how far the centre knows it. Writing the log is the triggers'.

Entries are never changed or removed here (`log_keeping.py` lets go those that are safe and old).
Everything that writes goes inside `Store.apply`.

An entry has two numbers: in the file, where it is never given twice, and within its epoch, which
is the one on the wire. All that the exchange asks for and tells goes by the number within the
epoch under way; the counts and lists of the screen are of the file. Only here are they turned into
each other.
"""

from collections.abc import Collection, Sequence
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from typing import Any

import msgspec
from sqlalchemy import Connection, Row, delete, func, insert, select, update
from sqlalchemy.dialects.sqlite import insert as upsert

from desktop_app.domain.changes import Change
from desktop_app.domain.kinds import BY_NAME
from desktop_app.domain.stamps import milliseconds
from desktop_app.storage import clock
from desktop_app.storage.tables import (
    RECORD_TABLES,
    change_log,
    exchange_round,
    held_change,
    log_epoch,
    sealed_batch,
    stream_cursor,
    sync_ctx,
    sync_state,
    to_json,
    unknown_change,
)

_ROUNDS_KEPT = 200

# With every few hundred changes that arrive, past the time SQLAlchemy takes for an expression.
_SET_CURSOR = """
    INSERT INTO stream_cursor (stream, seq, seen) VALUES (?, ?, ?)
    ON CONFLICT (stream) DO UPDATE SET seq = excluded.seq, seen = excluded.seen
"""
_HELD = "SELECT h.dseq, l.stamp FROM held_change h JOIN change_log l ON l.dseq = h.dseq"


@dataclass(frozen=True, slots=True, kw_only=True)
class ExchangeState:
    """Where the exchange stands. `last_dseq` is the newest entry of this epoch, `acked_dseq` the
    last one the centre has committed, `chain` its last link. `last_round_at` is when a round last
    succeeded; `last_fault` the sentence of the last round, empty when that one did, `last_notice`
    what else it has to tell. `seen` names the change at each cursor; `refilling`: the centre was
    restored and has not got everything back yet; `broke_epoch` is the epoch begun because the file
    did not continue what the centre has, 0 for none."""

    device: str
    epoch: int
    acked_dseq: int
    chain: str
    last_dseq: int
    server_epoch: str
    cursors: dict[str, int]
    last_round_at: datetime | None
    last_fault: str
    offset_ms: int
    seen: dict[str, str] = field(default_factory=dict[str, str])
    refilling: bool = False
    broke_epoch: int = 0
    last_notice: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SealedBatch:
    """A batch as it was sealed: the entries `first_dseq` to `last_dseq` of the epoch and their
    link."""

    first_dseq: int
    last_dseq: int
    epoch: int
    previous: str
    salt: str
    link: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WaitingChange:
    """An entry the centre has not acknowledged, or holds. `dseq` is its number in the file.
    `worker_id` and `worker_name` say whom it is about, empty for an office or a member of staff;
    `reason` is why it is held."""

    dseq: int
    kind: str
    record: str
    op: str
    at_ms: int
    user: str
    worker_id: str
    worker_name: str
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """Entries written, acknowledged by the centre, of those held by it, and covered by a backup of
    it."""

    written: int
    acked: int
    held: int
    safe: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Round:
    """One round of the exchange; `fault` is the sentence when it failed, `notice` what else it has
    to tell."""

    at: datetime
    sent: int
    received: int
    held: int
    fault: str
    notice: str = ""


# --- What is to be sent --------------------------------------------------------------------------


# Asked several times in every round: made once.
_CONTEXT = select(sync_ctx)
_STATE = select(sync_state)
_CURSORS = select(stream_cursor)
_BEFORE_EPOCH = select(log_epoch.c.first_dseq - 1).join(
    sync_ctx, sync_ctx.c.epoch == log_epoch.c.epoch
)
_NEWEST = select(func.max(change_log.c.dseq))
_LAST_ROUND = (
    select(exchange_round.c.fault, exchange_round.c.notice)
    .order_by(exchange_round.c.id.desc())
    .limit(1)
)
_LAST_WELL = select(func.max(exchange_round.c.at)).where(exchange_round.c.fault == "")


def exchange_state(connection: Connection) -> ExchangeState:
    """Where the exchange stands."""
    context = connection.execute(_CONTEXT).one()
    state = connection.execute(_STATE).one()
    before = _before_epoch(connection)
    last = connection.execute(_LAST_ROUND).first()
    well = connection.scalar(_LAST_WELL)
    cursors = connection.execute(_CURSORS).all()
    newest = max(connection.scalar(_NEWEST) or 0, state.acked_dseq)
    return ExchangeState(
        device=context.device,
        epoch=context.epoch,
        acked_dseq=state.acked_dseq - before,
        chain=state.chain,
        last_dseq=max(newest, before) - before,
        server_epoch=state.server_epoch,
        cursors={row.stream: row.seq for row in cursors},
        seen={row.stream: row.seen for row in cursors if row.seen},
        refilling=bool(state.refilling),
        broke_epoch=state.broke_epoch,
        last_round_at=datetime.fromisoformat(well) if well else None,
        last_fault=last.fault if last else "",
        last_notice=last.notice if last else "",
        offset_ms=context.offset_ms,
    )


def changes_between(connection: Connection, *, first_dseq: int, last_dseq: int) -> list[Change]:
    """A stretch of the log of this epoch, in commit order."""
    before = _before_epoch(connection)
    statement = (
        select(change_log)
        .where(change_log.c.dseq.between(before + first_dseq, before + last_dseq))
        .order_by(change_log.c.dseq)
    )
    return [_change(row, before=before) for row in connection.execute(statement)]


def save_sealed(connection: Connection, batch: SealedBatch) -> None:
    """Keep how a batch was sealed, before it is sent for the first time."""
    before = _before_epoch(connection)
    values = asdict(batch) | {
        "first_dseq": before + batch.first_dseq,
        "last_dseq": before + batch.last_dseq,
    }
    statement = upsert(sealed_batch).on_conflict_do_update(
        index_elements=["last_dseq"], set_=values
    )
    connection.execute(statement, values)


def load_sealed(connection: Connection) -> SealedBatch | None:
    """The batch that was sealed and is not acknowledged yet."""
    after = select(sync_state.c.acked_dseq).scalar_subquery()
    row = (
        connection.execute(
            select(sealed_batch)
            .where(sealed_batch.c.last_dseq > after)
            .order_by(sealed_batch.c.last_dseq)
        )
        .mappings()
        .first()
    )
    if row is None:
        return None
    before = _before_epoch(connection)
    numbers = {name: row[name] - before for name in ("first_dseq", "last_dseq")}
    return SealedBatch(**{**row, **numbers})


def forget_sealed(connection: Connection) -> None:
    """Drop a sealed batch that never counted: the chain or the epoch it was sealed for is not the
    one the centre has. Its entries stay in the log and are sealed anew."""
    after = select(sync_state.c.acked_dseq).scalar_subquery()
    connection.execute(delete(sealed_batch).where(sealed_batch.c.last_dseq > after))


def mark_acked(connection: Connection, *, dseq: int, chain: str) -> None:
    """The centre has committed everything up to this entry; never backwards."""
    acked = _before_epoch(connection) + dseq
    connection.execute(
        update(sync_state)
        .where(sync_state.c.acked_dseq <= acked)
        .values(acked_dseq=acked, chain=chain)
    )


def note_held(connection: Connection, held: Sequence[tuple[int, str]]) -> None:
    """The centre keeps these entries, but cannot apply them yet: `(dseq, reason)`."""
    before = _before_epoch(connection)
    for dseq, reason in held:
        statement = upsert(held_change).on_conflict_do_update(
            index_elements=["dseq"], set_={"reason": reason}
        )
        connection.execute(statement, {"dseq": before + dseq, "reason": reason})


def no_longer_held(connection: Connection, stamps: Collection[str]) -> None:
    """Of these changes some may be this PC's own that lay in quarantine: they are in a stream now.
    `stamps` are the originals."""
    came = [row[0] for row in connection.exec_driver_sql(_HELD) if row[1] in stamps]
    if came:
        connection.execute(delete(held_change).where(held_change.c.dseq.in_(came)))


# --- What was received ---------------------------------------------------------------------------


def set_cursor(connection: Connection, stream: str, seq: int, *, seen: str = "") -> None:
    """Everything of the stream up to this number is written here; `seen` names the change there."""
    connection.exec_driver_sql(_SET_CURSOR, (stream, seq, seen))


def set_server_epoch(connection: Connection, server_epoch: str) -> None:
    """The life of the centre's database that the cursors belong to."""
    connection.execute(update(sync_state).values(server_epoch=server_epoch))


def set_clock_offset(connection: Connection, offset_ms: int) -> None:
    """The centre's clock minus this PC's, as seen at the last contact."""
    clock.set_offset(connection, offset_ms)


def keep_unknown(
    connection: Connection, stream: str, seq: int, change: Change, *, reason: str = ""
) -> None:
    """Keep a change of a kind this program does not know (`reason` is empty) for the one that will,
    or one that cannot be merged."""
    statement = upsert(unknown_change).on_conflict_do_nothing()
    values = {"stream": stream, "seq": seq, "change": to_json(change), "reason": reason}
    connection.execute(statement, values)


def set_aside(connection: Connection) -> int:
    """How many received changes could not be merged."""
    statement = select(func.count()).select_from(unknown_change)
    return connection.scalar(statement.where(unknown_change.c.reason != "")) or 0


# --- What the screen says ------------------------------------------------------------------------


def counts(connection: Connection) -> Counts:
    """The three figures of the status bar."""
    newest = connection.scalar(select(func.max(change_log.c.dseq))) or 0  # numbers have no gaps
    row = connection.execute(select(sync_state.c.acked_dseq, sync_state.c.safe_dseq)).first()
    acked, safe = (row.acked_dseq, row.safe_dseq) if row else (0, 0)
    held = connection.scalar(select(func.count()).select_from(held_change)) or 0
    return Counts(written=max(newest, acked), acked=acked, held=held, safe=min(safe, acked))


def waiting(connection: Connection, limit: int) -> list[WaitingChange]:
    """The entries not acknowledged yet, oldest first."""
    after = select(sync_state.c.acked_dseq).scalar_subquery()
    statement = select(change_log).where(change_log.c.dseq > after).order_by(change_log.c.dseq)
    rows = connection.execute(statement.limit(limit)).all()
    return _with_workers(connection, [(row, "") for row in rows])


def held(connection: Connection, limit: int) -> list[WaitingChange]:
    """The entries the centre keeps in quarantine, oldest first."""
    statement = (
        select(change_log, held_change.c.reason)
        .join(held_change, held_change.c.dseq == change_log.c.dseq)
        .order_by(change_log.c.dseq)
        .limit(limit)
    )
    return _with_workers(connection, [(row, row.reason) for row in connection.execute(statement)])


def note_round(
    connection: Connection,
    *,
    at: datetime,
    sent: int,
    received: int,
    held: int,
    fault: str,
    notice: str = "",
) -> None:
    """Remember how a round went; `fault` is empty when it succeeded. Old ones are forgotten."""
    written = at.astimezone(UTC).isoformat(timespec="seconds")
    row = {"at": written, "sent": sent, "received": received, "held": held}
    connection.execute(insert(exchange_round), row | {"fault": fault, "notice": notice})
    newest = connection.scalar(select(func.max(exchange_round.c.id))) or 0
    connection.execute(delete(exchange_round).where(exchange_round.c.id <= newest - _ROUNDS_KEPT))


def recent_rounds(connection: Connection, limit: int) -> list[Round]:
    """The last rounds, newest first."""
    statement = select(exchange_round).order_by(exchange_round.c.id.desc()).limit(limit)
    return [
        Round(
            at=datetime.fromisoformat(row.at),
            sent=row.sent,
            received=row.received,
            held=row.held,
            fault=row.fault,
            notice=row.notice,
        )
        for row in connection.execute(statement)
    ]


# --- Rows ----------------------------------------------------------------------------------------


def _before_epoch(connection: Connection) -> int:
    """How many entries the file has from before this epoch."""
    return connection.execute(_BEFORE_EPOCH).scalar_one()


def _change(row: Row[Any], *, before: int) -> Change:
    return Change(
        device=row.device,
        epoch=row.epoch,
        dseq=row.dseq - before,
        tx=row.tx,
        kind=row.kind,
        record=row.record,
        op=row.op,
        stamp=row.stamp,
        user=row.user,
        wire=row.wire,
        groups=msgspec.json.decode(row.groups),
        base=msgspec.json.decode(row.base),
    )


def _with_workers(
    connection: Connection, rows: Sequence[tuple[Row[Any], str]]
) -> list[WaitingChange]:
    about = [_worker_id(connection, row) for row, _ in rows]
    worker = RECORD_TABLES["worker"]
    named = select(worker.c.id, worker.c.full_name).where(worker.c.id.in_(set(about)))
    names = {found.id: found.full_name for found in connection.execute(named)}
    return [
        WaitingChange(
            dseq=row.dseq,
            kind=row.kind,
            record=row.record,
            op=row.op,
            at_ms=milliseconds(row.stamp),
            user=row.user,
            worker_id=worker_id,
            worker_name=names.get(worker_id, ""),
            reason=reason,
        )
        for (row, reason), worker_id in zip(rows, about, strict=True)
    ]


def _worker_id(connection: Connection, row: Row[Any]) -> str:
    if row.kind == "worker":
        return row.record
    table = RECORD_TABLES[row.kind] if row.kind in BY_NAME else None
    if table is None or "worker_id" not in table.c:
        return ""
    return connection.scalar(select(table.c.worker_id).where(table.c.id == row.record)) or ""
