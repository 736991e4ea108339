"""A scanner's keys are taken out of what is typed, and no key of a person is lost."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import QDeadlineTimer, Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from tests.ui.scanner import key, letters, scan
from ui.scanning import PATIENCE_MS, Scanning

CARD = "020301004567||Hoàng Thị Én|21112001|Nữ|Khu 2, Thất Khê, Tràng Định, Lạng Sơn|03092021"
BACKSPACE = Qt.Key.Key_Backspace


class Desk(QWidget):
    """A window with a line, a box, and keys that do something by themselves."""

    def __init__(self) -> None:
        super().__init__()
        self.line = QLineEdit()
        self.box = QPlainTextEdit()
        self.pressed: list[str] = []
        self.scanned: list[str] = []
        layout = QVBoxLayout(self)
        layout.addWidget(self.line)
        layout.addWidget(self.box)
        self.line.returnPressed.connect(self._on_enter)
        self.scanning = Scanning(self)
        self.scanning.scanned.connect(self.scanned.append)

    def _on_enter(self) -> None:
        self.pressed.append("Enter")

    def bind(self, text: str) -> None:
        """A key that means something in the whole window."""
        QShortcut(QKeySequence(text), self).activated.connect(self._on_shortcut)

    def _on_shortcut(self) -> None:
        self.pressed.append("shortcut")


@pytest.fixture
def desk(on_screen: Callable[[QWidget], None]) -> Desk:
    """The window, with the focus in its line."""
    desk = Desk()
    on_screen(desk)
    desk.line.setFocus()
    return desk


@pytest.fixture
def rest(desk: Desk, qtbot: QtBot) -> Callable[[], None]:
    """`rest()`: so long nobody presses a key that no key is held any more."""

    def wait() -> None:
        qtbot.waitUntil(lambda: not desk.scanning.is_holding)

    return wait


# --- scanners ------------------------------------------------------------------------------------


def test_a_scan_is_taken_out_of_the_line(desk: Desk):
    scan(CARD)
    assert (desk.scanned, desk.line.text(), desk.pressed) == ([CARD], "", [])


def test_what_stands_in_the_line_stays_as_it_is(desk: Desk, rest: Callable[[], None]):
    for letter in "Mùi ở":
        letters(letter)
        rest()
    desk.line.setSelection(1, 2)
    scan(CARD)
    assert desk.line.selectedText() == "ùi"
    desk.line.deselect()
    desk.line.undo()
    assert (desk.scanned, desk.line.text()) == ([CARD], "")


def test_a_scan_is_taken_out_of_a_box_of_many_lines(desk: Desk):
    desk.box.setFocus()
    scan(CARD)
    assert (desk.scanned, desk.box.toPlainText()) == ([CARD], "")
    assert not desk.box.document().isUndoAvailable()


def test_a_scan_presses_no_keys_of_the_window(desk: Desk):
    desk.bind("2")
    desk.bind("n")
    desk.setFocus()
    letters(CARD)
    key(Qt.Key.Key_Return, "\r")
    assert (desk.scanned, desk.pressed) == ([CARD], [])


@pytest.mark.parametrize("end", ["\r", "\r\n", "\r\r", "\t"])
def test_whatever_ends_a_scan_stays_with_it(desk: Desk, qtbot: QtBot, end: str):
    scan(CARD, end)
    qtbot.waitUntil(lambda: len(desk.scanned) == 1)
    assert (desk.scanned, desk.line.text(), desk.pressed) == ([CARD], "", [])
    assert desk.line.hasFocus()


@pytest.mark.parametrize(
    "half", ["020301004567||Hoàng Th", "020301004567|", "https://example.com/a"]
)
def test_a_scan_without_an_end_is_taken_after_a_pause(desk: Desk, qtbot: QtBot, half: str):
    scan(half, "")
    qtbot.waitUntil(lambda: len(desk.scanned) == 1)
    assert (desk.scanned, desk.line.text()) == ([half], "")


def test_other_codes_are_taken_too(desk: Desk):
    others = [
        "https://example.com/the?c=020301004567",
        "DN4972001001234|486fc3a06e67205468e1bb8b20c3896e|21/11/2001|2",
        "]Q1" + CARD,
        "0123456789|48c3a0|a code of some other sort",
    ]
    for other in others:
        scan(other)
    assert (desk.scanned, desk.line.text(), desk.pressed) == (others, "", [])


def test_a_hundred_scans_in_a_row_all_come(desk: Desk):
    cards = [CARD.replace("4567", f"{each:04}") for each in range(100)]
    for card in cards:
        scan(card)
    assert (desk.scanned, desk.line.text()) == (cards, "")


def test_letters_that_the_input_method_takes_back_are_gone(desk: Desk):
    letters(CARD[:17])
    letters("d")
    key(BACKSPACE, "\b")
    scan(CARD[17:])
    assert desk.scanned == [CARD]


def test_alt_codes_come_as_the_letters_the_system_makes_of_them(desk: Desk):
    alt = Qt.KeyboardModifier.AltModifier | Qt.KeyboardModifier.KeypadModifier
    desk.bind("Alt+1")
    letters("020301004567||Ho")
    key(Qt.Key.Key_Alt, "")
    for digit in "0195":
        key(Qt.Key(ord(digit)), "", alt)
    letters("Ã")
    scan(CARD[17:])
    assert (desk.scanned, desk.pressed) == ([CARD.replace("Hoà", "HoÃ", 1)], [])


def test_a_scan_takes_nothing_along_that_was_typed_before(desk: Desk, rest: Callable[[], None]):
    letters("m")
    rest()
    scan(CARD)
    assert (desk.scanned, desk.line.text()) == ([CARD], "m")


# --- hands ---------------------------------------------------------------------------------------


def test_a_number_typed_by_hand_goes_where_it_belongs(desk: Desk, rest: Callable[[], None]):
    for digit in "020301004567":
        letters(digit)
        rest()
    key(Qt.Key.Key_Return, "\r")
    assert (desk.scanned, desk.line.text(), desk.pressed) == ([], "020301004567", ["Enter"])


def test_a_card_typed_by_hand_is_no_scan(desk: Desk, rest: Callable[[], None]):
    for letter in CARD:
        letters(letter)
        rest()
    key(Qt.Key.Key_Return, "\r")
    assert (desk.scanned, desk.line.text(), desk.pressed) == ([], CARD, ["Enter"])


def test_small_letters_are_never_kept_waiting(desk: Desk):
    for letter in "bắc sơn":
        letters(letter)
    assert desk.line.text() == "bắc sơn"


@pytest.mark.parametrize("typed", ["12", "Vi Nọi", "7000000", "Hoàng Thị Én"])
def test_keys_pressed_at_once_come_in_their_order(desk: Desk, typed: str):
    letters(typed)
    key(Qt.Key.Key_Return, "\r")
    assert (desk.scanned, desk.line.text(), desk.pressed) == ([], typed, ["Enter"])


def test_keys_that_wait_go_before_a_command(desk: Desk):
    letters("12")
    key(Qt.Key.Key_Home, "")
    letters("x")
    assert (desk.line.text(), desk.line.cursorPosition()) == ("x12", 1)


def test_backspace_takes_back_what_still_waits(desk: Desk, rest: Callable[[], None]):
    letters("12")
    key(BACKSPACE, "\b")
    rest()
    assert desk.line.text() == "1"


def test_a_single_key_is_a_key_of_the_window_at_once(desk: Desk):
    desk.bind("2")
    desk.setFocus()
    letters("2")
    assert desk.pressed == ["shortcut"]


def test_what_a_busy_window_finds_typed_is_no_scan(desk: Desk):
    """Hands go on while the window stands still; then all their keys come in a breath."""
    letters("Hai ")
    stands_still = QDeadlineTimer(2 * PATIENCE_MS)
    while not stands_still.hasExpired():
        pass
    letters("con nhỏ, muốn làm gần nhà")
    key(Qt.Key.Key_Return, "\r")
    assert (desk.scanned, desk.pressed) == ([], ["Enter"])
    assert desk.line.text() == "Hai con nhỏ, muốn làm gần nhà"


def test_a_window_that_goes_takes_its_keys_along(
    desk: Desk, on_screen: Callable[[QWidget], None], rest: Callable[[], None]
):
    other = QLineEdit()
    on_screen(other)
    letters("7")
    other.hide()
    other.windowHandle().destroy()
    rest()
    assert (desk.scanned, desk.line.text()) == ([], "")
