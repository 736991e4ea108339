"""Counselling visits (lượt tư vấn): what a counsellor can do with them."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

from desktop_app import settings
from desktop_app.domain.employers import Employer
from desktop_app.domain.ids import new_id
from desktop_app.domain.phones import show_phone
from desktop_app.domain.staff import Staff
from desktop_app.domain.visits import Visit, check_visit
from desktop_app.domain.workers import Worker
from desktop_app.office.cleaning import cleaned
from desktop_app.office.desk import Changed, Desk, refuse_errors
from desktop_app.office.reading import by_id, existing
from desktop_app.storage import case_queries, records

if TYPE_CHECKING:
    from sqlalchemy import Connection


@dataclass(frozen=True, slots=True, kw_only=True)
class VisitRow:
    """A visit in a list, with the names of those in it: of a worker, or of an `employer`."""

    visit: Visit
    worker_name: str
    birth_year: int | None
    counsellor: str
    employer: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class AppointmentRow:
    """Somebody who was to come again on a day: a worker, or an employer (then without
    `worker_id`). `came`: a visit has been recorded since. `days_left` is negative when the day has
    passed."""

    visit_id: str
    worker_id: str
    employer_id: str
    name: str
    birth_year: int | None
    phone: str
    about: str
    on: date
    days_left: int
    came: bool


@dataclass(frozen=True, slots=True)
class VisitPage:
    """A window of a list, and how long the whole list is."""

    rows: list[VisitRow]
    total: int


def new_visit(desk: Desk, *, worker_id: str = "", employer_id: str = "") -> Visit:
    """A visit of a worker or an employer, to be filled in: who counsels and when are known,
    everything else is asked."""
    return Visit(
        id=new_id(),
        worker_id=worker_id,
        employer_id=employer_id,
        at=desk.moment(),
        counsellor_id=desk.user.id,
    )


def record_visit(desk: Desk, *, visit: Visit) -> Changed:
    """Record a counselling, or with `corrects` the correction of one. Raises Invalid, and
    HandedOver."""
    visit = cleaned(visit)
    refuse_errors(check_visit(visit, today=desk.today()))
    with desk.store.write(user=desk.user.id) as transaction:
        if visit.worker_id:
            existing(transaction, Worker, visit.worker_id)
        records.add(transaction, visit)
    return Changed(frozenset({"visit"}), visit.id)


def new_correction(desk: Desk, *, visit_id: str) -> Visit:
    """A visit as it stands, to be put right and recorded in its place."""
    with desk.store.read() as connection:
        last = _as_corrected(connection, existing(connection, Visit, visit_id))
    return replace(last, id=new_id(), corrects=last.id)


def withdraw_visit(desk: Desk, *, visit_id: str) -> Changed:
    """Say of a visit that it never was: a new visit corrects it. What is withdrawn stays so."""
    return _set_withdrawn(desk, visit_id, withdrawn=True)


def restore_visit(desk: Desk, *, visit_id: str) -> Changed:
    """Take the withdrawal of a visit back; `visit_id` is the one that was withdrawn."""
    return _set_withdrawn(desk, visit_id, withdrawn=False)


def take_back_correction(desk: Desk, *, visit_id: str) -> Changed:
    """Undo a correction that has just been recorded: what it corrects is recorded again in its
    place."""
    with desk.store.write(user=desk.user.id) as transaction:
        last = _as_corrected(transaction, existing(transaction, Visit, visit_id))
        before = existing(transaction, Visit, last.corrects)
        again = replace(before, id=new_id(), corrects=last.id)
        records.add(transaction, again)
    return Changed(frozenset({"visit"}), again.id)


def _set_withdrawn(desk: Desk, visit_id: str, *, withdrawn: bool) -> Changed:
    with desk.store.write(user=desk.user.id) as transaction:
        last = _as_corrected(transaction, existing(transaction, Visit, visit_id))
        if last.withdrawn == withdrawn:
            return Changed(frozenset(), last.id)
        correction = replace(last, id=new_id(), corrects=last.id, withdrawn=withdrawn)
        records.add(transaction, correction)
    return Changed(frozenset({"visit"}), correction.id)


def _as_corrected(connection: "Connection", visit: Visit) -> Visit:
    """The last of the corrections of a visit, or the visit itself."""
    while corrections := records.find(connection, Visit, corrects=(visit.id,)):
        visit = corrections[-1]
    return visit


def visits_of(desk: Desk, *, worker_id: str = "", employer_id: str = "") -> list[Visit]:
    """The visits of a worker or an employer as they are valid now, newest first; corrected ones
    are left out."""
    whose = {"worker_id": (worker_id,)} if worker_id else {"employer_id": (employer_id,)}
    with desk.store.read() as connection:
        return list(reversed(valid_visits(records.find(connection, Visit, **whose))))


def appointments(desk: Desk) -> list[AppointmentRow]:
    """Who is to come today and tomorrow, and who did not come in the last days, the earliest day
    first; none of hidden workers."""
    today = desk.today()
    with desk.store.read() as connection:
        agreed = case_queries.appointments(
            connection,
            first=today - timedelta(days=settings.APPOINTMENTS_MISSED_DAYS),
            last=today + timedelta(days=settings.APPOINTMENTS_SHOWN_AHEAD_DAYS),
        )
        workers = by_id(connection, Worker, {visit.worker_id for visit in agreed})
        employers = by_id(connection, Employer, {visit.employer_id for visit in agreed})
        last_seen = _last_seen(connection, agreed)
    rows: list[AppointmentRow] = []
    for visit in agreed:
        client = workers.get(visit.worker_id) or employers.get(visit.employer_id)
        if client is not None and not client.hidden:
            came = _when(visit) < last_seen[visit.worker_id or visit.employer_id]
            rows.append(_appointment(visit, client, today=today, came=came))
    return [row for row in rows if row.days_left == 0 or not row.came]


def _appointment(
    visit: Visit, client: Worker | Employer, *, today: date, came: bool
) -> AppointmentRow:
    if visit.next_step_on is None:
        raise LookupError("an appointment without its day")
    is_worker = isinstance(client, Worker)
    born = client.birth_date if is_worker else None
    return AppointmentRow(
        visit_id=visit.id,
        worker_id=visit.worker_id,
        employer_id=visit.employer_id,
        name=client.full_name if is_worker else client.name,
        birth_year=born.year if born else None,
        phone=show_phone(client.phone),
        about=visit.advice or visit.content,
        on=visit.next_step_on,
        days_left=(visit.next_step_on - today).days,
        came=came,
    )


def _last_seen(connection: "Connection", visits: Sequence[Visit]) -> dict[str, tuple[float, str]]:
    """When each client of these visits was seen last."""
    seen = [
        *records.find(connection, Visit, worker_id={v.worker_id for v in visits} - {""}),
        *records.find(connection, Visit, employer_id={v.employer_id for v in visits} - {""}),
    ]
    return {visit.worker_id or visit.employer_id: _when(visit) for visit in valid_visits(seen)}


def recent_visits(desk: Desk, *, offset: int, limit: int) -> VisitPage:
    """A window of the office's visits, newest first; corrected ones are left out."""
    with desk.store.read() as connection:
        visits = case_queries.recent_visits(connection, offset=offset, limit=limit)
        total = case_queries.count_visits(connection)
        return VisitPage(visit_rows(connection, visits), total)


