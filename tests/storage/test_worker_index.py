"""The order of the list holds however workers come and go, and so does the search."""

from collections.abc import Iterable
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, text

from desktop_app.domain.names import sort_key
from desktop_app.domain.workers import Worker
from desktop_app.storage import records, worker_index
from desktop_app.storage.store import Store
from desktop_app.storage.worker_index import match, match_accents


@pytest.mark.parametrize(
    ("typed", "query"),
    [
        ("", ""),
        ("  *\" -' ", ""),
        ("Mùi", '"mui" *'),
        ("Lý thị", '"li" * AND "thi" *'),
        ("đặng 95", '"dang" * AND "95" *'),
        ("7890", '("7890" * OR "←0987" *)'),
        ("0378 111 204", '("0378111204" * OR "←4021118730" *)'),
        ("0378.111.204 én", '("0378111204" * OR "←4021118730" *) AND "en" *'),
        ("19 0378 11", '"19" * AND ("037811" * OR "←118730" *)'),
        ('x" OR NOT (y) NEAR', '"x" * AND "or" * AND "not" * AND "i" * AND "near" *'),
    ],
)
def test_what_is_typed_is_looked_for_word_by_word(typed: str, query: str) -> None:
    assert match(typed) == query


@pytest.mark.parametrize(
    ("typed", "query"),
    [
        ("", ""),
        ("binh 1995", ""),
        ("Bình", '"\u0300binh" *'),
        ("binh Lý", '"binh" * AND "\u0301li" *'),
        ("hoà Đ", '"\u0300hoa" * AND "đ" *'),
        ("Nguyễn", '"\u0303nguiê" * AND "nguien" *'),
    ],
)
def test_accents_that_are_typed_are_looked_for_by_themselves(typed: str, query: str) -> None:
    assert match_accents(typed) == query


@pytest.mark.parametrize(
    ("one", "other"), [("hoà", "hòa"), ("Lý", "lí"), ("Thuý", "THÚI"), ("Bi\u0300nh", "Bình")]
)
def test_spellings_of_one_word_are_one(one: str, other: str) -> None:
    assert match_accents(one) == match_accents(other) != ""


def listed(connection: Connection) -> list[tuple[str, str]]:
    """The list in its order."""
    rows = connection.execute(text("SELECT sort_key, worker_id FROM worker_list ORDER BY place"))
    return [(row.sort_key, row.worker_id) for row in rows]


def words(connection: Connection) -> list[str]:
    """The search's words in its order."""
    rows = connection.execute(text("SELECT words FROM worker_words ORDER BY rowid"))
    return list(rows.scalars())


def put(connection: Connection, names: Iterable[str], first: int = 0) -> list[tuple[str, str]]:
    """Write workers of these names one by one, and say how they should be listed."""
    expected: list[tuple[str, str]] = []
    for n, name in enumerate(names, first):
        worker_id = f"w{n:05}"
        connection.execute(
            text("INSERT INTO worker (id, full_name) VALUES (:id, :name)"),
            {"id": worker_id, "name": name},
        )
        worker_index.put_many(connection, [worker_id])
        expected.append((sort_key(name), worker_id))
    return expected


def empty(store: Store) -> None:
    """Start anew within a test."""
    with store.apply() as transaction:
        transaction.execute(text("DELETE FROM worker"))
        worker_index.rebuild(transaction)


NAMES = st.lists(st.sampled_from(["An", "Ân", "Bế Thị Kim Ngân", "Hà", "Hạ", "", "Y", "Lê A"]))


@settings(
    max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None
)
@given(names=NAMES, renamed=st.lists(st.tuples(st.integers(0, 20), st.sampled_from("AÂY"))))
def test_the_list_is_in_the_order_of_names(
    store: Store, names: list[str], renamed: list[tuple[int, str]]
) -> None:
    empty(store)
    with store.apply() as transaction:
        expected = {each: key for key, each in put(transaction, names)}
        for n, name in renamed:
            worker_id = f"w{n:05}"
            transaction.execute(
                text("UPDATE worker SET full_name = :name WHERE id = :id"),
                {"id": worker_id, "name": name},
            )
            worker_index.put_many(transaction, [worker_id])
            if worker_id in expected:
                expected[worker_id] = sort_key(name)
        assert listed(transaction) == sorted((key, each) for each, key in expected.items())
        kept = (listed(transaction), words(transaction))
        worker_index.rebuild(transaction)
        assert (listed(transaction), words(transaction)) == kept


@pytest.mark.parametrize("backwards", [False, True])
def test_an_import_in_the_order_of_names_finds_room(store: Store, backwards: bool) -> None:
    letters = "abcdefghiklmnopqrstuvxy"
    between = [f"B{a}{b}" for a in letters for b in letters][:300]
    names = ["A", "C", *(reversed(between) if backwards else between)]
    with store.apply() as transaction:
        assert listed(transaction) == []
        expected = put(transaction, names)
        assert listed(transaction) == sorted(expected)
        ordered = [name for _, name in sorted(zip(expected, names, strict=True))]
        assert words(transaction) == [name.lower().replace("y", "i") for name in ordered]


def test_when_everything_stands_close_together_everything_moves(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(worker_index, "_STEP", 8)
    monkeypatch.setattr(worker_index, "_ROOM", 4)
    with store.apply() as transaction:
        expected = put(transaction, ["A", "Z", *(f"B{n:03}" for n in range(200))])
        assert listed(transaction) == sorted(expected)


def test_search_knows_names_numbers_birth_year_and_communes(store: Store) -> None:
    fields: dict[str, Any] = {
        "full_name": "Triệu Thị Mùi",
        "personal_number": "020195007890",
        "old_id_number": "082123456",
        "phone": "0378111204",
        "residence_commune": "new:06325",
        "present_commune": "old:99999",
    }
    with store.apply() as transaction:
        records.write_foreign(
            transaction,
            records.BY_RECORD[Worker],
            "w1",
            {**fields, "birth_date": "1995-09"},
            {"name": "01a206fccd3b-0000-00000000000000aa"},
            "BS",
        )
        (kept,) = words(transaction)
    commune = worker_index.words_of(worker_index.commune_names()["new:06325"])
    assert kept.split() == [
        "trieu",
        "thi",
        "mui",
        "020195007890",
        "082123456",
        "0378111204",
        "1995",
        *commune,
        "\u0323triêu",
        "\u0323thi",
        "\u0300mui",
        "\u0301băc",
        "sơn",
        "←098700591020",
        "←654321280",
        "←4021118730",
    ]
    assert commune != []
