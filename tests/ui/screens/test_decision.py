"""Deciding a conflict card by keyboard, and the lists that lead there."""

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QWidget

from desktop_app.domain.conflicts import CONFLICT, Conflict
from desktop_app.domain.ids import new_id
from desktop_app.domain.kinds import kind_of
from desktop_app.domain.records import Record
from desktop_app.domain.referrals import REFERRAL_EVENT, ReferralEvent
from desktop_app.domain.stamps import make_stamp
from desktop_app.domain.workers import Worker
from desktop_app.office.conflicts import open_cards
from desktop_app.office.desk import Desk
from desktop_app.office.employers import employer
from desktop_app.office.referrals import case
from desktop_app.office.workers import worker
from desktop_app.storage import records
from desktop_app.storage.tables import encode_fields
from tests.office.conftest import Counter
from tests.ui.fixture_types import Showing
from tests.ui.screens.conftest import Trail
from ui.background import Lanes
from ui.exchange import Exchange
from ui.screens.decision import DecisionScreen
from ui.screens.exchange import ExchangeScreen
from ui.screens.today import TodayScreen
from ui.workplace import Workplace

ELSEWHERE = "00000000000000ee"


def from_centre(desk: Desk, card: Conflict) -> Conflict:
    """A card as it comes from the centre."""
    stamp = make_stamp(ms=int(desk.now().timestamp() * 1000), counter=0, device="0" * 16)
    stamps: dict[str, str] = {"subject": stamp, "versions": stamp}
    with desk.store.apply() as transaction:
        fields = encode_fields(CONFLICT, card)
        records.write_foreign(transaction, CONFLICT, card.id, fields, stamps, "BS")
    return replace(card, stamps=stamps)


def a_version(desk: Desk, values: dict[str, Any], *, hours: int = 1) -> str:
    ms = int(desk.now().timestamp() * 1000) - hours * 3_600_000
    stamp = make_stamp(ms=ms, counter=0, device=ELSEWHERE)
    return json.dumps({"stamp": stamp, "user": desk.user.id, "device": ELSEWHERE, "values": values})


def a_card(
    desk: Desk, record: Record, group: str, *values: dict[str, Any], before: Any = None
) -> Conflict:
    """A card about a record that is here: versions from elsewhere that are not shown."""
    versions = (a_version(desk, each, hours=n) for n, each in enumerate(values, start=1))
    card = Conflict(
        id=new_id(),
        about_kind=kind_of(record).name,
        about_record=record.id,
        about_group=group,
        versions=tuple(versions),
        before=json.dumps(before) if before else "",
        is_open=True,
    )
    return from_centre(desk, card)


def a_hard_card(counter: Counter) -> tuple[Conflict, ReferralEvent, ReferralEvent]:
    """Here somebody has begun work, elsewhere the same person was refused."""
    letter = counter.issued(counter.registered())
    begun = counter.outcome(letter, "started_work")
    refused = counter.an_outcome(letter, "refused_by_employer", reason="1")
    desk = counter.desk
    fields = encode_fields(REFERRAL_EVENT, refused)
    with desk.store.apply() as transaction:
        records.write_foreign(transaction, REFERRAL_EVENT, refused.id, fields, {}, "BS")
    versions = tuple(
        a_version(desk, {"id": each.id, **encode_fields(REFERRAL_EVENT, each)})
        for each in (begun, refused)
    )
    card = Conflict(
        id=new_id(),
        about_kind="referral",
        about_record=letter.id,
        hard=True,
        versions=versions,
        is_open=True,
    )
    return from_centre(desk, card), begun, refused


@pytest.fixture
def mui(counter: Counter) -> Worker:
    return counter.registered()


@pytest.fixture
def screen(place: Workplace) -> DecisionScreen:
    return DecisionScreen(place)


def told(screen: QWidget) -> list[str]:
    return [label.text() for label in screen.findChildren(QLabel) if label.text()]


def keys(screen: DecisionScreen, lanes: Lanes, *pressed: Qt.Key) -> None:
    for key in pressed:
        QTest.keyClick(screen.panel, key)
        lanes.drain()


def test_the_versions_stand_below_each_other_with_who_wrote_them(
    screen: DecisionScreen, shown: Showing, counter: Counter, mui: Worker
):
    card = a_card(
        counter.desk,
        mui,
        "residence",
        {"residence_commune": "new:06325", "residence_detail": "Thôn Nà Kéo"},
        before={"residence_commune": "", "residence_detail": ""},
    )
    shown(screen, card_id=card.id)
    said = told(screen)
    assert said[:2] == [mui.full_name, "nơi thường trú"]
    assert "Các bản được ghi ở nơi khác nhau khi chưa thấy nhau. Bản nào đúng?" in said
    assert any("Xã Bắc Sơn" in text and "Thôn Nà Kéo" in text for text in said)
    assert "Lý Thị Hoa, hôm nay 07:30" in said
    assert "Trước đây" in said
    assert len(screen.panel.choices) == 2


