"""A card is scanned on any screen of the program, whatever is going on there."""

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QTimer, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QApplication, QPlainTextEdit, QPushButton

from desktop_app.domain.workers import Worker
from desktop_app.office.drafts import drafts
from desktop_app.office.workers import find_workers, register_worker
from tests.builders import a_worker
from tests.ui.counsellor import Counsellor
from tests.ui.fixture_types import Answering
from tests.ui.photos import a_card_code
from tests.ui.scanner import scan
from ui.card_intake import CardIntake
from ui.dialogs import ask
from ui.screens.visit_form import VisitForm
from ui.screens.worker_form import WorkerForm
from ui.screens.workers import WorkersScreen

ENTER, F2, F12 = Qt.Key.Key_Return, Qt.Key.Key_F2, Qt.Key.Key_F12
CONTROL = Qt.KeyboardModifier.ControlModifier
EN_CARD = "020301004567||Hoàng Thị Én|21112001|Nữ|Khu 2, Thất Khê, Tràng Định, Lạng Sơn|03092021"
MUI_CARD = "020195007890||Triệu Thị Mùi|09091995|Nữ|Thôn Hữu Vĩnh, Bắc Sơn, Lạng Sơn|12112024||||"
NAMES = ("Lan", "Hoa", "Mai", "Cúc")
WEB = "https://example.com/khuyen-mai?id=7"


def a_card(number: int) -> str:
    """The card of one of many."""
    return MUI_CARD.replace("7890", f"{number:04}").replace("Mùi", NAMES[number % len(NAMES)])


@pytest.fixture
def mui(counsellor: Counsellor) -> Worker:
    """Triệu Thị Mùi, registered."""
    new = a_worker(registered_on=None)
    register_worker(counsellor.main.place.desk, worker=new)
    return new


@pytest.fixture
def scanned(counsellor: Counsellor) -> Callable[..., None]:
    """`scanned(CARD)` scans it and waits until it has been seen to."""

    def scan_and_settle(*cards: str) -> None:
        for card in cards:
            scan(card)
        intake = counsellor.main.findChild(CardIntake)
        assert isinstance(intake, CardIntake)
        counsellor.qtbot.waitUntil(lambda: intake.is_idle, timeout=60_000)
        counsellor.settle()

    return scan_and_settle


def registration(counsellor: Counsellor) -> WorkerForm:
    """The registration, on which one must be."""
    screen = counsellor.main.current()
    assert isinstance(screen, WorkerForm)
    return screen


@pytest.mark.parametrize(
    "screen", ["today", "workers", "visits", "referrals", "figures", "settings", "worker_form"]
)
def test_an_unknown_person_is_registered_from_any_screen(
    counsellor: Counsellor, scanned: Callable[..., None], screen: str
):
    counsellor.go(screen)
    scanned(EN_CARD)
    form = registration(counsellor)
    assert form.form.record().full_name == "Hoàng Thị Én"
    assert form.form.record().personal_number == "020301004567"
    assert counsellor.main.top.search.text() == ""


def test_a_known_person_opens_with_the_story(
    counsellor: Counsellor, scanned: Callable[..., None], mui: Worker
):
    said: list[str] = []
    counsellor.main.place.said.connect(said.append)
    counsellor.go("settings")
    scanned(MUI_CARD)
    assert (counsellor.here, counsellor.main.current().worker_id()) == ("workers", mui.id)
    assert said == ["Triệu Thị Mùi: đăng ký hôm nay"]
    screen = counsellor.main.current()
    assert isinstance(screen, WorkersScreen)
    assert screen.card.story.text() == "Đăng ký hôm nay"


def test_a_form_half_typed_keeps_its_draft(
    counsellor: Counsellor, scanned: Callable[..., None], mui: Worker
):
    counsellor.go("visit_form", worker_id=mui.id)
    form = counsellor.main.current()
    assert isinstance(form, VisitForm)
    form.form.focus_field("content")
    counsellor.type("Muốn làm gần nhà")
    scanned(EN_CARD)
    assert registration(counsellor).form.record().full_name == "Hoàng Thị Én"
    assert form.form.record().content == "Muốn làm gần nhà"
    titles = [draft.title for draft in drafts(counsellor.main.place.desk)]
    assert sorted(titles) == ["Tư vấn: Triệu Thị Mùi", "Đăng ký: Hoàng Thị Én"]


def test_a_card_fills_the_form_of_the_person_whose_name_is_typed(
    counsellor: Counsellor, scanned: Callable[..., None]
):
    counsellor.press(F2)
    form = registration(counsellor)
    form.form.focus_field("full_name")
    counsellor.type("hoang thi en")
    form.form.focus_field("phone")
    counsellor.type("0365111222")
    scanned(EN_CARD)
    record = form.form.record()
    assert (record.full_name, record.phone) == ("Hoàng Thị Én", "0365111222")


