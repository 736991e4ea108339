"""The rail keeps its words where there is room, and never hides an entry."""

from collections.abc import Callable

import pytest
from PySide6.QtWidgets import QWidget

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
