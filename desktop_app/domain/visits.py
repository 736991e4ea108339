"""The counselling visit (lượt tư vấn): the record, its field groups and its checks."""

from dataclasses import dataclass
from datetime import date, datetime

from desktop_app.domain.records import Kind, Record


@dataclass(frozen=True, kw_only=True)
class Visit(Record):
    """One counselling. Append-only: a correction is a new visit naming the old in `corrects`."""

    worker_id: str = ""
    at: datetime | None = None
    channel: str = ""
    topics: tuple[str, ...] = ()
    content: str = ""
    advice: str = ""
    next_step: str = ""
    next_step_on: date | None = None
    minutes: int | None = None
    counsellor_id: str = ""
    corrects: str = ""


VISIT = Kind(
    name="visit",
    record=Visit,
    groups={
        "client": ("worker_id",),
        "visit": (
            "at",
            "channel",
            "topics",
            "content",
            "advice",
            "next_step",
            "next_step_on",
            "minutes",
            "counsellor_id",
        ),
        "correction": ("corrects",),
    },
    append_only=True,
)
