"""Who looked at, printed, saved or exported whose data, and who signed in (nhật ký truy cập).

Noting is a transaction of its own: what it is about has happened already and does not wait for it.
The audit stays on its PC.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from desktop_app.domain.referrals import REFERRAL, Referral
from desktop_app.domain.staff import Staff
from desktop_app.domain.workers import WORKER, Worker, name_and_year
from desktop_app.office.desk import Desk
from desktop_app.office.permissions import demand_head
from desktop_app.office.reading import by_id
from desktop_app.storage import audit
from desktop_app.storage.audit import Note

if TYPE_CHECKING:
    from sqlalchemy import Connection

ACT_NAMES: Mapping[str, str] = {
    "view": "Xem hồ sơ",
    "print": "In giấy tờ",
    "save_pdf": "Lưu PDF",
    "export": "Xuất danh sách",
    "sign_in": "Đăng nhập",
}
BY_RECOVERY_CODE = "bằng mã khôi phục"


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """What somebody has done with the data of the record: `act` is a key of ACT_NAMES, `detail` the
    number of a paper or what was exported."""

    act: str
    at: datetime
    kind: str = ""
    record_id: str = ""
    detail: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditRow:
    """A line as it is read: `act` is a key of ACT_NAMES, `subject` the person as he is called now,
    empty where the line is about nobody in particular."""

    at: datetime
    user_name: str
    act: str
    subject: str
    detail: str


@dataclass(frozen=True, slots=True)
class AuditPage:
    """A part of the audit, newest first, and how many lines there are in all."""

    rows: list[AuditRow]
    total: int


# --- Noting --------------------------------------------------------------------------------------


def note(desk: Desk, *, acts: Sequence[Act]) -> None:
    """Note what whoever is signed in has done, in this order."""
    notes = [
        Note(
            at=act.at,
            user=desk.user.id,
            act=act.act,
            kind=act.kind,
            record=act.record_id,
            detail=act.detail,
        )
        for act in acts
    ]
    with desk.store.write(user=desk.user.id) as transaction:
        audit.add(transaction, notes)


def note_sign_in(desk: Desk, *, detail: str = "") -> None:
    """Note that somebody has signed in."""
    note(desk, acts=[Act(act="sign_in", at=desk.moment(), detail=detail)])


# --- Reading -------------------------------------------------------------------------------------


def audit_page(desk: Desk, *, offset: int, limit: int) -> AuditPage:
    """A part of the audit. NotAllowed unless a head asks."""
    with desk.store.read() as connection:
        demand_head(connection, desk)
        notes = audit.newest(connection, offset=offset, limit=limit)
        total = audit.count(connection)
        names = {
            member.id: member.full_name
            for member in by_id(connection, Staff, {note.user for note in notes}).values()
        }
        people = _people(connection, notes)
    rows = [
        AuditRow(
            at=note.at,
            user_name=names.get(note.user, ""),
            act=note.act,
            subject=people.get((note.kind, note.record), ""),
            detail=note.detail,
        )
        for note in notes
    ]
    return AuditPage(rows, total)


def _people(connection: "Connection", notes: Sequence[Note]) -> dict[tuple[str, str], str]:
    """Whom the records named in the notes are about, in words."""
    letters = by_id(connection, Referral, _named(notes, REFERRAL.name))
    wanted = _named(notes, WORKER.name) | {letter.worker_id for letter in letters.values()}
    workers = by_id(connection, Worker, wanted)
    people = {(WORKER.name, worker.id): name_and_year(worker) for worker in workers.values()}
    for letter in letters.values():
        if letter.worker_id in workers:
            people[REFERRAL.name, letter.id] = name_and_year(workers[letter.worker_id])
    return people


def _named(notes: Sequence[Note], kind: str) -> set[str]:
    return {note.record for note in notes if note.kind == kind}
