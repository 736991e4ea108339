"""The state of the exchange with the centre (Đồng bộ), read for the window.

Reads only: the exchange itself is the sync floor's.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Literal

from desktop_app.domain.conflicts import Conflict
from desktop_app.domain.employers import Employer
from desktop_app.domain.handovers import Handover
from desktop_app.domain.note_templates import NoteTemplate
from desktop_app.domain.person_links import PersonLink
from desktop_app.domain.referrals import MOVE_NAMES, Referral, ReferralEvent
from desktop_app.domain.staff import Staff
from desktop_app.domain.vacancies import PlaceTaken, Vacancy
from desktop_app.domain.visits import Visit
from desktop_app.domain.workers import Worker
from desktop_app.office.desk import Desk
from desktop_app.office.reading import by_id
from desktop_app.storage import (
    change_log,
    device_keys,
    records,
    sticks,
    unknown_kept,
    verifications,
)
from desktop_app.storage.change_log import WaitingChange

if TYPE_CHECKING:
    from sqlalchemy import Connection


@dataclass(frozen=True, slots=True, kw_only=True)
class ExchangeStatus:
    """`written` counts all changes made here, `acked` those the centre has, `waiting` those it has
    not; `held` of the acked ones it could not apply yet, `safe` are covered by a backup of it.
    `last_round_at` is when a round last
    succeeded; `fault_sentence` why the last one failed, empty when it did not, `notice` what else
    it has to tell. `pc` is the number
    of this PC as it is now, None while a restored one waits for its new one. `next_try_at` is known
    only to whoever plans the rounds, and filled in there; so is `receiving`, how the first data of
    a new PC arrive. `clock_off` is the centre's clock minus this PC's at the last contact. Of what
    was received `newer` records and changes wait for a newer program, and `damaged` changes could
    not be merged. `enrolling`: there is an enrolment file that the centre has not seen yet."""

    written: int
    acked: int
    waiting: int
    held: int
    last_round_at: datetime | None
    fault_sentence: str
    enrolled: bool
    safe: int = 0
    notice: str = ""
    pc: int | None = None
    next_try_at: datetime | None = None
    receiving: str = ""
    clock_off: timedelta = timedelta(0)
    newer: int = 0
    damaged: int = 0
    enrolling: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class WaitingRow:
    """A change on its way: whose record, what was done, when, and why it is stuck if it is."""

    title: str
    what: str
    at: datetime
    state: Literal["waiting", "held"]
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RoundRow:
    """One exchange as it went, over the line or `by_stick`; `fault_sentence` is empty when it went
    well."""

    at: datetime
    sent: int
    received: int
    held: int
    fault_sentence: str
    by_stick: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class VerificationRow:
    """A comparison of all records with the centre's: `differed` were not the same, `mended` of them
    are again, `lacking` the centre does not have as this PC has them."""

    at: datetime
    records: int
    differed: int
    mended: int
    lacking: int


def exchange_status(desk: Desk) -> ExchangeStatus:
    """Where this PC stands with the centre."""
    with desk.store.read() as connection:
        counts = change_log.counts(connection)
        state = change_log.exchange_state(connection)
        enrolment = device_keys.enrolment(connection)
        due = device_keys.number_is_due(connection)
        pc = None if due else device_keys.pc_number(connection)
        newer, damaged = unknown_kept.counts(connection)
    return ExchangeStatus(
        written=counts.written,
        acked=counts.acked,
        waiting=counts.written - counts.acked,
        held=counts.held,
        last_round_at=state.last_round_at,
        fault_sentence=state.last_fault,
        safe=counts.safe,
        notice=state.last_notice,
        enrolled=enrolment is not None and enrolment.enrolled,
        enrolling=enrolment is not None and not enrolment.enrolled,
        pc=pc,
        clock_off=timedelta(milliseconds=state.offset_ms),
        newer=newer,
        damaged=damaged,
    )


def verifications_made(desk: Desk, *, limit: int = 20) -> list[VerificationRow]:
    """What comparing with the centre has come to, newest first. Of those that found all well only
    the last is there."""
    with desk.store.read() as connection:
        made = verifications.recent(connection, limit=limit)
    return [
        VerificationRow(
            at=one.at,
            records=one.records,
            differed=one.differed,
            mended=one.mended,
            lacking=one.lacking,
        )
        for one in made
    ]


def waiting_changes(desk: Desk, *, limit: int = 200) -> list[WaitingRow]:
    """What the centre holds, then what it has not acknowledged, each oldest first."""
    with desk.store.read() as connection:
        held = change_log.held(connection, limit)
        waiting = change_log.waiting(connection, limit - len(held))
        words = _Words(connection, [*held, *waiting])
    return [words.row(change, "held") for change in held] + [
        words.row(change, "waiting") for change in waiting
    ]


def recent_rounds(desk: Desk, *, limit: int = 20) -> list[RoundRow]:
    """The last rounds, newest first."""
    with desk.store.read() as connection:
        rounds = change_log.recent_rounds(connection, limit)
        by_stick = sticks.read_at(connection)
    return [
        RoundRow(
            at=done.at,
            sent=done.sent,
            received=done.received,
            held=done.held,
            fault_sentence=done.fault,
            by_stick=done.at in by_stick,
        )
        for done in rounds
    ]


_WHAT = {
    ("worker", "insert"): "Đăng ký mới",
    ("worker", "update"): "Sửa hồ sơ",
    ("employer", "insert"): "Thêm doanh nghiệp",
    ("employer", "update"): "Sửa doanh nghiệp",
    ("vacancy", "insert"): "Thêm việc làm trống",
    ("vacancy", "update"): "Sửa việc làm trống",
    ("place_taken", "insert"): "Đã có người nhận việc",
    ("visit", "insert"): "Lượt tư vấn",
    ("referral", "insert"): "Phiếu giới thiệu",
    ("follow_up_task", "insert"): "Hẹn theo dõi",
    ("follow_up_task", "update"): "Xong một lần theo dõi",
    ("follow_up_contact", "insert"): "Theo dõi việc làm",
    ("staff", "insert"): "Thêm cán bộ",
    ("staff", "update"): "Sửa cán bộ",
    ("office", "insert"): "Đầu giấy của văn phòng",
    ("office", "update"): "Đầu giấy của văn phòng",
    ("conflict", "update"): "Quyết định bản nào đúng",
    ("person_link", "insert"): "Nối hai hồ sơ của một người",
    ("person_link", "update"): "Trả lời có cùng một người không",
    ("handover", "insert"): "Đề nghị chuyển hồ sơ",
    ("handover", "update"): "Trả lời đề nghị chuyển hồ sơ",
    ("note_template", "insert"): "Thêm mẫu câu",
    ("note_template", "update"): "Sửa mẫu câu",
}
_OTHER = "Thay đổi khác"


class _Words:
    """Says what changes are, looking up the records they speak of once for all."""

    def __init__(self, connection: "Connection", changes: list[WaitingChange]) -> None:
        def ids(kind: str) -> set[str]:
            return {change.record for change in changes if change.kind == kind}

        self._events = by_id(connection, ReferralEvent, ids("referral_event"))
        letters = ids("referral") | {event.referral_id for event in self._events.values()}
        self._letters = by_id(connection, Referral, letters)
        visits = by_id(connection, Visit, ids("visit"))
        places = by_id(connection, PlaceTaken, ids("place_taken"))
        about = {visit.id: visit.employer_id for visit in visits.values()}
        about |= {place.id: place.vacancy_id for place in places.values()}
        cards = by_id(connection, Conflict, ids("conflict"))
        about |= {card.id: card.about_record for card in cards.values()}
        named = {change.record for change in changes} | {*about.values()}
        titles = {one.id: one.full_name for one in records.find(connection, Staff, id=named)}
        titles |= {one.id: one.name for one in records.find(connection, Employer, id=named)}
        titles |= {one.id: one.title for one in records.find(connection, Vacancy, id=named)}
        titles |= {one.id: one.full_name for one in records.find(connection, Worker, id=named)}
        titles |= {one.id: one.number for one in records.find(connection, Referral, id=named)}
        links = by_id(connection, PersonLink, ids("person_link"))
        titles |= {link.id: link.first_words.split(",")[0] for link in links.values()}
        titles |= {one.id: one.name for one in records.find(connection, NoteTemplate, id=named)}
        handovers = by_id(connection, Handover, ids("handover"))
        titles |= {one.id: one.worker_words.split(",")[0] for one in handovers.values()}
        self._titles = titles | {one: titles.get(other, "") for one, other in about.items()}

    def row(self, change: WaitingChange, state: Literal["waiting", "held"]) -> WaitingRow:
        return WaitingRow(
            title=change.worker_name or self._titles.get(change.record) or "Văn phòng",
            what=self._what(change),
            at=datetime.fromtimestamp(change.at_ms / 1000, UTC),
            state=state,
            reason=change.reason,
        )

    def _what(self, change: WaitingChange) -> str:
        event = self._events.get(change.record)
        if event is not None:
            return (
                f"{MOVE_NAMES.get(event.move, event.move)}: phiếu {self._number(event.referral_id)}"
            )
        what = _WHAT.get((change.kind, change.op), _OTHER)
        return f"{what} {self._number(change.record)}" if change.kind == "referral" else what

    def _number(self, letter_id: str) -> str:
        letter = self._letters.get(letter_id)
        return letter.number if letter else ""