def test_a_digit_chooses_and_f10_saves(
    screen: DecisionScreen,
    shown: Showing,
    counter: Counter,
    mui: Worker,
    trail: Trail,
    lanes: Lanes,
):
    card = a_card(counter.desk, mui, "phone", {"phone": "0963000001"}, {"phone": "0963000002"})
    shown(screen, card_id=card.id)
    keys(screen, lanes, Qt.Key.Key_Return)  # nothing is chosen yet
    assert open_cards(counter.desk) != []
    keys(screen, lanes, Qt.Key.Key_3, Qt.Key.Key_F10)
    assert worker(counter.desk, worker_id=mui.id).phone == "0963000002"
    assert open_cards(counter.desk) == []
    assert (trail.said, trail.back) == ([f"Đã quyết định: {mui.full_name}, điện thoại."], 1)


def test_arrows_choose_too_and_what_is_shown_can_stay(
    screen: DecisionScreen, shown: Showing, counter: Counter, mui: Worker, lanes: Lanes
):
    card = a_card(counter.desk, mui, "phone", {"phone": "0963000001"})
    shown(screen, card_id=card.id)
    keys(screen, lanes, Qt.Key.Key_Down, Qt.Key.Key_Down, Qt.Key.Key_Up, Qt.Key.Key_Return)
    assert worker(counter.desk, worker_id=mui.id).phone == mui.phone
    assert open_cards(counter.desk) == []


def test_the_next_part_of_the_same_record_comes_by_itself(
    screen: DecisionScreen,
    shown: Showing,
    counter: Counter,
    mui: Worker,
    trail: Trail,
    lanes: Lanes,
):
    first = a_card(counter.desk, mui, "phone", {"phone": "0963000001"})
    a_card(counter.desk, mui, "name", {"full_name": "Triệu Thị Mui"})
    shown(screen, card_id=first.id)
    assert screen.who.text() == "điện thoại · còn 1 mục khác của hồ sơ này"
    keys(screen, lanes, Qt.Key.Key_2, Qt.Key.Key_F10)
    assert (screen.who.text(), trail.back) == ("họ tên", 0)
    keys(screen, lanes, Qt.Key.Key_2, Qt.Key.Key_F10)
    assert worker(counter.desk, worker_id=mui.id).full_name == "Triệu Thị Mui"
    assert trail.back == 1


def test_one_event_of_two_is_chosen(
    screen: DecisionScreen, shown: Showing, counter: Counter, lanes: Lanes
):
    card, _, refused = a_hard_card(counter)
    shown(screen, card_id=card.id)
    said = told(screen)
    assert "Hai diễn biến không đi cùng nhau. Diễn biến nào đúng?" in said
    assert any(text.startswith("Kết quả: Đơn vị không nhận") for text in said)
    keys(screen, lanes, Qt.Key.Key_2, Qt.Key.Key_F10)
    assert case(counter.desk, referral_id=refused.referral_id).state == "refused_by_employer"
    assert open_cards(counter.desk) == []


def test_what_another_desk_has_decided_is_told(
    screen: DecisionScreen,
    shown: Showing,
    counter: Counter,
    mui: Worker,
    trail: Trail,
    lanes: Lanes,
):
    card = a_card(counter.desk, mui, "phone", {"phone": "0963000001"})
    shown(screen, card_id=card.id)
    from_centre(counter.desk, replace(card, is_open=False))
    keys(screen, lanes, Qt.Key.Key_2, Qt.Key.Key_F10)
    assert trail.troubled == ["Thẻ này vừa thay đổi ở nơi khác. Hãy xem lại rồi chọn."]
    assert screen.panel.question.text() == "Thẻ này đã được quyết định."
    assert worker(counter.desk, worker_id=mui.id).phone == mui.phone


def test_an_employer_is_decided_alike(
    screen: DecisionScreen, shown: Showing, counter: Counter, lanes: Lanes
):
    firm = counter.an_employer()
    card = a_card(counter.desk, firm, "name", {"name": "Công ty Mẫu"})
    shown(screen, card_id=card.id)
    keys(screen, lanes, Qt.Key.Key_2, Qt.Key.Key_F10)
    assert employer(counter.desk, employer_id=firm.id).name == "Công ty Mẫu"


def test_escape_leaves_everything(
    screen: DecisionScreen, shown: Showing, counter: Counter, mui: Worker, trail: Trail
):
    card = a_card(counter.desk, mui, "phone", {"phone": "0963000001"})
    shown(screen, card_id=card.id)
    QTest.keyClick(screen.panel, Qt.Key.Key_1)
    QTest.keyClick(screen.panel, Qt.Key.Key_Escape)
    assert trail.back == 1
    assert len(open_cards(counter.desk)) == 1


@pytest.mark.parametrize("name", ["today", "exchange"])
def test_the_list_is_there_while_something_waits_and_enter_opens_it(
    place: Workplace,
    shown: Showing,
    counter: Counter,
    mui: Worker,
    trail: Trail,
    cut_off: Callable[[QWidget], list[str]],
    name: str,
):
    screen = TodayScreen(place) if name == "today" else ExchangeScreen(place, Exchange(place))
    shown(screen)
    assert not screen.cards_card.isVisible()
    card = a_card(counter.desk, mui, "phone", {"phone": "0963000001"})
    shown(screen)
    screen.refresh()
    place.lanes.drain()
    assert screen.cards_card.isVisible()
    assert cut_off(screen) == []
    screen.cards.setFocus()
    QTest.keyClick(screen.cards, Qt.Key.Key_Return)
    assert trail.went == [("decision", {"card_id": card.id})]
