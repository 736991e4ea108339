"""Records at the centre: read and locked, merged, written in bulk.

Not for the log: `intake.py` gives the changes their place in a stream.
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import takewhile
from typing import Any

from sqlalchemy import Connection, any_, select

from desktop_app.central.bulk import ids_bound, insert_missing, update_rows
from desktop_app.domain.changes import Change, Fields
from desktop_app.domain.records import Kind
from desktop_app.protocol.merging import Losing, merge_groups
from desktop_app.storage.tables import (
    decode_stamps,
    forms_of,
    from_columns,
    table_of,
    to_columns,
    to_json,
)


@dataclass(frozen=True, slots=True)
class State:
    """A record as it stands."""

    stream: str
    fields: Fields
    stamps: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """A record that changes were merged into: `before` is None for a new one."""

    kind: Kind
    record: str
    before: State | None
    after: State
    changes: tuple[Change, ...]


@dataclass(frozen=True, slots=True)
class Applied:
    """What a record's changes did: `stream` is where they belong, `losing` what is not shown.

    `refused` is set instead when the record belongs to an office that is not the device's.
    `missing` has the `dseq` of changes that did nothing because there is no record they could
    change: made a record of its own, a change would be one without a name.
    """

    stream: str
    losing: tuple[Losing, ...] = ()
    refused: bool = False
    missing: frozenset[int] = frozenset()
    taken: Taken | None = None


Beside = Callable[[Collection[str]], frozenset[str]]
"""Records of other streams -> those of them that may be written all the same."""

_NOWHERE_ELSE: Mapping[str, str] = {}


def _none_of_them(records: Collection[str]) -> frozenset[str]:  # noqa: ARG001 - whichever they are
    return frozenset()


@dataclass(frozen=True, slots=True)
class _Homes:
    """Where new records go: all to `usual` but those in `others`."""

    usual: str
    others: Mapping[str, str]

    def of(self, record: str) -> str:
        return self.others.get(record, self.usual)


@dataclass(slots=True)
class _Round:
    new: list[dict[str, Any]] = field(default_factory=list[dict[str, Any]])
    changed: list[dict[str, Any]] = field(default_factory=list[dict[str, Any]])
    applied: dict[str, Applied] = field(default_factory=dict[str, Applied])


def apply_to_kind(
    connection: Connection,
    kind: Kind,
    changes: Iterable[Change],
    *,
    home: str,
    writable: frozenset[str] | None,
    homes: Mapping[str, str] = _NOWHERE_ELSE,
    beside: Beside = _none_of_them,
) -> dict[str, Applied]:
    """Merge changes of one kind into its records: record id -> what came of them.

    New records go to the stream `home`, or where `homes` says. Records in other streams than
    `writable` (None: any) are left alone, except those that `beside` gives back. Rows are locked in
    the order of their ids; a record that somebody else inserts meanwhile is waited for and merged
    into.
    """
    waiting: dict[str, list[Change]] = {}
    for change in changes:
        waiting.setdefault(change.record, []).append(change)
    applied: dict[str, Applied] = {}
    while waiting:
        there = _locked(connection, kind, sorted(waiting))
        refused = _refused(there, writable, beside)
        done = _merge_round(there, kind, waiting, _Homes(home, homes), refused)
        update_rows(connection, table_of(kind), done.changed)
        inserted = insert_missing(connection, table_of(kind), done.new)
        lost = {row["id"] for row in done.new} - inserted
        applied |= {record: one for record, one in done.applied.items() if record not in lost}
        waiting = {record: waiting[record] for record in sorted(lost)}
    return applied


def _refused(
    there: Mapping[str, State], writable: frozenset[str] | None, beside: Beside
) -> frozenset[str]:
    if writable is None:
        return frozenset()
    elsewhere = {record for record, state in there.items() if state.stream not in writable}
    return frozenset(elsewhere - beside(elsewhere) if elsewhere else ())


def _locked(connection: Connection, kind: Kind, records: Sequence[str]) -> dict[str, State]:
    table = table_of(kind)
    statement = (
        select(table)
        .where(table.c.id == any_(ids_bound("records")))
        .order_by(table.c.id)
        .with_for_update()
    )
    rows = connection.execute(statement, {"records": list(records)}).mappings()
    return {
        row["id"]: State(row["stream"], from_columns(kind, row), decode_stamps(row["stamps"]))
        for row in rows
    }


def _merge_round(
    there: Mapping[str, State],
    kind: Kind,
    waiting: Mapping[str, Sequence[Change]],
    homes: _Homes,
    refused: frozenset[str],
) -> _Round:
    done = _Round()
    blank = _blank_fields(kind)
    touched = _touched(waiting)
    for record, changes in sorted(waiting.items()):
        state = there.get(record)
        if state is not None and record in refused:
            done.applied[record] = Applied(state.stream, refused=True)
            continue
        early = () if state else _before_the_insert(changes)
        merging = changes[len(early) :]
        merged, losing = _merge_all(state or State(homes.of(record), blank, {}), merging)
        taken = Taken(kind=kind, record=record, before=state, after=merged, changes=tuple(merging))
        done.applied[record] = Applied(
            merged.stream, losing, missing=frozenset(early), taken=taken if merging else None
        )
        if merging and merged != state:
            (done.changed if state else done.new).append(_row(kind, record, merged, touched))
    return done


def _before_the_insert(changes: Sequence[Change]) -> tuple[int, ...]:
    return tuple(c.dseq for c in takewhile(lambda change: change.op != "insert", changes))


def _merge_all(state: State, changes: Sequence[Change]) -> tuple[State, tuple[Losing, ...]]:
    losing: list[Losing] = []
    fields, stamps = state.fields, state.stamps
    for change in changes:
        merge = merge_groups(fields, stamps, change)
        fields, stamps = merge.fields, merge.stamps
        losing += merge.losing
    return State(state.stream, fields, stamps), tuple(losing)


def _touched(waiting: Mapping[str, Sequence[Change]]) -> list[str]:
    """The fields any of the changes speaks of. Only these columns are written: in the others a row
    keeps what it has, or the table's default, which is what a blank record has."""
    groups = (
        values for changes in waiting.values() for c in changes for values in c.groups.values()
    )
    return sorted({name for values in groups for name in values})


def _row(kind: Kind, record: str, state: State, touched: Sequence[str]) -> dict[str, Any]:
    return {
        "id": record,
        **to_columns(kind, {name: state.fields[name] for name in touched}),
        "stamps": to_json(dict(state.stamps)),
        "stream": state.stream,
    }


def _blank_fields(kind: Kind) -> Fields:
    """The fields of a record nobody has filled in."""
    defaults = {name: f.default for name, f in kind.record.__dataclass_fields__.items()}
    return {name: form.encode(defaults[name]) for name, form in forms_of(kind.name).items()}
