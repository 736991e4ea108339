"""A PC and the centre, each killed again and again at random points of their work.

The PC works through the verbs of the office and exchanges all the time, without its window
(`working_pc.py`; with it: `test_killed_at_work.py`). What it has said is saved is there after every
start; what it has said is acknowledged is at the centre after every start of that; and in the end
every change is there exactly once, at the centre and on a second PC.
"""

import os
import select
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import Any

import msgspec
import pytest
from sqlalchemy import select as rows_of

from desktop_app.central import tables
from desktop_app.central.database import centre_database
from desktop_app.central.place import Place
from desktop_app.central.streams import CENTRE_DEVICE
from desktop_app.office.desk import Desk
from desktop_app.office.door import known_users
from desktop_app.office.sign_in import first_run, sign_in, sign_out
from desktop_app.storage import change_log
from desktop_app.sync.round import run_round
from tests.faults.centre_process import CentreProcess
from tests.faults.conftest import amount
from tests.faults.working_pc import now, values

KILLS_OF_THE_CENTRE = amount(50, 500)
KILLS_OF_THE_PC = amount(50, 1000)
SEED = 20261126
LONGEST_LIFE_S = 0.5
LONGEST_ROUND_S = 120.0
ROOT = Path(__file__).parents[2]
PASSWORD = "hoa-hoi-bac-son"

Number = tuple[str, int, int]


@pytest.fixture
def folder() -> Iterator[Path]:
    """A folder PostgreSQL's own account may pass through."""
    with tempfile.TemporaryDirectory(prefix="vieclam-test-") as name:
        Path(name).chmod(0o711)
        yield Path(name)


@pytest.fixture
def centre(folder: Path) -> Iterator[CentreProcess]:
    """A centre with the office of Bắc Sơn, running, on a PostgreSQL with its own settings."""
    centre = CentreProcess(folder / "centre")
    centre.set_up()
    centre.start()
    yield centre
    centre.stop()


class Pc:
    """The PC; it remembers what the program has promised."""

    def __init__(self, folder: Path, enrolment: Path) -> None:
        self.folder = folder
        sign_out(a_new_desk(folder, enrolment))
        self.saved: dict[str, str] = {}
        self.saving: tuple[str, str] | None = None
        self.acked = 0
        self.rounds_well = 0
        self.lives = 0
        self._heard = b""
        self._maker = subprocess.Popen(
            [sys.executable, "-m", "tests.faults.working_pc", str(folder), PASSWORD],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            cwd=ROOT,
            bufsize=0,
        )

    def start(self) -> None:
        """Start it, and see that it holds exactly what it has promised; of what was being saved
        when it was killed, all or nothing."""
        assert self._maker.stdin is not None
        self.lives += 1
        self._maker.stdin.write(b"%d\n" % (self.lives * 100_000))
        while b"\n" not in self._heard:
            self._hear()
        line, _, self._heard = self._heard.partition(b"\n")
        opened = msgspec.json.decode(line)
        self._process = opened["process"]
        if self.saving is not None:
            record, value = self.saving
            if opened["records"].get(record) == value:  # killed after the commit
                self.saved[record] = value
        assert opened["records"] == self.saved
        self.saving = None

    def work(self, seconds: float) -> None:
        """Let it go on for so long."""
        assert self._maker.stdout is not None
        until = time.monotonic() + seconds
        while (left := until - time.monotonic()) > 0:
            if select.select([self._maker.stdout], [], [], left)[0]:
                self._hear()
            self._heed()

    def work_until_a_round_is_well(self) -> None:
        """So that between two kills of the centre something has arrived."""
        before, until = self.rounds_well, time.monotonic() + LONGEST_ROUND_S
        while self.rounds_well == before:
            assert time.monotonic() < until, "no round goes well"
            self.work(0.05)

    def kill(self) -> None:
        """Pull the plug; what it has said before counts."""
        os.kill(self._process, signal.SIGKILL)
        while _is_alive(self._process):
            self.work(0.001)
        self.work(0.001)
        self._heard = b""  # half a line

    def end(self) -> None:
        """Kill it, and never start it again."""
        self.kill()
        assert self._maker.stdin is not None
        assert self._maker.stdout is not None
        self._maker.stdin.close()
        self._maker.wait()
        self._maker.stdout.close()

    def _hear(self) -> None:
        assert self._maker.stdout is not None
        said = os.read(self._maker.stdout.fileno(), 1 << 20)
        assert said, "the program ended by itself"
        self._heard += said

    def _heed(self) -> None:
        *lines, self._heard = self._heard.split(b"\n")
        for line in lines:
            self._believe(msgspec.json.decode(line))

    def _believe(self, said: dict[str, Any]) -> None:
        if said["did"] == "saving":
            self.saving = (said["record"], said["value"])
        elif said["did"] == "saved":
            self.saved[said["record"]] = said["value"]
            self.saving = None
        else:
            self.rounds_well += said["well"]
            self.acked = said["acked"]


