"""Screens made ready beforehand: all come to stand in the window while nobody asks for them, and
what one sees stays as it is."""

import gc

from pytestqt.qtbot import QtBot

from tests.ui.counsellor import Counsellor
from ui.screens.everything import Screens


def test_all_screens_are_made_ready_behind_the_one_that_is_seen(
    counsellor: Counsellor, qtbot: QtBot
) -> None:
    main = counsellor.main
    assert isinstance(main.screens, Screens)
    names = main.screens.names()
    qtbot.waitUntil(lambda: gc.get_freeze_count() > 0, timeout=30_000)
    assert {name for name in names if main.stack.indexOf(main.screens[name]) >= 0} == {*names}
    assert main.stack.currentWidget() is main.current() is main.screens["today"]
    assert [name for name in names if main.screens[name].isVisible()] == ["today"]


def test_a_window_that_is_left_is_garbage_like_any_other(
    counsellor: Counsellor, qtbot: QtBot
) -> None:
    qtbot.waitUntil(lambda: gc.get_freeze_count() > 0, timeout=30_000)
    counsellor.main.sign_out_wanted.emit()
    qtbot.waitUntil(lambda: counsellor.program.main is None)
    assert gc.get_freeze_count() == 0
