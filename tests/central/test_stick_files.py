"""`stick-in` on sticks that are full, missing or not to be written: said, and nothing is lost."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from desktop_app.central.keys import box_key
from desktop_app.central.stick import TakenIn
from desktop_app.central.stick_files import StickProblem, take_file_in
from desktop_app.domain.workers import Worker
from tests.builders import a_worker
from tests.central_builder import ACentre
from tests.small_disk import SmallDisk, a_small_disk
from tests.sync.pcs import APc, a_pc, states_at
from tests.sync.test_stick import read, write

FILE = "svl-BS1.traloi"


@pytest.fixture
def pc(central: ACentre, tmp_path: Path) -> Iterator[APc]:
    """A PC without a line, with five people to send."""
    with a_pc(tmp_path / "bs.db", central.enrolment("BS")) as pc:
        pc.add(*(a_worker(personal_number="", full_name="Hoàng Thị Mẫu") for _ in range(5)))
        yield pc


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[SmallDisk]:
    """A stick that can be filled."""
    with a_small_disk(tmp_path / "stick", megabytes=1) as disk:
        yield disk


def take(centre: ACentre, source: Path, out: Path) -> TakenIn:
    box = box_key(centre.postgres.keys)
    return take_file_in(centre.engine, box=box, source=source, out=out, now_ms=centre.now_ms())


def refusal(centre: ACentre, source: Path, out: Path) -> str:
    with pytest.raises(StickProblem) as told:
        take(centre, source, out)
    return str(told.value)


def test_a_full_stick_is_said_and_taking_in_again_is_well(
    central: ACentre, pc: APc, disk: SmallDisk, tmp_path: Path
) -> None:
    request = write(pc, tmp_path / "usb")
    disk.fill()
    said = refusal(central, request, disk.folder / FILE)
    assert said.startswith("Không còn chỗ để ghi trả lời ")
    assert "nhận hai lần không sai gì" in said
    assert [path.name for path in disk.folder.iterdir()] == ["photos"]
    assert len(states_at(central, Worker)) == 5  # what was taken in stays so
    disk.make_room()
    assert take(central, request, disk.folder / FILE).refusals == ()
    assert read(pc, disk.folder / FILE).acked == 5
    assert len(states_at(central, Worker)) == 5


def test_a_stick_that_is_not_there_is_said_before_anything_is_taken_in(
    central: ACentre, pc: APc, tmp_path: Path
) -> None:
    request = write(pc, tmp_path / "usb")
    gone = tmp_path / "không có"
    assert refusal(central, gone / "a.guidi", tmp_path / FILE).startswith("Không thấy tệp ")
    assert refusal(central, request, gone / FILE).startswith("Không thấy thư mục ")
    assert refusal(central, tmp_path, tmp_path / FILE).startswith("Không đọc được tệp ")
    assert states_at(central, Worker) == {}
    assert not (tmp_path / FILE).exists()


def test_a_stick_that_may_not_be_written(central: ACentre, pc: APc, tmp_path: Path) -> None:
    request = write(pc, tmp_path / "usb")
    (tmp_path / "taken" / FILE / "x").mkdir(parents=True)
    said = refusal(central, request, tmp_path / "taken" / FILE)
    assert said.startswith("USB đã rút ra, hoặc không cho ghi")
    assert [path.name for path in (tmp_path / "taken").iterdir()] == [FILE]
    assert take(central, request, tmp_path / FILE).sent == 5
