"""The child of the kill tests: a PC without its window, at work until it is killed.

    python -m tests.faults.working_pc FOLDER PASSWORD

Each line on stdin, a number, begins a life of the PC in a process of its own, made from this one so
that it need not read all modules again; the number is what it begins to count from. When it has
been killed, the next line begins another.

It says on stdout, one JSON object a line: `opened` with its process and what every record holds;
`saving` before a verb and `saved` when it has come back; `round` with what the centre has
acknowledged, as the screen would show it. A record's value stands for all its fields: every value
is another.
"""

import os
import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from random import Random
from typing import Any

import msgspec

from desktop_app.domain.visits import Visit
from desktop_app.domain.workers import Worker
from desktop_app.office.desk import Desk
from desktop_app.office.door import known_users
from desktop_app.office.sign_in import sign_in
from desktop_app.office.visits import record_visit
from desktop_app.office.workers import correct_worker, register_worker
from desktop_app.storage import change_log, records
from desktop_app.sync.round import run_round
from tests.builders import a_visit, a_worker


def now() -> datetime:
    """The clock of this machine."""
    return datetime.now(UTC)


def tell(did: str, **more: Any) -> None:
    """One line for the parent."""
    os.write(1, msgspec.json.encode({"did": did, **more}) + b"\n")


class Life:
    """One life of the PC."""

    def __init__(self, folder: Path, password: str, number: int) -> None:
        self.desk: Desk = sign_in(
            folder, user_id=known_users(folder)[0].user_id, password=password, now=now
        )
        self.values = count(number)
        self.random = Random(number)  # noqa: S311 - the same work in every run
        self.known = values(self.desk)
        tell("opened", process=os.getpid(), records=self.known)

    def go_on(self) -> None:
        """Register, counsel, correct and exchange, until killed."""
        while True:
            for _ in range(self.random.randrange(1, 6)):
                self.random.choice([self.register, self.correct, self.correct])()
            fault = run_round(self.desk.store).fault
            with self.desk.store.read() as connection:
                acked = change_log.counts(connection).acked
            tell("round", acked=acked, well=fault is None)

    def register(self) -> None:
        """Somebody registers and is counselled."""
        worker = a_worker(note=self.value(), personal_number="", registered_on=None)
        self.save(worker.id, worker.note, lambda: register_worker(self.desk, worker=worker))
        visit = a_visit(worker_id=worker.id, content=self.value())
        self.save(visit.id, visit.content, lambda: record_visit(self.desk, visit=visit))

    def correct(self) -> None:
        """Somebody's note is corrected."""
        with self.desk.store.read() as connection:
            workers = records.find(connection, Worker)
        if workers:
            worker = replace(self.random.choice(workers), note=self.value())
            self.save(worker.id, worker.note, lambda: correct_worker(self.desk, worker=worker))

    def save(self, record: str, value: str, verb: Callable[[], object]) -> None:
        """Save, and say so before and after."""
        tell("saving", record=record, value=value)
        verb()
        tell("saved", record=record, value=value)

    def value(self) -> str:
        """A value nobody has written yet."""
        return f"giá trị {next(self.values)}"


def values(desk: Desk) -> dict[str, str]:
    """What stands for each record, as this PC shows it."""
    with desk.store.read() as connection:
        notes = {worker.id: worker.note for worker in records.find(connection, Worker)}
        return notes | {visit.id: visit.content for visit in records.find(connection, Visit)}


def main(folder: Path, password: str) -> None:
    """A life for every line."""
    for line in sys.stdin:
        child = os.fork()
        if child == 0:
            Life(folder, password, int(line)).go_on()
        os.waitpid(child, 0)


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2])
