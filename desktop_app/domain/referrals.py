"""The referral (giới thiệu việc làm): the letter, its events and the state derived from them.

The outcome of a letter is a legal fact: a second unjustified refusal ends unemployment benefit
(Law 74/2025; domain rule in `second_refusal_ends_benefit`).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal, cast

from desktop_app.domain.dates import show_date
from desktop_app.domain.problems import Problem, warning
from desktop_app.domain.records import Kind, Record
from desktop_app.domain.workers import Worker, draws_benefit


@dataclass(frozen=True, kw_only=True)
class Referral(Record):
    """A letter from a worker to an employer, as issued; never changed afterwards, only voided.

    `employer` and `position` stand as printed. `vacancy_id` and `employer_id` say where they were
    chosen from, empty where they were typed.
    """

    number: str = ""
    worker_id: str = ""
    employer: str = ""
    employer_address: str = ""
    position: str = ""
    experience: str = ""
    issued_on: date | None = None
    valid_until: date | None = None
    counsellor_id: str = ""
    employer_id: str = ""
    vacancy_id: str = ""


@dataclass(frozen=True, kw_only=True)
class ReferralEvent(Record):
    """Something that happened to a letter. `move` is a key of `MOVES`; `at` is when recorded.

    `reason` is a code of `worker_refusal_reason` or `employer_refusal_reason` by the move;
    `justified` a code of `refusal_justified`, for a refusal by the worker only; `destination` one
    of `placement_destination`, for work that has begun; `corrects` is the event that a move
    `set_aside` takes back, after people have decided which of two holds.
    """

    referral_id: str = ""
    worker_id: str = ""
    move: str = ""
    happened_on: date | None = None
    at: datetime | None = None
    reason: str = ""
    justified: str = ""
    note: str = ""
    counsellor_id: str = ""
    destination: str = ""
    corrects: str = ""


REFERRAL = Kind(
    name="referral",
    record=Referral,
    groups={
        "letter": (
            "number",
            "worker_id",
            "employer",
            "employer_address",
            "position",
            "experience",
            "issued_on",
            "valid_until",
            "counsellor_id",
        ),
        "source": ("employer_id", "vacancy_id"),
    },
    append_only=True,
)
REFERRAL_EVENT = Kind(
    name="referral_event",
    record=ReferralEvent,
    groups={
        "event": (
            "referral_id",
            "worker_id",
            "move",
            "happened_on",
            "at",
            "reason",
            "justified",
            "note",
            "counsellor_id",
        ),
        "placement": ("destination",),
        "correction": ("corrects",),
    },
    append_only=True,
)


# --- What may happen to a letter -----------------------------------------------------------------

State = Literal[
    "new",
    "issued",
    "attended",
    "passed",
    "started_work",
    "refused_by_worker",
    "refused_by_employer",
    "void",
]
MOVES: Mapping[str, tuple[State, ...]] = {
    "issued": ("new",),
    "attended": ("issued",),
    "passed": ("issued", "attended"),
    "started_work": ("issued", "attended", "passed"),
    "refused_by_worker": ("issued", "attended", "passed"),
    "refused_by_employer": ("issued", "attended", "passed"),
    "void": ("issued", "attended", "passed"),
}
"""Move -> the states in which it is allowed. The new state has the name of the move."""

SET_ASIDE = "set_aside"
"""The move that takes back the event it corrects: of two that do not go together people have
decided which one holds. It leads to no state, and cannot be taken back itself."""

STATE_NAMES: Mapping[State, str] = {
    "new": "Chưa cấp",
    "issued": "Chờ kết quả",
    "attended": "Đã đến dự tuyển",
    "passed": "Đã trúng tuyển",
    "started_work": "Đã nhận việc",
    "refused_by_worker": "Người lao động từ chối",
    "refused_by_employer": "Không được nhận",
    "void": "Đã hủy",
}
MOVE_NAMES: Mapping[str, str] = {
    "issued": "Cấp phiếu giới thiệu",
    "attended": "Đã đến dự tuyển",
    "passed": "Trúng tuyển",
    "started_work": "Đã nhận việc, đi làm",
    "refused_by_worker": "Người lao động từ chối",
    "refused_by_employer": "Đơn vị không nhận",
    "void": "Hủy phiếu",
    "set_aside": "Bỏ một diễn biến ghi trùng",
}
OPEN_STATES: frozenset[State] = frozenset({"issued", "attended", "passed"})
"""A result is still to come."""

REFUSAL_LISTS: Mapping[str, str] = {
    "refused_by_worker": "worker_refusal_reason",
    "refused_by_employer": "employer_refusal_reason",
}
"""Move -> the code list of its reasons."""

UNJUSTIFIED = "2"
SECOND_REFUSAL = (
    "Từ chối lần hai không có lý do chính đáng: có thể chấm dứt hưởng trợ cấp thất nghiệp"
)


def state_of(events: Iterable[ReferralEvent]) -> State:
    """Where a letter stands after its events, in whatever order they arrived.

    A move that the state does not allow changes nothing: of two outcomes recorded on two PCs the
    earlier one holds until people have decided. An event that was set aside does not count.
    """
    state: State = "new"
    for event in sorted(standing(events), key=_in_time):
        if event.move in allowed_moves(state):
            state = cast(State, event.move)
    return state


def standing(events: Iterable[ReferralEvent]) -> list[ReferralEvent]:
    """The events that count: without those that were set aside, and what set them aside."""
    every = list(events)
    aside = {event.corrects for event in every if event.corrects}
    return [event for event in every if event.move in MOVES and event.id not in aside]


def incompatible(events: Iterable[ReferralEvent]) -> tuple[ReferralEvent, ...]:
    """Of the events of one letter those that do not go together, oldest first; mostly none.

    A move stands against the state the letter is in if that state does not allow it any more and
    the letter has not made that move already: two PCs recorded it, neither knowing of the other.
    """
    state: State = "new"
    made: dict[str, ReferralEvent] = {}
    against: list[ReferralEvent] = []
    for event in sorted(standing(events), key=_in_time):
        if event.move in allowed_moves(state):
            state = cast(State, event.move)
            made[state] = event
        elif state != "new" and event.move not in made:
            against += [made[state], event]
    return tuple(sorted({event.id: event for event in against}.values(), key=_in_time))


def not_with(events: Iterable[ReferralEvent], holds: ReferralEvent) -> list[ReferralEvent]:
    """Which of a letter's events do not go together with the one that holds."""
    known = standing(events)
    issued = [event for event in known if event.move == "issued"]
    others = [event for event in known if event.id != holds.id and event.move != "issued"]
    return [other for other in others if incompatible([*issued, other, holds])]


