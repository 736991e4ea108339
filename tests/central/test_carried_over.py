"""A PC restored from a backup sends again what it does not know to have arrived, in a new epoch:
the centre takes only what it has not got, however the batches are cut."""

from collections.abc import Callable, Sequence
from dataclasses import replace

import msgspec

from desktop_app.central import tables
from desktop_app.domain.changes import Change, Fields
from desktop_app.domain.workers import WORKER
from desktop_app.protocol.encoding import START
from desktop_app.protocol.messages import Held
from desktop_app.storage.tables import table_of
from tests.central_builder import ACentre, ADevice

Device = Callable[..., ADevice]

YEAR_MS = 365 * 86_400_000


def restore(pc: ADevice, *, epoch: int) -> None:
    pc.epoch, pc.dseq, pc.chain = epoch, 0, START


def again(pc: ADevice, *changes: Change) -> list[Change]:
    """These changes as the next entries of the epoch under way."""
    carried: list[Change] = []
    for change in changes:
        pc.dseq += 1
        carried.append(replace(change, epoch=pc.epoch, dseq=pc.dseq))
    return carried


def phone(number: str) -> dict[str, Fields]:
    return {"phone": {"phone": number}}


def edits(pc: ADevice) -> tuple[Change, Change, Change]:
    """A worker and two edits, the second made after seeing the first."""
    made = pc.write(record="w1", groups={"name": {"full_name": "Hoàng Thị Mẫu"}, **phone("1")})
    first = pc.write(record="w1", groups=phone("2"), base={"phone": made.stamp}, op="update")
    second = pc.write(record="w1", groups=phone("3"), base={"phone": first.stamp}, op="update")
    return made, first, second


def numbers(central: ACentre) -> list[tuple[int, int]]:
    return [(row["epoch"], row["dseq"]) for row in central.rows(tables.change)]


def kept(central: ACentre) -> tuple[list[str], int]:
    """The telephone shown, and how many values lost."""
    shown = [row["phone"] for row in central.rows(table_of(WORKER))]
    return shown, central.count(tables.losing_value)


def test_what_has_arrived_is_acknowledged_and_nothing_more(
    central: ACentre, a_device: Device
) -> None:
    pc = a_device()
    made, first, second = edits(pc)
    visit = pc.write("visit", "v1", groups={"client": {"worker_id": "w1"}})
    pc.push(made)
    pc.push(first, second, visit)
    restore(pc, epoch=7)
    carried = again(pc, made, first, visit)
    new = pc.write("visit", "v2", groups={"client": {"worker_id": "w1"}})
    answer = pc.push(*carried, new)
    assert (answer.acked_dseq, answer.held) == (4, [])
    assert numbers(central) == [(1, 1), (1, 2), (1, 3), (1, 4), (7, 4)]
    assert kept(central) == (["3"], 0)
    pc.push(pc.write())
    assert pc.hello().next_dseq == 6


def test_nothing_but_what_has_arrived(central: ACentre, a_device: Device) -> None:
    pc = a_device()
    changes = edits(pc)
    pc.push(*changes)
    restore(pc, epoch=2)
    assert pc.push(*again(pc, *changes)).acked_dseq == 3
    assert (numbers(central), kept(central)) == ([(1, 1), (1, 2), (1, 3)], (["3"], 0))


def test_a_second_restore_finds_what_came_in_any_epoch(central: ACentre, a_device: Device) -> None:
    pc = a_device()
    made, first, second = edits(pc)
    pc.push(made)
    restore(pc, epoch=2)
    pc.push(*again(pc, made, first))
    restore(pc, epoch=3)
    pc.push(*again(pc, made, first, second))
    assert numbers(central) == [(1, 1), (2, 2), (3, 3)]
    assert kept(central) == (["3"], 0)


def test_a_batch_cut_differently_when_it_is_sent_again(central: ACentre, a_device: Device) -> None:
    pc = a_device()
    made, first, second = edits(pc)
    pc.push(made, first)
    restore(pc, epoch=2)
    carried = again(pc, made, first, second)
    sealed = [pc.sealed(part) for part in (carried[:1], carried[:2], carried)]
    whole = pc.push(*carried)
    for batch in sealed:
        assert pc.ask("/v1/push", batch, type(whole)) == whole
    other = msgspec.structs.replace(sealed[2], changes=[*carried[:2], replace(second, dseq=3)])
    assert pc.refusal("/v1/push", other)[0] in (400, 409)
    forged = pc.sealed([*carried[:2], replace(carried[2], groups=phone("4"))], previous=START)
    assert pc.refusal("/v1/push", forged) == (409, "chain")
    assert numbers(central) == [(1, 1), (1, 2), (2, 3)]


def test_one_in_quarantine_stays_there_once_and_is_told_again(
    central: ACentre, a_device: Device
) -> None:
    pc = a_device()
    well, wrong = pc.write(), pc.write("drone", "d1", groups={})
    pc.push(well, wrong)
    restore(pc, epoch=2)
    answer = pc.push(*again(pc, wrong), pc.write("drone", "d2", groups={}))
    reason = "Trung tâm chưa biết loại hồ sơ này."
    assert answer.held == [Held(dseq=1, reason=reason), Held(dseq=2, reason=reason)]
    assert [(row["epoch"], row["record"]) for row in central.rows(tables.quarantine)] == [
        (1, "d1"),
        (2, "d2"),
    ]


def test_clamped_stamps_stay_what_they_became(central: ACentre, a_device: Device) -> None:
    """Clamped anew, the old value would be later than what another PC wrote after it."""
    pc, other = a_device(), a_device()
    pc.ms += YEAR_MS
    made = pc.write(record="w1", groups=phone("1"))
    pc.push(made)
    (row,) = central.rows(tables.change)
    other.ms += 6 * 60_000
    central.clock_ms = 3 * 60_000
    other.push(
        other.write(record="w1", groups=phone("2"), base={"phone": row["stamp"]}, op="update")
    )
    central.clock_ms = YEAR_MS // 2
    pc.sign_in()
    restore(pc, epoch=2)
    pc.push(*again(pc, made))
    assert kept(central) == (["2"], 0)


def test_only_the_same_change_of_the_same_device_counts(central: ACentre, a_device: Device) -> None:
    """A broken clock gave a stamp again: that is another change, and it is merged."""
    pc = a_device()
    made = pc.write(record="w1", groups=phone("1"))
    pc.push(made)
    restore(pc, epoch=2)

    def like_it(**other: str) -> Sequence[Change]:
        return again(pc, replace(made, **other))

    pc.push(*like_it(record="w2"), *like_it(tx="tx-other"))
    assert numbers(central) == [(1, 1), (2, 1), (2, 2)]
