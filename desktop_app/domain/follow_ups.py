"""Following up a placed worker (theo dõi tình trạng việc làm): what is due, and each contact."""

from dataclasses import dataclass
from datetime import date, datetime

from desktop_app.domain.records import Kind, Record


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
