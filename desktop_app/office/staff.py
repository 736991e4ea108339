"""The staff (cán bộ): as the forms offer them, and as users whom the head adds, locks and gives
passwords and roles.

The record of a member of staff travels with the exchange; a password stays on the PC it was given
on, in the keyring. The two are no one transaction: a password without an active record opens
nothing (`sign_in.NotActive`), a record without a password here is shown as such. So where writing
is cut between them, nobody comes in who should not, and giving the password again mends it.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from desktop_app.domain.catalogues import Choice
from desktop_app.domain.faults import NotAllowed
from desktop_app.domain.ids import new_id
from desktop_app.domain.names import nfc, sort_key
from desktop_app.domain.problems import Problem
from desktop_app.domain.staff import CENTRE, COUNSELLOR, HEAD, Staff, check_staff, leads
from desktop_app.office.desk import Changed, Desk, Invalid, refuse_errors
from desktop_app.office.permissions import demand_head
from desktop_app.office.reading import existing, names_of_staff
from desktop_app.office.sign_in import keep_keys_in_step, password_problems
from desktop_app.storage import key_names, keyring, records
from desktop_app.storage.data_files import KEYRING_FILE, disk_faults
from desktop_app.storage.staff_rows import offices_of_staff

if TYPE_CHECKING:
    from sqlalchemy import Connection

ROLES = (COUNSELLOR, HEAD, CENTRE)


class NotOneself(NotAllowed):
    """Nobody changes his own role or locks himself."""

    sentence = (
        "Không ai tự đổi vai trò hoặc tự khóa tài khoản của mình. Chưa có gì thay đổi; hãy nhờ một "
        "trưởng văn phòng khác hoặc Trung tâm."
    )


class LastHead(NotAllowed):
    """An office keeps somebody who leads it."""

    sentence = (
        "Đây là người phụ trách cuối cùng của văn phòng nên không khóa hoặc hạ vai trò được. "
        "Hãy giao vai trò trưởng văn phòng cho người khác trước."
    )


class OnlyTheCentre(NotAllowed):
    """The role of the centre is given and taken by the centre."""

    sentence = (
        "Vai trò cán bộ Trung tâm và tài khoản của cán bộ Trung tâm chỉ Trung tâm được đổi. "
        "Chưa có gì thay đổi; hãy nhờ Trung tâm."
    )


class AnotherOffices(NotAllowed):
    """Who belongs to another office gets a password on that office's PCs."""

    sentence = (
        "Người này thuộc văn phòng khác nên không đặt mật khẩu trên máy này được. "
        "Hãy đặt mật khẩu trên máy của văn phòng đó."
    )


class Locked(NotAllowed):
    """Who is locked gets no password."""

    sentence = "Tài khoản này đang bị khóa nên không đặt mật khẩu được. Hãy mở khóa trước."


@dataclass(frozen=True, slots=True, kw_only=True)
class UserRow:
    """A member of staff as a user. `office` is the code of his office: a PC of the centre knows the
    staff of all of them. `has_password_here`: he can sign in on this PC."""

    id: str
    full_name: str
    role: str
    active: bool
    office: str
    has_password_here: bool
    is_me: bool


# --- As the forms offer them ---------------------------------------------------------------------


def counsellors(desk: Desk) -> list[Choice]:
    """Who may counsel and sign, by given name; the code of a choice is the staff member's id.

    Whoever is signed in stands first: he is the one meant nearly always.
    """
    with desk.store.read() as connection:
        staff = [member for member in records.find(connection, Staff) if member.active]
    others = [member for member in staff if member.id != desk.user.id]
    others.sort(key=_by_name)
    return [Choice(member.id, member.full_name) for member in (desk.user, *others)]


def staff_names(desk: Desk) -> dict[str, str]:
    """The names of all staff by id, of those too who have left."""
    with desk.store.read() as connection:
        return names_of_staff(connection)


def _by_name(member: Staff) -> tuple[str, str]:
    return (sort_key(member.full_name), member.id)


# --- As users ------------------------------------------------------------------------------------


def users(desk: Desk) -> list[UserRow]:
    """Everybody, those who are locked last, by given name. NotAllowed unless a head asks."""
    with desk.store.read() as connection:
        demand_head(connection, desk)
        staff = records.find(connection, Staff)
        offices = offices_of_staff(connection)
    here = {user.user_id for user in key_names.users(desk.folder / KEYRING_FILE)}
    staff.sort(key=lambda member: (not member.active, _by_name(member)))
    return [
        UserRow(
            id=member.id,
            full_name=member.full_name,
            role=member.role,
            active=member.active,
            office=offices[member.id],
            has_password_here=member.id in here,
            is_me=member.id == desk.user.id,
        )
        for member in staff
    ]


def roles_to_give(desk: Desk) -> tuple[str, ...]:
    """The roles whoever is signed in may give."""
    with desk.store.read() as connection:
        actor = demand_head(connection, desk)
    return tuple(role for role in ROLES if role != CENTRE or actor.role == CENTRE)


