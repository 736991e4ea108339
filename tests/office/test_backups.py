"""Backups of an office's PC: when they are due, where they lie, what opening them shows."""

import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from desktop_app.domain.faults import NotAllowed
from desktop_app.domain.staff import COUNSELLOR, Staff
from desktop_app.office.backups import (
    back_up,
    backup_due,
    backup_rows,
    backup_state,
    copy_to_second,
    keep_test,
    proof_due,
    prove_newest,
    save_second_folder,
)
from desktop_app.office.desk import Desk, Invalid
from desktop_app.office.restoring import second_folder_of, users_in
from desktop_app.storage import backup_file, records
from desktop_app.storage.data_files import KEYRING_FILE
from tests.office.conftest import Clock
from tests.small_disk import a_small_disk


def names(folder: Path) -> list[str]:
    return sorted(file.name for file in folder.iterdir() if file.suffix == ".saoluu")


@pytest.fixture
def stick(desk: Desk, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A stick that is the second folder."""
    stick = tmp_path_factory.mktemp("stick")
    save_second_folder(desk, folder=stick)
    return stick


def test_one_is_due_each_day(desk: Desk, clock: Clock):
    assert backup_due(desk)
    assert backup_state(desk).newest is None
    made = back_up(desk)
    assert (made.file.path.name, made.second) == ("BS1-20261123-083000.saoluu", "")
    assert made.file.path.stat().st_mode & 0o777 == 0o600
    assert not backup_due(desk)
    clock.move(hours=15)
    assert not backup_due(desk)
    clock.move(hours=1)
    assert backup_due(desk)


def test_one_of_tomorrow_does_not_stand_for_todays(desk: Desk, clock: Clock):
    """The clock stood wrong, and was set right again."""
    clock.move(days=3)
    back_up(desk)
    clock.move(days=-3)
    assert backup_due(desk)
    back_up(desk)
    assert not backup_due(desk)


def test_a_clock_that_stands_years_behind_keeps_no_backup_from_being_made(desk: Desk, clock: Clock):
    """Its battery is empty: each morning it begins with the same day of years ago."""
    for _ in range(12):
        back_up(desk)
        clock.move(days=31)
    clock.at = clock.at.replace(year=2019)
    made = back_up(desk).file
    assert made.path.exists()
    assert (backup_state(desk).newest, backup_due(desk)) == (made, False)
    clock.move(hours=-1)
    assert backup_due(desk)


def test_a_day_under_a_clock_that_ran_ahead_keeps_no_later_one_from_the_second_folder(
    desk: Desk, stick: Path, clock: Clock
):
    clock.move(days=1000)
    ahead = back_up(desk).file
    clock.move(days=-999)
    made = back_up(desk)
    assert (made.second, names(stick)) == ("copied", [made.file.path.name, ahead.path.name])
    assert backup_state(desk).newest == made.file
    test = prove_newest(desk)
    assert test is not None
    assert test.name == made.file.path.name


def test_the_newest_is_opened_and_what_it_showed_is_kept(desk: Desk, clock: Clock):
    assert prove_newest(desk) is None
    back_up(desk)
    assert proof_due(desk)
    test = prove_newest(desk)
    assert test is not None
    assert keep_test(desk, test=test).kinds == {"backup"}
    assert backup_state(desk).tested == test
    assert test.sentence() == "Bản sao lưu 23/11/2026 08:30: đã mở thử, tốt"
    assert not proof_due(desk)
    clock.move(days=1)
    assert proof_due(desk)


def test_a_bad_one_is_found_and_the_last_good_one_stays(desk: Desk, clock: Clock):
    good = back_up(desk).file.path
    test = prove_newest(desk)
    assert test is not None
    keep_test(desk, test=test)
    clock.move(hours=1)
    bad = back_up(desk).file.path
    assert names(good.parent) == [good.name, bad.name]  # not thinned out: the last good one
    content = bytearray(bad.read_bytes())
    content[len(content) // 2] ^= 1
    bad.write_bytes(content)
    test = prove_newest(desk)
    assert test is not None
    assert test.sentence() == "Bản sao lưu 23/11/2026 09:30: đã mở thử, bị hỏng"
    keep_test(desk, test=test)
    assert [(row.file.path, row.good) for row in backup_rows(desk)] == [(bad, False), (good, True)]


def test_one_that_is_cut_short_proves_bad(desk: Desk):
    made = back_up(desk).file.path
    made.write_bytes(made.read_bytes()[:1000])
    test = prove_newest(desk)
    assert test is not None
    assert not test.good


def test_one_made_after_the_keys_were_taken_away_can_still_be_opened(desk: Desk):
    (desk.folder / KEYRING_FILE).unlink()
    made = back_up(desk).file.path
    assert [user.user_id for user in users_in(made)] == [desk.user.id]


# --- The second folder ---------------------------------------------------------------------------


def test_each_is_copied_to_the_second_folder(desk: Desk, stick: Path, clock: Clock):
    first = back_up(desk)
    assert (first.second, names(stick)) == ("copied", [first.file.path.name])
    clock.move(days=1)
    second = back_up(desk)
    assert names(stick) == [first.file.path.name, second.file.path.name]
    assert [(row.here, row.in_second) for row in backup_rows(desk)] == [(True, True)] * 2


def test_a_stick_that_is_away_gets_its_copy_when_it_is_back(desk: Desk, stick: Path):
    away = stick.rename(stick.with_name("away"))
    made = back_up(desk)
    assert (made.second, backup_state(desk).second) == ("absent", "absent")
    assert copy_to_second(desk) == "absent"
    away.rename(stick)
    assert backup_state(desk).second == "waiting"
    assert copy_to_second(desk) == "copied"
    assert names(stick) == [made.file.path.name]


def test_a_stick_pulled_out_while_it_is_written_keeps_its_old_ones(
    desk: Desk, stick: Path, clock: Clock, monkeypatch: pytest.MonkeyPatch
):
    older = back_up(desk).file.path.name
    clock.move(days=1)
    away = stick.with_name("away")
    really = backup_file.copy_to

    def pull_out(path: Path, folder: Path, stopped: Callable[[], bool]) -> None:
        def now() -> bool:
            if folder.exists():
                folder.rename(away)
            return stopped()

        really(path, folder, stopped=now)

    with monkeypatch.context() as pulled:
        pulled.setattr(backup_file, "copy_to", pull_out)
        made = back_up(desk)
    assert made.second == "absent"
    assert names(away) == [older]
    assert (away / older).read_bytes() == (desk.folder / "backups" / older).read_bytes()
    away.rename(stick)
    assert copy_to_second(desk) == "copied"
    assert names(stick) == [older, made.file.path.name]
    assert [file.name for file in stick.iterdir() if file.suffix == ".new"] == []


def test_a_stick_that_takes_no_more_is_no_failed_backup(desk: Desk, stick: Path, clock: Clock):
    older = back_up(desk).file.path.name
    clock.move(days=1)
    shutil.copy(stick / older, stick / "kept")
    for half in ("BS1-20261124-083000.saoluu.new",):
        (stick / half).mkdir()  # what cannot be written even by root
    made = back_up(desk)
    assert made.second == "failed"
    assert names(stick) == [older]
    assert (stick / older).read_bytes() == (stick / "kept").read_bytes()


def test_a_stick_that_is_full_keeps_its_old_ones_and_takes_the_next_when_there_is_room(
    desk: Desk, tmp_path_factory: pytest.TempPathFactory, clock: Clock
):
    with a_small_disk(tmp_path_factory.mktemp("disks") / "stick") as stick:
        save_second_folder(desk, folder=stick.folder)
        older = back_up(desk).file.path
        clock.move(days=1)
        stick.fill()
        made = back_up(desk)
        assert (made.second, names(stick.folder)) == ("failed", [older.name])
        assert (stick.folder / older.name).read_bytes() == older.read_bytes()
        stick.make_room()
        assert copy_to_second(desk) == "copied"
        assert names(stick.folder) == [older.name, made.file.path.name]


def test_the_second_folder_lies_elsewhere_and_can_be_written(desk: Desk, tmp_path: Path):
    (tmp_path / "a-file").write_bytes(b"")
    for unfit in (desk.folder / "backups", tmp_path / "a-file", tmp_path / "nowhere"):
        with pytest.raises(Invalid) as refused:
            save_second_folder(desk, folder=unfit)
        assert [problem.field for problem in refused.value.problems] == ["second_folder"]
    assert second_folder_of(desk.folder) is None


def test_the_second_folder_can_be_done_without_again(desk: Desk, stick: Path):
    assert second_folder_of(desk.folder) == stick
    save_second_folder(desk, folder=None)
    assert (second_folder_of(desk.folder), backup_state(desk).second) == (None, "")


def test_only_the_head_chooses_it(desk: Desk, stick: Path):
    with desk.store.write(user=desk.user.id) as transaction:
        me = records.get(transaction, Staff, desk.user.id)
        assert me is not None
        records.save(transaction, replace(me, role=COUNSELLOR))
    for wish in (None, stick.parent):
        with pytest.raises(NotAllowed):
            save_second_folder(desk, folder=wish)
    assert second_folder_of(desk.folder) == stick
