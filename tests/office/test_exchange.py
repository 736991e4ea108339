"""Tests of desktop_app/office/exchange.py: what the window says of an exchange that went on."""

from dataclasses import replace

from desktop_app.domain.faults import Unreachable
from desktop_app.domain.kinds import KINDS
from desktop_app.office.conflicts import compare_card, decide
from desktop_app.office.employers import hide_employer
from desktop_app.office.exchange import (
    ExchangeStatus,
    RoundRow,
    WaitingRow,
    exchange_status,
    recent_rounds,
    waiting_changes,
)
from desktop_app.office.handovers import hand_over, withdraw
from desktop_app.office.office_settings import letterhead, save_letterhead
from desktop_app.office.persons import link, unlink
from desktop_app.office.vacancies import close_vacancy
from desktop_app.storage import change_log, records
from tests.office.cards import a_card
from tests.office.conftest import Clock, Counter


def test_what_is_acknowledged_held_and_waiting(counter: Counter, clock: Clock):
    desk = counter.desk
    counter.registered()
    at = clock()
    with desk.store.apply() as transaction:
        change_log.note_held(transaction, [(2, "Mã xã không còn dùng")])
        change_log.mark_acked(transaction, dseq=2, chain="ab")
        change_log.note_round(transaction, at=at, sent=2, received=46, held=1, fault="")
    clock.move(minutes=15)
    failed = str(Unreachable())
    with desk.store.apply() as transaction:
        change_log.note_round(transaction, at=clock(), sent=0, received=0, held=0, fault=failed)
    office = replace(letterhead(desk), address="Khu Minh Khai")
    save_letterhead(desk, office=office)
    assert exchange_status(desk) == ExchangeStatus(
        written=3,
        acked=2,
        waiting=1,
        held=1,
        last_round_at=at,
        fault_sentence=failed,
        enrolled=False,
        pc=1,
    )
    held, waiting = waiting_changes(desk)
    assert held == WaitingRow(
        title="Triệu Thị Mùi",
        what="Đăng ký mới",
        at=held.at,
        state="held",
        reason="Mã xã không còn dùng",
    )
    assert (waiting.title, waiting.what, waiting.state, waiting.reason) == (
        "Văn phòng",
        "Đầu giấy của văn phòng",
        "waiting",
        "",
    )
    assert recent_rounds(desk) == [
        RoundRow(at=clock(), sent=0, received=0, held=0, fault_sentence=failed),
        RoundRow(at=at, sent=2, received=46, held=1, fault_sentence=""),
    ]


def test_what_belongs_to_employers_is_said_with_their_names(counter: Counter):
    firm = counter.an_employer()
    wanted = counter.a_vacancy(firm)
    close_vacancy(counter.desk, vacancy_id=wanted.id)
    hide_employer(counter.desk, employer_id=firm.id)
    counter.visited_by(firm)
    counter.outcome(counter.letter_to(counter.registered(), wanted), "started_work")
    rows = waiting_changes(counter.desk)
    told = [(row.title, row.what) for row in rows]
    assert told[1:6] == [
        ("Công ty TNHH May Thất Khê", "Thêm doanh nghiệp"),
        ("Thợ may công nghiệp", "Thêm việc làm trống"),
        ("Thợ may công nghiệp", "Sửa việc làm trống"),
        ("Công ty TNHH May Thất Khê", "Sửa doanh nghiệp"),
        ("Công ty TNHH May Thất Khê", "Lượt tư vấn"),
    ]
    assert told[-1] == ("Thợ may công nghiệp", "Đã có người nhận việc")


def test_decisions_are_said_with_the_names_of_those_they_are_about(counter: Counter):
    mui, binh = counter.registered(), counter.registered(counter.binh())
    card = a_card(counter.desk, mui, "phone", {"phone": "0963000001"})
    before = len(waiting_changes(counter.desk))
    seen = compare_card(counter.desk, card_id=card.id)
    decide(counter.desk, seen=seen, chosen=seen.versions[1].key)
    linked = link(counter.desk, one=mui.id, other=binh.id)
    unlink(counter.desk, link_id=linked.record_id)
    offer = hand_over(counter.desk, worker_id=mui.id, to_office="TD")
    withdraw(counter.desk, handover_id=offer.record_id)
    told = [(row.title, row.what) for row in waiting_changes(counter.desk)[before:]]
    first = min(mui, binh, key=lambda one: one.id).full_name
    assert [what for _, what in told] == [
        "Sửa hồ sơ",
        "Quyết định bản nào đúng",
        "Nối hai hồ sơ của một người",
        "Trả lời có cùng một người không",
        "Đề nghị chuyển hồ sơ",
        "Trả lời đề nghị chuyển hồ sơ",
    ]
    name = mui.full_name
    assert [title for title, _ in told] == [name, name, first, first, name, name]


def test_no_kind_of_record_is_called_by_its_word_in_the_code(counter: Counter):
    for kind in KINDS:
        with counter.desk.store.write(user="") as transaction:
            records.add(transaction, kind.record(id=f"new-{kind.name}"))
    names = {kind.name for kind in KINDS}
    assert not names & {row.what for row in waiting_changes(counter.desk)}
