"""What a restored file does before it is used: a new epoch, unsent entries carried over, a clock
that repeats nothing, another number for the letters."""

import shutil
import time
from dataclasses import replace
from pathlib import Path

import pytest

from desktop_app.domain.stamps import milliseconds
from desktop_app.domain.workers import Worker
from desktop_app.protocol.encoding import START
from desktop_app.storage import change_log, device_keys, records
from desktop_app.storage.change_log import Counts, ExchangeState, SealedBatch
from desktop_app.storage.engine import open_database
from desktop_app.storage.new_epoch import begin_after, begin_new_epoch
from desktop_app.storage.setting_rows import set_setting
from desktop_app.storage.store import Store
from tests.builders import a_referral
from tests.storage.test_device_keys import ENROLMENT
from tests.unsent import unsent_changes


def add_workers(store: Store, *names: str) -> None:
    """One transaction for each."""
    for name in names:
        with store.write(user="u1") as transaction:
            records.add(transaction, Worker(id=name))


def state_of(store: Store) -> ExchangeState:
    with store.read() as connection:
        return change_log.exchange_state(connection)


def test_what_was_not_acknowledged_is_carried_over_and_numbered_from_one(store: Store) -> None:
    add_workers(store, "w1", "w2", "w3", "w4")
    with store.apply() as transaction:
        before = unsent_changes(transaction)
        change_log.mark_acked(transaction, dseq=2, chain="c2")
        sealed = SealedBatch(first_dseq=3, last_dseq=3, epoch=1, previous="c2", salt="", link="x")
        change_log.save_sealed(transaction, sealed)
    begin_new_epoch(store)
    add_workers(store, "w5")
    state = state_of(store)
    assert state.epoch > milliseconds(before[-1].stamp)
    assert (state.acked_dseq, state.chain, state.last_dseq) == (0, "", 3)
    with store.read() as connection:
        assert change_log.load_sealed(connection) is None
        unsent = unsent_changes(connection)
        assert change_log.counts(connection) == Counts(written=5, acked=2, held=0)
        old = connection.exec_driver_sql("SELECT epoch FROM change_log WHERE dseq <= 2").scalars()
        assert [*old] == [1, 1]
    assert unsent[:2] == [
        replace(change, epoch=state.epoch, dseq=number)
        for number, change in enumerate(before[2:], start=1)
    ]
    assert [(change.epoch, change.dseq) for change in unsent[2:]] == [(state.epoch, 3)]


def test_the_exchange_speaks_of_the_epoch_and_the_screen_of_the_file(store: Store) -> None:
    add_workers(store, "w1", "w2")
    with store.apply() as transaction:
        change_log.mark_acked(transaction, dseq=2, chain="c2")
    begin_new_epoch(store)
    assert (state_of(store).acked_dseq, state_of(store).last_dseq) == (0, 0)
    add_workers(store, "w3", "w4")
    epoch = state_of(store).epoch
    batch = SealedBatch(first_dseq=1, last_dseq=2, epoch=epoch, previous=START, salt="s", link="l")
    with store.apply() as transaction:
        change_log.save_sealed(transaction, batch)
        assert change_log.load_sealed(transaction) == batch
        change_log.note_held(transaction, [(2, "Máy đã bị thu hồi quyền.")])
        change_log.mark_acked(transaction, dseq=1, chain="d1")
        assert [change.dseq for change in unsent_changes(transaction)] == [2]
        assert [(one.dseq, one.record) for one in change_log.held(transaction, 9)] == [(4, "w4")]
        assert [one.record for one in change_log.waiting(transaction, 9)] == ["w4"]
        assert change_log.counts(transaction) == Counts(written=4, acked=3, held=1)
        change_log.mark_acked(transaction, dseq=2, chain="d2")
        assert change_log.load_sealed(transaction) is None
    assert (state_of(store).acked_dseq, state_of(store).chain) == (2, "d2")


