"""Where the work with people stands: letters without a result, calls due and made, visits."""

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import (
    Alias,
    ColumnElement,
    Connection,
    Exists,
    Select,
    Table,
    distinct,
    exists,
    func,
    literal_column,
    not_,
    select,
    union,
)

from desktop_app.domain.follow_ups import FOLLOW_UP_TASK, FollowUpTask
from desktop_app.domain.letter_numbers import TypedNumber
from desktop_app.domain.referrals import MOVES, OPEN_STATES, REFERRAL, Referral
from desktop_app.domain.visits import VISIT, Visit
from desktop_app.storage.tables import RECORD_TABLES, decode_record, to_json, write_time

ENDINGS = tuple(move for move in MOVES if move not in OPEN_STATES)
"""The moves after which nothing more is expected of a letter."""

# With every page of a list: reading the letters and events as records takes five times as long.
_WHO_WAITS = """
    SELECT letter.worker_id
    FROM referral AS letter JOIN referral_event AS event ON event.referral_id = letter.id
    WHERE letter.worker_id IN (SELECT value FROM json_each(?))
      AND event.id NOT IN (SELECT corrects FROM referral_event WHERE corrects > '')
    GROUP BY letter.id
    HAVING sum(event.move = 'issued') > 0
      AND sum(event.move IN (SELECT value FROM json_each(?))) = 0
"""
_NEXT_NUMBER = "SELECT min(number) FROM referral WHERE number > ?"
_AFTER_SERIALS = "."
"""Comes next after the hyphen that begins a serial."""

_worker = RECORD_TABLES["worker"]
_visit = RECORD_TABLES["visit"]
_referral = RECORD_TABLES["referral"]
_event = RECORD_TABLES["referral_event"]
_task = RECORD_TABLES["follow_up_task"]
_contact = RECORD_TABLES["follow_up_contact"]


def open_referrals(connection: Connection) -> list[Referral]:
    """The letters whose result is still to come, those that run out first at the top."""
    # Read from one index from end to end: ten thousands of letters, of which a hundred are open.
    # What was set aside it does not tell; of so few letters the rows are read.
    decided = select(_event.c.referral_id).where(_event.c.corrects > "")
    still_open = _open_by(select(_event.c.referral_id).where(_event.c.referral_id.not_in(decided)))
    open_again = _open_by(
        select(_event.c.referral_id).where(_event.c.referral_id.in_(decided), counts(_event))
    )
    statement = select(_referral).where(_referral.c.id.in_(union(still_open, open_again)))
    ordered = statement.order_by(_referral.c.valid_until, _referral.c.number)
    rows = connection.execute(ordered).mappings()
    return [record for row in rows if isinstance(record := decode_record(REFERRAL, row), Referral)]


def who_waits(connection: Connection, worker_ids: Sequence[str]) -> set[str]:
    """Those of these workers who have a letter whose result is still to come."""
    values = (to_json(list(worker_ids)), to_json(ENDINGS))
    return {*connection.exec_driver_sql(_WHO_WAITS, values).scalars()}


def _open_by(events: Select[str]) -> Select[str]:
    """The letters that are issued and not ended by these events."""
    return events.group_by(_event.c.referral_id).having(
        func.sum(_event.c.move == "issued") > 0, func.sum(_event.c.move.in_(ENDINGS)) == 0
    )


def counts(event: Table | Alias) -> ColumnElement[bool]:
    """That an event was not set aside, as `referrals.standing` says."""
    aside = _event.alias("aside")
    return event.c.id.not_in(select(aside.c.corrects).where(aside.c.corrects > ""))


def recent_visits(connection: Connection, *, offset: int, limit: int) -> list[Visit]:
    """A window of all visits, of workers and of employers, newest first; what was corrected or
    withdrawn is left out."""
    statement = (
        select(_visit)
        .where(_holds())
        .order_by(_visit.c.at.desc(), _visit.c.id.desc())
        .offset(offset)
        .limit(limit)
    )
    rows = connection.execute(statement).mappings()
    return [record for row in rows if isinstance(record := decode_record(VISIT, row), Visit)]


def count_visits(connection: Connection) -> int:
    """How many visits there are, each correction counted with what it corrects as one, and none
    that was withdrawn."""
    # Three counts that indexes answer: asking each of a million visits would take a second.
    corrections = _visit.c.corrects > ""
    corrected = select(func.count(distinct(_visit.c.corrects))).where(corrections)
    withdrawn = _counted(_visit).where(corrections, _visit.c.withdrawn == 1, not_(_corrected()))
    every = _count(connection, _counted(_visit))
    return every - _count(connection, corrected) - _count(connection, withdrawn)


