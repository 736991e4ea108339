"""Conflict cards as the centre keeps them: found and locked, written, sent to whom they concern.

A card lies in the stream of the record it is about. One about a record all offices share would tell
everybody who wrote what: it goes only to the offices that wrote the versions. Its row says `common`
like the record, but the stream `common` has no entry of it. What makes or closes a card,
`cards.py` knows.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, cast

import msgspec
from sqlalchemy import Connection, any_, select

from desktop_app.central import tables
from desktop_app.central.bulk import ids_bound, insert_ignoring_known, insert_missing, update_rows
from desktop_app.central.database import COMMON
from desktop_app.central.placement import carried_in
from desktop_app.central.record_rows import Taken
from desktop_app.central.streams import CENTRE_DEVICE, Entry, centre_stamp
from desktop_app.domain.changes import WIRE, Change, Fields
from desktop_app.domain.conflicts import CONFLICT, Conflict, about
from desktop_app.domain.stamps import device, original
from desktop_app.protocol.encoding import canonical
from desktop_app.protocol.merging import Version, Written, heads_among
from desktop_app.storage.tables import (
    decode_record,
    encode_fields,
    table_of,
    to_columns,
    to_json,
)

_CARD = table_of(CONFLICT)
_NEW = ("subject", "versions")

About = tuple[str, str, str]
"""Kind, record and group; of a hard card the group is empty."""


@dataclass(frozen=True, slots=True)
class OpenCard:
    """A card as it lies here; `stream` is that of its record."""

    card: Conflict
    stream: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Put:
    """A card to be written. `is_new` tells whether it is there; `also` names the streams beside its
    own that it goes into from now on."""

    card: Conflict
    stream: str
    is_new: bool
    also: frozenset[str] = frozenset()


def open_cards(connection: Connection, records: Collection[str]) -> dict[About, OpenCard]:
    """The open cards about these records, locked in the order of their ids. Whoever asks holds the
    rows of the records themselves, so that nobody opens another meanwhile."""
    statement = (
        select(_CARD)
        .where(_CARD.c.about_record == any_(ids_bound("records")), _CARD.c.is_open == 1)
        .order_by(_CARD.c.id)
        .with_for_update()
    )
    rows = connection.execute(statement, {"records": sorted(records)}).mappings()
    found = [
        OpenCard(cast("Conflict", decode_record(CONFLICT, row)), row["stream"]) for row in rows
    ]
    return {about(there.card): there for there in found}


def write_cards(connection: Connection, cards: Sequence[Put], *, now_ms: int) -> list[Entry]:
    """Write the rows of the cards, and what of them goes into the log."""
    there = carried_in(connection, {(CONFLICT.name, put.card.id) for put in cards})
    written = [
        _stamped(put, frozenset(there.get((CONFLICT.name, put.card.id), ())), now_ms=now_ms)
        for put in cards
    ]
    new = [_row(one.card, put) for put, one in zip(cards, written, strict=True) if put.is_new]
    inserted = insert_missing(connection, _CARD, new)
    # One that is known was open before over the very same versions: it opens again.
    update_rows(
        connection,
        _CARD,
        [
            _row(one.card, put)
            for put, one in zip(cards, written, strict=True)
            if put.card.id not in inserted
        ],
    )
    insert_ignoring_known(
        connection,
        tables.also_in,
        [
            {"kind": CONFLICT.name, "record": one.card.id, "stream": stream, "carried": True}
            for one in written
            for stream in sorted(one.added)
        ],
    )
    return [one.entry for one in written]


@dataclass(frozen=True, slots=True)
class _Written:
    card: Conflict
    entry: Entry
    added: frozenset[str]


def _stamped(put: Put, carried: frozenset[str], *, now_ms: int) -> _Written:
    """Streams it is new to get all that the centre writes of a card, the others what is new."""
    own = frozenset[str]() if put.stream == COMMON else frozenset({put.stream})
    added = put.also - carried - own
    whole = put.is_new or bool(added)
    groups = _NEW if whole else ("versions",)
    stamp = centre_stamp(put.card.stamps, now_ms=now_ms)
    card = replace(put.card, stamps={**put.card.stamps, **dict.fromkeys(groups, stamp)})
    fields = encode_fields(CONFLICT, card)
    change = Change(
        device=CENTRE_DEVICE,
        epoch=1,
        dseq=0,
        tx="",
        kind=CONFLICT.name,
        record=card.id,
        op="insert" if whole else "update",
        stamp=stamp,
        user="",
        wire=WIRE,
        groups={g: {name: fields[name] for name in CONFLICT.groups[g]} for g in groups},
        base={group: put.card.stamps.get(group, "") for group in groups},
    )
    streams = (*sorted(own), *sorted(carried | added))
    return _Written(card, Entry(change, streams, numbered=False), added)


def _row(card: Conflict, put: Put) -> dict[str, Any]:
    return {
        "id": card.id,
        **to_columns(CONFLICT, encode_fields(CONFLICT, card)),
        "stamps": to_json(dict(card.stamps)),
        "stream": put.stream,
    }


# --- Who wrote what ------------------------------------------------------------------------------


@dataclass(slots=True)
class Log:
    """What is known of who wrote some records: by record and part of a stamp the user, and the
    groups; by record and group what people have written. The centre is nobody, and what it writes
    says nothing of what people have seen."""

    users: dict[tuple[str, str], str] = field(default_factory=dict[tuple[str, str], str])
    groups: dict[tuple[str, str], dict[str, Fields]] = field(
        default_factory=dict[tuple[str, str], dict[str, Fields]]
    )
    written: dict[tuple[str, str], list[Written]] = field(
        default_factory=dict[tuple[str, str], list[Written]]
    )

    def note(
        self, change: Change | Any, groups: dict[str, Fields], base: Mapping[str, str]
    ) -> None:
        """One change, from the log or from the push that is being taken in."""
        for part in change.stamp.split("~"):
            self.users[change.record, part] = change.user
            self.groups[change.record, part] = groups
        for group, values in groups.items() if change.device != CENTRE_DEVICE else ():
            version = Version(stamp=change.stamp, values=values)
            written = self.written.setdefault((change.record, group), [])
            written.append(Written(version=version, base=base.get(group, "")))

    def user(self, record: str, stamp: str) -> str:
        """Who wrote under this stamp, empty where nobody knows."""
        return self.users.get((record, original(stamp)), "")

    def seen(self, record: str, base: str, group: str) -> Fields | None:
        """What a group held under the stamp somebody had seen."""
        found = (self.groups.get((record, part), {}) for part in base.split("~"))
        return next((groups[group] for groups in found if group in groups), None)

    def heads(self, record: str, group: str, there: Sequence[Version]) -> tuple[Version, ...]:
        """The heads of a group, of which these are there, the one shown last."""
        return heads_among(there, self.written.get((record, group), []))


def read_log(connection: Connection, records: Collection[str], taken: Iterable[Taken]) -> Log:
    """All that the log has of these records, and what is about to go into it."""
    c, p = tables.change.c, tables.payload.c
    rows = connection.execute(
        select(c.record, c.stamp, c.user, c.device, p.data, p.base)
        .join(tables.payload, (p.stream == c.stream) & (p.seq == c.seq))
        .where(c.record == any_(ids_bound("records"))),
        {"records": sorted(records)},
    )
    log = Log()
    for row in rows:
        log.note(row, _read(row.data), _read(row.base))
    for one in taken:
        for change in one.changes if one.record in records else ():
            log.note(change, change.groups, change.base)
    return log


def _read(payload: str) -> dict[str, Any]:
    """A part of a payload; empty where it has been erased."""
    try:
        return msgspec.json.decode(payload, type=dict[str, Any])
    except msgspec.MsgspecError:
        return {}


def version_text(*, stamp: str, user: str, values: Fields) -> str:
    """A version as it stands on a card."""
    made_by = device(original(stamp))
    version = {"stamp": stamp, "user": user, "device": made_by, "values": values}
    return canonical(version).decode()


def offices_of(connection: Connection, devices: Iterable[str]) -> dict[str, str]:
    """The office of each of these devices."""
    c = tables.device.c
    rows = connection.execute(
        select(c.id, c.office).where(c.id == any_(ids_bound("devices"))),
        {"devices": sorted(set(devices))},
    )
    return {row.id: row.office for row in rows}
