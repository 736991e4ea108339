"""Somebody who has gone to another office, as the exchange leaves this PC's database."""

from desktop_app.domain.changes import CENTRE_DEVICE, Change
from desktop_app.domain.handovers import Handover
from desktop_app.domain.workers import Worker
from desktop_app.office.desk import Desk
from desktop_app.storage import change_log, eviction, records
from tests.builders import NOW


def gone_to(desk: Desk, office: str, worker_id: str) -> None:
    """The centre has confirmed it, and nothing about the person is unsent here."""
    handover = Handover(
        id=f"to-{office}",
        worker_id=worker_id,
        from_office="BS",
        to_office=office,
        state="accepted",
        answered_at=NOW,
    )
    confirmed = Change(
        device=CENTRE_DEVICE,
        epoch=1,
        dseq=1,
        tx="t1",
        kind="handover",
        record=handover.id,
        op="update",
        stamp="",
        user="",
        wire=3,
        groups={"answer": {"state": "accepted"}},
        base={"answer": ""},
    )
    with desk.store.apply() as transaction:
        last = change_log.exchange_state(transaction).last_dseq
        change_log.mark_acked(transaction, dseq=last, chain="ab")
        records.add(transaction, handover)
        eviction.follow(transaction, confirmed)
        assert records.get(transaction, Worker, worker_id) is None
