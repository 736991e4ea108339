"""A counsellor's whole day through the verbs, on a real database, told by what the screens read."""

from dataclasses import replace
from datetime import date
from io import BytesIO

import pdfplumber
import pytest

from desktop_app.domain.follow_ups import FollowUpTask
from desktop_app.domain.referrals import allowed_moves
from desktop_app.office.exchange import exchange_status, waiting_changes
from desktop_app.office.follow_ups import due_follow_ups
from desktop_app.office.referrals import case, open_referrals, referral_letter
from desktop_app.office.today import TodayCounts, today_page
from desktop_app.office.workers import find_workers, worker_card
from desktop_app.storage import records
from tests.office.conftest import Clock, Counter


def test_a_whole_day(counter: Counter, clock: Clock):
    desk = counter.desk
    # She registers a worker and records the counselling.
    mui = counter.registered()
    counter.visited(mui)
    clock.move(minutes=20)
    # She prints the letter.
    letter = counter.issued(mui)
    assert letter.number == "BS1-2026-00001"
    with pdfplumber.open(BytesIO(referral_letter(desk, referral=letter).pdf)) as pdf:
        assert len(pdf.pages) == 1
    counts = TodayCounts(
        visits=1, people=1, registered=1, referrals=1, placed=0, calls_done=0, calls_due=0
    )
    assert today_page(desk).counts == counts
    assert [row.state for row in find_workers(desk, text="", offset=0, limit=9).rows] == [
        "awaiting"
    ]
    # Three days later the worker starts work.
    clock.move(days=3)
    assert today_page(desk).counts == replace(counts, visits=0, people=0, registered=0, referrals=0)
    counter.outcome(letter, "attended")
    assert [row.number for row in open_referrals(desk)] == ["BS1-2026-00001"]
    counter.outcome(letter, "started_work")
    assert allowed_moves(case(desk, referral_id=letter.id).state) == ()
    assert open_referrals(desk) == []
    assert today_page(desk).counts.placed == 1
    assert [row.state for row in find_workers(desk, text="", offset=0, limit=9).rows] == [
        "employed"
    ]
    with desk.store.read() as connection:
        planned = records.find(connection, FollowUpTask)
    assert sorted((task.milestone, task.due_on) for task in planned) == [
        ("1m", date(2026, 12, 26)),
        ("3m", date(2027, 2, 26)),
    ]
    # A month later the call is due.
    clock.move(days=30)
    assert [(row.full_name, row.milestone, row.days_left) for row in due_follow_ups(desk)] == [
        ("Triệu Thị Mùi", "Sau 1 tháng", 0)
    ]
    counter.called("3", note="Xa nhà")
    assert due_follow_ups(desk) == []
    page = today_page(desk)
    assert (page.counts.calls_done, page.counts.calls_due) == (1, 1)
    assert [row.state for row in find_workers(desk, text="", offset=0, limit=9).rows] == ["seeking"]
    # The card tells it all, newest first.
    timeline = worker_card(desk, worker_id=mui.id).timeline
    assert [(entry.day.isoformat(), entry.icon, entry.title) for entry in timeline] == [
        ("2026-12-26", "follow_up", "Gọi theo dõi: đã nghỉ, đang tìm việc"),
        ("2026-11-26", "ok", "Nhận được việc: HTX Hồi Bắc Sơn"),
        ("2026-11-26", "referral", "Đã đến dự tuyển: HTX Hồi Bắc Sơn"),
        ("2026-11-23", "referral", "Giới thiệu đến HTX Hồi Bắc Sơn, sơ chế hoa hồi"),
        ("2026-11-23", "visit", "Tư vấn lần 1: việc làm"),
        ("2026-11-23", "id_card", "Đăng ký lần đầu"),
    ]
    assert {entry.staff for entry in timeline} == {"Lý Thị Hoa"}


def test_the_day_waits_for_the_centre(counter: Counter):
    mui = counter.registered()
    counter.visited(mui)
    letter = counter.issued(mui)
    counter.outcome(letter, "started_work")
    rows = waiting_changes(counter.desk)
    assert [(row.title, row.what) for row in rows] == [
        ("Lý Thị Hoa", "Thêm cán bộ"),
        ("Triệu Thị Mùi", "Đăng ký mới"),
        ("Triệu Thị Mùi", "Lượt tư vấn"),
        ("Triệu Thị Mùi", "Phiếu giới thiệu BS1-2026-00001"),
        ("Triệu Thị Mùi", "Cấp phiếu giới thiệu: phiếu BS1-2026-00001"),
        ("Triệu Thị Mùi", "Đã nhận việc, đi làm: phiếu BS1-2026-00001"),
        ("Triệu Thị Mùi", "Sửa hồ sơ"),
        ("Triệu Thị Mùi", "Hẹn theo dõi"),
        ("Triệu Thị Mùi", "Hẹn theo dõi"),
    ]
    status = exchange_status(counter.desk)
    assert (status.written, status.acked, status.waiting, status.held) == (9, 0, 9, 0)
    assert (status.last_round_at, status.fault_sentence, status.enrolled) == (None, "", False)
    assert {row.state for row in rows} == {"waiting"}


@pytest.mark.parametrize("hour", [0, 16, 17, 23])
def test_the_day_is_vietnams_not_greenwichs(counter: Counter, clock: Clock, hour: int):
    # 17:00 in Greenwich is midnight in Vietnam.
    clock.at = clock.at.replace(hour=hour, minute=0)
    counter.visited(counter.registered())
    counts = today_page(counter.desk).counts
    assert (counts.visits, counts.registered) == (1, 1)
    clock.at = clock.at.replace(hour=16, minute=59)
    assert today_page(counter.desk).counts.visits == (1 if hour < 17 else 0)
