"""The hybrid logical clock of this PC, as far as it is set from outside. Ticking it is the
triggers' (`triggers.py`)."""

from collections.abc import Iterable

from sqlalchemy import Connection, update

from desktop_app.domain.stamps import effective, milliseconds
from desktop_app.storage.tables import sync_ctx


def observe(connection: Connection, stamps: Iterable[str]) -> None:
    """Never stay behind a stamp that was seen: what is written next is later than it."""
    seen = max(map(effective, filter(None, stamps)), default="")
    if not seen:
        return
    ms, count = milliseconds(seen), int(seen[13:17], 16)
    connection.exec_driver_sql(
        "UPDATE sync_ctx SET ms = ?, counter = ? WHERE (ms, counter) < (?, ?)",
        (ms, count, ms, count),
    )


def set_offset(connection: Connection, offset_ms: int) -> None:
    """The centre's clock minus this PC's, as seen at the last contact."""
    connection.execute(update(sync_ctx).values(offset_ms=offset_ms))
