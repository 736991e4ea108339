"""One code chosen among tiles by its digit."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton, QWidget
from pytestqt.qtbot import QtBot

from desktop_app.domain.catalogues import Choice
from ui.forms.tile_editor import TileEditor
from ui.theme import colour, set_role

MOVES = (
    Choice("attended", "Đã đến dự tuyển"),
    Choice("passed", "Trúng tuyển"),
    Choice("void", "Hủy phiếu"),
)


@pytest.fixture
def editor(on_screen: Callable[[QWidget], None]) -> TileEditor:
    editor = TileEditor(MOVES)
    editor.resize(720, 40)
    on_screen(editor)
    editor.setFocus()
    return editor


def test_a_digit_chooses_one_and_goes_on(qtbot: QtBot, editor: TileEditor) -> None:
    told: list[str] = []
    editor.changed.connect(lambda: told.append(editor.value()))
    with qtbot.waitSignal(editor.filled):
        qtbot.keyClick(editor, Qt.Key.Key_2)
    qtbot.keyClick(editor, Qt.Key.Key_1)
    qtbot.keyClick(editor, Qt.Key.Key_9)
    assert told == ["passed", "attended"]


def test_arrows_walk_and_space_chooses(qtbot: QtBot, editor: TileEditor) -> None:
    qtbot.keyClick(editor, Qt.Key.Key_Right)
    assert editor.value() == ""
    qtbot.keyClick(editor, Qt.Key.Key_Space)
    assert editor.value() == "passed"


def test_a_click_chooses_too(qtbot: QtBot, editor: TileEditor) -> None:
    last = editor.findChildren(QPushButton)[2]
    for _ in range(2):
        qtbot.mouseClick(last, Qt.MouseButton.LeftButton)
        assert editor.value() == "void"


def test_what_is_not_allowed_keeps_its_digit_and_is_not_chosen(
    qtbot: QtBot, editor: TileEditor
) -> None:
    editor.allow({"passed", "void"})
    qtbot.keyClick(editor, Qt.Key.Key_1)
    assert editor.value() == ""
    qtbot.keyClick(editor, Qt.Key.Key_3)
    assert editor.value() == "void"


@pytest.mark.parametrize("code", ["", "passed", "điều chưa biết"])
def test_what_is_shown_comes_back(editor: TileEditor, code: str) -> None:
    editor.set_value(code)
    assert editor.value() == code


def test_an_unknown_code_gives_way_to_a_choice(qtbot: QtBot, editor: TileEditor) -> None:
    editor.set_value("điều chưa biết")
    qtbot.keyClick(editor, Qt.Key.Key_1)
    assert editor.value() == "attended"


def test_all_tiles_of_a_wrong_group_are_marked(editor: TileEditor) -> None:
    set_role(editor, state="prob")
    tiles = editor.findChildren(QPushButton)
    right_edges = [
        tile.grab().toImage().pixelColor(tile.width() - 1, tile.height() // 2) for tile in tiles
    ]
    assert right_edges == [colour("ring"), colour("prob"), colour("prob")]
    assert tiles[0].grab().toImage().pixelColor(1, tiles[0].height() // 2) == colour("prob")
    set_role(editor, state="")
    assert [tile.property("state") for tile in tiles] == ["", "", ""]
