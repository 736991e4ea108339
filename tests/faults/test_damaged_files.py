"""Flipped bytes and cut-off ends of the database, its WAL and its journal, at random places: what
was saved is there, or the program says that the file is damaged. Never is something just gone.

SQLite takes a WAL whose end is cut off or damaged for a shorter one and says nothing; only the
journal knows better.
"""

import shutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from random import Random

import pytest

from desktop_app.domain.faults import DamagedFile, NotOurFile
from desktop_app.domain.kinds import KINDS
from desktop_app.domain.records import Record
from desktop_app.office.backups import back_up, database_is_whole
from desktop_app.office.desk import Desk
from desktop_app.office.journals import Journals, Regained, keep_journals, regained
from desktop_app.office.restoring import restore
from desktop_app.office.sign_in import DATABASE_FILE, open_desk, sign_out
from desktop_app.office.workers import correct_worker, worker
from desktop_app.storage import change_log, records
from desktop_app.storage.journal import name_of
from tests.builders import a_worker
from tests.office.conftest import (
    FIRST_RUN,
    Clock,
    Counter,
    Kept,
    clock,
    kept,
    office_folder,
)

__all__ = ["clock", "kept", "office_folder"]

SEED = 20261123
ROUNDS = 12
RESTORED = 2
WAL = f"{DATABASE_FILE}-wal"

Damage = Callable[[Random, bytes], bytes]
Saved = Mapping[str, list[Record]]


@dataclass(frozen=True)
class Killed:
    """The folder of a program that was killed, and what it had said was saved."""

    folder: Path
    journal: Path
    saved: Saved
    stamps: list[str]


def all_records(desk: Desk) -> Saved:
    """Everything in the database."""
    with desk.store.read() as connection:
        return {kind.name: records.find(connection, kind.record) for kind in KINDS}


def all_stamps(desk: Desk) -> list[str]:
    """The log, by its stamps."""
    with desk.store.read() as connection:
        last = change_log.exchange_state(connection).last_dseq
        changes = change_log.changes_between(connection, first_dseq=1, last_dseq=last)
    return [change.stamp for change in changes]


def a_days_work(desk: Desk, clock: Clock, people: int) -> None:
    """People come, are counselled, and get letters; the journal is kept as the window does it."""
    counter, journals = Counter(desk, clock), Journals()
    for number in range(people):
        person = counter.registered(a_worker(personal_number="", registered_on=None))
        counter.visited(person, content="Muốn làm gần nhà vì con nhỏ. " * 20)
        known = worker(desk, worker_id=person.id)
        correct_worker(desk, worker=replace(known, phone=f"09121{number:05d}"))
        if number % 3 == 0:
            counter.issued(person)
        keep_journals(journals, desk.store, desk.folder)


@pytest.fixture(scope="module")
def killed(kept: Kept, tmp_path_factory: pytest.TempPathFactory) -> Killed:
    """A morning in the database, an afternoon in the WAL, yesterday's backup beside them."""
    clock, folder = Clock(), tmp_path_factory.mktemp("office")
    shutil.copytree(kept.folder, folder, dirs_exist_ok=True)
    desk = open_desk(folder, key=kept.key, user_id=kept.user_id, now=clock)
    back_up(desk)
    clock.move(days=1)
    a_days_work(desk, clock, people=8)
    with desk.store.aside() as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
    a_days_work(desk, clock, people=8)
    saved, stamps = all_records(desk), all_stamps(desk)
    dead = tmp_path_factory.mktemp("dead")
    shutil.copytree(folder, dead, dirs_exist_ok=True, ignore=shutil.ignore_patterns("*-shm"))
    with desk.store.read() as connection:
        name = name_of(change_log.exchange_state(connection).device)
    sign_out(desk)
    return Killed(dead, dead / name, saved, stamps)


def flipped(chance: Random, content: bytes) -> bytes:
    """Up to eight bytes that are others."""
    damaged = bytearray(content)
    for _ in range(chance.randrange(1, 9)):
        damaged[chance.randrange(len(damaged))] ^= chance.randrange(1, 256)
    return bytes(damaged)


def torn(chance: Random, content: bytes) -> bytes:
    """The end is missing."""
    return content[: chance.randrange(len(content))]


