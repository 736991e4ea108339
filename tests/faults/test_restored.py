"""Each row of the table of what is put back or copied: a PC's file by the program and by hand, a
disk copied to a second PC, the centre from a backup, at random points of random histories. It is
noticed at the first exchange, nothing acknowledged is lost, everybody ends with the same, and the
people are told.

How many random histories, `conftest.amount` says. A failure names its seed.
"""

import json
import random
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import update

from desktop_app.central import tables
from desktop_app.central.backup import back_up
from desktop_app.central.restoring import restore
from desktop_app.central.serving import now_ms
from desktop_app.domain.conflicts import Conflict
from desktop_app.domain.faults import MachineCopied
from desktop_app.domain.follow_ups import FollowUpTask
from desktop_app.domain.handovers import Handover
from desktop_app.domain.ids import new_id
from desktop_app.domain.kinds import KINDS
from desktop_app.domain.person_links import PersonLink
from desktop_app.domain.stamps import milliseconds
from desktop_app.domain.visits import Visit
from desktop_app.domain.workers import WORKER, Worker
from desktop_app.storage import clock, device_keys, records
from desktop_app.storage.engine import open_database
from desktop_app.storage.new_epoch import begin_new_epoch
from desktop_app.storage.tables import RECORD_TABLES
from desktop_app.sync.rejoining import PUT_BACK, refilled_sentence
from tests.builders import a_visit, a_worker
from tests.central_builder import ACentre
from tests.faults.conftest import amount
from tests.sync.pcs import KEY, APc, State, states_at, stored

BACKUP_KEY = bytes(32)
YEAR_MS = 365 * 86_400_000


@dataclass(slots=True)
class Offices:
    """A centre and PCs, and what the centre has acknowledged: worker id -> phones it has seen."""

    centre: ACentre
    pcs: list[APc]
    folder: Path
    offices: list[str]
    acked: set[str] = field(default_factory=set[str])
    unsent: dict[int, list[str]] = field(default_factory=dict[int, list[str]])

    def register(self, pc: APc, **values: object) -> Worker:
        """Somebody new."""
        worker = a_worker(**{"full_name": "", "personal_number": ""} | values)  # nobody's twin
        pc.add(worker)
        return worker

    def open(self, pc: APc, *, office: str = "BS") -> APc:
        """Another PC, of Bắc Sơn unless told otherwise."""
        self.pcs.append(pc)
        self.offices.append(office)
        return pc

    def back_up(self, name: str = "centre.saoluu", *, off_machine: bool = False) -> Path:
        """A backup of the centre."""
        out = self.folder / name
        back_up(self.centre.engine, out, key=BACKUP_KEY, now_ms=1, off_machine=off_machine)
        return out

    def restore(self, file: Path) -> None:
        """The centre is as the backup says."""
        restore(self.centre.engine, file, key=BACKUP_KEY)

    def grow_quiet(self) -> None:
        """Rounds until everybody has everything."""
        for _ in range(2):
            for pc in self.pcs:
                pc.well()

    def agree(self) -> None:
        """Everybody has the same as the centre, of what he may see."""
        for kind in KINDS:
            at_centre = states_at(self.centre, kind.record)
            for pc, office in zip(self.pcs, self.offices, strict=True):
                assert pc.states(kind.record) == self._seen(kind.name, at_centre, office)

    def _seen(self, kind: str, states: dict[str, State], office: str) -> dict[str, State]:
        streams = {row["id"]: row["stream"] for row in self.centre.rows(RECORD_TABLES[kind])}
        also = {
            (row["kind"], row["record"], row["stream"])
            for row in self.centre.rows(tables.also_in)
            if row["carried"]
        }
        return {
            one: state
            for one, state in states.items()
            if streams[one] in (office, "common") or (kind, one, office) in also
        }


@pytest.fixture
def offices(central: ACentre, enrolled: Callable[..., APc], tmp_path: Path) -> Offices:
    """Two PCs of Bắc Sơn and one of Tràng Định, known to the centre."""
    codes = ["BS", "BS", "TD"]
    made = Offices(central, [enrolled(code) for code in codes], tmp_path, codes)
    made.grow_quiet()
    return made