def test_several_unknown_people_wait_for_their_turn(
    counsellor: Counsellor, scanned: Callable[..., None]
):
    scanned(EN_CARD, a_card(1), a_card(2), a_card(1))
    form, bar = registration(counsellor), counsellor.main.cards
    assert form.form.record().full_name == "Hoàng Thị Én"
    assert bar.text() == ("Còn 2 thẻ vừa quét Tiếp theo: Triệu Thị Hoa.")
    counsellor.press(F12)
    assert form.form.record().full_name == "Triệu Thị Hoa"
    bar.findChildren(QPushButton)[0].click()
    counsellor.settle()
    assert (form.form.record().full_name, bar.isVisible()) == ("Triệu Thị Mai", False)
    counsellor.go("today")
    assert sorted(draft.title for draft in drafts(counsellor.main.place.desk)) == [
        "Đăng ký: Hoàng Thị Én",
        "Đăng ký: Triệu Thị Hoa",
        "Đăng ký: Triệu Thị Mai",
    ]


def test_after_one_is_saved_the_next_comes_by_itself(
    counsellor: Counsellor, scanned: Callable[..., None]
):
    scanned(EN_CARD, a_card(1))
    form = registration(counsellor)
    form.form.fill(ethnicity="02", employment_status="1")
    counsellor.press(ENTER, CONTROL)
    counsellor.settle()
    assert form.form.record().full_name == "Triệu Thị Hoa"
    found = find_workers(counsellor.main.place.desk, text="", offset=0, limit=9).rows
    assert [row.full_name for row in found] == ["Hoàng Thị Én"]


def test_three_hundred_scans_in_a_row_all_arrive(
    counsellor: Counsellor, scanned: Callable[..., None], mui: Worker
):
    cards = [a_card(number) for number in range(1, 299)]
    scanned(MUI_CARD, *cards, MUI_CARD)
    assert (counsellor.here, counsellor.main.current().worker_id()) == ("workers", mui.id)
    assert counsellor.main.cards.text().startswith("Còn 297 thẻ vừa quét")
    for number in (2, 3, 4):
        counsellor.press(F12)
        assert registration(counsellor).form.record().personal_number == f"02019500{number:04}"
    assert counsellor.main.cards.text().startswith("Còn 294 thẻ vừa quét")


def test_a_scan_before_a_question_waits_until_it_is_answered(
    counsellor: Counsellor, answering: Answering
):
    seen: list[str] = []

    def scan_into_the_question() -> None:
        scan(EN_CARD)
        counsellor.qapp.processEvents()
        seen.append(counsellor.here)
        assert QApplication.activeModalWidget() is not None
        answering(True)

    QTimer.singleShot(0, counsellor.main, scan_into_the_question)
    assert ask.ask(counsellor.main, "Hỏi", "Có không?", yes="Có", no="Không")
    counsellor.settle()
    counsellor.settle()
    assert seen == ["today"]
    assert registration(counsellor).form.record().full_name == "Hoàng Thị Én"


def test_another_code_is_refused_where_it_is_seen(
    counsellor: Counsellor, scanned: Callable[..., None]
):
    counsellor.go("workers")
    counsellor.press(Qt.Key.Key_F3)
    scanned(WEB)
    assert (counsellor.here, counsellor.main.top.search.text()) == ("workers", "")
    assert counsellor.main.strip.text() == (
        "Đây là mã của một trang web, không phải mã trên thẻ căn cước."
    )


def test_half_a_card_is_said_to_be_half(counsellor: Counsellor):
    scan(EN_CARD[:30], "")  # the cable was pulled
    counsellor.qtbot.waitUntil(counsellor.main.strip.isVisible)
    assert counsellor.main.strip.text() == "Mã quét bị thiếu; hãy quét lại hoặc nhập tay."
    assert counsellor.here == "today"


def test_a_scan_goes_past_the_notes_of_a_visit(
    counsellor: Counsellor, scanned: Callable[..., None], mui: Worker
):
    counsellor.go("visit_form", worker_id=mui.id)
    form = counsellor.main.current()
    assert isinstance(form, VisitForm)
    form.form.focus_field("content")
    notes = counsellor.qapp.focusWidget()
    assert isinstance(notes, QPlainTextEdit)
    scanned(MUI_CARD)
    assert (notes.toPlainText(), counsellor.here) == ("", "workers")


def test_a_photo_dragged_onto_the_window_is_read(counsellor: Counsellor, tmp_path: Path):
    file = tmp_path / "thẻ.png"
    a_card_code(EN_CARD).save(str(file))
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(file))])
    at, left = QPointF(400, 300), Qt.MouseButton.LeftButton
    none, copy = Qt.KeyboardModifier.NoModifier, Qt.DropAction.CopyAction
    coming = QDragEnterEvent(at, copy, data, left, none)
    counsellor.qapp.sendEvent(counsellor.main, coming)
    assert coming.isAccepted()
    counsellor.qapp.sendEvent(counsellor.main, QDropEvent(at, copy, data, left, none))
    counsellor.settle()
    counsellor.settle()
    assert registration(counsellor).form.record().full_name == "Hoàng Thị Én"


def test_a_photo_without_a_code_is_told(counsellor: Counsellor, tmp_path: Path):
    counsellor.main.photo_dropped.emit(tmp_path / "nothing.png")
    counsellor.settle()
    assert counsellor.main.strip.text() == (
        "Không mở được tệp này như một tấm ảnh; hãy chọn ảnh chụp mặt thẻ có mã QR."
    )
