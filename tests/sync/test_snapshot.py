"""A new PC receives large streams as a whole: the same records, whatever is cut on the way."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from hashlib import sha256
from typing import Any, TypeVar

import pytest
from sqlalchemy import delete, select

from desktop_app.central import tables
from desktop_app.domain.employers import Employer
from desktop_app.domain.faults import Unreachable
from desktop_app.domain.ids import new_id
from desktop_app.domain.kinds import KINDS
from desktop_app.domain.names import sort_key
from desktop_app.domain.stamps import make_stamp
from desktop_app.domain.workers import Worker
from desktop_app.protocol.encoding import to_json
from desktop_app.protocol.messages import SnapshotChunk
from desktop_app.protocol.record_states import RecordState
from desktop_app.storage import device_keys, records, snapshot_rows, worker_queries
from desktop_app.storage.tables import record_words, unknown_state, worker_list
from desktop_app.sync.client import CentreClient
from desktop_app.sync.round import Progress, run_round
from desktop_app.sync.snapshot import DamagedChunk, StateWriter, read_chunk, take_snapshots
from tests.builders import (
    a_contact,
    a_full_employer,
    a_full_vacancy,
    a_full_worker,
    a_referral,
    a_task,
    a_visit,
    a_worker,
    an_event,
)
from tests.central_builder import ACentre
from tests.sync.pcs import APc, states_at
from tests.unsent import unsent_changes

T = TypeVar("T")
Enrolled = Callable[..., APc]

NAMES = ("Hoàng Thị Mẫu", "Nông Văn Páo", "Lý Thị Đào", "Âu Văn Ất", "Đặng Thị Én")


@pytest.fixture
def known(enrolled: Enrolled) -> APc:
    """A PC that has sent some of every kind, and pulls."""
    pc = enrolled("BS")
    pc.add(
        a_full_worker(id="w-full"),
        a_worker(id="w-hidden", hidden=True),
        a_full_employer(id="e-1"),
        a_full_vacancy(id="j-1", employer_id="e-1"),
        a_visit(id="v-1", worker_id="w-full"),
        a_referral(id="r-1", worker_id="w-full"),
        an_event(id="re-1", referral_id="r-1"),
        a_task(id="t-1"),
        a_contact(id="c-1"),
    )
    pc.well()
    return pc


def send_people(central: ACentre, *, people: int) -> None:
    """Another PC of the office sends so many."""
    device = central.new_device("BS")
    device.enrol()
    while device.dseq < people:
        names = ({"name": {"full_name": NAMES[n % 5]}} for n in range(min(people, 1300)))
        device.push(*[device.write("worker", f"w{device.dseq:05}", groups=one) for one in names])
    device.client.close()


@pytest.fixture
def some(central: ACentre, known: APc) -> None:
    """200 people more."""
    send_people(central, people=200)
    known.well()


def everything(pc: APc) -> dict[str, Any]:
    """All records as the exchange sees them."""
    return {kind.name: pc.states(kind.record) for kind in KINDS}


def listed(pc: APc) -> tuple[list[str], list[tuple[str, ...]]]:
    """The workers in the order of the list, and the words of employers and vacancies."""
    with pc.store.read() as connection:
        workers = select(worker_list.c.worker_id).order_by(worker_list.c.place)
        words = select(record_words).order_by(record_words.c.record)
        return (
            list(connection.execute(workers).scalars()),
            [tuple(row) for row in connection.execute(words)],
        )


def progress(pc: APc) -> dict[str, int]:
    with pc.store.read() as connection:
        return {name: one.next_chunk for name, one in snapshot_rows.progress_of(connection).items()}


class Watched(CentreClient):
    """Counts the chunks it fetches; before one it does what `before` says, and `after` may change
    what came."""

    fetched: list[int]
    before: Callable[[int], None]
    after: Callable[[bytes], bytes]

    def chunk(self, stream: str, snapshot: str, number: int) -> bytes:
        self.before(number)
        self.fetched.append(number)
        return self.after(super().chunk(stream, snapshot, number))


def _nothing(_: int) -> None:
    """Before a chunk nothing happens."""


def _as_it_came(listed: bytes) -> bytes:
    return listed


def watched(
    pc: APc,
    *,
    before: Callable[[int], None] = _nothing,
    after: Callable[[bytes], bytes] = _as_it_came,
) -> Watched:
    """The line of a PC, enrolled if it was not."""
    with pc.store.read() as connection:
        keys = device_keys.device_keys(connection)
        known = device_keys.enrolment(connection)
    assert known is not None
    client = Watched(known.address, known.ca_certificate, keys.device, keys.private_key)
    if not known.enrolled:
        client.enrol(known.code)
        with pc.store.apply() as transaction:
            device_keys.mark_enrolled(transaction)
    client.fetched, client.before, client.after = [], before, after
    return client


def receive(pc: APc, client: Watched, **more: Any) -> None:
    """The office's stream as a whole, without what comes after."""
    with client:
        take_snapshots(pc.store, client, client.hello(epoch=1).heads, large=100, **more)


