"""Another process holds the database, as a virus scanner does, at the counter: it is waited for,
then said, and nothing is lost."""

import subprocess
import sys
from collections.abc import Callable, Iterator

import msgspec
import pytest
from PySide6.QtCore import Qt, QTimer

from desktop_app.domain.faults import FileLocked
from desktop_app.domain.workers import Worker
from desktop_app.office.office_settings import use_enrolment
from desktop_app.protocol.encoding import to_json
from tests.central_builder import ACentre, central, postgres
from tests.office.conftest import Kept
from tests.sync.pcs import states_at
from tests.ui.counsellor import Counsellor
from tests.ui.half_done import SAID, type_more, typed_visit, visits
from ui.screens.exchange import ExchangeScreen

__all__ = ["central", "postgres"]

F10 = Qt.Key.Key_F10
FAR_FUTURE_MS = 4_000_000_000_000
HELD = "Bản nháp chưa giữ được: tệp dữ liệu đang bị chương trình khác giữ, chương trình tự thử lại."
HELD_WHILE_EXCHANGING = (
    "Tệp dữ liệu đang bị chương trình khác giữ (thường là phần mềm diệt vi-rút) nên việc trao "
    "đổi phải dừng. Chưa mất gì; máy sẽ tự thử lại."
)

Hold = Callable[[], Callable[[], None]]
HOLDER = """
import sys
from pathlib import Path
from desktop_app.storage.engine import open_database
store = open_database(Path(sys.argv[1]), bytes.fromhex(sys.argv[2]))
with store.write(user=""):
    print("held", flush=True)
    sys.stdin.readline()
"""


def wait_less(counsellor: Counsellor) -> None:
    """The only writer there is waits a moment only, so that the test need not wait long."""
    desk = counsellor.main.place.desk
    with desk.store.write(user=desk.user.id) as transaction:
        transaction.exec_driver_sql("PRAGMA busy_timeout = 200")


@pytest.fixture
def hold(counsellor: Counsellor, kept: Kept) -> Iterator[Hold]:
    """`release = hold()`."""
    holders: list[subprocess.Popen[bytes]] = []

    def begin() -> Callable[[], None]:
        file = counsellor.program.folder / "so-viec-lam.db"
        holder = subprocess.Popen(
            [sys.executable, "-c", HOLDER, str(file), kept.key.hex()],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )
        holders.append(holder)
        assert holder.stdout is not None
        assert holder.stdout.readline() == b"held\n"
        return holder.terminate

    yield begin
    for holder in holders:
        holder.kill()
        holder.communicate()


def test_for_a_moment_saving_waits_and_nobody_notices(counsellor: Counsellor, hold: Hold):
    screen = typed_visit(counsellor)
    release = hold()
    QTimer.singleShot(300, release)
    counsellor.press(F10)
    assert screen.strip.text() == ""
    assert visits(counsellor) == [SAID]


def test_for_longer_it_is_said_in_the_form_and_saving_again_works(
    counsellor: Counsellor, hold: Hold
):
    screen = typed_visit(counsellor)
    wait_less(counsellor)
    release = hold()
    typed = screen.form.record()
    counsellor.press(F10)
    assert (counsellor.here, screen.strip.text()) == ("visit_form", FileLocked.sentence)
    assert (screen.form.record(), visits(counsellor)) == (typed, [])
    type_more(counsellor, screen)
    assert screen.draft_line.text() == f"{HELD} Cứ gõ tiếp."
    release()
    screen.keep()
    counsellor.settle()
    assert (screen.draft_line.isVisible(), screen.at_risk()) == (False, False)
    counsellor.press(F10)
    assert visits(counsellor) == [screen.form.record().content]


def test_an_exchange_stops_and_goes_on_by_itself(
    counsellor: Counsellor, hold: Hold, central: ACentre
):
    file = msgspec.structs.replace(central.enrolment("BS"), expires_ms=FAR_FUTURE_MS)
    use_enrolment(counsellor.main.place.desk, content=to_json(file))
    typed_visit(counsellor)
    wait_less(counsellor)
    screen = counsellor.go("exchange")
    assert isinstance(screen, ExchangeScreen)
    screen.now_button.click()
    counsellor.settle()
    counsellor.register("Hoàng Thị Én", "020195007891")
    counsellor.go("exchange")
    release = hold()
    screen.now_button.click()
    counsellor.settle()
    assert (screen.trouble.text(), len(states_at(central, Worker))) == (HELD_WHILE_EXCHANGING, 1)
    release()
    (timer,) = counsellor.exchange.findChildren(QTimer)
    timer.timeout.emit()
    counsellor.settle()
    assert (screen.trouble.isVisible(), len(states_at(central, Worker))) == (False, 2)
