"""Who looked at whose data: noted with ids, read by heads with names."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from sqlalchemy import select

from desktop_app.domain.referrals import Referral
from desktop_app.domain.staff import Staff
from desktop_app.office.audit import (
    ACT_NAMES,
    Act,
    AuditRow,
    audit_page,
    note,
    note_sign_in,
)
from desktop_app.office.desk import Desk
from desktop_app.office.sign_in import FirstRun, recover, sign_in, sign_out
from desktop_app.office.workers import correct_worker, worker
from desktop_app.storage import records
from desktop_app.storage.tables import audit
from tests.builders import a_referral
from tests.office.conftest import Clock, Counter


def lines(counter: Counter, *, offset: int = 0, limit: int = 50) -> list[AuditRow]:
    return audit_page(counter.desk, offset=offset, limit=limit).rows


def told(rows: list[AuditRow]) -> list[tuple[str, str, str, str]]:
    return [(row.user_name, row.act, row.subject, row.detail) for row in rows]


def seen(worker_id: str, *, at: datetime) -> Act:
    return Act(act="view", at=at, kind="worker", record_id=worker_id)


def sent_out(act: str, letter: Referral, desk: Desk) -> Act:
    return Act(
        act=act, at=desk.moment(), kind="referral", record_id=letter.id, detail=letter.number
    )


def test_each_act_is_told_with_who_whom_and_when(counter: Counter):
    desk, mui, binh = counter.desk, counter.registered(), counter.registered(counter.binh())
    letter = counter.issued(mui)
    first = desk.moment()
    note(desk, acts=[seen(one.id, at=first) for one in (mui, binh)])
    counter.clock.move(minutes=5)
    note(desk, acts=[sent_out("print", letter, desk), sent_out("save_pdf", letter, desk)])
    note(desk, acts=[Act(act="export", at=desk.moment(), detail="Người được giới thiệu")])
    note_sign_in(desk)
    rows = lines(counter)
    me = "Lý Thị Hoa"
    assert told(rows) == [
        (me, "sign_in", "", ""),
        (me, "export", "", "Người được giới thiệu"),
        (me, "save_pdf", "Triệu Thị Mùi, sinh 1995", letter.number),
        (me, "print", "Triệu Thị Mùi, sinh 1995", letter.number),
        (me, "view", "Nông Văn Bình, sinh 1990", ""),
        (me, "view", "Triệu Thị Mùi, sinh 1995", ""),
        (me, "sign_in", "", ""),  # the first run
    ]
    assert [row.at for row in rows] == [desk.moment()] * 4 + [first] * 3
    assert {row.act for row in rows} == set(ACT_NAMES)
    assert audit_page(desk, offset=2, limit=2).rows == rows[2:4]
    assert audit_page(desk, offset=2, limit=2).total == 7


def test_names_are_looked_up_and_nothing_personal_is_kept(counter: Counter):
    desk, mui = counter.desk, counter.registered()
    note(desk, acts=[seen(mui.id, at=desk.moment())])
    known = worker(desk, worker_id=mui.id)
    correct_worker(desk, worker=replace(known, full_name="Triệu Mùi Pham"))
    assert told(lines(counter))[0][2] == "Triệu Mùi Pham, sinh 1995"
    with desk.store.read() as connection:
        row = connection.execute(select(audit).order_by(audit.c.id.desc())).first()
    assert row is not None
    assert tuple(row)[2:] == (desk.user.id, "view", "worker", mui.id, "")


def test_a_line_about_somebody_who_is_not_here_is_shown_without_names(counter: Counter):
    desk = counter.desk
    stranger = replace(desk, user=replace(desk.user, id="gone"))
    gone = a_referral(id="gone", number="BS1-2026-00001")
    note(stranger, acts=[sent_out("print", gone, desk)])
    assert told(lines(counter))[0] == ("", "print", "", "BS1-2026-00001")


def test_signing_in_is_noted_and_how(
    tmp_path: Path, run_first: Callable[..., FirstRun], clock: Clock, password: str
):
    made = run_first(tmp_path)
    me = made.desk.user.id
    sign_out(made.desk)
    sign_out(sign_in(tmp_path, user_id=me, password=password, now=clock))
    desk = recover(
        tmp_path, user_id=me, code=made.recovery_code, password="mật khẩu mới", now=clock
    )
    noted = [(row.act, row.detail) for row in audit_page(desk, offset=0, limit=9).rows]
    sign_out(desk)
    assert noted == [("sign_in", "bằng mã khôi phục"), ("sign_in", ""), ("sign_in", "")]


def test_a_colleague_who_came_with_the_exchange_is_named(counter: Counter):
    desk = counter.desk
    dat = Staff(id="dat", full_name="Nguyễn Văn Đạt", role="counsellor")
    with desk.store.apply() as transaction:
        records.add_many(transaction, [dat], stream="BS")
    note_sign_in(replace(desk, user=dat))
    assert told(lines(counter, limit=1)) == [("Nguyễn Văn Đạt", "sign_in", "", "")]