def put_back(pc: APc, image: bytes) -> None:
    """The file of an earlier day, by hand."""
    pc.close()
    pc.path.write_bytes(image)
    pc.open()


def image_of(pc: APc) -> bytes:
    """The file as it is, the PC being switched off for a moment."""
    pc.close()
    image = pc.path.read_bytes()
    pc.open()
    return image


def an_offer(worker: Worker) -> Handover:
    """Bắc Sơn offers somebody to Tràng Định."""
    return Handover(
        id=new_id(), worker_id=worker.id, from_office="BS", to_office="TD", state="offered"
    )


def number_of(pc: APc) -> int | None:
    """The PC's number, None while another is due."""
    with pc.store.read() as connection:
        due = device_keys.number_is_due(connection)
        return None if due else device_keys.pc_number(connection)


# --- The centre ----------------------------------------------------------------------------------


def test_a_restored_centre_gets_everything_back(offices: Offices) -> None:
    first, second, other = offices.pcs
    early = offices.register(first, phone="0378111201")
    offices.grow_quiet()
    backup = offices.back_up()
    by_first = [offices.register(first), offices.register(first)]
    first.well()
    second.well()
    second.save(replace(second.one(Worker, early.id), phone="0378111202"))
    by_second = offices.register(second)
    by_other = offices.register(other)
    offices.grow_quiet()
    offices.restore(backup)
    assert set(states_at(offices.centre, Worker)) == {early.id}

    # The first one brings its own, and what it has received from the second.
    result = first.well()
    assert result.notice == refilled_sentence(2 + 2)
    everybody = {early.id, by_second.id, *(one.id for one in by_first)}
    assert set(states_at(offices.centre, Worker)) == everybody
    assert first.exchange().last_notice == result.notice
    assert second.well().notice == refilled_sentence(2)
    assert other.well().notice == refilled_sentence(1)
    offices.grow_quiet()
    offices.agree()
    assert set(states_at(offices.centre, Worker)) == everybody | {by_other.id}
    assert first.one(Worker, early.id).phone == "0378111202"
    assert offices.centre.count(tables.losing_value) == 0
    assert offices.centre.count(tables.quarantine) == 0
    assert first.well().notice == ""


def test_work_goes_on_in_the_epoch_it_was_in(offices: Offices) -> None:
    first = offices.pcs[0]
    offices.register(first)
    first.well()
    backup = offices.back_up()
    offices.register(first)
    first.well()
    epoch, number = first.exchange().epoch, number_of(first)
    offices.restore(backup)
    offices.register(first)
    first.well()
    assert (first.exchange().epoch, number_of(first)) == (epoch, number)
    assert len(states_at(offices.centre, Worker)) == 3
    numbers = [row["dseq"] for row in offices.centre.rows(tables.change) if row["stream"] == "BS"]
    assert numbers == [1, 2, 3]


def test_a_centre_overtaken_by_others_before_this_one_calls(offices: Offices) -> None:
    first, second, _ = offices.pcs
    offices.grow_quiet()
    backup = offices.back_up()
    mine = offices.register(second)
    second.well()
    offices.restore(backup)
    for _ in range(3):
        offices.register(first)
    first.well()  # the head is above what the second one has read
    assert second.well().notice == refilled_sentence(1)
    offices.grow_quiet()
    offices.agree()
    assert mine.id in states_at(offices.centre, Worker)


def test_a_database_put_back_behind_our_back_is_noticed_by_what_was_seen(offices: Offices) -> None:
    first, second, _ = offices.pcs
    backup = offices.back_up()
    offices.register(second)
    second.well()
    seen = offices.register(first)
    first.well()
    second.well()
    life = offices.centre.rows(tables.server)
    offices.restore(backup)
    with offices.centre.engine.begin() as connection:  # as pg_restore would leave it
        connection.execute(update(tables.server).values(epoch=life[0]["epoch"]))
        for table in (tables.earlier_life, tables.restored_head):
            connection.execute(table.delete())
    writer = offices.pcs[0]
    for _ in range(4):
        offices.register(writer)
    assert writer.well().notice.startswith("Trung tâm vừa được khôi phục")
    assert second.well().notice.startswith("Trung tâm vừa được khôi phục")
    offices.grow_quiet()
    offices.agree()
    assert seen.id in states_at(offices.centre, Worker)


