"""How many keys the daily tasks of the counter take, typed in the real window with keys alone.

Counted is what a hand does: a letter with accents costs the keys Telex wants for it, a capital its
shift, a key held with another two; what a scanner types costs nothing.
"""

import unicodedata
from dataclasses import dataclass
from datetime import date

import pytest
from PySide6.QtCore import Qt

from desktop_app.domain.partial_dates import PartialDate
from desktop_app.office.employers import register_employer
from desktop_app.office.follow_ups import due_follow_ups
from desktop_app.office.referrals import referrals_of
from desktop_app.office.vacancies import register_vacancy
from desktop_app.office.workers import find_workers, register_worker, worker
from tests.builders import a_vacancy, a_worker, an_employer
from tests.ui.counsellor import Counsellor
from tests.ui.scanner import scan
from ui.card_intake import CardIntake
from ui.screens.figures import FiguresScreen
from ui.screens.today import TodayScreen

ENTER, DOWN = Qt.Key.Key_Return, Qt.Key.Key_Down
F2, F7, F8, F10 = Qt.Key.Key_F2, Qt.Key.Key_F7, Qt.Key.Key_F8, Qt.Key.Key_F10
CONTROL = Qt.KeyboardModifier.ControlModifier
BINH_CARD = (
    "020090001234|082012345|Nông Văn Bình|05031990|Nam|"
    "Khu 2, Thất Khê, Tràng Định, Lạng Sơn|15082021"
)


def telex_keys(text: str) -> int:
    """So many keys a text takes: «đ» and each accent one more than the letter, a capital its
    shift."""
    return len(unicodedata.normalize("NFD", text)) + sum(
        (letter in "đĐ") + letter.isupper() for letter in text
    )


@dataclass
class Hand:
    """Types as the counsellor does, and counts."""

    counsellor: Counsellor
    keys: int = 0

    def type(self, *parts: str | Qt.Key) -> None:
        """Texts and keys in turn."""
        self.counsellor.type(*parts)
        self.keys += sum(telex_keys(part) if isinstance(part, str) else 1 for part in parts)

    def press(self, key: Qt.Key, held: Qt.KeyboardModifier) -> None:
        """A key with another held."""
        self.counsellor.press(key, held)
        self.keys += 2


@pytest.fixture
def hand(counsellor: Counsellor) -> Hand:
    """A hand on the keys, Hôm nay in view."""
    return Hand(counsellor)


def assert_binh_is_registered(counsellor: Counsellor) -> None:
    """Nông Văn Bình is saved with all that a registration asks for."""
    desk = counsellor.main.place.desk
    [row] = find_workers(desk, text="020090001234", offset=0, limit=2).rows
    saved = worker(desk, worker_id=row.id)
    assert (saved.full_name, saved.birth_date, saved.sex, saved.ethnicity) == (
        "Nông Văn Bình",
        PartialDate(1990, 3, 5),
        "1",
        "07",
    )
    assert (saved.phone, saved.residence_commune, saved.employment_status) == (
        "0963118254",
        "new:06040",
        "2",
    )


def test_what_telex_takes():
    assert [telex_keys(text) for text in ("Trương", "đi", "Bình", "ta")] == [9, 3, 6, 2]


def test_a_walk_in_with_a_card(counsellor: Counsellor, hand: Hand):
    scan(BINH_CARD)
    intake = counsellor.main.findChild(CardIntake)
    assert isinstance(intake, CardIntake)
    counsellor.qtbot.waitUntil(lambda: intake.is_idle)
    counsellor.settle()
    hand.type("nu", ENTER, "0963118254", ENTER)
    hand.type(ENTER, ENTER, ENTER, ENTER, ENTER, "2", F10)
    assert_binh_is_registered(counsellor)
    assert hand.keys <= 29


def test_a_walk_in_who_forgot_the_card(counsellor: Counsellor, hand: Hand):
    hand.type(F2, "020090001234", ENTER, "nông văn bình", ENTER, "050390", ENTER, "1")
    hand.type("nu", ENTER, "0963118254", ENTER, "that", ENTER)
    hand.type(ENTER, ENTER, ENTER, ENTER, "2", F10)
    assert_binh_is_registered(counsellor)
    assert hand.keys <= 90


def test_a_letter_for_the_person_in_view(counsellor: Counsellor, hand: Hand):
    desk = counsellor.main.place.desk
    firm, mui = an_employer(), a_worker(registered_on=None)
    register_employer(desk, employer=firm)
    register_vacancy(
        desk,
        vacancy=a_vacancy(employer_id=firm.id, registered_on=None, open_until=date(2027, 1, 1)),
    )
    register_worker(desk, worker=mui)
    counsellor.go("workers", worker_id=mui.id)
    hand.type(F7, "may", DOWN, ENTER)
    hand.press(Qt.Key.Key_P, CONTROL)
    [letter] = referrals_of(desk, worker_id=mui.id)
    assert letter.employer == "Công ty TNHH May Thất Khê"
    assert hand.keys <= 8


def test_the_outcome_of_a_call_that_was_due(busy: Counsellor):
    desk, hand = busy.main.place.desk, Hand(busy)
    due = due_follow_ups(desk)
    today = busy.go("today")
    assert isinstance(today, TodayScreen)
    first = today.calls.chosen_record()
    assert first is not None
    hand.type("1")
    assert {row.task_id for row in due} - {row.task_id for row in due_follow_ups(desk)} == {
        first.task_id
    }
    assert hand.keys <= 5


def test_finding_one(counsellor: Counsellor, hand: Hand):
    mui = a_worker(registered_on=None)
    register_worker(counsellor.main.place.desk, worker=mui)
    register_worker(
        counsellor.main.place.desk,
        worker=a_worker(registered_on=None, personal_number="020195007123", phone=""),
    )
    hand.press(Qt.Key.Key_K, CONTROL)
    hand.type("7890", ENTER)
    assert (counsellor.here, counsellor.main.current().worker_id()) == ("workers", mui.id)
    assert hand.keys <= 9


def test_the_numbers_of_the_day(counsellor: Counsellor, hand: Hand):
    hand.type(F8, "1")
    screen = counsellor.main.current()
    assert isinstance(screen, FiguresScreen)
    today = counsellor.main.place.desk.today()
    assert (screen.bar.period.first, screen.bar.period.last) == (today, today)
    assert hand.keys <= 3