def visit_rows(connection: "Connection", visits: Sequence[Visit]) -> list[VisitRow]:
    """Visits as they stand in a list, in the same order."""
    workers = by_id(connection, Worker, {visit.worker_id for visit in visits})
    employers = by_id(connection, Employer, {visit.employer_id for visit in visits})
    staff = by_id(connection, Staff, {visit.counsellor_id for visit in visits})
    rows: list[VisitRow] = []
    for visit in visits:
        worker, employer = workers.get(visit.worker_id), employers.get(visit.employer_id)
        counsellor = staff.get(visit.counsellor_id)
        rows.append(
            VisitRow(
                visit=visit,
                worker_name=worker.full_name if worker else "",
                birth_year=worker.birth_date.year if worker and worker.birth_date else None,
                counsellor=counsellor.full_name if counsellor else "",
                employer=employer.name if employer else "",
            )
        )
    return rows


def valid_visits(visits: Sequence[Visit]) -> list[Visit]:
    """Oldest first, each correction in the place of what it corrects; withdrawn ones are gone."""
    corrected = {visit.corrects for visit in visits}
    valid = [
        visit
        for visit in visits
        if visit.id not in corrected and not visit.withdrawn and visit.at is not None
    ]
    return sorted(valid, key=_when)


def _when(visit: Visit) -> tuple[float, str]:
    return (visit.at.timestamp() if visit.at else 0.0, visit.id)