def unreachable(*_: object) -> None:
    raise Unreachable


@pytest.mark.usefixtures("some")
def test_the_records_are_those_of_a_pc_that_pulled_everything(
    known: APc, enrolled: Enrolled
) -> None:
    pc = enrolled("BS")
    receive(pc, watched(pc))
    pc.well()
    assert everything(pc) == everything(known)
    assert listed(pc) == listed(known)
    assert pc.exchange().cursors == known.exchange().cursors
    assert progress(pc) == {}


@pytest.mark.usefixtures("known")
def test_a_round_receives_a_large_stream_as_a_whole(enrolled: Enrolled, central: ACentre) -> None:
    send_people(central, people=5200)
    pc = enrolled("BS")
    told: list[Progress] = []
    result = run_round(pc.store, progress=told.append)
    assert result.fault is None
    assert result.received == 5200 + 9  # what is common is pulled
    assert pc.states(Worker) == states_at(central, Worker)
    with pc.store.read() as connection:
        assert snapshot_rows.names_waiting(connection) == 0
        assert worker_queries.count_workers(connection, text="én") == 1040
    assert {one.expected for one in told} == {5207}
    assert [one.records for one in told] == sorted(one.records for one in told)
    assert told[-1].records == 5207
    assert pc.well().received == 0


def test_a_small_stream_is_pulled(known: APc, enrolled: Enrolled, central: ACentre) -> None:
    pc = enrolled("BS")
    pc.well()
    assert everything(pc) == everything(known)
    assert central.count(tables.snapshot) == 0


@pytest.mark.usefixtures("some")
def test_cut_at_every_chunk_it_goes_on_there(known: APc, enrolled: Enrolled) -> None:
    def once() -> Callable[[int], None]:
        asked: list[int] = []
        return lambda number: unreachable() if asked else asked.append(number)

    pc = enrolled("BS")
    fetched: list[int] = []
    cuts = 0
    while True:
        client = watched(pc, before=once())
        try:
            receive(pc, client)
            break
        except Unreachable:
            cuts += 1
            assert pc.exchange().cursors == {}
            pc.close()
            pc.open()
        finally:
            fetched += client.fetched
    assert fetched == [*range(6)]
    assert cuts == 5
    pc.well()
    assert everything(pc) == everything(known)
    assert listed(pc) == listed(known)


class _Killed(BaseException):
    """The program ends here."""


@pytest.mark.usefixtures("some")
def test_killed_between_any_two_pieces_it_goes_on_there(known: APc, enrolled: Enrolled) -> None:
    """Each life does a few pieces more than the one before got to."""
    pc = enrolled("BS")
    watched(pc).close()
    fetched: list[int] = []
    for life in range(100):
        left = [3 + life]

        def dying(work: Callable[[], T], left: list[int] = left) -> T:
            left[0] -= 1
            if left[0] < 0:
                raise _Killed
            return work()

        client = watched(pc)
        try:
            receive(pc, client, on_store=dying, clock=_always_late().__next__)
            break
        except _Killed:
            pc.close()
            pc.open()
        finally:
            fetched += client.fetched
    assert fetched == sorted(fetched)  # never back before a chunk that was done
    pc.well()
    assert everything(pc) == everything(known)
    assert listed(pc) == listed(known)


def _always_late() -> Iterator[float]:
    """Each transaction takes as little as it may."""
    return iter(range(10**9))


@pytest.mark.usefixtures("some")
def test_a_chunk_that_is_not_what_was_told_is_not_written(known: APc, enrolled: Enrolled) -> None:
    pc = enrolled("BS")
    flipped = watched(pc, after=lambda listed: listed.replace("Mẫu".encode(), "Mẩu".encode(), 1))
    with pytest.raises(DamagedChunk):
        receive(pc, flipped)
    assert flipped.fetched == [0]
    assert set(pc.states(Worker)) == set()
    pc.well()
    assert everything(pc) == everything(known)


@pytest.mark.parametrize(
    ("listed", "told"),
    [
        (b"[]", SnapshotChunk(kind="worker", records=0, sha256="00")),
        (b"[", SnapshotChunk(kind="worker", records=0, sha256=sha256(b"[").hexdigest())),
        (b"[]", SnapshotChunk(kind="worker", records=1, sha256=sha256(b"[]").hexdigest())),
    ],
)
def test_what_is_no_chunk(listed: bytes, told: SnapshotChunk) -> None:
    with pytest.raises(DamagedChunk):
        read_chunk(listed, told)


