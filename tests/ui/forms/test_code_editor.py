"""The editor of one code: digits, letters without accents, unknown codes, the popup."""

from collections.abc import Callable
from typing import TypeVar

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit, QListView, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from desktop_app.domain.catalogues import Choice
from ui.forms.choice_popup import ChoicePopup
from ui.forms.code_editor import ChoiceList, CodeEditor, YesNoEditor
from ui.forms.field import Unreadable

SEX = (Choice("1", "Nam"), Choice("2", "Nữ"))
ETHNIC = (
    Choice("02", "Tày", ("Thổ", "Pa Dí")),
    Choice("07", "Nùng", ("Nùng Giang",)),
    Choice("01", "Kinh", ("Việt",)),
    Choice("09", "Dao", ("Mán", "Dao Đỏ")),
    Choice("14", "Xơ-đăng", ("Xơ Đăng",)),
    Choice("20", "Mnông", ()),
    *(Choice(str(code), f"Nhóm {code}") for code in range(30, 40)),
)
COMMUNES = (
    Choice("new:06001", "Xã Đoàn Kết", ("Đoàn Kết",)),
    Choice("new:06325", "Xã Bắc Sơn", ("Bắc Sơn",)),
    Choice("new:06349", "Xã Vũ Lăng", ("Vũ Lăng",)),
    *(Choice(f"new:{code}", f"Xã Số {code}") for code in range(10)),
)
TOPICS = (Choice("cs", "Chính sách"), Choice("vl", "Việc làm"), Choice("khac", "Khác"))
LEVELS = (Choice("8", "Trên đại học"), Choice("8.1", "Thạc sĩ"), Choice("8.2", "Tiến sĩ"))

W = TypeVar("W", bound=QWidget)


@pytest.fixture
def shown(on_screen: Callable[[QWidget], None]) -> Callable[[CodeEditor], QLineEdit]:
    """`shown(editor)` puts it into a window with the focus; the answer: the field after it."""

    def show(editor: CodeEditor) -> QLineEdit:
        window = QWidget()
        window.resize(600, 500)
        layout = QVBoxLayout(window)
        following = QLineEdit()
        layout.addWidget(editor)
        layout.addWidget(following)
        layout.addStretch(1)
        on_screen(window)
        editor.setFocus()
        return following

    return show


def child(parent: QWidget, kind: type[W]) -> W:
    """The one child of a kind."""
    (found,) = parent.findChildren(kind)
    return found


def popup(editor: CodeEditor) -> list[str]:
    """The names offered, the marked one with a star; empty when the popup is closed."""
    found = editor.window().findChildren(ChoicePopup)
    frames = [frame for frame in found if frame.isVisible()]
    if not frames:
        return []
    view = child(frames[0], QListView)
    model = view.model()
    names = [str(model.index(row, 0).data()) for row in range(model.rowCount())]
    marked = view.currentIndex().row()
    return [f"*{name}" if row == marked else name for row, name in enumerate(names)]


@pytest.mark.parametrize(
    ("choices", "typed", "found"),
    [
        (ETHNIC, "ta", ["Tày"]),
        (ETHNIC, "TÀY", ["Tày"]),
        (ETHNIC, "2", ["Tày", "Mnông"]),
        (ETHNIC, "09", ["Dao"]),
        (ETHNIC, "da", ["Dao", "Xơ-đăng"]),
        (ETHNIC, "dao d", ["Dao"]),
        (ETHNIC, "viet", ["Kinh"]),
        (ETHNIC, "zz", []),
        (COMMUNES, "bac s", ["Xã Bắc Sơn"]),
        (COMMUNES, "xa doan", ["Xã Đoàn Kết"]),
        (COMMUNES, "lang", ["Xã Vũ Lăng"]),
        (TOPICS, "2", ["Việc làm"]),
        (LEVELS, "8", ["Trên đại học", "Thạc sĩ", "Tiến sĩ"]),
    ],
)
def test_what_is_typed_finds_choices(
    choices: tuple[Choice, ...], typed: str, found: list[str]
) -> None:
    assert [choice.name for choice in ChoiceList(choices).matches(typed)] == found


