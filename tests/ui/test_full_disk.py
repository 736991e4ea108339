"""The disk of the PC is really full, at the counter: typing, saving, backing up and exchanging each
say so, lose nothing, and go on when there is room."""

import shutil
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import msgspec
import pytest
from PySide6.QtCore import Qt, QTimer

from desktop_app.domain.faults import DiskFull
from desktop_app.domain.workers import Worker
from desktop_app.office.backups import backup_rows
from desktop_app.office.drafts import drafts
from desktop_app.office.office_settings import use_enrolment
from desktop_app.office.workers import register_worker
from desktop_app.protocol.encoding import to_json
from desktop_app.storage import backup, records
from tests.builders import a_worker
from tests.central_builder import ACentre, central, postgres
from tests.office.conftest import Clock, Kept
from tests.small_disk import SmallDisk, a_small_disk
from tests.sync.pcs import a_pc, states_at
from tests.ui.counsellor import Counsellor
from tests.ui.half_done import type_more, typed_visit, visits
from ui.screens.exchange import ExchangeScreen

__all__ = ["central", "postgres"]

F10 = Qt.Key.Key_F10
FAR_FUTURE_MS = 4_000_000_000_000
NO_ROOM_TO_EXCHANGE = (
    "Ổ đĩa của máy này đã đầy nên việc trao đổi phải dừng. Chưa mất gì; hãy xóa bớt tệp khác, "
    "máy sẽ tự trao đổi tiếp."
)


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[SmallDisk]:
    """A disk on which other files take all the room there is."""
    with a_small_disk(tmp_path / "disk") as disk:
        yield disk


@pytest.fixture
def office_folder(disk: SmallDisk, kept: Kept) -> Path:
    """The office on it."""
    return shutil.copytree(kept.folder, disk.folder / "so-viec-lam")


def test_typing_and_saving_go_on_when_there_is_room(counsellor: Counsellor, disk: SmallDisk):
    screen = typed_visit(counsellor)
    disk.fill(counsellor.main.place.desk.store)
    type_more(counsellor, screen)
    assert screen.draft_line.text() == (
        "Bản nháp chưa giữ được: ổ đĩa đầy, hãy xóa bớt tệp khác. Cứ gõ tiếp."
    )
    typed = screen.form.record()
    counsellor.press(F10)
    assert (counsellor.here, screen.strip.text()) == ("visit_form", DiskFull.sentence)
    assert (screen.form.record(), visits(counsellor)) == (typed, [])
    disk.make_room()
    screen.keep()
    counsellor.settle()
    assert (screen.draft_line.isVisible(), screen.at_risk()) == (False, False)
    counsellor.press(F10)
    assert visits(counsellor) == [typed.content]
    assert drafts(counsellor.main.place.desk) == []


def test_a_backup_is_made_when_there_is_room_and_the_old_one_stays(
    counsellor: Counsellor, disk: SmallDisk, clock: Clock
):
    assert look(counsellor) == [True]
    desk = counsellor.main.place.desk
    (file,) = (desk.folder / "backups").glob("*.saoluu")
    before = file.read_bytes()
    clock.move(days=1)
    disk.fill(desk.store)
    assert look(counsellor) == [True]
    assert counsellor.main.strip.text() == backup.FULL
    assert counsellor.main.status.backup.text() == "Chưa sao lưu được · bản gần nhất hôm qua"
    assert file.read_bytes() == before
    disk.make_room()
    assert look(counsellor) == [True, True]
    assert counsellor.main.status.backup.text() == "Sao lưu: vừa xong"


def look(counsellor: Counsellor) -> list[bool]:
    """Let the program see to the backups; which of them are here."""
    assert counsellor.program.care is not None
    counsellor.program.care.look()
    for _ in range(12):
        counsellor.settle()
    return [row.here for row in backup_rows(counsellor.main.place.desk)]


def test_an_exchange_says_why_it_stops_and_goes_on_by_itself(
    counsellor: Counsellor,
    disk: SmallDisk,
    central: ACentre,
    tmp_path: Path,
    clock: Clock,
):
    desk = counsellor.main.place.desk
    file = msgspec.structs.replace(central.enrolment("BS"), expires_ms=FAR_FUTURE_MS)
    use_enrolment(desk, content=to_json(file))
    screen = counsellor.go("exchange")
    assert isinstance(screen, ExchangeScreen)
    screen.now_button.click()
    counsellor.settle()
    with a_pc(tmp_path / "other.db", central.enrolment("BS")) as other:
        other.add(a_worker(full_name="Hoàng Thị Én"))
        other.well()
    register_worker(desk, worker=a_worker(full_name="Triệu Thị Mùi", registered_on=None))
    disk.fill(desk.store)
    screen.now_button.click()
    counsellor.settle()
    assert screen.trouble.text() == NO_ROOM_TO_EXCHANGE
    assert screen.headline.text() == "Trung tâm đã nhận 1 trên 2 thay đổi"
    assert "trao đổi chưa xong, tự thử lại" in status(counsellor)
    assert len(states_at(central, Worker)) == 1
    assert counsellor.exchange.next_at is not None
    assert counsellor.exchange.next_at - clock() < timedelta(minutes=5)  # tries soon
    disk.make_room()
    timer(counsellor).timeout.emit()
    counsellor.settle()
    assert (screen.trouble.isVisible(), len(states_at(central, Worker))) == (False, 2)
    assert screen.headline.text() == "Trung tâm đã nhận 2 trên 2 thay đổi"
    with desk.store.read() as connection:
        names = {worker.full_name for worker in records.find(connection, Worker)}
    assert names == {"Hoàng Thị Én", "Triệu Thị Mùi"}


def status(counsellor: Counsellor) -> str:
    """What the status bar says of the exchange."""
    return counsellor.main.status.findChildren(type(counsellor.main.status.backup))[0].text()


def timer(counsellor: Counsellor) -> QTimer:
    """What starts the next round."""
    (timer,) = counsellor.exchange.findChildren(QTimer)
    return timer
