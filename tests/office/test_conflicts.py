"""Cards at one desk: what they are called, what is compared, and what a decision writes. What the
centre makes of it, `tests/sync/test_conflicts.py` proves."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from desktop_app.domain.conflicts import Conflict, awaits_decision, versions_of
from desktop_app.domain.faults import Superseded
from desktop_app.domain.kinds import KINDS
from desktop_app.domain.records import Kind
from desktop_app.domain.referrals import SET_ASIDE
from desktop_app.office.conflicts import compare_card, decide, decide_event, open_cards
from desktop_app.office.group_names import group_of
from desktop_app.office.referrals import case
from desktop_app.office.workers import correct_worker, worker, worker_card
from desktop_app.storage import records
from tests.office.cards import a_card, a_hard_card, from_centre
from tests.office.conftest import Counter
from tests.unsent import unsent_changes


def the_card(counter: Counter, card: Conflict) -> Conflict:
    with counter.desk.store.read() as connection:
        found = records.get(connection, Conflict, card.id)
    assert found is not None
    return found


def test_each_card_says_whose_record_and_which_part(counter: Counter):
    mui, firm = counter.registered(), counter.an_employer()
    wanted = counter.a_vacancy(firm)
    letter_card, _, _ = a_hard_card(counter, counter.binh())
    a_card(counter.desk, mui, "residence", {"residence_commune": "", "residence_detail": "x"})
    a_card(counter.desk, firm, "name", {"name": "y"}, {"name": "z"})
    a_card(counter.desk, wanted, "places", {"places": 4})
    with counter.desk.store.write(user="") as transaction:  # its letterhead has been written
        records.add(transaction, counter.desk.office)
    a_card(counter.desk, counter.desk.office, "identity", {"code": "BS", "name": "Văn phòng"})
    a_card(counter.desk, counter.desk.user, "name", {"full_name": "Lý Thị Hòa"})
    rows = {row.title: (row.what, row.versions, row.hard) for row in open_cards(counter.desk)}
    number = case(counter.desk, referral_id=letter_card.about_record).referral.number
    assert rows == {
        mui.full_name: ("nơi thường trú", 2, False),
        firm.name: ("tên", 3, False),
        wanted.title: ("số người cần tuyển", 2, False),
        counter.desk.office.name: ("mã, tên văn phòng", 2, False),
        counter.desk.user.full_name: ("họ tên", 2, False),
        f"Nông Văn Bình · phiếu {number}": ("kết quả giới thiệu", 2, True),
    }


def test_a_card_says_that_its_record_is_hidden(counter: Counter):
    mui = counter.registered()
    a_card(counter.desk, mui, "residence", {"residence_commune": "", "residence_detail": "x"})
    shown = worker(counter.desk, worker_id=mui.id)
    with counter.desk.store.write(user="") as transaction:
        records.save(transaction, replace(shown, hidden=True))
    assert [row.title for row in open_cards(counter.desk)] == [f"{mui.full_name} (đã ẩn)"]


@pytest.mark.parametrize("kind", [kind for kind in KINDS if not kind.append_only])
def test_every_group_that_can_have_a_card_has_a_name(kind: Kind):
    if kind.name != "conflict":
        assert {group for group in kind.groups if group_of(kind.name, group) == group} == set()


def test_a_record_that_has_not_come_is_not_listed(counter: Counter):
    a_card(counter.desk, counter.binh(), "phone", {"phone": "0963000001"})
    assert open_cards(counter.desk) == []


def test_what_is_compared(counter: Counter):
    mui = counter.registered()
    card = a_card(
        counter.desk, mui, "phone", {"phone": "0963000001"}, before={"phone": "0912000000"}
    )
    seen = compare_card(counter.desk, card_id=card.id)
    assert [version.values for version in seen.versions] == [
        {"phone": mui.phone},
        {"phone": "0963000001"},
    ]
    assert (seen.fields, seen.before) == (("phone",), {"phone": "0912000000"})
    assert [version.who for version in seen.versions] == ["Lý Thị Hoa", "Lý Thị Hoa"]
    assert seen.versions[1].at == datetime(2026, 11, 23, 0, 30, tzinfo=UTC)


def test_a_decision_names_every_version_and_the_card(counter: Counter):
    mui = counter.registered()
    card = a_card(counter.desk, mui, "phone", {"phone": "0963000001"}, {"phone": "0963000002"})
    seen = compare_card(counter.desk, card_id=card.id)
    changed = decide(counter.desk, seen=seen, chosen=seen.versions[2].key)
    assert changed.kinds == {"worker", "conflict"}
    with counter.desk.store.read() as connection:
        settled, noted = unsent_changes(connection)[-2:]
    assert settled.tx == noted.tx
    assert settled.groups == {"phone": {"phone": "0963000002"}}
    assert settled.base == {"phone": "~".join(version.key for version in seen.versions)}
    assert noted.groups == {
        "decision": {
            "decided_by": counter.desk.user.id,
            "decided_at": "2026-11-23T01:30:00Z",
            "decided_over": card.stamps["versions"],
        }
    }
    assert not awaits_decision(the_card(counter, card))
    assert open_cards(counter.desk) == []


def test_a_version_that_joins_later_asks_again(counter: Counter):
    mui = counter.registered()
    card = a_card(counter.desk, mui, "phone", {"phone": "0963000001"})
    seen = compare_card(counter.desk, card_id=card.id)
    decide(counter.desk, seen=seen, chosen=seen.versions[0].key)
    counter.clock.move(minutes=1)
    from_centre(counter.desk, card)
    assert [row.id for row in open_cards(counter.desk)] == [card.id]


def test_what_has_moved_is_not_decided(counter: Counter):
    mui = counter.registered()
    card = a_card(counter.desk, mui, "phone", {"phone": "0963000001"})
    seen = compare_card(counter.desk, card_id=card.id)
    known = worker(counter.desk, worker_id=mui.id)
    correct_worker(counter.desk, worker=replace(known, phone="0963000009"))
    with pytest.raises(Superseded):
        decide(counter.desk, seen=seen, chosen=seen.versions[1].key)
    assert worker(counter.desk, worker_id=mui.id).phone == "0963000009"


def test_an_event_that_does_not_hold_is_set_aside_and_stays(counter: Counter):
    card, begun, refused = a_hard_card(counter)
    seen = compare_card(counter.desk, card_id=card.id)
    assert [version.key for version in seen.versions] == [begun.id, refused.id]
    assert seen.fields == ("move", "happened_on", "reason")
    decide_event(counter.desk, seen=seen, holds=refused.id)
    found = case(counter.desk, referral_id=card.about_record)
    assert found.state == "refused_by_employer"
    (aside,) = [event for event in found.events if event.move == SET_ASIDE]
    assert aside.corrects == begun.id
    assert {begun.id, refused.id} < {event.id for event in found.events}
    told = worker_card(counter.desk, worker_id=found.referral.worker_id).timeline
    employer = found.referral.employer
    assert f"Bỏ diễn biến ghi trùng «Nhận được việc»: {employer}" in [one.title for one in told]
    assert "set_aside" not in str(told)
    assert len(versions_of(the_card(counter, card))) == 2
    with pytest.raises(Superseded):
        decide_event(counter.desk, seen=seen, holds=begun.id)
