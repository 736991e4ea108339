"""The counselling visit (lượt tư vấn): the record, its field groups and its checks."""

from dataclasses import dataclass
from datetime import date, datetime

from desktop_app.domain.dates import local_date
from desktop_app.domain.problems import Problem, warning
from desktop_app.domain.records import Kind, Record

APPOINTMENT = "2"
"""The code of `visit_next_step` for meeting again."""


@dataclass(frozen=True, kw_only=True)
class Visit(Record):
    """One counselling, of a worker (`worker_id`) or of an employer (`employer_id`).

    Append-only: a correction is a new visit naming the old in `corrects`; one that is `withdrawn`
    says that the old one never was. `topics` are codes of the list `topics_of` names.
    """

    worker_id: str = ""
    employer_id: str = ""
    at: datetime | None = None
    channel: str = ""
    topics: tuple[str, ...] = ()
    content: str = ""
    advice: str = ""
    next_step: str = ""
    next_step_on: date | None = None
    minutes: int | None = None
    counsellor_id: str = ""
    corrects: str = ""
    withdrawn: bool = False


VISIT = Kind(
    name="visit",
    record=Visit,
    groups={
        "client": ("worker_id",),
        "employer": ("employer_id",),
        "visit": (
            "at",
            "channel",
            "topics",
            "content",
            "advice",
            "next_step",
            "next_step_on",
            "minutes",
            "counsellor_id",
        ),
        "correction": ("corrects",),
        "withdrawal": ("withdrawn",),
    },
    append_only=True,
)


def topics_of(visit: Visit) -> str:
    """The code list the topics of this visit come from."""
    return "counsel_topic_employer" if visit.employer_id else "counsel_topic_worker"


def check_visit(visit: Visit, *, today: date) -> list[Problem]:
    """What is missing or wrong on a visit."""
    problems: list[Problem] = []
    if not (visit.worker_id or visit.employer_id):
        problems.append(Problem("worker_id", "Chưa chọn người được tư vấn"))
    if visit.at is None:
        problems.append(Problem("at", "Chưa nhập ngày, giờ tư vấn"))
    elif local_date(visit.at) > today:
        problems.append(Problem("at", "Ngày này chưa tới"))
    if not visit.channel:
        problems.append(Problem("channel", "Chưa chọn hình thức tư vấn"))
    if not visit.topics:
        problems.append(Problem("topics", "Chưa chọn nội dung tư vấn"))
    if not visit.next_step:
        problems.append(Problem("next_step", "Chưa chọn kết quả buổi tư vấn"))
    problems += _check_appointment(visit, today)
    if visit.minutes is not None and visit.minutes < 0:
        problems.append(Problem("minutes", "Số phút không thể âm"))
    return problems


def _check_appointment(visit: Visit, today: date) -> list[Problem]:
    """The day lies ahead; in the correction of an old visit, ahead of that visit."""
    day = visit.next_step_on
    if day is None:
        if visit.next_step != APPOINTMENT:
            return []
        return [warning("next_step_on", "Chưa nhập ngày hẹn gặp lại")]
    earliest = local_date(visit.at) if visit.corrects and visit.at else today
    return [Problem("next_step_on", "Ngày hẹn đã qua")] if day < earliest else []
