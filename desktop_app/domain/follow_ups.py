"""Following up a placed worker (theo dõi tình trạng việc làm): what is due, and each contact."""

import calendar
from dataclasses import dataclass
from datetime import date, datetime

from desktop_app.domain.dates import local_date
from desktop_app.domain.ids import member_id
from desktop_app.domain.problems import Problem
from desktop_app.domain.records import Kind, Record
from desktop_app.domain.referrals import ReferralEvent
from desktop_app.domain.wages import check_wage


@dataclass(frozen=True, kw_only=True)
class FollowUpTask(Record):
    """A call that is due. Its id is `uuid5(referral, milestone)`, so two PCs plan the same one."""

    referral_id: str = ""
    worker_id: str = ""
    milestone: str = ""
    due_on: date | None = None
    done_by: str = ""


@dataclass(frozen=True, kw_only=True)
class FollowUpContact(Record):
    """One contact with a worker after a referral. The wage is whole đồng a month."""

    worker_id: str = ""
    referral_id: str = ""
    task_id: str = ""
    at: datetime | None = None
    channel: str = ""
    status: str = ""
    still_employed: bool | None = None
    employer: str = ""
    placement_destination: str = ""
    found_through: str = ""
    wage: int | None = None
    contract_kind: str = ""
    note: str = ""
    counsellor_id: str = ""


FOLLOW_UP_TASK = Kind(
    name="follow_up_task",
    record=FollowUpTask,
    groups={
        "plan": ("referral_id", "worker_id", "milestone", "due_on"),
        "done": ("done_by",),
    },
)
FOLLOW_UP_CONTACT = Kind(
    name="follow_up_contact",
    record=FollowUpContact,
    groups={
        "contact": (
            "worker_id",
            "referral_id",
            "task_id",
            "at",
            "channel",
            "status",
            "still_employed",
            "employer",
            "placement_destination",
            "found_through",
            "wage",
            "contract_kind",
            "note",
            "counsellor_id",
        ),
    },
    append_only=True,
)

MILESTONES = {"1m": 1, "3m": 3}
"""Milestone -> months after the work began (the rule of Decree 23/2021 was at least three)."""
MILESTONE_NAMES = {"1m": "Sau 1 tháng", "3m": "Sau 3 tháng"}


def plan_follow_ups(started: ReferralEvent) -> tuple[FollowUpTask, ...]:
    """The two calls due after somebody started work; any PC that plans them makes the same ones."""
    if started.happened_on is None:
        raise ValueError("the day on which the work began is not known")
    return tuple(
        FollowUpTask(
            id=member_id(started.referral_id, milestone),
            referral_id=started.referral_id,
            worker_id=started.worker_id,
            milestone=milestone,
            due_on=months_later(started.happened_on, months),
        )
        for milestone, months in MILESTONES.items()
    )


def months_later(day: date, months: int) -> date:
    """The same day some months later, or the last day of that month."""
    years, month = divmod(day.month - 1 + months, 12)
    year = day.year + years
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def check_contact(contact: FollowUpContact, *, today: date) -> list[Problem]:
    """What is missing or wrong on a contact."""
    problems: list[Problem] = []
    if contact.at is None:
        problems.append(Problem("at", "Chưa nhập ngày, giờ liên hệ"))
    elif local_date(contact.at) > today:
        problems.append(Problem("at", "Ngày này chưa tới"))
    if not contact.channel:
        problems.append(Problem("channel", "Chưa chọn cách liên hệ"))
    if not contact.status:
        problems.append(Problem("status", "Chưa chọn tình trạng việc làm"))
    return [*problems, *check_wage("wage", contact.wage)]
