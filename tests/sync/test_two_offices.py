"""What the exchange is for: the PCs of an office and the centre share their work, other offices see
nothing of it, nothing is stored twice, and nobody's work is lost."""

from collections.abc import Callable
from dataclasses import replace

from desktop_app.central import tables
from desktop_app.domain.follow_ups import FollowUpTask
from desktop_app.domain.ids import member_id
from desktop_app.domain.records import Record
from desktop_app.domain.referrals import Referral, ReferralEvent
from desktop_app.domain.visits import Visit
from desktop_app.domain.workers import Worker
from desktop_app.storage import change_log
from tests.builders import a_full_worker, a_referral, a_task, a_visit, a_worker, an_event
from tests.sync.pcs import APc, TwoOffices, states_at

YEAR_MS = 365 * 24 * 3600 * 1000


def everywhere_alike(offices: TwoOffices, kind: type[Record]) -> None:
    """Both PCs of the office and the centre hold the same records with the same stamps."""
    assert offices.first.states(kind) == offices.second.states(kind)
    assert states_at(offices.centre, kind) == offices.first.states(kind)


# --- Done when -----------------------------------------------------------------------------------


def test_a_worker_registered_offline_appears_at_the_office_and_the_centre_and_nowhere_else(
    two_offices: TwoOffices,
) -> None:
    centre, first, second = two_offices.centre, two_offices.first, two_offices.second
    two_offices.exchange_all()
    centre.stop()
    worker = a_full_worker()
    first.add(worker)
    assert first.round().fault is not None
    assert second.get(Worker, worker.id) is None

    centre.start()
    two_offices.exchange_all()

    assert second.one(Worker, worker.id) == worker
    everywhere_alike(two_offices, Worker)
    assert two_offices.other.states(Worker) == {}
    assert two_offices.other.exchange().cursors == {}


def test_the_same_batch_sent_twice_is_stored_once(two_offices: TwoOffices) -> None:
    centre, first = two_offices.centre, two_offices.first
    worker = a_worker()
    first.well()
    first.add(worker)
    with first.client() as client:
        batch = first.batch()
        answers = [client.push(batch), client.push(batch)]
    assert answers[0] == answers[1]
    assert centre.count(tables.change) == 1
    assert list(states_at(centre, Worker)) == [worker.id]

    result = first.well()
    assert (result.sent, first.exchange().acked_dseq) == (1, 1)
    assert centre.count(tables.change) == 1


# --- A day's work --------------------------------------------------------------------------------


def test_all_kinds_of_records_of_one_day_arrive(two_offices: TwoOffices) -> None:
    worker = a_worker()
    visit = a_visit(worker_id=worker.id)
    letter = a_referral(worker_id=worker.id)
    event = an_event(referral_id=letter.id, worker_id=worker.id)
    call = a_task(referral_id=letter.id, worker_id=worker.id)
    two_offices.first.add(worker, visit)
    two_offices.first.add(letter, event, call)
    result = two_offices.first.well()
    assert (result.sent, result.received, result.held) == (5, 0, 0)

    result = two_offices.second.well()
    assert (result.sent, result.received) == (0, 5)
    assert result.kinds == {"worker", "visit", "referral", "referral_event", "follow_up_task"}
    second = two_offices.second
    assert second.one(Visit, visit.id) == visit
    assert second.one(Referral, letter.id) == letter
    assert second.one(ReferralEvent, event.id) == event
    assert second.one(FollowUpTask, call.id) == call


def test_two_pcs_that_plan_the_same_call_make_one(two_offices: TwoOffices) -> None:
    call = a_task(id=member_id("letter-1", "1m"))
    two_offices.first.add(call)
    two_offices.second.add(call)
    two_offices.exchange_all()
    two_offices.second.well()
    everywhere_alike(two_offices, FollowUpTask)
    assert list(two_offices.first.states(FollowUpTask)) == [call.id]
    assert two_offices.centre.rows(tables.losing_value) == []


def test_a_call_planned_again_elsewhere_stays_done(two_offices: TwoOffices) -> None:
    call = a_task(id=member_id("letter-1", "1m"))
    first, second = two_offices.first, two_offices.second
    first.add(call)
    first.save(replace(first.one(FollowUpTask, call.id), done_by="contact-1"))
    second.add(call)  # later, and without having heard of it
    two_offices.exchange_all()
    second.well()
    assert first.one(FollowUpTask, call.id).done_by == "contact-1"
    everywhere_alike(two_offices, FollowUpTask)


