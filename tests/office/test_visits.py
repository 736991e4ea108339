"""Tests of desktop_app/office/visits.py on a real database."""

from dataclasses import replace
from datetime import date

import pytest

from desktop_app.domain.ids import new_id
from desktop_app.office.desk import Changed, Invalid
from desktop_app.office.employers import employer_card
from desktop_app.office.today import today_page
from desktop_app.office.visits import (
    new_visit,
    recent_visits,
    record_visit,
    restore_visit,
    visits_of,
    withdraw_visit,
)
from desktop_app.office.workers import worker_card
from tests.office.conftest import Clock, Counter


def test_who_counsels_and_when_are_known_and_nothing_else(counter: Counter, clock: Clock):
    mui = counter.registered()
    visit = new_visit(counter.desk, worker_id=mui.id)
    assert (visit.worker_id, visit.at, visit.counsellor_id) == (
        mui.id,
        clock(),
        counter.desk.user.id,
    )
    assert (visit.channel, visit.topics, visit.next_step) == ("", (), "")


def test_a_visit_is_kept_as_it_was_entered(counter: Counter):
    mui = counter.registered()
    visit = replace(
        new_visit(counter.desk, worker_id=mui.id),
        channel="2",
        topics=("cs", "bhtn"),
        content="Hỏi mức hưởng",
        advice="Đã giải thích",
        next_step="2",
        next_step_on=date(2026, 11, 30),
        minutes=25,
    )
    assert record_visit(counter.desk, visit=visit) == Changed(frozenset({"visit"}), visit.id)
    assert visits_of(counter.desk, worker_id=mui.id) == [visit]


def test_what_is_missing_is_said_of_its_field(counter: Counter):
    mui = counter.registered()
    with pytest.raises(Invalid) as refused:
        record_visit(counter.desk, visit=new_visit(counter.desk, worker_id=mui.id))
    assert [problem.field for problem in refused.value.problems] == [
        "channel",
        "topics",
        "next_step",
    ]


def test_a_correction_stands_in_the_place_of_what_it_corrects(counter: Counter, clock: Clock):
    mui = counter.registered()
    first = counter.visited(mui)
    clock.move(days=1)
    second = counter.visited(mui, topics=("cs", "bhtn"))
    clock.move(days=1)
    correction = replace(first, id=new_id(), topics=("dt",), corrects=first.id)
    record_visit(counter.desk, visit=correction)
    assert visits_of(counter.desk, worker_id=mui.id) == [second, correction]
    titles = [entry.title for entry in worker_card(counter.desk, worker_id=mui.id).timeline]
    assert titles == [
        "Tư vấn lần 2: chính sách, bảo hiểm thất nghiệp",
        "Tư vấn lần 1: đào tạo",
        "Đăng ký lần đầu",
    ]
    assert recent_visits(counter.desk, offset=0, limit=9).total == 2


def test_visits_and_people_are_different_figures(counter: Counter):
    mui, binh = counter.registered(), counter.registered(counter.binh())
    for known in (mui, mui, binh):
        counter.visited(known)
    counts = today_page(counter.desk).counts
    assert (counts.visits, counts.people) == (3, 2)


def test_a_withdrawn_visit_is_gone_everywhere_and_comes_back(counter: Counter):
    desk = counter.desk
    mui = counter.registered()
    first, second = counter.visited(mui), counter.visited(mui, topics=("dt",))

    def seen() -> tuple[int, int, int, int, list[str]]:
        page, counts = recent_visits(desk, offset=0, limit=9), today_page(desk).counts
        told = [entry.title for entry in worker_card(desk, worker_id=mui.id).timeline]
        return (
            page.total,
            len(page.rows),
            counts.visits,
            len(visits_of(desk, worker_id=mui.id)),
            told,
        )

    registered = "Đăng ký lần đầu"
    with_both = (2, 2, 2, 2, ["Tư vấn lần 2: đào tạo", "Tư vấn lần 1: việc làm", registered])
    assert seen() == with_both
    changed = withdraw_visit(desk, visit_id=second.id)
    assert changed.kinds == frozenset({"visit"})
    assert seen() == (1, 1, 1, 1, ["Tư vấn lần 1: việc làm", registered])
    # Withdrawing it again changes nothing; what was corrected is withdrawn as corrected.
    assert withdraw_visit(desk, visit_id=second.id).kinds == frozenset()
    correction = replace(first, id=new_id(), topics=("nn",), corrects=first.id)
    record_visit(desk, visit=correction)
    withdraw_visit(desk, visit_id=first.id)
    assert seen() == (0, 0, 0, 0, [registered])
    restore_visit(desk, visit_id=first.id)
    restore_visit(desk, visit_id=second.id)
    assert restore_visit(desk, visit_id=second.id).kinds == frozenset()
    titles = ["Tư vấn lần 2: đào tạo", "Tư vấn lần 1: đi làm việc ở nước ngoài", registered]
    assert sorted(seen()[4]) == sorted(titles)
    assert seen()[:4] == (2, 2, 2, 2)


def test_a_visit_can_be_an_employers(counter: Counter):
    desk = counter.desk
    firm = counter.an_employer()
    visit = counter.visited_by(firm)
    assert (visit.employer_id, visit.worker_id) == (firm.id, "")
    (row,) = recent_visits(desk, offset=0, limit=9).rows
    assert (row.visit, row.employer, row.worker_name, row.birth_year) == (
        visit,
        firm.name,
        "",
        None,
    )
    assert row.counsellor == "Lý Thị Hoa"
    (row,) = employer_card(desk, employer_id=firm.id).visits
    assert (row.visit, row.employer) == (visit, firm.name)
    counts = today_page(desk).counts  # they count those of workers
    assert (counts.visits, counts.people) == (0, 0)
    withdraw_visit(desk, visit_id=visit.id)
    assert employer_card(desk, employer_id=firm.id).visits == []
