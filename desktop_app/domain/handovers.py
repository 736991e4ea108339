"""Handing a person over to another office (chuyển hồ sơ): the one offers, the other accepts.

When it is accepted the centre puts a full copy into the other office's stream (`grant`), and the
PCs of the first office remove theirs (`evict`), never while they have unsent changes of the person.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from desktop_app.domain.records import Kind, Record

State = Literal["offered", "accepted", "declined", "withdrawn"]


@dataclass(frozen=True, kw_only=True)
class Handover(Record):
    """`worker_words` is all the other office sees before it accepts («Hoàng Thị Mẫu, 1990»)."""

    worker_id: str = ""
    worker_words: str = ""
    from_office: str = ""
    to_office: str = ""
    note: str = ""
    asked_by: str = ""
    asked_at: datetime | None = None
    state: str = ""
    answered_by: str = ""
    answered_at: datetime | None = None


HANDOVER = Kind(
    name="handover",
    record=Handover,
    groups={
        "offer": (
            "worker_id",
            "worker_words",
            "from_office",
            "to_office",
            "note",
            "asked_by",
            "asked_at",
        ),
        "answer": ("state", "answered_by", "answered_at"),
    },
)
