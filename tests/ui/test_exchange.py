"""The exchange beside the window: when rounds are due, what is said of them, and one whole way from
a form to the centre's database."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import msgspec
import pytest
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from desktop_app.domain.faults import Unreachable
from desktop_app.domain.kinds import BY_RECORD
from desktop_app.domain.workers import Worker
from desktop_app.office.desk import Changed
from desktop_app.office.drafts import DRAFTS
from desktop_app.office.exchange import ExchangeStatus, recent_rounds
from desktop_app.office.office_settings import (
    exchange_settings,
    save_exchange_settings,
    use_enrolment,
)
from desktop_app.office.workers import register_worker
from desktop_app.protocol.encoding import to_json
from desktop_app.protocol.messages import Enrolment
from desktop_app.storage.tables import table_of
from tests.builders import a_worker
from tests.central_builder import ACentre, central, postgres
from tests.office.conftest import Clock
from tests.sync.pcs import a_pc
from tests.ui.counsellor import Counsellor
from ui.dialogs.sign_in import SignInWindow
from ui.screens.exchange import ExchangeScreen
from ui.screens.settings import SettingsScreen
from ui.screens.workers import WorkersScreen

__all__ = ["central", "postgres"]


FAR_FUTURE_MS = 4_000_000_000_000
PERIOD = timedelta(minutes=15)


class Seen:
    """What the exchange said last, whether it was talking then, and how often it spoke."""

    status: ExchangeStatus
    talking: bool
    times = 0

    def note(self, status: ExchangeStatus, talking: bool) -> None:
        """Hear it."""
        self.status, self.talking = status, talking
        self.times += 1


@pytest.fixture
def seen(counsellor: Counsellor) -> Seen:
    """Listens from now on."""
    seen = Seen()
    counsellor.exchange.moved.connect(seen.note)
    return seen


def enrolment_of(central: ACentre) -> Enrolment:
    """A file of the centre that is good at the tests' own time too."""
    return msgspec.structs.replace(central.enrolment("BS"), expires_ms=FAR_FUTURE_MS)


@pytest.fixture
def enrolled(counsellor: Counsellor, central: ACentre) -> ACentre:
    """The centre, which knows this PC and has all of it; the next round is far."""
    desk = counsellor.main.place.desk
    changed = use_enrolment(desk, content=to_json(enrolment_of(central)))
    counsellor.main.place.announce(changed)
    a_round(counsellor)
    return central


def a_round(counsellor: Counsellor) -> None:
    """A round at once, to its end."""
    counsellor.exchange.now()
    counsellor.settle()


def status_line(counsellor: Counsellor) -> str:
    """What the status bar says of the exchange."""
    return counsellor.main.status.findChildren(QPushButton)[0].text()


def names_at(centre: ACentre) -> list[str]:
    """The workers in the centre's database."""
    return [row["full_name"] for row in centre.rows(table_of(BY_RECORD[Worker]))]


# --- without a centre ----------------------------------------------------------------------------


def test_without_an_enrolment_nothing_is_sent_and_nothing_is_a_fault(
    counsellor: Counsellor, seen: Seen, clock: Clock
):
    a_round(counsellor)
    assert seen.status.next_try_at == clock() + PERIOD
    assert (seen.status.waiting, seen.status.fault_sentence, seen.talking) == (1, "", False)
    assert status_line(counsellor) == "Chưa ghi danh với Trung tâm · 1 thay đổi chờ gửi"
    assert recent_rounds(counsellor.main.place.desk) == []
    assert not counsellor.main.strip.isVisible()


def test_another_period_counts_from_now(counsellor: Counsellor, seen: Seen, clock: Clock):
    a_round(counsellor)
    desk = counsellor.main.place.desk
    save_exchange_settings(desk, settings=replace(exchange_settings(desk), period_minutes=45))
    clock.move(minutes=2)
    counsellor.exchange.reschedule()
    counsellor.settle()
    assert seen.status.next_try_at == clock() + timedelta(minutes=45)
    (timer,) = counsellor.exchange.findChildren(QTimer)
    assert (timer.isActive(), timer.interval()) == (True, 45 * 60 * 1000)


def test_the_first_round_comes_soon_after_the_window(counsellor: Counsellor):
    (timer,) = counsellor.exchange.findChildren(QTimer)
    assert (timer.isActive(), timer.interval()) == (True, 2000)


def test_the_newest_count_is_the_one_shown(counsellor: Counsellor, seen: Seen, qtbot: QtBot):
    desk, place = counsellor.main.place.desk, counsellor.main.place
    for number, name in enumerate(("Mùi", "Én", "Hoa", "Lan", "Mai")):
        worker = a_worker(
            full_name=f"Triệu Thị {name}",
            personal_number=f"02019500789{number}",
            phone="",
            registered_on=None,
        )
        place.write(
            lambda new=worker: register_worker(desk, worker=new), place.announce, owner=place
        )
    qtbot.waitUntil(lambda: seen.times > 0 and seen.status.waiting == 6)
    assert status_line(counsellor).startswith("Chưa ghi danh với Trung tâm · 6 thay đổi")


def test_a_draft_is_nothing_to_count(counsellor: Counsellor, seen: Seen, qtbot: QtBot):
    a_round(counsellor)
    told = seen.times
    counsellor.main.place.announce(DRAFTS)
    assert not counsellor.exchange.is_counting
    counsellor.main.place.announce(Changed(frozenset({"visit"})))
    assert counsellor.exchange.is_counting
    qtbot.waitUntil(lambda: seen.times == told + 1)