def _in_time(event: ReferralEvent) -> tuple[bool, float, str]:
    """A letter is issued first, whatever the clocks of two PCs say."""
    return event.move != "issued", event.at.timestamp() if event.at else 0.0, event.id


def allowed_moves(state: State) -> tuple[str, ...]:
    """What may be recorded of a letter in this state."""
    return tuple(move for move, before in MOVES.items() if state in before)


def letter_number(office: str, pc: int, year: int, serial: int) -> str:
    """`BS1-2026-00042`: office, number of the PC, year, serial; never used twice."""
    return f"{letter_series(office, pc, year)}{serial:05}"


def letter_series(office: str, pc: int, year: int) -> str:
    """What the numbers of all letters of a PC and year begin with."""
    return f"{office}{pc}-{year}-"


def second_refusal_ends_benefit(
    worker: Worker, earlier: Iterable[ReferralEvent], event: ReferralEvent
) -> bool:
    """Whether this refusal is at least the second unjustified one of somebody on benefit.

    `earlier`: the events of all the worker's letters (Law 74/2025; Decree 374/2025).
    """
    others = [other for other in standing(earlier) if other.referral_id != event.referral_id]
    return bool(_counts(worker, event) and unjustified_refusals(worker, others))


def unjustified_refusals(worker: Worker, events: Iterable[ReferralEvent]) -> int:
    """How many letters a claimant refused without good reason since the benefit began.

    Letters, not events: two PCs may have recorded the same refusal.
    """
    return len({event.referral_id for event in standing(events) if _counts(worker, event)})


def _counts(worker: Worker, event: ReferralEvent) -> bool:
    begins, refused_on = worker.benefit_from, event.happened_on
    return (
        draws_benefit(worker)
        and _is_unjustified(event)
        and not (begins and refused_on and refused_on < begins)
    )


def _is_unjustified(event: ReferralEvent) -> bool:
    return event.move == "refused_by_worker" and event.justified == UNJUSTIFIED


# --- Checks --------------------------------------------------------------------------------------


def check_referral(referral: Referral, *, today: date) -> list[Problem]:
    """What is missing or wrong on a letter to be issued."""
    problems: list[Problem] = []
    if not referral.employer:
        problems.append(Problem("employer", "Chưa nhập đơn vị tuyển dụng"))
    if not referral.position:
        problems.append(Problem("position", "Chưa nhập vị trí dự tuyển"))
    if referral.issued_on is None:
        problems.append(Problem("issued_on", "Chưa nhập ngày cấp phiếu"))
    elif referral.issued_on > today:
        problems.append(Problem("issued_on", "Ngày này chưa tới"))
    if referral.valid_until is None:
        problems.append(Problem("valid_until", "Chưa nhập ngày hết hạn của phiếu"))
    elif referral.issued_on and referral.valid_until < referral.issued_on:
        problems.append(Problem("valid_until", "Ngày hết hạn trước ngày cấp phiếu"))
    elif referral.valid_until < today:
        problems.append(warning("valid_until", "Phiếu đã hết hạn ngay khi cấp"))
    return problems


def check_event(
    event: ReferralEvent, *, today: date, issued_on: date | None = None
) -> list[Problem]:
    """What is missing or wrong on an outcome; whether the move is allowed is the letter's.

    `issued_on`: when the letter was issued, where it is known. An outcome before it is unlikely,
    no more: letters written on paper are entered late.
    """
    problems: list[Problem] = []
    if event.move not in MOVES:
        problems.append(Problem("move", "Chưa chọn kết quả"))
    if event.happened_on is None:
        problems.append(Problem("happened_on", "Chưa nhập ngày"))
    elif event.happened_on > today:
        problems.append(Problem("happened_on", "Ngày này chưa tới"))
    elif issued_on and event.happened_on < issued_on:
        said = f"Trước ngày cấp phiếu ({show_date(issued_on)})"
        problems.append(warning("happened_on", said))
    if event.move in REFUSAL_LISTS and not event.reason:
        problems.append(Problem("reason", "Chưa chọn lý do"))
    if event.move == "refused_by_worker" and not event.justified:
        problems.append(Problem("justified", "Chưa chọn có lý do chính đáng hay không"))
    if event.move == "void" and not event.note:
        problems.append(Problem("note", "Chưa ghi vì sao hủy phiếu"))
    return problems
