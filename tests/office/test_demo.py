"""Tests of desktop_app/office/demo.py and what it tells."""

from datetime import datetime
from pathlib import Path
from typing import TypeVar

import pytest

from desktop_app.domain.employers import Employer, check_employer
from desktop_app.domain.follow_ups import FollowUpContact, FollowUpTask, check_contact
from desktop_app.domain.problems import Severity
from desktop_app.domain.records import Record
from desktop_app.domain.referrals import (
    Referral,
    ReferralEvent,
    allowed_moves,
    check_event,
    check_referral,
    state_of,
)
from desktop_app.domain.staff import Staff
from desktop_app.domain.vacancies import PlaceTaken, Vacancy, check_vacancy, place_taken
from desktop_app.domain.visits import Visit, check_visit
from desktop_app.domain.workers import Worker, check_worker
from desktop_app.office.demo import PASSWORD, make_demo
from desktop_app.office.demo_story import Story
from desktop_app.office.employers import employer_card, find_employers
from desktop_app.office.exchange import exchange_status
from desktop_app.office.referrals import issue_referral, new_referral
from desktop_app.office.sign_in import sign_in, sign_out
from desktop_app.office.today import TodayCounts, today_page
from desktop_app.office.vacancies import find_vacancies
from desktop_app.office.workers import find_workers, read_card_text, worker_card
from tests.office.conftest import Clock

AnyRecord = TypeVar("AnyRecord", bound=Record)
MUI_CARD = "020195007890||Triệu Thị Mùi|09091995|Nữ|Thôn Hữu Vĩnh, Bắc Sơn, Lạng Sơn|12112024||||"


def told(people: int, clock: Clock) -> list[Record]:
    story = Story(people=people, office_code="BS", pc=1, user_id="hoa", now=clock())
    return list(story.tell())


def of(kind: type[AnyRecord], records: list[Record]) -> list[AnyRecord]:
    return [record for record in records if isinstance(record, kind)]


def when(record: Visit | ReferralEvent) -> datetime:
    assert record.at is not None
    return record.at


def test_the_screens_have_something_to_show(tmp_path: Path, clock: Clock):
    account = make_demo(tmp_path, people=200, now=clock)
    assert (account.full_name, account.password) == ("Lý Thị Hoa", PASSWORD)
    desk = sign_in(tmp_path, user_id=account.user_id, password=account.password, now=clock)
    try:
        assert desk.demo is True
        page = today_page(desk)
        assert page.counts == TodayCounts(
            visits=7,
            people=6,
            registered=4,
            referrals=3,
            placed=1,
            calls_done=5,
            calls_due=page.counts.calls_due,
        )
        assert {row.full_name for row in page.due} >= {"Nông Văn Bình", "Lộc Văn Thưởng"}
        assert {row.worker_name for row in page.expiring} >= {"Hoàng Văn Quỹ", "Triệu Thị Mùi"}
        everybody = find_workers(desk, text="", offset=0, limit=200)
        assert everybody.total == 200
        states = {row.state for row in everybody.rows}
        assert states == {"seeking", "employed", "awaiting", "inactive"}
        # A card of the samples opens a known person; the next letter follows the ones told.
        mui = read_card_text(desk, text=MUI_CARD).known
        assert mui is not None
        card = worker_card(desk, worker_id=mui.id)
        assert [warning.icon for warning in card.warnings] == ["warning", "info"]
        assert len(card.timeline) == 10
        told_numbers = {row.number for row in page.expiring}
        letter = new_referral(desk, worker_id=mui.id)
        letter = Referral(**{**vars(letter), "employer": "HTX Hồi Bắc Sơn", "position": "Lái xe"})
        number = issue_referral(desk, referral=letter).referral.number
        assert number > max(told_numbers)
        firms = find_employers(desk, text="", offset=0, limit=50)
        assert (firms.total, len(firms.rows)) == (12, 12)
        jobs = find_vacancies(desk, text="", only_open=False, offset=0, limit=50)
        assert jobs.total == 24
        assert {row.state for row in jobs.rows} == {"open", "full", "closed", "expired"}
        assert sum(row.taken for row in jobs.rows) > 5
        assert sum(row.waiting for row in jobs.rows) > 5
        for destination in "12345":
            found = find_vacancies(
                desk, text="", only_open=True, destination=destination, offset=0, limit=50
            )
            assert found.rows
        anise = find_employers(desk, text="hồi bắc sơn", offset=0, limit=9).rows[0]
        assert len(employer_card(desk, employer_id=anise.id).visits) == 1
        status = exchange_status(desk)
        assert (status.written, status.enrolled) == (3, False)  # the user, the letter, its event
    finally:
        sign_out(desk)


