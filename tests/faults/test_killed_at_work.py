"""Twenty kills in the middle of a day's work, of the PC or of the centre with its PostgreSQL.

The PC is the real program, typed in by key events (`typing_pc.py`). What it has said is saved is
there after every start, and at the end on a second PC that got it all from the centre. What was
typed in a form that was not saved is offered as a draft, but for the field being typed.
"""

import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from random import Random
from typing import Any

import msgspec
import pytest

from desktop_app.domain.kinds import KINDS
from desktop_app.office.door import known_users
from desktop_app.office.sign_in import first_run, sign_in, sign_out
from desktop_app.storage import records
from desktop_app.storage.tables import encode_fields
from desktop_app.sync.round import run_round
from tests.faults.centre_process import CentreProcess

KILLS = 20
SEED = 20261123
ROOT = Path(__file__).parents[2]
PASSWORD = "hoa-hoi-bac-son"


def now() -> datetime:
    """The clock of this machine."""
    return datetime.now(UTC)


@pytest.fixture
def folder() -> Iterator[Path]:
    """A folder PostgreSQL's own account may pass through."""
    with tempfile.TemporaryDirectory(prefix="vieclam-test-") as name:
        Path(name).chmod(0o711)
        yield Path(name)


@pytest.fixture
def centre(folder: Path) -> Iterator[CentreProcess]:
    """A centre with the office of Bắc Sơn, running."""
    centre = CentreProcess(folder / "centre")
    centre.set_up()
    centre.start()
    yield centre
    centre.stop()


class Pc:
    """The PC, started again after each kill; it remembers what the program has promised."""

    def __init__(self, folder: Path, enrolment: Path) -> None:
        self.folder = folder
        desk = first_run(
            folder,
            office_code="",
            office_name="",
            pc=0,
            full_name="Lý Thị Hoa",
            password=PASSWORD,
            enrolment=enrolment.read_bytes(),
            now=now,
        ).desk
        sign_out(desk)
        self.saved: dict[str, Mapping[str, Any]] = {}
        self.typed: tuple[str, Mapping[str, Any]] | None = None
        self.people = 0
        self.drafts_seen = 0

    def start(self) -> None:
        """Start it, sign in, and see that all promised is there."""
        self.people += 100
        self._program = subprocess.Popen(
            [
                sys.executable,
                *("-m", "tests.faults.typing_pc", str(self.folder), PASSWORD, str(self.people)),
            ],
            stdout=subprocess.PIPE,
            cwd=ROOT,
            env=os.environ | {"QT_QPA_PLATFORM": "offscreen", "QT_LOGGING_RULES": "qt.qpa.*=false"},
        )
        opened = self._line()
        assert opened["did"] == "opened"
        assert self.saved.keys() - set(opened["records"]) == set()
        if self.typed is not None:
            record, fields = self.typed
            if record not in opened["records"]:  # killed after the commit, before it was said
                offered = opened["drafts"][record]
                assert {name: offered[name] for name in fields} == fields
                self.drafts_seen += 1
        self.typed = None

    def work(self, lines: int) -> None:
        """Let it type until it has said so many things more."""
        for _ in range(lines):
            self._heed(self._line())

    def kill(self) -> None:
        """Pull the plug; what it has said before counts."""
        self._program.send_signal(signal.SIGKILL)
        assert self._program.stdout is not None
        for line in self._program.stdout.read().splitlines():
            with suppress(msgspec.DecodeError):  # the last one may be half a line
                self._heed(msgspec.json.decode(line))
        self._program.stdout.close()
        self._program.wait()

    def _line(self) -> dict[str, Any]:
        assert self._program.stdout is not None
        line = self._program.stdout.readline()
        assert line, "the program ended by itself"
        return msgspec.json.decode(line)

    def _heed(self, said: dict[str, Any]) -> None:
        if said["did"] == "left":
            self.typed = (said["record"], dict(said["fields"]))
        elif said["did"] == "saved":
            self.saved[said["record"]] = said["fields"]
            self.typed = None


def test_twenty_kills_lose_nothing_that_was_saved(folder: Path, centre: CentreProcess) -> None:
    chance = Random(SEED)  # noqa: S311 - the same kills in each run
    pc = Pc(folder / "pc", centre.enrolment)
    pc.start()
    killed = {"pc": 0, "centre": 0}
    for _ in range(KILLS):
        pc.work(chance.randrange(2, 22))
        if chance.random() < 0.6:
            killed["pc"] += 1
            pc.kill()
            pc.start()
        else:
            killed["centre"] += 1
            centre.kill(postgres_first=chance.random() < 0.5)
            pc.work(chance.randrange(1, 8))
            centre.start()
    pc.kill()
    assert killed["pc"] + killed["centre"] == KILLS
    assert min(killed.values()) > 0
    assert pc.drafts_seen > 0
    send_the_rest(pc)
    assert len(pc.saved) > KILLS
    assert at_another_pc(folder, centre, pc) == {
        record: filled(fields) for record, fields in pc.saved.items()
    }


def send_the_rest(pc: Pc) -> None:
    """Let the PC send what it has left, in a round to its end."""
    user = known_users(pc.folder)[0]
    desk = sign_in(pc.folder, user_id=user.user_id, password=PASSWORD, now=now)
    try:
        result = run_round(desk.store)
    finally:
        sign_out(desk)
    assert (result.fault, result.held) == (None, 0)


def at_another_pc(folder: Path, centre: CentreProcess, wanted: Pc) -> dict[str, dict[str, Any]]:
    """Of the records the first PC has saved, what a second one gets from the centre: those of
    their fields that were filled in when they were saved."""
    other = Pc(folder / "pc2", centre.enrol("BS", folder / "bac-son-2.ghidanh"))
    user = known_users(other.folder)[0]
    desk = sign_in(other.folder, user_id=user.user_id, password=PASSWORD, now=now)
    try:
        assert run_round(desk.store).fault is None
        with desk.store.read() as connection:
            got = {
                record.id: encode_fields(kind, record)
                for kind in KINDS
                for record in records.find(connection, kind.record)
            }
    finally:
        sign_out(desk)
    return {
        record: {name: value for name, value in got[record].items() if fields.get(name)}
        for record, fields in wanted.saved.items()
    }


def filled(fields: Mapping[str, Any]) -> dict[str, Any]:
    """What somebody has filled in."""
    return {name: value for name, value in fields.items() if value}
