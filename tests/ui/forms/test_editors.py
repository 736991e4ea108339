"""Editors of one line or one box: typed with keys, read back as values."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from ui.forms.editors import (
    CheckEditor,
    DatedCheckEditor,
    DigitsEditor,
    LineEditor,
    MoneyEditor,
    NameEditor,
    NotesEditor,
    NumberEditor,
    PhoneEditor,
    TextEditor,
)
from ui.forms.field import Unreadable

TODAY = date(2026, 11, 23)


@pytest.fixture
def leave(
    qtbot: QtBot, on_screen: Callable[[QWidget], None], type_text: Callable[[str], None]
) -> Callable[[QWidget, str], Any]:
    """`leave(editor, "text")` types into the editor, leaves it with Tab and gives its value."""

    def type_and_leave(editor: Any, text: str) -> Any:
        window = QWidget()
        layout = QVBoxLayout(window)
        layout.addWidget(editor)
        layout.addWidget(QLineEdit())
        on_screen(window)
        editor.setFocus()
        type_text(text)
        qtbot.keyClick(editor, Qt.Key.Key_Tab)
        assert not editor.hasFocus()
        return editor.value()

    return type_and_leave


@pytest.mark.parametrize(
    ("editor", "value"),
    [
        (TextEditor, "  hai  dấu cách "),
        (TextEditor, "Chi\u0323"),  # not NFC
        (TextEditor, "dòng một\ndòng hai"),
        (NameEditor, "nông VĂN bình"),
        (DigitsEditor, "012 345 678"),
        (DigitsEditor, "không rõ"),
        (PhoneEditor, "+84 912-345-678"),
        (PhoneEditor, "hỏi chị Hoa"),
        (NumberEditor, None),
        (NumberEditor, -5),
        (MoneyEditor, None),
        (MoneyEditor, 0),
        (MoneyEditor, -1),
        (NotesEditor, "dòng một\r\ndòng hai\n\n"),
        (NotesEditor, ""),
        (CheckEditor, True),
        (CheckEditor, None),
        (lambda: DatedCheckEditor(lambda: TODAY), date(2020, 2, 29)),
        (lambda: DatedCheckEditor(lambda: TODAY), None),
    ],
)
def test_an_untouched_editor_gives_back_what_it_was_given(
    qtbot: QtBot, editor: Callable[[], Any], value: object
) -> None:
    made = editor()
    qtbot.addWidget(made)
    made.set_value(value)
    assert made.value() == value
    assert type(made.value()) is type(value)


@pytest.mark.parametrize(
    ("editor", "typed", "value", "shown"),
    [
        (TextEditor, "  Thôn   Hữu Vĩnh ", "Thôn Hữu Vĩnh", "Thôn Hữu Vĩnh"),
        (TextEditor, "Chi\u0323", "Chị", "Chị"),
        (TextEditor, "   ", "", ""),
        (NameEditor, "triệu thị mùi", "Triệu Thị Mùi", "Triệu Thị Mùi"),
        (NameEditor, "TRIỆU THỊ MÙI", "Triệu Thị Mùi", "Triệu Thị Mùi"),
        (NameEditor, "Vi Văn McDonald", "Vi Văn McDonald", "Vi Văn McDonald"),
        (DigitsEditor, "020195004318", "020195004318", "020195004318"),
        (lambda: DigitsEditor((3, 3, 3)), "081234567", "081234567", "081 234 567"),
        (DigitsEditor, "12a", "12a", "12a"),
        (PhoneEditor, "0378111204", "0378111204", "0378 111 204"),
        (PhoneEditor, "+84378111204", "0378111204", "0378 111 204"),
        (NumberEditor, "1 200", 1200, "1200"),
        (NumberEditor, "", None, ""),
        (MoneyEditor, "7000000", 7_000_000, "7.000.000"),
        (MoneyEditor, "7,5tr", 7_500_000, "7.500.000"),
    ],
)
def test_what_is_typed_is_read_and_written_tidily_on_leaving(
    leave: Callable[[QWidget, str], Any],
    editor: Callable[[], LineEditor],
    typed: str,
    value: object,
    shown: str,
) -> None:
    made = editor()
    assert leave(made, typed) == value
    assert made.text() == shown


@pytest.mark.parametrize(("editor", "typed"), [(NumberEditor, "vài"), (MoneyEditor, "bảy triệu")])
def test_what_cannot_be_read_stays_and_is_said(
    leave: Callable[[QWidget, str], Any], editor: Callable[[], LineEditor], typed: str
) -> None:
    made = editor()
    value = leave(made, typed)
    assert isinstance(value, Unreadable)
    assert value.message
    assert made.text() == typed


def test_nothing_is_changed_while_typing(
    qtbot: QtBot, on_screen: Callable[[QWidget], None]
) -> None:
    editor = NameEditor()
    on_screen(editor)
    qtbot.keyClicks(editor, "trieeju  ")
    assert editor.text() == "trieeju  "


def test_the_offered_capitals_can_be_taken_back(leave: Callable[[QWidget, str], Any]) -> None:
    editor = NameEditor()
    assert leave(editor, "h' mông") == "H' Mông"
    editor.undo()
    assert editor.value() == "h' mông"


def test_an_emptied_field_is_empty_by_its_kind(qtbot: QtBot) -> None:
    for editor, empty in ((TextEditor(), ""), (MoneyEditor(), None), (NumberEditor(), None)):
        qtbot.addWidget(editor)
        editor.set_value(7)
        editor.clear()
        assert editor.value() == empty


def test_a_number_of_fixed_length_is_full_with_its_last_digit(
    qtbot: QtBot, on_screen: Callable[[QWidget], None]
) -> None:
    editor = DigitsEditor(length=12)
    on_screen(editor)
    qtbot.keyClicks(editor, "02019500431")
    with qtbot.waitSignal(editor.filled):
        qtbot.keyClick(editor, "8")
    editor.setCursorPosition(3)
    with qtbot.assertNotEmitted(editor.filled):
        qtbot.keyClick(editor, Qt.Key.Key_Backspace)
        qtbot.keyClick(editor, "1")


def test_changed_is_told_for_the_user_only(
    qtbot: QtBot, on_screen: Callable[[QWidget], None]
) -> None:
    for editor in (TextEditor(), NotesEditor()):
        on_screen(editor)
        with qtbot.assertNotEmitted(editor.changed):
            editor.set_value("Bắc Sơn")
        with qtbot.waitSignal(editor.changed):
            qtbot.keyClicks(editor, "x")


def test_enter_makes_a_new_line_in_notes_and_tab_leaves(
    qtbot: QtBot, leave: Callable[[QWidget, str], Any]
) -> None:
    notes = NotesEditor()
    assert leave(notes, "một") == "một"
    notes.setFocus()
    qtbot.keyClick(notes, Qt.Key.Key_End)
    qtbot.keyClick(notes, Qt.Key.Key_Return)
    qtbot.keyClicks(notes, "hai")
    assert notes.value() == "một\nhai"


def test_a_tick_keeps_its_day_until_it_is_taken_away(
    qtbot: QtBot, on_screen: Callable[[QWidget], None]
) -> None:
    tick = DatedCheckEditor(lambda: TODAY)
    on_screen(tick)
    tick.set_value(None)
    qtbot.keyClick(tick, Qt.Key.Key_Space)
    assert tick.value() == TODAY
    tick.set_value(date(2026, 1, 2))
    qtbot.keyClick(tick, Qt.Key.Key_Space)
    assert tick.value() is None
    qtbot.keyClick(tick, Qt.Key.Key_Space)
    assert tick.value() == date(2026, 1, 2)


def test_a_line_that_is_cut_says_so_while_nobody_types_in_it(
    on_screen: Callable[[QWidget], None],
) -> None:
    window = QWidget()
    editor, other = TextEditor(), QLineEdit()
    layout = QVBoxLayout(window)
    for each in (editor, other):
        layout.addWidget(each)
    window.setFixedWidth(200)
    on_screen(window)
    other.setFocus()

    def end() -> QImage:
        """Where the last letters of the line would be, as it is painted."""
        return editor.grab(QRect(editor.width() - 18, 0, 18, editor.height())).toImage()

    editor.set_value("W" * 40)
    cut = end()
    editor.set_value("M" * 40)
    assert cut == end()  # an ellipsis either way
    editor.setFocus()
    editor.set_value("W" * 40)
    assert cut != end()
    editor.set_value("Ngắn")
    other.setFocus()
    empty = end()
    editor.set_value("")
    assert empty == end()
