"""What leaves next: whole transactions, about as many changes as fit, the same when repeated."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from desktop_app.protocol.encoding import START, link_holds
from desktop_app.protocol.messages import Push
from desktop_app.storage import change_log
from desktop_app.sync.outgoing import PIECE, OutOfStep, Position, next_batch
from tests.builders import a_worker
from tests.sync.pcs import APc, a_pc

NOTHING = Position(0, START)


@pytest.fixture
def pc(tmp_path: Path) -> Iterator[APc]:
    with a_pc(tmp_path / "pc.db") as made:
        yield made


def write(pc: APc, *sizes: int) -> None:
    """Transactions of so many changes each."""
    for size in sizes:
        pc.add(*(a_worker() for _ in range(size)))


def batch_at(pc: APc, centre: Position, *, size: int) -> Push:
    batch = next_batch(pc.store, centre, size=size)
    assert batch is not None
    assert link_holds(batch)
    return batch


def numbers(batch: Push) -> list[int]:
    return [change.dseq for change in batch.changes]


def acked(pc: APc, batch: Push) -> Position:
    """The centre has answered."""
    position = Position(batch.changes[-1].dseq, batch.link)
    with pc.store.apply() as transaction:
        change_log.mark_acked(transaction, dseq=position.dseq, chain=position.chain)
    return position


def test_nothing_waits(pc: APc) -> None:
    assert next_batch(pc.store, NOTHING, size=10) is None


def test_transactions_are_never_cut(pc: APc) -> None:
    write(pc, 2, 3, 1, 1)
    centre, batches = NOTHING, list[list[int]]()
    while batch := next_batch(pc.store, centre, size=4):
        batches.append(numbers(batch))
        centre = acked(pc, batch)
    assert batches == [[1, 2], [3, 4, 5, 6], [7]]


@pytest.mark.parametrize("after", [[], [1], [PIECE, 3]])
def test_a_transaction_larger_than_a_batch_goes_whole(pc: APc, after: list[int]) -> None:
    write(pc, PIECE + 30, *after)
    assert numbers(batch_at(pc, NOTHING, size=20)) == [*range(1, PIECE + 31)]


def test_reading_in_pieces_leaves_nothing_out(pc: APc) -> None:
    write(pc, *[50] * 12)
    assert numbers(batch_at(pc, NOTHING, size=2 * PIECE + 60)) == [*range(1, 451)]
    assert numbers(batch_at(pc, NOTHING, size=2000)) == [*range(1, 451)]


def test_what_was_sealed_leaves_again_the_same_whatever_is_written_meanwhile(pc: APc) -> None:
    write(pc, 1, 1)
    batch = batch_at(pc, NOTHING, size=10)
    write(pc, 1)
    pc.close()
    pc.open()
    assert batch_at(pc, NOTHING, size=1) == batch
    assert numbers(batch_at(pc, acked(pc, batch), size=10)) == [3]


def test_a_batch_that_is_given_up_is_cut_anew(pc: APc) -> None:
    write(pc, 1, 1, 1)
    first = batch_at(pc, NOTHING, size=10)
    with pc.store.apply() as transaction:
        change_log.forget_sealed(transaction)
    second = batch_at(pc, NOTHING, size=2)
    assert (numbers(first), numbers(second)) == ([1, 2, 3], [1, 2])
    assert numbers(batch_at(pc, acked(pc, second), size=10)) == [3]


def test_each_link_follows_the_last(pc: APc) -> None:
    write(pc, 1)
    first = batch_at(pc, NOTHING, size=10)
    centre = acked(pc, first)
    write(pc, 1)
    second = batch_at(pc, centre, size=10)
    assert (first.previous, second.previous) == (START, first.link)


def test_a_centre_that_has_more_is_sent_exactly_that(pc: APc) -> None:
    write(pc, 1, 1, 1, 1)
    assert numbers(batch_at(pc, Position(3, "a" * 64), size=1)) == [1, 2, 3]


@pytest.mark.parametrize("centre", [Position(0, "a" * 64), Position(3, START)])
def test_a_log_that_does_not_continue_the_centres_is_told(pc: APc, centre: Position) -> None:
    write(pc, 2)
    with pytest.raises(OutOfStep):
        next_batch(pc.store, centre, size=10)


def test_a_centre_that_lost_what_it_acknowledged_is_told(pc: APc) -> None:
    write(pc, 1, 1)
    acked(pc, batch_at(pc, NOTHING, size=1))
    with pytest.raises(OutOfStep):
        next_batch(pc.store, NOTHING, size=10)
