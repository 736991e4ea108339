"""A PC's disk dies, and a fresh PC is made of its backup with nothing but the recovery code. What
has arrived at the centre comes back, nothing is there twice, and no number of a letter is."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

import msgspec
import pytest

from desktop_app.central import tables
from desktop_app.domain.faults import NumberDue, Refused, Unreachable
from desktop_app.domain.follow_ups import FollowUpTask
from desktop_app.domain.records import Record
from desktop_app.domain.referrals import Referral, ReferralEvent
from desktop_app.domain.visits import Visit
from desktop_app.domain.workers import Worker
from desktop_app.office.backups import back_up
from desktop_app.office.desk import Desk
from desktop_app.office.door import known_users
from desktop_app.office.exchange import exchange_status
from desktop_app.office.office_settings import use_enrolment
from desktop_app.office.restoring import restore
from desktop_app.office.sign_in import first_run, recover, sign_out
from desktop_app.office.workers import correct_worker, worker
from desktop_app.storage import change_log
from desktop_app.storage.new_epoch import begin_after
from desktop_app.storage.tables import RECORD_TABLES
from desktop_app.sync.rejoining import PUT_BACK
from desktop_app.sync.round import RoundResult, run_round
from tests.builders import a_worker
from tests.central_builder import ACentre
from tests.office.conftest import FIRST_RUN, Clock, Counter
from tests.sync.pcs import APc, State, states_at

KINDS: tuple[type[Record], ...] = (Worker, Visit, Referral, ReferralEvent, FollowUpTask)
PASSWORD = "hồi phục sau bão"


def now() -> datetime:
    """The stamps are of the real clock, so the desk is too."""
    return datetime.now(UTC)


@dataclass
class AnOfficePc:
    """A PC of Bắc Sơn at which somebody is signed in, with the code to its data."""

    desk: Desk
    code: str

    @property
    def counter(self) -> Counter:
        """What happens at it."""
        return Counter(self.desk, Clock())

    def round(self) -> RoundResult:
        """A round, however it goes."""
        return run_round(self.desk.store)

    def well(self) -> RoundResult:
        """A round that must go well."""
        result = self.round()
        assert result.fault is None
        return result

    def epoch(self) -> int:
        """The epoch of its log."""
        with self.desk.store.read() as connection:
            return change_log.exchange_state(connection).epoch

    def served(self, phone: str) -> Worker:
        """Somebody registers, is counselled, and gets a letter."""
        counter = self.counter
        today = self.desk.today()
        person = a_worker(registered_on=None, personal_number="", phone=phone, consent_on=today)
        counter.registered(person)
        counter.visited(person)
        return person

    def letter(self, person: Worker) -> str:
        """The number of a letter for somebody."""
        return self.counter.issued(person).number

    def rings_at(self, person: Worker, phone: str) -> None:
        """Somebody has another telephone."""
        known = worker(self.desk, worker_id=person.id)
        correct_worker(self.desk, worker=replace(known, phone=phone))

    def phone_of(self, person: Worker) -> str:
        """What the PC shows."""
        return worker(self.desk, worker_id=person.id).phone


Office = Callable[..., AnOfficePc]


@pytest.fixture
def office(central: ACentre, tmp_path: Path) -> Iterator[Office]:
    """Call it for a new PC of Bắc Sơn with its enrolment file, or without; `backup` restores one
    in a fresh folder."""
    with ExitStack() as stack:
        made: list[Path] = []

        def make(
            *, enrolled: bool = True, backup: Path | None = None, code: str = ""
        ) -> AnOfficePc:
            made.append(folder := tmp_path / f"pc-{len(made)}")
            if backup:
                restore(folder, backup, code=code, now=now)
                (user,) = known_users(folder)
                desk = recover(folder, user_id=user.user_id, code=code, password=PASSWORD, now=now)
            else:
                file = msgspec.json.encode(central.enrolment("BS")) if enrolled else None
                first = first_run(folder, **FIRST_RUN, enrolment=file, now=now)
                desk, code = first.desk, first.recovery_code
            stack.callback(sign_out, desk)
            return AnOfficePc(desk, code)

        yield make


def states(pc: AnOfficePc, kind: type[Record]) -> dict[str, State]:
    """All records of a kind as the exchange sees them."""
    return APc(Path(), pc.desk.store).states(kind)


def test_a_fresh_pc_goes_on_where_the_broken_one_was(
    central: ACentre, office: Office, enrolled: Callable[..., APc]
) -> None:
    broken, other = office(), enrolled("BS")
    sent = broken.served("0378111201")
    first = broken.letter(sent)
    broken.well()
    unsent = broken.served("0378111202")
    second = broken.letter(unsent)
    backup = back_up(broken.desk).file.path
    # The work of the days after the backup, of which all but the last has arrived.
    later = broken.served("0378111203")
    third = broken.letter(later)
    broken.rings_at(sent, "0378111299")
    broken.rings_at(unsent, "0378111298")
    broken.rings_at(unsent, "0378111297")
    broken.well()
    never_sent = broken.served("0378111204")
    had = broken.epoch()

    fresh = office(backup=backup, code=broken.code)
    assert fresh.epoch() > had
    assert fresh.phone_of(unsent) == "0378111202"
    # Before it has spoken with the centre it works on, but for letters.
    visited = fresh.counter.visited(unsent)
    with pytest.raises(NumberDue) as refused:
        fresh.letter(unsent)
    assert str(refused.value) == NumberDue.sentence
    assert exchange_status(fresh.desk).pc is None

    result = fresh.well()
    assert exchange_status(fresh.desk).pc == 3
    assert result.held == 0
    assert [fresh.phone_of(person) for person in (sent, unsent, later)] == [
        "0378111299",
        "0378111297",
        "0378111203",
    ]
    after = fresh.served("0378111205")
    fourth = fresh.letter(after)
    fresh.well()
    other.well()

    for kind in KINDS:
        assert states(fresh, kind) == states_at(central, kind) == other.states(kind)
    assert set(states_at(central, Worker)) == {one.id for one in (sent, unsent, later, after)}
    assert visited.id in states_at(central, Visit)
    assert never_sent.id not in states_at(central, Worker)
    year = now().year
    assert (first, second, third) == tuple(f"BS1-{year}-{n:05}" for n in (1, 2, 3))
    assert fourth == f"BS3-{year}-00001"
    # Each change is in the centre's log once, and nothing looks like a conflict.
    log = central.rows(tables.change)
    assert len({row["stamp"] for row in log}) == len(log)
    assert central.count(tables.losing_value) == 0
    assert central.count(tables.quarantine) == 0
    with fresh.desk.store.read() as connection:
        counts = change_log.counts(connection)
        assert change_log.waiting(connection, 10) == []
    assert counts.written == counts.acked

    # The broken one is repaired after all, with the work nobody has seen.
    result = broken.well()
    assert result.notice == exchange_status(broken.desk).notice == PUT_BACK
    assert never_sent.id in states_at(central, Worker)
    assert exchange_status(broken.desk).pc == 4


def test_a_second_pc_of_the_same_backup_repeats_nothing(central: ACentre, office: Office) -> None:
    broken = office()
    person = broken.served("0378111201")
    broken.letter(person)
    backup = back_up(broken.desk).file.path
    lives = [broken]
    numbers = set[str]()
    for _ in range(2):
        life = office(backup=backup, code=broken.code)
        life.well()
        numbers |= {life.letter(person), life.letter(person)}
        life.served("0378111202")
        life.well()
        lives.append(life)
    assert len({life.epoch() for life in lives}) == 3
    year = now().year
    assert numbers == {f"BS{pc}-{year}-{n:05}" for pc in (2, 3) for n in (1, 2)}
    letters = [str(fields["number"]) for fields, _ in states_at(central, Referral).values()]
    assert sorted(letters) == sorted({*numbers, f"BS1-{year}-00001"})
    assert central.count(tables.losing_value) == 0


def test_restored_under_a_clock_behind_that_of_an_earlier_restore(
    central: ACentre, office: Office
) -> None:
    broken = office()
    person = broken.served("0378111201")
    broken.well()
    backup = back_up(broken.desk).file.path
    ahead = office(backup=backup, code=broken.code)
    with ahead.desk.store.apply() as transaction:
        begin_after(transaction, 10**15)  # as if the clock had stood years ahead
    ahead.served("0378111202")
    ahead.well()
    fresh = office(backup=backup, code=broken.code)
    later = fresh.served("0378111203")
    fresh.well()
    assert fresh.epoch() > ahead.epoch()
    assert {person.id, later.id} <= set(states_at(central, Worker))
    assert ahead.well().notice == PUT_BACK
    assert central.count(tables.losing_value) == 0


def test_restored_while_the_line_is_down(central: ACentre, office: Office) -> None:
    broken = office()
    broken.well()
    person = broken.served("0378111201")
    backup = back_up(broken.desk).file.path
    central.stop()
    fresh = office(backup=backup, code=broken.code)
    assert isinstance(fresh.round().fault, Unreachable)
    assert exchange_status(fresh.desk).pc is None
    with pytest.raises(NumberDue):
        fresh.letter(person)
    # The centre sends a new file instead: by telephone, on a stick.
    file = central.enrolment("BS")
    use_enrolment(fresh.desk, content=msgspec.json.encode(file))
    assert fresh.letter(person) == f"BS{file.pc}-{now().year}-00001"
    central.start()
    fresh.well()
    assert exchange_status(fresh.desk).pc == file.pc
    assert set(states_at(central, Worker)) == {person.id}


def test_a_revoked_pc_gets_no_number_and_its_work_waits(central: ACentre, office: Office) -> None:
    broken = office()
    broken.well()
    backup = back_up(broken.desk).file.path
    fresh = office(backup=backup, code=broken.code)
    with central.engine.begin() as connection:
        connection.execute(tables.device.update().values(revoked=True))
    fresh.served("0378111201")
    result = fresh.round()
    assert isinstance(result.fault, Refused)
    assert (result.fault.reason, result.sent, result.held) == ("revoked", 2, 2)
    assert exchange_status(fresh.desk).pc is None
    assert central.count(RECORD_TABLES["worker"]) == 0


def test_a_pc_that_never_had_a_centre_takes_the_next_number(office: Office, tmp_path: Path) -> None:
    broken = office(enrolled=False)
    person = broken.served("0378111201")
    assert broken.letter(person) == f"BS1-{now().year}-00001"
    backup = back_up(broken.desk).file.path
    fresh = office(backup=backup, code=broken.code)
    assert exchange_status(fresh.desk).pc == 2
    assert fresh.letter(person) == f"BS2-{now().year}-00001"
    # Its disk dies too, and the older backup is taken again from a stick that has both.
    stick = tmp_path / "stick"
    stick.mkdir()
    for made in (backup, back_up(fresh.desk).file.path):
        shutil.copy(made, stick)
    again = office(backup=stick / backup.name, code=broken.code)
    assert again.letter(person) == f"BS3-{now().year}-00001"
