"""The second PC of the office in the walk: a colleague at work without windows, on a database and
an enrolment of their own, so that what two PCs do to one record really happens."""

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from desktop_app.domain.partial_dates import PartialDate
from desktop_app.office.sign_in import first_run, sign_out
from desktop_app.office.workers import (
    correct_worker,
    find_workers,
    new_worker,
    register_worker,
    worker,
)
from desktop_app.sync.round import run_round
from ui.walk.hands import Lost

HOME = "new:06325"
"""Xã Bắc Sơn."""
NAME, PASSWORD = "Nông Thị Hà", "ha-o-may-thu-hai"


class Colleague:
    """Works at once, without lanes: nobody looks at a window of theirs."""

    def __init__(self, folder: Path, enrolment: Path) -> None:
        self._desk = first_run(
            folder,
            office_code="",
            office_name="",
            pc=0,
            full_name=NAME,
            password=PASSWORD,
            enrolment=enrolment.read_bytes(),
            now=_now,
        ).desk

    def register(self, *, full_name: str, personal_number: str, born: PartialDate) -> None:
        """Somebody at their counter; what others have registered is known only after a round."""
        person = replace(
            new_worker(self._desk),
            full_name=full_name,
            personal_number=personal_number,
            birth_date=born,
            sex="2",
            ethnicity="01",
            residence_commune=HOME,
            employment_status="2",
        )
        register_worker(self._desk, worker=person)

    def correct_phone(self, name: str, phone: str) -> None:
        """Another telephone number for somebody."""
        found = find_workers(self._desk, text=name, offset=0, limit=1).rows[0]
        known = worker(self._desk, worker_id=found.id)
        correct_worker(self._desk, worker=replace(known, phone=phone))

    def exchange(self) -> None:
        """A round with the centre."""
        result = run_round(self._desk.store)
        if result.fault is not None:
            raise Lost(f"the second PC: {result.fault_sentence}")

    def leave(self) -> None:
        """Close the database."""
        sign_out(self._desk)


def _now() -> datetime:
    return datetime.now(UTC)
