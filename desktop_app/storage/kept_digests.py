"""The digests of the records of each stream, and their sums by bucket, as both sides keep them.

How a digest is made is the protocol's (`record_digests.py`), and when they are brought up to date
is each side's own affair. Sums are of 64 bits and wrap; in SQL they are signed.
"""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from sqlalchemy import Connection, Table, and_, delete, insert, select

_AT_ONCE = 400
_WRAP = 1 << 64
_HALF = 1 << 63

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Kept:
    """The two tables of one side (`tables.digest_tables`)."""

    digest: Table
    total: Table


@dataclass(frozen=True, slots=True)
class Digested:
    """A record's digest; None for one that is no longer there."""

    bucket: int
    record: str
    digest: int | None


@dataclass(frozen=True, slots=True)
class Sum:
    """The sum of digests, and of how many."""

    total: int = 0
    records: int = 0

    def __add__(self, other: "Sum") -> "Sum":
        return Sum((self.total + other.total) % _WRAP, self.records + other.records)


def put(
    connection: Connection, kept: Kept, *, stream: str, kind: str, digested: Sequence[Digested]
) -> int:
    """Keep these digests and what they do to the sums; how many were others before."""
    moved = 0
    for some in in_parts(digested):
        moved += _put_some(connection, kept, stream, kind, some)
    return moved


def _put_some(
    connection: Connection, kept: Kept, stream: str, kind: str, digested: Sequence[Digested]
) -> int:
    c = kept.digest.c
    of_these = and_(
        c.stream == stream,
        c.kind == kind,
        c.bucket.in_({one.bucket for one in digested}),
        c.record.in_([one.record for one in digested]),
    )
    before = {
        row.record: row.digest
        for row in connection.execute(select(c.record, c.digest).where(of_these))
    }
    totals: Counter[int] = Counter()
    records: Counter[int] = Counter()
    changed: dict[str, Digested] = {}
    for one in digested:
        was = before.get(one.record)
        now = None if one.digest is None else _signed(one.digest)
        if was != now:
            changed[one.record] = one
            totals[one.bucket >> 8] += (now or 0) - (was or 0)
            records[one.bucket >> 8] += (now is not None) - (was is not None)
    if not changed:
        return 0
    gone = [record for record in changed if record in before]
    if gone:
        connection.execute(delete(kept.digest).where(of_these, c.record.in_(gone)))
    rows = [
        {"stream": stream, "kind": kind, "bucket": one.bucket, "record": record, "digest": value}
        for record, one in changed.items()
        if one.digest is not None
        for value in (_signed(one.digest),)
    ]
    if rows:
        connection.execute(insert(kept.digest), rows)
    _add_to_sums(
        connection, kept.total, stream, kind, {b: (totals[b], records[b]) for b in records}
    )
    return len(changed)


def _add_to_sums(
    connection: Connection,
    table: Table,
    stream: str,
    kind: str,
    more: Mapping[int, tuple[int, int]],
) -> None:
    c = table.c
    of_these = and_(c.stream == stream, c.kind == kind, c.bucket.in_(list(more)))
    before = {row.bucket: row for row in connection.execute(select(table).where(of_these))}
    connection.execute(delete(table).where(of_these))
    connection.execute(
        insert(table),
        [
            {
                "stream": stream,
                "kind": kind,
                "bucket": bucket,
                "total": _signed(
                    (total + (before[bucket].total if bucket in before else 0)) % _WRAP
                ),
                "records": records + (before[bucket].records if bucket in before else 0),
            }
            for bucket, (total, records) in more.items()
        ],
    )


def by_kind(connection: Connection, kept: Kept, stream: str) -> dict[str, Sum]:
    """Kind -> what all its records of a stream come to; kinds without records are left out."""
    c = kept.total.c
    found: dict[str, Sum] = {}
    for row in connection.execute(select(c.kind, c.total, c.records).where(c.stream == stream)):
        found[row.kind] = found.get(row.kind, Sum()) + Sum(row.total % _WRAP, row.records)
    return {kind: one for kind, one in found.items() if one.records}


def by_bucket(connection: Connection, kept: Kept, stream: str, kind: str) -> dict[int, Sum]:
    """Bucket -> what its records come to."""
    c = kept.total.c
    rows = connection.execute(
        select(c.bucket, c.total, c.records).where(
            c.stream == stream, c.kind == kind, c.records > 0
        )
    )
    return {row.bucket: Sum(row.total % _WRAP, row.records) for row in rows}


def by_sub_bucket(
    connection: Connection, kept: Kept, stream: str, kind: str, bucket: int
) -> dict[int, Sum]:
    """Sub-bucket (0 to 65535) -> what its records come to, within one bucket."""
    found: dict[int, Sum] = {}
    for one in within(connection, kept, stream, kind, bucket << 8, (bucket << 8) + 255):
        found[one.bucket] = found.get(one.bucket, Sum()) + Sum(one.digest or 0, 1)
    return found


def within(
    connection: Connection, kept: Kept, stream: str, kind: str, first: int, last: int
) -> list[Digested]:
    """The digests of the records in these sub-buckets."""
    c = kept.digest.c
    rows = connection.execute(
        select(c.bucket, c.record, c.digest)
        .where(c.stream == stream, c.kind == kind, c.bucket.between(first, last))
        .order_by(c.bucket, c.record)
    )
    return [Digested(row.bucket, row.record, row.digest % _WRAP) for row in rows]


def known(
    connection: Connection, kept: Kept, stream: str, kind: str, keys: Collection[tuple[int, str]]
) -> set[str]:
    """Which of these records, given with their buckets, have a digest in the stream."""
    c = kept.digest.c
    found: set[str] = set()
    for some in in_parts(sorted(keys)):
        rows = connection.execute(
            select(c.record).where(
                c.stream == stream,
                c.kind == kind,
                c.bucket.in_({bucket for bucket, _ in some}),
                c.record.in_([record for _, record in some]),
            )
        )
        found.update(rows.scalars())
    return found


def in_parts(whole: Sequence[T]) -> Iterator[Sequence[T]]:
    """A few hundred at a time: so many fit into one statement."""
    for first in range(0, len(whole), _AT_ONCE):
        yield whole[first : first + _AT_ONCE]


def _signed(value: int) -> int:
    value %= _WRAP
    return value - _WRAP if value >= _HALF else value