def test_the_centres_own_office_sees_all(
    two_offices: TwoOffices, enrolled: Callable[..., APc]
) -> None:
    here, there = a_worker(), a_worker()
    two_offices.first.add(here)
    two_offices.other.add(there)
    two_offices.exchange_all()
    centres_own = enrolled("LS")
    centres_own.well()
    assert set(centres_own.states(Worker)) == {here.id, there.id}


def test_a_record_of_another_office_is_held_and_blocks_nothing(two_offices: TwoOffices) -> None:
    worker, later = a_worker(), a_worker()
    two_offices.first.add(worker)
    two_offices.first.well()
    two_offices.other.add(replace(worker, full_name="Nông Văn Páo"))
    two_offices.other.add(later)
    result = two_offices.other.well()
    assert (result.sent, result.held) == (2, 1)
    with two_offices.other.store.read() as connection:
        held = change_log.held(connection, 10)
    assert [(one.record, one.reason) for one in held] == [
        (worker.id, "Hồ sơ thuộc văn phòng khác.")
    ]
    assert states_at(two_offices.centre, Worker)[worker.id][0]["full_name"] == worker.full_name


# --- The same record at two PCs ------------------------------------------------------------------


def test_edits_of_different_groups_both_survive(two_offices: TwoOffices) -> None:
    first, second = two_offices.first, two_offices.second
    worker = a_worker()
    first.add(worker)
    two_offices.exchange_all()
    first.save(replace(first.one(Worker, worker.id), phone="0912000111"))
    second.save(replace(second.one(Worker, worker.id), note="Muốn làm ca ngày."))
    two_offices.exchange_all()
    everywhere_alike(two_offices, Worker)
    assert first.one(Worker, worker.id) == replace(
        worker, phone="0912000111", note="Muốn làm ca ngày."
    )
    assert two_offices.centre.rows(tables.losing_value) == []


def test_of_concurrent_edits_the_later_is_shown_everywhere_and_the_other_kept(
    two_offices: TwoOffices,
) -> None:
    first, second = two_offices.first, two_offices.second
    worker = a_worker()
    first.add(worker)
    two_offices.exchange_all()
    second.save(replace(second.one(Worker, worker.id), phone="0912000111"))
    first.save(replace(first.one(Worker, worker.id), phone="0912000222"))
    earlier = second.one(Worker, worker.id).stamps["phone"]
    two_offices.exchange_all()
    everywhere_alike(two_offices, Worker)
    assert second.one(Worker, worker.id).phone == "0912000222"
    kept = [
        (row["record"], row["field_group"], row["stamp"], row["lost"])
        for row in two_offices.centre.rows(tables.losing_value)
    ]
    assert kept == [(worker.id, "phone", earlier, '{"phone":"0912000111"}')]


def test_an_edit_after_seeing_the_others_is_no_conflict(two_offices: TwoOffices) -> None:
    first, second = two_offices.first, two_offices.second
    worker = a_worker()
    first.add(worker)
    two_offices.exchange_all()
    for pc, phone in ((first, "0912000111"), (second, "0912000222"), (first, "0912000333")):
        pc.save(replace(pc.one(Worker, worker.id), phone=phone))
        two_offices.exchange_all()
    everywhere_alike(two_offices, Worker)
    assert second.one(Worker, worker.id).phone == "0912000333"
    assert two_offices.centre.rows(tables.losing_value) == []


def test_a_clock_years_ahead_wins_nothing_for_ever(two_offices: TwoOffices) -> None:
    first, second = two_offices.first, two_offices.second
    with first.store.apply() as transaction:
        change_log.set_clock_offset(transaction, 2 * YEAR_MS)
    worker = a_worker()
    first.add(worker)
    two_offices.exchange_all()
    everywhere_alike(two_offices, Worker)
    effective, _, original = first.one(Worker, worker.id).stamps["phone"].partition("~")
    assert effective < original

    two_offices.centre.clock_ms = 3600 * 1000
    second.well()  # hears what time it is at the centre
    second.save(replace(second.one(Worker, worker.id), phone="0912000222"))
    second.well()
    first.well()
    everywhere_alike(two_offices, Worker)
    assert first.one(Worker, worker.id).phone == "0912000222"
    assert two_offices.centre.rows(tables.losing_value) == []
