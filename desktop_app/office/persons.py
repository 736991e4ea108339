"""Records of one person (cùng một người): what is linked, what is proposed, and the decision.

A link is reversible and rewrites nothing. Of a record of another office a PC has only the words of
the link; saving goes to the record that was opened.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING

from desktop_app.domain.offices import short_name
from desktop_app.domain.person_links import PersonLink, State, link_id, words_of
from desktop_app.domain.workers import WORKER, Worker
from desktop_app.office.desk import Changed, Desk
from desktop_app.office.reading import by_id, existing, names_of_offices, names_of_staff
from desktop_app.storage import records, same_person

if TYPE_CHECKING:
    from sqlalchemy import Connection

CHANGED = frozenset({"person_link", "worker"})
"""What shows differently after a decision: a worker's card tells the whole person."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkEnd:
    """One of the two records: `worker` is None where this PC does not have it."""

    worker_id: str
    words: str
    worker: Worker | None


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkRow:
    """A link as seen from a worker's card, or from nowhere: then `own` is the end that is here.
    `by_itself`: the centre made it, nobody has decided."""

    id: str
    state: str
    reason: str
    own: LinkEnd
    other: LinkEnd
    by_itself: bool
    decided_by: str
    decided_at: datetime | None


def links_of(desk: Desk, *, worker_id: str) -> list[LinkRow]:
    """The links of a worker that hold or are proposed."""
    with desk.store.read() as connection:
        found = _links_with(connection, worker_id)
        rows = _rows(connection, [link for link in found if link.state in ("linked", "proposed")])
    return [row if row.own.worker_id == worker_id else _turned(row) for row in rows]


def open_proposals(desk: Desk) -> list[LinkRow]:
    """The links that wait for somebody to decide, of records that are here."""
    with desk.store.read() as connection:
        return _rows(connection, records.find(connection, PersonLink, state=("proposed",)))


def link_row(desk: Desk, *, link_id: str) -> LinkRow | None:
    """One link; None where neither record is here."""
    with desk.store.read() as connection:
        rows = _rows(connection, [existing(connection, PersonLink, link_id)])
    return rows[0] if rows else None


def end_here(desk: Desk, *, worker_id: str) -> LinkEnd:
    """A worker who is here, as a link tells of it."""
    with desk.store.read() as connection:
        words, worker = _words(connection, worker_id), existing(connection, Worker, worker_id)
    return LinkEnd(worker_id=worker_id, words=words, worker=worker)


def decide(desk: Desk, *, link_id: str, same: bool) -> Changed:
    """Say whether it is one person. Raises Superseded when somebody else has just said so too."""
    with desk.store.write(user=desk.user.id) as transaction:
        link = existing(transaction, PersonLink, link_id)
        records.save(transaction, _decided(desk, link, "linked" if same else "apart"))
    return Changed(CHANGED, link_id)


def keep_apart(desk: Desk, *, link_id: str) -> Changed:
    """Say that the two are not the same person."""
    return decide(desk, link_id=link_id, same=False)


def unlink(desk: Desk, *, link_id: str) -> Changed:
    """Take a link apart again; everything is as it was before."""
    return decide(desk, link_id=link_id, same=False)


def link(desk: Desk, *, one: str, other: str) -> Changed:
    """Link two records that are here, as somebody has found that they are one person."""
    with desk.store.write(user=desk.user.id) as transaction:
        record_id = say(transaction, desk, pair=(one, other), state="linked")
    return Changed(CHANGED, record_id)


def part(desk: Desk, *, one: str, other: str) -> Changed:
    """Say of two records that are here that they are two people; they are not asked about again."""
    with desk.store.write(user=desk.user.id) as transaction:
        record_id = say(transaction, desk, pair=(one, other), state="apart")
    return Changed(CHANGED, record_id)


def take_back(desk: Desk, *, link_id: str) -> Changed:
    """Undo an answer that has just been given: what had been asked is open again."""
    with desk.store.write(user=desk.user.id) as transaction:
        said = existing(transaction, PersonLink, link_id)
        records.save(transaction, _decided(desk, said, "proposed" if said.reason else ""))
    return Changed(CHANGED, link_id)


def say(
    transaction: "Connection",
    desk: Desk,
    *,
    pair: tuple[str, str],
    state: State,
    reason: str = "",
) -> str:
    """Say within a transaction what two workers who are here are to each other, whether or not
    anything was said of them before. The link's id; `reason` is only a new one's."""
    first, second = sorted(pair)
    if first == second:
        raise ValueError("a record is always the same person as itself")
    record_id = link_id(first, second)
    there = records.get(transaction, PersonLink, record_id)
    if there is not None:
        records.save(transaction, _decided(desk, there, state))
        return record_id
    made = PersonLink(
        id=record_id,
        first=first,
        second=second,
        first_words=_words(transaction, first),
        second_words=_words(transaction, second),
        reason=reason,
    )
    records.add(transaction, _decided(desk, made, state))
    return record_id


def settled_with(connection: "Connection", worker_id: str) -> set[str]:
    """Of whom it is known whether they are this person: linked, or parted by somebody. The worker
    too."""
    links = _links_with(connection, worker_id)
    parted = [link for link in links if link.state == "apart" and link.decided_by]
    ends = {end for link in parted for end in (link.first, link.second)}
    return ends | {*same_person.records_of(connection, worker_id)}


def _links_with(connection: "Connection", worker_id: str) -> list[PersonLink]:
    return [
        *records.find(connection, PersonLink, first=(worker_id,)),
        *records.find(connection, PersonLink, second=(worker_id,)),
    ]


def _decided(desk: Desk, link: PersonLink, state: State) -> PersonLink:
    return replace(link, state=state, decided_by=desk.user.id, decided_at=desk.moment())


def _words(connection: "Connection", worker_id: str) -> str:
    worker = existing(connection, Worker, worker_id)
    code = records.stream_of(connection, WORKER, worker_id)
    return words_of(worker, short_name(code, names_of_offices(connection).get(code, code)))


def _rows(connection: "Connection", links: Sequence[PersonLink]) -> list[LinkRow]:
    ids = {end for link in links for end in (link.first, link.second)}
    here = by_id(connection, Worker, ids)
    staff = names_of_staff(connection)
    rows: list[LinkRow] = []
    for each in links:
        first = LinkEnd(worker_id=each.first, words=each.first_words, worker=here.get(each.first))
        second = LinkEnd(
            worker_id=each.second, words=each.second_words, worker=here.get(each.second)
        )
        if first.worker is None and second.worker is None:
            continue
        own, other = (first, second) if first.worker is not None else (second, first)
        rows.append(
            LinkRow(
                id=each.id,
                state=each.state,
                reason=each.reason,
                own=own,
                other=other,
                by_itself=each.decided_by == "",
                decided_by=staff.get(each.decided_by, ""),
                decided_at=each.decided_at,
            )
        )
    return rows


def _turned(row: LinkRow) -> LinkRow:
    return replace(row, own=row.other, other=row.own)
