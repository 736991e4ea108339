"""Referrals (giới thiệu việc làm): the letter, its outcome, and the letters still open."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

from desktop_app import settings
from desktop_app.domain import referrals as rules
from desktop_app.domain.dates import show_date
from desktop_app.domain.employers import Employer, address_of
from desktop_app.domain.faults import Declined, NumberDue
from desktop_app.domain.follow_ups import plan_follow_ups
from desktop_app.domain.ids import member_id, new_id
from desktop_app.domain.kinds import kind_of
from desktop_app.domain.offices import Office
from desktop_app.domain.phones import show_phone
from desktop_app.domain.problems import Problem, warning
from desktop_app.domain.referrals import Referral, ReferralEvent
from desktop_app.domain.staff import Staff
from desktop_app.domain.vacancies import (
    PlaceTaken,
    Vacancy,
    destination_of,
    place_given_back,
    place_taken,
)
from desktop_app.domain.vacancies import state_of as vacancy_state
from desktop_app.domain.workers import Worker, has_consent
from desktop_app.letters.letterhead import Letterhead
from desktop_app.office.cleaning import cleaned
from desktop_app.office.desk import Changed, Desk, Invalid, refuse_errors
from desktop_app.office.office_settings import with_defaults
from desktop_app.office.reading import by_id, existing
from desktop_app.office.worker_states import after_outcome, as_before
from desktop_app.storage import case_queries, device_keys, letter_numbers, records, vacancy_queries

if TYPE_CHECKING:  # ReportLab is imported when the first paper is made
    from sqlalchemy import Connection

    from desktop_app.letters.typesetting import RenderedPaper

NO_NUMBER_YET = "chưa cấp"


class ConsentMissing(Declined):
    """The worker has not agreed to the use of his data. Ask how he agrees, then issue again with
    `consent_method`."""

    def __init__(self, worker: Worker) -> None:
        super().__init__()
        self.worker_id = worker.id


@dataclass(frozen=True, slots=True)
class Issued:
    """A letter with its number."""

    changed: Changed
    referral: Referral


@dataclass(frozen=True, slots=True)
class Recorded:
    """An outcome that was recorded; `before` is the worker as he was until then."""

    changed: Changed
    event: ReferralEvent
    before: Worker


@dataclass(frozen=True, slots=True, kw_only=True)
class ReferralRow:
    """A letter in a list. `days_left` is negative when it has run out."""

    id: str
    number: str
    worker_id: str
    worker_name: str
    birth_year: int | None
    phone: str
    employer: str
    position: str
    issued_on: date
    valid_until: date
    days_left: int
    state: rules.State


@dataclass(frozen=True, slots=True)
class ReferralPage:
    """A window of a list, and how long the whole list is."""

    rows: list[ReferralRow]
    total: int


@dataclass(frozen=True, slots=True)
class Case:
    """A letter with what happened to it, oldest event first."""

    referral: Referral
    events: tuple[ReferralEvent, ...]

    @property
    def state(self) -> rules.State:
        """Where the letter stands."""
        return rules.state_of(self.events)

    @property
    def is_open(self) -> bool:
        """Whether a result is still to come."""
        return self.state in rules.OPEN_STATES


# --- Issuing -------------------------------------------------------------------------------------


def new_referral(desk: Desk, *, worker_id: str, vacancy_id: str = "") -> Referral:
    """A letter to be filled in, to a vacancy when one was chosen; its number is given when it is
    issued."""
    with desk.store.read() as connection:
        worker = existing(connection, Worker, worker_id)
        vacancy = existing(connection, Vacancy, vacancy_id) if vacancy_id else None
        employer = records.get(connection, Employer, vacancy.employer_id) if vacancy else None
    today = desk.today()
    letter = Referral(
        id=new_id(),
        worker_id=worker_id,
        experience=worker.experience,
        issued_on=today,
        valid_until=today + timedelta(days=settings.LETTER_VALID_DAYS),
        counsellor_id=desk.user.id,
    )
    if vacancy is None:
        return letter
    letter = replace(letter, vacancy_id=vacancy.id, position=vacancy.title)
    if employer is None:  # it has not arrived yet; the counsellor types it
        return letter
    return replace(
        letter,
        employer_id=employer.id,
        employer=employer.name,
        employer_address=address_of(employer, desk.catalogues.places),
    )


def referral_warnings(desk: Desk, *, referral: Referral) -> list[Problem]:
    """What should be known before a letter goes to its vacancy: that it is full, closed or over.
    None of it keeps the letter from being issued."""
    if not referral.vacancy_id:
        return []
    with desk.store.read() as connection:
        line = vacancy_queries.vacancy_line(connection, referral.vacancy_id)
    if line is None:
        return []
    state = vacancy_state(line.vacancy, taken=line.taken, today=desk.today())
    words = {
        "full": f"Vị trí này đã đủ người ({line.taken}/{line.vacancy.places or 0})",
        "closed": f"Vị trí này đã ngừng tuyển từ ngày {show_date(line.vacancy.closed_on)}",
        "expired": f"Vị trí này đã hết hạn tuyển ngày {show_date(line.vacancy.open_until)}",
    }
    return [warning("position", words[state])] if state in words else []


def issue_referral(desk: Desk, *, referral: Referral, consent_method: str = "") -> Issued:
    """Give the letter its number and issue it.

    Raises Invalid, and ConsentMissing when the worker's consent is not recorded and
    `consent_method` (a code of that list) is not given; given, it is recorded with the letter.
    Raises NumberDue on a PC that was restored and has no number of its own yet.
    """
    referral = cleaned(referral)
    refuse_errors(rules.check_referral(referral, today=desk.today()))
    if referral.issued_on is None:
        raise LookupError("check_referral let a letter without a date pass")
    kinds = {"referral", "referral_event"}
    with desk.store.write(user=desk.user.id) as transaction:
        if device_keys.number_is_due(transaction):
            raise NumberDue
        worker = existing(transaction, Worker, referral.worker_id)
        if not has_consent(worker):
            if not consent_method:
                raise ConsentMissing(worker)
            records.save(transaction, with_consent(desk, worker, method=consent_method))
            kinds.add("worker")
        referral = replace(
            referral, number=_next_number(desk, transaction, referral.issued_on.year)
        )
        records.add(transaction, referral)
        records.add(
            transaction,
            ReferralEvent(
                id=new_id(),
                referral_id=referral.id,
                worker_id=referral.worker_id,
                move="issued",
                happened_on=referral.issued_on,
                at=desk.moment(),
                counsellor_id=referral.counsellor_id,
            ),
        )
    return Issued(Changed(frozenset(kinds), referral.id), referral)


def _next_number(desk: Desk, transaction: "Connection", year: int) -> str:
    code, pc = desk.office.code, device_keys.pc_number(transaction)
    serial = letter_numbers.next_serial(transaction, office_code=code, pc=pc, year=year)
    return rules.letter_number(code, pc, year, serial)


def with_consent(desk: Desk, worker: Worker, *, method: str) -> Worker:
    """The worker as one who agreed today."""
    return replace(
        worker, consent_on=desk.today(), consent_method=method, consent_withdrawn_on=None
    )


# --- Outcomes ------------------------------------------------------------------------------------


def new_outcome(desk: Desk, *, referral_id: str, move: str = "") -> ReferralEvent:
    """An outcome to be filled in: who records it and when are known, and of a letter to a vacancy
    where the work is."""
    with desk.store.read() as connection:
        referral = existing(connection, Referral, referral_id)
        vacancy = records.get(connection, Vacancy, referral.vacancy_id)
    return ReferralEvent(
        id=new_id(),
        referral_id=referral_id,
        worker_id=referral.worker_id,
        move=move,
        happened_on=desk.today(),
        at=desk.moment(),
        counsellor_id=desk.user.id,
        destination=_destination(desk, vacancy),
    )


def _destination(desk: Desk, vacancy: Vacancy | None) -> str:
    if vacancy is None:
        return ""
    return destination_of(vacancy, desk.catalogues.places, office=desk.office.code)


def record_outcome(desk: Desk, *, event: ReferralEvent) -> Changed:
    """Record what happened to a letter; a started job plans its follow-ups and takes the place of
    the vacancy.

    Raises Invalid, also when the letter's state does not allow the move any more, and HandedOver.
    """
    return _record(desk, event).changed


def record_result(desk: Desk, *, referral_id: str, move: str) -> Recorded:
    """Record of a letter nothing but its outcome, today's.

    Raises Invalid when the outcome asks for more (the reason; where the work is, if no vacancy
    says so) or is not allowed any more, and HandedOver.
    """
    event = new_outcome(desk, referral_id=referral_id, move=move)
    if move == "started_work" and not event.destination:
        raise Invalid([Problem("destination", "Chưa chọn nơi làm việc")])
    return _record(desk, event)


def take_back_result(desk: Desk, *, recorded: Recorded) -> Changed:
    """Say of an outcome that it was a slip: it counts nowhere, and the worker is as he was."""
    event = recorded.event
    kinds = {"referral_event"}
    with desk.store.write(user=desk.user.id) as transaction:
        letter = existing(transaction, Referral, event.referral_id)
        set_aside(desk, transaction, letter=letter, event=event)
        worker = existing(transaction, Worker, event.worker_id)
        if records.save(transaction, as_before(worker, recorded.before)):
            kinds.add("worker")
        if event.move == "started_work":
            kinds |= {"follow_up_task", "place_taken"}
    return Changed(frozenset(kinds), event.id)


def _record(desk: Desk, event: ReferralEvent) -> Recorded:
    event = cleaned(event)
    if event.move != "started_work":
        event = replace(event, destination="")
    refuse_errors(rules.check_event(event, today=desk.today()))
    kinds = {"referral_event"}
    with desk.store.write(user=desk.user.id) as transaction:
        worker = existing(transaction, Worker, event.worker_id)
        state = rules.state_of(_events(transaction, event.referral_id))
        if event.move not in rules.allowed_moves(state):
            raise Invalid([Problem("move", _not_allowed(state))])
        records.add(transaction, event)
        if records.save(transaction, after_outcome(worker, event.move)):
            kinds.add("worker")
        if event.move == "started_work":
            letter = existing(transaction, Referral, event.referral_id)
            places = _place_of(transaction, letter, event)
            for record in (*plan_follow_ups(event), *places):
                if records.get(transaction, type(record), record.id) is None:
                    records.add(transaction, record)
                    kinds.add(kind_of(record).name)
    return Recorded(Changed(frozenset(kinds), event.id), event, worker)


def _place_of(connection: "Connection", letter: Referral, event: ReferralEvent) -> list[PlaceTaken]:
    if not letter.vacancy_id or event.happened_on is None:
        return []
    place = place_taken(referral_id=letter.id, vacancy_id=letter.vacancy_id, on=event.happened_on)
    if records.get(connection, PlaceTaken, place_given_back(place).id) is not None:
        place = replace(place, id=member_id(event.id, "place"))  # taken anew
    return [place]


def set_aside(
    desk: Desk, transaction: "Connection", *, letter: Referral, event: ReferralEvent
) -> None:
    """Record that an event of a letter does not hold, and give back the place it took. Two PCs
    that decide the same record the same once."""
    aside = ReferralEvent(
        id=member_id(event.id, rules.SET_ASIDE),
        referral_id=letter.id,
        worker_id=letter.worker_id,
        move=rules.SET_ASIDE,
        happened_on=desk.today(),
        at=desk.moment(),
        counsellor_id=desk.user.id,
        corrects=event.id,
    )
    new: list[ReferralEvent | PlaceTaken] = [aside]
    if event.move == "started_work":
        ids = (member_id(letter.id, "place"), member_id(event.id, "place"))
        new += map(place_given_back, records.find(transaction, PlaceTaken, id=ids))
    for record in new:
        if records.get(transaction, type(record), record.id) is None:
            records.add(transaction, record)


def outcome_warning(desk: Desk, *, event: ReferralEvent) -> str:
    """What must be said before this outcome is saved; empty when nothing."""
    with desk.store.read() as connection:
        worker = existing(connection, Worker, event.worker_id)
        events = records.find(connection, ReferralEvent, worker_id=(event.worker_id,))
    earlier = [known for known in events if known.id != event.id]
    if rules.second_refusal_ends_benefit(worker, earlier, event):
        return rules.SECOND_REFUSAL
    return ""


def _not_allowed(state: rules.State) -> str:
    return f"Phiếu này đang ở trạng thái «{rules.STATE_NAMES[state]}», không ghi được kết quả này."


# --- Lists ---------------------------------------------------------------------------------------


def open_referrals(desk: Desk) -> list[ReferralRow]:
    """The letters whose result is still to come, those that run out first at the top; none of
    hidden workers."""
    with desk.store.read() as connection:
        letters = case_queries.open_referrals(connection)
        cases = cases_of(connection, letters)
        workers = by_id(connection, Worker, {letter.worker_id for letter in letters})
    shown = {worker_id: worker for worker_id, worker in workers.items() if not worker.hidden}
    rows = _rows(desk, cases, shown)
    return sorted(rows, key=_by_expiry)


def recent_referrals(desk: Desk, *, offset: int, limit: int) -> ReferralPage:
    """A window of all letters of the office, newest first."""
    with desk.store.read() as connection:
        letters = case_queries.recent_referrals(connection, offset=offset, limit=limit)
        total = case_queries.count_referrals(connection)
        cases = cases_of(connection, letters)
        workers = by_id(connection, Worker, {letter.worker_id for letter in letters})
    rows = _rows(desk, cases, workers)
    return ReferralPage(rows, total)


def referrals_of(desk: Desk, *, worker_id: str) -> list[ReferralRow]:
    """All letters of a worker, newest first."""
    with desk.store.read() as connection:
        letters = records.find(connection, Referral, worker_id=(worker_id,))
        return letter_rows(desk, connection, letters)


def letter_rows(desk: Desk, connection: "Connection", letters: list[Referral]) -> list[ReferralRow]:
    """These letters as they stand in a list, newest first."""
    cases = cases_of(connection, letters)
    workers = by_id(connection, Worker, {letter.worker_id for letter in letters})
    return sorted(_rows(desk, cases, workers), key=_by_issue, reverse=True)


def referral(desk: Desk, *, referral_id: str) -> Referral:
    """One letter."""
    with desk.store.read() as connection:
        return existing(connection, Referral, referral_id)


def case(desk: Desk, *, referral_id: str) -> Case:
    """One letter with what happened to it."""
    with desk.store.read() as connection:
        letter = existing(connection, Referral, referral_id)
        return cases_of(connection, [letter])[0]


def cases_of(connection: "Connection", letters: list[Referral]) -> list[Case]:
    """The letters with their events."""
    by_letter: dict[str, list[ReferralEvent]] = {letter.id: [] for letter in letters}
    for event in records.find(connection, ReferralEvent, referral_id=tuple(by_letter)):
        by_letter[event.referral_id].append(event)
    return [Case(letter, tuple(in_order(by_letter[letter.id]))) for letter in letters]


def in_order(events: Iterable[ReferralEvent]) -> list[ReferralEvent]:
    """As they were recorded, on whichever PC."""
    return sorted(events, key=_when)


def _when(event: ReferralEvent) -> tuple[float, str]:
    return (event.at.timestamp() if event.at else 0.0, event.id)


def referral_row(desk: Desk, case: Case, worker: Worker) -> ReferralRow:
    """A letter as it stands in a list."""
    letter = case.referral
    if letter.issued_on is None or letter.valid_until is None:
        raise LookupError("an issued letter without its dates")
    return ReferralRow(
        id=letter.id,
        number=letter.number,
        worker_id=worker.id,
        worker_name=worker.full_name,
        birth_year=worker.birth_date.year if worker.birth_date else None,
        phone=show_phone(worker.phone),
        employer=letter.employer,
        position=letter.position,
        issued_on=letter.issued_on,
        valid_until=letter.valid_until,
        days_left=(letter.valid_until - desk.today()).days,
        state=case.state,
    )


def _rows(desk: Desk, cases: Iterable[Case], workers: Mapping[str, Worker]) -> list[ReferralRow]:
    """The letters whose worker has arrived: the exchange brings records in any order."""
    return [
        referral_row(desk, case, workers[case.referral.worker_id])
        for case in cases
        if case.referral.worker_id in workers
    ]


def _by_expiry(row: ReferralRow) -> tuple[date, str]:
    return (row.valid_until, row.number)


def _by_issue(row: ReferralRow) -> tuple[date, str]:
    return (row.issued_on, row.id)


# --- The paper -----------------------------------------------------------------------------------


def referral_letter(desk: Desk, *, referral: Referral) -> "RenderedPaper":
    """The letter as PDF, also of one not yet issued. Raises Invalid while a date is missing."""
    from desktop_app.letters.referral_slip import ReferralSlip, render_referral_slip

    missing = [
        Problem(field, "Hãy nhập ngày này để xem phiếu.")
        for field in ("issued_on", "valid_until")
        if getattr(referral, field) is None
    ]
    if referral.issued_on is None or referral.valid_until is None:
        raise Invalid(missing)
    with desk.store.read() as connection:
        worker = existing(connection, Worker, referral.worker_id)
        office = records.get(connection, Office, desk.office.id)
        counsellor = records.get(connection, Staff, referral.counsellor_id)
    show = desk.catalogues
    residence = show.places.show_address(worker.residence_commune, worker.residence_detail)
    present = show.places.show_address(worker.present_commune, worker.present_detail)
    slip = ReferralSlip(
        number=referral.number or NO_NUMBER_YET,
        letterhead=_letterhead(with_defaults(office or desk.office)),
        issued_on=referral.issued_on,
        employer=referral.employer,
        worker_name=worker.full_name,
        birth_date=show_date(worker.birth_date),
        personal_number=worker.personal_number,
        personal_number_issued_on=worker.personal_number_issued_on,
        phone=show_phone(worker.phone),
        email=worker.email,
        residence=residence,
        present_address=present or residence,
        general_education=show.name("general_education", worker.general_education),
        technical_level=_technical_level(desk, worker),
        experience=referral.experience,
        position=referral.position,
        valid_until=referral.valid_until,
        counsellor=counsellor.full_name if counsellor else "",
    )
    return render_referral_slip(slip)


def _technical_level(desk: Desk, worker: Worker) -> str:
    level = desk.catalogues.name("technical_level", worker.technical_level)
    field = f"nghề {worker.trained_field}" if worker.trained_field else ""
    return ", ".join(part for part in (level, field) if part)


def _letterhead(office: Office) -> Letterhead:
    return Letterhead(
        parent_body=office.parent_body,
        centre_name=office.centre_name,
        office_name=office.name,
        address=office.address,
        telephone=office.telephone,
        place_name=office.place_name,
        signer=office.signer,
    )


def _events(connection: "Connection", referral_id: str) -> list[ReferralEvent]:
    return in_order(records.find(connection, ReferralEvent, referral_id=(referral_id,)))
