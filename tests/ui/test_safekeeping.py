"""The journal beside the window: written after each save, on a stick too when it is there, and what
it has brought back is told once."""

from pathlib import Path

import pytest

from desktop_app.domain.workers import Worker
from desktop_app.office.backups import save_second_folder
from desktop_app.office.desk import Desk
from desktop_app.office.journals import Journals, Regained, keep_journals, look_into, regained
from desktop_app.office.sign_in import DATABASE_FILE, open_desk, sign_out
from desktop_app.office.workers import register_worker
from desktop_app.storage import change_log, journal, records
from tests.builders import a_worker
from tests.office.conftest import Clock, Kept
from tests.ui.counsellor import Counsellor
from ui.care import Care
from ui.safekeeping import HERE_FAILED, JournalStatus


def desk_of(counsellor: Counsellor) -> Desk:
    return counsellor.main.place.desk


def care_of(counsellor: Counsellor) -> Care:
    assert counsellor.program.care is not None
    return counsellor.program.care


def status(counsellor: Counsellor) -> JournalStatus:
    return care_of(counsellor).status().journal


def save(counsellor: Counsellor, name: str) -> None:
    """Somebody is registered as a form does it."""
    desk, place = desk_of(counsellor), counsellor.main.place
    worker = a_worker(full_name=name, personal_number="", registered_on=None)
    place.write(lambda: register_worker(desk, worker=worker), place.announce, owner=place)
    counsellor.settle()


def name_of(desk: Desk) -> str:
    with desk.store.read() as connection:
        return journal.name_of(change_log.exchange_state(connection).device)


def reach(desk: Desk, folder: Path) -> tuple[int, int]:
    """Up to which entry of which epoch the journal in a folder goes."""
    return look_into(desk.store, [journal.read_file(folder / name_of(desk))]).reach


def newest(desk: Desk) -> tuple[int, int]:
    with desk.store.read() as connection:
        state = change_log.exchange_state(connection)
    return state.epoch, state.last_dseq


def test_each_save_is_in_it_soon(counsellor: Counsellor) -> None:
    desk = desk_of(counsellor)
    counsellor.settle()
    for name in ("Triệu Thị Mùi", "Hoàng Thị Én"):
        save(counsellor, name)
        assert reach(desk, desk.folder) == newest(desk)
    assert status(counsellor) == JournalStatus(here="kept")


def test_a_stick_pulled_out_is_a_state_and_is_caught_up_with(
    counsellor: Counsellor, tmp_path_factory: pytest.TempPathFactory
) -> None:
    desk, stick = desk_of(counsellor), tmp_path_factory.mktemp("stick")
    save_second_folder(desk, folder=stick)
    save(counsellor, "Triệu Thị Mùi")
    assert status(counsellor) == JournalStatus(here="kept", second="kept")
    assert reach(desk, stick) == newest(desk)
    away = stick.rename(stick.with_name("away"))
    save(counsellor, "Hoàng Thị Én")
    assert status(counsellor).of_second() == (
        "nhật ký việc chưa gửi: sẽ chép khi có thư mục",
        "mute",
    )
    assert not counsellor.main.strip.isVisible()  # calm
    away.rename(stick)
    save(counsellor, "Nông Văn Bình")
    assert status(counsellor).of_second() == ("nhật ký việc chưa gửi: đủ", "ok")
    assert reach(desk, stick) == newest(desk)


def test_one_that_cannot_be_written_fails_no_save_and_is_said(counsellor: Counsellor) -> None:
    desk = desk_of(counsellor)
    counsellor.settle()
    file = desk.folder / name_of(desk)
    file.unlink(missing_ok=True)
    file.mkdir()
    save(counsellor, "Triệu Thị Mùi")
    with desk.store.read() as connection:
        assert [one.full_name for one in records.find(connection, Worker)] == ["Triệu Thị Mùi"]
    assert status(counsellor).trouble() == HERE_FAILED
    file.rmdir()
    save(counsellor, "Hoàng Thị Én")
    assert status(counsellor) == JournalStatus(here="kept")


@pytest.fixture
def _torn(office_folder: Path, kept: Kept, clock: Clock) -> None:
    """A database that has lost what was saved last, as a torn WAL leaves it."""
    before = (office_folder / DATABASE_FILE).read_bytes()
    desk = open_desk(office_folder, key=kept.key, user_id=kept.user_id, now=clock)
    worker = a_worker(full_name="Triệu Thị Mùi", registered_on=None)
    register_worker(desk, worker=worker)
    keep_journals(Journals(), desk.store, office_folder)
    sign_out(desk)
    (office_folder / DATABASE_FILE).write_bytes(before)


@pytest.mark.usefixtures("_torn")
def test_what_was_lost_is_there_when_the_window_opens_and_told_once(
    counsellor: Counsellor,
) -> None:
    counsellor.settle()
    assert counsellor.main.strip.text() == (
        "Đã lấy lại 1 thay đổi từ nhật ký mà tệp dữ liệu bị mất."
    )
    assert regained(desk_of(counsellor).store) == Regained()
    with desk_of(counsellor).store.read() as connection:
        assert [one.full_name for one in records.find(connection, Worker)] == ["Triệu Thị Mùi"]
