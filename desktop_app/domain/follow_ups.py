"""Following up a placed worker (theo dõi tình trạng việc làm): what is due, and each contact."""

import calendar
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from desktop_app.domain.dates import local_date
from desktop_app.domain.ids import member_id
from desktop_app.domain.problems import Problem
from desktop_app.domain.records import Kind, Record
from desktop_app.domain.referrals import Referral, ReferralEvent
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
    """One contact with a worker after a referral. The wage is whole đồng a month.

    Append-only. One that names another in `corrects` says nothing but that the other was a slip.
    """

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
    corrects: str = ""


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
        "correction": ("corrects",),
    },
    append_only=True,
)

MILESTONES = {"1m": 1, "3m": 3}
"""Milestone -> months after the work began (the rule of Decree 23/2021 was at least three)."""
MILESTONE_NAMES = {"1m": "Sau 1 tháng", "3m": "Sau 3 tháng"}

TELEPHONE = "1"
"""The code of `follow_up_channel` for a call that is due."""
WORKS_ELSEWHERE, NOT_REACHED = "2", "6"
"""The codes of `follow_up_status` for a worker with another job, and for one nobody spoke to."""
_WHERE_REFERRED, _BY_THE_CENTRE = "1", "1"
"""The codes of `follow_up_status` and `found_through` for a job the centre's letter led to."""
_WORKING = {"1": True, "2": True, "3": False, "4": False}
"""What a status says of `still_employed`; the others say nothing."""


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


def said_by_status(status: str, letter: Referral | None) -> dict[str, object]:
    """What a status says by itself, field -> value: whether there is work, and after a letter that
    led to it where."""
    said: dict[str, object] = {"still_employed": _WORKING.get(status)}
    if status == _WHERE_REFERRED and letter is not None:
        said |= {"employer": letter.employer, "found_through": _BY_THE_CENTRE}
    return said


def standing_contacts(contacts: Iterable[FollowUpContact]) -> list[FollowUpContact]:
    """The contacts that count: without those taken back, and what took them back."""
    every = list(contacts)
    aside = {contact.corrects for contact in every if contact.corrects}
    return [each for each in every if not each.corrects and each.id not in aside]


def contact_taken_back(contact: FollowUpContact, *, at: datetime, user_id: str) -> FollowUpContact:
    """What says that a contact was a slip; said twice, it is the same record."""
    return FollowUpContact(
        id=member_id(contact.id, "taken_back"),
        worker_id=contact.worker_id,
        referral_id=contact.referral_id,
        at=at,
        counsellor_id=user_id,
        corrects=contact.id,
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
