"""Deciding a conflict card by keyboard, and the lists that lead there."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QRadioButton, QWidget

from desktop_app.domain.workers import Worker
from desktop_app.office.conflicts import open_cards
from desktop_app.office.employers import employer
from desktop_app.office.referrals import case
from desktop_app.office.workers import worker
from tests.office.cards import a_card, a_hard_card, from_centre
from tests.office.conftest import Counter
from tests.ui.fixture_types import Showing
from tests.ui.screens.conftest import Trail
from ui.background import Lanes
from ui.exchange import Exchange
from ui.screens.decision import DecisionScreen
from ui.screens.exchange import ExchangeScreen
from ui.screens.today import TodayScreen
from ui.theme import colour
from ui.workplace import Workplace


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
    assert "Hồ sơ được sửa ở nhiều nơi cùng lúc. Bản nào đúng?" in said
    assert any("Xã Bắc Sơn" in text and "Thôn Nà Kéo" in text for text in said)
    assert "Lý Thị Hoa, hôm nay 07:30" in said
    assert "Trước đây" in said
    assert len(screen.panel.choices) == 2
    assert screen.panel.back_button.text() == "Để sau"


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


def test_saving_without_a_choice_says_so_and_marks_what_there_is_to_choose(
    screen: DecisionScreen, shown: Showing, counter: Counter, mui: Worker, lanes: Lanes
):
    card = a_card(counter.desk, mui, "phone", {"phone": "0963000001"})
    shown(screen, card_id=card.id)
    screen.panel.save_button.setFocus()
    screen.panel.save_button.click()
    assert screen.panel.foot.text() == "Chưa cất: hãy chọn một bản trước."
    assert [cell.property("missing") for cell in screen.panel.choices] == [True, True]
    assert screen.panel.hasFocus()
    keys(screen, lanes, Qt.Key.Key_2)
    assert screen.panel.foot.text() == "Đã chọn bản 2, có thể cất."
    assert [cell.property("missing") for cell in screen.panel.choices] == [False, False]


def test_the_focus_is_seen_and_the_whole_line_of_the_choice_is_filled(
    screen: DecisionScreen, shown: Showing, counter: Counter, mui: Worker, lanes: Lanes
):
    card = a_card(counter.desk, mui, "phone", {"phone": "0963000001"})
    shown(screen, card_id=card.id)
    panel = screen.panel
    image = panel.grab().toImage()
    assert image.pixelColor(1, image.height() // 2) == colour("ring")
    keys(screen, lanes, Qt.Key.Key_2)
    cell = panel.choices[1]
    label = cell.mapTo(panel, cell.rect().topLeft()).x() - 20
    image = panel.grab().toImage()
    bottom = cell.mapTo(panel, cell.rect().bottomLeft()).y() - 2
    filled = [image.pixelColor(x, bottom) for x in (label, panel.width() - 40)]
    assert filled == [colour("sel")] * 2
    ring = cell.findChild(QRadioButton)
    assert ring is not None
    edge = ring.grab().toImage().pixelColor(2, ring.height() // 2)
    assert edge == colour("sel_bar")


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
    assert "Các diễn biến này mâu thuẫn với nhau. Diễn biến nào đúng?" in said
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
    assert screen.panel.question.text() == "Thẻ này đã được quyết định. Bấm Esc để quay lại."
    assert screen.panel.back_button.text() == "Quay lại"
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
