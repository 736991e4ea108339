"""The clock of a PC is years off, for the whole process: its files, its database, its TLS. Saving
and exchanging go on, what is later stays later, and nothing is lost."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import msgspec
import pytest

from desktop_app.central import tables
from desktop_app.domain.workers import Worker
from tests.central_builder import ACentre
from tests.sync.pcs import APc, states_at

SOURCE = Path(__file__).with_name("wrong_clock.c")
DAYS_TOLERATED = 2


@pytest.fixture(scope="module")
def other_time(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What makes a process live at another time."""
    compiler = shutil.which("cc")
    if compiler is None or sys.platform != "linux":
        pytest.skip("another time needs a C compiler, and Linux")
    library = tmp_path_factory.mktemp("clock") / "wrong_clock.so"
    subprocess.run(
        [compiler, "-shared", "-fPIC", "-o", str(library), str(SOURCE), "-ldl"], check=True
    )
    return library


def at(year: int, library: Path, pc: APc, *numbers: str) -> None:
    """Use a PC's database in that year. Its store is closed so long."""
    off = datetime(year, 6, 1, tzinfo=UTC) - datetime.now(UTC)
    pc.close()
    done = subprocess.run(
        [sys.executable, "-m", "tests.faults.pc_at_another_time", str(pc.path), *numbers],
        env=os.environ | {"LD_PRELOAD": str(library), "SECONDS_OFF": f"{off.total_seconds():.0f}"},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stderr
    pc.open()
    told = msgspec.json.decode(done.stdout, type=dict[str, Any])
    assert (told["year"], told["fault"]) == (year, "")
    assert told["acked"] == told["written"]
    assert abs(told["days_off"] + off.days) <= DAYS_TOLERATED


def shown(central: ACentre, *pcs: APc) -> str:
    """The telephone number everybody shows."""
    phones = {str(states_at(central, Worker)["w1"][0]["phone"])}
    phones |= {pc.one(Worker, "w1").phone for pc in pcs}
    (phone,) = phones
    return phone


@pytest.mark.parametrize("year", [1980, 2090])
def test_saves_and_rounds_go_on_in_their_order(
    year: int, other_time: Path, central: ACentre, enrolled: Callable[..., APc]
) -> None:
    pc, right = enrolled("BS"), enrolled("BS")
    at(year, other_time, pc, "0912000101", "0912000102", "0912000103")
    right.well()
    assert shown(central, pc, right) == "0912000103"
    right.save(replace(right.one(Worker, "w1"), phone="0912000104"))
    right.well()
    at(year, other_time, pc)
    assert shown(central, pc, right) == "0912000104"
    at(year, other_time, pc, "0912000105")
    right.well()
    assert shown(central, pc, right) == "0912000105"
    pc.save(replace(pc.one(Worker, "w1"), phone="0912000106"))  # somebody has put it right
    pc.well()
    right.well()
    right.save(replace(right.one(Worker, "w1"), phone="0912000107"))
    right.well()
    pc.well()
    assert shown(central, pc, right) == "0912000107"
    assert central.rows(tables.losing_value) == []
    assert pc.states(Worker) == right.states(Worker) == states_at(central, Worker)


@pytest.mark.parametrize("year", [1980, 2090])
def test_two_who_did_not_know_of_each_other_lose_nothing(
    year: int, other_time: Path, central: ACentre, enrolled: Callable[..., APc]
) -> None:
    pc, right = enrolled("BS"), enrolled("BS")
    at(year, other_time, pc, "0912000101")
    right.well()
    right.save(replace(right.one(Worker, "w1"), phone="0912000102"))
    at(year, other_time, pc, "0912000103")
    right.well()
    pc.well()
    right.well()
    kept = {row["lost"] for row in central.rows(tables.losing_value)}
    texts = {f'{{"phone":"{number}"}}' for number in ("0912000102", "0912000103")}
    winner = f'{{"phone":"{shown(central, pc, right)}"}}'
    assert kept | {winner} == texts
