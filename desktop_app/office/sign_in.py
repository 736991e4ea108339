"""The first run, signing in and signing out: how a desk comes to be and ends.

What the first window needs before anybody has signed in stands in `door.py`.
"""

import json
import shutil
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from desktop_app.domain.faults import Fault
from desktop_app.domain.ids import member_id, new_id
from desktop_app.domain.names import nfc
from desktop_app.domain.offices import CENTRE_OFFICE, Office
from desktop_app.domain.problems import Problem
from desktop_app.domain.staff import CENTRE, HEAD, Staff
from desktop_app.office.desk import Desk, refuse_errors
from desktop_app.office.door import PREPARING, data_state
from desktop_app.paths import resources
from desktop_app.storage import key_names
from desktop_app.storage.data_files import (
    DATABASE_FILE,
    KEYRING_FILE,
    OFFICE_FILE,
    disk_faults,
    emptied,
    make_private,
)
from desktop_app.storage.key_names import KeyringUser

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from desktop_app.storage.device_keys import StoredEnrolment
    from desktop_app.storage.store import Store

SHORTEST_PASSWORD = 8
LARGEST_PC = 63
"""The number of a PC has six bits in the code printed on letters."""


class NotActive(Fault):
    """The member of staff may no longer sign in."""

    sentence = "Tài khoản này đã ngừng sử dụng. Hãy hỏi trưởng văn phòng hoặc Trung tâm."


@dataclass(frozen=True, slots=True)
class FirstRun:
    """A new database, open. The recovery code is shown and printed once and kept nowhere."""

    desk: Desk
    recovery_code: str


# --- First run, in, out --------------------------------------------------------------------------


def first_run(
    folder: Path,
    *,
    office_code: str,
    office_name: str,
    pc: int,
    full_name: str,
    password: str,
    enrolment: bytes | None = None,
    now: Callable[[], datetime],
) -> FirstRun:
    """Make the database of a new PC and sign its first user in.

    Everything is prepared aside and moved into place, the database last: cut at any moment the
    folder is empty as before, and the first run can simply be done again. Raises Invalid with
    problems on the fields `office_code`, `pc`, `full_name`, `password`, `enrolment`; DiskFull,
    FileReadOnly; FileExistsError when there is a database already, KeysMissing or DatabaseMissing
    when there is part of one.
    """
    from desktop_app.office.office_settings import read_enrolment

    enrolled = read_enrolment(enrolment, now=now()) if enrolment else None
    if enrolled:
        office_code, office_name, pc = enrolled.office, enrolled.office_name, enrolled.pc
    office = Office(id=office_id(office_code), code=office_code, name=nfc(office_name))
    role = CENTRE if office.code == CENTRE_OFFICE else HEAD  # somebody has to let others in
    user = Staff(id=new_id(), full_name=nfc(full_name), role=role)
    refuse_errors(_first_run_problems(office, user, pc=pc, password=password))
    if data_state(folder) == "ready":
        raise FileExistsError(DATABASE_FILE)
    with disk_faults():
        make_private(folder)
        (folder / KEYRING_FILE).unlink(missing_ok=True)  # of a first run cut short
        aside = emptied(folder / PREPARING)
        key, recovery_code = _make_files(aside, office=office, user=user, password=password)
        _write_beginning(aside, key=key, office=office, user=user, pc=pc, enrolment=enrolled)
        for name in (KEYRING_FILE, OFFICE_FILE, DATABASE_FILE):
            (aside / name).replace(folder / name)
        shutil.rmtree(aside)
    desk = open_desk(folder, key=key, user_id=user.id, now=now)
    _note_sign_in(desk)
    return FirstRun(desk, recovery_code)


def sign_in(folder: Path, *, user_id: str, password: str, now: Callable[[], datetime]) -> Desk:
    """Open the database with the user's password.

    Raises WrongPassword, KeysMissing, NotActive, and what `open_database` raises of the file.
    """
    from desktop_app.storage import keyring

    data_state(folder)
    key = keyring.unlock(folder / KEYRING_FILE, user_id=user_id, password=password)
    desk = open_desk(folder, key=key, user_id=user_id, now=now)
    _note_sign_in(desk)
    return desk


def recover(
    folder: Path, *, user_id: str, code: str, password: str, now: Callable[[], datetime]
) -> Desk:
    """Sign in by the recovery code and give the user a new password. The code opens the key and
    nothing else: whoever is locked stays locked, and his password as it was.

    Raises Invalid on `password`, WrongPassword for a wrong code, and what `sign_in` raises.
    """
    from desktop_app.storage import keyring

    data_state(folder)
    refuse_errors(password_problems(password))
    keys = folder / KEYRING_FILE
    key = keyring.unlock_with_recovery(keys, code)
    desk = open_desk(folder, key=key, user_id=user_id, now=now)
    try:
        with disk_faults():
            keyring.set_password(keys, key=key, user_id=user_id, password=password)
        keyring.keep_copy(keys)
    except BaseException:
        sign_out(desk)
        raise
    _note_sign_in(desk, by_recovery_code=True)
    return desk


def open_desk(folder: Path, *, key: bytes, user_id: str, now: Callable[[], datetime]) -> Desk:
    """The desk of a user whose password has been proved: open the database with its raw key."""
    from desktop_app.office.journals import put_back_what_is_beside
    from desktop_app.storage import engine, keyring

    store = engine.open_database(folder / DATABASE_FILE, key)
    try:
        put_back_what_is_beside(store, folder)
        keep_keys_in_step(store, folder)
        keyring.keep_copy(folder / KEYRING_FILE)
        return _desk_of(store, folder, user_id, now)
    except BaseException:
        store.close()
        raise


