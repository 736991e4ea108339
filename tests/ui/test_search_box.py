"""The search box at the top: keys typed in the real window, and where they lead."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from PySide6.QtCore import QEvent, QRect, Qt
from PySide6.QtGui import QInputMethodEvent, QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QListView, QWidget

from desktop_app.office.employers import register_employer
from desktop_app.office.referrals import issue_referral, new_referral
from desktop_app.office.vacancies import register_vacancy
from desktop_app.office.workers import register_worker
from tests.builders import a_vacancy, a_worker, an_employer
from tests.ui.counsellor import Counsellor
from ui.screens.outcome_form import OutcomeForm
from ui.screens.search_screen import SearchScreen
from ui.search_box import SearchBox
from ui.search_popup import SearchPopup
from ui.theme import colour

ENTER, ESCAPE, UP, DOWN = Qt.Key.Key_Return, Qt.Key.Key_Escape, Qt.Key.Key_Up, Qt.Key.Key_Down
CONTROL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def box(counsellor: Counsellor) -> SearchBox:
    """The box, in an office with three people, a firm, a vacancy and a letter."""
    desk = counsellor.main.place.desk
    names = ("Lý Văn Bình", "Lý Văn Binh", "Hoàng Thị May")
    people = [
        a_worker(full_name=name, personal_number=f"02019500789{n}", phone="")
        for n, name in enumerate(names)
    ]
    for worker in people:
        register_worker(desk, worker=worker)
    firm = an_employer()
    register_employer(desk, employer=firm)
    register_vacancy(desk, vacancy=a_vacancy(employer_id=firm.id))
    letter = new_referral(desk, worker_id=people[-1].id)
    filled = replace(letter, employer="HTX Hồi Bắc Sơn", position="Sơ chế hoa hồi")
    issue_referral(desk, referral=filled)
    return counsellor.main.top.search


def popup(box: SearchBox) -> SearchPopup:
    """The list that is open."""
    assert box.popup is not None
    return box.popup


def rows(box: SearchBox) -> list[str]:
    """What the list shows, heads and hits, as a screen reader reads it."""
    model = popup(box).view.model()
    return [str(model.index(row, 0).data()) for row in range(model.rowCount())]


def marked(box: SearchBox) -> str:
    """The title of the marked hit."""
    hit = popup(box).marked()
    return hit.title if hit is not None else ""


def seek(counsellor: Counsellor, text: str) -> None:
    """Ctrl+K, and a text."""
    counsellor.press(Qt.Key.Key_K, CONTROL)
    counsellor.type(text)


def test_what_fits_comes_in_groups(counsellor: Counsellor, box: SearchBox):
    seek(counsellor, "may")
    assert rows(box) == [
        "Người lao động",
        "Hoàng Thị May, sinh 1995 · Bắc Sơn · …7892, Người lao động",
        "Doanh nghiệp",
        "Công ty TNHH May Thất Khê, Thất Khê · MST 0100109106, Doanh nghiệp",
        "Việc làm trống",
        "Thợ may công nghiệp, Công ty TNHH May Thất Khê · Thất Khê, Việc làm trống",
        "Xem tất cả 1 người",
    ]
    assert marked(box) == "Hoàng Thị May"


def test_accents_that_are_typed_come_first(counsellor: Counsellor, box: SearchBox):
    seek(counsellor, "binh lí")
    assert marked(box) in {"Lý Văn Bình", "Lý Văn Binh"}
    seek(counsellor, "bình")
    assert [row.split(",")[0] for row in rows(box)[1:3]] == ["Lý Văn Bình", "Lý Văn Binh"]


@pytest.mark.parametrize(
    ("text", "steps", "screen", "title"),
    [
        ("7892", 0, "workers", "Hoàng Thị May"),
        ("may", 1, "employers", "Công ty TNHH May Thất Khê"),
        ("may", 2, "vacancies", "Thợ may công nghiệp"),
    ],
)
def test_enter_opens_what_is_marked(
    counsellor: Counsellor, box: SearchBox, text: str, steps: int, screen: str, title: str
):
    seek(counsellor, text)
    counsellor.type(*[DOWN] * steps)
    assert marked(box) == title
    counsellor.press(ENTER)
    assert (counsellor.here, box.popup) == (screen, None)
    shown = counsellor.main.current()
    assert isinstance(shown, SearchScreen)
    assert shown._name_of(shown._found).startswith(title)


@pytest.mark.parametrize("text", ["1/BS", "00001", "1"])
def test_a_letter_is_found_by_its_number(counsellor: Counsellor, box: SearchBox, text: str):
    seek(counsellor, text)
    while marked(box) != "BS1-2026-00001":
        counsellor.press(DOWN)
    counsellor.press(ENTER)
    assert counsellor.here == "outcome_form"
    assert isinstance(counsellor.main.current(), OutcomeForm)


@pytest.mark.parametrize(
    ("text", "screen"),
    [
        ("dong bo", "exchange"),
        ("Đồng bộ", "exchange"),
        ("so lieu", "figures"),
        ("sao luu", "backups"),
        ("nhat ky", "audit"),
        ("dang ky", "worker_form"),
        ("f2", "worker_form"),
        ("them doanh", "employer_form"),
        ("lap phieu", "workers"),  # nobody is in view: first a person is to be chosen
    ],
)
def test_a_command_is_found_without_accents(counsellor: Counsellor, text: str, screen: str):
    seek(counsellor, text)
    counsellor.press(ENTER)
    assert counsellor.here == screen


def test_arrows_go_over_hits_and_groups(counsellor: Counsellor, box: SearchBox):
    seek(counsellor, "l")
    titles: list[str] = []
    for key, held in (
        (DOWN, Qt.KeyboardModifier.NoModifier),
        (DOWN, CONTROL),
        (UP, Qt.KeyboardModifier.NoModifier),
        (UP, CONTROL),
        (UP, Qt.KeyboardModifier.NoModifier),
        (UP, CONTROL),
    ):
        counsellor.press(key, held)
        titles.append(marked(box))
    first, second = (row.split(",")[0] for row in rows(box)[1:3])
    assert rows(box)[3] == "Lệnh"
    assert titles == [second, rows(box)[4].split(",")[0], second, first, first, first]


def test_the_whole_list_takes_the_text_along(counsellor: Counsellor, box: SearchBox):
    seek(counsellor, "ly van")
    assert rows(box)[-1] == "Xem tất cả 2 người"
    counsellor.type(UP, *[DOWN] * 9, ENTER)
    assert counsellor.here == "workers"
    shown = counsellor.main.current()
    assert isinstance(shown, SearchScreen)
    assert (shown.search.text(), shown.table.count()) == ("ly van", 2)


def test_what_fits_nobody_leads_to_the_list(counsellor: Counsellor, box: SearchBox):
    seek(counsellor, "zzz")
    assert rows(box) == ["Không có người nào khớp · Mở danh sách người lao động"]
    counsellor.press(ENTER)
    assert counsellor.here == "workers"


def test_esc_gives_the_focus_back(counsellor: Counsellor, box: SearchBox, qapp: QApplication):
    form = counsellor.go("worker_form")
    before = qapp.focusWidget()
    assert before is not None
    assert form.isAncestorOf(before)
    seek(counsellor, "may")
    assert popup(box).isVisible()
    counsellor.press(ESCAPE)
    assert (box.popup, qapp.focusWidget(), counsellor.here) == (None, before, "worker_form")


def test_the_list_never_has_the_focus_and_goes_with_it(
    counsellor: Counsellor, box: SearchBox, qapp: QApplication
):
    seek(counsellor, "may")
    view = popup(box).view
    assert isinstance(view, QListView)
    assert qapp.focusWidget() is box
    below = view.visualRect(view.model().index(0, 0)).center()
    QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=below)
    assert (qapp.focusWidget(), counsellor.here) == (box, "today")  # a head is no hit
    counsellor.press(Qt.Key.Key_Tab)
    assert box.popup is None


def test_a_click_takes_a_hit(counsellor: Counsellor, box: SearchBox):
    seek(counsellor, "may")
    view = popup(box).view
    where = view.visualRect(view.model().index(3, 0)).center()
    QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=where)
    counsellor.settle()
    assert counsellor.here == "employers"


def test_enter_waits_for_the_answer(
    counsellor: Counsellor, box: SearchBox, type_text: Callable[[str], None]
):
    counsellor.press(Qt.Key.Key_K, CONTROL)
    type_text("7892")
    QTest.keyClick(box, ENTER)  # nothing has been read yet
    assert counsellor.here == "today"
    counsellor.settle()
    assert (counsellor.here, box.popup) == ("workers", None)


def test_only_the_last_text_is_answered(
    counsellor: Counsellor, box: SearchBox, type_text: Callable[[str], None]
):
    counsellor.press(Qt.Key.Key_K, CONTROL)
    type_text("lý văn")
    counsellor.settle()
    type_text(" bình 7891")
    counsellor.settle()
    assert [row.split(",")[0] for row in rows(box)] == [
        "Người lao động",
        "Lý Văn Binh",
        "Xem tất cả 1 người",
    ]


@pytest.mark.parametrize("key", [ENTER, DOWN, ESCAPE])
def test_what_is_being_composed_is_left_alone(
    counsellor: Counsellor, box: SearchBox, qapp: QApplication, key: Qt.Key
):
    seek(counsellor, "ly")
    before = marked(box)
    qapp.sendEvent(box, QInputMethodEvent("bi", []))
    qapp.sendEvent(box, QKeyEvent(QEvent.Type.KeyPress, key, Qt.KeyboardModifier.NoModifier))
    counsellor.settle()
    assert (marked(box), counsellor.here, qapp.focusWidget()) == (before, "today", box)
    done = QInputMethodEvent()
    done.setCommitString(" bình")
    qapp.sendEvent(box, done)
    counsellor.settle()
    assert (box.text(), marked(box)) == ("ly bình", "Lý Văn Bình")


@pytest.mark.parametrize(
    "text", ["x" * 10_000, "ý 9 " * 2_500, "may\0\u202e😀\"*' OR NOT (", "\ud83d"]
)
def test_whatever_is_pasted_is_only_text(counsellor: Counsellor, box: SearchBox, text: str):
    counsellor.press(Qt.Key.Key_K, CONTROL)
    box.insert(text)
    box.textEdited.emit(box.text())
    counsellor.settle()
    counsellor.press(ESCAPE)
    assert counsellor.here == "today"


def test_the_list_lies_in_the_window(counsellor: Counsellor, box: SearchBox):
    seek(counsellor, "n")
    for width, height in ((1366, 700), (900, 420), (1366, 768)):
        counsellor.main.resize(width, height)
        counsellor.settle()
        window: QWidget = counsellor.main
        assert window.rect().contains(popup(box).geometry())


def test_box_and_list_have_names(counsellor: Counsellor, box: SearchBox):
    seek(counsellor, "may")
    assert box.accessibleName() == "Tìm người, doanh nghiệp, việc làm trống, số phiếu, lệnh"
    assert popup(box).view.accessibleName() == "Kết quả tìm"
    said = "Hoàng Thị May, sinh 1995 · Bắc Sơn · …7892, Người lao động"
    assert box.accessibleDescription() == said


def test_the_worker_found_is_the_one_in_view(counsellor: Counsellor, box: SearchBox):
    seek(counsellor, "7890")
    hit = popup(box).marked()
    assert hit is not None
    counsellor.press(ENTER)
    assert counsellor.main.current().worker_id() == hit.what["worker_id"]
    counsellor.press(Qt.Key.Key_F4)
    assert counsellor.here == "visit_form"


def test_the_key_is_seen_on_its_cap_until_something_is_typed(box: SearchBox):
    def capped() -> bool:
        right = QRect(box.width() - 60, 0, 60, box.height())
        image = box.grab(right).toImage()
        shades = {image.pixelColor(x, y).name() for x in range(50) for y in range(image.height())}
        return colour("line").name() in shades

    assert capped()
    box.setText("mui")
    assert not capped()
