"""Who may be the person being typed: found at a real office, ranked, and not asked about twice."""

from collections.abc import Sequence
from dataclasses import replace
from random import Random
from typing import Any

import pytest

from desktop_app.domain.ids import new_id
from desktop_app.domain.partial_dates import PartialDate
from desktop_app.domain.person_links import PersonLink
from desktop_app.domain.twins import LEVELS, likeness, telling
from desktop_app.domain.workers import Worker
from desktop_app.office import persons
from desktop_app.office.desk import Changed, Desk
from desktop_app.office.twins import MOST_TOLD, possible_twins
from desktop_app.office.workers import hide_worker, register_worker
from desktop_app.storage import records
from desktop_app.storage.twin_queries import MOST_ALIKE
from tests.builders import a_worker
from tests.office.conftest import Counter
from tests.office.test_persons import from_centre

BORN = PartialDate(1995, 9, 9)
NAMES = ("Lý Thị Hoà", "Lí Thị Hòa", "Ly Thi Hoa", "Hoàng Thị Lý", "Lý Thị", "Nông Văn Đạt")
COMMUNES = ("", "new:06325", "new:06337", "new:06349")


def put(counter: Counter, *workers: Worker) -> None:
    """People who are here, however alike."""
    with counter.desk.store.apply() as transaction:
        records.add_many(transaction, workers, stream="BS")


def links(desk: Desk) -> list[tuple[str, str, str, str]]:
    with desk.store.read() as connection:
        found = records.find(connection, PersonLink)
    return [(link.first, link.second, link.state, link.reason) for link in found]


def told(counter: Counter, worker: Worker) -> list[tuple[str, str]]:
    twins = possible_twins(counter.desk, worker=worker)
    return [(twin.worker.id, twin.level) for twin in twins.first]


def without_number(**values: Any) -> Worker:
    return a_worker(personal_number="", phone="", registered_on=None, **values)


def test_the_surest_comes_first_and_of_more_there_is_the_number(counter: Counter):
    typed = a_worker(id="typed")
    phone = without_number(id="a", full_name="Vi Văn Nọi")
    place = without_number(id="b", birth_date=PartialDate(1995))
    day = without_number(id="c", residence_commune="")
    number = replace(phone, id="d", personal_number=typed.personal_number)
    put(counter, replace(phone, phone=typed.phone), place, day, number)
    assert told(counter, typed) == [("d", "same"), ("c", "probable"), ("b", "possible")]
    twins = possible_twins(counter.desk, worker=typed)
    assert ([twin.reason for twin in twins.first], twins.more) == (
        [
            "vì trùng số định danh cá nhân",
            "vì trùng họ tên và ngày sinh",
            "vì trùng họ tên, năm sinh và nơi ở",
        ],
        1,
    )
    assert twins.first[0].worker == number


def test_hidden_people_and_oneself_are_nobody_s_twin(counter: Counter):
    mui = counter.registered()
    assert told(counter, mui) == []
    typed = a_worker()
    assert told(counter, typed) == [(mui.id, "same")]
    hide_worker(counter.desk, worker_id=mui.id)
    assert told(counter, typed) == []


@pytest.mark.parametrize("shared", ["phone", "personal_number"])
def test_what_too_many_share_tells_nothing(counter: Counter, shared: str):
    typed = without_number(full_name="Vi Văn Nọi")
    typed = replace(typed, **{shared: getattr(a_worker(), shared)})
    many = [replace(typed, id=new_id(), full_name=f"Người {n}") for n in range(MOST_ALIKE)]
    put(counter, *many)
    twins = possible_twins(counter.desk, worker=typed)
    assert (len(twins.first), twins.more) == (MOST_TOLD, MOST_ALIKE - MOST_TOLD)
    put(counter, replace(typed, id=new_id(), full_name="Một người nữa"))
    twins = possible_twins(counter.desk, worker=typed)
    assert (twins.first, twins.more) == ((), 0)


def test_a_whole_page_in_the_field_of_the_name_is_only_nobody_s_name(counter: Counter):
    counter.registered()
    assert told(counter, without_number(full_name="Triệu Thị Mùi " * 700)) == []
    assert told(counter, without_number(full_name='"*" OR (triệu:')) == []


# --- What has been said stays said ---------------------------------------------------------------


def test_who_is_linked_or_parted_is_not_named_again(counter: Counter):
    mui, twin = a_worker(id="mui"), a_worker(id="twin", personal_number="")
    put(counter, mui, twin)
    assert told(counter, mui) == [("twin", "probable")]
    for say in (persons.link, persons.part):
        said = say(counter.desk, one="mui", other="twin")
        assert (told(counter, mui), told(counter, twin)) == ([], [])
        persons.take_back(counter.desk, link_id=said.record_id)
        assert told(counter, mui) == [("twin", "probable")]
        assert links(counter.desk) == [("mui", "twin", "", "")]
        assert persons.links_of(counter.desk, worker_id="mui") == []