def test_a_reader_who_wrote_nothing_sees_that_the_log_is_another(
    central: ACentre, enrolled: Callable[..., APc], tmp_path: Path
) -> None:
    codes = ["BS", "BS"]
    offices = Offices(central, [enrolled(code) for code in codes], tmp_path, codes)
    writer, reader = offices.pcs
    offices.register(writer)
    offices.grow_quiet()
    with central.engine.begin() as connection:  # the same number, another change
        connection.execute(
            update(tables.change).where(tables.change.c.seq == 1).values(device="f" * 16)
        )
    with central.engine.begin() as connection:
        assert connection.execute(tables.change.select()).one().device == "f" * 16
    assert reader.well().notice == refilled_sentence(0)


def test_two_backups_put_back_one_after_the_other(offices: Offices) -> None:
    first, second, other = offices.pcs
    early = offices.back_up("early")
    offices.register(first)
    offices.grow_quiet()
    later = offices.back_up("later")
    offices.register(second)
    offices.grow_quiet()
    offices.restore(early)
    first.well()
    offices.register(first)
    first.well()
    offices.restore(later)  # of the life before: the first PC has read another log since
    for pc in (first, second, other):
        assert pc.well().notice.startswith("Trung tâm vừa được khôi phục")
    offices.grow_quiet()
    offices.agree()
    assert len(states_at(offices.centre, Worker)) == 3


def test_a_pc_enrolled_after_the_backup_enrols_again_and_loses_nothing(offices: Offices) -> None:
    first = offices.pcs[0]
    fresh = offices.back_up()
    with offices.centre.engine.begin() as connection:
        device = first.exchange().device
        connection.execute(tables.device.delete().where(tables.device.c.id == device))
    backup = offices.back_up("without")
    offices.restore(fresh)
    offices.register(first)
    first.well()
    offices.restore(backup)
    assert "ghi danh lại" in first.round().fault_sentence
    with first.store.apply() as transaction:
        device_keys.save_enrolment(transaction, stored(offices.centre.enrolment("BS")))
    offices.register(first)
    first.well()
    offices.grow_quiet()
    offices.agree()
    assert len(states_at(offices.centre, Worker)) == 2


def test_a_card_given_back_beside_one_opened_anew(offices: Offices) -> None:
    """Three wrote apart; which of them meet first decides which card is opened, and there may be
    one only."""
    first, second, _ = offices.pcs
    known = offices.register(first)
    offices.grow_quiet()
    backup = offices.back_up()
    image = image_of(first)
    first.save(replace(first.one(Worker, known.id), phone="0378111206"))
    second.save(replace(second.one(Worker, known.id), phone="0378111207"))
    offices.grow_quiet()
    put_back(first, image)  # its log does not have the first phone any more
    begin_new_epoch(first.store)
    first.save(replace(first.one(Worker, known.id), phone="0378111208"))
    offices.restore(backup)
    first.well()
    second.well()
    offices.grow_quiet()
    offices.agree()
    assert versions(offices) == {"0378111206", "0378111207", "0378111208"}


def test_a_card_given_back_after_what_was_decided_over_it(
    offices: Offices, enrolled: Callable[..., APc]
) -> None:
    """The decision reaches the restored centre before the card does: what was decided over is not
    asked for again beside what a third PC has written."""
    first, second, _ = offices.pcs
    third = offices.open(enrolled("BS"))
    known = offices.register(first)
    offices.grow_quiet()
    third.save(replace(third.one(Worker, known.id), phone="0378111208"))
    first.save(replace(first.one(Worker, known.id), phone="0378111206"))
    first.well()
    backup = offices.back_up()
    second.save(replace(second.one(Worker, known.id), phone="0378111207"))
    both = [pc.one(Worker, known.id).stamps["phone"] for pc in (first, second)]
    second.well()
    assert versions(offices) == {"0378111206", "0378111207"}
    with second.store.write(user="u1") as transaction:
        records.settle(transaction, WORKER, known.id, "phone", {"phone": "0378111207"}, seen=both)
    offices.restore(backup)
    third.well()
    second.well()
    offices.grow_quiet()
    offices.agree()
    assert versions(offices) == {"0378111207", "0378111208"}


