"""The roll of offices and devices for the operator, and taking a device's right to read away or
giving it back. Not for what a device may do: `devices.py`.
"""

from collections.abc import Iterator
from datetime import UTC, datetime

from sqlalchemy import Connection, func, select, update

from desktop_app.central import tables
from desktop_app.central.offices import OfficeProblem
from desktop_app.domain.dates import show_time


def office_lines(connection: Connection) -> Iterator[str]:
    """Each office with its devices and how far its stream has come."""
    d, s = tables.device.c, tables.stream.c
    for office in connection.execute(select(tables.office).order_by(tables.office.c.code)):
        devices = connection.scalar(select(func.count()).where(d.office == office.code))
        revoked = connection.scalar(
            select(func.count()).where(d.office == office.code, d.revoked.is_(True))
        )
        head = connection.scalar(select(s.head).where(s.name == office.code)) or 0
        taken_back = f" ({revoked} đã thu hồi)" if revoked else ""
        yield f"{office.code}  {office.name}: {devices} máy{taken_back}, {head} thay đổi"


def device_lines(connection: Connection, *, office: str = "") -> Iterator[str]:
    """Each device: whose it is, what came of it and when, and what waits in quarantine."""
    d, link, q = tables.device.c, tables.link.c, tables.quarantine.c
    rows = connection.execute(
        select(tables.device)
        .where(*([d.office == office] if office else []))
        .order_by(d.office, d.pc, d.id)
    )
    for row in rows:
        last_ms = connection.scalar(select(func.max(link.received_ms)).where(link.device == row.id))
        held = connection.scalar(select(func.count()).where(q.device == row.id))
        yield "  ".join(
            [
                f"{row.office} máy {row.pc}  {row.id}",
                f"ghi danh {_time(row.enrolled_ms)}",
                f"gửi lần cuối {_time(last_ms)}" if last_ms else "chưa gửi gì",
                *([f"{held} thay đổi đang chờ"] if held else []),
                *(["đã thu hồi"] if row.revoked else []),
            ]
        )


def set_revoked(connection: Connection, device: str, *, revoked: bool) -> str:
    """Take the device's right to read away, or give it back; whose it is. What it pushes while it
    is revoked waits in quarantine. OfficeProblem when there is no such device."""
    d = tables.device.c
    row = connection.execute(
        update(tables.device)
        .where(d.id == device)
        .values(revoked=revoked)
        .returning(d.office, d.pc)
    ).one_or_none()
    if row is None:
        raise OfficeProblem(f"Không có máy {device}. Xem danh sách bằng «vieclam-central devices».")
    return f"máy {row.pc} của văn phòng {row.office}"


def _time(ms: int) -> str:
    return show_time(datetime.fromtimestamp(ms / 1000, UTC))
