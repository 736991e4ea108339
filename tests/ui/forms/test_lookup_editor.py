"""What is looked up while one types: offered, taken only when marked, or chosen by its name."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from desktop_app.domain.catalogues import Choice
from ui.forms.choice_popup import ChoicePopup
from ui.forms.field import Unreadable
from ui.forms.lookup_editor import LookupEditor, SuggestEditor

JOBS = (
    Choice("v1", "Thợ may", ("Công ty TNHH May Thất Khê · còn 14 chỗ",)),
    Choice("v2", "May mẫu", ("HTX Hồi Bắc Sơn · còn 1 chỗ",)),
)
Shown = Callable[[SuggestEditor], list[str]]


@pytest.fixture
def shown(on_screen: Callable[[QWidget], None]) -> Shown:
    """`shown(editor)` puts it into a window with the focus; the answer: what it goes on to seek."""

    def show(editor: SuggestEditor) -> list[str]:
        window = QWidget()
        window.resize(600, 400)
        layout = QVBoxLayout(window)
        layout.addWidget(editor)
        layout.addWidget(QLineEdit())
        layout.addStretch(1)
        on_screen(window)
        editor.setFocus()
        sought: list[str] = []
        editor.sought.connect(sought.append)
        return sought

    return show


def popups(editor: SuggestEditor) -> list[ChoicePopup]:
    """The lists that are open under it."""
    return [each for each in editor.window().findChildren(ChoicePopup) if each.isVisible()]


def test_typing_asks_and_nothing_is_taken_unasked(shown: Shown, qtbot: QtBot):
    editor = SuggestEditor()
    sought, picked = shown(editor), list[Choice]()
    editor.picked.connect(picked.append)
    qtbot.keyClicks(editor, "may")
    assert sought == ["m", "ma", "may"]
    editor.offer("ma", JOBS)  # comes too late
    assert popups(editor) == []
    editor.offer("may", JOBS)
    assert len(popups(editor)) == 1
    qtbot.keyClick(editor, Qt.Key.Key_Return)
    assert (editor.value(), picked, popups(editor)) == ("may", [], [])


def test_what_is_marked_is_taken(shown: Shown, qtbot: QtBot):
    editor = SuggestEditor()
    shown(editor)
    picked: list[Choice] = []
    editor.picked.connect(picked.append)
    qtbot.keyClicks(editor, "may")
    editor.offer("may", JOBS)
    for key in (Qt.Key.Key_Down, Qt.Key.Key_Down, Qt.Key.Key_Return):
        qtbot.keyClick(editor, key)
    assert (picked, popups(editor)) == ([JOBS[1]], [])


def test_nothing_that_fits_offers_nothing(shown: Shown, qtbot: QtBot):
    editor = SuggestEditor()
    shown(editor)
    qtbot.keyClicks(editor, "m")
    editor.offer("m", JOBS)
    qtbot.keyClicks(editor, "x")
    editor.offer("mx", ())
    assert popups(editor) == []


def test_alt_down_asks_for_everything(shown: Shown, qtbot: QtBot):
    editor = SuggestEditor()
    sought = shown(editor)
    qtbot.keyClick(editor, Qt.Key.Key_Down, Qt.KeyboardModifier.AltModifier)
    editor.offer("", JOBS)
    assert (sought, len(popups(editor))) == ([""], 1)


def test_a_lookup_gives_the_id_of_what_was_chosen(shown: Shown, qtbot: QtBot):
    editor = LookupEditor()
    shown(editor)
    qtbot.keyClicks(editor, "tho")
    editor.offer("tho", JOBS[:1])
    qtbot.keyClick(editor, Qt.Key.Key_Return)
    assert (editor.value(), editor.text()) == ("v1", "Thợ may")
    qtbot.keyClicks(editor, "x")
    assert isinstance(editor.value(), Unreadable)
    editor.clear()
    assert editor.value() == ""


def test_a_lookup_shows_what_it_was_told_and_keeps_the_rest():
    editor = LookupEditor()
    editor.know(JOBS[0])
    editor.set_value("v1")
    assert (editor.text(), editor.value()) == ("Thợ may", "v1")
    editor.set_value("gone")
    assert (editor.text(), editor.value()) == ("gone", "gone")
