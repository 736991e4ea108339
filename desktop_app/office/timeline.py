"""What happened with a worker (Quá trình), told in lines: the words, icons and tones of each."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from desktop_app.domain.dates import local_date, show_clock, show_date
from desktop_app.domain.follow_ups import NOT_REACHED, FollowUpContact
from desktop_app.domain.money import show_money
from desktop_app.domain.records import Record
from desktop_app.domain.referrals import SET_ASIDE, STATE_NAMES, ReferralEvent
from desktop_app.domain.stamps import device, milliseconds, original
from desktop_app.domain.visits import Visit
from desktop_app.domain.workers import Worker
from desktop_app.office.desk import Desk
from desktop_app.office.group_names import group_name
from desktop_app.office.referrals import Case
from desktop_app.office.visits import valid_visits
from desktop_app.storage.edits import SHOWN_AGAIN, Edit

Tone = Literal["ok", "warning", "problem", "info", "draft"]
Subject = Literal["registration", "visit", "referral", "follow_up", "edit"]

_CHANNELS = {
    "1": "Gọi theo dõi",
    "2": "Gặp theo dõi",
    "3": "Theo dõi qua người sử dụng lao động",
    "4": "Theo dõi qua xã, thôn",
    "5": "Theo dõi qua Zalo",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class TimelineEntry:
    """One line. `icon` names a file of `resources/icons`, `record_id` the record it tells of;
    `at` is when it was recorded, None where only the day is known."""

    subject: Subject
    record_id: str
    day: date
    at: datetime | None
    icon: str
    tone: Tone
    title: str
    detail: str
    staff: str


def timeline_of(
    desk: Desk,
    *,
    worker: Worker,
    visits: Sequence[Visit],
    cases: Sequence[Case],
    contacts: Sequence[FollowUpContact],
    edits: Sequence[Edit],
    staff_names: Mapping[str, str],
    twins: Sequence[Worker] = (),
) -> list[TimelineEntry]:
    """Everything that happened, newest first; `twins` are other records of the same person."""
    teller = _Teller(desk, staff_names)
    acts = [*(case.referral for case in cases), *contacts]
    acts += [event for case in cases for event in case.events]
    told = [
        *(told for record in (worker, *twins) for told in teller.registration(record)),
        *teller.visits(visits),
        *(entry for case in cases for entry in teller.case(case)),
        *(teller.contact(contact) for contact in contacts),
        *(teller.edit(edit) for edit in edits if not _brought_along(edit, acts)),
    ]
    told.sort(key=_order, reverse=True)
    return [entry for _, entry in told]


_Told = tuple[tuple[date, float, int], TimelineEntry]
"""A line and its place in time; a day without an hour is taken to come before its hours."""


def _order(told: _Told) -> tuple[date, float, int]:
    return told[0]


class _Teller:
    """Puts records into words, with the code lists and names of this desk."""

    def __init__(self, desk: Desk, staff_names: Mapping[str, str]) -> None:
        self._desk = desk
        self._staff_names = staff_names
        self._count = 0

    def registration(self, worker: Worker) -> list[_Told]:
        if worker.registered_on is None:
            return []
        return [
            self._told(
                None,
                subject="registration",
                record_id=worker.id,
                day=worker.registered_on,
                icon="id_card",
                tone="info",
                title="Đăng ký lần đầu",
                detail=self._consent(worker),
                staff=worker.registered_by,
            )
        ]

    def visits(self, visits: Sequence[Visit]) -> list[_Told]:
        return [
            self._visit(visit, number)
            for number, visit in enumerate(valid_visits(list(visits)), start=1)
        ]

    def case(self, case: Case) -> list[_Told]:
        return [
            self._issued(case, event) if event.move == "issued" else self._outcome(case, event)
            for event in case.events
        ]

    def contact(self, contact: FollowUpContact) -> _Told:
        kind = _CHANNELS.get(contact.channel, "Theo dõi")
        reached = contact.status != NOT_REACHED
        parts = (
            contact.employer,
            f"{show_money(contact.wage)} đ" if contact.wage is not None else "",
            contact.note,
        )
        return self._told(
            contact.at,
            subject="follow_up",
            record_id=contact.id,
            day=_day(contact.at),
            icon="follow_up",
            tone="ok" if contact.status in ("1", "2") else "info" if reached else "draft",
            title=f"{kind}: {lower_first(self._name('follow_up_status', contact.status))}",
            detail=" · ".join(part for part in parts if part),
            staff=contact.counsellor_id,
        )

    def edit(self, edit: Edit) -> _Told:
        title, icon = _HIDING.get(edit.groups, ("", "draft"))
        if not title:
            names = ", ".join(group_name(group) for group in edit.groups)
            title = f"Sửa hồ sơ: {names}"
        return self._told(
            edit.at,
            subject="edit",
            record_id=edit.record,
            day=local_date(edit.at),
            icon=icon,
            tone="draft",
            title=title,
            detail=f"lúc {show_clock(edit.at)}",
            staff=edit.user,
        )

    def _visit(self, visit: Visit, number: int) -> _Told:
        topics = ", ".join(
            lower_first(self._name("counsel_topic_worker", topic).split(",")[0])
            for topic in visit.topics
        )
        return self._told(
            visit.at,
            subject="visit",
            record_id=visit.id,
            day=_day(visit.at),
            icon="visit",
            tone="info",
            title=f"Tư vấn lần {number}: {topics}" if topics else f"Tư vấn lần {number}",
            detail=_one_line(visit.content or visit.advice),
            staff=visit.counsellor_id,
        )

    def _issued(self, case: Case, event: ReferralEvent) -> _Told:
        letter = case.referral
        until = self._short_day(letter.valid_until)
        result = "Chưa có kết quả" if case.is_open else STATE_NAMES[case.state]
        return self._told(
            event.at,
            subject="referral",
            record_id=letter.id,
            day=letter.issued_on or _day(event.at),
            icon="referral",
            tone="warning" if case.is_open else "ok" if case.state == "started_work" else "info",
            title=f"Giới thiệu đến {letter.employer}, {lower_first(letter.position)}",
            detail=f"Phiếu {letter.number}, hết ngày {until}. {result}",
            staff=letter.counsellor_id,
        )

    def _outcome(self, case: Case, event: ReferralEvent) -> _Told:
        words, icon, tone = _OUTCOMES.get(event.move, _OF_A_NEWER_PROGRAM)
        if event.move == SET_ASIDE:
            words = f"{words} «{_corrected(case, event)}»"
        reasons = {
            "refused_by_worker": "worker_refusal_reason",
            "refused_by_employer": "employer_refusal_reason",
        }
        parts = (
            self._name(reasons[event.move], event.reason) if event.move in reasons else "",
            self._name("refusal_justified", event.justified) if event.justified else "",
            event.note,
            f"Phiếu {case.referral.number}",
        )
        return self._told(
            event.at,
            subject="referral",
            record_id=case.referral.id,
            day=event.happened_on or _day(event.at),
            icon=icon,
            tone=tone,
            title=f"{words}: {case.referral.employer}",
            detail=" · ".join(part for part in parts if part),
            staff=event.counsellor_id,
        )

    def _told(
        self,
        at: datetime | None,
        *,
        subject: Subject,
        record_id: str,
        day: date,
        icon: str,
        tone: Tone,
        title: str,
        detail: str,
        staff: str,
    ) -> _Told:
        self._count += 1  # of the same moment, what was told later happened later
        place = (day, at.timestamp() if at else 0.0, self._count)
        return place, TimelineEntry(
            subject=subject,
            record_id=record_id,
            day=day,
            at=at,
            icon=icon,
            tone=tone,
            title=title,
            detail=detail,
            staff=self._staff_names.get(staff, ""),
        )

    def _consent(self, worker: Worker) -> str:
        if worker.consent_on is None:
            return "Chưa ghi sự đồng ý dùng thông tin"
        method = lower_first(self._name("consent_method", worker.consent_method))
        withdrawn = worker.consent_withdrawn_on
        if withdrawn is not None:
            return f"Đã rút lại sự đồng ý dùng thông tin ngày {show_date(withdrawn)}"
        return f"Cho phép dùng thông tin ngày {show_date(worker.consent_on)}: {method}"

    def _short_day(self, day: date | None) -> str:
        """26/11 within this year, 26/11/2025 otherwise."""
        if day is not None and day.year == self._desk.today().year:
            return f"{day.day:02}/{day.month:02}"
        return show_date(day)

    def _name(self, list_name: str, code: str) -> str:
        return self._desk.catalogues.name(list_name, code)


_OUTCOMES: dict[str, tuple[str, str, Tone]] = {
    "attended": ("Đã đến dự tuyển", "referral", "info"),
    "passed": ("Trúng tuyển", "ok", "ok"),
    "started_work": ("Nhận được việc", "ok", "ok"),
    "refused_by_worker": ("Người lao động từ chối", "problem", "warning"),
    "refused_by_employer": ("Không được nhận", "problem", "info"),
    "void": ("Hủy phiếu", "stuck", "draft"),
    SET_ASIDE: ("Bỏ diễn biến ghi trùng", "undo", "draft"),
}
_OF_A_NEWER_PROGRAM: tuple[str, str, Tone] = (
    "Diễn biến do chương trình mới hơn ghi",
    "referral",
    "info",
)


def _corrected(case: Case, event: ReferralEvent) -> str:
    """What an event takes back, in words."""
    moves = {one.id: one.move for one in case.events}
    return _OUTCOMES.get(moves.get(event.corrects, ""), _OF_A_NEWER_PROGRAM)[0]


_HIDING: Mapping[tuple[str, ...], tuple[str, str]] = {
    ("hidden",): ("Xóa hồ sơ khỏi danh sách", "eye_off"),
    (SHOWN_AGAIN,): ("Đưa hồ sơ trở lại danh sách", "eye"),
}
_FOLLOWS = frozenset({"employment", "consent"})
"""The field groups that change with what is recorded about a worker."""
_SAME_ACT_MS = 250


def _brought_along(edit: Edit, acts: Sequence[Record]) -> bool:
    """Whether an edit is only the other half of something told already: who starts work is
    employed, who gets a letter has agreed. Both were written at once on the same PC."""
    return _FOLLOWS.issuperset(edit.groups) and any(
        _same_moment(edit.stamp, stamp) for act in acts for stamp in act.stamps.values()
    )


def _same_moment(one: str, other: str) -> bool:
    """By the clock of the PC that wrote them, before the centre set it right."""
    one, other = original(one), original(other)
    return (
        device(one) == device(other)
        and abs(milliseconds(one) - milliseconds(other)) <= _SAME_ACT_MS
    )


def _day(at: datetime | None) -> date:
    return local_date(at) if at else date.min


def lower_first(text: str) -> str:
    """A phrase within a sentence: «việc làm»; an abbreviation such as HTX stays."""
    return text if text[1:2].isupper() else text[:1].lower() + text[1:]


def _one_line(text: str) -> str:
    return " ".join(text.split())
