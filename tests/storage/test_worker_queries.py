"""Finding workers as they are typed, a page at a time."""

from dataclasses import replace

import pytest

from desktop_app.domain.names import sort_key
from desktop_app.domain.partial_dates import PartialDate
from desktop_app.domain.workers import Worker
from desktop_app.storage import records, worker_queries
from desktop_app.storage.store import Store
from desktop_app.storage.worker_queries import WorkerLine

PEOPLE = (
    ("Triệu Thị Mùi", "1995-09-09", "020195007890", "0378111204"),
    ("Nguyễn Văn Hoà", "1988", "020088001111", "0912345671"),
    ("Nguyễn Thị Hòa", "1990-02", "020190002222", "0963118254"),
    ("Lý Văn An", "1979-01-01", "", "0977604183"),
    ("Lí Thị Ánh", "2001-05-30", "020301003333", ""),
    ("Đặng Mùi Chẳn", "1992-12-12", "020192004444", "0399471560"),
)


@pytest.fixture
def people(store: Store) -> Store:
    """A store with a few people, saved in no order."""
    with store.write(user="u1") as transaction:
        for n, (name, born, number, phone) in enumerate(PEOPLE):
            worker = Worker(id=f"w{n}", full_name=name, personal_number=number, phone=phone)
            worker = replace(worker, birth_date=PartialDate.from_iso(born))
            records.add(transaction, worker)
    return store


def found(store: Store, text: str, *, offset: int = 0, limit: int = 50) -> list[str]:
    """The names found, in their order."""
    with store.read() as connection:
        lines = worker_queries.search_workers(connection, text=text, offset=offset, limit=limit)
    return [line.full_name for line in lines]


def count(store: Store, text: str) -> int:
    """How many are found."""
    with store.read() as connection:
        return worker_queries.count_workers(connection, text=text)


IN_ORDER = sorted((name for name, *_ in PEOPLE), key=sort_key)


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("", IN_ORDER),
        ("mui", ["Đặng Mùi Chẳn", "Triệu Thị Mùi"]),
        ("MÙI", ["Đặng Mùi Chẳn", "Triệu Thị Mùi"]),
        ("mui tr", ["Triệu Thị Mùi"]),
        ("hoà thi", ["Nguyễn Thị Hòa"]),
        ("hòa van", ["Nguyễn Văn Hoà"]),
        ("ly", ["Lý Văn An", "Lí Thị Ánh"]),
        ("lí thi", ["Lí Thị Ánh"]),
        ("dang", ["Đặng Mùi Chẳn"]),
        ("ng 1990", ["Nguyễn Thị Hòa"]),
        ("199", ["Đặng Mùi Chẳn", "Nguyễn Thị Hòa", "Triệu Thị Mùi"]),
        ("02019", ["Đặng Mùi Chẳn", "Nguyễn Thị Hòa", "Triệu Thị Mùi"]),
        ("020195007890", ["Triệu Thị Mùi"]),
        ("0977 604", ["Lý Văn An"]),
        ("không có ai", []),
        ('"; DROP TABLE worker', []),
    ],
)
def test_people_are_found_by_what_is_typed(people: Store, text: str, names: list[str]) -> None:
    assert found(people, text) == names
    assert count(people, text) == len(names)


@pytest.mark.parametrize("text", ["", "0"])
def test_a_page_is_a_piece_of_the_whole(people: Store, text: str) -> None:
    everybody = found(people, text)
    assert found(people, text, offset=1, limit=2) == everybody[1:3]
    assert found(people, text, offset=4, limit=10) == everybody[4:]
    assert found(people, text, offset=99, limit=10) == []


