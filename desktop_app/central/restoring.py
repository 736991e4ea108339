"""Putting a backup of the centre back, into an empty database or in the place of what is there.

In one transaction: either all of it or nothing. The database begins a new life, which the PCs see
by its name in `hello`, and remembers up to where its streams are those of before.

The service may go on meanwhile: what it is doing is finished before, what it does next is done on
what was restored, and no PC takes the one for the other. Making the file is `backup.py`'s.
"""

import secrets
from collections.abc import Iterator
from pathlib import Path
from typing import cast

import psycopg
from psycopg import sql
from sqlalchemy import Connection, Engine, func, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.exc import OperationalError

from desktop_app.central import tables
from desktop_app.central.backup import (
    DamagedBackup,
    Head,
    Manifest,
    Sections,
    TableHead,
    all_tables,
    column_names,
    prove,
    read_head,
    table_name,
)
from desktop_app.central.database import make_tables

_TRIES = 5
_DEADLOCK = "40P01"


def restore(engine: Engine, path: Path, *, key: bytes) -> Manifest:
    """Make the database what the backup says, and begin its new life. Raises what `prove` raises,
    before anything is touched."""
    manifest = prove(path, key=key)
    make_tables(engine)
    for last_try in (*[False] * (_TRIES - 1), True):
        try:
            with engine.begin() as connection:
                _put_back(connection, path, key)
            return manifest
        except OperationalError as error:
            # Somebody who held one table already wanted another that we have.
            if last_try or getattr(error.orig, "sqlstate", "") != _DEADLOCK:
                raise
    raise AssertionError("the last try returns or raises")


def _put_back(connection: Connection, path: Path, key: bytes) -> None:
    _empty_all(connection)
    with path.open("rb") as file:
        sections = Sections(file, key)
        head = read_head(sections)
        rows = [_load(connection, table, sections.blocks()) for table in head.tables]
        manifest = sections.message(Manifest)
    if rows != [table.rows for table in manifest.tables]:
        raise DamagedBackup
    _begin_new_life(connection, head)


def _empty_all(connection: Connection) -> None:
    """The devices first: every request of a PC begins there, so that those under way come to their
    end before the rest is locked, and no other begins."""
    driver = _driver(connection)
    driver.execute(
        sql.SQL("LOCK TABLE {} IN ACCESS EXCLUSIVE MODE").format(table_name(tables.device))
    )
    driver.execute(sql.SQL("TRUNCATE {}").format(sql.SQL(", ").join(map(table_name, all_tables()))))


def _load(connection: Connection, head: TableHead, blocks: Iterator[bytes]) -> int:
    (table,) = (table for table in all_tables() if table.fullname == head.name)
    command = sql.SQL("COPY {} ({}) FROM STDIN").format(
        table_name(table), column_names(head.columns)
    )
    with _driver(connection).cursor() as cursor:
        with cursor.copy(command) as copy:
            for block in blocks:
                copy.write(block)
        return cursor.rowcount


def _begin_new_life(connection: Connection, head: Head) -> None:
    """A PC that has read this database in one of its earlier lives has the same as we up to the
    lowest head that any restore since has come back with."""
    connection.execute(insert(tables.earlier_life).values(epoch=head.server_epoch))
    connection.execute(update(tables.server).values(epoch=secrets.token_hex(8)))
    heads = select(tables.stream.c.name, tables.stream.c.head)
    known = insert(tables.restored_head).from_select(["stream", "head"], heads)
    connection.execute(
        known.on_conflict_do_update(
            index_elements=["stream"],
            set_={"head": func.least(tables.restored_head.c.head, known.excluded.head)},
        )
    )


def _driver(connection: Connection) -> psycopg.Connection:
    return cast("psycopg.Connection", connection.connection.driver_connection)
