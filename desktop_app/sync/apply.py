"""Writing what was received into this PC's database, a little at a time.

How a change meets the record that is there, `protocol.merging` decides; values that lose are kept
at the centre, which has them all, and not here.
"""

import logging
import time
from collections.abc import Callable, Sequence

from sqlalchemy import Connection

from desktop_app.domain.changes import Change
from desktop_app.domain.faults import Fault
from desktop_app.domain.kinds import BY_NAME
from desktop_app.domain.records import Kind
from desktop_app.domain.stamps import original
from desktop_app.protocol.merging import merge_groups
from desktop_app.protocol.messages import StreamChange
from desktop_app.storage import change_log, edits, eviction, records, verifications
from desktop_app.storage.change_forms import why_set_aside
from desktop_app.storage.store import Store

_log = logging.getLogger(__name__)

BUDGET_S = 0.03
"""After this long a transaction takes no more changes, so that with its commit it stays below the
50 ms for which the window may wait."""


def apply_some(
    store: Store,
    *,
    stream: str,
    changes: Sequence[StreamChange],
    clock: Callable[[], float] = time.perf_counter,
) -> int:
    """Apply the first of these changes, as many as the budget allows and at least one; how many.

    The cursor moves in the same transaction, so that a cut at any moment loses nothing and repeats
    nothing. A change that cannot be applied is kept aside, so that nothing behind it has to wait.
    """
    done = 0
    started = clock()
    try:
        with store.apply() as transaction:
            for received in changes:
                apply_change(transaction, stream=stream, received=received)
                done += 1
                if clock() - started >= BUDGET_S:
                    break
            if done:
                change_log.set_cursor(transaction, stream, changes[done - 1].seq)
                came = {original(received.change.stamp) for received in changes[:done]}
                change_log.no_longer_held(transaction, came)
                verifications.note_received(transaction, stream, [c.change for c in changes[:done]])
    except Fault:
        raise
    except Exception as error:
        _log.error("%s in change %s of %s", type(error).__name__, changes[done].seq, stream)
        return _without(store, changes, done, stream=stream)
    return done


def _without(store: Store, changes: Sequence[StreamChange], bad: int, *, stream: str) -> int:
    """What can be applied before a change with which nothing was written; that one next time."""
    if bad:
        return apply_some(store, stream=stream, changes=changes[:bad])
    with store.apply() as transaction:
        _set_aside(transaction, stream, changes[0], "fault")
        change_log.set_cursor(transaction, stream, changes[0].seq)
    return 1


def _set_aside(transaction: Connection, stream: str, received: StreamChange, reason: str) -> None:
    change_log.keep_unknown(transaction, stream, received.seq, received.change, reason=reason)


def apply_change(transaction: Connection, *, stream: str, received: StreamChange) -> None:
    """Merge one change into its record. Applying it again changes nothing.

    A kind this program does not know is kept whole for the program that will; fields it does not
    know are kept beside the record by the storage. What no program of ours writes is kept whole as
    well, with the reason.
    """
    kind = BY_NAME.get(received.change.kind)
    if kind is None:
        _set_aside(transaction, stream, received, "")
    elif reason := why_set_aside(kind, received.change):
        _set_aside(transaction, stream, received, reason)
    else:
        _merge(transaction, kind, received.change, stream)
        edits.note_received(transaction, received.change)
        if eviction.is_confirmed(received.change):
            eviction.follow(transaction, received.change)


def _merge(transaction: Connection, kind: Kind, change: Change, stream: str) -> None:
    there = records.row_state(transaction, kind, change.record)
    fields, stamps = there or ({}, {})
    merged = merge_groups(fields, stamps, change)
    moved = [
        group
        for group, values in change.groups.items()
        if merged.stamps[group] != stamps.get(group)
        or any(merged.fields[name] != fields.get(name) for name in values)
    ]
    if moved or there is None:  # a change without groups makes a blank record
        records.write_foreign(
            transaction,
            kind,
            change.record,
            {name: merged.fields[name] for group in moved for name in change.groups[group]},
            {group: merged.stamps[group] for group in moved},
            stream,
        )
