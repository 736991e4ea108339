"""The rules of the record tables, and values that come back as they went in."""

from dataclasses import MISSING, fields
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any, get_type_hints

import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st

from desktop_app.domain.kinds import KINDS
from desktop_app.domain.partial_dates import PartialDate
from desktop_app.domain.records import Kind, Record
from desktop_app.domain.staff import STAFF, Staff
from desktop_app.domain.visits import VISIT, Visit
from desktop_app.storage.tables import (
    RECORD_TABLES,
    decode_record,
    encode_fields,
    forms_of,
    from_columns,
    record_metadata,
    table_of,
    to_columns,
)

WORDS = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=20)
VALUES: dict[object, st.SearchStrategy[Any]] = {
    str: WORDS,
    bool: st.booleans(),
    bool | None: st.none() | st.booleans(),
    int | None: st.none() | st.integers(-(2**53), 2**53),
    date | None: st.none() | st.dates(),
    datetime | None: st.none()
    | st.datetimes(timezones=st.just(UTC)).map(lambda at: at.replace(microsecond=0)),
    PartialDate | None: st.none()
    | st.dates().map(PartialDate.from_date)
    | st.dates().map(lambda day: PartialDate(day.year, day.month))
    | st.dates().map(lambda day: PartialDate(day.year)),
    tuple[str, ...]: st.lists(WORDS, max_size=3).map(tuple),
}


def records_of(kind: Kind) -> st.SearchStrategy[Record]:
    """Records of a kind with any values."""
    hints = get_type_hints(kind.record)
    values = {name: VALUES[hints[name]] for name in forms_of(kind.name)}
    return st.builds(kind.record, id=st.just("a"), stamps=st.just({}), **values)


@pytest.fixture(scope="module")
def database() -> sa.Engine:
    engine = sa.create_engine("sqlite://")
    record_metadata.create_all(engine)
    return engine


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
@given(data=st.data())
def test_a_record_comes_back_from_its_row_as_it_was(
    kind: Kind, database: sa.Engine, data: st.DataObject
) -> None:
    record = data.draw(records_of(kind))
    values = encode_fields(kind, record)
    table = table_of(kind)
    with database.connect() as connection:
        connection.execute(sa.insert(table), {"id": "a", **to_columns(kind, values)})
        row = connection.execute(sa.select(table)).mappings().one()
        assert decode_record(kind, row) == record
        assert from_columns(kind, row) == values


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_a_column_nobody_filled_means_what_the_record_says_by_default(
    kind: Kind, database: sa.Engine
) -> None:
    table = table_of(kind)
    with database.connect() as connection:
        connection.execute(sa.insert(table), {"id": "a"})
        row = connection.execute(sa.select(table)).mappings().one()
    assert decode_record(kind, row) == kind.record(id="a")


def test_values_are_written_as_the_protocol_says() -> None:
    hanoi = timezone(timedelta(hours=7))
    visit = Visit(
        id="v",
        at=datetime(2026, 11, 23, 9, 52, 7, 999_999, tzinfo=hanoi),
        topics=("việc làm", "bhtn"),
        next_step_on=date(2026, 12, 1),
    )
    assert encode_fields(VISIT, visit) == {
        "worker_id": "",
        "employer_id": "",
        "at": "2026-11-23T02:52:07Z",
        "channel": "",
        "topics": ["việc làm", "bhtn"],
        "content": "",
        "advice": "",
        "next_step": "",
        "next_step_on": "2026-12-01",
        "minutes": None,
        "counsellor_id": "",
        "corrects": "",
        "withdrawn": False,
    }
    columns = to_columns(VISIT, {"topics": ["việc làm", "bhtn"], "minutes": 20})
    assert columns == {"topics": '["việc làm","bhtn"]', "minutes": 20}
    assert encode_fields(STAFF, Staff(id="s"))["active"] is True
    assert to_columns(STAFF, {"active": True}) == {"active": 1}


def test_a_time_without_its_zone_is_a_bug() -> None:
    visit = Visit(id="v", at=datetime(2026, 11, 23, 9, 52))  # noqa: DTZ001 - that is the point
    with pytest.raises(ValueError, match="zone"):
        encode_fields(VISIT, visit)


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_a_table_has_a_column_for_each_field_and_what_the_exchange_needs(kind: Kind) -> None:
    names = [field.name for field in fields(kind.record) if field.name not in {"id", "stamps"}]
    assert list(table_of(kind).c.keys()) == ["id", *names, "stamps", "stream", "extra"]
    assert sorted(name for group in kind.groups.values() for name in group) == sorted(names)


@pytest.mark.parametrize("table", RECORD_TABLES.values(), ids=lambda table: table.name)
def test_record_tables_keep_the_rules_merging_relies_on(table: sa.Table) -> None:
    assert [index.name for index in table.indexes if index.unique] == []
    assert table.foreign_keys == set()
    constraints = {type(constraint) for constraint in table.constraints}
    assert constraints == {sa.PrimaryKeyConstraint}
    demanding = [c.name for c in table.c if not c.nullable and c.server_default is None]
    assert demanding == ["id"]


def test_every_field_of_a_record_has_a_default() -> None:
    bare = [
        (kind.name, field.name)
        for kind in KINDS
        for field in fields(kind.record)
        if field.default is MISSING and field.default_factory is MISSING
    ]
    assert bare == [(kind.name, "id") for kind in KINDS]
