"""Handing a person over to another office (chuyển hồ sơ): offering, answering, what is open.

Nothing moves here: the centre gives the records to the office that has accepted, and the exchange
removes them from the PCs of the one that had them.
"""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING

from desktop_app.domain.faults import Fault
from desktop_app.domain.handovers import Handover, State
from desktop_app.domain.ids import new_id
from desktop_app.domain.names import nfc
from desktop_app.domain.offices import short_name
from desktop_app.domain.workers import WORKER, Worker, name_and_year
from desktop_app.office.desk import Changed, Desk
from desktop_app.office.reading import existing, names_of_offices, names_of_staff
from desktop_app.storage import records

if TYPE_CHECKING:
    from sqlalchemy import Connection


class AlreadyOffered(Fault):
    """The person has been offered to an office that has not answered yet."""

    sentence = "Hồ sơ này đang chờ văn phòng khác nhận. Hãy rút lại đề nghị cũ trước."


class AlreadyAnswered(Fault):
    """An offer can be answered and taken back once."""

    sentence = "Đề nghị chuyển hồ sơ này đã được trả lời."


@dataclass(frozen=True, slots=True, kw_only=True)
class OfferRow:
    """An offer that waits for its answer. `to_us`: this office is asked; else it has asked.
    `from_office` and `to_office` are names."""

    id: str
    worker_id: str
    words: str
    from_office: str
    to_office: str
    note: str
    asked_by: str
    asked_at: datetime | None
    to_us: bool


def other_offices(desk: Desk, *, worker_id: str) -> list[tuple[str, str]]:
    """Code and name of the offices a person can be handed to."""
    with desk.store.read() as connection:
        own = records.stream_of(connection, WORKER, worker_id)
        names = names_of_offices(connection)
    return [(code, short_name(code, name)) for code, name in sorted(names.items()) if code != own]


def hand_over(desk: Desk, *, worker_id: str, to_office: str, note: str = "") -> Changed:
    """Offer a person to another office. Raises AlreadyOffered."""
    with desk.store.write(user=desk.user.id) as transaction:
        worker = existing(transaction, Worker, worker_id)
        if _open(transaction, worker_id=worker_id):
            raise AlreadyOffered
        handover = Handover(
            id=new_id(),
            worker_id=worker_id,
            worker_words=name_and_year(worker),
            from_office=records.stream_of(transaction, WORKER, worker_id),
            to_office=to_office,
            note=nfc(note),
            asked_by=desk.user.id,
            asked_at=desk.moment(),
            state="offered",
        )
        records.add(transaction, handover)
    return Changed(frozenset({"handover"}), handover.id)


def withdraw(desk: Desk, *, handover_id: str) -> Changed:
    """Take an offer back that nobody has answered. Raises AlreadyAnswered."""
    return _answer(desk, handover_id, "withdrawn")


def accept(desk: Desk, *, handover_id: str) -> Changed:
    """Take the person over; the records come with the exchange. Raises AlreadyAnswered."""
    return _answer(desk, handover_id, "accepted")


def decline(desk: Desk, *, handover_id: str) -> Changed:
    """Leave the person where it is. Raises AlreadyAnswered."""
    return _answer(desk, handover_id, "declined")


def open_offers(desk: Desk, *, worker_id: str = "") -> list[OfferRow]:
    """The offers to this office and from it (of one person if named), oldest first."""
    with desk.store.read() as connection:
        found = _open(connection, worker_id=worker_id)
        staff = names_of_staff(connection)
        names = names_of_offices(connection)

    def shown(code: str) -> str:
        return short_name(code, names.get(code, code))

    return [
        OfferRow(
            id=one.id,
            worker_id=one.worker_id,
            words=one.worker_words,
            from_office=shown(one.from_office),
            to_office=shown(one.to_office),
            note=one.note,
            asked_by=staff.get(one.asked_by, ""),
            asked_at=one.asked_at,
            to_us=one.to_office == desk.office.code,
        )
        for one in found
    ]


def _open(connection: "Connection", *, worker_id: str) -> list[Handover]:
    about = {"worker_id": (worker_id,)} if worker_id else {}
    return records.find(connection, Handover, state=("offered",), **about)


def _answer(desk: Desk, handover_id: str, state: State) -> Changed:
    with desk.store.write(user=desk.user.id) as transaction:
        handover = existing(transaction, Handover, handover_id)
        if handover.state != "offered":
            raise AlreadyAnswered
        records.save(
            transaction,
            replace(handover, state=state, answered_by=desk.user.id, answered_at=desk.moment()),
        )
    return Changed(frozenset({"handover"}), handover_id)
