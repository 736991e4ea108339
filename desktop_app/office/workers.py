"""Workers (người lao động): registering, correcting, finding, and the card of one."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import TYPE_CHECKING

from desktop_app import settings
from desktop_app.domain import id_cards
from desktop_app.domain import workers as rules
from desktop_app.domain.addresses import Address
from desktop_app.domain.dates import local_date, show_date
from desktop_app.domain.follow_ups import FollowUpContact, standing_contacts
from desktop_app.domain.ids import new_id
from desktop_app.domain.names import has_words
from desktop_app.domain.personal_numbers import last_four
from desktop_app.domain.problems import Problem
from desktop_app.domain.referrals import STATE_NAMES, Referral, unjustified_refusals
from desktop_app.domain.scanned_text import Doubt
from desktop_app.domain.visits import Visit
from desktop_app.domain.workers import Worker, draws_benefit, name_and_year
from desktop_app.office import persons, twins
from desktop_app.office.cleaning import cleaned_worker
from desktop_app.office.comparing import taken_back
from desktop_app.office.desk import Changed, Desk, refuse_errors
from desktop_app.office.reading import by_id, existing, names_of_staff
from desktop_app.office.referrals import Case, ReferralRow, cases_of, referral_row
from desktop_app.office.timeline import TimelineEntry, Tone, lower_first, timeline_of
from desktop_app.office.visits import valid_visits
from desktop_app.office.worker_states import EMPLOYMENT, WorkerState, worker_state
from desktop_app.office.worker_states import STATE_NAMES as WORKER_STATES
from desktop_app.storage import case_queries, edits, records, same_person, worker_queries

if TYPE_CHECKING:
    from sqlalchemy import Connection


NO_FILTERS: Mapping[str, str] = MappingProxyType({})


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkerRow:
    """A worker in a list: no more of the personal number than its last four digits."""

    id: str
    full_name: str
    birth_year: int | None
    commune: str
    last_four: str
    state: WorkerState


@dataclass(frozen=True, slots=True)
class WorkerPage:
    """A window of a list, and how long the whole list is."""

    rows: list[WorkerRow]
    total: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CardWarning:
    """What a counsellor must know before going on; `referral_id` names the letter it is about."""

    icon: str
    tone: Tone
    title: str
    detail: str
    referral_id: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkerCard:
    """Everything about one worker; `story` says what happened last: «gặp 12 ngày trước, …»."""

    worker: Worker
    state: WorkerState
    story: str
    open_referrals: list[ReferralRow]
    warnings: list[CardWarning]
    timeline: list[TimelineEntry]


@dataclass(frozen=True, slots=True, kw_only=True)
class CardReading:
    """A scanned card: the person it belongs to, when known here, with what happened last; else a
    draft to register. `residence` holds the communes to choose from where the address means
    several; `doubts` are the letters to ask about, of the name and of the address's detail."""

    known: Worker | None
    draft: Worker
    story: str
    residence: Address
    doubts: tuple[Doubt, ...] = ()

    @property
    def communes(self) -> tuple[str, ...]:
        """The choices where the address means several."""
        return self.residence.candidates


# --- Registering and correcting ------------------------------------------------------------------


def new_worker(desk: Desk) -> Worker:
    """A worker to be filled in; only who registers and when are known."""
    return Worker(id=new_id(), registered_on=desk.today(), registered_by=desk.user.id)


def register_worker(desk: Desk, *, worker: Worker, not_these: Collection[str] = ()) -> Changed:
    """Save a new worker. Raises Invalid, also for a personal number already here.

    Of somebody with the same name and birth date it is asked from now on whether it is the same
    person, unless it is one of `not_these`, people known to be others.
    """
    worker = replace(
        cleaned_worker(worker),
        registered_on=worker.registered_on or desk.today(),
        registered_by=worker.registered_by or desk.user.id,
    )
    problems = rules.check_worker(worker, today=desk.today())
    refuse_errors(problems)
    with desk.store.write(user=desk.user.id) as transaction:
        refuse_errors([*problems, *_number_taken(transaction, worker)])
        records.add(transaction, worker)
        asked = _tell_apart(transaction, desk, worker, not_these)
    return Changed(persons.CHANGED if asked else frozenset({"worker"}), worker.id)


