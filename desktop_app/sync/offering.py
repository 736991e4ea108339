"""Giving a restored centre back what it has lost and this PC has received from others: stream by
stream the centre is told which records there are, with their stamps, and gets those it lacks.

What this PC wrote itself it sends from its log (`round.py`); the centre sorts out what it knows.
"""

from collections.abc import Callable, Iterable
from functools import partial

from desktop_app.domain.kinds import KINDS
from desktop_app.domain.records import Kind
from desktop_app.protocol.messages import LackingRequest, OfferRequest
from desktop_app.protocol.record_states import OfferedRecord, as_offered, state_of
from desktop_app.storage import records
from desktop_app.storage.store import Store
from desktop_app.sync.client import CentreClient
from desktop_app.sync.lanes import OnStore

ASKED_AT_ONCE = 500
OFFERED_AT_ONCE = 50
"""So many that a request stays well below its largest size, and the store lane free."""


def offer_all(
    store: Store,
    client: CentreClient,
    streams: Iterable[str],
    *,
    on_store: OnStore,
    offered: Callable[[int], None],
) -> None:
    """Everything of these streams that the centre lacks; `offered` hears how many it took."""
    for stream in sorted(streams):
        for kind in KINDS:
            after = ""
            while stamps := on_store(partial(_stamps_after, store, kind, stream, after)):
                after = max(stamps)
                asked = LackingRequest(stream=stream, kind=kind.name, stamps=stamps)
                ids = client.lacking(asked).ids
                for first in range(0, len(ids), OFFERED_AT_ONCE):
                    some = ids[first : first + OFFERED_AT_ONCE]
                    states = on_store(partial(_states, store, kind, some))
                    offered(client.offer(OfferRequest(stream=stream, records=states)).taken)


def _stamps_after(store: Store, kind: Kind, stream: str, after: str) -> dict[str, dict[str, str]]:
    with store.read() as connection:
        return records.stamps_after(
            connection, kind, stream=stream, after=after, limit=ASKED_AT_ONCE
        )


def _states(store: Store, kind: Kind, ids: list[str]) -> list[OfferedRecord]:
    with store.read() as connection:
        found = ((one, records.row_state(connection, kind, one)) for one in ids)
        return [as_offered(state_of(kind, one, *state)) for one, state in found if state]
