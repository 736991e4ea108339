"""What the made-up people of the demonstration did at the office: one long year, and today.

Most of them take their course by chance (of a fixed seed). A few, named in `demo_cast.py`, stand
where the first screen needs somebody: calls due today, letters about to end, the day's own visits.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from random import Random

from desktop_app.domain import stamps
from desktop_app.domain.dates import local_date, start_of_day
from desktop_app.domain.employers import Employer
from desktop_app.domain.follow_ups import FollowUpContact, FollowUpTask, plan_follow_ups
from desktop_app.domain.kinds import kind_of
from desktop_app.domain.partial_dates import PartialDate
from desktop_app.domain.records import Record
from desktop_app.domain.referrals import Referral, ReferralEvent, letter_number
from desktop_app.domain.staff import Staff
from desktop_app.domain.vacancies import OFFICE_AREA, PlaceTaken, Vacancy, place_taken
from desktop_app.domain.visits import Visit
from desktop_app.domain.workers import Worker, has_consent
from desktop_app.office.demo_cast import (
    ADVICE,
    ANISE,
    CONTENTS,
    MUI,
    SEWING,
    SHOP,
    TO_CALL,
    VISITS_OF_EMPLOYERS,
    WAITING,
    Person,
)
from desktop_app.office.demo_employers import (
    FIRMS,
    Firm,
    Job,
    made_up_employer,
    made_up_vacancy,
)
from desktop_app.office.demo_people import (
    UNEMPLOYED,
    made_up_worker,
    personal_number,
    weighted,
)
from desktop_app.office.worker_states import after_contact, after_outcome

_COMMUNES = tuple(f"new:{code}" for code in ("06325", "06337", "06349", "06364", "06367", "06376"))
_LETTER_DAYS = 14
_DEVICE = "de30" * 4


class Story:
    """Everything that happened at an office of so many people, up to now.

    `tell` may be called once; afterwards `serials` holds the last serial of each year's letters.
    """

    def __init__(self, *, people: int, office_code: str, pc: int, user_id: str, now: datetime):
        self.serials: dict[int, int] = {}
        self._rng = Random(people)  # noqa: S311 - made-up people need no secrets
        self._people = people
        self._office_code, self._pc = office_code, pc
        self._now = now
        self._today = local_date(now)
        self._days = min(max(300, people // 50), 3600)
        self._colleague = Staff(
            id=self._new_id(start_of_day(self._today - timedelta(days=self._days + 1))),
            full_name="Nguyễn Văn Đạt",
            role="counsellor",
        )
        self._staff = (user_id, user_id, self._colleague.id)
        self._serial = 0
        self._day, self._minute, self._moments_today = self._today, 0, 0
        self._visits: list[Visit] = []
        self._letters: list[Referral] = []
        self._events: list[ReferralEvent] = []
        self._tasks: list[FollowUpTask] = []
        self._contacts: list[FollowUpContact] = []
        self._employers = [self._employer(firm, n) for n, firm in enumerate(FIRMS)]
        self._vacancies = [
            [self._vacancy(job, firm, employer) for job in firm.jobs]
            for firm, employer in zip(FIRMS, self._employers, strict=True)
        ]
        self._taken: dict[str, PlaceTaken] = {}
        self._room = {
            vacancy.id: job.room
            for firm, vacancies in zip(FIRMS, self._vacancies, strict=True)
            for job, vacancy in zip(firm.jobs, vacancies, strict=True)
        }
        self._elsewhere: set[str] = set()

    def tell(self) -> Iterator[Record]:
        """All records, kind by kind."""
        now = stamps.make_stamp(ms=_ms(self._now), counter=0, device=_DEVICE)
        yield _stamped(self._colleague, now)
        for worker in self._workers():
            yield _stamped(worker, now)
        self._visits_of_employers()
        self._number_letters()
        firms: list[list[Record]] = [[*self._employers], *map(list[Record], self._vacancies)]
        rest = (self._visits, self._letters, self._events, self._tasks, self._contacts)
        for records in (*firms, self._taken.values(), *rest):
            for record in records:
                yield _stamped(record, now)

    # --- Who ---

    def _workers(self) -> Iterator[Worker]:
        named = [*self._known_by_name(), *self._todays_people()]
        yield from named
        for _ in range(self._people - len(named)):
            yield self._course(self._somebody(self._rng.randrange(1, self._days)))

    def _known_by_name(self) -> Iterator[Worker]:
        yield self._mui()
        for person, employer, due_in, milestone in TO_CALL:
            yield self._to_call(self._named(person), employer, due_in, milestone)
        for person, employer, position, days_left in WAITING:
            worker = self._named(person)
            day = self._today - timedelta(days=_LETTER_DAYS - days_left)
            self._visit(worker, day, topics=("vl",))
            self._letter(worker, day, employer=employer, position=position)
            yield worker

    def _mui(self) -> Worker:
        """A long story: placed in spring, out of work again, and a letter without a result."""
        worker = replace(
            self._named(MUI, days_ago=312),
            residence_detail="Thôn Hữu Vĩnh",
            technical_level="4",
            trained_field="May công nghiệp",
            general_education="3",
            wanted_jobs="Thợ may",
            desired_wage=7_000_000,
            priority_groups=("ho_can_ngheo",),
            benefit_status="dang_huong",
            benefit_from=self._today - timedelta(days=62),
            benefit_until=self._today + timedelta(days=118),
        )
        first, start = (self._today - timedelta(days=days) for days in (268, 266))
        self._visit(worker, self._today - timedelta(days=312), topics=("cs",))
        self._visit(worker, first, topics=("cs", "vl"), content="Muốn trở lại nghề may")
        letter = self._letter(worker, first, employer=SEWING, position=0)
        worker = self._started(worker, letter, start)
        worker = after_contact(worker, "3")
        day = self._today - timedelta(days=12)
        content = "Muốn làm gần nhà vì con nhỏ; nhận việc theo ca sáng"
        self._visit(worker, day, topics=("vl",), content=content)
        self._letter(worker, day, employer=ANISE, position=0, days=15)
        return worker

    def _todays_people(self) -> Iterator[Worker]:
        """Four register, three of them leave with a letter; two come again, one of them twice; one
        has started work; five are called."""
        for number in range(4):
            worker = self._somebody(0)
            self._visit(worker, self._today, topics=("vl",))
            if number < 3:
                worker = self._agreed(worker)
                self._letter(worker, self._today, employer=number, position=0)
            yield worker
        for visits in (2, 1):
            worker = self._somebody(40)
            for _ in range(visits):
                self._visit(worker, self._today, topics=("bhtn",))
            yield worker
        worker = self._agreed(self._seeking(self._somebody(30)))
        letter = self._letter(worker, self._today - timedelta(days=6), employer=SHOP, position=0)
        yield self._started(worker, letter, self._today)
        for number in range(5):
            yield self._to_call(
                self._agreed(self._seeking(self._somebody(120))), number, 0, "1m", called=True
            )

    def _somebody(self, days_ago: int) -> Worker:
        day = self._workday(self._today - timedelta(days=days_ago))
        self._serial += 1
        worker = made_up_worker(
            self._rng,
            worker_id=self._new_id(self._moment(day)),
            serial=self._serial,
            communes=_COMMUNES,
            registered_on=day,
            registered_by=self._rng.choice(self._staff),
        )
        if worker.benefit_until is not None and worker.benefit_until < self._today:
            return replace(worker, benefit_status="het_thoi_han")
        return worker

    def _named(self, person: Person, *, days_ago: int = 150) -> Worker:
        worker = self._agreed(self._seeking(self._somebody(days_ago)))
        born = PartialDate.from_iso(person.born)
        number = person.number or personal_number(
            sex=person.sex, birth_year=born.year, serial=self._serial
        )
        return replace(
            worker,
            full_name=person.name,
            sex=person.sex,
            birth_date=born,
            ethnicity=person.ethnicity,
            phone=person.phone,
            personal_number=number,
            personal_number_issued_on=date(2024, 11, 12),
            residence_commune=_COMMUNES[person.commune],
            priority_groups=(),
        )

    def _seeking(self, worker: Worker) -> Worker:
        return replace(
            worker,
            employment_status=UNEMPLOYED,
            unemployed_kind="2",
            unemployed_duration="1",
            inactive_reason="",
            job_position="",
        )

    def _agreed(self, worker: Worker) -> Worker:
        if has_consent(worker):
            return worker
        return replace(worker, consent_on=worker.registered_on, consent_method="1")

    # --- Where there is work ---

    def _employer(self, firm: Firm, serial: int) -> Employer:
        day = self._workday(self._today - timedelta(days=200 - 4 * serial))
        return made_up_employer(
            firm,
            employer_id=self._new_id(self._moment(day)),
            serial=serial,
            registered_on=day,
            registered_by=self._rng.choice(self._staff),
        )

    def _vacancy(self, job: Job, firm: Firm, employer: Employer) -> Vacancy:
        at = self._moment(self._today - timedelta(days=job.posted))
        vacancy_id = self._new_id(at)
        return made_up_vacancy(
            job, firm=firm, employer=employer, vacancy_id=vacancy_id, today=self._today
        )

    def _visits_of_employers(self) -> None:
        for days_ago, firm, topic, content in VISITS_OF_EMPLOYERS:
            at = self._moment(self._workday(self._today - timedelta(days=days_ago)))
            self._visits.append(
                Visit(
                    id=self._new_id(at),
                    employer_id=self._employers[firm].id,
                    at=at,
                    channel=self._rng.choice(("1", "2")),
                    topics=(topic,),
                    content=content,
                    next_step="4",
                    minutes=30,
                    counsellor_id=self._rng.choice(self._staff),
                )
            )

    def _take_place(self, letter: Referral, day: date) -> None:
        """Where there is no room any more the letter went to another job of the firm, which was
        typed."""
        if not letter.vacancy_id:
            return
        if self._room[letter.vacancy_id] == 0:
            self._elsewhere.add(letter.id)
            return
        self._room[letter.vacancy_id] -= 1
        place = place_taken(referral_id=letter.id, vacancy_id=letter.vacancy_id, on=day)
        self._taken[place.id] = place

    # --- What happened ---

    def _course(self, worker: Worker) -> Worker:
        """Visits, now and then a letter, until today."""
        day = worker.registered_on or self._today
        for _ in range(weighted(self._rng, ((0, 8), (1, 50), (2, 27), (3, 15)))):
            self._visit(worker, day, topics=self._topics(worker))
            if worker.employment_status == UNEMPLOYED and self._rng.random() < 0.3:
                worker, ended = self._course_of_letter(self._agreed(worker), day)
                if ended is None:
                    break
                day = ended
            day = self._workday(day + timedelta(days=self._rng.randrange(9, 70)))
            if day >= self._today:
                break
        return worker

    def _course_of_letter(self, worker: Worker, day: date) -> tuple[Worker, date | None]:
        """A letter and its result, with the day of it; recent letters may have none yet."""
        employer = self._rng.randrange(len(FIRMS))
        position = self._rng.randrange(len(FIRMS[employer].jobs))
        letter = self._letter(worker, day, employer=employer, position=position)
        age = (self._today - day).days
        if age <= 2 or (age < _LETTER_DAYS and self._rng.random() < 0.4):
            return worker, None
        end = day + timedelta(days=self._rng.randrange(1, min(age, _LETTER_DAYS)))
        match weighted(self._rng, (("started", 45), ("employer", 30), ("worker", 25))):
            case "started":
                return self._started(worker, letter, end), end
            case "employer":
                self._event(letter, "attended", end)
                self._event(letter, "refused_by_employer", end, reason=self._rng.choice("1234"))
            case _:
                justified = weighted(self._rng, (("1", 70), ("2", 30)))
                reason = self._rng.choice("1345")
                self._event(letter, "refused_by_worker", end, reason=reason, justified=justified)
        return worker, end

    def _to_call(
        self, worker: Worker, employer: int, due_in: int, milestone: str, *, called: bool = False
    ) -> Worker:
        """Somebody placed so that the call of that milestone is due in so many days."""
        due = self._today + timedelta(days=due_in)
        start = _start_for(due, milestone)
        day = self._workday(start - timedelta(days=4))
        self._visit(worker, day, topics=("vl",))
        letter = self._letter(worker, day, employer=employer, position=0)
        return self._started(worker, letter, start, calls_until=due, call_today=called)

    def _started(
        self,
        worker: Worker,
        letter: Referral,
        day: date,
        *,
        calls_until: date | None = None,
        call_today: bool = False,
    ) -> Worker:
        """The job is taken; the calls due until a day (usually a few days ago) have been made."""
        self._event(letter, "attended", day - timedelta(days=1))
        event = self._event(letter, "started_work", day, destination=self._destination(letter))
        self._take_place(letter, day)
        worker = after_outcome(worker, "started_work")
        calls_until = calls_until or self._today - timedelta(days=self._rng.randrange(1, 5))
        for task in plan_follow_ups(event):
            due = task.due_on or day
            if due >= calls_until and not (call_today and due == calls_until):
                self._tasks.append(task)
                continue
            on = due if call_today and due == calls_until else self._before(due, calls_until)
            status = weighted(self._rng, (("1", 74), ("2", 9), ("3", 13), ("4", 4)))
            contact = self._call(worker, task, on, status)
            worker = after_contact(worker, status)
            self._tasks.append(replace(task, done_by=contact.id))
        return worker

    def _before(self, due: date, end: date) -> date:
        """A day soon after the due one, before the end."""
        return self._workday(min(due + timedelta(days=self._rng.randrange(3)), end))

    # --- Single records ---

    def _visit(
        self, worker: Worker, day: date, *, topics: tuple[str, ...], content: str = ""
    ) -> None:
        at = self._moment(day)
        self._visits.append(
            Visit(
                id=self._new_id(at),
                worker_id=worker.id,
                at=at,
                channel=weighted(self._rng, (("1", 80), ("2", 12), ("3", 5), ("4", 3))),
                topics=topics,
                content=content or self._rng.choice(CONTENTS[topics[0]]),
                advice=self._rng.choice(ADVICE),
                next_step=self._rng.choice(("1", "4", "4")),
                minutes=self._rng.randrange(10, 45, 5),
                counsellor_id=self._rng.choice(self._staff),
            )
        )

    def _topics(self, worker: Worker) -> tuple[str, ...]:
        usual = "bhtn" if worker.benefit_status else "vl"
        return weighted(
            self._rng, (((usual,), 55), (("cs", usual), 20), (("dt",), 15), (("nn",), 10))
        )

    def _letter(
        self, worker: Worker, day: date, *, employer: int, position: int, days: int = _LETTER_DAYS
    ) -> Referral:
        at = self._moment(day)
        vacancy = self._vacancies[employer][position]
        is_open = vacancy.registered_on is not None and vacancy.registered_on <= day
        letter = Referral(
            id=self._new_id(at),
            worker_id=worker.id,
            employer=FIRMS[employer].name,
            employer_address=FIRMS[employer].address,
            position=vacancy.title,
            employer_id=vacancy.employer_id,
            vacancy_id=vacancy.id if is_open else "",
            experience=worker.experience,
            issued_on=day,
            valid_until=day + timedelta(days=days),
            counsellor_id=self._rng.choice(self._staff),
        )
        self._letters.append(letter)
        self._event(letter, "issued", day)
        return letter

    def _event(
        self,
        letter: Referral,
        move: str,
        day: date,
        *,
        reason: str = "",
        justified: str = "",
        destination: str = "",
    ) -> ReferralEvent:
        at = self._moment(day)
        event = ReferralEvent(
            id=self._new_id(at),
            referral_id=letter.id,
            worker_id=letter.worker_id,
            move=move,
            happened_on=day,
            at=at,
            reason=reason,
            justified=justified,
            counsellor_id=letter.counsellor_id,
            destination=destination,
        )
        self._events.append(event)
        return event

    def _destination(self, letter: Referral) -> str:
        firm = next(firm for firm in FIRMS if firm.name == letter.employer)
        return OFFICE_AREA if firm.commune in _COMMUNES else firm.destination

    def _call(self, worker: Worker, task: FollowUpTask, day: date, status: str) -> FollowUpContact:
        at = self._moment(day)
        works = status in ("1", "2")
        contact = FollowUpContact(
            id=self._new_id(at),
            worker_id=worker.id,
            referral_id=task.referral_id,
            task_id=task.id,
            at=at,
            channel=weighted(self._rng, (("1", 80), ("5", 14), ("4", 6))),
            status=status,
            still_employed=works,
            placement_destination=self._rng.choice("12") if works else "",
            found_through="1" if status == "1" else "3" if works else "",
            wage=self._rng.randrange(5_500_000, 11_000_000, 500_000) if works else None,
            counsellor_id=self._rng.choice(self._staff),
        )
        self._contacts.append(contact)
        return contact

    def _number_letters(self) -> None:
        numbered: list[Referral] = []
        for letter in sorted(self._letters, key=_by_issue):
            year = letter.issued_on.year if letter.issued_on else 0
            serial = self.serials[year] = self.serials.get(year, 0) + 1
            number = letter_number(self._office_code, self._pc, year, serial)
            vacancy_id = "" if letter.id in self._elsewhere else letter.vacancy_id
            numbered.append(replace(letter, number=number, vacancy_id=vacancy_id))
        self._letters = numbered

    # --- Time and ids ---

    def _workday(self, day: date) -> date:
        """The day, or the Friday before a weekend."""
        return day - timedelta(days=max(0, day.weekday() - 4)) if day < self._today else day

    def _moment(self, day: date) -> datetime:
        """A minute of that day's opening hours, not in the future; the next of a day is later."""
        if day == self._today:
            self._moments_today += 1
            ago = timedelta(minutes=max(0, 180 - 4 * self._moments_today))
            return max(self._now - ago, start_of_day(day))
        self._minute = self._minute + 4 if day == self._day else self._rng.randrange(400)
        self._day = day
        return start_of_day(day) + timedelta(minutes=450 + self._minute)

    def _new_id(self, at: datetime) -> str:
        """A UUIDv7 of that moment, the same in every telling."""
        figures = f"{_ms(at):012x}7{self._rng.getrandbits(12):03x}"
        figures += f"{0x8 | self._rng.getrandbits(2):x}{self._rng.getrandbits(60):015x}"
        parts = (figures[:8], figures[8:12], figures[12:16], figures[16:20], figures[20:])
        return "-".join(parts)


def _start_for(due: date, milestone: str) -> date:
    """The day on which a job began whose call of this milestone is due on a day; months differ in
    length, so it may miss by a day."""
    usual = 31 if milestone == "1m" else 92
    for back in range(usual, usual - 5, -1):
        start = due - timedelta(days=back)
        planned = plan_follow_ups(ReferralEvent(id="", happened_on=start))
        if any(task.milestone == milestone and task.due_on == due for task in planned):
            return start
    return due - timedelta(days=usual)


def _stamped(record: Record, stamp: str) -> Record:
    return replace(record, stamps=dict.fromkeys(kind_of(record).groups, stamp))


def _by_issue(letter: Referral) -> tuple[str, str]:
    return (letter.issued_on.isoformat() if letter.issued_on else "", letter.id)


def _ms(at: datetime) -> int:
    return int(at.timestamp() * 1000)
