"""Two PCs of an office at work for days over a line that breaks: in the end everybody agrees, the
later value is shown, and no value that its overwriter had not seen is gone."""

from collections.abc import Callable
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from random import Random

import msgspec
import pytest

from desktop_app.central import tables
from desktop_app.domain.changes import Change
from desktop_app.domain.workers import Worker
from desktop_app.storage import change_log
from desktop_app.storage.new_epoch import begin_new_epoch
from tests.builders import a_worker
from tests.central_builder import ACentre
from tests.sync.pcs import ALine, APc, states_at

STEPS = 60
FIELDS = ("phone", "note")
"""Each is the only field of its group."""
_ENVELOPE = {field.name for field in fields(Change)} - {"groups", "base"}


@dataclass
class Days:
    """What happens, chosen by the seed. Every value written is another, so none hides a loss."""

    line: ALine
    pcs: list[APc]
    random: Random
    written: int = 0
    workers: list[str] = field(default_factory=list[str])
    disasters: tuple[int, int] = (0, 0)
    """How often a PC is backed up, and restored, among the other things."""
    backups: dict[Path, bytes] = field(default_factory=dict[Path, bytes])

    def step(self) -> None:
        pc = self.random.choice(self.pcs)
        what = self.random.choices(
            [
                self.register,
                self.edit,
                self.exchange,
                self.exchange_badly,
                self.kill,
                self.back_up,
                self.restore,
            ],
            [1, 8, 2, 3, 1, *self.disasters],
        )[0]
        what(pc)

    def register(self, pc: APc) -> None:
        worker = a_worker(phone=self.new_value(), note=self.new_value())
        self.workers.append(worker.id)
        pc.add(worker)

    def edit(self, pc: APc) -> None:
        known = [worker for worker in self.workers if pc.get(Worker, worker)]
        if known:
            worker = pc.one(Worker, self.random.choice(known))
            pc.save(replace(worker, **{self.random.choice(FIELDS): self.new_value()}))

    def exchange(self, pc: APc) -> None:
        self.line.answers_left = None
        pc.well()

    def exchange_badly(self, pc: APc) -> None:
        self.line.answers_left = self.random.randrange(12_000)
        pc.round()

    def kill(self, pc: APc) -> None:
        pc.close()
        pc.open()

    def back_up(self, pc: APc) -> None:
        pc.close()
        self.backups[pc.path] = pc.path.read_bytes()
        pc.open()

    def restore(self, pc: APc) -> None:
        """From the last backup, or an older one again; what was not sent is gone."""
        if pc.path in self.backups:
            pc.close()
            pc.path.write_bytes(self.backups[pc.path])
            pc.open()
            begin_new_epoch(pc.store)

    def new_value(self) -> str:
        self.written += 1
        return f"giá trị {self.written}"


@pytest.mark.parametrize("seed", range(4))
def test_days_of_work_over_a_bad_line(
    seed: int, central: ACentre, line: ALine, enrolled: Callable[..., APc]
) -> None:
    pcs = [enrolled(address=line.address) for _ in range(2)]
    days = Days(line, pcs, Random(seed))  # noqa: S311 - the same days in every run
    for _ in range(3):
        days.register(pcs[0])
    for pc in pcs:
        days.exchange(pc)
    for _ in range(STEPS):
        days.step()
    for pc in (*pcs, *pcs):
        days.exchange(pc)

    first, second = pcs
    shown = first.states(Worker)
    assert set(shown) == set(days.workers)
    assert second.states(Worker) == shown
    assert states_at(central, Worker) == shown

    log = [change for pc in pcs for change in everything_written(pc)]
    taken = everything_taken(central)
    assert {(change.device, change.dseq) for change in taken} == {
        (change.device, change.dseq) for change in log
    }
    assert len(taken) == len(log)
    for record, (_, stamps) in shown.items():
        assert stamps == latest_stamps(log, record)
    lost = values_nobody_saw(log, central)
    assert lost <= kept_values(central)
    assert lost  # the days were such that there was something to lose


@pytest.mark.parametrize("seed", range(4))
def test_days_on_which_pcs_are_restored_again_and_again(
    seed: int, central: ACentre, line: ALine, enrolled: Callable[..., APc]
) -> None:
    pcs = [enrolled(address=line.address) for _ in range(2)]
    random = Random(seed)  # noqa: S311 - the same days in every run
    days = Days(line, pcs, random, disasters=(3, 3))
    days.register(pcs[0])
    for pc in pcs:
        days.exchange(pc)
    for _ in range(STEPS):
        days.step()
    for pc in (*pcs, *pcs):
        days.exchange(pc)

    first, second = pcs
    shown = first.states(Worker)
    assert second.states(Worker) == shown
    assert states_at(central, Worker) == shown
    log = everything_taken(central)
    assert len({change.stamp for change in log}) == len(log)
    for pc in pcs:
        assert {change.stamp for change in everything_written(pc)} <= {c.stamp for c in log}
    for record, (_, stamps) in shown.items():
        assert stamps == latest_stamps(log, record)
    assert values_nobody_saw(log, central) <= kept_values(central)
    assert len({change.epoch for change in log}) > 1  # the days were such that it came to that


def everything_taken(central: ACentre) -> list[Change]:
    """The centre's log of workers; cards and links it has made by itself."""
    payloads = {(row["stream"], row["seq"]): row for row in central.rows(tables.payload)}
    return [
        Change(
            **{name: row[name] for name in _ENVELOPE},
            groups=msgspec.json.decode(payloads[row["stream"], row["seq"]]["data"]),
            base=msgspec.json.decode(payloads[row["stream"], row["seq"]]["base"]),
        )
        for row in central.rows(tables.change)
        if row["kind"] == "worker"
    ]


def everything_written(pc: APc) -> list[Change]:
    """The PC's log, all of which the centre has acknowledged."""
    state = pc.exchange()
    assert state.acked_dseq == state.last_dseq
    with pc.store.read() as connection:
        return change_log.changes_between(connection, first_dseq=1, last_dseq=state.last_dseq)


def latest_stamps(log: list[Change], record: str) -> dict[str, str]:
    """Which stamps must be shown: the clocks are right here, so the highest."""
    of_record = [change for change in log if change.record == record]
    groups = {group for change in of_record for group in change.groups}
    return {
        group: max(change.stamp for change in of_record if group in change.groups)
        for group in groups
    }


def values_nobody_saw(log: list[Change], central: ACentre) -> set[tuple[str, str, str]]:
    """(record, group, stamp) of values that are not shown and that no later writer had seen."""
    written = {(c.record, group, c.stamp) for c in log for group in c.groups}
    seen = {(c.record, group, base) for c in log for group, base in c.base.items()}
    shown = {
        (record, group, stamp)
        for record, (_, stamps) in states_at(central, Worker).items()
        for group, stamp in stamps.items()
    }
    return written - seen - shown


def kept_values(central: ACentre) -> set[tuple[str, str, str]]:
    """(record, group, stamp) of the losing values the centre keeps."""
    return {
        (row["record"], row["field_group"], row["stamp"])
        for row in central.rows(tables.losing_value)
    }
