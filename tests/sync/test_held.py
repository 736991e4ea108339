"""What the centre holds of a PC, until it holds it no longer."""

from collections.abc import Callable

from desktop_app.central.quarantine import retry
from desktop_app.central.roll import set_revoked
from desktop_app.domain.faults import Refused
from desktop_app.domain.workers import Worker
from desktop_app.storage import change_log
from desktop_app.storage.change_log import Counts
from tests.builders import a_worker
from tests.central_builder import ACentre
from tests.sync.pcs import APc, states_at


def revoke(central: ACentre, device: str, *, revoked: bool) -> None:
    """As the operator does it."""
    with central.engine.begin() as connection:
        set_revoked(connection, device, revoked=revoked)


def counts(pc: APc) -> Counts:
    with pc.store.read() as connection:
        return change_log.counts(connection)


def test_what_is_held_no_longer_is_not_shown_as_held(
    central: ACentre, enrolled: Callable[..., APc]
) -> None:
    pc = enrolled("BS")
    pc.well()
    device = pc.exchange().device
    revoke(central, device, revoked=True)
    pc.add(a_worker(), a_worker())
    fault = pc.round().fault
    assert isinstance(fault, Refused)
    assert fault.reason == "revoked"
    assert counts(pc) == Counts(written=2, acked=2, held=2)
    revoke(central, device, revoked=False)
    pc.well()
    assert counts(pc) == Counts(written=2, acked=2, held=2)
    assert retry(central.engine, now_ms=central.now_ms()) == 2
    pc.well()
    assert counts(pc) == Counts(written=2, acked=2, held=0)
    assert pc.states(Worker) == states_at(central, Worker)
