"""Tests of desktop_app/office/today.py on a real database."""

from datetime import date, timedelta

from desktop_app.office.today import TodayCounts, TodayPage, today_page
from desktop_app.office.visits import withdraw_visit
from desktop_app.office.workers import hide_worker
from tests.office.conftest import Clock, Counter


def test_an_empty_office_has_a_quiet_day(counter: Counter):
    assert today_page(counter.desk) == TodayPage(
        counts=TodayCounts(
            visits=0, people=0, registered=0, referrals=0, placed=0, calls_done=0, calls_due=0
        ),
        due=[],
        expiring=[],
        appointments=[],
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


# --- appointments --------------------------------------------------------------------------------


def agreed(counter: Counter) -> list[tuple[str, int, bool]]:
    """Who is to come: name, days until then, whether they came."""
    rows = today_page(counter.desk).appointments
    return [(row.name, row.days_left, row.came) for row in rows]


def test_an_appointment_is_shown_the_day_before_and_for_a_week_when_nobody_came(
    counter: Counter, clock: Clock
):
    mui, binh = counter.registered(), counter.registered(counter.binh())
    day = counter.desk.today() + timedelta(days=2)
    counter.visited(mui, next_step="2", next_step_on=day, advice="Mang theo bằng nghề")
    counter.visited(binh, next_step="1")
    assert agreed(counter) == []
    clock.move(days=1)
    [row] = today_page(counter.desk).appointments
    assert (row.worker_id, row.birth_year, row.phone, row.about, row.on) == (
        mui.id,
        1995,
        "0378 111 204",
        "Mang theo bằng nghề",
        day,
    )
    for left in (1, 0, -1):
        assert agreed(counter) == [("Triệu Thị Mùi", left, False)]
        clock.move(days=1)
    clock.move(days=5)
    assert agreed(counter) == [("Triệu Thị Mùi", -7, False)]
    clock.move(days=1)
    assert agreed(counter) == []


def test_whoever_came_is_ticked_off_for_the_rest_of_the_day(counter: Counter, clock: Clock):
    mui = counter.registered()
    firm = counter.an_employer()
    tomorrow = counter.desk.today() + timedelta(days=1)
    counter.visited(mui, next_step="2", next_step_on=tomorrow)
    counter.visited_by(firm, next_step="2", next_step_on=tomorrow)
    clock.move(days=1)
    counter.visited(mui)
    assert sorted(agreed(counter)) == [(firm.name, 0, False), ("Triệu Thị Mùi", 0, True)]
    clock.move(days=1)
    assert agreed(counter) == [(firm.name, -1, False)]


def test_an_appointment_that_was_corrected_or_whose_worker_is_hidden_is_none(
    counter: Counter, clock: Clock
):
    mui, binh = counter.registered(), counter.registered(counter.binh())
    tomorrow = counter.desk.today() + timedelta(days=1)
    slip = counter.visited(mui, next_step="2", next_step_on=tomorrow)
    counter.visited(binh, next_step="2", next_step_on=tomorrow)
    withdraw_visit(counter.desk, visit_id=slip.id)
    assert agreed(counter) == [("Nông Văn Bình", 1, False)]
    hide_worker(counter.desk, worker_id=binh.id)
    assert agreed(counter) == []
    clock.move(days=1)
    assert agreed(counter) == []