def zeroed(chance: Random, content: bytes) -> bytes:
    """A stretch the disk never wrote."""
    begin = chance.randrange(len(content))
    length = min(chance.randrange(1, 9000), len(content) - begin)
    return content[:begin] + bytes(length) + content[begin + length :]


@pytest.mark.parametrize("damage", [flipped, torn, zeroed])
@pytest.mark.parametrize("name", [DATABASE_FILE, WAL])
def test_what_was_saved_is_there_or_the_file_is_said_to_be_damaged(
    killed: Killed, kept: Kept, clock: Clock, tmp_path: Path, name: str, damage: Damage
) -> None:
    chance = Random(f"{SEED} {name} {damage.__name__}")  # noqa: S311 - the same damage in each run
    opened = 0
    for number in range(ROUNDS):
        folder = tmp_path / str(number)
        shutil.copytree(killed.folder, folder)
        file = folder / name
        file.write_bytes(damage(chance, file.read_bytes()))
        try:
            desk = open_desk(folder, key=kept.key, user_id=kept.user_id, now=clock)
        except (DamagedFile, NotOurFile):
            continue
        try:
            assert desk.store.was_cut  # so the window looks through all of it
            if database_is_whole(desk):
                opened += 1
                assert all_records(desk) == killed.saved, f"round {number} of seed {SEED}"
                assert all_stamps(desk) == killed.stamps
        finally:
            close(desk)
        shutil.rmtree(folder)
    assert (opened == ROUNDS) == (name == WAL)  # of a WAL SQLite only takes what is whole


def close(desk: Desk) -> None:
    """A damaged file cannot always be closed well."""
    try:
        sign_out(desk)
    except DamagedFile:
        desk.store.close()


def test_a_wal_that_is_gone_is_made_good_by_the_journal_and_told(
    killed: Killed, kept: Kept, clock: Clock, tmp_path: Path
) -> None:
    folder = tmp_path / "office"
    shutil.copytree(killed.folder, folder)
    (folder / WAL).unlink()
    desk = open_desk(folder, key=kept.key, user_id=kept.user_id, now=clock)
    assert all_records(desk) == killed.saved
    assert all_stamps(desk) == killed.stamps
    lost = regained(desk.store)
    assert lost == Regained(changes=lost.changes)
    assert lost.changes > 20
    sign_out(desk)


def test_a_damaged_journal_takes_nothing_from_a_database_that_is_well(
    killed: Killed, kept: Kept, clock: Clock, tmp_path: Path
) -> None:
    chance = Random(SEED)  # noqa: S311 - the same damage in each run
    told = 0
    for number in range(ROUNDS):
        folder = tmp_path / str(number)
        shutil.copytree(killed.folder, folder)
        file = folder / killed.journal.name
        file.write_bytes(chance.choice([flipped, torn, zeroed])(chance, file.read_bytes()))
        desk = open_desk(folder, key=kept.key, user_id=kept.user_id, now=clock)
        keep_journals(Journals(), desk.store, folder)
        lost = regained(desk.store)
        told += lost.damaged > 0
        assert (lost.changes, lost.gone) == (0, 0)
        assert all_records(desk) == killed.saved
        sign_out(desk)
        desk = open_desk(folder, key=kept.key, user_id=kept.user_id, now=clock)
        keep_journals(Journals(), desk.store, folder)
        assert regained(desk.store) == lost  # what was written anew is whole
        sign_out(desk)
    assert told > 0


def test_a_damaged_database_comes_back_whole_from_the_backup_and_the_journal(
    killed: Killed, kept: Kept, clock: Clock, tmp_path: Path
) -> None:
    chance = Random(SEED)  # noqa: S311 - the same damage in each run
    for number in range(RESTORED):
        folder = tmp_path / str(number)
        shutil.copytree(killed.folder, folder)
        for name in (DATABASE_FILE, WAL):
            file = folder / name
            file.write_bytes(zeroed(chance, torn(chance, file.read_bytes()) or b"x"))
        (backup,) = (folder / "backups").glob("*.saoluu")
        restore(folder, backup, user_id=kept.user_id, password=FIRST_RUN["password"], now=clock)
        desk = open_desk(folder, key=kept.key, user_id=kept.user_id, now=clock)
        assert all_records(desk) == killed.saved
        with desk.store.read() as connection:
            waiting = change_log.waiting(connection, 1000)
        assert len(waiting) == len(killed.stamps)
        sign_out(desk)
