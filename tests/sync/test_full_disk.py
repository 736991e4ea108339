"""A round on a PC whose disk takes no more: it says so, marks nothing, and the next one with room
takes all of it there and back, once."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from desktop_app.domain.faults import DiskFull
from desktop_app.domain.workers import Worker
from desktop_app.sync.round import talk
from tests.builders import a_worker
from tests.central_builder import ACentre
from tests.small_disk import SmallDisk, a_small_disk
from tests.sync.pcs import APc, a_pc, states_at

NOTE = "Đã làm ở khu công nghiệp, muốn làm gần nhà. " * 40


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[SmallDisk]:
    """The disk of the first PC."""
    with a_small_disk(tmp_path / "disk") as disk:
        yield disk


@pytest.fixture
def pcs(central: ACentre, disk: SmallDisk, tmp_path: Path) -> Iterator[tuple[APc, APc]]:
    """The PC on that disk and a colleague's, enrolled, each with people the other has not."""
    with (
        a_pc(disk.folder / "bs.db", central.enrolment("BS")) as pc,
        a_pc(tmp_path / "other.db", central.enrolment("BS")) as other,
    ):
        for each in (pc, other):
            each.well()
            each.add(*(a_worker(note=NOTE) for _ in range(300)))
        other.well()
        yield pc, other


def all_is_everywhere(central: ACentre, pc: APc, other: APc) -> None:
    """Both PCs and the centre have the same six hundred people."""
    other.well()
    here = pc.states(Worker)
    assert len(here) == 600
    assert here == other.states(Worker) == states_at(central, Worker)
    state = pc.exchange()
    assert (state.acked_dseq, state.last_fault) == (state.last_dseq, "")


def test_a_full_disk_stops_a_round_before_anything_is_sent(
    central: ACentre, disk: SmallDisk, pcs: tuple[APc, APc]
) -> None:
    pc, other = pcs
    disk.fill(pc.store)
    result = pc.round()
    assert (type(result.fault), result.sent, result.received) == (DiskFull, 0, 0)
    assert result.fault_sentence.startswith("Ổ đĩa của máy này đã đầy nên việc trao đổi phải dừng.")
    assert len(states_at(central, Worker)) == 300
    assert pc.exchange().acked_dseq == 0
    disk.make_room()
    pc.well()
    all_is_everywhere(central, pc, other)


def test_a_disk_full_when_the_answer_comes_does_not_mark_what_was_sent(
    central: ACentre, disk: SmallDisk, pcs: tuple[APc, APc]
) -> None:
    pc, other = pcs
    with pc.client() as client:
        client.when_pushed.append(lambda: disk.fill(pc.store))
        result = talk(pc.store, client)
    assert (type(result.fault), result.sent) == (DiskFull, 0)
    assert pc.exchange().acked_dseq == 0  # though the centre has it
    assert len(states_at(central, Worker)) > 300
    disk.make_room()
    pc.well()
    all_is_everywhere(central, pc, other)


def test_a_disk_that_fills_up_while_others_changes_come_in_keeps_what_came(
    central: ACentre, disk: SmallDisk, pcs: tuple[APc, APc]
) -> None:
    pc, other = pcs
    pc.well()
    before = pc.states(Worker)
    other.add(*(a_worker(note=NOTE) for _ in range(300)))
    other.well()
    disk.fill(pc.store, but=1_500_000)
    result = pc.round()
    assert type(result.fault) is DiskFull
    there = pc.states(Worker)
    assert len(before) < len(there) == len(before) + result.received < len(before) + 300
    disk.make_room()
    assert pc.well().received == 300 - result.received
    assert pc.states(Worker) == states_at(central, Worker)
