"""Tests of desktop_app/office/follow_ups.py on a real database."""

from dataclasses import replace
from datetime import date

import pytest

from desktop_app.domain.follow_ups import FollowUpTask
from desktop_app.office.desk import Invalid
from desktop_app.office.follow_ups import (
    DueRow,
    due_follow_ups,
    new_contact,
    record_call,
    record_contact,
    take_back_call,
)
from desktop_app.office.today import today_page
from desktop_app.office.workers import worker, worker_card
from desktop_app.storage import records
from tests.office.conftest import Clock, Counter


@pytest.fixture
def placed(counter: Counter, clock: Clock) -> Counter:
    """Somebody started work a month ago: the first call is due today."""
    mui = counter.registered()
    counter.outcome(counter.issued(mui), "started_work")
    clock.move(days=30)
    return counter


def test_calls_are_planned_with_the_started_work(placed: Counter):
    (row,) = due_follow_ups(placed.desk)
    assert row == DueRow(
        task_id=row.task_id,
        worker_id=row.worker_id,
        referral_id=row.referral_id,
        full_name="Triệu Thị Mùi",
        birth_year=1995,
        phone="0378 111 204",
        employer="HTX Hồi Bắc Sơn",
        position="Sơ chế hoa hồi",
        milestone="Sau 1 tháng",
        due_on=date(2026, 12, 23),
        days_left=0,
    )


def test_tomorrows_calls_are_shown_and_not_yet_counted(placed: Counter, clock: Clock):
    clock.move(days=-1)
    assert [row.days_left for row in due_follow_ups(placed.desk)] == [1]
    assert today_page(placed.desk).counts.calls_due == 0
    clock.move(days=-1)
    assert due_follow_ups(placed.desk) == []


def test_an_overdue_call_stays(placed: Counter, clock: Clock):
    clock.move(days=4)
    assert [row.days_left for row in due_follow_ups(placed.desk)] == [-4]


def test_a_contact_knows_whom_it_is_for(placed: Counter):
    (row,) = due_follow_ups(placed.desk)
    contact = new_contact(placed.desk, task_id=row.task_id)
    assert (contact.worker_id, contact.referral_id) == (row.worker_id, row.referral_id)
    assert (contact.at, contact.counsellor_id) == (placed.clock(), placed.desk.user.id)
    assert (contact.status, contact.channel) == ("", "")
    anytime = new_contact(placed.desk, worker_id=row.worker_id)
    assert (anytime.worker_id, anytime.task_id) == (row.worker_id, "")


def test_a_contact_closes_the_call_it_was_made_for(placed: Counter, clock: Clock):
    contact = placed.called("1", still_employed=True, wage=7_500_000, note="Công việc tốt")
    with placed.desk.store.read() as connection:
        tasks = records.find(connection, FollowUpTask)
    assert sorted((task.milestone, task.done_by) for task in tasks) == [
        ("1m", contact.id),
        ("3m", ""),
    ]
    entry = worker_card(placed.desk, worker_id=contact.worker_id).timeline[0]
    assert (entry.subject, entry.tone, entry.title, entry.detail) == (
        "follow_up",
        "ok",
        "Gọi theo dõi: đang làm tại nơi được giới thiệu",
        "7.500.000 đ · Công việc tốt",
    )
    clock.move(days=62)
    assert [row.milestone for row in due_follow_ups(placed.desk)] == ["Sau 3 tháng"]


def test_somebody_not_reached_stays_to_be_called(placed: Counter):
    contact = placed.called("6")
    assert [row.worker_id for row in due_follow_ups(placed.desk)] == [contact.worker_id]
    counts = today_page(placed.desk).counts
    assert (counts.calls_done, counts.calls_due) == (1, 1)
    assert worker(placed.desk, worker_id=contact.worker_id).employment_status == "1"
    placed.called("1")
    counts = today_page(placed.desk).counts
    assert (counts.calls_done, counts.calls_due) == (2, 2)


@pytest.mark.parametrize(("found", "status"), [("2", "1"), ("3", "2"), ("4", "3"), ("5", "3")])
def test_what_the_call_finds_is_where_the_worker_stands(placed: Counter, found: str, status: str):
    contact = placed.called(found)
    assert worker(placed.desk, worker_id=contact.worker_id).employment_status == status


def test_an_empty_contact_says_what_is_missing(placed: Counter):
    (row,) = due_follow_ups(placed.desk)
    contact = new_contact(placed.desk, task_id=row.task_id)
    with pytest.raises(Invalid) as refused:
        record_contact(placed.desk, contact=replace(contact, wage=-1))
    assert [problem.field for problem in refused.value.problems] == ["channel", "status", "wage"]


# --- a call recorded by its status alone ---------------------------------------------------------


def test_a_status_says_what_goes_with_it(placed: Counter):
    (due,) = due_follow_ups(placed.desk)
    called = record_call(placed.desk, task_id=due.task_id, status="1")
    contact = called.contact
    assert (contact.channel, contact.status, contact.still_employed) == ("1", "1", True)
    assert (contact.employer, contact.found_through) == ("HTX Hồi Bắc Sơn", "1")
    assert due_follow_ups(placed.desk) == []
    counts = today_page(placed.desk).counts
    assert (counts.calls_done, counts.calls_due) == (1, 1)


def test_other_work_asks_where_and_a_call_is_made_once(placed: Counter):
    (due,) = due_follow_ups(placed.desk)
    with pytest.raises(Invalid) as refused:
        record_call(placed.desk, task_id=due.task_id, status="2")
    assert [problem.field for problem in refused.value.problems] == ["employer"]
    record_call(placed.desk, task_id=due.task_id, status="4")
    with pytest.raises(Invalid) as refused:
        record_call(placed.desk, task_id=due.task_id, status="4")
    assert [problem.field for problem in refused.value.problems] == ["status"]


@pytest.mark.parametrize("status", ["1", "3", "4", "5", "6"])
def test_a_call_taken_back_was_none(placed: Counter, status: str):
    page = today_page(placed.desk)
    (due,) = page.due
    before = worker(placed.desk, worker_id=due.worker_id)
    told = len(worker_card(placed.desk, worker_id=due.worker_id).timeline)
    called = record_call(placed.desk, task_id=due.task_id, status=status)
    changed = take_back_call(placed.desk, called=called)
    assert changed.kinds == called.changed.kinds
    assert today_page(placed.desk) == page
    assert worker(placed.desk, worker_id=due.worker_id) == before
    told_now = worker_card(placed.desk, worker_id=due.worker_id).timeline
    assert [entry.subject for entry in told_now].count("follow_up") == 0
    assert len(told_now) >= told
    record_call(placed.desk, task_id=due.task_id, status="1")
    assert due_follow_ups(placed.desk) == []
