"""An edit beats a concurrent delete: a record that somebody hid while others worked on it is shown
again, and a card asks.

Hiding is a field group like others, so the merge alone would hide what somebody has just written,
in a group nobody contests. Whoever hides names in the base the stamps of the whole record, and so
tells what he had seen of it; who changes a hidden record has not seen that it is hidden.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, select

from desktop_app.central import tables
from desktop_app.central.bulk import update_rows
from desktop_app.central.card_rows import (
    Put,
    offices_of,
    open_cards,
    read_log,
    version_text,
    write_cards,
)
from desktop_app.central.database import COMMON
from desktop_app.central.placement import carried_in
from desktop_app.central.record_rows import Taken
from desktop_app.central.streams import CENTRE_DEVICE, Entry, centre_stamp
from desktop_app.domain.changes import WIRE, Change
from desktop_app.domain.conflicts import Conflict
from desktop_app.domain.ids import member_id
from desktop_app.domain.stamps import device, names_same, original
from desktop_app.storage.tables import table_of, to_columns, to_json

HIDDEN = "hidden"
"""The field group, and the only field in it."""
_NAMES_ALL_SINCE = 3
"""Programs that wrote an older wire version did not say what they had seen of the record."""


@dataclass(frozen=True, slots=True)
class _Clash:
    """A record that is hidden under `stamp` although `writers` (devices) have written it."""

    taken: Taken
    stamp: str
    writers: frozenset[str]


def shown_again(connection: Connection, taken: Sequence[Taken], now_ms: int) -> list[Entry]:
    """What goes into the log where an edit and a delete have met."""
    clashes = [clash for one in taken if (clash := _clash(connection, one))]
    if not clashes:
        return []
    asked = open_cards(connection, {clash.taken.record for clash in clashes})
    new = [clash for clash in clashes if _about(clash.taken) not in asked]
    also = carried_in(connection, {_about(clash.taken)[:2] for clash in new})
    return [
        entry
        for clash in new
        for entry in _show(connection, clash, also.get(_about(clash.taken)[:2], ()), now_ms)
    ]


def _about(taken: Taken) -> tuple[str, str, str]:
    return taken.kind.name, taken.record, HIDDEN


def _clash(connection: Connection, taken: Taken) -> _Clash | None:
    """Cheap: nearly no change has to do with a hidden record."""
    if HIDDEN not in taken.kind.groups or not taken.after.fields[HIDDEN] or taken.before is None:
        return None
    stamp = taken.after.stamps[HIDDEN]
    hiding = [
        c for c in taken.changes if HIDDEN in c.groups and original(c.stamp) == original(stamp)
    ]
    writers = _unseen(taken, hiding[-1]) if hiding else _unaware(connection, taken, stamp)
    return _Clash(taken, stamp, writers) if writers else None


def _unseen(taken: Taken, hiding: Change) -> frozenset[str]:
    """Who wrote what the one who hid had not seen: also the PC itself, if its file was put back to
    an earlier day since, or copied. What it has written after hiding comes in the same push."""
    if hiding.wire < _NAMES_ALL_SINCE:
        return frozenset()
    seen = hiding.base[HIDDEN]
    known = {original(c.stamp) for c in taken.changes if c.device == hiding.device}
    stamps = [
        original(stamp)
        for group, stamp in taken.after.stamps.items()
        if group not in hiding.groups and not names_same(seen, stamp)
    ]
    return frozenset(device(stamp) for stamp in stamps if stamp not in known)


def _unaware(connection: Connection, taken: Taken, stamp: str) -> frozenset[str]:
    """Who has now written a record that was hidden already. The PC that hid it knows, in that life
    of its log; in another it may have been put back to an earlier day, or copied."""
    hider = device(original(stamp))
    wrote = [c for c in taken.changes if c.groups and c.device != CENTRE_DEVICE]
    lives = {c.epoch for c in wrote if c.device == hider}
    others = frozenset(c.device for c in wrote) - {hider}
    if lives and lives != {_life_of(connection, taken, stamp)}:
        return others | {hider}
    return others


def _life_of(connection: Connection, taken: Taken, stamp: str) -> int | None:
    """The epoch of the change with this stamp; None where the log does not have it any more."""
    c = tables.change.c
    return connection.execute(
        select(c.epoch)
        .where(c.record == taken.record, c.kind == taken.kind.name, c.stamp == stamp)
        .where(c.device == device(original(stamp)))
        .limit(1)
    ).scalar()


def _show(
    connection: Connection, clash: _Clash, carried: tuple[str, ...], now_ms: int
) -> list[Entry]:
    taken = clash.taken
    stamp = centre_stamp(taken.after.stamps, now_ms=now_ms)
    _write_row(connection, taken, stamp)
    change = Change(
        device=CENTRE_DEVICE,
        epoch=1,
        dseq=0,
        tx="",
        kind=taken.kind.name,
        record=taken.record,
        op="update",
        stamp=stamp,
        user="",
        wire=WIRE,
        groups={HIDDEN: {HIDDEN: False}},
        base={HIDDEN: clash.stamp},
    )
    shown = Entry(change, (taken.after.stream, *carried), numbered=False)
    return [shown, *_open(connection, clash, carried, now_ms)]


def _write_row(connection: Connection, taken: Taken, stamp: str) -> None:
    row: dict[str, Any] = {
        "id": taken.record,
        **to_columns(taken.kind, {HIDDEN: False}),
        "stamps": to_json({**taken.after.stamps, HIDDEN: stamp}),
    }
    update_rows(connection, table_of(taken.kind), [row])


def _open(
    connection: Connection, clash: _Clash, carried: tuple[str, ...], now_ms: int
) -> list[Entry]:
    kind, record, group = _about(clash.taken)
    user = read_log(connection, {record}, [clash.taken]).user(record, clash.stamp)
    version = version_text(stamp=clash.stamp, user=user, values={HIDDEN: True})
    card = Conflict(
        id=member_id(f"{kind}:{record}", f"{group} {original(clash.stamp)}"),
        about_kind=kind,
        about_record=record,
        about_group=group,
        versions=(version,),
        is_open=True,
    )
    stream = clash.taken.after.stream
    concerned = frozenset(carried)
    if stream == COMMON:
        devices = {*clash.writers, device(original(clash.stamp))}
        concerned |= frozenset(offices_of(connection, devices).values())
    put = Put(card=card, stream=stream, is_new=True, also=concerned)
    return write_cards(connection, [put], now_ms=now_ms)
