"""What leaves this PC next: whole transactions, cut to size, sealed, and the same when sent again.

Sealing needs time and no database, so it is done where the round runs; the database is read and
written in short pieces. Not for sending: `round.py` does that.
"""

import secrets
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import partial

from desktop_app.domain.changes import Change
from desktop_app.domain.faults import Fault
from desktop_app.protocol.encoding import SALT_BYTES, START, seal
from desktop_app.protocol.messages import Push
from desktop_app.storage import change_log
from desktop_app.storage.change_log import SealedBatch
from desktop_app.storage.store import Store
from desktop_app.sync.lanes import OnStore, at_once

PIECE = 200
"""So many changes are read at a time, which takes some 20 ms."""


class OutOfStep(Fault):
    """This PC's log does not continue what the centre has of it."""

    sentence = (
        "Dữ liệu trên máy này không nối tiếp phần Trung tâm đã nhận (máy có thể vừa được khôi "
        "phục từ bản sao lưu hoặc chép sang ổ khác). Chưa gửi thêm gì; hãy gọi Trung tâm."
    )


@dataclass(frozen=True, slots=True)
class Position:
    """Up to where the centre has this PC's changes, and the link it ends with."""

    dseq: int
    chain: str


@dataclass(frozen=True, slots=True, kw_only=True)
class _Plan:
    """The batch begins at `first`, after the link `previous`. It ends at `last`, or (None) where
    its size says, and at the `newest` entry at the latest."""

    device: str
    epoch: int
    previous: str
    first: int
    last: int | None
    newest: int
    sealed: SealedBatch | None


def next_batch(
    store: Store, centre: Position, *, size: int, on_store: OnStore = at_once
) -> Push | None:
    """What to send to a centre that stands there: about `size` changes, None when it has all.

    A batch that was sealed before leaves again byte for byte. A centre that has more than this PC
    was told (the answer got lost) is sent exactly that again: it compares, and the answer comes.
    How a new batch was sealed is stored before it leaves. Raises OutOfStep.
    """
    plan = on_store(partial(_plan, store, centre))
    if plan.first > plan.newest:
        return None
    if plan.last is None:
        changes = _whole_transactions(store, plan, size=size, on_store=on_store)
    else:
        changes = _read(store, plan.first, plan.last, on_store=on_store)
    sealed = plan.sealed
    if sealed is None or sealed.last_dseq != changes[-1].dseq:
        sealed = _seal(changes, plan)
        on_store(partial(_keep, store, sealed))
    return _push(plan, sealed, changes)


def all_batches(store: Store, *, size: int, on_store: OnStore = at_once) -> Iterator[Push]:
    """Everything the centre has not acknowledged, one batch sealed after the other: for a USB
    stick, on which nobody answers in between. Nothing is noted of them here."""

    def acked() -> Position:
        with store.read() as connection:
            state = change_log.exchange_state(connection)
        return Position(state.acked_dseq, state.chain or START)

    plan = on_store(partial(_plan, store, on_store(acked)))
    while plan.first <= plan.newest:
        if plan.last is None:
            changes = _whole_transactions(store, plan, size=size, on_store=on_store)
        else:
            changes = _read(store, plan.first, plan.last, on_store=on_store)
        sealed = plan.sealed or _seal(changes, plan)
        yield _push(plan, sealed, changes)
        first = sealed.last_dseq + 1
        plan = replace(plan, previous=sealed.link, first=first, last=None, sealed=None)


def _push(plan: "_Plan", sealed: SealedBatch, changes: list[Change]) -> Push:
    return Push(
        device=plan.device,
        epoch=sealed.epoch,
        previous=sealed.previous,
        salt=sealed.salt,
        link=sealed.link,
        changes=changes,
    )


def _plan(store: Store, centre: Position) -> _Plan:
    with store.read() as connection:
        state = change_log.exchange_state(connection)
        sealed = change_log.load_sealed(connection)
    ours = Position(state.acked_dseq, state.chain or START)
    if not ours.dseq <= centre.dseq <= state.last_dseq:
        raise OutOfStep
    if centre.dseq == ours.dseq and centre != ours:
        raise OutOfStep
    first = ours.dseq + 1
    begins = (first, state.epoch, ours.chain)
    if sealed and (sealed.first_dseq, sealed.epoch, sealed.previous) != begins:
        sealed = None
    last = centre.dseq if centre.dseq > ours.dseq else sealed.last_dseq if sealed else None
    return _Plan(
        device=state.device,
        epoch=state.epoch,
        previous=ours.chain,
        first=first,
        last=last,
        newest=state.last_dseq,
        sealed=sealed,
    )


def _whole_transactions(store: Store, plan: _Plan, *, size: int, on_store: OnStore) -> list[Change]:
    """As many as there are up to `size`; more only if the first transaction alone is larger."""
    end = min(plan.first + size, plan.newest)
    changes = _read(store, plan.first, end, on_store=on_store)
    if len(changes) <= size:
        return changes
    cut = changes[-1].tx
    whole = [change for change in changes if change.tx != cut]
    while not whole and changes[-1].tx == cut and end < plan.newest:
        begin, end = end + 1, min(end + PIECE, plan.newest)
        changes += _read(store, begin, end, on_store=on_store)
    return whole or [change for change in changes if change.tx == cut]


def _read(store: Store, first: int, last: int, *, on_store: OnStore) -> list[Change]:
    def piece(begin: int) -> list[Change]:
        with store.read() as connection:
            end = min(begin + PIECE - 1, last)
            return change_log.changes_between(connection, first_dseq=begin, last_dseq=end)

    pieces = (on_store(partial(piece, begin)) for begin in range(first, last + 1, PIECE))
    return [change for part in pieces for change in part]


def _seal(changes: list[Change], plan: _Plan) -> SealedBatch:
    salt = secrets.token_hex(SALT_BYTES)
    return SealedBatch(
        first_dseq=plan.first,
        last_dseq=changes[-1].dseq,
        epoch=plan.epoch,
        previous=plan.previous,
        salt=salt,
        link=seal(previous=plan.previous, changes=changes, salt=salt),
    )


def _keep(store: Store, sealed: SealedBatch) -> None:
    with store.apply() as transaction:
        change_log.forget_sealed(transaction)
        change_log.save_sealed(transaction, sealed)