def add_user(desk: Desk, *, full_name: str, role: str, password: str, own_password: str) -> Changed:
    """A new member of staff, who can sign in on this PC. `own_password`, of whoever is signed in,
    opens the key that is wrapped for the new one.

    Raises NotAllowed, WrongPassword, Invalid on `full_name`, `role` and `password`, DiskFull.
    """
    member = Staff(id=new_id(), full_name=nfc(full_name), role=role)
    with desk.store.read() as connection:
        _refuse_role(demand_head(connection, desk), role)
    refuse_errors([*check_staff(member), *password_problems(password)])
    key = _own_key(desk, own_password)
    with desk.store.write(user=desk.user.id) as transaction:
        _refuse_role(demand_head(transaction, desk), role)
        records.add(transaction, member)
        # Last, so that nothing is kept of a user whose password cannot be written.
        _wrap(desk, key, member, password)
    return Changed(frozenset({"staff"}), member.id)


def give_password(desk: Desk, *, user_id: str, password: str, own_password: str) -> Changed:
    """A new password on this PC: for somebody who has forgotten his, or for a colleague who came
    with the exchange and has none here yet.

    Raises NotAllowed, WrongPassword, Invalid on `password`, DiskFull.
    """
    with desk.store.read() as connection:
        actor = demand_head(connection, desk)
        member = existing(connection, Staff, user_id)
        home = offices_of_staff(connection)[user_id]
    _refuse_centre(actor, member)
    if home != desk.office.code:
        raise AnotherOffices
    if not member.active:
        raise Locked
    refuse_errors(password_problems(password))
    _wrap(desk, _own_key(desk, own_password), member, password)
    return Changed(frozenset({"staff"}), user_id)


def rename_user(desk: Desk, *, user_id: str, full_name: str) -> Changed:
    """Write a name another way. Raises NotAllowed and Invalid on `full_name`."""

    def rename(connection: "Connection", actor: Staff, member: Staff) -> Staff:
        del connection
        _refuse_centre(actor, member)
        renamed = replace(member, full_name=nfc(full_name))
        refuse_errors(check_staff(renamed))
        return renamed

    return _change(desk, user_id, rename)


def set_role(desk: Desk, *, user_id: str, role: str) -> Changed:
    """Give a role, never to oneself. Raises NotAllowed and Invalid on `role`."""

    def change(connection: "Connection", actor: Staff, member: Staff) -> Staff:
        _refuse_oneself(actor, member)
        _refuse_role(actor, role)
        _refuse_centre(actor, member)
        changed = replace(member, role=role)
        _keep_a_head(connection, member, changed)
        return changed

    return _change(desk, user_id, change)


def lock_user(desk: Desk, *, user_id: str) -> Changed:
    """Let somebody sign in no more, on every PC that hears of it. Raises NotAllowed."""

    def lock(connection: "Connection", actor: Staff, member: Staff) -> Staff:
        _refuse_oneself(actor, member)
        _refuse_centre(actor, member)
        locked = replace(member, active=False)
        _keep_a_head(connection, member, locked)
        return locked

    return _change(desk, user_id, lock)


def unlock_user(desk: Desk, *, user_id: str) -> Changed:
    """Let somebody sign in again, with the password he had. Raises NotAllowed."""

    def unlock(connection: "Connection", actor: Staff, member: Staff) -> Staff:
        del connection
        _refuse_oneself(actor, member)
        _refuse_centre(actor, member)
        return replace(member, active=True)

    return _change(desk, user_id, unlock)


def _change(
    desk: Desk, user_id: str, change: "Callable[[Connection, Staff, Staff], Staff]"
) -> Changed:
    """Save what `change(connection, actor, member)` makes of a member of staff."""
    with desk.store.write(user=desk.user.id) as transaction:
        actor = demand_head(transaction, desk)
        member = existing(transaction, Staff, user_id)
        moved = records.save(transaction, change(transaction, actor, member))
    keep_keys_in_step(desk.store, desk.folder)
    return Changed(frozenset({"staff"} if moved else ()), user_id)


# --- What is refused -----------------------------------------------------------------------------


def _refuse_oneself(actor: Staff, member: Staff) -> None:
    if actor.id == member.id:
        raise NotOneself


def _refuse_centre(actor: Staff, member: Staff) -> None:
    if member.role == CENTRE and actor.role != CENTRE:
        raise OnlyTheCentre


def _refuse_role(actor: Staff, role: str) -> None:
    if role not in ROLES:
        raise Invalid([Problem("role", "Chưa chọn vai trò")])
    if role == CENTRE and actor.role != CENTRE:
        raise OnlyTheCentre


def _keep_a_head(connection: "Connection", before: Staff, after: Staff) -> None:
    """Of the offices whose staff this PC knows, each keeps somebody who leads it."""
    if not leads(before) or leads(after):
        return
    offices = offices_of_staff(connection)
    others = (member for member in records.find(connection, Staff) if member.id != before.id)
    if not any(leads(other) and offices[other.id] == offices[before.id] for other in others):
        raise LastHead


# --- Passwords -----------------------------------------------------------------------------------


def _own_key(desk: Desk, own_password: str) -> bytes:
    return keyring.unlock(desk.folder / KEYRING_FILE, user_id=desk.user.id, password=own_password)


def _wrap(desk: Desk, key: bytes, member: Staff, password: str) -> None:
    keys = desk.folder / KEYRING_FILE
    with disk_faults():
        if any(user.user_id == member.id for user in key_names.users(keys)):
            keyring.set_password(keys, key=key, user_id=member.id, password=password)
        else:
            keyring.add_user(
                keys, key=key, user_id=member.id, full_name=member.full_name, password=password
            )
    keyring.keep_copy(keys)
