"""A PC's disk dies in the middle of the day. Yesterday's backup, what had arrived at the centre,
and the journal on the stick together are all that was ever saved, and it arrives once."""

from pathlib import Path

import pytest

from desktop_app.central import tables
from desktop_app.office.backups import back_up, save_second_folder
from desktop_app.office.door import known_users
from desktop_app.office.journals import Journals, Regained, keep_journals, regained
from desktop_app.office.restoring import restore
from desktop_app.office.sign_in import DATABASE_FILE, recover, sign_out
from desktop_app.storage.tables import RECORD_TABLES
from tests.central_builder import ACentre
from tests.sync.pcs import states_at
from tests.sync.test_restored_pc import KINDS, PASSWORD, AnOfficePc, Office, now, office, states

__all__ = ["office"]


@pytest.mark.parametrize("destroyed", ["the whole folder", "the database"])
def test_nothing_that_was_saved_is_lost_and_all_arrives_once(
    central: ACentre, office: Office, tmp_path: Path, destroyed: str
) -> None:
    pc = office()
    stick = tmp_path / "stick"
    stick.mkdir()
    save_second_folder(pc.desk, folder=stick)
    journals = Journals()
    before = pc.served("0378111201")
    pc.well()
    back_up(pc.desk)
    # What the window does after each save; half of the day there is a line.
    arrived = pc.served("0378111202")
    pc.rings_at(before, "0378111298")
    keep_journals(journals, pc.desk.store, pc.desk.folder)
    pc.well()
    keep_journals(journals, pc.desk.store, pc.desk.folder)
    unsent = pc.served("0378111203")
    pc.rings_at(before, "0378111299")
    pc.letter(unsent)
    pc.rings_at(arrived, "0378111297")
    keep_journals(journals, pc.desk.store, pc.desk.folder)
    saved = {kind: states(pc, kind) for kind in KINDS}

    restored = restored_from(pc, stick, tmp_path, destroyed)
    assert regained(restored.desk.store).changes > 4
    assert regained(restored.desk.store) == Regained(changes=regained(restored.desk.store).changes)
    restored.well()
    restored.well()
    for kind in KINDS:
        assert states(restored, kind) == states_at(central, kind) == saved[kind]
    assert [restored.phone_of(person) for person in (before, arrived, unsent)] == [
        "0378111299",
        "0378111297",
        "0378111203",
    ]
    log = central.rows(tables.change)
    assert len({row["stamp"] for row in log}) == len(log)
    assert central.count(tables.losing_value) == 0
    assert central.count(tables.quarantine) == 0
    assert central.count(RECORD_TABLES["conflict"]) == 0
    # The journals of the new life hold nothing any more.
    keep_journals(Journals(), restored.desk.store, restored.desk.folder)
    assert regained(restored.desk.store).gone == 0
    sign_out(restored.desk)


def restored_from(pc: AnOfficePc, stick: Path, tmp_path: Path, destroyed: str) -> AnOfficePc:
    """The PC as it is after the restore, in its folder or in a fresh one."""
    folder = pc.desk.folder
    if destroyed == "the database":
        pc.desk.store.close()
        (folder / DATABASE_FILE).write_bytes(b"no database any more")
    else:
        folder = tmp_path / "fresh"
    (backup,) = (pc.desk.folder / "backups").glob("*.saoluu")
    if destroyed == "the whole folder":  # all there is lies on the stick
        backup = backup.rename(stick / backup.name)
    restore(folder, backup, code=pc.code, now=now)
    (user,) = known_users(folder)
    desk = recover(folder, user_id=user.user_id, code=pc.code, password=PASSWORD, now=now)
    return AnOfficePc(desk, pc.code)
