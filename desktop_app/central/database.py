"""The centre's connection to PostgreSQL and the tables in it.

Not for what the rows mean.
"""

import secrets
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

import psycopg
from psycopg import sql
from sqlalchemy import Connection, Engine, Table, create_engine, inspect, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError
from sqlalchemy.schema import CreateColumn, CreateIndex, CreateSchema

from desktop_app.central.place import Place, read_settings
from desktop_app.central.postmaster import any_postgres
from desktop_app.central.tables import SCHEMA, exchange_metadata, server, stream
from desktop_app.protocol.encoding import START
from desktop_app.storage.tables import record_metadata

COMMON = "common"
"""The stream that every office sees."""

DATABASE = "vieclam"
"""The name of the database in the embedded PostgreSQL."""

_TABLES_VERSION = 1


def open_database(url: str) -> Engine:
    """An engine for a `postgresql://` address. Parameters never reach an error's text."""
    address = make_url(url).set(drivername="postgresql+psycopg")
    return create_engine(address, pool_size=10, max_overflow=20, hide_parameters=True)


def is_postgresql(url: str) -> bool:
    """Whether this can be the address of a PostgreSQL database."""
    try:
        return make_url(url).get_backend_name() == "postgresql"
    except ArgumentError:
        return False


@contextmanager
def closing_engine(url: str) -> Generator[Engine, None, None]:
    """An engine whose connections are closed at the end."""
    engine = open_database(url)
    try:
        yield engine
    finally:
        engine.dispose()


@contextmanager
def centre_database(place: Place) -> Generator[Engine, None, None]:
    """The database of a centre for a short command, beside a running service or without one."""
    settings = read_settings(place)
    if settings.database_url:
        with closing_engine(settings.database_url) as engine:
            yield engine
        return
    with (
        any_postgres(Path(settings.postgres_folder), lock=place.lock) as postmaster,
        closing_engine(postmaster.url(DATABASE)) as engine,
    ):
        yield engine


def make_database(url: str, name: str) -> None:
    """Make a database beside the one `url` names, if it is not there yet."""
    with psycopg.connect(url, autocommit=True) as connection:
        there = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", (name,))
        if there.fetchone() is None:
            connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))


def make_tables(engine: Engine) -> None:
    """Make what is missing. A database that is there keeps its rows and its epoch.

    Tables only ever gain columns, as the wire does, so what an older program made is brought up to
    date by adding: a new column of a table with rows has a default or may be NULL.
    """
    with engine.begin() as connection:
        connection.execute(CreateSchema(SCHEMA, if_not_exists=True))
        for metadata in (exchange_metadata, record_metadata):
            metadata.create_all(connection)
            for table in metadata.sorted_tables:
                _add_what_is_new(connection, table)
        first = insert(server).values(
            id=1, epoch=secrets.token_hex(8), tables_version=_TABLES_VERSION
        )
        connection.execute(first.on_conflict_do_nothing())
        add_stream(connection, COMMON)


def _add_what_is_new(connection: Connection, table: Table) -> None:
    """The columns and indexes the table does not have yet. Nothing is locked when it has all."""
    there = inspect(connection)
    columns = {column["name"] for column in there.get_columns(table.name, table.schema)}
    name = connection.dialect.identifier_preparer.format_table(table)
    for column in table.columns:
        if column.name not in columns:
            form = CreateColumn(column).compile(dialect=connection.dialect)
            connection.exec_driver_sql(f"ALTER TABLE {name} ADD COLUMN IF NOT EXISTS {form}")
    indexes = {index["name"] for index in there.get_indexes(table.name, table.schema)}
    for index in sorted(table.indexes, key=lambda index: str(index.name)):
        if index.name not in indexes:
            connection.execute(CreateIndex(index, if_not_exists=True))


def add_stream(connection: Connection, name: str) -> None:
    """An empty stream if there is none of this name."""
    empty = insert(stream).values(name=name, head=0, hash=START)
    connection.execute(empty.on_conflict_do_nothing())


def server_epoch(connection: Connection) -> str:
    """Which life of the database this is."""
    return connection.execute(select(server.c.epoch)).scalar_one()
