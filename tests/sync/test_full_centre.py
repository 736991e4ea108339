"""The centre's disk is full: it answers that it is busy and does nothing in part, PCs keep what
they have, and all goes on by itself once there is room."""

import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import pytest

from desktop_app.central import tables
from desktop_app.central.database import closing_engine, make_database, make_tables
from desktop_app.central.offices import add_office
from desktop_app.central.postmaster import own_postgres
from desktop_app.domain.faults import Unreachable
from desktop_app.domain.workers import Worker
from desktop_app.protocol.encoding import to_json
from tests.builders import a_worker
from tests.central_builder import ACentre, APostgres, refusal
from tests.small_disk import SmallDisk, a_small_disk
from tests.sync.pcs import APc, a_pc, states_at

MEGABYTES = 220
NOTE = "Đã làm ở khu công nghiệp, muốn làm gần nhà. " * 40
WAL = {"min_wal_size": "32MB", "max_wal_size": "48MB", "fsync": "off"}


@dataclass(frozen=True)
class Full:
    """A centre whose database lies on a small disk of its own."""

    centre: ACentre
    disk: SmallDisk


@pytest.fixture
def full(postgres: APostgres) -> Iterator[Full]:
    """The folder is one every account may pass through, because as root PostgreSQL runs as one of
    its own."""
    with ExitStack() as stack:
        folder = Path(tempfile.mkdtemp(prefix="vieclam-test-"))
        stack.callback(shutil.rmtree, folder)
        folder.chmod(0o711)
        disk = stack.enter_context(a_small_disk(folder / "disk", megabytes=MEGABYTES))
        own = own_postgres(disk.folder / "postgres", lock=folder / "lock", settings=WAL)
        postmaster = stack.enter_context(own)
        make_database(postmaster.url("postgres"), "vieclam")
        engine = stack.enter_context(closing_engine(url := postmaster.url("vieclam")))
        make_tables(engine)
        with engine.begin() as connection:
            add_office(connection, code="BS", name="Văn phòng đại diện Bắc Sơn")
        centre = ACentre(APostgres(postmaster, postgres.keys, stack), url, engine)
        centre.start()
        stack.callback(centre.stop)
        yield Full(centre, disk)


@pytest.fixture
def pc(full: Full, tmp_path: Path) -> Iterator[APc]:
    """An enrolled PC with three hundred people nobody else has."""
    with a_pc(tmp_path / "bs.db", full.centre.enrolment("BS")) as pc:
        pc.well()
        pc.add(*(a_worker(note=NOTE) for _ in range(300)))
        yield pc


def test_a_full_disk_at_the_centre_is_a_pause_and_no_loss(
    full: Full, pc: APc, expect_log: Callable[[str], None]
) -> None:
    centre, disk = full.centre, full.disk
    expect_log("the database does not answer: OperationalError")
    disk.fill()
    result = pc.round()
    assert isinstance(result.fault, Unreachable)
    assert (result.sent, result.retry_after_s) == (0, 30.0)
    assert (pc.exchange().acked_dseq, pc.exchange().last_dseq) == (0, 300)
    for table in (tables.change, tables.payload, tables.link, tables.quarantine):
        assert centre.count(table) == 0
    assert states_at(centre, Worker) == {}
    assert [row["next_dseq"] for row in centre.rows(tables.device)] == [1]
    assert {row["head"] for row in centre.rows(tables.stream)} == {0}
    disk.make_room()
    assert pc.well().sent == 300
    assert pc.states(Worker) == states_at(centre, Worker)
    assert centre.count(tables.change) == 300


def test_reading_goes_on_while_nothing_can_be_written(
    full: Full, pc: APc, expect_log: Callable[[str], None]
) -> None:
    centre, disk = full.centre, full.disk
    pc.well()
    expect_log("the database does not answer: OperationalError")
    device = centre.new_device("BS")
    device.enrol()
    disk.fill()
    batch = device.sealed([device.write(groups={"note": {"note": NOTE * 8}}) for _ in range(200)])
    response = device.post("/v1/push", to_json(batch))
    assert refusal(response) == (503, "busy")
    assert response.headers["Retry-After"] == "30"
    assert len(device.pull()["BS"]) == 300
    assert device.hello().next_dseq == 1
    disk.make_room()
    device.client.close()
