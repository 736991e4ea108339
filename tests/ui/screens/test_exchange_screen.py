"""Đồng bộ: it counts what the centre acknowledged, says what waits or is held and why, and follows
the exchange by itself."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from PySide6.QtWidgets import QLabel, QWidget
from pytestqt.qtbot import QtBot

from desktop_app.domain.faults import Unreachable
from desktop_app.office.desk import Desk
from desktop_app.office.exchange import exchange_status
from desktop_app.office.office_settings import use_enrolment
from desktop_app.office.workers import register_worker
from desktop_app.storage import change_log, device_keys
from desktop_app.storage.new_epoch import begin_new_epoch
from tests.builders import a_worker
from tests.faults.test_evil_answers import foreign
from tests.office.conftest import Clock, Counter
from tests.office.test_office_settings import an_enrolment_file
from tests.ui.fixture_types import Showing
from tests.ui.screens.conftest import Trail
from ui.background import Lanes
from ui.exchange import Exchange
from ui.screens.exchange import ExchangeScreen
from ui.workplace import Workplace


@pytest.fixture
def exchange(place: Workplace) -> Exchange:
    """The exchange beside the screen; not started."""
    return Exchange(place)


@pytest.fixture
def screen(place: Workplace, exchange: Exchange, trail: Trail) -> ExchangeScreen:
    """The screen, not shown yet."""
    assert trail.went == []
    return ExchangeScreen(place, exchange)


def figures(screen: ExchangeScreen) -> tuple[str, ...]:
    """The three large numbers: acknowledged, waiting, held."""
    return tuple(
        label.text()
        for figure in (screen.acked, screen.pending, screen.held)
        for label in figure.findChildren(QLabel)
        if label.property("role") == "num"
    )


def the_centre_took(
    desk: Desk, clock: Clock, *, dseq: int, held: str = "", fault: str = ""
) -> None:
    """A round as it is written down: up to `dseq` acknowledged, the last one held for a reason."""
    with desk.store.apply() as transaction:
        if held:
            change_log.note_held(transaction, [(dseq, held)])
        change_log.mark_acked(transaction, dseq=dseq, chain="ab")
        change_log.note_round(
            transaction, at=clock(), sent=dseq, received=46, held=int(bool(held)), fault=fault
        )


def test_it_counts_what_the_centre_has_acknowledged(
    screen: ExchangeScreen,
    shown: Showing,
    counter: Counter,
    clock: Clock,
    cut_off: Callable[[QWidget], list[str]],
):
    counter.registered()
    counter.registered(a_worker(full_name="Hoàng Thị Én", personal_number="", registered_on=None))
    the_centre_took(counter.desk, clock, dseq=2, held="Mã xã không còn dùng")
    clock.move(minutes=15)
    with counter.desk.store.apply() as transaction:
        change_log.note_round(
            transaction, at=clock(), sent=0, received=0, held=0, fault=str(Unreachable())
        )
    shown(screen)
    assert screen.headline.text() == "Trung tâm đã nhận 2 trên 3 thay đổi"
    assert figures(screen) == ("2", "1", "1")
    assert screen.bar.accessibleName() == "1 đã vào sổ, 1 chờ gửi, 1 bị giữ lại"
    assert screen.waiting_card.badge.text() == "2"
    assert screen.trouble.text() == str(Unreachable())
    waiting = [screen.waiting.record(place) for place in range(screen.waiting.count())]
    assert [(row.title, row.what, row.state, row.reason) for row in waiting if row] == [
        ("Triệu Thị Mùi", "Đăng ký mới", "held", "Mã xã không còn dùng"),
        ("Hoàng Thị Én", "Đăng ký mới", "waiting", ""),
    ]
    screen.waiting.choose_first()
    assert screen.why.text() == "Mã xã không còn dùng"
    done = [screen.rounds.record(place) for place in range(screen.rounds.count())]
    assert [(row.sent, row.received, row.held) for row in done if row] == [(0, 0, 0), (2, 46, 1)]
    assert cut_off(screen) == []


def test_without_an_enrolment_it_says_what_to_do(screen: ExchangeScreen, shown: Showing):
    shown(screen)
    assert screen.now_button.hasFocus()
    assert screen.details.text() == "Máy này chưa ghi danh: chọn tệp ghi danh trong Thiết lập"
    assert not screen.trouble.isVisible()


def test_with_a_file_the_centre_has_not_seen_it_says_what_comes(
    screen: ExchangeScreen, shown: Showing, counter: Counter
):
    use_enrolment(counter.desk, content=an_enrolment_file())
    shown(screen)
    said = "Đã có tệp ghi danh: Trung tâm nhận máy này ở lượt trao đổi đầu tiên"
    assert screen.details.text() == said


def test_it_says_which_pc_this_is_now(
    screen: ExchangeScreen, shown: Showing, counter: Counter, lanes: Lanes
):
    shown(screen)
    assert screen.where.text() == "Máy BS1 · Văn phòng Bắc Sơn"
    use_enrolment(counter.desk, content=an_enrolment_file(pc=4))
    begin_new_epoch(counter.desk.store)
    screen.refresh()
    lanes.drain()
    assert screen.where.text() == "Chờ số máy mới · Văn phòng Bắc Sơn"
    with counter.desk.store.apply() as transaction:
        device_keys.set_pc_number(transaction, 5)
    screen.refresh()
    lanes.drain()
    assert screen.where.text() == "Máy BS5 · Văn phòng Bắc Sơn"


def test_the_button_asks_for_a_round_and_waits_for_it(
    screen: ExchangeScreen,
    shown: Showing,
    exchange: Exchange,
    lanes: Lanes,
    qtbot: QtBot,
    cut_off: Callable[[QWidget], list[str]],
):
    shown(screen)
    assert screen.now_button.hasFocus()
    exchange.moved.emit(exchange_status(screen.place.desk), True)
    assert screen.waiting.hasFocus()
    assert (screen.now_button.isEnabled(), screen.now_button.text()) == (False, "Đang trao đổi…")
    qtbot.waitUntil(lambda: cut_off(screen) == [])
    exchange.moved.emit(exchange_status(screen.place.desk), False)
    lanes.drain()
    assert (screen.now_button.isEnabled(), screen.now_button.text()) == (True, "Đồng bộ ngay")
    assert screen.now_button.hasFocus()
    with qtbot.waitSignal(exchange.moved):
        screen.now_button.click()


def test_it_follows_what_is_saved_while_one_looks(
    screen: ExchangeScreen, shown: Showing, counter: Counter, place: Workplace, qtbot: QtBot
):
    shown(screen)
    assert figures(screen) == ("0", "1", "0")
    mui = a_worker(registered_on=None)
    place.write(lambda: register_worker(counter.desk, worker=mui), place.announce, owner=screen)
    qtbot.waitUntil(lambda: figures(screen) == ("0", "2", "0"))


def test_what_happened_while_one_looked_elsewhere_is_there_on_coming_back(
    screen: ExchangeScreen, shown: Showing, counter: Counter, exchange: Exchange, lanes: Lanes
):
    shown(screen)
    screen.hide()
    counter.registered()
    exchange.now()  # a round ends while another screen is shown
    lanes.drain()
    screen.show()
    screen.enter()
    lanes.drain()
    assert figures(screen) == ("0", "2", "0")


@pytest.mark.parametrize("year", [1980, 2090])
def test_a_clock_years_off_is_said_with_both_times(
    screen: ExchangeScreen,
    shown: Showing,
    counter: Counter,
    clock: Clock,
    lanes: Lanes,
    cut_off: Callable[[QWidget], list[str]],
    year: int,
):
    shown(screen)
    assert not screen.clock.isVisible()
    at_centre = clock()
    clock.at = clock().replace(year=year)
    with counter.desk.store.apply() as transaction:
        off = (at_centre - clock()) / timedelta(milliseconds=1)
        change_log.set_clock_offset(transaction, round(off))
    screen.refresh()
    lanes.drain()
    assert screen.clock.text() == (
        f"Đồng hồ máy này lệch với Trung tâm: máy này 23/11/{year} 08:30, Trung tâm 23/11/2026 "
        "08:30. Hãy chỉnh lại ngày giờ của máy; nếu máy đúng thì báo Trung tâm. Thứ tự các thay "
        "đổi vẫn đúng, không mất gì."
    )
    assert cut_off(screen) == []
    with counter.desk.store.apply() as transaction:
        change_log.set_clock_offset(transaction, 240_000)
    screen.refresh()
    lanes.drain()
    assert not screen.clock.isVisible()


def test_what_is_kept_at_this_pc_is_told_by_why(
    screen: ExchangeScreen,
    shown: Showing,
    counter: Counter,
    lanes: Lanes,
    cut_off: Callable[[QWidget], list[str]],
):
    shown(screen)
    assert not screen.kept.isVisible()
    with counter.desk.store.apply() as transaction:
        for seq, reason in enumerate(("", "field", "", "stamp"), start=1):
            change = foreign(seq).change
            change_log.keep_unknown(transaction, "BS", seq, change, reason=reason)
    screen.refresh()
    lanes.drain()
    assert screen.kept.text() == (
        "Giữ riêng tại máy này: 2 thay đổi nhận về là của chương trình mới hơn: máy sẽ tự dùng sau "
        "khi cập nhật chương trình. 2 thay đổi nhận về bị hỏng nên chưa ghép vào hồ sơ: bản nhận "
        "được vẫn giữ nguyên, hãy báo Trung tâm."
    )
    assert cut_off(screen) == []
