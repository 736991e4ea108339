"""What a push leaves in the log and in the records, over HTTPS on a real PostgreSQL."""

from collections.abc import Callable

from tests.central_builder import ACentre, ADevice
from desktop_app.storage.tables import RECORD_TABLES
from desktop_app.central import tables

Device = Callable[..., ADevice]


def test_first(central: ACentre, a_device: Device) -> None:
    one, two, other = a_device(), a_device(), a_device("TD")
    change = one.write()
    answer = one.push(change)
    assert (answer.acked_dseq, answer.held) == (1, [])
    assert [c.change for c in two.pull()["BS"]] == [change]
    assert other.pull() == {}
    print(central.rows(RECORD_TABLES["worker"]), central.rows(tables.stream))
