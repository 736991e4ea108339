"""What moved between the record as it was opened, as it was typed over, and as it is stored."""

from dataclasses import replace
from typing import Any

import pytest

from desktop_app.domain.faults import Superseded
from desktop_app.domain.workers import Worker
from desktop_app.office.comparing import Comparison, compare, decided, taken_back
from desktop_app.office.workers import correct_worker, take_back_correction, worker
from tests.office.conftest import Counter


@pytest.fixture
def before(counter: Counter) -> Worker:
    """Mùi's record as two people open it."""
    return worker(counter.desk, worker_id=counter.registered().id)


def elsewhere(counter: Counter, before: Worker, **other: Any) -> None:
    """Somebody else saves a correction."""
    correct_worker(counter.desk, worker=replace(before, **other))


def compared(counter: Counter, before: Worker, **typed: Any) -> Comparison:
    """What was typed over the record, beside the record as it is now."""
    return compare(counter.desk, base=before, mine=replace(before, **typed))


def test_nothing_has_moved(counter: Counter, before: Worker):
    found = compared(counter, before, phone="0912345671")
    assert (found.conflicts, found.taken_over) == ((), ())
    assert decided(found, {}) == replace(before, phone="0912345671")


def test_what_both_have_changed_is_a_conflict_and_what_one_has_changed_is_none(
    counter: Counter, before: Worker
):
    elsewhere(counter, before, phone="0865220917", email="mui@vd.vn", note="như nhau")
    found = compared(counter, before, phone="0912345671", experience="mới", note="như nhau")
    assert [(group.name, group.fields, group.who) for group in found.conflicts] == [
        ("phone", ("phone",), "Lý Thị Hoa")
    ]
    assert [(group.name, group.fields) for group in found.taken_over] == [("email", ("email",))]
    assert found.conflicts[0].at is not None


@pytest.mark.parametrize(("side", "phone"), [("mine", "0912345671"), ("theirs", "0865220917")])
def test_what_was_decided_is_saved_over_the_stored_record(
    counter: Counter, before: Worker, side: Any, phone: str
):
    elsewhere(counter, before, phone="0865220917", email="mui@vd.vn")
    found = compared(counter, before, phone="0912345671", experience="mới")
    chosen = decided(found, {"phone": side})
    assert isinstance(chosen, Worker)
    correct_worker(counter.desk, worker=chosen)
    after = worker(counter.desk, worker_id=before.id)
    assert (after.phone, after.email, after.experience) == (phone, "mui@vd.vn", "mới")


def test_what_was_decided_is_refused_when_it_has_moved_again(counter: Counter, before: Worker):
    elsewhere(counter, before, phone="0865220917")
    chosen = decided(compared(counter, before, phone="0912345671"), {"phone": "mine"})
    elsewhere(counter, worker(counter.desk, worker_id=before.id), phone="0977000111")
    assert isinstance(chosen, Worker)
    with pytest.raises(Superseded):
        correct_worker(counter.desk, worker=chosen)


def test_a_group_is_compared_whole(counter: Counter, before: Worker):
    """A commune from one version and a house from the other would be no address."""
    elsewhere(counter, before, residence_commune="new:06337")
    found = compared(counter, before, residence_detail="Thôn Nà Kéo")
    assert [(group.name, group.fields) for group in found.conflicts] == [
        ("residence", ("residence_commune", "residence_detail"))
    ]


def test_a_correction_is_taken_back_and_what_others_changed_stays(counter: Counter, before: Worker):
    typed = replace(before, phone="0912 345 671", experience="mới")
    correct_worker(counter.desk, worker=typed)
    elsewhere(counter, worker(counter.desk, worker_id=before.id), email="mui@vd.vn")
    assert take_back_correction(counter.desk, before=before, after=typed).kinds == {"worker"}
    after = worker(counter.desk, worker_id=before.id)
    assert after == replace(before, email="mui@vd.vn")


def test_a_correction_somebody_has_corrected_is_not_taken_back(counter: Counter, before: Worker):
    typed = replace(before, phone="0912345671", experience="mới")
    correct_worker(counter.desk, worker=typed)
    elsewhere(counter, worker(counter.desk, worker_id=before.id), phone="0977000111")
    with pytest.raises(Superseded) as refused:
        taken_back(counter.desk, before=before, after=typed)
    assert refused.value.groups == ("phone",)
