"""Many rows in one statement, for a push brings thousands. Not for what the rows mean."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, cast

import psycopg
from psycopg import sql
from sqlalchemy import ARRAY, Connection, Table, Text, bindparam, func, insert, select, update
from sqlalchemy.dialects.postgresql import insert as insert_or
from sqlalchemy.sql.selectable import TableValuedAlias

Row = Mapping[str, Any]


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
    return set(connection.execute(statement, _arrays(rows)).scalars())


def update_rows(connection: Connection, table: Table, rows: Sequence[Row]) -> None:
    """Overwrite records by their id."""
    if not rows:
        return
    values = _as_table(table, rows)
    new = {column.name: column for column in values.c if column.name != "id"}
    statement = update(table).values(new).where(table.c.id == values.c.id)
    connection.execute(statement, _arrays(rows))


def insert_ignoring_known(connection: Connection, table: Table, rows: Sequence[Row]) -> None:
    """Insert rows of which some may be there already."""
    if rows:
        connection.execute(insert_or(table).on_conflict_do_nothing(), list(rows))


def insert_rows(connection: Connection, table: Table, rows: Sequence[Row]) -> None:
    """Insert rows that are not there yet."""
    if rows:
        connection.execute(insert(table), list(rows))


def ids_bound(name: str) -> Any:
    """A parameter that takes a list of ids, for `column == any_(…)`."""
    return bindparam(name, type_=ARRAY(Text))


def _as_table(table: Table, rows: Sequence[Row]) -> TableValuedAlias:
    names = list(rows[0])
    arrays = (bindparam(f"new_{name}", type_=ARRAY(table.c[name].type)) for name in names)
    return func.unnest(*arrays).table_valued(*names, name="new").render_derived()


def _arrays(rows: Sequence[Row]) -> dict[str, list[Any]]:
    return {f"new_{name}": [row[name] for row in rows] for name in rows[0]}