def _is_alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    return True


def test_kills_lose_nothing_and_make_nothing_twice(folder: Path, centre: CentreProcess) -> None:
    chance = Random(SEED)  # noqa: S311 - the same kills in each run, as far as time allows
    pc = Pc(folder / "pc", centre.enrolment)
    pc.start()
    for kill in range(KILLS_OF_THE_CENTRE):
        pc.work_until_a_round_is_well()
        pc.work(chance.random() * LONGEST_LIFE_S)
        centre.kill(postgres_first=chance.random() < 0.5)
        centre.begin()
        for _ in range(KILLS_OF_THE_PC // KILLS_OF_THE_CENTRE):
            if chance.random() < 0.5:
                centre.wait_until_ready()
            pc.work(chance.random() * LONGEST_LIFE_S)
            pc.kill()
            pc.start()
        centre.wait_until_ready()
        if kill % 10 == 0:
            assert pc.acked <= len(numbers_at(folder))
    pc.end()
    assert pc.rounds_well >= KILLS_OF_THE_CENTRE
    desk = sign_in(pc.folder, user_id=known_users(pc.folder)[0].user_id, password=PASSWORD, now=now)
    with_all = exchanged(desk)
    assert numbers_at(folder) == with_all
    assert len(with_all) > KILLS_OF_THE_PC
    shown = values(desk)
    sign_out(desk)
    if pc.saving is not None and shown.get(pc.saving[0]) == pc.saving[1]:
        pc.saved |= dict([pc.saving])
    assert shown == pc.saved
    other = a_new_desk(folder / "pc2", centre.enrol("BS", folder / "bac-son-2.ghidanh"))
    exchanged(other)
    assert values(other) == pc.saved
    sign_out(other)


def a_new_desk(folder: Path, enrolment: Path) -> Desk:
    """A PC of the office, signed in for the first time."""
    return first_run(
        folder,
        office_code="",
        office_name="",
        pc=0,
        full_name="Lý Thị Hoa",
        password=PASSWORD,
        enrolment=enrolment.read_bytes(),
        now=now,
    ).desk


def exchanged(desk: Desk) -> list[Number]:
    """A round to its end; then what this PC has written, each change by its number."""
    result = run_round(desk.store)
    assert (result.fault, result.held) == (None, 0)
    with desk.store.read() as connection:
        state = change_log.exchange_state(connection)
        log = change_log.changes_between(connection, first_dseq=1, last_dseq=state.last_dseq)
    assert state.acked_dseq == state.last_dseq
    return sorted((change.device, change.epoch, change.dseq) for change in log)


def numbers_at(folder: Path) -> list[Number]:
    """What PCs have written, as the centre's logs have it, each as often as it stands there."""
    c = tables.change.c
    with centre_database(Place(folder / "centre")) as engine, engine.connect() as connection:
        statement = rows_of(c.device, c.epoch, c.dseq).where(c.device != CENTRE_DEVICE)
        return sorted((row.device, row.epoch, row.dseq) for row in connection.execute(statement))