def test_edits_of_somebody_a_restored_centre_does_not_know_yet(offices: Offices) -> None:
    """They wait for the record; it is given back as it stands, so the last of them comes before the
    others, and before what it was written over. Nobody is asked."""
    first, second, _ = offices.pcs
    backup = offices.back_up()
    known = offices.register(first)
    offices.grow_quiet()
    offices.restore(backup)
    for phone in ("0378111206", "0378111207"):
        second.save(replace(second.one(Worker, known.id), phone=phone))
    offices.grow_quiet()
    offices.agree()
    assert versions(offices) == {"0378111207"}


@pytest.mark.parametrize("later", ["first", "second"])
@pytest.mark.parametrize("log_comes", [True, False])
def test_what_is_given_back_meets_what_came_since_the_restore(
    offices: Offices, enrolled: Callable[..., APc], later: str, *, log_comes: bool
) -> None:
    """One version came before the restore and is given back by a third PC; the other comes only
    now. Neither writer had seen the other's, whichever is the later, and whether or not the PC that
    wrote the one has it still."""
    first, second, _ = offices.pcs
    third = offices.open(enrolled("BS"))
    known = offices.register(first)
    offices.grow_quiet()
    image, backup = image_of(second), offices.back_up()
    for pc, phone in sorted(
        ((first, "0378111206"), (second, "0378111207")),
        key=lambda one: (one[0] is first) == (later == "first"),
    ):
        pc.save(replace(pc.one(Worker, known.id), phone=phone))
    second.well()
    third.well()
    offices.restore(backup)
    if not log_comes:
        put_back(second, image)
        begin_new_epoch(second.store)
    first.well()
    third.well()
    offices.grow_quiet()
    offices.agree()
    assert versions(offices) == {"0378111206", "0378111207"}


def test_what_a_restored_centre_lacks_of_somebody_handed_over_meanwhile(offices: Offices) -> None:
    """The office that had the person has the only copy of a visit, and is told to remove it."""
    first, second, other = offices.pcs
    worker = offices.register(second)
    handover = an_offer(worker)
    second.add(handover)
    offices.grow_quiet()
    image, backup = image_of(first), offices.back_up()
    visit = a_visit(worker_id=worker.id)
    first.add(visit)
    offices.grow_quiet()
    put_back(first, image)
    begin_new_epoch(first.store)
    first.well()
    offices.restore(backup)
    other.save(replace(other.one(Handover, handover.id), state="accepted"))
    other.well()
    offices.grow_quiet()
    offices.grow_quiet()
    offices.agree()
    assert other.one(Visit, visit.id) == visit
    assert (second.get(Worker, worker.id), second.get(Visit, visit.id)) == (None, None)


@pytest.mark.parametrize("first_to_come", [0, 2, 3])
def test_an_acceptance_that_only_the_receiving_office_has_still_counts(
    offices: Offices, enrolled: Callable[..., APc], first_to_come: int
) -> None:
    """The centre has lost it, and so has the PC that accepted; another one of its office has not,
    nor the person."""
    first, second, other = offices.pcs
    beside = offices.open(enrolled("TD"), office="TD")
    worker = offices.register(first)
    handover = an_offer(worker)
    first.add(handover)
    offices.grow_quiet()
    backup, image = offices.back_up(), image_of(other)
    other.save(replace(other.one(Handover, handover.id), state="accepted"))
    other.well()
    beside.well()
    offices.restore(backup)
    put_back(other, image)
    begin_new_epoch(other.store)
    offices.pcs[first_to_come].well()
    offices.grow_quiet()
    offices.grow_quiet()
    offices.agree()
    assert beside.one(Worker, worker.id) == other.one(Worker, worker.id) == worker
    assert (first.get(Worker, worker.id), second.get(Worker, worker.id)) == (None, None)


