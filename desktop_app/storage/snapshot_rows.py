"""What a new PC receives as a whole: many records at a time, and how far it has got.

Everything that writes goes inside `Store.apply`, a few hundred records at a time. Records that are
not there yet are inserted here; how one meets a record that is there is not decided here. The list
of workers is made after them, in the order of names: until then their names wait.
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy import Connection, delete, func, select, update
from sqlalchemy.dialects.sqlite import insert

from desktop_app.domain.changes import Fields
from desktop_app.domain.names import sort_key
from desktop_app.domain.records import Kind
from desktop_app.domain.workers import WORKER
from desktop_app.storage import clock, record_words, worker_index
from desktop_app.storage.tables import (
    blank,
    decode_stamps,
    forms_of,
    snapshot_progress,
    to_json,
    unknown_state,
    waiting_name,
)

IN_BULK = frozenset(
    {
        "worker",
        "employer",
        "vacancy",
        "place_taken",
        "visit",
        "referral",
        "referral_event",
        "follow_up_task",
        "follow_up_contact",
    }
)
"""The kinds of which there are many. Of the others more may be derived than is kept in step here:
they are written one by one (`records.write_foreign`)."""

NewRow = tuple[str, Fields, dict[str, str]]
"""Id, fields and stamps of a record."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SnapshotProgress:
    """How far the snapshot of a stream is written here: the chunks before `next_chunk`. `records`
    are in all of it."""

    stream: str
    snapshot: str
    seq: int
    next_chunk: int
    chunks: int
    records: int


# --- How far -------------------------------------------------------------------------------------


def progress_of(connection: Connection) -> dict[str, SnapshotProgress]:
    """Stream -> the snapshot of it that is being received."""
    rows = connection.execute(select(snapshot_progress)).mappings()
    return {row["stream"]: SnapshotProgress(**row) for row in rows}


def begin(connection: Connection, progress: SnapshotProgress) -> None:
    """A snapshot is being received from now on, instead of an earlier one of the stream."""
    values = asdict(progress)
    statement = insert(snapshot_progress).on_conflict_do_update(
        index_elements=["stream"], set_=values
    )
    connection.execute(statement, values)


def note_chunk(connection: Connection, stream: str, next_chunk: int) -> None:
    """All before this chunk is written."""
    c = snapshot_progress.c
    connection.execute(
        update(snapshot_progress).where(c.stream == stream).values(next_chunk=next_chunk)
    )


def end(connection: Connection, stream: str) -> None:
    """The snapshot is here, whole."""
    c = snapshot_progress.c
    connection.execute(delete(snapshot_progress).where(c.stream == stream))


# --- Records -------------------------------------------------------------------------------------


def stamps_there(
    connection: Connection, kind: Kind, ids: Sequence[str]
) -> dict[str, dict[str, str]]:
    """Which of these records are here already, each with its stamps."""
    rows = connection.exec_driver_sql(
        f"SELECT id, stamps FROM {kind.name} WHERE id IN (SELECT value FROM json_each(?))",  # noqa: S608 - our names
        (to_json(list(ids)),),
    )
    return {row[0]: decode_stamps(row[1]) for row in rows}


class NewRows:
    """Inserts records of one kind, those of `IN_BULK`, that are not there yet. Past SQLAlchemy's
    expressions and the general way of a record into its row, which would take most of the time."""

    def __init__(self, kind: Kind, stream: str) -> None:
        forms = forms_of(kind.name)
        names = ("id", "stream", "stamps", "extra", *forms)
        marks = ", ".join("?" * len(names))
        self._sql = f"INSERT INTO {kind.name} ({', '.join(names)}) VALUES ({marks})"  # noqa: S608 - our names
        self._kind = kind
        self._stream = stream
        self._blank: list[Any] | None = None
        self._places = {name: at for at, name in enumerate(names)}
        self._to_sql = {name: form.to_sql for name, form in forms.items()}

    def write(self, connection: Connection, rows: Sequence[NewRow]) -> None:
        """Insert them, and keep searches in step or have the names wait."""
        if not rows:
            return
        if self._blank is None:
            self._blank = _blank_row(connection, self._kind)
        connection.exec_driver_sql(self._sql, [self._row(self._blank, *row) for row in rows])
        clock.observe(connection, {stamp for row in rows for stamp in row[2].values()})
        if self._kind is WORKER:
            _have_names_wait(connection, rows)
        elif self._kind.name in record_words.GROUPS:
            record_words.put_many(connection, self._kind, [row[0] for row in rows])

    def _row(
        self, blank: list[Any], record_id: str, fields: Fields, stamps: dict[str, str]
    ) -> tuple[Any, ...]:
        row = [*blank]
        row[0], row[1], row[2] = record_id, self._stream, to_json(stamps)
        unknown: Fields = {}
        for name, value in fields.items():
            to_sql = self._to_sql.get(name)
            if to_sql is None:
                unknown[name] = value
            else:
                row[self._places[name]] = to_sql(value)
        row[3] = to_json(unknown) if unknown else "{}"
        return tuple(row)


def _blank_row(connection: Connection, kind: Kind) -> list[Any]:
    """The columns of a record nobody has filled in, as `INSERT` would have them by default."""
    values = ", ".join(blank(kind, name) for name in forms_of(kind.name))
    return ["", "", "", "", *connection.exec_driver_sql(f"SELECT {values}").one()]


def keep_unknown(connection: Connection, stream: str, kind: str, record: str, state: str) -> None:
    """Keep a record of a kind this program does not know (JSON), for the one that will."""
    values = {"kind": kind, "record": record, "stream": stream, "state": state}
    statement = insert(unknown_state).on_conflict_do_update(
        index_elements=["kind", "record"], set_=values
    )
    connection.execute(statement, values)


# --- The list of workers -------------------------------------------------------------------------


def _have_names_wait(connection: Connection, rows: Sequence[NewRow]) -> None:
    connection.exec_driver_sql(
        "INSERT OR IGNORE INTO waiting_name (sort_key, worker_id) VALUES (?, ?)",
        [(sort_key(fields.get("full_name", "")), record_id) for record_id, fields, _ in rows],
    )


def names_waiting(connection: Connection) -> int:
    """How many workers are not in the list yet."""
    return connection.scalar(select(func.count()).select_from(waiting_name)) or 0


def list_some(connection: Connection, limit: int) -> int:
    """List the next of the workers whose names wait, in their order; how many."""
    rows = connection.exec_driver_sql(
        "SELECT sort_key, worker_id FROM waiting_name ORDER BY sort_key, worker_id LIMIT ?",
        (limit,),
    ).all()
    if rows:
        worker_index.put_sorted(connection, [(row[0], row[1]) for row in rows])
        connection.exec_driver_sql(
            "DELETE FROM waiting_name WHERE (sort_key, worker_id) <= (?, ?)", tuple(rows[-1])
        )
    return len(rows)
