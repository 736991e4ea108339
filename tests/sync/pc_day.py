"""One PC's piece of a working day, in a process of its own, as `test_several_pcs.py` starts it:

    python -m tests.sync.pc_day FOLDER ENROLMENT-FILE PIECE

It makes its data folder, works through the verbs of the office, and exchanges after each step while
the other PCs do the same. Where the day needs what another PC writes, it exchanges until that has
come. Says nothing when all went well.
"""

import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from desktop_app.domain.workers import Worker
from desktop_app.office.desk import Desk
from desktop_app.office.sign_in import first_run, sign_out
from desktop_app.office.vacancies import find_vacancies, vacancy
from desktop_app.office.workers import correct_worker, find_workers, worker
from desktop_app.sync.round import run_round
from tests.builders import a_worker
from tests.office.conftest import FIRST_RUN, Clock, Counter

PEOPLE = 3
"""Whom each PC registers."""
JOB = "Thợ may công nghiệp"
CORRECTED_BY_COLLEAGUE, CORRECTED_BY_CENTRE = "Muốn làm ca ngày.", "0912000999"
_LONGEST_WAIT_S = 60.0


def now() -> datetime:
    """Enrolment files and stamps go by the real clock."""
    return datetime.now(UTC)


@dataclass(frozen=True)
class Day:
    """A desk, and what is done at it."""

    desk: Desk
    counter: Counter

    def exchange(self) -> None:
        """A round, which must go well however many others are talking."""
        result = run_round(self.desk.store)
        assert result.fault is None, result.fault_sentence

    def exchange_until(self, came: Callable[[], bool]) -> None:
        """Rounds until something has come."""
        deadline = time.monotonic() + _LONGEST_WAIT_S
        while not came():
            assert time.monotonic() < deadline, "it never came"
            self.exchange()

    def registered(self, number: int) -> Worker:
        """Somebody registers and is counselled."""
        code = self.desk.office.code
        name = f"Hoàng Thị Mẫu {code} {self.desk.pc} {number}"
        person = a_worker(full_name=name, personal_number="", registered_on=None)
        self.counter.registered(person)
        self.counter.visited(person)
        self.exchange()
        return person

    def people(self) -> list[str]:
        """The ids of all workers this PC shows."""
        rows = find_workers(self.desk, text="", offset=0, limit=1000).rows
        return [row.id for row in rows]

    def job(self) -> str:
        """The id of the job everybody refers to, "" while it has not come."""
        rows = find_vacancies(self.desk, text=JOB, only_open=True, offset=0, limit=9).rows
        return rows[0].id if rows else ""

    def refer(self, person: Worker) -> None:
        """A letter to that job, and the work begins."""
        wanted = vacancy(self.desk, vacancy_id=self.job())
        self.counter.outcome(self.counter.letter_to(person, wanted), "started_work")
        self.exchange()


def first_of_the_office(day: Day) -> None:
    """Registers people and the job, and refers one to it."""
    firm = day.counter.an_employer()
    day.exchange()
    people = [day.registered(number) for number in range(PEOPLE)]
    day.counter.a_vacancy(firm, title=JOB)
    day.exchange()
    day.refer(people[0])


def second_of_the_office(day: Day) -> None:
    """Registers people, refers one to the job, and corrects all that the first one registered."""
    people = [day.registered(number) for number in range(PEOPLE)]
    day.exchange_until(lambda: day.job() != "")
    day.refer(people[0])
    own = {person.id for person in people}
    day.exchange_until(lambda: len(day.people()) == 2 * PEOPLE)
    for person_id in sorted(set(day.people()) - own):
        known = worker(day.desk, worker_id=person_id)
        correct_worker(day.desk, worker=replace(known, note=CORRECTED_BY_COLLEAGUE))
        day.exchange()


def another_office(day: Day) -> None:
    """Registers people and an employer of its own, and refers one to the other office's job."""
    people = [day.registered(number) for number in range(PEOPLE)]
    day.counter.an_employer(name="HTX Hồi Tràng Định", tax_code="")
    day.exchange_until(lambda: day.job() != "")
    day.refer(people[0])


def the_centre(day: Day) -> None:
    """Waits for everybody's people and corrects one of each."""
    day.exchange_until(lambda: len(day.people()) == 3 * PEOPLE)
    for person_id in day.people():
        known = worker(day.desk, worker_id=person_id)
        if known.full_name.endswith(" 1"):
            correct_worker(day.desk, worker=replace(known, phone=CORRECTED_BY_CENTRE))
            day.exchange()


PIECES = {
    "first": first_of_the_office,
    "second": second_of_the_office,
    "another": another_office,
    "centre": the_centre,
}


def main(folder: Path, file: Path, piece: str) -> None:
    """The first run with the enrolment file, then the piece of the day."""
    desk = first_run(folder, **FIRST_RUN, enrolment=file.read_bytes(), now=now).desk
    try:
        day = Day(desk, Counter(desk, Clock()))
        PIECES[piece](day)
        day.exchange()
    finally:
        sign_out(desk)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3])
