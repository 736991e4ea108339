"""Writing what was received into this PC's database, a little at a time.

How a change meets the record that is there, `protocol.merging` decides; values that lose are kept
at the centre, which has them all, and not here.
"""

import logging
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection

from desktop_app.domain.changes import Change, Fields
from desktop_app.domain.faults import Fault
from desktop_app.domain.kinds import BY_NAME
from desktop_app.domain.records import Kind
from desktop_app.domain.stamps import original
from desktop_app.protocol.merging import merge_groups
from desktop_app.protocol.messages import StreamChange
from desktop_app.protocol.places import name_of
from desktop_app.storage import change_log, edits, eviction, foreign_rows, verifications
from desktop_app.storage import clock as record_clock
from desktop_app.storage.change_forms import why_set_aside
from desktop_app.storage.foreign_rows import RowState, Writing
from desktop_app.storage.store import Store
from desktop_app.sync import digests
from desktop_app.sync.digests import digest_as_written

_log = logging.getLogger(__name__)

FIRST = 25
"""So many changes are merged and written together first, where nothing is known of how fast it
goes; then as many as there is time for, but at most twice as many as before."""

_MOST = 2000

BUDGET_S = 0.03
"""After this long a transaction takes no more changes, so that with its commit it stays below the
50 ms for which the window may wait."""


def apply_some(
    store: Store,
    *,
    stream: str,
    changes: Sequence[StreamChange],
    first: int = FIRST,
    clock: Callable[[], float] = time.perf_counter,
    at_most: int = _MOST,
) -> int:
    """Apply the first of these changes, as many as there is time for and at least `first`; how
    many. `at_most` so many are written together.

    The cursor moves in the same transaction, so that a cut at any moment loses nothing and repeats
    nothing. A change that cannot be applied is kept aside, so that nothing behind it has to wait.
    """
    done, size = 0, min(first, at_most)
    started = clock()
    piece: Sequence[StreamChange] = ()
    try:
        with store.receive() as transaction:
            while done < len(changes) and size > 0:
                piece = changes[done : done + size]
                apply_changes(transaction, stream=stream, received=piece)
                done += len(piece)
                spent = clock() - started
                size = min(2 * size, at_most)
                if spent > 0:
                    size = min(size, int(done * (BUDGET_S - spent) / spent))
            if done:
                last = changes[done - 1]
                change_log.set_cursor(transaction, stream, last.seq, seen=named(last.change))
                came = {original(received.change.stamp) for received in changes[:done]}
                change_log.no_longer_held(transaction, came)
                verifications.note_stream(transaction, stream, filled=changes[0].seq == 1)
    except Fault:
        raise
    except Exception as error:
        if len(piece) > 1:  # which of them it is shows one by one
            return apply_some(store, stream=stream, changes=changes, clock=clock, at_most=1)
        _log.error("%s in change %s of %s", type(error).__name__, changes[done].seq, stream)
        return _without(store, changes, done, stream=stream)
    return done


def _without(store: Store, changes: Sequence[StreamChange], bad: int, *, stream: str) -> int:
    """What can be applied before a change with which nothing was written; that one next time."""
    if bad:
        return apply_some(store, stream=stream, changes=changes[:bad])
    with store.apply() as transaction:
        _set_aside(transaction, stream, changes[0], "fault")
        seen = named(changes[0].change)
        change_log.set_cursor(transaction, stream, changes[0].seq, seen=seen)
    return 1


def _set_aside(transaction: Connection, stream: str, received: StreamChange, reason: str) -> None:
    change_log.keep_unknown(transaction, stream, received.seq, received.change, reason=reason)


def named(change: Change) -> str:
    """The name by which the centre knows whether this PC has read its log."""
    return name_of(device=change.device, epoch=change.epoch, dseq=change.dseq, stamp=change.stamp)


def apply_changes(
    transaction: Connection, *, stream: str, received: Sequence[StreamChange]
) -> None:
    """Merge changes into their records, as if one by one. Applying them again changes nothing.

    A kind this program does not know is kept whole for the program that will; fields it does not
    know are kept beside the record by the storage. What no program of ours writes is kept whole as
    well, with the reason.
    """
    together: list[StreamChange] = []
    for one in received:
        together.append(one)
        if eviction.is_confirmed(one.change):  # has its effect in its place among the others
            _apply_together(transaction, stream=stream, received=together)
            eviction.follow(transaction, one.change)
            together = []
    _apply_together(transaction, stream=stream, received=together)


def _apply_together(
    transaction: Connection, *, stream: str, received: Sequence[StreamChange]
) -> None:
    by_kind: dict[str, list[Change]] = {}
    for one in received:
        kind = BY_NAME.get(one.change.kind)
        if kind is None:
            _set_aside(transaction, stream, one, "")
        elif reason := why_set_aside(kind, one.change):
            _set_aside(transaction, stream, one, reason)
        else:
            by_kind.setdefault(kind.name, []).append(one.change)
    for name, changes in by_kind.items():
        merge_changes(transaction, BY_NAME[name], changes, stream)
        edits.note_received(transaction, changes)


@dataclass(slots=True)
class _Merging:
    """A record changes are being merged into: how it stands now, and what of it is to be written.
    `moved`: the fields and stamps that are not those of the row any more."""

    before: RowState | None
    fields: Fields
    stamps: dict[str, str]
    moved: Fields = field(default_factory=dict[str, Any])
    moved_stamps: dict[str, str] = field(default_factory=dict[str, str])

    @property
    def is_to_be_written(self) -> bool:
        """A change without groups makes a blank record."""
        return self.before is None or bool(self.moved_stamps)


def merge_changes(
    transaction: Connection, kind: Kind, changes: Sequence[Change], stream: str
) -> None:
    """Merge changes of one kind into their records, which need not be there yet."""
    there = foreign_rows.states(transaction, kind, {change.record for change in changes})
    merging: dict[str, _Merging] = {}
    seen: set[str] = set()
    for change in changes:
        record = merging.get(change.record)
        if record is None:
            row = there.get(change.record)
            record = _Merging(row, *((row.fields, row.stamps) if row else ({}, {})))
            merging[change.record] = record
        seen.update(_merge(record, change))
    record_clock.observe(transaction, seen)
    foreign_rows.write(
        transaction,
        kind,
        [
            Writing(record, one.moved, one.moved_stamps, one.before)
            for record, one in merging.items()
            if one.is_to_be_written
        ],
        stream,
    )
    digests.keep(
        transaction,
        stream,
        kind,
        {
            record: digest_as_written(kind, record, one.fields, one.stamps)
            for record, one in merging.items()
        },
    )


def _merge(record: _Merging, change: Change) -> list[str]:
    """The stamps by which the record has moved."""
    merged = merge_groups(record.fields, record.stamps, change)
    moved = [
        group
        for group, values in change.groups.items()
        if merged.stamps[group] != record.stamps.get(group)
        or any(merged.fields[name] != record.fields.get(name) for name in values)
    ]
    for group in moved:
        record.moved |= {name: merged.fields[name] for name in change.groups[group]}
        record.moved_stamps[group] = merged.stamps[group]
    record.fields, record.stamps = merged.fields, merged.stamps
    return [merged.stamps[group] for group in moved]
