"""The tour: once after the first sign-in, by keys alone, and away when one goes to work."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from desktop_app.office.tour import tour_seen
from tests.ui.counsellor import Counsellor
from tests.ui.fixture_types import CutOff
from ui.dialogs.sign_in import SignInWindow
from ui.help.panel import HelpPanel
from ui.help.tour import CARDS, Tour
from ui.theme import LIGHT, PRESETS, Theme, apply_theme

F1, F2, ESCAPE, ENTER = Qt.Key.Key_F1, Qt.Key.Key_F2, Qt.Key.Key_Escape, Qt.Key.Key_Return
LEFT, RIGHT = Qt.Key.Key_Left, Qt.Key.Key_Right


def tour(counsellor: Counsellor) -> Tour:
    """The tour, which has been shown."""
    found = counsellor.main.findChild(Tour)
    assert found is not None
    return found


def step(counsellor: Counsellor) -> str:
    """«2/5»: which card is told to whoever cannot see it."""
    return tour(counsellor).accessibleName().removeprefix("Giới thiệu ").partition(":")[0]


@pytest.fixture
def newcomer(counsellor: Counsellor) -> Counsellor:
    """Somebody who is offered the tour."""
    counsellor.main.offer_tour()
    counsellor.settle()
    return counsellor


def sign_in_again(counsellor: Counsellor, password: str) -> None:
    """Out by the door, and in again."""
    counsellor.main.sign_out_wanted.emit()
    counsellor.settle()
    door = counsellor.program.door
    assert isinstance(door, SignInWindow)
    door.password.setText(password)
    door.button.click()
    counsellor.settle()
    counsellor.come_in()


def test_it_comes_after_the_first_sign_in_and_never_again(counsellor: Counsellor, password: str):
    assert counsellor.main.findChild(Tour) is None
    sign_in_again(counsellor, password)
    assert tour(counsellor).isVisible()
    counsellor.press(ESCAPE)
    assert tour_seen(counsellor.main.place.desk)
    sign_in_again(counsellor, password)
    assert counsellor.main.findChild(Tour) is None


def test_who_leaves_the_program_in_the_middle_is_offered_it_again(
    counsellor: Counsellor, password: str
):
    sign_in_again(counsellor, password)
    counsellor.press(RIGHT)
    sign_in_again(counsellor, password)
    assert step(counsellor) == "1/5"


def test_the_cards_are_walked_by_keys(newcomer: Counsellor):
    focused = newcomer.qapp.focusWidget()
    assert focused is tour(newcomer)
    assert len(CARDS) == 5
    steps = [step(newcomer)]
    for key in (RIGHT, ENTER, LEFT, RIGHT, RIGHT, ENTER, LEFT, LEFT, LEFT, LEFT, LEFT):
        newcomer.press(key)
        steps.append(step(newcomer))
    assert [int(each[0]) for each in steps] == [1, 2, 3, 2, 3, 4, 5, 4, 3, 2, 1, 1]


def test_after_the_last_card_one_is_where_one_was(newcomer: Counsellor):
    for _ in CARDS:
        newcomer.press(ENTER)
    assert not tour(newcomer).isVisible()
    focused = newcomer.qapp.focusWidget()
    assert focused is not None
    assert (newcomer.here, focused.accessibleName()) == ("today", "Cuộc gọi đến hạn")
    assert tour_seen(newcomer.main.place.desk)


def test_escape_skips_the_rest(newcomer: Counsellor):
    newcomer.press(ESCAPE)
    assert not tour(newcomer).isVisible()
    assert tour_seen(newcomer.main.place.desk)


def test_the_buttons_do_what_their_keys_do(newcomer: Counsellor):
    shown = tour(newcomer)
    assert not shown.back_button.isVisible()
    shown.next_button.click()
    assert step(newcomer) == "2/5"
    shown.back_button.click()
    assert step(newcomer) == "1/5"
    shown.skip_button.click()
    assert not shown.isVisible()


def test_it_holds_nobody_up(newcomer: Counsellor):
    newcomer.press(F2)
    assert newcomer.here == "worker_form"
    assert not tour(newcomer).isVisible()
    focused = newcomer.qapp.focusWidget()
    assert focused is not None
    assert newcomer.main.current().isAncestorOf(focused)
    newcomer.settle()
    assert tour_seen(newcomer.main.place.desk)


def test_it_does_not_come_over_a_form(counsellor: Counsellor):
    counsellor.main.offer_tour()
    counsellor.main.show_screen("worker_form")  # before it is known whether it was seen
    counsellor.settle()
    assert counsellor.main.findChild(Tour) is None


def test_it_can_be_had_again_from_the_help(newcomer: Counsellor):
    newcomer.press(ESCAPE)
    newcomer.press(F1)
    help_panel = newcomer.main.findChild(HelpPanel)
    assert help_panel is not None
    help_panel.tour_button.click()
    assert (help_panel.isVisible(), tour(newcomer).isVisible()) == (False, True)
    assert step(newcomer) == "1/5"


@pytest.fixture
def wearing(qapp: QApplication) -> Iterator[None]:
    """The test changes the preset; the light one comes back afterwards."""
    yield
    apply_theme(qapp, LIGHT)


@pytest.mark.usefixtures("wearing")
@pytest.mark.parametrize("theme", PRESETS, ids=lambda theme: theme.name)
@pytest.mark.parametrize(("width", "height"), [(1366, 768), (900, 500)])
def test_nothing_is_cut_off_on_any_card_and_the_frame_stands_still(
    counsellor: Counsellor, theme: Theme, width: int, height: int, cut_off: CutOff
):
    apply_theme(counsellor.qapp, theme)
    counsellor.main.resize(width, height)
    counsellor.main.show_tour()
    counsellor.settle()
    rooms = set()
    for _ in CARDS:
        assert cut_off(tour(counsellor)) == []
        rooms.add(tour(counsellor).geometry().getRect())
        counsellor.press(RIGHT)
    assert len(rooms) == 1
    top = counsellor.main.stack.geometry()
    assert all(top.contains(*room[:2]) for room in rooms)
