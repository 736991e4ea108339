"""An office on a real database, with a clock that tests may move."""

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from desktop_app.domain.employers import Employer
from desktop_app.domain.follow_ups import FollowUpContact
from desktop_app.domain.partial_dates import PartialDate
from desktop_app.domain.referrals import Referral, ReferralEvent
from desktop_app.domain.vacancies import Vacancy
from desktop_app.domain.visits import Visit
from desktop_app.domain.workers import Worker
from desktop_app.office.desk import Desk
from desktop_app.office.employers import register_employer
from desktop_app.office.follow_ups import due_follow_ups, new_contact, record_contact
from desktop_app.office.referrals import issue_referral, new_outcome, new_referral, record_outcome
from desktop_app.office.sign_in import KEYRING_FILE, FirstRun, first_run, open_desk, sign_out
from desktop_app.office.vacancies import register_vacancy
from desktop_app.office.visits import new_visit, record_visit
from desktop_app.office.workers import register_worker
from desktop_app.storage import keyring
from tests.builders import a_vacancy, a_worker, an_employer

FIRST_RUN: dict[str, Any] = {
    "office_code": "BS",
    "office_name": "Văn phòng Bắc Sơn",
    "pc": 1,
    "full_name": "Lý Thị Hoa",
    "password": "mùa hoa hồi nở",
}


class Clock:
    """A clock that stands still until it is moved. It begins on Monday 23/11/2026, 08:30."""

    def __init__(self) -> None:
        self.at = datetime(2026, 11, 23, 1, 30, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.at

    def move(self, **by: int) -> None:
        """`days`, `hours` or `minutes` pass."""
        self.at += timedelta(**by)


@dataclass(frozen=True)
class Counter:
    """A desk, and short words for what happens at it."""

    desk: Desk
    clock: Clock

    def binh(self, **other: Any) -> Worker:
        """Nông Văn Bình, ready to be registered."""
        binh = a_worker(
            registered_on=None,
            full_name="Nông Văn Bình",
            birth_date=PartialDate(1990, 3, 5),
            sex="1",
            ethnicity="02",
            personal_number="020090001234",
            phone="0963118254",
        )
        return replace(binh, **other)

    def registered(self, worker: Worker | None = None) -> Worker:
        """A worker who has been registered; Triệu Thị Mùi unless told otherwise."""
        worker = worker or a_worker(registered_on=None)
        register_worker(self.desk, worker=worker)
        return worker

    def an_employer(self, **other: Any) -> Employer:
        """An employer who has been registered; the sewing company unless told otherwise."""
        employer = an_employer(registered_on=None, **other)
        register_employer(self.desk, employer=employer)
        return employer

    def a_vacancy(self, employer: Employer, **other: Any) -> Vacancy:
        """A vacancy that has been registered."""
        vacancy = a_vacancy(registered_on=None, employer_id=employer.id, **other)
        register_vacancy(self.desk, vacancy=vacancy)
        return vacancy

    def letter_to(self, worker: Worker, vacancy: Vacancy) -> Referral:
        """A letter to a vacancy that has been issued."""
        letter = new_referral(self.desk, worker_id=worker.id, vacancy_id=vacancy.id)
        return issue_referral(self.desk, referral=letter).referral

    def visited(self, worker: Worker, **other: Any) -> Visit:
        """A visit that has been recorded."""
        visit = replace(
            new_visit(self.desk, worker_id=worker.id),
            channel="1",
            topics=("vl",),
            content="Muốn làm gần nhà vì con nhỏ",
            next_step="1",
        )
        visit = replace(visit, **other)
        record_visit(self.desk, visit=visit)
        return visit

    def visited_by(self, employer: Employer, **other: Any) -> Visit:
        """A visit of an employer that has been recorded."""
        visit = replace(
            new_visit(self.desk, employer_id=employer.id),
            channel="1",
            topics=("td",),
            content="Cần mười thợ may trước Tết",
            next_step="4",
        )
        visit = replace(visit, **other)
        record_visit(self.desk, visit=visit)
        return visit

    def a_letter(self, worker: Worker, **other: Any) -> Referral:
        """A letter, not issued yet."""
        letter = replace(
            new_referral(self.desk, worker_id=worker.id),
            employer="HTX Hồi Bắc Sơn",
            position="Sơ chế hoa hồi",
        )
        return replace(letter, **other)

    def issued(self, worker: Worker, **other: Any) -> Referral:
        """A letter that has been issued."""
        letter = self.a_letter(worker, **other)
        return issue_referral(self.desk, referral=letter).referral

    def an_outcome(self, letter: Referral, move: str, **other: Any) -> ReferralEvent:
        """An outcome, not recorded yet."""
        return replace(new_outcome(self.desk, referral_id=letter.id, move=move), **other)

    def outcome(self, letter: Referral, move: str, **other: Any) -> ReferralEvent:
        """An outcome that has been recorded."""
        event = self.an_outcome(letter, move, **other)
        record_outcome(self.desk, event=event)
        return event

    def called(self, status: str, **other: Any) -> FollowUpContact:
        """The first call due has been made."""
        task = due_follow_ups(self.desk)[0]
        contact = replace(
            new_contact(self.desk, task_id=task.task_id), channel="1", status=status, **other
        )
        record_contact(self.desk, contact=contact)
        return contact


@pytest.fixture
def clock() -> Clock:
    """08:30 on a Monday."""
    return Clock()


@pytest.fixture
def password() -> str:
    """The counsellor's."""
    return FIRST_RUN["password"]


@pytest.fixture
def run_first(clock: Clock) -> Callable[..., FirstRun]:
    """The first run, in Bắc Sơn by Lý Thị Hoa unless told otherwise."""

    def run(folder: Path, **other: Any) -> FirstRun:
        return first_run(folder, **{**FIRST_RUN, **other}, now=clock)

    return run


@dataclass(frozen=True)
class Kept:
    """An office made once, to be copied: making one costs the time a password takes to stretch."""

    folder: Path
    key: bytes
    user_id: str


@pytest.fixture(scope="session")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Kept:
    """The office of Bắc Sơn as its first run left it."""
    folder = tmp_path_factory.mktemp("office")
    desk = first_run(folder, **FIRST_RUN, now=Clock()).desk
    sign_out(desk)
    key = keyring.unlock(
        folder / KEYRING_FILE, user_id=desk.user.id, password=FIRST_RUN["password"]
    )
    return Kept(folder, key, desk.user.id)


@pytest.fixture
def office_folder(tmp_path: Path, kept: Kept) -> Path:
    """The folder of an office where nobody is signed in."""
    shutil.copytree(kept.folder, tmp_path, dirs_exist_ok=True)
    return tmp_path


@pytest.fixture
def desk(office_folder: Path, kept: Kept, clock: Clock) -> Iterator[Desk]:
    """A signed-in counsellor in Bắc Sơn."""
    desk = open_desk(office_folder, key=kept.key, user_id=kept.user_id, now=clock)
    yield desk
    sign_out(desk)


@pytest.fixture
def counter(desk: Desk, clock: Clock) -> Counter:
    """The counter of that office."""
    return Counter(desk, clock)
