"""Small made-up offices with all that makes counting hard, drawn at random, and their figures
recounted in plain Python from the records: what SQL counts must come to the same.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import TypeVar

from hypothesis import strategies as st

from desktop_app.domain.catalogues import Catalogues
from desktop_app.domain.dates import VIETNAM, local_date
from desktop_app.domain.employers import Employer
from desktop_app.domain.follow_ups import MILESTONES, FollowUpContact, FollowUpTask
from desktop_app.domain.partial_dates import PartialDate
from desktop_app.domain.periods import Period
from desktop_app.domain.records import Record
from desktop_app.domain.referrals import (
    MOVES,
    Referral,
    ReferralEvent,
    allowed_moves,
    state_of,
)
from desktop_app.domain.visits import Visit
from desktop_app.domain.workers import Worker, age, draws_benefit

AnyRecord = TypeVar("AnyRecord", bound=Record)

PERIOD = Period(date(2026, 11, 22), date(2026, 11, 24))
STREAMS = ("BS", "TD")


@dataclass(frozen=True)
class SmallOffice:
    """Records with the office each is of, and who is the same person."""

    records: tuple[tuple[str, Record], ...]
    same_person: Mapping[str, str]


# --- At random -----------------------------------------------------------------------------------

DAYS = st.sampled_from([PERIOD.first + timedelta(days=n) for n in range(-1, 4)])
CLOCKS = st.sampled_from([time(0, 0), time(8, 30), time(23, 59, 59)])
MOMENTS = st.builds(
    lambda day, clock: datetime.combine(day, clock, VIETNAM).astimezone(UTC), DAYS, CLOCKS
)
PEOPLE = ("w0", "w1", "w2", "w3")
SOMEBODY = st.sampled_from((*PEOPLE, "not here"))
DESTINATIONS = st.sampled_from(("", "2", "5", "new code"))
# On the days of the period somebody turns 31, 41, 51 or 61.
BORN = st.sampled_from(
    [
        None,
        PartialDate(1985),
        PartialDate(1996),
        PartialDate(1965, 11),
        *(PartialDate(2026 - years, 11, day) for years in (31, 41, 51, 61) for day in (22, 23, 24)),
    ]
)
WORKER = st.builds(
    Worker,
    id=st.just(""),
    full_name=st.sampled_from(("Hoàng Thị Én", "Nông Văn Bình", "Én")),
    birth_date=BORN,
    sex=st.sampled_from(("", "1", "2", "new code")),
    ethnicity=st.sampled_from(("", "01", "02", "55")),
    area=st.sampled_from(("", "1", "2")),
    technical_level=st.sampled_from(("", "1", "4", "8.1")),
    benefit_status=st.sampled_from(("", "dang_huong", "rut_ho_so")),
    registered_on=st.none() | DAYS,
    hidden=st.booleans(),
)


@st.composite
def small_offices(draw: st.DrawFn) -> SmallOffice:
    """A few people and what happened to them around the period."""
    records = [replace(draw(WORKER), id=name) for name in PEOPLE]
    records += _visits(draw)
    for n in range(draw(st.integers(0, 4))):
        records += _letter(draw, f"r{n}")
    links = draw(
        st.dictionaries(
            st.sampled_from(PEOPLE[1:]), st.sampled_from(("w0", "elsewhere")), max_size=2
        )
    )
    streams = st.sampled_from(STREAMS)
    return SmallOffice(tuple((draw(streams), record) for record in records), {**links})


def _visits(draw: st.DrawFn) -> list[Record]:
    visits: list[Record] = [Employer(id="firm", name="HTX Hồi Bắc Sơn")]
    for n in range(draw(st.integers(0, 7))):
        corrects = draw(st.sampled_from(["", "", *(f"v{before}" for before in range(n))]))
        firm = draw(st.sampled_from(("", "", "", "firm")))
        visits.append(
            Visit(
                id=f"v{n}",
                worker_id="" if firm else draw(SOMEBODY),
                employer_id=firm,
                at=draw(MOMENTS),
                channel=draw(st.sampled_from(("1", "3", "", "new code"))),
                topics=tuple(
                    draw(st.lists(st.sampled_from(("vl", "cs", "new code")), unique=True))
                ),
                corrects=corrects,
                withdrawn=bool(corrects) and draw(st.booleans()),
            )
        )
    return visits


def _letter(draw: st.DrawFn, letter: str) -> Iterator[Record]:
    """A letter whose events two PCs may have recorded, in any order."""
    worker = draw(SOMEBODY)
    yield Referral(
        id=letter, number=letter, worker_id=worker, employer="HTX Hồi", issued_on=draw(DAYS)
    )
    moves = draw(st.lists(st.sampled_from(list(MOVES)), max_size=4))
    for n, move in enumerate(["issued", *moves] if draw(st.integers(0, 9)) else moves):
        yield ReferralEvent(
            id=f"{letter}e{n}",
            referral_id=letter,
            worker_id=worker,
            move=move,
            happened_on=draw(DAYS),
            at=draw(st.none() | MOMENTS),
            justified=draw(st.sampled_from(("1", "2"))),
            destination=draw(DESTINATIONS),
        )
    for milestone in draw(st.lists(st.sampled_from(list(MILESTONES)), unique=True)):
        task, contact = f"{letter}{milestone}", f"{letter}{milestone}c"
        yield FollowUpTask(
            id=task,
            referral_id=letter,
            worker_id=worker,
            milestone=milestone,
            done_by=draw(st.sampled_from(("", contact, contact))),
        )
        yield FollowUpContact(
            id=contact,
            worker_id=worker,
            referral_id=letter,
            task_id=task,
            at=draw(MOMENTS),
            status=draw(st.sampled_from(("1", "2", "3"))),
            placement_destination=draw(DESTINATIONS),
        )


# --- Recounted -----------------------------------------------------------------------------------


@dataclass(frozen=True)
class Counted:
    """A case; `moment` orders the cases of a person."""

    record: str
    moment: tuple[str, str, str]
    day: date
    worker: str
    stream: str


class Recount:
    """The figures of an office, from its records with the rules of the domain."""

    def __init__(self, office: SmallOffice, catalogues: Catalogues) -> None:
        self._same = office.same_person
        self._catalogues = catalogues
        self._stream = {record.id: stream for stream, record in office.records}
        self._all = [record for _, record in office.records]
        self._workers = {each.id: each for each in self._of(Worker)}

    def lines(self) -> dict[str, list[Counted]]:
        """Key of a row -> the cases it counts."""
        lines: dict[str, list[Counted]] = {}
        self._count_visits(lines)
        registered = (each for each in self._of(Worker) if not each.hidden)
        lines["registered"] = self._persons(
            self._case(each, each.registered_on, each.id) for each in registered
        )
        self._count_letters(lines)
        self._count_answers(lines)
        return {key: cases for key, cases in lines.items() if cases}

    def _count_visits(self, lines: dict[str, list[Counted]]) -> None:
        corrected = {each.corrects for each in self._of(Visit)}
        for visit in self._of(Visit):
            if visit.id in corrected or visit.withdrawn or visit.at is None:
                continue
            keys = ["employer_visits"]
            if visit.worker_id:
                keys = ["visits", f"visits.channel:{visit.channel}"]
                keys += [f"visits.topic:{topic}" for topic in visit.topics]
            case = self._case(visit, local_date(visit.at), visit.worker_id, visit.at)
            for key in keys:
                lines.setdefault(key, []).extend(case)
        for key in [key for key in lines if key.startswith("visits")]:
            lines[key.replace("visits", "people")] = self._persons([lines[key]])

    def _count_letters(self, lines: dict[str, list[Counted]]) -> None:
        begun: list[tuple[Counted, str]] = []
        for letter in self._of(Referral):
            events = [each for each in self._of(ReferralEvent) if each.referral_id == letter.id]
            if state_of(events) in ("new", "void"):
                continue
            issued = self._case(letter, letter.issued_on, letter.worker_id)
            lines.setdefault("letters", []).extend(issued)
            for event in _that_held(events):
                for case in self._case(letter, event.happened_on, letter.worker_id, event.at):
                    lines.setdefault(f"outcome:{event.move}", []).append(case)
                    if event.move == "refused_by_worker" and event.justified == "2":
                        lines.setdefault("unjustified", []).append(case)
                    if event.move == "started_work":
                        begun.append((case, event.destination or self._told_later(letter)))
        lines["referred"] = self._persons([lines.get("letters", [])])
        lines["placed"] = self._persons([[case] for case, _ in begun])
        destinations = dict(begun)
        for case in lines["placed"]:
            lines.setdefault(f"placed.to:{destinations[case]}", []).append(case)

    def _told_later(self, letter: Referral) -> str:
        told = [
            each
            for each in self._of(FollowUpContact)
            if each.referral_id == letter.id and each.placement_destination and each.at
        ]
        told.sort(key=lambda each: (each.at, each.id))
        return told[-1].placement_destination if told else ""

    def _count_answers(self, lines: dict[str, list[Counted]]) -> None:
        contacts = {each.id: each for each in self._of(FollowUpContact)}
        for milestone in MILESTONES:
            asked: list[Counted] = []
            still: list[Counted] = []
            for task in self._of(FollowUpTask):
                contact = contacts.get(task.done_by)
                if contact is None or contact.at is None or task.milestone != milestone:
                    continue
                case = self._case(contact, local_date(contact.at), task.worker_id, contact.at, task)
                asked += case
                still += case if contact.status in ("1", "2") else ()
            lines[f"asked:{milestone}"] = self._persons([asked])
            lines[f"still:{milestone}"] = self._persons([still])

    def _case(
        self,
        record: Record,
        day: date | None,
        worker: str,
        at: datetime | None = None,
        of_office: Record | None = None,
    ) -> list[Counted]:
        """The case, if its day lies in the period."""
        if day is None or not PERIOD.first <= day <= PERIOD.last:
            return []
        moment = (day.isoformat(), at.isoformat() if at else "", record.id)
        return [Counted(record.id, moment, day, worker, self._stream[(of_office or record).id])]

    def _persons(self, cases: Iterable[Iterable[Counted]]) -> list[Counted]:
        """The last case of each person."""
        last: dict[str, Counted] = {}
        for case in sorted((each for some in cases for each in some), key=lambda c: c.moment):
            last[self._same.get(case.worker, case.worker)] = case
        return list(last.values())

    def part(self, case: Counted, split: str) -> str:
        """The column a case belongs to."""
        if split == "office":
            return case.stream
        same = self._same.get(case.worker, case.worker)
        worker = self._workers.get(same) or self._workers.get(case.worker)
        if worker is None:
            return "-"
        parts: dict[str, Callable[[], str]] = {
            "sex": lambda: worker.sex,
            "minority": lambda: self._minority(worker),
            "area": lambda: worker.area,
            "age_band": lambda: _age_band(age(worker, case.day)),
            "technical_level": lambda: worker.technical_level,
            "benefit": lambda: str(int(draws_benefit(worker))),
        }
        return parts[split]() or "-"

    def _minority(self, worker: Worker) -> str:
        if not worker.ethnicity:
            return ""
        return str(int(self._catalogues.is_minority(worker.ethnicity)))

    def _of(self, kind: type[AnyRecord]) -> list[AnyRecord]:
        return [record for record in self._all if isinstance(record, kind)]


def _that_held(events: list[ReferralEvent]) -> Iterator[ReferralEvent]:
    """The outcomes that the state of their letter allowed."""
    ordered = sorted(
        events,
        key=lambda e: (e.move != "issued", e.at.timestamp() if e.at else 0.0, e.id),
    )
    for n, event in enumerate(ordered):
        if event.move != "issued" and event.move in allowed_moves(state_of(ordered[:n])):
            yield event


def _age_band(years: int | None) -> str:
    if years is None:
        return ""
    for code, highest in (("1", 30), ("2", 40), ("3", 50), ("4", 60)):
        if years <= highest:
            return code
    return "5"
