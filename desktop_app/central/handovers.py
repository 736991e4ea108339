"""Handing a person over (`domain.handovers`): who may offer and answer, and the move itself.

An acceptance counts once the centre has confirmed it, by a change of its own: before it the whole
history of the person goes into the receiving office's stream, after it the PCs of the other office
remove theirs. An answer that does not count is written over with the one that does.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import msgspec
from sqlalchemy import Connection, and_, any_, delete, or_, select, update

from desktop_app.central import tables
from desktop_app.central.bulk import ids_bound, insert_ignoring_known
from desktop_app.central.own_changes import make, own_change
from desktop_app.central.persons import words_again
from desktop_app.central.placement import Writer, carry, offices_of, worker_field
from desktop_app.central.record_rows import State, Taken
from desktop_app.central.streams import ENVELOPE, Entry
from desktop_app.domain.changes import CENTRE_DEVICE, Change, Fields
from desktop_app.domain.conflicts import CONFLICT
from desktop_app.domain.handovers import HANDOVER
from desktop_app.domain.kinds import KINDS
from desktop_app.domain.person_links import PERSON_LINK
from desktop_app.domain.records import Kind
from desktop_app.domain.stamps import device
from desktop_app.domain.workers import WORKER
from desktop_app.storage.tables import decode_stamps, from_columns, table_of

_OFFERED: Fields = {"state": "offered", "answered_by": "", "answered_at": None}
_WITHDRAWN: Fields = _OFFERED | {"state": "withdrawn"}
_OFFER, _ANSWER = HANDOVER.groups["offer"], HANDOVER.groups["answer"]
_GIVEN = ("worker_id", "from_office", "to_office")
"""What an offer is; it is never changed (PROTOCOL.md §14)."""
_worker = table_of(WORKER).c


def follow_handovers(connection: Connection, taken: Sequence[Taken], now_ms: int) -> list[Entry]:
    """What follows from offers and answers."""
    about = [one for one in taken if one.kind is HANDOVER]
    writers = offices_of(connection, {c.device for one in about for c in one.changes})
    settled = [entry for one in about for entry in _settle(connection, one, writers, now_ms)]
    return [*settled, *_move_again(connection, _registered(taken), now_ms)]


def follow_given_back(
    connection: Connection, taken: Sequence[Taken], writer: Writer, now_ms: int
) -> list[Entry]:
    """What follows where a restored centre gets handovers back, or people who were handed over.
    An offer it hears of only from the office that was asked is withdrawn: anybody could make one
    up, and whoever made it can make it again."""
    about = [one for one in taken if one.kind is HANDOVER]
    offices = _office_codes(connection) if about else frozenset[str]()
    withdrawn: list[Entry] = []
    for one in (one for one in about if one.before is None):
        offer = one.after.fields
        ends = {str(offer["from_office"]), str(offer["to_office"])} & offices
        carry(connection, HANDOVER, one.record, ends - {one.after.stream})
        if offer["state"] == "offered" and not _gives(writer, offer):
            wrong = {"answer": _WITHDRAWN}
            withdrawn.append(_say(connection, one.record, one.after, wrong, now_ms))
    moved = {str(one.after.fields["worker_id"]) for one in about}
    return [*withdrawn, *_move_again(connection, moved | _registered(taken), now_ms)]


def may_give_back(connection: Connection, writer: Writer, record: str, handover: Fields) -> bool:
    """Whether a restored centre takes this from a PC of this office. What the office that gave
    says, or one that sees all, it takes as it is; from another only what that office may say now:
    an answer to the offer as it is known here."""
    table = table_of(HANDOVER)
    row = connection.execute(select(table).where(table.c.id == record)).mappings().one_or_none()
    state = handover.get("state")
    if row is None:
        return _gives(writer, handover) or state != "accepted"
    if any(handover.get(name, row[name]) != row[name] for name in _GIVEN):
        return False
    may_accept = row["state"] == "offered" and row["to_office"] == writer.code
    may_answer = state in ("declined", "withdrawn") or (state == "accepted" and may_accept)
    return may_answer or _gives(writer, handover)


def _gives(writer: Writer, handover: Fields) -> bool:
    return writer.sees_all or handover.get("from_office") == writer.code


def _office_codes(connection: Connection) -> frozenset[str]:
    return frozenset(connection.execute(select(tables.office.c.code)).scalars())


def _registered(taken: Sequence[Taken]) -> set[str]:
    return {one.record for one in taken if one.kind is WORKER and one.before is None}


def _settle(
    connection: Connection, taken: Taken, writers: Mapping[str, Writer], now_ms: int
) -> list[Entry]:
    """Let only the answer stand that counts, and move the person when that is an acceptance."""
    offer = _part((taken.before or taken.after).fields, _OFFER)
    there = _stream_of(connection, str(offer["worker_id"]))
    before = _answer_before(taken)
    if taken.before is None:
        writer = writers.get(taken.changes[0].device)
        ends = {str(offer["from_office"]), str(offer["to_office"])}
        if not _may_be_offered(connection, offer, there, writer):
            before = _WITHDRAWN
            ends = {writer.code} if writer else set[str]()  # the person may be elsewhere by now
        carry(connection, HANDOVER, taken.record, ends - {taken.after.stream})
    answer = _answer_that_counts(before, taken.changes, offer, writers)
    if answer["state"] == "accepted" != before["state"]:
        if there != offer["from_office"]:
            answer = _WITHDRAWN
        else:
            return _accepted(connection, taken.record, taken.after, offer, answer, now_ms)
    said = {"offer": offer, "answer": answer}
    wrong = {
        group: values
        for group, values in said.items()
        if values != _part(taken.after.fields, HANDOVER.groups[group])
    }
    return [_say(connection, taken.record, taken.after, wrong, now_ms)] if wrong else []


def _answer_before(taken: Taken) -> Fields:
    """The answer that counted so far. An acceptance the centre has not confirmed came to it when it
    was restored, from the PC whose log is to bring it."""
    if taken.before is None or not _is_confirmed(taken.before):
        return _OFFERED
    return _part(taken.before.fields, _ANSWER)


def _is_confirmed(handover: State) -> bool:
    by_centre = device(handover.stamps.get("answer", "")) == CENTRE_DEVICE
    return by_centre or handover.fields["state"] != "accepted"


def _may_be_offered(
    connection: Connection, offer: Fields, there: str, writer: Writer | None
) -> bool:
    """Whether the office that has the person offers, to another one that exists."""
    giving, taking = offer["from_office"], offer["to_office"]
    o = tables.office.c
    known = connection.execute(select(o.code).where(o.code == taking)).scalar()
    return (
        writer is not None
        and (writer.sees_all or writer.code == giving)
        and giving == there
        and taking != giving
        and known is not None
    )


def _answer_that_counts(
    before: Fields, changes: Sequence[Change], offer: Fields, writers: Mapping[str, Writer]
) -> Fields:
    """The first answer of somebody who may give it: the receiving office accepts and declines, the
    offering one withdraws, and an office that sees all does either."""
    may = {
        "accepted": offer["to_office"],
        "declined": offer["to_office"],
        "withdrawn": offer["from_office"],
    }
    for change in changes:
        said, writer = change.groups.get("answer"), writers.get(change.device)
        if before["state"] != "offered" or said is None or writer is None:
            continue
        whose = may.get(said["state"])
        if whose is not None and (writer.sees_all or writer.code == whose):
            return said
    return before


def _say(
    connection: Connection, record: str, there: State, groups: dict[str, Fields], now_ms: int
) -> Entry:
    return make(
        connection,
        HANDOVER,
        record,
        groups,
        stamps=there.stamps,
        stream=there.stream,
        now_ms=now_ms,
    )


def _accepted(
    connection: Connection,
    record: str,
    there: State,
    offer: Fields,
    answer: Fields,
    now_ms: int,
) -> list[Entry]:
    worker, old, new = (str(offer[name]) for name in ("worker_id", "from_office", "to_office"))
    granted = _grant(connection, worker, old=old, new=new)
    words = words_again(connection, [worker], now_ms)
    confirmed = _say(connection, record, there, {"offer": offer, "answer": answer}, now_ms)
    return [*granted, *words, confirmed, *_withdraw_others(connection, worker, now_ms)]


def _move_again(connection: Connection, workers: Collection[str], now_ms: int) -> list[Entry]:
    """Move those who are where the last confirmed acceptance took them from: a centre that was
    restored has got the person back, or the handover, without having made the move."""
    if not workers:
        return []
    entries: list[Entry] = []
    for worker, (record, there) in sorted(_last_confirmed(connection, workers).items()):
        offer, answer = _part(there.fields, _OFFER), _part(there.fields, _ANSWER)
        is_there = _stream_of(connection, worker) == offer["from_office"]
        if is_there and offer["to_office"] in _office_codes(connection):
            entries += _accepted(connection, record, there, offer, answer, now_ms)
    return entries


def _last_confirmed(
    connection: Connection, workers: Collection[str]
) -> dict[str, tuple[str, State]]:
    """Worker -> the last handover the centre has confirmed of each who has one."""
    table = table_of(HANDOVER)
    rows = connection.execute(
        select(table)
        .where(table.c.worker_id == any_(ids_bound("workers")), table.c.state == "accepted")
        .order_by(table.c.id)
        .with_for_update(),
        {"workers": sorted(workers)},
    ).mappings()
    found = [
        (row["id"], State(row["stream"], from_columns(HANDOVER, row), decode_stamps(row["stamps"])))
        for row in rows.all()
    ]
    confirmed = [(record, there) for record, there in found if _is_confirmed(there)]
    confirmed.sort(key=lambda one: one[1].stamps["answer"])
    return {str(there.fields["worker_id"]): (record, there) for record, there in confirmed}


def _withdraw_others(connection: Connection, worker: str, now_ms: int) -> list[Entry]:
    """Whoever else was offered the person cannot have it from the office it has left."""
    table = table_of(HANDOVER)
    rows = connection.execute(
        select(table)
        .where(table.c.worker_id == worker, table.c.state == "offered")
        .order_by(table.c.id)
        .with_for_update()
    ).mappings()
    return [
        make(
            connection,
            HANDOVER,
            row["id"],
            {"answer": _WITHDRAWN},
            stamps=decode_stamps(row["stamps"]),
            stream=row["stream"],
            now_ms=now_ms,
        )
        for row in rows.all()
    ]


def _part(fields: Fields, names: Iterable[str]) -> Fields:
    return {name: fields[name] for name in names}


def _stream_of(connection: Connection, worker: str) -> str:
    """Whose the person is. Nobody writes a new record about it from here to the commit, and what
    was being written is there (`placement.homes_of`)."""
    locked = select(_worker.stream).where(_worker.id == worker).with_for_update()
    return connection.execute(locked).scalar() or ""


# --- The move ------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Moved:
    kind: Kind
    id: str
    stream: str
    fields: Fields
    stamps: Mapping[str, str]


def _grant(connection: Connection, worker: str, *, old: str, new: str) -> list[Entry]:
    """Give all records of a person to another office: their rows, and their whole history."""
    own = _own_records(connection, worker)
    cards = _locked(connection, CONFLICT, _about([*own]))
    links = _locked(connection, PERSON_LINK, _with_end(worker))
    entries = _history(connection, [*own.values(), *cards.values(), *links.values()], new)
    for kind in KINDS:
        ids = [one.id for one in (*own.values(), *cards.values()) if one.kind is kind]
        if ids:
            _give(connection, kind, ids, new)
    _let_write(connection, [(WORKER, worker), *((CONFLICT, card) for card in cards)], old, new)
    for link in links.values():
        _place_link(connection, link, old=old)
    return entries


def _own_records(connection: Connection, worker: str) -> dict[str, _Moved]:
    found = _locked(connection, WORKER, _worker.id == worker)
    for kind in KINDS:
        if worker_field(kind) == "worker_id" and kind is not HANDOVER:
            found |= _locked(connection, kind, table_of(kind).c.worker_id == worker)
    return found


def _about(ids: Sequence[str]) -> Any:
    return table_of(CONFLICT).c.about_record.in_(ids)


def _with_end(worker: str) -> Any:
    link = table_of(PERSON_LINK).c
    return or_(link.first == worker, link.second == worker)


def _locked(connection: Connection, kind: Kind, which: Any) -> dict[str, _Moved]:
    table = table_of(kind)
    statement = select(table).where(which).order_by(table.c.id).with_for_update()
    return {
        row["id"]: _Moved(
            kind,
            row["id"],
            row["stream"],
            from_columns(kind, row),
            decode_stamps(row["stamps"]),
        )
        for row in connection.execute(statement).mappings()
    }


def _give(connection: Connection, kind: Kind, ids: Sequence[str], new: str) -> None:
    table = table_of(kind)
    connection.execute(
        update(table).where(table.c.id == any_(ids_bound("moved"))).values(stream=new),
        {"moved": list(ids)},
    )
    lost = tables.losing_value
    connection.execute(
        update(lost)
        .where(lost.c.kind == kind.name, lost.c.record == any_(ids_bound("moved")))
        .values(stream=new),
        {"moved": list(ids)},
    )


def _let_write(
    connection: Connection, records: Sequence[tuple[Kind, str]], old: str, new: str
) -> None:
    """What the old office has written and not sent yet must still arrive."""
    a = tables.also_in.c
    for kind, record in records:
        connection.execute(
            delete(tables.also_in).where(
                a.kind == kind.name, a.record == record, a.stream.in_([old, new])
            )
        )
    rows = [
        {"kind": kind.name, "record": record, "stream": old, "carried": False}
        for kind, record in records
    ]
    insert_ignoring_known(connection, tables.also_in, rows)


def _place_link(connection: Connection, link: _Moved, *, old: str) -> None:
    """A link belongs to the office of its first record and is carried to that of its second."""
    ends = [str(link.fields[name]) for name in ("first", "second")]
    rows = connection.execute(select(_worker.id, _worker.stream).where(_worker.id.in_(ends)))
    streams = {row.id: row.stream for row in rows}
    home, other = (streams.get(end, link.stream) for end in ends)
    table, a = table_of(PERSON_LINK), tables.also_in.c
    connection.execute(update(table).where(table.c.id == link.id).values(stream=home))
    connection.execute(
        delete(tables.also_in).where(
            a.kind == PERSON_LINK.name,
            a.record == link.id,
            or_(a.carried, a.stream.in_([home, other])),
        )
    )
    carry(connection, PERSON_LINK, link.id, {other} - {home})
    if old not in (home, other):
        _let_write(connection, [(PERSON_LINK, link.id)], old, home)


def _history(connection: Connection, moved: Sequence[_Moved], new: str) -> list[Entry]:
    """The log entries of these records as they were written, from the streams they are in; then
    what of the rows no entry tells (a centre that was restored took it from a PC's record)."""
    entries: list[Entry] = []
    told: set[tuple[str, str, str, str]] = set()
    begun: set[tuple[str, str]] = set()
    for stream in sorted({one.stream for one in moved}):
        wanted = {(one.kind.name, one.id) for one in moved if one.stream == stream}
        for change in _changes(connection, stream, wanted):
            entries.append(Entry(change, (new,)))
            begun.add((change.kind, change.record))
            told |= {(change.kind, change.record, group, change.stamp) for group in change.groups}
    for one in moved:
        untold = {
            stamp: [group for group, its in one.stamps.items() if its == stamp]
            for group, stamp in one.stamps.items()
            if (one.kind.name, one.id, group, stamp) not in told
        }
        for stamp, groups in sorted(untold.items()):
            values = {group: _part(one.fields, one.kind.groups[group]) for group in groups}
            change = own_change(
                one.kind,
                one.id,
                values,
                stamp=stamp,
                base=dict.fromkeys(values, ""),
                op="update" if (one.kind.name, one.id) in begun else "insert",
            )
            begun.add((one.kind.name, one.id))
            entries.append(Entry(change, (new,), numbered=False))
    return entries


def _changes(connection: Connection, stream: str, wanted: set[tuple[str, str]]) -> list[Change]:
    c, p = tables.change.c, tables.payload.c
    rows = connection.execute(
        select(tables.change, p.data, p.base)
        .join(tables.payload, and_(p.stream == c.stream, p.seq == c.seq))
        .where(c.stream == stream, c.record == any_(ids_bound("records")))
        .order_by(c.seq),
        {"records": sorted({record for _, record in wanted})},
    )
    return [
        Change(
            **{name: getattr(row, name) for name in ENVELOPE},
            groups=msgspec.json.decode(row.data),
            base=msgspec.json.decode(row.base),
        )
        for row in rows
        if (row.kind, row.record) in wanted
    ]