def _tell_apart(
    transaction: "Connection", desk: Desk, new: Worker, not_these: Collection[str]
) -> bool:
    """Keep who is somebody else, and ask about the other likely twins; whether there is any."""
    alike = twins.likenesses(transaction, new)
    parted = [each for each in alike if each in not_these]
    probable = [each for each, how in alike.items() if how.level == "probable"]
    asked = [each for each in probable if each not in not_these][: twins.MOST_TOLD]
    for other in parted:
        persons.say(transaction, desk, pair=(new.id, other), state="apart")
    for other in asked:
        # in the name of who registers: the centre, which asks only about numbers, would take a
        # question of nobody's back with the first exchange
        persons.say(transaction, desk, pair=(new.id, other), state="proposed", reason="birth")
    return bool(parted or asked)


def correct_worker(desk: Desk, *, worker: Worker) -> Changed:
    """Save the changes of a worker. Raises Invalid and Superseded.

    A personal number is looked up only when it was changed: people registered twice while two
    PCs could not see each other must stay correctable.
    """
    worker = cleaned_worker(worker)
    problems = rules.check_worker(worker, today=desk.today())
    refuse_errors(problems)
    with desk.store.write(user=desk.user.id) as transaction:
        if worker.personal_number != existing(transaction, Worker, worker.id).personal_number:
            refuse_errors([*problems, *_number_taken(transaction, worker)])
        groups = records.save(transaction, worker)
    return Changed(frozenset({"worker"} if groups else ()), worker.id)


def take_back_correction(desk: Desk, *, before: Worker, after: Worker) -> Changed:
    """Undo a correction that has just been saved: what was before it is saved over it. Raises
    Superseded when somebody else has changed the same meanwhile."""
    return correct_worker(desk, worker=taken_back(desk, before=before, after=cleaned_worker(after)))


def hide_worker(desk: Desk, *, worker_id: str) -> Changed:
    """Take somebody registered by mistake out of lists, search and calls due; the record stays."""
    return _set_hidden(desk, worker_id, hidden=True)


def show_worker(desk: Desk, *, worker_id: str) -> Changed:
    """Put a hidden worker back."""
    return _set_hidden(desk, worker_id, hidden=False)


def _set_hidden(desk: Desk, worker_id: str, *, hidden: bool) -> Changed:
    with desk.store.write(user=desk.user.id) as transaction:
        worker = existing(transaction, Worker, worker_id)
        groups = records.save(transaction, replace(worker, hidden=hidden))
    return Changed(frozenset({"worker"} if groups else ()), worker_id)


def check_worker(desk: Desk, *, worker: Worker) -> list[Problem]:
    """All problems of a worker as it stands in a form, the taken number included."""
    with desk.store.read() as connection:
        taken = _number_taken(connection, worker)
    return [*rules.check_worker(worker, today=desk.today()), *taken]


def same_number(desk: Desk, *, personal_number: str, other_than: str = "") -> Worker | None:
    """The worker here who has this personal number, other than the one with the given id and those
    linked to it as the same person; nobody hidden."""
    with desk.store.read() as connection:
        return _same_number(connection, personal_number, other_than)


def _same_number(connection: "Connection", number: str, other_than: str) -> Worker | None:
    if not number:
        return None
    found = worker_queries.workers_with_number(connection, personal_number=number)
    same = same_person.records_of(connection, other_than)
    others = (worker for worker in found if worker.id not in same and not worker.hidden)
    return next(others, None)


def _number_taken(connection: "Connection", worker: Worker) -> list[Problem]:
    other = _same_number(connection, worker.personal_number, worker.id)
    if other is None:
        return []
    return [Problem("personal_number", f"Số này đã có: {name_and_year(other)}")]


# --- Finding -------------------------------------------------------------------------------------


