"""Tables an older program made are brought up to date without touching what is in them."""

from collections.abc import Iterator

import pytest
from sqlalchemy import Engine, inspect, select, text

from desktop_app.central import tables
from desktop_app.central.database import closing_engine, make_tables
from desktop_app.central.tables import SCHEMA, exchange_metadata
from desktop_app.storage.tables import RECORD_TABLES, record_metadata
from tests.central_builder import APostgres

Shape = dict[str, tuple[list[tuple[str, str, bool, object]], list[str]]]


@pytest.fixture
def engine(postgres: APostgres) -> Iterator[Engine]:
    """A centre's database with nobody connected."""
    url = postgres.fresh_database()
    with closing_engine(url) as made:
        yield made
    postgres.drop(url)


def shape(engine: Engine) -> Shape:
    """Every table with its columns and indexes."""
    there = inspect(engine)
    return {
        table.fullname: (
            sorted(
                (column["name"], str(column["type"]), column["nullable"], column["default"])
                for column in there.get_columns(table.name, table.schema)
            ),
            sorted(str(index["name"]) for index in there.get_indexes(table.name, table.schema)),
        )
        for metadata in (exchange_metadata, record_metadata)
        for table in metadata.sorted_tables
    }


def test_a_centre_of_the_program_before_gets_what_is_new(engine: Engine) -> None:
    new = shape(engine)
    visit = RECORD_TABLES["visit"]
    with engine.begin() as connection:
        epoch = connection.scalar(select(tables.server.c.epoch))
        for statement in (
            "DROP TABLE employer, vacancy, place_taken",
            "ALTER TABLE visit DROP COLUMN employer_id, DROP COLUMN withdrawn",
            "ALTER TABLE referral DROP COLUMN employer_id, DROP COLUMN vacancy_id",
            "ALTER TABLE referral_event DROP COLUMN destination",
            "DROP INDEX ix_referral_event_move_happened_on",
            f"DROP INDEX {SCHEMA}.ix_quarantine_record",
            "INSERT INTO visit (id, worker_id, topics) VALUES ('v1', 'w1', '[\"vl\"]')",
        ):
            connection.execute(text(statement))
    for _ in range(2):
        make_tables(engine)
        assert shape(engine) == new
    with engine.connect() as connection:
        (row,) = connection.execute(select(visit)).mappings()
        assert connection.scalar(select(tables.server.c.epoch)) == epoch
    assert (row["id"], row["worker_id"], row["employer_id"], row["withdrawn"]) == (
        "v1",
        "w1",
        "",
        0,
    )


def test_every_column_can_be_added_to_rows_that_are_there() -> None:
    for table in record_metadata.sorted_tables:
        for column in table.columns:
            assert column.nullable or column.server_default is not None or column.primary_key