def test_a_card_about_a_task_of_somebody_handed_over_is_given_back_where_he_is(
    offices: Offices, enrolled: Callable[..., APc]
) -> None:
    """The card is opened after the backup; of the edits it weighs neither PC has a log any more."""
    first, second, other = offices.pcs
    third = offices.open(enrolled("BS"))
    worker = offices.register(first)
    task = FollowUpTask(id=new_id(), worker_id=worker.id, referral_id=new_id(), milestone="1m")
    handover = an_offer(worker)
    first.add(handover, task)
    offices.grow_quiet()
    backup = offices.back_up()
    images = [image_of(pc) for pc in (first, second)]
    for number, pc in enumerate((first, second)):
        pc.save(replace(pc.one(FollowUpTask, task.id), due_on=date(2026, 12, 1 + number)))
    offices.grow_quiet()
    (card,) = third.states(Conflict)
    for pc, image in zip((first, second), images, strict=True):
        put_back(pc, image)
        begin_new_epoch(pc.store)
    offices.restore(backup)
    other.save(replace(other.one(Handover, handover.id), state="accepted"))
    other.well()
    third.well()
    offices.grow_quiet()
    offices.grow_quiet()
    offices.agree()
    cards = [fields for fields, _ in other.states(Conflict).values()]
    assert card in other.states(Conflict)
    assert [one["about_record"] for one in cards if one["is_open"]] == [task.id]


@pytest.mark.parametrize("first_to_come", [0, 1, 2])
def test_a_person_handed_over_after_the_backup_is_moved_again(
    offices: Offices, first_to_come: int
) -> None:
    """The centre is restored to before the acceptance, which neither office has to send again: the
    PC that gave it was put back. Whoever comes first, nobody is left where he is not any more."""
    first, second, other = offices.pcs
    worker = offices.register(first)
    handover = an_offer(worker)
    first.add(handover, a_visit(worker_id=worker.id))
    offices.grow_quiet()
    backup = offices.back_up()
    other.save(replace(other.one(Handover, handover.id), state="accepted"))
    other.well()
    image = image_of(other)
    offices.grow_quiet()
    offices.restore(backup)
    put_back(other, image)
    begin_new_epoch(other.store)
    offices.pcs[first_to_come].well()
    offices.grow_quiet()
    offices.grow_quiet()
    offices.agree()
    assert other.one(Worker, worker.id) == worker
    assert (first.get(Worker, worker.id), second.get(Worker, worker.id)) == (None, None)
    for pc in offices.pcs:
        verified = pc.well().verified
        assert verified is None or (verified.differed, verified.lacking) == (0, 0)


def test_a_link_given_back_goes_to_the_offices_of_both_records(
    offices: Offices, enrolled: Callable[..., APc]
) -> None:
    """By the centre's own PC, which has everything and comes first: a stream at a time, so the link
    is there before the second of its records."""
    first, _, other = offices.pcs
    boss = enrolled("LS")
    boss.well()
    backup = offices.back_up()
    for pc in (first, other):
        offices.register(pc, personal_number="020195007890")
    offices.grow_quiet()
    boss.well()
    offices.restore(backup)
    boss.well()
    offices.grow_quiet()
    offices.agree()
    assert len(first.states(PersonLink)) == len(other.states(PersonLink)) == 1