def find_workers(
    desk: Desk,
    *,
    text: str,
    offset: int,
    limit: int,
    filters: Mapping[str, str] = NO_FILTERS,
    descending: bool = False,
    total: int | None = None,
) -> WorkerPage:
    """A window of the workers that fit the text (all for an empty one): those spelled as it is
    first, both by given name, or from the last one on. `filters` narrow it down by what is typed
    for `name` (as words begin), `birth_year`, `last_four`, `commune` and `state`. `total` is how
    many there are, where that is known: to count everybody takes longer than to read a page."""
    with desk.store.read() as connection:
        narrowed = _narrowed(desk, connection, filters)
        lines = worker_queries.search_workers(
            connection,
            text=text,
            offset=offset,
            limit=limit,
            narrowed=narrowed,
            descending=descending,
            total=total,
        )
        if total is None:
            total = worker_queries.count_workers(connection, text=text, narrowed=narrowed)
        return WorkerPage(_rows(desk, connection, lines), total)


def found_workers(
    desk: Desk, connection: "Connection", *, text: str, limit: int
) -> list[WorkerRow]:
    """The first that fit the text, without counting them all."""
    lines = worker_queries.search_workers(connection, text=text, offset=0, limit=limit)
    return _rows(desk, connection, lines)


def _rows(
    desk: Desk, connection: "Connection", lines: Sequence[worker_queries.WorkerLine]
) -> list[WorkerRow]:
    waiting = case_queries.who_waits(connection, [line.id for line in lines])
    return [
        WorkerRow(
            id=line.id,
            full_name=line.full_name,
            birth_year=line.birth_year,
            commune=desk.catalogues.places.short_name(line.residence_commune),
            last_four=last_four(line.personal_number),
            state=worker_state(line.employment_status, has_open_letter=line.id in waiting),
        )
        for line in lines
    ]


def _narrowed(
    desk: Desk, connection: "Connection", filters: Mapping[str, str]
) -> worker_queries.Narrowed:
    commune, state = filters.get("commune", ""), filters.get("state", "")
    communes = desk.catalogues.places.communes.items()
    return worker_queries.Narrowed(
        name=filters.get("name", ""),
        birth_year=filters.get("birth_year", ""),
        last_four=filters.get("last_four", "").lstrip("…."),
        communes=[key for key, one in communes if has_words(one.short_name, commune)]
        if commune
        else None,
        stands=_stands(connection, state) if state else None,
    )


def _stands(connection: "Connection", typed: str) -> worker_queries.Stands:
    """Who stands where the words typed stand in the state's name."""
    wanted = {state for state, name in WORKER_STATES.items() if has_words(name, typed)}
    return worker_queries.Stands(
        waiting=[letter.worker_id for letter in case_queries.open_referrals(connection)],
        waits="awaiting" in wanted,
        statuses=[
            code for code in EMPLOYMENT if worker_state(code, has_open_letter=False) in wanted
        ],
    )


# --- The card ------------------------------------------------------------------------------------


def worker(desk: Desk, *, worker_id: str) -> Worker:
    """One worker, as a form needs it."""
    with desk.store.read() as connection:
        return existing(connection, Worker, worker_id)


def worker_card(desk: Desk, *, worker_id: str) -> WorkerCard:
    """The worker with the letters still open, the warnings and the whole timeline: of the person,
    whichever linked records it is in."""
    with desk.store.read() as connection:
        worker = existing(connection, Worker, worker_id)
        same = by_id(connection, Worker, same_person.records_of(connection, worker_id))
        ids = tuple(same)
        visits = records.find(connection, Visit, worker_id=ids)
        cases = cases_of(connection, records.find(connection, Referral, worker_id=ids))
        contacts = standing_contacts(records.find(connection, FollowUpContact, worker_id=ids))
        changes = edits.edits_of(connection, ids)
        staff = names_of_staff(connection)
    letters = [
        referral_row(desk, case, same[case.referral.worker_id]) for case in cases if case.is_open
    ]
    letters.sort(key=_by_expiry)
    return WorkerCard(
        worker=worker,
        state=worker_state(worker.employment_status, has_open_letter=bool(letters)),
        story=_story_of(desk, worker, visits, cases),
        open_referrals=letters,
        warnings=[*_letter_warnings(letters), *_benefit_warnings(worker, cases)],
        timeline=timeline_of(
            desk,
            worker=worker,
            visits=visits,
            cases=cases,
            contacts=contacts,
            edits=changes,
            staff_names=staff,
            twins=[twin for twin in same.values() if twin.id != worker_id],
        ),
    )


