"""Every kind of record, as it is stored and exchanged."""

import re
from dataclasses import fields, replace

import pytest

from desktop_app.domain.kinds import BY_NAME, BY_RECORD, KINDS, kind_of
from desktop_app.domain.records import Kind
from tests.builders import a_full_worker, a_visit

NAME = re.compile(r"[a-z][a-z0-9_]{0,63}")


@pytest.mark.parametrize("kind", KINDS, ids=[kind.name for kind in KINDS])
def test_the_groups_cover_every_field_exactly_once(kind: Kind) -> None:
    grouped = [name for group in kind.groups.values() for name in group]
    own = [field.name for field in fields(kind.record) if field.name not in ("id", "stamps")]
    assert sorted(grouped) == sorted(own)


@pytest.mark.parametrize("kind", KINDS, ids=[kind.name for kind in KINDS])
def test_a_blank_record_of_each_kind_can_be_made(kind: Kind) -> None:
    record = kind.record(id="x")
    assert kind_of(record) is kind
    assert record.stamps == {}


def test_names_are_such_that_travel() -> None:
    for kind in KINDS:
        names = [
            kind.name,
            *kind.groups,
            *(name for group in kind.groups.values() for name in group),
        ]
        assert all(NAME.fullmatch(name) for name in names)


def test_each_kind_is_found_by_name_and_by_record() -> None:
    assert len(BY_NAME) == len(BY_RECORD) == len(KINDS)
    assert kind_of(a_visit()) is BY_NAME["visit"]


def test_stamps_are_no_part_of_what_a_record_says() -> None:
    worker = a_full_worker()
    seen = replace(worker, stamps={"name": "a stamp"})
    assert seen == worker
    assert replace(seen, note="x").stamps == {"name": "a stamp"}


def test_the_full_worker_of_the_tests_has_something_in_every_field() -> None:
    worker = a_full_worker()
    empty = [f.name for f in fields(worker) if getattr(worker, f.name) in ("", None, ())]
    assert empty == []
