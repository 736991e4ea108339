"""Twins and handovers on screen: answered by keys, listed on Hôm nay, told on the card."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QWidget

from desktop_app.domain.handovers import Handover
from desktop_app.domain.person_links import PersonLink
from desktop_app.domain.workers import Worker
from desktop_app.office import persons
from desktop_app.office.handovers import open_offers
from desktop_app.storage import records
from tests.office.conftest import Counter
from tests.office.test_handovers import offered_to_us
from tests.office.test_persons import from_centre
from tests.ui.fixture_types import Showing
from tests.ui.screens.conftest import Trail
from ui.background import Lanes
from ui.cards import KeyButton
from ui.exchange import Exchange
from ui.screens.exchange import ExchangeScreen
from ui.screens.person_question import NOTHING, PersonQuestionScreen
from ui.screens.today import TodayScreen
from ui.screens.workers import WorkersScreen
from ui.workplace import Workplace


@pytest.fixture
def mui(counter: Counter) -> Worker:
    return counter.registered()


@pytest.fixture
def screen(place: Workplace) -> PersonQuestionScreen:
    return PersonQuestionScreen(place)


def told(screen: QWidget) -> list[str]:
    return [label.text() for label in screen.findChildren(QLabel) if label.text()]


def press(strip: QWidget) -> None:
    button = strip.findChild(KeyButton)
    assert isinstance(button, KeyButton)
    button.click()


def keys(screen: PersonQuestionScreen, lanes: Lanes, *pressed: Qt.Key) -> None:
    for key in pressed:
        QTest.keyClick(screen.panel, key)
        lanes.drain()


@pytest.mark.parametrize(
    ("key", "state", "said"),
    [
        (Qt.Key.Key_1, "linked", "Đã nối hai hồ sơ của cùng một người."),
        (Qt.Key.Key_2, "apart", "Đã ghi: hai người khác nhau."),
    ],
)
def test_two_records_are_judged_by_a_key(
    place: Workplace,
    screen: PersonQuestionScreen,
    shown: Showing,
    counter: Counter,
    lanes: Lanes,
    trail: Trail,
    mui: Worker,
    key: Qt.Key,
    state: str,
    said: str,
):
    undoable: list[tuple[str, Callable[[], object]]] = []
    place.done_undoably.connect(lambda *done: undoable.append(done))
    link = from_centre(counter, mui.id, "worker-elsewhere", "proposed")
    shown(screen, link_id=link)
    assert "work, 1990, Tràng Định" in told(screen)
    keys(screen, lanes, key, Qt.Key.Key_Return)
    with counter.desk.store.read() as connection:
        (decided,) = records.find(connection, PersonLink)
    assert (decided.state, decided.decided_by) == (state, counter.desk.user.id)
    assert trail.back == 1
    ((told_so, take_back),) = undoable
    assert told_so == said
    take_back()
    assert [row.id for row in persons.open_proposals(counter.desk)] == [link]


def test_two_records_are_linked_by_hand_from_the_card(
    place: Workplace,
    screen: PersonQuestionScreen,
    shown: Showing,
    counter: Counter,
    lanes: Lanes,
    trail: Trail,
    mui: Worker,
):
    other = counter.registered(counter.binh(full_name="Trieu Mui"))
    workers = WorkersScreen(place)
    shown(workers, worker_id=mui.id)
    QTest.keyClick(workers.table, Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier)
    lanes.drain()
    assert workers.purpose.text() == (
        "Nối hồ sơ Triệu Thị Mùi, sinh 1995. Tìm hồ sơ kia, Enter chọn."
    )
    QTest.keyClick(workers.search, Qt.Key.Key_Down)
    QTest.keyClick(workers.table, Qt.Key.Key_Return)
    assert trail.troubled == ["Đây là chính hồ sơ đang nối. Hãy chọn hồ sơ kia."]
    workers.search.selectAll()
    QTest.keyClicks(workers.search, "1990")
    lanes.drain()
    QTest.keyClick(workers.search, Qt.Key.Key_Return)
    QTest.keyClick(workers.table, Qt.Key.Key_Return)
    pair = f"{mui.id} {other.id}"
    assert trail.went == [("person_question", {"pair": pair})]
    assert not workers.purpose.isVisible()
    shown(screen, pair=pair)
    assert screen.worker_id() == mui.id
    said = "\n".join(told(screen))
    assert ("Triệu Thị Mùi, 1995, VP Bắc Sơn" in said, "0963 118 254" in said) == (True, True)
    keys(screen, lanes, Qt.Key.Key_1, Qt.Key.Key_Return)
    (row,) = persons.links_of(counter.desk, worker_id=mui.id)
    assert (row.other.worker_id, row.state) == (other.id, "linked")


def test_enter_without_a_choice_answers_nothing(
    screen: PersonQuestionScreen, shown: Showing, counter: Counter, lanes: Lanes, mui: Worker
):
    link = from_centre(counter, mui.id, "worker-elsewhere", "proposed")
    shown(screen, link_id=link)
    keys(screen, lanes, Qt.Key.Key_Return)
    assert [row.id for row in persons.open_proposals(counter.desk)] == [link]
    assert screen.panel.foot.text() == "Chưa cất: hãy chọn một câu trả lời trước."


@pytest.mark.parametrize(("key", "state"), [(Qt.Key.Key_1, "accepted"), (Qt.Key.Key_2, "declined")])
def test_an_offer_is_answered_by_a_key_and_only_once(
    screen: PersonQuestionScreen,
    shown: Showing,
    counter: Counter,
    lanes: Lanes,
    trail: Trail,
    key: Qt.Key,
    state: str,
):
    offer = offered_to_us(counter)
    shown(screen, handover_id=offer)
    keys(screen, lanes, key, Qt.Key.Key_F10)
    with counter.desk.store.read() as connection:
        (answered,) = records.find(connection, Handover)
    assert answered.state == state
    assert trail.back == 1
    shown(screen, handover_id=offer)
    assert NOTHING in told(screen)


def test_a_person_is_offered_from_the_card_and_the_offer_taken_back(
    place: Workplace,
    screen: PersonQuestionScreen,
    shown: Showing,
    counter: Counter,
    lanes: Lanes,
    trail: Trail,
    mui: Worker,
):
    workers = WorkersScreen(place)
    shown(workers, worker_id=mui.id)
    workers.card.hand_over_button.click()
    assert trail.went == [("person_question", {"hand_over": mui.id})]
    shown(screen, hand_over=mui.id)
    keys(screen, lanes, Qt.Key.Key_3, Qt.Key.Key_Return)
    (offer,) = open_offers(counter.desk)
    assert (offer.to_office, offer.to_us) == ("Tràng Định", False)
    shown(workers, worker_id=mui.id)
    (strip,) = workers.card.person.strips
    assert strip.text().startswith("Đã đề nghị chuyển cho Tràng Định")
    press(strip)
    lanes.drain()
    assert open_offers(counter.desk) == []


def test_the_card_tells_of_the_other_record_and_takes_them_apart(
    place: Workplace, shown: Showing, counter: Counter, lanes: Lanes, mui: Worker
):
    link = from_centre(counter, mui.id, "worker-elsewhere", "linked")
    workers = WorkersScreen(place)
    shown(workers, worker_id=mui.id)
    (strip,) = workers.card.person.strips
    assert strip.text() == "Cùng một người Cũng có hồ sơ ở nơi khác: work, 1990, Tràng Định."
    press(strip)
    lanes.drain()
    assert workers.card.person.strips == []
    row = persons.link_row(counter.desk, link_id=link)
    assert row is not None
    assert row.state == "apart"


def test_what_waits_is_listed_on_both_screens_and_opens(
    place: Workplace,
    shown: Showing,
    counter: Counter,
    trail: Trail,
    mui: Worker,
):
    offer = offered_to_us(counter)
    link = from_centre(counter, mui.id, "worker-elsewhere", "proposed")
    for listing in (TodayScreen(place), ExchangeScreen(place, Exchange(place))):
        trail.went.clear()
        shown(listing)
        assert listing.matters_card.isVisible()
        for row in (0, 1):
            listing.matters.selectRow(row)
            QTest.keyClick(listing.matters, Qt.Key.Key_Return)
        assert trail.went == [
            ("person_question", {"handover_id": offer}),
            ("person_question", {"link_id": link}),
        ]
