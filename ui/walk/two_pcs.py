"""The part of the walk for which it takes two: the same record changed at two PCs, one person
registered twice, and an exchange on a USB stick."""

from pathlib import Path

from PySide6.QtCore import Qt

from desktop_app.domain.partial_dates import PartialDate
from desktop_app.office.conflicts import open_cards
from desktop_app.office.persons import open_proposals
from desktop_app.office.workers import find_workers, worker
from ui.plugged import Plugged
from ui.screens.exchange import ExchangeScreen
from ui.screens.worker_form import WorkerForm
from ui.walk.centre import Centre
from ui.walk.colleague import Colleague
from ui.walk.hands import Lost, Walk, screen_of

ENTER, ESC, F10 = Qt.Key.Key_Return, Qt.Key.Key_Escape, Qt.Key.Key_F10
OURS, THEIRS = "0378111222", "0378111777"


def both_change_one(walk: Walk, centre: Centre, name: str, twin_of: str) -> None:
    """A colleague, who has had no line, registers somebody this PC has registered too, and corrects
    a telephone number that is corrected here as well. People decide both."""
    colleague = Colleague(centre.beside / "pc-2", centre.enrol_another("bac-son-2"))
    colleague.register(
        full_name="Hoàng Thị Yến", personal_number=twin_of, born=PartialDate(2001, 12, 12)
    )
    colleague.exchange()
    colleague.correct_phone(name, THEIRS)
    colleague.exchange()
    colleague.leave()
    _correct_phone(walk, name)
    walk.go("exchange")
    walk.exchange()
    walk.look("dong-bo-can-quyet-dinh")
    walk.go("today")
    walk.look("hom-nay-can-quyet-dinh")
    walk.go("exchange")
    _decide(walk, name)
    _answer(walk)


def _correct_phone(walk: Walk, name: str) -> None:
    person = find_workers(walk.main.place.desk, text=name, offset=0, limit=1).rows[0].id
    walk.go("worker_form", worker_id=person)
    screen_of(walk, WorkerForm).form.fill(phone=OURS)
    walk.type(F10)
    walk.expect("workers")


def _decide(walk: Walk, name: str) -> None:
    desk, screen = walk.main.place.desk, screen_of(walk, ExchangeScreen)
    if len(open_cards(desk)) != 1:
        raise Lost("no card came of two telephone numbers")
    screen.cards.setFocus()
    walk.type(ENTER)
    walk.expect("decision")
    walk.look("quyet-dinh")
    walk.type(F10)
    walk.look("quyet-dinh-chua-chon", state="problems")
    walk.type("2")
    walk.look("quyet-dinh-da-chon")
    before = _phone(walk, name)
    walk.type(F10)
    walk.expect("exchange")
    if {before, _phone(walk, name)} != {OURS, THEIRS} or open_cards(desk):
        raise Lost("the version chosen does not hold")


def _phone(walk: Walk, name: str) -> str:
    desk = walk.main.place.desk
    found = find_workers(desk, text=name, offset=0, limit=1).rows[0]
    return worker(desk, worker_id=found.id).phone


def _answer(walk: Walk) -> None:
    """Two people: somebody has typed a wrong number."""
    screen = screen_of(walk, ExchangeScreen)
    screen.matters.setFocus()
    walk.type(ENTER)
    walk.expect("person_question")
    walk.look("cung-mot-nguoi")
    walk.type(F10)
    walk.look("cung-mot-nguoi-chua-chon", state="problems")
    walk.type("2", F10)
    walk.expect("exchange")
    if open_proposals(walk.main.place.desk):
        raise Lost("the question was not answered")


def by_stick(walk: Walk, centre: Centre) -> None:
    """What is decided goes to the centre on a stick, and the answer comes back on it."""
    folder = centre.beside / "KINGSTON"
    folder.mkdir()
    panel = screen_of(walk, ExchangeScreen).stick
    panel.show()
    panel.use(Plugged("KINGSTON", folder))
    walk.settle()
    walk.look("ghi-ra-usb")
    _carry(centre, folder)
    walk.press(screen_of(walk, ExchangeScreen).read_button)
    walk.look("doc-tu-usb")
    if "Đã đọc trả lời" not in panel.strip.text():
        raise Lost(f"the answer was not read: {panel.strip.text()}")
    walk.type(ESC)


def _carry(centre: Centre, folder: Path) -> None:
    (request,) = folder.glob("*.guidi")
    centre.take_stick(request, request.with_suffix(".traloi"))
