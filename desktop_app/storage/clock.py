"""The hybrid logical clock of this PC, as far as it is set from outside. Ticking it is the
triggers' (`triggers.py`)."""

import secrets
from collections.abc import Iterable

from sqlalchemy import Connection, func, select, text, update

from desktop_app.domain.stamps import effective, milliseconds
from desktop_app.storage.tables import sync_ctx
from desktop_app.storage.triggers import NOW

LARGEST_STEP_MS = 1000
_COUNTERS = 0x8000
"""From how many the counter's first place is taken; the other half is left to count on."""


def is_ahead(connection: Connection) -> bool:
    """Whether the clock stands ahead of now, as after a time when the PC's own was wrong."""
    return connection.execute(select(sync_ctx.c.ms >= text(NOW))).scalar_one() == 1


def move_on(connection: Connection) -> int:
    """Past now and past all that the file has given, to a place taken by chance: another file that
    was the same until today gives other stamps, though neither knows of the other. The
    milliseconds."""
    ms = connection.execute(select(func.max(sync_ctx.c.ms, text(NOW)))).scalar_one()
    ms += 1 + secrets.randbelow(LARGEST_STEP_MS)
    connection.execute(update(sync_ctx).values(ms=ms, counter=secrets.randbelow(_COUNTERS)))
    return ms


def observe(connection: Connection, stamps: Iterable[str]) -> None:
    """Never stay behind a stamp that was seen: what is written next is later than it. The place is
    taken by chance, for two files that were one see the same."""
    seen = max(map(effective, filter(None, stamps)), default="")
    if not seen:
        return
    ms, count = milliseconds(seen), int(seen[13:17], 16)
    connection.exec_driver_sql(
        "UPDATE sync_ctx SET ms = ?, counter = ? WHERE (ms, counter) < (?, ?)",
        (ms + 1, secrets.randbelow(_COUNTERS), ms, count),
    )


def set_offset(connection: Connection, offset_ms: int) -> None:
    """The centre's clock minus this PC's, as seen at the last contact."""
    connection.execute(update(sync_ctx).values(offset_ms=offset_ms))
