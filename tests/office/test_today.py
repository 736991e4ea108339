"""Tests of desktop_app/office/today.py on a real database."""

from datetime import date

from desktop_app.office.today import TodayCounts, TodayPage, today_page
from tests.office.conftest import Clock, Counter


def test_an_empty_office_has_a_quiet_day(counter: Counter):
    assert today_page(counter.desk) == TodayPage(
        counts=TodayCounts(
            visits=0, people=0, registered=0, referrals=0, placed=0, calls_done=0, calls_due=0
        ),
        due=[],
        expiring=[],
    )


def test_letters_that_end_soon_or_have_ended_are_shown(counter: Counter, clock: Clock):
    mui, binh = counter.registered(), counter.registered(counter.binh())
    counter.issued(mui)
    counter.issued(binh, valid_until=date(2026, 12, 1))
    assert today_page(counter.desk).expiring == []
    clock.move(days=1)
    page = today_page(counter.desk)
    assert [(row.worker_name, row.days_left) for row in page.expiring] == [("Nông Văn Bình", 7)]
    clock.move(days=8)
    page = today_page(counter.desk)
    assert [(row.worker_name, row.days_left) for row in page.expiring] == [
        ("Nông Văn Bình", -1),
        ("Triệu Thị Mùi", 5),
    ]


def test_a_voided_letter_was_none(counter: Counter):
    letter = counter.issued(counter.registered())
    assert today_page(counter.desk).counts.referrals == 1
    counter.outcome(letter, "void", note="Ghi nhầm đơn vị")
    assert today_page(counter.desk).counts.referrals == 0


def test_what_was_recorded_yesterday_is_not_of_today(counter: Counter, clock: Clock):
    mui = counter.registered()
    counter.visited(mui)
    counter.outcome(counter.issued(mui), "started_work")
    clock.move(days=1)
    counts = today_page(counter.desk).counts
    assert (counts.visits, counts.registered, counts.referrals, counts.placed) == (0, 0, 0, 0)
