"""Follow-ups: when they are due, and what a contact must hold."""

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_app.domain.follow_ups import (
    MILESTONE_NAMES,
    MILESTONES,
    FollowUpTask,
    check_contact,
    months_later,
    plan_follow_ups,
)
from desktop_app.domain.ids import member_id, new_id
from desktop_app.domain.problems import Problem, Severity
from tests.builders import NOW, TODAY, a_contact, an_event


def test_a_started_job_is_followed_up_after_one_and_three_months() -> None:
    started = an_event(happened_on=date(2026, 11, 30))
    assert plan_follow_ups(started) == tuple(
        FollowUpTask(
            id=member_id(started.referral_id, milestone),
            referral_id=started.referral_id,
            worker_id=started.worker_id,
            milestone=milestone,
            due_on=due_on,
        )
        for milestone, due_on in (("1m", date(2026, 12, 30)), ("3m", date(2027, 2, 28)))
    )


def test_two_pcs_plan_the_same_tasks() -> None:
    letter = new_id()
    one, other = (an_event(referral_id=letter, worker_id="w") for _ in range(2))
    assert one.id != other.id
    assert plan_follow_ups(one) == plan_follow_ups(other)
    assert len({task.id for task in plan_follow_ups(one)}) == 2


def test_a_job_without_its_first_day_cannot_be_planned() -> None:
    with pytest.raises(ValueError, match="not known"):
        plan_follow_ups(an_event(happened_on=None))


def test_every_milestone_has_its_words() -> None:
    assert list(MILESTONES) == list(MILESTONE_NAMES)


@pytest.mark.parametrize(
    ("day", "months", "later"),
    [
        (date(2026, 11, 23), 1, date(2026, 12, 23)),
        (date(2026, 11, 23), 3, date(2027, 2, 23)),
        (date(2027, 1, 31), 1, date(2027, 2, 28)),
        (date(2028, 1, 31), 1, date(2028, 2, 29)),
        (date(2026, 12, 31), 1, date(2027, 1, 31)),
    ],
)
def test_months_go_by_the_calendar(day: date, months: int, later: date) -> None:
    assert months_later(day, months) == later


@given(st.dates(date(2000, 1, 1), date(2100, 1, 1)), st.integers(0, 48))
def test_months_are_counted_right(day: date, months: int) -> None:
    later = months_later(day, months)
    assert (later.year - day.year) * 12 + later.month - day.month == months
    assert later.day == day.day or (later + timedelta(days=1)).day == 1


def test_a_good_contact_has_no_problem() -> None:
    assert check_contact(a_contact(), today=TODAY) == []
    unreached = a_contact(status="6", still_employed=None, employer="", wage=None)
    assert check_contact(unreached, today=TODAY) == []


@pytest.mark.parametrize(
    ("changes", "field", "message"),
    [
        ({"at": None}, "at", "Chưa nhập ngày, giờ liên hệ"),
        ({"at": NOW + timedelta(days=1)}, "at", "Ngày này chưa tới"),
        ({"channel": ""}, "channel", "Chưa chọn cách liên hệ"),
        ({"status": ""}, "status", "Chưa chọn tình trạng việc làm"),
        ({"wage": -1}, "wage", "Mức lương không thể âm"),
    ],
)
def test_what_blocks(changes: dict[str, Any], field: str, message: str) -> None:
    found = check_contact(a_contact(**changes), today=TODAY)
    assert found == [Problem(field, message, Severity.ERROR)]