def _note_sign_in(desk: Desk, *, by_recovery_code: bool = False) -> None:
    """In the audit. A full disk keeps nobody out: it is told when something is to be saved."""
    from desktop_app.office.audit import BY_RECOVERY_CODE, note_sign_in

    with suppress(Fault):
        note_sign_in(desk, detail=BY_RECOVERY_CODE if by_recovery_code else "")


def sign_out(desk: Desk) -> None:
    """Close the database and forget the key. The desk is of no use afterwards."""
    keep_keys_in_step(desk.store, desk.folder)  # the next sign-in shows what came meanwhile
    desk.store.close()


def keep_keys_in_step(store: "Store", folder: Path) -> None:
    """Let the sign-in window know who has been locked or has another name. Whoever has a password
    and no record is listed as locked: he cannot sign in. A file that cannot be written, or a
    database that cannot be read, is no reason to stop."""
    from desktop_app.storage import keyring, records

    keys = folder / KEYRING_FILE
    with suppress(OSError, Fault):
        known = {user.user_id: user.full_name for user in key_names.users(keys)}
        with store.read() as connection:
            staff = {one.id: one for one in records.find(connection, Staff, id=tuple(known))}
        labels = [
            KeyringUser(each, staff[each].full_name, locked=not staff[each].active)
            if each in staff
            else KeyringUser(each, name, locked=True)
            for each, name in known.items()
        ]
        keyring.keep_in_step(keys, labels)


def office_id(code: str) -> str:
    """The id of an office's record: derived from its code, so that all its PCs mean the same."""
    return member_id("office", code)


# --- Making the files ----------------------------------------------------------------------------


def _first_run_problems(office: Office, user: Staff, *, pc: int, password: str) -> list[Problem]:
    problems: list[Problem] = []
    if not (len(office.code) == 2 and office.code.isascii() and office.code.isupper()):
        problems.append(Problem("office_code", "Hãy chọn văn phòng."))
    if not 1 <= pc <= LARGEST_PC:
        problems.append(Problem("pc", f"Số máy là số từ 1 đến {LARGEST_PC}."))
    if not user.full_name:
        problems.append(Problem("full_name", "Hãy nhập họ và tên người dùng đầu tiên."))
    return [*problems, *password_problems(password)]


def password_problems(password: str) -> list[Problem]:
    """What is wrong with a new password."""
    if len(password) >= SHORTEST_PASSWORD:
        return []
    return [Problem("password", f"Mật khẩu cần ít nhất {SHORTEST_PASSWORD} ký tự.")]


def _make_files(folder: Path, *, office: Office, user: Staff, password: str) -> tuple[bytes, str]:
    """The empty database, its keys and its label; the raw key and the recovery code."""
    from desktop_app.storage import engine, keyring

    key, recovery_code = keyring.create_keyring(
        folder / KEYRING_FILE, user_id=user.id, full_name=user.full_name, password=password
    )
    engine.create_database(folder / DATABASE_FILE, key)
    (folder / DATABASE_FILE).chmod(0o600)  # the files SQLite puts beside it get the same
    label = json.dumps({"code": office.code, "name": office.name}, ensure_ascii=False)
    (folder / OFFICE_FILE).write_text(label, encoding="utf-8")
    return key, recovery_code


def _write_beginning(
    folder: Path,
    *,
    key: bytes,
    office: Office,
    user: Staff,
    pc: int,
    enrolment: "StoredEnrolment | None",
) -> None:
    """The first user, as a change like any other, and what this PC knows of itself."""
    from desktop_app.storage import device_keys, engine, records
    from desktop_app.storage.setting_rows import set_setting

    store = engine.open_database(folder / DATABASE_FILE, key)
    try:
        with store.write(user=user.id) as transaction:
            device_keys.set_stream(transaction, office.code)
            records.add(transaction, user)
            set_setting(transaction, "office_code", office.code)
            set_setting(transaction, "office_name", office.name)
            set_setting(transaction, "pc", str(pc))
            if enrolment:
                device_keys.save_enrolment(transaction, enrolment)
    finally:
        store.close()


# --- Opening -------------------------------------------------------------------------------------


def _desk_of(store: "Store", folder: Path, user_id: str, now: Callable[[], datetime]) -> Desk:
    from desktop_app.domain.catalogues import load_catalogues
    from desktop_app.storage import records
    from desktop_app.storage.setting_rows import get_setting

    with store.read() as connection:
        user = records.get(connection, Staff, user_id)
        office = _office_of(connection)
        pc = int(get_setting(connection, "pc", "0"))
        demo = get_setting(connection, "demo", "") == "1"
    if user is None or not user.active:
        raise NotActive
    return Desk(
        store=store,
        folder=folder,
        user=user,
        office=office,
        pc=pc,
        catalogues=load_catalogues(resources() / "catalogues"),
        now=now,
        demo=demo,
    )


def _office_of(connection: "Connection") -> Office:
    """The office's record, or while it has none what the first run was told."""
    from desktop_app.storage import records
    from desktop_app.storage.setting_rows import get_setting

    code = get_setting(connection, "office_code", "")
    name = get_setting(connection, "office_name", "")
    known = records.get(connection, Office, office_id(code))
    return known or Office(id=office_id(code), code=code, name=name)