def test_a_pc_under_a_wrong_clock_gives_nothing_back_that_the_centre_has_clamped(
    offices: Offices,
) -> None:
    """It does not know yet how its own stamps have been clamped."""
    first, second, _ = offices.pcs
    known = offices.register(first)
    offices.grow_quiet()
    backup = offices.back_up()
    clock_stands_ahead(first)
    first.save(replace(first.one(Worker, known.id), phone="0378111206"))
    offices.restore(backup)
    offices.grow_quiet()
    offices.agree()
    stamps = [row["stamp"] for row in offices.centre.rows(tables.change)]
    ahead = [stamp for stamp in stamps if milliseconds(stamp) > now_ms() + YEAR_MS // 2]
    assert ahead == []
    assert second.one(Worker, known.id).phone == "0378111206"


# --- A PC's file ---------------------------------------------------------------------------------


def test_a_file_put_back_by_hand_goes_on(offices: Offices) -> None:
    first, second, _ = offices.pcs
    offices.register(first)
    first.well()
    unsent = offices.register(first)
    image = image_of(first)
    lost = offices.register(first)
    offices.register(first)
    first.well()
    had = first.exchange()
    put_back(first, image)
    again = offices.register(first)
    result = first.well()
    assert result.notice == PUT_BACK
    assert (number_of(first), first.exchange().epoch > had.epoch) == (3, True)
    assert first.one(Worker, lost.id) == lost
    offices.grow_quiet()
    offices.agree()
    assert {unsent.id, again.id, lost.id} <= set(second.states(Worker))
    stamps = [row["stamp"] for row in offices.centre.rows(tables.change)]
    assert len(stamps) == len({*stamps})
    assert first.well().notice == ""


def test_a_file_put_back_by_hand_that_has_as_much_as_the_centre(offices: Offices) -> None:
    """Only the chain tells: the same number, other changes under it."""
    first = offices.pcs[0]
    image = image_of(first)
    lost = offices.register(first)
    first.well()
    put_back(first, image)
    mine = [offices.register(first), offices.register(first)]
    assert first.well().notice == PUT_BACK
    offices.grow_quiet()
    offices.agree()
    assert {lost.id, *(one.id for one in mine)} == set(states_at(offices.centre, Worker))


def clock_stands_ahead(pc: APc) -> None:
    """Once, for a while: the stamps of the file stay there."""
    with pc.store.apply() as transaction:
        clock.set_offset(transaction, YEAR_MS)


def versions(offices: Offices) -> set[str]:
    """The phones of the only person: the one shown, and those on an open card."""
    (shown,) = [state[0]["phone"] for state in states_at(offices.centre, Worker).values()]
    cards = [row for row in offices.centre.rows(RECORD_TABLES["conflict"]) if row["is_open"]]
    assert len(cards) <= 1
    on_card = [one for card in cards for one in json.loads(card["versions"])]
    return {shown, *(json.loads(one)["values"]["phone"] for one in on_card)}


def part(offices: Offices, original: APc, copy: APc) -> None:
    """The copy becomes a PC of its own, and all exchange."""
    for pc in (original, copy, original):
        pc.well()
    assert type(copy.round().fault) is MachineCopied
    with copy.store.apply() as transaction:
        device_keys.save_enrolment(transaction, stored(offices.centre.enrolment("BS")))
    offices.grow_quiet()
    offices.agree()


def test_a_file_put_back_by_hand_under_a_clock_that_stood_ahead(offices: Offices) -> None:
    """The file counts on where the other one did; no stamp may be given twice."""
    first = offices.pcs[0]
    clock_stands_ahead(first)
    known = offices.register(first)
    offices.grow_quiet()
    image = image_of(first)
    first.save(replace(first.one(Worker, known.id), phone="0378111206"))
    first.well()
    put_back(first, image)
    first.save(replace(first.one(Worker, known.id), phone="0378111207"))
    offices.grow_quiet()
    offices.agree()
    assert versions(offices) == {"0378111206", "0378111207"}


def test_a_disk_copied_under_a_clock_that_stood_ahead(offices: Offices, tmp_path: Path) -> None:
    original = offices.pcs[0]
    clock_stands_ahead(original)
    known = offices.register(original)
    offices.grow_quiet()
    path = tmp_path / "copy.db"
    path.write_bytes(image_of(original))
    copy = APc(path, open_database(path, KEY))
    offices.pcs.append(copy)
    offices.offices.append("BS")
    try:
        original.save(replace(original.one(Worker, known.id), phone="0378111206"))
        copy.save(replace(copy.one(Worker, known.id), phone="0378111207"))
        part(offices, original, copy)
        assert versions(offices) == {"0378111206", "0378111207"}
    finally:
        copy.close()


def test_a_disk_and_its_copy_that_follow_a_clock_ahead(offices: Offices, tmp_path: Path) -> None:
    """Both have seen the same stamp of another PC, which lies ahead of now."""
    original, another, _ = offices.pcs
    path = tmp_path / "copy.db"
    path.write_bytes(image_of(original))
    copy = APc(path, open_database(path, KEY))
    offices.pcs.append(copy)
    offices.offices.append("BS")
    try:
        clock_stands_ahead(another)
        known = offices.register(another)
        for pc in (another, original, copy):
            pc.well()
        original.save(replace(original.one(Worker, known.id), phone="0378111206"))
        copy.save(replace(copy.one(Worker, known.id), phone="0378111207"))
        part(offices, original, copy)
        assert versions(offices) == {"0378111206", "0378111207"}
    finally:
        copy.close()


def test_a_copied_disk_becomes_a_pc_of_its_own(offices: Offices, tmp_path: Path) -> None:
    original = offices.pcs[0]
    known = offices.register(original)
    original.well()
    unsent = offices.register(original)
    original.save(replace(original.one(Worker, known.id), phone="0378111203"))
    image = image_of(original)
    (tmp_path / "copy.db").write_bytes(image)
    copy = APc(tmp_path / "copy.db", open_database(tmp_path / "copy.db", KEY))
    try:
        by_original = offices.register(original)
        original.well()
        by_copy = offices.register(copy)
        copy.save(replace(copy.one(Worker, by_copy.id), phone="0378111204"))
        # The copy takes the identity over, the original takes it back, and then it is clear.
        assert copy.well().notice == PUT_BACK
        assert original.well().notice == PUT_BACK
        late = offices.register(copy)
        copy.save(replace(copy.one(Worker, late.id), phone="0378111205"))
        result = copy.round()
        assert (type(result.fault), result.fault_sentence) == (
            MachineCopied,
            MachineCopied.sentence,
        )
        assert type(copy.round().fault) is MachineCopied
        assert copy.exchange().device != original.exchange().device
        assert number_of(copy) is None
        with copy.store.apply() as transaction:
            device_keys.save_enrolment(transaction, stored(offices.centre.enrolment("BS")))
        offices.pcs.append(copy)
        offices.offices.append("BS")
        offices.grow_quiet()
        offices.agree()
        everybody = {one.id for one in (known, unsent, by_original, by_copy, late)}
        assert set(states_at(offices.centre, Worker)) == everybody
        assert original.one(Worker, late.id).phone == "0378111205"
        assert [number_of(pc) for pc in offices.pcs] == [4, 2, 1, 5]
        assert offices.centre.count(tables.losing_value) == 0
    finally:
        copy.close()


def test_a_copy_that_the_restored_centre_does_not_know(offices: Offices, tmp_path: Path) -> None:
    """In its log stands what it wrote as the PC it was copied from: that is not its own to send."""
    original = offices.pcs[0]
    offices.register(original)
    offices.grow_quiet()
    backup = offices.back_up()
    path = tmp_path / "copy.db"
    path.write_bytes(image_of(original))
    copy = APc(path, open_database(path, KEY))
    offices.pcs.append(copy)
    offices.offices.append("BS")
    try:
        for pc in (original, copy):
            offices.register(pc)
        for pc in (original, copy, original):
            pc.well()
        offices.register(copy)
        assert type(copy.round().fault) is MachineCopied
        for _ in range(2):
            with copy.store.apply() as transaction:
                device_keys.save_enrolment(transaction, stored(offices.centre.enrolment("BS")))
            copy.well()
            offices.register(copy)
            offices.restore(backup)
        with copy.store.apply() as transaction:
            device_keys.save_enrolment(transaction, stored(offices.centre.enrolment("BS")))
        offices.grow_quiet()
        offices.agree()
        assert len(states_at(offices.centre, Worker)) == 6
    finally:
        copy.close()


# --- Random histories ----------------------------------------------------------------------------


def _chance(seed: int) -> random.Random:
    return random.Random(seed)  # noqa: S311 - a history that can be had again


@dataclass(slots=True)
class History:
    """A random history. What the centre has acknowledged must be there in the end."""

    offices: Offices
    chance: random.Random
    images: dict[int, bytes] = field(default_factory=dict[int, bytes])
    backups: list[Path] = field(default_factory=list[Path])
    written: dict[int, set[str]] = field(default_factory=dict[int, set[str]])
    promised: set[str] = field(default_factory=set[str])
    to_be_told: set[int] = field(default_factory=set[int])

    def step(self) -> None:
        """Something happens at some PC."""
        number = self.chance.randrange(len(self.offices.pcs))
        pc = self.offices.pcs[number]
        what = self.chance.choices(("write", "edit", "exchange", "back up"), (4, 3, 3, 1))[0]
        if what == "write":
            worker = self.offices.register(pc)
            visit = a_visit(worker_id=worker.id)
            pc.add(visit)
            self.written.setdefault(number, set()).update({worker.id, visit.id})
        elif what == "edit" and (known := sorted(pc.states(Worker))):
            worker = pc.one(Worker, self.chance.choice(known))
            pc.save(replace(worker, note=f"ghi chú {self.chance.random()}"))
        elif what == "exchange":
            self.exchange(number)
        else:
            self.backups.append(self.offices.back_up(f"backup-{len(self.backups)}"))
            self.images[number] = image_of(pc)

    def exchange(self, number: int) -> str:
        """A round; all this PC has written is promised now. What it told."""
        result = self.offices.pcs[number].well()
        self.promised |= self.written.pop(number, set())
        if number in self.to_be_told:
            self.to_be_told.remove(number)
            assert result.notice.startswith("Trung tâm vừa được khôi phục")
        return result.notice

    def ends_well(self) -> None:
        """Everybody exchanges; nothing is missing and all agree."""
        for number in range(len(self.offices.pcs)):
            self.exchange(number)
        self.offices.grow_quiet()
        self.offices.agree()
        there = {one for kind in KINDS for one in states_at(self.offices.centre, kind.record)}
        assert self.promised - there == set()
        assert self.offices.centre.count(tables.quarantine) == 0


@pytest.mark.parametrize("seed", range(amount(20, night=200)))
def test_the_centre_is_restored_at_a_random_point(offices: Offices, seed: int) -> None:
    history = History(offices, _chance(seed))
    history.backups.append(offices.back_up("first"))
    for _ in range(history.chance.randrange(5, 40)):
        history.step()
    offices.restore(history.chance.choice(history.backups))
    history.to_be_told = {0, 1, 2}
    if history.chance.random() < 0.5:  # they work on before they call
        for _ in range(history.chance.randrange(10)):
            history.step()
    for number in history.chance.sample(range(3), 3):
        history.exchange(number)
    history.ends_well()


@pytest.mark.parametrize("seed", range(amount(20, night=200)))
def test_a_pc_is_put_back_at_a_random_point(offices: Offices, seed: int) -> None:
    history = History(offices, _chance(1000 + seed))
    number = history.chance.randrange(3)
    history.images[number] = image_of(offices.pcs[number])
    for _ in range(history.chance.randrange(5, 40)):
        history.step()
    number = history.chance.choice(sorted(history.images))
    pc = offices.pcs[number]
    put_back(pc, history.images[number])
    history.written.pop(number, None)  # what was not sent is gone with the file
    at_centre = {row["id"]: row["next_dseq"] for row in offices.centre.rows(tables.device)}
    behind = at_centre[pc.exchange().device] - 1 > pc.exchange().last_dseq
    if by_hand := history.chance.random() < 0.5:
        for _ in range(history.chance.randrange(5)):
            offices.register(pc)
    else:
        begin_new_epoch(pc.store)
    told = history.exchange(number)
    assert (told == PUT_BACK) == (by_hand and behind)
    history.ends_well()