def test_a_stopped_exchange_stays_stopped(counsellor: Counsellor):
    exchange = counsellor.exchange
    exchange.now()
    exchange.stop()  # while the round, and then the planning, are under way
    counsellor.settle()
    (timer,) = exchange.findChildren(QTimer)
    assert not timer.isActive()


def test_a_file_that_was_chosen_is_told_before_the_centre_has_seen_it(
    counsellor: Counsellor, central: ACentre
):
    content = to_json(enrolment_of(central))
    counsellor.main.place.announce(use_enrolment(counsellor.main.place.desk, content=content))
    counsellor.exchange.tell()
    counsellor.settle()
    assert status_line(counsellor) == "Chờ Trung tâm ghi danh máy này · 1 thay đổi chờ gửi"


# --- with a centre -------------------------------------------------------------------------------


def test_the_line_down_is_a_state_that_is_tried_again_ever_later(
    counsellor: Counsellor, enrolled: ACentre, seen: Seen, clock: Clock
):
    a_round(counsellor)
    assert (seen.status.waiting, seen.status.next_try_at) == (0, clock() + PERIOD)
    assert status_line(counsellor) == "Đã gửi Trung tâm: 1/1 · lần cuối 08:30"

    enrolled.stop()
    for shortest in (5, 10, 20):
        a_round(counsellor)
        assert seen.status.next_try_at is not None
        wait = (seen.status.next_try_at - clock()).total_seconds()
        assert shortest <= wait <= shortest * 1.5
    assert seen.status.fault_sentence == str(Unreachable())
    assert status_line(counsellor).startswith("Đã gửi Trung tâm: 1/1 · ")
    assert status_line(counsellor).endswith("tự thử lại · lần cuối 08:30")
    assert not counsellor.main.strip.isVisible()
    assert counsellor.qapp.activeModalWidget() is None

    enrolled.start()
    a_round(counsellor)
    assert (seen.status.fault_sentence, seen.status.next_try_at) == ("", clock() + PERIOD)


@pytest.mark.usefixtures("enrolled")
def test_a_round_asked_for_during_a_round_is_that_one(counsellor: Counsellor):
    before = recent_rounds(counsellor.main.place.desk)
    counsellor.exchange.now()
    a_round(counsellor)
    assert len(recent_rounds(counsellor.main.place.desk)) == len(before) + 1


def test_from_the_form_to_the_centre(counsellor: Counsellor, central: ACentre, tmp_path: Path):
    file = tmp_path / "bac-son-1.ghidanh"
    file.write_bytes(to_json(enrolment_of(central)))
    settings = counsellor.go("settings")
    assert isinstance(settings, SettingsScreen)
    settings.enrol(file)
    counsellor.settle()
    assert settings.enrolled.text() == "Máy này đã ghi danh với Trung tâm."

    central.stop()
    counsellor.register("Triệu Thị Mùi", "020195007890")
    screen = counsellor.go("exchange")
    assert isinstance(screen, ExchangeScreen)
    screen.now_button.click()
    counsellor.settle()
    assert screen.trouble.text() == str(Unreachable())
    assert screen.headline.text() == "Trung tâm đã nhận 1 trên 2 thay đổi"

    central.start()
    screen.now_button.click()
    counsellor.settle()
    assert names_at(central) == ["Triệu Thị Mùi"]
    assert screen.headline.text() == "Trung tâm đã nhận 2 trên 2 thay đổi"
    assert (screen.trouble.isVisible(), screen.now_button.isEnabled()) == (False, True)
    assert status_line(counsellor) == "Đã gửi Trung tâm: 2/2 · lần cuối 08:30"


def test_what_another_pc_sent_is_seen_without_asking(
    counsellor: Counsellor, enrolled: ACentre, tmp_path: Path
):
    workers = counsellor.go("workers")
    assert isinstance(workers, WorkersScreen)
    heard: list[Changed] = []
    counsellor.main.place.changed.connect(heard.append)
    with a_pc(tmp_path / "other.db", enrolled.enrolment("BS")) as other:
        other.add(a_worker(full_name="Hoàng Thị Én"))
        other.well()
    a_round(counsellor)
    assert heard == [Changed(frozenset({"worker"}))]
    assert workers.count.text() == "1 người"


# --- before signing out --------------------------------------------------------------------------


def sign_out(counsellor: Counsellor) -> None:
    """As the menu does."""
    counsellor.main.sign_out_wanted.emit()
    counsellor.settle()


def add_mui(counsellor: Counsellor) -> None:
    """Somebody the centre does not know yet."""
    mui = a_worker(full_name="Triệu Thị Mùi", registered_on=None)
    register_worker(counsellor.main.place.desk, worker=mui)


@pytest.mark.parametrize(("answer", "there"), [(True, ["Triệu Thị Mùi"]), (False, [])])
def test_signing_out_offers_to_send_first(
    counsellor: Counsellor,
    enrolled: ACentre,
    answering: Callable[[bool], None],
    answer: bool,
    there: list[str],
):
    add_mui(counsellor)
    answering(answer)
    sign_out(counsellor)
    assert isinstance(counsellor.program.door, SignInWindow)
    assert names_at(enrolled) == there


def test_signing_out_with_the_line_down_signs_out_all_the_same(
    counsellor: Counsellor, enrolled: ACentre, answering: Callable[[bool], None]
):
    enrolled.stop()
    add_mui(counsellor)
    answering(True)
    sign_out(counsellor)
    assert isinstance(counsellor.program.door, SignInWindow)


def test_nothing_is_asked_when_the_centre_has_everything(counsellor: Counsellor, enrolled: ACentre):
    assert enrolled.port
    a_round(counsellor)
    sign_out(counsellor)
    assert isinstance(counsellor.program.door, SignInWindow)
