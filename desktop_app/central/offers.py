"""What a PC has and a restored centre has lost: records as they stand, with their stamps.

They are merged like changes of their own stamps and written to the stream, so that everybody gets
them; but they are no edits. Beside what the centre had before it was restored they open no card:
they come from what was made of that. Beside what has come since they do: nobody says what the one
had seen of the other until the log of its author comes (by `intake.py`).
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial
from hashlib import sha256
from typing import Any

import msgspec
from sqlalchemy import Connection, any_, select

from desktop_app.central import refusals, tables
from desktop_app.central.bulk import ids_bound
from desktop_app.central.cards import soft_cards
from desktop_app.central.cards_given_back import review_cards
from desktop_app.central.clamping import clamp
from desktop_app.central.database import COMMON
from desktop_app.central.devices import Caller
from desktop_app.central.handovers import follow_given_back, may_give_back
from desktop_app.central.persons import place_given_back
from desktop_app.central.placement import (
    Writer,
    carried_in,
    homes_of,
    streams_of,
    writable_beside,
)
from desktop_app.central.record_rows import Taken, apply_to_kind
from desktop_app.central.streams import CENTRE_DEVICE, Entry, append, centre_stamp
from desktop_app.domain.changes import Change
from desktop_app.domain.conflicts import CONFLICT
from desktop_app.domain.handovers import HANDOVER
from desktop_app.domain.kinds import BY_NAME
from desktop_app.domain.records import Kind
from desktop_app.domain.stamps import effective, original
from desktop_app.protocol.encoding import canonical
from desktop_app.protocol.messages import LackingAnswer, LackingRequest, OfferAnswer, OfferRequest
from desktop_app.protocol.record_states import RecordState, as_changes
from desktop_app.storage.change_forms import why_not
from desktop_app.storage.tables import decode_stamps, table_of

Stamps = Mapping[str, str]

Logged = Mapping[tuple[str, str], bool]
"""Of each version in the centre's log, record and stamp -> whether somebody's own log has brought
it since the centre was restored."""


def lacking(connection: Connection, caller: Caller, request: LackingRequest) -> LackingAnswer:
    """Which of these records the centre does not have so late."""
    _check(caller, request.stream)
    kind = BY_NAME.get(request.kind)
    if kind is None:
        return LackingAnswer(ids=[])
    ours = _stamps_of(connection, kind, sorted(request.stamps), lock=False)
    logged = _logged(connection, kind, sorted(request.stamps))
    ids = [
        one
        for one, stamps in sorted(request.stamps.items())
        if one not in ours or _lacks(one, stamps, ours[one], logged)
    ]
    return LackingAnswer(ids=ids)


def take_offer(
    connection: Connection, caller: Caller, request: OfferRequest, *, now_ms: int
) -> OfferAnswer:
    """Take in what the centre lacks of these records."""
    _check(caller, request.stream)
    if not all(map(_is_whole, request.records)):
        raise refusals.inconsistent()
    taken: list[Taken] = []
    for kind_name in sorted({state.kind for state in request.records}):
        kind = BY_NAME.get(kind_name)
        if kind is not None:
            states = {one.id: one for one in request.records if one.kind == kind_name}
            taken += _take(connection, caller, request.stream, kind, states, now_ms=now_ms)
    writer = Writer(caller.office, caller.sees_all)
    cards = [one.record for one in taken if one.kind is CONFLICT]
    made = [
        *place_given_back(connection, taken, writer, now_ms),
        *soft_cards(connection, taken, now_ms),
        *follow_given_back(connection, taken, writer, now_ms),
        *review_cards(connection, cards, now_ms=now_ms),
    ]
    entries = [*_entries_of(connection, taken), *made]
    if entries:
        link = sha256(canonical(msgspec.to_builtins(request.records))).hexdigest()
        append(connection, entries, link=link, now_ms=now_ms)
    return OfferAnswer(taken=len({(one.change.kind, one.change.record) for one in entries}))


def _check(caller: Caller, stream: str) -> None:
    if caller.revoked:
        raise refusals.revoked()
    if not caller.sees_all and stream not in (caller.office, COMMON):
        raise refusals.other_stream()


def _is_whole(state: RecordState) -> bool:
    """Whether a record has all fields of the groups it names."""
    kind = BY_NAME.get(state.kind)
    return kind is None or all(
        state.fields.keys() >= {*kind.groups.get(group, ())} for group in state.stamps
    )


def _take(
    connection: Connection,
    caller: Caller,
    stream: str,
    kind: Kind,
    states: Mapping[str, RecordState],
    *,
    now_ms: int,
) -> list[Taken]:
    """Rows are locked in the order of their ids, as in a push. What is about somebody goes where
    the person is: the office that offers it may have handed the person over."""
    ours = _stamps_of(connection, kind, sorted(states), lock=True)
    logged = _logged(connection, kind, sorted(states))
    changes = [
        change
        for one, state in sorted(states.items())
        for change in _changes(kind, state, ours.get(one), logged, now_ms=now_ms)
        if not why_not(change)
    ]
    writer = Writer(caller.office, caller.sees_all)
    if kind is HANDOVER:
        changes = [
            one
            for one in changes
            if may_give_back(connection, writer, one.record, states[one.record].fields)
        ]
    own = caller.office if stream == COMMON else stream
    home = COMMON if kind.stream == "common" else own
    writable = None if caller.sees_all else frozenset({caller.office, COMMON})
    applied = apply_to_kind(
        connection,
        kind,
        changes,
        home=home,
        writable=writable,
        homes=homes_of(connection, kind, changes, writer=writer),
        beside=partial(writable_beside, connection, kind, office=caller.office),
    )
    return [one.taken for one in applied.values() if one.taken]


def _entries_of(connection: Connection, taken: Sequence[Taken]) -> list[Entry]:
    """What was taken, for the streams that carry the records by now."""
    also = carried_in(connection, {(one.kind.name, one.record) for one in taken})
    return [
        Entry(
            change,
            streams_of(
                change, own=one.after.stream, also=also.get((one.kind.name, one.record), ())
            ),
            numbered=False,
        )
        for one in taken
        for change in one.changes
    ]


def _changes(
    kind: Kind, state: RecordState, ours: Stamps | None, logged: Logged, *, now_ms: int
) -> list[Change]:
    """The changes that bring the groups we lack. Each names as its base what we had before the
    restore; of what has come since nobody says that its author knew."""
    has = ours or {}

    def seen(stamp: str) -> str:
        return "" if logged.get((state.id, original(stamp)), False) else stamp

    lacked = {group: state.stamps[group] for group in _lacks(state.id, state.stamps, has, logged)}
    known = {group: stamp for group, stamp in lacked.items() if group in kind.groups}
    made = as_changes(kind, msgspec.structs.replace(state, stamps=known))
    if not made and ours is None:  # a record nobody has filled in
        made = [_blank(state, centre_stamp({}, now_ms=now_ms))]
    return [
        replace(
            change,
            device=CENTRE_DEVICE,
            stamp=clamp(change.stamp, now_ms=now_ms, last=""),
            op="insert" if ours is None else "update",
            base={group: seen(has.get(group, "")) for group in change.groups},
        )
        for change in made
    ]


def _blank(state: RecordState, stamp: str) -> Change:
    return Change(
        device=CENTRE_DEVICE,
        epoch=1,
        dseq=1,
        tx=state.id,
        kind=state.kind,
        record=state.id,
        op="insert",
        stamp=stamp,
        user="",
        wire=1,
        groups={},
        base={},
    )


def _lacks(record: str, theirs: Stamps, ours: Stamps, logged: Logged) -> list[str]:
    """The groups of which they have a version we never heard of: a later one, or one to be weighed
    against what has come since the restore."""
    return [
        group
        for group, stamp in theirs.items()
        if (record, original(stamp)) not in logged
        and original(stamp) != original(ours.get(group, ""))
        and (
            (effective(stamp), stamp) > (effective(ours.get(group, "")), ours.get(group, ""))
            or logged.get((record, original(ours[group])), False)
        )
    ]


def _logged(connection: Connection, kind: Kind, ids: Sequence[str]) -> Logged:
    c, restored = tables.change.c, tables.restored_head.c
    rows = connection.execute(
        select(c.record, c.stamp, (c.seq > restored.head) & (c.device != CENTRE_DEVICE))
        .outerjoin(tables.restored_head, restored.stream == c.stream)
        .where(c.record == any_(ids_bound("records")), c.kind == kind.name),
        {"records": list(ids)},
    )
    logged: dict[tuple[str, str], bool] = {}
    for record, stamp, since in rows:
        one = (record, original(stamp))
        logged[one] = bool(since) or logged.get(one, False)
    return logged


def _stamps_of(
    connection: Connection, kind: Kind, ids: Sequence[str], *, lock: bool
) -> dict[str, dict[str, str]]:
    c = table_of(kind).c
    statement = select(c.id, c.stamps).where(c.id == any_(ids_bound("records"))).order_by(c.id)
    parameters: dict[str, Any] = {"records": list(ids)}
    rows = connection.execute(statement.with_for_update() if lock else statement, parameters)
    return {row.id: decode_stamps(row.stamps) for row in rows}