def test_the_same_number_of_people_is_the_same_people(clock: Clock):
    assert told(60, clock) == told(60, clock)
    assert len(of(Worker, told(60, clock))) == 60


def test_what_is_told_could_have_been_entered(clock: Clock):
    records = told(1500, clock)
    today = clock().date()
    found = [
        *(p for one in of(Worker, records) for p in check_worker(one, today=today)),
        *(p for one in of(Employer, records) for p in check_employer(one)),
        *(p for one in of(Vacancy, records) for p in check_vacancy(one, today=today)),
        *(p for one in of(Visit, records) for p in check_visit(one, today=today)),
        *(p for one in of(Referral, records) for p in check_referral(one, today=today)),
        *(p for one in of(ReferralEvent, records) for p in check_event(one, today=today)),
        *(p for one in of(FollowUpContact, records) for p in check_contact(one, today=today)),
    ]
    assert [problem for problem in found if problem.severity is Severity.ERROR] == []
    numbers = [worker.personal_number for worker in of(Worker, records) if worker.personal_number]
    assert len(numbers) == len(set(numbers))
    warned = [p.field for one in of(Employer, records) for p in check_employer(one)]
    assert warned == []
    warned = [p.field for worker in of(Worker, records) for p in check_worker(worker, today=today)]
    assert warned == []


def test_every_letters_story_is_one_the_table_of_moves_allows(clock: Clock):
    records = told(1500, clock)
    letters = of(Referral, records)
    events = of(ReferralEvent, records)
    for letter in letters:
        so_far: list[ReferralEvent] = []
        for event in sorted((one for one in events if one.referral_id == letter.id), key=when):
            assert event.move in allowed_moves(state_of(so_far))
            so_far.append(event)
    serials = sorted(letter.number for letter in letters)
    assert serials == sorted(set(serials))
    tasks = of(FollowUpTask, records)
    started = {event.referral_id for event in events if event.move == "started_work"}
    assert {task.referral_id for task in tasks} == started
    done = {task.done_by for task in tasks} - {""}
    assert done == {contact.id for contact in of(FollowUpContact, records)}


def test_places_are_taken_by_those_who_started_and_none_twice(clock: Clock):
    records = told(1500, clock)
    letters = {letter.id: letter for letter in of(Referral, records)}
    vacancies = {vacancy.id: vacancy for vacancy in of(Vacancy, records)}
    started = [
        place_taken(referral_id=letter.id, vacancy_id=letter.vacancy_id, on=event.happened_on)
        for event in of(ReferralEvent, records)
        if event.move == "started_work" and event.happened_on
        for letter in (letters[event.referral_id],)
        if letter.vacancy_id
    ]
    places = of(PlaceTaken, records)
    assert sorted(places, key=lambda place: place.id) == sorted(started, key=lambda place: place.id)
    for vacancy in vacancies.values():
        taken = sum(place.vacancy_id == vacancy.id for place in places)
        assert taken <= (vacancy.places or 0)
    for letter in letters.values():
        if letter.vacancy_id:
            vacancy = vacancies[letter.vacancy_id]
            assert (letter.employer_id, letter.position) == (vacancy.employer_id, vacancy.title)
            assert vacancy.registered_on
            assert letter.issued_on
            assert vacancy.registered_on <= letter.issued_on


@pytest.mark.parametrize("hour", [17, 18])
def test_just_after_midnight_the_day_is_young(clock: Clock, hour: int):
    clock.at = clock.at.replace(hour=hour, minute=1)  # 00:01 and 01:01 in Vietnam
    assert max(map(when, of(Visit, told(40, clock)))) <= clock.at
    assert len(of(Staff, told(40, clock))) == 1
