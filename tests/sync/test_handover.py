"""Handing a person over: two PCs of Bắc Sơn, one of Tràng Định, one of Hữu Lũng, and the centre's.

Quiet again, every PC has exactly the records its office may see.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

import pytest
from sqlalchemy import select

from desktop_app.central import tables
from desktop_app.domain.follow_ups import FollowUpContact, FollowUpTask
from desktop_app.domain.handovers import Handover
from desktop_app.domain.ids import new_id
from desktop_app.domain.kinds import BY_RECORD, KINDS
from desktop_app.domain.person_links import PersonLink, link_id
from desktop_app.domain.records import Record
from desktop_app.domain.referrals import Referral, ReferralEvent
from desktop_app.domain.visits import Visit
from desktop_app.domain.workers import Worker
from desktop_app.protocol.messages import PullAnswer
from desktop_app.storage import drafts, edits, worker_queries
from desktop_app.storage.drafts import Draft
from desktop_app.storage.tables import change_log, evict_due, record_digest, table_of
from desktop_app.sync.client import CentreClient
from desktop_app.sync.round import talk
from tests.builders import NOW, a_worker
from tests.central_builder import ACentre
from tests.sync.pcs import APc

Ids = Mapping[str, frozenset[str]]


@dataclass(slots=True)
class Province:
    """A centre and the PCs of four offices."""

    central: ACentre
    first: APc
    second: APc
    other: APc
    third: APc
    all_seeing: APc

    def offices(self) -> tuple[tuple[str, APc], ...]:
        return (
            ("BS", self.first),
            ("BS", self.second),
            ("TD", self.other),
            ("HL", self.third),
            ("LS", self.all_seeing),
        )

    def quiet(self) -> None:
        """Rounds until nothing moves; then everybody has what the office may see, no more."""
        for _ in range(2):
            for office, pc in self.offices():
                verified = pc.well().verified
                assert verified is None or (verified.differed, verified.lacking) == (0, 0), office
        for office, pc in self.offices():
            assert ids_on(pc) == ids_for(self.central, office), office


def ids_on(pc: APc) -> Ids:
    with pc.store.read() as connection:
        return {
            kind.name: frozenset(connection.execute(select(table_of(kind).c.id)).scalars())
            for kind in KINDS
        }


def ids_for(central: ACentre, office: str) -> Ids:
    """By the rows of the centre: the office's own, everybody's, and what is carried there."""
    carried = {
        (row["kind"], row["record"])
        for row in central.rows(tables.also_in)
        if row["carried"] and row["stream"] == office
    }
    return {
        kind.name: frozenset(
            row["id"]
            for row in central.rows(table_of(kind))
            if office == "LS"
            or row["stream"] in (office, "common")
            or (kind.name, row["id"]) in carried
        )
        for kind in KINDS
    }


def streams(central: ACentre) -> dict[str, str]:
    return {
        row["id"]: row["stream"]
        for kind in KINDS
        if kind.name != "handover"
        for row in central.rows(table_of(kind))
    }


@pytest.fixture
def province(central: ACentre, enrolled: Callable[..., APc]) -> Province:
    return Province(central, *(enrolled(code) for code in ("BS", "BS", "TD", "HL", "LS")))


def a_history(worker: Worker) -> tuple[Record, ...]:
    """A visit, a letter with its event, a call due and one made."""
    letter = Referral(id=new_id(), worker_id=worker.id, number="BS1-2026-00001")
    about: dict[str, Any] = {"referral_id": letter.id, "worker_id": worker.id}
    task = FollowUpTask(id=new_id(), milestone="1m", **about)
    return (
        Visit(id=new_id(), worker_id=worker.id, at=NOW, content="Hỏi việc may"),
        letter,
        ReferralEvent(id=new_id(), move="issued", at=NOW, **about),
        task,
        FollowUpContact(id=new_id(), task_id=task.id, at=NOW, **about),
    )


def offered(pc: APc, worker: Worker, *, to: str = "TD", origin: str = "BS") -> Handover:
    handover = Handover(
        id=new_id(),
        worker_id=worker.id,
        worker_words="Triệu Thị Mùi, 1995",
        from_office=origin,
        to_office=to,
        asked_by="staff-1",
        asked_at=NOW,
        state="offered",
    )
    pc.add(handover)
    return handover


def answer(pc: APc, handover: Handover, state: str) -> None:
    there = pc.one(Handover, handover.id)
    pc.save(replace(there, state=state, answered_by="staff-2", answered_at=NOW))


def handed_over(province: Province, worker: Worker) -> Handover:
    """Offered by Bắc Sơn and accepted by Tràng Định."""
    handover = offered(province.first, worker)
    province.first.well()
    province.other.well()
    answer(province.other, handover, "accepted")
    province.other.well()
    return handover


def everything(pc: APc, worker: Worker) -> dict[str, object]:
    """All this PC has of a person."""
    found: dict[str, object] = {}
    for kind in KINDS:
        for record_id, state in pc.states(kind.record).items():
            record = pc.one(kind.record, record_id)
            if worker.id in (record_id, getattr(record, "worker_id", "")):
                found[record_id] = state
    return found


def found_by_name(pc: APc, worker: Worker) -> list[str]:
    with pc.store.read() as connection:
        lines = worker_queries.search_workers(connection, text=worker.full_name, offset=0, limit=9)
    return [line.id for line in lines]


def waiting_to_go(pc: APc) -> list[str]:
    with pc.store.read() as connection:
        return list(connection.execute(select(evict_due.c.worker_id)).scalars())


def test_an_accepted_person_goes_with_the_whole_history_and_leaves_no_copy(
    province: Province,
) -> None:
    worker, stays = a_worker(), a_worker(personal_number="020190000001", full_name="Vi Văn Én")
    history = a_history(worker)
    province.first.add(worker, *history, stays)
    province.first.save(
        replace(
            worker, note="Muốn làm gần nhà", stamps=province.first.one(Worker, worker.id).stamps
        )
    )
    province.quiet()
    before = everything(province.first, worker)
    handed_over(province, worker)
    province.quiet()
    moved = [worker.id, *(record.id for record in history)]
    assert streams(province.central) == {**dict.fromkeys(moved, "TD"), stays.id: "BS"}
    after = everything(province.other, worker)
    assert {record: after[record] for record in before} == before
    for pc in (province.first, province.second):
        assert pc.get(Worker, worker.id) is None
        assert found_by_name(pc, worker) == []
        assert pc.one(Worker, stays.id) == stays
    assert found_by_name(province.other, worker) == [worker.id]
    with province.other.store.read() as connection:
        (edit,) = edits.edits_of(connection, [worker.id])
    assert (edit.user, edit.groups) == ("staff-1", ("note",))
    with province.first.store.read() as connection:
        logged = connection.execute(select(change_log.c.record)).scalars().all()
        digested = connection.execute(select(record_digest.c.record)).scalars().all()
    assert logged.count(worker.id) == 2  # the log keeps what was written here
    assert {*digested} & {*moved} == set()


def test_nothing_but_the_words_arrives_before_the_answer(province: Province) -> None:
    worker = a_worker()
    province.first.add(worker, *a_history(worker))
    handover = offered(province.first, worker)
    province.quiet()
    assert province.other.one(Handover, handover.id) == handover
    assert province.other.get(Worker, worker.id) is None
    assert province.third.get(Handover, handover.id) is None


def test_what_is_declined_or_withdrawn_stays(province: Province) -> None:
    worker = a_worker()
    province.first.add(worker)
    for state, pc in (("declined", province.other), ("withdrawn", province.second)):
        handover = offered(province.first, worker)
        province.quiet()
        answer(pc, handover, state)
        province.quiet()
        states = {
            other.one(Handover, handover.id).state for other in (province.first, province.other)
        }
        assert states == {state}
        assert streams(province.central) == {worker.id: "BS"}


def test_work_done_offline_by_the_office_that_gave_arrives_at_the_one_that_took(
    province: Province,
) -> None:
    worker = a_worker()
    history = a_history(worker)
    task = next(record for record in history if isinstance(record, FollowUpTask))
    province.first.add(worker, *history)
    province.quiet()
    late = province.second  # has no line from here on
    handed_over(province, worker)
    province.first.well()
    late.save(replace(late.one(Worker, worker.id), note="Đổi số điện thoại"))
    late.save(replace(late.one(FollowUpTask, task.id), done_by="call-1"))
    visit = Visit(id=new_id(), worker_id=worker.id, at=NOW, content="Gặp tại chợ phiên")
    late.add(visit)
    result = late.well()
    assert (result.sent, result.held) == (3, 0)
    province.quiet()
    assert province.central.rows(tables.quarantine) == []
    assert province.other.one(Worker, worker.id).note == "Đổi số điện thoại"
    assert province.other.one(FollowUpTask, task.id).done_by == "call-1"
    assert province.other.one(Visit, visit.id) == visit
    assert late.get(Visit, visit.id) is None
    assert set(streams(province.central).values()) == {"TD"}


class _TypesBeforePulling(CentreClient):
    """A line of a PC at which somebody saves between the push and the pull."""

    def __init__(self, pc: APc, work: Callable[[], None]) -> None:
        client = pc.client()
        self.__dict__.update(client.__dict__)
        self._work = [work]

    def pull(
        self, cursors: dict[str, int], *, limit: int, seen: dict[str, str] | None = None
    ) -> PullAnswer:
        while self._work:
            self._work.pop()()
        return super().pull(cursors, limit=limit, seen=seen)


def test_nobody_is_removed_while_there_is_unsent_work(province: Province) -> None:
    worker, pc = a_worker(), province.second
    province.first.add(worker)
    province.quiet()
    handed_over(province, worker)

    def save() -> None:
        pc.save(replace(pc.one(Worker, worker.id), note="Vừa gõ xong"))

    with _TypesBeforePulling(pc, save) as client:
        assert talk(pc.store, client).fault is None
    assert pc.one(Worker, worker.id).note == "Vừa gõ xong"
    assert waiting_to_go(pc) == [worker.id]
    assert pc.well().sent == 1
    assert (pc.get(Worker, worker.id), waiting_to_go(pc)) == (None, [])
    province.quiet()
    assert province.other.one(Worker, worker.id).note == "Vừa gõ xong"


def test_nobody_is_removed_under_a_form_half_filled_in(province: Province) -> None:
    worker, pc = a_worker(), province.second
    province.first.add(worker)
    province.quiet()
    visit = Visit(id=new_id(), worker_id=worker.id, content="Đang ghi dở")
    draft = Draft(
        screen="visit_form",
        record=visit,
        base=visit,
        texts={},
        opened={"worker_id": worker.id},
        title="Tư vấn",
        at=NOW,
    )
    with pc.store.apply() as transaction:
        drafts.keep(transaction, "staff-1", draft)
    handed_over(province, worker)
    pc.well()
    assert waiting_to_go(pc) == [worker.id]
    with pc.store.apply() as transaction:
        drafts.drop(transaction, "staff-1", "visit_form", visit.id)
    province.quiet()
    assert pc.get(Worker, worker.id) is None


def test_a_person_handed_back_arrives_again(province: Province) -> None:
    worker = a_worker()
    history = a_history(worker)
    province.first.add(worker, *history)
    handed_over(province, worker)
    province.quiet()
    visit = Visit(id=new_id(), worker_id=worker.id, at=NOW, content="Ở Tràng Định")
    province.other.add(visit)
    back = offered(province.other, worker, to="BS", origin="TD")
    province.quiet()
    answer(province.second, back, "accepted")
    province.quiet()
    assert everything(province.first, worker).keys() - {back.id} >= {
        worker.id,
        visit.id,
        *(record.id for record in history),
    }
    assert province.other.get(Worker, worker.id) is None
    assert set(streams(province.central).values()) == {"BS"}
    assert province.all_seeing.states(Worker) == province.first.states(Worker)


def test_a_pc_that_reads_from_the_beginning_ends_with_the_same(
    province: Province, enrolled: Callable[..., APc]
) -> None:
    worker = a_worker()
    province.first.add(worker, *a_history(worker))
    handed_over(province, worker)
    province.quiet()
    for office, pc in (("BS", province.first), ("TD", province.other), ("LS", province.all_seeing)):
        new = enrolled(office)
        new.well()
        assert ids_on(new) == ids_on(pc)
        assert new.states(Worker) == pc.states(Worker)
        assert new.states(Visit) == pc.states(Visit)


def test_the_centre_writes_about_a_person_of_an_office(province: Province) -> None:
    worker = a_worker()
    province.first.add(worker)
    province.quiet()
    visit = Visit(id=new_id(), worker_id=worker.id, at=NOW, content="Gặp ở Trung tâm")
    province.all_seeing.add(visit)
    province.quiet()
    assert province.first.one(Visit, visit.id) == visit
    assert streams(province.central) == {worker.id: "BS", visit.id: "BS"}
    handed_over(province, worker)
    province.quiet()
    assert province.other.one(Visit, visit.id) == visit
    with province.all_seeing.store.read() as connection:
        table = table_of(BY_RECORD[Worker])
        assert connection.execute(select(table.c.stream)).scalars().all() == ["TD"]


def test_a_link_goes_where_the_two_records_are(province: Province) -> None:
    worker, twin = a_worker(), a_worker()
    province.first.add(worker)
    province.third.add(twin)
    province.quiet()
    link = link_id(worker.id, twin.id)
    handed_over(province, worker)
    province.quiet()
    assert province.first.get(PersonLink, link) is None
    words = {
        worker.id: "Triệu Thị Mùi, 1995, VP Tràng Định",
        twin.id: "Triệu Thị Mùi, 1995, VP Hữu Lũng",
    }
    for pc in (province.other, province.third, province.all_seeing):
        shown = pc.one(PersonLink, link)
        assert {shown.first: shown.first_words, shown.second: shown.second_words} == words


def test_a_late_decision_about_a_link_that_has_gone_is_not_lost(province: Province) -> None:
    worker, twin = a_worker(), a_worker()
    province.first.add(worker)
    province.third.add(twin)
    province.quiet()
    link = link_id(worker.id, twin.id)
    late = province.second
    late.save(replace(late.one(PersonLink, link), state="apart", decided_by="staff-1"))
    handed_over(province, worker)
    assert late.well().held == 0
    province.quiet()
    assert province.other.one(PersonLink, link).state == "apart"
    assert late.get(PersonLink, link) is None
