"""Writing to the logs of the streams: the counters are taken last of all, then the rows are copied.

A change goes into one stream or into several (`also_in`). What the centre itself makes of a push
(conflict cards, links, copies of records handed over) goes into the log in the same transaction, as
changes of a device of its own.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import Connection, func, update

from desktop_app.central import tables
from desktop_app.central.bulk import copy_rows
from desktop_app.domain.changes import CENTRE_DEVICE, Change
from desktop_app.domain.stamps import effective, make_stamp, milliseconds
from desktop_app.protocol.encoding import canonical

_LAST_COUNTER = 0xFFFF

ENVELOPE = ("device", "epoch", "dseq", "tx", "kind", "record", "op", "stamp", "user", "wire")


@dataclass(frozen=True, slots=True)
class Entry:
    """A change on its way into the log of each of these streams. `numbered`: its `dseq` and `tx`
    stand already; what the centre makes gets the number it has in each stream."""

    change: Change
    streams: tuple[str, ...]
    numbered: bool = True


def envelope_of(change: Change) -> dict[str, Any]:
    """What stays of a change for ever."""
    return {name: getattr(change, name) for name in ENVELOPE}


def payload_of(change: Change) -> dict[str, str]:
    """What can be erased, as it is stored."""
    return {"data": canonical(change.groups).decode(), "base": canonical(change.base).decode()}


def centre_stamp(seen: Mapping[str, str], *, now_ms: int) -> str:
    """A stamp for what the centre writes: of now, and later than all the stamps `seen`."""
    latest = max(map(effective, filter(None, seen.values())), default="")
    if not latest or milliseconds(latest) < now_ms:
        return make_stamp(ms=now_ms, counter=0, device=CENTRE_DEVICE)
    ms, counter = milliseconds(latest), int(latest[13:17], 16) + 1
    if counter > _LAST_COUNTER:
        ms, counter = ms + 1, 0
    return make_stamp(ms=ms, counter=counter, device=CENTRE_DEVICE)


def append(connection: Connection, entries: Sequence[Entry], *, link: str, now_ms: int) -> None:
    """Number the changes and write them to the log. The counters are taken in the order of their
    names, so that two pushes never wait for each other here."""
    numbered: list[tuple[str, int, Change]] = []
    for stream in sorted({name for entry in entries for name in entry.streams}):
        of_stream = [entry for entry in entries if stream in entry.streams]
        head = _advance(connection, stream, by=len(of_stream), link=link)
        first = head - len(of_stream) + 1
        for seq, entry in enumerate(of_stream, start=first):
            change = entry.change if entry.numbered else _as_centres(entry.change, stream, seq)
            numbered.append((stream, seq, change))
    copy_rows(
        connection,
        tables.change,
        ("stream", "seq", *ENVELOPE, "received_ms"),
        ((stream, seq, *envelope_of(c).values(), now_ms) for stream, seq, c in numbered),
    )
    copy_rows(
        connection,
        tables.payload,
        ("stream", "seq", "data", "base"),
        ((stream, seq, *payload_of(c).values()) for stream, seq, c in numbered),
    )


def _as_centres(change: Change, stream: str, seq: int) -> Change:
    return replace(change, dseq=seq, tx=f"{stream}:{seq}")


def _advance(connection: Connection, stream: str, *, by: int, link: str) -> int:
    c = tables.stream.c
    chained = func.encode(func.sha256(func.convert_to(c.hash + link, "UTF8")), "hex")
    return connection.execute(
        update(tables.stream)
        .where(c.name == stream)
        .values(head=c.head + by, hash=chained)
        .returning(c.head)
    ).scalar_one()
