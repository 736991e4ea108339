"""The rail keeps its words where there is room, and never hides an entry."""

from collections.abc import Callable

import pytest
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from ui.main_window import RAIL
from ui.rail import Rail


@pytest.fixture
def rail(on_screen: Callable[[QWidget], None]) -> Rail:
    rail = Rail(RAIL)
    rail.resize(rail.width(), 720)
    on_screen(rail)
    return rail


def test_it_shrinks_to_the_word_under_its_icon_and_comes_back(
    rail: Rail, cut_off: Callable[[QWidget], list[str]]
):
    wide = rail.width()
    rail.shrink(True)
    narrow = rail.width()
    assert (narrow < wide * 0.7, cut_off(rail)) == (True, [])
    rail.shrink(False)
    assert (rail.width(), cut_off(rail)) == (wide, [])


def test_what_is_shown_is_scrolled_into_view(rail: Rail, qtbot):
    rail.shrink(True)
    rail.resize(rail.width(), 260)
    settings = rail._buttons["settings"]
    qtbot.waitUntil(lambda: settings.visibleRegion().isEmpty())
    rail.mark("settings")
    qtbot.waitUntil(lambda: settings.visibleRegion().boundingRect() == settings.rect())


def test_what_was_chosen_before_the_window_opened_is_in_view(
    on_screen: Callable[[QWidget], None], qtbot: QtBot
):
    window = QWidget()
    rail, line = Rail(RAIL), QLineEdit()
    layout = QHBoxLayout(window)
    for part in (rail, line):
        layout.addWidget(part)
    rail.shrink(True)
    rail.mark("settings")
    window.resize(400, 280)
    on_screen(window)
    line.setFocus()
    settings = rail._buttons["settings"]
    qtbot.waitUntil(lambda: settings.visibleRegion().boundingRect() == settings.rect())
