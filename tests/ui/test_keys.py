"""The list of keys and the real window: what is told works, and what works is told."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut

from tests.ui.counsellor import Counsellor
from ui.keys import GROUPS, OPENING, WINDOW, sequence
from ui.screens.everything import Screens

TOLD = {sequence(key).toString() for _, lines in GROUPS for line in lines for key in line.keys}
ALSO = {
    "Ctrl+Return": "the Enter beside the letters, for Ctrl+Enter",
    "Ctrl+=": "the key of + without Shift, for Ctrl++",
}
BY_PLACE = {f"Alt+{place}" for place in range(2, 10)}
"""The second commune and the ones after it."""


def shortcuts(counsellor: Counsellor) -> set[str]:
    """The keys bound in the window when all screens and the help have been built."""
    main = counsellor.main
    assert isinstance(main.screens, Screens)
    for name in main.screens.names():
        main.place_screen(name)
    counsellor.press(Qt.Key.Key_F1)
    found = {shortcut.key().toString() for shortcut in main.findChildren(QShortcut)}
    return found - BY_PLACE


def test_every_key_that_is_bound_is_told(counsellor: Counsellor):
    assert shortcuts(counsellor) - TOLD == set(ALSO)


def test_every_key_with_control_and_every_function_key_that_is_told_is_bound(
    counsellor: Counsellor,
):
    held = {key for key in TOLD if key.startswith(("Ctrl+", "F"))}
    in_lists = {"Ctrl+C", "Ctrl+0", "Ctrl+1"}  # keys of the lists themselves
    assert held - shortcuts(counsellor) == in_lists


def test_no_key_of_the_window_is_told_twice_or_means_two_things():
    keys = [key for line in (*WINDOW, *OPENING) for key in line.keys]
    assert sorted(set(keys)) == sorted(keys)
    assert all(line.verb for line in (*WINDOW, *OPENING))


def test_keys_are_written_as_on_the_keyboard():
    assert sequence("Alt+←") == QKeySequence("Alt+Left")
    assert sequence("Ctrl+−") == QKeySequence("Ctrl+-")
    assert sequence("Ctrl+PageUp") == QKeySequence("Ctrl+PgUp")