def _by_expiry(row: ReferralRow) -> tuple[str, str]:
    return (row.valid_until.isoformat(), row.number)


def _letter_warnings(letters: Sequence[ReferralRow]) -> list[CardWarning]:
    return [
        CardWarning(
            icon="warning",
            tone="problem" if letter.days_left < 0 else "warning",
            title=f"Phiếu {letter.number}",
            detail=(
                f"gửi {letter.employer} {letter.issued_on:%d/%m}, "
                f"{days_left_words(letter.days_left)}, chưa có kết quả."
            ),
            referral_id=letter.id,
        )
        for letter in letters
        if letter.days_left <= settings.LETTER_ENDS_SOON_DAYS
    ]


def days_left_words(days: int) -> str:
    """«còn 3 ngày», «hết hạn hôm nay», «đã hết hạn 2 ngày»."""
    if days == 0:
        return "hết hạn hôm nay"
    return f"còn {days} ngày" if days > 0 else f"đã hết hạn {-days} ngày"


def _benefit_warnings(worker: Worker, cases: Sequence[Case]) -> list[CardWarning]:
    if not draws_benefit(worker):
        return []
    events = [event for case in cases for event in case.events]
    refusals = unjustified_refusals(worker, events)
    until = f" đến {show_date(worker.benefit_until)}" if worker.benefit_until else ""
    detail = (
        f"Đã từ chối {refusals} lần không có lý do chính đáng; từ chối lần hai có thể chấm dứt "
        "hưởng trợ cấp thất nghiệp."
        if refusals
        else "Từ chối hai lần không có lý do chính đáng có thể chấm dứt hưởng trợ cấp thất nghiệp."
    )
    return [
        CardWarning(
            icon="info",
            tone="warning" if refusals else "info",
            title=f"Đang hưởng BHTN{until}",
            detail=detail,
        )
    ]


# --- The card scan -------------------------------------------------------------------------------


def read_card_text(desk: Desk, *, text: str) -> CardReading:
    """What a scanned card's text says. Raises id_cards.NotACard with a sentence."""
    card = id_cards.read_card(text)
    fields = id_cards.card_to_worker(card, desk.catalogues)
    draft = replace(new_worker(desk), **fields)
    known = same_number(desk, personal_number=card.personal_number)
    home = id_cards.card_residence(card, desk.catalogues)
    return CardReading(
        known=known,
        draft=draft,
        story=story(desk, worker=known) if known else "",
        residence=home,
        doubts=id_cards.doubts_to_ask(card, home),
    )


def story(desk: Desk, *, worker: Worker) -> str:
    """«gặp 12 ngày trước, giới thiệu đến X, chưa có kết quả»."""
    with desk.store.read() as connection:
        visits = records.find(connection, Visit, worker_id=(worker.id,))
        cases = cases_of(connection, records.find(connection, Referral, worker_id=(worker.id,)))
    return _story_of(desk, worker, visits, cases)


def _story_of(desk: Desk, worker: Worker, visits: Sequence[Visit], cases: Sequence[Case]) -> str:
    parts: list[str] = []
    met = [local_date(visit.at) for visit in valid_visits(visits) if visit.at]
    if met:
        parts.append(f"gặp {_days_ago((desk.today() - max(met)).days)}")
    elif worker.registered_on:
        parts.append(f"đăng ký {_days_ago((desk.today() - worker.registered_on).days)}")
    if cases:
        last = max(cases, key=_issued)
        result = "chưa có kết quả" if last.is_open else lower_first(STATE_NAMES[last.state])
        parts.append(f"giới thiệu đến {last.referral.employer}, {result}")
    return ", ".join(parts)


def _issued(case: Case) -> tuple[str, str]:
    day = case.referral.issued_on
    return (day.isoformat() if day else "", case.referral.id)


def _days_ago(days: int) -> str:
    return {0: "hôm nay", 1: "hôm qua"}.get(days, f"{days} ngày trước")
