"""Finding anything: people, employers, vacancies and letters that fit what is typed, the first few
of each. The whole lists are found by each subject's own verb.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from desktop_app.domain.letter_numbers import typed_number
from desktop_app.domain.names import nfc
from desktop_app.office.desk import Desk
from desktop_app.office.referrals import ReferralRow, letter_rows
from desktop_app.office.workers import WorkerRow, found_workers
from desktop_app.storage import case_queries, first_hits, worker_queries

if TYPE_CHECKING:
    from sqlalchemy import Connection

COUNTED = 1000
"""More people are not counted while somebody types: who has so many hits types on."""


@dataclass(frozen=True, slots=True)
class Hit:
    """An employer or a vacancy: its name, and words that tell it from others of that name."""

    id: str
    name: str
    details: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Findings:
    """The first of each that fit. There are `people` who do, or more than `COUNTED` when it says
    one more than that."""

    workers: list[WorkerRow]
    people: int
    employers: list[Hit]
    vacancies: list[Hit]
    letters: list[ReferralRow]


def find_anything(desk: Desk, *, text: str, limit: int) -> Findings:
    """What fits the text, no more than `limit` of each; nothing for a text without a word."""
    if not any(letter.isalnum() for letter in nfc(text)):
        return Findings(workers=[], people=0, employers=[], vacancies=[], letters=[])
    with desk.store.read() as connection:
        workers = found_workers(desk, connection, text=text, limit=limit)
        people = worker_queries.count_workers_up_to(connection, COUNTED + 1, text=text)
        employers = first_hits.first_employers(connection, text=text, limit=limit)
        vacancies = first_hits.first_vacancies(
            connection, text=text, today=desk.today(), limit=limit
        )
        letters = _letters(desk, connection, text, limit)
    return Findings(
        workers=workers,
        people=people,
        employers=[_employer(desk, found) for found in employers],
        vacancies=[_vacancy(desk, found) for found in vacancies],
        letters=letters,
    )


def _employer(desk: Desk, found: first_hits.EmployerHit) -> Hit:
    code = f"MST {found.tax_code}" if found.tax_code else ""
    return _hit(found.id, found.name, desk.catalogues.places.short_name(found.commune), code)


def _vacancy(desk: Desk, found: first_hits.VacancyHit) -> Hit:
    over = "đã hết hạn hoặc đã đóng" if found.is_over else ""
    commune = desk.catalogues.places.short_name(found.work_commune)
    return _hit(found.id, found.title, found.employer, commune, over)


def _hit(record_id: str, name: str, *details: str) -> Hit:
    return Hit(record_id, name, tuple(filter(None, details)))


def _letters(desk: Desk, connection: "Connection", text: str, limit: int) -> list[ReferralRow]:
    number = typed_number(text)
    if number is None:
        return []
    found = case_queries.letters_numbered(connection, number, limit=limit)
    return letter_rows(desk, connection, found)
