"""What stands beside the rest, or between it where there is little room."""

from collections.abc import Callable

import pytest
from PySide6.QtWidgets import QFrame, QWidget
from pytestqt.qtbot import QtBot

from ui.screens.two_columns import TwoColumns


@pytest.fixture
def parts(on_screen: Callable[[QWidget], None]) -> tuple[TwoColumns, QFrame, QFrame, QFrame]:
    top, main, side = QFrame(), QFrame(), QFrame()
    for part in (top, main, side):
        part.setMinimumSize(100, 40)
    columns = TwoColumns(top, main, side, beside_from=800)
    columns.resize(900, 400)
    on_screen(columns)
    return columns, top, main, side


def test_the_side_stands_beside_where_there_is_room_else_between(
    parts: tuple[TwoColumns, QFrame, QFrame, QFrame], qtbot: QtBot
):
    columns, top, main, side = parts
    qtbot.waitUntil(lambda: side.x() > main.geometry().right())
    assert side.y() == top.y()
    columns.resize(600, 400)
    qtbot.waitUntil(lambda: top.y() < side.y() < main.y())
    assert side.width() == main.width()
    columns.resize(900, 400)
    qtbot.waitUntil(lambda: side.x() > main.geometry().right())


def test_without_a_side_the_rest_has_the_whole_width(
    parts: tuple[TwoColumns, QFrame, QFrame, QFrame], qtbot: QtBot
):
    columns, _, main, side = parts
    side.hide()
    qtbot.waitUntil(lambda: main.width() == columns.contentsRect().width())
