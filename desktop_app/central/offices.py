"""Offices, their streams, and the one-time codes by which a PC of theirs is enrolled."""

import re
import secrets
from hashlib import sha256

from sqlalchemy import Connection, func, select
from sqlalchemy.dialects.postgresql import insert

from desktop_app.central.database import add_stream
from desktop_app.central.tables import device, enrolment, office
from desktop_app.domain.offices import CENTRE_OFFICE
from desktop_app.protocol.messages import ENROLMENT_MS, Enrolment

_OFFICE_CODE = re.compile(r"[A-Z]{2,8}")


class OfficeProblem(Exception):  # noqa: N818 - the operator reads it as a sentence
    """What the operator asked for cannot be; `str` is a Vietnamese sentence."""


def add_office(connection: Connection, *, code: str, name: str) -> None:
    """Make an office and its stream, or give an office its new name."""
    if not _OFFICE_CODE.fullmatch(code):
        raise OfficeProblem("Mã văn phòng gồm 2 đến 8 chữ cái in hoa, ví dụ BS.")
    row = insert(office).values(code=code, name=name, sees_all=code == CENTRE_OFFICE)
    connection.execute(
        row.on_conflict_do_update(index_elements=[office.c.code], set_={"name": name})
    )
    add_stream(connection, code)


def make_enrolment(
    connection: Connection,
    *,
    code: str,
    pc: int | None,
    address: str,
    ca_certificate: str,
    now_ms: int,
    box_key: str = "",
) -> Enrolment:
    """A one-time code for PC `pc` of an office (the next free number if None), good for 72 hours.

    Numbers of PCs stand in the numbers of letters, so none is ever given to a second device.
    """
    name = connection.execute(
        select(office.c.name).where(office.c.code == code).with_for_update()
    ).scalar_one_or_none()
    if name is None:
        raise OfficeProblem(f'Chưa có văn phòng {code}. Hãy chạy «add-office {code} "Tên"» trước.')
    number = next_pc(connection, code) if pc is None else pc
    if number < 1 or _pc_is_taken(connection, code, number):
        raise OfficeProblem(f"Số máy {number} của văn phòng {code} đã có máy dùng.")
    secret = secrets.token_urlsafe(24)
    expires_ms = now_ms + ENROLMENT_MS
    connection.execute(
        insert(enrolment).values(
            code_hash=code_hash(secret), office=code, pc=number, expires_ms=expires_ms, device=""
        )
    )
    return Enrolment(
        address=address,
        ca_certificate=ca_certificate,
        office=code,
        office_name=name,
        pc=number,
        code=secret,
        expires_ms=expires_ms,
        box_key=box_key,
    )


def code_hash(code: str) -> str:
    """What is kept of a code; it has too much chance in it to be guessed from this."""
    return sha256(code.encode()).hexdigest()


def next_pc(connection: Connection, code: str) -> int:
    """A number no PC of the office has been given, by a code or otherwise; its row is locked."""
    given = [
        connection.execute(select(func.max(table.c.pc)).where(table.c.office == code)).scalar()
        for table in (device, enrolment)
    ]
    return 1 + max(number or 0 for number in given)


def _pc_is_taken(connection: Connection, code: str, pc: int) -> bool:
    """Also by a device that has another number by now: letters with this one are about."""
    e = enrolment.c
    taken = select(e.device).where(e.office == code, e.pc == pc, e.device != "")
    return connection.execute(taken.limit(1)).first() is not None
