"""Following up (theo dõi tình trạng việc làm): the calls that are due and what they brought."""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

from desktop_app import settings
from desktop_app.domain.follow_ups import (
    MILESTONE_NAMES,
    NOT_REACHED,
    TELEPHONE,
    WORKS_ELSEWHERE,
    FollowUpContact,
    FollowUpTask,
    check_contact,
    contact_taken_back,
    said_by_status,
)
from desktop_app.domain.ids import new_id
from desktop_app.domain.phones import show_phone
from desktop_app.domain.problems import Problem
from desktop_app.domain.referrals import Referral
from desktop_app.domain.workers import Worker
from desktop_app.office.cleaning import cleaned
from desktop_app.office.desk import Changed, Desk, Invalid, refuse_errors
from desktop_app.office.reading import by_id, existing
from desktop_app.office.worker_states import after_contact, as_before
from desktop_app.storage import case_queries, records

if TYPE_CHECKING:
    from sqlalchemy import Connection


@dataclass(frozen=True, slots=True, kw_only=True)
class DueRow:
    """A call that is due. `days_left` is negative when it is overdue."""

    task_id: str
    worker_id: str
    referral_id: str
    full_name: str
    birth_year: int | None
    phone: str
    employer: str
    position: str
    milestone: str
    due_on: date
    days_left: int


@dataclass(frozen=True, slots=True)
class Called:
    """A call that was recorded; `before` is the worker as he was until then."""

    changed: Changed
    contact: FollowUpContact
    before: Worker


def due_follow_ups(desk: Desk) -> list[DueRow]:
    """The calls due until tomorrow, the longest overdue first; none of hidden workers."""
    until = desk.today() + timedelta(days=settings.CALLS_SHOWN_AHEAD_DAYS)
    with desk.store.read() as connection:
        tasks = case_queries.due_tasks(connection, until=until)
        workers = by_id(connection, Worker, {task.worker_id for task in tasks})
        letters = by_id(connection, Referral, {task.referral_id for task in tasks})
    rows = [
        _due_row(desk, task, workers[task.worker_id], letters.get(task.referral_id))
        for task in tasks
        if task.worker_id in workers and not workers[task.worker_id].hidden
    ]
    return sorted(rows, key=_by_due_date)


def new_contact(desk: Desk, *, task_id: str = "", worker_id: str = "") -> FollowUpContact:
    """A contact to be filled in, for a call that is due or for a worker at any time."""
    contact = FollowUpContact(
        id=new_id(), worker_id=worker_id, at=desk.moment(), counsellor_id=desk.user.id
    )
    if not task_id:
        return contact
    with desk.store.read() as connection:
        task = existing(connection, FollowUpTask, task_id)
    return replace(contact, worker_id=task.worker_id, referral_id=task.referral_id, task_id=task.id)


def record_contact(desk: Desk, *, contact: FollowUpContact) -> Changed:
    """Record a contact. The call it was made for is done, unless nobody was reached: then it
    stays due. Raises Invalid."""
    contact = cleaned(contact)
    refuse_errors(check_contact(contact, today=desk.today()))
    with desk.store.write(user=desk.user.id) as transaction:
        return _record(transaction, contact).changed


def record_call(desk: Desk, *, task_id: str, status: str) -> Called:
    """Record of a call that is due nothing but its status, and what the status says by itself.

    Raises Invalid when the call has been made meanwhile, or the status asks for more: of other
    work, where it is.
    """
    with desk.store.write(user=desk.user.id) as transaction:
        task = existing(transaction, FollowUpTask, task_id)
        if task.done_by:
            raise Invalid([Problem("status", "Cuộc gọi này đã có kết quả")])
        if status == WORKS_ELSEWHERE:
            raise Invalid([Problem("employer", "Chưa nhập nơi làm việc")])
        contact = FollowUpContact(
            id=new_id(),
            worker_id=task.worker_id,
            referral_id=task.referral_id,
            task_id=task.id,
            at=desk.moment(),
            channel=TELEPHONE,
            status=status,
            counsellor_id=desk.user.id,
        )
        said = said_by_status(status, records.get(transaction, Referral, task.referral_id))
        contact = replace(contact, **said)
        refuse_errors(check_contact(contact, today=desk.today()))
        return _record(transaction, contact)


def take_back_call(desk: Desk, *, called: Called) -> Changed:
    """Say of a call that it was a slip: it is due again, and the worker as he was."""
    kinds = {"follow_up_contact"}
    contact = called.contact
    with desk.store.write(user=desk.user.id) as transaction:
        records.add(
            transaction, contact_taken_back(contact, at=desk.moment(), user_id=desk.user.id)
        )
        task = existing(transaction, FollowUpTask, contact.task_id)
        if task.done_by == contact.id:
            records.save(transaction, replace(task, done_by=""))
            kinds.add("follow_up_task")
        worker = existing(transaction, Worker, contact.worker_id)
        if records.save(transaction, as_before(worker, called.before)):
            kinds.add("worker")
    return Changed(frozenset(kinds), contact.id)


def _record(transaction: "Connection", contact: FollowUpContact) -> Called:
    kinds = {"follow_up_contact"}
    records.add(transaction, contact)
    worker = existing(transaction, Worker, contact.worker_id)
    if records.save(transaction, after_contact(worker, contact.status)):
        kinds.add("worker")
    if contact.task_id and contact.status != NOT_REACHED:
        task = existing(transaction, FollowUpTask, contact.task_id)
        records.save(transaction, replace(task, done_by=contact.id))
        kinds.add("follow_up_task")
    return Called(Changed(frozenset(kinds), contact.id), contact, worker)


def _due_row(desk: Desk, task: FollowUpTask, worker: Worker, letter: Referral | None) -> DueRow:
    if task.due_on is None:
        raise LookupError("a call without its day")
    return DueRow(
        task_id=task.id,
        worker_id=worker.id,
        referral_id=task.referral_id,
        full_name=worker.full_name,
        birth_year=worker.birth_date.year if worker.birth_date else None,
        phone=show_phone(worker.phone),
        employer=letter.employer if letter else "",
        position=letter.position if letter else "",
        milestone=MILESTONE_NAMES.get(task.milestone, task.milestone),
        due_on=task.due_on,
        days_left=(task.due_on - desk.today()).days,
    )


def _by_due_date(row: DueRow) -> tuple[date, str, str]:
    return (row.due_on, row.full_name, row.task_id)
