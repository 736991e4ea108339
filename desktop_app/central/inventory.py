"""What the centre's database holds, as text a person can read. Not for the log."""

from collections.abc import Iterator
from typing import Any, cast

from sqlalchemy import Connection, Table, func, select

from desktop_app.central import tables
from desktop_app.central.checking import QUARANTINE
from desktop_app.domain.kinds import KINDS
from desktop_app.domain.records import Kind
from desktop_app.storage.tables import from_columns, table_of

_KIND_NAMES = {
    "office": "Văn phòng",
    "staff": "Cán bộ",
    "worker": "Người lao động",
    "employer": "Doanh nghiệp",
    "vacancy": "Việc làm trống",
    "place_taken": "Chỗ làm đã có người nhận",
    "visit": "Lượt tư vấn",
    "referral": "Phiếu giới thiệu",
    "referral_event": "Diễn biến giới thiệu",
    "follow_up_task": "Việc cần theo dõi",
    "follow_up_contact": "Lần theo dõi",
    "conflict": "Thẻ xung đột",
    "person_link": "Hồ sơ của cùng một người",
    "handover": "Chuyển hồ sơ giữa các văn phòng",
    "note_template": "Mẫu câu",
}


def inventory(connection: Connection) -> Iterator[str]:
    """Line by line: offices, devices, streams, records of each kind, what lost, what waits."""
    yield from _offices(connection)
    yield from _streams(connection)
    for kind in KINDS:
        yield from _records(connection, kind)
    yield from _losing(connection)
    yield from _quarantine(connection)


def _offices(connection: Connection) -> Iterator[str]:
    yield f"Văn phòng và máy: {_count(connection, tables.device)} máy"
    for office in connection.execute(select(tables.office).order_by(tables.office.c.code)):
        yield f"  {office.code}  {office.name}"
        devices = select(tables.device).where(tables.device.c.office == office.code)
        for device in connection.execute(devices.order_by(tables.device.c.pc)):
            state = "đã thu hồi" if device.revoked else f"đã nhận {device.next_dseq - 1} thay đổi"
            yield f"    máy {device.pc}  {device.id}  {state}"


def _streams(connection: Connection) -> Iterator[str]:
    yield f"Nhật ký: {_count(connection, tables.change)} thay đổi"
    for stream in connection.execute(select(tables.stream).order_by(tables.stream.c.name)):
        yield f"  {stream.name}: {stream.head}"


def _records(connection: Connection, kind: Kind) -> Iterator[str]:
    table = table_of(kind)
    yield f"{_KIND_NAMES.get(kind.name, kind.name)} ({kind.name}): {_count(connection, table)}"
    for row in connection.execute(select(table).order_by(table.c.id)).mappings():
        values = {name: value for name, value in from_columns(kind, row).items() if _is_said(value)}
        yield f"  {row['id']}  [{row['stream']}]"
        for name, value in values.items():
            yield f"    {name}: {_shown(value)}"


def _losing(connection: Connection) -> Iterator[str]:
    c = tables.losing_value.c
    yield f"Giá trị được giữ lại khi hai nơi cùng sửa: {_count(connection, tables.losing_value)}"
    for row in connection.execute(select(tables.losing_value).order_by(c.kind, c.record, c.stamp)):
        yield f"  {row.kind} {row.record} {row.field_group}: {row.lost}"


def _quarantine(connection: Connection) -> Iterator[str]:
    c = tables.quarantine.c
    yield f"Thay đổi đã nhận nhưng chưa dùng được: {_count(connection, tables.quarantine)}"
    for row in connection.execute(select(tables.quarantine).order_by(c.device, c.epoch, c.dseq)):
        yield f"  {row.device} số {row.dseq}  {row.kind} {row.record}: {QUARANTINE[row.reason]}"


def _count(connection: Connection, table: Table) -> int:
    return connection.execute(select(func.count()).select_from(table)).scalar_one()


def _is_said(value: Any) -> bool:
    return value is not None and value != "" and value != []


def _shown(value: Any) -> str:
    if isinstance(value, bool):
        return "có" if value else "không"
    return ", ".join(cast("list[str]", value)) if isinstance(value, list) else str(value)
