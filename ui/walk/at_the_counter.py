"""What helps the hands at the counter, each thing once: finding, scanning one after another, a card
that came damaged, who may be registered already, templates, filters, help, and a call settled by
one digit. Nothing of it is saved but the template and the call."""

from collections.abc import Sequence

from PySide6.QtCore import QKeyCombination, Qt

from desktop_app.office.drafts import drafts
from ui.screens.figures import FiguresScreen
from ui.screens.outcome_form import OutcomeForm
from ui.screens.today import TodayScreen
from ui.screens.typing_settings import TypingSettingsScreen
from ui.screens.users import UsersScreen
from ui.screens.vacancy_form import VacancyForm
from ui.screens.worker_form import WorkerForm
from ui.walk.hands import Lost, Walk, screen_of

ENTER, ESCAPE = Qt.Key.Key_Return, Qt.Key.Key_Escape
F1, F2, F9, F10, F12 = (
    Qt.Key.Key_F1,
    Qt.Key.Key_F2,
    Qt.Key.Key_F9,
    Qt.Key.Key_F10,
    Qt.Key.Key_F12,
)
_CONTROL = Qt.KeyboardModifier.ControlModifier
FIND = QKeyCombination(_CONTROL, Qt.Key.Key_K)
FILTER = QKeyCombination(_CONTROL, Qt.Key.Key_F)
WHOLE_LIST = QKeyCombination(_CONTROL, Qt.Key.Key_0)
UNDO = QKeyCombination(_CONTROL, Qt.Key.Key_Z)
TEMPLATES = QKeyCombination(_CONTROL, Qt.Key.Key_J)
DAMAGED = "020190001567||Ho?ng Th? L?nh|15051990|Nữ|Thôn Hữu Vĩnh, Bắc S?n, Lạng Sơn|03012022"
QUEUE = (
    "020092003456||Vi Văn Thắng|02021992|Nam|Thôn Nà Pài, Quốc Khánh, Tràng Định|04052022",
    "020188007654||Chu Thị Duyên|19081988|Nữ|Khu 2, Thất Khê, Tràng Định, Lạng Sơn|06072021",
)
"""People who stand in line; they belong to nobody, as all others here."""


def help_at_hand(walk: Walk) -> None:
    """F1 opens the help beside the screen, and closes it."""
    walk.go("today")
    walk.type(F1)
    walk.look("tro-giup")
    walk.type(F1)


def templates(walk: Walk) -> None:
    """The office writes down a sentence it types every day; an unfinished one is said to be so."""
    walk.go("typing_settings")
    screen = screen_of(walk, TypingSettingsScreen)
    walk.press(screen.add_button)
    walk.type(F10)
    walk.look("mau-cau-thieu", state="problems")
    walk.fill(
        screen.editing.form,
        {
            "name": ["Bảo lưu BHTN"],
            "text": ["Đã giải thích điều kiện bảo lưu thời gian đóng bảo hiểm thất nghiệp."],
        },
    )
    walk.type(F10)
    walk.look("mau-cau-da-co")


def offer_templates(walk: Walk) -> None:
    """Ctrl+J in the note that has the focus."""
    walk.type(TEMPLATES)
    walk.look("chen-mau-cau")
    walk.type("1")


def find(walk: Walk) -> None:
    """The one search box, with hits of every kind and with none."""
    for text, picture in (("may", "tim-kiem"), ("khong ai ten the", "tim-khong-thay")):
        walk.type(FIND, text)
        walk.look(picture)
        walk.type(ESCAPE)
    walk.main.top.search.clear()


def narrow_down(walk: Walk) -> None:
    """The filter row of a list: some fit, then none."""
    walk.go("workers")
    walk.type(FILTER, "trieu")
    walk.look("loc-danh-sach")
    walk.type(" zzz")
    walk.look("loc-khong-con-ai")
    walk.type(WHOLE_LIST, ESCAPE)