@pytest.mark.parametrize("descending", [False, True])
def test_from_either_end_a_page_is_the_same(people: Store, descending: bool) -> None:
    def page(offset: int, limit: int, total: int | None) -> list[str]:
        lines = worker_queries.search_workers(
            connection, text="", offset=offset, limit=limit, descending=descending, total=total
        )
        return [line.full_name for line in lines]

    everybody = IN_ORDER[::-1] if descending else IN_ORDER
    with people.read() as connection:
        for offset in range(len(everybody) + 2):
            for limit in (1, 2, 50):
                wanted = everybody[offset : offset + limit]
                assert page(offset, limit, None) == wanted
                assert page(offset, limit, len(everybody)) == wanted


def test_a_line_holds_what_the_list_shows(store: Store) -> None:
    with store.write(user="u1") as transaction:
        records.add(
            transaction,
            Worker(
                id="w1",
                full_name="Bế Thị Xuân",
                birth_date=PartialDate(1980, 2),
                residence_commune="new:06325",
                present_commune="old:06187",
                personal_number="020180009999",
                employment_status="2",
            ),
        )
        records.add(transaction, Worker(id="w2"))
        nobody, somebody = worker_queries.search_workers(transaction, text="", offset=0, limit=9)
    assert somebody == WorkerLine(
        id="w1",
        full_name="Bế Thị Xuân",
        birth_year=1980,
        residence_commune="new:06325",
        personal_number="020180009999",
        employment_status="2",
    )
    assert (nobody.id, nobody.birth_year) == ("w2", None)


def test_the_same_number_may_belong_to_two_records(people: Store) -> None:
    with people.write(user="u1") as transaction:
        records.add(transaction, Worker(id="x1", personal_number="020195007890", hidden=True))
        found = worker_queries.workers_with_number(transaction, personal_number="020195007890")
    assert [worker.id for worker in found] == ["w0", "x1"]


# --- accents, and the ends of numbers ---


@pytest.fixture
def namesakes(store: Store) -> Store:
    """Twelve people who are found alike, six of them spelled «Bình»."""
    with store.write(user="u1") as transaction:
        for n in range(6):
            for name in ("Bình", "Binh"):
                records.add(
                    transaction, Worker(id=f"w{n}{name == 'Binh':d}", full_name=f"Lý {name} An {n}")
                )
    return store


def test_who_is_spelled_as_it_is_typed_comes_first(namesakes: Store) -> None:
    spelled = [f"Lý Bình An {n}" for n in range(6)]
    others = [f"Lý Binh An {n}" for n in range(6)]
    assert found(namesakes, "bình") == [*spelled, *others]
    assert found(namesakes, "an lí Bi\u0300nh") == [*spelled, *others]
    assert sorted(found(namesakes, "binh")) == sorted([*spelled, *others])
    assert count(namesakes, "bình") == count(namesakes, "binh") == 12


@pytest.mark.parametrize("limit", [1, 4, 6, 7, 20])
def test_page_after_page_gives_everybody_once(namesakes: Store, limit: int) -> None:
    pages = [found(namesakes, "bình", offset=at, limit=limit) for at in range(0, 12, limit)]
    assert [name for page in pages for name in page] == found(namesakes, "bình")


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("7890", ["Triệu Thị Mùi"]),
        ("890", ["Triệu Thị Mùi"]),
        ("90", []),
        ("11204", ["Triệu Thị Mùi"]),
        ("mui 204", ["Triệu Thị Mùi"]),
        ("0378 111 204", ["Triệu Thị Mùi"]),
        ("1995 7890", ["Triệu Thị Mùi"]),
        ("020195007890", ["Triệu Thị Mùi"]),
        ("789", []),
    ],
)
def test_the_last_digits_of_a_number_are_enough(people: Store, text: str, names: list[str]) -> None:
    assert found(people, text) == names
    assert count(people, text) == len(names)


def test_counting_stops_where_it_may(people: Store) -> None:
    with people.read() as connection:
        counts = [
            worker_queries.count_workers_up_to(connection, most, text="nguyen")
            for most in (1, 2, 3)
        ]
        assert worker_queries.count_workers_up_to(connection, 9, text=" * ") == 0
    assert counts == [1, 2, 2]
