"""Several codes: chips and tiles."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QPushButton, QToolButton, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from desktop_app.domain.catalogues import Choice
from ui.forms.field import Unreadable
from ui.forms.several_editors import MultiCodeEditor, TilesEditor

GROUPS = (
    Choice("khuyet_tat", "Người khuyết tật"),
    Choice("ho_ngheo", "Thuộc hộ nghèo"),
    Choice("ho_can_ngheo", "Thuộc hộ cận nghèo"),
    Choice("dtts", "Người dân tộc thiểu số"),
)
TOPICS = (
    Choice("cs", "Chính sách"),
    Choice("vl", "Việc làm"),
    Choice("bhtn", "Bảo hiểm thất nghiệp"),
    Choice("khac", "Khác"),
)


@pytest.fixture
def chips(qtbot: QtBot, on_screen: Callable[[QWidget], None]) -> MultiCodeEditor:
    window = QWidget()
    window.resize(500, 300)
    editor = MultiCodeEditor(GROUPS)
    layout = QVBoxLayout(window)
    layout.addWidget(editor)
    layout.addStretch(1)
    on_screen(window)
    editor.setFocus()
    qtbot.waitUntil(lambda: window.focusWidget() is editor.focusProxy())
    return editor


@pytest.fixture
def tiles(on_screen: Callable[[QWidget], None]) -> TilesEditor:
    editor = TilesEditor(TOPICS)
    editor.resize(720, 80)
    on_screen(editor)
    editor.setFocus()
    return editor


def line_of(editor: MultiCodeEditor) -> QWidget:
    """The line in which a person types."""
    line = editor.focusProxy()
    assert line is not None
    return line


def labels(editor: MultiCodeEditor) -> list[str]:
    return [label.text() for label in editor.findChildren(QLabel) if label.isVisible()]


def test_enter_adds_what_is_typed(
    qtbot: QtBot, chips: MultiCodeEditor, type_text: Callable[[str], None]
) -> None:
    line = line_of(chips)
    for typed in ("can ngheo", "dan toc"):
        type_text(typed)
        qtbot.keyClick(line, Qt.Key.Key_Return)
    assert chips.value() == ("ho_can_ngheo", "dtts")
    assert line.hasFocus()


def test_a_digit_adds_at_once(qtbot: QtBot, chips: MultiCodeEditor) -> None:
    qtbot.keyClick(line_of(chips), "1")
    qtbot.keyClick(line_of(chips), "1")
    assert chips.value() == ("khuyet_tat", "ho_ngheo")


def test_backspace_in_the_empty_line_takes_the_last_away(
    qtbot: QtBot, chips: MultiCodeEditor
) -> None:
    chips.set_value(("dtts", "ho_ngheo"))
    with qtbot.waitSignal(chips.changed):
        qtbot.keyClick(line_of(chips), Qt.Key.Key_Backspace)
    assert chips.value() == ("dtts",)


def test_the_cross_drops_its_own(qtbot: QtBot, chips: MultiCodeEditor) -> None:
    chips.set_value(("dtts", "ho_ngheo"))
    cross = next(
        button
        for button in chips.findChildren(QToolButton)
        if button.accessibleName() == "Bỏ Người dân tộc thiểu số"
    )
    qtbot.mouseClick(cross, Qt.MouseButton.LeftButton)
    assert chips.value() == ("ho_ngheo",)


def test_text_left_behind_is_a_problem(
    chips: MultiCodeEditor, type_text: Callable[[str], None]
) -> None:
    type_text("ngh")
    assert isinstance(chips.value(), Unreadable)


@pytest.mark.parametrize("codes", [(), ("dtts",), ("nguoi_la", "ho_ngheo", "dtts")])
def test_chips_give_back_what_they_were_given(
    chips: MultiCodeEditor, codes: tuple[str, ...]
) -> None:
    chips.set_value(codes)
    assert chips.value() == codes


def test_an_unknown_code_is_a_chip_of_its_own(qtbot: QtBot, chips: MultiCodeEditor) -> None:
    chips.set_value(("nguoi_la",))
    qtbot.waitUntil(lambda: labels(chips) == ["nguoi_la"])


def test_many_chips_wrap_and_the_frame_grows(qtbot: QtBot, chips: MultiCodeEditor) -> None:
    one_row = chips.height()
    chips.set_value(tuple(choice.code for choice in GROUPS))
    qtbot.waitUntil(lambda: chips.height() > one_row)
    shown = [label for label in chips.findChildren(QLabel) if label.isVisible()]
    assert len(shown) == len(GROUPS)
    frames = [label.parentWidget() for label in shown]
    assert all(chips.rect().contains(frame.geometry()) for frame in frames if frame)


def test_digits_switch_tiles(qtbot: QtBot, tiles: TilesEditor) -> None:
    qtbot.keyClick(tiles, "3")
    qtbot.keyClick(tiles, "2")
    assert tiles.value() == ("vl", "bhtn")
    qtbot.keyClick(tiles, "3")
    assert tiles.value() == ("vl",)


def test_arrows_walk_and_space_switches(qtbot: QtBot, tiles: TilesEditor) -> None:
    for key in (Qt.Key.Key_Right, Qt.Key.Key_Right, Qt.Key.Key_Left, Qt.Key.Key_Space):
        qtbot.keyClick(tiles, key)
    assert tiles.value() == ("vl",)


def test_a_click_switches_a_tile_and_brings_the_focus(qtbot: QtBot, tiles: TilesEditor) -> None:
    tile = tiles.findChildren(QPushButton)[3]
    tiles.clearFocus()
    with qtbot.waitSignal(tiles.changed):
        qtbot.mouseClick(tile, Qt.MouseButton.LeftButton)
    assert (tiles.value(), tiles.hasFocus()) == (("khac",), True)


@pytest.mark.parametrize("codes", [(), ("bhtn", "cs"), ("la", "vl")])
def test_tiles_give_back_what_they_were_given(tiles: TilesEditor, codes: tuple[str, ...]) -> None:
    tiles.set_value(codes)
    assert tiles.value() == codes


def test_an_unknown_code_survives_a_change(qtbot: QtBot, tiles: TilesEditor) -> None:
    tiles.set_value(("la", "vl"))
    qtbot.keyClick(tiles, "1")
    assert tiles.value() == ("cs", "vl", "la")


def test_tiles_stand_in_as_many_columns_as_their_names_allow(
    qtbot: QtBot, tiles: TilesEditor
) -> None:
    def columns() -> int:
        return len({button.x() for button in tiles.findChildren(QPushButton)})

    qtbot.waitUntil(lambda: columns() == 3)
    tiles.resize(460, 120)
    qtbot.waitUntil(lambda: columns() == 2)
    tiles.resize(240, 200)
    qtbot.waitUntil(lambda: columns() == 1)


def test_other_keys_go_on_to_the_form(qtbot: QtBot, on_screen: Callable[[QWidget], None]) -> None:
    seen: list[int] = []

    class Form(QWidget):
        def keyPressEvent(self, event) -> None:  # noqa: N802 - Qt's method
            seen.append(event.key())

    form = Form()
    tiles = TilesEditor(TOPICS)
    QVBoxLayout(form).addWidget(tiles)
    on_screen(form)
    tiles.setFocus()
    qtbot.keyClick(tiles, Qt.Key.Key_Return)
    qtbot.keyClick(tiles, "9")
    assert seen == [Qt.Key.Key_Return, Qt.Key.Key_9]


def test_other_tiles_can_be_offered(qtbot: QtBot, tiles: TilesEditor) -> None:
    tiles.set_value(("vl", "khac"))
    tiles.set_choices((Choice("td", "Tuyển dụng"), Choice("khac", "Khác")))
    assert tiles.value() == ("vl", "khac")
    tiles.set_value(())
    qtbot.keyClick(tiles, "2")
    assert tiles.value() == ("khac",)

    def shown() -> list[str]:
        return [each.text() for each in tiles.findChildren(QPushButton) if each.isVisible()]

    qtbot.waitUntil(lambda: shown() == ["Tuyển dụng", "Khác"])
