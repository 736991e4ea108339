"""Many rows in one statement, for a push brings thousands. Not for what the rows mean."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, cast

import msgspec
import psycopg
from psycopg import sql
from sqlalchemy import (
    JSON,
    Connection,
    Table,
    Text,
    TypeDecorator,
    bindparam,
    column,
    func,
    insert,
    select,
    update,
)
from sqlalchemy import cast as cast_sql
from sqlalchemy.dialects.postgresql import insert as insert_or
from sqlalchemy.sql.selectable import TableValuedAlias

Row = Mapping[str, Any]

_BETWEEN = "\x1f"


def copy_rows(
    connection: Connection, table: Table, names: Sequence[str], rows: Iterable[Sequence[Any]]
) -> None:
    """Append rows by COPY: the fastest way in, for rows that cannot be there yet."""
    driver = cast("psycopg.Connection", connection.connection.driver_connection)
    command = sql.SQL("COPY {} ({}) FROM STDIN").format(
        sql.Identifier(*(part for part in (table.schema, table.name) if part)),
        sql.SQL(", ").join(map(sql.Identifier, names)),
    )
    with driver.cursor() as cursor, cursor.copy(command) as copy:
        for row in rows:
            copy.write_row(row)


def insert_missing(connection: Connection, table: Table, rows: Sequence[Row]) -> set[str]:
    """Insert records; the ids of those that were not there, inserted by us."""
    if not rows:
        return set()
    values = _as_table(table, rows)
    statement = (
        insert_or(table)
        .from_select([column.name for column in values.c], select(*values.c))
        .on_conflict_do_nothing()
        .returning(table.c.id)
    )
    return set(connection.execute(statement, _written(rows)).scalars())


def update_rows(connection: Connection, table: Table, rows: Sequence[Row]) -> None:
    """Overwrite records by their id."""
    if not rows:
        return
    values = _as_table(table, rows)
    new = {column.name: column for column in values.c if column.name != "id"}
    statement = update(table).values(new).where(table.c.id == values.c.id)
    connection.execute(statement, _written(rows))


def insert_ignoring_known(connection: Connection, table: Table, rows: Sequence[Row]) -> None:
    """Insert rows of which some may be there already."""
    if rows:
        connection.execute(insert_or(table).on_conflict_do_nothing(), list(rows))


def insert_rows(connection: Connection, table: Table, rows: Sequence[Row]) -> None:
    """Insert rows that are not there yet."""
    if rows:
        connection.execute(insert(table), list(rows))


class _Listed(TypeDecorator[str]):
    """A list of ids as one text: the driver would look at each for signs to escape."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: object) -> str:  # noqa: ARG002 - SQLAlchemy's
        return _BETWEEN.join(value)


def ids_bound(name: str) -> Any:
    """A parameter that takes a list of ids, for `column == any_(…)`."""
    return func.string_to_array(bindparam(name, type_=_Listed), _BETWEEN)


def _as_table(table: Table, rows: Sequence[Row]) -> TableValuedAlias:
    """The rows of the parameter `new_rows`, for PostgreSQL takes JSON apart faster than the driver
    makes arrays."""
    columns = [column(name, table.c[name].type) for name in rows[0]]
    return (
        func.json_to_recordset(cast_sql(bindparam("new_rows", type_=Text), JSON))
        .table_valued(*columns)
        .render_derived("new", with_types=True)
    )


def _written(rows: Sequence[Row]) -> dict[str, str]:
    return {"new_rows": msgspec.json.encode(rows).decode()}
