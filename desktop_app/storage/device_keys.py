"""What makes this PC known to the centre: its device id, its Ed25519 key and its enrolment.

The key never leaves the encrypted database but to sign. Talking to the centre is `sync`'s.
"""

import secrets
from dataclasses import dataclass

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import Connection, insert, select, update

from desktop_app.storage.setting_rows import get_setting, set_setting
from desktop_app.storage.tables import device, log_epoch, sync_ctx, sync_state

_PC = "pc"


@dataclass(frozen=True, slots=True, kw_only=True)
class DeviceKeys:
    """`device` is 16 hexadecimal digits, `private_key` the 32 raw bytes of an Ed25519 key."""

    device: str
    private_key: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredEnrolment:
    """An enrolment file's content. While `enrolled` is false, `code` still has to be presented."""

    address: str
    ca_certificate: str
    office: str
    office_name: str
    pc: int
    code: str
    expires_ms: int
    enrolled: bool = False
    box_key: str = ""


def make_device(connection: Connection) -> None:
    """Give a new database its device, and start its clock and its log."""
    name = secrets.token_hex(8)
    key = Ed25519PrivateKey.generate().private_bytes_raw()
    connection.execute(insert(device), {"id": 1, "device": name, "private_key": key})
    connection.execute(insert(sync_ctx), {"id": 1, "device": name})
    connection.execute(insert(log_epoch), {"epoch": 1, "first_dseq": 1})
    connection.execute(insert(sync_state), {"id": 1})


def device_keys(connection: Connection) -> DeviceKeys:
    """This PC's device and key."""
    row = connection.execute(select(device.c.device, device.c.private_key)).one()
    return DeviceKeys(device=row.device, private_key=row.private_key)


def enrolment(connection: Connection) -> StoredEnrolment | None:
    """The enrolment this PC has, presented to the centre already or not."""
    row = connection.execute(select(device)).one()
    if not row.address:
        return None
    return StoredEnrolment(
        address=row.address,
        ca_certificate=row.ca_certificate,
        office=row.office,
        office_name=row.office_name,
        pc=row.pc,
        code=row.code,
        expires_ms=row.expires_ms,
        enrolled=bool(row.enrolled),
        box_key=row.box_key,
    )


def save_enrolment(connection: Connection, stored: StoredEnrolment) -> None:
    """Keep an enrolment, replacing an earlier one; records written from now on are its office's,
    and the number it brings settles one that was due."""
    connection.execute(
        update(device).values(
            address=stored.address,
            ca_certificate=stored.ca_certificate,
            office=stored.office,
            office_name=stored.office_name,
            pc=stored.pc,
            code=stored.code,
            expires_ms=stored.expires_ms,
            enrolled=int(stored.enrolled),
            number_due=0,
            box_key=stored.box_key,
        )
    )
    set_setting(connection, _PC, str(stored.pc))
    set_stream(connection, stored.office)


def mark_enrolled(connection: Connection) -> None:
    """The centre knows this PC now; the code has done its work and is forgotten."""
    connection.execute(update(device).values(enrolled=1, code=""))


def set_box_key(connection: Connection, box_key: str) -> None:
    """What USB sticks for the centre are sealed to; a centre that names none changes nothing."""
    if box_key:
        connection.execute(update(device).values(box_key=box_key))


def number_is_due(connection: Connection) -> bool:
    """Whether this PC was restored and has not got its new number from the centre yet."""
    return connection.scalar(select(device.c.number_due)) == 1


def ask_for_number(connection: Connection) -> None:
    """Stop using the PC's number: the centre gives another with the next exchange."""
    connection.execute(update(device).values(number_due=1))


def pc_number(connection: Connection) -> int:
    """The number of this PC, which stands in the numbers of its letters."""
    return int(get_setting(connection, _PC, "0"))


def set_pc_number(connection: Connection, pc: int) -> None:
    """Go by this number from now on; no other is due any more."""
    connection.execute(update(device).values(pc=pc, number_due=0))
    set_setting(connection, _PC, str(pc))


def set_address(connection: Connection, address: str) -> None:
    """Reach the centre under another address; its certificate stays the pinned one."""
    connection.execute(update(device).values(address=address))


def set_stream(connection: Connection, office_code: str) -> None:
    """Records written from now on belong to this office's stream."""
    connection.execute(update(sync_ctx).values(stream=office_code))
