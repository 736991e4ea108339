"""What an older program received and did not know, taken up by one that does.

Fields go into their columns when a file is brought up to date (`settle_fields`). Changes and
records of kinds that were not known are only handed out here: how they are merged is the
exchange's (`sync/taking_up.py`).
"""

from dataclasses import dataclass

import msgspec
from sqlalchemy import Connection, delete, func, select, update

from desktop_app.domain.kinds import BY_NAME, KINDS
from desktop_app.storage.tables import (
    forms_of,
    sync_ctx,
    table_of,
    to_columns,
    to_json,
    unknown_change,
    unknown_state,
)


@dataclass(frozen=True, slots=True)
class KeptChange:
    """A change (JSON) with its place in a stream."""

    stream: str
    seq: int
    change: str


@dataclass(frozen=True, slots=True)
class KeptState:
    """A record (JSON) as a snapshot brought it."""

    kind: str
    record: str
    stream: str
    state: str


def settle_fields(connection: Connection) -> None:
    """Put fields that were kept aside into the columns there are for them now. Nothing of it is
    logged: it is what came from elsewhere."""
    connection.execute(update(sync_ctx).values(applying=1))
    for kind in KINDS:
        table, forms = table_of(kind), forms_of(kind.name)
        kept = select(table.c.id, table.c.extra).where(table.c.extra != "{}")
        for row in connection.execute(kept).all():
            extra = msgspec.json.decode(row.extra)
            known = {name: value for name, value in extra.items() if name in forms}
            rest = {name: value for name, value in extra.items() if name not in forms}
            if known:
                connection.execute(
                    update(table)
                    .where(table.c.id == row.id)
                    .values(**to_columns(kind, known), extra=to_json(rest))
                )
    connection.execute(update(sync_ctx).values(applying=0))


def counts(connection: Connection) -> tuple[int, int]:
    """How many records and changes wait for a program that knows them, and how many changes could
    not be merged."""
    number, c = select(func.count()), unknown_change.c
    states = connection.execute(number.select_from(unknown_state)).scalar_one()
    changes = number.select_from(unknown_change)
    newer = connection.execute(changes.where(c.reason == "")).scalar_one()
    bad = connection.execute(changes.where(c.reason != "")).scalar_one()
    return states + newer, bad


def known_by_now(connection: Connection, limit: int) -> tuple[list[KeptState], list[KeptChange]]:
    """Records and changes of kinds this program knows, oldest first. What could not be merged is
    not tried again: it stays."""
    s, c = unknown_state.c, unknown_change.c
    states = connection.execute(select(unknown_state).where(s.kind.in_(BY_NAME)).limit(limit))
    about = c.change.op("->>")("$.kind")
    changes = connection.execute(
        select(unknown_change)
        .where(c.reason == "", about.in_(BY_NAME))
        .order_by(c.stream, c.seq)
        .limit(limit)
    )
    return (
        [KeptState(row.kind, row.record, row.stream, row.state) for row in states],
        [KeptChange(row.stream, row.seq, row.change) for row in changes],
    )


def forget_state(connection: Connection, kept: KeptState) -> None:
    """It is a record now."""
    s = unknown_state.c
    connection.execute(delete(unknown_state).where(s.kind == kept.kind, s.record == kept.record))


def forget_change(connection: Connection, kept: KeptChange) -> None:
    """It is merged now."""
    c = unknown_change.c
    connection.execute(delete(unknown_change).where(c.stream == kept.stream, c.seq == kept.seq))
