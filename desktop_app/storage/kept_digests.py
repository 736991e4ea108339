"""The digests of the records of each stream, and their sums by bucket, as both sides keep them.

How a digest is made is the protocol's (`record_digests.py`), and when they are brought up to date
is each side's own affair. Sums are of 64 bits and wrap; in SQL they are signed.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
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
    list `:rows` apart, so that many rows go in one statement: `each` has the column `value`, and
    `name` is the text in that."""

    digest: Table
    total: Table
    each: str
    name: str


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
    before = _known(connection, kept, of, [one.record for one in digested])
    totals: Counter[int] = Counter()
    records: Counter[int] = Counter()
    gone: list[str] = []
    new: list[tuple[Any, ...]] = []
    for one in {one.record: one for one in digested}.values():
        was = before.get(one.record)
        now = None if one.digest is None else _signed(one.digest)
        if was == now:
            continue
        if now is None:
            gone.append(one.record)
        else:
            new.append((one.record, one.bucket, now))
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
    sql = _statements(kept)
    for row in connection.execute(sql.sums, of | _rows([*totals])).all():
        totals[row.bucket] += row.total
        records[row.bucket] += row.records
    rows = [(bucket, _signed(total), records[bucket]) for bucket, total in totals.items()]
    connection.execute(sql.put_sums, of | _rows(rows))


@dataclass(frozen=True, slots=True)
class _Statements:
    known: TextClause
    put: TextClause
    delete: TextClause
    sums: TextClause
    put_sums: TextClause
    within: TextClause
    end: TextClause


@cache
def _statements(kept: Kept) -> _Statements:
    digest, total = kept.digest.fullname, kept.total.fullname
    of = "stream = :stream AND kind = :kind"
    names = f"SELECT {kept.name} FROM {kept.each}"
    numbers = f"SELECT CAST({kept.name} AS INTEGER) FROM {kept.each}"
    return _Statements(
        known=text(f"SELECT record, digest FROM {digest} WHERE {of} AND record IN ({names})"),
        delete=text(f"DELETE FROM {digest} WHERE {of} AND record IN ({names})"),
        put=text(f"""INSERT INTO {digest} (stream, kind, record, bucket, digest)
            SELECT :stream, :kind, value ->> 0, CAST(value ->> 1 AS INTEGER),
                CAST(value ->> 2 AS BIGINT) FROM {kept.each} WHERE true
            ON CONFLICT (stream, kind, record)
            DO UPDATE SET digest = excluded.digest"""),
        sums=text(
            f"SELECT bucket, total, records FROM {total} WHERE {of} AND bucket IN ({numbers})"
        ),
        put_sums=text(f"""INSERT INTO {total} (stream, kind, bucket, total, records)
            SELECT :stream, :kind, CAST(value ->> 0 AS INTEGER), CAST(value ->> 1 AS BIGINT),
                CAST(value ->> 2 AS BIGINT) FROM {kept.each} WHERE true
            ON CONFLICT (stream, kind, bucket)
            DO UPDATE SET total = excluded.total, records = excluded.records"""),
        within=text(f"""SELECT bucket, record, digest FROM {digest}
            WHERE {of} AND record > :after AND (:upto = '' OR record <= :upto)
            AND bucket IN ({numbers}) ORDER BY record"""),
        end=text(f"""SELECT record FROM {digest} WHERE {of} AND record > :after
            ORDER BY record LIMIT 1 OFFSET :size"""),
    )


def _rows(rows: Sequence[object]) -> dict[str, str]:
    return {"rows": msgspec.json.encode(rows).decode()}


def _known(
    connection: Connection, kept: Kept, of: dict[str, str], records: Sequence[str]
) -> dict[str, int]:
    rows = connection.execute(_statements(kept).known, of | _rows(records)).all()
    return {row.record: row.digest for row in rows}


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


def by_sub_bucket(digested: Iterable[Digested]) -> dict[int, Sum]:
    """Sub-bucket (0 to 65535) -> what these come to."""
    found: dict[int, Sum] = {}
    for one in digested:
        found[one.bucket] = found.get(one.bucket, Sum()) + Sum(one.digest or 0, 1)
    return found


def within(
    connection: Connection,
    kept: Kept,
    stream: str,
    kind: str,
    prefixes: Iterable[str],
    *,
    after: str = "",
    upto: str = "",
) -> list[Digested]:
    """The digests of the records whose bucket begins with one of these prefixes (two or four
    hexadecimal digits), in the order of ids; only those from `after` on, and up to `upto`."""
    buckets = [
        bucket
        for prefix in prefixes
        for bucket in range(int(prefix.ljust(4, "0"), 16), int(prefix.ljust(4, "f"), 16) + 1)
    ]
    of = {"stream": stream, "kind": kind, "after": after, "upto": upto, **_rows(buckets)}
    rows = connection.execute(_statements(kept).within, of).all()
    return [Digested(row.bucket, row.record, row.digest % _WRAP) for row in rows]


def stretch_end(
    connection: Connection, kept: Kept, stream: str, kind: str, *, after: str, size: int
) -> str:
    """The last of the next so many records; "" if there are not so many."""
    of = {"stream": stream, "kind": kind, "after": after, "size": size - 1}
    return connection.execute(_statements(kept).end, of).scalar() or ""


def known(
    connection: Connection, kept: Kept, stream: str, kind: str, records: Collection[str]
) -> set[str]:
    """Which of these records have a digest in the stream."""
    of = {"stream": stream, "kind": kind}
    return {
        record
        for some in in_parts(sorted(records))
        for record in _known(connection, kept, of, some)
    }


def in_parts(whole: Sequence[T]) -> Iterator[Sequence[T]]:
    """So many at a time as go well into one statement."""
    for first in range(0, len(whole), _AT_ONCE):
        yield whole[first : first + _AT_ONCE]


def _signed(value: int) -> int:
    value %= _WRAP
    return value - _WRAP if value >= _HALF else value
