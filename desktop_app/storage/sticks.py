"""What this PC has written to USB sticks and read from them, so that an answer acknowledges only
what was sent. Everything that writes goes inside `Store.apply`."""

from collections.abc import Sequence
from datetime import UTC, datetime

from sqlalchemy import Connection, select
from sqlalchemy.dialects.sqlite import insert

from desktop_app.storage.tables import stick_read, stick_sent

Link = tuple[int, int, str]
"""Epoch, number of the last change within it, and the link a batch ends with."""


def note_sent(connection: Connection, links: Sequence[Link]) -> None:
    """These batches are on a stick."""
    for epoch, dseq, link in links:
        values = {"epoch": epoch, "dseq": dseq, "link": link}
        connection.execute(insert(stick_sent).on_conflict_do_nothing(), values)


def was_sent(connection: Connection, link: Link) -> bool:
    """Whether a batch was ever on a stick."""
    c = stick_sent.c
    epoch, dseq, text = link
    found = select(c.dseq).where(c.epoch == epoch, c.dseq == dseq, c.link == text)
    return connection.execute(found).first() is not None


def note_read(connection: Connection, file: str, at: datetime) -> None:
    """An answer was read to its end."""
    written = at.astimezone(UTC).isoformat(timespec="seconds")
    connection.execute(insert(stick_read).on_conflict_do_nothing(), {"file": file, "at": written})


def was_read(connection: Connection, file: str) -> bool:
    """Whether an answer was read already."""
    found = select(stick_read.c.file).where(stick_read.c.file == file)
    return connection.execute(found).first() is not None


def read_at(connection: Connection) -> frozenset[datetime]:
    """When answers were read."""
    moments = connection.execute(select(stick_read.c.at)).scalars()
    return frozenset(datetime.fromisoformat(moment) for moment in moments)