def test_letters_and_enter_choose(
    qtbot: QtBot, shown: Callable[[CodeEditor], QLineEdit], type_text: Callable[[str], None]
) -> None:
    editor = CodeEditor(ETHNIC)
    shown(editor)
    type_text("ta")
    assert popup(editor) == ["*Tày"]
    qtbot.keyClick(editor, Qt.Key.Key_Return)
    assert (editor.value(), editor.text(), popup(editor)) == ("02", "02   Tày", [])


def test_a_digit_that_can_mean_one_thing_chooses_at_once(
    qtbot: QtBot, shown: Callable[[CodeEditor], QLineEdit]
) -> None:
    editor = CodeEditor(SEX)
    shown(editor)
    with qtbot.waitSignals([editor.changed, editor.filled]):
        qtbot.keyClick(editor, "2")
    assert (editor.value(), editor.text()) == ("2", "2   Nữ")


def test_a_digit_that_begins_longer_codes_waits(
    qtbot: QtBot, shown: Callable[[CodeEditor], QLineEdit]
) -> None:
    editor = CodeEditor(LEVELS)
    shown(editor)
    qtbot.keyClick(editor, "8")
    assert popup(editor) == ["*Trên đại học", "Thạc sĩ", "Tiến sĩ"]
    qtbot.keyClick(editor, Qt.Key.Key_Down)
    qtbot.keyClick(editor, Qt.Key.Key_Down)
    qtbot.keyClick(editor, Qt.Key.Key_Up)
    qtbot.keyClick(editor, Qt.Key.Key_Enter)
    assert editor.value() == "8.1"


def test_tab_takes_the_marked_choice(
    qtbot: QtBot, shown: Callable[[CodeEditor], QLineEdit], type_text: Callable[[str], None]
) -> None:
    editor = CodeEditor(ETHNIC)
    following = shown(editor)
    type_text("da")
    qtbot.keyClick(editor, Qt.Key.Key_Tab)
    assert (editor.value(), following.hasFocus()) == ("09", True)


def test_escape_closes_the_popup_and_leaves_the_text(
    qtbot: QtBot, shown: Callable[[CodeEditor], QLineEdit], type_text: Callable[[str], None]
) -> None:
    editor = CodeEditor(ETHNIC)
    shown(editor)
    type_text("ta")
    qtbot.keyClick(editor, Qt.Key.Key_Escape)
    assert (popup(editor), editor.text()) == ([], "ta")


def test_alt_down_opens_the_whole_list_at_the_chosen_one(
    qtbot: QtBot, shown: Callable[[CodeEditor], QLineEdit]
) -> None:
    editor = CodeEditor(TOPICS)
    shown(editor)
    editor.set_value("vl")
    qtbot.keyClick(editor, Qt.Key.Key_Down, Qt.KeyboardModifier.AltModifier)
    assert popup(editor) == ["Chính sách", "*Việc làm", "Khác"]


def test_the_mouse_may_choose(qtbot: QtBot, shown: Callable[[CodeEditor], QLineEdit]) -> None:
    editor = CodeEditor(TOPICS)
    shown(editor)
    editor.actions()[0].trigger()
    view = child(editor.window(), QListView)
    spot = view.visualRect(view.model().index(2, 0)).center()
    qtbot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=spot)
    assert (editor.value(), editor.hasFocus(), popup(editor)) == ("khac", True, [])


def test_the_popup_lies_above_a_field_at_the_bottom_of_the_window(
    on_screen: Callable[[QWidget], None], type_text: Callable[[str], None]
) -> None:
    window = QWidget()
    window.resize(400, 320)
    layout = QVBoxLayout(window)
    layout.addStretch(1)
    editor = CodeEditor(ETHNIC)
    layout.addWidget(editor)
    on_screen(window)
    editor.setFocus()
    type_text("n")
    frame = child(window, ChoicePopup)
    assert window.rect().contains(frame.geometry())
    assert frame.geometry().bottom() < editor.geometry().top()


