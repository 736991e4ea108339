"""The digests of the records of each stream, and their sums by bucket, as both sides keep them.

How a digest is made is the protocol's (`record_digests.py`), and when they are brought up to date
is each side's own affair. Sums are of 64 bits and wrap; in SQL they are signed.
"""

from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, TypeVar

import msgspec
from sqlalchemy import Connection, Table, TextClause, select, text

_AT_ONCE = 2000
_WRAP = 1 << 64
_HALF = 1 << 63

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Kept:
    """The two tables of one side (`tables.digest_tables`), and how that side's SQL takes a JSON
    list `:rows` apart, so that many rows go in one statement. `each` has the column `value`."""

    digest: Table
    total: Table
    each: str


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
    sql, of = _statements(kept), {"stream": stream, "kind": kind}
    keys = [(one.bucket, one.record) for one in digested]
    before = {
        row.record: row.digest for row in connection.execute(sql.known, of | _rows(keys)).all()
    }
    totals: Counter[int] = Counter()
    records: Counter[int] = Counter()
    gone: list[tuple[Any, ...]] = []
    new: list[tuple[Any, ...]] = []
    for one in {one.record: one for one in digested}.values():
        was = before.get(one.record)
        now = None if one.digest is None else _signed(one.digest)
        if was == now:
            continue
        (gone if now is None else new).append((one.bucket, one.record, now))
        totals[one.bucket >> 8] += (now or 0) - (was or 0)
        records[one.bucket >> 8] += (now is not None) - (was is not None)
    if gone:
        connection.execute(sql.delete, of | _rows(gone))
    if new:
        connection.execute(sql.put, of | _rows(new))
    if gone or new:
        _add_to_sums(connection, kept, of, totals, records)
    return len(gone) + len(new)


def _add_to_sums(
    connection: Connection,
    kept: Kept,
    of: dict[str, str],
    totals: Counter[int],
    records: Counter[int],
) -> None:
    before = by_bucket(connection, kept, of["stream"], of["kind"])
    rows = [
        (bucket, _signed(total + known.total), records[bucket] + known.records)
        for bucket, total in totals.items()
        for known in (before.get(bucket, Sum()),)
    ]
    connection.execute(_statements(kept).put_sums, of | _rows(rows))


@dataclass(frozen=True, slots=True)
class _Statements:
    known: TextClause
    put: TextClause
    delete: TextClause
    put_sums: TextClause


@cache
def _statements(kept: Kept) -> _Statements:
    digest, total = kept.digest.fullname, kept.total.fullname
    keys = f"""WITH r AS (
        SELECT CAST(value ->> 0 AS INTEGER) AS bucket, value ->> 1 AS record FROM {kept.each})"""  # noqa: S608 - our names
    return _Statements(
        known=text(f"""{keys} SELECT d.record, d.digest FROM r CROSS JOIN {digest} d
            WHERE d.stream = :stream AND d.kind = :kind
            AND d.bucket = r.bucket AND d.record = r.record"""),  # noqa: S608 - our names
        put=text(f"""INSERT INTO {digest} (stream, kind, bucket, record, digest)
            SELECT :stream, :kind, CAST(value ->> 0 AS INTEGER), value ->> 1,
                CAST(value ->> 2 AS BIGINT) FROM {kept.each} WHERE true
            ON CONFLICT (stream, kind, bucket, record) DO UPDATE SET digest = excluded.digest"""),  # noqa: S608 - our names
        delete=text(f"""{keys} DELETE FROM {digest} WHERE stream = :stream AND kind = :kind
            AND (bucket, record) IN (SELECT bucket, record FROM r)"""),  # noqa: S608 - our names
        put_sums=text(f"""INSERT INTO {total} (stream, kind, bucket, total, records)
            SELECT :stream, :kind, CAST(value ->> 0 AS INTEGER), CAST(value ->> 1 AS BIGINT),
                CAST(value ->> 2 AS BIGINT) FROM {kept.each} WHERE true
            ON CONFLICT (stream, kind, bucket)
            DO UPDATE SET total = excluded.total, records = excluded.records"""),  # noqa: S608 - our names
    )


def _rows(rows: Sequence[tuple[Any, ...]]) -> dict[str, str]:
    return {"rows": msgspec.json.encode(rows).decode()}


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
    found: set[str] = set()
    for some in in_parts(sorted(keys)):
        of = {"stream": stream, "kind": kind, **_rows(some)}
        found.update(row.record for row in connection.execute(_statements(kept).known, of))
    return found


def in_parts(whole: Sequence[T]) -> Iterator[Sequence[T]]:
    """So many at a time as go well into one statement."""
    for first in range(0, len(whole), _AT_ONCE):
        yield whole[first : first + _AT_ONCE]


def _signed(value: int) -> int:
    value %= _WRAP
    return value - _WRAP if value >= _HALF else value
