"""Who may be the person being registered or corrected (có thể trùng). What is found is told, never
decided: two records are joined by `persons`."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import TYPE_CHECKING

from desktop_app.domain.twins import LEVELS, Level, Likeness, likeness, telling
from desktop_app.domain.workers import Worker
from desktop_app.office.desk import Desk
from desktop_app.office.persons import settled_with
from desktop_app.office.reading import by_id
from desktop_app.storage import twin_queries

if TYPE_CHECKING:
    from sqlalchemy import Connection

MOST_TOLD = 3
"""So many are told of; of more there is the number only."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Twin:
    """Somebody who may be the same person, how surely, and why: «vì trùng họ tên và ngày sinh»."""

    worker: Worker
    level: Level
    reason: str


@dataclass(frozen=True, slots=True)
class Twins:
    """The likeliest twins, the surest first, and how many there are besides."""

    first: tuple[Twin, ...] = ()
    more: int = 0


def possible_twins(desk: Desk, *, worker: Worker, not_these: Collection[str] = ()) -> Twins:
    """Who may be the same person as a worker as it stands in a form; nobody hidden, and nobody of
    whom somebody has said already whether it is: `not_these` of one that is not saved yet."""
    with desk.store.read() as connection:
        found = likenesses(connection, worker)
        alike = {each: how for each, how in found.items() if each not in not_these}
        told = [*alike][:MOST_TOLD]
        there = by_id(connection, Worker, told)
    first = [
        Twin(worker=there[each], level=alike[each].level, reason=alike[each].reason)
        for each in told
    ]
    return Twins(tuple(first), len(alike) - len(first))


def likenesses(connection: "Connection", worker: Worker) -> dict[str, Likeness]:
    """Worker -> how much alike, the likeliest first."""
    told = telling(worker)
    found = twin_queries.may_be_alike(connection, told)
    settled = settled_with(connection, worker.id) if found else set[str]()
    alike = {
        each: how
        for each, other in found.items()
        if each not in settled and (how := likeness(told, other)) is not None
    }
    return dict(sorted(alike.items(), key=_surest_first))


def _surest_first(found: tuple[str, Likeness]) -> tuple[int, int, str]:
    worker_id, how = found
    return LEVELS.index(how.level), -len(how.shared), worker_id