def test_who_is_linked_through_a_third_record_is_not_named_either(counter: Counter):
    put(counter, a_worker(id="a"), a_worker(id="b", personal_number=""), a_worker(id="c"))
    persons.link(counter.desk, one="a", other="b")
    persons.link(counter.desk, one="b", other="c")
    assert told(counter, a_worker(id="a")) == []


def test_what_the_centre_took_apart_by_itself_nobody_has_decided(counter: Counter):
    mui, twin = a_worker(id="mui"), a_worker(id="twin", personal_number="")
    put(counter, mui, twin)
    from_centre(counter, "mui", "twin", "apart")
    assert told(counter, mui) == [("twin", "probable")]


def test_an_answer_taken_back_leaves_the_question_it_was_given_to(counter: Counter):
    mui = counter.registered()
    link = from_centre(counter, mui.id, "worker-elsewhere", "proposed")
    for same in (True, False):
        persons.decide(counter.desk, link_id=link, same=same)
        assert persons.open_proposals(counter.desk) == []
        persons.take_back(counter.desk, link_id=link)
        assert [row.id for row in persons.open_proposals(counter.desk)] == [link]


# --- Registered all the same ---------------------------------------------------------------------


def test_a_likely_twin_registered_all_the_same_is_asked_about(counter: Counter):
    mui = counter.registered()
    twin = without_number(id="zz-twin", full_name="Trieu Thi Mui")
    assert register_worker(counter.desk, worker=twin) == Changed(persons.CHANGED, "zz-twin")
    assert links(counter.desk) == [(mui.id, "zz-twin", "proposed", "birth")]
    (row,) = persons.open_proposals(counter.desk)
    assert (row.by_itself, row.decided_by) == (False, counter.desk.user.full_name)
    assert row.other.words == "Trieu Thi Mui, 1995, VP Bắc Sơn"
    assert told(counter, mui) == [("zz-twin", "probable")]


def test_a_possible_twin_is_not_asked_about(counter: Counter):
    counter.registered()
    twin = without_number(birth_date=PartialDate(1995))
    assert register_worker(counter.desk, worker=twin) == Changed(frozenset({"worker"}), twin.id)
    assert links(counter.desk) == []


def test_who_was_said_to_be_somebody_else_is_parted_with_the_registering(counter: Counter):
    mui = counter.registered()
    stranger = counter.registered(counter.binh())
    twin = without_number(id="zz-twin")
    register_worker(counter.desk, worker=twin, not_these={mui.id, stranger.id})
    assert links(counter.desk) == [(mui.id, "zz-twin", "apart", "")]
    assert (told(counter, mui), told(counter, twin)) == ([], [])


# --- Many of the same name -----------------------------------------------------------------------


def crowd() -> list[Worker]:
    """2,000 people of six names, three years and a few days, communes and telephones."""
    rng = Random(5)  # noqa: S311 - made-up people need no secrets
    dates = [PartialDate(1995), PartialDate(1995, 9), BORN, PartialDate(1996, 9, 9)]
    dates += [PartialDate(year, 1, day) for year in (1995, 1997) for day in range(1, 29)]
    return [
        a_worker(
            id=f"{serial:04}",
            full_name=rng.choice(NAMES),
            birth_date=rng.choice(dates),
            personal_number=f"02{rng.randrange(10):010}" if serial % 100 == 0 else "",
            phone=f"0378{rng.randrange(500):06}" if serial % 3 == 0 else "",
            residence_commune=rng.choice(COMMUNES),
            present_commune=rng.choice(COMMUNES),
            hidden=serial % 50 == 7,
        )
        for serial in range(2000)
    ]


def by_comparing(everybody: Sequence[Worker], worker: Worker) -> list[tuple[str, str]]:
    """The twins found by comparing with everybody."""
    alike = [
        (LEVELS.index(how.level), -len(how.shared), each.id)
        for each in everybody
        if each.id != worker.id and not each.hidden
        if (how := likeness(telling(worker), telling(each)))
    ]
    return [(worker_id, LEVELS[level]) for level, _, worker_id in sorted(alike)]


def test_among_many_of_the_same_name_nobody_is_missed_or_made_up(counter: Counter):
    everybody = crowd()
    put(counter, *everybody)
    sizes: set[int] = set()
    for worker in everybody[::20]:
        expected = by_comparing(everybody, worker)
        assert told(counter, worker) == expected[:MOST_TOLD]
        twins = possible_twins(counter.desk, worker=worker)
        assert len(twins.first) + twins.more == len(expected)
        sizes.add(len(expected))
    assert min(sizes) < 10 < 50 < max(sizes)
