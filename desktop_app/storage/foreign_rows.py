"""The rows of records that came from elsewhere: read and written many at a time, in few statements
and past SQLAlchemy's expressions, which would take most of the time.

Inside `Store.apply`. How a change meets the record that is there is not decided here.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import msgspec
from sqlalchemy import Connection

from desktop_app.domain.changes import Fields
from desktop_app.domain.records import Kind
from desktop_app.storage import clock, in_step
from desktop_app.storage.tables import (
    Form,
    blank_columns,
    decode_stamps,
    forms_of,
    to_json,
)


@dataclass(frozen=True, slots=True)
class RowState:
    """A record as the exchange sees it: all its fields as JSON values, also those this program does
    not know (`extra`), and the stamps of its groups."""

    fields: Fields
    stamps: dict[str, str]
    extra: Fields


@dataclass(frozen=True, slots=True)
class Writing:
    """What becomes of a record: `fields` and `stamps` are what changes of it, `before` is the row
    that is there, None for a new one."""

    record: str
    fields: Fields
    stamps: Mapping[str, str]
    before: RowState | None


def states(connection: Connection, kind: Kind, ids: Iterable[str]) -> dict[str, RowState]:
    """The records with these ids that are here."""
    form = _form(kind.name)
    rows = connection.exec_driver_sql(form.select, (to_json(list(ids)),))
    return {row[0]: _state(form, row) for row in rows}


def write(connection: Connection, kind: Kind, rows: Sequence[Writing], stream: str) -> None:
    """Write merged records, each at most once; what a row holds else stays.

    Fields this program does not know are kept aside for the one that does. Lists and searches are
    kept in step. The clock is the caller's to move on (`clock.observe`).
    """
    form = _form(kind.name)
    new = [_new_row(form, row, stream) for row in rows if row.before is None]
    if new:
        connection.exec_driver_sql(form.insert, new)
    for sql, values in _updates(form, rows, stream).items():
        connection.exec_driver_sql(sql, values)
    in_step.keep(connection, kind, {row.record: _groups_written(kind, row) for row in rows})


def write_one(connection: Connection, kind: Kind, row: Writing, stream: str) -> None:
    """Write a merged record, and move the clock on, so that an edit made after seeing this is later
    than it."""
    write(connection, kind, [row], stream)
    clock.observe(connection, row.stamps.values())


def _groups_written(kind: Kind, row: Writing) -> Collection[str]:
    return row.stamps if row.before else kind.groups


# --- How a kind is read and written --------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Form:
    """The statements of a kind, and the order of its columns: id, stamps, extra, then the fields.
    `from_sql` has only the fields that are written in another way in SQL."""

    table: str
    forms: Mapping[str, Form]
    fields: tuple[str, ...]
    from_sql: Mapping[str, Any]
    places: Mapping[str, int]
    blank: tuple[Any, ...]
    select: str
    insert: str


@cache
def _form(kind: str) -> _Form:
    forms = forms_of(kind)
    names = ("id", "stamps", "extra", *forms)
    columns = ", ".join(names)
    marks = ", ".join("?" * (len(names) + 1))
    same = forms_of("office")["name"].from_sql
    return _Form(
        table=kind,
        forms=forms,
        fields=tuple(forms),
        from_sql={n: form.from_sql for n, form in forms.items() if form.from_sql is not same},
        places={name: at for at, name in enumerate(forms, start=4)},
        blank=tuple(blank_columns(kind).values()),
        select=f"SELECT {columns} FROM {kind} WHERE id IN (SELECT value FROM json_each(?))",  # noqa: S608 - our names
        insert=f"INSERT INTO {kind} (stream, {columns}) VALUES ({marks})",  # noqa: S608 - our names
    )


def _state(form: _Form, row: Sequence[Any]) -> RowState:
    fields: Fields = dict(zip(form.fields, row[3:], strict=True))
    for name, convert in form.from_sql.items():
        fields[name] = convert(fields[name])
    extra: Fields = {} if row[2] == "{}" else msgspec.json.decode(row[2])
    return RowState(fields | extra, decode_stamps(row[1]), extra)


def _new_row(form: _Form, row: Writing, stream: str) -> tuple[Any, ...]:
    unknown: Fields = {}
    values = [stream, row.record, to_json(row.stamps), "{}", *form.blank]
    for name, value in row.fields.items():
        place = form.places.get(name)
        if place is None:
            unknown[name] = value
        else:
            values[place] = form.forms[name].to_sql(value)
    if unknown:
        values[3] = to_json(unknown)
    return tuple(values)


def _updates(form: _Form, rows: Iterable[Writing], stream: str) -> dict[str, list[tuple[Any, ...]]]:
    """Statement -> its rows: those of which the same columns change go together."""
    found: dict[str, list[tuple[Any, ...]]] = {}
    for row in rows:
        if row.before is None:
            continue
        known = [name for name in row.fields if name in form.places]
        unknown = {n: value for n, value in row.fields.items() if n not in form.places}
        values = [form.forms[name].to_sql(row.fields[name]) for name in known]
        stamps, extra = {**row.before.stamps, **row.stamps}, {**row.before.extra, **unknown}
        set_ = ", ".join(f"{name} = ?" for name in (*known, "stream", "stamps", "extra"))
        sql = f"UPDATE {form.table} SET {set_} WHERE id = ?"  # noqa: S608 - our names
        values += [stream, to_json(stamps), to_json(extra), row.record]
        found.setdefault(sql, []).append(tuple(values))
    return found
