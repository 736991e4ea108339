"""Tests of desktop_app/office/sign_in.py on real files."""

import json
import shutil
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import msgspec
import pytest

from desktop_app.domain.faults import DamagedFile, FileReadOnly, NotOurFile, WrongPassword
from desktop_app.domain.staff import Staff
from desktop_app.office.desk import Desk, Invalid
from desktop_app.office.door import (
    DatabaseMissing,
    KeysMissing,
    OfficeLabel,
    data_state,
    known_users,
    office_of,
)
from desktop_app.office.exchange import exchange_status
from desktop_app.office.sign_in import (
    DATABASE_FILE,
    KEYRING_FILE,
    FirstRun,
    NotActive,
    recover,
    sign_in,
    sign_out,
)
from desktop_app.protocol.messages import Enrolment
from desktop_app.storage import device_keys, keyring, records
from tests.unsent import unsent_changes

Run = Callable[..., FirstRun]
Now = Callable[[], datetime]


def files(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def wrong_fields(refused: pytest.ExceptionInfo[Invalid]) -> list[str]:
    return [problem.field for problem in refused.value.problems]


def an_enrolment_file(**other: object) -> bytes:
    file = Enrolment(
        address="https://trung-tam.example:8443/",
        ca_certificate="-----BEGIN CERTIFICATE-----",
        office="TD",
        office_name="Văn phòng Tràng Định",
        pc=3,
        code="ABCD",
        expires_ms=2_000_000_000_000,
    )
    return msgspec.json.encode(msgspec.structs.replace(file, **other))


def test_an_empty_folder_becomes_an_office(tmp_path: Path, run_first: Run):
    assert data_state(tmp_path) == "empty"
    desk = run_first(tmp_path).desk
    sign_out(desk)
    assert data_state(tmp_path) == "ready"
    assert office_of(tmp_path) == OfficeLabel("BS", "Văn phòng Bắc Sơn")
    assert [user.full_name for user in known_users(tmp_path)] == ["Lý Thị Hoa"]
    assert files(tmp_path) == ["backups", KEYRING_FILE, "office.json", DATABASE_FILE]
    assert (desk.user.full_name, desk.user.role) == ("Lý Thị Hoa", "head")
    assert (desk.office.code, desk.office.name, desk.pc) == ("BS", "Văn phòng Bắc Sơn", 1)
    assert desk.demo is False


def test_the_first_user_is_a_change_on_its_way_to_the_centre(desk: Desk):
    with desk.store.read() as connection:
        sent = unsent_changes(connection)
        device = device_keys.device_keys(connection).device
    assert [(one.kind, one.record, one.device) for one in sent] == [("staff", desk.user.id, device)]


def test_the_label_of_the_office_holds_no_more_than_the_office(office_folder: Path):
    label = json.loads((office_folder / "office.json").read_text(encoding="utf-8"))
    assert label == {"code": "BS", "name": "Văn phòng Bắc Sơn"}


def test_a_label_that_cannot_be_read_does_no_harm(office_folder: Path):
    (office_folder / "office.json").write_bytes(b"\xff{")
    assert office_of(office_folder) == OfficeLabel("", "")


def test_a_first_run_says_what_is_wrong_and_makes_nothing(tmp_path: Path, run_first: Run):
    with pytest.raises(Invalid) as refused:
        run_first(tmp_path, office_code="", pc=0, full_name="  ", password="ngan")
    assert wrong_fields(refused) == ["office_code", "pc", "full_name", "password"]
    assert files(tmp_path) == []


def test_a_first_run_cut_short_can_be_done_again(tmp_path: Path, run_first: Run):
    elsewhere = tmp_path / "elsewhere"
    sign_out(run_first(elsewhere).desk)
    cut = tmp_path / "cut"
    (cut / "dang-tao").mkdir(parents=True)
    shutil.copy(elsewhere / DATABASE_FILE, cut / "dang-tao")
    shutil.copy(elsewhere / KEYRING_FILE, cut)  # moved into place before the database
    assert data_state(cut) == "empty"
    desk = run_first(cut).desk
    assert desk.user.full_name == "Lý Thị Hoa"
    sign_out(desk)
    assert files(cut) == ["backups", KEYRING_FILE, "office.json", DATABASE_FILE]


def test_a_first_run_never_touches_data_that_is_there(office_folder: Path, run_first: Run):
    before = (office_folder / DATABASE_FILE).read_bytes()
    with pytest.raises(FileExistsError):
        run_first(office_folder)
    assert (office_folder / DATABASE_FILE).read_bytes() == before


def test_a_folder_that_cannot_be_written_is_a_sentence(tmp_path: Path, run_first: Run):
    (tmp_path / "a-file").write_text("no folder", encoding="utf-8")
    with pytest.raises(FileReadOnly):
        run_first(tmp_path / "a-file" / "data")


def test_an_enrolment_file_says_office_and_number(tmp_path: Path, run_first: Run):
    desk = run_first(tmp_path, enrolment=an_enrolment_file()).desk
    with desk.store.read() as connection:
        kept = device_keys.enrolment(connection)
    assert kept is not None
    assert (kept.address, kept.code) == ("https://trung-tam.example:8443", "ABCD")
    assert (desk.office.code, desk.office.name, desk.pc) == ("TD", "Văn phòng Tràng Định", 3)
    assert exchange_status(desk).enrolled is False  # the centre has not seen the code yet
    sign_out(desk)
    assert office_of(tmp_path) == OfficeLabel("TD", "Văn phòng Tràng Định")


@pytest.mark.parametrize(
    "content",
    [
        b"not JSON",
        b"{}",
        an_enrolment_file(format="something-else"),
        an_enrolment_file(version=2),
        an_enrolment_file(expires_ms=1),
        an_enrolment_file(address="http://plain.example"),
    ],
)
def test_a_file_that_is_no_good_enrolment_is_refused(
    tmp_path: Path, run_first: Run, content: bytes
):
    with pytest.raises(Invalid) as refused:
        run_first(tmp_path, enrolment=content)
    assert wrong_fields(refused) == ["enrolment"]
    assert files(tmp_path) == []


def test_signing_in_gives_the_same_desk(office_folder: Path, password: str, clock: Now):
    user = known_users(office_folder)[0]
    desk = sign_in(office_folder, user_id=user.user_id, password=password, now=clock)
    assert (desk.user.full_name, desk.office.code, desk.pc) == ("Lý Thị Hoa", "BS", 1)
    assert desk.today().isoformat() == "2026-11-23"
    sign_out(desk)


def test_a_wrong_password_is_a_sentence_and_the_wait_grows(
    office_folder: Path, password: str, clock: Now
):
    user = known_users(office_folder)[0].user_id
    said: list[tuple[str, float]] = []
    for _ in range(3):
        with pytest.raises(WrongPassword) as refused:
            sign_in(office_folder, user_id=user, password="sai mật khẩu", now=clock)
        said.append((str(refused.value), refused.value.wait_s))
    sentence = "Mật khẩu không đúng. Hãy kiểm tra bộ gõ và phím Caps Lock rồi nhập lại."
    assert said == [(sentence, 0.0), (sentence, 0.0), (sentence, 1.0)]
    with pytest.raises(WrongPassword):  # during the wait the right one does not open either
        sign_in(office_folder, user_id=user, password=password, now=clock)


def test_the_recovery_code_gives_a_new_password(tmp_path: Path, run_first: Run, clock: Now):
    made = run_first(tmp_path)
    user = made.desk.user.id
    sign_out(made.desk)
    with pytest.raises(Invalid) as refused:
        recover(tmp_path, user_id=user, code=made.recovery_code, password="ngan", now=clock)
    assert wrong_fields(refused) == ["password"]
    with pytest.raises(WrongPassword):
        recover(tmp_path, user_id=user, code="AAAA-AAAA", password="mật khẩu mới", now=clock)
    spoken = made.recovery_code.lower().replace("-", " ")
    sign_out(recover(tmp_path, user_id=user, code=spoken, password="mật khẩu mới", now=clock))
    sign_out(sign_in(tmp_path, user_id=user, password="mật khẩu mới", now=clock))


def test_who_has_left_may_not_sign_in(tmp_path: Path, run_first: Run, password: str, clock: Now):
    desk = run_first(tmp_path).desk
    with desk.store.write(user=desk.user.id) as transaction:
        known = records.get(transaction, Staff, desk.user.id)
        assert known is not None
        records.save(transaction, replace(known, active=False))
    sign_out(desk)
    with pytest.raises(NotActive):
        sign_in(tmp_path, user_id=desk.user.id, password=password, now=clock)


def test_a_database_without_its_keys_is_not_taken_for_an_empty_folder(office_folder: Path):
    (office_folder / KEYRING_FILE).unlink()
    with pytest.raises(KeysMissing):
        data_state(office_folder)


def test_keys_whose_database_is_away_are_never_replaced(
    office_folder: Path, run_first: Run, password: str, clock: Now
):
    """Somebody moves the database aside to put a backup in its place, and starts the program."""
    user_id = known_users(office_folder)[0].user_id
    away = office_folder / "so-viec-lam (cũ).db"
    (office_folder / DATABASE_FILE).rename(away)
    keys = (office_folder / KEYRING_FILE).read_bytes()
    with pytest.raises(DatabaseMissing):
        data_state(office_folder)
    with pytest.raises(DatabaseMissing):
        run_first(office_folder)
    assert (office_folder / KEYRING_FILE).read_bytes() == keys
    away.rename(office_folder / DATABASE_FILE)
    desk = sign_in(office_folder, user_id=user_id, password=password, now=clock)
    sign_out(desk)


def test_the_end_of_a_lost_database_is_not_written_into_a_new_one(tmp_path: Path, run_first: Run):
    """SQLite would take a WAL that lies there for the new database's own."""
    lost = tmp_path / "lost"
    desk = run_first(lost).desk
    with desk.store.write(user=desk.user.id) as transaction:
        records.add(transaction, Staff(id="staff-2", full_name="Bế Văn Thật"))
    cut = tmp_path / "cut"
    cut.mkdir()
    shutil.copy(lost / f"{DATABASE_FILE}-wal", cut)
    sign_out(desk)
    with pytest.raises(DatabaseMissing):
        run_first(cut)
    assert files(cut) == [f"{DATABASE_FILE}-wal"]


def test_only_the_owner_can_enter_the_folder_or_read_the_files(tmp_path: Path, run_first: Run):
    folder = tmp_path / "data" / "so-viec-lam"
    desk = run_first(folder).desk
    private = {path.name: path.stat().st_mode & 0o777 for path in folder.iterdir()}
    del private["office.json"]  # the office's code and name only
    assert private.pop("backups") == 0o700
    sign_out(desk)
    assert folder.stat().st_mode & 0o777 == 0o700
    assert private == dict.fromkeys(
        (DATABASE_FILE, f"{DATABASE_FILE}-shm", f"{DATABASE_FILE}-wal", KEYRING_FILE), 0o600
    )


def test_a_damaged_and_a_foreign_file_are_refused_untouched(
    tmp_path: Path, run_first: Run, password: str, clock: Now
):
    ours, theirs = tmp_path / "ours", tmp_path / "theirs"
    user = run_first(ours)
    sign_out(user.desk)
    sign_out(run_first(theirs).desk)
    whole = (ours / DATABASE_FILE).read_bytes()
    shutil.copy(theirs / DATABASE_FILE, ours)
    for content, fault in (
        ((theirs / DATABASE_FILE).read_bytes(), NotOurFile),
        (whole[:5000] + bytes(200) + whole[5200:], DamagedFile),
    ):
        (ours / DATABASE_FILE).write_bytes(content)
        with pytest.raises(fault):
            sign_in(ours, user_id=user.desk.user.id, password=password, now=clock)
        assert (ours / DATABASE_FILE).read_bytes() == content


def test_signing_out_forgets_the_key(tmp_path: Path, run_first: Run):
    desk = run_first(tmp_path).desk
    sign_out(desk)
    assert files(tmp_path) == ["backups", KEYRING_FILE, "office.json", DATABASE_FILE]
    with pytest.raises(DamagedFile), desk.store.read():
        pass


def test_passwords_are_the_same_however_the_keyboard_composes_them(office_folder: Path):
    user = known_users(office_folder)[0].user_id
    assert keyring.unlock(
        office_folder / KEYRING_FILE, user_id=user, password="mùa hoa hồi nở"
    ) == keyring.unlock(office_folder / KEYRING_FILE, user_id=user, password="mu\u0300a hoa hồi nở")


def test_a_lost_key_file_is_found_again_in_the_backups(
    tmp_path: Path, run_first: Run, password: str, clock: Now
):
    desk = run_first(tmp_path / "data").desk
    sign_out(desk)
    keys = tmp_path / "data" / KEYRING_FILE
    keys.unlink()
    (keys.parent / "backups" / KEYRING_FILE).rename(keys)
    sign_out(sign_in(keys.parent, user_id=desk.user.id, password=password, now=clock))