@pytest.mark.usefixtures("some")
def test_what_this_pc_has_not_sent_yet_stays(known: APc, enrolled: Enrolled) -> None:
    pc = enrolled("BS")
    mine = a_worker(id="w-full", full_name="Chu Thị Sớm")
    pc.add(mine)  # later than what the centre has
    early = a_worker(id="w00001", full_name="Chu Thị Trước")
    with pc.store.apply() as transaction:  # earlier than what the centre has
        records.add_many(
            transaction, [replace(early, stamps={"name": EARLY, "phone": EARLY})], stream="BS"
        )
    pc.add(a_worker(id="w-own", full_name="Chu Thị Riêng"))
    receive(pc, watched(pc))
    assert pc.one(Worker, "w-full").full_name == "Chu Thị Sớm"
    assert pc.one(Worker, "w-full").note == known.one(Worker, "w-full").note
    assert pc.one(Worker, "w00001").full_name == "Nông Văn Páo"
    assert pc.one(Worker, "w00001").phone == early.phone
    assert len(pc.states(Worker)) == 200 + 3
    assert len(listed(pc)[0]) == 200 + 2
    with pc.store.read() as connection:
        assert len(unsent_changes(connection)) == 2
    pc.well()
    known.well()
    assert known.one(Worker, "w-full").full_name == "Chu Thị Sớm"


EARLY = make_stamp(ms=1, counter=0, device="ab" * 8)


@pytest.mark.usefixtures("some")
def test_saving_goes_on_between_the_pieces(known: APc, enrolled: Enrolled) -> None:
    pc = enrolled("BS")
    saved: list[str] = []

    def and_save(work: Callable[[], T]) -> T:
        result = work()
        saved.append(new_id())
        pc.add(a_worker(id=saved[-1], full_name=f"Chu Thị {NAMES[len(saved) % 5]}"))
        return result

    receive(pc, watched(pc), on_store=and_save, clock=_always_late().__next__)
    assert len(saved) > 10
    assert set(pc.states(Worker)) == {*known.states(Worker), *saved}
    in_order, _ = listed(pc)
    names = {one.id: one.full_name for one in all_workers(pc)}
    assert in_order == sorted(in_order, key=lambda one: (sort_key(names[one]), one))
    assert len(in_order) == 200 + 1 + len(saved)


def all_workers(pc: APc) -> list[Worker]:
    with pc.store.read() as connection:
        return records.find(connection, Worker)


@pytest.mark.usefixtures("some")
def test_another_office_gets_nothing_of_it(enrolled: Enrolled, central: ACentre) -> None:
    pc, centre = enrolled("TD"), enrolled("LS")
    receive(pc, watched(pc))
    pc.well()
    assert set(pc.states(Worker)) == set()
    assert set(pc.states(Employer)) == {"e-1"}
    assert central.count(tables.snapshot) == 0
    receive(centre, watched(centre))
    assert len(centre.states(Worker)) == 202


@pytest.mark.usefixtures("some")
def test_a_snapshot_that_is_gone_makes_room_for_the_new_one(
    known: APc, enrolled: Enrolled, central: ACentre
) -> None:
    pc = enrolled("BS")

    def drop_once(number: int) -> None:
        if number == 4 and central.count(tables.snapshot) and not dropped:
            dropped.append(number)
            with central.engine.begin() as connection:
                connection.execute(delete(tables.snapshot))

    dropped: list[int] = []
    client = watched(pc, before=drop_once)
    receive(pc, client)
    assert client.fetched == [0, 1, 2, 3, 4, *range(6)]
    pc.well()
    assert everything(pc) == everything(known)
    assert listed(pc) == listed(known)


@pytest.mark.usefixtures("some")
def test_a_kind_this_program_does_not_know_is_kept(enrolled: Enrolled) -> None:
    pc = enrolled("BS")
    state = RecordState(kind="later", id="l1", fields={"a": 1}, stamps={"g": EARLY})
    write = StateWriter("BS", "later")
    with pc.store.apply() as transaction:
        write.some(transaction, [state])
        write.some(transaction, [state])
    with pc.store.read() as connection:
        kept = connection.execute(select(unknown_state)).one()
    assert tuple(kept) == ("later", "l1", "BS", to_json(state).decode())


@pytest.mark.usefixtures("known")
def test_fields_this_program_does_not_know_are_kept(enrolled: Enrolled) -> None:
    pc = enrolled("BS")
    write = StateWriter("BS", "worker")
    state = RecordState(
        kind="worker",
        id="w9",
        fields={"full_name": "Lý Văn Mới", "later_field": "x"},
        stamps={"name": EARLY, "later": EARLY},
    )
    with pc.store.apply() as transaction:
        write.some(transaction, [state])
    fields, stamps = pc.states(Worker)["w9"]
    assert stamps == state.stamps
    assert {name: fields[name] for name in state.fields} == state.fields
