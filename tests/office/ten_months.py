"""Ten made-up months, as large as those of 2019 the Centre told of: 9,900 counselled (lượt), 1,000
placed, half of them in China, 42 fixed sessions on Thursdays and 33 mobile ones.

Around what counts lies what does not: corrected and withdrawn visits, voided letters, cases of the
day before and the day after. The same seed gives the same story; nobody in it exists.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from itertools import cycle
from random import Random
from uuid import UUID

from desktop_app.domain.dates import VIETNAM
from desktop_app.domain.employers import Employer
from desktop_app.domain.follow_ups import FollowUpContact, plan_follow_ups
from desktop_app.domain.periods import Period
from desktop_app.domain.records import Record
from desktop_app.domain.referrals import Referral, ReferralEvent
from desktop_app.domain.visits import Visit
from desktop_app.domain.workers import Worker
from desktop_app.office.demo_people import made_up_worker

PERIOD = Period(date(2019, 1, 1), date(2019, 10, 31))
VISITS, PLACED, IN_CHINA = 9_900, 1_000, 500
FIXED_SESSIONS, MOBILE_SESSIONS = 42, 33
CHINA = "5"

_PEOPLE = 4_000
_TWICE = 25
"""People registered at two offices and linked since; placed through both."""
_CORRECTED, _WITHDRAWN, _OUTSIDE, _OF_EMPLOYERS = 60, 15, 12, 80
_AT_FIXED, _AT_MOBILE = 1_890, 1_320
_NOT_PLACED = 600
_OFFICES = {
    "BS": ("new:06325", "new:06337", "new:06349"),
    "TD": ("new:06040", "new:06046", "new:06058"),
    "HL": ("new:06385", "new:06415", "new:06457"),
}
_AT_COUNTER, _BY_PHONE, _AT_SESSION, _ON_THE_WAY, _ONLINE = "1", "2", "3", "4", "5"
_TET = (date(2019, 1, 31), date(2019, 2, 7))
"""Thursdays without a session: the one before the new year and the one in its week."""

_ENDINGS: Sequence[tuple[str, ...]] = (
    (),
    ("attended",),
    ("attended", "passed"),
    ("attended", "refused_by_employer"),
    ("refused_by_worker",),
    ("attended", "passed", "refused_by_worker"),
    ("void",),
    ("attended", "void"),
)


@dataclass(frozen=True)
class TenMonths:
    """The records of each office, and which of them stand for the same person."""

    records: Mapping[str, Sequence[Record]]
    same_person: Mapping[str, str]


def ten_months(seed: int = 2019) -> TenMonths:
    """The whole story."""
    return _Story(Random(seed)).told()  # noqa: S311 - made-up data


def fixed_sessions() -> list[date]:
    """The Thursdays on which people could come."""
    return [day for day in _days() if day.weekday() == 3 and day not in _TET]


def mobile_sessions() -> list[date]:
    """Saturdays in the communes."""
    return [day for day in _days() if day.weekday() == 5][:MOBILE_SESSIONS]


def _days() -> list[date]:
    length = (PERIOD.last - PERIOD.first).days + 1
    return [PERIOD.first + timedelta(days=n) for n in range(length)]


class _Story:
    def __init__(self, rng: Random) -> None:
        self._rng = rng
        self._records: dict[str, list[Record]] = {office: [] for office in _OFFICES}
        self._links: dict[str, str] = {}
        self._people: list[tuple[str, Worker]] = []
        self._letters = 0

    def told(self) -> TenMonths:
        """Everything, in the order of who needs whom."""
        self._register()
        self._counsel()
        self._counsel_employers()
        self._place()
        self._refer_without_success()
        return TenMonths(self._records, self._links)

    def _register(self) -> None:
        for serial in range(_PEOPLE):
            office = self._rng.choice(tuple(_OFFICES))
            self._people.append((office, self._somebody(office, serial)))

    def _somebody(self, office: str, serial: int) -> Worker:
        worker = made_up_worker(
            self._rng,
            worker_id=self._id(),
            serial=serial,
            communes=_OFFICES[office],
            registered_on=self._rng.choice(_days()),
            registered_by="",
        )
        self._records[office].append(worker)
        return worker

    # --- Visits ---

    def _counsel(self) -> None:
        """Everybody has come once, most of them again."""
        visitors = [*self._people, *self._rng.choices(self._people, k=VISITS - _PEOPLE)]
        for serial, (visitor, (channel, day)) in enumerate(
            zip(visitors, self._occasions(), strict=True)
        ):
            self._visit(*visitor, channel, day, corrected=serial < _CORRECTED)
        for office, worker in self._people[:_WITHDRAWN]:
            made = self._visit(office, worker, _AT_COUNTER, PERIOD.first, corrected=False)
            self._records[office].append(
                replace(made, id=self._id(), corrects=made.id, withdrawn=True)
            )
        before = datetime.combine(PERIOD.first, time(), VIETNAM) - timedelta(seconds=1)
        after = datetime.combine(PERIOD.last + timedelta(days=1), time(), VIETNAM)
        for office, worker in self._people[:_OUTSIDE]:
            made = self._visit(office, worker, _AT_COUNTER, PERIOD.last, corrected=False, at=before)
            self._records[office].append(replace(made, id=self._id(), at=after.astimezone(UTC)))

    def _occasions(self) -> list[tuple[str, date]]:
        """When and how each visit came about; each session had visitors."""
        fixed, mobile = cycle(fixed_sessions()), cycle(mobile_sessions())
        found = [(_AT_SESSION, next(fixed)) for _ in range(_AT_FIXED)]
        found += [(_ON_THE_WAY, next(mobile)) for _ in range(_AT_MOBILE)]
        days = [day for day in _days() if day.weekday() < 5]
        channels = (_AT_COUNTER, _AT_COUNTER, _AT_COUNTER, _BY_PHONE, _ONLINE)
        found += [(_AT_COUNTER, PERIOD.first), (_AT_COUNTER, PERIOD.last)]
        while len(found) < VISITS:
            found.append((self._rng.choice(channels), self._rng.choice(days)))
        self._rng.shuffle(found)
        return found

    def _visit(
        self,
        office: str,
        worker: Worker,
        channel: str,
        day: date,
        *,
        corrected: bool,
        at: datetime | None = None,
    ) -> Visit:
        topics = tuple(self._rng.sample(("cs", "vl", "bhtn", "dt", "nn"), self._rng.choice((1, 2))))
        visit = Visit(
            id=self._id(),
            worker_id=worker.id,
            at=(at or self._moment(day)).astimezone(UTC),
            channel=channel,
            topics=topics,
            content="Muốn làm gần nhà",
            next_step="1",
        )
        self._records[office].append(visit)
        if corrected:
            wrong = replace(visit, id=self._id(), channel=_BY_PHONE, topics=("khac",))
            visit = replace(visit, corrects=wrong.id)
            self._records[office][-1:] = [wrong, visit]
        return visit

    def _counsel_employers(self) -> None:
        for serial in range(_OF_EMPLOYERS):
            office = self._rng.choice(tuple(_OFFICES))
            firm = Employer(id=self._id(), name=f"Hợp tác xã Hồi {serial + 1}")
            visit = Visit(
                id=self._id(),
                employer_id=firm.id,
                at=self._moment(self._rng.choice(_days())).astimezone(UTC),
                channel=_AT_COUNTER,
                topics=("td",),
            )
            self._records[office] += [firm, visit]

    # --- Letters ---

    def _place(self) -> None:
        """The first people have found work, those of an even place in China."""
        for serial, (office, worker) in enumerate(self._people[:PLACED]):
            destination = CHINA if serial % 2 == 0 else ("1", "2", "3", "4", "")[serial // 2 % 5]
            told_later = serial % 4 == 0
            self._placed(office, worker, destination, told_later=told_later)
            if serial < _TWICE:
                other = next(each for each in _OFFICES if each != office)
                again = replace(worker, id=self._id(), note="Ghi lại ở văn phòng khác")
                self._records[other].append(again)
                self._links[again.id] = worker.id
                self._placed(other, again, destination, told_later=told_later)
        # Work that began on the day after is no work of these months.
        for office, worker in self._people[PLACED : PLACED + _OUTSIDE]:
            self._letter(office, worker, PERIOD.last, (("started_work", PERIOD.last, 1),))

    def _placed(self, office: str, worker: Worker, destination: str, *, told_later: bool) -> None:
        """Where the work is, the outcome says, or only the call a month later."""
        issued = self._rng.choice(_days()[:-30])
        steps = self._rng.choice((("started_work",), ("attended", "passed", "started_work")))
        events = self._letter(
            office,
            worker,
            issued,
            tuple((move, issued, 3 * n + 2) for n, move in enumerate(steps)),
            destination="" if told_later else destination,
        )
        for task in plan_follow_ups(events[-1]):
            due = task.due_on or issued
            contact = FollowUpContact(
                id=self._id(),
                worker_id=worker.id,
                referral_id=task.referral_id,
                task_id=task.id,
                at=self._moment(due).astimezone(UTC),
                channel="1",
                status=self._rng.choice(("1", "1", "1", "2", "3", "4")),
                placement_destination=destination if told_later else "",
            )
            self._records[office] += [replace(task, done_by=contact.id), contact]

    def _refer_without_success(self) -> None:
        rest = self._people[PLACED:]
        for serial in range(_NOT_PLACED):
            office, worker = self._rng.choice(rest)
            issued = self._rng.choice(_days())
            steps = _ENDINGS[serial % len(_ENDINGS)]
            self._letter(
                office, worker, issued, tuple((move, issued, n) for n, move in enumerate(steps))
            )

    def _letter(
        self,
        office: str,
        worker: Worker,
        issued: date,
        steps: Sequence[tuple[str, date, int]],
        *,
        destination: str = "",
    ) -> list[ReferralEvent]:
        """A letter with its events, each so many days after the day named."""
        self._letters += 1
        letter = Referral(
            id=self._id(),
            number=f"{office}1-2019-{self._letters:05}",
            worker_id=worker.id,
            employer="Công ty TNHH May Thất Khê",
            position="Thợ may công nghiệp",
            issued_on=issued,
            valid_until=issued + timedelta(days=14),
        )
        events = [
            ReferralEvent(
                id=self._id(),
                referral_id=letter.id,
                worker_id=worker.id,
                move=move,
                happened_on=day + timedelta(days=later),
                at=self._moment(day + timedelta(days=later)).astimezone(UTC) + timedelta(hours=n),
                reason="1" if move.startswith("refused") else "",
                justified=self._rng.choice("12") if move == "refused_by_worker" else "",
                destination=destination if move == "started_work" else "",
            )
            for n, (move, day, later) in enumerate((("issued", issued, 0), *steps))
        ]
        self._records[office] += [letter, *events]
        return events

    def _moment(self, day: date) -> datetime:
        return datetime.combine(day, time(8, self._rng.randrange(60)), VIETNAM)

    def _id(self) -> str:
        return str(UUID(int=self._rng.getrandbits(128), version=4))
