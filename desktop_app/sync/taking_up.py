"""After an update of the program: what it received before of kinds it did not know becomes records.

Done at the beginning of a round, before anything is said; without a line too.
"""

from functools import partial

import msgspec

from desktop_app.domain.changes import Change
from desktop_app.domain.kinds import BY_NAME
from desktop_app.protocol.messages import StreamChange
from desktop_app.protocol.record_states import RecordState
from desktop_app.storage import unknown_kept
from desktop_app.storage.store import Store
from desktop_app.sync.apply import apply_changes
from desktop_app.sync.lanes import OnStore
from desktop_app.sync.snapshot import merge_state

_AT_A_TIME = 50


def take_up(store: Store, *, on_store: OnStore) -> frozenset[str]:
    """Merge all that was kept and is known by now; the kinds it was of."""
    kinds: frozenset[str] = frozenset()
    while came := on_store(partial(_take_some, store)):
        kinds |= came
    return kinds


def _take_some(store: Store) -> frozenset[str]:
    with store.read() as connection:
        states, changes = unknown_kept.known_by_now(connection, _AT_A_TIME)
    if not states and not changes:
        return frozenset()
    kinds: set[str] = set()
    with store.apply() as transaction:
        for kept in states:
            state = msgspec.json.decode(kept.state, type=RecordState)
            merge_state(transaction, BY_NAME[state.kind], state, kept.stream)
            unknown_kept.forget_state(transaction, kept)
            kinds.add(state.kind)
        for kept in changes:
            change = msgspec.json.decode(kept.change, type=Change)
            received = StreamChange(seq=kept.seq, change=change)
            apply_changes(transaction, stream=kept.stream, received=[received])
            unknown_kept.forget_change(transaction, kept)
            kinds.add(change.kind)
    return frozenset(kinds)