def test_two_files_restored_from_one_backup_under_a_clock_that_is_behind_repeat_nothing(
    store: Store, path: Path, tmp_path: Path, key: bytes
) -> None:
    with store.apply() as transaction:
        change_log.set_clock_offset(transaction, -365 * 86_400_000)
        transaction.exec_driver_sql("UPDATE sync_ctx SET ms = ?", (1_795_000_000_000,))
    store.close()
    epochs: set[int] = set()
    stamps: set[str] = set()
    for number in range(5):
        restored = open_database(Path(shutil.copy(path, tmp_path / f"{number}.db")), key)
        begin_new_epoch(restored)
        add_workers(restored, "w1", "w2")
        epochs.add(state_of(restored).epoch)
        with restored.read() as connection:
            stamps |= {change.stamp for change in unsent_changes(connection)}
        restored.close()
    assert min(epochs) > 1_795_000_000_000
    assert min(map(milliseconds, stamps)) > 1_795_000_000_000
    assert (len(epochs) > 1, len(stamps) > 2) == (True, True)


DAY_MS = 86_400_000


@pytest.mark.parametrize(
    ("offset", "ahead"),
    [
        pytest.param(2500, 0, id="the broken PC's clock was years behind, this one's is right"),
        pytest.param(-2500, 0, id="it was years ahead, this one's is right"),
        pytest.param(2500, 2500, id="the same PC, its clock still years behind"),
        pytest.param(-2500, -2500, id="the same PC, its clock still years ahead"),
    ],
)
def test_the_epoch_begins_now_on_whichever_pc(store: Store, offset: int, ahead: int) -> None:
    """`ahead`: how many days the true time is ahead of the clock of this PC."""
    true_ms = time.time_ns() // 1_000_000 + ahead * DAY_MS
    with store.apply() as transaction:
        change_log.set_clock_offset(transaction, offset * DAY_MS)
        transaction.exec_driver_sql("UPDATE sync_ctx SET ms = ?", (true_ms - 3 * DAY_MS,))
    begin_new_epoch(store)
    assert 0 < state_of(store).epoch - true_ms < 60_000
    assert state_of(store).offset_ms == ahead * DAY_MS


def test_restored_again_and_again_each_epoch_is_higher(store: Store) -> None:
    epochs: list[int] = []
    for _ in range(3):
        begin_new_epoch(store)
        epochs.append(state_of(store).epoch)
    assert epochs == sorted(set(epochs))


def test_an_epoch_the_centre_has_nothing_of_moves_above_a_closed_one(store: Store) -> None:
    add_workers(store, "w1", "w2")
    with store.apply() as transaction:
        change_log.mark_acked(transaction, dseq=1, chain="c1")
        assert not begin_after(transaction, 10**15)  # it was never restored
    begin_new_epoch(store)
    with store.apply() as transaction:
        assert begin_after(transaction, 10**15)
    state = state_of(store)
    assert state.epoch > 10**15
    with store.read() as connection:
        assert [(change.epoch, change.dseq) for change in unsent_changes(connection)] == [
            (state.epoch, 1)
        ]
    with store.apply() as transaction:
        change_log.mark_acked(transaction, dseq=1, chain="c2")
        assert not begin_after(transaction, 10**16)  # the centre knows it
    assert state_of(store).epoch == state.epoch


def test_a_pc_with_a_centre_waits_for_its_new_number(store: Store) -> None:
    with store.apply() as transaction:
        device_keys.save_enrolment(transaction, ENROLMENT)
    begin_new_epoch(store)
    with store.apply() as transaction:
        assert device_keys.number_is_due(transaction)
        assert device_keys.pc_number(transaction) == ENROLMENT.pc
        device_keys.set_pc_number(transaction, 7)
        assert not device_keys.number_is_due(transaction)
        assert device_keys.pc_number(transaction) == 7
        known = device_keys.enrolment(transaction)
    assert known == replace(ENROLMENT, pc=7)


def test_a_pc_without_a_centre_takes_a_number_no_letter_has(store: Store) -> None:
    with store.apply() as transaction:
        set_setting(transaction, "office_code", "BS")
        set_setting(transaction, "pc", "1")
        for number in ("BS2-2026-00001", "BS11-2025-00042", "TD30-2026-00001"):
            records.add(transaction, a_referral(number=number))
    begin_new_epoch(store)
    with store.read() as connection:
        assert not device_keys.number_is_due(connection)
        assert device_keys.pc_number(connection) == 12
