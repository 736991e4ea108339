"""Drafts: what is typed comes back as it was, to its own user, until its record is saved."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from desktop_app.domain.faults import DiskFull, Superseded
from desktop_app.domain.partial_dates import PartialDate
from desktop_app.domain.records import Record
from desktop_app.domain.workers import Worker
from desktop_app.office.desk import Desk
from desktop_app.office.drafts import (
    Draft,
    discard_draft,
    draft_opened_with,
    drafts,
    save_draft,
    saved_from_draft,
    take_draft,
)
from desktop_app.office.visits import new_visit, record_visit
from desktop_app.office.workers import correct_worker, new_worker, register_worker, worker
from tests.builders import (
    a_contact,
    a_full_worker,
    a_referral,
    a_refusal,
    a_visit,
    a_worker,
    an_office,
)
from tests.office.conftest import Clock, Counter


def kept(desk: Desk, record: Record, **other: Any) -> Draft:
    """A draft of a form about a new worker, unless told otherwise."""
    about: dict[str, Any] = {
        "screen": "worker_form",
        "record": record,
        "base": type(record)(id=record.id),
        "texts": {},
        "opened": {},
        "title": "Đăng ký: Hoàng Thị Mai",
        "at": desk.moment(),
    }
    draft = Draft(**(about | other))
    assert save_draft(desk, draft=draft).kinds == {"draft"}
    return draft


@pytest.mark.parametrize(
    "record",
    [a_full_worker(), a_visit(), a_referral(), a_refusal(), a_contact(), an_office()],
    ids=lambda record: type(record).__name__,
)
def test_a_draft_of_any_record_comes_back_as_it_was(desk: Desk, clock: Clock, record: Record):
    draft = kept(desk, record, texts={"birth_date": "31/02/95"}, opened={"worker_id": "w1"})
    assert draft.at == clock.at
    assert take_draft(desk, screen="worker_form", record_id=record.id) == draft
    assert draft_opened_with(desk, screen="worker_form", opened={"worker_id": "w1"}) == draft


def test_a_draft_knows_the_record_it_was_opened_on(desk: Desk, counter: Counter):
    before = worker(desk, worker_id=counter.registered().id)
    typed = replace(before, phone="0912345678")
    kept(desk, typed, base=before)
    found = take_draft(desk, screen="worker_form", record_id=before.id)
    assert found is not None
    assert (found.record, found.base) == (typed, before)
    assert (found.record.stamps, found.base.stamps) == (before.stamps, before.stamps)


def test_the_newest_draft_of_a_form_counts(desk: Desk, clock: Clock):
    blank = new_worker(desk)
    kept(desk, replace(blank, full_name="Hoàng"))
    clock.move(minutes=1)
    last = kept(desk, replace(blank, full_name="Hoàng Thị Mai"))
    assert take_draft(desk, screen="worker_form", record_id=blank.id) == last
    assert [row.at for row in drafts(desk)] == [clock.at]


def test_drafts_are_listed_newest_first(desk: Desk, clock: Clock):
    kept(desk, new_worker(desk))
    clock.move(minutes=5)
    visit = new_visit(desk, worker_id="w1")
    kept(
        desk,
        visit,
        screen="visit_form",
        opened={"worker_id": "w1"},
        title="Tư vấn: Triệu Thị Mùi",
    )
    first, second = drafts(desk)
    assert (first.screen, first.record_id, dict(first.opened), first.title, first.at) == (
        "visit_form",
        visit.id,
        {"worker_id": "w1"},
        "Tư vấn: Triệu Thị Mùi",
        clock.at,
    )
    assert second.title == "Đăng ký: Hoàng Thị Mai"


def test_a_draft_is_its_users_own(desk: Desk):
    blank = new_worker(desk)
    kept(desk, blank)
    colleague = replace(desk, user=replace(desk.user, id="somebody else"))
    assert drafts(colleague) == []
    assert take_draft(colleague, screen="worker_form", record_id=blank.id) is None
    discard_draft(colleague, screen="worker_form", record_id=blank.id)
    assert len(drafts(desk)) == 1


def test_a_draft_opened_with_something_else_is_another(desk: Desk, clock: Clock):
    visits = [new_visit(desk, worker_id="w1") for _ in range(2)]
    for visit in visits:
        clock.move(minutes=1)
        kept(desk, visit, screen="visit_form", opened={"worker_id": "w1"})
    found = draft_opened_with(desk, screen="visit_form", opened={"worker_id": "w1"})
    assert found is not None
    assert found.record.id == visits[1].id
    assert draft_opened_with(desk, screen="visit_form", opened={"worker_id": "w2"}) is None
    assert draft_opened_with(desk, screen="contact_form", opened={"worker_id": "w1"}) is None


def test_a_discarded_draft_can_be_put_back(desk: Desk):
    draft = kept(desk, new_worker(desk))
    discarded = discard_draft(desk, screen="worker_form", record_id=draft.record.id)
    assert (discarded.draft, drafts(desk)) == (draft, [])
    assert discard_draft(desk, screen="worker_form", record_id=draft.record.id).draft is None
    save_draft(desk, draft=draft)
    assert take_draft(desk, screen="worker_form", record_id=draft.record.id) == draft


def test_saving_forgets_the_draft(desk: Desk):
    mai = a_worker(registered_on=None, full_name="Hoàng Thị Mai")
    kept(desk, mai)
    saved_from_draft(
        desk,
        screen="worker_form",
        record_id=mai.id,
        verb=lambda: register_worker(desk, worker=mai),
    )
    assert (worker(desk, worker_id=mai.id).full_name, drafts(desk)) == ("Hoàng Thị Mai", [])


def test_a_refused_save_leaves_the_draft(desk: Desk):
    draft = kept(desk, new_worker(desk))

    def refused() -> None:
        raise DiskFull

    with pytest.raises(DiskFull):
        saved_from_draft(desk, screen="worker_form", record_id=draft.record.id, verb=refused)
    assert len(drafts(desk)) == 1


def test_a_record_that_was_saved_is_not_refused_for_its_draft(desk: Desk):
    """Somebody takes hold of the file between the two."""
    mai = a_worker(registered_on=None)
    kept(desk, mai)
    with desk.store.write(user=desk.user.id) as transaction:
        transaction.exec_driver_sql("PRAGMA busy_timeout = 0")
    with desk.store.aside() as other:

        def verb() -> str:
            record_id = register_worker(desk, worker=mai).record_id
            other.execute("BEGIN IMMEDIATE")
            return record_id

        saved = saved_from_draft(desk, screen="worker_form", record_id=mai.id, verb=verb)
    assert (saved, drafts(desk)) == (mai.id, [])


@pytest.mark.parametrize("save", [record_visit, None], ids=["saved", "not saved"])
def test_a_new_record_that_was_saved_is_not_offered_again(
    desk: Desk, counter: Counter, save: Callable[..., object] | None
):
    """The program was killed after saving the record and before forgetting the draft."""
    mui = counter.registered()
    visit = replace(new_visit(desk, worker_id=mui.id), channel="1", topics=("vl",), next_step="1")
    kept(desk, visit, screen="visit_form", opened={"worker_id": mui.id})
    if save is not None:
        save(desk, visit=visit)
    offered = 0 if save else 1
    assert len(drafts(desk)) == offered
    taken = take_draft(desk, screen="visit_form", record_id=visit.id)
    found = draft_opened_with(desk, screen="visit_form", opened={"worker_id": mui.id})
    assert [taken is None, found is None] == [not offered] * 2


def test_a_correction_that_was_saved_is_not_offered_again(desk: Desk, counter: Counter):
    before = worker(desk, worker_id=counter.registered().id)
    typed = replace(before, phone="0912345678")
    kept(desk, typed, base=before)
    correct_worker(desk, worker=replace(before, experience="sửa ở nơi khác"))
    assert len(drafts(desk)) == 1
    moved = worker(desk, worker_id=before.id)
    correct_worker(desk, worker=replace(moved, phone="0912345678"))
    assert drafts(desk) == []


def test_a_correction_taken_from_a_draft_is_refused_when_the_record_has_moved(
    desk: Desk, counter: Counter
):
    before = worker(desk, worker_id=counter.registered().id)
    kept(desk, replace(before, phone="0912345678"), base=before)
    correct_worker(desk, worker=replace(before, phone="0987654321"))
    found = take_draft(desk, screen="worker_form", record_id=before.id)
    assert found is not None
    assert isinstance(found.record, Worker)
    with pytest.raises(Superseded) as refused:
        correct_worker(desk, worker=found.record)
    assert refused.value.groups == ("phone",)


def test_a_half_known_date_survives(desk: Desk):
    mai = replace(new_worker(desk), birth_date=PartialDate(1995))
    kept(desk, mai)
    found = take_draft(desk, screen="worker_form", record_id=mai.id)
    assert found is not None
    assert found.record == mai
