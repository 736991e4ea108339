"""The link between two records of one person (cùng một người): reversible, nothing is rewritten.

Where number, folded name and birth date agree the centre makes it by itself; where only the number
does, or a record was registered with somebody's name and birth date, it is proposed, for people to
decide.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from desktop_app.domain.ids import member_id
from desktop_app.domain.names import fold
from desktop_app.domain.offices import CENTRE_NAME
from desktop_app.domain.records import Kind, Record
from desktop_app.domain.workers import Worker

State = Literal["", "proposed", "linked", "apart"]


@dataclass(frozen=True, kw_only=True)
class PersonLink(Record):
    """`first` and `second` are ids of workers in their order, `first_words` and `second_words` how
    a person at the other office tells them apart («Hoàng Thị Mẫu, 1990, Tràng Định»). `state` is
    `proposed`, `linked` or `apart`, and empty where an answer nothing had asked for was taken back;
    `decided_by` is empty where the centre linked or proposed by itself, and names who registered
    the second record where that proposed it; `reason` is `alike` where number, name and birth date
    agreed, `number` where only that did, `birth` where name and birth date did, and empty where
    somebody answered by hand."""

    first: str = ""
    second: str = ""
    first_words: str = ""
    second_words: str = ""
    reason: str = ""
    state: str = ""
    decided_by: str = ""
    decided_at: datetime | None = None


PERSON_LINK = Kind(
    name="person_link",
    record=PersonLink,
    groups={
        "pair": ("first", "second"),
        "words": ("first_words", "second_words", "reason"),
        "state": ("state", "decided_by", "decided_at"),
    },
)


def link_id(one: str, other: str) -> str:
    """The id of the link between two workers: the same on whatever PC it is made."""
    first, second = sorted((one, other))
    return member_id(first, second)


def words_of(worker: Worker, office: str) -> str:
    """«Hoàng Thị Mẫu, 1990, VP Tràng Định»: all that another office is told of a record. `office`
    is its short name, which is a commune's too: people live elsewhere than they are registered."""
    born = str(worker.birth_date.year) if worker.birth_date else ""
    where = office if office == CENTRE_NAME else f"VP {office}"
    return ", ".join(part for part in (worker.full_name, born, where) if part)


def agree(one: Worker, other: Worker) -> bool:
    """Whether two records are the same person beyond doubt: number, folded name, birth date."""
    return (
        one.personal_number != ""
        and one.personal_number == other.personal_number
        and fold(one.full_name) == fold(other.full_name)
        and one.birth_date is not None
        and one.birth_date == other.birth_date
    )


def people(links: Iterable[PersonLink]) -> dict[str, str]:
    """Worker -> the record that stands for the person (the lowest id), for all that are linked."""
    stands_for: dict[str, str] = {}

    def root(worker: str) -> str:
        while (above := stands_for.setdefault(worker, worker)) != worker:
            worker = above
        return worker

    for link in links:
        if link.state == "linked":
            low, high = sorted((root(link.first), root(link.second)))
            stands_for[high] = low
    return {worker: root(worker) for worker in stands_for}