def test_the_popup_follows_its_field(
    qtbot: QtBot, shown: Callable[[CodeEditor], QLineEdit], type_text: Callable[[str], None]
) -> None:
    editor = CodeEditor(ETHNIC)
    shown(editor)
    type_text("ta")
    frame = child(editor.window(), ChoicePopup)
    distance = frame.y() - editor.y()
    layout = editor.window().layout()
    assert isinstance(layout, QVBoxLayout)
    layout.insertSpacing(0, 60)
    qtbot.waitUntil(lambda: editor.y() > 60)
    assert frame.y() - editor.y() == distance


@pytest.mark.parametrize("code", ["99", "x-y", "02 "])
def test_an_unknown_code_is_shown_and_kept(
    qtbot: QtBot, shown: Callable[[CodeEditor], QLineEdit], code: str
) -> None:
    editor = CodeEditor(ETHNIC)
    shown(editor)
    editor.set_value(code)
    assert (editor.text(), editor.value()) == (code, code)
    qtbot.keyClick(editor, Qt.Key.Key_Tab)
    assert (editor.text(), editor.value()) == (code, code)


def test_what_is_not_in_the_list_is_said(
    qtbot: QtBot, shown: Callable[[CodeEditor], QLineEdit], type_text: Callable[[str], None]
) -> None:
    editor = CodeEditor(ETHNIC)
    shown(editor)
    type_text("zz")
    qtbot.keyClick(editor, Qt.Key.Key_Tab)
    assert editor.value() == Unreadable("Không có trong danh sách")
    assert editor.text() == "zz"


def test_an_emptied_field_has_no_code(
    qtbot: QtBot, shown: Callable[[CodeEditor], QLineEdit]
) -> None:
    editor = CodeEditor(SEX)
    shown(editor)
    editor.set_value("1")
    editor.selectAll()
    qtbot.keyClick(editor, Qt.Key.Key_Delete)
    assert editor.value() == ""


def test_other_choices_keep_the_value(qtbot: QtBot) -> None:
    editor = CodeEditor(ETHNIC)
    qtbot.addWidget(editor)
    editor.set_value("09")
    editor.set_choices(ETHNIC[:2])
    assert (editor.value(), editor.text()) == ("09", "09")


@pytest.mark.parametrize(
    ("choices", "hint"),
    [
        (SEX, "1 nam · 2 nữ"),
        (TOPICS, "1 chính sách · 2 việc làm · 3 khác"),
        (ETHNIC, "gõ để tìm"),
        (LEVELS[:1] * 9, "8 trên đại học … 8"),
        (COMMUNES, "gõ để tìm"),
    ],
)
def test_the_hint_says_how_to_choose(qtbot: QtBot, choices: tuple[Choice, ...], hint: str) -> None:
    editor = CodeEditor(choices)
    qtbot.addWidget(editor)
    assert editor.placeholderText() == hint


@pytest.mark.parametrize("value", [True, False, None])
def test_yes_and_no_come_back_as_they_are(qtbot: QtBot, value: bool | None) -> None:
    editor = YesNoEditor()
    qtbot.addWidget(editor)
    editor.set_value(value)
    assert editor.value() is value


@pytest.mark.parametrize(("key", "value"), [("1", True), ("2", False)])
def test_yes_and_no_take_one_digit(
    qtbot: QtBot, shown: Callable[[CodeEditor], QLineEdit], key: str, value: bool
) -> None:
    editor = YesNoEditor()
    shown(editor)
    qtbot.keyClick(editor, key)
    assert editor.value() is value
    editor.selectAll()
    qtbot.keyClick(editor, Qt.Key.Key_Delete)
    assert editor.value() is None