def scans(walk: Walk) -> None:
    """A card whose letters the scanner lost is asked about; the next ones wait meanwhile."""
    walk.go("today")
    walk.scan(DAMAGED)
    walk.expect("worker_form")
    walk.look("the-mat-chu", state="problems")
    for card in QUEUE:
        walk.scan(card)
    walk.look("the-cho-den-luot")
    walk.type(F12)
    walk.look("lay-the-tiep")
    walk.type(F12)
    _drop_drafts(walk, ["Hoàng", "Vi", "Chu"])


def a_twin(walk: Walk, name: str, born: str) -> None:
    """Somebody registered already is recognised by name and birth date while they are typed."""
    walk.go("today")
    walk.type(F2)
    walk.expect("worker_form")
    screen = screen_of(walk, WorkerForm)
    walk.fill(screen.form, {"full_name": [name, ENTER], "birth_date": [born, ENTER]})
    if not screen.aside.asks:
        raise Lost(f"{name} is not recognised")
    walk.look("co-the-trung")
    walk.type(F10)
    walk.look("con-thieu", state="problems")
    walk.type(F9)
    walk.look("o-con-thieu-tiep-theo", state="problems")
    _drop_drafts(walk, [name])


def wrong_numbers(walk: Walk, employer_id: str) -> None:
    """A wage that falls, a day that does not exist, a number of places that is none."""
    walk.go("vacancy_form", employer_id=employer_id)
    screen = screen_of(walk, VacancyForm)
    walk.fill(
        screen.form,
        {
            "title": ["Phụ bếp"],
            "places": ["0", ENTER],
            "open_until": ["310226", ENTER],
            "wage_from": ["9000000", ENTER],
            "wage_to": ["6500000", ENTER],
        },
    )
    walk.type(F10)
    walk.look("so-ngay-luong-sai", state="problems")
    walk.press(screen.cancel_button)
    _drop_drafts(walk, ["Phụ bếp"])


def wrong_days(walk: Walk) -> None:
    """Numbers are asked for of a day that does not exist."""
    walk.go("figures")
    screen = screen_of(walk, FiguresScreen)
    screen.bar.first.setFocus()
    screen.bar.first.selectAll()
    walk.type("300226", ENTER)
    walk.look("ky-so-lieu-sai", state="problems")
    walk.type(ESCAPE, "3")


def began_a_month_ago(walk: Walk, referral_id: str) -> None:
    """Somebody tells only now that the work began a month ago: the first call is due."""
    walk.go("outcome_form", referral_id=referral_id)
    screen = screen_of(walk, OutcomeForm)
    walk.fill(screen.form, {"move": ["3"], "happened_on": ["-31", ENTER]})
    walk.type(F10)
    walk.expect("workers")


def settle_by_digit(walk: Walk) -> None:
    """One digit on a call of Hôm nay is its result; it can be taken back for a while."""
    walk.go("today")
    today = screen_of(walk, TodayScreen)
    if not today.calls.count():
        raise Lost("no call is due")
    today.calls.setFocus()
    walk.look("cuoc-goi-den-han")
    walk.type("1")
    walk.look("mot-phim-xong-cuoc-goi")
    walk.type(UNDO)
    walk.look("hoan-tac-cuoc-goi")
    if not today.calls.count():
        raise Lost("the call was not taken back")


def a_user_half_told(walk: Walk) -> None:
    """«Cất» where nothing was said of the new user."""
    screen = screen_of(walk, UsersScreen)
    walk.type(F10)
    walk.look("nguoi-dung-thieu", state="problems")
    if not screen.adding.isVisible():
        raise Lost("a user without a name was added")


def _drop_drafts(walk: Walk, of: Sequence[str]) -> None:
    """Throw away what was only shown; nobody else's."""
    walk.go("today")
    today = screen_of(walk, TodayScreen)
    for _ in of:
        today.drafts.setFocus()
        today.drafts.choose_first()
        walk.press(today.drop_button)
    if left := drafts(walk.main.place.desk):
        raise Lost(f"drafts are left: {[draft.title for draft in left]}")
