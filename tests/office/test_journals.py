"""The journal of unsent work: kept beside the database and in the second folder, and what is lost
with a database is put back from either, once, and arrives once."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest

from desktop_app.domain.changes import Change
from desktop_app.domain.referrals import Referral
from desktop_app.domain.workers import Worker
from desktop_app.office.backups import back_up, save_second_folder
from desktop_app.office.desk import Desk
from desktop_app.office.journals import (
    DAMAGED_SUFFIX,
    Journals,
    JournalState,
    Regained,
    keep_journals,
    regained,
    tell_regained,
)
from desktop_app.office.restoring import restore
from desktop_app.office.sign_in import open_desk, sign_out
from desktop_app.office.workers import correct_worker, register_worker
from desktop_app.storage import change_log, journal, records
from desktop_app.storage.data_files import DATABASE_FILE
from tests.builders import a_worker
from tests.office.conftest import FIRST_RUN, Clock, Counter, Kept
from tests.small_disk import a_small_disk
from tests.unsent import unsent_changes

NAMES = ("Triệu Thị Mùi", "Hoàng Thị Én", "Nông Văn Bình", "Lý Văn Páo")


@dataclass(slots=True)
class AnOffice:
    """A data folder with somebody signed in, whose journals are kept when told."""

    desk: Desk
    stick: Path
    open_again: Callable[[], Desk]
    journals: Journals = field(default_factory=Journals)

    @property
    def folder(self) -> Path:
        return self.desk.folder

    @property
    def file(self) -> Path:
        """The journal beside the database."""
        return self.folder / self._name

    @property
    def on_stick(self) -> Path:
        """The journal in the second folder."""
        return self.stick / self._name

    @property
    def _name(self) -> str:
        with self.desk.store.read() as connection:
            return journal.name_of(change_log.exchange_state(connection).device)

    def register(self, *names: str) -> None:
        """New workers, each in a transaction of its own."""
        for name in names:
            register_worker(
                self.desk, worker=a_worker(full_name=name, personal_number="", registered_on=None)
            )

    def keep(self) -> tuple[JournalState, JournalState]:
        """What the window does soon after each save."""
        return keep_journals(self.journals, self.desk.store, self.folder)

    def acked(self, dseq: int) -> None:
        """The centre has all up to here."""
        with self.desk.store.apply() as transaction:
            change_log.mark_acked(transaction, dseq=dseq, chain=f"{dseq:064x}")

    def unsent(self) -> list[Change]:
        """What is to be sent."""
        with self.desk.store.read() as connection:
            return unsent_changes(connection)

    def last(self) -> tuple[int, int]:
        """The epoch under way and its newest entry."""
        with self.desk.store.read() as connection:
            state = change_log.exchange_state(connection)
        return state.epoch, state.last_dseq

    def names(self) -> list[str]:
        """The workers there are."""
        with self.desk.store.read() as connection:
            return sorted(one.full_name for one in records.find(connection, Worker))

    def told(self) -> Regained:
        """What the window says of it."""
        return regained(self.desk.store)

    def in_journal(self, path: Path) -> list[Change]:
        """What a journal holds."""
        cipher = self.desk.store.cipher(journal.PURPOSE)
        pieces = [journal.open_piece(cipher, one) for one in journal.read_file(path).sealed]
        return [change for piece in pieces if piece for change in piece.changes]

    def copy_database(self) -> bytes:
        """The database as it is now, whole."""
        with self.desk.store.aside() as connection:
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
        return (self.folder / DATABASE_FILE).read_bytes()

    def goes_back_to(self, content: bytes) -> None:
        """The program is killed, the WAL is lost, and the next morning somebody signs in."""
        sign_out(self.desk)
        (self.folder / DATABASE_FILE).write_bytes(content)
        self.journals = Journals()
        self.desk = self.open_again()


@pytest.fixture
def office(
    office_folder: Path, kept: Kept, clock: Clock, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[AnOffice]:
    """An office of Bắc Sơn with a stick as its second folder and Mùi registered."""

    def open_again() -> Desk:
        return open_desk(office_folder, key=kept.key, user_id=kept.user_id, now=clock)

    office = AnOffice(open_again(), tmp_path_factory.mktemp("stick"), open_again)
    save_second_folder(office.desk, folder=office.stick)
    office.register(NAMES[0])
    yield office
    sign_out(office.desk)


# --- Keeping -------------------------------------------------------------------------------------


def test_all_that_is_unsent_lies_in_both(office: AnOffice) -> None:
    assert office.keep() == ("kept", "kept")
    assert office.in_journal(office.file) == office.in_journal(office.on_stick) == office.unsent()
    before = office.file.read_bytes()
    office.register(NAMES[1], NAMES[2])
    assert office.keep() == ("kept", "kept")
    assert office.in_journal(office.file) == office.in_journal(office.on_stick) == office.unsent()
    assert office.file.read_bytes()[: len(before)] == before  # only appended
    written = office.file.read_bytes()
    office.keep()
    assert office.file.read_bytes() == written  # nothing new, nothing written


def test_without_a_second_folder_there_is_the_one_beside_the_database(office: AnOffice) -> None:
    save_second_folder(office.desk, folder=None)
    assert office.keep() == ("kept", "")
    assert office.in_journal(office.file) == office.unsent()


def test_it_is_emptied_when_all_in_it_is_acknowledged(office: AnOffice) -> None:
    office.register(NAMES[1])
    office.keep()
    _, last = office.last()
    office.acked(last - 1)
    office.keep()
    assert len(office.in_journal(office.file)) == last
    office.register(NAMES[2])
    office.acked(last)
    office.keep()
    assert office.in_journal(office.file) == office.unsent()
    assert len(office.unsent()) == 1
    office.acked(last + 1)
    office.keep()
    assert (office.in_journal(office.file), office.in_journal(office.on_stick)) == ([], [])
    assert office.told() == Regained()


def test_a_stick_that_is_away_is_caught_up_with_when_it_is_back(office: AnOffice) -> None:
    office.keep()
    away = office.stick.rename(office.stick.with_name("away"))
    office.register(NAMES[1])
    assert office.keep() == ("kept", "absent")
    office.register(NAMES[2])
    away.rename(office.stick)
    assert office.keep() == ("kept", "kept")
    assert office.in_journal(office.on_stick) == office.unsent()
    assert office.told() == Regained()


def test_a_folder_that_takes_nothing_is_a_state_and_fails_no_save(office: AnOffice) -> None:
    office.keep()
    office.on_stick.unlink()
    office.on_stick.mkdir()  # nobody can write a file of this name
    office.register(NAMES[1])
    assert office.keep() == ("kept", "failed")
    office.on_stick.rmdir()
    assert office.keep() == ("kept", "kept")
    assert office.in_journal(office.on_stick) == office.unsent()


def test_a_full_stick_takes_no_more_until_there_is_room(
    office: AnOffice, tmp_path_factory: pytest.TempPathFactory
) -> None:
    with a_small_disk(tmp_path_factory.mktemp("mnt") / "stick", megabytes=1) as disk:
        save_second_folder(office.desk, folder=disk.folder)
        office.stick = disk.folder
        office.keep()
        whole = office.on_stick.read_bytes()
        disk.fill()
        office.register(*(f"Hoàng Thị Én {number}" for number in range(150)))
        assert office.keep() == ("kept", "failed")
        assert office.on_stick.read_bytes()[: len(whole)] == whole
        assert len(office.names()) == 151
        disk.make_room()
        assert office.keep() == ("kept", "kept")
        assert office.in_journal(office.on_stick) == office.unsent()
        assert office.told() == Regained()


def test_a_damaged_one_is_kept_aside_told_and_written_anew(office: AnOffice) -> None:
    for name in NAMES[1:]:
        office.register(name)
        office.keep()
    content = office.file.read_bytes()
    office.file.write_bytes(content[:300] + b"\xff\xfe" + content[302:])
    damaged = office.file.read_bytes()
    office.goes_back_to(office.copy_database())
    office.keep()
    assert office.told() == Regained(damaged=1)
    assert office.told().sentence() == "Nhật ký có 1 chỗ bị hỏng, không đọc được."
    assert office.in_journal(office.file) == office.unsent()
    kept = office.file.with_name(office.file.name + DAMAGED_SUFFIX)
    assert kept.read_bytes() == damaged


# --- A database that lost its end ----------------------------------------------------------------


def test_what_was_lost_is_put_back_under_the_numbers_it_had(office: AnOffice) -> None:
    content = office.copy_database()
    office.register(*NAMES[1:])
    with office.desk.store.read() as connection:
        (mui,) = records.find(connection, Worker, full_name=(NAMES[0],))
    correct_worker(office.desk, worker=replace(mui, phone="0912345678"))
    office.keep()
    unsent = office.unsent()
    with office.desk.store.read() as connection:
        people = records.find(connection, Worker)
    office.goes_back_to(content)
    assert office.told() == Regained(changes=4)
    assert office.told().sentence() == ("Đã lấy lại 4 thay đổi từ nhật ký mà tệp dữ liệu bị mất.")
    assert office.unsent() == unsent
    with office.desk.store.read() as connection:
        assert records.find(connection, Worker) == people
    assert tell_regained(office.desk.store) == Regained(changes=4)
    assert office.told() == Regained()
    office.keep()
    office.register("Đặng Thị Sáu")
    assert office.last()[1] == len(unsent) + 1
    assert len({change.stamp for change in office.unsent()}) == len(unsent) + 1


def test_the_stick_has_what_the_data_folder_lost(office: AnOffice) -> None:
    content = office.copy_database()
    office.register(*NAMES[1:])
    office.keep()
    office.file.unlink()
    unsent = office.unsent()
    office.goes_back_to(content)
    assert (office.names(), office.told()) == ([NAMES[0]], Regained())  # nobody waits for a stick
    office.keep()
    assert (office.unsent(), office.told()) == (unsent, Regained(changes=3))


def test_what_was_written_meanwhile_keeps_its_place_beside_what_comes_back(
    office: AnOffice,
) -> None:
    content = office.copy_database()
    office.register(NAMES[1], NAMES[2])
    office.keep()
    office.file.unlink()
    away = office.stick.rename(office.stick.with_name("away"))
    lost = office.unsent()
    office.goes_back_to(content)
    office.register(NAMES[3])
    office.keep()
    written = office.unsent()
    away.rename(office.stick)
    office.keep()
    epoch, last = office.last()
    assert epoch > 1
    assert (office.names(), office.told(), last) == (
        sorted(NAMES),
        Regained(changes=2),
        len(lost) + 1,
    )
    assert office.unsent() == [
        replace(change, epoch=epoch, dseq=number)
        for number, change in enumerate([*lost, written[-1]], start=1)
    ]


def test_what_the_centre_has_already_is_missed_too(office: AnOffice) -> None:
    content = office.copy_database()
    office.register(NAMES[1], NAMES[2])
    office.keep()
    office.acked(office.last()[1])
    office.keep()
    office.goes_back_to(content)
    assert office.told() == Regained(gone=2)
    assert office.told().sentence() == (
        "2 thay đổi nữa không còn trong tệp dữ liệu; phần Trung tâm đã nhận sẽ về lại khi đồng bộ."
    )
    assert office.last()[0] > 1  # those numbers are not given again


def test_no_serial_of_a_letter_is_given_again(office: AnOffice, clock: Clock) -> None:
    content = office.copy_database()
    counter = Counter(office.desk, clock)
    with office.desk.store.read() as connection:
        (mui,) = records.find(connection, Worker)
    first = counter.issued(mui)
    office.keep()
    office.goes_back_to(content)
    with office.desk.store.read() as connection:
        assert records.get(connection, Referral, first.id) == first
    second = Counter(office.desk, clock).issued(mui)
    assert (first.number, second.number) == ("BS1-2026-00001", "BS1-2026-00002")


# --- A database that is gone ---------------------------------------------------------------------


def test_restored_from_yesterday_with_the_journal_everything_saved_is_there(
    office: AnOffice, clock: Clock
) -> None:
    backup = back_up(office.desk).file.path
    clock.move(days=1)
    office.register(*NAMES[1:])
    office.keep()
    saved = office.unsent()
    sign_out(office.desk)
    (office.folder / DATABASE_FILE).write_bytes(b"not a database at all" * 1000)
    restore(
        office.folder,
        backup,
        user_id=office.desk.user.id,
        password=FIRST_RUN["password"],
        now=clock,
    )
    office.journals, office.desk = Journals(), office.open_again()
    assert (office.names(), office.told()) == (sorted(NAMES), Regained(changes=3))
    epoch, _ = office.last()
    assert office.unsent() == [replace(change, epoch=epoch) for change in saved]
    office.keep()
    assert office.in_journal(office.file) == office.unsent()
    assert office.told() == Regained(changes=3)


def test_on_another_pc_the_stick_is_enough(
    office: AnOffice, clock: Clock, tmp_path_factory: pytest.TempPathFactory, kept: Kept
) -> None:
    back_up(office.desk)
    office.register(*NAMES[1:])
    office.keep()
    (backup,) = office.stick.glob("*.saoluu") or [None]
    fresh = tmp_path_factory.mktemp("fresh") / "data"
    assert backup is not None
    restore(fresh, backup, user_id=office.desk.user.id, password=FIRST_RUN["password"], now=clock)
    desk = open_desk(fresh, key=kept.key, user_id=kept.user_id, now=clock)
    with desk.store.read() as connection:
        there = sorted(one.full_name for one in records.find(connection, Worker))
    sign_out(desk)
    assert there == sorted(NAMES)


def test_a_journal_that_cannot_be_read_keeps_nobody_from_restoring(
    office: AnOffice, clock: Clock
) -> None:
    backup = back_up(office.desk).file.path
    office.register(NAMES[1])
    office.keep()
    office.file.unlink()
    office.file.mkdir()
    sign_out(office.desk)
    restore(
        office.folder,
        backup,
        user_id=office.desk.user.id,
        password=FIRST_RUN["password"],
        now=clock,
    )
    office.desk = office.open_again()
    assert (office.names(), office.told()) == (sorted(NAMES[:2]), Regained(changes=1))