def recent_referrals(connection: Connection, *, offset: int, limit: int) -> list[Referral]:
    """A window of all letters, newest first."""
    statement = (
        select(_referral)
        .order_by(_referral.c.issued_on.desc(), _referral.c.id.desc())
        .offset(offset)
        .limit(limit)
    )
    rows = connection.execute(statement).mappings()
    return [record for row in rows if isinstance(record := decode_record(REFERRAL, row), Referral)]


def letters_numbered(connection: Connection, typed: TypedNumber, *, limit: int) -> list[Referral]:
    """The letters whose number is what was typed of it, newest first."""
    numbers = [
        f"{series}-{typed.serial:05}"
        for series in _series(connection)
        if series.startswith(typed.office) and typed.year in ("", series.rpartition("-")[2])
    ]
    if not numbers:
        return []
    statement = (
        select(_referral)
        .where(_referral.c.number.in_(numbers))
        .order_by(_referral.c.issued_on.desc(), _referral.c.id.desc())
        .limit(limit)
    )
    rows = connection.execute(statement).mappings()
    return [record for row in rows if isinstance(record := decode_record(REFERRAL, row), Referral)]


def _series(connection: Connection) -> list[str]:
    """What stands before the serials («BS1-2026»): one PC's letters of one year, a few of each
    office. Each is a step through the index; to compare every number takes with every key longer
    than all else that is looked for."""
    found: list[str] = []
    number = _next_number(connection, "")
    while number:
        series = number.rpartition("-")[0]
        found.append(series)
        number = _next_number(connection, max(number, f"{series}{_AFTER_SERIALS}"))
    return found


def _next_number(connection: Connection, after: str) -> str:
    return connection.exec_driver_sql(_NEXT_NUMBER, (after,)).scalar() or ""


def count_referrals(connection: Connection) -> int:
    """How many letters there are."""
    return _count(connection, _counted(_referral))


def due_tasks(connection: Connection, *, until: date) -> list[FollowUpTask]:
    """The calls not made yet that are due on or before a day, the longest overdue first."""
    statement = (
        select(_task)
        .where(_task.c.due_on <= until.isoformat(), _task.c.done_by == "", not_(_called_off()))
        .order_by(_task.c.due_on, _task.c.id)
    )
    rows = connection.execute(statement).mappings()
    return [
        record
        for row in rows
        if isinstance(record := decode_record(FOLLOW_UP_TASK, row), FollowUpTask)
    ]


def calls_made(connection: Connection, *, start: datetime, end: datetime) -> int:
    """How many follow-ups were recorded from `start` until before `end` (both with their zone)."""
    during = (_contact.c.at >= write_time(start)) & (_contact.c.at < write_time(end))
    slips = select(_contact.c.corrects).where(_contact.c.corrects > "")
    holds = (_contact.c.corrects == "") & _contact.c.id.not_in(slips)
    return _count(connection, _counted(_contact).where(during, holds))


def appointments(connection: Connection, *, first: date, last: date) -> list[Visit]:
    """The visits that agreed to meet again on one of these days, the earliest day first; what was
    corrected or withdrawn is left out."""
    days = _visit.c.next_step_on.between(first.isoformat(), last.isoformat())
    statement = select(_visit).where(days, _holds()).order_by(_visit.c.next_step_on, _visit.c.id)
    rows = connection.execute(statement).mappings()
    return [record for row in rows if isinstance(record := decode_record(VISIT, row), Visit)]


def _called_off() -> ColumnElement[bool]:
    """That a call was planned for work which, as people have decided since, has not begun."""
    begun = (_event.c.referral_id == _task.c.referral_id) & (_event.c.move == "started_work")
    return exists().where(begun, not_(counts(_event))) & not_(exists().where(begun, counts(_event)))


def _holds() -> ColumnElement[bool]:
    """That a visit was neither withdrawn nor corrected by a later one."""
    # Written out: before a parameter SQLite reads all visits through the index of corrections.
    return (_visit.c.withdrawn == literal_column("0")) & not_(_corrected())


def _corrected() -> Exists:
    later = _visit.alias()
    return exists().where(later.c.corrects == _visit.c.id)


def _counted(table: Table) -> Select[int]:
    return select(func.count()).select_from(table)


def _count(connection: Connection, statement: Select[int]) -> int:
    return connection.execute(statement).scalar_one()
