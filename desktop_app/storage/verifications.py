"""What a PC keeps for comparing its records with the centre's: the digests, and what comparing
has come to. Everything that writes goes inside `Store.apply`.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, Row, Select, and_, delete, insert, or_, select

from desktop_app.domain.records import Kind
from desktop_app.storage import kept_digests
from desktop_app.storage.kept_digests import Digested, Kept
from desktop_app.storage.tables import (
    RECORD_TABLES,
    change_log,
    digest_stream,
    digest_sum,
    held_change,
    record_digest,
    sync_state,
    to_json,
    verification,
)

KEPT = Kept(record_digest, digest_sum, "json_each(:rows)", "value")

_STREAMS_OF = """
    SELECT d.record, d.stream FROM digest_stream s CROSS JOIN json_each(?) r
    CROSS JOIN record_digest d ON d.stream = s.stream AND d.kind = ? AND d.record = r.value
"""

_NOTE_STREAM = """
    INSERT INTO digest_stream (stream, filled) VALUES (?, ?)
    ON CONFLICT (stream) DO UPDATE SET filled = max(filled, excluded.filled)
"""

_KEPT_NOTES = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Verification:
    """What one comparison came to: `records` compared, `differed` of them not the same, `mended`
    of those made the same again from the centre, `lacking` those the centre does not have as this
    PC has them. `whole`: all records were read anew."""

    at: datetime
    whole: bool
    records: int
    differed: int = 0
    mended: int = 0
    lacking: int = 0


# --- The digests of each stream ------------------------------------------------------------------


def streams_of(connection: Connection, kind: str, records: Collection[str]) -> dict[str, set[str]]:
    """Record -> the streams in which it has a digest."""
    rows = connection.exec_driver_sql(_STREAMS_OF, (to_json(list(records)), kind))
    found: dict[str, set[str]] = {}
    for row in rows:
        found.setdefault(row.record, set()).add(row.stream)
    return found


def filled(connection: Connection) -> frozenset[str]:
    """The streams of which all records have their digests."""
    c = digest_stream.c
    return frozenset(connection.execute(select(c.stream).where(c.filled == 1)).scalars())


def note_stream(connection: Connection, stream: str, *, filled: bool) -> None:
    """From now on every record received in the stream has its digest; `filled`: none came before
    without one."""
    connection.exec_driver_sql(_NOTE_STREAM, (stream, int(filled)))


def forget(connection: Connection, kind: str, records: Sequence[str]) -> None:
    """The digests of records that are removed from this PC go with them."""
    c = record_digest.c
    statement = select(c.stream, c.bucket, c.record).where(c.kind == kind, c.record.in_(records))
    for stream, digested in _gone(connection, statement).items():
        kept_digests.put(connection, KEPT, stream=stream, kind=kind, digested=digested)


def without_rows(
    connection: Connection, kind: Kind, *, after: str, upto: str
) -> dict[str, list[Digested]]:
    """Stream -> digests of records whose rows are no longer there, with ids from `after` on and up
    to `upto`, "" for the end."""
    c, table = record_digest.c, RECORD_TABLES[kind.name]
    statement = (
        select(c.stream, c.bucket, c.record)
        .outerjoin_from(record_digest, table, table.c.id == c.record)
        .where(
            c.stream.in_(select(digest_stream.c.stream)),
            c.kind == kind.name,
            c.record > after,
            table.c.id.is_(None),
        )
    )
    if upto:
        statement = statement.where(c.record <= upto)
    return _gone(connection, statement)


def _gone(connection: Connection, statement: Select[*tuple[Any, ...]]) -> dict[str, list[Digested]]:
    found: dict[str, list[Digested]] = {}
    for row in connection.execute(statement):
        found.setdefault(row.stream, []).append(Digested(row.bucket, row.record, None))
    return found


# --- What is not the centre's yet ----------------------------------------------------------------


def not_the_centres(connection: Connection) -> frozenset[tuple[str, str]]:
    """Kind and record of what the centre has not taken, or holds: this PC's own, not to be
    touched by any comparison."""
    acked = select(sync_state.c.acked_dseq).scalar_subquery()
    held = select(held_change.c.dseq)
    rows = connection.execute(
        select(change_log.c.kind, change_log.c.record).where(
            or_(change_log.c.dseq > acked, change_log.c.dseq.in_(held))
        )
    )
    return frozenset((row.kind, row.record) for row in rows)


def all_is_sent(connection: Connection) -> bool:
    """Whether the centre has everything of this PC's log, applied or held."""
    acked = select(sync_state.c.acked_dseq).scalar_subquery()
    first = select(change_log.c.dseq).where(change_log.c.dseq > acked).limit(1)
    return connection.execute(first).first() is None


# --- What it came to -----------------------------------------------------------------------------


def note(connection: Connection, result: Verification) -> None:
    """Keep what a comparison came to. Of those that found nothing only the last is kept."""
    c = verification.c
    nothing_new = and_(c.differed == 0, c.whole == int(result.whole))
    connection.execute(delete(verification).where(nothing_new))
    connection.execute(
        insert(verification),
        {
            "at": result.at.astimezone(UTC).isoformat(timespec="seconds"),
            "whole": int(result.whole),
            "records": result.records,
            "differed": result.differed,
            "mended": result.mended,
            "lacking": result.lacking,
        },
    )
    newest = connection.execute(select(c.id).order_by(c.id.desc()).limit(1)).scalar_one()
    connection.execute(delete(verification).where(c.id <= newest - _KEPT_NOTES))


def last(connection: Connection, *, whole: bool = False) -> Verification | None:
    """The last comparison, or the last one in which all records were read anew."""
    c = verification.c
    statement = select(verification).order_by(c.id.desc()).limit(1)
    if whole:
        statement = statement.where(c.whole == 1)
    row = connection.execute(statement).one_or_none()
    return _verification(row) if row else None


def recent(connection: Connection, *, limit: int) -> list[Verification]:
    """The last comparisons, newest first."""
    rows = connection.execute(select(verification).order_by(verification.c.id.desc()).limit(limit))
    return [_verification(row) for row in rows]


def _verification(row: Row[tuple[object, ...]]) -> Verification:
    return Verification(
        at=datetime.fromisoformat(row.at),
        whole=bool(row.whole),
        records=row.records,
        differed=row.differed,
        mended=row.mended,
        lacking=row.lacking,
    )
