"""Tests of desktop_app/office/timeline.py: who changed a record, when, and what is left unsaid.

What the other lines say is told in test_day.py, test_visits.py and test_referrals.py.
"""

from dataclasses import replace
from datetime import UTC, datetime

from desktop_app.domain.changes import Change, Fields
from desktop_app.domain.staff import Staff
from desktop_app.domain.stamps import make_stamp
from desktop_app.office.referrals import issue_referral
from desktop_app.office.timeline import TimelineEntry
from desktop_app.office.workers import correct_worker, hide_worker, show_worker, worker, worker_card
from desktop_app.storage import edits, records
from tests.builders import a_worker
from tests.office.conftest import Counter


def told(counter: Counter, worker_id: str) -> list[TimelineEntry]:
    return worker_card(counter.desk, worker_id=worker_id).timeline


def edited(counter: Counter, worker_id: str) -> list[TimelineEntry]:
    return [entry for entry in told(counter, worker_id) if entry.subject == "edit"]


def test_an_edit_says_what_was_changed_by_whom_and_when(counter: Counter):
    mui = counter.registered()
    seen = worker(counter.desk, worker_id=mui.id)
    before = datetime.now(counter.desk.now().tzinfo).replace(microsecond=0)
    changed = replace(seen, phone="0963118254", residence_detail="Thôn Nà Pài", note="")
    correct_worker(counter.desk, worker=changed)
    (entry,) = edited(counter, mui.id)
    assert entry.title == "Sửa hồ sơ: điện thoại, nơi thường trú"
    assert (entry.icon, entry.tone, entry.record_id) == ("draft", "draft", mui.id)
    assert entry.staff == "Lý Thị Hoa"
    assert entry.at is not None
    assert entry.at >= before
    correct_worker(counter.desk, worker=worker(counter.desk, worker_id=mui.id))
    assert len(edited(counter, mui.id)) == 1


def test_hiding_and_showing_again_are_told(counter: Counter):
    mui = counter.registered()
    hide_worker(counter.desk, worker_id=mui.id)
    show_worker(counter.desk, worker_id=mui.id)
    assert [(entry.title, entry.icon) for entry in edited(counter, mui.id)] == [
        ("Đưa hồ sơ trở lại danh sách", "eye"),
        ("Xóa hồ sơ khỏi danh sách", "eye_off"),
    ]


def test_what_a_letter_or_an_outcome_changes_is_told_once(counter: Counter):
    mui = counter.registered(a_worker(consent_on=None, consent_method=""))
    letter = issue_referral(
        counter.desk, referral=counter.a_letter(mui), consent_method="1"
    ).referral
    counter.outcome(letter, "started_work")
    now = worker(counter.desk, worker_id=mui.id)
    assert (now.employment_status, now.consent_method) == ("1", "1")
    assert edited(counter, mui.id) == []
    # The same said by somebody else at another time is an edit.
    received(counter, mui.id, {"employment": {"employment_status": "2"}})
    assert [entry.title for entry in edited(counter, mui.id)] == ["Sửa hồ sơ: tình trạng việc làm"]


def test_edits_made_elsewhere_carry_their_author(counter: Counter):
    mui = counter.registered()
    groups: dict[str, Fields] = {"phone": {"phone": "0912000111"}, "photo": {"photo_of": "x"}}
    received(counter, mui.id, groups)
    (entry,) = edited(counter, mui.id)
    assert (entry.title, entry.staff) == ("Sửa hồ sơ: điện thoại, photo", "Nguyễn Văn Đạt")
    assert entry.at == datetime(2026, 11, 18, 11, 6, 40, tzinfo=UTC)
    assert entry.detail == "lúc 18:06"


def received(counter: Counter, record: str, groups: dict[str, Fields]) -> None:
    """An edit of another PC arrives, with the colleague who made it."""
    colleague = Staff(id="dat", full_name="Nguyễn Văn Đạt", role="counsellor")
    change = Change(
        device="f" * 16,
        epoch=1,
        dseq=1,
        tx="t1",
        kind="worker",
        record=record,
        op="update",
        stamp=make_stamp(ms=1_795_000_000_000, counter=0, device="f" * 16),
        user=colleague.id,
        wire=1,
        groups=groups,
        base={},
    )
    with counter.desk.store.apply() as transaction:
        records.add(transaction, colleague)
        edits.note_received(transaction, [change])


def test_every_line_knows_when_it_was_recorded(counter: Counter):
    mui = counter.registered()
    visit = counter.visited(mui)
    whens = {entry.subject: entry.at for entry in told(counter, mui.id)}
    assert whens == {"visit": visit.at, "registration": None}
